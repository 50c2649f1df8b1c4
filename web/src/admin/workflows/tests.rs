//! What the editor shows of a drawing: the sheet, the outline, the panels, what is wrong.

use dioxus::prelude::*;
use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::workflows::{
    Design, Fault, FieldAccess, NodeKind, Participant, Problem, Task, Version, Workflow,
};
use truckroll_domain::{Timestamp, WorkflowId};
use truckroll_protocol::api::WorkflowNow;
use truckroll_ui::prelude::*;

use super::editor::Editor;
use super::plan::{self, New};
use super::team::Team;
use super::work::Known;
use super::{WorkflowLines, said};
use crate::sample;

fn drawn() -> Workflow {
    let mut workflow = plan::first("Repair", "Start", "End");
    let report = plan::add_after(&mut workflow, "start_1", New::Task, "Report <fault>");
    let which = plan::add_after(&mut workflow, &report, New::Branch, "Urgent?");
    let repair = plan::add_after(&mut workflow, &which, New::Task, "Repair");
    let replace = plan::add_after(&mut workflow, &which, New::Task, "Replace");
    plan::connect(&mut workflow, &repair, "end_1");
    plan::add_lane(&mut workflow, "Office");
    plan::add_note(&mut workflow, "Ask for the key first.");
    let access = FieldAccess { visible: true, editable: true, required: true };
    let task = Task {
        fields: [("priority".to_owned(), access)].into(),
        participants: vec![Participant::Owner],
        limit_min: Some(240),
    };
    if let Some(node) = plan::node_mut(&mut workflow, &replace) {
        node.kind = NodeKind::Task { task: Box::new(task) };
    }
    let urgent = Condition { field: "priority".into(), op: Operator::Is, value: Some(Operand::Text("urgent".into())) };
    if let Some(link) = plan::link_mut(&mut workflow, "link_4") {
        link.when = Filter { all: vec![urgent], any: Vec::new() };
    }
    workflow
}

fn known() -> Known {
    let versions = vec![Version { number: 1, at: Timestamp(sample::NOW_MS), by: "Sun Li".into() }];
    let design = Design { id: WorkflowId::default(), template: None, draft: drawn(), changed: true, versions };
    Known::from(WorkflowNow { seq: 3, design })
}

#[component]
fn Page() -> Element {
    let known = use_signal(known);
    let book = use_signal(sample::book);
    rsx! { Editor { now: known, book, team: Team::default() } }
}

#[test]
fn the_editor_shows_the_drawing_with_its_words_and_faults() {
    for locale in Locale::ALL {
        let html = sample::render(locale, || rsx! { Page {} });
        for words in ["Report &#60;fault&#62;", "Urgent?", "Ask for the key", "Office", "Sun Li"] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert_eq!(html.matches("class=\"dk-flow-node").count(), 6, "{html}");
        assert_eq!(html.matches("data-link=").count(), 5, "{html}");
        // the replacement leads nowhere yet
        assert_eq!(html.matches("dk-flow-mark").count(), 1, "{html}");
        assert!(!html.contains(">flow-") && !html.contains("\"flow-drawing"), "{html}");
        if locale == Locale::En {
            for words in ["otherwise", "Priority: urgent", "Owner · 4 h", "Version 1"] {
                assert!(html.contains(words), "{words}: {html}");
            }
        }
    }
}

#[test]
fn every_fault_names_what_it_is_about() {
    let all = [
        Problem::Name,
        Problem::TooMany,
        Problem::Key,
        Problem::NoStart,
        Problem::SeveralStarts,
        Problem::NoEnd,
        Problem::Loose,
        Problem::Direction,
        Problem::Unreachable,
        Problem::NoWayOut,
        Problem::NoDefault,
        Problem::Default,
        Problem::NeverTried,
        Problem::Circle,
        Problem::Condition,
        Problem::Limit,
        Problem::Lane,
        Problem::Access,
    ];
    for locale in Locale::ALL {
        let html = sample::render(locale, move || {
            let workflow = drawn();
            let of = |on: &str, problem| said::fault(&Fault { on: on.to_owned(), problem }, &workflow);
            rsx! {
                for problem in all {
                    p { {of("task_2", problem).0} ": " {of("task_2", problem).1} }
                }
                p { {of("link_4", Problem::Condition).0} }
                p { {of("", Problem::NoStart).0} }
            }
        });
        assert!(html.contains("Urgent?") && html.contains("Repair: ") && !html.contains("flow-"), "{html}");
    }
}

#[test]
fn amounts_of_open_time_read_in_their_largest_unit() {
    for (minutes, wanted) in [(45, (45, "minutes")), (240, (4, "hours")), (960, (2, "days")), (0, (0, "minutes"))] {
        assert_eq!(said::amount(minutes), wanted);
    }
}

#[test]
fn the_list_says_what_holds_and_what_waits() {
    for locale in Locale::ALL {
        let html = sample::render(locale, || {
            let line = truckroll_protocol::api::WorkflowLine {
                id: WorkflowId::default(),
                name: "Repair".into(),
                description: "From report to bill".into(),
                template: None,
                tasks: 3,
                version: 2,
                changed: true,
            };
            rsx! { WorkflowLines { all: vec![line] } }
        });
        assert!(html.contains("From report to bill") && !html.contains(">flow-"), "{html}");
    }
}
