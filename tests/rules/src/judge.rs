//! What the rules make of a case, step by step.

use serde_json::{Value as Json, json};
use truckroll_domain::access::{Rights, Viewer};
use truckroll_domain::calendar::Offsets;
use truckroll_domain::expression::Clock;
use truckroll_domain::fields::{FieldSet, Noun, settle};
use truckroll_domain::macros::{self, CallState, Draft, Eyes, Macro, Mode, Moment, Outcome, Scene};
use truckroll_domain::tickets::form::{FormList, FormState, Paper, judge_with};
use truckroll_domain::tickets::{TicketCommand, TicketOverlay};
use truckroll_domain::visits::VisitRules;
use truckroll_domain::{Actor, Command, CommandId, Content, Context, Refusal, Side, TenantId, TicketId, Timestamp};

use crate::case::Case;

/// When all of it happens; nothing in the cases looks at the clock.
const NOW: Timestamp = Timestamp(1_772_539_200_000);

/// What is made of a JSON list of cases, as a JSON list: for each the `steps` (`taken`, or the refusal), and what stands there in
/// the end: `form`, `fields`, `rows`, and what its `macros` make of it when it is opened, submitted, or a button is pressed. A list that cannot be read gives `{"unreadable": …}`.
#[must_use]
pub fn judged(cases: &str) -> String {
    let all: Result<Vec<Case>, _> = serde_json::from_str(cases);
    match all {
        Ok(all) => Json::Array(all.iter().map(one).collect()).to_string(),
        Err(error) => json!({"unreadable": error.to_string()}).to_string(),
    }
}

fn one(case: &Case) -> Json {
    let mut set = FieldSet::standard(Noun::Ticket);
    set.fields.extend(case.fields.iter().cloned());
    let (forms, offsets) = (FormList::new(vec![case.rows.clone()]), Offsets::default());
    let paper = Paper { set: &set, forms: &forms, template: Some(&case.template) };
    let clock = Clock { now: NOW, offsets: &offsets };
    let me = case.agent.unwrap_or_default();
    let viewer = Viewer { agent: Some(me), groups: &case.groups };
    let actor = Actor::Agent { id: me, name: "Chen".into(), roles: vec![], rights: Rights::default() };
    let actor = actor.carrying_out();
    let scene =
        |eyes| Scene { id: TicketId::default(), paper, viewer, clock, mode: Mode::Normal, call: CallState::None, eyes };
    let (screen, server) = (scene(Eyes::Screen), scene(Eyes::Judge));
    let mut content = Content::Ticket(case.ticket.clone().unwrap_or_default(), TicketOverlay::default());
    let mut steps = Vec::new();
    // as phone and server do it: values get their stored form, then the form and its macros have their say
    let permit = |command: &mut Command, content: &Content| {
        settle(command, &set, &actor)?;
        macros::permit(command, content, &actor, &server, &case.macros, None, false)
    };
    for command in &case.commands {
        steps.push(match step(&content, command, permit, &actor) {
            Ok(next) => {
                content = next;
                json!("taken")
            }
            Err(refusal) => serde_json::to_value(&refusal).unwrap_or_default(),
        });
    }
    let Content::Ticket(ticket, overlay) = &content else { return Json::Null };
    let stored = Draft::of(ticket, overlay);
    let stands = macros::stand(&case.macros, &screen, &stored, &stored, &[]);
    let form = judge_with(paper, ticket, overlay, viewer, clock, &stands.effects);
    let out = |outcome: &Outcome| ran(&case.macros, outcome);
    let button = |one: &Macro| {
        macros::pressed(&case.macros, &screen, &stored, &stored, &[], one.id).map(|outcome| out(&outcome))
    };
    json!({
        "steps": steps,
        "form": told(&form),
        "fields": ticket.fields,
        "rows": ticket.rows,
        "macros": {
            "opened": out(&macros::opened(&case.macros, &screen, &stored)),
            "submitted": out(&macros::submitted(&case.macros, &screen, &stored, &stored, &[])),
            "buttons": case.macros.iter().filter(|one| one.moment == Moment::Button).map(button).collect::<Vec<_>>(),
        },
    })
}

/// What macros came to: what they fill in, by place in the list which branch ran, and who stops the submit.
fn ran(all: &[Macro], outcome: &Outcome) -> Json {
    let place = |id| all.iter().position(|one| one.id == id);
    json!({
        "edits": outcome.edits,
        "ran": outcome.ran.iter().map(|(id, ran)| json!([place(*id), ran.word()])).collect::<Vec<_>>(),
        "blocks": outcome.blocks.iter().map(|block| place(block.id)).collect::<Vec<_>>(),
        "hidden": outcome.hidden.iter().map(|id| place(*id)).collect::<Vec<_>>(),
    })
}

/// The ticket after a command, as the server decides it.
fn step(
    content: &Content,
    command: &TicketCommand,
    permit: impl Fn(&mut Command, &Content) -> Result<(), Refusal>,
    actor: &Actor,
) -> Result<Content, Refusal> {
    let mut command = Command::Ticket { id: TicketId::default(), command: command.clone() };
    if !command.creates() && matches!(content, Content::Ticket(ticket, _) if ticket.schema == 0) {
        return Err(Refusal::NotFound);
    }
    permit(&mut command, content)?;
    let ctx = Context {
        tenant: TenantId::default(),
        actor: actor.clone(),
        device: None,
        command: CommandId::default(),
        at: NOW,
        received_at: Some(NOW),
        offline: false,
        side: Side::Server,
        visit_rules: VisitRules::default(),
    };
    let mut next = content.clone();
    next.apply(&ctx, &command)?;
    Ok(next)
}

fn told(form: &FormState) -> Json {
    let field = |field: &truckroll_domain::tickets::form::FieldState| {
        json!({
            "key": field.key, "shown": field.shown, "editable": field.editable, "required": field.required,
            "computed": field.computed, "problem": field.problem,
        })
    };
    Json::Array(form.fields.iter().map(field).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_the_same_every_time_and_meet_all_that_can_be_said() {
        let cases = crate::cases(7, 300);
        assert_eq!(cases, crate::cases(7, 300));
        let made: Json = serde_json::from_str(&judged(&cases)).expect("a list");
        let mut said = std::collections::BTreeMap::<String, usize>::new();
        for one in made.as_array().expect("a list") {
            for step in one["steps"].as_array().expect("steps") {
                let word = match step {
                    Json::String(word) => word.clone(),
                    refusal => format!("{} {}", refusal["code"], refusal["problem"]),
                };
                *said.entry(word).or_default() += 1;
            }
            let all = &one["macros"];
            for (at, outcome) in ["opened", "submitted"]
                .map(|at| (at, &all[at]))
                .into_iter()
                .chain(all["buttons"].as_array().expect("a list").iter().map(|outcome| ("buttons", outcome)))
            {
                let filled = outcome["edits"].as_object().is_some_and(|edits| !edits.is_empty());
                *said.entry(format!("{at} {}", if filled { "edits" } else { "nothing" })).or_default() += 1;
                for word in outcome["ran"].as_array().into_iter().flatten().filter_map(|ran| ran[1].as_str()) {
                    *said.entry(format!("{at} {word}")).or_default() += 1;
                }
            }
            for field in one["form"].as_array().expect("fields") {
                *said.entry(format!("shown {}", field["shown"])).or_default() += 1;
                *said.entry(format!("problem {}", field["problem"])).or_default() += 1;
                *said.entry(format!("computes {}", !field["computed"].is_null())).or_default() += 1;
            }
        }
        let often = |word: &str| said.get(word).copied().unwrap_or_default();
        assert!(often("taken") > 500, "{said:?}");
        for word in ["shown true", "shown false", "computes true", "problem \"required\"", "problem \"not_valid\""] {
            assert!(often(word) > 20, "{word}: {said:?}");
        }
        let words =
            ["not_valid", "read_only", "not_in_template", "is_computed", "not_a_choice", "wrong_kind", "not_a_date"];
        for word in
            words.into_iter().chain(["blocked", "opened then", "opened else", "submitted edits", "buttons edits"])
        {
            assert!(said.keys().any(|known| known.contains(word)), "{word}: {said:?}");
        }
        assert!(judged("{").contains("unreadable"));
    }
}
