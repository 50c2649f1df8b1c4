# Words for states, priorities, times and units. Every screen uses these, so that one state has one name.

## Visit states
visit-new = new
visit-accepted = accepted
visit-on-the-way = on the way
visit-arrived = arrived
visit-paused = paused
visit-done = done
visit-refused = refused
visit-cancelled = cancelled
visit-overdue = overdue
visit-unassigned = unassigned
visit-pending = waiting for confirmation

## Ticket statuses
ticket-new = new
ticket-open = open
ticket-pending = waiting for customer
ticket-on-hold = on hold
ticket-solved = solved
ticket-closed = closed

## Priorities
priority-low = low
priority-normal = normal
priority-high = high
priority-urgent = urgent

## Engineer presence
presence-online = online
presence-busy = busy
presence-away = away
presence-offline = offline

## Relative times
age-now = just now
age-seconds = { $count } s ago
age-minutes = { $count } min ago
age-hours = { $count } h ago
age-days = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
left = { $time } left
late = { $time } late

## Dates
day-today = today
day-yesterday = yesterday
day-tomorrow = tomorrow
day-with-time = { $day } { $time }
date-short = { $weekday } { $day } { $month }
date-long = { $weekday } { $day } { $month } { $year }
window = { $from }–{ $until }
weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

## Durations
duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-hours = { $hours } h
duration-hours-minutes = { $hours } h { $minutes } min
duration-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
duration-days-hours = { $days ->
    [one] { $days } day
   *[other] { $days } days
} { $hours } h

## Distances, sizes, money
distance-m = { $value } m
distance-km = { $value } km
size-b = { $value } B
size-kb = { $value } kB
size-mb = { $value } MB
size-gb = { $value } GB
money-symbol = { $symbol }{ $amount }
money-code = { $code } { $amount }
