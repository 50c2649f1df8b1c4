# The page where customers see and change their own details. Plain words; the reader has no account.

## Who are you?
portal-details-by-mail = Open by e-mail
portal-details-email = Your e-mail address
portal-details-email-hint = If we know it, we send a link there that is for you alone.
portal-details-send-link = Send me the link
portal-details-by-account = Open with your service account
portal-details-account = Service account
portal-details-password = Password
portal-details-open = Open
portal-details-ask = Ask us for your personal link. With it you see and change your details here.

## What was done
portal-details-sent = If we know this address, a letter is on its way. Its link works for three days. Nothing there? Look among the unwanted mail, or ask us.
portal-details-ended = This link has ended. Open your details again.
portal-details-saved = Thank you. Your details are saved.
portal-details-waits = Thank you. We look at what you changed, then it holds.
portal-details-same = Nothing was changed.

## Details
portal-details-waiting = Sent, and not looked at yet
portal-details-emptied = emptied
portal-details-review = We look at changes before they hold.
portal-details-private = This page is for you alone. Close it when you are done on a shared device.
portal-details-now = It says now: { $value }
portal-details-now-empty = It is empty now.

## Problems
portal-problem-wrong-account = Account and password do not fit. After five wrong passwords an account is locked for 15 minutes.
portal-problem-moved = This was changed meanwhile. What it says now stands above; save again to write yours.
portal-problem-not-whole = Only whole numbers fit here.
portal-problem-out-of-range = This number is out of range.
portal-problem-not-the-form = This does not have the form that is asked for.
portal-problem-not-a-web-address = This does not look like a web address, such as www.example.com.
portal-problem-not-a-place = Please give latitude and longitude, such as 31.23, 121.47.
portal-problem-too-many = These are too many.
portal-error-details-closed = This page is closed
portal-error-details-closed-text = Details cannot be changed here at the moment. Please call us instead.
