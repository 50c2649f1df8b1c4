# Words of notices that leave the house: titles of push messages, e-mail.
notice-visit-assigned = New visit { $number }
notice-visit-taken = Visit { $number } went to a colleague
notice-visit-unassigned = Visit { $number } was taken off your list
notice-visit-cancelled = Visit { $number } was cancelled
notice-visit-rejected = { $by } rejected visit { $number }
notice-visit-completed = Visit { $number } is done
notice-cancel-requested = { $by } asks to cancel visit { $number }
notice-late-record = { $by } recorded work on visit { $number } that is no longer his
notice-ticket-created = New ticket { $number }
notice-ticket-replied = The customer wrote on ticket { $number }
notice-ticket-withdrawn = The customer took ticket { $number } back
notice-rule-told = Ticket { $number }: { $title }
notice-payment-paid = Paid: { $title } { $number }
notice-payment-unclear = Look at a payment: { $title } { $number }
notice-swap-asked = { $by } asks you to change shifts on { $title }
notice-swap-agreed = { $by } agrees to change shifts on { $title }
notice-swap-to-approve = { $by } agreed to a change of shifts on { $title } that waits for you
notice-swap-declined = { $by } cannot change shifts on { $title }
notice-swap-withdrawn = { $by } took back the change of shifts on { $title }
notice-swap-approved = The change of shifts on { $title } is approved
notice-licence-ends = The licence of your organisation ends on { $title }
notice-swap-rejected = The change of shifts on { $title } was not approved

sms-code = { $code } is your code for { $tenant }. It is good for five minutes. Give it to nobody who calls you.

mail-receipt-subject = We received your report { $number }
mail-receipt-text = Hello,
    { "" }
    we received your report “{ $title }”. Its number is { $number }.
    { "" }
    Follow its progress and write to us here:
    { $link }
    { "" }
    { $tenant }
mail-confirm-subject = Please confirm your e-mail address
mail-confirm-text = Hello,
    { "" }
    { $tenant } named this address for letters about its service contract.
    If that is right, confirm it here within three days:
    { $link }
    { "" }
    If you know nothing of it, ignore this letter.
mail-licence-subject = The licence of { $tenant } ends on { $title }
mail-licence-text = Hello,
    { "" }
    the licence of { $tenant } ends on { $title }. After that day everything can still be read and exported, but nothing can be written.
    Ask whoever runs your server to extend it.
# What the set-up wizard makes in the organisation's language.
seed-form-title = Report a problem
seed-form-intro = Tell us what is wrong. We call you back and send somebody.
seed-form-phone = Phone number
seed-form-contact-name = Your name
seed-form-description = What is wrong?
seed-form-machine = Number on the machine
seed-form-email = E-mail address
seed-calendar = Working hours
notice-link-asked = { $by } asks to be linked
notice-link-agreed = { $by } is linked now
notice-link-declined = { $by } does not want to be linked
notice-link-withdrawn = { $by } took its invitation back
notice-link-unbound = { $by } ended the link

# stands in the place of a name
erased-person = Erased person
notice-details-to-review = { $title } sent new details that wait for you
mail-details-subject = Your details at { $tenant }
mail-details-text = Hello { $name },
    { "" }
    here you see and change what { $tenant } knows of you. The link is for you alone and ends on { $until }:
    { $link }
    { "" }
    If you did not ask for it, you need do nothing.
    { "" }
    { $tenant }
mail-mine-subject = Your requests at { $tenant }
mail-mine-text = Hello { $name },
    { "" }
    here you see your requests and how far they are. The link is for you alone and ends on { $until }:
    { $link }
    { "" }
    If you did not ask for it, you need do nothing.
    { "" }
    { $tenant }
notice-sla-first-due = The first response to ticket { $number } is due
notice-sla-second-due = The second response to ticket { $number } is due
notice-sla-solution-due = The solution of ticket { $number } is due
notice-sla-first-missed = The first response to ticket { $number } is late
notice-sla-second-missed = The second response to ticket { $number } is late
notice-sla-solution-missed = The solution of ticket { $number } is late
mail-sla-subject = Your request { $number }
mail-sla-due-text = Hello,
    { "" }
    we are working on your request “{ $title }” with the number { $number } and have not forgotten it.
    { "" }
    Follow its progress and write to us here:
    { $link }
    { "" }
    { $tenant }
mail-sla-missed-text = Hello,
    { "" }
    your request “{ $title }” with the number { $number } takes longer than we promised. We are sorry, and we are working on it.
    { "" }
    Follow its progress and write to us here:
    { $link }
    { "" }
    { $tenant }
