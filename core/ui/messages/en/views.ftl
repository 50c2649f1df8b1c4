# Views of tickets: at the desk, in the settings, on the phone.

## Names of the system's views
view-standard-mine = My open tickets
view-standard-unassigned = Nobody’s yet
view-standard-my-groups = Of my groups
view-standard-urgent = Urgent
view-standard-missed = Too late
view-standard-open = All open
view-standard-reading = I read along
view-standard-resolved = Resolved
view-standard-closed = Closed

## At the desk
view-title = Ticket views
view-all-tickets = All tickets
view-own = Only for me
view-own-text = Only you see this view, here and on your phone.
view-choose = View
view-with-count = { $name } ({ $count })
view-settings = Ticket views
view-save-as-mine = Save as my view
view-edit = Change view
view-missing = There is no such view
view-missing-text = It was closed, removed or is for somebody else.
view-empty-text = No ticket meets the conditions of this view now.
view-order-by = Order by column
view-ascending = smallest first
view-descending = largest first
view-sort-up = { $name }, smallest first
view-sort-down = { $name }, largest first
view-sort-own = As the view says
view-more = Show more
view-group-none = None
view-tabs = Opened tickets
view-tab-close = Close { $name }

## What can be asked, shown and ordered
view-me = Whoever looks
view-my-groups = The groups of whoever looks
view-ask-status = Status
view-ask-priority = Priority
view-ask-type = Type
view-ask-source = Came by
view-ask-title = Title
view-ask-description = Description
view-ask-number = Number
view-ask-assignee = Responsible
view-ask-group = Group
view-ask-cc = Reads along
view-ask-template = Template
view-ask-company-name = Company (name)
view-ask-contact-name = Contact person (name)
view-ask-phone = Phone number
view-ask-asset-name = Machine (name)
view-ask-created-by = Made by
view-ask-created-at = Made
view-ask-updated-at = Last changed
view-ask-resolved-at = Resolved
view-ask-closed-at = Closed
view-of-number = Number
view-of-title = Title
view-of-status = Status
view-of-priority = Priority
view-of-sla = Service level
view-of-due = Service level
view-of-type = Type
view-of-source = Came by
view-of-template = Template
view-of-company-name = Company
view-of-contact-name = Contact person
view-of-phone = Phone
view-of-asset-name = Machine
view-of-assignee = Responsible
view-of-group = Group
view-of-node = Step
view-of-created-at = Made
view-of-updated-at = Changed
view-of-resolved-at = Resolved
view-of-closed-at = Closed

## Settings → Ticket views
view-intro = Everybody sees the views that are for him, in this order, at the desk and on the phone. Folders put views together.
view-new = New view
view-overtaken = A colleague saved this view meanwhile
view-one = View
view-name = Name of the view
view-name-hint = Left empty it is called “{ $name }” in each reader’s language.
view-description = Description
view-folder = Folder
view-folder-hint = Views with the same folder stand together. Left empty the view stands above all folders.
view-closed = The view is closed
view-closed-hint = A closed view is kept here and shown to nobody.
view-which = Which tickets
view-which-text = Without conditions the view shows all tickets that its reader may see.
view-template = Made from template
view-template-any = any
view-promise = Service level
view-how = How they are shown
view-columns = Columns
view-column-add = One more column
view-column-choose = Choose a column
view-column-up = { $name } further to the front
view-column-down = { $name } further to the back
view-column-hide = Leave { $name } out
view-group-by = Put together by
view-group-by-none = not put together
view-sort-descending = Largest or latest first
view-for-whom = For whom
view-staff = Staff
view-customers = Customers
view-customers-hint = A customer sees his own tickets and no others.
view-customers-nobody = none
view-customers-all = all contacts
view-customers-tagged = contacts with a tag
view-customers-tags = Tags
view-quick = Button in the app
view-quick-hint = The view gets a button on the phone’s screen of tickets.
view-quick-icon = Picture
view-quick-place = Place among the buttons
view-icon-inbox = inbox
view-icon-user = person
view-icon-users = people
view-icon-clock = clock
view-icon-alert = warning
view-icon-check = tick
view-icon-star = star
view-icon-wrench = wrench
view-preview = What it shows now
view-preview-count = { $count ->
    [0] No ticket
    [one] One ticket
   *[other] { $count } tickets
}
view-preview-none = Finish the conditions to see which tickets they find.
view-remove = Remove view
view-remove-title = Remove “{ $name }”?
view-remove-text = Tickets are not touched. Whoever used the view does not find it any more.
view-up = { $name } further up
view-down = { $name } further down
view-is-closed = closed
view-is-for-customers = for customers
view-is-quick = in the app
view-problem-required = This is needed.
view-problem-too-long = This is too long.
view-problem-one-line = Only one line fits here.
view-problem-taken = There is a view with this name already.
view-problem-unknown = This is not there any more. Choose something else.
view-problem-not-a-condition = This cannot be compared so.
view-problem-unfinished = A condition is not finished.
view-problem-too-many = That is too much.
view-problem-other = This does not fit.

## Log of changes
audit-action-ticket-view-written = Ticket view changed
