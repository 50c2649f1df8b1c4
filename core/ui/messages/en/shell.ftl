# The frame around every screen: modules, general verbs, states of loading and of the network.

## Modules
nav-dispatch = Dispatch
nav-tickets = Tickets
nav-visits = Visits
nav-chat = Chat
nav-calls = Calls
nav-remote = Remote
nav-customers = Customers
nav-reports = Reports
nav-settings = Settings
nav-today = Today
nav-contacts = Contacts
nav-me = Me
nav-label = Main menu
skip-to-content = Skip to content

## Verbs
verb-save = Save
verb-cancel = Cancel
verb-close = Close
verb-back = Back
verb-next = Next
verb-add = Add
verb-remove = Remove
verb-edit = Edit
verb-delete = Delete
verb-search = Search
verb-send = Send
verb-undo = Undo
verb-retry = Try again
verb-reload = Reload
verb-clear = Clear
verb-copy = Copy
verb-print = Print
verb-download = Download
verb-open = Open
verb-more = More
verb-show-all = Show all
verb-sign-in = Sign in
verb-sign-out = Sign out
verb-accept = Accept
verb-set-aside = Set aside
verb-call = Call
verb-navigate = Navigate

## Sign-in
sign-in-title = Sign in to Truckroll
sign-in-account = Account
sign-in-password = Password
sign-in-wrong = That account and password do not match.
sign-in-limited = Too many attempts. Try again in { $seconds } s.

## Search
search-label = Search
search-hint = Tickets, visits, customers, commands
search-none = Nothing matches “{ $text }”.

## Settings everybody has
setting-language = Language
setting-theme = Appearance
theme-light = Light
theme-dark = Dark
theme-contrast = High contrast
theme-system = As the device
language-en = English
language-zh-CN = 简体中文

## Network and sync
offline-bar = Offline
offline-changes = { $count ->
    [0] nothing waits
    [one] { $count } change waits
   *[other] { $count } changes wait
}
syncing = Syncing
synced = Up to date
synced-sending = { $count ->
    [one] Up to date · { $count } photo is being sent
   *[other] Up to date · { $count } photos are being sent
}
sync-slow = The server has not answered yet
sync-ended = Signed out
pull-more = Pull down to sync
pull-go = Let go to sync
mark-waiting = Saved here, not sent yet
mark-sending = Sending
mark-sent = Sent
mark-refused = Needs attention
needs-attention = Needs attention
updated-age = updated { $age }

## Loading, empty and failing
loading = Loading
load-failed = This could not be loaded.
error-unexpected = Something went wrong here. Nothing you recorded is lost.
required = required
optional = optional
field-required = { $label } is missing.
count-of = { $count }/{ $max }
count-selected = { $count ->
    [one] { $count } selected
   *[other] { $count } selected
}
notices = Notices
dismiss = Dismiss

## Photos
photos = Photos
photo-add = Add photo
photo-open = Open photo { $number } of { $count }
photo-remove = Remove photo
photo-limit = A visit holds up to { $max } photos.
photo-too-large = The photo is { $size }; the limit is { $limit }.
photo-previous = Previous photo
photo-next = Next photo

## Signature
signature = Signature
signature-hint = Sign with a finger, pen or mouse.
signature-type-instead = Type the name instead
signature-draw-instead = Draw instead
signature-name = Name of the person who signs
signature-use = Use this signature
signature-clear = Clear
signature-empty = Nothing is signed yet.
signature-of = Signature of { $name }
signature-failed = The signature could not be read from this browser. Type the name instead.

## Flow log and steps
step-now = you are: { $state }
flow-by = by { $name }
flow-device-time = on the phone { $time }
flow-server-time = received { $time }
flow-offline = recorded offline
flow-label = Log

## Score
score-total = Score { $total }
score-label = How the score adds up

## Map
map-label = Map
map-zoom-in = Zoom in
map-zoom-out = Zoom out
map-fit = Show everything
map-plain = This browser cannot draw the map. The places are listed here.
map-tiles-failed = Map tiles are out of reach; the outline is shown.
map-gathered = { $count } together here: { $names }

## Stars
stars-legend = Rating
stars-value = { $count ->
    [one] { $count } star
   *[other] { $count } stars
} of { $max }
