//! Merging customers and taking that back: what moves, what goes back, what cannot, who may.

use axum::http::StatusCode;
use serde_json::{Value as Json, json};
use truckroll_domain::access::Lock;
use truckroll_domain::assets::{AssetCommand, AssetEdit};
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{CompanyLink, ContactCommand, ContactEdit};
use truckroll_domain::tickets::{NewTicket, TicketCommand};
use truckroll_domain::time::DAY_MS;
use truckroll_domain::visits::{Customer, NewVisit};
use truckroll_domain::{AssetId, Command, CompanyId, ContactId, DocumentId, TicketId, VisitId};
use truckroll_server::customers::clear::clear;
use truckroll_server::customers::merge::follow;
use truckroll_server::customers::service::{Verdict, identify};
use truckroll_server::ingest;

use crate::bulk::{company, lock, named, prepare};
use crate::support::{PASSWORD, World, on_each_engine, tenant_admin};

/// A company with a person, a ticket, a visit and a machine.
struct Old {
    company: CompanyId,
    contact: ContactId,
    ticket: TicketId,
    visit: VisitId,
    asset: AssetId,
}

impl Old {
    fn documents(&self) -> [DocumentId; 5] {
        [self.company.into(), self.contact.into(), self.ticket.into(), self.visit.into(), self.asset.into()]
    }
}

async fn ticket_of(world: &World, company: CompanyId, contact: Option<ContactId>) -> TicketId {
    let id: TicketId = world.app.fresh();
    let customer = Customer { company: Some(company), company_name: "Old".into(), contact, ..Customer::default() };
    let ticket = NewTicket { title: "Noise".into(), customer, ..NewTicket::default() };
    world.execute(&world.a, Command::Ticket { id, command: TicketCommand::Create { ticket: Box::new(ticket) } }).await;
    id
}

async fn old(world: &World) -> Old {
    let edit = CompanyEdit {
        phone: Some("021-1".into()),
        email: Some("old@x.example".into()),
        tags: [("gold".to_owned(), true)].into(),
        ..named("Hua East")
    };
    let company = company(world, edit).await;
    let (contact, asset): (ContactId, AssetId) = (world.app.fresh(), world.app.fresh());
    let link = CompanyLink { name: "Hua East".into(), first: true };
    let person = ContactEdit {
        name: Some("Min".into()),
        companies: [(company, Some(link))].into(),
        company: Some(company),
        company_name: Some("Hua East".into()),
        ..ContactEdit::default()
    };
    world
        .execute(
            &world.a,
            Command::Contact { id: contact, command: ContactCommand::Create { contact: Box::new(person) } },
        )
        .await;
    let machine = AssetEdit { name: Some("Lift".into()), company: Some(company), ..AssetEdit::default() };
    world
        .execute(&world.a, Command::Asset { id: asset, command: AssetCommand::Create { asset: Box::new(machine) } })
        .await;
    let ticket = ticket_of(world, company, Some(contact)).await;
    let customer = Customer {
        company: Some(company),
        company_name: "Hua East".into(),
        contact: Some(contact),
        ..Customer::default()
    };
    let visit = world.visit(&world.a, NewVisit { title: "Look".into(), customer, ..NewVisit::default() }).await;
    Old { company, contact, ticket, visit, asset }
}

/// The documents' values, without what every command leaves (times of tickets).
async fn values(world: &World, ids: &[DocumentId]) -> Vec<Json> {
    let stored = ingest::load(&world.app.db, world.a.id, ids).await.expect("loads");
    ids.iter().map(|id| stored[id].content.document_json()).collect()
}

fn body(source: impl serde::Serialize, target: impl serde::Serialize, noun: &str, confirm: &str) -> Json {
    json!({"noun": noun, "source": source, "target": target, "confirm": confirm})
}

async fn audit(world: &World, admin: &str, action: &str) -> Json {
    world.get(&format!("/audit?action={action}"), admin).await.json()["rows"].clone()
}

#[tokio::test]
async fn a_merge_moves_everything_and_taking_it_back_leaves_no_trace() {
    on_each_engine(async |world| {
        prepare(world).await;
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let old = old(world).await;
        let own = CompanyEdit {
            email: Some("new@x.example".into()),
            tags: [("vip".to_owned(), true)].into(),
            ..named("Hua Plaza")
        };
        let target = company(world, own).await;
        let account = json!({"account": "4711", "password": PASSWORD});
        let path = format!("/companies/{}/service-account", old.company);
        let put = world.call(axum::http::Method::PUT, &path, &sun, Some(account)).await;
        assert_eq!(put.status, StatusCode::NO_CONTENT, "{}", put.text());
        let all: Vec<DocumentId> = old.documents().into_iter().chain([target.into()]).collect();
        let before = values(world, &all).await;

        let pair = json!({"noun": "company", "source": old.company, "target": target});
        let preview = world.post("/customers/merge/preview", &sun, pair).await.json();
        assert_eq!(
            preview["counts"],
            json!({"tickets": 1, "visits": 1, "contacts": 1, "assets": 1, "records": 0, "account": true})
        );
        let field = |key: &str| {
            let fields = preview["fields"].as_array().expect("list");
            fields.iter().find(|f| f["key"] == key).map(|f| f["result"].clone()).unwrap_or_default()
        };
        assert_eq!(
            (field("email"), field("phone"), field("tags")),
            (json!("new@x.example"), json!("021-1"), json!(["gold", "vip"]))
        );
        assert_eq!(values(world, &all).await, before, "looking changes nothing");

        let merged = world.post("/customers/merge", &sun, body(old.company, target, "company", " Hua East ")).await;
        assert_eq!(merged.status, StatusCode::OK, "{}", merged.text());
        let merged = merged.json();
        let page = world.get(&format!("/companies/{target}"), &sun).await.json();
        assert_eq!(page["company"]["phone"], "021-1");
        assert_eq!(page["company"]["tags"], json!({"gold": true, "vip": true}));
        let count = |member: &str| page[member].as_array().map(Vec::len);
        assert_eq!((count("contacts"), count("tickets"), count("visits")), (Some(1), Some(1), Some(1)));
        assert_eq!(
            (&page["tickets"][0]["company_name"], &page["service_account"]),
            (&json!("Hua Plaza"), &json!("4711"))
        );
        let there = world.get(&format!("/companies/{}", old.company), &sun).await;
        assert_eq!(there.status, StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(there.headers["location"], format!("/api/v1/companies/{target}"));
        assert_eq!(identify(&world.app, world.a.id, "4711", PASSWORD).await.expect("asked"), Verdict::Known(target));
        let found = world.post("/companies/query", &sun, json!({"q": "Hua East"})).await.rows("row");
        assert!(found.is_empty(), "{found:?}");
        let bin = world.post("/companies/query", &sun, json!({"deleted": true})).await.json();
        assert_eq!(bin["total"], 0, "it comes back with its merge alone");
        let restore =
            world.post("/customers/restore", &sun, json!({"noun": "company", "ids": [old.company]})).await.json();
        assert_eq!(restore["done"], 0);
        let list = world.get(&format!("/merges?customer={target}"), &sun).await.json();
        assert_eq!(
            (&list[0]["id"], &list[0]["source_name"], &list[0]["by"]),
            (&merged["id"], &json!("Hua East"), &json!("Sun Li"))
        );

        let undo = format!("/merges/{}/undo", merged["id"].as_str().expect("id"));
        let undone = world.post(&undo, &sun, json!({})).await;
        assert_eq!(undone.json(), json!({"moved": 4, "kept_records": [], "kept_fields": [], "kept_account": false}));
        assert_eq!(values(world, &all).await, before);
        assert_eq!(
            identify(&world.app, world.a.id, "4711", PASSWORD).await.expect("asked"),
            Verdict::Known(old.company)
        );
        assert_eq!(world.get(&format!("/companies/{}", old.company), &sun).await.status, StatusCode::OK);
        assert_eq!(world.post(&undo, &sun, json!({})).await.problem(), (409, "conflict".into(), "undone".into()));
        for action in ["customers_merged", "merge_undone"] {
            assert_eq!(audit(world, &sun, action).await[0]["subject_name"], "Hua East", "{action}");
        }
        // and once more the same
        let again = world.post("/customers/merge", &sun, body(old.company, target, "company", "Hua East")).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.text());
    })
    .await;
}

#[tokio::test]
async fn what_changed_since_stays_and_is_named() {
    on_each_engine(async |world| {
        prepare(world).await;
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let (old, target, third) =
            (old(world).await, company(world, named("Hua Plaza")).await, company(world, named("Third")).await);
        let merged =
            world.post("/customers/merge", &sun, body(old.company, target, "company", "Hua East")).await.json();
        let edit = CompanyEdit { phone: Some("7".into()), ..CompanyEdit::default() };
        world
            .execute(&world.a, Command::Company { id: target, command: CompanyCommand::Edit { edit: Box::new(edit) } })
            .await;
        let machine = AssetEdit { company: Some(third), ..AssetEdit::default() };
        world
            .execute(
                &world.a,
                Command::Asset { id: old.asset, command: AssetCommand::Edit { edit: Box::new(machine) } },
            )
            .await;
        let undo = format!("/merges/{}/undo", merged["id"].as_str().expect("id"));
        let undone = world.post(&undo, &sun, json!({})).await.json();
        assert_eq!(
            undone,
            json!({"moved": 3, "kept_records": ["Lift"], "kept_fields": ["phone"], "kept_account": false})
        );
        let page = world.get(&format!("/companies/{target}"), &sun).await.json();
        assert_eq!((&page["company"]["phone"], &page["company"]["email"]), (&json!("7"), &json!("")));
        let back = world.get(&format!("/companies/{}", old.company), &sun).await.json();
        assert_eq!((back["tickets"].as_array().map(Vec::len), &back["row"]["deleted_at"]), (Some(1), &Json::Null));
    })
    .await;
}

#[tokio::test]
async fn what_is_written_about_the_source_later_goes_on_to_the_target() {
    on_each_engine(async |world| {
        prepare(world).await;
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let (old, target) = (old(world).await, company(world, named("Hua Plaza")).await);
        let all: Vec<DocumentId> = old.documents().into_iter().chain([target.into()]).collect();
        let merged =
            world.post("/customers/merge", &sun, body(old.company, target, "company", "Hua East")).await.json();
        let edit = CompanyEdit { phone: Some("021-2".into()), ..named("Hua East Tower") };
        world
            .execute(
                &world.a,
                Command::Company { id: old.company, command: CompanyCommand::Edit { edit: Box::new(edit) } },
            )
            .await;
        let ticket = ticket_of(world, old.company, None).await;
        for _ in 0..2 {
            follow(&world.app, world.a.id).await.expect("follows");
        }
        let page = world.get(&format!("/companies/{target}"), &sun).await.json();
        assert_eq!((&page["row"]["name"], &page["company"]["phone"]), (&json!("Hua Plaza"), &json!("021-2")));
        assert_eq!(page["tickets"].as_array().map(Vec::len), Some(2));
        let list = world.get("/merges", &sun).await.json();
        assert_eq!(
            (&list[0]["late"][0]["key"], &list[0]["late"][0]["value"]),
            (&json!("name"), &json!("Hua East Tower"))
        );
        assert_eq!(list[0]["counts"]["tickets"], 2);
        let undo = format!("/merges/{}/undo", merged["id"].as_str().expect("id"));
        let undone = world.post(&undo, &sun, json!({})).await.json();
        assert_eq!((&undone["moved"], &undone["kept_fields"]), (&json!(5), &json!([])));
        let after = values(world, &all).await;
        assert_eq!(
            (&after[0]["name"], &after[0]["phone"]),
            (&json!("Hua East Tower"), &json!("021-2")),
            "what was written late is there"
        );
        assert_eq!(after[5]["phone"], "", "and no more at the target");
        assert_eq!(values(world, &[ticket.into()]).await[0]["customer"]["company"], json!(old.company));
    })
    .await;
}

#[tokio::test]
async fn persons_merge_with_their_companies_and_their_work() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let old = old(world).await;
        let target: ContactId = world.app.fresh();
        let edit = ContactEdit { name: Some("Ms Min".into()), ..ContactEdit::default() };
        world
            .execute(
                &world.a,
                Command::Contact { id: target, command: ContactCommand::Create { contact: Box::new(edit) } },
            )
            .await;
        let all: Vec<DocumentId> = old.documents().into_iter().chain([target.into()]).collect();
        let before = values(world, &all).await;
        let merged = world.post("/customers/merge", &sun, body(old.contact, target, "contact", "Min")).await;
        assert_eq!(merged.status, StatusCode::OK, "{}", merged.text());
        assert_eq!(
            merged.json()["counts"],
            json!({"tickets": 1, "visits": 1, "contacts": 0, "assets": 0, "records": 0, "account": false})
        );
        let page = world.get(&format!("/contacts/{target}"), &sun).await.json();
        assert_eq!(page["contact"]["companies"].as_object().map(serde_json::Map::len), Some(1));
        assert_eq!(page["tickets"].as_array().map(Vec::len), Some(1));
        let people = world.get(&format!("/companies/{}", old.company), &sun).await.json();
        assert_eq!(people["contacts"][0]["name"], "Ms Min");
        assert_eq!(people["contacts"].as_array().map(Vec::len), Some(1));
        let undo = format!("/merges/{}/undo", merged.json()["id"].as_str().expect("id"));
        assert_eq!(world.post(&undo, &sun, json!({})).await.json()["moved"], 2);
        assert_eq!(values(world, &all).await, before);
    })
    .await;
}

#[tokio::test]
async fn who_merges_types_the_name_administers_and_finds_no_lock() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let (source, target) = (company(world, named("Hua East")).await, company(world, named("Hua Plaza")).await);
        let merge = async |token: &str, body: Json| world.post("/customers/merge", token, body).await;
        assert_eq!(merge(&li, body(source, target, "company", "Hua East")).await.problem().0, 403);
        let wrong = merge(&sun, body(source, target, "company", "Hua")).await;
        assert_eq!((wrong.status.as_u16(), &wrong.json()["fields"]["confirm"]), (422, &json!("not_the_name")));
        assert_eq!(merge(&sun, body(source, source, "company", "Hua East")).await.json()["fields"]["target"], "same");
        for (from, to, noun, what) in [
            (json!(source), json!(world.b.company), "company", "target"),
            (json!(world.b.company), json!(target), "company", "source"),
            (json!(source), json!(target), "contact", "source"),
        ] {
            assert_eq!(
                merge(&sun, body(from, to, noun, "Hua East")).await.problem(),
                (404, "not_found".into(), what.into())
            );
        }
        for one in [Lock::DeleteCompanies, Lock::EditCompanies] {
            lock(world, &[one]).await;
            let shut = merge(&sun, body(source, target, "company", "Hua East")).await;
            assert_eq!((shut.status.as_u16(), &shut.json()["refusal"]["lock"]), (403, &json!(one.word())));
        }
        lock(world, &[]).await;
        let command = json!({"do": "merge", "into": target});
        let direct = json!({"commands": [{"id": world.app.fresh::<truckroll_domain::CommandId>(), "at": 1,
            "command": {"on": "company", "id": source, "command": command}}]});
        assert_eq!(world.post("/commands", &sun, direct).await.problem().0, 403, "only by its own route");
        let merged = merge(&sun, body(source, target, "company", "Hua East")).await.json();
        assert_eq!(merge(&sun, body(source, target, "company", "Hua East")).await.problem().2, "source", "it is gone");
        let undo = format!("/merges/{}/undo", merged["id"].as_str().expect("id"));
        assert_eq!(world.post(&undo, &li, json!({})).await.problem().0, 403);
        assert_eq!(world.get("/merges", &li).await.problem().0, 403);
        let other = tenant_admin(world, &world.b, "sun-b").await;
        assert_eq!(world.post(&undo, &other, json!({})).await.problem().0, 404);
        assert_eq!(world.get("/merges", &other).await.json(), json!([]));
    })
    .await;
}

#[tokio::test]
async fn merges_of_merges_go_back_one_after_the_other() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let (a, b, c) =
            (company(world, named("A")).await, company(world, named("B")).await, company(world, named("C")).await);
        let ticket = ticket_of(world, a, None).await;
        let one = world.post("/customers/merge", &sun, body(a, b, "company", "A")).await.json();
        world.advance(1);
        let two = world.post("/customers/merge", &sun, body(b, c, "company", "B")).await.json();
        assert_eq!(
            world.get(&format!("/companies/{a}"), &sun).await.headers["location"],
            format!("/api/v1/companies/{c}")
        );
        let late = ticket_of(world, a, None).await;
        follow(&world.app, world.a.id).await.expect("follows");
        let holder = async |id: TicketId| values(world, &[id.into()]).await[0]["customer"]["company"].clone();
        assert_eq!((holder(ticket).await, holder(late).await), (json!(c), json!(c)));
        let undo = async |merge: &Json| {
            world.post(&format!("/merges/{}/undo", merge["id"].as_str().expect("id")), &sun, json!({})).await
        };
        assert_eq!(undo(&one).await.problem().2, "target_merged");
        assert_eq!(undo(&two).await.status, StatusCode::OK);
        assert_eq!((holder(ticket).await, holder(late).await), (json!(b), json!(b)));
        assert_eq!(undo(&one).await.status, StatusCode::OK);
        assert_eq!((holder(ticket).await, holder(late).await), (json!(a), json!(a)));
    })
    .await;
}

#[tokio::test]
async fn after_thirty_days_the_source_is_gone_for_good_and_still_leads_on() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let (old, target, thrown) =
            (old(world).await, company(world, named("Hua Plaza")).await, company(world, named("Thrown")).await);
        let merged =
            world.post("/customers/merge", &sun, body(old.company, target, "company", "Hua East")).await.json();
        world.post("/customers/delete", &sun, json!({"noun": "company", "ids": [thrown]})).await;
        world.advance(30 * DAY_MS);
        assert_eq!(clear(&world.app, world.a.id).await.expect("cleared"), 0, "not a moment too early");
        world.advance(1);
        assert_eq!(clear(&world.app, world.a.id).await.expect("cleared"), 2);
        assert_eq!(clear(&world.app, world.b.id).await.expect("cleared"), 0);
        let sun = world.desk("sun-a").await;
        let undo = format!("/merges/{}/undo", merged["id"].as_str().expect("id"));
        assert_eq!(world.post(&undo, &sun, json!({})).await.problem().0, 404);
        let there = world.get(&format!("/companies/{}", old.company), &sun).await;
        assert_eq!(there.headers["location"], format!("/api/v1/companies/{target}"));
        assert_eq!(world.get(&format!("/companies/{thrown}"), &sun).await.problem().0, 404);
        for table in ["documents", "companies"] {
            let sql = sqlx::AssertSqlSafe(format!("select cast(count(*) as bigint) from {table} where id in ($1, $2)"));
            let left: (i64,) = sqlx::query_as(sql)
                .bind(old.company.to_string())
                .bind(thrown.to_string())
                .fetch_one(world.app.db.pool())
                .await
                .expect("count");
            assert_eq!(left.0, 0, "{table}");
        }
        let kept: (String,) =
            sqlx::query_as("select body from merges").fetch_one(world.app.db.pool()).await.expect("row");
        assert_eq!(kept.0, "{}", "nobody's values are kept longer than they are of use");
        let late = ticket_of(world, old.company, None).await;
        follow(&world.app, world.a.id).await.expect("follows");
        assert_eq!(values(world, &[late.into()]).await[0]["customer"]["company"], json!(target));
    })
    .await;
}

#[tokio::test]
async fn a_thousand_tickets_move_in_a_moment() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let (source, target) = (company(world, named("Big")).await, company(world, named("Bigger")).await);
        let create = |_| {
            let customer = Customer { company: Some(source), ..Customer::default() };
            let ticket = Box::new(NewTicket { title: "Noise".into(), customer, ..NewTicket::default() });
            let command = Command::Ticket { id: world.app.fresh(), command: TicketCommand::Create { ticket } };
            crate::support::envelope(&world.app, command)
        };
        let caller = ingest::Caller { tenant: world.a.id, actor: truckroll_domain::Actor::System, device: None };
        ingest::execute(&world.app, &caller, (0..1_000).map(create).collect()).await.expect("made");
        let began = std::time::Instant::now();
        let merged = world.post("/customers/merge", &sun, body(source, target, "company", "Big")).await;
        println!("1,000 tickets merged in {:?} on {:?}", began.elapsed(), world.app.db.engine());
        assert_eq!(merged.json()["counts"]["tickets"], 1_000, "{}", merged.text());
        let began = std::time::Instant::now();
        let undo = format!("/merges/{}/undo", merged.json()["id"].as_str().expect("id"));
        assert_eq!(world.post(&undo, &sun, json!({})).await.json()["moved"], 1_000);
        println!("and back in {:?}", began.elapsed());
    })
    .await;
}

#[tokio::test]
async fn numbers_stay_masked_in_what_a_merge_tells() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let source = company(world, CompanyEdit { phone: Some("13512345678".into()), ..named("Hua East") }).await;
        let target = company(world, named("Hua Plaza")).await;
        let on = json!({"seq": 0, "privacy": {"mask_phones": true}});
        assert_eq!(world.call(axum::http::Method::PUT, "/privacy", &sun, Some(on)).await.status, StatusCode::OK);
        let pair = json!({"noun": "company", "source": source, "target": target});
        let preview = world.post("/customers/merge/preview", &sun, pair).await.text();
        let merged = world.post("/customers/merge", &sun, body(source, target, "company", "Hua East")).await.text();
        let list = world.get("/merges", &sun).await.text();
        for said in [&preview, &merged, &list] {
            assert!(said.contains("135****5678") && !said.contains("13512345678"), "{said}");
        }
        let stored = values(world, &[target.into()]).await;
        assert_eq!(stored[0]["phone"], "13512345678");
    })
    .await;
}
