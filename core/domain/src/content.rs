//! A document of any kind, as the stores handle it: its own part, the server-owned overlay, its row.
//!
//! Stores, sync and ingest work on [`Content`] and never name a noun. Adding a noun means adding a
//! variant here and nothing in the stores.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value as Json};

use crate::assets::{Asset, AssetRow};
use crate::companies::{Company, CompanyRow};
use crate::contacts::{Contact, ContactRow};
use crate::decode::Deserialize;
use crate::decode::{Form, Node, from_json};
use crate::document::{Document, DocumentError};
use crate::tickets::{Ticket, TicketOverlay, TicketRow};
use crate::visits::{Visit, VisitOverlay, VisitRow};
use crate::{AgentId, Applied, Command, Context, DocumentId, Refusal, Row, Value};

/// The kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "one variant a noun")]
pub enum Kind {
    Ticket,
    Visit,
    Company,
    Contact,
    Asset,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 5] = [Kind::Ticket, Kind::Visit, Kind::Company, Kind::Contact, Kind::Asset];
    /// The word in columns and URLs (singular).
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Ticket => "ticket",
            Kind::Visit => "visit",
            Kind::Company => "company",
            Kind::Contact => "contact",
            Kind::Asset => "asset",
        }
    }
    /// The kind named by `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }
}

/// A row of any kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(missing_docs, reason = "one variant a noun")]
pub enum AnyRow {
    Ticket(Box<TicketRow>),
    Visit(Box<VisitRow>),
    Company(Box<CompanyRow>),
    Contact(Box<ContactRow>),
    Asset(Box<AssetRow>),
}

crate::tagged!(AnyRow, "kind");

impl AnyRow {
    /// Table, columns and values, for an upsert.
    #[must_use]
    pub fn parts(&self) -> (&'static str, &'static [crate::Column], Vec<Value>) {
        fn of<R: Row>(row: &R) -> (&'static str, &'static [crate::Column], Vec<Value>) {
            (R::TABLE, R::COLUMNS, row.values())
        }
        match self {
            AnyRow::Ticket(r) => of(r.as_ref()),
            AnyRow::Visit(r) => of(r.as_ref()),
            AnyRow::Company(r) => of(r.as_ref()),
            AnyRow::Contact(r) => of(r.as_ref()),
            AnyRow::Asset(r) => of(r.as_ref()),
        }
    }
    /// The words a full-text search finds it by.
    #[must_use]
    pub fn search_text(&self) -> String {
        match self {
            AnyRow::Ticket(r) => {
                [r.number.as_deref().unwrap_or(""), &r.title, &r.company_name, &r.contact_name, &r.description]
                    .join(" ")
            }
            AnyRow::Visit(r) => [
                r.number.as_deref().unwrap_or(""),
                &r.title,
                &r.company_name,
                &r.contact_name,
                &r.address,
                &r.description,
            ]
            .join(" "),
            AnyRow::Company(r) => [r.name.as_str(), &r.address, &r.phone].join(" "),
            AnyRow::Contact(r) => [r.name.as_str(), &r.company_name, &r.phone, &r.email].join(" "),
            AnyRow::Asset(r) => [r.name.as_str(), &r.model, &r.serial_number, &r.owner_name].join(" "),
        }
    }
}

/// A document of any kind with its overlay.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "one variant a noun")]
pub enum Content {
    Ticket(Ticket, TicketOverlay),
    Visit(Box<Visit>, Box<VisitOverlay>),
    Company(Company),
    Contact(Contact),
    Asset(Asset),
}

fn read<T: DeserializeOwned>(json: Json) -> Result<T, DocumentError> {
    Node::from(json).decode(Form::Readable).map_err(|e| DocumentError::Shape(e.to_string()))
}

fn write<T: Serialize>(value: &T) -> Json {
    serde_json::to_value(value).unwrap_or_else(|_| Json::Object(Map::new()))
}

impl Content {
    /// Nothing yet: what a `Create` command starts from.
    #[must_use]
    pub fn empty(kind: Kind) -> Self {
        match kind {
            Kind::Ticket => Content::Ticket(Ticket::default(), TicketOverlay::default()),
            Kind::Visit => Content::Visit(Box::default(), Box::default()),
            Kind::Company => Content::Company(Company::default()),
            Kind::Contact => Content::Contact(Contact::default()),
            Kind::Asset => Content::Asset(Asset::default()),
        }
    }

    /// Reads a document's JSON and its overlay's JSON text (empty for none). Unknown members are ignored here
    /// and stay in the document.
    ///
    /// # Errors
    /// [`DocumentError::Shape`] when a known member has the wrong type.
    pub fn read(kind: Kind, document: Json, overlay: &str) -> Result<Self, DocumentError> {
        fn over<T: DeserializeOwned + Default>(text: &str) -> Result<T, DocumentError> {
            if text.is_empty() {
                return Ok(T::default());
            }
            from_json(text).map_err(|e| DocumentError::Shape(e.to_string()))
        }
        Ok(match kind {
            Kind::Ticket => Content::Ticket(read(document)?, over(overlay)?),
            Kind::Visit => Content::Visit(Box::new(read(document)?), Box::new(over(overlay)?)),
            Kind::Company => Content::Company(read(document)?),
            Kind::Contact => Content::Contact(read(document)?),
            Kind::Asset => Content::Asset(read(document)?),
        })
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Content::Ticket(..) => Kind::Ticket,
            Content::Visit(..) => Kind::Visit,
            Content::Company(_) => Kind::Company,
            Content::Contact(_) => Kind::Contact,
            Content::Asset(_) => Kind::Asset,
        }
    }

    /// The document's own part as JSON.
    #[must_use]
    pub fn document_json(&self) -> Json {
        match self {
            Content::Ticket(d, _) => write(d),
            Content::Visit(d, _) => write(d),
            Content::Company(d) => write(d),
            Content::Contact(d) => write(d),
            Content::Asset(d) => write(d),
        }
    }

    /// The overlay as JSON text; empty where the kind has none.
    #[must_use]
    pub fn overlay_json(&self) -> String {
        match self {
            Content::Ticket(_, o) => write(o).to_string(),
            Content::Visit(_, o) => write(o).to_string(),
            _ => String::new(),
        }
    }

    /// Keys that are automerge texts.
    #[must_use]
    pub fn text_keys(kind: Kind) -> &'static [&'static str] {
        match kind {
            Kind::Ticket => &["description"],
            Kind::Visit => &["description", "remark"],
            Kind::Company | Kind::Contact | Kind::Asset => &["remark"],
        }
    }

    /// The row this content projects to.
    #[must_use]
    pub fn row(&self, id: DocumentId) -> AnyRow {
        match self {
            Content::Ticket(d, o) => AnyRow::Ticket(Box::new(d.project(id.into(), o))),
            Content::Visit(d, o) => AnyRow::Visit(Box::new(d.project(id.into(), o))),
            Content::Company(d) => AnyRow::Company(Box::new(d.project(id.into()))),
            Content::Contact(d) => AnyRow::Contact(Box::new(d.project(id.into()))),
            Content::Asset(d) => AnyRow::Asset(Box::new(d.project(id.into()))),
        }
    }

    /// Carries out a command of the matching kind.
    ///
    /// # Errors
    /// The refusal; the content is then in an unspecified state and must be thrown away.
    pub fn apply(&mut self, ctx: &Context, command: &Command) -> Result<Applied, Refusal> {
        match (self, command) {
            (Content::Ticket(d, o), Command::Ticket { id, command }) => crate::tickets::apply(ctx, *id, d, o, command),
            (Content::Visit(d, o), Command::Visit { id, command }) => crate::visits::apply(ctx, *id, d, o, command),
            (Content::Company(d), Command::Company { id, command }) => crate::companies::apply(ctx, *id, d, command),
            (Content::Contact(d), Command::Contact { id, command }) => crate::contacts::apply(ctx, *id, d, command),
            (Content::Asset(d), Command::Asset { id, command }) => crate::assets::apply(ctx, *id, d, command),
            _ => Err(Refusal::NotFound),
        }
    }

    /// The agents whose devices hold this document for its own sake.
    #[must_use]
    pub fn holders(&self) -> Vec<AgentId> {
        match self {
            Content::Ticket(d, o) => d.holders(o),
            Content::Visit(d, o) => d.holders(o),
            Content::Company(d) => d.owner.into_iter().collect(),
            Content::Contact(d) => d.owner.into_iter().collect(),
            Content::Asset(_) => Vec::new(),
        }
    }

    /// The documents that must travel with this one to its holders (a visit's ticket, customer, asset).
    #[must_use]
    pub fn related(&self) -> Vec<DocumentId> {
        match self {
            Content::Ticket(d, _) => d.related(),
            Content::Visit(d, _) => d.related(),
            _ => Vec::new(),
        }
    }

    /// Carries out `command` on `document` and writes the difference as one change of `actor`.
    ///
    /// # Errors
    /// The refusal; neither `self` nor `document` has changed then.
    pub fn execute(
        &mut self,
        ctx: &Context,
        command: &Command,
        document: &mut Document,
        actor: &[u8],
    ) -> Result<(Applied, Option<Vec<u8>>), Refusal> {
        let before = if document.is_empty() { Json::Object(Map::new()) } else { self.document_json() };
        let mut next = self.clone();
        let applied = next.apply(ctx, command)?;
        let change = document.edit(actor, &before, &next.document_json(), Self::text_keys(self.kind()));
        *self = next;
        Ok((applied, change))
    }
}
