# Signing in beyond account and password: what is asked for at the desk and on the phone.

## The second step
sign-in-code = Code
sign-in-code-hint = Six digits from your authenticator app, or one of your recovery codes.
sign-in-code-wrong = That code is not right or was used already. Wait for the next one.
sign-in-setup-needed = Your organisation asks for two-step sign-in. Set it up at the desk first: open this server’s address with /desk in a browser.

## A temporary password
sign-in-new-password = New password
sign-in-new-password-needed = This password was given to you by an administrator. Choose one of your own.
sign-in-new-password-refused = This password cannot be used. Choose another one.

## Identity providers
sign-in-or = or
sign-in-with = Sign in with { $name }
sign-in-provider-failed = Signing in with your organisation’s account did not work. Try again or ask an administrator.
sign-in-provider-nobody = No account here has that e-mail address. Ask an administrator.

## What a new password must be
password-hint = At least { $count } characters. A short sentence is good; no special characters are needed.
password-too-short = This is shorter than { $count } characters.
password-too-long = This is too long.
password-a-name = This is little more than a name that others know.
password-common = This is one of the passwords that are tried first.
password-same = This is the password you have now.
password-wrong = This is not your present password.
