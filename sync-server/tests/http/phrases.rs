//! Canned phrases: written by administrators and by everybody for himself, filled with what is known of a ticket.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::TicketId;

use crate::support::{Reply, World, on_each_engine, tenant_admin};

async fn put(world: &World, path: &str, token: &str, body: Json) -> Reply {
    world.call(Method::PUT, path, token, Some(body)).await
}

fn phrase(code: &str, text: &str, scope: Json) -> Json {
    json!({"code": code, "title": format!("About {code}"), "text": text, "scope": scope})
}

fn titles(book: &Json) -> Vec<&str> {
    let phrases = book["book"]["phrases"].as_array().expect("a list");
    phrases.iter().map(|phrase| phrase["title"].as_str().expect("a title")).collect()
}

#[tokio::test]
async fn a_shared_book_is_the_administrators_and_ones_own_is_nobody_elses() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let (li, wang) = (world.desk("li-a").await, world.desk("wang-a").await);
        let all = json!({"all": true});
        let for_wang = json!({"agents": [world.a.wang]});
        let book = json!({"phrases": [phrase("bye", "Thank you.", all.clone()), phrase("hi", "Hello", for_wang)]});
        let new = json!({"seq": 0, "book": book});
        assert_eq!(put(world, "/phrases", &li, new.clone()).await.status, StatusCode::FORBIDDEN);
        let written = put(world, "/phrases", &admin, new.clone()).await;
        assert_eq!(written.status, StatusCode::OK, "{}", written.text());
        assert_eq!(put(world, "/phrases", &admin, new).await.status, StatusCode::CONFLICT, "somebody was faster");
        assert_eq!(titles(&world.get("/phrases", &li).await.json()["shared"]), ["About bye"]);
        assert_eq!(titles(&world.get("/phrases", &wang).await.json()["shared"]), ["About bye", "About hi"]);

        let own = json!({"seq": 0, "book": {"phrases": [phrase("me", "Regards, Wang", json!({}))]}});
        let mine = put(world, "/phrases/own", &wang, own.clone()).await;
        assert_eq!(mine.status, StatusCode::OK, "{}", mine.text());
        assert_eq!(put(world, "/phrases/own", &wang, own).await.status, StatusCode::CONFLICT);
        assert_eq!(titles(&world.get("/phrases", &wang).await.json()["own"]), ["About me"]);
        for (who, token) in [("li", &li), ("admin", &admin)] {
            assert!(titles(&world.get("/phrases", token).await.json()["own"]).is_empty(), "{who}");
        }
        let there = tenant_admin(world, &world.b, "sun-b").await;
        let theirs = world.get("/phrases", &there).await.json();
        assert!(titles(&theirs["shared"]).is_empty(), "another organisation has its own");

        let wrong = json!({"seq": 0, "book": {"phrases": [phrase("a b", "{{ticket.nonsense}}", all)]}});
        let refused = put(world, "/phrases/own", &li, wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fields = refused.json()["fields"].clone();
        assert_eq!((&fields["0.code"], &fields["0.text"]), (&json!("not_a_code"), &json!("unknown_placeholder")));
    })
    .await;
}

#[tokio::test]
async fn a_text_is_filled_with_what_is_known_of_a_ticket_that_the_reader_may_see() {
    on_each_engine(async |world| {
        let (li, there) = (world.desk("li-a").await, world.desk("li-b").await);
        let text = "No. {{ticket.number}}: {{ticket.title}} {{nonsense}}";
        let body = json!({"ticket": world.a.ticket, "text": text});
        let row = world.get(&format!("/tickets/{}", world.a.ticket), &li).await.json()["row"].clone();
        let filled = world.post("/phrases/filled", &li, body.clone()).await;
        assert_eq!(filled.status, StatusCode::OK, "{}", filled.text());
        let number = row["number"].as_str().unwrap_or_default();
        let title = row["title"].as_str().expect("a title");
        assert_eq!(filled.json()["text"], format!("No. {number}: {title} "));
        assert_eq!(world.post("/phrases/filled", &there, body).await.status, StatusCode::NOT_FOUND, "not theirs");
        let nowhere: TicketId = world.app.fresh();
        let body = json!({"ticket": nowhere, "text": text});
        assert_eq!(world.post("/phrases/filled", &li, body).await.status, StatusCode::NOT_FOUND);
        let body = json!({"ticket": world.a.ticket, "text": "x".repeat(20_001)});
        assert_eq!(world.post("/phrases/filled", &li, body).await.json()["fields"]["text"], "too_long");
    })
    .await;
}

#[tokio::test]
async fn a_number_in_a_phrase_is_masked_for_who_works_under_the_mask() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let body = json!({"ticket": world.a.ticket, "text": "{{ticket.phone}}|{{ticket.title}}"});
        let open = world.post("/phrases/filled", &li, body.clone()).await.json()["text"].clone();
        let privacy = json!({"seq": 0, "privacy": {"mask_phones": true, "show_to_administrators": true}});
        assert_eq!(put(world, "/privacy", &admin, privacy).await.status, StatusCode::OK);
        let masked = world.post("/phrases/filled", &li, body).await.json()["text"].clone();
        let split = |text: &Json| {
            let (number, title) = text.as_str().expect("a text").split_once('|').expect("two");
            (number.to_owned(), title.to_owned())
        };
        let ((number, title), (hidden, same)) = (split(&open), split(&masked));
        assert!(number.len() > 4 && hidden.contains('*') && hidden != number, "{number} {hidden}");
        assert_eq!(title, same);
    })
    .await;
}

#[tokio::test]
async fn phrases_come_out_of_a_table() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let csv = "code,title,text,category\nbye,Goodbye,\"Thank you,\nbye\",End\n";
        let read = world.bytes(Method::POST, "/phrases/table", &li, csv.as_bytes().to_vec()).await;
        assert_eq!(read.status, StatusCode::OK, "{}", read.text());
        let read = read.json();
        assert_eq!(titles(&read), ["Goodbye"]);
        assert_eq!(read["book"]["phrases"][0]["text"], "Thank you,\nbye");
        for (bytes, problem) in
            [(Vec::new(), "empty"), (b"code,title,text\n".to_vec(), "empty"), (vec![0xff, 0x00, 0x7f], "not_a_table")]
        {
            let refused = world.bytes(Method::POST, "/phrases/table", &li, bytes).await;
            assert_eq!(refused.json()["fields"]["file"], problem, "{}", refused.text());
        }
    })
    .await;
}
