//! Tickets as PDF files: read back, for who may see them, whatever stands in them.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value as Json, json};
use truckroll_domain::attachments::hash_of;
use truckroll_domain::{CommandId, TemplateId, TicketId};

use crate::support::{NOW, Reply, World, on_each_engine, tenant_admin};

/// A picture of one colour.
fn png() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(40, 30, image::Rgb([200, 30, 30]));
    picture.write_to(&mut file, image::ImageFormat::Png).expect("a picture");
    file.into_inner()
}

async fn keep(world: &World, token: &str, bytes: &[u8], mime: &str) -> String {
    let hash = hash_of(bytes);
    world.post("/uploads", token, json!({"hash": hash, "size": bytes.len(), "mime": mime})).await;
    let put = world.bytes(Method::PATCH, &format!("/uploads/{hash}?offset=0"), token, bytes.to_vec()).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    hash
}

async fn fields(world: &World, admin: &str) {
    let rows = json!({"key": "materials", "name": {"en": "Materials"}, "fields": [
        {"key": "part", "label": {"en": "Part"}, "kind": "text", "required": true},
        {"key": "price", "label": {"en": "Price"}, "kind": "decimal", "unit": "EUR"},
        {"key": "count", "label": {"en": "Pieces"}, "kind": "whole"},
        {"key": "sum", "label": {"en": "Sum"}, "kind": "computed", "formula": "price * count"},
    ]});
    let made = world.post("/row-forms", admin, json!({"seq": 0, "form": rows})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let mut now = world.get("/fields?noun=ticket", admin).await.json();
    let own = json!([
        {"key": "finding", "label": {"en": "Finding"}, "kind": "long_text"},
        {"key": "materials", "label": {"en": "Materials used"}, "kind": "rows", "form": "materials"},
        {"key": "photos", "label": {"en": "Photos"}, "kind": "attachment"},
        {"key": "signed", "label": {"en": "Signature of the customer"}, "kind": "signature"},
    ]);
    now["set"]["fields"].as_array_mut().expect("a list").extend(own.as_array().expect("a list").iter().cloned());
    let body = json!({"noun": "ticket", "seq": now["seq"], "set": now["set"]});
    let written = world.call(Method::PUT, "/fields", admin, Some(body)).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.text());
}

async fn sends(world: &World, token: &str, ticket: TicketId, command: Json) {
    let id: CommandId = world.app.fresh();
    let command = json!({"on": "ticket", "id": ticket, "command": command});
    let sent = world.post("/commands", token, json!({"commands": [{"id": id, "at": NOW, "command": command}]})).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
}

async fn creates(world: &World, token: &str, ticket: Json) -> TicketId {
    let id: TicketId = world.app.fresh();
    sends(world, token, id, json!({"do": "create", "ticket": ticket})).await;
    id
}

/// The words of the file and how many pages it has; ligatures and breaks of lines are nobody's business here.
fn read(reply: &Reply) -> (String, usize) {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.headers[header::CONTENT_TYPE], "application/pdf");
    let document = lopdf::Document::load_mem(&reply.body).expect("a PDF file");
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&pages).expect("its words");
    (text.split_whitespace().collect::<Vec<_>>().join(" "), pages.len())
}

fn has(text: &str, words: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    plain(text).contains(&plain(words))
}

#[tokio::test]
async fn a_ticket_is_printed_with_its_customer_rows_pictures_and_signature() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        fields(world, &admin).await;
        let photo = keep(world, &li, &png(), "image/png").await;
        let no_picture = keep(world, &li, b"GIF89a but not really", "image/png").await;
        let ticket = creates(
            world,
            &li,
            json!({"title": "Lift 3 stands", "description": "Door zone\nsecond line", "customer": {"company": world.a.company,
                "company_name": "Hua Plaza", "contact_name": "Zhou Min", "phone": "13512345678"},
                "fields": {"finding": "Belt torn", "photos": {photo.clone(): "before.png", no_picture: "broken.png"},
                    "signed": {photo: "Zhou Min.png"}}}),
        )
        .await;
        for (n, (part, price, count)) in [("Belt", 19.9, 2), ("Roller", 5.25, 4)].into_iter().enumerate() {
            let line: CommandId = world.app.fresh();
            let values = json!({"part": part, "price": price, "count": count});
            sends(world, &li, ticket, json!({"do": "set_row", "field": "materials", "line": line, "values": values}))
                .await;
            assert!(n < 2);
        }
        let printed = world.get(&format!("/tickets/{ticket}/print"), &li).await;
        let (text, pages) = read(&printed);
        assert_eq!(pages, 1, "{text}");
        for words in [
            "Lift 3 stands", "Hua Plaza", "Zhou Min", "13512345678", "Door zone", "Finding", "Belt torn", "Materials used",
            "19.9 EUR", "39.8", "Total", "60.8", "before.png", "broken.png", "Signature of the customer", "Zhou Min · 2026-05-04 10:00", "1 / 1",
        ] {
            assert!(has(&text, words), "{words} in {text}");
        }
        assert!(printed.body.len() < 200_000, "{} bytes", printed.body.len());
        // several in one file, each from a new page
        let both = world.get(&format!("/tickets/print?ids={ticket},{}", world.a.ticket), &li).await;
        assert_eq!(read(&both).1, 2);
        let many = vec![ticket.to_string(); 21].join(",");
        assert_eq!(world.get(&format!("/tickets/print?ids={many}"), &li).await.problem().0, 400);
        assert_eq!(world.get("/tickets/print?ids=", &li).await.problem().0, 400);
        // for who may read it, and noted
        let other = world.desk("li-b").await;
        assert_eq!(world.get(&format!("/tickets/{ticket}/print"), &other).await.problem().0, 404);
        let strange = world.app.fresh::<TemplateId>();
        assert_eq!(world.get(&format!("/tickets/{ticket}/print?template={strange}"), &li).await.problem().0, 404);
        let noted = world.get("/audit?action=tickets_printed", &admin).await.json();
        assert_eq!(noted["rows"].as_array().map(Vec::len), Some(2), "{noted}");
    })
    .await;
}

#[tokio::test]
async fn whoever_works_under_the_mask_prints_masked_numbers() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let customer = json!({"company_name": "Hua Plaza", "contact_name": "Zhou Min", "phone": "13512345678"});
        let ticket = creates(world, &li, json!({"title": "Lift", "customer": customer})).await;
        let now = world.get("/privacy", &admin).await.json();
        let body = json!({"seq": now["seq"], "privacy": {"mask_phones": true, "show_to_administrators": true}});
        let set = world.call(Method::PUT, "/privacy", &admin, Some(body)).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.text());
        let (seen, _) = read(&world.get(&format!("/tickets/{ticket}/print"), &li).await);
        assert!(has(&seen, "135****5678") && !has(&seen, "13512345678"), "{seen}");
        let (seen, _) = read(&world.get(&format!("/tickets/{ticket}/print"), &admin).await);
        assert!(has(&seen, "13512345678"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn administrators_write_templates_and_faults_name_their_lines() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        fields(world, &admin).await;
        let id: TemplateId = world.app.fresh();
        let body = "# Report of {{tenant}}\n\n| What | Where |\n|---|---:|\n| {{ticket.subject}} | {{company.companyName}} |\n\n\
                    Found: **{{ticket.field_1}}** by {{user.name}}{{customer.templateName}}\n\n- one\n- two\n\n{{qr}}\n";
        let template = |body: &str| json!({"seq": 0, "template": {"id": id, "name": "Report", "body": body}});
        assert_eq!(world.post("/print-templates", &li, template(body)).await.problem().0, 403);
        let wrong = "# A\n\n{{ticket.titel}}\n\nx {{fields}}\n\n<script>1</script>\n";
        let refused = world.post("/print-templates", &admin, template(wrong)).await.json();
        assert_eq!(refused["fields"]["body.7"], "mark", "{refused}");
        let refused = world.post("/print-templates", &admin, template("# A\n\n{{ticket.titel}}\n\nx {{fields}}")).await;
        let refused = refused.json();
        assert_eq!(refused["fields"], json!({"body.3": "unknown_key", "body.5": "stands_alone"}), "{refused}");
        let made = world.post("/print-templates", &admin, template(body)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let twin = json!({"seq": 0, "template": {"id": world.app.fresh::<TemplateId>(), "name": " Report ", "body": "x"}});
        assert_eq!(world.post("/print-templates", &admin, twin).await.json()["fields"]["name"], "taken");
        let customer = json!({"company": world.a.company, "company_name": "Hua Plaza"});
        let ticket = creates(world, &li, json!({"title": "Lift *3* {{ticket.id}}", "customer": customer, "fields": {"finding": "Belt"}})).await;
        let (text, _) = read(&world.get(&format!("/tickets/{ticket}/print"), &li).await);
        // it holds for all tickets; a value is never read as a mark or placeholder
        for words in ["Report of", "Lift *3* {{ticket.id}}", "Found: Belt by", "• one"] {
            assert!(has(&text, words), "{words} in {text}");
        }
        let (text, _) = read(&world.get(&format!("/tickets/{ticket}/print?template=standard"), &li).await);
        assert!(!has(&text, "Report of"), "{text}");
        // bound to another template's tickets, or not offered, it is not used
        let bound = json!({"seq": made.json()["seq"], "template": {"id": id, "name": "Report", "body": body, "disabled_at": 1}});
        let off = world.call(Method::PUT, &format!("/print-templates/{id}"), &admin, Some(bound)).await;
        assert_eq!(off.status, StatusCode::OK, "{}", off.text());
        let (text, _) = read(&world.get(&format!("/tickets/{ticket}/print"), &li).await);
        assert!(!has(&text, "Report of"), "{text}");
        let path = format!("/tickets/{ticket}/print?template={id}");
        assert_eq!(world.get(&path, &li).await.problem().0, 404);
        assert!(has(&read(&world.get(&path, &admin).await).0, "Report of"));
        let listed = world.get("/print-templates", &li).await.json();
        assert_eq!(listed["templates"], json!([]));
        assert!(listed["standard"].as_str().is_some_and(|text| text.contains("{{letterhead}}")));
        let keys = listed["keys"].as_array().expect("keys");
        assert!(keys.contains(&json!({"key": "ticket.materials", "label": "Materials used", "block": true})), "{listed}");
        let gone = json!({"seq": off.json()["seq"]});
        let gone = world.call(Method::DELETE, &format!("/print-templates/{id}"), &admin, Some(gone)).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text());
        assert_eq!(world.get(&path, &admin).await.problem().0, 404);
    })
    .await;
}

#[tokio::test]
async fn whatever_stands_in_a_ticket_is_text() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        fields(world, &admin).await;
        let hostile =
            "#let x = read(\"/etc/passwd\") $ \\ \" ' ` ] [ <script> {{tenant}} %PDF \u{202e}rtl \u{0}\u{7}end";
        let clean: String = hostile.chars().filter(|c| !c.is_control()).collect();
        let ticket = creates(
            world,
            &li,
            json!({"title": clean, "description": "𝕏 🦩 中文 العربية हैलो\n".repeat(20),
            "fields": {"finding": "x".repeat(9_000)}}),
        )
        .await;
        let (text, pages) = read(&world.get(&format!("/tickets/{ticket}/print"), &li).await);
        assert!(has(&text, "#let x = read(\"/etc/passwd\") $ \\") && !has(&text, "root:"), "{text}");
        assert!((2..=6).contains(&pages), "{pages} pages: a word without end is broken");
        // what goes beyond the limit is refused, and no page is made of it
        let id: TemplateId = world.app.fresh();
        let body = "{{page_break}}\n\n".repeat(400);
        let template = json!({"seq": 0, "template": {"id": id, "name": "Endless", "body": body}});
        let made = world.post("/print-templates", &admin, template).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let refused = world.get(&format!("/tickets/{ticket}/print"), &li).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json()["fields"]["pages"], "too_many");
    })
    .await;
}
