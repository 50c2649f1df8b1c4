# Customers and colleagues on the phone
dir-company-new = New company
dir-company-make = Make company
dir-company-edit = Edit company
dir-company-name = Company name
dir-company-gone = This company is not on this phone
dir-person-new = New contact
dir-person-make = Make contact
dir-person-edit = Edit contact
dir-person-name = Name
dir-person-gone = This contact is not on this phone
dir-gone-text = It may have gone with other work, or your role has changed.
dir-colleague-gone = This colleague is not in the directory
dir-no-people = No contacts yet
dir-edit-of = Edit { $name }
dir-email = E-mail
dir-website = Website
dir-position = Position
dir-remark = Remark
dir-service-to = Service until
dir-landline = Landline
dir-employee-number = Employee number
dir-masked-hint = Phone numbers are masked for you. The number stays as it is unless you type another one.
dir-bound-hint = This contact belongs to a company. Change that in Contacts, not from a ticket.
dir-keep-person = Add this contact to the directory
dir-keep-company = Add this company to the directory
dir-not-yours = Your role does not allow this
dir-not-yours-text = An administrator can change what your role may do with customers.
dir-coming = Your customers are on their way to this phone.
dir-large = Your organisation has more customers than fit on a phone. Here are those of your work; the others are searched online.
dir-empty-text = Nobody has added a customer yet.
dir-more = The first { $count } are shown. Search to find others.
dir-elsewhere = Found online
dir-elsewhere-offline = There is no connection. Search again when you are online.
dir-elsewhere-none = Type two letters or more to search online.
dir-nearby = Nearby customers
dir-radius = Within
dir-no-place = This phone does not say where it is
dir-no-place-text = Allow this app to use your location, then open this page again.
dir-finding-place = Looking for your position
dir-nobody-near = No customers around here
dir-nobody-near-text = Choose a larger circle. Only customers with a place on the map are shown.
dir-near-count = { $count ->
    [one] 1 customer, straight distance
   *[other] { $count } customers, straight distance
}
dir-pick = From this phone’s contacts
dir-pick-hint = Fills in the form. Nothing is stored until you save it.
