//! Coupons: one case a rule.

use super::{of, yuan};
use crate::money::coupons::{Coupon, CouponCode, CouponRefusal as No, Discount, Purchase};
use crate::money::{BasisPoints, Money};
use crate::{CompanyId, CouponId, Timestamp};
use proptest::prelude::*;

fn id(n: u8) -> CouponId {
    CouponId::from_parts(n.into(), [n; 10])
}

fn coupon(discount: Discount) -> Coupon {
    Coupon {
        id: id(1),
        code: "SPRING-26".parse().expect("a code"),
        discount,
        minimum: None,
        from: None,
        until: None,
        uses: None,
        uses_per_company: None,
        archived_at: None,
    }
}

fn ten_off() -> Coupon {
    coupon(Discount::Amount { money: yuan(1_000) })
}

fn percent(rate: u32, cap: Option<Money>) -> Coupon {
    coupon(Discount::Percent { rate: BasisPoints(rate), cap })
}

fn purchase(amount: Money) -> Purchase {
    let company = Some(CompanyId::from_parts(7, [7; 10]));
    Purchase { amount, company, taken: None, used: 0, used_by_company: 0, at: Timestamp(1_000) }
}

#[test]
fn codes_are_letters_digits_and_hyphens_and_case_does_not_matter() {
    let read = |text: &str| text.parse::<CouponCode>().map(|code| code.to_string());
    assert_eq!(read(" Spring-26 "), Ok("SPRING-26".into()));
    assert_eq!(read("spring-26"), read("SPRING-26"));
    for wrong in ["", "ab", "spring 26", "春天100", "a_b", "a'b", &"x".repeat(33)] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_discount_is_an_amount_or_a_capped_part_and_never_more_than_the_amount() {
    for (coupon, amount, off) in [
        (ten_off(), 5_000, 1_000),
        (ten_off(), 600, 600),
        (percent(1_000, None), 5_000, 500),
        (percent(1_000, Some(yuan(300))), 5_000, 300),
        (percent(1_000, Some(yuan(300))), 2_000, 200),
        (percent(10_000, None), 777, 777),
        (percent(1_500, None), 3, 0),
    ] {
        let expected = if off == 0 { Err(No::Nothing) } else { Ok(yuan(off)) };
        assert_eq!(coupon.evaluate(&purchase(yuan(amount))), expected, "{amount}");
    }
}

#[test]
fn every_rule_says_its_own_reason() {
    type Case = (fn(&mut Coupon), fn(&mut Purchase), No);
    let cases: [Case; 11] = [
        (|c| c.archived_at = Some(Timestamp(1_000)), |_| {}, No::Archived),
        (|_| {}, |p| p.taken = Some(id(2)), No::OnePerOrder),
        (|c| c.from = Some(Timestamp(1_001)), |_| {}, No::NotYet { from: Timestamp(1_001) }),
        (|c| c.until = Some(Timestamp(1_000)), |_| {}, No::Over { until: Timestamp(1_000) }),
        (|c| c.minimum = Some(yuan(5_001)), |_| {}, No::BelowMinimum { minimum: yuan(5_001) }),
        (|c| c.minimum = Some(of("USD", 1)), |_| {}, No::OtherCurrency),
        (|_| {}, |p| p.amount = of("USD", 5_000), No::OtherCurrency),
        (|c| c.uses = Some(3), |p| p.used = 3, No::UsedUp),
        (|c| c.uses_per_company = Some(1), |p| p.used_by_company = 1, No::UsedUpByCompany),
        (|c| c.uses_per_company = Some(1), |p| p.company = None, No::CompanyNeeded),
        (|_| {}, |p| p.amount = yuan(0), No::Nothing),
    ];
    for (change_coupon, change_purchase, reason) in cases {
        let (mut coupon, mut purchase) = (ten_off(), purchase(yuan(5_000)));
        change_coupon(&mut coupon);
        change_purchase(&mut purchase);
        assert_eq!(coupon.evaluate(&purchase), Err(reason));
    }
}

#[test]
fn at_the_edge_of_every_rule_the_coupon_is_taken() {
    let coupon = Coupon {
        minimum: Some(yuan(5_000)),
        from: Some(Timestamp(1_000)),
        until: Some(Timestamp(1_001)),
        uses: Some(3),
        uses_per_company: Some(2),
        archived_at: Some(Timestamp(1_001)),
        ..ten_off()
    };
    let purchase = Purchase { taken: Some(id(1)), used: 2, used_by_company: 1, ..purchase(yuan(5_000)) };
    assert_eq!(coupon.evaluate(&purchase), Ok(yuan(1_000)));
    assert_eq!(coupon.check(), Ok(()));
}

#[test]
fn a_coupon_that_makes_no_sense_is_not_kept() {
    type Case = (fn(&mut Coupon), &'static str);
    let cases: [Case; 7] = [
        (|c| c.discount = Discount::Amount { money: yuan(0) }, "discount"),
        (|c| c.discount = Discount::Percent { rate: BasisPoints(10_001), cap: None }, "discount"),
        (|c| c.minimum = Some(of("USD", 1)), "discount"),
        (|c| c.minimum = Some(yuan(-1)), "minimum"),
        (|c| (c.from, c.until) = (Some(Timestamp(5)), Some(Timestamp(5))), "until"),
        (|c| c.uses = Some(0), "uses"),
        (|c| c.uses_per_company = Some(0), "uses_per_company"),
    ];
    for (change, member) in cases {
        let mut coupon = ten_off();
        change(&mut coupon);
        assert_eq!(coupon.check(), Err(member));
    }
}

#[test]
fn a_coupon_is_the_same_after_json() {
    let coupon = Coupon { uses: Some(9), ..percent(1_000, Some(yuan(300))) };
    let json = serde_json::to_value(&coupon).expect("serialises");
    let cap = serde_json::json!({ "minor": 300, "currency": "CNY" });
    assert_eq!(json["discount"], serde_json::json!({ "is": "percent", "rate": 1000, "cap": cap }));
    assert_eq!(serde_json::from_value::<Coupon>(json).expect("reads"), coupon);
}

proptest! {
    #[test]
    fn no_discount_is_more_than_the_amount(
        amount in 0..1_000_000_i64, rate in 1..=10_000_u32, cap in prop::option::of(1..100_000_i64), fixed in 1..100_000_i64,
    ) {
        for coupon in [percent(rate, cap.map(yuan)), coupon(Discount::Amount { money: yuan(fixed) })] {
            match coupon.evaluate(&purchase(yuan(amount))) {
                Ok(off) => prop_assert!(off.is_positive() && off.minor() <= amount),
                Err(reason) => prop_assert_eq!(reason, No::Nothing),
            }
        }
    }
}
