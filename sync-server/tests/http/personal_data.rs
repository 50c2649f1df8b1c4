//! Everything that is known of a person: who has it, what is in it, and what is typed before she is erased.

use std::io::{Cursor, Read as _};

use axum::http::{Method, StatusCode, header};
use serde_json::{Value as Json, json};
use truckroll_domain::CommandId;
use truckroll_domain::access::Lock;

use crate::bulk::lock;
use crate::support::{on_each_engine, tenant_admin};
use crate::zora::{MAIL, NAME, NUMBER, STREET, plant, zora};

#[tokio::test]
async fn only_administrators_export_and_erase_and_the_name_has_to_be_typed() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let zora = zora(world).await;
        plant(world, &zora, &sun).await;
        let path = |what: &str| format!("/contacts/{}/{what}", zora.contact);
        for (method, what) in [(Method::GET, "personal-data"), (Method::GET, "erase/preview"), (Method::POST, "erase")]
        {
            let body = (method == Method::POST).then(|| json!({"confirm": NAME}));
            assert_eq!(
                world.call(method, &path(what), &li, body).await.problem(),
                (403, "forbidden".into(), "role".into())
            );
        }
        let wrong = world.post(&path("erase"), &sun, json!({"confirm": "Zora"})).await;
        assert_eq!((wrong.problem().0, &wrong.json()["fields"]["confirm"]), (422, &json!("not_the_name")));
        lock(world, &[Lock::DeleteContacts]).await;
        assert_eq!(world.post(&path("erase"), &sun, json!({"confirm": NAME})).await.status, StatusCode::FORBIDDEN);
        lock(world, &[]).await;
        let nobody = format!("/contacts/{}/personal-data", world.app.fresh::<CommandId>());
        assert_eq!(world.get(&nobody, &sun).await.status, StatusCode::NOT_FOUND);

        let archive = world.get(&path("personal-data"), &sun).await;
        assert_eq!(
            (archive.status, &archive.headers[header::CONTENT_TYPE]),
            (StatusCode::OK, &"application/zip".parse().expect("type"))
        );
        // as browsers ask
        let request = axum::http::Request::get(format!("/api/v1{}", path("personal-data")))
            .header(header::AUTHORIZATION, format!("Bearer {sun}"))
            .header(header::ACCEPT_ENCODING, "gzip, br");
        let packed = world.send(request.body(axum::body::Body::empty()).expect("request")).await;
        assert!(packed.status == StatusCode::OK && !packed.body.is_empty());
        let (person, files) = unpacked(&archive.body);
        assert_eq!(person["contacts"].as_array().map(Vec::len), Some(2), "the twin too");
        let text = person.to_string();
        for word in [
            NAME,
            NUMBER,
            MAIL,
            STREET,
            "zora_quill_handle",
            "was angry",
            "Changed the belt",
            "the belt is worn",
            "the mezzanine",
        ] {
            assert!(text.contains(word), "{word}");
        }
        for (member, count) in [
            ("tickets", 1),
            ("visits", 1),
            ("assets", 1),
            ("identities", 1),
            ("service_records", 1),
            ("letters", 1),
            ("imported_rows", 1),
        ] {
            assert_eq!(person[member].as_array().map(Vec::len), Some(count), "{member}: {}", person[member]);
        }
        assert!(!text.contains("otto@fink.example"), "nobody else is in it");
        assert!(
            files.iter().any(|(name, bytes)| name.ends_with("her.txt") && bytes == b"a letter of Zora Quillfeather")
        );
        assert_eq!(files.len(), 3, "letter, signature, photo");
        let told = world.get("/audit?action=person_exported", &sun).await.json();
        assert_eq!(
            (&told["rows"][0]["subject_name"], &told["rows"][0]["after"]["masked"]),
            (&json!(NAME), &json!(false))
        );
        // under the mask
        let on = json!({"seq": 0, "privacy": {"mask_phones": true}});
        assert_eq!(world.call(Method::PUT, "/privacy", &sun, Some(on)).await.status, StatusCode::OK);
        let (person, _) = unpacked(&world.get(&path("personal-data"), &sun).await.body);
        let text = person.to_string();
        for number in [NUMBER, "77004711", "7700-4711", "7700 4711"] {
            assert!(!text.contains(number), "{number}");
        }
        assert!(text.contains("138****4711") && person["imported_rows"].is_null());
    })
    .await;
}

fn unpacked(bytes: &[u8]) -> (Json, Vec<(String, Vec<u8>)>) {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let (mut person, mut files) = (Json::Null, Vec::new());
    for n in 0..archive.len() {
        let mut file = archive.by_index(n).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("reads");
        if file.name() == "person.json" {
            person = serde_json::from_slice(&bytes).expect("JSON");
        } else {
            files.push((file.name().to_owned(), bytes));
        }
    }
    (person, files)
}
