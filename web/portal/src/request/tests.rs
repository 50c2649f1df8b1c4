//! The pages of published forms as HTML.

use truckroll_domain::fields::{Branch, Field, Label};
use truckroll_domain::forms::Choice;
use truckroll_ui::i18n::Locale;

use super::*;
use crate::form::KeptPhoto;

fn question(key: &str, kind: FieldKind) -> Question {
    Question::new(names::answer_name(key), format!("Label of {key}"), kind)
}

fn every_kind() -> Vec<Question> {
    let options = |n: usize| -> Vec<Choice> {
        (0..n).map(|n| Choice { key: format!("o{n}"), label: format!("Option {n}") }).collect()
    };
    let leaf = Branch { key: "door".into(), label: "Door".into(), below: vec![] };
    let tree = vec![Branch { key: "lift".into(), label: "Lift".into(), below: vec![leaf] }];
    let with = |typed: Typed, question: Question| Question { typed, ..question };
    let column = |key: &str, kind| Field::new(key, Label::new(key, ""), kind);
    let columns = vec![column("part", FieldKind::Text), column("kind", FieldKind::Choice { options: options(2) })];
    let table = RowTable { columns, rows: vec![[("part".to_owned(), "Belt".to_owned())].into(), [].into()] };
    let pick = Pick { id: "a1".into(), name: "Lift 3".into(), detail: "MX".into(), count: "2".into() };
    vec![
        with(Typed::Text("<b>".into()), question("line", FieldKind::Text)),
        question("text", FieldKind::LongText),
        question("whole", FieldKind::Whole),
        question("day", FieldKind::Date),
        question("time", FieldKind::DateTime),
        with(Typed::Text("o1".into()), question("few", FieldKind::Choice { options: options(3) })),
        question("many", FieldKind::Choice { options: options(9) }),
        with(Typed::Several(vec!["o0".into()]), question("some", FieldKind::Choices { options: options(3) })),
        with(Typed::Text("lift/door".into()), question("tree", FieldKind::Cascade { tree })),
        question("tick", FieldKind::Checkbox),
        question("stars", FieldKind::Stars),
        question("place", FieldKind::Location),
        with(
            Typed::Files(vec![KeptPhoto { hash: "a".repeat(64), name: "plan.pdf".into() }]),
            question("files", FieldKind::Attachment),
        ),
        question("sign", FieldKind::Signature),
        with(Typed::Rows(table), question("parts", FieldKind::Rows { form: "parts".into() })),
        with(Typed::Assets(vec![pick]), question("machines", FieldKind::AssetRows { table: "m".into() })),
        Question { said: "12".into(), ..question("sum", FieldKind::Computed { formula: "1".into() }) },
        with(Typed::Number(String::new(), Code::default()), question("phone_x", FieldKind::VerifiedPhone)),
    ]
}

fn page(locale: Locale) -> RequestPage {
    let mut page = RequestPage::new(Frame::at(locale, "Hua & Sons", "/r/x"), "Repair", "/r/x?lang=en", "019a");
    page.version = "t@1".into();
    let group = Group { title: "More".into(), closed: true, questions: every_kind() };
    page.groups = vec![Group { questions: vec![question("first", FieldKind::Text)], ..Group::default() }, group];
    page.puzzle = Some(Puzzle { bits: 12, add: (3, 4), wrong: false });
    (page.depends, page.keeps) = (true, true);
    page
}

#[test]
fn every_kind_has_an_input_and_every_word_is_there() {
    for locale in Locale::ALL {
        let html = render(&page(locale));
        assert!(!html.contains(">publish-") && !html.contains("\"publish-") && !html.contains(">portal-"), "{html}");
        for part in [
            "value=\"&#60;b&#62;\"",
            "name=\"answer.some\"",
            "name=\"cell.parts.1.kind\"",
            "name=\"pick.machines.a1\"",
            "name=\"file.sign\"",
            "name=\"kept.files\"",
            "name=\"code.phone_x\"",
            "name=\"send_code\"",
            "name=\"more\"",
            "name=\"refresh\"",
            "value=\"lift/door\" selected",
            "Lift / Door",
            "href=\"/r/x/app.webmanifest\"",
            "data-live=\"/r/x/judge\"",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert_eq!(html.matches("<h1").count(), 1);
    }
}

#[test]
fn a_problem_unfolds_its_group_and_is_listed_with_a_way_to_it() {
    let mut wrong = page(Locale::En);
    assert!(!wrong.is_wrong() && !render(&wrong).contains("id=\"problems\""));
    wrong.groups[1].questions[5].problem = Some("Please choose one.".into());
    let html = render(&wrong);
    assert!(
        wrong.is_wrong() && html.contains("href=\"#answer-few-0\"") && html.contains("<details class=\"group\" open"),
        "{html}"
    );
    wrong.groups[1].questions[5].shown = false;
    assert!(!wrong.is_wrong(), "what is not asked is not wrong");
}

#[test]
fn scripts_load_nothing_from_elsewhere_and_stay_small() {
    for text in [REQUEST_JS, OUTBOX_JS, WORKER_JS, REQUEST_CSS] {
        assert!(!text.contains("http://") && !text.contains("https://"));
        for needs_more_rights in ["eval(", "innerHTML", "new Function", ".style"] {
            assert!(!text.contains(needs_more_rights), "{needs_more_rights}");
        }
    }
    let own = REQUEST_JS.len() + OUTBOX_JS.len() + WORKER_JS.len() + REQUEST_CSS.len();
    assert!(own < 25_000, "{own}");
}

#[test]
fn receipts_and_thanks_have_words() {
    for locale in Locale::ALL {
        let frame = Frame::at(locale, "Hua", "/r/x");
        let done = DonePage {
            frame: frame.clone(),
            thanks: String::new(),
            receipt: "28T5CY4TY".into(),
            number: "T-1".into(),
            progress: "/t/x".into(),
            again: "/r/x".into(),
        };
        let html = render_done(&done);
        assert!(html.contains("28T5CY4TY") && html.contains("T-1") && !html.contains(">publish-"), "{html}");
        for word in ["thanks", "answered", "over"] {
            let html = render_said(&SaidPage { frame: frame.clone(), word });
            assert!(!html.contains(">publish-"), "{html}");
        }
    }
}
