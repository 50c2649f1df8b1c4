# Fields that an organisation names for itself: their settings, kinds and checks.

## Settings → Fields
fields-title = Fields
fields-intro = What is known of a customer, in this order on every page. Fields of the product can be renamed, moved and hidden; your own can be added and archived.
fields-label-en = Label, English
fields-label-zh = Label, Chinese
fields-required = Must be filled
fields-always-required = Every customer has a name.
fields-hide = Hide
fields-hidden = hidden
fields-unit = Unit
fields-choices = Choices, one a line
fields-choices-hint = What is called the same keeps its values.
fields-tree = Levels, one line a branch: A / B / C
fields-tree-hint = Lines can be pasted from a spreadsheet. What is called the same keeps its values.
fields-pattern = Pattern
fields-pattern-hint = A regular expression for the whole text, for example [A-Z]{2}-[0-9]{4}.
fields-archived-intro = Nobody is asked for them any more. Their values stay with the customers that have them.

## Kinds
fields-kind-text = One line
fields-kind-long-text = Several lines
fields-kind-whole = Whole number
fields-kind-decimal = Number
fields-kind-date = Day
fields-kind-date-time = Day and time
fields-kind-choice = One of a list
fields-kind-choices = Several of a list
fields-kind-cascade = Levels
fields-kind-checkbox = Tick box
fields-kind-pattern = Text of a certain form
fields-kind-attachment = Files
fields-kind-phone = Phone number
fields-kind-email = E-mail address
fields-kind-web = Web address
fields-kind-location = Place
fields-kind-texts = Several texts
fields-kind-agent = Member of staff
fields-kind-team = Group of staff
fields-kind-customer-group = Customer group
fields-kind-tags = Tags
fields-kind-companies = Companies

## What is wrong
fields-problem-required = This is needed.
fields-problem-too-long = This is too long.
fields-problem-one-line = One line is enough here.
fields-problem-not-a-number = This is not a number.
fields-problem-not-whole = Only whole numbers fit here.
fields-problem-out-of-range = This is out of range.
fields-problem-not-a-date = This is not a day.
fields-problem-not-a-moment = This is not a time.
fields-problem-not-a-choice = This is not one of the choices.
fields-problem-not-the-form = This does not have the form that is asked for.
fields-problem-not-a-phone = This is not a phone number.
fields-problem-not-an-email = This is not an e-mail address.
fields-problem-not-a-web-address = This is not a web address.
fields-problem-not-a-place = Write latitude and longitude, for example 31.23, 121.47.
fields-problem-not-a-key = Small letters, digits and _ only, a letter first.
fields-problem-reserved = The product has a field of this name.
fields-problem-for-phones = Keys that begin with phone_ are for phone numbers.
fields-problem-not-for-phones = The key of a phone number begins with phone_.
fields-problem-taken = Another one has this already.
fields-problem-not-for-customers = Customers cannot be asked for this on a page.
fields-problem-other-kind = This key has values of another kind.
fields-problem-too-many = These are too many.
fields-problem-not-a-pattern = This is not a pattern that can be used.
fields-problem-too-deep = These are too many levels.
fields-problem-no-slash = A label cannot have a slash.
fields-problem-always-required = This field is always shown and always filled.
fields-problem-before-start = The end lies before the start.
fields-problem-not-a-region = This is not a region with phone numbers, such as CN or US.
fields-problem-not-digits = Digits only, 4 to 20 of them.
fields-problem-unknown = This is not known here.
fields-problem-not-for-many = This tells customers apart and cannot be given to many.
fields-problem-other = This cannot be saved so.
