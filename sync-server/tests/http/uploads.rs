//! Resumable uploads.

use axum::http::{Method, StatusCode, header};
use serde_json::json;
use truckroll_domain::attachments::{Attachment, hash_of};
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::time::DAY_MS;
use truckroll_domain::{Command, EntryId};
use truckroll_server::attachments::{Cleared, clear_abandoned, path_of, store};

use crate::rules::{named, shown, ticket};
use crate::support::{Reply, World, envelope, on_each_engine};

async fn begin(world: &World, token: &str, hash: &str, size: usize) -> Reply {
    world.post("/uploads", token, json!({"hash": hash, "size": size, "mime": "image/jpeg"})).await
}

async fn put(world: &World, token: &str, hash: &str, offset: usize, bytes: &[u8]) -> Reply {
    world.bytes(Method::PATCH, &format!("/uploads/{hash}?offset={offset}"), token, bytes.to_vec()).await
}

#[tokio::test]
async fn an_upload_goes_on_where_it_stood() {
    on_each_engine(async |world| {
        let token = world.desk("wang-a").await;
        let bytes: Vec<u8> = (0..1_500_000_u32).map(|n| n.to_le_bytes()[0] ^ n.to_le_bytes()[1]).collect();
        let hash = hash_of(&bytes);
        assert_eq!(begin(world, &token, &hash, bytes.len()).await.json(), json!({"offset": 0, "complete": false}));
        let first = put(world, &token, &hash, 0, &bytes[..1_000_000]).await;
        assert_eq!(first.json(), json!({"offset": 1_000_000, "complete": false}));
        let again = put(world, &token, &hash, 0, &bytes[..1_000_000]).await;
        assert_eq!(again.problem().1, "conflict");
        assert_eq!(again.headers["upload-offset"], "1000000");
        assert_eq!(again.json()["fields"]["offset"], "1000000");
        assert_eq!(begin(world, &token, &hash, bytes.len()).await.json()["offset"], 1_000_000);
        assert_eq!(world.get(&format!("/attachments/{hash}"), &token).await.status, StatusCode::NOT_FOUND);
        let last = put(world, &token, &hash, 1_000_000, &bytes[1_000_000..]).await;
        assert_eq!(last.json(), json!({"offset": 1_500_000, "complete": true}));
        assert_eq!(begin(world, &token, &hash, bytes.len()).await.json()["complete"], true);
        let found = world.get(&format!("/attachments/{hash}"), &token).await;
        assert!(found.body == bytes, "byte-equal");
        assert_eq!(found.headers[header::CONTENT_TYPE], "image/jpeg");
        assert_eq!(found.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let other = world.desk("li-b").await;
        assert_eq!(world.get(&format!("/attachments/{hash}"), &other).await.status, StatusCode::NOT_FOUND);
        assert_eq!(put(world, &other, &hash, 0, b"x").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_with_the_limit() {
    let world = World::sqlite().await;
    let token = world.desk("wang-a").await;
    let hash = hash_of(b"a large photo");
    let large = begin(&world, &token, &hash, 60 * 1024 * 1024).await;
    assert_eq!(large.problem(), (413, "too_large".into(), "size: at most 52428800 bytes".into()));
    begin(&world, &token, &hash, 3 * 1024 * 1024).await;
    let piece = put(&world, &token, &hash, 0, &vec![0; 1024 * 1024 + 1]).await;
    assert_eq!(piece.problem(), (413, "too_large".into(), "body: at most 1048576 bytes".into()));
    begin(&world, &token, &hash, 10).await;
    assert_eq!(put(&world, &token, &hash, 0, &[0; 11]).await.problem().2, "piece: at most 10 bytes");
    for (hash, size, mime, member) in
        [("ABC", 1, "image/png", "hash"), (hash.as_str(), 0, "image/png", "size"), (hash.as_str(), 1, "png", "mime")]
    {
        let refused = world.post("/uploads", &token, json!({"hash": hash, "size": size, "mime": mime})).await;
        assert_eq!(refused.problem(), (400, "bad_request".into(), member.into()));
    }
}

#[tokio::test]
async fn bytes_with_another_hash_are_dropped() {
    on_each_engine(async |world| {
        let token = world.desk("wang-a").await;
        let hash = hash_of(b"right");
        begin(world, &token, &hash, 5).await;
        assert_eq!(put(world, &token, &hash, 0, b"wrong").await.problem(), (422, "bad_request".into(), "hash".into()));
        let path = path_of(&world.app, world.a.id, &hash);
        assert!(!path.exists() && !path.with_extension("part").exists());
        assert_eq!(put(world, &token, &hash, 0, b"right").await.status, StatusCode::NOT_FOUND, "begin again");
        begin(world, &token, &hash, 5).await;
        assert_eq!(put(world, &token, &hash, 0, b"right").await.json()["complete"], true);
    })
    .await;
}

#[tokio::test]
async fn a_stop_at_any_moment_loses_nothing_acknowledged() {
    let world = World::sqlite().await;
    let token = world.desk("wang-a").await;
    let hash = hash_of(b"0123456789");
    let path = path_of(&world.app, world.a.id, &hash);
    begin(&world, &token, &hash, 10).await;
    put(&world, &token, &hash, 0, b"01234").await;
    // stopped after writing a piece and before its row: the tail is written again
    std::fs::write(path.with_extension("part"), b"01234567").expect("writes");
    assert_eq!(begin(&world, &token, &hash, 10).await.json()["offset"], 5);
    // stopped between the rename and the row: the whole is found
    std::fs::write(&path, b"0123456789").expect("writes");
    std::fs::remove_file(path.with_extension("part")).expect("removes");
    assert_eq!(put(&world, &token, &hash, 5, b"56789").await.json(), json!({"offset": 10, "complete": true}));
    // somebody removed an unfinished file: the upload begins anew
    let hash = hash_of(b"abcdefghij");
    begin(&world, &token, &hash, 10).await;
    put(&world, &token, &hash, 0, b"abcde").await;
    std::fs::remove_file(path_of(&world.app, world.a.id, &hash).with_extension("part")).expect("removes");
    assert_eq!(put(&world, &token, &hash, 5, b"fghij").await.headers["upload-offset"], "0");
}

#[tokio::test]
async fn a_strangers_page_is_saved_and_never_shown() {
    let world = World::sqlite().await;
    let token = world.desk("wang-a").await;
    let page = b"<script>alert(1)</script>".to_vec();
    let stored = store(&world.app, world.a.id, "text/html", "x", page).await.expect("stored");
    let reply = world.get(&format!("/attachments/{}", stored.hash), &token).await;
    assert_eq!(reply.headers[header::CONTENT_TYPE], "application/octet-stream");
    assert_eq!(reply.headers[header::CONTENT_DISPOSITION], "attachment");
    assert!(reply.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text").contains("sandbox"));
}

#[tokio::test]
async fn an_upload_nobody_goes_on_with_is_cleared_away_after_a_week() {
    on_each_engine(async |world| {
        let token = world.desk("wang-a").await;
        let part = |hash: &str| path_of(&world.app, world.a.id, hash).with_extension("part");
        let [left, kept, whole, torn] = ["left", "kept", "whole", "torn"].map(|text| hash_of(text.as_bytes()));
        for (hash, bytes) in [(&left, "le"), (&kept, "ke"), (&whole, "whole"), (&torn, "to")] {
            begin(world, &token, hash, if hash == &whole { 5 } else { 4 }).await;
            assert_eq!(put(world, &token, hash, 0, bytes.as_bytes()).await.status, StatusCode::OK);
        }
        world.advance(6 * DAY_MS);
        assert_eq!(clear_abandoned(&world.app).await.expect("looks"), Cleared::default(), "not yet");
        begin(world, &token, &kept, 4).await;
        // a stop between the last rename and the row, and files that no upload goes on with
        std::fs::write(path_of(&world.app, world.a.id, &torn), b"torn").expect("writes");
        let orphan = part(&hash_of(b"orphan"));
        std::fs::create_dir_all(orphan.parent().expect("folder")).expect("folder");
        std::fs::write(&orphan, b"or").expect("writes");
        std::fs::write(part(&whole), b"who").expect("writes");
        let stranger = orphan.with_file_name("notes.txt.part");
        std::fs::write(&stranger, b"not an upload").expect("writes");
        world.advance(2 * DAY_MS);
        let cleared = clear_abandoned(&world.app).await.expect("clears");
        assert_eq!(cleared, Cleared { uploads: 1, files: 3, completed: 1 });
        assert!(!part(&left).exists() && !orphan.exists() && !part(&whole).exists() && !part(&torn).exists());
        assert!(part(&kept).exists() && stranger.exists());
        for (hash, bytes) in [(&whole, "whole"), (&torn, "torn")] {
            assert_eq!(world.get(&format!("/attachments/{hash}"), &token).await.text(), bytes, "whole bytes stay");
        }
        assert_eq!(put(world, &token, &kept, 2, b"pt").await.json()["complete"], true, "goes on where it stood");
        assert_eq!(put(world, &token, &left, 2, b"ft").await.status, StatusCode::NOT_FOUND, "begin again");
        assert_eq!(begin(world, &token, &left, 4).await.json()["offset"], 0);
        assert_eq!(put(world, &token, &left, 0, b"left").await.json()["complete"], true);
        world.advance(30 * DAY_MS);
        assert_eq!(clear_abandoned(&world.app).await.expect("looks"), Cleared::default(), "whole bytes stay for ever");
    })
    .await;
}

#[tokio::test]
async fn one_upload_serves_the_replies_of_many_tickets() {
    on_each_engine(async |world| {
        let token = world.desk("li-a").await;
        let hash = hash_of(b"a plan of the pump");
        begin(world, &token, &hash, 18).await;
        assert_eq!(put(world, &token, &hash, 0, b"a plan of the pump").await.json()["complete"], true);
        let file = Attachment { hash: hash.clone(), size: 18, mime: "image/jpeg".into(), name: "plan.jpg".into() };
        for (n, title) in ["Pump 1", "Pump 2", "Pump 3"].into_iter().enumerate() {
            let id = ticket(world, named(title)).await;
            let entry = EntryId::from_parts(9, [u8::try_from(n).expect("few"); 10]);
            let attachments = vec![file.clone()];
            let reply = TicketCommand::Reply { entry, text: String::new(), public: true, attachments };
            let sent = json!({"commands": [envelope(&world.app, Command::Ticket { id, command: reply })]});
            let answer = world.post("/commands", &token, sent).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            let kept = shown(world, &token, id).await;
            let entries = kept["entries"].as_array().expect("entries");
            let said = entries.iter().find(|one| one["body"]["kind"] == "reply").expect("the reply");
            assert_eq!(said["body"]["attachments"][0]["hash"], json!(hash));
        }
        assert_eq!(begin(world, &token, &hash, 18).await.json()["complete"], true, "nothing is sent twice");
    })
    .await;
}
