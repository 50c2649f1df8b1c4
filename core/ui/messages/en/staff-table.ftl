# Settings → Staff → Import and export: agents in tables. Settings → Licence.
staff-table-title = Import staff
staff-table-not-allowed = You may not import staff
staff-table-not-allowed-text = Whoever imports staff needs the rights to make and to change agents.
staff-table-intro = A table of agents, one a row. Each needs a sign-in name; who is there already by that name is changed. New agents get a start password that they replace at their first sign-in.
staff-table-limits = Excel (.xlsx, .xls) or CSV, at most 5 MB and 1,000 rows. Nothing is stored before you say so, and the file is not kept.
staff-table-keep = Leave agents who are there as they are
staff-table-keep-hint = Otherwise the filled cells of a row replace what is there. Empty cells change nothing.
staff-table-another = Import another file
staff-table-passwords = Start passwords
staff-table-passwords-once = Shown once
staff-table-passwords-text = Keep this list now and tell each person his own password. It is stored nowhere; afterwards a password can only be replaced on the agent’s page.
staff-table-passwords-file = Download the list
staff-table-password = Start password
staff-table-export = Export staff
staff-table-export-text = Everybody who works here, with all columns that can be imported again. The export is noted in the audit log.
imports-file-account-required = Say which column is the sign-in name.
imports-reason-account-taken = “{ $detail }” is taken; sign-in names are unique
imports-reason-seats-used-up = no seat is left: { $detail } are taken
imports-reason-last-administrator = nobody would administer the organisation any more
imports-reason-staff-duplicate-in-file = row { $detail } has this sign-in name already
imports-reason-staff-permission-denied = you may not make or change this agent like this
imports-problem-length = must have 2 to 64 characters
imports-problem-characters = small letters, digits and . _ - @ only
imports-problem-twice = a word stands here twice
imports-problem-not-a-word = words of at most 40 characters
imports-problem-half-a-shift = a shift needs its beginning and its end
imports-problem-not-a-time = not a time; write 08:30
imports-problem-roles-are-off = own roles are switched off

## Licence
licence-title = Licence
licence-intro = What your organisation may use. It is set by whoever operates this installation.
licence-edition = Edition
licence-edition-none = No edition
licence-white-label = White label
licence-included = included
licence-last-day = Last day
licence-never = It does not end
licence-days-left = { $count ->
    [0] Today is the last day
    [one] One day is left
   *[other] { $count } days are left
}
licence-over = The licence ended on { $day }
licence-over-text = Everything can be read and exported, and nothing can be changed. What phones record waits on them and arrives when the operator has extended the licence.
licence-ends-soon = The licence ends on { $day }
licence-ends-soon-text = After that day everything can be read and nothing changed. Ask whoever operates this installation to extend it.
licence-seats = Seats
licence-seats-text = Agents who are not disabled take a seat. Each licence for a module takes one of that module’s seats.
licence-all-seats = All agents
licence-of = { $used } of { $most }
licence-no-limit = { $used }, no limit
licence-full = used up
staff-fault-seats-used-up = No seat is left: { $used } of { $most } are taken. Disable somebody, or have the licence extended.
staff-fault-module-seats-used-up = No seat for { $module } is left: { $used } of { $most } are taken. Take the licence from somebody, or have it extended.
staff-fault-licence-expired = The licence of your organisation is over: everything can be read, nothing changed. What you typed is still here.
desk-notice-licence-ends = The licence of your organisation ends on { $title }

## Portraits and homes
portrait = Portrait
portrait-hint = PNG or JPEG, at most 2 MB. Its middle is kept, square and small; colleagues see it beside the name.
portrait-choose = Choose a picture
portrait-sending = The picture is being sent
portrait-not-a-picture = This is not a PNG or JPEG picture.
portrait-too-large = The picture is larger than 2 MB.
portrait-saved = Your portrait was changed.
staff-home-address = Address of the home
staff-home-hint = Where the agent starts the day; only dispatchers see it.
staff-home = Home on the map
staff-problem-not-a-picture = This picture is not here any more. Choose it again.

## Presence
presence-title = Presence
presence-intro = Beside online, busy, away and offline, agents can choose the states that stand here. Who is in a state without new work is left out when work is given.
presence-add = Add state
presence-none = No states of your own
presence-none-text = Add one for lunch, training or the workshop.
presence-name = Name
presence-tone = Colour
presence-tone-of-kind = By new work
presence-tone-new = Grey-blue
presence-tone-accepted = Blue
presence-tone-on-the-way = Violet
presence-tone-arrived = Teal
presence-tone-paused = Ochre
presence-tone-done = Green
presence-tone-alert = Red
presence-channels = For
presence-channel-tickets = Tickets and visits
presence-channel-chat = Chat
presence-channel-calls = Calls
presence-channels-hint = Without a tick it is for all of them.
presence-accepts = Takes new work
presence-remove = Remove { $name }
presence-nameless = New state
presence-saved = The states are saved.
presence-overtaken = The states were changed by a colleague meanwhile
presence-problem-required = Give it a name.
presence-problem-too-long = At most 40 characters.
presence-problem-too-many = At most 20 states.
presence-problem-other = This cannot be kept.
presence-mine = My status
presence-no-new-work = You get no new work of this kind.
