//! "My details": who a customer proves to be, what he sees and changes, and that a stranger learns nothing.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value as Json, json};
use sqlx::Row as _;
use truckroll_domain::access::{Feature, Lock, Restrictions};
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::fields::{Field, FieldKind, FieldSet, Label, Noun};
use truckroll_domain::time::{DAY_MS, MINUTE_MS};
use truckroll_domain::{Command, CompanyId, ContactId, TemplateId};
use truckroll_server::directory::put_definition;
use truckroll_server::links::Subject;
use truckroll_server::notify::Letter;

use crate::customer::{location, open, post};
use crate::support::{Reply, World, on_each_engine, switch, tenant_admin};

/// A published template over name, phone, e-mail, gender and an own field of persons, and the phone of companies.
async fn published(world: &World, review: bool) -> (TemplateId, String) {
    let mut set = FieldSet::standard(Noun::Contact);
    set.fields.push(Field::new("floor", Label::new("Floor", ""), FieldKind::Whole));
    let id: TemplateId = world.app.fresh();
    let field = |noun: &str, key: &str| json!({"noun": noun, "key": key});
    let fields: Vec<Json> = [
        ("contact", "name"),
        ("contact", "phone"),
        ("contact", "email"),
        ("contact", "gender"),
        ("contact", "floor"),
        ("company", "phone"),
    ]
    .map(|(noun, key)| field(noun, key))
    .to_vec();
    let template = json!({"id": id, "name": "My details", "module": "publishing", "intro": "Keep them right",
        "published": true, "review": review, "fields": fields});
    let mut tx = world.app.db.begin().await.expect("begins");
    put_definition(&mut tx, world.a.id, FieldSet::KIND, "contact", &set).await.expect("fields");
    put_definition(&mut tx, world.a.id, "customer_template", &id.to_string(), &template).await.expect("template");
    tx.commit().await.expect("commits");
    world.app.forget_directory(world.a.id);
    (id, world.app.secrets.links.template_path(world.a.id, id))
}

async fn zhou(world: &World) -> ContactId {
    let id: ContactId = world.app.fresh();
    let contact = ContactEdit {
        name: Some("Zhou Min".into()),
        phone: Some("135 0000 1111".into()),
        email: Some("Zhou@Hua.example".into()),
        ..ContactEdit::default()
    };
    world
        .execute(&world.a, Command::Contact { id, command: ContactCommand::Create { contact: Box::new(contact) } })
        .await;
    id
}

fn personal(world: &World, template: TemplateId, of: Subject, lasts_ms: i64) -> String {
    let until = world.app.clock.now().plus_ms(lasts_ms);
    world.app.secrets.links.details_path(world.a.id, template, of, until)
}

async fn document(world: &World, id: ContactId) -> Json {
    world.get(&format!("/contacts/{id}"), &world.desk("li-a").await).await.json()
}

/// The page as a browser posts it: what it showed, with `changes` typed over.
fn filled(page: &Reply, changes: &[(&str, &str)]) -> String {
    let html = page.text();
    let mut pairs: Vec<(String, String)> = Vec::new();
    for input in html.split("<input ").skip(1) {
        let value = |name: &str| {
            let rest = input.split_once(&format!("{name}=\"")).map(|(_, rest)| rest)?;
            Some(rest.split('"').next().unwrap_or_default().to_owned())
        };
        let (Some(name), Some(value)) = (value("name"), value("value")) else { continue };
        if name == "submission" {
            pairs.push((name, value));
        } else if let Some(key) = name.strip_prefix("was.") {
            pairs.push((format!("answer.{key}"), value.clone()));
            pairs.push((name, value));
        }
    }
    for (key, value) in changes {
        let name = format!("answer.{key}");
        pairs.retain(|(known, _)| *known != name);
        pairs.push((name, (*value).to_owned()));
    }
    let encode = |text: &str| {
        text.bytes()
            .map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") })
            .collect::<String>()
    };
    pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&")
}

#[tokio::test]
async fn a_person_sees_and_changes_what_the_template_holds() {
    on_each_engine(async |world| {
        let (template, _) = published(world, false).await;
        let id = zhou(world).await;
        let path = personal(world, template, Subject::Contact(id), DAY_MS);
        let page = open(world, &path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        for said in ["My details", "Keep them right", "135 0000 1111", "Zhou@Hua.example", "Floor"] {
            assert!(page.text().contains(said), "{said}: {}", page.text());
        }
        for (name, value) in
            [("cache-control", "no-store"), ("referrer-policy", "no-referrer"), ("x-robots-tag", "noindex")]
        {
            assert_eq!(page.headers[name], value);
        }
        assert!(page.headers["content-security-policy"].to_str().expect("text").contains("default-src 'self'"));
        // problems stand at their fields, and what was typed stays
        let bad = post(world, &path, &filled(&page, &[("name", ""), ("phone", "12"), ("floor", "low")])).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        for said in
            ["Please fill this in.", "does not look like a phone number", "Please give a number", "value=\"low\""]
        {
            assert!(bad.text().contains(said), "{said}: {}", bad.text());
        }
        let body = filled(&page, &[("phone", "135 0000 2222"), ("gender", "female"), ("floor", "12")]);
        assert_eq!(location(&post(world, &path, &body).await), format!("{path}?done=saved"));
        let shown = document(world, id).await;
        let contact = &shown["contact"];
        assert_eq!((&contact["phone"], &contact["gender"]), (&json!("135 0000 2222"), &json!("female")));
        assert_eq!(contact["fields"]["floor"], 12);
        assert_eq!(shown["entries"][0]["author_name"], "Zhou Min", "in his own name");
        assert_eq!(location(&post(world, &path, &body).await), format!("{path}?done=same"), "once is enough");
        assert!(open(world, &format!("{path}?done=saved")).await.text().contains("Your details are saved"));
        let same = filled(&open(world, &path).await, &[]);
        assert_eq!(location(&post(world, &path, &same).await), format!("{path}?done=same"));
        assert_eq!(document(world, id).await["entries"].as_array().expect("list").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_a_colleague_changed_meanwhile_is_not_written_over() {
    on_each_engine(async |world| {
        let (template, _) = published(world, false).await;
        let id = zhou(world).await;
        let path = personal(world, template, Subject::Contact(id), DAY_MS);
        let page = open(world, &path).await;
        let edit = ContactEdit { phone: Some("135 0000 9999".into()), ..ContactEdit::default() };
        world.execute(&world.a, Command::Contact { id, command: ContactCommand::Edit { edit: Box::new(edit) } }).await;
        // the customer did not touch the number: it stays as the colleague wrote it
        location(&post(world, &path, &filled(&page, &[("floor", "3")])).await);
        assert_eq!(document(world, id).await["contact"]["phone"], "135 0000 9999");
        // he did: he is told what stands there, and may write his own over it
        let told = post(world, &path, &filled(&page, &[("phone", "135 0000 2222")])).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(told.text().contains("It says now: 135 0000 9999"), "{}", told.text());
        assert!(told.text().contains("value=\"135 0000 2222\""), "what he typed is kept");
        assert_eq!(document(world, id).await["contact"]["phone"], "135 0000 9999");
        location(&post(world, &path, &filled(&told, &[("phone", "135 0000 2222")])).await);
        assert_eq!(document(world, id).await["contact"]["phone"], "135 0000 2222");
    })
    .await;
}

#[tokio::test]
async fn changes_wait_where_they_are_looked_at_first() {
    on_each_engine(async |world| {
        let (template, _) = published(world, true).await;
        let id = zhou(world).await;
        let path = personal(world, template, Subject::Contact(id), DAY_MS);
        // newer than what happened when the organisation was made
        world.advance(1_000);
        let body = filled(&open(world, &path).await, &[("phone", "135 0000 2222"), ("email", "")]);
        for _ in 0..2 {
            assert_eq!(location(&post(world, &path, &body).await), format!("{path}?done=waits"));
        }
        assert_eq!(document(world, id).await["contact"]["phone"], "135 0000 1111", "nothing is written yet");
        let page = open(world, &path).await.text();
        assert!(page.contains("Sent, and not looked at yet") && page.contains("135 0000 2222"), "{page}");
        let li = world.desk("li-a").await;
        let reviews = world.get("/detail-reviews", &li).await.json();
        assert_eq!(reviews.as_array().expect("list").len(), 1, "posted twice is sent once");
        let fields: Vec<&str> =
            reviews[0]["fields"].as_array().expect("list").iter().filter_map(|f| f["field"].as_str()).collect();
        assert_eq!(fields, ["phone", "email"], "in the order of the page");
        let notices = world.get("/notifications", &li).await.json();
        assert_eq!(
            (&notices[0]["kind"], &notices[0]["args"]["title"]),
            (&json!("details_to_review"), &json!("Zhou Min"))
        );
        let wang = world.get("/notifications", &world.phone("wang-a", world.app.fresh()).await).await.json();
        assert!(!wang.to_string().contains("details_to_review"), "he may not decide: {wang}");
        for n in 0..9 {
            let body = filled(&open(world, &path).await, &[("floor", &n.to_string())]);
            location(&post(world, &path, &body).await);
        }
        let body = filled(&open(world, &path).await, &[("floor", "99")]);
        assert_eq!(post(world, &path, &body).await.status, StatusCode::TOO_MANY_REQUESTS, "ten wait already");
    })
    .await;
}

#[tokio::test]
async fn a_company_opens_its_details_by_its_account_and_a_stranger_learns_nothing() {
    on_each_engine(async |world| {
        let (_, page) = published(world, false).await;
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let id: CompanyId = world.a.company;
        let account = json!({"account": "100200", "password": "lift 7 north"});
        let put = format!("/companies/{id}/service-account");
        assert_eq!(
            world.call(axum::http::Method::PUT, &put, &admin, Some(account)).await.status,
            StatusCode::NO_CONTENT
        );
        let door = open(world, &page).await;
        assert!(door.text().contains("name=\"account\"") && !door.text().contains("name=\"email\""), "{}", door.text());
        let enter = async |account: &str, password: &str| {
            let body = format!("account={account}&password={}", password.replace(' ', "+"));
            post(world, &format!("{page}/account"), &body).await
        };
        let wrong = enter("100200", "nonsense").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        // an account that is not there reads the same but for what was typed
        let nobody = enter("100201", "nonsense").await;
        assert_eq!(wrong.text().replace("100200", "100201"), nobody.text());
        let path = location(&enter("100200", "lift 7 north").await);
        let shown = open(world, &path).await;
        assert!(shown.text().contains("Aurora Lifts Customer"), "{}", shown.text());
        location(&post(world, &path, &filled(&shown, &[("phone", "021-5555 0100")])).await);
        let li = world.desk("li-a").await;
        assert_eq!(world.get(&format!("/companies/{id}"), &li).await.json()["company"]["phone"], "021-5555 0100");
        world.advance(30 * MINUTE_MS);
        let ended = location(&open(world, &path).await);
        assert_eq!(ended, format!("{page}?done=ended"), "half an hour is over");
        // five wrong passwords lock the account, and even then it sounds the same
        for _ in 0..5 {
            enter("100200", "nonsense").await;
        }
        let locked = enter("100200", "lift 7 north").await;
        assert_eq!((locked.status, locked.text()), (wrong.status, wrong.text()));
        for _ in 0..20 {
            enter("100300", "nonsense").await;
        }
        assert_eq!(enter("100300", "nonsense").await.status, StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}

/// Letters that wait to be sent, once there are as many.
async fn letters(world: &World, count: usize) -> Vec<(String, String)> {
    for _ in 0..10_000 {
        let rows = sqlx::query("select target, body from outbox where channel = 'email' order by created_at, id")
            .fetch_all(world.app.db.pool())
            .await
            .expect("reads");
        if rows.len() >= count {
            return rows.iter().map(|row| (row.try_get(0).expect("to"), row.try_get(1).expect("body"))).collect();
        }
        tokio::task::yield_now().await;
    }
    panic!("{count} letters never came");
}

#[tokio::test]
async fn a_link_goes_to_the_address_somebody_is_known_by_and_nowhere_else() {
    let mut world = World::sqlite().await;
    let mut config = (*world.app.config).clone();
    config.smtp_url = Some("smtp://127.0.0.1:1".to_owned());
    world.app.config = std::sync::Arc::new(config);
    world.router = truckroll_server::http::router(world.app.clone());
    let (_, page) = published(&world, false).await;
    let id = zhou(&world).await;
    let ask = async |email: &str| post(&world, &format!("{page}/letter"), &format!("email={email}")).await;
    // the name by which somebody reaches the server is his to choose, and no part of the letter
    let request = Request::post(format!("{page}/letter"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::HOST, "thief.example");
    let known = world.send(request.body(Body::from("email=zhou%40hua.example")).expect("request")).await;
    let strange = ask("nobody%40hua.example").await;
    assert_eq!((location(&known), location(&strange)), (format!("{page}?done=sent"), format!("{page}?done=sent")));
    assert_eq!(ask("nonsense").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = letters(&world, 1).await;
    assert_eq!((sent.len(), sent[0].0.as_str()), (1, "zhou@hua.example"));
    assert!(!sent[0].1.contains("/d/"), "a link that opens something does not lie about");
    let letter: Letter = serde_json::from_str(&sent[0].1).expect("JSON");
    let text = letter.opened(&world.app.secrets.seal, &world.a.id.to_string()).expect("sealed for us").text;
    assert!(text.contains("Zhou Min") && text.contains(&page) && !text.contains("thief"), "{text}");
    let path = text.lines().find_map(|line| line.find("/d/").map(|at| line[at..].trim().to_owned())).expect("a link");
    assert!(open(&world, &path).await.text().contains("135 0000 1111"));
    world.advance(3 * DAY_MS);
    assert_eq!(location(&open(&world, &path).await), format!("{page}?done=ended"));
    for _ in 0..5 {
        location(&ask("zhou%40hua.example").await);
    }
    assert!(letters(&world, 1).await.len() <= 4, "a mailbox is not flooded");
    assert_eq!(document(&world, id).await["contact"]["phone"], "135 0000 1111");
    world.close().await;
}

#[tokio::test]
async fn what_is_not_published_locked_or_from_elsewhere_is_closed() {
    on_each_engine(async |world| {
        let (template, page) = published(world, false).await;
        let id = zhou(world).await;
        let path = personal(world, template, Subject::Contact(id), DAY_MS);
        let body = filled(&open(world, &path).await, &[("phone", "135 0000 2222")]);
        // a page of another site
        let request = Request::post(&path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site");
        let reply = world.send(request.body(Body::from(body.clone())).expect("request")).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST);
        assert_eq!(open(world, "/d/nonsense").await.status, StatusCode::NOT_FOUND);
        let other = world.app.secrets.links.template_path(world.b.id, template);
        assert_eq!(open(world, &other).await.status, StatusCode::GONE, "the other organisation publishes nothing");
        let mut tx = world.app.db.begin().await.expect("begins");
        let locked = Restrictions::default().with(Lock::EditContacts, true);
        put_definition(&mut tx, world.a.id, Restrictions::KIND, Restrictions::ID, &locked).await.expect("stored");
        tx.commit().await.expect("commits");
        world.app.forget_directory(world.a.id);
        assert_eq!(open(world, &path).await.status, StatusCode::GONE);
        assert_eq!(post(world, &path, &body).await.status, StatusCode::GONE);
        let mut tx = world.app.db.begin().await.expect("begins");
        put_definition(&mut tx, world.a.id, Restrictions::KIND, Restrictions::ID, &Restrictions::default())
            .await
            .expect("stored");
        tx.commit().await.expect("commits");
        switch(world, &world.a, Feature::CustomerForms, false).await;
        assert_eq!(open(world, &page).await.status, StatusCode::GONE);
        switch(world, &world.a, Feature::CustomerForms, true).await;
        assert_eq!(open(world, &path).await.status, StatusCode::OK);
        world.execute(&world.a, Command::Contact { id, command: ContactCommand::Delete }).await;
        assert_eq!(location(&open(world, &path).await), format!("{page}?done=ended"), "who was thrown away is nobody");
        let company =
            CompanyCommand::Edit { edit: Box::new(CompanyEdit { remark: Some("x".into()), ..CompanyEdit::default() }) };
        world.execute(&world.a, Command::Company { id: world.a.company, command: company }).await;
        let as_contact = personal(world, template, Subject::Contact(ContactId(world.a.company.0)), DAY_MS);
        assert_eq!(location(&open(world, &as_contact).await), format!("{page}?done=ended"), "a company is no person");
    })
    .await;
}
