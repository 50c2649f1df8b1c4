# Customers in tables: importing and exporting.

## The way in and out
imports-import = Import
imports-export = Export
imports-export-title = Export customers
imports-export-text = { $count ->
    [one] The one customer that the list shows, with all fields.
   *[other] The { $count } customers that the list shows, with all fields.
}
imports-export-more = The table can be imported again. It has neither files nor the day somebody was recorded. The export is noted in the audit log.

## Choosing a file
imports-title = Import customers
imports-to-list = To the list
imports-all = All imports
imports-noun = What the file holds
imports-not-allowed = You may not import customers
imports-not-allowed-text = An administrator can give your role the right to import.
imports-choose = Choose a file
imports-intro-company = A table of companies, one a row. Each needs a name; who is there already by that name is changed.
imports-intro-contact = A table of contacts, one a row, with the name of the company first. Each needs a name or a mobile number; who is there already in that company with that number is changed.
imports-intro-asset = Rows of a table, one a row. Each needs a name; of whom it is stands in one of three columns: company, contact or member of staff. A row that is there already is told by the field that tells rows apart.
imports-title-ticket = Import tickets
imports-intro-ticket = A table of tickets, one a row. Each needs a title and becomes a new ticket; the template is found by its name, the customer by name and phone number. A row must fill what its template asks for.
imports-limits-ticket = Excel (.xlsx, .xls) or CSV, at most 10 MB and 5,000 rows. Nothing is stored before you say so.
imports-all-new = Every row becomes a new ticket. It cannot be taken back at once, so check the rows first.
imports-file-too-many-tickets = The file has more than 5,000 rows. Divide it.
imports-file-title-required = Say which column is the title.
imports-export-tickets = { $count ->
    [one] One ticket is exported, with numbers as you see them. The export is noted in the audit log.
   *[other] { $count } tickets are exported, with numbers as you see them. The export is noted in the audit log.
}
imports-export-parts = The list has { $count } tickets, and a table holds at most 5,000. It goes out in parts of 5,000, in the order in which the tickets were made; whatever changes meanwhile, none is missed or told twice. A narrower list, for example by date or status, keeps its own order.
imports-export-part = Part
imports-export-part-of = Tickets { $from } to { $to }
imports-export-title-ticket = Export tickets
imports-export-columns = Columns
imports-export-all-columns = All columns
imports-limits = Excel (.xlsx, .xls) or CSV, at most 50 MB and 100,000 rows. Nothing is stored before you say so.
imports-choose-file = Choose file
imports-reading = The file is being read
imports-template = An empty table to fill in:
imports-template-xlsx = Excel (.xlsx)
imports-template-csv = CSV
imports-former = Earlier imports
imports-none = Nothing was imported yet.
imports-nameless = File without a name
imports-by = { $name }, { $at }

## Why a file is refused
imports-file-empty = The file is empty.
imports-file-not-a-table = This is not a table. Choose an Excel or CSV file.
imports-file-encoding = The characters of this file cannot be read. Save it as CSV UTF-8 or as .xlsx.
imports-file-too-many-rows = The file has more than 100,000 rows. Divide it.
imports-file-too-many-columns = The file has more than 200 columns. Leave out those that are not imported.
imports-file-cell-too-long = A cell of the file is longer than any field takes.
imports-file-only-headings = The file has headings and no rows.
imports-file-unreadable = The file cannot be read from this device.
imports-file-name-required = Say which column is the name.
imports-file-name-or-mobile = Say which column is the name or the mobile number.
imports-file-company-required = Say which column is the company.
imports-file-taken = Another column stands for this field.
imports-file-unknown-field = This field is not there any more.
imports-file-too-many = The file has too many columns.
imports-file-other = The file cannot be imported like this.

## Steps and states
imports-steps = Steps of the import
imports-step-file = File
imports-step-columns = Columns
imports-step-check = Check
imports-step-run = Import
imports-step-result = Result
imports-state-uploaded = not begun
imports-state-checking = being checked
imports-state-checked = checked
imports-state-running = being imported
imports-state-done = imported
imports-state-undoing = being taken back
imports-state-undone = taken back
imports-state-failed = ended early
imports-failed = The work ended early
imports-trouble-not-allowed = Who began it may not import customers any more.
imports-stop = Stop
imports-trouble-stopped = It was stopped. The rows so far are stored and counted below, and can be taken back.
imports-trouble-check-stopped = The check was stopped. Nothing is stored.
imports-trouble-interrupted = The rows so far are stored and counted below. They can be taken back.
imports-trouble-cleared-away = The rows of this file have been cleared away after thirty days.
imports-trouble-damaged = The rows of this file are damaged. Bring the file again.

## Columns
imports-columns = What the columns stand for
imports-header = The first row is headings
imports-header-hint = Without headings columns are called A, B, C and the first row is data.
imports-column = Column { $letter }
imports-field-for = Field for { $column }
imports-pass-over = pass over
imports-passed-over = { $count ->
    [0] All columns are imported.
    [one] One column is passed over.
   *[other] { $count } columns are passed over.
}
imports-preview = First rows of the file
imports-no-preview = The rows are not shown
imports-no-preview-text = Phone numbers are masked for you, and somebody else brought this file.
imports-how = How rows are taken
imports-keep = Do not update duplicate information
imports-keep-hint-company = Companies that are there by the same name stay as they are.
imports-keep-hint-contact = Contacts that are there with the same company and mobile number stay as they are.
imports-keep-hint-asset = Rows that are there with the same value in the field that tells them apart stay as they are.
imports-create-companies = Create missing companies
imports-create-companies-hint = Otherwise a row with an unknown company is refused.
imports-check = Check only
imports-check-hint = A check says the same as the import and stores nothing.
imports-run = { $count ->
    [one] Import one row
   *[other] Import { $rows } rows
}

## Progress
imports-busy-checking = The rows are being checked
imports-busy-running = The rows are being imported
imports-busy-undoing = The import is being taken back
imports-progress = { $percent } % · { $done } of { $rows }
imports-speed = { $speed } rows a second
imports-may-close = You may close this page. The work goes on, and the result is kept here.

## Result
imports-check-result = Result of the check
imports-result = Result
imports-was-rows = Rows in the file
imports-was-created = Created
imports-was-updated = Changed
imports-was-kept = Left as they were
imports-was-rejected = Refused
imports-was-companies = Companies created beside them
imports-would-be-rows = Rows in the file
imports-would-be-created = Would be created
imports-would-be-updated = Would be changed
imports-would-be-kept = Would stay as they are
imports-would-be-rejected = Would be refused
imports-would-be-companies = Companies to be created beside them
imports-count-rows = { $count ->
    [one] 1 row
   *[other] { $count } rows
}
imports-count-created = { $count } created
imports-count-updated = { $count } changed
imports-count-kept = { $count } left as they were
imports-count-rejected = { $count } refused
imports-refused = { $count ->
    [one] One row was refused
   *[other] { $count } rows were refused
}
imports-refused-text = Put the rows right in the downloaded table and import it; the column with the reasons is passed over.
imports-refused-file = Download refused rows
imports-refused-rows = Refused rows
imports-refused-more = These are the first { $count }; all are in the table.
imports-head-row = Row
imports-head-column = Column
imports-head-reason = Reason
imports-reason-required = must be filled
imports-reason-option-not-found = “{ $detail }” is not among the options
imports-reason-duplicate-in-file = the same customer is in row { $detail } already
imports-reason-company-not-found = there is no company “{ $detail }”
imports-reason-permission-denied = you may not change this customer
imports-problem-too-long = too long
imports-problem-one-line = must be one line
imports-problem-not-a-number = not a number
imports-problem-not-whole = not a whole number
imports-problem-out-of-range = the number is too large or too small
imports-problem-not-a-date = not a date; write 2026-12-31
imports-problem-not-a-moment = not a date or time; write 2026-12-31 or 2026-12-31 08:30
imports-problem-not-a-choice = neither yes nor no
imports-problem-not-the-form = not in the form this field asks for
imports-problem-not-a-phone = not a phone number
imports-problem-not-an-email = not an e-mail address
imports-problem-not-a-web-address = not a web address
imports-problem-not-a-place = not a place; write latitude, longitude
imports-problem-too-many = too many values
imports-problem-wrong-kind = not what this field takes
imports-problem-masked = the number is hidden by stars; a new customer needs the whole number
imports-problem-one-owner = belongs to one only: a company, a contact or a member of staff
imports-problem-several-people = several people have this name
imports-problem-before-start = ends before it begins
imports-problem-other = not what this field takes

## Taking back
imports-undo = Take back this import
imports-undo-title = Take back this import?
imports-undo-text = { $created } customers it created are thrown away, and { $updated } it changed get their earlier values. Whoever was changed since stays as he is and is named.
imports-undone = { $name } took it back: { $removed } customers were thrown away, { $restored } have their earlier values.
imports-left = { $count ->
    [one] One customer was left as he is
   *[other] { $count } customers were left as they are
}
imports-left-changed = changed by somebody since
imports-left-busy = has open tickets or visits
imports-row = row { $row }
staff-fault-another-import = Another import is being stored. Begin this one when it is done.
staff-fault-cleared-away = The rows of this file have been cleared away after thirty days. Bring the file again.
staff-fault-author = Only who brought this file can import it.
