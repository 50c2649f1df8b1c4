# Forms for customers and their links.
forms-intro = A customer scans the code on the machine and reports what is wrong; the report arrives as a ticket.
forms-empty = No form yet
forms-empty-text = Forms that customers fill in are listed here with their links and codes.
forms-published = published
forms-draft = draft
forms-fields = { $count ->
    [one] { $count } field
   *[other] { $count } fields
}
forms-no-links = No link yet. Make one for a machine, print the sheet, stick it on.
forms-general = For anything
forms-qr = QR code: { $label }
forms-made = made { $date }
forms-open = Open form
forms-sheet = Printable sheet
forms-png = QR as PNG
forms-new-link = New link
forms-make = Make link
forms-label = Name in this list
forms-label-hint = Left empty, it is called as the machine.
forms-asset = Machine
forms-asset-hint = Its company and place are filled in for the customer. Without one the form is for anything.
forms-no-asset = For no machine
