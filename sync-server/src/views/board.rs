//! Which tickets of an organisation are in which view, kept in memory and brought up to date when somebody asks (ADR 28).
//!
//! A [`Column`] says something of every ticket: whether it meets conditions, the key of its group, the words in it. It is read
//! once by the same SQL that lists use, and notes the number of the organisation's feed it was read at. Afterwards the tickets
//! with higher numbers are asked again, those and no others. Numbers become visible in their order, so nothing is missed,
//! whichever node stored it; and what is asked is always what the database says, so a count is the length of its list.

use std::collections::hash_map::Entry;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use sqlx::Row as _;
use tokio::sync::Mutex;
use truckroll_domain::{TenantId, Value};
use uuid::Uuid;

use super::bits::Bits;
use super::order::Turn;
use super::search::Written;
use crate::db::{Db, DbResult, bind, marks, query};

/// Most organisations that are kept in mind.
const MOST_BOARDS: usize = 64;
/// Most columns of one organisation.
const MOST_COLUMNS: usize = 600;
/// When more tickets changed, a column is read again as a whole.
const MOST_CHANGED: usize = 2_000;
/// Tickets that are asked about at once.
const CHUNK: usize = 500;

/// The boards of all organisations.
#[derive(Default)]
pub struct Boards(std::sync::Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    boards: HashMap<TenantId, (u64, Arc<Mutex<Board>>)>,
    turn: u64,
}

impl Boards {
    /// The board of an organisation.
    pub(crate) fn of(&self, tenant: TenantId) -> Arc<Mutex<Board>> {
        let Ok(mut shelf) = self.0.lock() else { return Arc::default() };
        shelf.turn += 1;
        let turn = shelf.turn;
        if shelf.boards.len() >= MOST_BOARDS && !shelf.boards.contains_key(&tenant) {
            let oldest = shelf.boards.iter().min_by_key(|(_, (used, _))| *used).map(|(tenant, _)| *tenant);
            oldest.and_then(|tenant| shelf.boards.remove(&tenant));
        }
        let (used, board) = shelf.boards.entry(tenant).or_default();
        *used = turn;
        Arc::clone(board)
    }
}

/// What a column says of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Says {
    /// Whether it meets conditions: a WHERE clause over `tickets` with what is bound to it from `$2`.
    Meets(String, Vec<Bound>),
    /// What stands in a column of its row.
    Stands(&'static str),
    /// What stands in an own field.
    Own(String),
    /// What is written in it.
    Words,
    /// A number by which tickets are ordered: an expression that is never null.
    Number(String),
}

/// A value that can be told from others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Bound {
    Null,
    Text(String),
    Int(i64),
    /// The bits of a number.
    Real(u64),
}

impl From<Value> for Bound {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Bound::Null,
            Value::Text(text) => Bound::Text(text),
            Value::Int(n) => Bound::Int(n),
            Value::Real(n) => Bound::Real(n.to_bits()),
        }
    }
}

impl From<&Bound> for Value {
    fn from(bound: &Bound) -> Self {
        match bound {
            Bound::Null => Value::Null,
            Bound::Text(text) => Value::Text(text.clone()),
            Bound::Int(n) => Value::Int(*n),
            Bound::Real(bits) => Value::Real(f64::from_bits(*bits)),
        }
    }
}

/// What was read.
enum Column {
    Meets(Bits),
    /// Keys that occur, and the place of each ticket's key among them; 0 is none.
    Keys(Vec<String>, Vec<u32>),
    Words(Vec<Option<Written>>),
    Numbers(Vec<i64>),
}

struct Kept {
    column: Column,
    /// The number of the feed it is right for.
    seq: i64,
    used: u64,
}

/// The board of one organisation.
#[derive(Default)]
pub(crate) struct Board {
    /// Tickets by their place.
    ids: Vec<Uuid>,
    places: HashMap<Uuid, usize>,
    columns: HashMap<Says, Kept>,
    /// Who may see what, until anything changes: by whose eyes and the number it was read at.
    reaches: HashMap<String, (i64, Bits)>,
    turn: u64,
}

/// What changed since a number: the ids, or too many to name.
type Since = HashMap<i64, Option<Vec<String>>>;

impl Board {
    /// The number up to which the organisation's feed can be seen now.
    pub async fn top(db: &Db, tenant: TenantId) -> DbResult<i64> {
        let row = sqlx::query("select seq from tenants where id = $1").bind(tenant.to_string());
        row.fetch_one(db.pool()).await?.try_get(0)
    }

    fn place(&mut self, id: &str) -> Option<usize> {
        let id = Uuid::parse_str(id).ok()?;
        let next = self.ids.len();
        let place = *self.places.entry(id).or_insert(next);
        if place == next {
            self.ids.push(id);
        }
        Some(place)
    }

    /// The ids behind places.
    pub fn named(&self, bits: &Bits) -> Vec<String> {
        bits.iter().filter_map(|place| self.ids.get(place)).map(ToString::to_string).collect()
    }

    /// Brings columns up to date with what can be seen at `top`.
    ///
    /// # Errors
    /// When the database fails; what was brought up to date until then stays.
    pub async fn refresh(&mut self, db: &Db, tenant: TenantId, top: i64, wanted: &[Says]) -> DbResult<()> {
        self.turn += 1;
        let mut since = Since::new();
        for says in wanted {
            let known = self.columns.get(says).map(|kept| kept.seq);
            let changed = match known {
                Some(seq) if seq >= top => Some(Vec::new()),
                Some(seq) => {
                    if let Entry::Vacant(open) = since.entry(seq) {
                        open.insert(changed_since(db, tenant, seq).await?);
                    }
                    since.get(&seq).cloned().flatten()
                }
                None => None,
            };
            match changed {
                Some(ids) => {
                    for part in ids.chunks(CHUNK) {
                        self.ask_again(db, tenant, says, part).await?;
                    }
                }
                None => self.read(db, tenant, says).await?,
            }
            if let Some(kept) = self.columns.get_mut(says) {
                kept.seq = kept.seq.max(top);
                kept.used = self.turn;
            }
        }
        self.forget();
        Ok(())
    }

    /// Drops what nobody asked for lately.
    fn forget(&mut self) {
        if self.columns.len() > MOST_COLUMNS {
            let mut used: Vec<u64> = self.columns.values().map(|kept| kept.used).collect();
            used.sort_unstable();
            let oldest = used.get(used.len() - MOST_COLUMNS / 2).copied().unwrap_or_default();
            let now = self.turn;
            self.columns.retain(|_, kept| kept.used > oldest || kept.used == now);
        }
        if self.reaches.len() > MOST_COLUMNS {
            self.reaches.clear();
        }
    }

    /// Reads a column as a whole.
    async fn read(&mut self, db: &Db, tenant: TenantId, says: &Says) -> DbResult<()> {
        let rows = ask(db, tenant, says, &[]).await?;
        let column = match says {
            Says::Meets(..) => Column::Meets(Bits::default()),
            Says::Stands(_) | Says::Own(_) => Column::Keys(vec![String::new()], Vec::new()),
            Says::Words => Column::Words(Vec::new()),
            Says::Number(_) => Column::Numbers(Vec::new()),
        };
        self.columns.insert(says.clone(), Kept { column, seq: 0, used: self.turn });
        self.take_in(says, &rows)
    }

    /// Asks again about some tickets.
    async fn ask_again(&mut self, db: &Db, tenant: TenantId, says: &Says, ids: &[String]) -> DbResult<()> {
        let rows = ask(db, tenant, says, ids).await?;
        for id in ids {
            let Some(place) = self.place(id) else { continue };
            match self.columns.get_mut(says).map(|kept| &mut kept.column) {
                Some(Column::Meets(bits)) => bits.clear(place),
                Some(Column::Keys(_, of)) => {
                    if let Some(key) = of.get_mut(place) {
                        *key = 0;
                    }
                }
                Some(Column::Words(all)) => {
                    if let Some(one) = all.get_mut(place) {
                        *one = None;
                    }
                }
                // whoever orders tickets has those that are still there
                Some(Column::Numbers(_)) | None => {}
            }
        }
        self.take_in(says, &rows)
    }

    fn take_in(&mut self, says: &Says, rows: &[sqlx::any::AnyRow]) -> DbResult<()> {
        for row in rows {
            let id: String = row.try_get(0)?;
            let Some(place) = self.place(&id) else { continue };
            let places = self.ids.len();
            match self.columns.get_mut(says).map(|kept| &mut kept.column) {
                Some(Column::Meets(bits)) => bits.set(place),
                Some(Column::Keys(keys, of)) => {
                    let key: String = row.try_get(1)?;
                    // few keys: statuses, agents, choices of a list
                    let found = keys.iter().position(|known| *known == key);
                    let found = found.unwrap_or_else(|| {
                        keys.push(key);
                        keys.len() - 1
                    });
                    of.resize(of.len().max(places), 0);
                    if let Some(of) = of.get_mut(place) {
                        *of = u32::try_from(found).unwrap_or(0);
                    }
                }
                Some(Column::Words(all)) => {
                    all.resize_with(all.len().max(places), || None);
                    let written = Written::read(row)?;
                    if let Some(one) = all.get_mut(place) {
                        *one = Some(written);
                    }
                }
                Some(Column::Numbers(of)) => {
                    of.resize(of.len().max(places), 0);
                    if let Some(of) = of.get_mut(place) {
                        *of = row.try_get(1)?;
                    }
                }
                None => {}
            }
        }
        Ok(())
    }

    /// The tickets that meet conditions, as last brought up to date.
    pub fn meeting(&self, says: &Says) -> Option<&Bits> {
        match &self.columns.get(says)?.column {
            Column::Meets(bits) => Some(bits),
            Column::Keys(..) | Column::Words(_) | Column::Numbers(_) => None,
        }
    }

    /// Whether an expression is a number of the ticket's own row, so that it changes with the feed alone.
    pub fn keeps(by: &str) -> bool {
        let column = by.strip_prefix("coalesce(").and_then(|rest| rest.split(',').next()).unwrap_or(by);
        ["created_at", "updated_at", "priority", "resolved_at", "closed_at"].contains(&column)
    }

    /// The first of some tickets by a number and, among equals, by their id.
    pub fn first(
        &self,
        says: &Says,
        turn: Turn,
        among: &Bits,
        after: Option<(i64, Uuid)>,
        most: usize,
    ) -> Vec<(i64, Uuid)> {
        let Some(Column::Numbers(of)) = self.columns.get(says).map(|kept| &kept.column) else { return Vec::new() };
        // turning all bits turns the order
        let turned =
            |(number, id): (i64, u128)| (if turn.number { !number } else { number }, if turn.id { !id } else { id });
        let after = after.map(|(number, id)| turned((number, id.as_u128())));
        let key = |place: usize| Some(turned((*of.get(place)?, self.ids.get(place)?.as_u128())));
        let found = smallest(among.iter().filter_map(key).filter(|key| after.is_none_or(|after| *key > after)), most);
        found.into_iter().map(turned).map(|(number, id)| (number, Uuid::from_u128(id))).collect()
    }

    /// The first of some tickets by their id alone.
    pub fn by_id(&self, among: &Bits, descending: bool, after: Option<Uuid>, most: usize) -> Vec<Uuid> {
        let turned = |id: u128| if descending { !id } else { id };
        let after = after.map(|id| turned(id.as_u128()));
        let key = |place: usize| self.ids.get(place).map(|id| turned(id.as_u128()));
        let found = smallest(among.iter().filter_map(key).filter(|key| after.is_none_or(|after| *key > after)), most);
        found.into_iter().map(|id| Uuid::from_u128(turned(id))).collect()
    }

    /// The ticket with this id, if it is one of some.
    pub fn is_among(&self, id: &str, among: &Bits) -> Option<Uuid> {
        let id = Uuid::parse_str(id).ok()?;
        self.places.get(&id).filter(|place| among.has(**place)).map(|_| id)
    }

    /// How many of the tickets have which key, none as an empty one.
    pub fn tally(&self, says: &Says, among: &Bits) -> Vec<(String, usize)> {
        let Some(Column::Keys(keys, of)) = self.columns.get(says).map(|kept| &kept.column) else { return Vec::new() };
        let mut counts = vec![0_usize; keys.len()];
        for place in among.iter() {
            let key = of.get(place).map_or(0, |key| *key as usize);
            if let Some(count) = counts.get_mut(key) {
                *count += 1;
            }
        }
        keys.iter().cloned().zip(counts).filter(|(_, count)| *count > 0).collect()
    }

    /// Keeps those of the tickets that have a key.
    pub fn only(&self, says: &Says, key: &str, among: &Bits) -> Bits {
        let mut kept = Bits::default();
        if let Some(Column::Keys(keys, of)) = self.columns.get(says).map(|kept| &kept.column)
            && let Some(wanted) = keys.iter().position(|known| known == key)
        {
            let has = |place: &usize| of.get(*place).map_or(0, |key| *key as usize) == wanted;
            among.iter().filter(has).for_each(|place| kept.set(place));
        }
        kept
    }

    /// Those of the tickets in which all words occur.
    pub fn with_words(&self, words: &[String], numbers: bool, among: Option<&Bits>) -> Bits {
        let mut found = Bits::default();
        let Some(Column::Words(all)) = self.columns.get(&Says::Words).map(|kept| &kept.column) else { return found };
        let holds = |place: usize| {
            let written = all.get(place).and_then(Option::as_ref);
            written.is_some_and(|written| words.iter().all(|word| written.holds(word, numbers)))
        };
        match among {
            Some(among) => among.iter().filter(|place| holds(*place)).for_each(|place| found.set(place)),
            None => (0..all.len()).filter(|place| holds(*place)).for_each(|place| found.set(place)),
        }
        found
    }

    /// What somebody may see, if that is still known at `top`.
    pub fn reach(&self, whose: &str, top: i64) -> Option<&Bits> {
        self.reaches.get(whose).filter(|(seq, _)| *seq == top).map(|(_, bits)| bits)
    }

    /// Notes what somebody may see.
    pub fn reaches(&mut self, whose: String, top: i64, ids: &[String]) {
        let bits = self.places_of(ids.iter().map(String::as_str));
        self.reaches.insert(whose, (top, bits));
    }

    /// The places of some tickets.
    pub fn places_of<'a>(&mut self, ids: impl Iterator<Item = &'a str>) -> Bits {
        let mut bits = Bits::default();
        for id in ids {
            if let Some(place) = self.place(id) {
                bits.set(place);
            }
        }
        bits
    }

    /// How many tickets are known.
    pub fn len(&self) -> usize {
        self.ids.len()
    }
}

/// The smallest of many, in their order.
fn smallest<T: Ord>(all: impl Iterator<Item = T>, most: usize) -> Vec<T> {
    let mut heap = BinaryHeap::with_capacity(most + 1);
    for one in all {
        if heap.len() < most {
            heap.push(one);
        } else if let Some(mut largest) = heap.peek_mut()
            && one < *largest
        {
            *largest = one;
        }
    }
    heap.into_sorted_vec()
}

/// Tickets that were stored after a number (index `documents_kind`).
async fn changed_since(db: &Db, tenant: TenantId, seq: i64) -> DbResult<Option<Vec<String>>> {
    let sql = format!(
        "select id from documents where tenant_id = $1 and kind = 'ticket' and seq > $2 limit {}",
        MOST_CHANGED + 1
    );
    let rows = query(&sql).bind(tenant.to_string()).bind(seq).fetch_all(db.pool()).await?;
    if rows.len() > MOST_CHANGED {
        return Ok(None);
    }
    rows.iter().map(|row| row.try_get(0)).collect::<DbResult<_>>().map(Some)
}

/// Asks what a column says, of some tickets or of all.
async fn ask(db: &Db, tenant: TenantId, says: &Says, ids: &[String]) -> DbResult<Vec<sqlx::any::AnyRow>> {
    let bound: &[Bound] = match says {
        Says::Meets(_, bound) => bound,
        _ => &[],
    };
    let among = |id: &str, first: usize| format!("{id} in ({})", marks(first, ids.len()));
    // the few first: SQLite would look for all that meet the conditions, by any index, and then among them for these; or read
    // the whole of an index that has all columns in it
    let rows = |first: usize| match ids {
        [] => "tickets where tenant_id = $1".to_owned(),
        _ => format!(
            "(select * from tickets where tenant_id = $1 and {} limit {}) as tickets where 1 = 1",
            among("id", first),
            ids.len()
        ),
    };
    let sql = match says {
        Says::Meets(clause, bound) => format!("select id from {} and ({clause})", rows(bound.len() + 2)),
        Says::Stands(column) => format!("select id, coalesce(cast({column} as text), '') from {}", rows(2)),
        Says::Number(by) => format!("select id, {by} from {}", rows(2)),
        Says::Words => format!("select id, {} from {}", Written::COLUMNS, rows(2)),
        // index field_values_text, and of some tickets the primary key: named beside them, the kind would lead SQLite through all of its
        // values. Keys are small letters, digits and _
        Says::Own(key) => format!(
            "select document_id, text from field_values where tenant_id = $1 and key = '{key}' and n = 0 and {}",
            if ids.is_empty() { "kind = 'ticket'".to_owned() } else { among("document_id", 2) }
        ),
    };
    // planned for these values
    let mut select = query(&sql).persistent(false).bind(tenant.to_string());
    for value in bound {
        select = bind(select, value.into());
    }
    for id in ids {
        select = select.bind(id.as_str());
    }
    select.fetch_all(db.pool()).await
}
