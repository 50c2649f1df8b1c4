//! What is typed of a deduct, and how a card fills it in.

use truckroll_domain::money::cards::{ServiceCard, Unit, Usage};
use truckroll_domain::money::ledger::RevenueKind;
use truckroll_domain::money::{Currency, Money};
use truckroll_domain::{AgentId, CardId, PostingId};
use truckroll_protocol::api::fees::NewDeduction;

use super::company::Payer;

/// Minutes where nobody has said how many: an hour.
const MINUTES: u32 = 60;

/// What a deduct is for, where it begins beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// For what.
    pub revenue: RevenueKind,
    /// The number of the ticket, visit or session.
    pub number: String,
    /// The card that was chosen there.
    pub card: Option<CardId>,
}

/// What is typed of a deduct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The card that was chosen.
    pub card: Option<CardId>,
    /// Minutes of a card per hour.
    pub minutes: String,
    /// How much.
    pub amount: String,
    /// In which currency.
    pub currency: Currency,
    /// Who served; whoever deducts when nobody is chosen.
    pub by: Option<AgentId>,
    /// For what.
    pub revenue: RevenueKind,
    /// The number of the ticket, visit or session.
    pub service: String,
    /// What is noted.
    pub remark: String,
}

impl Typed {
    /// With the card of the company, by the person at the desk.
    #[must_use]
    pub fn new(payer: &Payer, me: Option<AgentId>) -> Self {
        let of_staff = |me: &AgentId| payer.agents.iter().any(|(id, _)| *id == me.to_string());
        let mut typed = Self {
            card: None,
            minutes: MINUTES.to_string(),
            amount: String::new(),
            currency: payer.currency(),
            by: me.filter(of_staff),
            revenue: RevenueKind::Visit,
            service: String::new(),
            remark: String::new(),
        };
        typed.choose(payer, payer.preselected().map(|card| card.id));
        typed
    }

    /// The same for something that is known.
    #[must_use]
    pub fn of(payer: &Payer, me: Option<AgentId>, served: Option<Served>) -> Self {
        let mut typed = Self::new(payer, me);
        if let Some(served) = served {
            typed.revenue = served.revenue;
            typed.service = served.number;
            typed.choose(payer, served.card);
        }
        typed
    }

    /// The card that was chosen.
    #[must_use]
    pub fn card<'a>(&self, payer: &'a Payer) -> Option<&'a ServiceCard> {
        payer.offered().find(|card| Some(card.id) == self.card)
    }

    /// Whether minutes are asked for.
    #[must_use]
    pub fn hourly(&self, payer: &Payer) -> bool {
        self.card(payer).is_some_and(|card| matches!(card.unit, Unit::Hour { .. }))
    }

    /// Chooses a card, which says currency and amount; without one the amount stays.
    pub fn choose(&mut self, payer: &Payer, card: Option<CardId>) {
        self.card = card;
        self.fill(payer);
    }

    /// It lasted so many minutes.
    pub fn last(&mut self, payer: &Payer, minutes: &str) {
        minutes.clone_into(&mut self.minutes);
        self.fill(payer);
    }

    fn fill(&mut self, payer: &Payer) {
        let Some(card) = self.card(payer) else { return };
        let usage = match card.unit {
            Unit::Time => Usage::Times(1),
            Unit::Hour { .. } => match self.minutes.trim().parse() {
                Ok(minutes) => Usage::Minutes(minutes),
                Err(_) => return,
            },
        };
        if let Ok(charge) = card.charge_for(usage) {
            self.currency = charge.amount.currency();
            self.amount = charge.amount.to_string();
        }
    }

    /// What is asked of the server.
    #[must_use]
    pub fn deduction(&self, id: PostingId, money: Money, version: i64, again: bool) -> NewDeduction {
        NewDeduction {
            id,
            money,
            revenue: self.revenue,
            version,
            again,
            by: self.by,
            service: self.service.trim().to_owned(),
            remark: self.remark.trim().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::payer;
    use super::*;
    use crate::sample;

    #[test]
    fn the_card_of_the_company_is_preselected_and_fills_the_amount_in() {
        let payer = payer();
        let mut typed = Typed::new(&payer, Some(sample::agent_id(1)));
        assert_eq!((typed.card, typed.amount.as_str()), (Some(sample::card_id(1)), "120.00"));
        assert_eq!(typed.by, Some(sample::agent_id(1)));
        typed.choose(&payer, Some(sample::card_id(2)));
        assert_eq!((typed.hourly(&payer), typed.amount.as_str()), (true, "300.00"));
        typed.last(&payer, "61");
        assert_eq!(typed.amount, "450.00", "started half hours count whole");
        typed.last(&payer, "x");
        assert_eq!(typed.amount, "450.00", "what is no number changes nothing");
        typed.choose(&payer, None);
        assert_eq!(typed.amount, "450.00");
    }

    #[test]
    fn an_archived_card_is_not_preselected_and_a_stranger_is_not_named() {
        let mut payer = payer();
        payer.fees.terms.card = Some(sample::card_id(3));
        let typed = Typed::new(&payer, Some(sample::agent_id(9)));
        assert_eq!((typed.card, typed.amount.as_str(), typed.by), (None, "", None));
    }

    #[test]
    fn what_is_known_of_the_service_is_filled_in() {
        let served = Served { revenue: RevenueKind::Product, number: "T-9".into(), card: Some(sample::card_id(2)) };
        let typed = Typed::of(&payer(), None, Some(served));
        assert_eq!(
            (typed.revenue, typed.service.as_str(), typed.amount.as_str()),
            (RevenueKind::Product, "T-9", "300.00")
        );
        assert_eq!(Typed::of(&payer(), None, None), Typed::new(&payer(), None));
    }

    #[test]
    fn the_request_names_the_version_that_was_seen() {
        let payer = payer();
        let typed = Typed { service: " V-77 ".into(), ..Typed::new(&payer, None) };
        let balance = payer.balance(Currency::CNY);
        let asked = typed.deduction(sample::posting_id(9), sample::yuan(12_000), balance.version, true);
        assert_eq!((asked.version, asked.again, asked.service.as_str()), (3, true, "V-77"));
        let none = payer.balance(Currency::of("EUR").expect("a currency"));
        assert_eq!((none.version, none.money.minor()), (0, 0));
    }
}
