//! Rules as they are kept, and written by administrators: by the version that was read, with an entry of the audit log.

use sqlx::Row as _;
use truckroll_domain::audit::Action;
use truckroll_domain::triggers::{CLOSES_AFTER_H, Known, MAX_RULES, Problems, Rule, RuleKind, closing};
use truckroll_domain::{RuleId, TenantId, Timestamp};
use truckroll_protocol::api::rules::{NewRule, RuleNow, RuleOrder};

use super::facts::{self, TicketAsks};
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::db::{DbResult, Tx};
use crate::directory::Directory;
use crate::http::{Answer, Fault};
use crate::news::{self, News};

/// Calls `f` with what there is in an organisation.
pub fn with_known<T>(directory: &Directory, sms: bool, f: impl FnOnce(&Known<'_, TicketAsks<'_>>) -> T) -> T {
    f(&Known {
        schema: facts::schema(directory),
        fields: &directory.ticket_fields.now,
        agent: &|id| directory.agents.get(&id).is_some_and(|agent| agent.disabled_at.is_none()),
        group: &|id| directory.groups.iter().any(|group| group.id == id),
        target: &|id| directory.rules.targets.contains_key(&id),
        sms,
    })
}

/// 422 that names every member.
pub fn unacceptable(what: &str, problems: Problems) -> Fault {
    problems.into_iter().fold(Fault::unacceptable(what), |fault, (member, problem)| fault.field(&member, problem))
}

/// Checks a rule.
pub fn check(directory: &Directory, kind: RuleKind, rule: &Rule) -> Answer<()> {
    with_known(directory, false, |known| rule.check(kind, known)).map_err(|problems| unacceptable("rule", problems))
}

/// By what titles are told apart.
pub fn title_key(title: &str) -> String {
    title.trim().to_lowercase()
}

/// The rules of a kind in their order.
pub async fn list(app: &App, tenant: TenantId, kind: RuleKind) -> DbResult<Vec<RuleNow>> {
    // the unique index of rules
    let rows = sqlx::query(
        "select id, version, position, body, fired_at from rules where tenant_id = $1 and kind = $2 order by position, id",
    )
    .bind(tenant.to_string())
    .bind(kind.word())
    .fetch_all(app.db.pool())
    .await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let (id, body): (String, String) = (row.try_get(0)?, row.try_get(3)?);
        let (Ok(id), Ok(rule)) = (id.parse(), serde_json::from_str(&body)) else { continue };
        items.push(RuleNow {
            id,
            kind,
            version: row.try_get(1)?,
            position: row.try_get(2)?,
            rule,
            fired_at: row.try_get::<Option<i64>, _>(4)?.map(Timestamp),
        });
    }
    Ok(items)
}

/// A rule as this transaction sees it.
async fn find(tx: &mut Tx, tenant: TenantId, id: RuleId) -> DbResult<Option<RuleNow>> {
    let row = sqlx::query("select kind, version, position, body, fired_at from rules where tenant_id = $1 and id = $2")
        .bind(tenant.to_string())
        .bind(id.to_string())
        .fetch_optional(tx.on())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (kind, body): (String, String) = (row.try_get(0)?, row.try_get(3)?);
    let (Some(kind), Ok(rule)) = (RuleKind::from_word(&kind), serde_json::from_str(&body)) else { return Ok(None) };
    let fired_at = row.try_get::<Option<i64>, _>(4)?.map(Timestamp);
    Ok(Some(RuleNow { id, kind, version: row.try_get(1)?, position: row.try_get(2)?, rule, fired_at }))
}

/// Gives a new organisation the task it begins with; what is there stays.
pub(crate) async fn begin_with(tx: &mut Tx, tenant: TenantId, id: RuleId, locale: &str) -> DbResult<()> {
    let locale = truckroll_portal::Locale::from_tag(locale).unwrap_or_default();
    let title = crate::notify::words::say(locale, "rule-standard-closing", []).unwrap_or_default();
    let rule = closing(title, CLOSES_AFTER_H);
    sqlx::query(
        "insert into rules (tenant_id, id, kind, title_key, position, version, body) values ($1, $2, $3, $4, 1, 1, $5) \
         on conflict do nothing",
    )
    .bind(tenant.to_string())
    .bind(id.to_string())
    .bind(RuleKind::Automation.word())
    .bind(title_key(&rule.title))
    .bind(serde_json::to_string(&rule).map_err(|e| sqlx::Error::Encode(e.into()))?)
    .execute(tx.on())
    .await?;
    Ok(())
}

async fn title_is_free(tx: &mut Tx, tenant: TenantId, kind: RuleKind, title: &str, own: RuleId) -> Answer<()> {
    let row = sqlx::query("select id from rules where tenant_id = $1 and kind = $2 and title_key = $3 and id <> $4")
        .bind(tenant.to_string())
        .bind(kind.word())
        .bind(title_key(title))
        .bind(own.to_string())
        .fetch_optional(tx.on())
        .await?;
    match row {
        Some(_) => Err(Fault::unacceptable("rule").field("title", "taken")),
        None => Ok(()),
    }
}

/// Ends a transaction that wrote what the directory holds.
pub async fn finish(app: &App, mut tx: Tx, tenant: TenantId) -> DbResult<()> {
    news::tell(&mut tx, &News::Directory { tenant }).await?;
    tx.commit().await?;
    app.hear(News::Directory { tenant });
    Ok(())
}

/// Writes a rule: a new one behind all others, or in the place of the version that was read.
pub async fn put(app: &App, session: &Session, id: Option<RuleId>, asked: NewRule) -> Answer<RuleNow> {
    let tenant = session.tenant;
    let directory = app.directory(tenant).await?;
    let mut rule = asked.rule;
    rule.title = rule.title.trim().to_owned();
    check(&directory, asked.kind, &rule)?;
    let mut tx = app.db.begin().await?;
    // locks the organisation's row, so that of two administrators the second learns of the first
    tx.take_seq(tenant, 0).await?;
    let before = match id {
        Some(id) => Some(find(&mut tx, tenant, id).await?.ok_or_else(|| Fault::not_found("rule"))?),
        None => None,
    };
    if before.as_ref().is_some_and(|before| before.kind != asked.kind) {
        return Err(Fault::unacceptable("rule").field("kind", "never_changes"));
    }
    if before.as_ref().map_or(0, |before| before.version) != asked.version {
        return Err(Fault::conflict("rule"));
    }
    let id = id.unwrap_or_else(|| app.fresh());
    title_is_free(&mut tx, tenant, asked.kind, &rule.title, id).await?;
    let position = match &before {
        Some(before) => before.position,
        None => {
            let row = sqlx::query(
                "select cast(count(*) as bigint), cast(coalesce(max(position), 0) as bigint) from rules \
                 where tenant_id = $1 and kind = $2",
            )
            .bind(tenant.to_string())
            .bind(asked.kind.word())
            .fetch_one(tx.on())
            .await?;
            if row.try_get::<i64, _>(0)? >= i64::try_from(MAX_RULES).unwrap_or(i64::MAX) {
                return Err(Fault::conflict("too_many"));
            }
            row.try_get::<i64, _>(1)? + 1
        }
    };
    let version = asked.version + 1;
    let fired_at = before.as_ref().and_then(|before| before.fired_at);
    sqlx::query(
        "insert into rules (tenant_id, id, kind, title_key, position, version, body) values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (tenant_id, id) do update set title_key = excluded.title_key, version = excluded.version, \
         body = excluded.body",
    )
    .bind(tenant.to_string())
    .bind(id.to_string())
    .bind(asked.kind.word())
    .bind(title_key(&rule.title))
    .bind(position)
    .bind(version)
    .bind(serde_json::to_string(&rule).map_err(|_| Fault::internal())?)
    .execute(tx.on())
    .await?;
    let entry = Entry::of(app, session, Action::RuleWritten).about(asked.kind.word(), id, &rule.title);
    audit::write(&mut tx, entry.before(&before.map(|before| before.rule)).after(&rule)).await?;
    finish(app, tx, tenant).await?;
    Ok(RuleNow { id, kind: asked.kind, version, position, rule, fired_at })
}

/// Removes a rule, and what was noted for it. The log keeps what it did.
pub async fn remove(app: &App, session: &Session, id: RuleId) -> Answer<()> {
    let tenant = session.tenant;
    let mut tx = app.db.begin().await?;
    tx.take_seq(tenant, 0).await?;
    let before = find(&mut tx, tenant, id).await?.ok_or_else(|| Fault::not_found("rule"))?;
    for sql in [
        "delete from rules where tenant_id = $1 and id = $2",
        "delete from rule_marks where tenant_id = $1 and rule_id = $2",
        "delete from rule_turns where tenant_id = $1 and rule_id = $2",
    ] {
        sqlx::query(sql).bind(tenant.to_string()).bind(id.to_string()).execute(tx.on()).await?;
    }
    let entry = Entry::of(app, session, Action::RuleWritten).about(before.kind.word(), id, &before.rule.title);
    audit::write(&mut tx, entry.before(&before.rule)).await?;
    finish(app, tx, tenant).await?;
    Ok(())
}

/// Puts the rules of a kind into an order. Rules that somebody made meanwhile come last.
pub async fn order(app: &App, session: &Session, asked: &RuleOrder) -> Answer<()> {
    let tenant = session.tenant;
    let mut tx = app.db.begin().await?;
    tx.take_seq(tenant, 0).await?;
    let rows = sqlx::query("select id from rules where tenant_id = $1 and kind = $2 order by position, id")
        .bind(tenant.to_string())
        .bind(asked.kind.word())
        .fetch_all(tx.on())
        .await?;
    let known: Vec<String> = rows.iter().map(|row| row.try_get(0)).collect::<DbResult<_>>()?;
    let mut wanted: Vec<String> = asked.ids.iter().map(ToString::to_string).collect();
    wanted.dedup();
    if wanted.iter().any(|id| !known.contains(id)) {
        return Err(Fault::not_found("rule"));
    }
    let rest: Vec<String> = known.iter().filter(|id| !wanted.contains(id)).cloned().collect();
    wanted.extend(rest);
    for (position, id) in (1_i64..).zip(&wanted) {
        sqlx::query("update rules set position = $1 where tenant_id = $2 and id = $3")
            .bind(position)
            .bind(tenant.to_string())
            .bind(id)
            .execute(tx.on())
            .await?;
    }
    let entry = Entry::of(app, session, Action::RuleWritten).about(asked.kind.word(), "order", "");
    audit::write(&mut tx, entry.before(&known).after(&wanted)).await?;
    finish(app, tx, tenant).await?;
    Ok(())
}
