# The engineers' app.

## Frame
eng-sharing = Your position is recorded while you are at work
eng-no-storage = This browser keeps nothing
eng-no-storage-text = In a private window the app works online only, and what is not sent is lost when the tab is closed. Open it in a normal window to work offline.
eng-zone = Times are { $zone }: now { $time }. This phone says { $own }.
eng-sync-now = { $state }. Sync now
eng-signed-out = Signed out
eng-store-failed = This could not be saved on this phone. Try again.
eng-store-broken = The store on this phone cannot be opened
eng-store-broken-text = What you recorded is still there. Close the app and open it again.
eng-nowhere = There is nothing at this address
eng-choose = Choose
eng-reason = Reason
eng-why-and-kept = { $why } { $kept }

## Sign-in
eng-ended-elsewhere = You signed in on another phone
eng-ended-disabled = This account is disabled
eng-ended = Your session has ended
eng-unsent-kept = { $count ->
    [one] { $count } change waits
   *[other] { $count } changes wait
}. Nothing is lost: it is sent when you sign in again.
eng-sign-in-offline = Signing in needs a connection. Try again when there is one.
eng-sign-in-failed = The server could not sign you in just now. Try again in a moment.
eng-sign-in-work-of-another = This phone still holds unsent work of a colleague. They have to sign in and send it first.
eng-sign-out-title = Sign out?
eng-sign-out-text = Everything has been sent.
eng-sign-out-offline = Everything recorded here has been sent. Without a network you cannot sign in again.
eng-sign-out-unsent = { $count ->
    [one] { $count } change has
   *[other] { $count } changes have
} not been sent. It stays on this phone and is sent when you sign in again.

## Today and lists
eng-today-empty = Nothing planned
eng-today-empty-text = Visits that dispatch gives you come here.
eng-working = At work
eng-planned = Planned
eng-next-days = Next days
eng-done-today = Done today
eng-list-todo = To do
eng-list-todo-empty = You have finished everything
eng-list-sent = Sent
eng-list-sent-empty = Visits you made for others come here
eng-list-done = Done
eng-list-done-empty = Visits you finished come here
eng-day-as = Show the day as
eng-day-list = List
eng-day-map = Map
eng-map-today = Today’s stops
eng-map-way = Stops in order
eng-map-here = You are here
eng-map-from-here = { $distance } from here
eng-map-leg = { $distance } further
eng-map-no-place = not on the map
eng-filter = Filter
eng-filter-show = Show
eng-filter-clear = Clear
eng-filter-off = Remove filter: { $what }
eng-filter-none = No visit fits this filter
eng-when = Day
eng-when-any = Any day
eng-when-tomorrow = Tomorrow
eng-when-week = Next 7 days
eng-when-past = Last 7 days
eng-when-period = From … to
eng-when-from = From
eng-when-to = To
eng-when-between = { $from } to { $to }
eng-distance = Distance
eng-distance-any = Any distance
eng-within = within { $distance }
eng-place-unknown = This phone does not know where it is, so distance cannot count.
eng-no-number = number follows with the next sync
eng-mark-sent = sent
eng-mark-here = saved here

## Visit
eng-visit-new = New visit
eng-visit-make = Make visit
eng-visit-gone = This visit is not on this phone
eng-visit-gone-text = It was given to somebody else, or it is too old. What you recorded is kept.
eng-cancel-requested = cancellation asked for
eng-cancel-waits = Cancelling was asked for; the dispatcher decides.
eng-pending = “{ $action }” waits for the server.
eng-with = This visit is with { $name }.
eng-with-nobody = This visit is not assigned yet.
eng-conflict = { $field } was set by two people
eng-what-happened = What happened
eng-asset = Machine
eng-asset-name = Name
eng-asset-model = Model
eng-asset-serial = Serial number
eng-asset-place = Place
eng-asset-remark = Remark
eng-ticket-behind = ticket
eng-from-site = { $distance } from the site
eng-notes = Notes
eng-note-new = New note
eng-note-add = Add note
eng-photo-tag = What the next photo shows
eng-photo-before = Before
eng-photo-after = After
eng-photo-other = Other
eng-photo-camera = Take photo
eng-photo-album = From album
eng-photo-label = { $tag } · { $time }
eng-photo-watermark = Time, number, place and your name are written into each photo.
eng-photo-unreadable = This file is not a picture the phone can read.
eng-parts = Parts
eng-part-add = Add part
eng-part-name = Name
eng-part-number = Part number
eng-part-quantity = Quantity
eng-part-fewer = One { $name } fewer
eng-part-more = One { $name } more
eng-part-remove = Remove { $name }
eng-report = Report
eng-solution = Solution
eng-remark = Remark
eng-minutes = Time worked
eng-unit-minutes = min
eng-sign = Sign
eng-sign-again = Sign again
eng-sign-statement = The work was done.
eng-rating = The customer’s rating
eng-rating-what = The customer scans this with their own phone to rate the visit.
eng-rating-code = QR code with the customer’s link
eng-rating-later = The code for the customer appears after the next sync.
eng-missing-title = Before you can go on
eng-missing-photos = { $count ->
    [one] { $count } more photo
   *[other] { $count } more photos
}
eng-colleague = Colleague
eng-made-offline = Without a network the visit is kept here and sent as soon as there is one.

## Tickets
eng-ticket-new = New ticket
eng-ticket-make = Make ticket
eng-ticket-gone = This ticket is not on this phone
eng-ticket-gone-text = Tickets of your visits and those assigned to you are kept here.
eng-tickets-all = All
eng-tickets-empty = No tickets here
eng-status = Status
eng-title = What it is about
eng-customer = Customer
eng-rule = A rule
eng-company = Company
eng-contact = Contact
eng-phone = Phone
eng-address = Address
eng-assignee = Responsible
eng-made = Made
eng-priority = Priority
eng-problem-type = Problem type
eng-window-from = Earliest start
eng-window-to = Latest end
eng-replies = Conversation
eng-reply = Reply
eng-reply-public = To the customer
eng-reply-internal = To colleagues
eng-audience = Who reads it
eng-public = public
eng-internal = internal
eng-ticket-fields = Details
eng-field-not-valid = What stands here cannot be right.
eng-field-yes = yes
eng-field-here = Take my position
eng-field-no-place = This phone does not know where it is. Allow the app to see its position and try again.
eng-field-file-remove = Remove { $name }
eng-field-level = { $name }, level { $count }
eng-macros = Macros
eng-macro-fills = { $name } fills in
eng-macro-nothing = This fills in nothing here.
eng-macro-pictures = This brings the upload of pictures to the page.
eng-macro-empties = (emptied)
eng-macro-apply = Fill in
eng-hand-over-to = Hand over to
eng-hand-over-waits = Handing over waits for the server.
eng-cc = Reads along
eng-cc-add = Let a colleague read along
eng-cc-remove = { $name } no longer reads along
eng-group-by = Group by
eng-group-nobody = none
eng-group-count = { $name } · { $count }
eng-batch = Select several
eng-batch-end = Stop selecting
eng-batch-count = { $count } of { $most } selected.
eng-batch-most = More than { $most } cannot be changed at once.
eng-batch-first = Select the first { $most }
eng-batch-status = Set the status to
eng-batch-apply = Change
eng-batch-done = { $count ->
    [one] { $count } ticket changed
   *[other] { $count } tickets changed
}
eng-batch-failed = { $title }: { $why }

## Contacts and search
eng-colleagues = Colleagues
eng-people = People
eng-companies = Companies
eng-customers-empty = No customers here
eng-customers-empty-text = Customers of your visits and tickets are kept on this phone.
eng-suggestions = Customers that match
eng-call = Call { $name }
eng-search-hint = Visits, tickets, customers
eng-search-what = Finds visits, tickets, customers and machines on this phone
eng-search-none = Nothing matches
eng-role-engineer = Engineer
eng-role-dispatcher = Dispatcher
eng-role-admin = Administrator

## Needs attention
eng-attention-count = { $count ->
    [one] { $count } record needs attention
   *[other] { $count } records need attention
}
eng-attention-none = Nothing needs attention
eng-attention-what = What the server could not take as you recorded it comes here, with everything you recorded.
eng-kept = Everything you recorded is kept on the visit; the dispatcher decides.
eng-not-kept-visit = It was not carried out. What you recorded is kept here.
eng-not-kept = It was not carried out. What you wrote is kept here.
eng-recorded = What you recorded

## Me
eng-organisation = Organisation
eng-role = Role
eng-mobile = Mobile
eng-skills = Skills
eng-sync = Sync
eng-sync-press = Sync now
eng-connection = Connection
eng-server-away = Server out of reach, next try at { $time }
eng-changes-waiting = Changes to send
eng-files-waiting = Photos to send
eng-heard = Last heard
eng-never = never
eng-notices = Notices on this phone
eng-notices-on = Tell me while the app is closed
eng-notices-what = New visits, visits taken back or cancelled, replies of customers.
eng-notices-denied = This browser does not allow notices. Allow them in its settings.
eng-notices-unsupported = This browser cannot show notices, or the app is not installed.
eng-storage = Storage
eng-storage-used = { $size } on this phone
eng-storage-lasting = The browser keeps it until you remove it.
eng-storage-best-effort = The browser may clear it when the phone is full. Install the app to keep it.

## Notices
eng-notice-visit-assigned = New visit
eng-notice-visit-taken = Visit given to a colleague
eng-notice-visit-unassigned = Visit taken back
eng-notice-visit-cancelled = Visit cancelled
eng-notice-visit-completed = Visit done
eng-notice-ticket-replied = The customer replied
eng-notice-sla-first-due = First response is due
eng-notice-sla-second-due = Second response is due
eng-notice-sla-solution-due = Solution is due
eng-notice-sla-first-missed = First response is late
eng-notice-sla-second-missed = Second response is late
eng-notice-sla-solution-missed = Solution is late
eng-notice-rule-told = Notice about a ticket
eng-notice-payment-paid = Paid
eng-notice-payment-unclear = A payment to look at
eng-notice-other = Something is new in Truckroll
