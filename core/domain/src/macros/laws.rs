//! That macros end, say the same again, agree with who judges, and do not depend on those they have nothing to do with.

use proptest::prelude::*;

use super::tests::{Bench, NOW, at, block, fill, fixed, hide, id, is, show, stored, text, when, with};
use super::*;
use crate::LineId;
use crate::fields::FieldValue;
use crate::tickets::TicketCommand;
use crate::tickets::form::judge_with;

fn any_action() -> impl Strategy<Value = Action> {
    let key = || {
        prop_oneof![Just("part"), Just("volts"), Just("cause"), Just("status"), Just("gone"), Just("seen")]
            .prop_map(str::to_owned)
    };
    let source = prop_oneof![
        prop_oneof![Just("door"), Just("7"), Just("resolved")].prop_map(|word| fixed(text(word))),
        key().prop_map(|key| Source::Field { key }),
        Just(Source::Now),
        Just(Source::Me),
        Just(Source::Nothing),
        prop_oneof![Just("volts + 1"), Just("part"), Just("1 / 0"), Just("((")]
            .prop_map(|text| Source::Formula { text: text.into() }),
    ];
    prop_oneof![
        (key(), source, any::<bool>()).prop_map(|(field, value, only_if_empty)| Action::Set {
            field,
            value,
            only_if_empty
        }),
        key().prop_map(|key| show(&key)),
        key().prop_map(|key| hide(&key)),
        Just(block("no")),
        Just(Action::Allow),
        Just(Action::Pictures),
        key().prop_map(|key| Action::ReadOnly {
            fields: vec![key],
            who: Audience { targets: Targets::everybody(), readers: false }
        }),
        (0_u8..6).prop_map(|n| Action::HideMacros { macros: vec![id(n)] }),
        key().prop_map(|field| Action::Call { field }),
    ]
}

fn any_macro(n: u8) -> impl Strategy<Value = Macro> {
    let moment =
        prop_oneof![Just(Moment::Button), Just(Moment::PageLoad), Just(Moment::Submit), Just(Moment::FieldChange)];
    let condition = prop_oneof![
        Just(Filter::default()),
        Just(when([is("fields.part", "door")])),
        Just(when([is("status", "resolved")])),
        Just(when([is("fields.gone", "x")])),
    ];
    let actions = || proptest::collection::vec(any_action(), 0..4);
    let listens = prop_oneof![Just(vec!["part".to_owned()]), Just(vec!["volts".to_owned(), "status".to_owned()])];
    (moment, condition, actions(), actions(), listens).prop_map(move |(moment, when, then, otherwise, listens)| Macro {
        listens,
        ..at(n, moment, when, then, otherwise)
    })
}

fn any_macros() -> impl Strategy<Value = Vec<Macro>> {
    (any_macro(1), any_macro(2), any_macro(3), any_macro(4)).prop_map(|(a, b, c, d)| vec![a, b, c, d])
}

proptest! {
    /// Whatever macros there are, they end, each runs once, and asking again says the same.
    #[test]
    fn macros_end_and_say_the_same_again(macros in any_macros(), typed in prop_oneof![Just("door"), Just("9"), Just("")]) {
        let bench = Bench::new(macros);
        let draft = stored(&[("volts", FieldValue::Int(3))]);
        let now = if typed.is_empty() { draft.clone() } else { with(&draft, "part", text(typed)) };
        let out = bench.submit(&draft, &now);
        prop_assert_eq!(&out, &bench.submit(&draft, &now));
        prop_assert!(out.ran.len() <= bench.macros.len());
        prop_assert_eq!(bench.stand(&draft, &now), bench.stand(&draft, &now));
        // what the screen lets through after the submit macros filled in is what the server takes
        let filled = now.clone().with(&out.edits, NOW);
        let scene = bench.scene(Eyes::Screen);
        let last = bench.submit(&draft, &filled);
        let state = judge_with(scene.paper, &filled.ticket, &filled.overlay, scene.viewer, scene.clock, &last.effects);
        let commands = filled.commands(&draft, &mut LineId::default);
        if let [TicketCommand::Edit { .. }] = commands.as_slice()
            && state.is_complete() && last.blocks.is_empty() && bench.macros.iter().all(|one| one.moment != Moment::Button)
            && filled.differs(&draft).iter().all(|key| state.field(key).is_none_or(|field| field.editable))
        {
            prop_assert_eq!(bench.permit(&draft, commands[0].clone(), false), Ok(()));
        }
    }

    /// Macros that have nothing to do with each other may stand in any order.
    #[test]
    fn unrelated_macros_may_change_places(first in any_macro(1)) {
        let apart = |one: &Macro| {
            let (own, foreign) = (["day"], ["part", "volts", "cause", "status", "seen"]);
            one.actions().all(|action| match action {
                Action::Set { field, .. } => foreign.contains(&field.as_str()) && !own.contains(&field.as_str()),
                Action::HideMacros { .. } | Action::Allow => false,
                _ => true,
            })
        };
        prop_assume!(apart(&first));
        let second = at(7, first.moment, Filter::default(), vec![fill("day", Source::Now), hide("day")], vec![]);
        let second = Macro { listens: first.listens.clone(), ..second };
        let draft = stored(&[("volts", FieldValue::Int(3))]);
        let now = with(&draft, "part", text("door"));
        let one = Bench::new([first.clone(), second.clone()]).submit(&draft, &now);
        let other = Bench::new([second, first]).submit(&draft, &now);
        prop_assert_eq!(one, other);
    }
}
