//! What a drawing may not leave open, and where tickets go.

use proptest::prelude::*;

use super::*;
use crate::filter::{Condition, Operand, Operator};

fn node(key: &str, kind: NodeKind) -> Node {
    Node { key: key.into(), title: key.into(), kind, spot: Spot::default(), lane: String::new() }
}

fn task(key: &str) -> Node {
    node(key, NodeKind::Task { task: Box::default() })
}

/// A link that is taken when the ticket says `word`; always when that is empty.
fn link(key: &str, from: &str, to: &str, word: &str) -> Link {
    let condition = Condition { field: "type".into(), op: Operator::Is, value: Some(Operand::Text(word.into())) };
    let all = if word.is_empty() { Vec::new() } else { vec![condition] };
    let when = Filter { all, any: Vec::new() };
    Link { key: key.into(), from: from.into(), to: to.into(), title: String::new(), when }
}

/// Report, then by branch repair or replacement, then check, then the end.
fn repair() -> Workflow {
    Workflow {
        name: "Repair".into(),
        nodes: vec![
            node("start", NodeKind::Start),
            task("report"),
            node("which", NodeKind::Branch { none: "to_repair".into(), all: "to_check".into() }),
            task("repair"),
            task("replace"),
            task("check"),
            node("done", NodeKind::End),
        ],
        links: vec![
            link("begin", "start", "report", ""),
            link("sorted", "report", "which", ""),
            link("to_replace", "which", "replace", "broken"),
            link("to_scrap", "which", "done", "scrap"),
            link("to_repair", "which", "repair", ""),
            link("to_check", "which", "check", ""),
            link("repaired", "repair", "check", ""),
            link("replaced", "replace", "check", ""),
            link("again", "check", "repair", "failed"),
            link("good", "check", "done", ""),
        ],
        ..Workflow::default()
    }
}

fn faults(workflow: &Workflow) -> Vec<(String, Problem)> {
    let asked = |filter: &Filter| filter.all.iter().all(|c| c.field == "type");
    workflow.verify(&asked).into_iter().map(|fault| (fault.on, fault.problem)).collect()
}

/// A ticket that says these words.
fn says(words: &[&str]) -> impl Fn(&Filter) -> bool {
    let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
    move |filter: &Filter| {
        filter.all.iter().all(|c| matches!(&c.value, Some(Operand::Text(text)) if words.contains(text)))
    }
}

#[test]
fn tickets_go_where_the_drawing_says() {
    let workflow = repair();
    for (from, words, to) in [
        ("start", &[][..], Ok("report")),
        ("report", &[], Ok("repair")),
        ("report", &["broken"], Ok("replace")),
        ("report", &["scrap"], Ok("done")),
        ("report", &["broken", "scrap"], Ok("check")),
        ("repair", &[], Ok("check")),
        ("check", &["failed"], Ok("repair")),
        ("check", &[], Ok("done")),
        ("done", &[], Err(Stuck::Ended)),
        ("gone", &[], Err(Stuck::NotHere)),
    ] {
        let next = workflow.next(from, &says(words)).map(|node| node.key.as_str());
        assert_eq!(next, to, "from {from} with {words:?}");
    }
    let mut without = repair();
    without.nodes[2].kind = NodeKind::Branch { none: "to_repair".into(), all: String::new() };
    let both = without.next("report", &says(&["broken", "scrap"])).map(|node| node.key.as_str());
    assert_eq!(both, Ok("replace"), "the first that holds");
}

#[test]
fn a_ticket_returns_to_where_it_was() {
    let workflow = repair();
    let been: Vec<String> = ["report", "repair", "check", "repair", "check"].map(str::to_owned).into();
    let keys = |from: &str| workflow.returns(from, &been).into_iter().map(|n| n.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys("check"), ["repair", "report"]);
    assert_eq!(keys("report"), ["check", "repair"]);
    assert!(workflow.returns("report", &["gone".to_owned(), "which".to_owned()]).is_empty());
}

#[test]
fn what_has_no_fault_has_none() {
    assert_eq!(faults(&repair()), []);
}

type Change = fn(&mut Workflow);

#[test]
fn what_would_strand_a_ticket_is_named() {
    let cases: Vec<(Change, &[(&str, Problem)])> = vec![
        (|w| w.name = " ".into(), &[("", Problem::Name)]),
        (|w| w.nodes.retain(|n| n.key != "start"), &[("", Problem::NoStart), ("begin", Problem::Loose)]),
        (
            |w| w.nodes.push(node("other", NodeKind::Start)),
            &[("other", Problem::SeveralStarts), ("other", Problem::Unreachable), ("other", Problem::NoWayOut)],
        ),
        (|w| w.nodes.push(task("lost")), &[("lost", Problem::Unreachable), ("lost", Problem::NoWayOut)]),
        (
            |w| {
                w.nodes.push(task("trap"));
                w.links.insert(0, link("fall", "repair", "trap", "fall"));
            },
            &[("trap", Problem::NoWayOut)],
        ),
        (|w| w.links.retain(|l| l.key != "good"), &[("check", Problem::NoDefault)]),
        (|w| w.links.push(link("late", "repair", "done", "x")), &[("late", Problem::NeverTried)]),
        (|w| w.links.push(link("back", "done", "start", "")), &[("back", Problem::Direction)]),
        (|w| w.links[8].when.all[0].field = "nonsense".into(), &[("again", Problem::Condition)]),
        (
            |w| w.nodes[2].kind = NodeKind::Branch { none: String::new(), all: String::new() },
            &[("which", Problem::NoDefault)],
        ),
        (
            |w| w.nodes[2].kind = NodeKind::Branch { none: "good".into(), all: String::new() },
            &[("which", Problem::Default)],
        ),
        (
            |w| w.nodes[1].key = "start".into(),
            &[("start", Problem::Key), ("begin", Problem::Loose), ("sorted", Problem::Loose)],
        ),
        (|w| w.nodes[1].lane = "office".into(), &[("report", Problem::Lane)]),
        (
            |w| {
                let task = Task { limit_min: Some(0), ..Task::default() };
                w.nodes[3].kind = NodeKind::Task { task: Box::new(task) };
            },
            &[("repair", Problem::Limit)],
        ),
        (
            |w| {
                let access = FieldAccess { visible: true, editable: false, required: true };
                let task = Task { fields: [("part".to_owned(), access)].into(), ..Task::default() };
                w.nodes[3].kind = NodeKind::Task { task: Box::new(task) };
            },
            &[("repair", Problem::Access)],
        ),
        (
            |w| {
                w.nodes.push(node("turn", NodeKind::Branch { none: "turned".into(), all: String::new() }));
                w.links.push(link("turned", "turn", "which", ""));
                w.links.push(link("turning", "which", "turn", "turn"));
            },
            &[("which", Problem::Circle), ("turn", Problem::Circle)],
        ),
    ];
    for (n, (change, wanted)) in cases.into_iter().enumerate() {
        let mut workflow = repair();
        change(&mut workflow);
        let found = faults(&workflow);
        for (on, problem) in wanted {
            assert!(found.contains(&((*on).to_owned(), *problem)), "case {n}: {on} {problem:?} in {found:?}");
        }
    }
}

#[test]
fn it_survives_the_wire_and_a_newer_writer() {
    let text = serde_json::to_string(&repair()).expect("writes");
    assert_eq!(serde_json::from_str::<Workflow>(&text).expect("reads"), repair());
    let newer = text.replace(r#"{"is":"end"}"#, r#"{"is":"teleport","to":"moon"}"#);
    let workflow: Workflow = serde_json::from_str(&newer).expect("reads what it does not know");
    assert_eq!(workflow.node("done").map(|n| &n.kind), Some(&NodeKind::Unknown));
}

fn any_workflow() -> impl Strategy<Value = Workflow> {
    let kinds = prop::collection::vec(0_u8..4, 2..7);
    let links = prop::collection::vec((0_usize..7, 0_usize..7, prop::sample::select(vec!["", "a", "b"])), 1..14);
    (kinds, links).prop_map(|(kinds, links)| {
        let key = |n: usize| format!("n{n}");
        let links: Vec<Link> = links
            .into_iter()
            .enumerate()
            .map(|(n, (from, to, word))| link(&format!("l{n}"), &key(from), &key(to), word))
            .collect();
        let nodes = kinds.iter().enumerate().map(|(n, kind)| {
            let first = links.iter().rev().find(|l| l.from == key(n)).map(|l| l.key.clone()).unwrap_or_default();
            let kind = match (n, kind) {
                (0, _) => NodeKind::Start,
                (_, 0) => NodeKind::End,
                (_, 1) => NodeKind::Branch { none: first, all: String::new() },
                _ => NodeKind::Task { task: Box::default() },
            };
            node(&key(n), kind)
        });
        Workflow { name: "w".into(), nodes: nodes.collect(), links, ..Workflow::default() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// In a workflow without a fault a ticket goes on from everywhere but the ends, whatever it says.
    #[test]
    fn nobody_is_stranded_in_what_was_verified(workflow in any_workflow(), word in "[abc]") {
        let sound = faults(&workflow).is_empty();
        for node in &workflow.nodes {
            let next = workflow.next(&node.key, &says(&[&word]));
            if sound && node.kind != NodeKind::End {
                prop_assert!(next.is_ok(), "{} {next:?}", node.key);
            }
        }
    }
}
