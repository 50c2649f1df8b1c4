# Settings → Workflows: the list and the drawn editor.

## List
flow-title-list = Workflows
flow-intro = The way of a ticket from one desk to the next, drawn once. A ticket finishes under the version it began with.
flow-new = New workflow
flow-make = Make workflow
flow-name = Name
flow-name-hint = Such as “Repair” or “Complaint”.
flow-empty = No workflows yet
flow-empty-text = Draw the steps of a process, who works at each, and which way a ticket takes.
flow-missing = There is no such workflow
flow-missing-text = It was removed.
flow-tasks-count = { $count ->
    [0] nothing drawn yet
    [one] one task
   *[other] { $count } tasks
}
flow-version = Version { $number }
flow-draft = draft

## Bar
flow-state-draft = Draft, not published
flow-state-changed = Version { $number } holds; the draft is newer
flow-state-published = Version { $number } holds
flow-check = No faults
flow-publish = Publish
flow-published = Version { $number } is published. Tickets on their way finish under theirs.
flow-saved = Draft saved
flow-overtaken = A colleague saved this workflow meanwhile
flow-remove = Remove workflow
flow-remove-title = Remove “{ $name }”?
flow-remove-text = The drawing is gone afterwards.
flow-remove-published = No ticket begins under it any more. Tickets on their way keep their version.
flow-problem-required = Give the workflow a name.
flow-problem-taken = Another workflow has this name or template already.
flow-problem-too-long = The name or the description is too long.
flow-problem-too-many = That is more than can be drawn.
flow-problem-too-large = The drawing is too large.
flow-problem-other = The server cannot keep the drawing like this.
flow-tools = Tools
flow-add-task = Task
flow-add-branch = Branch
flow-add-end = End
flow-add-start = Start
flow-add-note = Note
flow-adds-behind = New nodes come after { $title }.
flow-undo = Undo
flow-redo = Redo
flow-smaller = Smaller
flow-larger = Larger
flow-zoom = { $percent } %
flow-fit = Show everything
flow-outline = Outline

## Drawing
flow-drawing = Drawing. Tab goes from node to node, arrow keys to the neighbour, Alt with an arrow moves, Enter opens, Shift-F10 offers more.
flow-kind-start = Start
flow-kind-end = End
flow-kind-task = Task
flow-kind-branch = Branch
flow-kind-unknown = Unknown node
flow-new-start = Start
flow-new-end = End
flow-new-task = New task
flow-new-branch = New branch
flow-nothing = nothing
flow-otherwise = otherwise
flow-all-hold = all hold
flow-and-more = { $first } +{ $count }
flow-said-is = { $field }: { $value }
flow-said = { $field } { $op } { $value }
flow-node-said = { $title }, { $kind }
flow-node-leads = , leads to { $to }
flow-node-wrong = { $count ->
    [one] , one fault
   *[other] , { $count } faults
}
flow-note-said = Note: { $text }
flow-limit-minutes = { $count } min
flow-limit-hours = { $count } h
flow-limit-days = { $count ->
    [one] 1 working day
   *[other] { $count } working days
}
flow-participants-count = { $count ->
    [one] one participant
   *[other] { $count } participants
}
flow-somebody = somebody who is gone
flow-who-agent = { $name }
flow-who-group = Group { $name }
flow-who-role = Role { $name }
flow-who-creator = Creator
flow-who-owner = Owner
flow-who-previous = Previous handler

## Menu
flow-menu = Node
flow-menu-connect = Connect to
flow-menu-behind = Add here
flow-menu-nothing = There is nothing it can lead to.
flow-do-open = Open
flow-do-participants = Set participants
flow-do-macro = Add a macro
flow-do-connect = Connect to…
flow-do-then-task = Add task behind
flow-do-then-branch = Add branch behind
flow-do-then-end = Add end behind
flow-do-copy = Duplicate
flow-do-remove = Remove node

## Panel
flow-whole = Workflow
flow-description = What it is for
flow-title = Title
flow-in-lane = In lane { $lane }
flow-start-text = Tickets begin here. There is exactly one start.
flow-end-text = A ticket that comes here has run its course.
flow-branch-text = A ticket passes through at once: it takes the first way whose conditions hold.
flow-unknown-text = A newer version of Truckroll drew this.
flow-participants = Participants
flow-participants-none = Nobody named: whoever has the ticket.
flow-participant-add = Add participant
flow-participant-remove = Remove { $name }
flow-limit = Time limit
flow-limit-count = Amount
flow-limit-unit = Unit
flow-limit-hint = Counts in working hours. A working day is eight of them.
flow-unit-minutes = minutes
flow-unit-hours = hours
flow-unit-days = working days
flow-fields = Fields
flow-field = Field
flow-visible = Shown
flow-editable = Editable
flow-required = Required
flow-visible-of = { $name } is shown
flow-editable-of = { $name } can be changed
flow-required-of = { $name } must be filled
flow-decides = A condition of this workflow asks for this field.
flow-fields-hint = Marked fields decide which way a ticket takes.
flow-field-title = Title
flow-field-description = Description
flow-field-type = Type
flow-field-priority = Priority
flow-field-status = Status
flow-field-source = Source
flow-field-company-name = Company
flow-field-contact-name = Contact
flow-field-phone = Phone
flow-field-assignee = Assignee
flow-field-created-at = Made
flow-field-asset-name = Asset
flow-ways = Ways on
flow-ways-none = Nothing leaves here yet.
flow-way = { $to } ({ $title })
flow-way-up = Try the way to { $to } earlier
flow-way-down = Try the way to { $to } later
flow-way-add = Connect to
flow-none = When no condition holds
flow-none-hint = Also when none is set.
flow-none-nothing = Choose a way
flow-all = When all conditions hold
flow-all-hint = Of two or more.
flow-all-nothing = The first that holds
flow-link = Link
flow-leads-to = leads to
flow-from-to = { $from } → { $to }
flow-link-title = Words along the link
flow-link-title-hint = Empty shows the condition.
flow-is-none = This is the way when no condition holds. It needs none of its own.
flow-is-all = This is the way when all conditions hold. It needs none of its own.
flow-always = No condition: this way is always open.
flow-unfinished = Conditions count once every line is complete.
flow-link-remove = Remove link
flow-note = Note
flow-note-text = Text
flow-note-remove = Remove note
flow-template = Ticket template
flow-template-hint = Tickets made from it go this way once it is published.
flow-template-none = None: no ticket goes this way
flow-lanes = Lanes
flow-lanes-none = Lanes order the drawing by who does what.
flow-lane-name = Lane { $number }
flow-lane-up = { $name } further up
flow-lane-down = { $name } further down
flow-lane-remove = Remove { $name }
flow-lane-add = Add lane
flow-versions = Versions
flow-versions-none = Nothing is published yet.
flow-version-by = { $name }, { $time }
flow-version-holds = holds

## Faults
flow-faults = Faults
flow-wrong = fault
flow-no-faults = No ticket can be stranded.
flow-faults-count = { $count ->
    [one] One fault
   *[other] { $count } faults
}
flow-fault-name = Something has no title, or too long a one.
flow-fault-too-many = There is more than can be drawn.
flow-fault-key = Its key is none, or occurs twice.
flow-fault-no-start = There is no start.
flow-fault-several-starts = There is a second start.
flow-fault-no-end = There is no end.
flow-fault-loose = A link leads nowhere.
flow-fault-direction = A link leads to the start, or away from an end.
flow-fault-unreachable = No ticket ever comes here.
flow-fault-no-way-out = No way leads from here to an end.
flow-fault-no-default = When no condition holds there is no way on.
flow-fault-default = The default names a link that does not leave here.
flow-fault-never-tried = A way before it is always open, so this one is never tried.
flow-fault-circle = Branches lead in a circle without a task.
flow-fault-condition = A condition asks for something that tickets do not have.
flow-fault-limit = The time limit is nothing, or longer than a year.
flow-fault-lane = Its lane is gone.
flow-fault-access = A field is required and cannot be changed.

## A ticket's way
way-title = { $name } · version { $version }
way-field-title = { $name } · Time at each value
way-steps = Way of the ticket
way-here = here now
way-gone = passed
way-ahead = ahead
way-used = { $used } used
way-used-of = { $used } of { $limit } used
way-used-together = { $used } in all stays
way-overdue = overdue
way-was-sent-back = sent back
way-missing = To fill in before it goes on: { $fields }.
way-not-yours = You do not take part at this node.
way-on = Send on to { $title }
way-back = Send back
way-back-verb = Send back
way-back-text = The ticket goes to who had it there, with the values it had. Replies stay.
way-back-to = Back to
way-reason = Reason
way-log-on = Sent on to { $title }
way-log-back = Sent back to { $title }: { $reason }
