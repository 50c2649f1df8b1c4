# My account, and Settings → Sign-in and API tokens.

account-title = My account
account-open = My account

## Password
account-password = Password
account-password-old = Present password
account-password-confirm = Your password
account-password-change = Change password
account-password-changed = Password changed. Your other sessions have ended.
account-demand-password = Choose your password
account-demand-password-text = An administrator gave you a temporary password. Choose one of your own to go on.
account-demand-two-step = Set up two-step sign-in
account-demand-two-step-text = Your organisation asks for a second step at sign-in. Set it up to go on.
account-ended-revoked = This session was ended from another device. Sign in again.
account-ended-password = The password was changed, so this session has ended. Sign in with the new one.

## The second step
account-two-step = Two-step sign-in
account-two-step-on = Two-step sign-in is on
account-two-step-off = Two-step sign-in is off
account-two-step-intro = With it, signing in needs a code from your phone besides your password.
account-two-step-since = On since { $date }
account-two-step-begin = Set up
account-two-step-end = Turn off
account-two-step-demanded = Your organisation asks for it, so it stays on.
account-two-step-scan = Scan this with an authenticator app, then type the code that it shows.
account-two-step-qr = QR code with the secret for your authenticator app
account-two-step-type = Or type this into the app:
account-two-step-code = Code from the app
account-two-step-code-hint = Six digits; they change every 30 seconds.
account-two-step-confirm = Turn on
account-codes = Recovery codes
account-codes-title = Keep these recovery codes
account-codes-text = Each signs you in once if your phone is lost. They are not shown again.
account-codes-kept = I have kept them
account-codes-new = New recovery codes
account-codes-left = { $count ->
    [0] no recovery codes left
    [one] { $count } recovery code left
   *[other] { $count } recovery codes left
}
account-copy-failed = This browser does not let the page copy. Mark the text and copy it.

## Sessions
account-sessions = Where you are signed in
account-sessions-none = Nowhere signed in
account-sessions-end-others = End all others
account-session-phone = Phone app
account-session-desk = Desk
account-session-this = This one
account-session-end = End { $name }
account-session-ended = Ended.
account-session-since = since { $date }
account-session-seen = last used { $age }

## Settings → Sign-in
settings-sign-in = Sign-in
settings-saved = Saved.
settings-two-step = Two-step sign-in is required
settings-two-step-hint = Who has not set it up can do nothing else until he has. People who come from the identity provider are not asked here.
settings-two-step-nobody = of nobody; everybody decides
settings-two-step-admins = of administrators
settings-two-step-everybody = of everybody
settings-provider = Identity provider
settings-provider-use = Let people sign in with the organisation’s own accounts (OpenID Connect)
settings-provider-hint = A person is found by a confirmed e-mail address; nobody is added by signing in.
settings-issuer = Issuer address
settings-issuer-hint = As the provider writes it, beginning with https://
settings-client-id = Client ID
settings-client-secret = Client secret
settings-client-secret-kept = A secret is stored. Leave this empty to keep it.
settings-client-secret-none = Leave this empty if the provider gave you none.
settings-label = Name on the button
settings-label-hint = What people read on the sign-in screen.
settings-domain = E-mail domain
settings-domain-hint = Only addresses of this domain; empty for any.
settings-redirect = Give this address to the provider as redirect URI:
settings-problem-required = This is needed.
settings-problem-too-long = This is too long.
settings-problem-not-an-address = This is not a public https address.
settings-problem-not-a-domain = This is not a domain.
settings-problem-other = This cannot be saved so.
settings-staff = Sign-in of each person
settings-staff-intro = Sessions, a temporary password, a lost phone, a locked account.
settings-agent = Sign-in of { $name }
settings-temporary = Temporary password
settings-temporary-text = Hand it over in person or by phone. It is not shown again and must be changed at the next sign-in.
settings-reset = Give a temporary password
settings-must-change = must change the password at the next sign-in
settings-locked = Locked until { $time } after too many wrong passwords
settings-unlock = Unlock
settings-end-two-step = Turn off two-step sign-in
settings-end-sessions = End all sessions

## Settings → API tokens
tokens-title = API tokens
tokens-intro = A token lets a program use the interface as you, within the scopes you give it and never beyond your own rights.
tokens-empty = No API tokens
tokens-empty-text = Make one for each program that reads or writes here.
tokens-make = Make token
tokens-name = Name
tokens-name-hint = Which program it is for.
tokens-scopes = What it may do
tokens-scope-read = Read everything you may read
tokens-scope-write-tickets = Change tickets
tokens-scope-write-visits = Change visits
tokens-scope-write-customers = Change customers and machines
tokens-scope-admin = Change settings, read the audit log
tokens-term = Ends after
tokens-days = { $count } days
tokens-for-ever = never ends
tokens-until = ends { $date }
tokens-made = made by { $name } { $date }
tokens-used = used { $age }
tokens-unused = never used
tokens-revoke = Withdraw
tokens-revoke-title = Withdraw “{ $name }”?
tokens-revoke-text = Programs that use it are refused at once. This cannot be undone.
tokens-revoked = Token withdrawn.
tokens-revoked-state = Withdrawn
tokens-expired-state = Ended
tokens-shown = Your new token
tokens-shown-text = Copy it now. It is not shown again.
tokens-kept = I have copied it
tokens-problem-name = Give it a name of at most 100 characters.
tokens-problem-scopes = Choose at least one.
tokens-problem-days = Between one day and ten years.
