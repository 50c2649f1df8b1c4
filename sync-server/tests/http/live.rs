//! The live connection over real sockets.

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use truckroll_domain::visits::NewVisit;
use truckroll_domain::{DeviceId, Kind};
use truckroll_protocol::api::Live;
use truckroll_protocol::sync::{LiveMessage, SyncRequest};
use truckroll_protocol::{VERSION, frame};

use crate::support::{World, on_each_engine};

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Serves the world on a free port and returns its address.
async fn served(world: &World) -> String {
    served_router(world.router.clone()).await
}

pub async fn served_router(router: axum::Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let address = listener.local_addr().expect("address").to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn connect(address: &str, header: (&'static str, &str), origin: Option<&str>) -> Result<Socket, Error> {
    let mut request = format!("ws://{address}/api/v1/live").into_client_request().expect("request");
    request.headers_mut().insert(header.0, header.1.parse().expect("header"));
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", origin.parse().expect("header"));
    }
    connect_async(request).await.map(|(socket, _)| socket)
}

pub async fn with_token(address: &str, token: &str) -> Socket {
    connect(address, ("authorization", &format!("Bearer {token}")), None).await.expect("connects")
}

pub async fn hear(socket: &mut Socket) -> Message {
    loop {
        match socket.next().await.expect("still open").expect("message") {
            Message::Ping(_) | Message::Pong(_) => {}
            message => return message,
        }
    }
}

pub async fn text(socket: &mut Socket) -> Live {
    let message = hear(socket).await;
    serde_json::from_str(message.to_text().expect("text")).unwrap_or_else(|e| panic!("{e} {message:?}"))
}

pub async fn binary(socket: &mut Socket) -> LiveMessage {
    match hear(socket).await {
        Message::Binary(bytes) => frame::unpack(&bytes).expect("frame"),
        other => panic!("{other:?}"),
    }
}

pub async fn ask(socket: &mut Socket, request: &SyncRequest) {
    socket.send(Message::Binary(frame::pack(request, 1).into())).await.expect("sends");
}

#[tokio::test]
async fn a_desk_hears_what_changed_in_its_organisation_only() {
    on_each_engine(async |world| {
        let address = served(world).await;
        let mut desk = with_token(&address, &world.desk("li-a").await).await;
        let mut other = with_token(&address, &world.desk("li-b").await).await;
        let visit = world.visit(&world.a, NewVisit { title: "new".into(), ..NewVisit::default() }).await;
        match text(&mut desk).await {
            Live::Changed { kinds, ids, seq } => {
                assert_eq!((kinds, ids), (vec![Kind::Visit], vec![visit.into()]));
                assert!(seq > 0);
            }
            told => panic!("{told:?}"),
        }
        let elsewhere = world.visit(&world.b, NewVisit { title: "new".into(), ..NewVisit::default() }).await;
        assert!(matches!(text(&mut other).await, Live::Changed { ids, .. } if ids == vec![elsewhere.into()]));
    })
    .await;
}

#[tokio::test]
async fn a_phone_is_answered_poked_and_told_when_another_phone_signs_in() {
    on_each_engine(async |world| {
        let address = served(world).await;
        let token = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        let mut phone = with_token(&address, &token).await;
        let mut request = SyncRequest { version: VERSION, ..SyncRequest::default() };
        ask(&mut phone, &request).await;
        let LiveMessage::Answer(answer) = binary(&mut phone).await else { panic!("an answer first") };
        request.cursor = answer.cursor;
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        let LiveMessage::Poke(seq) = binary(&mut phone).await else { panic!("then a poke") };
        assert!(seq > request.cursor.seq);
        ask(&mut phone, &request).await;
        let LiveMessage::Answer(answer) = binary(&mut phone).await else { panic!("then the news") };
        assert!(answer.updates().any(|d| d.id == world.a.visit.into()));
        world.phone("wang-a", DeviceId::from_parts(1, [2; 10])).await;
        assert_eq!(binary(&mut phone).await, LiveMessage::Ended("signed_in_elsewhere".into()));
        assert!(matches!(hear(&mut phone).await, Message::Close(_)));
    })
    .await;
}

#[tokio::test]
async fn frames_without_a_device_or_sense_end_the_connection() {
    let world = World::sqlite().await;
    let address = served(&world).await;
    let mut desk = with_token(&address, &world.desk("li-a").await).await;
    ask(&mut desk, &SyncRequest::default()).await;
    assert!(matches!(hear(&mut desk).await, Message::Close(Some(frame)) if frame.reason == "device"));
    let mut phone = with_token(&address, &world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await).await;
    phone.send(Message::Binary(vec![9, 9, 9].into())).await.expect("sends");
    assert!(matches!(hear(&mut phone).await, Message::Close(Some(frame)) if frame.reason == "frame"));
}

#[tokio::test]
async fn a_page_of_somebody_else_cannot_connect_with_the_cookie() {
    let world = World::sqlite().await;
    let address = served(&world).await;
    let cookie = format!("truckroll_session={}", world.desk("li-a").await);
    let own = format!("http://{address}");
    assert!(connect(&address, ("cookie", &cookie), Some(&own)).await.is_ok());
    for origin in [Some("https://evil.example"), None] {
        let refused = connect(&address, ("cookie", &cookie), origin).await.expect_err("refused");
        assert!(matches!(refused, Error::Http(response) if response.status() == 403));
    }
}
