# Engineers, agents, groups.

## Customers
people-companies = Companies
people-assets = Machines
people-find = Find a customer
people-empty = Nothing here
people-empty-text = Companies, people and machines appear here as soon as they are recorded.
people-service-to = service until { $date }
people-service-ended = service ended { $date }

## Engineers
people-find-engineer = Find by name or skill
people-no-engineers = No engineer matches
people-no-engineers-text = Everybody with the role of engineer is listed here.
people-on-shift = on shift
people-no-shift = any time
