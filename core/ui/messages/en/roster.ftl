# Desk → Roster: who works when.
roster-title = Roster
roster-month = { $month } { $year }
roster-before = Month before
roster-after = Month after
roster-today = Today
roster-group = Group
roster-everybody = Everybody
roster-agent = Agent
roster-grid = Roster of { $month }
roster-cell = { $agent }, { $day }: { $shift }
roster-count = On duty
roster-empty = Nothing is planned yet
roster-empty-text = Until the first shift is given, everybody counts as on shift.
roster-no-shifts = No shift templates yet
roster-no-shifts-text = Add what people work, such as Early or Night. Then choose one and paint it on the days.
roster-nobody = Nobody is in this group.
roster-brush = Paint with
roster-eraser = Clear
roster-keys = Arrow keys move, 1–9 give a shift, Delete clears, Ctrl+Z takes back.
roster-undo = Undo
roster-undone = Taken back.
roster-shift-add = Add shift
roster-shift-edit = Edit { $name }
roster-shift-new = New shift
roster-shift-name = Name
roster-shift-colour = Colour
roster-shift-archived = Archived: nobody is given it any more
roster-shift-remove = Remove
roster-shift-saved = { $name } is saved.
roster-colour-neutral = Grey
roster-colour-slate = Slate
roster-colour-blue = Blue
roster-colour-violet = Violet
roster-colour-teal = Teal
roster-colour-ochre = Ochre
roster-colour-green = Green
roster-colour-red = Red
roster-copy = Copy week
roster-copy-title = Copy a week
roster-copy-from = Week that begins on
roster-copy-weeks = To the next weeks
roster-copy-over = Replace what is there
roster-copied = { $count ->
    [0] Nothing changed.
    [one] 1 day changed.
   *[other] { $count } days changed.
}
roster-import = Import CSV
roster-import-title = Import
roster-import-hint = Three columns: account or employee number, day (2026-05-04), name of the shift. An empty shift clears the day.
roster-export = Export CSV
roster-refused = { $count ->
    [one] 1 row was not taken:
   *[other] { $count } rows were not taken:
}
roster-refused-line = Line { $line }: { $why } – { $text }
roster-cells-refused = { $count ->
    [one] 1 day was another by now and was left as it is.
   *[other] { $count } days were others by now and were left as they are.
}
roster-conflicts = Visits outside of the shift
roster-conflict = { $agent } is off: { $title }, { $time }
roster-swaps = Requests to swap
roster-changed = changed meanwhile
roster-why-unknown-agent = nobody you plan for
roster-why-several-agents = means several people
roster-why-disabled = does not work here any more
roster-why-not-a-date = not a day
roster-why-out-of-range = too far away
roster-why-unknown-shift = no such shift
roster-why-several-shifts = means several shifts
roster-why-archived = an archived shift
roster-why-columns = other columns
roster-why-twice = the same day again
roster-problem-required = This is needed.
roster-problem-taken = Another shift has this name.
roster-problem-too-long = At most 40 characters.
roster-problem-too-many = Too many.
roster-problem-not-a-time = Not a time of day.
roster-problem-overlaps = The week itself cannot be among them.
roster-problem-days = Days have this shift. Archive it instead.
roster-problem-not-a-table = This is not a CSV file.
roster-problem-other = This cannot be done as it is.
roster-overtaken = A colleague changed this shift meanwhile. Look again and repeat it if it still holds.
roster-day = Day
roster-by-agent = One agent
roster-by-day = One day
roster-special = { $title }
nav-roster = Roster
desk-notice-swap-asked = { $by } asks you to change shifts
desk-notice-swap-agreed = { $by } agrees to change shifts
desk-notice-swap-to-approve = A change of shifts waits for your approval
desk-notice-swap-declined = { $by } cannot change shifts
desk-notice-swap-withdrawn = { $by } took back a change of shifts
desk-notice-swap-approved = Your change of shifts is approved
desk-notice-swap-rejected = Your change of shifts was not approved
