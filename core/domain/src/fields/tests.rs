//! Every kind with good and bad values, sets and their succession, commands that are settled.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::companies::{CompanyCommand, CompanyEdit};
use crate::forms::{Choice, Input};
use crate::{Actor, Command, CompanyId, Refusal};

fn options() -> Vec<Choice> {
    [("a", "Gold"), ("b", "Silver")].map(|(key, label)| Choice { key: key.into(), label: label.into() }).into()
}

fn tree() -> Vec<Branch> {
    branches_of_lines(Vec::new(), "Lift / Door / Motor\nLift / Cabin\n 扶梯 / 梯级 \n\nLift/Door")
}

fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.to_owned())
}

type Normal = Result<Option<FieldValue>, &'static str>;

#[test]
fn each_kind_takes_what_fits_in_one_form_and_names_what_does_not() {
    use FieldKind as K;
    let hash = "ab".repeat(32);
    let file = |hash: &str, name: &str| FieldValue::Files(BTreeMap::from([(hash.to_owned(), name.to_owned())]));
    let list = |of: &[&str]| FieldValue::List(of.iter().map(|t| (*t).to_owned()).collect());
    let pattern = |p: &str| K::Pattern { pattern: p.into() };
    let (ok, none): (fn(FieldValue) -> _, _) = (|v| Ok(Some(v)), Ok(None));
    let cases: Vec<(FieldKind, FieldValue, Normal)> = vec![
        (K::Text, text(" Hua "), ok(text("Hua"))),
        (K::Text, text("  "), none.clone()),
        (K::Text, text("a\nb"), Err("one_line")),
        (K::Text, text(&"x".repeat(501)), Err("too_long")),
        (K::Text, FieldValue::Int(1), Err("wrong_kind")),
        (K::LongText, text("a\nb\n"), ok(text("a\nb"))),
        (K::LongText, text(&"x".repeat(10_001)), Err("too_long")),
        (K::Whole, text(" 42 "), ok(FieldValue::Int(42))),
        (K::Whole, FieldValue::Real(3.0), ok(FieldValue::Int(3))),
        (K::Whole, text("1e3"), ok(FieldValue::Int(1000))),
        (K::Whole, text("1.5"), Err("not_whole")),
        (K::Whole, FieldValue::Real(f64::NAN), Err("not_whole")),
        (K::Whole, text("many"), Err("not_a_number")),
        (K::Whole, FieldValue::Int(MAX_WHOLE + 1), Err("out_of_range")),
        (K::Decimal, text("-1.50"), ok(FieldValue::Real(-1.5))),
        (K::Decimal, FieldValue::Int(2), ok(FieldValue::Real(2.0))),
        (K::Decimal, text("NaN"), Err("not_a_number")),
        (K::Decimal, text("1,5"), Err("not_a_number")),
        (K::Date, text("2024/2/29"), ok(text("2024-02-29"))),
        (K::Date, text("2024.12.01"), ok(text("2024-12-01"))),
        (K::Date, text("2023-02-29"), Err("not_a_date")),
        (K::Date, text("24-02-01"), Err("not_a_date")),
        (K::DateTime, FieldValue::Int(1_700_000_000_000), ok(FieldValue::Int(1_700_000_000_000))),
        (K::DateTime, text("tomorrow"), Err("not_a_moment")),
        (K::Choice { options: options() }, text("b"), ok(text("b"))),
        (K::Choice { options: options() }, text("Gold"), ok(text("a"))),
        (K::Choice { options: options() }, text("Bronze"), Err("not_a_choice")),
        (K::Choices { options: options() }, text("Silver，Gold"), ok(list(&["a", "b"]))),
        (K::Choices { options: options() }, list(&["b", "b"]), ok(list(&["b"]))),
        (K::Choices { options: options() }, list(&[]), none.clone()),
        (K::Choices { options: options() }, list(&["c"]), Err("not_a_choice")),
        (K::Cascade { tree: tree() }, text("Lift / Door / Motor"), ok(text("o1/o1/o1"))),
        (K::Cascade { tree: tree() }, text("o1/o2"), ok(text("o1/o2"))),
        (K::Cascade { tree: tree() }, text("扶梯"), ok(text("o2"))),
        (K::Cascade { tree: tree() }, text("Lift / Roof"), Err("not_a_choice")),
        (K::Checkbox, text("是"), ok(FieldValue::Flag(true))),
        (K::Checkbox, FieldValue::Flag(false), none.clone()),
        (K::Checkbox, text("no"), none.clone()),
        (K::Checkbox, text("perhaps"), Err("not_a_choice")),
        (pattern("[A-Z]{2}-[0-9]{4}"), text("SH-0417"), ok(text("SH-0417"))),
        (pattern("[A-Z]{2}-[0-9]{4}"), text("xSH-0417"), Err("not_the_form")),
        (pattern("a|b"), text("ab"), Err("not_the_form")),
        (K::Attachment, file(&hash, "plan.pdf"), ok(file(&hash, "plan.pdf"))),
        (K::Attachment, file("beef", "plan.pdf"), Err("not_a_file")),
        (K::Attachment, text("plan.pdf"), Err("wrong_kind")),
        (K::Phone, text(" +86 135-0000-1111 "), ok(text("+86 135-0000-1111"))),
        (K::Phone, text("12"), Err("not_a_phone")),
        (K::Email, text("a@b.cn"), ok(text("a@b.cn"))),
        (K::Email, text("a@b"), Err("not_an_email")),
        (K::Web, text("hua.example/x?y=1"), ok(text("https://hua.example/x?y=1"))),
        (K::Web, text("http://user@hua.example:8080"), ok(text("http://user@hua.example:8080"))),
        (K::Web, text("javascript://x.y"), Err("not_a_web_address")),
        (K::Web, text("https://no-dot"), Err("not_a_web_address")),
        (K::Web, text("https://a.b/\"><script"), Err("not_a_web_address")),
        (K::Location, text("31.2304, 121.4737"), ok(text("31.230400,121.473700"))),
        (K::Location, text("91,0"), Err("not_a_place")),
        (K::Location, text("here"), Err("not_a_place")),
        (K::Texts, text("WeChat: hua, QQ: 1"), ok(list(&["WeChat: hua", "QQ: 1"]))),
        (K::Agent, text("x"), Err("wrong_kind")),
    ];
    for (kind, given, wanted) in cases {
        let normal = kind.normalise(&given);
        assert_eq!(normal, wanted, "{kind:?} {given:?}");
        if let Ok(Some(value)) = normal {
            assert_eq!(kind.normalise(&value), Ok(Some(value.clone())), "what is stored comes back: {kind:?}");
            let again = restore(&kind, &project(&kind, &value));
            assert_eq!(again, Some(value), "{kind:?}");
        }
    }
}

#[test]
fn a_pattern_that_could_run_away_is_no_pattern() {
    for (pattern, problem) in [
        ("[0-9]+", None),
        ("(a+)+$", None),
        ("", Some("required")),
        ("(", Some("not_a_pattern")),
        ("(?:a{1000}){1000}", Some("not_a_pattern")),
        (&"a".repeat(201), Some("too_long")),
    ] {
        let found = FieldKind::Pattern { pattern: pattern.into() }.problems();
        assert_eq!(found.get("pattern").copied(), problem, "{pattern}");
    }
    let slow = FieldKind::Pattern { pattern: "(a+)+b".into() };
    assert_eq!(slow.normalise(&text(&"a".repeat(500))), Err("not_the_form"));
}

#[test]
fn forms_and_fields_agree_on_what_fits() {
    for (input, answers) in [
        (Input::Number, ["1.5", "x", "-2", "NaN"]),
        (Input::Phone, ["+86 135-0000-1111", "12", "021 6321 5501", "12345+6"]),
        (Input::Email, ["a@b.cn", "a@b", "a b@c.d", "x@y.z"]),
        (Input::Date, ["2024-02-29", "2023-02-29", "2024-13-01", "2024-01-01"]),
        (Input::Choice { options: options() }, ["a", "b", "c", "d"]),
    ] {
        let kind = FieldKind::from(&input);
        for answer in answers {
            assert_eq!(input.check(answer).is_ok(), kind.normalise(&text(answer)).is_ok(), "{input:?} {answer}");
        }
    }
}

#[test]
fn pasted_lines_make_a_tree_and_known_branches_keep_their_keys() {
    let tree = tree();
    assert_eq!(tree.len(), 2);
    assert_eq!(tree[0].below.iter().map(|b| b.label.as_str()).collect::<Vec<_>>(), ["Door", "Cabin"]);
    let kind = FieldKind::Cascade { tree: tree.clone() };
    assert_eq!(kind.shown(&text("o1/o1/o1")), "Lift / Door / Motor");
    assert!(kind.problems().is_empty());
    let more = branches_of_lines(tree.clone(), "Lift / Roof\nBoiler");
    assert_eq!(more[0].below[..2], tree[0].below[..]);
    assert_eq!((more[0].below[2].key.as_str(), more[2].key.as_str()), ("o3", "o3"));
    let deep = branches_of_lines(Vec::new(), "1/2/3/4/5/6");
    assert_eq!(FieldKind::Cascade { tree: deep }.problems()["tree"], "too_deep");
}

fn own(key: &str, kind: FieldKind) -> Field {
    Field::new(key, Label::new("Mine", ""), kind)
}

fn with(more: Vec<Field>) -> FieldSet {
    let mut set = FieldSet::standard(Noun::Company);
    set.fields.extend(more);
    set
}

#[test]
fn a_set_is_checked_member_by_member() {
    let at = |set: &FieldSet, n: usize, member: &str| format!("fields.{}.{member}", set.fields.len() - 1 - n);
    let base = FieldSet::standard(Noun::Company);
    assert_eq!(base.check(Noun::Company), Ok(()));
    for (field, member, problem) in [
        (own("Meter", FieldKind::Whole), "key", "not_a_key"),
        (own("name", FieldKind::Text), "key", "taken"),
        (Field { system: true, ..own("meter", FieldKind::Text) }, "key", "not_a_system_field"),
        (Field { label: Label::default(), ..own("meter", FieldKind::Text) }, "label", "required"),
        (Field { unit: "x".repeat(21), ..own("meter", FieldKind::Whole) }, "unit", "too_long"),
        (own("meter", FieldKind::Tags), "kind", "system"),
        (own("meter", FieldKind::Choice { options: vec![] }), "options", "required"),
        (own("meter", FieldKind::Pattern { pattern: "(".into() }), "pattern", "not_a_pattern"),
    ] {
        let set = with(vec![field]);
        let problems = set.check(Noun::Company).expect_err("refused");
        assert_eq!(problems.get(&at(&set, 0, member)), Some(&problem), "{problems:?}");
    }
    let mut hidden = base.clone();
    hidden.fields[0].hidden = true;
    assert_eq!(hidden.check(Noun::Company).expect_err("refused")["fields.0.required"], "always_required");
    let mut renamed = base.clone();
    renamed.fields[0].label = Label::new("Customer", "客户");
    renamed.fields.swap(0, 3);
    assert_eq!(renamed.check(Noun::Company), Ok(()));
}

#[test]
fn own_fields_are_archived_and_system_fields_come_back() {
    let former = with(vec![own("meter", FieldKind::Whole), own("gate", FieldKind::Text)]);
    let mut next = with(vec![Field { required: true, ..own("gate", FieldKind::Text) }]);
    next.fields.retain(|f| f.key != "remark");
    let set = next.replacing(&former, Noun::Company, Timestamp(5)).expect("fits");
    assert_eq!(set.field("meter").and_then(|f| f.archived_at), Some(Timestamp(5)));
    assert!(set.field("remark").is_some_and(|f| f.system), "a system field cannot be left out");
    assert!(set.field("gate").is_some_and(|f| f.required && f.is_shown()));
    let other = with(vec![own("meter", FieldKind::Text)]).replacing(&former, Noun::Company, Timestamp(6));
    assert!(other.expect_err("refused").values().any(|p| *p == "other_kind"));
}

#[test]
fn a_new_field_for_phone_numbers_says_so_in_its_key_and_an_older_one_stays() {
    let former = with(vec![own("hotline", FieldKind::Phone), own("phone_book", FieldKind::Text)]);
    for (key, kind, problem) in [
        ("phone_hotline", FieldKind::Phone, None),
        ("night_line", FieldKind::Phone, Some("not_for_phones")),
        ("phone_list", FieldKind::Text, Some("for_phones")),
        ("hotline", FieldKind::Phone, None),
        ("phone_book", FieldKind::Text, None),
        ("meter", FieldKind::Whole, None),
    ] {
        let set = with(vec![own(key, kind)]);
        let told = set.replacing(&former, Noun::Company, Timestamp(6)).err().and_then(|p| p.into_values().next());
        assert_eq!(told, problem, "{key}");
    }
}

fn agent() -> Actor {
    crate::access::Policy::default().actor(&crate::people::Agent {
        name: "A".into(),
        roles: vec![crate::people::Role::Dispatcher],
        ..crate::people::Agent::default()
    })
}

fn create(fields: &[(&str, Option<FieldValue>)]) -> Command {
    let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
    let company = CompanyEdit { name: Some("Hua".into()), fields, ..CompanyEdit::default() };
    Command::Company { id: CompanyId::default(), command: CompanyCommand::Create { company: Box::new(company) } }
}

#[test]
fn a_command_is_settled_by_the_set_that_holds() {
    let set = with(vec![
        Field { required: true, ..own("meter", FieldKind::Whole) },
        Field { archived_at: Some(Timestamp(1)), ..own("old", FieldKind::Text) },
    ]);
    let mut good = create(&[("meter", Some(text("42"))), ("old", Some(text("late")))]);
    settle(&mut good, &set, &agent()).expect("fits");
    let once = good.clone();
    settle(&mut good, &set, &agent()).expect("fits again");
    assert_eq!(good, once);
    let Command::Company { command: CompanyCommand::Create { company }, .. } = &good else { panic!("a company") };
    assert_eq!(company.fields["meter"], Some(FieldValue::Int(42)));
    for (fields, why) in [
        (vec![("meter", Some(text("x")))], Refusal::invalid("meter", "not_a_number")),
        (vec![("meter", Some(text("1"))), ("new", None)], Refusal::invalid("new", "unknown_field")),
        (vec![("meter", Some(text("1"))), ("name", Some(text("x")))], Refusal::invalid("name", "unknown_field")),
        (vec![], Refusal::Missing { fields: vec!["meter".into()] }),
        (vec![("meter", Some(text(" ")))], Refusal::Missing { fields: vec!["meter".into()] }),
    ] {
        assert_eq!(settle(&mut create(&fields), &set, &agent()), Err(why));
    }
    settle(&mut create(&[]), &set, &Actor::System).expect("a job need not know what is required of people");
    let edit = CompanyEdit { fields: [("meter".to_owned(), None)].into(), ..CompanyEdit::default() };
    let command = CompanyCommand::Edit { edit: Box::new(edit) };
    let mut emptied = Command::Company { id: CompanyId::default(), command };
    assert_eq!(settle(&mut emptied, &set, &agent()), Err(Refusal::Missing { fields: vec!["meter".into()] }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn what_a_kind_takes_it_takes_again_unchanged(given in "\\PC{0,40}", n in any::<i64>(), x in any::<f64>()) {
        let kinds = [
            FieldKind::Text, FieldKind::LongText, FieldKind::Whole, FieldKind::Decimal, FieldKind::Date,
            FieldKind::Web, FieldKind::Location, FieldKind::Texts, FieldKind::Cascade { tree: tree() },
            FieldKind::Choices { options: options() }, FieldKind::Pattern { pattern: "\\w+".into() },
        ];
        for kind in kinds {
            for value in [text(&given), FieldValue::Int(n), FieldValue::Real(x)] {
                if let Ok(Some(normal)) = kind.normalise(&value) {
                    prop_assert_eq!(kind.normalise(&normal), Ok(Some(normal)));
                }
            }
        }
    }

    #[test]
    fn days_are_counted_from_1970(days in -700_000_i64..2_000_000) {
        // the civil date of a day number, the slow way round
        let date = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).expect("in range");
        prop_assume!((1..=9999).contains(&date.year()));
        let written = format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
        prop_assert_eq!(days_of(&written), Some(days));
    }
}
