//! Two nodes on one PostgreSQL database: who is connected to one hears what is stored through the other.

use truckroll_domain::visits::{NewVisit, VisitCommand};
use truckroll_domain::{DeviceId, Kind, Timestamp};
use truckroll_protocol::VERSION;
use truckroll_protocol::api::Live;
use truckroll_protocol::sync::{LiveMessage, SyncRequest};
use truckroll_server::{App, http, news};

use crate::live::{ask, binary, served_router, text, with_token};
use crate::support::{Database, World, put_agent};

/// A second node beside the world's, hearing it, and its address. What the test does through the world is done on
/// the first node.
async fn second_node(world: &World) -> (App, String) {
    let now = std::sync::Arc::clone(&world.now);
    let clock =
        truckroll_server::app::Clock::from_fn(move || Timestamp(now.load(std::sync::atomic::Ordering::Relaxed)));
    let app = App::open((*world.app.config).clone(), clock).await.expect("opens");
    news::start(&app).await.expect("listens").expect("PostgreSQL has nodes");
    let address = served_router(http::router(app.clone())).await;
    (app, address)
}

async fn on_two_nodes(story: impl AsyncFn(&World, &App, &str)) {
    let database = Database::postgres().await.expect("`cargo xtask test` starts PostgreSQL and names it");
    let world = World::open(database).await;
    let (app, address) = second_node(&world).await;
    story(&world, &app, &address).await;
    app.db.pool().close().await;
    world.close().await;
}

/// Waits until a desk hears that visits changed, and says which.
async fn told_of_visits(desk: &mut crate::live::Socket) -> Vec<truckroll_domain::DocumentId> {
    loop {
        if let Live::Changed { kinds, ids, .. } = text(desk).await
            && kinds.contains(&Kind::Visit)
        {
            return ids;
        }
    }
}

async fn new_visit(world: &World) -> truckroll_domain::VisitId {
    world.visit(&world.a, NewVisit { title: "new".into(), ..NewVisit::default() }).await
}

#[tokio::test]
async fn desks_and_phones_hear_what_another_node_stored() {
    on_two_nodes(async |world, _, address| {
        let mut desk = with_token(address, &world.desk("li-a").await).await;
        let mut foreign = with_token(address, &world.desk("li-b").await).await;
        let visit = new_visit(world).await;
        assert_eq!(told_of_visits(&mut desk).await, vec![visit.into()]);
        let mut phone = with_token(address, &world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await).await;
        let mut request = SyncRequest { version: VERSION, ..SyncRequest::default() };
        ask(&mut phone, &request).await;
        let LiveMessage::Answer(answer) = binary(&mut phone).await else { panic!("an answer first") };
        request.cursor = answer.cursor;
        world.assign(&world.a, visit, world.a.wang).await;
        let LiveMessage::Poke(seq) = binary(&mut phone).await else { panic!("then a poke") };
        assert!(seq > request.cursor.seq);
        ask(&mut phone, &request).await;
        let LiveMessage::Answer(answer) = binary(&mut phone).await else { panic!("then the news") };
        assert!(answer.updates().any(|d| d.id == visit.into()));
        let elsewhere = world.visit(&world.b, NewVisit { title: "new".into(), ..NewVisit::default() }).await;
        assert_eq!(told_of_visits(&mut foreign).await, vec![elsewhere.into()], "only its own organisation's");
    })
    .await;
}

#[tokio::test]
async fn sessions_notices_and_directories_reach_the_other_node() {
    on_two_nodes(async |world, other, address| {
        let mut phone = with_token(address, &world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await).await;
        world.phone("wang-a", DeviceId::from_parts(1, [2; 10])).await;
        assert_eq!(binary(&mut phone).await, LiveMessage::Ended("signed_in_elsewhere".into()));
        let mut zhao = with_token(address, &world.desk("zhao-a").await).await;
        world.assign(&world.a, world.a.visit, world.a.zhao).await;
        let mut heard = Vec::new();
        while !heard.contains(&Live::Notified) {
            heard.push(text(&mut zhao).await);
        }
        let mut desk = with_token(address, &world.desk("li-a").await).await;
        assert_eq!(other.directory(world.a.id).await.expect("directory").agents[&world.a.wang].name, "Wang Wei");
        let mut wang = other.directory(world.a.id).await.expect("directory").agents[&world.a.wang].clone();
        wang.name = "Wang Wenwei".into();
        put_agent(&world.app, world.a.id, &wang).await;
        let visit = new_visit(world).await;
        assert_eq!(told_of_visits(&mut desk).await, vec![visit.into()]);
        let now = other.directory(world.a.id).await.expect("directory");
        assert_eq!(now.agents[&world.a.wang].name, "Wang Wenwei", "news come in their order");
    })
    .await;
}

#[tokio::test]
async fn a_node_that_lost_its_ear_assumes_that_it_missed_something_and_hears_again() {
    on_two_nodes(async |world, other, address| {
        let mut desk = with_token(address, &world.desk("li-a").await).await;
        let mut phone = with_token(address, &world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await).await;
        // the phone knows of nothing, so whatever it may have missed is news
        ask(&mut phone, &SyncRequest { version: VERSION, ..SyncRequest::default() }).await;
        assert!(matches!(binary(&mut phone).await, LiveMessage::Answer(_)));
        // stored by a third who tells nobody, as it is while the ear is gone
        sqlx::query("update tenants set seq = seq + 1 where id = $1")
            .bind(world.a.id.to_string())
            .execute(other.db.pool())
            .await
            .expect("is stored");
        let ended = sqlx::query(
            "select pid, case when pg_terminate_backend(pid) then 1 else 0 end from pg_stat_activity \
             where datname = current_database() and query like 'LISTEN%'",
        )
        .fetch_all(other.db.pool())
        .await
        .expect("ends it");
        assert_eq!(ended.len(), 1);
        match text(&mut desk).await {
            Live::Changed { kinds, ids, .. } => {
                assert_eq!((kinds.len(), ids.len()), (Kind::ALL.len(), 0), "anything may have changed");
            }
            other => panic!("{other:?}"),
        }
        assert!(matches!(binary(&mut phone).await, LiveMessage::Poke(_)));
        let Live::Defined { kinds } = text(&mut desk).await else { panic!("definitions may have changed too") };
        assert!(kinds.iter().any(|kind| kind == "visit_rules"), "{kinds:?}");
        assert_eq!(text(&mut desk).await, Live::Notified);
        let visit = new_visit(world).await;
        assert_eq!(told_of_visits(&mut desk).await, vec![visit.into()], "named again");
        let command = VisitCommand::Note { entry: other.fresh(), text: "from the other side".into() };
        world.act(&world.a, world.a.li, visit, command).await;
        assert_eq!(told_of_visits(&mut desk).await, vec![visit.into()]);
    })
    .await;
}

#[tokio::test]
async fn on_sqlite_there_is_nobody_else_to_hear() {
    let world = World::sqlite().await;
    assert!(news::start(&world.app).await.expect("does nothing").is_none());
}
