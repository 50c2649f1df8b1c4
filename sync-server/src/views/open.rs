//! What a view shows to somebody: the number of its tickets, a page of them, its groups.

use std::collections::{BTreeMap, HashMap};

use truckroll_domain::access::{Area, Verb};
use truckroll_domain::fields::{FieldKind, Noun};
use truckroll_domain::filter::{At, Schema, Today, Type};
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::views::{OWN, Promise, TicketView};
use truckroll_domain::{AgentId, GroupId, Kind, TemplateId, Value, customers::CustomerSchema};
use truckroll_protocol::api::Found;
use truckroll_protocol::api::views::{ViewCount, ViewGroup, ViewPage, ViewQuery};

use super::bits::Bits;
use super::board::{Board, Bound, Says};
use super::order::{Ids, Order, Wanted};
use super::{schema, search};
use crate::App;
use crate::auth::Session;
use crate::customers::query::values;
use crate::db::DbResult;
use crate::directory::Directory;
use crate::http::{Answer, Fault};
use crate::lists::{self, Conditions, Key, Sorted};
use crate::reach::{reached, reached_tickets};
use crate::tickets::SEARCHED;

/// Most characters that are looked for.
const MAX_Q: usize = 200;

/// The clause of a view for somebody, numbered from `$2`; `None` where it asks for what is no more.
fn clause(app: &App, session: &Session, directory: &Directory, view: &TicketView) -> Option<(String, Vec<Value>)> {
    let schema = schema(directory);
    let today = Today { at: app.clock.now(), offset_min: directory.settings.utc_offset_min };
    let filter = view.filter(&schema, directory.viewer(session));
    let clause = filter.clause(&schema, Some(today), app.db.dialect(), 2).ok()?;
    Some((clause.sql, clause.values))
}

fn meets(clause: &(String, Vec<Value>)) -> Says {
    Says::Meets(clause.0.clone(), clause.1.iter().cloned().map(Bound::from).collect())
}

/// Tickets whose service level is missed, or soon will be (indexes `ticket_clocks_missed`, `ticket_clocks_amber`). Time alone
/// changes this, so it is asked each time; only tickets that are not solved have such a clock.
async fn promised(app: &App, session: &Session, board: &mut Board, promise: Promise) -> DbResult<Bits> {
    use sqlx::Row as _;
    let which = match promise {
        Promise::Missed => "missed_at is not null",
        Promise::Soon => "missed_at is null and amber_at <= $2",
    };
    // as one text: thousands of rows take longer to fetch than to find
    let sql = format!(
        "select string_agg(ticket_id, ',') from (select distinct ticket_id from ticket_clocks where tenant_id = $1 \
         and state in ('running', 'paused') and {which}) as found"
    );
    let mut select = crate::db::query(&sql).bind(session.tenant.to_string());
    if promise == Promise::Soon {
        select = select.bind(app.clock.now().ms());
    }
    let ids: Option<String> = select.fetch_one(app.db.pool()).await?.try_get(0)?;
    Ok(board.places_of(ids.unwrap_or_default().split(',')))
}

/// What narrows everything this person sees; `None` for who sees all tickets.
pub(super) async fn reach(app: &App, session: &Session, board: &mut Board, top: i64) -> DbResult<Option<Bits>> {
    if session.rights().all(Area::Tickets, Verb::View) {
        return Ok(None);
    }
    let circle = session.rights().circle(Area::Tickets);
    let whose = format!("{} {} {circle:?}", session.agent, session.rights().allow(Area::Tickets, Verb::View));
    if let Some(known) = board.reach(&whose, top) {
        return Ok(Some(known.clone()));
    }
    let ids = reached_tickets(app, session).await?;
    board.reaches(whose.clone(), top, &ids);
    Ok(board.reach(&whose, top).cloned())
}

/// How many tickets each view shows to this person: each view's bits are brought up to date by what changed.
pub(super) async fn counts(
    app: &App,
    session: &Session,
    directory: &Directory,
    views: &[TicketView],
) -> Answer<Vec<ViewCount>> {
    let clauses: Vec<_> = views.iter().map(|view| clause(app, session, directory, view)).collect();
    let columns: Vec<Says> = clauses.iter().flatten().map(meets).collect();
    let board = app.boards.of(session.tenant);
    let mut board = board.lock().await;
    let top = Board::top(&app.db, session.tenant).await?;
    board.refresh(&app.db, session.tenant, top, &columns).await?;
    let reach = reach(app, session, &mut board, top).await?;
    let mut asked: HashMap<&'static str, Bits> = HashMap::new();
    for promise in views.iter().filter_map(|view| view.promise) {
        if !asked.contains_key(promise.word()) {
            asked.insert(promise.word(), promised(app, session, &mut board, promise).await?);
        }
    }
    let count = |view: &TicketView, clause: &Option<(String, Vec<Value>)>| {
        let mut narrower: Vec<&Bits> = reach.iter().collect();
        narrower.extend(view.promise.and_then(|promise| asked.get(promise.word())));
        let bits = board.meeting(&meets(clause.as_ref()?))?;
        let count = match narrower.as_slice() {
            [] => bits.count(),
            [one] => bits.count_with(one),
            more => {
                let mut bits = bits.clone();
                more.iter().for_each(|other| bits.keep(other));
                bits.count()
            }
        };
        i64::try_from(count).ok()
    };
    Ok(views.iter().zip(&clauses).map(|(view, clause)| ViewCount { id: view.id, count: count(view, clause) }).collect())
}

/// What puts the tickets of a view together.
fn grouping(directory: &Directory, view: &TicketView) -> Option<Says> {
    let by = view.group_by.as_str();
    TicketView::groups_by(by, &schema(directory)).then_some(())?;
    Some(match by {
        "status" => Says::Stands("status"),
        "priority" => Says::Stands("priority"),
        "assignee" => Says::Stands("assignee"),
        "group" => Says::Stands("group_id"),
        "template" => Says::Stands("template"),
        own => Says::Own(own.strip_prefix(OWN)?.to_owned()),
    })
}

/// The sort keys of a list: expressions that are never null, what is empty last.
pub(super) fn order(
    directory: &Directory,
    view: &TicketView,
    asked: Option<&str>,
) -> Answer<Vec<(String, bool, Sorted)>> {
    let wrong = || Fault::bad_request("sort");
    let schema = schema(directory);
    let (by, descending) = match asked {
        Some(asked) => (asked.trim_start_matches('-'), asked.starts_with('-')),
        None => (view.sort.by.as_str(), view.sort.descending),
    };
    let last = if descending { "-9000000000000000" } else { "9000000000000000" };
    let whole = |by: &str| (by.to_owned(), descending, Sorted::Whole);
    let text = |by: &str| (by.to_owned(), descending, Sorted::Text);
    let first = match by {
        "created_at" | "updated_at" | "priority" => whole(by),
        "resolved_at" | "closed_at" => whole(&format!("coalesce({by}, {last})")),
        "title" | "status" | "company_name" | "contact_name" | "asset_name" => text(by),
        "type" => text("type_word"),
        "assignee" => text("assignee_name"),
        "number" => text("coalesce(number, '')"),
        "due" => whole(crate::sla::by_due(descending)),
        own if own.starts_with(OWN) => match schema.subject(own) {
            // primary key of field_values; keys are small letters, digits and _
            Some(subject) => {
                let At::Values(key) = subject.at else { return Err(wrong()) };
                let number = !matches!(subject.of, Type::Text | Type::Many);
                let column = if number { "v.number" } else { "v.text" };
                let of = format!(
                    "select {column} from field_values v where v.tenant_id = tickets.tenant_id \
                     and v.document_id = tickets.id and v.key = '{key}' and v.n = 0"
                );
                if number {
                    (format!("cast(coalesce(({of}), {last}.0) as double precision)"), descending, Sorted::Real)
                } else {
                    (format!("cast(coalesce(({of}), '') as text)"), descending, Sorted::Text)
                }
            }
            // a field that is gone orders nothing
            None if asked.is_none() => ("updated_at".to_owned(), true, Sorted::Whole),
            None => return Err(wrong()),
        },
        _ => return Err(wrong()),
    };
    Ok(vec![first, ("id".to_owned(), true, Sorted::Text)])
}

/// The own fields among the columns of a view.
fn own_columns(directory: &Directory, view: &TicketView) -> Vec<String> {
    let set = &directory.ticket_fields.now;
    let keys = view.columns.iter().filter_map(|column| column.strip_prefix(OWN));
    keys.filter(|key| set.field(key).is_some_and(|field| !field.system)).map(str::to_owned).collect()
}

/// What is found of a view before its rows are read.
struct Members {
    total: usize,
    groups: Vec<ViewGroup>,
    ids: Named,
}

/// Which tickets of a view are read.
enum Named {
    /// Those of the page, in their order, and the cursor after them.
    Page(Ids),
    /// All of them, where they are few.
    All(Vec<String>),
    /// Not known: so many that the database soon finds the first of the order.
    Many,
}

/// A page of a view with all of its groups.
///
/// # Errors
/// 400 naming what cannot be read; 409 when the view asks for what is no more.
pub(super) async fn page(
    app: &App,
    session: &Session,
    directory: &Directory,
    view: &TicketView,
    asked: &ViewQuery,
) -> Answer<ViewPage> {
    let limit = lists::limit(asked.limit)?;
    let order = order(directory, view, asked.sort.as_deref())?;
    let q = asked.q.as_deref().unwrap_or_default();
    if q.chars().count() > MAX_Q {
        return Err(Fault::bad_request("q"));
    }
    let clause = clause(app, session, directory, view).ok_or_else(|| Fault::conflict("view_conditions"))?;
    let grouped = grouping(directory, view);
    let keys: Vec<Key<'_>> =
        order.iter().map(|(by, descending, gives)| Key { by, descending: *descending, gives: *gives }).collect();
    let wanted = Wanted { after: asked.after.as_deref(), limit };
    let found =
        members(app, session, view, &clause, grouped.as_ref(), (q, asked.group.as_deref()), (&keys, wanted)).await?;
    let total = i64::try_from(found.total).unwrap_or(i64::MAX);
    let (rows, next) = match found.ids {
        Named::Page((ids, next)) => (lists::named::<TicketRow>(&app.db, session.tenant, &ids).await?, next),
        Named::All(ids) => {
            let mut conditions = Conditions::of(session.tenant);
            conditions.one_of("id", &ids.iter().map(String::as_str).collect::<Vec<_>>());
            lists::part(&app.db, &conditions, &keys, wanted.after, limit).await?
        }
        Named::Many => {
            let conditions = narrowed(app, session, directory, view, (q, asked.group.as_deref()))?;
            lists::part(&app.db, &conditions, &keys, wanted.after, limit).await?
        }
    };
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let fields = CustomerSchema { noun: Noun::Ticket, set: &directory.ticket_fields.now };
    let mut beside = values(app, session.tenant, fields, &ids, &own_columns(directory, view)).await?;
    let rows = rows.into_iter().zip(&ids);
    let mut rows: Vec<Found<TicketRow>> =
        rows.map(|(row, id)| Found { row, values: beside.remove(id).unwrap_or_default(), contact: None }).collect();
    let names = names(directory, view, &rows, &found.groups);
    session.mask(&mut rows);
    Ok(ViewPage { rows, total, groups: found.groups, names, next })
}

/// What people call what rows and groups name by an id or key.
fn names(
    directory: &Directory,
    view: &TicketView,
    rows: &[Found<TicketRow>],
    groups: &[ViewGroup],
) -> BTreeMap<String, String> {
    let of_rows = rows.iter().flat_map(|found| [&found.row.group_id, &found.row.template]).flatten();
    let of_groups =
        groups.iter().map(|group| &group.key).filter(|_| !["status", "priority"].contains(&view.group_by.as_str()));
    let schema = schema(directory);
    let choices = match schema.kind_of(&view.group_by) {
        Some(FieldKind::Choice { options }) => options.as_slice(),
        _ => &[],
    };
    let name = |key: &String| {
        let group =
            key.parse().ok().and_then(|id: GroupId| directory.policy.groups.get(&id)).map(|one| one.name.clone());
        let template = || {
            let id: TemplateId = key.parse().ok()?;
            directory.ticket_templates.get(&id).map(|(_, one)| one.name.clone())
        };
        let agent = || key.parse().ok().and_then(|id: AgentId| directory.agents.get(&id)).map(|one| one.name.clone());
        let choice = || choices.iter().find(|one| one.key == *key).map(|one| one.label.clone());
        group.or_else(template).or_else(agent).or_else(choice).map(|name| (key.clone(), name))
    };
    of_rows.chain(of_groups).filter(|key| !key.is_empty()).filter_map(name).collect()
}

async fn members(
    app: &App,
    session: &Session,
    view: &TicketView,
    clause: &(String, Vec<Value>),
    grouped: Option<&Says>,
    (q, group): (&str, Option<&str>),
    (keys, wanted): (&[Key<'_>], Wanted<'_>),
) -> Answer<Members> {
    let board = app.boards.of(session.tenant);
    let mut board = board.lock().await;
    let top = Board::top(&app.db, session.tenant).await?;
    let says = meets(clause);
    let words = search::words(q);
    let by_mind = !words.is_empty() && search::small(app, session, &board).await?;
    let mut columns = vec![says.clone()];
    columns.extend(grouped.cloned());
    columns.extend(by_mind.then_some(Says::Words));
    let order = Order::of(keys);
    columns.extend(order.as_ref().and_then(Order::says).cloned());
    board.refresh(&app.db, session.tenant, top, &columns).await?;
    let mut bits = board.meeting(&says).cloned().unwrap_or_default();
    if let Some(reach) = reach(app, session, &mut board, top).await? {
        bits.keep(&reach);
    }
    if let Some(promise) = view.promise {
        bits.keep(&promised(app, session, &mut board, promise).await?);
    }
    if by_mind {
        bits = board.with_words(&words, !session.masks, Some(&bits));
    } else if !words.is_empty() {
        bits = found_by_the_database(app, session, &mut board, clause, q, bits).await?;
    }
    let mut groups = Vec::new();
    if let Some(says) = grouped {
        for (key, count) in board.tally(says, &bits) {
            groups.push(ViewGroup { key, count: i64::try_from(count).unwrap_or(i64::MAX) });
        }
        if let Some(key) = group {
            bits = board.only(says, key, &bits);
        }
    }
    let total = bits.count();
    let few = total <= search::FEW;
    let ids = match order {
        // clocks of few tickets are sooner asked for than looked for among all
        Some(Order::Due(_)) | None if few => Named::All(board.named(&bits)),
        Some(order) => Named::Page(order.first(&app.db, session.tenant, &mut board, &bits, wanted).await?),
        None => Named::Many,
    };
    Ok(Members { total, groups, ids })
}

/// The same where there are more tickets than fit in memory.
async fn found_by_the_database(
    app: &App,
    session: &Session,
    board: &mut Board,
    clause: &(String, Vec<Value>),
    q: &str,
    mut bits: Bits,
) -> Answer<Bits> {
    use sqlx::Row as _;
    let mut conditions = Conditions::of(session.tenant);
    conditions.and_with(format!("({})", clause.0), clause.1.clone());
    conditions.words(q, &session.searched(SEARCHED.0), SEARCHED.1);
    let sql = format!("select id from tickets where {}", conditions.sql());
    let select = conditions.values().iter().cloned().fold(crate::db::query(&sql), crate::db::bind);
    let rows = select.fetch_all(app.db.pool()).await?;
    let ids: Vec<String> = rows.iter().map(|row| row.try_get(0)).collect::<DbResult<_>>()?;
    bits.keep(&board.places_of(ids.iter().map(String::as_str)));
    Ok(bits)
}

/// The conditions by which the database finds the rows of a view itself.
pub(super) fn narrowed(
    app: &App,
    session: &Session,
    directory: &Directory,
    view: &TicketView,
    (q, group): (&str, Option<&str>),
) -> Answer<Conditions> {
    let mut conditions = reached(session, Kind::Ticket);
    let schema = schema(directory);
    let today = Today { at: app.clock.now(), offset_min: directory.settings.utc_offset_min };
    let filter = view.filter(&schema, directory.viewer(session));
    let clause = filter.clause(&schema, Some(today), app.db.dialect(), conditions.next_mark());
    let clause = clause.map_err(|_| Fault::conflict("view_conditions"))?;
    conditions.and_with(format!("({})", clause.sql), clause.values);
    crate::sla::narrow(&mut conditions, view.promise.map(Promise::word), app.clock.now())?;
    if let (Some(key), Some(says)) = (group, grouping(directory, view)) {
        let mark = conditions.text(key);
        conditions.and(match says {
            Says::Own(own) => format!(
                "coalesce((select v.text from field_values v where v.tenant_id = tickets.tenant_id \
                 and v.document_id = tickets.id and v.key = '{own}' and v.n = 0), '') = {mark}"
            ),
            Says::Stands(column) => format!("coalesce(cast({column} as text), '') = {mark}"),
            Says::Meets(..) | Says::Words | Says::Number(_) => "1 = 1".to_owned(),
        });
    }
    conditions.words(q, &session.searched(SEARCHED.0), SEARCHED.1);
    Ok(conditions)
}
