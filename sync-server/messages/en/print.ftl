# Words of printed pages.
print-number = Number
print-status = Status
print-priority = Priority
print-type = Type
print-company = Customer
print-contact = Contact
print-phone = Phone
print-address = Address
print-asset = Machine
print-assignee = Responsible
print-group = Group
print-created-at = Received
print-photos = Photos and files
print-replies = Messages
print-customer = Customer
print-sum = Total
