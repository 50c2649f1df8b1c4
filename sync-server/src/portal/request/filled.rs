//! What was posted to a published form, within limits: answers, files, rows, codes, and the button that was pressed.
//!
//! Files are stored as they come, one at a time, so that a page that comes back with problems can keep them.

use std::collections::BTreeMap;

use axum::extract::Multipart;
use truckroll_domain::attachments::Attachment;
use truckroll_domain::fields::FieldKind;
use truckroll_portal::Locale;
use truckroll_portal::error::Problem;
use truckroll_portal::form::KeptPhoto;
use truckroll_portal::names::{self, Posted};
use truckroll_portal::request::said as t;
use uuid::Uuid;

use super::super::parts::{self, Sent, picture_type, stored, text, unreadable};
use super::Opened;
use crate::App;
use crate::sms::{codes, proof};

/// Most parts of one form.
const MAX_PARTS: usize = 2_000;
/// Most rows of a field.
const MAX_ROWS: usize = 100;
/// Most files of a whole form.
const MAX_FILES: usize = 60;

/// Texts by column.
pub(in super::super) type Cells = BTreeMap<String, String>;

/// What was posted.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Filled {
    pub id: Option<Uuid>,
    /// The version of the template that was shown.
    pub version: String,
    pub answers: BTreeMap<String, Vec<String>>,
    pub person: BTreeMap<String, String>,
    pub files: BTreeMap<String, Vec<Attachment>>,
    pub rows: BTreeMap<String, BTreeMap<usize, Cells>>,
    pub picks: BTreeMap<String, Cells>,
    /// Codes, and under which they were sent.
    pub codes: BTreeMap<String, (String, String)>,
    /// What is wrong with files and codes already.
    pub problems: BTreeMap<String, &'static str>,
    pub is_machine: bool,
    pub work: String,
    pub sum: String,
    /// The proof that it is no machine's is wrong.
    pub unproven: bool,
    refresh: bool,
    more: Option<String>,
    send_code: Option<String>,
    /// The number a script asks a code for.
    pub to: String,
}

impl Filled {
    /// An empty form with what the link says.
    pub fn begun(opened: &Opened, id: Uuid) -> Self {
        let publication = &opened.publication;
        let values = publication
            .values
            .iter()
            .chain(opened.template.presets.iter().filter(|(key, _)| !publication.values.contains_key(*key)));
        let offsets = opened.directory.offsets();
        let answers = values.map(|(key, value)| {
            let kind = opened.directory.ticket_fields.now.kind(key);
            (key.clone(), super::judged::texts_of(kind, value, &offsets))
        });
        let mut person = publication.person.clone();
        for ask in &publication.contact {
            if let Some(text) = opened.bound.begins(publication, &ask.key) {
                person.insert(ask.key.clone(), text.to_owned());
            }
        }
        Self {
            id: Some(id),
            version: opened.template.reference().to_string(),
            answers: answers.collect(),
            person,
            ..Self::default()
        }
    }

    /// Reads all parts.
    ///
    /// # Errors
    /// The page to answer with.
    pub async fn read(app: &App, opened: &Opened, mut parts: Multipart) -> Result<Self, Problem> {
        let mut filled = Self::default();
        let mut count = 0;
        let mut files = 0;
        while let Some(mut part) = parts.next_field().await.map_err(|e| unreadable(&e))? {
            count += 1;
            if count > MAX_PARTS {
                return Err(Problem::Unreadable);
            }
            let name = part.name().unwrap_or_default().to_owned();
            if let Some(Posted::File(key)) = names::posted(&name) {
                let room = files < MAX_FILES && filled.files.get(key).map_or(0, Vec::len) < opened.publication.files();
                let sent = parts::file(&mut part, room).await.map_err(|e| unreadable(&e))?;
                if sent.size > 0 {
                    files += 1;
                    filled.keep(app, opened, key, sent, room).await?;
                }
                continue;
            }
            let value = text(&mut part).await.map_err(|e| unreadable(&e))?.replace("\r\n", "\n");
            match names::posted(&name) {
                Some(Posted::Answer(key)) => {
                    let all = filled.answers.entry(key.to_owned()).or_default();
                    if all.len() < 500 {
                        all.push(value);
                    }
                }
                Some(Posted::Person(key)) => drop(filled.person.insert(key.to_owned(), value)),
                Some(Posted::Kept(key)) => {
                    let most = opened.publication.files();
                    let Some(kept) = KeptPhoto::from_value(&value) else { continue };
                    if filled.files.get(key).map_or(0, Vec::len) < most {
                        let found = stored(app, opened.tenant, kept).await?;
                        filled.files.entry(key.to_owned()).or_default().extend(found);
                    }
                }
                Some(Posted::Cell(field, row, column)) if row < MAX_ROWS => {
                    let rows = filled.rows.entry(field.to_owned()).or_default();
                    rows.entry(row).or_default().insert(column.to_owned(), value);
                }
                Some(Posted::Pick(field, asset)) => {
                    if !value.trim().is_empty() {
                        filled.picks.entry(field.to_owned()).or_default().insert(asset.to_owned(), value);
                    }
                }
                Some(Posted::Code(key)) => filled.codes.entry(key.to_owned()).or_default().1 = value,
                Some(Posted::CodeId(key)) => filled.codes.entry(key.to_owned()).or_default().0 = value,
                Some(Posted::Cell(..) | Posted::File(_)) => {}
                None => filled.own(&name, value),
            }
        }
        Ok(filled)
    }

    /// A name of ours; a newer page may post more than this server knows.
    fn own(&mut self, name: &str, value: String) {
        match name {
            names::SUBMISSION => self.id = value.trim().parse().ok(),
            names::VERSION => self.version = value,
            names::HONEYPOT => self.is_machine |= !value.trim().is_empty(),
            names::WORK => self.work = value,
            names::SUM => self.sum = value,
            names::REFRESH => self.refresh = true,
            names::MORE => self.more = Some(value),
            names::SEND_CODE => self.send_code = Some(value),
            "to" => self.to = value,
            _ => {}
        }
    }

    async fn keep(&mut self, app: &App, opened: &Opened, key: &str, sent: Sent, room: bool) -> Result<(), Problem> {
        let kind = opened.directory.ticket_fields.now.kind(key);
        if !matches!(kind, Some(FieldKind::Attachment | FieldKind::Signature)) {
            return Ok(());
        }
        let is_drawn = kind != Some(&FieldKind::Signature) || picture_type(&sent.bytes).is_some();
        let problem = parts::wrong(&sent, room, opened.publication.bytes()).or((!is_drawn).then_some("not_a_picture"));
        if let Some(problem) = problem {
            self.problems.insert(key.to_owned(), problem);
            return Ok(());
        }
        let kept = parts::keep(app, opened.tenant, sent).await?;
        let all = self.files.entry(key.to_owned()).or_default();
        // a signature that was drawn again takes the place of the former one
        if kind == Some(&FieldKind::Signature) {
            all.clear();
        }
        all.push(kept);
        Ok(())
    }

    /// What was answered, as one text.
    pub fn answer(&self, key: &str) -> &str {
        self.answers.get(key).and_then(|all| all.first()).map_or("", String::as_str)
    }

    /// Turns codes that are right into proven numbers.
    pub async fn verify(&mut self, app: &App, opened: &Opened, address: &str) {
        for (key, (id, code)) in self.codes.clone() {
            let is_proven = proof::is_ours(&app.secrets.links, opened.tenant, self.answer(&key).trim());
            if code.trim().is_empty() || id.is_empty() || is_proven {
                continue;
            }
            match codes::verified(app, opened.tenant, &id, &code, address).await {
                Ok(value) => {
                    self.answers.insert(key.clone(), vec![value]);
                    self.codes.remove(&key);
                }
                Err(trouble) => {
                    self.problems.insert(key.clone(), trouble.word());
                    if matches!(trouble, codes::Trouble::Over) {
                        self.codes.remove(&key);
                    }
                }
            }
        }
    }

    /// Does what another button than the one that sends asks for; returns what to say of it, which may be nothing.
    pub async fn button(&mut self, app: &App, opened: &Opened, address: &str, locale: Locale) -> Option<String> {
        if let Some(key) = self.send_code.take() {
            let to = if self.to.is_empty() { self.answer(&key).to_owned() } else { self.to.clone() };
            return Some(match codes::send(app, &opened.directory, opened.tenant, &to, address, locale).await {
                Ok(sent) => {
                    self.codes.insert(key, (sent.id, String::new()));
                    t(locale, "publish-code-sent")
                }
                Err(trouble) => t(locale, &format!("portal-problem-{}", trouble.word().replace('_', "-"))),
            });
        }
        if let Some(key) = self.more.take() {
            let rows = self.rows.entry(key).or_default();
            let next = rows.keys().next_back().map_or(1, |last| last + 1);
            if next < MAX_ROWS {
                rows.insert(next, Cells::new());
            }
            return Some(String::new());
        }
        self.refresh.then(String::new)
    }
}
