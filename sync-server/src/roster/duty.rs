//! Who is on shift now.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use sqlx::Row as _;
use truckroll_domain::access::{Feature, Module};
use truckroll_domain::calendar::Offsets;
use truckroll_domain::people::Agent;
use truckroll_domain::roster::{Duty, Rows, Shift, Standing, standing};
use truckroll_domain::{AgentId, ShiftId, TenantId, Timestamp};

use crate::App;
use crate::db::{Db, DbResult};
use crate::directory::Directory;

/// What decides at one moment whether agents are on shift.
#[derive(Debug)]
pub struct Duties {
    /// How the organisation's clocks run.
    pub offsets: Offsets,
    at: Timestamp,
    shifts: BTreeMap<ShiftId, Shift>,
    roster: Roster,
}

#[derive(Debug)]
enum Roster {
    Off,
    Empty,
    Rows(HashMap<AgentId, Rows>),
}

impl Duties {
    /// Reads what counts at a moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn at(app: &App, tenant: TenantId, directory: &Directory, at: Timestamp) -> DbResult<Self> {
        let offsets = directory.settings.offsets(at);
        let roster = if !directory.policy.switches.on(Feature::Roster) {
            Roster::Off
        } else if is_empty(&app.db, tenant).await? {
            Roster::Empty
        } else {
            let (today, _) = offsets.local(at);
            let yesterday = today.yesterday().unwrap_or(today);
            let mut rows: HashMap<AgentId, Rows> = HashMap::new();
            for (agent, day, shift) in days(&app.db, tenant, yesterday, today).await? {
                let known = rows.entry(agent).or_default();
                if day == today {
                    known.today = Some(shift);
                } else {
                    known.yesterday = Some(shift);
                }
            }
            Roster::Rows(rows)
        };
        Ok(Self { offsets, at, shifts: directory.shifts.clone(), roster })
    }

    /// How an agent stands towards work of a module.
    #[must_use]
    pub fn standing(&self, agent: &Agent, module: Module) -> Standing {
        let duty = match &self.roster {
            Roster::Off => Duty::Daily,
            Roster::Empty => Duty::Empty,
            Roster::Rows(rows) => Duty::Rostered(rows.get(&agent.id).copied().unwrap_or_default()),
        };
        standing(agent, module, duty, &self.shifts, &self.offsets, self.at)
    }
}

/// Whether an organisation has no rows at all. The primary key of roster.
pub(super) async fn is_empty(db: &Db, tenant: TenantId) -> DbResult<bool> {
    let row = sqlx::query("select 1 from roster where tenant_id = $1 limit 1")
        .bind(tenant.to_string())
        .fetch_optional(db.pool())
        .await?;
    Ok(row.is_none())
}

/// The rows of some days, both included. Served by the index `roster_day`.
pub(super) async fn days(db: &Db, tenant: TenantId, from: Date, to: Date) -> DbResult<Vec<(AgentId, Date, ShiftId)>> {
    let rows = sqlx::query(
        "select agent_id, day, shift_id from roster where tenant_id = $1 and day >= $2 and day <= $3 \
         order by agent_id, day",
    )
    .bind(tenant.to_string())
    .bind(from.to_string())
    .bind(to.to_string())
    .fetch_all(db.pool())
    .await?;
    rows.iter().filter_map(|row| read_row(row).transpose()).collect()
}

/// Columns agent, day and shift; a row that cannot be read is passed over.
pub(super) fn read_row(row: &sqlx::any::AnyRow) -> DbResult<Option<(AgentId, Date, ShiftId)>> {
    let (agent, day, shift): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let read = || Some((agent.parse().ok()?, day.parse().ok()?, shift.parse().ok()?));
    Ok(read())
}
