# Daily use of tickets: split, merge, history, many at once, tasks, tickets that are alike.

daily-split = Split into parts
daily-merge = Merge into another ticket
daily-history = History

## Split
daily-split-title = Split this ticket into parts
daily-split-text = Each part becomes a ticket of its own with the customer, template and fields of this one. Files stay here.
daily-split-verb = { $count ->
    [one] Make 1 part
   *[other] Make { $count } parts
}
daily-split-done = { $count ->
    [one] 1 part was made
   *[other] { $count } parts were made
}
daily-part-title = Title of part { $number }
daily-part-description = Description of part { $number }
daily-part-agent = Part { $number } goes to
daily-part-add = Add a part
daily-part-remove = Remove part { $number }
daily-part-most = At most { $limit } parts at once. Parts can be split again.
daily-closes-last = Close this ticket only after all its parts
daily-closes-last-hint = Whoever closes it earlier is told which parts are open.

## Family
daily-family = Belongs together
daily-parent = Part of
daily-parts = { $count ->
    [one] 1 part, { $open } open
   *[other] { $count } parts, { $open } open
}
daily-parts-list = Parts of this ticket
daily-closes-last-said = This ticket is closed only after all its parts.
daily-merged-here = Merged into this ticket
daily-not-yours = A ticket you may not see
daily-mark-part = part of another ticket
daily-mark-parts = { $count ->
    [one] has 1 part
   *[other] has { $count } parts
}
daily-mark-merged = merged into another ticket

## Merge
daily-merge-title = Merge into another ticket
daily-merge-text = “{ $title }” is closed, and what was said in it is read in the other ticket. You can take it back.
daily-merge-find = Find a ticket of the same customer
daily-merge-choose = Merge into
daily-merge-none = No other ticket of this customer matches.
daily-merge-nobody = This ticket names no customer
daily-merge-nobody-text = Only tickets of one customer can be merged. Say whose ticket it is first.
daily-merge-preview = The other ticket says
daily-merge-facts = Created { $time } · { $name }
daily-merge-verb = Merge into { $name }
daily-merge-verb-none = Merge
daily-merge-done = The tickets are one now
daily-merged-into = Merged into { $name }
daily-merged-when = By { $name }, { $time }. Replies go to the other ticket.
daily-open-other = Open that ticket
daily-unmerge = Take the merge back
daily-unmerged = The merge was taken back
daily-said-in = said in { $name }

## Log
daily-log-split = { $count ->
    [one] Split off: { $titles }
   *[other] Split into { $count } parts: { $titles }
}
daily-log-merge-into = Merged into { $name }
daily-log-take-in = Took in { $name }
daily-log-unmerge = Merge into { $name } taken back
daily-log-give-back = Gave back { $name }
daily-log-cc-added = A colleague reads along
daily-log-cc-removed = A colleague no longer reads along
daily-log-cc-on = { $name } reads along
daily-log-cc-off = { $name } no longer reads along

## History
daily-history-title = History of { $title }
daily-history-field = Show changes of
daily-history-all = All fields
daily-history-none = Nothing of this was ever changed.
daily-history-empty-value = nothing
daily-history-offline = without a network
daily-history-before = The ticket before this
daily-as-it-was = As it was { $time }
daily-as-it-was-name = The ticket at that moment beside now
daily-as-it-was-same = It was then as it is now.
daily-as-it-was-close = Close the comparison
daily-compare-field = Field
daily-compare-then = Then
daily-compare-now = Now
daily-restore-field = Put { $field } back to what stood there
daily-restore-all = Put all of it back
daily-restore-hint = What people fill in is put back: title, description, type, priority, own fields and their rows, the customer and the place. The machine, the status and who has it stay.
daily-restored = Put back

## Many at once
daily-bar = What to do with the ticked tickets
daily-picked = { $count ->
    [one] 1 ticket ticked
   *[other] { $count } tickets ticked
}
daily-too-many = At most { $limit } tickets can be changed at once.
daily-print-too-many = At most { $limit } tickets are printed as one file.
daily-export-too-many = At most { $limit } ticked tickets go into a table. Export the view instead.
daily-change = Change
daily-change-title = { $count ->
    [one] Change 1 ticket
   *[other] Change { $count } tickets
}
daily-change-verb = { $count ->
    [one] Change 1 ticket
   *[other] Change { $count } tickets
}
daily-change-text = Only what you choose here is changed.
daily-stays = leave as it is
daily-assign-nobody = Take them from whoever has them
daily-cc = Also reads along
daily-own-field = Own field
daily-reply-all = Write into each
daily-reply-public = The customer reads it
daily-changed = { $count ->
    [one] 1 ticket was changed
   *[other] { $count } tickets were changed
}
daily-change-progress = How many are done
daily-change-done = { $done } of { $count }
daily-change-refused = { $count ->
    [one] 1 ticket was not changed
   *[other] { $count } tickets were not changed
}
daily-change-refused-text = The others are done. You can try these again.
daily-retry = { $count ->
    [one] Try 1 again
   *[other] Try { $count } again
}
daily-taker-state = { $name } · { $state }
daily-not-accepting = This colleague takes no tickets now. Choose somebody who does.
daily-takers-not = { $more ->
    [0] Take no tickets now: { $names }
   *[other] Take no tickets now: { $names } and { $more } more
}

## Tickets for many customers
daily-make-tickets = Make tickets
daily-batch-title-short = Make tickets
daily-batch-title = { $count ->
    [one] Make a ticket for 1 customer
   *[other] Make a ticket for each of { $count } customers
}
daily-batch-verb = { $count ->
    [one] Make 1 ticket
   *[other] Make { $count } tickets
}
daily-to = Who gets them
daily-to-how = Give them to
daily-to-nobody = nobody yet
daily-to-all = all agents, evenly
daily-to-group = a group, evenly
daily-to-agent = one agent
daily-to-given = so many to each
daily-to-which-group = Group
daily-to-which-agent = Agent
daily-choose = choose
daily-choose-one = Choose one.
daily-to-sum = { $sum } of { $count } are given out.
daily-batch-progress = How many tickets are done
daily-batch-done = { $done } of { $count } done
daily-batch-ended = { $made } of { $count } tickets were made
daily-batch-refused = No ticket for
daily-batch-see = See the tickets
daily-batch-wrong-to-no-agents = Nobody among them takes tickets now.
daily-batch-wrong-to-not-accepting = Somebody among them does not take tickets any more. Choose again.
daily-batch-wrong-to-not-the-sum = The numbers do not add up to the number of tickets.
daily-batch-wrong-template-unknown = This template is not there any more. Choose another one.

## Tasks
daily-work-through = Work through
daily-tasks = Tickets you work through
daily-task-open = { $done } of { $count } done
daily-task-resume = Go on
daily-task-end = End this task
daily-task-bar = Task
daily-task-place = { $place } of { $count }
daily-task-left = { $count ->
    [one] 1 left
   *[other] { $count } left
}
daily-task-skip = Skip
daily-task-done = Done, next
daily-task-suspend = Go on later
daily-task-finished = You have worked through all of them

## Alike
daily-alike = { $count ->
    [one] A ticket of the last day says the same
   *[other] { $count } tickets of the last day say the same
}
daily-alike-text = Of the same customer, with a title like this one. You can still create yours.
