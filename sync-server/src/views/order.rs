//! The first tickets of many in an order, without the database sorting them.
//!
//! What is ordered by a number of the ticket (touched, made, priority, solved, closed) is ordered by the board, which keeps these
//! numbers. What runs out first is read along the index `ticket_clocks_due` until the page is full: clocks change by time, not by
//! the feed, so nobody keeps them. Other orders are the database's.

use std::collections::HashSet;

use sqlx::Row as _;
use truckroll_domain::TenantId;
use uuid::Uuid;

use super::bits::Bits;
use super::board::{Board, Says};
use crate::db::{Db, DbResult, query};
use crate::http::{Answer, Fault};
use crate::lists::{self, Key};
use crate::sla;

/// Clocks that are read at once.
const STRIDE: i64 = 256;

/// How a list is ordered, where that is known without the database's sorting.
pub(crate) enum Order {
    /// By a number that the board keeps.
    Number(Says, Turn),
    /// By what runs out first.
    Due(Turn),
}

/// Which way the two sort keys run.
#[derive(Clone, Copy)]
pub(crate) struct Turn {
    /// Largest number first.
    pub number: bool,
    /// Largest id first.
    pub id: bool,
}

/// What is asked of an order.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// `next` of the page before.
    pub after: Option<&'a str>,
    /// Rows of the page.
    pub limit: i64,
}

/// The ids of a page, and the cursor after them.
pub(crate) type Ids = (Vec<String>, Option<String>);

impl Order {
    /// The order of these sort keys.
    pub fn of(keys: &[Key<'_>]) -> Option<Self> {
        let [first, id] = keys else { return None };
        let turn = Turn { number: first.descending, id: id.descending };
        if id.by != "id" {
            return None;
        }
        if first.by == sla::by_due(first.descending) {
            return Some(Order::Due(turn));
        }
        Board::keeps(first.by).then(|| Order::Number(Says::Number(first.by.to_owned()), turn))
    }

    /// What the board must be brought up to date in.
    pub fn says(&self) -> Option<&Says> {
        match self {
            Order::Number(says, _) => Some(says),
            Order::Due(_) => None,
        }
    }

    /// The ids of the first tickets among some.
    ///
    /// # Errors
    /// 400 naming `after` when the cursor is not of this order, else what the database says.
    pub async fn first(
        &self,
        db: &Db,
        tenant: TenantId,
        board: &mut Board,
        among: &Bits,
        wanted: Wanted<'_>,
    ) -> Answer<Ids> {
        let after = wanted.after.map(read).transpose()?;
        let limit = usize::try_from(wanted.limit).unwrap_or(1);
        let mut found = match self {
            Order::Number(says, turn) => board.first(says, *turn, among, after, limit + 1),
            Order::Due(turn) => due(db, tenant, board, among, (*turn, after, limit + 1)).await?,
        };
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|(number, id)| {
            lists::cursor(vec![serde_json::Value::from(*number), serde_json::Value::from(id.to_string())])
        });
        Ok((found.iter().map(|(_, id)| id.to_string()).collect(), next))
    }
}

fn read(cursor: &str) -> Answer<(i64, Uuid)> {
    let wrong = || Fault::bad_request("after");
    let values = lists::read_cursor(cursor, &[Key::number("number"), Key::text("id")])?;
    let [truckroll_domain::Value::Int(number), truckroll_domain::Value::Text(id)] = values.as_slice() else {
        return Err(wrong());
    };
    Ok((*number, Uuid::parse_str(id).map_err(|_| wrong())?))
}

/// The first of some tickets by what runs out; those without a running clock come last, whichever way.
async fn due(
    db: &Db,
    tenant: TenantId,
    board: &mut Board,
    among: &Bits,
    (turn, after, most): (Turn, Option<(i64, Uuid)>, usize),
) -> DbResult<Vec<(i64, Uuid)>> {
    let last = sla::without_clock(turn.number);
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut at = after.map(|(number, id)| (number, id.to_string()));
    while at.as_ref().is_none_or(|(number, _)| *number != last) {
        let clocks = clocks(db, tenant, (turn, after.is_none()), at.as_ref()).await?;
        for (number, id) in &clocks {
            if let Some(id) = board.is_among(id, among)
                && found.len() < most
                && seen.insert(id)
            {
                found.push((*number, id));
            }
        }
        if found.len() >= most {
            return Ok(found);
        }
        let full = i64::try_from(clocks.len()).is_ok_and(|read| read == STRIDE);
        at = clocks.into_iter().last().filter(|_| full).or(Some((last, String::new())));
    }
    let after = after.filter(|(number, _)| *number == last);
    let mut rest = among.clone();
    rest.remove(&with_clocks(db, tenant, board).await?);
    let more = board.by_id(&rest, turn.id, after.map(|(_, id)| id), most - found.len());
    found.extend(more.into_iter().map(|id| (last, id)));
    Ok(found)
}

/// The next tickets by their first clock. Who reads all of them from the beginning may be told of a ticket's later clocks too.
async fn clocks(
    db: &Db,
    tenant: TenantId,
    (turn, from_the_beginning): (Turn, bool),
    after: Option<&(i64, String)>,
) -> DbResult<Vec<(i64, String)>> {
    let (beyond, way) = if turn.number { ("<", "desc") } else { (">", "asc") };
    let (beyond_id, way_of_id) = if turn.id { ("<", "desc") } else { (">", "asc") };
    let from = match after {
        Some(_) => format!(
            " and coalesce(c.missed_at, c.due_at) {beyond}= $2 \
             and (coalesce(c.missed_at, c.due_at) {beyond} $2 or c.ticket_id {beyond_id} $3)"
        ),
        None => String::new(),
    };
    // index ticket_clocks_due; the primary key of ticket_clocks: a ticket stands where its first clock does
    // upwards from the beginning the first clock of a ticket is met first
    let first = if turn.number || !from_the_beginning {
        " and not exists (select 1 from ticket_clocks d where d.tenant_id = c.tenant_id and d.ticket_id = c.ticket_id \
         and d.state in ('running', 'paused') and coalesce(d.missed_at, d.due_at) < coalesce(c.missed_at, c.due_at))"
    } else {
        ""
    };
    let sql = format!(
        "select coalesce(c.missed_at, c.due_at) as due, c.ticket_id from ticket_clocks c \
         where c.tenant_id = $1 and c.state in ('running', 'paused') and coalesce(c.missed_at, c.due_at) is not null{from}{first} \
         order by coalesce(c.missed_at, c.due_at) {way}, c.ticket_id {way_of_id} limit {STRIDE}"
    );
    let mut select = query(&sql).bind(tenant.to_string());
    if let Some((number, id)) = after {
        select = select.bind(*number).bind(id.as_str());
    }
    select.fetch_all(db.pool()).await?.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// The tickets that have a clock which runs out.
async fn with_clocks(db: &Db, tenant: TenantId, board: &mut Board) -> DbResult<Bits> {
    // as one text: thousands of rows take longer to fetch than to find
    let select = "select string_agg(ticket_id, ',') from (select distinct ticket_id from ticket_clocks where tenant_id = $1 \
                  and state in ('running', 'paused') and coalesce(missed_at, due_at) is not null) as found";
    let row = query(select).bind(tenant.to_string()).fetch_one(db.pool()).await?;
    let ids: Option<String> = row.try_get(0)?;
    Ok(board.places_of(ids.unwrap_or_default().split(',')))
}
