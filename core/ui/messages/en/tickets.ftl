# Screens of tickets.

## The list
tickets-by-status = Tickets by status
tickets-unsolved = unsolved
tickets-all = all
tickets-find = Find a ticket
tickets-sort = Order
tickets-sort-updated = Latest change first
tickets-sort-created = Newest first
tickets-sort-priority = Most urgent first
tickets-empty = No ticket here
tickets-empty-text = Customers’ requests arrive here from forms, calls and colleagues.
tickets-nobody = nobody

## One ticket
tickets-asked = What was asked
tickets-no-description = No description was given.
tickets-conversation = Conversation
tickets-conversation-empty = Nobody has written yet.
tickets-handling = Handling
tickets-status = Status
tickets-assignee = Responsible
tickets-visits = Visits
tickets-no-visits = No visit yet.
tickets-create-visit = Create visit
tickets-type = Type
tickets-source = Came by
tickets-created = Made
tickets-first-response = First reply after
tickets-source-remote = remote assistance
tickets-source-chat = chat
tickets-source-call-centre = call
tickets-source-message = message
tickets-source-system = desk
tickets-source-other = other
tickets-source-api = interface
tickets-source-publishing = form
tickets-source-email = e-mail
tickets-source-other-tenant = partner

## Conversation
tickets-system = system
tickets-public = To the customer
tickets-internal = Among colleagues
tickets-from-customer = From the customer
tickets-to-whom = Who reads it
tickets-reply-public = Reply to the customer
tickets-reply-internal = Note to colleagues
tickets-send-public = Send to the customer
tickets-send-internal = Save note
tickets-reply-files = Files
tickets-log-create = Ticket made
tickets-log-edit = Ticket changed
tickets-log-set-row = Row changed
tickets-log-remove-row = Row removed
tickets-log-assign = Given to { $name }
tickets-log-unassign = Nobody is responsible any more
tickets-log-withdraw = The customer took it back
tickets-log-withdraw-reason = The customer took it back: { $reason }
tickets-log-set-status = Status: { $status }
tickets-log-set-status-rule = Status: { $status } (by the rule “{ $rule }”)

## New tickets, and the customer of one
tickets-new = New ticket
tickets-create = Create ticket
tickets-customer = Customer
tickets-customer-unknown = No recorded customer stands behind this ticket.
tickets-customer-fields = Fields shown
tickets-record-company = Record the company
tickets-record-contact = Record the contact
