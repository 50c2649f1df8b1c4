//! What must be true at the end of every story.

use std::collections::BTreeSet;

use sqlx::Row as _;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::content::AnyRow;
use truckroll_domain::document::Document;
use truckroll_domain::privacy::{Masked as _, mask_json};
use truckroll_domain::{Actor, Content, DocumentId, Kind};

use crate::world::World;

/// Documents, overlays, rows and entries of every phone equal the server's; every row equals a fresh projection;
/// nothing waits; nothing that a phone was told is stored got lost.
pub async fn all_copies_are_equal(world: &mut World) {
    let tenant = world.tenant.to_string();
    let rows = sqlx::query("select id, kind, heads, snapshot, overlay from documents where tenant_id = $1")
        .bind(&tenant)
        .fetch_all(world.app.db.pool())
        .await
        .expect("reads");
    let mut server = std::collections::HashMap::new();
    for row in rows {
        let id: String = row.get(0);
        let kind = Kind::from_word(&row.get::<String, _>(1)).expect("is a kind");
        let document = Document::load(&row.get::<Vec<u8>, _>(3)).expect("every stored document can be loaded");
        assert_eq!(document.heads(), row.get::<Vec<u8>, _>(2), "stored heads are the document's");
        let overlay: String = row.get(4);
        let content = Content::read(kind, document.to_json(), &overlay).expect("is readable");
        let document_id: DocumentId = id.parse().expect("is an id");
        let projected = content.row(document_id);
        assert_eq!(server_row(world, &projected, &id).await, projected, "server row equals a fresh projection");
        server.insert(id, (document, content));
    }
    for index in 0..world.phones.len() {
        let agent = world.phones[index].agent().to_string();
        let held: BTreeSet<String> = sqlx::query(
            "select distinct s.document_id from scopes s join documents d on d.tenant_id = s.tenant_id and d.id = s.document_id \
             where s.tenant_id = $1 and s.agent_id = $2 and s.gone = 0",
        )
        .bind(&tenant)
        .bind(&agent)
        .fetch_all(world.app.db.pool())
        .await
        .expect("reads")
        .iter()
        .map(|r| r.get::<String, _>(0))
        .collect();
        let directory = world.app.directory(world.tenant).await.expect("is known");
        let actor = directory.actor(world.phones[index].agent());
        let mut held = held;
        if actor.as_ref().is_some_and(
            |actor| matches!(actor, Actor::Agent { rights, .. } if rights.all(Area::Customers, Verb::View)),
        ) {
            let customers = server.iter().filter(|(_, (_, c))| matches!(c.kind(), Kind::Company | Kind::Contact));
            held.extend(customers.map(|(id, _)| id.clone()));
        }
        let masks = actor.is_some_and(|actor| directory.privacy.masks_for(&actor));
        let path = world.phones[index].path.clone();
        let phone = rusqlite::Connection::open(&path).expect("opens");
        let on_phone: BTreeSet<String> = column(&phone, "select id from documents");
        assert_eq!(on_phone, held, "phone {index} holds what it may see and nothing else");
        let waiting: BTreeSet<String> = column(&phone, "select id from outbox where state = 0");
        assert!(waiting.is_empty(), "phone {index} has nothing left to send");
        for id in &held {
            let (document, content) = &server[id];
            let (snapshot, overlay): (Vec<u8>, String) = phone
                .query_row("select snapshot, overlay from documents where id = ?1", [id], |r| {
                    Ok((r.get(0)?, r.get(1)?))
                })
                .expect("is there");
            let mut local =
                if snapshot.is_empty() { Document::new() } else { Document::load(&snapshot).expect("loads") };
            let changes: Vec<Vec<u8>> = phone
                .prepare("select bytes from changes where document_id = ?1 order by n")
                .expect("prepares")
                .query_map([id], |r| r.get(0))
                .expect("reads")
                .map(|c| c.expect("is a blob"))
                .collect();
            local.receive(&changes).expect("merges");
            let mut json = document.to_json();
            let mut masked = content.clone();
            if masks {
                mask_json(&mut json);
                masked = Content::read(content.kind(), json.clone(), &content.overlay_json()).expect("is readable");
            } else {
                assert_eq!(local.heads(), document.heads(), "phone {index} and server have the same document {id}");
            }
            let content = &masked;
            assert_eq!(local.to_json(), json);
            let mut read = Content::read(content.kind(), local.to_json(), &overlay).expect("is readable");
            if let Content::Visit(_, overlay) = &mut read {
                let link = std::mem::take(&mut overlay.customer_link);
                let path = world.app.secrets.links.visit_path(world.tenant, id.parse().expect("is an id"));
                assert_eq!(link, path, "the phone has the customer's link of this visit");
            }
            assert_eq!(&read, content, "overlays are equal");
            let projected = content.row(id.parse().expect("is an id"));
            assert_eq!(phone_row(&phone, &projected, id), projected, "phone row equals a fresh projection");
            let entries: BTreeSet<String> =
                sqlx::query("select body from entries where tenant_id = $1 and parent_id = $2")
                    .bind(&tenant)
                    .bind(id)
                    .fetch_all(world.app.db.pool())
                    .await
                    .expect("reads")
                    .iter()
                    .map(|r| r.get::<String, _>(0))
                    .map(|body| if masks { masked_entry(&body) } else { body })
                    .collect();
            let read = world.phones[index].replica().entries(id.parse().expect("is an id")).expect("reads");
            let local: BTreeSet<String> = read.iter().map(|e| serde_json::to_string(e).expect("is JSON")).collect();
            assert_eq!(local, entries, "phone {index} and server have the same entries");
        }
    }
}

/// An entry as somebody under the mask gets it.
fn masked_entry(body: &str) -> String {
    let mut entry: truckroll_domain::Entry = serde_json::from_str(body).expect("is an entry");
    entry.mask();
    serde_json::to_string(&entry).expect("is JSON")
}

fn column(connection: &rusqlite::Connection, sql: &str) -> BTreeSet<String> {
    connection
        .prepare(sql)
        .expect("prepares")
        .query_map([], |r| r.get(0))
        .expect("reads")
        .map(|v| v.expect("is text"))
        .collect()
}

async fn server_row(world: &World, like: &AnyRow, id: &str) -> AnyRow {
    async fn one<R: truckroll_domain::Row>(world: &World, id: &str) -> R {
        let sql = format!("select {} from {} where tenant_id = $1 and id = $2", R::column_list(), R::TABLE);
        let row = truckroll_server::db::query(&sql)
            .bind(world.tenant.to_string())
            .bind(id.to_owned())
            .fetch_one(world.app.db.pool())
            .await
            .expect("every document has a row");
        truckroll_server::db::read_row(&row, 0).expect("reads")
    }
    match like {
        AnyRow::Ticket(_) => AnyRow::Ticket(Box::new(one(world, id).await)),
        AnyRow::Visit(_) => AnyRow::Visit(Box::new(one(world, id).await)),
        AnyRow::Company(_) => AnyRow::Company(Box::new(one(world, id).await)),
        AnyRow::Contact(_) => AnyRow::Contact(Box::new(one(world, id).await)),
        AnyRow::Asset(_) => AnyRow::Asset(Box::new(one(world, id).await)),
    }
}

struct Columns<'a, 'b>(&'a rusqlite::Row<'b>);

impl truckroll_domain::RowReader for Columns<'_, '_> {
    type Error = rusqlite::Error;
    fn text(&mut self, index: usize) -> rusqlite::Result<Option<String>> {
        self.0.get(index)
    }
    fn int(&mut self, index: usize) -> rusqlite::Result<Option<i64>> {
        self.0.get(index)
    }
    fn real(&mut self, index: usize) -> rusqlite::Result<Option<f64>> {
        self.0.get(index)
    }
}

fn phone_row(connection: &rusqlite::Connection, like: &AnyRow, id: &str) -> AnyRow {
    fn one<R: truckroll_domain::Row>(connection: &rusqlite::Connection, id: &str) -> R {
        let sql = format!("select {} from {} where id = ?1", R::column_list(), R::TABLE);
        connection.query_row(&sql, [id], |r| R::read(&mut Columns(r), 0)).expect("every document has a row")
    }
    match like {
        AnyRow::Ticket(_) => AnyRow::Ticket(Box::new(one(connection, id))),
        AnyRow::Visit(_) => AnyRow::Visit(Box::new(one(connection, id))),
        AnyRow::Company(_) => AnyRow::Company(Box::new(one(connection, id))),
        AnyRow::Contact(_) => AnyRow::Contact(Box::new(one(connection, id))),
        AnyRow::Asset(_) => AnyRow::Asset(Box::new(one(connection, id))),
    }
}

/// Every command a phone was told is stored is known to the server, and one that the server did not carry out
/// as recorded is in the phone's "needs attention".
pub async fn nothing_told_is_lost(world: &mut World, told: &[(usize, truckroll_domain::CommandId)]) {
    for (index, command) in told {
        let outcome: Option<String> = sqlx::query("select outcome from commands where tenant_id = $1 and id = $2")
            .bind(world.tenant.to_string())
            .bind(command.to_string())
            .fetch_optional(world.app.db.pool())
            .await
            .expect("reads")
            .map(|r| r.get(0));
        let phone = rusqlite::Connection::open(&world.phones[*index].path).expect("opens");
        let attention: bool = phone
            .query_row(
                "select exists(select 1 from outbox where id = ?1 and state in (1, 2))",
                [command.to_string()],
                |r| r.get(0),
            )
            .expect("reads");
        match outcome.as_deref() {
            Some(r#"{"r":"applied"}"#) => assert!(!attention, "an applied command needs no attention"),
            Some(_) | None => assert!(attention, "phone {index} shows what became of {command}: {outcome:?}"),
        }
    }
}
