# The person at work, his organisation, and the app
profile-presence = My status
profile-channel-tickets = Tickets and visits
profile-channel-chat = Chat
profile-channel-calls = Calls
profile-no-new-work = You get no new work here while you are in this status.
company-mine = My company
company-registered = Registered as
company-vendor-id = Vendor ID
company-business = Main business
company-introduction = Introduction
company-nothing = Your administrators have not described the company yet.
about-title = About this app
about-version = Version { $version }
about-what = Truckroll brings today's visits, tickets and customers to your phone, with or without a network. What you record is kept on the phone until your server has it.
about-updates = Updates
about-updates-text = The app updates itself: the next time you open it with a connection, it is as new as your server.
about-vendor = Made by
about-vendor-text = Truckroll is free software under the Apache licence 2.0. Your own organisation runs the server.
profile-portrait = Change portrait
profile-portrait-failed = The portrait was not changed. Choose a PNG or JPEG picture, and try it with a connection.
about-update-waits = A newer version is ready
about-update-waits-text = To use it, close the app in all windows and open it again.
company-account = Account name
text-size = Text size
text-size-normal = Normal
text-size-large = Large
text-size-largest = Largest
sync-log = Latest syncs
sync-log-what = Kept on this phone: at most the last 50.
sync-log-empty = This phone has not synced yet
sync-log-took = { $seconds } s
sync-log-sent = { $count ->
    [one] 1 change sent
   *[other] { $count } changes sent
}
sync-log-files = { $count ->
    [one] 1 photo sent
   *[other] { $count } photos sent
}
sync-log-received = { $count ->
    [one] 1 record received
   *[other] { $count } records received
}
sync-log-refused = { $count ->
    [one] 1 change refused
   *[other] { $count } changes refused
}
sync-log-nothing = Nothing new
sync-log-failed = Server out of reach
