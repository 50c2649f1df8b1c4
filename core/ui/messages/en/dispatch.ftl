# The dispatch screen.

## Panes
dispatch-pane-queue = Waiting
dispatch-pane-map = Map
dispatch-pane-visit = Visit
dispatch-map = Visits and engineers on the map
dispatch-timeline = Engineers by hour
dispatch-timeline-empty = Nobody has a visit today. A card dropped on an engineer starts his line.

## What waits
dispatch-unassigned = To assign
dispatch-today = Today
dispatch-queue-empty = Everything is assigned
dispatch-queue-empty-text = New visits and open decisions appear here, most urgent first.
dispatch-late-record = late record
dispatch-cancel-requested = cancel?

## The selected visit
dispatch-none-selected = No visit selected
dispatch-none-selected-text = Choose one on the left or on the map to see who should go.
dispatch-open-visit = Open as a page
dispatch-no-number = no number yet
dispatch-facts = Facts
dispatch-customer = Customer
dispatch-contact = Contact
dispatch-phone = Phone
dispatch-place = Place
dispatch-asset = Machine
dispatch-problem = Problem type
dispatch-service = Service
dispatch-priority = Priority
dispatch-window = Window
dispatch-window-from = Earliest start
dispatch-window-to = Latest end
dispatch-due = Promised by
dispatch-duration = Time on site
dispatch-minutes = min
dispatch-skills = Skills
dispatch-engineer = Engineer
dispatch-given-by = given by { $name }, { $time }
dispatch-ticket = Ticket

## Who should go
dispatch-candidates = Engineers by score
dispatch-nearest = Who should go
dispatch-show-unskilled = Without the skill too
dispatch-nobody = Nobody has the skills
dispatch-nobody-text = Show engineers without the skill, or change what the visit needs.
dispatch-no-position = –
dispatch-no-position-known = position not known
dispatch-position = { $source }, { $age }
dispatch-source-live = live position
dispatch-source-recent = last position
dispatch-source-last-visit = place of the last visit
dispatch-source-home = home base
dispatch-travel = { $minutes } min drive
dispatch-free-at = free at { $time }
dispatch-off-shift = off shift
dispatch-not-accepting = takes no new work
dispatch-missing-skills = lacks { $skills }
dispatch-part-travel = Drive
dispatch-part-load = Load
dispatch-open-short = { $count } open
dispatch-part-unavailable = Not available
dispatch-open-visits = { $count ->
    [one] { $count } open visit
   *[other] { $count } open visits
}

## Assigning
dispatch-assign = Assign
dispatch-reassign = Reassign
dispatch-take = Take it myself
dispatch-assign-to = Assign to { $name }
dispatch-reassign-to = Reassign to { $name }
dispatch-has-it = { $name } has this visit.
dispatch-assigned = { $title }: given to { $name }
dispatch-undone = Taken back
dispatch-reason = Reason
dispatch-assign-title = Assign: { $title }
dispatch-reassign-title = Reassign: { $title }
dispatch-reassign-text = { $holder } has it now and is told at once that it goes to { $name }.
dispatch-faster = { $name } has it now; a colleague was faster
dispatch-faster-text = Leave it so, or give it to { $name } all the same.

## Decisions
dispatch-late-title = Late record
dispatch-late-accept = Accept
dispatch-late-done = Done by { $name } { $time }, { $after }
dispatch-late-arrived = { $name } arrived { $time }, { $after }
dispatch-late-departed = { $name } set out { $time }, { $after }
dispatch-late-accepted = { $name } accepted { $time }, { $after }
dispatch-late-recorded = Recorded by { $name }, { $after }
dispatch-late-after-reassigned = after reassignment { $ended }
dispatch-late-after-cancelled = after it was cancelled { $ended }
dispatch-late-after-change = after the visit had moved on
dispatch-late-reason = { $name } gave the reason: { $reason }
dispatch-late-text = { $name } was offline and could not know. Accept it and the visit is { $name }’s again; set it aside and { $now } goes on. Either way it is kept.
dispatch-late-text-nobody = { $name } was offline and could not know. Accept it and it counts; set it aside and it is only kept.
dispatch-cancel-asked = { $name } asks to cancel, { $time }
dispatch-cancel-approve = Cancel the visit
dispatch-cancel-refuse = Go on
dispatch-conflict = { $member }: also set to { $values }

## What was recorded
dispatch-recorded-by = Recorded by { $name }
dispatch-recorded-before = Recorded before by { $name }
dispatch-aside = set aside
dispatch-aside-by = Set aside by { $name } { $time }: it is kept and does not count.
dispatch-step-accepted = Accepted
dispatch-step-departed = Set out
dispatch-step-arrived = Arrived
dispatch-step-done = Done
dispatch-step-rejected = Rejected
dispatch-from-site = { $distance } from the site
dispatch-paused-for = Paused
dispatch-worked = Worked
dispatch-solution = Solution
dispatch-remark = Remark
dispatch-parts = Parts
dispatch-photo-before = Before
dispatch-photo-after = After
dispatch-photo-other = Photo
dispatch-signatures = Signatures
dispatch-signed = { $name }, { $time }
dispatch-bytes-coming = The picture is still on the phone.
dispatch-rating = What the customer thinks
dispatch-way = The way there
dispatch-way-length = { $distance } driven
dispatch-way-map = Map of the way
dispatch-way-time = Time on the way
dispatch-way-time-none = no time chosen
dispatch-way-moments = What happened on the way
dispatch-way-stopped = Stopped { $time }
dispatch-way-accuracy = ± { $distance }
dispatch-no-place = No place known
dispatch-no-place-text = The visit has no pin and nobody has set out yet.
dispatch-log-empty = Nothing has happened yet.
dispatch-note = Note
dispatch-note-add = Note to colleagues
dispatch-note-save = Save note

## What can be done
dispatch-copy-progress = Copy progress link
dispatch-copied = Copied
dispatch-copy-failed = This browser does not allow copying. The link: { $url }
dispatch-edit-visit = Edit visit
dispatch-reopen = Reopen
dispatch-reopen-title = Reopen: { $title }
dispatch-reopen-text = The visit goes back to “arrived”; everything recorded stays.

## The list
dispatch-find-visit = Find a visit
dispatch-state = State
dispatch-all-states = All states
dispatch-all-engineers = All engineers
dispatch-visits-empty = No visit matches
dispatch-visits-empty-text = Visits appear here when they are made from a ticket or on their own.

## A new visit
dispatch-new-visit = New visit
dispatch-create-visit = Create visit
dispatch-for-ticket = For ticket { $number } { $title }
dispatch-what = What
dispatch-for-whom = For whom
dispatch-where = Where
dispatch-when = When
dispatch-own-fields = More
dispatch-no-choice = Choose
dispatch-skills-hint = Keys separated by commas, such as lift-a, boiler
dispatch-city = City
dispatch-district = District
dispatch-street = Street, house, floor
dispatch-pin-hint = Click the map to set the pin; the nearest engineers are found from it.
dispatch-not-a-phone = This is not a phone number.
dispatch-window-backwards = The end lies before the start.
