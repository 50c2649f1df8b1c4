//! `POST /companies/query`: the database and the memory give the same answer, pages, orders, words, service states.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};
use truckroll_domain::companies::{Company, CompanyCommand, CompanyEdit, CompanyRow};
use truckroll_domain::contacts::{CompanyLink, ContactCommand, ContactEdit};
use truckroll_domain::customers::CustomerSchema;
use truckroll_domain::fields::{Branch, Field, FieldKind, FieldSet, FieldValue, Label, Noun};
use truckroll_domain::filter::{Condition, Filter, LinedRecord, Operand, Operator, Today};
use truckroll_domain::forms::Choice;
use truckroll_domain::{Command, CompanyId, ContactId, Content, DocumentId, Timestamp};
use truckroll_server::directory::put_definition;
use truckroll_server::ingest;

use crate::support::{NOW, World, envelope, on_each_engine};

const DAY: i64 = 86_400_000;

fn set() -> FieldSet {
    let options = ["a", "b", "c"].map(|key| Choice { key: key.into(), label: key.to_uppercase() }).to_vec();
    let leaf = |key: &str| Branch { key: key.into(), label: key.into(), below: vec![] };
    let tree = vec![Branch { below: vec![leaf("x"), leaf("y")], ..leaf("p") }, leaf("q")];
    let mut set = FieldSet::standard(Noun::Company);
    for (key, kind) in [
        ("note", FieldKind::Text),
        ("story", FieldKind::LongText),
        ("meter", FieldKind::Whole),
        ("rate", FieldKind::Decimal),
        ("due", FieldKind::Date),
        ("seen_at", FieldKind::DateTime),
        ("level", FieldKind::Choice { options: options.clone() }),
        ("levels", FieldKind::Choices { options }),
        ("place_in", FieldKind::Cascade { tree }),
        ("paid", FieldKind::Checkbox),
    ] {
        set.fields.push(Field::new(key, Label::new(key, ""), kind));
    }
    set
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[aAbBéÉ中%_\\\\' ]{0,4}",
        Just("a".repeat(199)),
        Just("a".repeat(200)),
        Just("a".repeat(201)),
        Just(format!("{}b", "a".repeat(200))),
    ]
}

fn moment() -> impl Strategy<Value = i64> {
    (-4_i64..4, -2_i64..2).prop_map(|(days, ms)| NOW + days * DAY + ms - NOW.rem_euclid(DAY) - 8 * 3_600_000)
}

fn day() -> impl Strategy<Value = String> {
    (1_u32..9).prop_map(|d| format!("2026-05-0{d}"))
}

fn company() -> impl Strategy<Value = CompanyEdit> {
    let own = (
        prop::option::of(text()),
        prop::option::of(text()),
        prop::option::of(-3_i64..3),
        prop::option::of(prop::sample::select(vec![-1.5, 0.0, 0.5, 2.0])),
        prop::option::of(day()),
        prop::option::of(moment()),
        prop::option::of("[abc]"),
        prop::collection::btree_set("[abc]", 0..3),
        prop::option::of(prop::sample::select(vec!["p", "p/x", "p/y", "q"])),
        any::<bool>(),
    );
    let members = (
        text(),
        prop::option::of(text()),
        prop::option::of(moment()),
        prop::collection::btree_set("[a-c]", 0..3),
        prop::option::of(text()),
    );
    (own, members).prop_map(|(own, (name, email, service_to, tags, remark))| {
        let (note, story, meter, rate, due, seen_at, level, levels, place_in, paid) = own;
        let value = |key: &str, value: Option<FieldValue>| (key.to_owned(), value);
        let fields = [
            value("note", note.map(FieldValue::Text)),
            value("story", story.map(FieldValue::Text)),
            value("meter", meter.map(FieldValue::Int)),
            value("rate", rate.map(FieldValue::Real)),
            value("due", due.map(FieldValue::Text)),
            value("seen_at", seen_at.map(FieldValue::Int)),
            value("level", level.map(FieldValue::Text)),
            value("levels", FieldValue::list(levels)),
            value("place_in", place_in.map(|p| FieldValue::Text(p.to_owned()))),
            value("paid", paid.then_some(FieldValue::Flag(true))),
        ];
        CompanyEdit {
            name: Some(format!("n{name}")),
            email,
            service_to: service_to.map(Timestamp),
            tags: tags.into_iter().map(|tag| (tag, true)).collect(),
            remark,
            fields: fields.into(),
            ..CompanyEdit::default()
        }
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    use Operator as O;
    let texts = prop::sample::select(vec!["name", "email", "fields.note", "fields.story", "remark", "fields.level"]);
    let many = prop::sample::select(vec!["tags", "fields.levels", "fields.place_in"]);
    let numbers = prop::sample::select(vec!["fields.meter", "fields.rate", "fields.paid"]);
    let moments = prop::sample::select(vec!["service_to", "fields.seen_at", "created_at"]);
    let every =
        prop::sample::select(vec!["name", "email", "tags", "fields.story", "fields.meter", "service_to", "fields.due"]);
    let of = |field: &str, op, value| Condition { field: field.to_owned(), op, value };
    let word = prop_oneof![text(), Just("a".to_owned()), Just("p".to_owned()), Just("p/x".to_owned())];
    let words = prop::collection::vec(word.clone(), 0..3).prop_map(Operand::List);
    let compared = prop::sample::select(vec![O::Is, O::IsNot, O::AtLeast, O::AtMost, O::Less, O::Greater]);
    prop_oneof![
        (every, prop::sample::select(vec![O::Empty, O::NotEmpty])).prop_map(move |(f, op)| of(f, op, None)),
        (texts, prop::sample::select(vec![O::Is, O::IsNot, O::Contains, O::NotContains]), word.clone())
            .prop_map(move |(f, op, w)| of(f, op, Some(Operand::Text(w)))),
        (many.clone(), prop::sample::select(vec![O::Is, O::IsNot, O::Contains, O::NotContains]), word.clone())
            .prop_map(move |(f, op, w)| of(f, op, Some(Operand::Text(w)))),
        (many, prop::sample::select(vec![O::OneOf, O::NotOneOf]), words).prop_map(move |(f, op, w)| of(f, op, Some(w))),
        (prop::sample::select(vec!["name", "email"]), compared.clone(), word).prop_map(move |(f, op, w)| of(
            f,
            op,
            Some(Operand::Text(w))
        )),
        (numbers.clone(), compared.clone(), prop::sample::select(vec![-1.5, 0.0, 1.0, 0.5, 2.0]))
            .prop_map(move |(f, op, n)| of(f, op, Some(Operand::Real(n)))),
        (numbers, -2.0..2.0_f64, -2.0..3.0_f64).prop_map(move |(f, a, b)| of(
            f,
            O::Between,
            Some(Operand::Numbers(vec![a, b]))
        )),
        (moments.clone(), compared.clone(), moment()).prop_map(move |(f, op, n)| of(f, op, Some(Operand::Int(n)))),
        (moments, prop::sample::select(vec![O::WithinLastDays, O::WithinNextDays]), 0_i64..4)
            .prop_map(move |(f, op, n)| of(f, op, Some(Operand::Int(n)))),
        (compared, day()).prop_map(move |(op, d)| of("fields.due", op, Some(Operand::Text(d)))),
        (prop::sample::select(vec![O::WithinLastDays, O::WithinNextDays]), 0_i64..4).prop_map(move |(op, n)| of(
            "fields.due",
            op,
            Some(Operand::Int(n))
        )),
        (day(), day()).prop_map(move |(a, b)| of("fields.due", O::Between, Some(Operand::List(vec![a, b])))),
    ]
}

fn filter() -> impl Strategy<Value = Filter> {
    (prop::collection::vec(condition(), 0..3), prop::collection::vec(condition(), 0..3))
        .prop_map(|(all, any)| Filter { all, any })
}

async fn define(world: &World) {
    let mut tx = world.app.db.begin().await.expect("begins");
    put_definition(&mut tx, world.a.id, FieldSet::KIND, "company", &set()).await.expect("stored");
    tx.commit().await.expect("commits");
    world.app.forget_directory(world.a.id);
}

async fn make(world: &World, edits: Vec<CompanyEdit>) -> Vec<CompanyId> {
    let caller = ingest::Caller { tenant: world.a.id, actor: truckroll_domain::Actor::System, device: None };
    let (mut ids, mut commands) = (Vec::new(), Vec::new());
    for edit in edits {
        let id: CompanyId = world.app.fresh();
        let command = CompanyCommand::Create { company: Box::new(edit) };
        commands.push(envelope(&world.app, Command::Company { id, command }));
        ids.push(id);
    }
    ingest::execute(&world.app, &caller, commands).await.expect("applies");
    ids
}

async fn found(world: &World, token: &str, asked: Json) -> Vec<String> {
    let mut ids = Vec::new();
    let mut asked = asked;
    asked["limit"] = 7.into();
    loop {
        let reply = world.post("/companies/query", token, asked.clone()).await;
        assert_eq!(reply.status, StatusCode::OK, "{asked}: {}", reply.text());
        let page = reply.json();
        let rows = page["rows"].as_array().expect("rows");
        ids.extend(rows.iter().map(|r| r["row"]["id"].as_str().unwrap_or_default().to_owned()));
        match page["next"].as_str() {
            Some(next) => asked["after"] = next.into(),
            None => {
                assert_eq!(page["total"].as_u64(), Some(ids.len() as u64), "{asked}");
                return ids;
            }
        }
    }
}

#[tokio::test]
async fn the_database_and_the_memory_give_the_same_answer() {
    on_each_engine(async |world| {
        define(world).await;
        let mut runner = TestRunner::deterministic();
        let companies = prop::collection::vec(company(), 40..41).new_tree(&mut runner).expect("companies").current();
        let ids = make(world, companies).await;
        let documents: Vec<DocumentId> = ids.iter().map(|id| (*id).into()).chain([world.a.company.into()]).collect();
        let stored = ingest::load(&world.app.db, world.a.id, &documents).await.expect("loads");
        let set = set();
        let schema = CustomerSchema { noun: Noun::Company, set: &set };
        let record = |id: &DocumentId, company: &Company| {
            LinedRecord::<CompanyRow>::new(company.project((*id).into()), company.lines(&set))
        };
        let today = Some(Today { at: Timestamp(NOW), offset_min: 480 });
        let li = world.desk("li-a").await;
        let (mut hits, mut cases) = (0, 0);
        for _ in 0..250 {
            let filter = filter().new_tree(&mut runner).expect("a filter").current();
            let wanted: BTreeSet<String> = stored
                .iter()
                .filter_map(|(id, s)| match &s.content {
                    Content::Company(company) => {
                        filter.holds(&schema, &record(id, company), today).then(|| id.to_string())
                    }
                    _ => None,
                })
                .collect();
            let asked = json!({"filter": filter});
            let got: BTreeSet<String> = found(world, &li, asked).await.into_iter().collect();
            assert_eq!(got, wanted, "{filter:?}");
            hits += usize::from(!wanted.is_empty() && wanted.len() < documents.len());
            cases += 1;
        }
        assert!(hits * 3 > cases, "a third of the {cases} filters divide the companies: {hits}");
    })
    .await;
}

#[tokio::test]
async fn every_order_pages_through_all_and_what_is_empty_comes_last() {
    on_each_engine(async |world| {
        define(world).await;
        let mut runner = TestRunner::deterministic();
        let companies = prop::collection::vec(company(), 25..26).new_tree(&mut runner).expect("companies").current();
        make(world, companies).await;
        let li = world.desk("li-a").await;
        for field in ["name", "service_to", "owner", "fields.meter", "fields.rate", "fields.due", "fields.note", "tags"]
        {
            for descending in [false, true] {
                let ids = found(world, &li, json!({"order": [{"field": field, "descending": descending}]})).await;
                assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 26, "{field} {descending}");
            }
        }
        let ids = found(world, &li, json!({"order": [{"field": "fields.meter"}]})).await;
        let asked = json!({"order": [{"field": "fields.meter"}], "columns": ["fields.meter"], "limit": 200});
        let page = world.post("/companies/query", &li, asked).await.json();
        let meters: Vec<Option<i64>> =
            page["rows"].as_array().expect("rows").iter().map(|r| r["values"]["meter"].as_i64()).collect();
        let mut sorted = meters.clone();
        sorted.sort_by_key(|meter| meter.unwrap_or(i64::MAX));
        assert_eq!((meters.len(), &meters), (ids.len(), &sorted));
    })
    .await;
}

#[tokio::test]
async fn phone_digits_are_found_however_they_are_written() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let phones = |name: &str, phone: &str, mobile: &str| CompanyEdit {
            name: Some(name.into()),
            phone: Some(phone.into()),
            mobile: Some(mobile.into()),
            im: Some(vec!["WeChat: hua_1".into()]),
            ..CompanyEdit::default()
        };
        make(world, vec![phones("Hua 6321", "021-6321 5501", "+86 138 1234 5678"), phones("Bo", "010 8888 0000", "")])
            .await;
        let names = async |q: &str, within: &str| {
            let page = world.post("/companies/query", &li, json!({"q": q, "within": within})).await.json();
            let name = |r: &Json| r["row"]["name"].as_str().unwrap_or_default().to_owned();
            page["rows"].as_array().expect("rows").iter().map(name).collect::<Vec<_>>()
        };
        for q in [
            "021 6321",
            "+86 21 6321 5501",
            "(021)63215501",
            "5501",
            "6321-55",
            "13812345678",
            "0086 138-1234-5678",
            "hua",
        ] {
            assert_eq!(names(q, "").await, ["Hua 6321"], "{q}");
        }
        assert_eq!(names("6321", "name").await, ["Hua 6321"]);
        assert_eq!(names("8888", "name").await, Vec::<String>::new());
        assert_eq!(names("8888", "phone").await, ["Bo"]);
        assert_eq!(names("HUA_1", "im").await, ["Bo", "Hua 6321"]);
        assert_eq!(names("hua%1", "im").await, Vec::<String>::new());
        assert_eq!(world.post("/companies/query", &li, json!({"q": "x", "within": "y"})).await.problem().0, 400);
    })
    .await;
}

#[tokio::test]
async fn service_states_groups_and_first_contacts_are_asked_for() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let of = |name: &str, from: Option<i64>, to: Option<i64>, group: &str| CompanyEdit {
            name: Some(name.into()),
            service_from: from.map(|d| Timestamp(NOW + d * DAY)),
            service_to: to.map(|d| Timestamp(NOW + d * DAY)),
            group: Some(group.into()),
            ..CompanyEdit::default()
        };
        let settings =
            json!({"groups": [{"key": "north", "name": "N"}, {"key": "east", "name": "E", "parent": "north"}]});
        let mut tx = world.app.db.begin().await.expect("begins");
        put_definition(&mut tx, world.a.id, "customers", "default", &settings).await.expect("stored");
        tx.commit().await.expect("commits");
        world.app.forget_directory(world.a.id);
        let ids = make(
            world,
            vec![
                of("a", Some(-9), Some(-1), "north"),
                of("b", Some(-9), Some(30), "east"),
                of("c", Some(-9), Some(31), ""),
                of("d", Some(2), Some(9), ""),
                of("e", None, None, ""),
            ],
        )
        .await;
        let names = async |asked: Json| {
            let reply = world.post("/companies/query", &li, asked).await;
            assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
            let name = |r: &Json| r["row"]["name"].as_str().unwrap_or_default().to_owned();
            let all: Vec<String> = reply.json()["rows"].as_array().expect("rows").iter().map(name).collect();
            all.into_iter().filter(|n| n.len() == 1).collect::<Vec<_>>()
        };
        for (state, wanted) in
            [("expired", "a"), ("expiring", "b"), ("active", "c"), ("not_started", "d"), ("unlimited", "e")]
        {
            assert_eq!(names(json!({"service": [state]})).await, [wanted], "{state}");
        }
        let counts = world.get("/customers/counts", &li).await.json();
        assert_eq!(counts, json!({"expiring": 1, "expired": 1}));
        let group = |op: &str, value: Json| json!({"filter": {"all": [{"field": "group", "op": op, "value": value}]}});
        assert_eq!(names(group("is", "north".into())).await, ["a", "b"], "with the groups below");
        assert_eq!(names(group("one_of", json!(["east"]))).await, ["b"]);
        assert_eq!(names(group("is_not", "north".into())).await, ["c", "d", "e"]);
        // the first contact of a company fills its columns
        for (name, first) in [("Zhou", false), ("Min", true)] {
            let id: ContactId = world.app.fresh();
            let link = CompanyLink { name: "a".into(), first };
            let contact = ContactEdit {
                name: Some(name.into()),
                companies: [(ids[0], Some(link))].into(),
                ..ContactEdit::default()
            };
            let command = ContactCommand::Create { contact: Box::new(contact) };
            world.execute(&world.a, Command::Contact { id, command }).await;
        }
        let asked = json!({"service": ["expired"], "columns": ["name", "contact.name"]});
        let page = world.post("/companies/query", &li, asked).await.json();
        assert_eq!(page["rows"][0]["contact"]["name"], "Min");
        let inside = world.post("/contacts/query", &li, json!({"order": [{"field": "name"}]})).await.json();
        assert_eq!(inside["total"], 2);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_named() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let condition = |field: &str, op: &str, value: Json| json!({"filter": {"all": [{"field": field, "op": op, "value": value}]}});
        for (asked, named) in [
            (condition("1=1;--", "is", "x".into()), "unknown field"),
            (condition("fields.name", "is", "x".into()), "unknown field"),
            (condition("service_to", "is", "x".into()), "service_to"),
            (json!({"order": [{"field": "nothing"}]}), "order: nothing"),
            (json!({"columns": ["nothing"]}), "columns: nothing"),
            (json!({"service": ["sometimes"]}), "service"),
            (json!({"after": "x"}), "after"),
            (json!({"limit": 0}), "limit"),
            (json!({"colour": "red"}), "colour"),
            (json!({"order": [{"field": "name", "colour": "red"}]}), "colour"),
        ] {
            let (status, _, detail) = world.post("/companies/query", &li, asked.clone()).await.problem();
            assert!(status == 400 && detail.contains(named), "{asked}: {detail}");
        }
    })
    .await;
}
