//! A token of one organisation reads and writes nothing of another: walked over every route of the OpenAPI document.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::{Command, CommandId, ContactId, DeviceId, DocumentId, FormId, LinkId};
use truckroll_protocol::sync::{Push, SyncRequest, SyncResponse};
use truckroll_protocol::{VERSION, frame};
use truckroll_server::attachments::store;
use truckroll_server::directory::put_definition;
use truckroll_server::forms::{StoredLink, put_link};

use crate::support::{World, envelope, on_each_engine};

/// Routes that anybody may call.
const OPEN: &[&str] = &["/api/v1/sessions"];

struct Target {
    form: FormId,
    link: LinkId,
    hash: String,
    contact: ContactId,
    saved: String,
}

/// Gives organisation B a form, a link and a file.
async fn furnish(world: &World) -> Target {
    let form: FormId = world.app.fresh();
    let link: LinkId = world.app.fresh();
    let definition = json!({"id": form, "title": "Report Borealis", "fields": [], "published": true});
    let mut tx = world.app.db.begin().await.expect("begins");
    put_definition(&mut tx, world.b.id, "form", &form.to_string(), &definition).await.expect("form");
    let stored = StoredLink {
        tenant: world.b.id,
        id: link,
        form,
        asset: None,
        label: "Borealis".into(),
        created_at: world.app.clock.now(),
        revoked_at: None,
    };
    put_link(&mut tx, &stored).await.expect("link");
    tx.commit().await.expect("commits");
    world.app.forget_directory(world.b.id);
    let file = store(&world.app, world.b.id, "image/png", "", b"a picture of Borealis".to_vec()).await.expect("file");
    let contact: ContactId = world.app.fresh();
    let person = ContactEdit { name: Some("Borealis Bo".into()), ..ContactEdit::default() };
    let command = ContactCommand::Create { contact: Box::new(person) };
    world.execute(&world.b, Command::Contact { id: contact, command }).await;
    let query = json!({"query": {"noun": "company", "name": "Borealis query", "visible": {"to": "all"}}});
    let saved = world.post("/saved-queries", &world.desk("li-b").await, query).await.json();
    let saved = saved["id"].as_str().expect("an id").to_owned();
    Target { form, link, hash: file.hash, contact, saved }
}

/// The path with B's ids in it; `None` where it has no parameter.
fn aimed(world: &World, target: &Target, path: &str) -> Option<String> {
    let id = match path.trim_start_matches("/api/v1/").split('/').next()? {
        "visits" => world.b.visit.to_string(),
        "tickets" => world.b.ticket.to_string(),
        "companies" => world.b.company.to_string(),
        "contacts" => target.contact.to_string(),
        "saved-queries" => target.saved.clone(),
        "forms" => target.form.to_string(),
        "links" => target.link.to_string(),
        "uploads" | "attachments" => target.hash.clone(),
        other => panic!("{other}: say which id of the other organisation this route is tried with"),
    };
    let (before, rest) = path.split_once('{')?;
    let (_, after) = rest.split_once('}')?;
    Some(format!("{before}{id}{after}"))
}

fn routes(document: &Json) -> Vec<(Method, String)> {
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in item.as_object().expect("item").keys() {
            routes.push((method.to_uppercase().parse().expect("method"), path.clone()));
        }
    }
    routes
}

async fn document(world: &World) -> Json {
    let request = axum::http::Request::get("/api/openapi.json").body(axum::body::Body::empty()).expect("request");
    world.send(request).await.json()
}

#[tokio::test]
async fn every_route_describes_itself() {
    let world = World::open(None).await;
    let document = document(&world).await;
    assert!(routes(&document).len() >= 25, "{}", routes(&document).len());
    for (method, path) in routes(&document) {
        let operation = &document["paths"][&path][method.as_str().to_lowercase()];
        for member in ["operationId", "tags", "description", "security", "responses"] {
            assert!(!operation[member].is_null(), "{method} {path} has no {member}");
        }
        for parameter in path.split('{').skip(1).filter_map(|p| p.split('}').next()) {
            let named =
                operation["parameters"].as_array().is_some_and(|all| all.iter().any(|p| p["name"] == parameter));
            assert!(named, "{method} {path} does not describe {parameter}");
        }
    }
}

#[tokio::test]
async fn no_route_answers_without_a_session() {
    let world = World::open(None).await;
    let target = furnish(&world).await;
    for (method, path) in routes(&document(&world).await) {
        if OPEN.contains(&path.as_str()) {
            continue;
        }
        let path = if path.contains('{') { aimed(&world, &target, &path).expect("aimed") } else { path };
        for token in ["", "not-a-token"] {
            let reply = world.call(method.clone(), path.trim_start_matches("/api/v1"), token, Some(json!({}))).await;
            assert_eq!(reply.problem().0, 401, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn no_route_shows_or_touches_anything_of_another_organisation() {
    on_each_engine(async |world| {
        let target = furnish(world).await;
        let dispatcher = world.desk("li-a").await;
        let engineer = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        for (method, path) in routes(&document(world).await) {
            if OPEN.contains(&path.as_str()) || path == "/api/v1/sessions/current" && method == Method::DELETE {
                continue;
            }
            for token in [&dispatcher, &engineer] {
                let aimed_at = path.contains('{').then(|| aimed(world, &target, &path).expect("aimed"));
                let mut asked = aimed_at.clone().unwrap_or_else(|| path.clone());
                match path.as_str() {
                    "/api/v1/uploads/{hash}" => asked.push_str("?offset=0"),
                    "/api/v1/fields" | "/api/v1/saved-queries" if method == Method::GET => {
                        asked.push_str("?noun=company")
                    }
                    "/api/v1/columns" if method == Method::GET => asked.push_str("?list=companies"),
                    "/api/v1/search" => asked.push_str("?q=borealis"),
                    _ => {}
                }
                let asked = asked.trim_start_matches("/api/v1");
                let reply = world.call(method.clone(), asked, token, Some(json!({}))).await;
                if aimed_at.is_some() {
                    let refused = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&reply.status);
                    assert!(refused, "{method} {asked}: {} {}", reply.status, reply.text());
                    let hidden = token != &dispatcher || reply.status == StatusCode::NOT_FOUND;
                    assert!(hidden, "{method} {asked}: a dispatcher must not learn that it exists");
                }
                assert!(reply.status != StatusCode::INTERNAL_SERVER_ERROR, "{method} {asked}");
                assert!(!reply.text().contains("Borealis"), "{method} {asked}: {}", reply.text());
                assert!(!reply.text().contains(&world.b.visit.to_string()), "{method} {asked}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn commands_and_frames_reach_no_document_of_another_organisation() {
    on_each_engine(async |world| {
        let note = || {
            let command = json!({"do": "note", "entry": world.app.fresh::<CommandId>(), "text": "from A"});
            let command = json!({"on": "visit", "id": world.b.visit, "command": command});
            json!({"commands": [{"id": world.app.fresh::<CommandId>(), "at": 1, "command": command}]})
        };
        let dispatcher = world.desk("li-a").await;
        assert_eq!(world.post("/commands", &dispatcher, note()).await.problem().0, 404);
        let phone = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        let note: truckroll_protocol::api::CommandRequest = serde_json::from_value(note()).expect("reads");
        let push = note.commands.into_iter().map(|command| Push { command, changes: vec![] }).collect();
        let want: Vec<DocumentId> = vec![world.b.visit.into(), world.b.ticket.into(), world.b.company.into()];
        let request = SyncRequest { version: VERSION, want, push, ..SyncRequest::default() };
        let reply = world.bytes(Method::POST, "/sync", &phone, frame::pack(&request, 1)).await;
        let response: SyncResponse = frame::unpack(&reply.body).expect("a frame");
        assert!(response.documents.is_empty(), "{:?}", response.documents);
        assert!(matches!(response.acks[0].outcome, truckroll_protocol::sync::Outcome::Refused { .. }));
        let positions =
            json!({"points": [{"at": crate::support::NOW, "lat": 1.0, "lon": 1.0}], "visit": world.b.visit});
        world.post("/positions", &phone, positions).await;
        let other = world.desk("li-b").await;
        let track = world.get(&format!("/visits/{}/track", world.b.visit), &other).await.json();
        assert_eq!(track["points"], json!([]));
        let entries = world.get(&format!("/visits/{}", world.b.visit), &other).await.json()["entries"].to_string();
        assert!(!entries.contains("from A"), "{entries}");
        // the same id may exist in both organisations and names two documents
        let command = truckroll_domain::visits::VisitCommand::Create {
            visit: Box::new(truckroll_domain::visits::NewVisit { title: "A's own".into(), ..Default::default() }),
        };
        let command = truckroll_domain::Command::Visit { id: world.b.visit, command };
        let body = json!({"commands": [envelope(&world.app, command)]});
        world.post("/commands", &dispatcher, body).await;
        let shown = world.get(&format!("/visits/{}", world.b.visit), &other).await.json();
        assert_eq!(shown["row"]["title"], "Borealis Boilers visit");
    })
    .await;
}
