# The frame of the desk: modules, faults, refusals, keys, notices.

## Modules
desk-nav-engineers = Engineers
desk-nav-forms = Forms
desk-go-to = Go to
desk-nowhere = There is nothing at this address.

## Signing in and out
desk-sign-in-empty = Enter account and password.
desk-signed-out = Your session has ended. Sign in again; nothing is lost.
desk-ended-elsewhere = You signed in on another device, so this session has ended.
desk-ended-disabled = This account has been disabled. Ask your administrator.
desk-start-offline = The server cannot be reached
desk-start-offline-text = The desk opens by itself as soon as it answers.
desk-no-desk = { $name }, your work is in the phone app
desk-no-desk-text = Your role has nothing to show at the desk. Ask your administrator if something is missing.
desk-open-phone-app = Open the phone app
desk-account = Account of { $name }

## Faults
desk-offline = you see what was loaded before
desk-offline-text = This was not loaded yet. It appears by itself when the connection is back.
desk-not-done = This was not done
desk-fault-out-of-reach = The server cannot be reached. Nothing was changed; try again when the connection is back.
desk-fault-unreadable = The server gave an answer this page does not understand. Reload the page to get the present version.
desk-fault-rate-limited = Too many requests. Try again in { $seconds } s.
desk-fault-bad-request = The server did not accept the request ({ $detail }).
desk-fault-not-found = It does not exist, or your account may not see it.
desk-fault-forbidden = Your account may not do this.
desk-fault-too-large = It is larger than the limit.
desk-fault-unavailable = The server is busy with itself at the moment. It recovers on its own; try again soon.
desk-fault-status = The server answered with error { $status }.

## Refusals
desk-refused-changed = A colleague changed this a moment ago.
desk-refused-changed-by = { $name } has it now; a colleague was faster.
desk-refused-cancelled = The visit was cancelled meanwhile.
desk-refused-wrong-state = This is not possible while the visit is “{ $state }”.
desk-refused-missing = Missing: { $fields }.
desk-refused-invalid = { $field }: this value is not accepted.
desk-refused-too-many = No more than { $limit } are possible.
desk-refused-done-already = This was decided already.
desk-refused-other = The change no longer fits the present state. Look again and repeat it if it still holds.

## Members of records
desk-member-title = What it is about
desk-member-description = Description
desk-member-priority = Priority
desk-member-window-from = Earliest start
desk-member-window-to = Latest end
desk-member-due-at = Promised by
desk-member-duration-min = Time on site
desk-member-address = Address
desk-member-place = Pin on the map
desk-member-phone = Phone
desk-member-contact-name = Contact
desk-member-company-name = Customer
desk-member-asset-name = Machine
desk-member-skills = Skills
desk-member-reason = Reason
desk-member-text = Text
desk-member-solution = Solution
desk-member-remark = Remark

## Keys
desk-help-title = Keyboard
desk-help-everywhere = Everywhere
desk-help-lists = In lists
desk-help-dispatch = On the dispatch screen
desk-help-search = Search
desk-help-help = Show these keys
desk-help-close = Close
desk-help-next = Next row
desk-help-previous = Row before
desk-help-open = Open the row
desk-help-visits = Next visit, visit before
desk-help-visit-open = Open the visit as a page
desk-help-candidates = Choose an engineer
desk-help-assign = Assign to the chosen engineer
desk-help-unskilled = Show engineers without the skill

## Notices
desk-notices-unread = Notices, { $count } new
desk-notices-empty = No notices
desk-notices-empty-text = What needs your eye appears here: late records, requests to cancel, new tickets.
desk-notice-visit-created = New visit: { $title }
desk-notice-visit-assigned = Visit assigned: { $title }
desk-notice-visit-reassigned = Visit changed hands: { $title }
desk-notice-visit-unassigned = Visit without engineer: { $title }
desk-notice-visit-rejected = Visit rejected: { $title }
desk-notice-visit-completed = Visit done: { $title }
desk-notice-visit-cancelled = Visit cancelled: { $title }
desk-notice-visit-rated = Customer rated: { $title }
desk-notice-cancel-requested = Request to cancel: { $title }
desk-notice-late-record-kept = Late record to decide: { $title }
desk-notice-ticket-created = New ticket: { $title }
desk-notice-ticket-assigned = Ticket for you: { $title }
desk-notice-ticket-replied = New reply: { $title }
desk-notice-ticket-withdrawn = Taken back by the customer: { $title }
desk-notice-rule-told = { $number }: { $title }
desk-notice-payment-paid = Paid: { $title } { $number }
desk-notice-payment-unclear = Look at a payment: { $title } { $number }
desk-notice-other = Something changed: { $title }

## The log of a visit
desk-flow-create = Visit made
desk-flow-edit = Visit changed
desk-flow-assign = Given to { $name }
desk-flow-unassign = Taken back
desk-flow-accept = Accepted
desk-flow-reject = Rejected
desk-flow-depart = On the way
desk-flow-arrive = Arrived
desk-flow-pause = Paused
desk-flow-resume = Resumed
desk-flow-add-photo = Photo added
desk-flow-remove-photo = Photo removed
desk-flow-set-part = Part noted
desk-flow-remove-part = Part removed
desk-flow-report = Report written
desk-flow-sign = Signed by the customer
desk-flow-complete = Done
desk-flow-request-cancel = Asked to cancel
desk-flow-decide-cancel = Decided about cancelling
desk-flow-decide-cancel-approved = cancelled
desk-flow-decide-cancel-refused = goes on
desk-flow-reopen = Reopened
desk-flow-decide-late = Decided about the late record of { $name }
desk-flow-decide-late-accepted = counts
desk-flow-decide-late-set-aside = set aside
desk-flow-rate = Rated by the customer
desk-flow-flag-no-gps = without GPS
desk-flow-flag-far-from-site = far from the site
desk-flow-flag-late = came late, does not count yet
desk-flow-flag-clock-off = the phone’s clock was wrong
