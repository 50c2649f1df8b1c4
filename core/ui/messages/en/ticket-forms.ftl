# Forms of tickets: their templates, forms of rows, and filling them in.

## Filling in
ticket-forms-details = Details
ticket-forms-template = Template
ticket-forms-no-template = None
ticket-forms-edit = Change details
ticket-forms-no-rows = No row yet.
ticket-forms-add-row = Add a row
ticket-forms-remove-row = Remove row { $number }

## Problems
fields-problem-not-valid = This does not fit here.
fields-problem-is-computed = This is computed and cannot be typed.
fields-problem-read-only = You cannot change this here.
fields-problem-not-in-template = The template of this ticket does not have this field.
fields-problem-not-for-you = This template is not for you.
fields-problem-unknown-field = There is no such field.
fields-problem-for-tickets = Only tickets have fields of this kind.
fields-problem-not-in-rows = Rows cannot have columns of this kind.
fields-problem-several-values = Several values stand here; use sum, count or another function that takes several.
fields-problem-unfinished = Something is missing at the end.
fields-problem-unexpected = Something stands here that does not belong here.
fields-problem-unfinished-text = A text has no closing quotation mark.
fields-problem-unknown-function = There is no such function.
fields-problem-argument-count = A function has too many or too few values between its brackets.
fields-problem-wrong-type = A condition is either true or false; this gives something else, or compares what cannot be compared.
fields-problem-different-types = Values of different kinds stand where one kind is wanted.
fields-problem-pattern = The pattern cannot be used.
fields-problem-unit = This is no unit of time.
fields-problem-not-a-node-field = Only a dropdown of your own or the agent can have nodes as values.
fields-problem-not-a-limit = A time limit is at least a minute and at most a year.

## Settings → Ticket templates
ticket-forms-title = Ticket templates
ticket-forms-intro = A template says which fields a kind of ticket has, when each is shown and what must be filled. Tickets stay on the version they began with.
ticket-forms-new = New template
ticket-forms-empty = No template yet
ticket-forms-empty-text = Without one, tickets show all fields of their own.
ticket-forms-version = { $count ->
    [one] Version { $number } · { $count } field
   *[other] Version { $number } · { $count } fields
}
ticket-forms-version-now = Version { $number }
ticket-forms-default = first choice
ticket-forms-default-label = A new ticket begins with
ticket-forms-default-hint = Whoever makes the ticket can choose another one.
ticket-forms-disabled = off
ticket-forms-archived = archived
ticket-forms-missing = This is not there any more
ticket-forms-missing-text = Somebody removed it, or the address is wrong.
ticket-forms-description = Description
ticket-forms-description-hint = Shown to whoever chooses the template.
ticket-forms-scope = Who can choose it
ticket-forms-enabled = New tickets can be made from it
ticket-forms-enabled-hint = Tickets that were made from it go on either way.
ticket-forms-groups = Groups
ticket-forms-groups-intro = Fields of a group are shown under its name and folded together.
ticket-forms-group = Group
ticket-forms-no-group = None
ticket-forms-group-name = Name of a new group
ticket-forms-group-add = Add group
ticket-forms-nodes = Nodes
ticket-forms-nodes-intro = Where no workflow leads the tickets, the values of one field can be the nodes they go through. Each can have a time limit in working hours; when it is over, the ticket says so and triggers hear of it once.
ticket-forms-node-field = Field whose values are nodes
ticket-forms-no-nodes = None
ticket-forms-node-limit = Time limit at every value
ticket-forms-node-limit-at = Time limit at “{ $name }”
ticket-forms-node-agent = Another limit for an agent
ticket-forms-node-agent-none = Choose an agent
ticket-forms-folded = Folded at first
ticket-forms-no-fields = Add the fields that this kind of ticket has.
ticket-forms-none-left = All fields are in it. New ones are made in Settings → Fields.
ticket-forms-conditions = with conditions
ticket-forms-shown-when = Shown when
ticket-forms-shown-when-hint = Empty for always. For example: part = 'motor' and not empty(volts)
ticket-forms-required-when = Must be filled when
ticket-forms-required-when-hint = Beside what the tick box says.
ticket-forms-valid-when = Right when
ticket-forms-valid-when-hint = For example: people <= 8
ticket-forms-valid-text-en = What is said otherwise, English
ticket-forms-valid-text-zh = What is said otherwise, Chinese
ticket-forms-read-only = Only to be read by
ticket-forms-remove-text = Tickets that were made from it keep their fields. New ones can no longer be made from it.

## Forms of rows
ticket-forms-rows-title = Forms of rows
ticket-forms-rows-intro = The columns of fields that have rows, such as materials used. Several fields can share a form.
ticket-forms-rows-new = New form of rows
ticket-forms-rows-name = Name
ticket-forms-rows-columns = Columns
ticket-forms-rows-archive = Take it away
ticket-forms-rows-table = Use it as an asset table
ticket-forms-columns = { $count ->
    [one] { $count } column
   *[other] { $count } columns
}
ticket-forms-row-form = Form of rows
ticket-forms-row-form-hint = Forms are made in Settings → Ticket templates.
ticket-forms-table = Asset table
ticket-forms-choose = Please choose
ticket-forms-formula = Formula
ticket-forms-formula-hint = For example: sum(parts.price) * 1.13
ticket-forms-fault = { $why } (“{ $about }”, character { $place })

## Whom something is for
targets-all = Everybody
targets-some = Groups or people
targets-nobody = Nobody

## Kinds of fields of tickets
fields-kind-stars = Stars
fields-kind-signature = Signature
fields-kind-rows = Rows of a form
fields-kind-asset-rows = Rows of an asset table
fields-kind-computed = Computed
fields-kind-agents = Members of staff

## Fields of tickets
cust-ticket-title = Title
cust-ticket-description = Description
cust-ticket-type = Type
cust-ticket-priority = Priority
cust-ticket-status = Status
cust-ticket-source = Came by
cust-ticket-assignee = Responsible
cust-ticket-group = Group
cust-ticket-cc = Reading along
cust-ticket-company-name = Company
cust-ticket-contact-name = Contact
cust-ticket-phone = Phone
cust-ticket-asset-name = Machine
cust-ticket-template = Template
cust-ticket-number = Number
cust-ticket-province = Province
cust-ticket-city = City
cust-ticket-district = District
cust-ticket-street = Street and house
cust-ticket-created-at = Made
cust-ticket-updated-at = Last change
cust-ticket-resolved-at = Resolved
cust-ticket-closed-at = Closed
