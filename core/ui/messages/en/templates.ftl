# Customer templates: settings, the pane of a ticket, personal links, what customers changed.

## Settings → Customer templates
templates-title = Customer templates
templates-new = New template
templates-intro = Named sets of customer fields, each for one use: what agents see in a ticket, or what customers see and change of themselves.
templates-empty = No templates yet
templates-empty-text = Without one, tickets show the customer as before, and customers change nothing themselves.
templates-missing = There is no such template
templates-missing-text = It was removed.
templates-fields-count = { $count ->
    [one] one field
   *[other] { $count } fields
}
templates-published = published
templates-overtaken = A colleague saved this template meanwhile
templates-use = Use
templates-name = Name of the template
templates-name-hint = Customers read it as the title of their page.
templates-module = Used for
templates-module-ticket = Tickets
templates-module-ticket-hint = The customer pane of a ticket shows these fields, and a customer recorded from a ticket is asked for them.
templates-module-publishing = Publishing
templates-module-publishing-hint = Customers see and change these fields of themselves on a page of their own.
templates-intro-text = Words below the title
templates-intro-text-hint = Optional. What the page is for.
templates-fields = Fields in this order
templates-no-fields = No field is chosen yet.
templates-field-of = { $noun } · { $field }
templates-add-field = Add a field
templates-add = Add to the template
templates-choose-field = Choose a field
templates-required = { $name } must be filled
templates-up = { $name } further up
templates-down = { $name } further down
templates-drop = Take { $name } out
templates-page = The customers’ page
templates-publish = Publish the page
templates-publish-hint = Everybody may have its link; only who proves who he is sees details.
templates-review = Look at changes before they hold
templates-review-hint = What customers change waits under Customers until somebody accepts it.
templates-save-to-publish = Save, and the link is here.
templates-publish-later = Save first. Then the page can be published here.
templates-open = Open the page
templates-link-text = Put this link wherever customers find it: a menu, a letter, a label.
templates-remove = Remove template
templates-remove-title = Remove { $name }?
templates-remove-text = Tickets show the customer without it.
templates-remove-published = Its page is closed, and links to it lead nowhere.

## A person's own link
details-link = Details link
details-link-title = Link for { $name }
details-link-text = Whoever has this link sees and changes this person’s details. Give it to nobody else.
details-link-make = Make the link
details-link-until = It works until { $time }.

## What customers changed
reviews-title = Changes by customers
reviews-link = { $count ->
    [one] One change to look at
   *[other] { $count } changes to look at
}
reviews-intro = Customers changed this about themselves. It holds once you accept it.
reviews-empty = Nothing waits
reviews-empty-text = What customers change on their page appears here if its template says so.
reviews-open = Open the customer
reviews-sent = sent { $time } by “{ $template }”
reviews-before = Before:
reviews-after = After:
reviews-accept = Accept
reviews-accept-anyway = Accept anyway
reviews-accept-all = Accept all of { $name }
reviews-decline = Decline
reviews-moved = Changed meanwhile. It says now: { $now }
reviews-overtaken = A colleague was faster, or the customer changed meanwhile. Look again.
desk-notice-details-to-review = { $title } sent new details that wait for you
notice-kind-details-to-review = Changes by customers { $number }

## Who sees a saved query
query-visible = Who sees it
query-visible-me = Only me
query-visible-all = Everybody
query-visible-groups = Some groups
query-visible-agents = Some agents
query-visible-find = Find among { $what }
query-visible-none = Choose at least one.
query-visible-chosen = { $count ->
    [0] none chosen
    [one] one chosen
   *[other] { $count } chosen
}
