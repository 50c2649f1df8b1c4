//! What the screens of customers look up: fields, groups, tags, people, and how a value reads.

use truckroll_domain::assets::AssetTable;
use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Noun};
use truckroll_protocol::api::{AssetTableNow, BookNow, CustomersNow, FieldsNow};
use truckroll_ui::prelude::*;

use crate::api::{self, Answer};

/// The topics of reads that look things up here.
pub const TOPICS: [&str; 3] = [FieldSet::KIND, truckroll_domain::customers::CustomerSettings::KIND, AssetTable::KIND];

/// Fields, groups, tags and people of the organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// The fields of companies.
    pub company: FieldsNow,
    /// The fields of contacts.
    pub contact: FieldsNow,
    /// The fields of tickets.
    pub ticket: FieldsNow,
    /// Asset tables, archived ones among them.
    pub tables: Vec<AssetTableNow>,
    /// The asset table that the screen is about: that of machines where it is about none.
    pub table: AssetTable,
    /// Groups and tags.
    pub customers: CustomersNow,
    /// Staff: id and name.
    pub agents: Vec<(String, String)>,
}

/// Asks for all of it, in one round.
pub async fn book() -> Answer<Book> {
    let BookNow { company, contact, ticket, tables, customers, agents } = api::book().await?;
    let agents = agents.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
    Ok(Book { company, contact, ticket, tables, table: AssetTable::built_in(), customers, agents })
}

/// The book, read live.
pub fn use_book() -> Live<Book> {
    use_live(|| TOPICS.iter().map(|t| (*t).to_owned()).collect(), book)
}

/// What people read of a field: its label, else the name the product gives it.
#[must_use]
pub fn label(noun: Noun, field: &Field) -> String {
    let own = field.label.text(use_tag());
    if !own.is_empty() {
        return own.to_owned();
    }
    let key = format!("cust-{}-{}", noun.word(), field.key.replace('_', "-"));
    if has_message(&key) { tr(&key) } else { field.key.clone() }
}

/// What people read of an asset table.
#[must_use]
pub fn title(table: &AssetTable) -> String {
    let own = table.title.text(use_tag());
    if !own.is_empty() {
        return own.to_owned();
    }
    if table.is_built_in() { tr("people-assets") } else { table.key.clone() }
}

/// The language of the reader.
fn use_tag() -> &'static str {
    truckroll_ui::context::current_locale().tag()
}

impl Book {
    /// The fields of a noun.
    #[must_use]
    pub fn set(&self, noun: Noun) -> &FieldSet {
        match noun {
            Noun::Company => &self.company.set,
            Noun::Contact => &self.contact.set,
            Noun::Asset => &self.table.set,
            Noun::Ticket => &self.ticket.set,
        }
    }

    /// The asset table with this key.
    #[must_use]
    pub fn table_of(&self, key: &str) -> Option<&AssetTableNow> {
        self.tables.iter().find(|now| now.table.key == key)
    }

    /// The tables that take new rows.
    pub fn open_tables(&self) -> impl Iterator<Item = &AssetTable> {
        self.tables.iter().map(|now| &now.table).filter(|table| table.archived_at.is_none())
    }

    /// The same for a screen about an asset table; about machines where there is no such table.
    #[must_use]
    pub fn about(&self, key: &str) -> Self {
        let table = self.table_of(key).or_else(|| self.table_of(AssetTable::BUILT_IN));
        Self { table: table.map_or_else(AssetTable::built_in, |now| now.table.clone()), ..self.clone() }
    }

    /// What people read of the field with this key.
    #[must_use]
    pub fn label(&self, noun: Noun, key: &str) -> String {
        let key = key.strip_prefix("fields.").unwrap_or(key);
        match self.set(noun).field(key) {
            Some(field) => label(noun, field),
            None => {
                let known = format!("cust-{}-{}", noun.word(), key.replace('_', "-"));
                if has_message(&known) { tr(&known) } else { key.to_owned() }
            }
        }
    }

    /// The choices of a field whose values are of a list.
    #[must_use]
    pub fn choices(&self, kind: &FieldKind) -> Vec<Choice> {
        let settings = &self.customers.settings;
        match kind {
            FieldKind::Choice { options } | FieldKind::Choices { options } => {
                let word = |o: &truckroll_domain::forms::Choice| {
                    let known = format!("cust-gender-{}", o.key);
                    let plain = o.key == o.label && has_message(&known);
                    Choice::new(o.key.clone(), if plain { tr(&known) } else { o.label.clone() })
                };
                options.iter().map(word).collect()
            }
            FieldKind::Agent => self.agents.iter().map(|(id, name)| Choice::new(id.clone(), name.clone())).collect(),
            FieldKind::CustomerGroup => {
                let groups = settings.groups.iter().filter(|g| g.archived_at.is_none());
                groups.map(|g| Choice::new(g.key.clone(), settings.path(&g.key))).collect()
            }
            FieldKind::Tags => {
                let tags = settings.tags.iter().flat_map(|c| c.tags.iter().map(move |t| (c, t)));
                let open = tags.filter(|(_, t)| t.archived_at.is_none());
                open.map(|(c, t)| Choice::new(t.key.clone(), format!("{} · {}", c.name, t.name))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A value as people read it.
    #[must_use]
    pub fn shown(&self, noun: Noun, key: &str, value: &FieldValue, format: &Format) -> String {
        let key = key.strip_prefix("fields.").unwrap_or(key);
        let settings = &self.customers.settings;
        let field = self.set(noun).field(key);
        let Some(field) = field else { return value.typed() };
        let text = match (&field.kind, value) {
            (FieldKind::DateTime, FieldValue::Int(ms)) if key.starts_with("service_") => format.date(*ms),
            (FieldKind::DateTime, FieldValue::Int(ms)) => format.moment(*ms),
            (FieldKind::Checkbox, FieldValue::Flag(true)) => tr("cust-yes"),
            (FieldKind::Checkbox, _) => tr("cust-no"),
            (FieldKind::Agent, FieldValue::Text(id)) => {
                self.agents.iter().find(|(known, _)| known == id).map_or_else(|| id.clone(), |(_, name)| name.clone())
            }
            (FieldKind::CustomerGroup, FieldValue::Text(key)) => {
                let path = settings.path(key);
                if path.is_empty() { key.clone() } else { path }
            }
            (FieldKind::Tags, FieldValue::List(keys)) => {
                let name = |key: &String| settings.tag(key).map_or_else(|| key.clone(), |tag| tag.name.clone());
                keys.iter().map(name).collect::<Vec<_>>().join(", ")
            }
            (FieldKind::Choice { .. }, FieldValue::Text(key)) => {
                let choices = self.choices(&field.kind);
                choices.into_iter().find(|c| c.value == *key).map_or_else(|| key.clone(), |c| c.label)
            }
            (kind, value) => kind.shown(value),
        };
        if field.unit.is_empty() { text } else { format!("{text} {}", field.unit) }
    }
}
