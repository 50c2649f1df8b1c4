# Service levels: settings, the clocks of a ticket, what lists show of them.

## Settings → Service levels
sla-title = Service levels
sla-new = New policy
sla-intro = How long tickets may wait for an answer and for their solution. The first policy in this order whose conditions a ticket meets holds for it.
sla-empty = Nothing is promised yet
sla-empty-text = Make a policy for one customer or for everybody, and every ticket shows how much time is left.
sla-missing = There is no such policy
sla-missing-text = It was removed.
sla-conditions-count = { $count ->
    [0] for all tickets
    [one] one condition
   *[other] { $count } conditions
}
sla-off = off
sla-up = { $name } further up
sla-down = { $name } further down
sla-overtaken = A colleague saved this policy meanwhile
sla-policy = Policy
sla-name = Name of the policy
sla-description = Description
sla-enabled = The policy is on
sla-enabled-hint = One that is off holds for no ticket; the next one in the order is asked.
sla-which = For which tickets
sla-which-text = Without conditions it is for all tickets.
sla-limits = What is promised
sla-limits-text = Only time that counts is counted: a day is 24 hours of it. What is left empty is not promised.
sla-unit-of = Unit of { $label }
sla-unit-minutes = min
sla-unit-hours = h
sla-unit-days = days
sla-counts = When time counts
sla-calendar = Working hours
sla-calendar-hint = Time counts while this calendar is open.
sla-calendar-own = The organisation’s own; without one, always
sla-pauses = Time stops while a ticket is
sla-actions = Before and after deadlines
sla-actions-text = Each row happens once for a deadline. When a pause moves the deadline, rows that have not happened move with it.
sla-action = Row { $number }
sla-action-add = Add a row
sla-action-remove = Remove row { $number }
sla-action-minutes = How long
sla-action-when = Before or after
sla-action-target = Deadline
sla-action-kind = How
sla-action-to = Who is told
sla-before = before
sla-after = after
sla-kind-notice = Notice in the apps
sla-kind-email = E-mail
sla-to-assignee = Who answers for it
sla-to-group = Everybody in its group
sla-to-supervisors = Who supervises the group
sla-to-creator = Who made the ticket
sla-to-cc = Who reads along
sla-to-contact = The customer (e-mail only)
sla-to-people = These people too
sla-to-remove = Do not tell { $name }
sla-somebody = Somebody who is gone
sla-remove = Remove the policy
sla-remove-title = Remove “{ $name }”?
sla-remove-text = Open tickets are then judged by the next policy that fits. What was counted so far stays readable in them.
sla-find-company = Find a company
sla-other-company = Another company than { $name }

## What conditions ask about
sla-field-company = Company
sla-field-priority = Priority
sla-field-type = Type
sla-field-source = Source
sla-field-status = Status
sla-field-group = Group
sla-field-assignee = Who answers for it
sla-field-title = Title
sla-field-asset-name = Machine
sla-field-company-name = Company name

## What is wrong
sla-problem-required = This must be filled
sla-problem-taken = There is another one of this name
sla-problem-too-long = Too long
sla-problem-too-many = Too many
sla-problem-out-of-range = From one minute to a year
sla-problem-unknown = That is gone
sla-problem-not-a-condition = One of the conditions does not fit
sla-problem-days-go-by = A promise cannot depend on how many days go by
sla-problem-unfinished = One of the conditions is not finished
sla-problem-solved-stops = Solved tickets have no time anyway
sla-problem-contact-by-letter = Customers are told by e-mail only
sla-problem-other = This is not acceptable

## Clocks
sla-target-first-response = First response
sla-target-second-response = Second response
sla-target-resolution = Solution
sla-by-policy = By the policy “{ $policy }”
sla-in-time = In time
sla-soon = Soon due
sla-late = Late
sla-paused = Paused
sla-met = Met
sla-met-late = Met late
sla-cell = { $target }: { $state } { $due }
sla-left = { $time } left
sla-over = { $time } over
sla-used = { $used } of { $limit }
sla-due = due { $moment }
sla-was-due = was due { $moment }
sla-why = How it was counted
sla-span = { $from } to { $to }
sla-began-created = Ticket made
sla-began-status = Status: { $status }
sla-began-priority = Priority: { $priority }
sla-began-policy = Policy: { $policy }
sla-began-no-policy = No policy any more
sla-began-answered = Answered
sla-counts-always = { $time } counted, around the clock
sla-counts-by = { $time } counted, by “{ $calendar }”
sla-why-paused = Not counted: { $status } pauses
sla-why-solved = Not counted: solved
sla-why-answered = Not counted: the promise is kept
sla-why-no-terms = Not counted: nothing was promised
tickets-sort-due = Due first
audit-action-sla-policy-written = Service level policy changed
desk-notice-sla-first-due = First response is due: { $title }
desk-notice-sla-second-due = Second response is due: { $title }
desk-notice-sla-solution-due = Solution is due: { $title }
desk-notice-sla-first-missed = First response is late: { $title }
desk-notice-sla-second-missed = Second response is late: { $title }
desk-notice-sla-solution-missed = Solution is late: { $title }
