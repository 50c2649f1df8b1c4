//! `POST /staff/import`: agents from a table (ORG-19).
//!
//! Whoever brings the file keeps it: it comes once to be looked at, once to be checked, once to be stored, and the answer
//! has everything that follows from it. Nothing of it waits on the server, and start passwords leave it only in the one
//! answer that made them (`docs/adr/0016`). All rows that can be stored are stored in one transaction.

use std::collections::{BTreeSet, HashMap};

use axum::body::Body;
use axum::extract::State;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use sqlx::Row as _;
use truckroll_domain::AgentId;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::imports::{CellFault, MAX_COLUMNS, Mapping, Outcome, Reason};
use truckroll_domain::people::Agent;
use truckroll_domain::people::table::{StaffNames, StaffRow, check_mapping, guess, heading};
use truckroll_domain::tenants::SEATS;
use truckroll_portal::Locale;
use truckroll_protocol::api::RefusedCells;
use truckroll_protocol::api::staff::{StaffImport, StaffImported, StartPassword};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::read::parties;
use super::{AGENT, Draft, must_keep_an_administrator, numbers};
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::{self, Session};
use crate::db::{Db, DbResult, marks, query};
use crate::directory::Directory;
use crate::http::{Answer, Fault, Query, input};
use crate::imports::read::{self, Line};
use crate::imports::words::{language, reason_of, word};
use crate::imports::write::{Cell, csv_text};

/// Largest file, bytes.
const MAX_BYTES: usize = 5 * 1024 * 1024;
/// Most rows of a file, headings left out.
const MAX_ROWS: usize = 1_000;
/// Refused rows that are told one by one; all are in the table.
const SHOWN: usize = 100;
/// Passwords that are worked out at the same time.
const AT_ONCE: usize = 4;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(import))
}

#[utoipa::path(
    post,
    path = "/staff/import",
    tag = "people",
    operation_id = "import_staff",
    description = "Agents from a table: `.xlsx`, `.xls`, or CSV in UTF-8, UTF-16 or GB18030. Who is there already, told by the \
                   sign-in name, is changed; who is not is made with a start password that the answer tells once.",
    params(
        ("step" = String, Query, description = "`look`, `check` or `store`"),
        ("language" = Option<String>, Query, description = "Language of the reasons, `en` or `zh-CN`"),
        ("mapping" = Option<String>, Query, description = "`Mapping` as JSON: what the columns stand for"),
    ),
    request_body(content = String, description = "The file, at most 5 MB and 1,000 rows", content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "`StaffImported`", body = serde_json::Value),
        (status = 400, description = "A step, language or mapping that is none"),
        (status = 403, description = "Without the right to make and change agents"),
        (status = 409, description = "Agents were made meanwhile; nothing was stored"),
        (status = 413, description = "Larger than the limit"),
        (status = 422, description = "Not a table, or its columns cannot be read like this; `fields` names what"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn import(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<StaffImport>,
    body: Body,
) -> Answer<axum::Json<StaffImported>> {
    session.must(Area::Staff, Verb::Create)?;
    session.must(Area::Staff, Verb::Edit)?;
    let locale = language(&asked.language)?;
    if !["look", "check", "store"].contains(&asked.step.as_str()) {
        return Err(Fault::bad_request("step"));
    }
    let bytes = input::body(body, MAX_BYTES).await?;
    let table = tokio::task::spawn_blocking(move || table(&bytes)).await.map_err(|_| Fault::internal())?;
    let (head, mut lines) = table.map_err(|problem| Fault::unacceptable("import").field("file", problem))?;
    let columns = lines.iter().map(|(_, cells)| cells.len()).max().unwrap_or_default();
    let mut answer = StaffImported { rows: count(lines.len()), head, ..StaffImported::default() };
    if asked.step == "look" {
        let mut guessed = guess(answer.head.first().map_or(&[][..], Vec::as_slice));
        let header = guessed.iter().any(|key| !key.is_empty());
        guessed.resize(columns, String::new());
        answer.mapping = Mapping { header, columns: guessed, ..Mapping::default() };
        return Ok(axum::Json(answer));
    }
    let mapping: Mapping = input::strictly(asked.mapping.as_bytes())?;
    check_mapping(&mapping).map_err(|(member, problem)| Fault::unacceptable("import").field(&member, problem))?;
    let headings = mapping.header.then(|| lines.remove(0).1);
    let wrong = match lines.len() {
        0 => Some("only_headings"),
        rows if rows > MAX_ROWS => Some("too_many_rows"),
        _ => None,
    };
    if let Some(problem) = wrong {
        return Err(Fault::unacceptable("import").field("file", problem));
    }
    let wanted = accounts(&lines, &mapping);
    let dry = asked.step == "check";
    let taken = taken(&app.db, &wanted).await?;
    let directory = app.directory(session.tenant).await?;
    let mut plan = Plan::new(&app, &session, &directory, &taken, &lines, &mapping);
    if !dry {
        let mut secrets = start_passwords(&app, plan.made.len()).await?;
        let mut draft = Draft::begin(&app, &session).await?;
        let directory = draft.directory().await?;
        // what holds under the lock is what counts
        plan = Plan::new(&app, &session, &directory, &taken, &lines, &mapping);
        answer.passwords = store(&mut draft, &plan, &mut secrets).await?;
        let told = serde_json::json!({
            "rows": lines.len(), "created": plan.made.len(), "updated": plan.changed.len(), "refused": plan.refused.len(),
        });
        let entry = Entry::of(&app, &session, Action::StaffImported).about("import", "staff", "");
        audit::write(&mut draft.tx, entry.after(&told)).await?;
        if plan.is_empty() {
            draft.tx.commit().await?;
        } else {
            draft.commit().await?;
        }
    }
    answer.created = count(plan.made.len());
    answer.updated = count(plan.changed.len());
    answer.kept = plan.kept;
    answer.rejected = count(plan.refused.len());
    answer.refused_csv = refused_csv(&plan, &lines, &mapping, headings.as_deref(), locale)?;
    answer.passwords_csv = passwords_csv(&answer.passwords, locale)?;
    answer.refused = plan.refused.into_iter().take(SHOWN).map(|(row, faults)| RefusedCells { row, faults }).collect();
    answer.mapping = mapping;
    Ok(axum::Json(answer))
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The first rows of a file as they are shown, and all of them.
fn table(bytes: &[u8]) -> Result<(Vec<Vec<String>>, Vec<Line>), read::Problem> {
    let table = read::read(bytes)?;
    if table.columns > MAX_COLUMNS {
        return Err("too_many_columns");
    }
    let mut lines = Vec::new();
    for chunk in &table.chunks {
        lines.extend(read::lines(chunk).map_err(|_| "not_a_table")?);
        if lines.len() > MAX_ROWS + 1 {
            return Err("too_many_rows");
        }
    }
    Ok((table.head, lines))
}

/// The sign-in names of a file.
fn accounts(lines: &[Line], mapping: &Mapping) -> BTreeSet<String> {
    let Some(column) = mapping.column_of("account") else { return BTreeSet::new() };
    let cells = lines.iter().filter_map(|(_, cells)| cells.get(column));
    cells.map(|cell| auth::account_key(cell)).filter(|name| !name.is_empty()).collect()
}

/// Those of the names by which somebody signs in. Over all organisations, because names are.
async fn taken(db: &Db, accounts: &BTreeSet<String>) -> DbResult<BTreeSet<String>> {
    let accounts: Vec<&String> = accounts.iter().collect();
    let mut taken = BTreeSet::new();
    for chunk in accounts.chunks(500) {
        // the primary key of accounts
        let sql = format!("select account from accounts where account in ({})", marks(1, chunk.len()));
        let select = chunk.iter().fold(query(&sql), |select, account| select.bind((*account).clone()));
        for row in select.fetch_all(db.pool()).await? {
            taken.insert(row.try_get(0)?);
        }
    }
    Ok(taken)
}

/// So many start passwords with their hashes.
async fn start_passwords(app: &App, number: usize) -> Answer<Vec<(String, String)>> {
    stream::iter(0..number).map(|_| auth::start_password(app)).buffer_unordered(AT_ONCE).try_collect().await
}

/// What the rows of a file do.
#[derive(Default)]
struct Plan {
    made: Vec<Agent>,
    changed: Vec<Agent>,
    kept: i64,
    refused: Vec<(i64, Vec<CellFault>)>,
}

impl Plan {
    fn new(
        app: &App,
        session: &Session,
        directory: &Directory,
        taken: &BTreeSet<String>,
        lines: &[Line],
        mapping: &Mapping,
    ) -> Self {
        let names = StaffNames::new(&directory.policy);
        let by_account: HashMap<&str, AgentId> =
            directory.agents.values().map(|agent| (agent.account.as_str(), agent.id)).collect();
        // as they are after the rows so far
        let mut agents = directory.agents.clone();
        let mut earlier: HashMap<String, i64> = HashMap::new();
        let mut plan = Self::default();
        for (number, cells) in lines {
            let mut row = StaffRow::read(*number, cells, mapping, &names);
            if let Some(first) = earlier.get(&row.account).filter(|_| row.faults.is_empty()) {
                let first = first.to_string();
                row.fault(mapping, "account", Reason::DuplicateInFile, &first);
            }
            let former = by_account.get(row.account.as_str()).and_then(|id| agents.get(id)).cloned();
            let outcome = match former {
                Some(former) => known(session, directory, &agents, &mut row, &former, mapping),
                None => fresh(app, session, directory, &agents, taken, &mut row, mapping),
            };
            if !row.faults.is_empty() {
                plan.refused.push((row.number, row.faults));
                continue;
            }
            earlier.insert(row.account.clone(), row.number);
            let Some((outcome, agent)) = outcome else {
                plan.kept += 1;
                continue;
            };
            agents.insert(agent.id, agent.clone());
            let list = if outcome == Outcome::Created { &mut plan.made } else { &mut plan.changed };
            list.push(agent);
        }
        plan
    }

    fn is_empty(&self) -> bool {
        self.made.is_empty() && self.changed.is_empty()
    }
}

type Agents = HashMap<AgentId, Agent>;

/// What a row makes of an agent who is there; nothing where he stays as he is.
fn known(
    session: &Session,
    directory: &Directory,
    agents: &Agents,
    row: &mut StaffRow,
    former: &Agent,
    mapping: &Mapping,
) -> Option<(Outcome, Agent)> {
    let policy = &directory.policy;
    let whole = |agent: &Agent| policy.rights(&Agent { disabled_at: None, ..agent.clone() });
    let mine = session.rights();
    let reaches = mine.on(Area::Staff, Verb::Edit, &parties(former));
    if !reaches || !(mine.administers() || mine.covers(&whole(former))) {
        row.fault(mapping, "account", Reason::PermissionDenied, "");
        return None;
    }
    let agent = row.applied(former);
    if mapping.keep || agent == *former {
        return None;
    }
    let agent = judged(session, directory, agents, row, Some(former), agent, mapping);
    let others = agents.values().filter(|other| other.id != agent.id);
    if must_keep_an_administrator(policy, others.chain([&agent])).is_err() {
        row.fault(mapping, "role", Reason::LastAdministrator, "");
    }
    Some((Outcome::Updated, agent))
}

/// The agent that a row makes.
fn fresh(
    app: &App,
    session: &Session,
    directory: &Directory,
    agents: &Agents,
    taken: &BTreeSet<String>,
    row: &mut StaffRow,
    mapping: &Mapping,
) -> Option<(Outcome, Agent)> {
    if taken.contains(&row.account) {
        let account = row.account.clone();
        row.fault(mapping, "account", Reason::AccountTaken, &account);
        return None;
    }
    let agent = row.applied(&Agent { id: app.fresh(), account: row.account.clone(), ..Agent::default() });
    let agent = judged(session, directory, agents, row, None, agent, mapping);
    Some((Outcome::Created, agent))
}

/// Notes what stands against an agent, and brings the words of earlier versions in step with his role.
fn judged(
    session: &Session,
    directory: &Directory,
    agents: &Agents,
    row: &mut StaffRow,
    former: Option<&Agent>,
    mut agent: Agent,
    mapping: &Mapping,
) -> Agent {
    let policy = &directory.policy;
    row.judge(&agent, policy, mapping);
    let (mine, his) = (session.rights(), policy.rights(&Agent { disabled_at: None, ..agent.clone() }));
    if !mine.administers() && !mine.covers(&his) {
        row.fault(mapping, "role", Reason::PermissionDenied, "");
    }
    if let Err(full) = directory.licence.room(agents.values(), former, &agent) {
        let key = if full.of == SEATS { "" } else { "licences" };
        row.fault(mapping, key, Reason::SeatsUsedUp, &format!("{}/{}", full.used, full.most));
    }
    if agent.role.is_some() || former.is_none() {
        agent.roles = policy.duties(&agent);
    }
    agent
}

/// Stores what is planned; returns the start passwords.
async fn store(draft: &mut Draft<'_>, plan: &Plan, secrets: &mut Vec<(String, String)>) -> Answer<Vec<StartPassword>> {
    let seen = numbers(&mut draft.tx, draft.session.tenant, AGENT).await?;
    let mut told = Vec::with_capacity(plan.made.len());
    for agent in &plan.made {
        // more agents are to be made than before the lock: somebody was faster
        let (password, hash) = secrets.pop().ok_or_else(|| Fault::conflict("staff"))?;
        auth::put_start_password(draft.app, &mut draft.tx, draft.session.tenant, agent, &hash).await?;
        draft.put(AGENT, &agent.id.to_string(), 0, agent).await?;
        told.push(StartPassword { account: agent.account.clone(), name: agent.name.clone(), password });
    }
    for agent in &plan.changed {
        let id = agent.id.to_string();
        draft.put(AGENT, &id, seen.get(&id).copied().unwrap_or_default(), agent).await?;
    }
    Ok(told)
}

/// The refused rows with all their cells and the reasons in a column more; empty where there are none.
fn refused_csv(
    plan: &Plan,
    lines: &[Line],
    mapping: &Mapping,
    headings: Option<&[String]>,
    locale: Locale,
) -> Answer<String> {
    if plan.refused.is_empty() {
        return Ok(String::new());
    }
    let width = mapping.columns.len();
    let name = |(n, key): (usize, &String)| {
        let own = headings.and_then(|headings| headings.get(n)).map(|text| text.trim()).filter(|text| !text.is_empty());
        own.unwrap_or_else(|| heading(key, locale.tag())).to_owned()
    };
    let mut names: Vec<String> = mapping.columns.iter().enumerate().map(name).collect();
    let columns = names.iter().cloned().enumerate().collect();
    names.push(word(locale, "import-column-reason"));
    let cells: HashMap<i64, &Vec<String>> = lines.iter().map(|(number, cells)| (*number, cells)).collect();
    let row = |(number, faults): &(i64, Vec<CellFault>)| {
        let mut row = cells.get(number).map(|cells| (*cells).clone()).unwrap_or_default();
        row.resize(width, String::new());
        row.push(reason_of("staff-", locale, *number, faults, &columns));
        row.into_iter().map(Cell::Text).collect()
    };
    Ok(csv_text(names, plan.refused.iter().map(row).collect())?)
}

fn passwords_csv(passwords: &[StartPassword], locale: Locale) -> Answer<String> {
    if passwords.is_empty() {
        return Ok(String::new());
    }
    let tag = locale.tag();
    let mut names: Vec<String> = ["account", "name"].map(|key| heading(key, tag).to_owned()).to_vec();
    names.push(word(locale, "import-staff-password"));
    let row =
        |one: &StartPassword| [&one.account, &one.name, &one.password].map(|text| Cell::Text(text.clone())).to_vec();
    Ok(csv_text(names, passwords.iter().map(row).collect())?)
}
