# Tickets on the phone: new ones, rows, handing on, records, service levels, the way through a workflow.
eng-template = Template
eng-template-none = Without a template
eng-form-lacks = Some fields above are not filled in, or not right.
eng-reply-to-customer = The customer reads this reply
eng-file = File
eng-file-add = Add files
eng-pictures = Pictures
eng-pictures-add = Take or choose pictures
eng-pictures-send = Send pictures
eng-row = Row
eng-row-add = Add row
eng-rows-all = Select all { $count } rows
eng-rows-column = Change in the selected rows
eng-rows-set = { $count ->
    [one] Set in { $count } row
   *[other] Set in { $count } rows
}
eng-part-find = Find on this phone
eng-scan = Scan machine
eng-scan-view = What the camera sees
eng-scan-dark = The camera cannot be used. Type the code.
eng-scan-code = Code or serial number
eng-scan-hint = It stands on the label of the machine.
eng-scan-find = Find machine
eng-scan-none = No machine has this code, as far as this phone knows. With a network all machines are looked through.
eng-hand-on = Hand on
eng-hand-nobody = Leave as it is
eng-hand-away = { $name } · { $state }
eng-hand-no-work = takes no new work
eng-hand-group = To the group
eng-hand-empty = Choose who gets it, or write a reply.
eng-records = Records
eng-records-none = Nothing has happened to this ticket yet
eng-change = { $from } → { $to }
eng-nothing = nothing
eng-sla = Service levels
eng-sla-first-response = First response
eng-sla-second-response = Second response
eng-sla-resolution = Solution
eng-sla-in-time = in time
eng-sla-soon = soon due
eng-sla-late = late
eng-sla-paused = paused
eng-sla-met = met
eng-sla-met-late = met late
eng-sla-left = { $time } left
eng-sla-over = { $time } over
eng-sla-used = { $used } of { $limit } used
eng-sla-due = due { $time }
eng-sla-told = { $target } { $state } { $due }
eng-way = Node
eng-way-since = since { $time }
eng-way-on = Send on to { $title }
eng-way-back = Send back
eng-way-to = Back to
eng-way-waits = Sending it back waits for the server.
eng-way-not-yours = Here others work on it; you only read where it is.
eng-view = View
eng-views = Views
eng-view-all = Everything on this phone
eng-view-mine = My open tickets
eng-view-unassigned = Unassigned
eng-view-my-groups = My groups
eng-view-urgent = Urgent
eng-view-missed = Late
eng-view-open = All open
eng-view-reading = I read along
eng-view-resolved = Resolved
eng-view-closed = Closed
eng-group-view = As the view says
eng-filter-count = { $count ->
    [one] Filter: { $count } condition
   *[other] Filter: { $count } conditions
}
eng-any = Any
eng-made-from = Made from
eng-made-to = Made before
eng-take = Take over { $name }
eng-taken = It is yours as soon as the server agrees.
eng-banner = New ticket: { $title }
eng-split = Split
eng-split-what = Parts of “{ $title }” begin with its customer, machine, template and details.
eng-split-title = Part { $number }: what it is about
eng-split-add = Another part
eng-split-last = Close this ticket only after all parts
eng-split-of = Split off from
eng-split-part = part
eng-split-into = { $count ->
    [one] { $count } part
   *[other] { $count } parts
}
eng-split-elsewhere = Not on this phone
eng-log-split = Split into
eng-log-set-row = Row changed
eng-log-remove-row = Row removed
eng-log-merge-into = Merged into another ticket
eng-log-take-in = Another ticket was merged into this one
eng-log-unmerge = Merge taken back
eng-log-withdraw = Taken back by the customer
eng-log-give-back = A merged ticket was given back

## Numbers that are proven by a code
eng-proven = { $number } ✓ proven { $at }
eng-prove-other = Another number
eng-prove-send = Send a code to this number
eng-prove-sent = A code is on its way. It is good for five minutes.
eng-prove-code = Code from the message
eng-prove-check = Check the code
eng-prove-wrong = This is not the code. Please look again.
eng-prove-over = This code is no longer good. Please ask for another.
eng-prove-no-number = This is not a phone number.
eng-prove-no-sender = Nobody carries short messages for this organisation yet.
eng-prove-wait = Too many codes were asked for. Please try again later.
eng-prove-offline = A code can only be sent with a network.
