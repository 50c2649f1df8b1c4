//! `POST /customers/delete` and `/customers/restore` (CUS-13): customers and rows of asset tables are thrown away and can be
//! brought back for thirty days. Those with open tickets or visits stay.

use std::collections::BTreeSet;

use axum::extract::State;
use serde::Deserialize;
use sqlx::Row as _;
use truckroll_domain::access::Lock;
use truckroll_domain::assets::AssetCommand;
use truckroll_domain::companies::CompanyCommand;
use truckroll_domain::contacts::ContactCommand;
use truckroll_domain::fields::Noun;
use truckroll_domain::time::DAY_MS;
use truckroll_domain::{Command, Content, DocumentId, Envelope, TenantId};
use truckroll_protocol::api::{Selection, SelectionAnswer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::{Db, DbResult, marks, query};
use crate::http::{Answer, Fault, Query, Strict};
use crate::ingest;

/// Most customers of one selection.
pub(super) const MOST: usize = 500;
/// How long what was thrown away can be brought back.
pub(crate) const KEPT_MS: i64 = 30 * DAY_MS;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(delete)).routes(routes!(restore))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    dry: bool,
}

fn checked(session: &Session, asked: &Selection) -> Answer<()> {
    session.must_administer()?;
    if asked.ids.is_empty() || asked.ids.len() > MOST {
        return Err(Fault::bad_request(format!("ids: 1 to {MOST}")));
    }
    Ok(())
}

#[utoipa::path(
    post,
    path = "/customers/delete",
    tag = "customers",
    operation_id = "delete_customers",
    description = "Throws customers away for thirty days. Those with open tickets or visits stay and are counted. For administrators.",
    params(("dry" = Option<bool>, Query, description = "Only count")),
    request_body(content = serde_json::Value, description = "`Selection`"),
    responses(
        (status = 200, description = "`SelectionAnswer`", body = serde_json::Value),
        (status = 403, description = "Not an administrator, or the organisation has locked it"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn delete(
    State(app): State<App>,
    session: Session,
    Query(how): Query<Asked>,
    Strict(asked): Strict<Selection>,
) -> Answer<axum::Json<SelectionAnswer>> {
    checked(&session, &asked)?;
    super::bulk::must_not_be_locked(&session, Lock::delete(asked.noun))?;
    let there = there(&app, &session, &asked, false).await?;
    let (busy, open_tickets, open_visits) = busy(&app.db, session.tenant, asked.noun, &there).await?;
    let free: Vec<DocumentId> = there.into_iter().filter(|id| !busy.contains(id)).collect();
    if !how.dry {
        carry_out(&app, &session, asked.noun, &free, true).await?;
    }
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Ok(axum::Json(SelectionAnswer { done: count(free.len()), busy: count(busy.len()), open_tickets, open_visits }))
}

#[utoipa::path(
    post,
    path = "/customers/restore",
    tag = "customers",
    operation_id = "restore_customers",
    description = "Brings back customers that were thrown away within thirty days. For administrators.",
    request_body(content = serde_json::Value, description = "`Selection`"),
    responses(
        (status = 200, description = "`SelectionAnswer`", body = serde_json::Value),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn restore(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<Selection>,
) -> Answer<axum::Json<SelectionAnswer>> {
    checked(&session, &asked)?;
    let there = there(&app, &session, &asked, true).await?;
    carry_out(&app, &session, asked.noun, &there, false).await?;
    let done = i64::try_from(there.len()).unwrap_or(i64::MAX);
    Ok(axum::Json(SelectionAnswer { done, ..SelectionAnswer::default() }))
}

/// Those of the selection that are there, or that can be brought back.
async fn there(app: &App, session: &Session, asked: &Selection, thrown_away: bool) -> DbResult<Vec<DocumentId>> {
    let ids: BTreeSet<DocumentId> = asked.ids.iter().copied().collect();
    let ids: Vec<DocumentId> = ids.into_iter().collect();
    let oldest = app.clock.now().plus_ms(-KEPT_MS);
    let stored = ingest::load(&app.db, session.tenant, &ids).await?;
    let fits = |id: &DocumentId| {
        // what was merged comes back with its merge
        let deleted_at = match (asked.noun, stored.get(id).map(|s| &s.content)) {
            (Noun::Company, Some(Content::Company(c))) if c.merged_into.is_none() => c.deleted_at,
            (Noun::Contact, Some(Content::Contact(c))) if c.merged_into.is_none() => c.deleted_at,
            (Noun::Asset, Some(Content::Asset(a))) => a.deleted_at,
            _ => return false,
        };
        if thrown_away { deleted_at.is_some_and(|at| at >= oldest) } else { deleted_at.is_none() }
    };
    Ok(ids.into_iter().filter(fits).collect())
}

/// Those that have open tickets or visits, with how many (indexes `tickets_company`, `tickets_contact`,
/// `visits_company`, `visits_ticket`, `tickets_asset`, `visits_asset`).
pub(crate) async fn busy(
    db: &Db,
    tenant: TenantId,
    noun: Noun,
    ids: &[DocumentId],
) -> DbResult<(BTreeSet<DocumentId>, i64, i64)> {
    let (mut busy, mut counts) = (BTreeSet::new(), [0, 0]);
    if ids.is_empty() {
        return Ok((busy, 0, 0));
    }
    let marks = marks(2, ids.len());
    let (tickets, visits) = match noun {
        Noun::Ticket => return Ok((busy, 0, 0)),
        Noun::Company => (
            format!(
                "select company_id, cast(count(*) as bigint) from tickets where tenant_id = $1 and company_id in ({marks}) \
                 and status not in ('resolved', 'closed') group by company_id"
            ),
            format!(
                "select company_id, cast(count(*) as bigint) from visits where tenant_id = $1 and company_id in ({marks}) \
                 and state not in ('completed', 'cancelled') group by company_id"
            ),
        ),
        Noun::Contact => (
            format!(
                "select contact_id, cast(count(*) as bigint) from tickets where tenant_id = $1 and contact_id in ({marks}) \
                 and status not in ('resolved', 'closed') group by contact_id"
            ),
            format!(
                "select t.contact_id, cast(count(*) as bigint) from tickets t \
                 join visits v on v.tenant_id = t.tenant_id and v.ticket_id = t.id \
                 where t.tenant_id = $1 and t.contact_id in ({marks}) \
                 and v.state not in ('completed', 'cancelled') group by t.contact_id"
            ),
        ),
        Noun::Asset => (
            format!(
                "select asset_id, cast(count(*) as bigint) from tickets where tenant_id = $1 and asset_id in ({marks}) \
                 and status not in ('resolved', 'closed') group by asset_id"
            ),
            format!(
                "select asset_id, cast(count(*) as bigint) from visits where tenant_id = $1 and asset_id in ({marks}) \
                 and state not in ('completed', 'cancelled') group by asset_id"
            ),
        ),
    };
    for (sql, count) in [tickets, visits].iter().zip(&mut counts) {
        let mut select = query(sql).bind(tenant.to_string());
        for id in ids {
            select = select.bind(id.to_string());
        }
        for row in select.fetch_all(db.pool()).await? {
            busy.extend(row.try_get::<String, _>(0)?.parse::<DocumentId>().ok());
            *count += row.try_get::<i64, _>(1)?;
        }
    }
    Ok((busy, counts[0], counts[1]))
}

async fn carry_out(app: &App, session: &Session, noun: Noun, ids: &[DocumentId], delete: bool) -> Answer<()> {
    let command = |id: &DocumentId| match noun {
        Noun::Company => Some(Command::Company {
            id: (*id).into(),
            command: if delete { CompanyCommand::Delete } else { CompanyCommand::Restore },
        }),
        Noun::Contact => Some(Command::Contact {
            id: (*id).into(),
            command: if delete { ContactCommand::Delete } else { ContactCommand::Restore },
        }),
        Noun::Asset => Some(Command::Asset {
            id: (*id).into(),
            command: if delete { AssetCommand::Delete } else { AssetCommand::Restore },
        }),
        // tickets are closed and stay
        Noun::Ticket => None,
    };
    let at = app.clock.now();
    let envelope = |command| Envelope { id: app.fresh(), at, offline: false, command };
    let commands: Vec<Envelope> = ids.iter().filter_map(command).map(envelope).collect();
    if !commands.is_empty() {
        ingest::execute(app, &session.caller(), commands).await?;
    }
    Ok(())
}
