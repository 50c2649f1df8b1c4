# Settings → Audit: what was done about security and settings.

audit-title = Audit log
audit-intro = Every sign-in and every change of settings, with who, when and from where. Entries cannot be changed and are kept for two years.
audit-export = Export as CSV
audit-empty = Nothing was noted
audit-empty-text = Sign-ins and changes of settings appear here.
audit-heading = { $action }: { $subject }
audit-system = Truckroll
audit-who = Who
audit-what = What
audit-when = When
audit-on = Done to
audit-address = Address
audit-session = Session
audit-from = From
audit-to = Until
audit-anybody = Anybody
audit-anything = Anything
audit-differences = What changed
audit-member = Member
audit-before = Before
audit-after = After

## Actions
audit-action-signed-in = Signed in
audit-action-sign-in-refused = Sign-in refused
audit-action-account-locked = Account locked
audit-action-account-unlocked = Account unlocked
audit-action-signed-out = Signed out
audit-action-session-revoked = Session ended
audit-action-password-changed = Password changed
audit-action-password-reset = Password reset
audit-action-second-step-on = Two-step sign-in turned on
audit-action-second-step-off = Two-step sign-in turned off
audit-action-recovery-code-used = Recovery code used
audit-action-recovery-codes-made = New recovery codes
audit-action-token-made = API token made
audit-action-token-revoked = API token withdrawn
audit-action-sign-in-settings = Sign-in settings changed
audit-action-visit-rules = Visit rules changed
audit-action-form-link-made = Form link made
audit-action-form-link-revoked = Form link withdrawn
audit-action-audit-exported = Audit log exported
