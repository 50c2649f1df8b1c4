# Rows of asset tables, their tables, companies near a place, and ids by which channels know a contact.

## Fields of rows
cust-asset-name = Name
cust-asset-model = Model
cust-asset-serial-number = Serial number
cust-asset-province = Province
cust-asset-city = City
cust-asset-district = District
cust-asset-street = Street and house
cust-asset-place = Place on the map
cust-asset-address = Address
cust-asset-remark = Remark
cust-asset-created-at = Recorded
cust-asset-company = Company
cust-asset-contact = Contact
cust-asset-agent = Member of staff
cust-asset-owner-name = Belongs to

## Rows
assets-tab = Machines and tables
assets-table = Table
assets-archived-name = { $name } (archived)
assets-new = New row
assets-new-in = New row: { $table }
assets-add = Add to { $table }
assets-empty-text = Rows of this table appear here as soon as somebody adds or imports them.
assets-others = Other tables
assets-none-here = None yet.
assets-owner = Belongs to
assets-owner-company = A company
assets-owner-contact = A contact
assets-owner-agent = A member of staff
assets-owner-tenant = Our organisation
assets-owner-find = Find by name
assets-owner-is = Belongs to { $name }
assets-choose-owner = Choose whom it belongs to.
assets-nobody = Nobody of this name.
assets-give = Change owner
assets-removed = Removed
assets-remove-title = Remove { $name }?
assets-remove-verb = Remove { $name }
assets-remove-text = It can be brought back for thirty days.
assets-remove-busy = It has open work: { $tickets } tickets, { $visits } visits. They stay open. The row can be brought back for thirty days.

## Its code
assets-code = QR code
assets-code-text = A code on the machine opens a form with company and machine filled in.
assets-code-no-form = No form is published yet, so there is nothing a code could open.
assets-code-form = Form it opens
assets-code-make = Make a code

## Settings → Asset tables
assets-settings = Asset tables
assets-settings-intro = What you keep lists of under your customers, your staff or your own organisation: machines, contracts, spare parts. Each table has fields of its own.
assets-table-new = New table
assets-table-form = Fields of a form of rows
assets-table-form-hint = The table begins with the columns of this form. Computed columns stay with the form.
assets-table-missing = There is no such table
assets-table-missing-text = It may have been opened from an old link.
assets-rows = { $count ->
    [one] 1 row
   *[other] { $count } rows
  }
assets-key = Key
assets-key-hint = Small letters, digits and _. It stays as it is once the table is made.
assets-key-fixed = Rows are stored under it, so it stays.
assets-unique = Tells rows apart
assets-unique-hint = No two rows can have the same value here. Files that are imported are matched by it.
assets-archive = Archive the table
assets-unarchive = Take it back into use
assets-archived = Archived
assets-archived-text = The table takes no new rows. Those it has stay, and so do their values.
fields-problem-has-twins = Two rows have the same value in this field.

## Companies near a place
nearby-tab = Map
nearby-radius = Within
nearby-km = { $value } km
nearby-engineer = Around an engineer
nearby-company = Around a company
nearby-company-none = No company of this name has a place on the map.
nearby-map = Companies on the map
nearby-list = Companies by distance
nearby-point = the chosen point
nearby-start = Choose a point
nearby-start-text = Click the map, or choose an engineer or a company, to see who is near.
nearby-count = { $count ->
    [0] Around { $name }
    [one] 1 company around { $name }
   *[other] { $count } companies around { $name }
  }
nearby-first = The nearest { $count } of { $total } around { $name }
nearby-nobody = No company here
nearby-nobody-text = Choose a larger distance or another point. Companies without a place on the map are not found.

## Ids by which channels know a contact
cust-contact-identity-remote = Remote id
cust-contact-identity-wechat = WeChat
cust-contact-identity-whatsapp = WhatsApp
cust-contact-identity-telegram = Telegram
cust-contact-identity-line = LINE
cust-log-bind = Id added
cust-log-unbind = Id taken away
identity-title = Remote and channel ids
identity-add = Add id
identity-none = No id yet. With one, sessions and messages are told to be this person's.
identity-by = { $name }, { $date }
identity-remove = Take { $id } away
identity-channel = Channel
identity-id = Id
identity-hint = Nine digits, as the remote client shows them.
identity-taken-title = Somebody else has this id
identity-taken = It belongs to { $owner }. Moved to { $name }, future sessions count as { $name }'s.
identity-taken-hidden = It belongs to a contact that you do not see. Moved to { $name }, future sessions count as { $name }'s.
identity-move = Move it to { $name }
fields-problem-not-nine-digits = A remote id has nine digits.
