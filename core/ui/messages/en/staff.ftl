# Settings → Staff, Groups, Roles, Features: who works here, who may do what, what the organisation uses.

## Staff
staff-title = Staff
staff-add = Add agent
staff-new = New agent
staff-find = Find by name, account, skill or tag
staff-all-groups = All groups
staff-all-roles = All roles
staff-state = State
staff-state-enabled = Working here
staff-state-disabled = Disabled
staff-state-all = Everybody
staff-disabled = disabled
staff-empty = No agent matches
staff-empty-text = Everybody who works with Truckroll is listed here.
staff-unknown = There is no such agent
staff-to-list = Go to staff
staff-made = { $name } can sign in now.
staff-saved = { $name } is saved.
staff-read-only = You can look, but not change
staff-read-only-text = Whoever changes an agent needs the right for it and may do no less than the agent himself.
staff-look-again = A colleague changed this a moment ago. Look again and repeat it if it still holds.
staff-overtaken = { $name } was changed by a colleague meanwhile
staff-overtaken-text = What you changed is still here and not saved. Take the other version and lose yours, or keep yours and save it in its place.
staff-take-theirs = Take the other version
staff-and-more = and { $count } more
staff-joint = { ", " }

## The form
staff-person = Person
staff-name = Name
staff-given-name = Name for customers
staff-given-name-hint = What customers see; the full name when it is empty.
staff-account = Account
staff-account-hint = For signing in: small letters, digits and . _ - @. It stays.
staff-account-asking = Asking whether it is free…
staff-account-free = “{ $account }” is free.
staff-account-taken = “{ $account }” is taken; sign-in names are unique.
staff-password = First password
staff-password-hint = At least 10 characters. Tell it in person.
staff-role-and-groups = Role and groups
staff-role = Role
staff-role-choose = Choose a role
staff-group = Group
staff-groups = Groups
staff-contact = Contact
staff-mobile = Mobile
staff-landline = Landline
staff-email = E-mail
staff-employee-number = Employee number
staff-employee-number-hint = Announced to callers.
staff-work = Work
staff-shift-from = Shift begins
staff-shift-to = Shift ends
staff-shift-hint = Both empty: at any time. It may pass midnight.
staff-skills = Skills
staff-skill = Add skill
staff-skill-hint = Visits ask for skills. Without a date a skill lasts.
staff-skill-until = Last day of { $skill }
staff-skill-remove = Remove skill { $skill }
staff-tags = Tags
staff-tag = Add tag
staff-tag-hint = Chats find an agent by tags.
staff-tag-remove = Remove tag { $tag }
staff-add-to = { $name }: add
staff-suggestions = Used by colleagues
staff-nobody-found = Nobody of that name can be added.

## Licences
staff-seats = Licences in use
staff-licences = Licences
staff-licences-text = A press gives or takes a licence. It counts at the agent’s next request.
staff-licences-of = Licences of { $name }
staff-licence-on = { $module }: licensed
staff-licence-off = { $module }: not licensed
staff-licence-on-press = { $module }: licensed. Press to take it.
staff-licence-off-press = { $module }: not licensed. Press to give it.
staff-licence-given = { $name } is licensed for { $module }.
staff-licence-taken = { $name } is not licensed for { $module } any more.
staff-licence-take = Take { $module } from { $name }?
staff-licence-take-text = { $name } loses access to it at the next request. Nothing is deleted, and the role stays as it is.
staff-licence-take-verb = Take licence
staff-module-chat = Chat
staff-module-tickets = Tickets
staff-module-calls = Calls
staff-module-visits = Visits
staff-module-remote = Remote
staff-module-reports = Reports

## What somebody may do
staff-effect = What this comes to
staff-effect-nothing = Nothing: no role, or a role that grants nothing.
staff-effect-disabled = Nothing while the account is disabled.
staff-effect-else = Nothing else.
staff-effect-no-licence = no effect without the licence for { $module }
staff-effect-off = no effect: { $feature } is switched off
staff-everything = everything
staff-area-tickets = Tickets
staff-area-visits = Visits
staff-area-customers = Customers
staff-area-service-records = Service records
staff-area-staff = Staff
staff-area-statistics = Statistics
staff-area-monitoring = Monitoring
staff-area-faq = Questions and answers
staff-area-linked-companies = Linked companies
staff-area-value-added = Additional services
staff-area-settings = Settings
staff-area-other = Everything else
staff-area-fees = Fees and payments
staff-verb-view = see
staff-verb-create = make
staff-verb-edit = change
staff-verb-delete = remove
staff-verb-import = import
staff-verb-export = export
staff-verb-assign = assign
staff-verb-work = be given work
staff-reach-own = his own
staff-reach-group = his groups
staff-reach-tree = his groups and those below
staff-reach-all = all

## Disabling
staff-disable = Disable
staff-enable = Enable
staff-enabled = { $name } can sign in again.
staff-disable-title = Disable { $name }?
staff-disable-verb = Disable { $name }
staff-disable-text = All sessions end at once and nobody signs in with this account. What was done keeps the name; the account can be enabled again.
staff-disable-nothing = There is no open work to hand over.
staff-disable-stays = Nobody was disabled, because there is still open: { $what }. Choose again.
staff-disabled-done = { $name } is disabled.
staff-tickets-to = Tickets go to
staff-visits-to = Visits go to
staff-to-somebody-else = Give it to somebody else than { $name }
staff-to-nobody-hint = A few letters of the name, then choose. Without anybody it waits for nobody in particular.

## Counts of what hangs on something
staff-usage-agents = { $count ->
    [one] { $count } agent
   *[other] { $count } agents
}
staff-usage-groups = { $count ->
    [one] { $count } group below it
   *[other] { $count } groups below it
}
staff-usage-open-tickets = { $count ->
    [one] { $count } open ticket
   *[other] { $count } open tickets
}
staff-usage-open-visits = { $count ->
    [one] { $count } open visit
   *[other] { $count } open visits
}
staff-usage-published-links = { $count ->
    [one] { $count } published link
   *[other] { $count } published links
}
staff-usage-other = { $count ->
    [one] { $count } other thing
   *[other] { $count } other things
}

## What is wrong
staff-problem-required = This is needed.
staff-problem-too-long = This is too long.
staff-problem-too-short = At least 10 characters are needed.
staff-problem-length = Between 2 and 64 characters.
staff-problem-characters = Small letters, digits and . _ - @ only.
staff-problem-taken = Another one has this already.
staff-problem-not-a-number = This is no telephone number.
staff-problem-not-an-address = This is no e-mail address.
staff-problem-not-a-word = Each one needs up to 40 characters.
staff-problem-twice = The same one is there twice.
staff-problem-too-many = These are too many.
staff-problem-unknown-skill = A date without its skill.
staff-problem-unknown-group = This group does not exist any more.
staff-problem-unknown-role = This role does not exist any more.
staff-problem-unknown-agent = One of them does not work here any more.
staff-problem-roles-are-off = Own roles are switched off; choose a built-in one.
staff-problem-half-a-shift = A shift needs its beginning and its end.
staff-problem-not-a-time = This is no time of day.
staff-problem-below-itself = A group cannot hang below itself.
staff-problem-too-deep = Groups are at most five levels deep.
staff-problem-view-required = Whoever changes something must see it.
staff-problem-administrator = The administrator’s rights stay as they are.
staff-problem-cannot-take-over = This colleague cannot be given such work.
staff-problem-other = This cannot be saved so.
staff-fault-beyond-your-role = That would be more than your own role allows.
staff-fault-last-administrator = Somebody must administer the organisation; this is the last one who does.
staff-fault-yourself = You cannot disable yourself.
staff-fault-feature-off = { $feature } is switched off in this organisation.

## Groups
groups-title = Groups
groups-intro = Agents of a group share its work; supervisors see the work of the group and of those below it. Drag a group, or use the arrows, to put it in another place among its neighbours.
groups-add = Add group
groups-add-below = Add a group below { $name }
groups-edit = Edit { $name }
groups-remove = Remove { $name }
groups-remove-text = The group disappears from lists and filters. This cannot be undone.
groups-remove-verb = Remove group
groups-removed = { $name } is removed.
groups-in-use = { $name } is still in use
groups-in-use-text = Still with it: { $what }. Move them first, then remove the group.
groups-empty = No groups yet
groups-empty-text = Groups divide the staff by place or trade: rights, filters and tickets can go by them.
groups-members = { $count ->
    [0] no agents
    [one] { $count } agent
   *[other] { $count } agents
}
groups-supervised = supervised by { $names }
groups-name = Name
groups-parent = Below
groups-top = At the top
groups-supervisors = Supervisors
groups-supervisors-hint = They see the work of this group and of those below it.
groups-supervisor-remove = { $name } supervises no more

## Roles
roles-title = Roles
roles-intro = A role says what somebody may do and with whose records. Everybody has one.
roles-own = Own roles
roles-own-empty = None yet. Copy a built-in role and change it, or begin with an empty one.
roles-built-in = Built-in roles
roles-built-in-mark = built in
roles-changed = changed
roles-add = Add role
roles-new = New role
roles-unknown = There is no such role
roles-to-list = Go to roles
roles-members = { $count ->
    [0] nobody
    [one] { $count } agent
   *[other] { $count } agents
}
roles-about = About the role
roles-name = Name
roles-remark = Remark
roles-remark-hint = What it is for; shown wherever the role is chosen.
roles-rights = Rights
roles-rights-text = What is not ticked is refused. Whoever has the role has the new rights at the next request.
roles-area = Area
roles-reach = Whose records
roles-reach-of = Whose records: { $area }
roles-area-off = switched off
roles-saved = { $name } is saved. The rights hold at once.
roles-administrator = The administrator may do everything
roles-administrator-text = These rights cannot be changed, so that nobody locks everybody out. Copy the role to make one like it.
roles-read-only-text = Roles are changed by administrators.
roles-copy = Copy
roles-copy-of = { $name } (copy)
roles-remove = Remove role
roles-remove-text = Nobody may have it any more for that. This cannot be undone.
roles-in-use = It is still given to { $what }. Give them another role first.
roles-back = Back to how it came
roles-back-text = The rights are again those that the role came with. Whoever has it has them at the next request.
roles-came-back = { $name } is as it came.
roles-who = Who has it
roles-nobody = Nobody yet.
roles-give = Give it to
roles-give-hint = Type a name. Everybody has one role; the former one goes.
roles-take = { $name } becomes an ordinary agent
role-administrator = Administrator
role-administrator-text = May do everything and sets up the organisation.
role-dispatcher = Dispatcher
role-dispatcher-text = Sees all work and decides who goes when.
role-engineer = Engineer
role-engineer-text = Works visits in the field.
role-agent = Ordinary agent
role-agent-text = Works tickets at a desk.

## Features
features-title = Features
features-intro = Switch off what your organisation does not use. It disappears for everybody at once; nothing is deleted, and it comes back when it is switched on again.
features-on = { $name } is on.
features-off = { $name } is off.
features-switch-off = Switch off { $name }?
features-hanging = Still there: { $what }. Nobody sees them until it is on again; they are kept.
features-switch-off-verb = Switch off
feature-block-service = Service
feature-block-field = In the field
feature-block-organisation = Organisation
feature-block-more = More
feature-tickets = Tickets
feature-tickets-text = Requests of customers and the conversation about them.
feature-visits = Visits
feature-visits-text = Attendances on site, the dispatch screen and the engineers’ app.
feature-customer-forms = Customer forms
feature-customer-forms-text = Customers report a fault by a link or a printed code.
feature-ratings = Ratings
feature-ratings-text = Customers rate a visit when it is done.
feature-tracks = Tracks
feature-tracks-text = Positions of engineers between accepting and completing a visit.
feature-role-management = Role management
feature-role-management-text = Own roles beside the built-in ones; every agent then has one.
feature-roster = Roster
feature-roster-text = Shifts by calendar. Without it everybody works by the shift in the staff list.
feature-linked-companies = Linked companies
feature-linked-companies-text = Tickets pass between organisations that know each other.
feature-reports = Reports
feature-reports-text = Figures and trends.
feature-chat-triggers = Chat triggers
feature-chat-triggers-text = Rules that act on chats by themselves.

## Screens that are not for somebody
desk-refused-screen = Ask your administrator if you need it for your work.
desk-feature-off = { $name } is switched off
desk-feature-off-text = An administrator can switch it on again; nothing was deleted.
desk-to-module = Go to { $name }
