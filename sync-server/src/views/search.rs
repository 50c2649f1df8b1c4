//! Words in tickets, in Chinese as in English: every word occurs somewhere in the title, the description or the customer's name
//! or number, or begins the ticket's number. Looked for in memory: the database finds the middle of a word, or two Chinese
//! characters, only by reading every row.

use sqlx::Row as _;
use truckroll_domain::Kind;

use super::board::{Board, Says};
use super::open::reach;
use super::order::{Ids, Order, Wanted};
use crate::App;
use crate::auth::Session;
use crate::db::DbResult;
use crate::http::Answer;
use crate::lists::{Conditions, Key, MAX_WORDS};

/// Most tickets whose words are kept in mind; beyond that the database looks.
const MOST_TICKETS: usize = 300_000;
/// Most hits that are named one by one: with more, the first rows of an order are found sooner than so many names are read.
pub(crate) const FEW: usize = 500;

/// What is written in a ticket, in small letters.
pub(crate) struct Written {
    text: Box<str>,
    /// Where the ticket's number ends.
    number: usize,
    /// Where the phone number begins.
    phone: usize,
}

impl Written {
    /// The columns it is read from, after the id; those of `tickets::SEARCHED`.
    pub const COLUMNS: &'static str =
        "coalesce(number, ''), phone, title || ' ' || company_name || ' ' || contact_name || ' ' || description";

    pub fn read(row: &sqlx::any::AnyRow) -> DbResult<Self> {
        let part = |n: usize| row.try_get::<String, _>(n).map(|text| text.to_lowercase());
        let (number, phone, text) = (part(1)?, part(2)?, part(3)?);
        let whole = format!("{number}{text}\n{phone}");
        Ok(Self { number: number.len(), phone: number.len() + text.len(), text: whole.into_boxed_str() })
    }

    /// Whether a word in small letters occurs; in phone numbers only where the person sees them.
    pub fn holds(&self, word: &str, numbers: bool) -> bool {
        let end = if numbers { self.text.len() } else { self.phone };
        let inside = |from: usize, to: usize| self.text.get(from..to).unwrap_or_default();
        inside(0, self.number).starts_with(word) || inside(self.number, end).contains(word)
    }
}

/// The words of a question.
pub(crate) fn words(q: &str) -> Vec<String> {
    q.split_whitespace().take(MAX_WORDS).map(|word| word.chars().take(100).collect::<String>().to_lowercase()).collect()
}

/// How many of the tickets that this person sees have the words, and the ids of the first of them; `None` where memory does not
/// know, or there are no words.
///
/// # Errors
/// 400 naming `after` when the cursor is not of this order, else what the database says.
pub(crate) async fn first(
    app: &App,
    session: &Session,
    q: &str,
    keys: &[Key<'_>],
    wanted: Wanted<'_>,
) -> Answer<Option<(usize, Ids)>> {
    let (words, Some(order)) = (words(q), Order::of(keys)) else { return Ok(None) };
    let board = app.boards.of(session.tenant);
    let mut board = board.lock().await;
    if words.is_empty() || !small(app, session, &board).await? {
        return Ok(None);
    }
    let top = Board::top(&app.db, session.tenant).await?;
    let mut columns = vec![Says::Words];
    columns.extend(order.says().cloned());
    board.refresh(&app.db, session.tenant, top, &columns).await?;
    let reach = reach(app, session, &mut board, top).await?;
    let found = board.with_words(&words, !session.masks, reach.as_ref());
    let ids = order.first(&app.db, session.tenant, &mut board, &found, wanted).await?;
    Ok(Some((found.count(), ids)))
}

/// Narrows a list of tickets to those in which the words occur.
pub(crate) async fn narrow(
    app: &App,
    session: &Session,
    conditions: &mut Conditions,
    q: &str,
    (anywhere, first): (&[&str], &[&str]),
) -> DbResult<()> {
    let words = words(q);
    if words.is_empty() {
        return Ok(());
    }
    let board = app.boards.of(session.tenant);
    let mut board = board.lock().await;
    let top = Board::top(&app.db, session.tenant).await?;
    if !small(app, session, &board).await? {
        conditions.words(q, &session.searched(anywhere), first);
        return Ok(());
    }
    board.refresh(&app.db, session.tenant, top, &[Says::Words]).await?;
    let found = board.with_words(&words, !session.masks, None);
    if found.count() > FEW {
        // so frequent that the first rows of any order have it
        conditions.words(q, &session.searched(anywhere), first);
    } else {
        let ids = board.named(&found);
        conditions.one_of("id", &ids.iter().map(String::as_str).collect::<Vec<_>>());
    }
    Ok(())
}

/// Whether the words of all tickets fit in memory.
pub(crate) async fn small(app: &App, session: &Session, board: &Board) -> DbResult<bool> {
    if board.len() > MOST_TICKETS {
        return Ok(false);
    }
    if board.len() > 0 {
        return Ok(true);
    }
    // nothing was read yet: index documents_kind, no further than the limit
    let sql = format!(
        "select cast(count(*) as bigint) from (select 1 from documents where tenant_id = $1 and kind = $2 limit {}) as first_of_them",
        MOST_TICKETS + 1
    );
    let count = crate::db::query(&sql).bind(session.tenant.to_string()).bind(Kind::Ticket.word());
    let count: i64 = count.fetch_one(app.db.pool()).await?.try_get(0)?;
    Ok(usize::try_from(count).is_ok_and(|count| count <= MOST_TICKETS))
}
