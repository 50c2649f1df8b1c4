//! Views of tickets (TKT-16 to TKT-19). ADR 28.
//!
//! - `store` keeps them: definitions in one order, those of the organisation and those of one person alone.
//! - `board` knows, of each organisation, which tickets are in which view. It reads each view once and afterwards only what
//!   changed, so the counts of thirty views cost what changed since somebody last asked.
//! - `order` knows the first tickets of a view without sorting all of them.
//! - `open` reads a page of a view with its groups.
//! - `customer` is what a contact sees.
//!
//! Tables of what a view shows (TKT-41) read it by `page` and `conditions`.

pub(crate) mod bits;
pub(crate) mod board;
pub mod customer;
mod open;
pub(crate) mod order;
mod routes;
pub(crate) mod search;
mod store;

pub use board::Boards;
pub use routes::routes;

use truckroll_domain::ViewId;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::tickets::TicketSchema;
use truckroll_protocol::api::views::{ViewPage, ViewQuery};

use crate::App;
use crate::auth::Session;
use crate::directory::Directory;
use crate::http::Answer;
use crate::lists::Conditions;

/// What can be asked about tickets of this organisation.
pub(crate) fn schema(directory: &Directory) -> TicketSchema<'_> {
    TicketSchema { set: &directory.ticket_fields.now }
}

/// A page of a view that this person sees.
///
/// # Errors
/// As the route of a view's tickets answers.
pub(crate) async fn page(app: &App, session: &Session, id: ViewId, asked: &ViewQuery) -> Answer<ViewPage> {
    session.must(Area::Tickets, Verb::View)?;
    let directory = app.directory(session.tenant).await?;
    let view = store::one(app, session, &directory, id).await?;
    open::page(app, session, &directory, &view, asked).await
}

/// What narrows a view to the tickets that this person sees in it.
///
/// # Errors
/// As [`page`].
pub(crate) async fn conditions(app: &App, session: &Session, id: ViewId, asked: &ViewQuery) -> Answer<Conditions> {
    session.must(Area::Tickets, Verb::View)?;
    let directory = app.directory(session.tenant).await?;
    let view = store::one(app, session, &directory, id).await?;
    let q = asked.q.as_deref().unwrap_or_default();
    open::narrowed(app, session, &directory, &view, (q, asked.group.as_deref()))
}
