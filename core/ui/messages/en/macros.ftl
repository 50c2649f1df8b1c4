# Settings: macros of tickets, and macros at work in a ticket.

## The list
macro-title = Macros
macro-intro = A macro helps while somebody works on a ticket: it fills in fields, shows and hides them, or stops a submit that is not ready. Macros run from top to bottom, and the last word counts.
macro-new = New macro
macro-empty = No macro yet
macro-empty-text = Ask for the cause before a ticket is resolved, show fields only where they matter, or fill in five fields with one press.
macro-missing = There is no such macro
macro-missing-text = A colleague may have removed it.
macro-enabled-of = Runs: { $name }
macro-up = Run { $name } earlier
macro-down = Run { $name } later
macro-actions-count = { $count ->
    [one] { $count } action
   *[other] { $count } actions
}
macro-moment-button = Button
macro-moment-page-load = When the form opens
macro-moment-field-change = When a field changes
macro-moment-submit = At the submit

## One macro
macro-what = What it is
macro-name = Name
macro-description = Description
macro-description-hint = Colleagues read it before they run it.
macro-enabled = Switched on
macro-moment = Runs
macro-listens = Listens to
macro-templates = Only tickets of these templates
macro-templates-hint = None ticked: all tickets.
macro-scope = Runs for
macro-node = Only at the node “{ $node }” of “{ $workflow }”
macro-node-unknown = Only at a node that does not exist any more
macro-node-remove = At every node
macro-when = When
macro-when-text = Without conditions it always does what stands under “Then”.
macro-then = Then
macro-else = Else
macro-else-text = What it does when the conditions do not hold.
macro-overtaken = A colleague saved this macro meanwhile
macro-remove = Remove macro
macro-remove-title = Remove { $name }?
macro-remove-text = It will not run any more. Tickets keep what it filled in.
macro-remove-named = Another macro hides this one or asks what it came to. Change that macro first.
macro-ask-mode = Way of working
macro-mode-normal = one by one
macro-mode-task = task after task
macro-ask-call = Call from the ticket
macro-call-none = none
macro-call-dialling = dialling
macro-call-success = answered
macro-call-failed = failed
macro-ask-macro = Macro { $name }
macro-ran-then = its conditions held
macro-ran-else = its conditions did not hold

## Actions
macro-do-set = Fill in a field
macro-do-show = Show fields or replies
macro-do-hide = Hide fields or replies
macro-do-block = Stop the submit
macro-do-allow = Allow the submit
macro-do-read-only = Make read-only
macro-do-hide-macros = Hide other macros
macro-do-call = Call a number
macro-do-pictures = Bring the upload of pictures
macro-pictures-text = On the phone, pictures can then be taken and sent on the ticket’s page itself, as an internal reply. With a button they come when it is pressed.
macro-allow-text = Takes back what macros before this one stopped.
macro-action-add = Add an action to “{ $list }”
macro-action-up = { $list }: do action { $number } earlier
macro-action-down = { $list }: do action { $number } later
macro-action-remove = { $list }: remove action { $number }
macro-from = With
macro-from-fixed = a value
macro-from-field = another field
macro-from-now = the time it runs
macro-from-me = whoever works on the ticket
macro-from-formula = a formula
macro-from-nothing = nothing (empties it)
macro-from-field-label = Which field
macro-formula = Formula
macro-formula-hint = For example volts * 2, or concat(part, “ replaced”).
macro-only-if-empty = Only if it is empty
macro-block-en = What is said (English)
macro-block-zh = What is said (Chinese)
macro-fields = Fields
macro-fields-all = None ticked: the whole form.
macro-replies = The replies
macro-read-only-for = For
macro-read-only-readers = Whoever reads along
macro-others = Macros
macro-call-field = Number in

## What is wrong
macro-problem-required = This is needed.
macro-problem-too-long = This is too long.
macro-problem-too-many = These are too many.
macro-problem-taken = Another macro has this name.
macro-problem-unknown = This does not exist any more.
macro-problem-unknown-field = This field does not exist any more.
macro-problem-wrong-value = This value does not fit.
macro-problem-wrong-kind = What stands in that field does not fit here.
macro-problem-not-settable = Macros cannot fill in this field.
macro-problem-never-empty = This field is never empty.
macro-problem-not-a-time = This field holds no time.
macro-problem-not-a-person = This field holds no person.
macro-problem-itself = A field cannot be filled with itself.
macro-problem-not-a-number-field = This field holds no phone number.
macro-problem-unfinished = Finish the condition or the formula.
macro-problem-other = This cannot be used.

## At the ticket
macro-buttons = Macros
macro-preview = { $name }
macro-preview-sets = This fills in:
macro-preview-nothing = This fills in nothing here.
macro-preview-text = Nothing is stored before you save.
macro-preview-stops = The submit will be stopped: { $text }
macro-apply = Fill in
macro-emptied = (emptied)
macro-applied = “{ $name }” filled in
macro-undo = Undo { $name }
macro-waits = Not stored yet:
macro-stopped = This cannot be saved yet
macro-stopped-by = { $text } (Macro “{ $name }”)
macro-call-now = Call { $number }
macro-replies-hidden = Replies are hidden here by a macro.
