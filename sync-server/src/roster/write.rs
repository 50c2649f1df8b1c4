//! `PUT /roster`, and the one transaction in which rows and the months of their agents change.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::extract::State;
use jiff::civil::Date;
use sqlx::Row as _;
use truckroll_domain::access::{Area, Feature, Verb};
use truckroll_domain::roster::RosterMonth;
use truckroll_domain::{AgentId, ShiftId, Timestamp};
use truckroll_protocol::api::roster::{CellChange, RefusedCell, RosterChange, RosterWritten};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::duty::read_row;
use super::{is_plannable, reaches};
use crate::App;
use crate::auth::Session;
use crate::db::{Cell as Column, DbResult, Tx, insert_many, marks, query};
use crate::directory::{Directory, Writing, replace_own_definition};
use crate::http::{Answer, Fault, Strict};
use crate::news::{self, Announcement, Changed, News};

/// Most cells of one request.
const MAX_CELLS: usize = 5_000;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(replace))
}

#[utoipa::path(
    put,
    path = "/roster",
    tag = "roster",
    operation_id = "change_roster",
    description = "Changes cells of the roster. A cell that is another than was seen, or cannot be what is asked, is named and left.",
    request_body(content = serde_json::Value, description = "`RosterChange`"),
    responses(
        (status = 200, description = "`RosterWritten`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change staff, or the roster is switched off"),
        (status = 422, description = "Too many cells"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<RosterChange>,
) -> Answer<axum::Json<RosterWritten>> {
    session.must_be_on(Feature::Roster)?;
    session.must(Area::Staff, Verb::Edit)?;
    if asked.cells.len() > MAX_CELLS {
        return Err(Fault::unacceptable("roster").field("cells", "too_many"));
    }
    let mut plan = Plan::begin(&app, &session).await?;
    let written = plan.change(&asked.cells).await?;
    plan.commit().await?;
    Ok(axum::Json(written))
}

/// The roster under change, in one transaction.
pub(super) struct Plan<'a> {
    pub app: &'a App,
    pub session: &'a Session,
    pub tx: Tx,
    pub directory: Directory,
    pub at: Timestamp,
    pub today: Date,
    pub seq: i64,
    pub kinds: BTreeSet<&'static str>,
    pub touched: BTreeSet<AgentId>,
}

/// Shift by agent and day.
pub(super) type Known = HashMap<(AgentId, Date), ShiftId>;

impl<'a> Plan<'a> {
    /// Locks the organisation's row: nobody else plans until the end.
    pub async fn begin(app: &'a App, session: &'a Session) -> Answer<Self> {
        let mut tx = app.db.begin().await?;
        let seq = tx.take_seq(session.tenant, 1).await?;
        let directory = Directory::read(tx.on(), session.tenant).await?;
        let at = app.clock.now();
        let (today, _) = directory.settings.offsets(at).local(at);
        let (kinds, touched) = (BTreeSet::new(), BTreeSet::new());
        Ok(Self { app, session, tx, directory, at, today, seq, kinds, touched })
    }

    /// The rows of some days under the lock. Served by the index `roster_day`.
    pub async fn known(&mut self, from: Date, to: Date) -> DbResult<Known> {
        let rows =
            sqlx::query("select agent_id, day, shift_id from roster where tenant_id = $1 and day >= $2 and day <= $3")
                .bind(self.session.tenant.to_string())
                .bind(from.to_string())
                .bind(to.to_string())
                .fetch_all(self.tx.on())
                .await?;
        let read = |row| read_row(row).transpose();
        rows.iter().filter_map(read).map(|row| row.map(|(agent, day, shift)| ((agent, day), shift))).collect()
    }

    /// What stands against a cell.
    fn wrong(&self, cell: &CellChange) -> Option<&'static str> {
        let known = self.directory.agents.get(&cell.agent);
        let Some(agent) = known.filter(|agent| reaches(self.session, Verb::Edit, agent)) else {
            return Some("unknown_agent");
        };
        let shift = cell.shift.map(|id| self.directory.shifts.get(&id));
        if !is_plannable(cell.day, self.today) {
            Some("out_of_range")
        } else if agent.disabled_at.is_some() && cell.shift.is_some() {
            Some("disabled")
        } else if matches!(shift, Some(None)) {
            Some("unknown_shift")
        } else if matches!(shift, Some(Some(shift)) if shift.archived) {
            Some("archived")
        } else {
            None
        }
    }

    /// Changes cells that are as they were seen; names the others.
    pub async fn change(&mut self, cells: &[CellChange]) -> Answer<RosterWritten> {
        let mut written = RosterWritten::default();
        let plannable = cells.iter().map(|cell| cell.day).filter(|day| is_plannable(*day, self.today));
        let Some((from, to)) = plannable.fold(None, |range: Option<(Date, Date)>, day| {
            Some(range.map_or((day, day), |(from, to)| (from.min(day), to.max(day))))
        }) else {
            written.refused = cells.iter().map(|cell| refused(cell, "out_of_range", None)).collect();
            return Ok(written);
        };
        let mut known = self.known(from, to).await?;
        let mut changes: BTreeMap<(AgentId, Date), Option<ShiftId>> = BTreeMap::new();
        for cell in cells {
            let key = (cell.agent, cell.day);
            if let Some(why) = self.wrong(cell) {
                written.refused.push(refused(cell, why, None));
                continue;
            }
            let now = known.get(&key).copied();
            if now == cell.shift {
                continue;
            }
            if now != cell.seen {
                written.refused.push(refused(cell, "changed", now));
                continue;
            }
            match cell.shift {
                Some(shift) => known.insert(key, shift),
                None => known.remove(&key),
            };
            changes.insert(key, cell.shift);
        }
        written.written = i64::try_from(changes.len()).unwrap_or(i64::MAX);
        self.store(&changes).await?;
        Ok(written)
    }

    /// Stores cells, and the months they belong to.
    pub async fn store(&mut self, changes: &BTreeMap<(AgentId, Date), Option<ShiftId>>) -> DbResult<()> {
        if changes.is_empty() {
            return Ok(());
        }
        let tenant = self.session.tenant;
        let mut rows: Vec<Vec<Column>> = Vec::new();
        let mut cleared: BTreeMap<AgentId, Vec<Date>> = BTreeMap::new();
        for ((agent, day), shift) in changes {
            match shift {
                Some(shift) => rows.push(vec![
                    tenant.to_string().into(),
                    agent.to_string().into(),
                    day.to_string().into(),
                    shift.to_string().into(),
                    self.seq.into(),
                ]),
                None => cleared.entry(*agent).or_default().push(*day),
            }
        }
        let columns = ["tenant_id", "agent_id", "day", "shift_id", "seq"];
        let again = "(tenant_id, agent_id, day) do update set shift_id = excluded.shift_id, seq = excluded.seq";
        insert_many(&mut self.tx, "roster", &columns, rows, again).await?;
        for (agent, days) in cleared {
            for days in days.chunks(500) {
                // the primary key of roster
                let sql = format!(
                    "delete from roster where tenant_id = $1 and agent_id = $2 and day in ({})",
                    marks(3, days.len())
                );
                let mut delete = query(&sql).bind(tenant.to_string()).bind(agent.to_string());
                for day in days {
                    delete = delete.bind(day.to_string());
                }
                delete.execute(self.tx.on()).await?;
            }
        }
        let months: BTreeSet<(AgentId, Date)> =
            changes.keys().map(|(agent, day)| (*agent, day.first_of_month())).collect();
        for (agent, month) in months {
            self.store_month(agent, month).await?;
        }
        Ok(())
    }

    /// Writes what an agent's own devices know of a month.
    async fn store_month(&mut self, agent: AgentId, month: Date) -> DbResult<()> {
        // the primary key of roster
        let rows = sqlx::query(
            "select agent_id, day, shift_id from roster where tenant_id = $1 and agent_id = $2 and day >= $3 and day <= $4",
        )
        .bind(self.session.tenant.to_string())
        .bind(agent.to_string())
        .bind(month.to_string())
        .bind(month.last_of_month().to_string())
        .fetch_all(self.tx.on())
        .await?;
        let days: BTreeMap<Date, ShiftId> = rows
            .iter()
            .filter_map(|row| read_row(row).transpose())
            .map(|row| row.map(|(_, day, shift)| (day, shift)))
            .collect::<DbResult<_>>()?;
        let body = RosterMonth { agent, days };
        let body = (!body.days.is_empty()).then_some(&body);
        self.put_own(RosterMonth::KIND, &RosterMonth::id(agent, month), agent, body).await
    }

    /// Writes a definition of one agent alone, whatever is there.
    pub async fn put_own<T: serde::Serialize>(
        &mut self,
        kind: &'static str,
        id: &str,
        agent: AgentId,
        body: Option<&T>,
    ) -> DbResult<()> {
        // the primary key of definitions
        let row =
            sqlx::query("select seq from definitions where tenant_id = $1 and kind = $2 and id = $3 and body <> ''")
                .bind(self.session.tenant.to_string())
                .bind(kind)
                .bind(id)
                .fetch_optional(self.tx.on())
                .await?;
        let seen: i64 = row.map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
        let by = &self.session.actor;
        let writing = Writing { tenant: self.session.tenant, of: (kind, id), seen, by, at: self.at };
        // under the lock nobody else is faster
        if let Some(seq) = replace_own_definition(&mut self.tx, &writing, agent, body).await? {
            self.seq = seq;
        }
        self.kinds.insert(kind);
        self.touched.insert(agent);
        Ok(())
    }

    /// Commits and tells whom it concerns.
    pub async fn commit(self) -> Answer<()> {
        let Self { app, session, mut tx, seq, kinds, touched, .. } = self;
        if kinds.is_empty() {
            tx.commit().await?;
            return Ok(());
        }
        let changed = Changed::Definitions(kinds.iter().map(|kind| (*kind).to_owned()).collect());
        let agents = Some(touched.into_iter().collect());
        let news = News::Stored(Announcement { tenant: session.tenant, seq, changed, agents });
        news::tell(&mut tx, &news).await?;
        tx.commit().await?;
        app.hear(news);
        Ok(())
    }
}

fn refused(cell: &CellChange, why: &str, now: Option<ShiftId>) -> RefusedCell {
    RefusedCell { agent: cell.agent, day: cell.day, why: why.to_owned(), now }
}
