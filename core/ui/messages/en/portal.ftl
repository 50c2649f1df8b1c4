# Pages for customers: form, receipt, progress, rating, labels, errors. Plain words; the reader has no account.

## Frame
portal-languages = Language
portal-footer = Service by { $tenant } · { $product }
portal-footer-plain = Truckroll

## Form
portal-title-problems = Please check: { $title }
portal-send-report = Send report
portal-sending = Sending…
portal-choose = Choose…
portal-honeypot = Leave this empty
portal-privacy = Your report goes to { $tenant }.
portal-offline-kept = No connection. What you wrote is kept here; send it again once you are online.

## Problems in the form
portal-problems = { $count ->
    [one] One thing needs another look
   *[other] { $count } things need another look
}
portal-problems-kept = Everything else you filled in is kept.
portal-problem-line = { $label } – { $problem }
portal-problem-required = Please fill this in.
portal-problem-required-phone = Give a phone number, so that somebody can call you back.
portal-problem-required-choice = Please choose one.
portal-problem-required-tick = Please tick this box to go on.
portal-problem-too-long = This is longer than { $limit } characters. Please shorten it.
portal-problem-one-line = Please write this on one line.
portal-problem-not-a-number = Please give a number, such as 12 or 3.5.
portal-problem-not-a-phone = This does not look like a phone number. It has 5 to 15 digits, such as +86 135 0000 1111.
portal-problem-not-an-email = This does not look like an e-mail address, such as name@example.com.
portal-problem-not-a-date = Please give a date as year-month-day, such as 2026-03-31.
portal-problem-not-a-choice = Please choose one of the answers.
portal-problem-unknown-field = This form does not ask for that. Reload the page and send again.
portal-problem-other = Please check this answer.

## Photos and place
portal-photos = Photos
portal-photos-hint = { $count ->
    [one] One photo, up to { $limit } MB.
   *[other] Up to { $count } photos, { $limit } MB each.
} What is wrong and the type plate help most.
portal-photos-add = Add photos
portal-photos-chosen = Chosen photos
portal-photos-kept = { $count ->
    [one] One photo has arrived already
   *[other] { $count } photos have arrived already
}
portal-photos-preparing = Preparing photos…
portal-photos-too-many = { $given } photos were chosen; the limit is { $max }.
portal-photo-too-large = The photo “{ $name }” is { $size } MB; the limit is { $limit } MB.
portal-photo-not-a-picture = “{ $name }” is not a picture. Photos as JPEG, PNG or WebP can be sent.
portal-photo-remove = Remove { $name }
portal-place = Place
portal-place-hint = Helps us to find you. It is sent only if you press the button.
portal-place-send = Send my location
portal-place-remove = Remove the location
portal-place-asking = Asking your device…
portal-place-added = Location added, accurate to about { $metres } m.
portal-place-refused = Your browser did not allow it. You can describe the place in words instead.
portal-place-failed = The device found no location. You can describe the place in words instead.

## Receipt
portal-receipt-title = Thank you, your report has arrived
portal-receipt-number = Your number is
portal-receipt-keep = Keep this page. It shows what happens next, and here you can write to us:
portal-link-copy = Copy link
portal-link-copied = Copied

## Progress
portal-now = Now
portal-steps = Progress
portal-as-of = As of { $time }
portal-reloads = This page reloads every { $seconds } s.
portal-reloads-stop = Stop reloading
portal-poll-offline = No connection. The page shows what was last known.
portal-somebody = Somebody
portal-engineer = Service engineer
portal-engineer-photo = Photo of { $name }
portal-window = Expected
portal-now-received = We have your report
portal-next-received = It is being read and planned. Who comes and when will appear here.
portal-now-scheduled = { $name } will come
portal-next-scheduled = The time will appear here as soon as it is set.
portal-now-scheduled-window = { $name } comes { $window }
portal-next-scheduled-window = You will see here when { $name } sets out. Please make sure the site can be reached.
portal-now-on-the-way = { $name } is on the way
portal-next-on-the-way = Please make sure somebody is there to open the door.
portal-now-arrived = { $name } is on site
portal-next-arrived = The work has begun. When it is done, it says so here.
portal-now-paused = The work is paused
portal-next-paused = Most often a part is missing. { $name } goes on as soon as possible, and you will see it here.
portal-now-done = The work is done
portal-next-done = If something is still wrong, write to us below.
portal-now-cancelled = The visit is cancelled
portal-next-cancelled = If you still need help, write to us below.
portal-now-withdrawn = You took this request back
portal-next-withdrawn = For something new, scan the code on the machine again.
portal-step-received = Received
portal-step-scheduled = Scheduled
portal-step-on-the-way = On the way
portal-step-arrived = On site
portal-step-done = Done
portal-step-cancelled = Cancelled
portal-step-withdrawn = Taken back
portal-step-paused = paused
portal-live-distance = { $distance } away
portal-live-age = straight line, { $age }
portal-live-sketch = { $name } is { $distance } from the site in a straight line

## Conversation
portal-replies = Messages
portal-replies-none = Nothing has been written yet.
portal-replies-closed = This request is closed. For something new, scan the code on the machine again.
portal-reply-you = You
portal-reply-label = Your message
portal-reply-send = Send message
portal-notices = Notices
portal-notices-text = This browser can tell you when there is news about this request, also while the page is closed.
portal-notices-on = Tell me in this browser
portal-notices-off = Stop telling me here
portal-notices-is-on = This browser tells you when there is news.
portal-notices-refused = The browser does not allow notices from this page. You can change that in its settings.
portal-notices-failed = That did not work. Please try again.
portal-reply-files = Files
portal-reply-file = File
portal-reply-sent = Your message has arrived.
portal-withdraw-title = You do not need us any more?
portal-withdraw-text = Your request is closed, and nobody comes. What was written stays here.
portal-withdraw-reason = Reason
portal-withdraw-send = Take the request back

## Rating
portal-rating-title = How was it?
portal-rating-legend = Your rating
portal-rating-worst = poor
portal-rating-best = very good
portal-rating-comment = What went well, what did not?
portal-rating-send = Send rating
portal-rating-missing = Please choose 1 to 5 stars.
portal-rating-thanks = Thank you for your rating
portal-complaints = We are sorry that you were not content. Tell us what went wrong:

## A contact person's address
portal-confirm-ask = Is this your e-mail address?
portal-confirm-ask-text = { $tenant } named it for letters about its service contract. Confirm it, so that they reach you.
portal-confirm-button = Confirm the address
portal-confirm-done = The address is confirmed
portal-confirm-done-text = Letters about the service contract of { $tenant } come here from now on. You can close this page.
portal-confirm-gone = This link holds no more
portal-confirm-gone-text = It was used already, or it is older than three days. An administrator can send another one under Settings → Company.

## Labels
portal-sheet-title = { $count ->
    [one] One label
   *[other] { $count } labels
}
portal-sheet-hint = Print at 100 % without margins. Stick the label where the camera reaches it, out of sun and dirt.
portal-sheet-call = Something wrong?
portal-sheet-how = Scan, describe it, send. No account needed.

## Errors
portal-error-not-found = This link leads nowhere
portal-error-not-found-text = It may have expired, or a character is missing. Open it again from your message, or scan the code on the machine.
portal-error-form-closed = This form is closed
portal-error-form-closed-text = It takes no more reports. Please call the service number on the machine.
portal-error-too-many = Too many requests
portal-error-too-many-text = Please try again after { $time }, in { $wait }. What you wrote is kept on this device where the browser allows it.
portal-error-too-large = That was too much at once
portal-error-too-large-text = Together, one report can carry { $limit } MB. Go back and send fewer or smaller photos; your text is still there.
portal-error-unreadable = The report did not arrive whole
portal-error-unreadable-text = The connection broke off or the page was old. Go back and send it again; nothing is entered twice.
portal-error-unavailable = The service does not answer right now
portal-error-unavailable-text = It is not your device. Please try again in a few minutes; what you sent before is safe.
