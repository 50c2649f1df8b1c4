//! Service cards beside a slow reference, and product tables.

use jiff::civil::date;
use proptest::prelude::*;

use super::{of, yuan};
use crate::money::cards::{CardError, Charge, ServiceCard, Unit, Usage, default_card};
use crate::money::products::{
    Difference, Figure, ListPrice, MAX_LINES, PriceList, Prices, TableRefusal, ToldLine, ToldTable, recompute,
};
use crate::money::{BasisPoints, Currency, Quantity};
use crate::{CardId, ProductId, Timestamp};

fn card(price: i64, unit: Unit) -> ServiceCard {
    ServiceCard {
        id: CardId::from_parts(1, [1; 10]),
        name: "Remote help".into(),
        price: yuan(price),
        unit,
        visible: true,
        description: String::new(),
        validity_days: Some(30),
        tax: BasisPoints(600),
        archived_at: None,
    }
}

fn hourly(price: i64, step_minutes: u32) -> ServiceCard {
    card(price, Unit::Hour { step_minutes })
}

#[test]
fn started_steps_count_whole_and_times_are_multiplied() {
    let cases = [
        (card(5_000, Unit::Time), Usage::Times(3), 15_000, Usage::Times(3)),
        (card(5_000, Unit::Time), Usage::Times(0), 0, Usage::Times(0)),
        (hourly(10_000, 15), Usage::Minutes(0), 0, Usage::Minutes(0)),
        (hourly(10_000, 15), Usage::Minutes(1), 2_500, Usage::Minutes(15)),
        (hourly(10_000, 15), Usage::Minutes(60), 10_000, Usage::Minutes(60)),
        (hourly(10_000, 15), Usage::Minutes(61), 12_500, Usage::Minutes(75)),
        (hourly(10_000, 60), Usage::Minutes(61), 20_000, Usage::Minutes(120)),
        (hourly(10_000, 1), Usage::Minutes(1), 167, Usage::Minutes(1)),
        (hourly(0, 30), Usage::Minutes(90), 0, Usage::Minutes(90)),
    ];
    for (card, usage, amount, counted) in cases {
        let charge = card.charge_for(usage).expect("has a price");
        assert_eq!((charge.amount, charge.counted), (yuan(amount), counted), "{usage:?}");
    }
    assert_eq!(card(5_000, Unit::Time).charge_for(Usage::Minutes(5)), Err(CardError::OtherUnit));
    assert_eq!(hourly(5_000, 15).charge_for(Usage::Times(1)), Err(CardError::OtherUnit));
    assert!(hourly(5_000, 1_440).charge_for(Usage::Minutes(u32::MAX)).is_err());
    let charge = card(10_600, Unit::Time).charge_for(Usage::Times(1)).expect("has a price");
    assert_eq!(charge, Charge { amount: yuan(10_600), tax: yuan(600), counted: Usage::Times(1) });
}

#[test]
fn a_card_could_cost_what_some_usage_of_it_costs() {
    let cases = [
        (card(5_000, Unit::Time), 5_000, true),
        (card(5_000, Unit::Time), 15_000, true),
        (card(5_000, Unit::Time), 7_500, false),
        (card(5_000, Unit::Time), 0, false),
        (card(0, Unit::Time), 5_000, false),
        (hourly(10_000, 15), 2_500, true),
        (hourly(10_000, 15), 12_500, true),
        (hourly(10_000, 15), 12_400, false),
        (hourly(10_000, 1), 167, true),
        (hourly(10_000, 0), 167, true),
        (hourly(0, 15), 100, false),
    ];
    for (card, amount, could) in cases {
        assert_eq!(card.could_cost(yuan(amount)), could, "{:?} {amount}", card.unit);
    }
    let dollars = crate::money::Money::new(5_000, Currency::of("USD").expect("a currency")).expect("an amount");
    assert!(!card(5_000, Unit::Time).could_cost(dollars));
}

#[test]
fn what_is_wrong_with_a_card_is_said_member_by_member() {
    assert_eq!(hourly(10_000, 15).check(), Ok(()));
    type Case = (fn(&mut ServiceCard), &'static str, &'static str);
    let cases: [Case; 9] = [
        (|c| c.name = "  ".into(), "name", "required"),
        (|c| c.name = "名".repeat(101), "name", "too_long"),
        (|c| c.description = "x".repeat(1_001), "description", "too_long"),
        (|c| c.price = yuan(-1), "price", "out_of_range"),
        (|c| c.tax = BasisPoints(10_001), "tax", "out_of_range"),
        (|c| c.validity_days = Some(0), "validity_days", "out_of_range"),
        (|c| c.validity_days = Some(3_651), "validity_days", "out_of_range"),
        (|c| c.unit = Unit::Hour { step_minutes: 0 }, "step_minutes", "out_of_range"),
        (|c| c.unit = Unit::Hour { step_minutes: 1_441 }, "step_minutes", "out_of_range"),
    ];
    for (change, member, problem) in cases {
        let mut card = hourly(10_000, 15);
        change(&mut card);
        assert_eq!(card.check(), Err([(member, problem)].into()));
    }
}

#[test]
fn the_chosen_card_is_preselected_unless_it_was_archived() {
    let second = ServiceCard { id: CardId::from_parts(2, [2; 10]), ..hourly(1, 1) };
    let cards = [hourly(10_000, 15), second.clone()];
    assert_eq!(default_card(&cards, Some(second.id)), Some(&second));
    assert_eq!(default_card(&cards, None), None);
    assert_eq!(default_card(&cards, Some(CardId::from_parts(3, [3; 10]))), None);
    let archived = [ServiceCard { archived_at: Some(Timestamp(1)), ..second.clone() }];
    assert_eq!(default_card(&archived, Some(second.id)), None);
}

#[test]
fn a_card_is_valid_for_its_days_and_the_same_after_json() {
    let card = hourly(10_000, 15);
    assert_eq!(card.last_day(date(2026, 1, 31)), Some(date(2026, 3, 2)));
    assert_eq!(ServiceCard { validity_days: None, ..card.clone() }.last_day(date(2026, 1, 31)), None);
    let json = serde_json::to_value(&card).expect("serialises");
    assert_eq!(json["unit"], serde_json::json!({ "per": "hour", "step_minutes": 15 }));
    assert_eq!(json["tax"], serde_json::json!(600));
    assert_eq!(serde_json::from_value::<ServiceCard>(json).expect("reads"), card);
}

/// Minute by minute: each step that has begun costs its part of an hour.
fn slowly(price: i64, step: u32, minutes: u32) -> i64 {
    let mut counted = 0;
    for minute in 0..minutes {
        if minute % step == 0 {
            counted += i128::from(step);
        }
    }
    let sixtieths = i128::from(price) * counted;
    let (whole, rest) = (sixtieths / 60, sixtieths % 60);
    i64::try_from(if rest >= 30 { whole + 1 } else { whole }).expect("small")
}

proptest! {
    #[test]
    fn charging_by_the_hour_agrees_with_counting_minutes(
        price in 0..1_000_000_i64, step in 1..=1_440_u32, minutes in 0..5_000_u32,
    ) {
        let charge = hourly(price, step).charge_for(Usage::Minutes(minutes)).expect("has a price");
        prop_assert_eq!(charge.amount, yuan(slowly(price, step, minutes)));
        prop_assert!(charge.tax.minor() <= charge.amount.minor());
    }

    #[test]
    fn a_recomputed_table_has_no_differences(
        rows in prop::collection::vec((0..1_000_000_i64, 0..100_000_i64, 0..=2_000_u32), 0..20),
    ) {
        let line = |(line, (price, thousandths, rate)): (u32, (i64, i64, u32))| ToldLine {
            line,
            product: None,
            price,
            quantity: Quantity::from_thousandths(thousandths).expect("within bounds"),
            sum: 0,
            tax: BasisPoints(rate),
        };
        let told = ToldTable { currency: Currency::CNY, lines: (0..).zip(rows).map(line).collect(), total: 0 };
        let first = recompute(&told, &PriceList::new(), Prices::Listed).expect("has figures");
        let lines = told.lines.iter().zip(&first.lines);
        let lines = lines.map(|(told, counted)| ToldLine { sum: counted.sum.minor(), ..*told }).collect();
        let again = ToldTable { lines, total: first.total.minor(), ..told };
        let second = recompute(&again, &PriceList::new(), Prices::Listed).expect("has figures");
        prop_assert_eq!(second.differences, Vec::new());
        prop_assert_eq!(second.total, first.total);
        prop_assert!(second.tax.minor() <= second.total.minor());
    }
}

fn product(n: u8) -> ProductId {
    ProductId::from_parts(n.into(), [n; 10])
}

fn told(line: u32, product: Option<ProductId>, price: i64, thousandths: i64, sum: i64) -> ToldLine {
    let quantity = Quantity::from_thousandths(thousandths).expect("within bounds");
    ToldLine { line, product, price, quantity, sum, tax: BasisPoints(600) }
}

fn list() -> PriceList {
    PriceList::from([(product(1), ListPrice { price: yuan(1_999), tax: BasisPoints(600) })])
}

fn table(lines: Vec<ToldLine>, total: i64) -> ToldTable {
    ToldTable { currency: Currency::CNY, lines, total }
}

#[test]
fn what_the_device_computed_right_has_no_differences() {
    let told = table(vec![told(1, Some(product(1)), 1_999, 2_250, 4_498), told(2, None, 500, 1_000, 500)], 4_998);
    let counted = recompute(&told, &list(), Prices::Listed).expect("has figures");
    assert_eq!((counted.total, counted.differences), (yuan(4_998), vec![]));
    assert_eq!(counted.tax, yuan(255 + 28));
}

#[test]
fn an_old_price_list_and_a_wrong_sum_are_named_and_ours_count() {
    let stale = ToldLine { tax: BasisPoints(300), ..told(1, Some(product(1)), 1_800, 2_000, 3_600) };
    let told = table(vec![stale, told(7, None, 500, 1_000, 501)], 4_101);
    let counted = recompute(&told, &list(), Prices::Listed).expect("has figures");
    let difference = |line, figure, told, ours| Difference { line, figure, told, ours };
    assert_eq!(counted.total, yuan(4_498));
    let expected = vec![
        difference(Some(1), Figure::Price, 1_800, 1_999),
        difference(Some(1), Figure::Tax, 300, 600),
        difference(Some(1), Figure::Sum, 3_600, 3_998),
        difference(Some(7), Figure::Sum, 501, 500),
        difference(None, Figure::Total, 4_101, 4_498),
    ];
    assert_eq!(counted.differences, expected);
    let edited = recompute(&told, &list(), Prices::Editable).expect("has figures");
    assert_eq!(edited.total, yuan(4_100));
    assert_eq!(edited.differences.first(), expected.first());
}

#[test]
fn what_has_no_figure_is_refused() {
    let price = |price, currency| {
        PriceList::from([(product(1), ListPrice { price: of(currency, price), tax: BasisPoints(0) })])
    };
    let line = told(3, Some(product(1)), 1, 1_000, 1);
    let huge = told(3, None, 1_000_000_000_000_000, 2_000, 1);
    let cases = [
        (table(vec![told(3, Some(product(9)), 1, 1_000, 1)], 1), list(), TableRefusal::NotOnList { line: 3 }),
        (table(vec![line, line], 1), list(), TableRefusal::RepeatedLine { line: 3 }),
        (table(vec![told(3, None, -1, 1_000, 1)], 1), list(), TableRefusal::OutOfBounds { line: 3 }),
        (table(vec![line; MAX_LINES + 1], 1), list(), TableRefusal::TooManyLines),
        (table(vec![huge], 1), list(), crate::money::MoneyError::OutOfBounds.into()),
        (
            table(vec![line], 1),
            price(1, "USD"),
            crate::money::MoneyError::OtherCurrency { expected: of("USD", 0).currency(), found: Currency::CNY }.into(),
        ),
    ];
    for (told, list, refusal) in cases {
        assert_eq!(recompute(&told, &list, Prices::Listed), Err(refusal.clone()));
        let json = serde_json::to_string(&refusal).expect("serialises");
        assert_eq!(serde_json::from_str::<TableRefusal>(&json).expect("reads"), refusal, "{json}");
    }
}
