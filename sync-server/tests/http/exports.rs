//! Exports of customers: what they hold, that they come back as they were, and that no number leaves under the mask.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::customers::{CustomerGroup, CustomerSettings, Tag, TagCategory};
use truckroll_domain::fields::{Branch, Field, FieldKind, FieldSet, FieldValue, Label, Noun};
use truckroll_domain::forms::Choice;
use truckroll_domain::{Command, CompanyId, ContactId, Timestamp};
use truckroll_server::directory::put_definition;
use truckroll_server::imports;

use crate::imports::{counts, import, read, start, upload};
use crate::support::{Database, NOW, Tenant, World, on_each_engine, tenant_admin};

const DAY: i64 = 86_400_000;

fn furnished() -> (CustomerSettings, FieldSet, FieldSet) {
    let group = |key: &str, name: &str, parent: &str| CustomerGroup {
        key: key.into(),
        name: name.into(),
        parent: parent.into(),
        archived_at: None,
    };
    let tag = |key: &str, name: &str| Tag { key: key.into(), name: name.into(), archived_at: None };
    let settings = CustomerSettings {
        groups: vec![group("sh", "Shanghai", ""), group("north", "North", "sh")],
        tags: vec![TagCategory {
            key: "level".into(),
            name: "Level".into(),
            tags: vec![tag("gold", "Gold"), tag("late", "Late, often")],
        }],
        ..CustomerSettings::default()
    };
    let options = [("basic", "Basic"), ("full", "Full, with parts")]
        .map(|(key, label)| Choice { key: key.into(), label: label.into() })
        .to_vec();
    let leaf = |key: &str| Branch { key: key.into(), label: key.to_uppercase(), below: vec![] };
    let tree = vec![Branch { below: vec![leaf("x"), leaf("y")], ..leaf("p") }];
    let mut company = FieldSet::standard(Noun::Company);
    for (key, kind) in [
        ("story", FieldKind::LongText),
        ("meter", FieldKind::Whole),
        ("rate", FieldKind::Decimal),
        ("due", FieldKind::Date),
        ("seen_at", FieldKind::DateTime),
        ("level", FieldKind::Choice { options: options.clone() }),
        ("levels", FieldKind::Choices { options }),
        ("branch", FieldKind::Cascade { tree }),
        ("paid", FieldKind::Checkbox),
        ("hotline", FieldKind::Phone),
        ("spot", FieldKind::Location),
    ] {
        company.fields.push(Field::new(key, Label::new(key, ""), kind));
    }
    // two columns of one name
    company.fields.push(Field::new("second", Label::new("Remark", "备注"), FieldKind::Text));
    let mut contact = FieldSet::standard(Noun::Contact);
    contact.fields.push(Field::new("nick", Label::new("Nick", ""), FieldKind::Text));
    (settings, company, contact)
}

/// An organisation with groups, tags and own fields, and without its only company.
async fn furnish(world: &World, tenant: &Tenant) {
    let (settings, company, contact) = furnished();
    let mut tx = world.app.db.begin().await.expect("begins");
    put_definition(&mut tx, tenant.id, CustomerSettings::KIND, CustomerSettings::ID, &settings).await.expect("stored");
    put_definition(&mut tx, tenant.id, FieldSet::KIND, "company", &company).await.expect("stored");
    put_definition(&mut tx, tenant.id, FieldSet::KIND, "contact", &contact).await.expect("stored");
    tx.commit().await.expect("commits");
    world.app.forget_directory(tenant.id);
    world.execute(tenant, Command::Company { id: tenant.company, command: CompanyCommand::Delete }).await;
}

async fn fill(world: &World, tenant: &Tenant) {
    let text = |text: &str| Some(FieldValue::Text(text.into()));
    let list = |all: &[&str]| Some(FieldValue::List(all.iter().map(|t| (*t).to_owned()).collect()));
    let mut ids = Vec::new();
    for (n, name) in ["Hua \"Plaza\"", "=1+1", "+Plus", "-Minus", "@At", "'Quote", "华东大厦", "Line; semi, comma"]
        .into_iter()
        .enumerate()
    {
        let ms = i64::try_from(n).expect("small");
        let fields = [
            ("story", text("two\nlines")),
            ("meter", Some(FieldValue::Int(-42 + ms))),
            ("rate", Some(FieldValue::Real(0.1 + 0.2))),
            ("due", text("2026-12-31")),
            ("seen_at", Some(FieldValue::Int(NOW + 1_234 + ms * 61_000))),
            ("level", text(if n % 2 == 0 { "basic" } else { "full" })),
            ("levels", list(&["basic", "full"])),
            ("branch", text("p/y")),
            ("paid", Some(FieldValue::Flag(true))),
            ("hotline", text("400-123-4567")),
            ("spot", text("31.230000,121.470000")),
            ("second", text("again")),
        ];
        let edit = CompanyEdit {
            name: Some(name.into()),
            phone: Some("021-6321 5501".into()),
            mobile: Some("135 1234 5678".into()),
            email: Some("office@hua.example".into()),
            website: Some("https://hua.example".into()),
            im: Some(vec!["WeChat: hua".into(), "QQ: 1".into()]),
            address: Some(truckroll_domain::visits::Address {
                province: "上海".into(),
                city: "上海".into(),
                district: "黄浦".into(),
                detail: "南京路 100 号".into(),
                place: Some(truckroll_domain::Place::new(31.24, 121.5)),
            }),
            group: Some("north".into()),
            tags: [("gold".to_owned(), true), ("late".to_owned(), true)].into(),
            category: Some("Full".into()),
            serial_number: Some("00123".into()),
            source: Some("Fair".into()),
            owner: Some(tenant.li),
            service_from: Some(Timestamp(NOW - NOW.rem_euclid(DAY) - 8 * 3_600_000)),
            service_to: Some(Timestamp(NOW + 400 * DAY)),
            remark: Some("=HYPERLINK(\"http://x.example\")".into()),
            fields: fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
            ..CompanyEdit::default()
        };
        let id: CompanyId = world.app.fresh();
        ids.push((id, name));
        let command = CompanyCommand::Create { company: Box::new(edit) };
        world.execute(tenant, Command::Company { id, command }).await;
    }
    for (n, (company, name)) in ids.iter().enumerate() {
        let other = &ids[(n + 1) % ids.len()];
        let link = |name: &str| Some(truckroll_domain::contacts::CompanyLink { name: name.into(), first: false });
        let edit = ContactEdit {
            name: Some(format!("Person {n}")),
            phone: Some(format!("135 1234 56{n:02}")),
            landline: Some("010-63701234".into()),
            email: Some("p@hua.example".into()),
            im: Some(vec!["QQ: 2".into()]),
            position: Some("@Manager".into()),
            company: Some(*company),
            company_name: Some((*name).to_owned()),
            companies: [(*company, link(name)), (other.0, link(other.1))].into(),
            national_id: Some("310101199002280000".into()),
            birth_date: Some("1990-02-28".into()),
            gender: Some("female".into()),
            tags: [("gold".to_owned(), true)].into(),
            owner: Some(tenant.wang),
            remark: Some("\tTab".into()),
            fields: [("nick".to_owned(), FieldValue::text("Zz"))].into(),
            ..ContactEdit::default()
        };
        let id: ContactId = world.app.fresh();
        let command = ContactCommand::Create { contact: Box::new(edit) };
        world.execute(tenant, Command::Contact { id, command }).await;
    }
}

/// Whether a spreadsheet takes a cell as it is: a number is no formula.
fn harmless(cell: &str) -> bool {
    !cell.starts_with(['=', '+', '-', '@', '\t']) || cell.parse::<f64>().is_ok()
}

#[tokio::test]
async fn what_is_exported_and_imported_into_an_empty_organisation_is_exported_alike() {
    on_each_engine(async |world| {
        furnish(world, &world.a).await;
        fill(world, &world.a).await;
        for (format, language) in [("xlsx", "en"), ("csv", "zh-CN")] {
            let postgres = if world.database.url.is_some() { Database::postgres().await } else { None };
            let empty = match postgres {
                Some(database) => World::open(database).await,
                None => World::sqlite().await,
            };
            furnish(&empty, &empty.a).await;
            let (li, there) = (world.desk("li-a").await, empty.desk("li-a").await);
            for (list, noun, count) in [("companies", "company", 8), ("contacts", "contact", 8)] {
                let path = format!("/{list}/export?format={format}&language={language}");
                let file = world.get(&path, &li).await;
                assert_eq!(file.status, StatusCode::OK, "{}", file.text());
                let now = import(&empty, &there, noun, &file.body, |_| {}).await;
                assert_eq!(counts(&now), [count, count, 0, 0, 0], "{list} {format}: {now}");
                // as CSV, whose bytes say nothing but the rows
                let path = format!("/{list}/export?format=csv&language={language}");
                let (ours, theirs) = (world.get(&path, &li).await.text(), empty.get(&path, &there).await.text());
                assert_eq!(ours, theirs, "{list} {format}");
                let cells = csv::ReaderBuilder::new()
                    .has_headers(false)
                    .from_reader(ours.trim_start_matches('\u{feff}').as_bytes())
                    .into_records()
                    .flat_map(|row| row.expect("a row").iter().map(str::to_owned).collect::<Vec<_>>())
                    .collect::<Vec<_>>();
                assert!(cells.len() > 100 && cells.iter().all(|cell| harmless(cell)), "{ours}");
                // and over itself nothing changes
                let again = import(&empty, &there, noun, &file.body, |_| {}).await;
                assert_eq!(counts(&again), [count, 0, 0, count, 0], "{list} {format}");
            }
            empty.close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn an_export_is_what_the_list_shows_and_holds_no_number_under_the_mask() {
    on_each_engine(async |world| {
        furnish(world, &world.a).await;
        fill(world, &world.a).await;
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        let encode = |asked: Json| asked.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let asked = json!({
            "filter": {"all": [{"field": "fields.level", "op": "is", "value": "full"}]},
            "order": [{"field": "fields.meter", "descending": true}],
            "columns": ["fields.meter"],
        });
        let file = world.get(&format!("/companies/export?format=csv&asked={}", encode(asked)), &li).await.text();
        let names: Vec<&str> =
            file.split("\r\n").skip(1).filter_map(|line| line.split(',').next()).filter(|n| !n.is_empty()).collect();
        assert_eq!(names, ["\"Line; semi", "''Quote", "'-Minus", "'=1+1"], "{file}");
        for bad in [json!({"order": [{"field": "nothing"}]}), json!({"speed": 1})] {
            assert_eq!(
                world.get(&format!("/companies/export?format=csv&asked={}", encode(bad)), &li).await.problem().0,
                400
            );
        }
        assert_eq!(world.get("/companies/export?format=pdf", &li).await.problem().2, "format");
        let log = world.get("/audit?action=customers_exported", &sun).await.json();
        assert_eq!((&log["rows"][0]["after"]["rows"], &log["rows"][0]["subject"]), (&json!(4), &json!("company")));
        // as a browser asks for it
        for format in ["csv", "xlsx"] {
            let request = axum::http::Request::get(format!("/api/v1/companies/export?format={format}"))
                .header("authorization", format!("Bearer {li}"))
                .header("accept-encoding", "br")
                .body(axum::body::Body::empty());
            let reply = world.send(request.expect("a request")).await;
            assert_eq!(
                (reply.status, &reply.headers["content-encoding"]),
                (StatusCode::OK, &"br".parse().expect("a word"))
            );
            assert!(reply.body.len() > 100, "{}", reply.body.len());
        }
        let body = json!({"seq": 0, "privacy": {"mask_phones": true, "show_to_administrators": true}});
        assert_eq!(world.call(Method::PUT, "/privacy", &sun, Some(body)).await.status, StatusCode::OK);
        for list in ["companies", "contacts"] {
            let path = format!("/{list}/export?format=csv");
            let (masked, whole) = (world.get(&path, &li).await.text(), world.get(&path, &sun).await.text());
            for number in ["63215501", "6321 5501", "1234 56", "63701234", "123-4567"] {
                assert!(!masked.contains(number), "{list} {number}: {masked}");
            }
            assert!(masked.contains("****"), "{masked}");
            assert_eq!(masked.matches("\r\n").count(), whole.matches("\r\n").count());
            assert!(whole.contains("135 1234 56"), "{whole}");
            // what he sees he brings back, and no number is lost
            let noun = if list == "companies" { "company" } else { "contact" };
            let now = import(world, &li, noun, masked.as_bytes(), |_| {}).await;
            assert_eq!(now["result"]["updated"], 0, "{now}");
        }
        assert!(world.get("/companies/export?format=csv", &sun).await.text().contains("135 1234 5678"));
        // the rows of somebody else's file are not his to see
        let now = upload(world, &sun, "company", b"Name,Phone\nNew,nobody\n").await;
        start(world, &sun, &now, true, |_| {}).await;
        imports::work(&world.app).await.expect("works");
        assert_eq!(read(world, &li, &now).await["head"], json!(null));
        let path = format!("/imports/{}/rejected", now["id"].as_str().expect("id"));
        assert_eq!(world.get(&path, &li).await.problem().2, "masked");
    })
    .await;
}
