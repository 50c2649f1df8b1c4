# Customers: changes of many, merges, what happened, figures, locks.

## Rows that are ticked
work-pick = Select { $name }
work-pick-all = Select all shown
work-pick-none = Clear selection
work-bar = What to do with the selected customers
work-picked = { $count ->
    [one] One selected
   *[other] { $count } selected
}
work-too-many = At most { $limit } at once. Select fewer.
work-edit = Change
work-add-to-group = Add to group
work-delete-title = { $count ->
    [one] Throw one customer away?
   *[other] Throw { $count } customers away?
}
work-delete-verb = Throw away
work-delete-busy = { $count ->
    [one] One stays because it has open work (open tickets: { $tickets }, open visits: { $visits }).
   *[other] { $count } stay because they have open work (open tickets: { $tickets }, open visits: { $visits }).
}
work-deleted = { $count ->
    [one] One customer was thrown away.
   *[other] { $count } customers were thrown away.
}

## One change for many
work-edit-title = { $count ->
    [one] Change one customer
   *[other] Change { $count } customers
}
work-edit-verb = { $count ->
    [one] Change one customer
   *[other] Change { $count } customers
}
work-edit-intro = Only what you tick is written. Everything else stays as it is on each customer.
work-edit-locked = Your organisation has locked changes to these customers. Their tags can still be changed.
work-empties = Left empty, it is emptied on all of them.
work-tags-stay = stay as they are
work-tags-add = add these
work-tags-remove = remove these
work-tags-replace = replace all by these
work-changed = { $count ->
    [one] One customer was changed.
   *[other] { $count } customers were changed.
}
work-nothing-to-change = Everything stood there already.
work-undone = { $count ->
    [one] Undone for one customer.
   *[other] Undone for { $count } customers.
}
work-undone-but = Undone for { $count }. { $stays } stay in part: somebody changed them meanwhile.
work-group-title = { $count ->
    [one] Add one company to a group
   *[other] Add { $count } companies to a group
}
work-group-text = A company is in one group. Those that are in another one leave it.
work-no-groups = There are no customer groups yet. An administrator makes them in the settings.
work-failed-title = { $count ->
    [one] One customer was not changed
   *[other] { $count } customers were not changed
}
work-failed-text = { $count ->
    [one] One other was changed.
   *[other] { $count } others were changed.
}
work-unknown = A customer that is not there any more

## Rows of asset tables that are ticked
work-bar-rows = What to do with the selected rows
work-delete-title-rows = { $count ->
    [one] Throw one row away?
   *[other] Throw { $count } rows away?
}
work-deleted-rows = { $count ->
    [one] One row was thrown away.
   *[other] { $count } rows were thrown away.
}
work-edit-title-rows = { $count ->
    [one] Change one row
   *[other] Change { $count } rows
}
work-edit-verb-rows = { $count ->
    [one] Change one row
   *[other] Change { $count } rows
}
work-edit-intro-rows = Only what you tick is written. Everything else stays as it is in each row.
work-changed-rows = { $count ->
    [one] One row was changed.
   *[other] { $count } rows were changed.
}
work-failed-title-rows = { $count ->
    [one] One row was not changed
   *[other] { $count } rows were not changed
}
work-unknown-rows = A row that is not there any more

## Merging
work-merge = Merge
work-merge-title = Merge { $name } into another customer
work-merge-intro = Find the customer that stays. Everything of this one moves there.
work-merge-find = Name or phone of the customer that stays
work-merge-into = Merge into { $name }
work-merge-text = { $target } stays. What is empty there takes the value of { $source }; { $source } leaves all lists, and its address leads to { $target }.
work-merge-until = You can take it back until { $date }.
work-merge-confirm = Type the name of the one that goes: { $name }
work-merge-verb = Merge
work-beside = Both customers side by side
work-goes = { $name } (goes)
work-stays = { $name } (stays)
work-result = Afterwards
work-moves = Moves: { $what }.
work-moved = Moved: { $what }.
work-moves-nothing = Nothing hangs on it that would have to move.
work-joint = { ", " }
work-moves-tickets = { $count ->
    [one] one ticket
   *[other] { $count } tickets
}
work-moves-visits = { $count ->
    [one] one visit
   *[other] { $count } visits
}
work-moves-contacts = { $count ->
    [one] one person
   *[other] { $count } people
}
work-moves-assets = { $count ->
    [one] one machine
   *[other] { $count } machines
}
work-moves-records = { $count ->
    [one] one note of a service
   *[other] { $count } notes of services
}
work-moves-account = the service account
work-merged = { $source } is part of { $target } now.
work-was-merged = This customer was merged into { $name }.
work-merged-here = { $name } was merged into this customer
work-merged-by = By { $by }, { $time }. It can be taken back until { $until }.
work-late = Written about { $name } later, and not taken over because something else stands here:
work-take-back = Take the merge back
work-take-back-title = Take the merge of { $name } back?
work-take-back-text = { $source } is there again, and what came from it goes back, unless it was changed since. What is new at { $target } stays there.
work-taken-back = { $name } is there again
work-kept = This did not go back, because it was changed meanwhile:
work-kept-field = Field: { $field }
work-open = Open { $name }
work-merges = Merges
work-no-merges = Nothing was merged in the last thirty days
work-no-merges-text = When two customers are the same, open one of them and choose Merge.
work-merge-line = { $source } →
work-was-undone = taken back by { $by }, { $time }
work-conflict-undone = This merge was taken back already.
work-conflict-overtaken = A colleague did the same at this moment. Look again.
work-conflict-target-gone = The customer that took over was thrown away. Bring it back first.
work-conflict-target-merged = The customer that took over was itself merged. Take that merge back first.

## What happened
work-timeline = What happened
work-days-of = The days
work-from = From
work-until = Until
work-kinds = Only these kinds
work-kind-ticket = Ticket
work-kind-visit = Visit
work-kind-follow-up = Follow-up
work-kind-call = Call
work-kind-message = Message
work-kind-meeting = Meeting
work-kind-other = Other
work-timeline-empty = Nothing has happened with this customer yet.
work-timeline-none = Nothing of this kind on these days.
work-more = Show more
work-write = Write a note
work-write-intro = For what no ticket and no visit tells: a call, a private follow-up. Colleagues see it, the customer does not.
work-change-note = Change the note
work-kind = Kind
work-when = When
work-what = What happened
work-files = Files

## Figures
work-statistics = Statistics
work-figures = Figures of customers
work-figures-empty = Ask for fewer days or another group.
work-all-groups = All groups
work-days = Time without a service
work-days-any = However long without a service
work-days-at-least = { $count } days without a service or more
work-days-ago = { $count ->
    [0] today
    [one] one day ago
   *[other] { $count } days ago
}
work-export = Export
work-total = Services
work-records = Notes
work-open-tickets = Open tickets
work-on-site = Time on site
work-rating = Rating
work-stars = { $stars } of 5 ({ $count })
work-last = Last service
work-ages = Customers by their last service
work-age-30 = within 30 days
work-age-90 = within 90 days
work-age-180 = within 180 days
work-age-365 = within a year
work-age-more = longer ago
work-age-never = never
work-sums = Tickets: { $tickets }, visits: { $visits }, notes: { $records }.

## What is locked
work-locks = Locked for everybody
work-locks-intro = A lock holds at the desk, on phones and for API tokens, for administrators too. Tags can always be changed.
work-locks-who = Only the main account turns these: { $name }.
work-lock-add-companies = Nobody adds companies
work-lock-delete-companies = Nobody deletes or merges companies
work-lock-edit-companies = Nobody changes companies
work-lock-add-contacts = Nobody adds contacts
work-lock-delete-contacts = Nobody deletes or merges contacts
work-lock-edit-contacts = Nobody changes contacts
work-lock-said-add-companies = Your organisation has locked new companies.
work-lock-said-delete-companies = Your organisation has locked deleting and merging companies.
work-lock-said-edit-companies = Your organisation has locked changes to companies. Tags can still be changed.
work-lock-said-add-contacts = Your organisation has locked new contacts.
work-lock-said-delete-contacts = Your organisation has locked deleting and merging contacts.
work-lock-said-edit-contacts = Your organisation has locked changes to contacts. Tags can still be changed.
work-edit-tags = Tags

## One person's data
person-title = Personal data
person-intro = For people who ask what is kept of them, or want it gone.
person-export = Export everything
person-erase = Erase this person
person-erase-title = Erase { $name }
person-erase-final = This cannot be taken back
person-erase-final-text = Name, numbers, addresses, signatures and everything this person wrote go for good: here, in the log, and on all phones.
person-goes = Goes
person-goes-contact = The contact
person-goes-twins = { $count ->
    [one] one contact that was merged into it
   *[other] { $count } contacts that were merged into it
}
person-goes-texts = { $count ->
    [one] one text
   *[other] { $count } texts
}
person-goes-files = { $count ->
    [one] one file or signature
   *[other] { $count } files and signatures
}
person-goes-records = { $count ->
    [one] one note
   *[other] { $count } notes
}
person-goes-identities = { $count ->
    [one] one id of a channel
   *[other] { $count } ids of channels
}
person-stays = Stays
person-stays-nothing = No work was done for this person.
person-stays-work = { $what }, with number, times and figures, but no name.
person-erase-confirm = Type the name of the person: { $name }
person-erase-verb = Erase for good
person-erased = The person was erased. Phones forget when they sync next.
## Exporting what is ticked
work-export-picked = Export selected
work-export-picked-text = { $count ->
    [one] The one selected customer, with all fields.
   *[other] The { $count } selected customers, with all fields.
}
