//! A service card as it is typed: texts, until they are read as amounts.

use std::collections::BTreeMap;

use truckroll_domain::CardId;
use truckroll_domain::money::Currency;
use truckroll_domain::money::cards::{ServiceCard, Unit};
use truckroll_protocol::api::fees::ServiceCardNow;
use truckroll_ui::prelude::*;

use super::super::draft::Replaced;
use crate::desk::fees::amount;

/// Minutes of a step where nothing else is typed.
const STEP: &str = "15";

/// What is typed of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Price.
    pub price: String,
    /// Its currency.
    pub currency: Currency,
    /// Whether the price is for an hour.
    pub hourly: bool,
    /// Minutes of a step.
    pub step: String,
    /// Whether customers see it.
    pub visible: bool,
    /// Tax in the price, per cent.
    pub tax: String,
    /// Days for which it may be used.
    pub days: String,
}

impl Typed {
    /// Nothing yet, in a currency.
    #[must_use]
    pub fn new(currency: Currency) -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            price: String::new(),
            currency,
            hourly: false,
            step: STEP.to_owned(),
            visible: true,
            tax: String::new(),
            days: String::new(),
        }
    }

    /// A card as it would be typed.
    #[must_use]
    pub fn of(card: &ServiceCard) -> Self {
        let step = match card.unit {
            Unit::Time => None,
            Unit::Hour { step_minutes } => Some(step_minutes.to_string()),
        };
        Self {
            name: card.name.clone(),
            description: card.description.clone(),
            price: card.price.to_string(),
            currency: card.price.currency(),
            hourly: step.is_some(),
            step: step.unwrap_or_else(|| STEP.to_owned()),
            visible: card.visible,
            tax: amount::rate_text(card.tax),
            days: card.validity_days.map(|days| days.to_string()).unwrap_or_default(),
        }
    }

    /// The card that is meant.
    ///
    /// # Errors
    /// What is wrong, in words, by member.
    pub fn card(&self, id: CardId, former: Option<&ServiceCard>) -> Result<ServiceCard, BTreeMap<String, String>> {
        let mut wrong = BTreeMap::new();
        let mut note = |member: &str, said: String| {
            wrong.insert(member.to_owned(), said);
        };
        let whole = |text: &str| text.trim().parse::<u32>().ok();
        let price = if self.price.trim().is_empty() {
            Err(tr("fees-number-empty"))
        } else {
            amount::not_negative(&self.price, self.currency)
        };
        let price = price.map_err(|said| note("price", said)).ok();
        let tax = amount::rate(&self.tax).map_err(|said| note("tax", said)).ok();
        let step = if self.hourly { whole(&self.step) } else { Some(0) };
        if step.is_none() {
            note("step_minutes", tr("fees-problem-step"));
        }
        let days = if self.days.trim().is_empty() { Some(None) } else { whole(&self.days).map(Some) };
        if days.is_none() {
            note("validity_days", tr("fees-problem-days"));
        }
        let (Some(price), Some(tax), Some(step), Some(validity_days)) = (price, tax, step, days) else {
            if self.name.trim().is_empty() {
                note("name", tr("fees-problem-required"));
            }
            return Err(wrong);
        };
        let card = ServiceCard {
            id,
            name: self.name.trim().to_owned(),
            price,
            unit: if self.hourly { Unit::Hour { step_minutes: step } } else { Unit::Time },
            visible: self.visible,
            description: self.description.trim().to_owned(),
            validity_days,
            tax,
            archived_at: former.and_then(|card| card.archived_at),
        };
        match card.check() {
            Ok(()) => Ok(card),
            Err(found) => {
                Err(found.into_iter().map(|(member, key)| (member.to_owned(), problem(member, key))).collect())
            }
        }
    }
}

/// A problem of the domain or of the server in words.
#[must_use]
pub fn problem(member: &str, key: &str) -> String {
    match (member, key) {
        ("step_minutes", "out_of_range") => tr("fees-problem-step"),
        ("validity_days", "out_of_range") => tr("fees-problem-days"),
        (_, key) => {
            let known = format!("fees-problem-{}", key.replace('_', "-"));
            tr(if has_message(&known) { &known } else { "fees-problem-other" })
        }
    }
}

/// A card beside what is typed of it: what colleagues may replace meanwhile.
#[derive(Clone, Debug, PartialEq)]
pub struct CardNow {
    /// The number it was written at; 0 for a new one.
    pub seq: i64,
    /// The card; none yet for a new one.
    pub card: Option<ServiceCard>,
    /// As it would be typed.
    pub typed: Typed,
}

impl CardNow {
    /// A new one.
    #[must_use]
    pub fn new(currency: Currency) -> Self {
        Self { seq: 0, card: None, typed: Typed::new(currency) }
    }

    /// One that is there.
    #[must_use]
    pub fn of(now: &ServiceCardNow) -> Self {
        Self { seq: now.seq, card: Some(now.card.clone()), typed: Typed::of(&now.card) }
    }
}

impl Replaced for CardNow {
    type Body = Typed;
    fn seq(&self) -> i64 {
        self.seq
    }
    fn body(&self) -> &Typed {
        &self.typed
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::money::BasisPoints;

    use super::*;

    fn typed() -> Typed {
        Typed { name: " Remote help ".into(), price: "120".into(), ..Typed::new(Currency::CNY) }
    }

    #[test]
    fn what_is_typed_becomes_a_card_and_reads_the_same_again() {
        let id = CardId::from_parts(1, [1; 10]);
        let hourly = Typed { hourly: true, tax: "6".into(), days: "30".into(), ..typed() };
        let card = hourly.card(id, None).expect("a card");
        assert_eq!((card.name.as_str(), card.price.minor()), ("Remote help", 12_000));
        assert_eq!((card.unit, card.tax), (Unit::Hour { step_minutes: 15 }, BasisPoints(600)));
        assert_eq!(Typed::of(&card).card(id, None), Ok(card));
    }

    #[test]
    fn each_wrong_member_is_named() {
        let id = CardId::from_parts(1, [1; 10]);
        let members = |typed: Typed| typed.card(id, None).expect_err("wrong").into_keys().collect::<Vec<_>>();
        assert_eq!(members(Typed::new(Currency::CNY)), ["name", "price"]);
        assert_eq!(members(Typed { price: "1,2".into(), ..typed() }), ["price"]);
        assert_eq!(members(Typed { hourly: true, step: "x".into(), ..typed() }), ["step_minutes"]);
        assert_eq!(members(Typed { hourly: true, step: "0".into(), ..typed() }), ["step_minutes"]);
        assert_eq!(members(Typed { days: "0".into(), tax: "200".into(), ..typed() }), ["tax"]);
        assert_eq!(members(Typed { days: "0".into(), ..typed() }), ["validity_days"]);
        assert_eq!(members(Typed { name: "x".repeat(101), ..typed() }), ["name"]);
        for (member, key) in [("step_minutes", "out_of_range"), ("name", "too_long"), ("", "too_many"), ("x", "y")] {
            assert!(problem(member, key).contains(' '), "{member} {key}");
        }
    }
}
