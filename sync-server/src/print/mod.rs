//! Printing tickets (TKT-59): a template's text with a ticket's values becomes a PDF file.
//!
//! `markup` reads the text as blocks, `keys` says what its placeholders mean, `subject` gathers what a person may see of the
//! ticket, `draw` puts both on the pages of `page`, `pdf` writes them. No value is ever read as a mark, nothing is fetched, and
//! pages, letters and pictures are limited (`docs/adr/0031`). Setting pages is work of its own: two are set at a time, away from
//! the threads that answer requests.

mod draw;
mod fonts;
mod keys;
mod markup;
mod page;
mod pdf;
mod subject;
mod templates;
mod tickets;

use std::path::Path;
use std::sync::OnceLock;

use tokio::sync::Semaphore;
use utoipa_axum::router::OpenApiRouter;

use crate::App;
use fonts::Fonts;

/// Files that are set at a time.
const AT_ONCE: usize = 2;

/// What pages are set with, kept by the server while it runs.
pub struct Press {
    fonts: OnceLock<Fonts>,
    turns: Semaphore,
}

impl Default for Press {
    fn default() -> Self {
        Self { fonts: OnceLock::new(), turns: Semaphore::new(AT_ONCE) }
    }
}

impl Press {
    /// The fonts, which are looked for at the first use.
    fn fonts(&self, data: &Path) -> Fonts {
        self.fonts.get_or_init(|| Fonts::find(data)).clone()
    }
}

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(templates::routes()).merge(tickets::routes())
}
