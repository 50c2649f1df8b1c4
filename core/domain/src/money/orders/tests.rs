//! Orders: one story a rule, with what is in the books afterwards.

use super::*;
use crate::money::Currency;
use crate::money::ledger::{Account, Book, PostingKind};
use crate::{OrderId, RefundId, Timestamp};

const MINUTE: i64 = crate::time::MINUTE_MS;

pub(super) fn at(minute: i64) -> Timestamp {
    Timestamp(1_772_409_600_000 + minute * MINUTE)
}

pub(super) fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::CNY).expect("within bounds")
}

pub(super) fn dollars(minor: i64) -> Money {
    Money::new(minor, Currency::of("USD").expect("a currency")).expect("within bounds")
}

pub(super) fn company() -> CompanyId {
    CompanyId::from_parts(9, [9; 10])
}

pub(super) fn refund_id(n: u8) -> RefundId {
    RefundId::from_parts(n.into(), [n; 10])
}

pub(super) fn order_id(n: u8) -> OrderId {
    OrderId::from_parts(n.into(), [n; 10])
}

pub(super) fn visit() -> Subject {
    Subject::Visit { visit: VisitId::from_parts(5, [5; 10]) }
}

pub(super) fn coupon(discount: i64) -> CouponUse {
    CouponUse { id: CouponId::from_parts(4, [4; 10]), discount: yuan(discount) }
}

pub(super) fn request(subject: Subject, price: i64, discount: i64) -> Request {
    Request {
        key: "wish-1".into(),
        subject,
        company: Some(company()),
        price: yuan(price),
        coupon: (discount > 0).then(|| coupon(discount)),
        provider: "sandbox".parse().expect("a provider"),
        card: None,
        service: "V-1".into(),
        remark: String::new(),
    }
}

pub(super) fn order(request: Request) -> Order {
    match create(request, order_id(1), None, at(0), &[]) {
        Ok(Created::New(order)) => order,
        other => panic!("no new order: {other:?}"),
    }
}

pub(super) fn issued() -> OrderEvent {
    OrderEvent::Issued { reference: "ref-1".into(), expires_at: None, at: at(1) }
}

pub(super) fn paid(transaction: &str, money: Money, minute: i64) -> OrderEvent {
    let (source, transaction) = (Source::Webhook, transaction.to_owned());
    let event = Some(format!("event of {transaction} at {minute}"));
    OrderEvent::PaidReported(Report { source, money, transaction, event, at: at(minute) })
}

pub(super) fn ask(n: u8, minor: i64, transaction: Option<&str>) -> OrderEvent {
    let transaction = transaction.map(str::to_owned);
    OrderEvent::RefundAsked(Ask { refund: refund_id(n), money: yuan(minor), transaction, by: None, at: at(60) })
}

pub(super) fn done(n: u8) -> OrderEvent {
    OrderEvent::RefundDone { refund: refund_id(n), at: at(61) }
}

pub(super) fn failed(n: u8) -> OrderEvent {
    OrderEvent::RefundFailed { refund: refund_id(n), at: at(62) }
}

pub(super) fn decide(decision: Decision) -> OrderEvent {
    OrderEvent::MismatchDecided { decision, by: None, at: at(50) }
}

/// An order and the books around it.
pub(super) struct Story {
    pub(super) order: Order,
    pub(super) book: Book,
    pub(super) effects: Vec<Effect>,
    pub(super) kinds: Vec<PostingKind>,
}

impl Story {
    pub(super) fn of(request: Request, events: &[OrderEvent]) -> Self {
        let mut story = Self { order: order(request), book: Book::default(), effects: Vec::new(), kinds: Vec::new() };
        events.iter().for_each(|event| story.take(event).expect("happens"));
        story
    }

    pub(super) fn take(&mut self, event: &OrderEvent) -> Result<(), OrderRefusal> {
        let outcome = apply(&self.order, event)?;
        for posting in &outcome.postings {
            self.book.post(1, posting).expect("fits");
            self.kinds.push(posting.kind);
        }
        (self.order, self.effects) = (outcome.order, outcome.effects);
        Ok(())
    }

    pub(super) fn holds(&self, account: &str) -> i64 {
        self.book.minor(&account.parse().expect("an account"), Currency::CNY)
    }

    pub(super) fn balance(&self) -> i64 {
        self.book.minor(&Account::Balance(company()), Currency::CNY)
    }
}

#[test]
fn a_qr_that_is_paid_settles_the_order() {
    let mut story = Story::of(request(visit(), 1_000, 100), &[]);
    assert_eq!(story.order.state(), OrderState::Created);
    story.take(&issued()).expect("happens");
    assert_eq!(story.order.state(), OrderState::Pending);
    assert_eq!(story.effects, [Effect::ShowQr { expires_at: at(16) }]);
    story.take(&paid("T1", yuan(900), 5)).expect("happens");
    assert_eq!((story.order.state(), story.order.flags()), (OrderState::Paid, Flags::default()));
    let used = Effect::CouponUsed { coupon: coupon(1).id };
    assert_eq!(story.effects, [Effect::HideQr, Effect::Paid { money: yuan(900) }, used]);
    let held = (story.holds("clearing:sandbox"), story.holds("discount"), story.holds("revenue:visit"));
    assert_eq!(held, (-900, -100, 1_000));
}

#[test]
fn money_paid_ahead_comes_into_the_balance_by_itself() {
    let story =
        Story::of(request(Subject::TopUp { company: company() }, 1_000, 200), &[issued(), paid("T", yuan(800), 2)]);
    assert_eq!((story.balance(), story.holds("clearing:sandbox"), story.holds("discount")), (1_000, -800, -200));
    assert_eq!(story.kinds, [PostingKind::TopUp]);
}

#[test]
fn cash_is_an_order_too() {
    let by_hand = Request { provider: "cash".parse().expect("a provider"), ..request(visit(), 1_000, 0) };
    let story = Story::of(by_hand, &[paid("receipt 7", yuan(1_000), 2)]);
    assert_eq!((story.order.state(), story.holds("cash")), (OrderState::Paid, -1_000));
}

#[test]
fn a_webhook_before_the_create_response_is_kept() {
    let mut story = Story::of(request(visit(), 1_000, 0), &[paid("T1", yuan(1_000), 0)]);
    assert_eq!(story.order.state(), OrderState::Paid);
    story.take(&issued()).expect("happens");
    assert_eq!((story.order.state(), story.effects.len()), (OrderState::Paid, 0));
    assert_eq!(story.order.issued.as_ref().map(|issued| issued.reference.as_str()), Some("ref-1"));
    assert!(!story.order.flags().late);
}

#[test]
fn a_replayed_report_changes_nothing_by_whatever_way_it_comes() {
    let story = Story::of(request(visit(), 1_000, 0), &[issued(), paid("T1", yuan(1_000), 2)]);
    let by_query =
        Report { source: Source::Query, money: yuan(1_000), transaction: "T1".into(), event: None, at: at(3) };
    for again in [paid("T1", yuan(1_000), 2), paid("T1", yuan(1_000), 9), OrderEvent::PaidReported(by_query)] {
        assert_eq!(apply(&story.order, &again), Ok(story.order.unchanged()));
    }
    // The same names with another content: the first counts, and a person is called.
    let same_event = Report {
        source: Source::Webhook,
        money: yuan(1_000),
        transaction: "T2".into(),
        event: Some(format!("event of T1 at {}", 2)),
        at: at(3),
    };
    for (event, transaction) in [(paid("T1", yuan(999), 3), "T1"), (OrderEvent::PaidReported(same_event), "T2")] {
        let outcome = apply(&story.order, &event).expect("happens");
        assert_eq!((&outcome.order, outcome.postings.len()), (&story.order, 0));
        assert_eq!(outcome.effects, [Effect::Contradicted { transaction: transaction.into() }]);
    }
}

#[test]
fn a_second_payment_is_credited_to_who_pays_or_kept_for_a_refund() {
    let twice = [issued(), paid("T1", yuan(1_000), 2), paid("T2", yuan(1_000), 3)];
    let story = Story::of(request(visit(), 1_000, 0), &twice);
    assert_eq!((story.order.state(), story.balance()), (OrderState::Paid, 1_000));
    assert!(story.order.flags().duplicate);
    assert_eq!(story.effects, [Effect::HideQr, Effect::Credited { company: company(), money: yuan(1_000) }]);
    let nobody = Request { company: None, ..request(visit(), 1_000, 0) };
    let mut story = Story::of(nobody, &twice);
    assert_eq!((story.order.state(), story.holds("suspense")), (OrderState::Paid, 1_000));
    let suggested = Effect::SuggestRefund { transaction: "T2".into(), money: yuan(1_000) };
    assert_eq!(story.effects, [Effect::HideQr, suggested]);
    story.take(&ask(1, 1_000, Some("T2"))).expect("happens");
    assert_eq!((story.order.state(), story.holds("suspense")), (OrderState::Refunding, 0));
    story.take(&done(1)).expect("happens");
    let held = (story.holds("refunding"), story.holds("clearing:sandbox"), story.holds("revenue:visit"));
    assert_eq!((story.order.state(), held), (OrderState::Paid, (0, -1_000, 1_000)));
    let foreign = Story::of(request(visit(), 1_000, 0), &[paid("T1", yuan(1_000), 2), paid("T2", dollars(5), 3)]);
    assert_eq!(foreign.book.minor(&Account::Suspense, dollars(0).currency()), 5);
}

#[test]
fn an_order_paid_after_its_end_is_credited_and_flagged_late() {
    let expired = OrderEvent::Expired { at: at(16) };
    for (end, state) in [
        (expired, OrderState::Expired),
        (OrderEvent::Cancelled { at: at(2) }, OrderState::Cancelled),
        (OrderEvent::Failed { at: at(2) }, OrderState::Failed),
    ] {
        let mut story = Story::of(request(visit(), 1_000, 100), &[issued(), end]);
        assert_eq!(story.order.state(), state);
        let freed = Effect::CouponFreed { coupon: coupon(1).id };
        assert_eq!(story.effects, [Effect::HideQr, Effect::CloseAtProvider { reference: "ref-1".into() }, freed]);
        story.take(&paid("T1", yuan(900), 30)).expect("happens");
        assert_eq!((story.order.state(), story.holds("revenue:visit")), (OrderState::Paid, 1_000));
        assert!(story.order.flags().late && story.effects.contains(&Effect::PaidLate));
    }
}

#[test]
fn a_qr_expires_after_its_time_and_not_before() {
    let mut story = Story::of(request(visit(), 1_000, 0), &[]);
    let early = story.take(&OrderEvent::Expired { at: at(99) });
    assert_eq!(early, Err(OrderRefusal::WrongState { state: OrderState::Created }));
    story.take(&issued()).expect("happens");
    let early = story.take(&OrderEvent::Expired { at: Timestamp(at(16).ms() - 1) });
    assert_eq!(early, Err(OrderRefusal::StillValid { expires_at: at(16) }));
    story.take(&OrderEvent::Expired { at: at(16) }).expect("happens");
    assert_eq!(story.order.state(), OrderState::Expired);
    let own = OrderEvent::Issued { reference: "r".into(), expires_at: Some(at(5)), at: at(1) };
    let story = Story::of(request(visit(), 1_000, 0), &[own.clone(), OrderEvent::Expired { at: at(5) }]);
    assert_eq!(story.order.state(), OrderState::Expired);
    let past = OrderEvent::Issued { reference: "r".into(), expires_at: Some(at(1)), at: at(1) };
    assert_eq!(apply(&order(request(visit(), 1, 0)), &past), Err(create::wrong("expires_at")));
}

#[test]
fn an_answer_that_comes_after_the_cancellation_closes_the_order_at_its_provider() {
    let story = Story::of(request(visit(), 1_000, 0), &[OrderEvent::Cancelled { at: at(0) }, issued()]);
    assert_eq!(story.order.state(), OrderState::Cancelled);
    assert_eq!(story.effects, [Effect::CloseAtProvider { reference: "ref-1".into() }]);
    let other = OrderEvent::Issued { reference: "ref-2".into(), expires_at: None, at: at(1) };
    assert_eq!(apply(&story.order, &other), Err(OrderRefusal::AlreadyIssued { reference: "ref-1".into() }));
}

#[test]
fn what_was_paid_is_neither_cancelled_nor_expired_nor_failed() {
    let story = Story::of(request(visit(), 1_000, 0), &[issued(), paid("T1", yuan(1_000), 2)]);
    let refused = apply(&story.order, &OrderEvent::Cancelled { at: at(3) });
    assert_eq!(refused, Err(OrderRefusal::WrongState { state: OrderState::Paid }));
    for event in [OrderEvent::Expired { at: at(99) }, OrderEvent::Failed { at: at(3) }] {
        assert_eq!(apply(&story.order, &event), Ok(story.order.unchanged()));
    }
}

#[test]
fn reports_without_a_name_or_an_amount_are_refused() {
    let order = order(request(visit(), 900, 0));
    let report = |transaction: &str, event: Option<&str>, money| {
        let event = event.map(str::to_owned);
        let report = Report { source: Source::Manual, money, transaction: transaction.to_owned(), event, at: at(1) };
        apply(&order, &OrderEvent::PaidReported(report)).map(|outcome| outcome.order.state())
    };
    for (transaction, event, money, member) in [
        ("", None, yuan(900), "transaction"),
        ("a\nb", None, yuan(900), "transaction"),
        ("T1", Some(""), yuan(900), "event"),
        ("T1", None, yuan(0), "money"),
        ("T1", None, yuan(-900), "money"),
    ] {
        assert_eq!(report(transaction, event, money), Err(create::wrong(member)));
    }
    assert_eq!(report(&"x".repeat(129), None, yuan(900)), Err(create::wrong("transaction")));
    assert_eq!(report("T1", None, yuan(900)), Ok(OrderState::Paid));
}

#[test]
fn one_key_is_one_order_and_one_subject_has_one_open_order() {
    let first = order(request(visit(), 900, 0));
    let existing = [first.clone()];
    let ask = |request: Request| create(request, order_id(2), None, at(9), &existing);
    assert_eq!(ask(request(visit(), 900, 0)), Ok(Created::Same(first.clone())));
    assert_eq!(ask(request(visit(), 901, 0)), Err(OrderRefusal::KeyReused { order: first.id }));
    let other_key = |subject| Request { key: "wish-2".into(), ..request(subject, 900, 0) };
    assert_eq!(ask(other_key(visit())), Err(OrderRefusal::SubjectBusy { order: first.id }));
    assert!(matches!(ask(other_key(Subject::TopUp { company: company() })), Ok(Created::New(_))));
    type Step = (OrderEvent, bool);
    let steps: [Step; 4] = [
        (issued(), true),
        (paid("T1", yuan(1), 2), true),
        (decide(Decision::Refund { refund: refund_id(1) }), false),
        (done(1), false),
    ];
    let mut story = Story::of(request(visit(), 900, 0), &[]);
    for (event, open) in steps {
        story.take(&event).expect("happens");
        assert_eq!(open_order(std::slice::from_ref(&story.order), visit()).is_some(), open, "{event:?}");
    }
}

#[test]
fn what_makes_no_order_is_refused_with_its_reason() {
    type Case = (fn(&mut Request), OrderRefusal);
    let wrong = create::wrong;
    let cases: [Case; 8] = [
        (|r| r.key.clear(), wrong("key")),
        (|r| r.key = "x".repeat(129), wrong("key")),
        (|r| r.service = "x".repeat(65), wrong("service")),
        (|r| r.remark = "x".repeat(1_001), wrong("remark")),
        (|r| r.subject = Subject::TopUp { company: CompanyId::default() }, wrong("company")),
        (|r| r.coupon = Some(CouponUse { discount: yuan(0), ..coupon(1) }), wrong("coupon")),
        (|r| r.price = yuan(0), OrderRefusal::NothingToPay),
        (|r| r.coupon = Some(coupon(900)), OrderRefusal::NothingToPay),
    ];
    for (change, refusal) in cases {
        let mut request = request(visit(), 900, 0);
        change(&mut request);
        assert_eq!(create(request, order_id(2), None, at(0), &[]), Err(refusal));
    }
}

#[test]
fn an_order_has_no_more_payments_and_refunds_than_it_can_carry() {
    let mut story = Story::of(request(visit(), 900, 0), &[paid("T", yuan(900), 1)]);
    for n in 1..100 {
        story.take(&paid(&format!("T{n}"), yuan(1), n)).expect("happens");
    }
    assert_eq!(story.take(&paid("one more", yuan(1), 1)), Err(OrderRefusal::TooMany));
    assert_eq!(apply(&story.order, &paid("T5", yuan(1), 5)), Ok(story.order.unchanged()));
    for n in 0..100 {
        story.take(&ask(n, 1, None)).expect("happens");
    }
    assert_eq!(story.take(&ask(200, 1, None)), Err(OrderRefusal::TooMany));
}

#[test]
fn orders_events_and_effects_are_the_same_after_json() {
    let events = [
        issued(),
        paid("T1", yuan(900), 2),
        paid("T2", yuan(5), 3),
        ask(1, 300, None),
        done(1),
        decide(Decision::Refund { refund: refund_id(2) }),
        OrderEvent::Cancelled { at: at(1) },
    ];
    for event in &events {
        let json = serde_json::to_string(event).expect("serialises");
        assert_eq!(serde_json::from_str::<OrderEvent>(&json).expect("reads"), *event, "{json}");
    }
    let story = Story::of(request(visit(), 1_000, 100), &events[..5]);
    let json = serde_json::to_value(&story.order).expect("serialises");
    assert_eq!(json["payments"][1]["booked"], "credited");
    assert_eq!(json["request"]["subject"]["is"], "visit");
    assert_eq!(serde_json::from_value::<Order>(json).expect("reads"), story.order);
    let json = serde_json::to_string(&story.effects).expect("serialises");
    assert_eq!(serde_json::from_str::<Vec<Effect>>(&json).expect("reads"), story.effects);
}
