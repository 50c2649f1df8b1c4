# Published ticket templates: the page customers fill in, its receipts, satisfaction forms, and the links at the desk.

## The page
publish-send = Send
publish-nothing = nothing yet
publish-needed = needed
publish-preparing = Preparing…
publish-failed = This could not be sent now. It is still here; please try again.
publish-refresh = Show the questions that follow
publish-here = Use my place
publish-row = Row { $number }
publish-row-more = One more row
publish-find = Find in the list
publish-count-of = How many of { $name }
publish-no-assets = Nothing can be chosen here.
publish-files-hint = { $count ->
    [one] One file, up to { $limit } MB.
   *[other] Up to { $count } files, { $limit } MB each.
}
publish-files-kept = { $count ->
    [one] One file has arrived already
   *[other] { $count } files have arrived already
}
publish-too-many = At most { $max } files.
publish-too-large = “{ $name }” is larger than { $limit } MB.
publish-sign-upload = Sign here, or choose a picture of your signature.
publish-sign-here = Sign in this box
publish-sign-clear = Clear the signature
publish-puzzle = How much is { $one } plus { $other }?
publish-puzzle-hint = This keeps machines from sending.
publish-puzzle-wrong = Please add the two numbers.
publish-code-send = Send a code to this number
publish-code = Code from the message
publish-code-sent = A code is on its way. It is good for five minutes.
publish-code-wrong = This is not the code. Please look again.
publish-code-over = This code is no longer good. Please ask for another.
publish-verified = { $number } ✓ verified

## Problems of these pages
portal-problem-not-verified = Please ask for a code and give it here.
portal-problem-wrong-code = This is not the code. Please look again.
portal-problem-code-is-over = This code is no longer good. Please ask for another.
portal-problem-no-sender = No code can be sent at the moment. Please call us.
portal-problem-wait = Too many codes were asked for. Please try again later.
portal-problem-unavailable = This does not work right now. Please try again.
portal-problem-not-valid = Please check this answer.
portal-problem-not-a-moment = Please give a date and a time.
portal-problem-not-a-file = This file cannot be taken.
portal-problem-file-too-large = A file is larger than the limit.
portal-problem-not-a-picture = A signature is a picture: JPEG, PNG or WebP.

## Receipt, and what waits
publish-done = Thank you, it has arrived
publish-done-text = We will see to it. Keep the numbers; with them anybody finds it again.
publish-done-number = Your number is { $number }
publish-done-receipt = Receipt { $receipt }
publish-open = See its progress
publish-again = Send another
publish-waiting = On this device
publish-kept-title = Kept on this device
publish-kept-text = There is no connection now. It is sent by itself as soon as there is one; you can close this page.
publish-receipt = Receipt
publish-sent = sent
publish-waits = waits for a connection
publish-refused = needs another look

## Satisfaction
publish-satisfaction = How was it?
publish-satisfaction-of = About your request { $number }
publish-said-thanks = Thank you
publish-said-thanks-text = Your answer has arrived. You can close this page.
publish-said-answered = This was answered already
publish-said-answered-text = One answer is taken for each request. Thank you for it.
publish-said-over = This link is over
publish-said-over-text = It was good for seven days. You can still write to us on the page of your request.

## Links at the desk
publish-links = Links to ticket templates
publish-links-intro = Whoever opens one fills in the fields of a ticket template; what is sent becomes a ticket. Print the code, stick it on a machine, or send the link.
publish-links-empty = There is no link yet.
publish-of = { $template } · made { $date }
publish-ends = ends { $date }
publish-off = switched off
publish-turn-off = Switch off
publish-turn-on = Switch on
publish-change = Change
publish-change-title = Change this link
publish-keep = Save the link
publish-carry = Only make it
publish-carried = The link is made. It is kept nowhere: copy it now. It cannot be switched off.
publish-template = Ticket template
publish-intro = A few words on top
publish-thanks = What is said when it has arrived
publish-contact = About the person
publish-which = Fields of the ticket
publish-which-all = all own fields of the template, in its groups
publish-which-some = chosen fields in this order
publish-fields = Chosen fields
publish-qq = QQ
publish-add = Add a field
publish-required = needed
publish-read-only = only shown
publish-given = { $name }: filled in already
publish-up = Move { $name } up
publish-language = Language it begins with
publish-language-own = the reader’s own
publish-max-files = Files of a field, at most
publish-max-mb = Size of a file, at most
publish-end = Ends at
publish-end-hint = Empty for a link that lasts, as a code on a machine must.
publish-guard = Keep machines out
publish-guard-hint = The sender’s device counts for a moment; without scripts, people add two numbers.
publish-asset-chosen = A machine is chosen
publish-company = Company
publish-company-hint = The ticket is for it, and its machines can be chosen. Left out, it is the company of the person or of the machine.
publish-company-chosen = A company is chosen
publish-company-says = The page names it, and the ticket is made for it.
publish-no-company = For no company
publish-person = Contact person
publish-person-hint = Somebody who is known: what is asked about the person is filled in already.
publish-person-chosen = A contact person is chosen
publish-person-says = What is asked about the person begins with what is known when the page is opened; what you fill in here goes before it. Remarks are never shown, and numbers have stars where they are masked. Whoever has the link reads the rest.
publish-no-person = For no contact person
publish-known = We know { $number }. Leave it empty to keep it.

## Proven numbers, forms for customers, short messages
publish-verified-at = { $number } ✓ verified { $at }
publish-verify-other = Another number
publish-code-check = Check the code
publish-no-sender = Nobody carries short messages yet. An administrator names a provider under Settings → Short messages.
publish-form = Customers can be asked to fill it in
publish-form-text = Then a field for satisfaction can be bound to it.
publish-form-hint = Only forms that customers can be asked to fill in are listed.
fields-kind-verified-phone = Phone number proven by SMS
fields-kind-satisfaction = Satisfaction form
fields-problem-not-verified = This number is not proven. Send a code and check it.
fields-problem-not-published = Customers cannot be asked to fill in this form.
fields-problem-is-over = This lies in the past.
fields-problem-disabled = The template is disabled.
fields-problem-too-long-for-a-link = This is too much for a link that is not kept. Shorten the words or save the link.
publish-sms = Short messages
publish-sms-intro = Codes, short messages of rules and service levels, and links for customers go through one provider.
publish-sms-provider = Provider
publish-sms-none = none
publish-sms-ready = Messages are sent.
publish-sms-kept = Nothing is sent: messages are kept in the log below.
publish-sms-nobody = Nothing is sent. Choose a URL target that is switched on.
publish-sms-log = Kept instead of sent
publish-sms-log-text = This server was started with --sms-log, for development.
publish-sms-log-empty = Nothing was kept yet.
publish-sms-to = to { $to }, { $at }
publish-carried-code = The link as a QR code
publish-sms-look = Look again

## A customer's own requests
publish-mine = Your requests
publish-mine-text = Give the number or the address under which we know you. You get a code, or a letter with a link.
publish-mine-phone = Mobile number
publish-mine-code = Send me a code
publish-mine-email = E-mail address
publish-mine-letter = Send me a letter
publish-mine-coded = If we know this number, a code is on its way. It is good for five minutes.
publish-mine-sent = If we know this address, a letter is on its way.
publish-mine-enter = See my requests
publish-mine-closed = Nothing can be sent at the moment. Please call us.
publish-mine-none = There is no request of yours yet.
publish-mine-none-here = None of your requests is here.
publish-mine-all = All requests
publish-mine-views = Which requests
publish-mine-pages = Pages of the list
publish-mine-first = Back to the first
publish-mine-next = More requests
publish-mine-line = { $number } · { $date }
publish-status-new = Received
publish-status-open = In work
publish-status-awaiting-response = Waits for your answer
publish-status-resolved = Solved
publish-status-closed = Closed
publish-portal = Customers’ own requests
publish-portal-text = On this page customers see their requests and how far they are. They sign in by a code to their number or a letter to their address.
publish-portal-open = Open page
