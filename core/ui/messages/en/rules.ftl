# Settings → Visits: what the organisation demands of its visits.

rules-title = Visits
rules-intro = These hold for every visit of the organisation. Phones get them with their next sync; what was done before that counts by the rules of that time.

## What must be there
rules-complete = Before a visit is completed
rules-solution = What was done must be written down
rules-signature = The customer must sign
rules-watermark = Write time, number, place and engineer into each photo
rules-photos = Photos at least
rules-max-photos = Photos at most
rules-arrive = On arrival
rules-radius = Distance from the site that needs no reason
rules-radius-hint = Farther away the engineer says why; the visit shows it.
rules-metres = m

## Own fields
rules-fields = Own fields
rules-fields-intro = What your organisation also wants to know of a visit. Engineers see the fields in this order.
rules-field-add = Add field
rules-field-unnamed = New field
rules-field-label = Label
rules-field-key = Key
rules-field-key-hint = For exports and the interface; it cannot change later.
rules-field-key-fixed = Answers are stored under it, so it stays.
rules-field-kind = Kind
rules-field-stage = Must be filled
rules-field-up = Move { $name } up
rules-field-down = Move { $name } down
rules-field-retire = Retire
rules-field-again = Ask again
rules-retired = Retired fields
rules-retired-intro = Nobody is asked for them any more. Their answers stay on the visits that have them.
rules-kind-text = One line
rules-kind-multiline = Several lines
rules-kind-number = Number
rules-kind-date = Date
rules-kind-phone = Phone number
rules-kind-email = E-mail address
rules-kind-checkbox = Tick box
rules-kind-choice = One of a list
rules-stage-optional = never, it is optional
rules-stage-create = when the visit is made
rules-stage-arrive = on arrival
rules-stage-complete = before completion
rules-choices = Choices
rules-choice = Choice { $number }
rules-choice-add = Add choice
rules-choice-remove = Remove choice { $number }

## Saving
rules-saved = Saved. Phones get it with their next sync.
rules-unsaved = Not saved yet
rules-discard = Discard changes
rules-by = Last changed by { $name } { $time }
rules-problems = { $count ->
    [one] One thing is not right yet.
   *[other] { $count } things are not right yet.
}
rules-overtaken = { $name } changed these rules meanwhile, { $time }
rules-keep-mine = Keep mine

## What is wrong
rules-problem-required = This is needed.
rules-problem-too-long = This is too long.
rules-problem-one-line = One line is enough here.
rules-problem-out-of-range = This number is out of range.
rules-problem-more-than-allowed = This is more than a visit may have.
rules-problem-not-a-key = Small letters, digits and _ only, a letter first.
rules-problem-reserved = Every visit has something of this name already.
rules-problem-taken = Another one has this already.
rules-problem-other-kind = This key has answers of another kind.
rules-problem-too-many = These are too many.
rules-problem-other = This cannot be saved so.
