# Statistics of tickets.
reports-tickets = Ticket statistics
reports-period = Period
reports-last-days = { $count ->
    [one] Last day
   *[other] Last { $count } days
}
reports-days = From – to
reports-from = From
reports-to = To
reports-by = By
reports-by-hour = Hour of the day
reports-by-day = Day
reports-by-week = Week
reports-by-month = Month
reports-by-agent = Agent
reports-by-group = Group
reports-show = Chart
reports-show-flow = New and resolved
reports-show-reopened = Reopened
reports-show-resolve = Time to resolve
reports-show-answer = First response
reports-show-waiting = Backlog
reports-unit-hours = hours on average
reports-unit-tickets = tickets
reports-narrow = { $count ->
    [0] Only some tickets
    [one] Only tickets that meet one condition
   *[other] Only tickets that meet { $count } conditions
}
reports-table = Figures
reports-new = New
reports-resolved = Resolved
reports-resolved-a-day = Resolved a day
reports-closed = Closed
reports-reopened = Reopened
reports-resolve-time = Mean time to resolve
reports-answer-time = Mean first response
reports-waiting = Backlog at the end
reports-empty = Nothing happened
reports-empty-text = No ticket was made, answered, resolved or closed in this period.
