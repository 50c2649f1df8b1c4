# Customers: companies, people, their fields, lists, conditions and settings.

## Fields of a company
cust-company-name = Name
cust-company-group = Customer group
cust-company-tags = Tags
cust-company-phone = Phone
cust-company-mobile = Mobile
cust-company-email = E-mail
cust-company-website = Website
cust-company-im = Messengers
cust-company-province = Province
cust-company-city = City
cust-company-district = District
cust-company-street = Street and house
cust-company-address = Address
cust-company-place = Place on the map
cust-company-service-from = Service from
cust-company-service-to = Service until
cust-company-category = Service category
cust-company-serial-number = Product serial number
cust-company-source = Source
cust-company-owner = Looked after by
cust-company-owner-group = Looked after by group
cust-company-remark = Remark
cust-company-files = Files
cust-company-created-at = Recorded

## Fields of a contact
cust-contact-name = Name
cust-contact-companies = Companies
cust-contact-company-name = Company
cust-contact-position = Position
cust-contact-tags = Tags
cust-contact-phone = Mobile
cust-contact-landline = Landline
cust-contact-email = E-mail
cust-contact-im = Messengers
cust-contact-national-id = Identity number
cust-contact-birth-date = Day of birth
cust-contact-gender = Gender
cust-contact-owner = Looked after by
cust-contact-remark = Remark
cust-contact-created-at = Recorded
cust-gender-female = female
cust-gender-male = male
cust-gender-other = other

## Lists
cust-new-company = New company
cust-new-contact = New contact
cust-within = Where to look
cust-within-all = Everywhere
cust-within-name = Name
cust-within-phone = Phone
cust-within-im = Messengers
cust-conditions = Conditions
cust-no-conditions = Without conditions
cust-columns = Columns
cust-columns-intro = These are yours alone. Those of the contact are of the person to talk to first.
cust-usual-columns = Usual columns
cust-of-contact = Contact: { $field }
cust-order = Order
cust-ascending = smallest first
cust-descending = largest first
cust-none-meet = No customer meets these conditions
cust-saved-queries = Saved queries
cust-bin = Thrown away
cust-total = { $count ->
    [one] One customer
   *[other] { $count } customers
}
cust-count-expiring = { $count ->
    [one] One ends within a month
   *[other] { $count } end within a month
}
cust-count-expired = { $count ->
    [one] One has ended
   *[other] { $count } have ended
}

## Conditions
cust-all = All of these
cust-any = And one of these, if there are any
cust-condition = Condition { $number }
cust-field = Field
cust-operator = Comparison
cust-value = Value
cust-until = and
cust-days = days
cust-add-condition = Add condition
cust-remove-condition = Remove condition { $number }
cust-unfinished = A condition is not finished yet.
cust-ask = Show
cust-keep = Keep this query
cust-query-name = Name of the query
cust-save-query = Save query
cust-change-query = Change this query
cust-remove-query = Remove this query
cust-op-is = is
cust-op-is-not = is not
cust-op-contains = contains
cust-op-not-contains = does not contain
cust-op-empty = is empty
cust-op-not-empty = is filled
cust-op-at-least = is at least
cust-op-at-most = is at most
cust-op-less = is less than
cust-op-greater = is more than
cust-op-between = is between
cust-op-within-last-days = was within the last
cust-op-within-next-days = is within the next
cust-op-one-of = is one of
cust-op-not-one-of = is none of

## A customer's page
cust-company = Company
cust-contact = Contact
cust-none = nothing chosen
cust-yes = yes
cust-no = no
cust-empty = nothing
cust-level = { $label }, level { $number }
cust-several-hint = Separate several by commas.
cust-location-hint = Latitude and longitude, for example 31.23, 121.47.
cust-nothing-to-choose = There is nothing to choose yet.
cust-edit-form = Details of the customer
cust-saved = Saved.
cust-meanwhile = A colleague changed this customer meanwhile
cust-meanwhile-text = What you typed is still here. Look at what changed, then save again.
cust-was-now = was { $was }, is now { $now }
cust-emptied = emptied
cust-log-empty = Nothing was changed yet.
cust-log-edit = Changed
cust-log-delete = Thrown away
cust-log-restore = Brought back
cust-log-merge = Merged into another customer
cust-log-unmerge = Back after a merge
cust-add-contact = Add contact
cust-no-contacts = No people are recorded here yet.
cust-no-companies = This person is in no company.
cust-first-contact = to talk to first
cust-no-tickets = No tickets yet.
cust-no-visits = No visits yet.
cust-create-anyway = Create anyway
cust-twins = Somebody like this is there already
cust-twins-text = Use the one who is there, or create another one.
cust-same-name = same name
cust-same-phone = same phone number
cust-use-existing = Use { $name }
cust-service-not-started = service not started
cust-service-active = in service
cust-service-expiring = service ends soon
cust-service-expired = service ended
cust-service-unlimited = service without end

## Throwing away
cust-thrown-away = This customer was thrown away
cust-thrown-away-text = It is in no list. An administrator can bring it back for thirty days.
cust-bring-back = Bring back
cust-delete-title = Throw { $name } away?
cust-delete-text = It leaves all lists and can be brought back for thirty days.
cust-delete-verb = Throw { $name } away
cust-cannot-delete = { $name } has open work
cust-busy = Open tickets: { $tickets }, open visits: { $visits }. Finish them first.

## Service account
cust-service-account = Service account
cust-account-intro = By account and password the company identifies itself in the client and on the phone. Five wrong passwords lock it for 15 minutes.
cust-account-number = Account
cust-account-hint = Digits only; empty takes it away.
cust-account-password = Password
cust-account-password-hint = Leave it empty to keep the present one.

## Settings → Customers
cust-mode = What comes first
cust-mode-company = Companies, with people in them
cust-mode-contact = People
cust-mode-mixed = Both
cust-region = Region of phone numbers
cust-region-hint = Two letters. Numbers without a country code are of this region; now { $region }.
cust-groups = Customer groups
cust-groups-lines = Groups, one a line: North / East
cust-groups-hint = What is called the same keeps its customers; what you take away is archived.
cust-tags = Tags
cust-tags-lines = Tags, one category a line. Level: Gold, Silver
cust-tags-hint = What is called the same stays on the customers that carry it; what you take away is archived.

## Tickets of a customer
cust-tickets-find = Find among the tickets of this customer
cust-tickets-words = Words in the ticket
cust-tickets-none = No ticket of this customer fits.
cust-tickets-total = { $count ->
    [one] One ticket
   *[other] { $count } tickets
}
