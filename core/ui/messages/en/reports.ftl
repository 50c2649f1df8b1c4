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

# Custom reports of tickets.
report-title = Custom reports
report-intro = Reports of your own: a period, up to ten data series, and who sees them beside you.
report-new = New report
report-back = Back
report-empty = No reports yet
report-empty-text = A report counts the tickets you choose, over the days you choose, as lines and as a table.
report-missing = There is no such report
report-missing-text = It was removed, or it belongs to somebody else.
report-made-by = by { $name }
report-shared = shared
report-edit = Change
report-copy = Copy
report-one = The report
report-name = Name of the report
report-description = Description
report-when = Which days
report-period-today = Today
report-period-yesterday = Yesterday
report-period-this-week = This week
report-period-last-week = Last week
report-period-this-month = This month
report-period-last-month = Last month
report-period-last-days = The last days
report-period-days = From – to
report-period-count = How many days, with today
report-period-from-to = { $from } – { $to }
report-series = Data series
report-series-text = Each series has a source and counts the tickets that meet its conditions. There are { $most } at most.
report-series-count = { $count ->
    [one] one series
   *[other] { $count } series
}
report-series-number = Series { $number }: { $name }
report-series-unnamed = without a name
report-series-name = Name of the series
report-series-add = Add series
report-series-up = { $name } further up
report-series-down = { $name } further down
report-series-remove = Remove { $name }
report-series-missing = “{ $name }” cannot be counted
report-missing-unknown-field = One of its conditions asks for something that is not there any more.
report-missing-masked = One of its conditions asks for phone numbers, which are kept from you.
report-source = Source
report-source-new = New tickets
report-source-resolved = Resolved tickets
report-source-resolved-a-day = Resolved a day
report-source-closed = Closed tickets
report-source-reopened = Reopened tickets
report-source-resolve-time = Mean time to resolve
report-source-answered = Answered tickets
report-source-answer-time = Mean first response
report-source-waiting = Backlog at the end
report-for-whom = Who sees it
report-audience = Who sees it beside you
report-audience-text = Everybody counts only the tickets he may see himself, so the same report can show others other figures.
report-remove = Remove report
report-remove-title = Remove “{ $name }”?
report-remove-text = Tickets are not touched. Whoever used the report does not find it any more.
report-saved = The report is saved.
report-overtaken = A colleague saved this report meanwhile
report-legend = Series
report-total = Total
report-nothing = Nothing that this report counts happened in its period.
report-problem-required = This is needed.
report-problem-too-long = This is too long.
report-problem-one-line = Only one line fits here.
report-problem-taken = This name is there already.
report-problem-unknown = This is not there any more. Choose something else.
report-problem-not-a-condition = This cannot be compared so.
report-problem-unfinished = A condition is not finished.
report-problem-too-many = That is more than fits into a report.
report-problem-too-large = The conditions of all series together are too long.
report-problem-not-by-hour = The backlog has no value for an hour of the day. Choose days, weeks or months.
report-problem-not-a-number-of-days = From 1 to 366 days.
report-problem-before-from = The last day lies before the first.
report-problem-other = This does not fit.
audit-action-ticket-report-written = Custom report changed
