//! What is printed of a ticket: itself with its customer, as the person sees it, its form as it is judged, and its pictures.

use std::collections::HashMap;
use std::sync::Arc;

use truckroll_domain::Content;
use truckroll_domain::Entry;
use truckroll_domain::EntryBody;
use truckroll_domain::Timestamp;
use truckroll_domain::access::Viewer;
use truckroll_domain::customers::value_of;
use truckroll_domain::entry::Audience;
use truckroll_domain::expression::Clock;
use truckroll_domain::fields::{Field, FieldKind, FieldValue};
use truckroll_domain::imports::Names;
use truckroll_domain::privacy::Masked as _;
use truckroll_domain::tickets::form::{FieldState, FormState, Paper, judge};
use truckroll_domain::tickets::{RowForm, Ticket, TicketTemplate};
use truckroll_portal::Locale;

use super::keys::Meaning;
use crate::App;
use crate::attachments;
use crate::auth::Session;
use crate::db::DbResult;
use crate::directory::Directory;
use crate::ingest;
use crate::notify::words::say;
use crate::rules::scene::{Manner, Scene};

/// Most pictures of one file.
const MAX_PICTURES: usize = 60;
/// Most bytes of pictures that are read.
const MAX_BYTES: u64 = 120 * 1024 * 1024;

/// A ticket to be printed.
pub(super) struct Subject {
    pub directory: Arc<Directory>,
    pub scene: Scene,
    pub form: FormState,
    pub template: Option<TicketTemplate>,
    /// Messages to and from the customer, oldest first.
    pub replies: Vec<Entry>,
    /// Pictures by hash, as they are stored.
    pub files: HashMap<String, Vec<u8>>,
    /// When each field was last written, where the log says it.
    changed_at: HashMap<String, Timestamp>,
    pub locale: Locale,
    pub printed_by: String,
    names: Names,
}

impl Subject {
    /// Gathers it for who prints; the caller has seen that he may read the ticket.
    pub async fn gather(app: &App, session: &Session, directory: Arc<Directory>, mut scene: Scene) -> DbResult<Self> {
        if session.masks {
            mask(&mut scene);
        }
        let document = scene.id.into();
        let mut entries = ingest::entries(&app.db, session.tenant, document).await?;
        let changed_at = changed(&entries);
        entries.retain(|entry| entry.audience == Audience::Public && matches!(entry.body, EntryBody::Reply { .. }));
        entries.reverse();
        let template = scene.ticket.template.and_then(|of| directory.template_versions.get(&of)).cloned();
        let offsets = directory.offsets();
        let paper =
            Paper { set: &directory.ticket_fields.now, forms: &directory.row_forms, template: template.as_ref() };
        let agent = session.actor.agent();
        let groups = agent.and_then(|agent| directory.agents.get(&agent)).map_or(&[][..], |agent| &agent.groups);
        let clock = Clock { now: scene.now, offsets: &offsets };
        let form = judge(paper, &scene.ticket, &scene.overlay, Viewer { agent, groups }, clock);
        let clocks = directory.settings.offsets(scene.now);
        let subject = Self {
            locale: Locale::from_tag(&directory.settings.locale).unwrap_or_default(),
            printed_by: session.actor.name().to_owned(),
            names: Names::new(directory.agents.values(), &directory.groups, &directory.customers.now, clocks),
            replies: entries,
            files: HashMap::new(),
            changed_at,
            directory,
            scene,
            form,
            template,
        };
        let files = subject.read(app, session).await?;
        Ok(Self { files, ..subject })
    }

    /// Reads the pictures that may be shown.
    async fn read(&self, app: &App, session: &Session) -> DbResult<HashMap<String, Vec<u8>>> {
        let mut wanted: Vec<String> = self.directory.profile.logo.iter().cloned().collect();
        for state in self.form.shown() {
            if let Some(FieldValue::Files(files)) = self.scene.ticket.fields.get(&state.key) {
                wanted.extend(files.keys().cloned());
            }
        }
        wanted.extend(self.scene.ticket.attachments.values().map(|file| file.hash.clone()));
        wanted.dedup();
        wanted.truncate(MAX_PICTURES);
        let known = attachments::about(&app.db, session.tenant, wanted.iter().cloned()).await?;
        let (mut files, mut bytes) = (HashMap::new(), 0);
        for hash in wanted {
            let Some(about) = known.get(&hash).filter(|about| about.mime.starts_with("image/")) else { continue };
            bytes += u64::try_from(about.size).unwrap_or(u64::MAX);
            if bytes > MAX_BYTES {
                break;
            }
            // what is gone from the folder is left out
            if let Ok(read) = tokio::fs::read(attachments::path_of(app, session.tenant, &hash)).await {
                files.insert(hash, read);
            }
        }
        Ok(files)
    }

    /// The ticket's number, or how its id begins.
    pub fn number(&self) -> String {
        match self.scene.number() {
            "" => self.scene.id.to_string().chars().take(8).collect(),
            number => number.to_owned(),
        }
    }

    /// When a field got what stands in it: with the ticket, unless it was changed since.
    pub fn written_at(&self, key: &str) -> Timestamp {
        self.changed_at.get(key).copied().unwrap_or(self.scene.ticket.created_at)
    }

    /// A word of the page.
    pub fn word(&self, key: &str) -> String {
        say(self.locale, key, []).unwrap_or_else(|| key.to_owned())
    }

    /// A moment by the organisation's clock.
    pub fn moment(&self, at: Timestamp) -> String {
        crate::rules::wording::time(&self.directory, Manner::People, at)
    }

    /// What a placeholder says within a line.
    pub fn say(&self, meaning: &Meaning) -> String {
        match meaning {
            Meaning::Ticket(key) => {
                self.scene.say(&self.directory, Manner::People, &format!("ticket.{key}")).unwrap_or_default()
            }
            Meaning::Own(key) => self.own(key).map(|field| self.value(field)).unwrap_or_default(),
            Meaning::Company(key) => self.customer(self.scene.company.as_ref().map(|(_, content)| content), key),
            Meaning::Contact(key) => self.customer(self.scene.contact.as_ref().map(|(_, content)| content), key),
            Meaning::CustomerTemplate => {
                let id = self.template.as_ref().and_then(|template| template.customer_template);
                let template = id.and_then(|id| self.directory.templates.get(&id));
                template.map(|(_, template)| template.name.clone()).unwrap_or_default()
            }
            Meaning::Sheet("today") => self.moment(self.scene.now),
            Meaning::Sheet("printed_by") => self.printed_by.clone(),
            Meaning::Sheet(_) => self.directory.face().to_owned(),
            Meaning::Block(_) => String::new(),
        }
    }

    /// An own field of the ticket.
    pub fn own(&self, key: &str) -> Option<&Field> {
        self.directory.ticket_fields.now.field(key).filter(|field| !field.system)
    }

    /// What stands in an own field; what its form hides is not printed.
    pub fn value(&self, field: &Field) -> String {
        let state = self.form.field(&field.key);
        if state.is_some_and(|state| !state.shown) {
            return String::new();
        }
        let value = state.and_then(|state| state.computed.clone());
        let value = value.or_else(|| self.scene.ticket.fields.get(&field.key).cloned());
        value.map(|value| self.written(field, &value)).unwrap_or_default()
    }

    /// A value of a field as people read it.
    pub fn written(&self, field: &Field, value: &FieldValue) -> String {
        let text = match (&field.kind, value) {
            (FieldKind::DateTime, FieldValue::Int(at)) => self.moment(Timestamp(*at)),
            (FieldKind::Stars, FieldValue::Int(n)) => "★".repeat(usize::try_from((*n).clamp(0, 5)).unwrap_or(0)),
            (FieldKind::Agent, FieldValue::Text(id)) => {
                let agent = id.parse().ok().and_then(|id| self.directory.agents.get(&id));
                agent.map(|agent| agent.name.clone()).unwrap_or_default()
            }
            (FieldKind::Choice { .. } | FieldKind::Choices { .. } | FieldKind::Cascade { .. }, _) if !field.system => {
                field.kind.shown(value)
            }
            _ => self.names.write(field, value, self.locale.tag()),
        };
        if field.unit.is_empty() || text.is_empty() { text } else { format!("{text} {}", field.unit) }
    }

    fn customer(&self, content: Option<&Content>, key: &str) -> String {
        let Some(content) = content else { return String::new() };
        let set = match content {
            Content::Company(company) if key == "address" => return company.address.line(),
            Content::Company(_) => &self.directory.company_fields.now,
            _ => &self.directory.contact_fields.now,
        };
        let field = set.field(key);
        match (field, value_of(content, key)) {
            (Some(field), Some(value)) => self.written(field, &value),
            _ => String::new(),
        }
    }

    /// What is shown of the form, with the field.
    pub fn shown(&self) -> impl Iterator<Item = (&FieldState, &Field)> {
        self.form.shown().filter_map(|state| Some((state, self.own(&state.key)?)))
    }

    /// The columns of a field that has rows.
    pub fn rows_of(&self, kind: &FieldKind) -> Option<RowForm> {
        truckroll_domain::tickets::form::Forms::rows_of(&self.directory.row_forms, kind).cloned()
    }

    /// The ticket.
    pub fn ticket(&self) -> &Ticket {
        &self.scene.ticket
    }
}

/// What somebody under the mask does not see is not printed for him.
fn mask(scene: &mut Scene) {
    scene.ticket.mask();
    for (_, content) in [&mut scene.company, &mut scene.contact].into_iter().flatten() {
        match content {
            Content::Company(company) => company.mask(),
            Content::Contact(contact) => contact.mask(),
            Content::Ticket(..) | Content::Visit(..) | Content::Asset(..) => {}
        }
    }
}

/// When fields were last changed by the log of the ticket.
fn changed(entries: &[Entry]) -> HashMap<String, Timestamp> {
    let mut last: HashMap<String, Timestamp> = HashMap::new();
    for entry in entries {
        let EntryBody::Log { changes, .. } = &entry.body else { continue };
        for change in changes {
            let known = last.entry(change.field.clone()).or_insert(entry.at);
            *known = (*known).max(entry.at);
        }
    }
    last
}
