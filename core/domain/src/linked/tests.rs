//! The handshake and the tree of organisations.

use std::collections::BTreeMap;

use super::*;

#[test]
fn each_step_is_one_sides_and_has_its_time() {
    use LinkState::*;
    use LinkStep::*;
    for state in LinkState::ALL.iter().copied() {
        for step in LinkStep::ALL.iter().copied() {
            for asker in [true, false] {
                let wanted = match (state, step, asker) {
                    (Invited, Agree, false) => Some(Agreed),
                    (Invited, Decline, false) => Some(Declined),
                    (Invited, Withdraw, true) => Some(Withdrawn),
                    (Agreed, Unbind, _) => Some(Unbound),
                    _ => None,
                };
                assert_eq!(state.after(step, asker), wanted, "{state:?} {step:?} {asker}");
            }
        }
    }
}

#[test]
fn an_invitation_lapses_after_fourteen_days_and_a_link_does_not() {
    let asked = Timestamp(1_000);
    for (state, days, wanted) in [
        (LinkState::Invited, 13, LinkState::Invited),
        (LinkState::Invited, 14, LinkState::Expired),
        (LinkState::Agreed, 400, LinkState::Agreed),
        (LinkState::Declined, 400, LinkState::Declined),
    ] {
        assert_eq!(state.at(asked, asked.plus_ms(days * DAY_MS)), wanted, "{state:?} after {days} days");
    }
}

#[test]
fn a_tree_has_one_top_no_circle_and_five_levels() {
    // 1 above 2 above 3 above 4
    let above: BTreeMap<u8, u8> = BTreeMap::from([(2, 1), (3, 2), (4, 3)]);
    let of = |id: u8| above.get(&id).copied();
    for (top, bottom, below, wanted) in [
        (7, 7, 0, Err(Unfit::Itself)),
        (7, 3, 1, Err(Unfit::HasSuperior)),
        (4, 1, 3, Err(Unfit::Circle)),
        (2, 1, 3, Err(Unfit::Circle)),
        (4, 9, 0, Ok(())),
        (4, 9, 1, Err(Unfit::TooDeep)),
        (9, 1, 3, Ok(())),
        (9, 1, 4, Err(Unfit::TooDeep)),
        (8, 9, 0, Ok(())),
    ] {
        assert_eq!(fits(top, bottom, of, below), wanted, "{bottom} under {top}");
    }
}

#[test]
fn only_a_superior_looks() {
    for (relation, turned, looks) in [
        (Relation::Superior, Relation::Subordinate, false),
        (Relation::Subordinate, Relation::Superior, true),
        (Relation::Peer, Relation::Peer, false),
    ] {
        assert_eq!(relation.turned(), turned);
        assert_eq!(relation.looks(), looks);
    }
}
