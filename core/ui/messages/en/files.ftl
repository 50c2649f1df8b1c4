# Files at the desk: chosen, sent, shown, taken away; and leaving a page with unsaved changes.

## A field with files
files-add = Add files
files-add-to = Add files to “{ $label }”
files-hint = Up to { $count } files, { $limit } each. They are sent at once and belong here when you save.
files-none = No files yet.
files-sending = Sending, { $percent } %
files-sending-named = Sending { $name }
files-there = { $name } is sent
files-opens = opens in a new tab
files-remove = Take { $name } away
files-give-up = Give up sending { $name }
files-again = Send { $name } again
files-not-here = not on the server yet
files-nameless = File without a name

## Why a file is not taken
files-too-large = “{ $name }” is { $size }; the limit is { $limit }.
files-empty = “{ $name }” is empty, or it is a folder.
files-program = “{ $name }” is a program. Programs are not kept here.
files-too-many = { $count ->
    [one] One file was left out: there is room for { $limit } in all.
   *[other] { $count } files were left out: there is room for { $limit } in all.
}
files-unreadable = This file cannot be read from this device. Choose it again.
files-wait = { $count ->
    [one] One file is not on the server yet. Wait for it, send it again, or give it up; then save.
   *[other] { $count } files are not on the server yet. Wait for them, send them again, or give them up; then save.
}
files-added-to-all = These files are added everywhere; those that are there stay.
files-choose-some = Choose at least one file.

## Leaving with unsaved changes
unsaved-title = Leave without saving?
unsaved-text = What you changed on this page is not saved yet and would be lost.
unsaved-leave = Leave without saving

## What is not there
gone-visit = There is no such visit
gone-ticket = There is no such ticket
gone-company = There is no such company
gone-contact = There is no such person
gone-asset = There is no such row
gone-text = It does not exist, or your account may not see it.
gone-to-visits = To the visits
gone-to-tickets = To the tickets
gone-to-customers = To the customers
