# Payments: charging, the QR and what becomes of it, the list of orders, and providers among the settings.

## Who takes payments
payments-provider-wechat-pay = WeChat Pay
payments-provider-alipay = Alipay
payments-provider-checkout = Payment page
payments-provider-static-qr = Fixed QR
payments-provider-cash = Cash
payments-way = Payment by
payments-way-balance = Deduct from the balance
payments-hint-wechat-pay = The customer scans a QR with WeChat.
payments-hint-alipay = The customer scans a QR with Alipay.
payments-hint-checkout = The customer opens a page by its QR or its link and pays there.
payments-hint-static-qr = The customer scans your fixed QR and types the amount. You say when the money came.
payments-hint-cash = You take the money and say when it came.
payments-hint-balance = The amount is looked at once more before it is deducted.

## What is paid for
payments-for = For
payments-for-ticket = Ticket { $number }
payments-for-visit = Visit { $number }
payments-for-remote = Remote session { $number }
payments-for-top-up = Paid ahead
payments-for-link = A service card by a link

## States
payments-state = State
payments-state-all = All states
payments-state-created = Asked for
payments-state-pending = To be paid
payments-state-paid = Paid
payments-state-mismatch = Another amount
payments-state-expired = Expired
payments-state-cancelled = Taken back
payments-state-failed = Failed
payments-state-refunding = Refund under way
payments-state-refunded = Refunded
payments-late = late
payments-twice = paid more than once

## What a state says
payments-says-created = Asking { $provider }. The QR appears here.
payments-says-pending = The customer scans this QR with { $provider }. It shows here by itself when he has paid.
payments-says-pending-checkout = The customer scans this QR or opens the link. It shows here by itself when he has paid.
payments-says-pending-static-qr = The customer scans this QR and types { $due }. Look at the account, then say that the money came.
payments-says-pending-cash = Take { $due } from the customer, then say that the money came.
payments-says-paid = { $came } came. There is nothing more to do.
payments-says-mismatch = { $due } was asked for and { $came } came. Somebody who may refund decides: it is the price, or it goes back.
payments-says-expired = Nobody paid in time. The QR cannot be paid any more; ask again for a new one.
payments-says-expired-cash = Nobody said in time that the money came. Ask again, or say that it came after all.
payments-says-expired-static-qr = Nobody said in time that the money came. Ask again, or say that it came after all.
payments-says-cancelled = The order was taken back. Nothing is to be paid.
payments-says-failed = { $provider } did not take the order. Nothing was charged; ask again or choose another way.
payments-says-refunding = { $back } is to go back. { $provider } does it and says when it is done.
payments-says-refunding-cash = { $back } is to go back. Give it back, then say so here.
payments-says-refunding-static-qr = { $back } is to go back. Send it from the account, then say so here.
payments-says-refunded = All of the money went back.
payments-qr = QR for { $amount }
payments-until = To be paid until { $time }
payments-copy-link = Copy link

## Trouble with a provider
payments-trouble-unreachable = { $provider } does not answer
payments-trouble-untrusted = An answer did not come from { $provider }
payments-trouble-refused = { $provider } refuses the question
payments-trouble-not-configured = { $provider } is not set up completely
payments-trouble-other = { $provider } cannot be asked
payments-next-created = It is asked again by itself. Stay here, or take this order back and choose another way to pay.
payments-next-pending = The QR can still be paid. As soon as { $provider } can be asked, the payment shows here.
payments-next-ended = The order ended and nothing was charged. An administrator looks at the settings of { $provider }; meanwhile choose another way to pay.

## What to notice
payments-flag-late = It was paid late
payments-flag-late-text = The money came after the order had ended. It counts. See whether the same was paid by another order meanwhile.
payments-flag-duplicate = It was paid more than once
payments-flag-duplicate-held = { $amount } more came than is owed. It belongs to nobody until it is refunded.
payments-flag-duplicate-credited = What came twice went to the balance of the company.
payments-flag-elsewhere = Another order paid for the same
payments-flag-elsewhere-text = If both were paid, refund one of them.
payments-flag-refund-failed = A refund did not work
payments-flag-refund-failed-text = The provider gave nothing back. The money is where it was; refund it once more, or give it back by another way.
payments-flag-refund-failed-hand = Somebody said that it was not given back. The money is where it was.

## Charging
payments-section = Payment
payments-none = Nothing was charged here yet.
payments-line = { $way } · { $time }
payments-open = Open order of { $amount }, { $time }
payments-charge = Charge
payments-charge-title = Charge: { $what }
payments-charge-verb = Charge { $amount }
payments-charge-balance = Go on to the deduction
payments-collect = Collect prepaid
payments-collect-title = Collect prepaid: { $name }
payments-times = Times
payments-count-wrong = A whole number of at least 1 is needed.
payments-remark-hint = The customer reads it when he pays.
payments-cards-none-text = Your account charges what a service card says, and there is none. A colleague who keeps fees makes one.
payments-free = This service is free
payments-free-text = Nothing is charged, and the balance is not touched.

## An order
payments-order-title = Payment order
payments-busy = An order is open already
payments-busy-text = This is the one. Let it be paid, or take it back before you ask for another.
payments-payer = Payer
payments-by = Asked by
payments-asked-at = Asked
payments-paid-at = Paid
payments-came = Amount that came
payments-receipt = Receipt number
payments-receipt-hint = The number of the receipt or of the transaction. The same number again is the same payment.
payments-refunded = Of it refunded
payments-cancel = Take order back
payments-cancel-title = Take this order back?
payments-cancel-text = It cannot be paid any more. A payment that is made at this moment counts nevertheless.
payments-cancel-verb = Take back
payments-again = Ask again
payments-confirm = Money came
payments-confirm-title = The money came
payments-confirm-verb = Confirm payment
payments-confirm-text = { $due } was asked for. Confirm only what you have seen.
payments-confirm-late = The order had ended
payments-confirm-late-text = The payment counts and is marked as late.
payments-came-other = Another amount than was asked for: somebody who may refund decides about it.
payments-accept = Accept { $amount }
payments-accept-title = Accept { $amount } as the price?
payments-accept-text = { $due } was asked for. With this, { $came } is the price and the order is paid.
payments-accept-verb = Accept payment
payments-give-back = Give { $amount } back
payments-give-back-title = Give { $amount } back?
payments-give-back-text = All of the { $came } that came goes back, and the order stays unpaid.
payments-give-back-verb = Give back

## Refunds
payments-refund = Refund
payments-refund-title = Refund
payments-refund-verb = Refund amount
payments-refund-text = { $provider } sends the money back by the way it came. That can take some days.
payments-refund-hand = Ask for it here, give the money back, then say so.
payments-refund-payment = Payment
payments-refund-of = { $number } · { $left } left
payments-left = { $left } is left of the payment.
payments-too-much = At most { $left } is left of the payment.
payments-seen = { $amount } given back
payments-not-seen = { $amount } not given back
payments-seen-title = Was the money given back?
payments-seen-text = The refund is done and stands in the books. This cannot be taken back.
payments-seen-verb = It was given back
payments-not-seen-title = Was the money not given back?
payments-not-seen-text = The refund ends and the money stays where it was. It can be refunded once more.
payments-not-seen-verb = It was not given back

## What happened
payments-story = What happened
payments-story-asked = { $amount } asked for by { $provider }
payments-story-issued = Ready to be paid by { $provider }
payments-story-reference = Order number { $text }
payments-story-paid = { $amount } came
payments-story-receipt = receipt { $text }
payments-story-late = after the order had ended
payments-story-accepted = { $amount } accepted as the price
payments-story-refund-asked = Refund of { $amount } asked for
payments-story-refund-done = { $amount } went back
payments-story-refund-failed = { $amount } did not go back
payments-source-webhook = reported by the provider
payments-source-query = found when the provider was asked
payments-source-manual = confirmed by a colleague
payments-booked-settled = settles the order
payments-booked-unclear = waits for a decision
payments-booked-credited = went to the balance
payments-booked-held = waits to be refunded

## The list
payments-orders = Payment orders
payments-intro = Every payment that was asked for, the newest first. Open one to see what happened, to decide, or to refund.
payments-attention = Needs somebody
payments-total =
    { $count ->
        [0] No orders
        [one] One order
       *[other] { $count } orders
    }
payments-empty = No orders
payments-empty-text = Nothing that fits was charged in this period.
payments-choose-company-text = You see the orders of your own companies, one at a time.

## Problems
payments-problem-required = This is needed.
payments-problem-too-long = This is too long.
payments-problem-unknown = This is not there any more. Choose something else.
payments-problem-wrong = This does not fit.
payments-problem-unreadable = This cannot be read. Copy it again, whole, as the provider gives it.
payments-problem-not-set-up = It is not set up any more. Choose another way to pay.
payments-problem-not-of-a-card = Your account charges what a service card says. Choose a card and how many times.
payments-problem-other-currency = WeChat Pay and Alipay take yuan only.
payments-problem-another = This belongs to another company. Look at the page again.
payments-problem-out-of-range = This amount is too large or too small.
payments-problem-other = This cannot be kept.

## Refused
payments-conflict-key = The same request was sent before with other content. Close this and begin again.
payments-conflict-subject-busy = An order for this is open already. Close this and look at it.
payments-conflict-state = The order changed meanwhile. It is shown as it stands now.
payments-conflict-undecided = Somebody has to decide about the other amount first.
payments-conflict-refund = A refund of another amount was asked for already. Close this and look at it.
payments-conflict-refund-done = The refund is done already.
payments-conflict-not-by-hand = The provider says itself when money moves.
payments-conflict-too-many-payments = An order has at most 100 payments and 100 refunds.

## Providers among the settings
payments-settings-title = Payment providers
payments-settings-intro = By whom customers can pay. Cash needs no setting. What you write here goes to your own account at the provider; nobody stands between.
payments-settings-on = on
payments-settings-off = off
payments-settings-never = not set up
payments-settings-saved = { $provider } is saved.
payments-overtaken = A colleague changed these settings meanwhile
payments-enabled = Take payments by it
payments-enabled-hint = Off: nobody can choose it. Orders that are open go on.
payments-about-wechat-pay = A merchant account at WeChat Pay with the interface of version 3. The provider reviews your papers in 1 to 5 working days.
payments-about-alipay = An app at Alipay's open platform with payment by QR.
payments-about-checkout = An account at a provider of payment pages with Stripe's interface.
payments-about-static-qr = The receiving code of your account. Nobody can be asked whether money came: a colleague looks and says so.
payments-secret-kept = Kept, and never shown
payments-secret-goes = Goes when you save
payments-secret-replace = Replace: { $name }
payments-secret-remove = Remove: { $name }
payments-secret-keep = Keep as it was: { $name }
payments-notices = Address for notices
payments-notices-hint = The provider reports payments to it. Enter it in the provider's console where it asks for one.
payments-notices-copy = Copy address for notices
payments-notices-none = There is no address for notices
payments-notices-none-text = This server does not know its own address. Payments are found all the same, because the provider is asked.
payments-preview = The fixed QR as customers see it
payments-member-wechat-pay-app-id = App id
payments-member-wechat-pay-app-id-hint = Begins with wx. Merchant platform › Product centre › AppID accounts.
payments-member-wechat-pay-merchant = Merchant number
payments-member-wechat-pay-merchant-hint = Ten digits. Merchant platform › Account centre › Merchant information.
payments-member-wechat-pay-serial = Serial number of the API certificate
payments-member-wechat-pay-serial-hint = Merchant platform › Account centre › API security › Manage certificates.
payments-member-wechat-pay-private-key = Private key
payments-member-wechat-pay-private-key-hint = The whole file apiclient_key.pem, which came with the API certificate.
payments-member-wechat-pay-api-key = APIv3 key
payments-member-wechat-pay-api-key-hint = 32 characters, set under API security.
payments-member-wechat-pay-public-key-id = Id of WeChat Pay's public key
payments-member-wechat-pay-public-key-id-hint = Begins with PUB_KEY_ID. API security › WeChat Pay public key. Left empty: its certificates are used.
payments-member-wechat-pay-public-key = WeChat Pay's public key
payments-member-wechat-pay-public-key-hint = The whole file pub_key.pem, from the same place.
payments-member-wechat-pay-certificates = Trust its certificates as well
payments-member-wechat-pay-certificates-hint = While the account goes over from certificates to the public key.
payments-member-wechat-pay-address = Address of the interface
payments-member-wechat-pay-address-hint = Left empty: https://api.mch.weixin.qq.com
payments-member-alipay-app-id = App id
payments-member-alipay-app-id-hint = Sixteen digits. Open platform › Console › your app.
payments-member-alipay-seller-id = Seller id (PID)
payments-member-alipay-seller-id-hint = Begins with 2088. Open platform › Account centre › Partner information.
payments-member-alipay-private-key = Private key of the app
payments-member-alipay-private-key-hint = Made by Alipay's key tool with RSA2; its public half is entered under Development settings.
payments-member-alipay-public-key = Alipay's public key
payments-member-alipay-public-key-hint = Alipay's, not the app's. Development settings › Signing method.
payments-member-alipay-address = Address of the interface
payments-member-alipay-address-hint = Left empty: https://openapi.alipay.com/gateway.do
payments-member-checkout-success-url = Page after paying
payments-member-checkout-success-url-hint = Where the customer is led when he has paid, beginning with https.
payments-member-checkout-cancel-url = Page after giving up
payments-member-checkout-cancel-url-hint = Where he is led when he has not.
payments-member-checkout-key = Secret key
payments-member-checkout-key-hint = Developers › API keys. A restricted key needs checkout sessions, refunds and payment intents.
payments-member-checkout-webhook-secret = Signing secret of the webhook
payments-member-checkout-webhook-secret-hint = Developers › Webhooks › the endpoint with the address for notices.
payments-member-checkout-webhook-secret-next = Next signing secret
payments-member-checkout-webhook-secret-next-hint = While the secret is exchanged: both are taken.
payments-member-checkout-address = Address of the interface
payments-member-checkout-address-hint = Left empty: https://api.stripe.com
payments-member-static-qr-payload = What the QR says
payments-member-static-qr-payload-hint = Scan your receiving code with any reader and paste the text here.
