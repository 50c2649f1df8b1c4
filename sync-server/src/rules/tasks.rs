//! Automation tasks: once a minute, the tickets that meet the conditions of one (TKT-25).
//!
//! A task runs once for a ticket. That it ran is noted beside what it did (`rule_marks`); the note goes when the ticket
//! changed since and does not meet the conditions any more, so a ticket that is reopened and closed again is seen to again. It
//! also goes when the parts are closed because of which the ticket could not be.
//!
//! The database gives the tickets that can meet the conditions; hours of business, companies and contacts are asked of those.

use sqlx::Row as _;
use truckroll_domain::filter::{Condition, Dialect, Filter, Operand, Operator, Schema as _};
use truckroll_domain::time::{HOUR_MS, MINUTE_MS};
use truckroll_domain::triggers::RuleKind;
use truckroll_domain::{TenantId, TicketId, Timestamp, Value};

use super::run::{BY_TIME, Occasion, Worker, fires};
use super::scene::{Asked, Scene};
use super::{Kept, facts};
use crate::db::{DbResult, Engine, bind, query};
use crate::directory::Directory;

/// How often.
pub const EVERY_MS: i64 = MINUTE_MS;
/// Tickets looked at together.
const PAGE: i64 = 200;
/// Most tickets a task is carried out for in one round; the others have their turn a minute later.
const MOST: usize = 500;

/// Notes of a task that it waits until the parts of a ticket are closed.
pub const WAITS_FOR_PARTS: &str =
    "update rule_marks set waits_for_parts = 1 where tenant_id = $1 and rule_id = $2 and ticket_id = $3";

/// The statement that gives the tickets a task has not run for and that meet its conditions, as SQL.
#[must_use]
pub fn waiting_sql(conditions: &str) -> String {
    // the primary key of rule_marks; pages are not by the column itself, or databases walk through all tickets by their ids
    format!(
        "select id from tickets where tenant_id = $1 and id || '' > $2 and not exists (select 1 from rule_marks m \
         where m.tenant_id = tickets.tenant_id and m.rule_id = $3 and m.ticket_id = tickets.id) \
         and ({conditions}) order by id || '' limit {PAGE}"
    )
}

impl Worker {
    /// Looks through the tickets of every organisation that has automation tasks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_tasks(&self) -> DbResult<usize> {
        let rows = sqlx::query("select distinct tenant_id from rules where kind = $1")
            .bind(RuleKind::Automation.word())
            .fetch_all(self.app.db.pool())
            .await?;
        let mut done = 0;
        for row in rows {
            let Ok(tenant) = row.try_get::<String, _>(0)?.parse::<TenantId>() else { continue };
            let directory = self.app.directory(tenant).await?;
            if directory.licence_is_over(self.app.clock.now()) {
                continue;
            }
            for kept in directory.rules.automations.iter().filter(|kept| kept.rule.enabled) {
                self.forget(tenant, &directory, kept).await?;
                done += self.task(tenant, &directory, kept).await?;
            }
        }
        Ok(done)
    }

    async fn task(&self, tenant: TenantId, directory: &Directory, kept: &Kept) -> DbResult<usize> {
        let now = self.app.clock.now();
        let dialect = if self.app.db.engine() == Engine::Postgres { Dialect::Postgres } else { Dialect::Sqlite };
        let asks = facts::ticket_asks(directory);
        let narrowed = narrowed(&kept.rule.when, &asks, now);
        let clause = narrowed.clause(&asks, Some(facts::today(directory, now)), dialect, 4);
        let Ok(clause) = clause else { return Ok(0) };
        let (mut after, mut done) = (String::new(), 0);
        while done < MOST {
            let sql = waiting_sql(&clause.sql);
            let select = query(&sql).bind(tenant.to_string()).bind(after.clone()).bind(kept.id.to_string());
            let select = clause.values.iter().cloned().fold(select, bind);
            let rows = select.fetch_all(self.app.db.pool()).await?;
            let full = i64::try_from(rows.len()).unwrap_or(i64::MAX) == PAGE;
            for row in rows {
                after = row.try_get(0)?;
                let Ok(ticket) = after.parse::<TicketId>() else { continue };
                if let Some(scene) = self.meets(tenant, directory, kept, ticket).await? {
                    self.carry_out(directory, &self.occasion(tenant, kept, &scene), kept, &scene).await?;
                    done += 1;
                }
            }
            if !full {
                break;
            }
        }
        Ok(done)
    }

    fn occasion(&self, tenant: TenantId, kept: &Kept, scene: &Scene) -> Occasion<'static> {
        let mark = [tenant.to_string(), kept.id.to_string(), scene.id.to_string()].map(Value::Text);
        let mut values = mark.to_vec();
        values.push(Value::Int(scene.now.ms()));
        Occasion {
            tenant,
            kind: RuleKind::Automation,
            event: "time",
            key: format!("{} {}", scene.id, scene.now.ms()),
            at: scene.now,
            order: 0,
            cause: super::queue::Cause::default(),
            // of two nodes that look at the same time, one writes this
            once: Some((
                "insert into rule_marks (tenant_id, rule_id, ticket_id, at) values ($1, $2, $3, $4) \
                 on conflict (tenant_id, rule_id, ticket_id) do nothing",
                values,
            )),
        }
    }

    /// The ticket, if it meets the conditions.
    async fn meets(
        &self,
        tenant: TenantId,
        directory: &Directory,
        kept: &Kept,
        ticket: TicketId,
    ) -> DbResult<Option<Scene>> {
        let Some(scene) = Scene::load(&self.app, directory, tenant, ticket, "time").await? else { return Ok(None) };
        let (schema, now) = (facts::schema(directory), scene.snapshot(directory));
        let asked = Asked::new(directory, &schema, &scene, (BY_TIME, "system"), (Some(&now), &now));
        let meets = fires(kept, directory, &asked, scene.now);
        drop(asked);
        Ok(meets.then_some(scene))
    }

    /// Forgets tickets that changed since the task ran and do not meet its conditions any more.
    async fn forget(&self, tenant: TenantId, directory: &Directory, kept: &Kept) -> DbResult<()> {
        // indexes rule_marks_waiting and tickets_parent
        let closed = "waits_for_parts = 1 and not exists (select 1 from tickets p where p.tenant_id = rule_marks.tenant_id \
             and p.parent_id = rule_marks.ticket_id and p.status <> 'closed')";
        let rows =
            query(&format!("select ticket_id from rule_marks where tenant_id = $1 and rule_id = $2 and {closed}"))
                .bind(tenant.to_string())
                .bind(kept.id.to_string())
                .fetch_all(self.app.db.pool())
                .await?;
        if !rows.is_empty() {
            let mut tx = self.app.db.begin().await?;
            query(&format!("delete from rule_marks where tenant_id = $1 and rule_id = $2 and {closed}"))
                .bind(tenant.to_string())
                .bind(kept.id.to_string())
                .execute(tx.on())
                .await?;
            tx.commit().await?;
        }
        let rows = sqlx::query(
            "select m.ticket_id, t.updated_at from rule_marks m join tickets t on t.tenant_id = m.tenant_id \
             and t.id = m.ticket_id where m.tenant_id = $1 and m.rule_id = $2 and t.updated_at > m.at limit 500",
        )
        .bind(tenant.to_string())
        .bind(kept.id.to_string())
        .fetch_all(self.app.db.pool())
        .await?;
        for row in rows {
            let (id, updated): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
            let Ok(ticket) = id.parse::<TicketId>() else { continue };
            let meets = self.meets(tenant, directory, kept, ticket).await?.is_some();
            let mut tx = self.app.db.begin().await?;
            let sql = if meets {
                "update rule_marks set at = $4 where tenant_id = $1 and rule_id = $2 and ticket_id = $3"
            } else {
                "delete from rule_marks where tenant_id = $1 and rule_id = $2 and ticket_id = $3 and at < $4"
            };
            sqlx::query(sql)
                .bind(tenant.to_string())
                .bind(kept.id.to_string())
                .bind(id)
                .bind(updated)
                .execute(tx.on())
                .await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// The conditions the database can be asked: those about the ticket itself, and the earliest moment that hours allow.
fn narrowed(when: &Filter, asks: &facts::TicketAsks<'_>, now: Timestamp) -> Filter {
    let known = |condition: &Condition| asks.subject(&condition.field).is_some();
    let mut all: Vec<Condition> = when.all.iter().filter(|c| known(c)).cloned().collect();
    all.extend(when.all.iter().filter_map(|condition| since(condition, asks, now)));
    let any = if when.any.iter().all(known) { when.any.clone() } else { Vec::new() };
    Filter { all, any }
}

/// "At least so many hours ago" as a moment. Hours of business are never more than hours on the wall.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "times are within 2^53")]
fn since(condition: &Condition, asks: &facts::TicketAsks<'_>, now: Timestamp) -> Option<Condition> {
    let moment = condition.field.strip_prefix("hours.").or_else(|| condition.field.strip_prefix("business_hours."))?;
    let column = match moment {
        "created" | "status" => "created_at",
        "updated" => "updated_at",
        "resolved" => "resolved_at",
        _ => "closed_at",
    };
    let hours = match (condition.op, condition.value.as_ref()?) {
        (Operator::AtLeast | Operator::Greater, Operand::Int(n)) => *n as f64,
        (Operator::AtLeast | Operator::Greater, Operand::Real(n)) => *n,
        _ => return None,
    };
    asks.subject(column)?;
    let before = now.plus_ms(-((hours * HOUR_MS as f64) as i64)).ms();
    Some(Condition { field: column.to_owned(), op: Operator::AtMost, value: Some(Operand::Int(before)) })
}
