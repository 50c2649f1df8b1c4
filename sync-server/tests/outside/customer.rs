//! A customer's browser, and the form it fills in.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use truckroll_domain::forms::{Form, FormField, Input};
use truckroll_domain::{FormId, TicketId};
use truckroll_portal::names;
use truckroll_server::directory::put_definition;

use crate::support::{Reply, Tenant, World};

/// A smallest JPEG by its first bytes; `n` makes it another one.
pub fn jpeg(n: u8) -> Vec<u8> {
    vec![0xff, 0xd8, 0xff, 0xe0, n, 0, 1, 2, 3]
}

/// Publishes a form (phone and description demanded, two photos) on the tenant's machine; returns its path.
pub async fn published(world: &World, tenant: &Tenant) -> (FormId, String) {
    let field = |key: &str, input, required| FormField {
        key: key.into(),
        label: format!("Label of {key}"),
        hint: String::new(),
        input,
        required,
    };
    let form = Form {
        id: world.app.fresh(),
        title: "Report a fault".into(),
        intro: String::new(),
        locale: "en".into(),
        fields: vec![
            field("phone", Input::Phone, true),
            field("contact_name", Input::Text, false),
            field("description", Input::Multiline, true),
            field("colour", Input::Text, false),
            field("email", Input::Email, false),
        ],
        max_photos: 2,
        ask_place: true,
        published: true,
    };
    let mut tx = world.app.db.begin().await.expect("begins");
    put_definition(&mut tx, tenant.id, "form", &form.id.to_string(), &form).await.expect("stored");
    tx.commit().await.expect("commits");
    world.app.forget_directory(tenant.id);
    let suffix = if tenant.id == world.a.id { "a" } else { "b" };
    let token = world.desk(&format!("li-{suffix}")).await;
    let body = serde_json::json!({"asset": tenant.asset});
    let link = world.post(&format!("/forms/{}/links", form.id), &token, body).await;
    assert_eq!(link.status, StatusCode::CREATED, "{}", link.text());
    (form.id, link.json()["path"].as_str().expect("path").to_owned())
}

/// A posted form.
pub struct Post {
    path: String,
    body: Vec<u8>,
    headers: Vec<(&'static str, String)>,
}

impl Post {
    pub fn new(path: &str, submission: &str) -> Self {
        Self { path: path.to_owned(), body: Vec::new(), headers: Vec::new() }.text(names::SUBMISSION, submission)
    }
    /// The answers of the published form.
    pub fn filled(path: &str, submission: &str) -> Self {
        Self::new(path, submission)
            .answer("phone", "138 0000 1111")
            .answer("contact_name", "Ms Zhang")
            .answer("description", "The doors keep reopening. Please hurry.")
    }
    pub fn text(mut self, name: &str, value: &str) -> Self {
        let head = format!("--XX\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        self.body.extend_from_slice(head.as_bytes());
        self
    }
    pub fn answer(self, key: &str, value: &str) -> Self {
        self.text(&names::answer_name(key), value)
    }
    pub fn photo(self, name: &str, bytes: &[u8]) -> Self {
        self.file(names::PHOTOS, name, bytes)
    }
    /// A file of a field; its declared type is not true.
    pub fn file(mut self, field: &str, name: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "--XX\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\ncontent-type: image/png\r\n\r\n"
        );
        self.body.extend_from_slice(head.as_bytes());
        self.body.extend_from_slice(bytes);
        self.body.extend_from_slice(b"\r\n");
        self
    }
    /// The same with some bytes changed.
    pub fn damaged(mut self, seed: u64) -> Self {
        let mut state = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        for _ in 0..=seed % 6 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(state >> 33).unwrap_or_default() % self.body.len();
            self.body[at] = state.to_be_bytes()[2];
        }
        self
    }
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
    pub async fn send(mut self, world: &World) -> Reply {
        self.body.extend_from_slice(b"--XX--\r\n");
        let mut request = Request::post(&self.path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX");
        if self.headers.iter().all(|(name, _)| *name != "content-length") {
            request = request.header(header::CONTENT_LENGTH, self.body.len());
        }
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        world.send(request.body(Body::from(self.body)).expect("request")).await
    }
}

/// Opens a page.
pub async fn open(world: &World, path: &str) -> Reply {
    world.send(Request::get(path).body(Body::empty()).expect("request")).await
}

/// Posts an ordinary form.
pub async fn post(world: &World, path: &str, body: &str) -> Reply {
    let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    world.send(request.body(Body::from(body.to_owned())).expect("request")).await
}

/// Where an answer sends the browser.
pub fn location(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
    reply.headers[header::LOCATION].to_str().expect("text").to_owned()
}

/// The ticket a progress path leads to.
pub fn ticket_of(world: &World, path: &str) -> TicketId {
    let token = path.strip_prefix("/t/").expect("progress").split(['?', '/']).next().expect("token");
    world.app.secrets.links.open_progress(token).expect("ours").1
}
