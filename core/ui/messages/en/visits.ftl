# Screens of visits.

## Steps of the engineer, as verbs on buttons
step-accept = Accept visit
step-depart = I’m on my way
step-arrive = I have arrived
step-locating = Finding where you are
step-resume = Go on working
step-complete = Complete visit
step-reject = Reject
step-reject-title = Why do you reject this visit?
step-pause = Pause
step-pause-title = What are you waiting for?
step-cancel = Ask to cancel
step-cancel-title = Why should this visit be cancelled?
step-pass-on = Pass on to a colleague
step-far-title = You are { $distance } from the site
step-far-text = Say why you arrive here. It is written on the visit.
step-not-there = Not there yet

## What happened, in the flow log
action-create = Made
action-edit = Changed
action-assign = Assigned
action-unassign = Taken back
action-accept = Accepted
action-reject = Rejected
action-depart = On the way
action-arrive = Arrived
action-pause = Paused
action-resume = Went on
action-add-photo = Photo added
action-remove-photo = Photo removed
action-set-part = Part used
action-remove-part = Part removed
action-report = Report
action-sign = Signed
action-complete = Completed
action-note = Note
action-request-cancel = Cancellation asked for
action-decide-cancel = Cancellation decided
action-reopen = Reopened
action-decide-late = Late record decided
action-rate = Rated
action-set-status = Status changed
action-reply = Reply
action-advance = Sent on to the next node
action-return-to = Sent back
action-note-overdue = Time at the node is over
action-set-cc = Readers changed
log-approved = approved
log-refused = refused
log-accepted = counted
log-set-aside = set aside
flag-no-gps = without GPS
flag-far-from-site = far from the site
flag-late = after the visit had moved on
flag-clock-off = the phone’s clock ran ahead
