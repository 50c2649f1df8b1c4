//! What surrounds the routes: health, headers, files, problems, a database that goes away.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

use crate::support::World;

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).expect("request")
}

#[tokio::test]
async fn health_figures_and_unknown_addresses_answer() {
    let world = World::sqlite().await;
    assert_eq!(world.send(get("/healthz")).await.text(), "ok");
    assert_eq!(world.send(get("/readyz")).await.text(), "ready");
    let figures = world.send(get("/metrics")).await.text();
    assert!(figures.contains(r#"truckroll_requests_total{route="/readyz",method="GET",status="200"}"#), "{figures}");
    for path in ["/api/v1/nothing", "/nothing", "/api"] {
        assert_eq!(world.send(get(path)).await.problem().1, "not_found", "{path}");
    }
    assert_eq!(world.call(Method::PUT, "/board", "", None).await.problem().0, 405);
    let home = world.send(get("/")).await;
    assert_eq!(
        (home.status, &home.headers[header::LOCATION]),
        (StatusCode::TEMPORARY_REDIRECT, &"/desk/".parse().expect("header"))
    );
    let policy = home.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval'") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(home.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(home.headers[header::REFERRER_POLICY], "no-referrer");
}

#[tokio::test]
async fn an_unreachable_database_is_said_with_a_time_to_come_back() {
    let world = World::sqlite().await;
    let token = world.desk("li-a").await;
    world.app.db.pool().close().await;
    let reply = world.get("/board", &token).await;
    assert_eq!(reply.problem(), (503, "unavailable".into(), "database".into()));
    assert_eq!(reply.json()["retry_after_s"], 2);
    assert_eq!(world.send(get("/readyz")).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(world.send(get("/healthz")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn apps_are_served_with_the_right_cache_and_screens_answer_with_the_page() {
    let dist = tempfile::tempdir().expect("folder");
    let put = |path: &str, text: &str| {
        let path = dist.path().join(path);
        std::fs::create_dir_all(path.parent().expect("folder")).expect("folder");
        std::fs::write(path, text).expect("writes");
    };
    put("desk/index.html", "<p>desk</p>");
    put("desk/app-0123456789ab/desk.js", "let plain;");
    put("desk/app-0123456789ab/desk.js.br", "squeezed");
    put("desk/.app.stamp", "secret");
    put("engineer/index.html", "<p>engineer</p>");
    put("engineer/sw.js", "self");
    let world = World::sqlite().await;
    let maps = world.app.config.data.join("maps");
    std::fs::create_dir_all(&maps).expect("folder");
    std::fs::write(maps.join("city.pmtiles"), b"0123456789").expect("writes");
    let mut config = (*world.app.config).clone();
    config.assets = Some(dist.path().to_owned());
    let mut app = world.app.clone();
    app.config = std::sync::Arc::new(config);
    let world = World { router: truckroll_server::http::router(app), ..world };
    for screen in ["/desk/", "/desk/visits/1?q=x", "/engineer/agenda"] {
        let reply = world.send(get(screen)).await;
        assert!(reply.text().starts_with("<p>"), "{screen} {}", reply.text());
        assert_eq!(reply.headers[header::CACHE_CONTROL], "no-cache");
    }
    let script = "/desk/app-0123456789ab/desk.js";
    let reply = world.send(get(script)).await;
    assert_eq!(reply.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert_eq!(reply.headers[header::CONTENT_TYPE], "text/javascript");
    let squeezed = Request::get(script).header(header::ACCEPT_ENCODING, "br").body(Body::empty()).expect("request");
    let squeezed = world.send(squeezed).await;
    assert_eq!(
        (squeezed.text().as_str(), &squeezed.headers[header::CONTENT_ENCODING]),
        ("squeezed", &"br".parse().expect("h"))
    );
    let worker = world.send(get("/engineer/sw.js")).await;
    assert_eq!(worker.headers["service-worker-allowed"], "/engineer/");
    assert_eq!(worker.headers[header::CACHE_CONTROL], "no-cache");
    for gone in ["/desk/.app.stamp", "/desk/../../Cargo.toml", "/desk/app-0123456789ab/gone.js", "/desk/%2e%2e/x.js"] {
        assert_eq!(world.send(get(gone)).await.status, StatusCode::NOT_FOUND, "{gone}");
    }
    let part = Request::get("/maps/city.pmtiles").header(header::RANGE, "bytes=2-4").body(Body::empty());
    let part = world.send(part.expect("request")).await;
    assert_eq!((part.status, part.text().as_str()), (StatusCode::PARTIAL_CONTENT, "234"));
    let me = world.get("/sessions/current", &world.desk("li-a").await).await.json();
    assert_eq!(me["map"]["pmtiles_url"], "/maps/city.pmtiles");
}
