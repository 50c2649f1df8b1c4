//! Orders in bad weather: any events, in any order, replayed, lost, and broken off between deciding and storing.

use proptest::prelude::*;

use super::tests::{at, company, dollars, order, paid, refund_id, request, visit, yuan};
use super::*;
use crate::money::ledger::{Account, Book, Chain, Posted, Sealed, verify};
use crate::money::{Currency, MAX_MINOR};
use crate::{PostingId, TenantId};

/// What happens to an event on its way.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Arrives,
    ComesTwice,
    IsLost,
    /// The node ends before it has stored anything; the event comes again.
    BreaksOff,
    /// Two nodes decide about the same state, and both store.
    ByTwoNodes,
}

fn fates() -> impl Strategy<Value = Fate> {
    prop_oneof![
        4 => Just(Fate::Arrives),
        1 => Just(Fate::ComesTwice),
        1 => Just(Fate::IsLost),
        1 => Just(Fate::BreaksOff),
        1 => Just(Fate::ByTwoNodes),
    ]
}

fn moneys() -> impl Strategy<Value = Money> {
    prop_oneof![4 => Just(yuan(900)), 2 => (1..2_000_i64).prop_map(yuan), 1 => (1..2_000_i64).prop_map(dollars)]
}

fn events() -> impl Strategy<Value = OrderEvent> {
    let minutes = || 0..40_i64;
    let refunds = || (0..4_u8).prop_map(refund_id);
    let decision = prop_oneof![Just(Decision::Accept), refunds().prop_map(|refund| Decision::Refund { refund })];
    let transactions = || (0..4_u8).prop_map(|n| format!("T{n}"));
    let ask = (refunds(), moneys(), prop::option::of(transactions()), minutes());
    prop_oneof![
        2 => (0..2_u8, minutes()).prop_map(|(n, minute)| {
            OrderEvent::Issued { reference: format!("ref-{n}"), expires_at: None, at: at(minute) }
        }),
        5 => (transactions(), moneys(), minutes()).prop_map(|(name, money, minute)| paid(&name, money, minute)),
        1 => minutes().prop_map(|minute| OrderEvent::Expired { at: at(minute) }),
        1 => minutes().prop_map(|minute| OrderEvent::Cancelled { at: at(minute) }),
        1 => minutes().prop_map(|minute| OrderEvent::Failed { at: at(minute) }),
        2 => (decision, minutes()).prop_map(|(decision, minute)| {
            OrderEvent::MismatchDecided { decision, by: None, at: at(minute) }
        }),
        4 => ask.prop_map(|(refund, money, transaction, minute)| {
            OrderEvent::RefundAsked(Ask { refund, money, transaction, by: None, at: at(minute) })
        }),
        3 => (refunds(), minutes()).prop_map(|(refund, minute)| OrderEvent::RefundDone { refund, at: at(minute) }),
        2 => (refunds(), minutes()).prop_map(|(refund, minute)| OrderEvent::RefundFailed { refund, at: at(minute) }),
    ]
}

fn orders() -> impl Strategy<Value = Order> {
    let subjects = prop_oneof![Just(visit()), Just(Subject::TopUp { company: company() })];
    (subjects, prop_oneof![Just((900, 0)), Just((1_000, 100)), Just((901, 1))], any::<bool>()).prop_map(
        |(subject, (price, discount), known)| {
            let request = request(subject, price, discount);
            order(Request { company: request.company.filter(|_| known), ..request })
        },
    )
}

/// A server: the order as it is stored, and the books.
struct Server {
    order: Order,
    book: Book,
    chain: Chain,
    journal: Vec<Sealed>,
    /// Events that happened, to come again later.
    taken: Vec<OrderEvent>,
}

fn tenant() -> TenantId {
    TenantId::from_parts(1, [1; 10])
}

impl Server {
    /// One transaction: the order and its postings, or neither.
    fn store(&mut self, outcome: &Outcome) -> bool {
        let mut book = self.book.clone();
        let mut fresh = Vec::new();
        for (seq, posting) in (self.chain.seq + 1..).zip(&outcome.postings) {
            match book.post(seq, posting) {
                Ok(Posted::New) => fresh.push(posting.clone()),
                Ok(Posted::Known) => {}
                Err(_) => return false,
            }
        }
        self.book = book;
        self.order = outcome.order.clone();
        for posting in fresh {
            self.journal.push(self.chain.append(posting).expect("valid"));
        }
        true
    }

    fn take(&mut self, event: &OrderEvent, fate: Fate) -> Result<(), TestCaseError> {
        let Ok(outcome) = apply(&self.order, event) else { return Ok(()) };
        match fate {
            Fate::IsLost => return Ok(()),
            Fate::BreaksOff => prop_assert_eq!(apply(&self.order, event), Ok(outcome.clone())),
            Fate::Arrives | Fate::ComesTwice | Fate::ByTwoNodes => {}
        }
        if !self.store(&outcome) {
            return Ok(());
        }
        if matches!(fate, Fate::ByTwoNodes) {
            let (book, journal) = (self.book.clone(), self.journal.len());
            prop_assert!(self.store(&outcome));
            prop_assert_eq!((&self.book, self.journal.len()), (&book, journal));
        }
        if matches!(fate, Fate::ComesTwice) {
            self.again(event)?;
        }
        self.taken.push(event.clone());
        Ok(())
    }

    /// What happened once changes nothing when it comes again.
    fn again(&self, event: &OrderEvent) -> Result<(), TestCaseError> {
        if let Ok(outcome) = apply(&self.order, event) {
            prop_assert_eq!(&outcome.order, &self.order);
            prop_assert_eq!(outcome.postings, Vec::new());
            let warns = |effect: &Effect| matches!(effect, Effect::Contradicted { .. });
            prop_assert!(outcome.effects.iter().all(warns), "{:?}", outcome.effects);
        }
        Ok(())
    }

    fn holds(&self, account: &Account, money: Money) -> i64 {
        self.book.minor(account, money.currency())
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let order = &self.order;
        let provider = order.request.provider.account();
        for zero in [yuan(0), dollars(0)] {
            let currency = zero.currency();
            let of_currency = |(_, one, _): &(&Account, Currency, i64)| *one == currency;
            prop_assert_eq!(self.book.sums().filter(of_currency).map(|(_, _, minor)| minor).sum::<i64>(), 0);
            // What came in less what left is with the provider, to the minor unit.
            let paid = order.payments.iter().filter(|one| one.money.currency() == currency);
            let done = |one: &&Refund| one.state == RefundState::Done && one.money.currency() == currency;
            let open = |one: &&Refund| one.state == RefundState::Open && one.money.currency() == currency;
            let (paid, done, open) = (
                paid.map(|one| one.money.minor()).sum::<i64>(),
                order.refunds.iter().filter(done).map(|one| one.money.minor()).sum::<i64>(),
                order.refunds.iter().filter(open).map(|one| one.money.minor()).sum::<i64>(),
            );
            prop_assert_eq!(-self.holds(&provider, zero), paid - done);
            prop_assert!(paid >= done + open);
            prop_assert_eq!(self.holds(&Account::Refunding, zero), open);
            // Suspense is what nobody has decided about.
            let undecided = |one: &&Payment| {
                matches!(one.booked, Booked::Unclear | Booked::Held) && one.money.currency() == currency
            };
            let undecided = order.payments.iter().filter(undecided);
            let left: i64 = undecided.map(|one| one.money.minor() - order.taken(one).0).sum();
            prop_assert_eq!(self.holds(&Account::Suspense, zero), left);
            let balance = Account::Balance(company());
            let lines = self.journal.iter().filter(|sealed| sealed.posting.currency == currency);
            let lines = lines.flat_map(|sealed| &sealed.posting.lines).filter(|line| line.account == balance);
            prop_assert_eq!(self.holds(&balance, zero), lines.map(|line| line.minor).sum::<i64>());
            prop_assert!(self.holds(&balance, zero) >= 0);
            prop_assert!(self.holds(&Account::Discount, zero) <= 0);
            prop_assert!(self.holds(&Account::Refunds, zero) <= 0);
        }
        if order.state() == OrderState::Refunded && order.payments.len() == 1 {
            let earned = |account: &Account| matches!(account, Account::Revenue(_) | Account::Refunds);
            prop_assert!(self.book.sums().all(|(account, _, minor)| minor == 0 || earned(account)));
        }
        for payment in &order.payments {
            prop_assert!(order.taken(payment).0 <= payment.money.minor());
            prop_assert!(order.taken(payment).1 <= payment.discount.minor().max(0));
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn in_any_weather_money_neither_appears_nor_vanishes(
        order in orders(),
        story in prop::collection::vec((events(), fates(), any::<prop::sample::Index>()), 0..30),
        spent in prop::option::of((0..30_usize, 1..900_i64)),
    ) {
        let (journal, taken) = (Vec::new(), Vec::new());
        let mut server = Server { order, book: Book::default(), chain: Chain::new(tenant()), journal, taken };
        for (place, (event, fate, earlier)) in story.iter().enumerate() {
            server.take(event, *fate)?;
            server.check()?;
            if !server.taken.is_empty() {
                server.again(earlier.get(&server.taken))?;
            }
            // In between the company may spend what it has.
            if let Some((when, minor)) = spent && when == place {
                let mut voucher = server.order.voucher(books::Step::Paid, "spent", None, at(0));
                voucher.id = PostingId::from_parts(1, [1; 10]);
                let lines = [(Account::Balance(company()), -minor), (Account::Revenue(RevenueKind::Remote), minor)];
                let kind = crate::money::ledger::PostingKind::Deduct;
                let posting = Posting::of(kind, Currency::CNY, lines, voucher).expect("valid");
                let order = server.order.clone();
                server.store(&Outcome { order, postings: vec![posting], effects: Vec::new() });
            }
        }
        for event in &server.taken {
            server.again(event)?;
        }
        prop_assert_eq!(verify(tenant(), &server.journal), Ok(server.chain));
        prop_assert_eq!(Book::read(&server.journal), Ok(server.book));
        let json = serde_json::to_string(&server.order).expect("serialises");
        prop_assert_eq!(serde_json::from_str::<Order>(&json).expect("reads"), server.order);
    }

    #[test]
    fn payments_sum_to_the_same_in_whatever_order_they_are_reported(
        order in orders(),
        reports in prop::collection::btree_map(0..5_u8, moneys(), 1..5).prop_map(|all| all.into_iter().collect::<Vec<_>>()),
        shuffled in any::<prop::sample::Index>(),
    ) {
        let run = |reports: &[(u8, Money)]| {
            let (mut order, mut book) = (order.clone(), Book::default());
            for (name, money) in reports {
                let outcome = apply(&order, &paid(&format!("T{name}"), *money, 1)).expect("happens");
                for posting in &outcome.postings {
                    book.post(1, posting).expect("fits");
                }
                order = outcome.order;
            }
            [yuan(0), dollars(0)].map(|zero| book.minor(&order.request.provider.account(), zero.currency()))
        };
        let mut other = reports.clone();
        other.rotate_left(shuffled.index(reports.len()));
        prop_assert_eq!(run(&reports), run(&other));
    }

    #[test]
    fn every_event_has_an_answer_even_for_orders_that_make_no_sense(
        order in orders(), story in prop::collection::vec(events(), 0..8), minor in -MAX_MINOR..=MAX_MINOR,
    ) {
        let mut order = order;
        order.request.price = yuan(minor);
        for event in &story {
            if let Ok(outcome) = apply(&order, event) {
                prop_assert!(outcome.postings.iter().all(|posting| posting.check().is_ok()));
                order = outcome.order;
            }
        }
    }
}
