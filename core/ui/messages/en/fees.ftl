# Fees: service cards, what companies paid ahead, records of both.

## Numbers that are typed
fees-number-empty = An amount is needed.
fees-number-too-long = This is too long for a number.
fees-number-not-a-number = This is no number. Write it like 1,200.50.
fees-number-grouping = A comma parts thousands only. Write a point before the cents.
fees-number-too-precise =
    { $digits ->
        [0] Only whole numbers fit here.
        [one] One digit after the point fits here.
       *[other] At most { $digits } digits after the point fit here.
    }
fees-number-other-currency = The sign belongs to another currency.
fees-number-out-of-bounds = This number is below zero or too large.
fees-number-nothing = More than nothing is needed.
fees-amount-in = { $label } in { $currency }
fees-amount = Amount
fees-currency = Currency
fees-free = Free
fees-per-time = { $price } per time
fees-per-hour = { $price } per hour, in steps of { $step } min

## Service cards
fees-cards-title = Service cards
fees-cards-intro = What services cost. A card is chosen when a company pays from its balance; its price can be changed for each deduction.
fees-cards-none = No service cards yet
fees-cards-none-text = A card says what a service costs, per time or per hour. With one, nobody types prices.
fees-cards-archived = Archived cards
fees-card-new = New service card
fees-card-change-title = Change service card
fees-card-change = Change { $name }
fees-card-archive = Archive { $name }
fees-card-bring-back = Bring back { $name }
fees-card-saved = The service card is saved.
fees-card-archived = { $name } is archived. Nobody chooses it any more.
fees-card-back = { $name } can be chosen again.
fees-card-overtaken = A colleague changed this card meanwhile
fees-card-overtaken-text = The list shows how it is now. Look again before you archive it or bring it back.
fees-card-name = Name
fees-card-price = Price
fees-card-price-hint = Tax included. 0 is a free service.
fees-card-visible = Customers see it
fees-card-visible-hint = Otherwise only colleagues see it.
fees-card-description = Description
fees-card-tax = Tax in the price, %
fees-card-tax-hint = Left empty: none.
fees-card-days = May be used for days
fees-card-days-hint = Counted from the day it was bought. Left empty: always.
fees-unit = Price for
fees-unit-time = one time
fees-unit-hour = one hour
fees-step = Step in minutes
fees-step-hint = Each step that was begun counts whole.
fees-visible = seen by customers
fees-hidden = hidden from customers
fees-archived = archived
fees-problem-required = This is needed.
fees-problem-too-long = This is too long.
fees-problem-out-of-range = This number is below zero or too large.
fees-problem-unknown = This is not there any more. Choose something else.
fees-problem-not-by-hand = Money is not taken by hand in this way.
fees-problem-step = A step has 1 to 1,440 minutes.
fees-problem-days = From 1 to 3,650 days.
fees-problem-too-many = There are 500 service cards, which is as many as fit.
fees-problem-other = This cannot be kept.

## On the page of a company
fees-title = Fees
fees-balance-in = Paid ahead, { $currency }
fees-balance-none = Nothing is paid ahead yet.
fees-balance-label = Balance
fees-balance-now = Balance: { $balance }
fees-overdrawn = Below zero
fees-default-card = Default service card
fees-default-card-none = None
fees-default-card-hint = It is chosen already when somebody deducts.
fees-overdraft = Overdraft
fees-overdraft-none = Not below zero
fees-overdraft-hint = How far the balance may go below zero. Left empty: not at all. Where a company pays in several currencies, the same number of smallest units holds for each.
fees-terms = Change terms
fees-terms-title = Terms of { $name }
fees-records-link = Records

## Topping up
fees-top-up = Top up
fees-top-up-title = Top up { $name }
fees-top-up-verb = Top up balance
fees-top-up-missing = Top up { $missing }
fees-method = Payment
fees-method-cash = Cash
fees-method-transfer = Bank transfer
fees-method-online = Online
fees-method-balance = Balance
fees-method-other = Other
fees-receipt = Receipt number
fees-remark = Remark
fees-done = { $amount } · the balance is { $balance }

## Deducting
fees-deduct = Deduct
fees-deduct-title = Deduct from { $name }
fees-deduct-verb = Deduct amount
fees-deduct-again = Deduct again
fees-card = Service card
fees-card-none = No card
fees-free-hint = This service is free. Nothing is taken from the balance.
fees-minutes = Minutes
fees-minutes-hint = The amount follows the minutes.
fees-by = Who served
fees-by-me = I did
fees-revenue = Service
fees-revenue-visit = Visit on site
fees-revenue-remote = Remote help
fees-revenue-product = Goods
fees-revenue-card = Service card
fees-service = Service number
fees-service-hint = The number of the ticket, visit or session.
fees-changed = The balance changed meanwhile
fees-changed-text = It is { $balance } now. Nothing was deducted; look at the amount and deduct again.
fees-repeated = This service was deducted for already
fees-repeated-text = A deduction with the same service number stands in the records. Change the number, or deduct again on purpose.
fees-insufficient = The balance is too low
fees-insufficient-text = { $missing } is missing. Nothing was deducted.

## Records
fees-records-title = Top-ups and deductions
fees-records-intro = Every movement of money, the newest first. Nothing is removed: a mistake is answered by a reversal.
fees-records-empty = No records
fees-records-empty-text = Nothing that fits was topped up or deducted in this period.
fees-choose-company = Choose a company
fees-choose-company-text = You see the records of your own companies, one at a time.
fees-company = Company
fees-company-find = Name or phone
fees-company-all = Show all companies
fees-company-chosen = One company
fees-kind = Kind
fees-kind-all = All kinds
fees-kind-top-up = Top-up
fees-kind-deduct = Deduction
fees-kind-charge = Paid at once
fees-kind-refund = Refund
fees-kind-reversal = Reversal
fees-kind-adjust = Correction
fees-time = Time
fees-after = Balance after
fees-collector = Agent
fees-collector-all = All agents
fees-reverse-head = Reverse
fees-reversed = reversed
fees-total-in = In, { $currency }
fees-total-out = Out, { $currency }
fees-total-difference = Difference, { $currency }
fees-total-count = Records, { $currency }
fees-days = In and out by day, { $currency }
fees-days-in = In
fees-days-out = Out
fees-row = { $kind } { $amount }, { $time }
fees-reverse-row = Reverse: { $row }
fees-reverse-title = Reverse this record?
fees-reverse-verb = Reverse record
fees-reverse-text = A second record takes the amount back. Both stay in the list, and this cannot be taken back.
fees-reverse-why = Why

## Refused
fees-conflict-posting = This was posted already with another amount. Close this and look into the records.
fees-conflict-already-reversed = This record was reversed already.
fees-conflict-is-reversal = A reversal is not reversed. Post again what was right.
fees-conflict-of-order = This record came from a payment order. Refund the order instead.
fees-conflict-insufficient = The money is used up, so it cannot be taken back.
