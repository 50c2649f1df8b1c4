//! The page a customer follows.

use axum::http::StatusCode;
use truckroll_domain::access::Feature;
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::visits::{NewVisit, VisitCommand};
use truckroll_domain::{Command, Place, VisitId};
use truckroll_protocol::api::TrackPoint;
use truckroll_protocol::sync::SyncRequest;

use crate::customer::{location, open, post};
use crate::support::{World, agent, on_each_engine, put_agent, switch};

pub fn path(world: &World) -> String {
    world.app.secrets.links.progress_path(world.a.id, world.a.ticket)
}

async fn arrive(world: &World, assignment: truckroll_domain::AssignmentId, visit: VisitId) {
    let reason = "the gate is around the corner".to_owned();
    let arrive = VisitCommand::Arrive { assignment, place: None, reason };
    world.act(&world.a, world.a.wang, visit, arrive).await;
}

async fn complete(world: &World, assignment: truckroll_domain::AssignmentId, visit: VisitId) {
    let report = VisitCommand::Report {
        assignment,
        solution: Some("cleaned".into()),
        remark: None,
        work_minutes: None,
        answers: std::collections::BTreeMap::new(),
    };
    world.act(&world.a, world.a.wang, visit, report).await;
    world.act(&world.a, world.a.wang, visit, VisitCommand::Complete { assignment, place: None }).await;
}

/// Has the ticket's visit done from beginning to end.
pub async fn finished(world: &World) {
    let visit = world.a.visit;
    let assignment = world.assign(&world.a, visit, world.a.wang).await;
    world.act(&world.a, world.a.wang, visit, VisitCommand::Accept { assignment, place: None }).await;
    arrive(world, assignment, visit).await;
    complete(world, assignment, visit).await;
}

#[tokio::test]
async fn the_customer_sees_who_comes_and_where_only_between_departure_and_arrival() {
    on_each_engine(async |world| {
        let path = path(world);
        let mut wang = agent(world.a.wang, "wang-a", "Wang Wei", truckroll_domain::people::Role::Engineer);
        wang.given_name = "Wei".into();
        put_agent(&world.app, world.a.id, &wang).await;
        let page = open(world, &path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text().contains("Wei"), "nobody is assigned");
        let visit = world.a.visit;
        let assignment = world.assign(&world.a, visit, world.a.wang).await;
        let html = open(world, &path).await.text();
        assert!(html.contains("Wei") && !html.contains("Wang Wei"), "only the given name: {html}");
        let here = |world: &World| TrackPoint { at: world.app.clock.now(), lat: 31.25, lon: 121.48, accuracy_m: None };
        let take = async |world: &World| {
            truckroll_server::positions::take(&world.app, world.a.id, world.a.wang, None, vec![here(world)])
                .await
                .expect("taken");
        };
        world.act(&world.a, world.a.wang, visit, VisitCommand::Accept { assignment, place: None }).await;
        take(world).await;
        assert!(!open(world, &path).await.text().contains("class=\"live\""), "not before departure");
        world.advance(60_000);
        world.act(&world.a, world.a.wang, visit, VisitCommand::Depart { assignment, place: None }).await;
        assert!(!open(world, &path).await.text().contains("class=\"live\""), "an older position is not shown");
        world.advance(60_000);
        take(world).await;
        assert!(open(world, &path).await.text().contains("class=\"live\""), "on the way");
        world.advance(60_000);
        arrive(world, assignment, visit).await;
        assert!(!open(world, &path).await.text().contains("class=\"live\""), "not after arrival");
    })
    .await;
}

#[tokio::test]
async fn a_reply_reaches_the_ticket_once_and_internal_ones_stay_inside() {
    on_each_engine(async |world| {
        let path = path(world);
        let inside = TicketCommand::Reply {
            entry: world.app.fresh(),
            text: "secret-of-the-house".into(),
            public: false,
            attachments: vec![],
        };
        world.execute(&world.a, Command::Ticket { id: world.a.ticket, command: inside }).await;
        let empty = post(world, &format!("{path}/reply"), "text=+").await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let body = "submission=019a0000-0000-7000-8000-00000000000a&text=The+gate+is+%3Copen%3E";
        for _ in 0..2 {
            let sent = location(&post(world, &format!("{path}/reply"), body).await);
            assert_eq!(sent, format!("{path}?done=sent"));
            assert!(open(world, &sent).await.text().contains("Your message has arrived."));
        }
        let html = open(world, &path).await.text();
        assert_eq!(html.matches("The gate is &#60;open&#62;").count(), 1, "{html}");
        assert!(!html.contains("secret-of-the-house"));
        let li = world.desk("li-a").await;
        let ticket = world.get(&format!("/tickets/{}", world.a.ticket), &li).await.text();
        assert!(ticket.contains("The gate is <open>"), "{ticket}");
    })
    .await;
}

#[tokio::test]
async fn a_finished_visit_is_rated_once() {
    on_each_engine(async |world| {
        let path = path(world);
        let rate = format!("{path}/rate");
        let visit = world.a.visit;
        let assignment = world.assign(&world.a, visit, world.a.wang).await;
        world.act(&world.a, world.a.wang, visit, VisitCommand::Accept { assignment, place: None }).await;
        arrive(world, assignment, visit).await;
        assert_eq!(location(&post(world, &rate, "stars=5&comment=early").await), path);
        assert!(!open(world, &path).await.text().contains("early"), "not before it is done");
        complete(world, assignment, visit).await;
        switch(world, &world.a, Feature::Ratings, false).await;
        assert!(!open(world, &path).await.text().contains("role=\"radiogroup\""), "not asked while it is off");
        location(&post(world, &rate, "stars=1&comment=anyway").await);
        switch(world, &world.a, Feature::Ratings, true).await;
        assert!(open(world, &path).await.text().contains("role=\"radiogroup\""));
        let none = post(world, &rate, "comment=nothing+chosen").await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.text().contains("nothing chosen"), "{}", none.text());
        location(&post(world, &rate, "stars=4&comment=quick").await);
        location(&post(world, &rate, "stars=1&comment=second+thought").await);
        let html = open(world, &path).await.text();
        assert!(html.contains("quick") && !html.contains("second thought"), "{html}");
    })
    .await;
}

#[tokio::test]
async fn a_visits_own_link_shows_and_rates_that_visit_even_without_a_ticket() {
    on_each_engine(async |world| {
        let new = NewVisit { title: "Yearly check of the gate".into(), ..NewVisit::default() };
        let visit = world.visit(&world.a, new).await;
        let path = world.app.secrets.links.visit_path(world.a.id, visit);
        let page = open(world, &path).await;
        assert_eq!(page.status, StatusCode::OK);
        let html = page.text();
        assert!(html.contains("Yearly check of the gate") && !html.contains("/reply\""), "{html}");
        let assignment = world.assign(&world.a, visit, world.a.wang).await;
        world.act(&world.a, world.a.wang, visit, VisitCommand::Accept { assignment, place: None }).await;
        arrive(world, assignment, visit).await;
        complete(world, assignment, visit).await;
        assert!(open(world, &path).await.text().contains("role=\"radiogroup\""));
        location(&post(world, &format!("{path}/rate"), "stars=5&comment=like+new").await);
        assert!(open(world, &path).await.text().contains("like new"));
        assert!(!open(world, &self::path(world)).await.text().contains("like new"), "another visit is not rated by it");
        // the visit of a ticket has the ticket's conversation, and its own code only
        let own = world.app.secrets.links.visit_path(world.a.id, world.a.visit);
        assert!(open(world, &own).await.text().contains(&format!("{own}/reply")));
        for bad in [own.replace("/v/", "/t/"), self::path(world).replace("/t/", "/v/")] {
            assert_eq!(open(world, &bad).await.status, StatusCode::NOT_FOUND, "{bad}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_engineer_gets_the_customers_link_with_the_visit_and_nobody_else_does() {
    on_each_engine(async |world| {
        let link = world.app.secrets.links.visit_path(world.a.id, world.a.visit);
        let says = async |agent| {
            let actor = world.app.directory(world.a.id).await.expect("is there").actor(agent).expect("an agent");
            let caller = truckroll_server::ingest::Caller { tenant: world.a.id, actor, device: None };
            let answer = truckroll_server::sync::answer(&world.app, &caller, SyncRequest::default()).await;
            answer.expect("answers").updates().any(|update| update.overlay.contains(&link))
        };
        assert!(!says(world.a.wang).await, "it is not his");
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        assert!(says(world.a.wang).await);
        let stored =
            sqlx::query_scalar::<_, i64>("select count(*) from documents where overlay like '%customer_link%'");
        assert_eq!(stored.fetch_one(world.app.db.pool()).await.expect("counts"), 0, "the secret is not stored");
    })
    .await;
}

#[tokio::test]
async fn a_portrait_is_shown_only_while_the_engineer_is_assigned() {
    on_each_engine(async |world| {
        let portrait = format!("{}/portrait", path(world));
        let photo = truckroll_server::attachments::store(
            &world.app,
            world.a.id,
            "image/jpeg",
            "p.jpg",
            crate::customer::jpeg(5),
        );
        let photo = photo.await.expect("stored");
        let mut wang = agent(world.a.wang, "wang-a", "Wang Wei", truckroll_domain::people::Role::Engineer);
        wang.photo = Some(photo.hash);
        wang.home = Some(Place::new(31.23, 121.47));
        put_agent(&world.app, world.a.id, &wang).await;
        assert_eq!(open(world, &portrait).await.status, StatusCode::NOT_FOUND);
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        let file = open(world, &portrait).await;
        assert_eq!((file.status, file.headers["content-type"].as_bytes()), (StatusCode::OK, &b"image/jpeg"[..]));
        assert_eq!(file.body.as_ref(), crate::customer::jpeg(5));
        assert!(open(world, &path(world)).await.text().contains("/portrait\""));
    })
    .await;
}

#[tokio::test]
async fn a_forged_address_and_a_foreign_ticket_look_the_same() {
    on_each_engine(async |world| {
        // the code of one organisation's ticket does not open another's
        let own = path(world);
        let other = world.app.secrets.links.progress_path(world.b.id, world.b.ticket);
        let mixed = format!("{}.{}", own.split('.').next().expect("ids"), other.split('.').nth(1).expect("code"));
        let gone = world.app.secrets.links.progress_path(world.a.id, world.app.fresh());
        for bad in [mixed.as_str(), "/t/x", gone.as_str(), "/t/%00"] {
            assert_eq!(open(world, bad).await.status, StatusCode::NOT_FOUND, "{bad}");
            assert_eq!(post(world, &format!("{bad}/reply"), "text=x").await.status, StatusCode::NOT_FOUND, "{bad}");
        }
    })
    .await;
}
