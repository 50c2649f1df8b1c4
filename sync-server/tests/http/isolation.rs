//! A token of one organisation reads and writes nothing of another: walked over every route of the OpenAPI document.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::access::Feature;
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::people::Role;
use truckroll_domain::{
    CalendarId, CardId, Command, CommandId, CompanyId, ContactId, DeviceId, DocumentId, FormId, GroupId, LinkId,
    PostingId, RoleId, ShiftId, SwapId, TemplateId, WorkflowId,
};
use truckroll_protocol::sync::{Push, SyncRequest, SyncResponse};
use truckroll_protocol::{VERSION, frame};
use truckroll_server::attachments::store;
use truckroll_server::directory::put_definition;
use truckroll_server::forms::{StoredLink, put_link};

use crate::bodies::body;
use crate::support::{World, agent, envelope, on_each_engine, put_agent, switch, tenant_admin};

/// Routes that anybody may call.
const OPEN: &[&str] = &[
    "/api/v1/sessions",
    "/api/v1/setup",
    "/api/v1/sign-in/providers",
    "/api/v1/sign-in/oidc/{tenant}",
    "/api/v1/sign-in/oidc/callback",
];

/// The key of an asset table of the other organisation.
pub const TABLE: &str = "borealis_boilers";
/// And of a form of rows.
pub const ROWS: &str = "borealis_rows";

struct Target {
    form: FormId,
    link: LinkId,
    /// A link of B with somebody else.
    linked: String,
    hash: String,
    group: GroupId,
    role: RoleId,
    calendar: CalendarId,
    shift: ShiftId,
    swap: SwapId,
    contact: ContactId,
    template: TemplateId,
    workflow: WorkflowId,
    review: CommandId,
    saved: String,
    import: String,
    bulk: String,
    merge: String,
    record: String,
    session: String,
    token: String,
    rule: String,
    target: String,
    delivery: String,
    publication: String,
    card: CardId,
    posting: PostingId,
    order: String,
}

impl Target {
    fn ids(&self, world: &World) -> [String; 34] {
        let b = &world.b;
        let (session, token) = (self.session.clone(), self.token.clone());
        [
            b.visit.to_string(),
            b.ticket.to_string(),
            b.zhao.to_string(),
            self.form.to_string(),
            self.link.to_string(),
            self.linked.clone(),
            session,
            token,
            self.group.to_string(),
            self.role.to_string(),
            b.wang.to_string(),
            b.company.to_string(),
            self.contact.to_string(),
            self.template.to_string(),
            self.workflow.to_string(),
            self.review.to_string(),
            self.saved.clone(),
            self.import.clone(),
            self.bulk.clone(),
            self.merge.clone(),
            self.record.clone(),
            self.calendar.to_string(),
            self.shift.to_string(),
            self.swap.to_string(),
            b.asset.to_string(),
            TABLE.to_owned(),
            self.rule.clone(),
            self.target.clone(),
            self.delivery.clone(),
            ROWS.to_owned(),
            self.publication.clone(),
            self.card.to_string(),
            self.posting.to_string(),
            self.order.clone(),
        ]
    }
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
    let (group, role): (GroupId, RoleId) = (world.app.fresh(), world.app.fresh());
    let definition = json!({"id": group, "name": "Borealis East"});
    put_definition(&mut tx, world.b.id, "group", &group.to_string(), &definition).await.expect("group");
    let definition = json!({"id": role, "name": "Borealis lead", "grants": {}});
    put_definition(&mut tx, world.b.id, "role", &role.to_string(), &definition).await.expect("role");
    let definition = json!([{"key": "b_wiki", "title": "Borealis wiki", "icon": "book", "web": true, "phone": true,
        "address": "https://borealis.example"}]);
    put_definition(&mut tx, world.b.id, "navigation", "tenant", &definition).await.expect("navigation");
    let definition = json!({"key": ROWS, "name": {"en": "Borealis rows"}});
    put_definition(&mut tx, world.b.id, "row_form", ROWS, &definition).await.expect("form of rows");
    let (calendar, shift, swap): (CalendarId, ShiftId, SwapId) =
        (world.app.fresh(), world.app.fresh(), world.app.fresh());
    let definition = json!({"id": calendar, "name": "Borealis hours", "time_zone": "Etc/UTC"});
    put_definition(&mut tx, world.b.id, "calendar", &calendar.to_string(), &definition).await.expect("calendar");
    let definition = json!({"id": shift, "name": "Borealis early", "ranges": [{"from_min": 0, "to_min": 60}]});
    put_definition(&mut tx, world.b.id, "shift", &shift.to_string(), &definition).await.expect("shift");
    let definition = json!({"key": TABLE, "title": {"en": "Borealis boilers"}, "set": {"fields": []}});
    put_definition(&mut tx, world.b.id, "asset_table", TABLE, &definition).await.expect("table");
    let body = json!({"id": swap, "asker": world.b.wang, "colleague": world.b.zhao, "note": "Borealis"}).to_string();
    sqlx::query(
        "insert into swaps (tenant_id, id, state, asker, colleague, body, asked_at, seq) values ($1, $2, 'asked', $3, $4, $5, 0, 1)",
    )
    .bind(world.b.id.to_string())
    .bind(swap.to_string())
    .bind(world.b.wang.to_string())
    .bind(world.b.zhao.to_string())
    .bind(body)
    .execute(tx.on())
    .await
    .expect("swap");
    let card: CardId = world.app.fresh();
    let price = json!({"minor": 100, "currency": "CNY"});
    let definition = json!({"id": card, "name": "Borealis help", "price": price, "unit": {"per": "time"}});
    put_definition(&mut tx, world.b.id, "service_card", &card.to_string(), &definition).await.expect("card");
    let linked: CommandId = world.app.fresh();
    let other: CommandId = world.app.fresh();
    sqlx::query(
        "insert into tenant_links (id, asker_id, other_id, relation, state, shared, note, asked_at, version) \
         values ($1, $2, $3, 'subordinate', 'agreed', 'statistics', 'Borealis', 1, 1)",
    )
    .bind(linked.to_string())
    .bind(other.to_string())
    .bind(world.b.id.to_string())
    .execute(tx.on())
    .await
    .expect("linked");
    tx.commit().await.expect("commits");
    world.app.forget_directory(world.b.id);
    for feature in [Feature::Roster, Feature::LinkedCompanies] {
        switch(world, &world.a, feature, true).await;
    }
    let posting: PostingId = world.app.fresh();
    let paid =
        json!({"id": posting, "money": {"minor": 900, "currency": "CNY"}, "method": "cash", "remark": "Borealis"});
    let li = world.desk("li-b").await;
    let topped_up = world.post(&format!("/companies/{}/top-ups", world.b.company), &li, paid).await;
    assert_eq!(topped_up.status, StatusCode::OK, "{}", topped_up.text());
    let cash = json!({"key": "Borealis", "subject": {"is": "visit", "visit": world.b.visit}, "provider": "cash",
        "price": {"minor": 900, "currency": "CNY"}});
    let order = world.post("/payment-orders", &li, cash).await.json();
    let order = order["order"]["id"].as_str().expect("an id").to_owned();
    let file = store(&world.app, world.b.id, "image/png", "", b"a picture of Borealis".to_vec()).await.expect("file");
    let contact: ContactId = world.app.fresh();
    let person = ContactEdit { name: Some("Borealis Bo".into()), ..ContactEdit::default() };
    let command = ContactCommand::Create { contact: Box::new(person) };
    world.execute(&world.b, Command::Contact { id: contact, command }).await;
    let (template, review): (TemplateId, CommandId) = (world.app.fresh(), world.app.fresh());
    let definition = json!({"id": template, "name": "Borealis details", "module": "publishing", "published": true,
        "fields": [{"noun": "contact", "key": "phone"}]});
    let mut tx = world.app.db.begin().await.expect("begins");
    let policy = json!({"id": template, "name": "Borealis promise", "version": 1});
    put_definition(&mut tx, world.b.id, "sla_policy", &template.to_string(), &policy).await.expect("policy");
    let view = json!({"id": template, "name": "Borealis view", "audience": {"all": true}});
    put_definition(&mut tx, world.b.id, "ticket_view", &template.to_string(), &view).await.expect("view");
    let report = json!({"id": template, "name": "Borealis report", "audience": {"all": true},
        "series": [{"name": "Borealis series", "source": "new"}]});
    put_definition(&mut tx, world.b.id, "ticket_report", &template.to_string(), &report).await.expect("report");
    let one = json!({"id": template, "title": "Borealis macro", "enabled": true, "scope": {"all": true}});
    put_definition(&mut tx, world.b.id, "ticket_macro", &template.to_string(), &one).await.expect("macro");
    put_definition(&mut tx, world.b.id, "customer_template", &template.to_string(), &definition)
        .await
        .expect("template");
    let workflow: WorkflowId = world.app.fresh();
    let definition =
        json!({"id": workflow, "draft": {"name": "Borealis way"}, "versions": [{"number": 1, "at": 1, "by": "x"}]});
    put_definition(&mut tx, world.b.id, "workflow", &workflow.to_string(), &definition).await.expect("workflow");
    let definition = json!({"id": workflow, "version": 1, "workflow": {"name": "Borealis way"}});
    let version = format!("{workflow}@1");
    put_definition(&mut tx, world.b.id, "workflow_version", &version, &definition).await.expect("version");
    sqlx::query(
        "insert into detail_reviews (tenant_id, id, kind, document_id, template_name, changes, sent_at, waits, version) \
         values ($1, $2, 'contact', $3, 'Borealis details', $4, 1, 1, 1)",
    )
    .bind(world.b.id.to_string())
    .bind(review.to_string())
    .bind(contact.to_string())
    .bind(json!([{"field": "position", "to": "Borealis porter"}]).to_string())
    .execute(tx.on())
    .await
    .expect("review");
    tx.commit().await.expect("commits");
    world.app.forget_directory(world.b.id);
    let query = json!({"query": {"noun": "company", "name": "Borealis query", "visible": {"to": "all"}}});
    let saved = world.post("/saved-queries", &world.desk("li-b").await, query).await.json();
    let saved = saved["id"].as_str().expect("an id").to_owned();
    let table = b"Name\nBorealis import\n".to_vec();
    let brought = world.bytes(Method::POST, "/imports?noun=company", &world.desk("li-b").await, table).await.json();
    let import = brought["id"].as_str().expect("an id").to_owned();
    put_agent(&world.app, world.b.id, &agent(world.b.zhao, "zhao-b", "Zhao of Borealis", Role::Admin)).await;
    let desk = world.desk("zhao-b").await;
    let id = |reply: Json, path: &str| reply.pointer(path).and_then(Json::as_str).expect("an id").to_owned();
    let company = world.b.company;
    let change = json!({"noun": "company", "ids": [company], "change": {"set": {"source": "Borealis source"}}});
    let bulk = id(world.post("/customers/edit", &desk, change).await.json(), "/undo");
    let note = json!({"noun": "company", "customer": company, "kind": "call", "at": crate::support::NOW, "text": "Borealis note"});
    let record = id(world.post("/service-records", &desk, note).await.json(), "/id");
    let twin: CompanyId = world.app.fresh();
    let new = CompanyEdit { name: Some("Borealis twin".into()), ..CompanyEdit::default() };
    let command = CompanyCommand::Create { company: Box::new(new) };
    world.execute(&world.b, Command::Company { id: twin, command }).await;
    let pair = json!({"noun": "company", "source": twin, "target": company, "confirm": "Borealis twin"});
    let merge = id(world.post("/customers/merge", &desk, pair).await.json(), "/id");
    let session = id(world.get("/account/sessions", &desk).await.json(), "/0/id");
    let made = world.post("/tokens", &desk, json!({"name": "Borealis", "scopes": ["read"]})).await.json();
    let rule = id(world.post("/rules", &desk, crate::rules::a_rule("Borealis rule")).await.json(), "/id");
    let external = id(world.post("/targets", &desk, crate::rules::a_target("Borealis target")).await.json(), "/id");
    let publication: LinkId = world.app.fresh();
    let mut tx = world.app.db.begin().await.expect("begins");
    let kept = truckroll_server::publishing::Saved {
        tenant: world.b.id,
        id: publication,
        publication: truckroll_domain::publishing::Publication { label: "Borealis link".into(), ..Default::default() },
        version: 1,
        created_at: world.app.clock.now(),
        disabled_at: None,
    };
    truckroll_server::publishing::put(&mut tx, &kept, 0).await.expect("publication");
    tx.commit().await.expect("commits");
    let publication = publication.to_string();
    let delivery = id(world.post(&format!("/targets/{external}/test"), &desk, json!({})).await.json(), "/id");
    Target {
        form,
        link,
        linked: linked.to_string(),
        hash: file.hash,
        group,
        role,
        calendar,
        shift,
        swap,
        contact,
        template,
        workflow,
        review,
        saved,
        import,
        bulk,
        merge,
        record,
        session,
        token: id(made, "/item/id"),
        rule,
        target: external,
        delivery,
        publication,
        card,
        posting,
        order,
    }
}

/// The path with B's ids in it; `None` where it has no parameter.
fn aimed(world: &World, target: &Target, path: &str) -> Option<String> {
    let id = match path.trim_start_matches("/api/v1/").split('/').next()? {
        "visits" => world.b.visit.to_string(),
        "tickets" => world.b.ticket.to_string(),
        "companies" => world.b.company.to_string(),
        "contacts" => target.contact.to_string(),
        "assets" => world.b.asset.to_string(),
        "asset-tables" => TABLE.to_owned(),
        "workflows" => target.workflow.to_string(),
        "customer-templates" | "macros" | "print-templates" | "sla-policies" | "ticket-reports"
        | "ticket-templates" | "ticket-views" => target.template.to_string(),
        "row-forms" => ROWS.to_owned(),
        "detail-reviews" => target.review.to_string(),
        "saved-queries" => target.saved.clone(),
        "imports" => target.import.clone(),
        "customers" => target.bulk.clone(),
        "merges" => target.merge.clone(),
        "service-records" => target.record.clone(),
        "publications" => target.publication.clone(),
        "sms" => world.app.fresh::<CommandId>().to_string(),
        "forms" => target.form.to_string(),
        "links" => target.link.to_string(),
        "linked" => target.linked.clone(),
        "uploads" | "attachments" => target.hash.clone(),
        "agents" => world.b.zhao.to_string(),
        "account" => target.session.clone(),
        "tokens" => target.token.clone(),
        "groups" => target.group.to_string(),
        "roles" => target.role.to_string(),
        "calendars" => target.calendar.to_string(),
        "shifts" => target.shift.to_string(),
        "navigation" => "b_wiki".to_owned(),
        "service-cards" => target.card.to_string(),
        "postings" => target.posting.to_string(),
        "payment-orders" => target.order.clone(),
        "rules" => target.rule.clone(),
        "targets" => target.target.clone(),
        "deliveries" => target.delivery.clone(),
        "swaps" => target.swap.to_string(),
        other => panic!("{other}: say which id of the other organisation this route is tried with"),
    };
    let (before, rest) = path.split_once('{')?;
    let (_, after) = rest.split_once('}')?;
    Some(format!("{before}{id}{after}").replace("{session}", &target.session).replace("{version}", "1"))
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
    let world = World::sqlite().await;
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
    let world = World::sqlite().await;
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
        let admin = crate::account::admin(world).await;
        for (method, path) in routes(&document(world).await) {
            if OPEN.contains(&path.as_str()) || path == "/api/v1/sessions/current" && method == Method::DELETE {
                continue;
            }
            for token in [&dispatcher, &engineer, &admin] {
                let aimed_at = path.contains('{').then(|| aimed(world, &target, &path).expect("aimed"));
                let mut asked = aimed_at.clone().unwrap_or_else(|| path.clone());
                match path.as_str() {
                    "/api/v1/uploads/{hash}" => asked.push_str("?offset=0"),
                    "/api/v1/fields" | "/api/v1/saved-queries" if method == Method::GET => {
                        asked.push_str("?noun=company")
                    }
                    "/api/v1/contacts/{id}/identities" if method == Method::DELETE => {
                        asked.push_str("?kind=remote&id=123456789");
                    }
                    "/api/v1/columns" if method == Method::GET => asked.push_str("?list=companies"),
                    "/api/v1/calendars/{id}/clock" => asked.push_str("?at=0"),
                    "/api/v1/roster" | "/api/v1/roster/export" => asked.push_str("?from=2026-05-01&to=2026-05-31"),
                    "/api/v1/search" => asked.push_str("?q=borealis"),
                    _ => {}
                }
                let asked = asked.trim_start_matches("/api/v1");
                let reply = world.call(method.clone(), asked, token, Some(body(&method, &path))).await;
                if aimed_at.is_some() {
                    let refused = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&reply.status);
                    assert!(refused, "{method} {asked}: {} {}", reply.status, reply.text());
                    // who may not ask at all is told so whatever the id; who may must not learn that it exists
                    let hidden = token != &admin || reply.status == StatusCode::NOT_FOUND;
                    assert!(hidden, "{method} {asked}: {}", reply.text());
                    let fresh = world.app.fresh::<CommandId>().to_string();
                    let nothing = target.ids(world).iter().fold(asked.to_owned(), |path, id| path.replace(id, &fresh));
                    let nothing = nothing.replace(&target.hash, &"0".repeat(64));
                    let other = world.call(method.clone(), &nothing, token, Some(body(&method, &path))).await;
                    assert_eq!(
                        (reply.status, &reply.body),
                        (other.status, &other.body),
                        "{method} {asked} and {nothing}"
                    );
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
        assert!(!response.has_documents(), "{response:?}");
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

/// Every command there is, as a phone or desk says it: the samples of the wire tests, aimed at B's documents.
fn every_command(world: &World) -> Vec<(String, Json)> {
    let folder = "../core/protocol/tests/wire/fixtures/command";
    let mut commands = Vec::new();
    for file in std::fs::read_dir(folder).expect("samples") {
        let file = file.expect("a file").path();
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut command: Json = serde_json::from_slice(&std::fs::read(&file).expect("reads")).expect("JSON");
        command["id"] = json!(world.app.fresh::<CommandId>());
        command["command"]["id"] = match command["command"]["on"].as_str().expect("a noun") {
            "visit" => json!(world.b.visit),
            "ticket" => json!(world.b.ticket),
            "company" => json!(world.b.company),
            "asset" => json!(world.b.asset),
            _ => json!(world.app.fresh::<DocumentId>()),
        };
        commands.push((name, command));
    }
    // what is made last does not stand in the way of the others: from then on there are two things with one id
    commands.sort_by_key(|(name, command)| (command["command"]["command"]["do"] == "create", name.clone()));
    commands
}

/// What B has, down to the bytes.
async fn all_of_b(world: &World) -> Vec<String> {
    use sqlx::Row as _;
    let mut all = Vec::new();
    for sql in [
        "select id || ' ' || cast(seq as text) || ' ' || overlay from documents where tenant_id = $1 order by id",
        "select id || ' ' || body from entries where tenant_id = $1 order by id",
        "select kind || ' ' || id || ' ' || body from definitions where tenant_id = $1 order by kind, id",
        "select id from commands where tenant_id = $1 order by id",
    ] {
        let rows = sqlx::query(sql).bind(world.b.id.to_string()).fetch_all(world.app.db.pool()).await.expect("reads");
        all.extend(rows.iter().map(|row| row.try_get::<String, _>(0).expect("text")));
    }
    all
}

#[tokio::test]
async fn no_command_reaches_a_document_of_another_organisation() {
    on_each_engine(async |world| {
        let before = all_of_b(world).await;
        let commands = every_command(world);
        let kinds: std::collections::BTreeSet<&str> =
            commands.iter().filter_map(|(name, _)| name.split('.').next()).collect();
        assert!(kinds.len() >= 35, "{}", kinds.len());
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let dispatcher = world.desk("li-a").await;
        let phone = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        for (name, command) in &commands {
            let creates = command["command"]["command"]["do"] == "create";
            for token in [&admin, &dispatcher, &phone] {
                let mut command = command.clone();
                command["id"] = json!(world.app.fresh::<CommandId>());
                let reply = world.post("/commands", token, json!({"commands": [command]})).await;
                // what is made may have the id of something in another organisation: it is another thing
                let refused = [403, 404, 409].contains(&reply.status.as_u16());
                assert!(creates || refused, "{name}: {} {}", reply.status, reply.text());
                assert!(!reply.text().contains("Borealis"), "{name}: {}", reply.text());
            }
            // and the same through the sync of a phone
            let envelope = serde_json::from_value(command.clone()).expect("reads");
            let request = SyncRequest {
                version: VERSION,
                push: vec![Push { command: envelope, changes: vec![] }],
                ..SyncRequest::default()
            };
            let reply = world.bytes(Method::POST, "/sync", &phone, frame::pack(&request, 1)).await;
            assert_eq!(reply.status, StatusCode::OK, "{name}");
            let response: SyncResponse = frame::unpack(&reply.body).expect("a frame");
            let text = format!("{response:?}");
            assert!(!text.contains("Borealis"), "{name}: {text}");
        }
        assert_eq!(all_of_b(world).await, before);
    })
    .await;
}
