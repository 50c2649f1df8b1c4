//! What is typed of a charge, what it costs, and the key that names the wish.

use truckroll_domain::CardId;
use truckroll_domain::money::cards::{ServiceCard, Unit, Usage, default_card};
use truckroll_domain::money::ledger::Provider;
use truckroll_domain::money::orders::Subject;
use truckroll_domain::money::{Currency, Money};
use truckroll_protocol::api::fees::CompanyFees;
use truckroll_protocol::api::payments::{NewOrder, Payable};
use truckroll_ui::prelude::*;

use crate::desk::fees::amount::positive;

/// The way that is no order: the balance of the company pays.
pub const BALANCE: &str = "balance";
/// Minutes of a card per hour where nobody has said how many.
const MINUTES: &str = "60";
/// Those who take yuan only.
const YUAN_ONLY: [&str; 2] = ["wechat_pay", "alipay"];

/// What there is to choose from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offer {
    /// All cards, archived ones among them.
    pub cards: Vec<ServiceCard>,
    /// Who takes payments.
    pub payable: Vec<Payable>,
    /// What the company has and what holds for it; nothing where it is not known or not for the reader.
    pub fees: Option<CompanyFees>,
    /// Any amount may be charged; else only what a card says.
    pub free: bool,
    /// The balance can pay: it is no money for the balance itself.
    pub deducts: bool,
}

impl Offer {
    /// Cards that are offered.
    pub fn offered(&self) -> impl Iterator<Item = &ServiceCard> {
        self.cards.iter().filter(|card| card.is_offered())
    }

    /// An offered card by its id.
    #[must_use]
    pub fn card(&self, id: Option<CardId>) -> Option<&ServiceCard> {
        self.offered().find(|card| Some(card.id) == id)
    }

    /// The card that is preselected: the company's, and where nothing else can be charged the first one.
    #[must_use]
    pub fn preselected(&self) -> Option<&ServiceCard> {
        let chosen = self.fees.as_ref().and_then(|fees| fees.terms.card);
        default_card(&self.cards, chosen).or_else(|| self.offered().next().filter(|_| !self.free))
    }

    /// Currencies that have to do with it: of the preselected card, of the balances, of other cards.
    pub fn currencies(&self) -> impl Iterator<Item = Currency> {
        let of_card = self.preselected().map(|card| card.price.currency());
        let balances = self.fees.iter().flat_map(|fees| fees.balances.iter().map(|balance| balance.money.currency()));
        of_card.into_iter().chain(balances).chain(self.offered().map(|card| card.price.currency()))
    }

    /// What the company paid ahead in a currency; nothing where none ever moved.
    #[must_use]
    pub fn balance(&self, currency: Currency) -> Option<Money> {
        let balances = self.fees.as_ref()?.balances.iter();
        balances.map(|balance| balance.money).find(|money| money.currency() == currency)
    }

    /// The ways to pay in a currency, by their words.
    #[must_use]
    pub fn ways(&self, currency: Currency) -> Vec<String> {
        let fits = |name: &str| currency == Currency::CNY || !YUAN_ONLY.contains(&name);
        let names = self.payable.iter().map(|one| one.provider.name()).filter(|name| fits(name));
        let deducts = self.deducts && self.balance(currency).is_some();
        names.chain(deducts.then_some(BALANCE)).map(str::to_owned).collect()
    }
}

/// What a charge costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Price {
    /// The service is free.
    Nothing,
    /// So much.
    Of(Money),
}

/// What is typed of a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The card that was chosen.
    pub card: Option<CardId>,
    /// How many times, or minutes.
    pub count: String,
    /// How much, where any amount may be charged.
    pub amount: String,
    /// In which currency.
    pub currency: Currency,
    /// The way to pay that was chosen.
    pub way: String,
    /// What is noted.
    pub remark: String,
}

impl Typed {
    /// With the card that is preselected and the first way to pay.
    #[must_use]
    pub fn new(offer: &Offer) -> Self {
        let currency = offer.currencies().next().unwrap_or(Currency::CNY);
        let mut typed = Self {
            card: None,
            count: String::new(),
            amount: String::new(),
            currency,
            way: String::new(),
            remark: String::new(),
        };
        typed.choose(offer, offer.preselected().map(|card| card.id));
        typed
    }

    /// Chooses a card, which says currency and amount; without one the amount stays.
    pub fn choose(&mut self, offer: &Offer, card: Option<CardId>) {
        self.card = card;
        if let Some(card) = offer.card(card) {
            self.count = if matches!(card.unit, Unit::Time) { "1".to_owned() } else { MINUTES.to_owned() };
            self.currency = card.price.currency();
        }
        self.fill(offer);
        self.fit(offer);
    }

    /// So many times, or minutes.
    pub fn times(&mut self, offer: &Offer, count: &str) {
        count.clone_into(&mut self.count);
        self.fill(offer);
    }

    /// In another currency.
    pub fn pay_in(&mut self, offer: &Offer, currency: Currency) {
        self.currency = currency;
        self.fit(offer);
    }

    /// A way that does not go with the currency gives way to the first that does.
    fn fit(&mut self, offer: &Offer) {
        let ways = offer.ways(self.currency);
        if !ways.contains(&self.way) {
            self.way = ways.first().cloned().unwrap_or_default();
        }
    }

    fn fill(&mut self, offer: &Offer) {
        if let Some(Ok(money)) = offer.card(self.card).map(|card| self.of_card(card)) {
            self.amount = money.to_string();
        }
    }

    fn of_card(&self, card: &ServiceCard) -> Result<Money, String> {
        let count = self.count.trim().parse::<u32>().ok().filter(|count| *count > 0);
        let count = count.ok_or_else(|| tr("payments-count-wrong"))?;
        let usage = if matches!(card.unit, Unit::Time) { Usage::Times(count) } else { Usage::Minutes(count) };
        card.charge_for(usage).map(|charge| charge.amount).map_err(|_| tr("fees-number-out-of-bounds"))
    }

    /// What it costs.
    ///
    /// # Errors
    /// The member that is wrong, and what is wrong with it, in words.
    pub fn price(&self, offer: &Offer) -> Result<Price, (&'static str, String)> {
        match offer.card(self.card) {
            Some(card) if card.price.minor() == 0 => Ok(Price::Nothing),
            Some(card) if !offer.free => self.of_card(card).map(Price::Of).map_err(|said| ("count", said)),
            None if !offer.free => Err(("card", tr("payments-problem-required"))),
            _ => positive(&self.amount, self.currency).map(Price::Of).map_err(|said| ("price", said)),
        }
    }

    /// What is asked of the server; the key is to be put in. Nothing while no provider is chosen.
    #[must_use]
    pub fn wish(&self, subject: Subject, price: Money) -> Option<NewOrder> {
        let provider: Provider = self.way.parse().ok().filter(|_| self.way != BALANCE)?;
        let remark = self.remark.trim().to_owned();
        // the server knows whose the subject is
        Some(NewOrder { key: String::new(), subject, company: None, price, card: self.card, provider, remark })
    }
}

/// The key of a wish. It stays while the same is asked for, so that a request that is sent again asks for nothing again; another
/// wish has another key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keys(Option<(String, NewOrder)>);

impl Keys {
    /// The wish with its key; `fresh` makes one where it is needed.
    pub fn name(&mut self, wish: NewOrder, fresh: impl FnOnce() -> String) -> NewOrder {
        let known = self.0.take().filter(|(_, sent)| *sent == wish).map(|(key, _)| key);
        let key = known.unwrap_or_else(fresh);
        self.0 = Some((key.clone(), wish.clone()));
        NewOrder { key, ..wish }
    }

    /// The wish came true: the next one is another, whatever it asks for.
    pub fn came_true(&mut self) {
        self.0 = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn offer(free: bool) -> Offer {
        Offer {
            cards: sample::service_cards().into_iter().map(|now| now.card).collect(),
            payable: sample::payable(),
            fees: Some(sample::company_fees()),
            free,
            deducts: true,
        }
    }

    fn subject() -> Subject {
        Subject::Visit { visit: sample::visit_id(1) }
    }

    #[test]
    fn the_card_of_the_company_is_preselected_and_prices_follow_the_count() {
        let offer = offer(false);
        let mut typed = Typed::new(&offer);
        assert_eq!((typed.card, typed.way.as_str()), (Some(sample::card_id(1)), "wechat_pay"));
        for (count, fen) in [("1", 12_000), (" 3 ", 36_000)] {
            typed.times(&offer, count);
            assert_eq!(typed.price(&offer), Ok(Price::Of(sample::yuan(fen))), "{count}");
        }
        for wrong in ["", "0", "-1", "x", "1.5", "99999999999"] {
            typed.times(&offer, wrong);
            assert_eq!(typed.price(&offer).map_err(|(member, _)| member), Err("count"), "{wrong}");
        }
        typed.choose(&offer, Some(sample::card_id(2)));
        typed.times(&offer, "61");
        assert_eq!(typed.price(&offer), Ok(Price::Of(sample::yuan(45_000))), "started half hours count whole");
        // an amount that was typed counts for nothing here
        typed.amount = "1".into();
        assert_eq!(typed.price(&offer), Ok(Price::Of(sample::yuan(45_000))));
        typed.choose(&offer, None);
        assert_eq!(typed.price(&offer).map_err(|(member, _)| member), Err("card"));
    }

    #[test]
    fn who_may_change_prices_types_an_amount_with_or_without_a_card() {
        let offer = offer(true);
        let mut typed = Typed::new(&offer);
        assert_eq!(typed.amount, "120.00");
        typed.amount = "99.5".into();
        assert_eq!(typed.price(&offer), Ok(Price::Of(sample::yuan(9_950))));
        typed.choose(&offer, None);
        assert_eq!(typed.price(&offer), Ok(Price::Of(sample::yuan(9_950))), "the amount stays");
        typed.amount = "0".into();
        assert_eq!(typed.price(&offer).map_err(|(member, _)| member), Err("price"));
    }

    #[test]
    fn a_free_card_costs_nothing_and_a_first_card_is_there_where_one_is_needed() {
        let mut offer = offer(false);
        offer.cards[0].price = sample::yuan(0);
        assert_eq!(Typed::new(&offer).price(&offer), Ok(Price::Nothing));
        offer.fees = None;
        assert_eq!(Typed::new(&offer).card, Some(sample::card_id(1)));
        offer.free = true;
        assert_eq!(Typed::new(&offer).card, None);
    }

    #[test]
    fn ways_go_with_the_currency_and_a_balance_pays_where_there_is_one() {
        let euro = Currency::of("EUR").expect("a currency");
        let offer = offer(true);
        assert_eq!(offer.ways(Currency::CNY), ["wechat_pay", "checkout", "static_qr", "cash", BALANCE]);
        assert_eq!(offer.ways(euro), ["checkout", "static_qr", "cash"]);
        assert_eq!(Offer { deducts: false, ..offer.clone() }.ways(Currency::CNY).len(), 4);
        let mut typed = Typed::new(&offer);
        typed.choose(&offer, None);
        typed.pay_in(&offer, euro);
        assert_eq!(typed.way, "checkout", "WeChat Pay takes yuan");
        typed.way = BALANCE.into();
        assert_eq!(typed.wish(subject(), sample::yuan(1)), None, "the balance is no order");
    }

    #[test]
    fn the_same_wish_keeps_its_key_and_another_has_another() {
        let offer = offer(true);
        let mut typed = Typed { remark: " again ".into(), ..Typed::new(&offer) };
        let wish = |typed: &Typed, fen| typed.wish(subject(), sample::yuan(fen)).expect("a provider is chosen");
        let mut keys = Keys::default();
        let mut named = |wish: NewOrder, fresh: &str| keys.name(wish, || fresh.to_owned());
        let first = named(wish(&typed, 100), "a");
        assert_eq!((first.key.as_str(), first.remark.as_str(), first.company), ("a", "again", None));
        assert_eq!(named(wish(&typed, 100), "b"), first, "a retry");
        assert_eq!(named(wish(&typed, 200), "c").key, "c");
        typed.way = "cash".into();
        assert_eq!(named(wish(&typed, 200), "d").key, "d");
        assert_eq!(named(wish(&typed, 200), "e").key, "d");
        keys.came_true();
        assert_eq!(keys.name(wish(&typed, 200), || "f".into()).key, "f");
    }
}
