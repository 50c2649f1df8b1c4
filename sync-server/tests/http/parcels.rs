//! Parcels: what a device reads is the same with and without them, and never older than what is stored.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::AssertSqlSafe;
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::tickets::{TicketCommand, TicketEdit};
use truckroll_domain::visits::{Customer, NewVisit, VisitCommand, VisitEdit};
use truckroll_domain::{Actor, Command, DeviceId, DocumentId, VisitId};
use truckroll_protocol::VERSION;
use truckroll_protocol::sync::{Body, Cursor, DocumentUpdate, SyncRequest, SyncResponse};
use truckroll_server::ingest::Caller;
use truckroll_server::sync::{answer, parcels};

use crate::support::{Tenant, World, envelope, on_each_engine};

async fn caller(world: &World, tenant: &Tenant) -> Caller {
    let actor = world.app.directory(tenant.id).await.expect("is there").actor(tenant.wang).expect("an agent");
    Caller { tenant: tenant.id, actor, device: Some(DeviceId::from_parts(1, [1; 10])) }
}

/// A first reading by a device of this version.
async fn reading(world: &World, tenant: &Tenant, version: u16) -> SyncResponse {
    let request = SyncRequest { version, ..SyncRequest::default() };
    answer(&world.app, &caller(world, tenant).await, request).await.expect("answers")
}

/// All documents of an answer, however they came; overlays as values, because the order of their members means nothing.
fn content(answer: &SyncResponse) -> BTreeMap<DocumentId, (DocumentUpdate, serde_json::Value)> {
    let of = |mut update: DocumentUpdate| {
        let overlay = serde_json::from_str(&std::mem::take(&mut update.overlay)).unwrap_or_default();
        (update.id, (update, overlay))
    };
    answer.updates().map(|update| of(update.into_owned())).collect()
}

async fn edit_ticket(world: &World, tenant: &Tenant, title: String) {
    let edit = Box::new(TicketEdit { title: Some(title), ..TicketEdit::default() });
    world.execute(tenant, Command::Ticket { id: tenant.ticket, command: TicketCommand::Edit { edit } }).await;
}

async fn reply(world: &World, tenant: &Tenant) {
    let (entry, text) = (world.app.fresh(), "on the way".to_owned());
    let command = TicketCommand::Reply { entry, text, public: true, attachments: vec![] };
    world.execute(tenant, Command::Ticket { id: tenant.ticket, command }).await;
}

async fn edit_visit(world: &World, tenant: &Tenant, id: VisitId, title: String) {
    let edit = Box::new(VisitEdit { title: Some(title), ..VisitEdit::default() });
    world.execute(tenant, Command::Visit { id, command: VisitCommand::Edit { edit } }).await;
}

async fn writes(world: &World, sql: String) {
    sqlx::query(AssertSqlSafe(sql)).execute(world.app.db.pool()).await.expect("is written");
}

#[tokio::test]
async fn a_reading_brings_the_same_with_and_without_parcels_to_every_version() {
    on_each_engine(async |world| {
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        reply(world, &world.a).await;
        let parts = reading(world, &world.a, VERSION).await;
        assert!(parts.parcels.is_empty() && parts.documents.len() == 3, "{parts:?}");
        assert_eq!(parcels::pack_all(&world.app, world.a.id).await.expect("packs"), 4);
        assert_eq!(parcels::pack_all(&world.app, world.a.id).await.expect("packs"), 0, "all are packed");
        let packed = reading(world, &world.a, VERSION).await;
        assert!(packed.documents.is_empty() && packed.parcels.len() == 3, "{packed:?}");
        assert_eq!(content(&packed), content(&parts));
        assert_eq!(packed.cursor, parts.cursor);
        let link = world.app.secrets.links.visit_path(world.a.id, world.a.visit);
        assert_eq!(content(&packed)[&world.a.visit.into()].1["customer_link"], link);
        let older = reading(world, &world.a, 2).await;
        assert!(older.parcels.is_empty());
        assert_eq!(content(&older), content(&parts));
        let oldest = reading(world, &world.a, 0).await;
        assert!(oldest.parcels.is_empty());
        let ticket = &content(&oldest)[&world.a.ticket.into()].0;
        let unpacked = content(&parts)[&world.a.ticket.into()].0.packed.unpack(world.a.ticket.into());
        assert_eq!(ticket.entries, unpacked.expect("is read"));
    })
    .await;
}

#[tokio::test]
async fn a_customers_link_is_stored_in_no_parcel() {
    on_each_engine(async |world| {
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        parcels::pack_all(&world.app, world.a.id).await.expect("packs");
        let bodies = sqlx::query_scalar::<_, Vec<u8>>("select body from parcels").fetch_all(world.app.db.pool()).await;
        for body in bodies.expect("reads") {
            assert!(!body.windows(13).any(|word| word == b"customer_link"));
        }
    })
    .await;
}

#[tokio::test]
async fn a_parcel_of_an_older_state_never_reaches_a_device() {
    on_each_engine(async |world| {
        let mut seed = 7_u32;
        let mut roll = |sides: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) % sides
        };
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        let mut packed = 0;
        for step in 0..100 {
            match roll(6) {
                0 => edit_ticket(world, &world.a, format!("title {step}")).await,
                1 => edit_visit(world, &world.a, world.a.visit, format!("title {step}")).await,
                2 => reply(world, &world.a).await,
                3 => parcels::pack(&world.app, world.a.id, &[world.a.ticket.into()]).await.expect("packs"),
                4 => parcels::pack(&world.app, world.a.id, &[world.a.visit.into()]).await.expect("packs"),
                _ => {
                    parcels::pack_all(&world.app, world.a.id).await.expect("packs");
                }
            }
            let now = reading(world, &world.a, VERSION).await;
            packed += now.parcels.len();
            assert_eq!(content(&now), content(&reading(world, &world.a, 2).await), "step {step}");
        }
        assert!(packed > 100, "{packed} parcels are too few to tell");
    })
    .await;
}

#[tokio::test]
async fn a_parcel_of_another_form_or_history_does_not_count_and_is_made_again() {
    on_each_engine(async |world| {
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        for other in ["update parcels set form = form + 1", "update tenants set epoch = epoch + 1"] {
            parcels::pack_all(&world.app, world.a.id).await.expect("packs");
            assert_eq!(reading(world, &world.a, VERSION).await.parcels.len(), 3);
            writes(world, other.to_owned()).await;
            world.app.forget_directory(world.a.id);
            let now = reading(world, &world.a, VERSION).await;
            assert!(now.parcels.is_empty(), "{other}");
            assert_eq!(content(&now), content(&reading(world, &world.a, 2).await), "{other}");
            assert_eq!(parcels::pack_all(&world.app, world.a.id).await.expect("packs"), 4, "{other}");
        }
    })
    .await;
}

#[tokio::test]
async fn parcels_of_one_organisation_are_nothing_to_another() {
    on_each_engine(async |world| {
        for (tenant, other) in [(&world.a, &world.b), (&world.b, &world.a)] {
            world.assign(tenant, tenant.visit, tenant.wang).await;
            let foreign: Vec<DocumentId> = vec![other.ticket.into(), other.visit.into()];
            parcels::pack(&world.app, tenant.id, &foreign).await.expect("there is nothing to pack");
            assert_eq!(parcels::pack_all(&world.app, tenant.id).await.expect("packs"), 4);
        }
        for (tenant, other) in [(&world.a, &world.b), (&world.b, &world.a)] {
            let want = vec![other.ticket.into(), other.visit.into(), other.company.into()];
            let request = SyncRequest { version: VERSION, want, ..SyncRequest::default() };
            let came = answer(&world.app, &caller(world, tenant).await, request).await.expect("answers");
            let came = content(&came);
            assert_eq!(came.len(), 3);
            assert!(came.contains_key(&tenant.ticket.into()) && !came.contains_key(&other.ticket.into()));
        }
        // a parcel under the same id in another organisation is not this one's
        writes(
            world,
            format!("update parcels set document_id = '{}' where document_id = '{}'", world.a.ticket, world.b.ticket),
        )
        .await;
        let came = content(&reading(world, &world.a, VERSION).await);
        assert!(came[&world.a.ticket.into()].0.row.as_ref().is_some_and(|row| row.search_text().contains("Aurora")));
    })
    .await;
}

#[tokio::test]
async fn a_document_without_an_agent_is_nobodys_parcel() {
    on_each_engine(async |world| {
        parcels::pack_all(&world.app, world.a.id).await.expect("packs");
        let nobody = Caller { tenant: world.a.id, actor: Actor::System, device: None };
        let request = SyncRequest { version: VERSION, ..SyncRequest::default() };
        let said = answer(&world.app, &nobody, request).await.expect("answers");
        assert!(!said.has_documents());
        assert!(!reading(world, &world.a, VERSION).await.has_documents(), "the visit is nobody's yet");
    })
    .await;
}

#[tokio::test]
async fn the_worker_packs_what_has_no_parcel_when_it_starts() {
    on_each_engine(async |world| {
        // one of another form is made again too
        parcels::pack(&world.app, world.b.id, &[world.b.ticket.into()]).await.expect("packs");
        writes(world, "update parcels set form = form - 1".to_owned()).await;
        let worker = truckroll_server::sync::start(&world.app);
        let count = "select count(*) from documents d where exists (select 1 from parcels p \
                     where p.tenant_id = d.tenant_id and p.document_id = d.id and p.seq = d.seq)";
        let begun = std::time::Instant::now();
        while sqlx::query_scalar::<_, i64>(count).fetch_one(world.app.db.pool()).await.expect("counts") < 8 {
            assert!(begun.elapsed().as_secs() < 60, "the worker does nothing");
        }
        worker.abort();
        for tenant in [&world.a, &world.b] {
            assert_eq!(parcels::pack_all(&world.app, tenant.id).await.expect("packs"), 0);
        }
    })
    .await;
}

#[tokio::test]
async fn pages_pass_over_nothing_where_hundreds_have_one_number() {
    on_each_engine(async |world| {
        let customer = Customer { company: Some(world.a.company), ..Customer::default() };
        let visit = |title: String| Box::new(NewVisit { title, customer: customer.clone(), ..NewVisit::default() });
        let ids: Vec<VisitId> = (0..320).map(|_| world.app.fresh()).collect();
        let mut commands = Vec::new();
        for (n, id) in ids.iter().enumerate() {
            let command = VisitCommand::Create { visit: visit(format!("visit {n}")) };
            commands.push(envelope(&world.app, Command::Visit { id: *id, command }));
            let (assignment, agent) = (world.app.fresh(), world.a.wang);
            let command = VisitCommand::Assign {
                assignment,
                agent,
                agent_name: String::new(),
                seen: None,
                reason: String::new(),
            };
            commands.push(envelope(&world.app, Command::Visit { id: *id, command }));
        }
        let system = Caller { tenant: world.a.id, actor: Actor::System, device: None };
        truckroll_server::ingest::execute(&world.app, &system, commands).await.expect("applies");
        // each visit is a reason to hold its customer, and now all those reasons have one number
        let edit = Box::new(CompanyEdit { name: Some("Renamed".into()), ..CompanyEdit::default() });
        let command = CompanyCommand::Edit { edit };
        world.execute(&world.a, Command::Company { id: world.a.company, command }).await;
        edit_visit(world, &world.a, ids[0], "last".to_owned()).await;
        parcels::pack(&world.app, world.a.id, &[world.a.company.into(), ids[7].into()]).await.expect("packs");
        for max_bytes in [0, 1] {
            let (mut cursor, mut came, mut pages) = (Cursor::default(), Vec::new(), 0);
            loop {
                let request = SyncRequest { version: VERSION, cursor, max_bytes, ..SyncRequest::default() };
                let page = answer(&world.app, &caller(world, &world.a).await, request).await.expect("answers");
                assert!(page.updates().all(|update| matches!(update.body, Body::Snapshot(_))));
                came.extend(page.updates().map(|update| update.id));
                assert!(!page.more || page.cursor.seq > cursor.seq, "page {pages} goes on");
                (cursor, pages) = (page.cursor, pages + 1);
                if !page.more {
                    break;
                }
            }
            let held: BTreeSet<DocumentId> = came.iter().copied().collect();
            assert_eq!(held.len(), came.len(), "nothing comes twice");
            assert_eq!(held.len(), ids.len() + 1, "the visits and their customer");
            assert!(pages > 1);
            assert_eq!(came.last(), Some(&ids[0].into()));
        }
    })
    .await;
}
