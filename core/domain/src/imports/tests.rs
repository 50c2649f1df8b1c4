//! What headings mean, how cells are read and come back, what a row lacks.

use proptest::prelude::*;

use super::*;
use crate::calendar::Offsets;
use crate::customers::{CustomerGroup, CustomerSettings, Tag, TagCategory};
use crate::fields::{Branch, FieldValue};
use crate::forms::Choice;
use crate::people::{Agent, Group};
use crate::{AgentId, GroupId, Timestamp};

fn agent(n: u8, account: &str, name: &str) -> Agent {
    Agent { id: AgentId::from_parts(1, [n; 10]), account: account.into(), name: name.into(), ..Agent::default() }
}

fn settings() -> CustomerSettings {
    let group = |key: &str, name: &str, parent: &str| CustomerGroup {
        key: key.into(),
        name: name.into(),
        parent: parent.into(),
        archived_at: None,
    };
    let tag = |key: &str, name: &str| Tag { key: key.into(), name: name.into(), archived_at: None };
    let tags = vec![tag("gold", "Gold"), tag("late", "Pays late, often"), tag("a", "Twin"), tag("b", "Twin")];
    CustomerSettings {
        groups: vec![
            group("sh", "Shanghai", ""),
            group("n1", "North", "sh"),
            group("bj", "Beijing", ""),
            group("n2", "North", "bj"),
        ],
        tags: vec![TagCategory { key: "level".into(), name: "Level".into(), tags }],
        ..CustomerSettings::default()
    }
}

fn names() -> Names {
    let agents = [agent(1, "li-na", "Li Na"), agent(2, "wang-1", "Wang Wei"), agent(3, "wang-2", "Wang Wei")];
    let team = |n: u8, name: &str| Group {
        id: GroupId::from_parts(2, [n; 10]),
        name: name.into(),
        parent: None,
        supervisors: Vec::new(),
        position: 0,
    };
    // Berlin in 2026: an hour more from 29 March 01:00 UTC to 25 October 01:00 UTC
    let clocks = Offsets {
        before_s: 3_600,
        changes: vec![(Timestamp(1_774_746_000_000), 7_200), (Timestamp(1_792_890_000_000), 3_600)],
    };
    Names::new(agents.iter(), &[team(1, "Field"), team(2, "Desk")], &settings(), clocks)
}

fn system(noun: Noun, key: &str) -> Field {
    field(noun, &FieldSet::standard(noun), key).expect("a field of tables")
}

fn choices() -> Vec<Choice> {
    [("basic", "Basic"), ("full", "Full, with parts"), ("x", "basic")]
        .map(|(key, label)| Choice { key: key.into(), label: label.into() })
        .to_vec()
}

fn own(key: &str, kind: FieldKind) -> Field {
    Field::new(key, Label::new("Mine", "我的"), kind)
}

#[test]
fn headings_are_guessed_in_both_languages_and_each_field_once() {
    let mut set = FieldSet::standard(Noun::Company);
    set.fields.push(own("pit_depth", FieldKind::Decimal));
    for (heading, key) in [
        ("Company name *", "name"),
        ("公司名称", "name"),
        ("NAME", "name"),
        ("e-mail", "email"),
        ("联系电话：", "phone"),
        ("手机号码", "mobile"),
        ("详细地址", "street"),
        ("Service until", "service_to"),
        ("服务到期", "service_to"),
        ("客户标签", "tags"),
        ("Mine", "pit_depth"),
        ("我的", "pit_depth"),
        ("pit_depth", "pit_depth"),
        ("Mine (pit_depth)", "pit_depth"),
        ("reason", ""),
        ("", ""),
    ] {
        assert_eq!(guess(Noun::Company, &set, &[heading.to_owned()]), [key], "{heading}");
    }
    let both = ["Tel".to_owned(), "Phone".to_owned(), "phone".to_owned()];
    assert_eq!(guess(Noun::Company, &set, &both), ["", "phone", ""], "the likeliest name wins, the first column of it");
    let people = ["公司", "联系人", "手机", "性别", "出生日期"].map(str::to_owned);
    let found = guess(Noun::Contact, &FieldSet::standard(Noun::Contact), &people);
    assert_eq!(found, ["companies", "name", "phone", "gender", "birth_date"]);
}

#[test]
fn every_field_of_tables_is_guessed_by_its_own_heading() {
    for noun in Noun::ALL {
        let set = FieldSet::standard(noun);
        for tag in ["en", "zh-CN"] {
            let all = fields(noun, &set);
            let headings: Vec<String> = all.iter().map(|field| heading(noun, field, tag)).collect();
            let keys: Vec<String> = all.into_iter().map(|field| field.key).collect();
            assert_eq!(guess(noun, &set, &headings), keys, "{noun:?} {tag}");
        }
    }
    assert_eq!(fields(Noun::Contact, &FieldSet::standard(Noun::Contact))[0].key, COMPANIES);
}

#[test]
fn cells_are_read_by_the_kind_of_their_field() {
    let names = names();
    let text = |text: &str| Ok(Some(FieldValue::Text(text.into())));
    let id = |n: u8| text(&AgentId::from_parts(1, [n; 10]).to_string());
    let list = |all: &[&str]| Ok(Some(FieldValue::List(all.iter().map(|t| (*t).to_owned()).collect())));
    let missing = |what: &str| Err((Reason::OptionNotFound, what.to_owned()));
    let badly = |problem: &str| Err((Reason::BadFormat, problem.to_owned()));
    let company = |key| system(Noun::Company, key);
    let contact = |key| system(Noun::Contact, key);
    let moment = |ms| Ok(Some(FieldValue::Int(ms)));
    for (field, cell, wanted) in [
        (company("owner"), "LI-NA", id(1)),
        (company("owner"), "Li  Na", id(1)),
        (company("owner"), "Wang Wei", missing("Wang Wei")),
        (company("owner"), "wang-2", id(3)),
        (company("owner_group"), "desk", text(&GroupId::from_parts(2, [2; 10]).to_string())),
        (company("group"), "Shanghai / North", text("n1")),
        (company("group"), "Beijing/North", text("n2")),
        (company("group"), "North", missing("North")),
        (company("group"), "Beijing", text("bj")),
        (company("group"), "n1", text("n1")),
        (company("tags"), "Gold、late", list(&["gold", "late"])),
        (company("tags"), "Gold, Silver", missing("Silver")),
        (company("tags"), "Twin", missing("Twin")),
        (company("phone"), "（021）６３２１-5501", text("(021)6321-5501")),
        (company("phone"), "13800001111, 021 6321 5501", text("13800001111, 021 6321 5501")),
        (company("phone"), "ask Zhou", badly("not_a_phone")),
        (company("email"), "a@b", badly("not_an_email")),
        (company("place"), "31.23 121.47", text("31.230000,121.470000")),
        (company("service_to"), "2026-01-01", moment(1_767_222_000_000)),
        (company("service_to"), "2026/7/1 8:05", moment(1_782_885_900_000)),
        (company("service_to"), "2026-07-01T06:05:00Z", moment(1_782_885_900_000)),
        (company("service_to"), "2026-07-01 08:05:07.250", moment(1_782_885_907_250)),
        (company("service_to"), "soon", badly("not_a_moment")),
        (contact("gender"), "女", text("female")),
        (contact("gender"), "Female", text("female")),
        (contact("gender"), "unknown", missing("unknown")),
        (contact("birth_date"), "1990-02-28 00:00:00", text("1990-02-28")),
        (contact("birth_date"), "1990-02-30", badly("not_a_date")),
        (contact("companies"), "Hua\nBo, Ltd.", list(&["Hua", "Bo, Ltd."])),
        (own("c", FieldKind::Choice { options: choices() }), "Basic", text("basic")),
        (own("c", FieldKind::Choice { options: choices() }), "Platinum", missing("Platinum")),
        (own("n", FieldKind::Whole), "12.5", badly("not_whole")),
        (own("k", FieldKind::Checkbox), "是", Ok(Some(FieldValue::Flag(true)))),
        (own("k", FieldKind::Checkbox), "no", Ok(None)),
        (own("k", FieldKind::Checkbox), "maybe", badly("not_a_choice")),
    ] {
        assert_eq!(names.read(&field, cell), wanted, "{} {cell}", field.key);
    }
}

#[test]
fn what_is_written_is_read_as_the_same_value() {
    let names = names();
    let leaf = |key: &str, label: &str| Branch { key: key.into(), label: label.into(), below: vec![] };
    let tree = vec![Branch { below: vec![leaf("d", "Door"), leaf("e", "Door")], ..leaf("l", "Lift") }];
    let text = |text: &str| FieldValue::Text(text.into());
    let list = |all: &[&str]| FieldValue::List(all.iter().map(|t| (*t).to_owned()).collect());
    for (field, value, written) in [
        (system(Noun::Company, "owner"), text(&AgentId::from_parts(1, [2; 10]).to_string()), "wang-1"),
        (system(Noun::Company, "owner_group"), text(&GroupId::from_parts(2, [1; 10]).to_string()), "Field"),
        (system(Noun::Company, "group"), text("n2"), "Beijing / North"),
        (system(Noun::Company, "tags"), list(&["a", "gold", "late"]), "a, Gold, late"),
        (system(Noun::Contact, "gender"), text("other"), "other"),
        (system(Noun::Contact, "companies"), list(&["Hua", "Bo"]), "Hua\nBo"),
        (own("c", FieldKind::Choice { options: choices() }), text("full"), "Full, with parts"),
        (own("c", FieldKind::Choice { options: choices() }), text("x"), "x"),
        (own("c", FieldKind::Choices { options: choices() }), list(&["basic", "full"]), "Basic, full"),
        (own("t", FieldKind::Cascade { tree: tree.clone() }), text("l/d"), "Lift / Door"),
        (own("t", FieldKind::Cascade { tree: tree.clone() }), text("l/e"), "l/e"),
        (own("k", FieldKind::Checkbox), FieldValue::Flag(true), "yes"),
        (own("n", FieldKind::Decimal), FieldValue::Real(0.1), "0.1"),
        (own("l", FieldKind::LongText), text("two\nlines"), "two\nlines"),
        // half past two on 25 October occurs twice; the second time is told in UTC
        (system(Noun::Company, "service_to"), FieldValue::Int(1_792_888_200_000), "2026-10-25 02:30"),
        (system(Noun::Company, "service_to"), FieldValue::Int(1_792_891_800_000), "2026-10-25T01:30:00Z"),
    ] {
        assert_eq!(names.write(&field, &value, "en"), written, "{}", field.key);
        assert_eq!(names.read(&field, written), Ok(Some(value)), "{} {written}", field.key);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn every_moment_comes_back(ms in 1_760_000_000_000_i64..1_800_000_000_000, whole in any::<bool>()) {
        let ms = if whole { ms - ms.rem_euclid(1_800_000) } else { ms };
        let (names, field) = (names(), system(Noun::Company, "service_to"));
        let written = names.write(&field, &FieldValue::Int(ms), "en");
        prop_assert_eq!(names.read(&field, &written), Ok(Some(FieldValue::Int(ms))), "{}", written);
    }

    #[test]
    fn no_cell_makes_a_reader_panic(cell in "\\PC{0,30}") {
        let names = names();
        for noun in Noun::ALL {
            for field in fields(noun, &FieldSet::standard(noun)) {
                let _ = names.read(&field, &cell);
            }
        }
    }
}

fn read(noun: Noun, mode: Mode, columns: &[&str], cells: &[&str]) -> Row {
    let mapping = Mapping { columns: columns.iter().map(|c| (*c).to_owned()).collect(), ..Mapping::default() };
    let cells: Vec<String> = cells.iter().map(|c| (*c).to_owned()).collect();
    Row::read(7, &cells, noun, mode, &fields_of(&mapping, noun, &FieldSet::standard(noun)), &names())
}

fn faults(row: &Row) -> Vec<(Option<usize>, &str, Reason)> {
    row.faults.iter().map(|f| (f.column, f.field.as_str(), f.reason)).collect()
}

#[test]
fn a_row_says_all_that_is_wrong_with_it() {
    let row = read(Noun::Company, Mode::Mixed, &["name", "", "email", "owner"], &[" ", "x", "nobody", "Kai"]);
    let wanted = [
        (Some(2), "email", Reason::BadFormat),
        (Some(3), "owner", Reason::OptionNotFound),
        (Some(0), "name", Reason::Required),
    ];
    assert_eq!(faults(&row), wanted);
    let short = read(Noun::Company, Mode::Mixed, &["name", "email"], &["Hua"]);
    assert_eq!((short.faults.len(), short.text("name"), short.values.len()), (0, "Hua", 1));
    let mask = read(Noun::Company, Mode::Mixed, &["name", "phone"], &["Hua", "135****5678"]);
    assert_eq!((mask.faults.len(), mask.masked.as_slice()), (0, &["phone".to_owned()][..]));
}

#[test]
fn a_contact_needs_a_name_or_a_mobile_and_by_the_mode_a_company() {
    let columns = ["companies", "name", "phone"];
    let named = read(Noun::Contact, Mode::Mixed, &columns, &["", "", "138 0000 1111"]);
    assert_eq!((named.text("name"), named.faults.len()), ("138 0000 1111", 0));
    let nothing = read(Noun::Contact, Mode::Mixed, &columns, &["Hua", "", ""]);
    assert_eq!(faults(&nothing), [(Some(1), "name", Reason::Required)]);
    let alone = read(Noun::Contact, Mode::Company, &columns, &["", "Zhou", ""]);
    assert_eq!(faults(&alone), [(Some(0), COMPANIES, Reason::Required)]);
}

#[test]
fn a_mapping_is_refused_by_the_column_that_is_wrong() {
    let set = FieldSet::standard(Noun::Company);
    let check = |noun, mode, columns: &[&str]| {
        let mapping = Mapping { columns: columns.iter().map(|c| (*c).to_owned()).collect(), ..Mapping::default() };
        let set = if noun == Noun::Company { set.clone() } else { FieldSet::standard(noun) };
        mapping.check(noun, &set, mode).map_err(|(member, problem)| format!("{member} {problem}"))
    };
    assert_eq!(check(Noun::Company, Mode::Mixed, &["", "name"]), Ok(()));
    for (noun, mode, columns, wanted) in [
        (Noun::Company, Mode::Mixed, &["phone"][..], "columns name_required"),
        (Noun::Company, Mode::Mixed, &["name", "name"], "columns.1 taken"),
        (Noun::Company, Mode::Mixed, &["name", "files"], "columns.1 unknown_field"),
        (Noun::Contact, Mode::Mixed, &["companies"], "columns name_or_mobile"),
        (Noun::Contact, Mode::Company, &["name"], "columns company_required"),
    ] {
        assert_eq!(check(noun, mode, columns), Err(wanted.to_owned()));
    }
    assert_eq!(check(Noun::Contact, Mode::Mixed, &["phone"]), Ok(()));
}

#[test]
fn a_row_changes_only_what_it_says_otherwise() {
    let base = crate::companies::Company {
        name: "Hua".into(),
        phone: "021 6321 5501".into(),
        remark: "old".into(),
        ..Default::default()
    };
    let row = read(Noun::Company, Mode::Mixed, &["name", "phone", "remark", "city"], &["Hua", "", "new", "Shanghai"]);
    let (edit, changed) = company_edit(&row, &base);
    assert_eq!(changed, ["city", "remark"]);
    assert_eq!((edit.name, edit.phone, edit.remark.as_deref()), (None, None, Some("new")));
    let same = read(Noun::Company, Mode::Mixed, &["name", "remark"], &["Hua", "old"]);
    assert!(company_edit(&same, &base).1.is_empty());
}
