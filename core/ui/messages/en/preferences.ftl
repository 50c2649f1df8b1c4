# My preferences: how the desk looks and behaves for one person.
prefs-title = My preferences
prefs-intro = A change counts at once, and wherever you work at the desk.
prefs-saved = Saved
prefs-look = Appearance
prefs-theme-device = As chosen on this device
prefs-sidebar = Colour of the side bar
prefs-sidebar-theme = As the appearance
prefs-sidebar-slate = Slate
prefs-sidebar-ocean = Ocean
prefs-sidebar-forest = Forest
prefs-sidebar-plum = Plum
prefs-sidebar-earth = Earth
prefs-words = Language and time
prefs-language-device = As the browser says
prefs-zone = Time zone of times shown
prefs-zone-organisation = That of the organisation
prefs-zone-hint = Times on screens are shown and typed in it. Working hours stay those of the organisation.
prefs-work = Working
prefs-start = The desk begins with
prefs-start-first = Home
prefs-rows = Rows a page
prefs-send = Replies are sent with
prefs-send-ctrl = Ctrl-Enter
prefs-send-enter = Enter
prefs-send-ctrl-hint = Ctrl-Enter sends.
prefs-send-enter-hint = Enter sends, Shift-Enter begins a line.
prefs-notices = New notices
prefs-sound = Sound
prefs-desktop = Show by the browser
prefs-desktop-hint = While this page is not in front.
prefs-desktop-denied = The browser does not let this page show notices. Allow it in the settings of the browser first.

## Home
home-title = Home
home-mine = What waits
home-nothing = Nothing waits for you
home-nothing-text = Tickets, visits and decisions of your role appear here.
home-my-tickets = My open tickets
home-visits-today = My visits today
home-unassigned = Visits without an engineer
home-decisions = Decisions waiting
home-overdue = Overdue visits
home-load = My groups
home-load-text = What the agents of the groups you supervise have open, the most first.
home-load-tickets = { $count ->
    [one] 1 ticket
   *[other] { $count } tickets
}
home-load-visits = { $count ->
    [one] 1 visit
   *[other] { $count } visits
}
home-figures = The organisation
home-agents = Agents
home-open-tickets = Open tickets
home-open-visits = Open visits
home-companies = Companies
home-of-one-agent = Tickets of one agent
home-show-all = Show all, not only: { $name }
