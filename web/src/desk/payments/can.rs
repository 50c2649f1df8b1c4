//! What can be done with an order, by how it stands and by what somebody may. The server decides; this says which buttons there are.

use truckroll_domain::access::{Area, Rights, Verb};
use truckroll_domain::money::Money;
use truckroll_domain::money::orders::{Booked, Order, OrderState, Payment, Refund, RefundState, Subject};

use super::by_hand;

/// What somebody may do with payments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    /// Charge, take back, say that money came.
    pub charge: bool,
    /// Charge another amount than a card says.
    pub price: bool,
    /// Decide about another amount, and refund.
    pub refund: bool,
}

impl May {
    /// What these rights allow.
    #[must_use]
    pub fn of(rights: &Rights) -> Self {
        Self {
            charge: rights.allow(Area::Fees, Verb::Create),
            price: rights.allow(Area::Fees, Verb::Edit),
            refund: rights.allow(Area::Fees, Verb::Delete),
        }
    }

    /// The same where nothing is charged any more.
    #[must_use]
    pub fn charges(self, open: bool) -> Self {
        Self { charge: self.charge && open, ..self }
    }
}

/// What can be done with an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Can {
    /// Take it back.
    pub cancel: bool,
    /// Say that the money came.
    pub confirm: bool,
    /// Ask for the same once more.
    pub again: bool,
    /// Decide about another amount.
    pub decide: bool,
    /// Have money go back.
    pub refund: bool,
    /// Say what became of money by hand that is to go back.
    pub seen: bool,
}

/// What can be done with this order.
#[must_use]
pub fn can(order: &Order, may: May) -> Can {
    use OrderState as State;
    let state = order.state();
    let hand = by_hand(&order.request.provider);
    let charged_here =
        matches!(order.request.subject, Subject::Visit { .. } | Subject::TicketProducts { .. } | Subject::TopUp { .. });
    Can {
        cancel: may.charge && matches!(state, State::Created | State::Pending),
        // somebody may pay with a QR that he photographed before
        confirm: may.charge && hand && matches!(state, State::Pending | State::Expired | State::Cancelled),
        again: may.charge && charged_here && matches!(state, State::Expired | State::Cancelled | State::Failed),
        decide: may.refund && state == State::Mismatch,
        refund: may.refund && !refundable(order).is_empty(),
        seen: may.refund && hand && open_refunds(order).next().is_some(),
    }
}

/// Whether something may happen to it by itself, or by a colleague who takes the money.
#[must_use]
pub fn is_watched(order: &Order) -> bool {
    match order.state() {
        OrderState::Created | OrderState::Pending => true,
        OrderState::Refunding => !by_hand(&order.request.provider),
        _ => false,
    }
}

/// What is left of a payment; refunds that are under way count as gone.
#[must_use]
pub fn left(order: &Order, payment: &Payment) -> Money {
    let zero = Money::zero(payment.money.currency());
    let gone = order
        .refunds
        .iter()
        .filter(|refund| refund.transaction == payment.transaction && refund.state != RefundState::Failed)
        .try_fold(zero, |sum, refund| sum.plus(refund.money));
    gone.and_then(|gone| payment.money.minus(gone)).unwrap_or(zero)
}

/// Payments that can be refunded in parts, with what is left of each. An unclear one is decided about as a whole.
#[must_use]
pub fn refundable(order: &Order) -> Vec<(Payment, Money)> {
    let decided = order.payments.iter().filter(|payment| payment.booked != Booked::Unclear);
    let with_rest = decided.map(|payment| (payment.clone(), left(order, payment)));
    with_rest.filter(|(_, rest)| rest.is_positive()).collect()
}

/// Refunds of which nobody said yet what became of them.
pub fn open_refunds(order: &Order) -> impl Iterator<Item = &Refund> {
    order.refunds.iter().filter(|refund| refund.state == RefundState::Open)
}

#[cfg(test)]
mod tests {
    use truckroll_domain::access::BuiltIn;

    use super::*;
    use crate::sample;
    use crate::sample::Order as Kind;

    const ALL: May = May { charge: true, price: true, refund: true };
    const CHARGES: May = May { charge: true, price: false, refund: false };

    /// The verbs that are offered, one letter each: cancel, confirm, again, decide, refund, seen.
    fn letters(can: Can) -> String {
        let all = [
            (can.cancel, 'x'),
            (can.confirm, 'm'),
            (can.again, 'n'),
            (can.decide, 'd'),
            (can.refund, 'r'),
            (can.seen, 's'),
        ];
        all.into_iter().filter(|(on, _)| *on).map(|(_, letter)| letter).collect()
    }

    #[test]
    fn every_state_offers_what_goes_with_it() {
        for (kind, provider, all, charges) in [
            (Kind::Created, "wechat_pay", "x", "x"),
            (Kind::Pending, "wechat_pay", "x", "x"),
            (Kind::Pending, "cash", "xm", "xm"),
            (Kind::Pending, "static_qr", "xm", "xm"),
            (Kind::Paid, "wechat_pay", "r", ""),
            (Kind::Mismatch, "cash", "d", ""),
            (Kind::Expired, "wechat_pay", "n", "n"),
            (Kind::Expired, "cash", "mn", "mn"),
            (Kind::Cancelled, "cash", "mn", "mn"),
            (Kind::Failed, "wechat_pay", "n", "n"),
            (Kind::Refunding, "wechat_pay", "r", ""),
            (Kind::Refunding, "cash", "rs", ""),
            (Kind::Refunded, "cash", "", ""),
            (Kind::Late, "cash", "r", ""),
            (Kind::Twice, "cash", "r", ""),
            (Kind::RefundFailed, "cash", "r", ""),
        ] {
            let order = sample::order(kind, provider).order;
            assert_eq!(letters(can(&order, ALL)), all, "{kind:?} {provider}");
            assert_eq!(letters(can(&order, CHARGES)), charges, "{kind:?} {provider}");
            assert_eq!(letters(can(&order, May::default())), "", "{kind:?} {provider}");
        }
    }

    #[test]
    fn a_screen_asks_again_only_while_something_may_happen() {
        for (kind, provider, watched) in [
            (Kind::Created, "alipay", true),
            (Kind::Pending, "cash", true),
            (Kind::Paid, "alipay", false),
            (Kind::Expired, "alipay", false),
            (Kind::Refunding, "alipay", true),
            (Kind::Refunding, "cash", false),
            (Kind::Mismatch, "alipay", false),
        ] {
            assert_eq!(is_watched(&sample::order(kind, provider).order), watched, "{kind:?} {provider}");
        }
    }

    #[test]
    fn what_is_left_counts_refunds_under_way_and_not_those_that_failed() {
        let rest = |kind| refundable(&sample::order(kind, "cash").order).into_iter().map(|(_, rest)| rest.minor());
        assert_eq!(rest(Kind::Paid).collect::<Vec<_>>(), [12_000]);
        assert_eq!(rest(Kind::Refunding).collect::<Vec<_>>(), [7_000]);
        assert_eq!(rest(Kind::RefundFailed).collect::<Vec<_>>(), [12_000]);
        assert_eq!(rest(Kind::Twice).collect::<Vec<_>>(), [12_000, 12_000]);
        assert_eq!(rest(Kind::Mismatch).count(), 0, "it is decided about");
        assert_eq!(rest(Kind::Refunded).count(), 0);
    }

    #[test]
    fn rights_are_those_of_fees() {
        let may = |role| May::of(&sample::rights(role));
        assert_eq!(may(BuiltIn::Administrator), ALL);
        assert_eq!(may(BuiltIn::Dispatcher), May { refund: false, ..ALL });
        assert_eq!(may(BuiltIn::Engineer), CHARGES);
        assert_eq!(ALL.charges(false), May { charge: false, ..ALL });
    }
}
