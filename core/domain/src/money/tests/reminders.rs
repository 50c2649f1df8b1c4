//! Reminders day by day.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::day;
use crate::money::reminders::{Reading, ReminderRule, Standing};

const END: Date = date(2026, 3, 31);

fn before(days: i64) -> Date {
    day::plus(END, -days).expect("in the calendar")
}

fn read(left: i64, last_sent: Option<i64>) -> Reading {
    ReminderRule::default().read(END, last_sent.map(before), before(left))
}

#[test]
fn each_reminder_is_due_on_its_day_and_not_again_when_it_was_sent() {
    for (left, last_sent, standing, due) in [
        (31, None, Standing::Running, None),
        (30, None, Standing::Ending, Some(30)),
        (30, Some(30), Standing::Ending, None),
        (29, Some(30), Standing::Ending, None),
        (8, Some(30), Standing::Ending, None),
        (7, Some(30), Standing::Ending, Some(7)),
        (1, Some(7), Standing::Ending, Some(1)),
        (0, Some(1), Standing::Ending, Some(0)),
        (0, Some(0), Standing::Ending, None),
        (-1, Some(0), Standing::Expired, None),
    ] {
        assert_eq!(read(left, last_sent), Reading { standing, left, due }, "{left} {last_sent:?}");
    }
}

#[test]
fn a_missed_day_is_made_up_for_once_by_the_nearest() {
    assert_eq!(read(6, Some(30)).due, Some(7));
    assert_eq!(read(5, Some(6)).due, None);
    // Two were missed: only the nearer one is sent.
    assert_eq!(read(3, None).due, Some(7));
    assert_eq!(read(0, Some(30)).due, Some(0));
}

#[test]
fn after_the_end_nothing_is_sent_and_the_customer_stands_as_expired() {
    for left in [-1, -2, -400] {
        assert_eq!(read(left, None), Reading { standing: Standing::Expired, left, due: None });
    }
    let none = ReminderRule { days_before: BTreeSet::new(), ..ReminderRule::default() };
    assert_eq!(none.read(END, None, before(3)).standing, Standing::Running);
    assert_eq!(none.read(END, None, before(-1)).standing, Standing::Expired);
}

#[test]
fn a_new_end_date_reminds_anew() {
    let rule = ReminderRule::default();
    let renewed = day::plus(END, 365).expect("in the calendar");
    assert_eq!(rule.read(renewed, Some(before(1)), before(0)).due, None);
    assert_eq!(rule.read(renewed, Some(before(1)), before(-335)).due, Some(30));
}

#[test]
fn the_rule_is_bounded_and_the_same_after_json() {
    let rule = ReminderRule::default();
    assert_eq!(rule.check(), Ok(()));
    let many = ReminderRule { days_before: (0..11).collect(), ..rule.clone() };
    let far = ReminderRule { days_before: BTreeSet::from([366]), ..rule.clone() };
    assert_eq!((many.check(), far.check()), (Err("days_before"), Err("days_before")));
    let json = serde_json::to_value(&rule).expect("serialises");
    assert_eq!(json, serde_json::json!({ "days_before": [0, 1, 7, 30], "channels": ["email", "own_contact"] }));
    assert_eq!(serde_json::from_value::<ReminderRule>(json).expect("reads"), rule);
}

proptest! {
    #[test]
    fn whoever_asks_every_day_sends_each_reminder_once(days in prop::collection::btree_set(0..60_u16, 0..6)) {
        let rule = ReminderRule { days_before: days.clone(), ..ReminderRule::default() };
        let (mut last, mut sent) = (None, Vec::new());
        for left in (-5..70).rev() {
            for _ in 0..2 {
                if let Some(due) = rule.read(END, last, before(left)).due {
                    prop_assert_eq!(i64::from(due), left);
                    sent.push(due);
                    last = Some(before(left));
                }
            }
        }
        sent.reverse();
        prop_assert_eq!(sent, days.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn whoever_asks_now_and_then_sends_at_most_one_a_day_and_none_twice(
        asked in prop::collection::btree_set(-5..70_i64, 0..30),
    ) {
        let rule = ReminderRule::default();
        let (mut last, mut sent) = (None, Vec::new());
        for left in asked.into_iter().rev() {
            if let Some(due) = rule.read(END, last, before(left)).due {
                prop_assert!(i64::from(due) >= left && left >= 0);
                sent.push(due);
                last = Some(before(left));
            }
        }
        prop_assert!(sent.windows(2).all(|pair| pair[0] > pair[1]), "{sent:?}");
    }
}
