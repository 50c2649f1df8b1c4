//! Money that waits for a decision, and money that goes back.

use super::tests::{
    Story, ask, at, company, coupon, decide, dollars, done, failed, issued, paid, refund_id, request, visit, yuan,
};
use super::*;
use crate::money::Currency;
use crate::money::ledger::{Account, PostingKind};

#[test]
fn another_amount_or_currency_waits_for_a_decision() {
    for money in [yuan(899), yuan(901), yuan(1_000), dollars(900)] {
        let mut story = Story::of(request(visit(), 1_000, 100), &[issued(), paid("T1", money, 2)]);
        assert_eq!(story.order.state(), OrderState::Mismatch);
        assert_eq!(story.order.flags().mismatch, Some(money));
        assert_eq!(story.effects, [Effect::HideQr, Effect::Mismatch { expected: yuan(900), found: money }]);
        assert_eq!(story.book.minor(&Account::Suspense, money.currency()), money.minor());
        assert_eq!(story.take(&ask(1, 1, None)), Err(OrderRefusal::Undecided));
        story.take(&decide(Decision::Accept)).expect("happens");
        assert_eq!(story.order.state(), OrderState::Paid);
        let revenue = Account::Revenue(RevenueKind::Visit);
        assert_eq!(story.book.minor(&revenue, money.currency()), money.minor());
        assert_eq!((story.holds("suspense"), story.holds("discount")), (0, 0));
        assert!(story.effects.contains(&Effect::CouponFreed { coupon: coupon(1).id }));
        assert_eq!(apply(&story.order, &decide(Decision::Accept)), Ok(story.order.unchanged()));
    }
}

#[test]
fn an_unclear_payment_can_go_back_and_when_that_fails_it_waits_again() {
    let back = |n| decide(Decision::Refund { refund: refund_id(n) });
    let mut story = Story::of(request(visit(), 1_000, 0), &[issued(), paid("T1", yuan(700), 2), back(1)]);
    assert_eq!((story.order.state(), story.holds("refunding")), (OrderState::Refunding, 700));
    let busy = Err(OrderRefusal::WrongState { state: OrderState::Refunding });
    assert_eq!(story.take(&decide(Decision::Accept)), busy);
    assert_eq!(story.take(&back(2)), busy);
    story.take(&failed(1)).expect("happens");
    assert_eq!((story.order.state(), story.holds("suspense")), (OrderState::Mismatch, 700));
    story.take(&back(1)).expect("a replay");
    assert_eq!(story.order.state(), OrderState::Mismatch);
    story.take(&back(2)).expect("happens");
    story.take(&done(2)).expect("happens");
    assert_eq!((story.order.state(), story.holds("clearing:sandbox")), (OrderState::Refunded, 0));
    assert_eq!((story.holds("suspense"), story.holds("refunding")), (0, 0));
    assert_eq!(
        apply(&story.order, &decide(Decision::Accept)),
        Err(OrderRefusal::WrongState { state: OrderState::Refunded })
    );
    let never = Story::of(request(visit(), 1_000, 0), &[paid("T1", yuan(1_000), 2)]);
    let settled = Err(OrderRefusal::WrongState { state: OrderState::Paid });
    assert_eq!(apply(&never.order, &decide(Decision::Accept)), settled);
    assert_eq!(apply(&never.order, &back(1)), settled);
}

#[test]
fn partial_refunds_take_their_part_of_the_coupon_and_never_more_than_was_paid() {
    let events = [issued(), paid("T1", yuan(900), 2), ask(1, 300, None), done(1)];
    let mut story = Story::of(request(visit(), 1_000, 100), &events);
    assert_eq!((story.order.state(), story.order.refunded()), (OrderState::Paid, 300));
    assert_eq!((story.holds("refunds"), story.holds("discount")), (-333, -67));
    story.take(&ask(2, 200, None)).expect("happens");
    assert_eq!(story.take(&ask(3, 401, None)), Err(OrderRefusal::TooMuch { left: yuan(400) }));
    for wrong in [0, -5] {
        assert_eq!(story.take(&ask(3, wrong, None)), Err(OrderRefusal::TooMuch { left: yuan(400) }));
    }
    story.take(&failed(2)).expect("happens");
    story.take(&ask(3, 600, None)).expect("happens");
    assert_eq!(story.order.state(), OrderState::Refunding);
    story.take(&done(3)).expect("happens");
    assert_eq!(apply(&story.order, &done(3)), Ok(story.order.unchanged()));
    assert_eq!(story.order.state(), OrderState::Refunded);
    assert_eq!((story.holds("refunds"), story.holds("discount"), story.holds("revenue:visit")), (-1_000, 0, 1_000));
    assert_eq!((story.holds("clearing:sandbox"), story.holds("refunding")), (0, 0));
}

#[test]
fn a_refund_after_a_failed_one_takes_no_less_than_nothing_of_the_coupon() {
    // Of 5 the exact part of the coupon is a half, rounded to 1; of 2 it is nothing.
    let events = [paid("T1", yuan(100), 2), ask(1, 4, None), ask(2, 1, None), failed(1), ask(3, 1, None)];
    let mut story = Story::of(request(visit(), 110, 10), &events);
    assert_eq!(story.order.refunds.iter().map(|refund| refund.discount.minor()).collect::<Vec<_>>(), [0, 1, 0]);
    story.take(&ask(4, 98, None)).expect("happens");
    assert_eq!((story.holds("discount"), story.holds("refunds"), story.holds("refunding")), (0, -110, 100));
}

#[test]
fn a_refund_of_money_paid_ahead_comes_out_of_the_balance_at_once() {
    let top_up = request(Subject::TopUp { company: company() }, 1_000, 200);
    let mut story = Story::of(top_up, &[issued(), paid("T1", yuan(800), 2)]);
    story.take(&ask(1, 400, None)).expect("happens");
    assert_eq!((story.balance(), story.holds("refunding"), story.holds("discount")), (500, 400, -100));
    story.take(&failed(1)).expect("happens");
    assert_eq!((story.balance(), story.holds("refunding"), story.holds("discount")), (1_000, 0, -200));
    // What was spent is refused by the books.
    let outcome = apply(&story.order, &ask(2, 800, None)).expect("the order allows it");
    let spent = crate::money::ledger::Posting::of(
        PostingKind::Deduct,
        Currency::CNY,
        [(Account::Balance(company()), -1), (Account::Manual, 1)],
        crate::money::ledger::Voucher { id: crate::PostingId::default(), ..outcome.postings[0].voucher.clone() },
    );
    story.book.post(2, &spent.expect("valid")).expect("fits");
    assert!(story.book.post(3, &outcome.postings[0]).is_err());
}

#[test]
fn a_refund_that_failed_and_was_done_after_all_is_booked_if_there_is_room() {
    let events = [paid("T1", yuan(900), 2), ask(1, 900, None), failed(1)];
    let mut story = Story::of(request(visit(), 900, 0), &events);
    assert_eq!((story.order.state(), story.holds("refunds")), (OrderState::Paid, 0));
    story.take(&done(1)).expect("happens");
    assert_eq!((story.order.state(), story.holds("refunds")), (OrderState::Refunded, -900));
    assert_eq!(apply(&story.order, &failed(1)), Err(OrderRefusal::RefundIsDone));
    let events = [paid("T1", yuan(900), 2), ask(1, 900, None), failed(1), ask(2, 900, None), done(2)];
    let story = Story::of(request(visit(), 900, 0), &events);
    assert_eq!(apply(&story.order, &done(1)), Err(OrderRefusal::TooMuch { left: yuan(0) }));
}

#[test]
fn refunds_are_known_by_their_ids() {
    let mut story = Story::of(request(visit(), 900, 0), &[]);
    assert_eq!(story.take(&ask(1, 1, None)), Err(OrderRefusal::NoSuchPayment));
    assert_eq!(story.take(&done(1)), Err(OrderRefusal::NoSuchRefund));
    assert_eq!(story.take(&failed(1)), Err(OrderRefusal::NoSuchRefund));
    story.take(&paid("T1", yuan(900), 2)).expect("happens");
    story.take(&ask(1, 500, None)).expect("happens");
    assert_eq!(apply(&story.order, &ask(1, 500, Some("T1"))), Ok(story.order.unchanged()));
    assert_eq!(story.take(&ask(1, 501, None)), Err(OrderRefusal::OtherRefund));
    assert_eq!(story.take(&ask(2, 1, Some("T9"))), Err(OrderRefusal::NoSuchPayment));
    let foreign = Ask { refund: refund_id(3), money: dollars(1), transaction: None, by: None, at: at(60) };
    assert!(matches!(story.take(&OrderEvent::RefundAsked(foreign)), Err(OrderRefusal::Amount { .. })));
}
