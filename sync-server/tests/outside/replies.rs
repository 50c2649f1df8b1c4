//! Files that customers send with replies, and who reads which.

use axum::http::StatusCode;
use truckroll_domain::attachments::{Attachment, hash_of};
use truckroll_domain::tickets::{Status, TicketCommand};
use truckroll_domain::{Command, EntryBody};
use truckroll_portal::form::KeptPhoto;
use truckroll_portal::names;
use truckroll_server::{attachments, ingest};

use crate::customer::{Post, jpeg, location, open};
use crate::progress::path;
use crate::support::{Tenant, World, on_each_engine};

const FIRST: &str = "019a0000-0000-7000-8000-00000000000a";
const SECOND: &str = "019a0000-0000-7000-8000-00000000000b";
const PDF: &[u8] = b"%PDF-1.7 a plan";

fn reply(world: &World, submission: &str, text: &str) -> Post {
    Post::new(&format!("{}/reply", path(world)), submission).text(names::TEXT, text)
}

fn with(post: Post, name: &str, bytes: &[u8]) -> Post {
    post.file(&names::file_name(names::REPLY), name, bytes)
}

/// Texts and files of the ticket's replies, oldest first.
async fn said(world: &World) -> Vec<(String, Vec<Attachment>)> {
    let entries = ingest::entries(&world.app.db, world.a.id, world.a.ticket.into()).await.expect("loads");
    let said = entries.into_iter().rev().filter_map(|entry| match entry.body {
        EntryBody::Reply { text, attachments, .. } => Some((text, attachments)),
        _ => None,
    });
    said.collect()
}

/// Staff writes in the ticket, with a file.
async fn written(world: &World, tenant: &Tenant, public: bool, bytes: &[u8]) -> Attachment {
    let file = attachments::store(&world.app, tenant.id, "application/pdf", "of staff.pdf", bytes.to_vec()).await;
    let file = file.expect("stored");
    let attachments = vec![file.clone()];
    let command = TicketCommand::Reply { entry: world.app.fresh(), text: "see".into(), public, attachments };
    world.execute(tenant, Command::Ticket { id: tenant.ticket, command }).await;
    file
}

#[tokio::test]
async fn a_reply_with_files_arrives_once_and_is_read_by_both_sides() {
    on_each_engine(async |world| {
        let form = open(world, &path(world)).await.text();
        assert!(form.contains("multipart/form-data") && form.contains("Up to 20 files, 50 MB each."), "{form}");
        let post =
            || with(with(reply(world, FIRST, "Here <they> are"), "C:\\photos\\door.jpg", &jpeg(1)), "plan.png", PDF);
        for _ in 0..2 {
            assert_eq!(location(&post().send(world).await), format!("{}?done=sent", path(world)));
        }
        let said = said(world).await;
        assert_eq!(said.len(), 1, "{said:?}");
        let files: Vec<(&str, &str)> = said[0].1.iter().map(|file| (file.name.as_str(), file.mime.as_str())).collect();
        assert_eq!(files, [("door.jpg", "image/jpeg"), ("plan.png", "application/pdf")], "by what they are");
        let html = open(world, &path(world)).await.text();
        let at = |bytes: &[u8]| format!("{}/file/{}", path(world), hash_of(bytes));
        assert!(html.contains(&format!("href=\"{}\"", at(PDF))) && html.contains("door.jpg</a>"), "{html}");
        let read = open(world, &at(&jpeg(1))).await;
        assert_eq!((read.status, read.body.as_ref()), (StatusCode::OK, &jpeg(1)[..]));
        let head = |name: &str| read.headers[name].to_str().expect("text").to_owned();
        assert_eq!((head("content-type"), head("cache-control")), ("image/jpeg".into(), "no-store".into()));
        assert!(head("content-security-policy").contains("sandbox"), "it is no page of ours");
        // the desk reads them like its own
        let li = world.desk("li-a").await;
        let detail = world.get(&format!("/tickets/{}", world.a.ticket), &li).await.text();
        assert!(detail.contains("Here <they> are") && detail.contains(&hash_of(PDF)), "{detail}");
        let bytes = world.get(&format!("/attachments/{}", hash_of(PDF)), &li).await;
        assert_eq!((bytes.status, bytes.body.as_ref()), (StatusCode::OK, PDF));
        // files alone say enough
        location(&with(reply(world, SECOND, " "), "again.jpg", &jpeg(2)).send(world).await);
        assert_eq!(self::said(world).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_refused_is_named_and_nothing_else_is_lost() {
    on_each_engine(async |world| {
        let large = vec![7_u8; 50 * 1024 * 1024 + 1];
        let post = with(with(reply(world, FIRST, "It <hums>"), "film.mp4", &large), "door.jpg", &jpeg(1));
        let refused = post.send(world).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let html = refused.text();
        let kept = KeptPhoto { hash: hash_of(&jpeg(1)), name: "door.jpg".into() }.to_value();
        for part in
            ["“film.mp4” is larger than 50 MB.", "It &#60;hums&#62;</textarea>", FIRST, &kept, "arrived already"]
        {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(said(world).await.is_empty());
        // what arrived is not sent again, and nothing comes twice
        let kept = |value: &str| reply(world, FIRST, "It hums").text(&names::kept_name(names::REPLY), value);
        let other = KeptPhoto { hash: hash_of(b"never sent"), name: "x".into() }.to_value();
        let again = with(
            kept(&KeptPhoto { hash: hash_of(&jpeg(1)), name: "door.jpg".into() }.to_value()),
            "same.jpg",
            &jpeg(1),
        );
        location(&again.text(&names::kept_name(names::REPLY), &other).send(world).await);
        let said = said(world).await;
        assert_eq!((said.len(), said[0].1.len(), said[0].1[0].name.as_str()), (1, 1, "door.jpg"));
        let many = (0..21).fold(reply(world, SECOND, "Many"), |post, n| with(post, &format!("{n}.jpg"), &jpeg(n)));
        let refused = many.send(world).await;
        assert!(
            refused.text().contains("At most 20 files.") && refused.text().contains("20 files have arrived"),
            "{}",
            refused.text()
        );
        let empty = reply(world, SECOND, "").send(world).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let foreign =
            with(reply(world, SECOND, "x"), "a.jpg", &jpeg(9)).header("sec-fetch-site", "cross-site").send(world).await;
        assert_eq!(foreign.status, StatusCode::BAD_REQUEST);
        let huge = reply(world, SECOND, "x").header("content-length", "300000000").send(world).await;
        assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    })
    .await;
}

#[tokio::test]
async fn a_customer_reads_files_of_his_own_conversation_and_no_others() {
    on_each_engine(async |world| {
        let public = written(world, &world.a, true, b"for the customer").await;
        let inside = written(world, &world.a, false, b"of the house").await;
        let other = written(world, &world.b, true, b"of somebody else").await;
        let html = open(world, &path(world)).await.text();
        assert!(html.contains(&public.hash) && !html.contains(&inside.hash), "{html}");
        let visit = world.app.secrets.links.visit_path(world.a.id, world.a.visit);
        for path in [path(world), visit] {
            let read = async |hash: &str| open(world, &format!("{path}/file/{hash}")).await.status;
            assert_eq!(read(&public.hash).await, StatusCode::OK, "{path}");
            for bad in [inside.hash.as_str(), &other.hash, "x", "..%2f..%2fserver.db", &hash_of(b"nothing")] {
                assert_eq!(read(bad).await, StatusCode::NOT_FOUND, "{bad}");
            }
        }
        let forged = format!("{}A/file/{}", path(world), public.hash);
        assert_eq!(open(world, &forged).await.status, StatusCode::NOT_FOUND);
        // a closed conversation takes nothing more
        let close = TicketCommand::SetStatus { fact: world.app.fresh(), status: Status::Closed };
        world.execute(&world.a, Command::Ticket { id: world.a.ticket, command: close }).await;
        let before = said(world).await.len();
        assert_eq!(location(&with(reply(world, FIRST, "late"), "a.jpg", &jpeg(1)).send(world).await), path(world));
        assert_eq!(said(world).await.len(), before);
        assert_eq!(open(world, &format!("{}/file/{}", path(world), public.hash)).await.status, StatusCode::OK);
    })
    .await;
}
