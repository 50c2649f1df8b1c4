//! Who is on shift, and who gives a day to whom.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS};

fn shift(n: u8, ranges: &[(u16, u16)]) -> Shift {
    let ranges = ranges.iter().map(|(from_min, to_min)| Range { from_min: *from_min, to_min: *to_min }).collect();
    Shift { id: ShiftId::from_parts(1, [n; 10]), name: format!("S{n}"), ranges, ..Shift::default() }
}

fn shifts() -> BTreeMap<ShiftId, Shift> {
    // day, night, split, all day
    [shift(1, &[(480, 960)]), shift(2, &[(1320, 360)]), shift(3, &[(360, 600), (960, 1200)]), shift(4, &[(0, 0)])]
        .into_iter()
        .map(|s| (s.id, s))
        .collect()
}

fn id(n: u8) -> Option<ShiftId> {
    (n > 0).then(|| ShiftId::from_parts(1, [n; 10]))
}

/// Berlin in 2026.
fn berlin() -> Offsets {
    Offsets {
        before_s: 3_600,
        changes: vec![(Timestamp(1_774_746_000_000), 7_200), (Timestamp(1_792_890_000_000), 3_600)],
    }
}

#[test]
fn a_row_counts_on_its_day_and_through_the_night() {
    let utc = Offsets::fixed(0);
    let agent = Agent::default();
    for (yesterday, today, minute, on) in [
        (0, 1, 480, true),
        (0, 1, 479, false),
        (0, 1, 959, true),
        (0, 1, 960, false),
        // a night shift begins today and ends tomorrow
        (0, 2, 359, false),
        (0, 2, 1320, true),
        (2, 0, 0, true),
        (2, 0, 359, true),
        (2, 0, 360, false),
        (2, 0, 1330, false),
        (2, 1, 300, true),
        // split
        (0, 3, 599, true),
        (0, 3, 600, false),
        (0, 3, 1000, true),
        // a whole day does not reach into the next
        (0, 4, 0, true),
        (0, 4, 1439, true),
        (4, 0, 0, false),
        // a template that is gone, and nothing at all
        (9, 9, 700, false),
        (0, 0, 700, false),
    ] {
        let rows = Rows { yesterday: id(yesterday), today: id(today) };
        let at = Timestamp(20_000 * DAY_MS + i64::from(minute) * MINUTE_MS);
        let found = on_shift(&agent, Duty::Rostered(rows), &shifts(), &utc, at);
        assert_eq!(found, on, "{yesterday} {today} at {minute}");
    }
}

#[test]
fn without_rows_everybody_is_on_and_switched_off_the_daily_shift_counts() {
    let agent = Agent { shift_from_min: Some(480), shift_to_min: Some(960), ..Agent::default() };
    let at = |hour: i64| Timestamp(20_000 * DAY_MS + hour * HOUR_MS);
    let on = |duty, hour| on_shift(&agent, duty, &shifts(), &Offsets::default(), at(hour));
    assert!(on(Duty::Empty, 3) && on(Duty::Empty, 12));
    assert!(on(Duty::Daily, 12) && !on(Duty::Daily, 3));
    assert!(!on(Duty::Rostered(Rows::default()), 12), "whoever has no row is off");
}

#[test]
fn shifts_follow_the_clocks_through_their_changes() {
    let night = Rows { yesterday: id(2), today: None };
    let day = Rows { yesterday: None, today: id(1) };
    for (rows, utc_ms, on) in [
        // 29 March: 06:00 local is 04:00 UTC, an hour of the night is left out
        (night, 1_774_746_000_000 + 3 * HOUR_MS - MINUTE_MS, true),
        (night, 1_774_746_000_000 + 3 * HOUR_MS, false),
        // 25 October: 06:00 local is 05:00 UTC
        (night, 1_792_890_000_000 + 4 * HOUR_MS - MINUTE_MS, true),
        (night, 1_792_890_000_000 + 4 * HOUR_MS, false),
        // 08:00 local that day is 07:00 UTC
        (day, 1_792_890_000_000 + 6 * HOUR_MS - MINUTE_MS, false),
        (day, 1_792_890_000_000 + 6 * HOUR_MS, true),
    ] {
        let found = on_shift(&Agent::default(), Duty::Rostered(rows), &shifts(), &berlin(), Timestamp(utc_ms));
        assert_eq!(found, on, "{utc_ms}");
    }
}

#[test]
fn all_four_must_hold_for_work_to_come_by_itself() {
    let at = Timestamp(20_000 * DAY_MS + 12 * HOUR_MS);
    for bits in 0..16_u8 {
        let has = |n: u8| bits & (1 << n) != 0;
        let agent = Agent {
            disabled_at: (!has(0)).then_some(Timestamp(1)),
            licences: Some(if has(1) { vec![Module::Visits] } else { vec![Module::Chat] }),
            accepting: has(3),
            ..Agent::default()
        };
        let duty = Duty::Rostered(Rows { yesterday: None, today: has(2).then_some(id(1)).flatten() });
        let standing = standing(&agent, Module::Visits, duty, &shifts(), &Offsets::default(), at);
        assert_eq!(standing.receives(), bits == 15, "{standing:?}");
        assert_eq!(standing.is_eligible(), has(0) && has(1), "{standing:?}");
    }
}

#[test]
fn a_template_says_what_is_wrong_with_it() {
    for (shift, member, why) in [
        (Shift { name: " ".into(), ..shift(1, &[(0, 60)]) }, "name", "required"),
        (Shift { name: "x".repeat(41), ..shift(1, &[(0, 60)]) }, "name", "too_long"),
        (shift(1, &[]), "ranges", "required"),
        (shift(1, &[(0, 1); 7]), "ranges", "too_many"),
        (shift(1, &[(1440, 60)]), "ranges", "not_a_time"),
        (shift(1, &[(0, 1441)]), "ranges", "not_a_time"),
    ] {
        assert_eq!(shift.faults().get(member), Some(&why), "{shift:?}");
    }
    assert!(shifts().values().all(|s| s.faults().is_empty()));
}

fn swap(state: SwapState) -> Swap {
    let agent = |n| AgentId::from_parts(2, [n; 10]);
    let cell = |who, day, shift| Cell { agent: agent(who), day: date(2026, 5, day), shift: id(shift) };
    Swap {
        asker: agent(1),
        colleague: agent(2),
        cells: vec![cell(1, 4, 1), cell(2, 4, 0), cell(1, 6, 0), cell(2, 6, 2)],
        state,
        ..Swap::default()
    }
}

#[test]
fn each_step_of_a_swap_has_its_person_and_its_time() {
    use SwapState as S;
    use SwapStep as T;
    let one = swap(S::Asked);
    let planner = AgentId::from_parts(2, [9; 10]);
    for (state, step, by, plans, next) in [
        (S::Asked, T::Agree, one.colleague, false, Some(S::Agreed)),
        (S::Asked, T::Agree, one.asker, false, None),
        (S::Asked, T::Agree, planner, true, None),
        (S::Asked, T::Decline, one.colleague, false, Some(S::Declined)),
        (S::Agreed, T::Decline, one.colleague, false, None),
        (S::Asked, T::Withdraw, one.asker, false, Some(S::Withdrawn)),
        (S::Agreed, T::Withdraw, one.asker, false, Some(S::Withdrawn)),
        (S::Agreed, T::Withdraw, one.colleague, false, None),
        (S::Asked, T::Approve, planner, true, None),
        (S::Agreed, T::Approve, planner, true, Some(S::Approved)),
        (S::Agreed, T::Approve, one.colleague, false, None),
        (S::Agreed, T::Reject, planner, true, Some(S::Rejected)),
        (S::Approved, T::Reject, planner, true, None),
        (S::Withdrawn, T::Agree, one.colleague, false, None),
    ] {
        assert_eq!(swap(state).after(step, by, plans), next, "{state:?} {step:?}");
    }
}

#[test]
fn exchanging_gives_each_the_others_shift_and_twice_is_nothing() {
    let mut one = swap(SwapState::Agreed);
    let after: Vec<_> = one.exchanged().iter().map(|c| c.shift).collect();
    assert_eq!(after, [None, id(1), id(2), None]);
    let before = one.cells.clone();
    one.cells = one.exchanged();
    assert_eq!(one.exchanged(), before);
}

#[test]
fn months_are_named_by_agent_and_month() {
    let agent = AgentId::from_parts(2, [1; 10]);
    assert_eq!(RosterMonth::id(agent, date(2026, 3, 31)), format!("{agent}:2026-03"));
}

proptest! {
    /// The rule against a slow reading: walk back minute by minute to where a range of today or yesterday begins.
    #[test]
    fn being_on_shift_is_lying_between_a_begin_and_its_end(
        from in 0_u16..1440, to in 0_u16..=1440, minute in 0_u16..1440, of_yesterday in any::<bool>(),
    ) {
        let one = shift(1, &[(from, to)]);
        let mut length = i32::from(to) - i32::from(from);
        if length <= 0 {
            length += 1440;
        }
        let since = i32::from(minute) + if of_yesterday { 1440 } else { 0 } - i32::from(from);
        let expected = (0..length).contains(&since);
        let (yesterday, today) = if of_yesterday { (id(1), None) } else { (None, id(1)) };
        let all = [(one.id, one)].into();
        let at = Timestamp(20_000 * DAY_MS + i64::from(minute) * MINUTE_MS);
        let duty = Duty::Rostered(Rows { yesterday, today });
        prop_assert_eq!(on_shift(&Agent::default(), duty, &all, &Offsets::default(), at), expected);
    }

    /// Local time and back, through changes of the clock.
    #[test]
    fn a_moment_is_found_again_from_what_clocks_show(minute in -900_000_i64..900_000) {
        let at = Timestamp(1_783_000_000_000 / MINUTE_MS * MINUTE_MS + minute * MINUTE_MS);
        let (day, shown) = berlin().local(at);
        let again = berlin().moment(day, shown);
        // in the hour that is shown twice the earlier one is meant
        prop_assert!(again == at || again.plus_ms(HOUR_MS) == at, "{} {}", at.ms(), again.ms());
        prop_assert_eq!(berlin().local(again), (day, shown));
    }

    /// What is not left out by the clocks of a short time decides the same as the whole list.
    #[test]
    fn clocks_between_two_moments_show_the_same(at in 1_760_000_000_000_i64..1_810_000_000_000) {
        let (from, to) = (Timestamp(1_760_000_000_000), Timestamp(1_810_000_000_000));
        prop_assert_eq!(berlin().between(from, to).offset_ms(Timestamp(at)), berlin().offset_ms(Timestamp(at)));
    }
}
