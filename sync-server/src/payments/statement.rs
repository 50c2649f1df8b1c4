//! Our payments and refunds of a day beside the file that the house has of it (FEE-13, FEE-16).

use axum::extract::State;
use jiff::civil::Date;
use truckroll_domain::Timestamp;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::money::reconcile::{RefundDay, Total, alipay, ours, reconcile, wechat};
use truckroll_domain::time::{DAY_MS, HOUR_MS};
use truckroll_protocol::api::payments::{SideTotal, Statement, StatementQuery, StatementTotal};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::providers::Error;
use super::{houses, store};
use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Query};

/// Both houses that have files count days by Chinese time, which is UTC+8 the whole year.
const AHEAD_MS: i64 = 8 * HOUR_MS;

/// Routes of this noun.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(statement))
}

/// From when until before when a day of the houses is.
fn bounds(day: Date) -> Option<(Timestamp, Timestamp)> {
    let begin = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_millisecond().checked_sub(AHEAD_MS)?;
    Some((Timestamp(begin), Timestamp(begin.checked_add(DAY_MS)?)))
}

fn side(total: Total) -> SideTotal {
    let whole = |n: i128| i64::try_from(n).unwrap_or(i64::MAX);
    let count = i64::try_from(total.count).unwrap_or(i64::MAX);
    SideTotal { paid: whole(total.paid), refunded: whole(total.refunded), count }
}

fn unread(error: &Error) -> Fault {
    tracing::warn!(%error, "the file of a payment provider cannot be had");
    match error {
        Error::Unavailable(_) => Fault::conflict("unreachable"),
        Error::NotConfigured(_) => Fault::conflict("not_configured"),
        Error::Unsupported(_) => Fault::conflict("no_files"),
        Error::Untrusted(_) => Fault::conflict("untrusted"),
        Error::Refused(_) | Error::Malformed(_) | Error::TooLarge { .. } => Fault::conflict("refused"),
    }
}

#[utoipa::path(
    get,
    path = "/statements",
    tag = "fees",
    operation_id = "statement",
    description = "Payments and refunds of a day as we have them beside the file of WeChat Pay or Alipay, which is downloaded for it.",
    params(
        ("provider" = String, Query, description = "`wechat_pay` or `alipay`"),
        ("day" = String, Query, description = "`2026-05-03`, in the provider's calendar (UTC+8)"),
    ),
    responses(
        (status = 200, description = "`Statement`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to export fees, or not for all companies"),
        (status = 409, description = "`unreachable`, `not_configured`, `no_files`, `untrusted`, `refused`, `unreadable`: the file cannot \
                                      be had"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn statement(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<StatementQuery>,
) -> Answer<axum::Json<Statement>> {
    session.must(Area::Fees, Verb::Export)?;
    if !session.rights().all(Area::Fees, Verb::Export) || !session.rights().all(Area::Customers, Verb::View) {
        return Err(Fault::forbidden("reach"));
    }
    let day: Date = asked.day.parse().map_err(|_| Fault::bad_request("day"))?;
    let (from, until) = bounds(day).ok_or_else(|| Fault::bad_request("day"))?;
    let house = houses::of(&app, session.tenant, &asked.provider).await?.map_err(|error| unread(&error))?;
    let Some(file) = house.bill(day).await.map_err(|error| unread(&error))? else {
        let (matched, totals) = (0, Vec::new());
        let nothing = Statement {
            file: false,
            matched,
            missing_here: Vec::new(),
            missing_there: Vec::new(),
            differing: Vec::new(),
            totals,
        };
        return Ok(axum::Json(nothing));
    };
    let name = asked.provider.name();
    let (bill, refunds) = match name {
        "wechat_pay" => (wechat(&file.text), RefundDay::Asked),
        _ => (alipay(&file.text), RefundDay::Done),
    };
    let bill = bill.map_err(|error| {
        tracing::warn!(provider = name, %error, "the file of a payment provider cannot be read");
        Fault::conflict("unreadable")
    })?;
    let mut connection = app.db.pool().acquire().await?;
    let orders = store::changed(&mut connection, session.tenant, name, (from, until)).await?;
    let here = ours(&orders, &asked.provider, (from, until), refunds);
    let found = reconcile(&here, &bill.records);
    let total = |(currency, (here, there))| StatementTotal { currency, here: side(here), there: side(there) };
    Ok(axum::Json(Statement {
        file: true,
        matched: i64::try_from(found.matched.len()).unwrap_or(i64::MAX),
        missing_here: found.missing_here,
        missing_there: found.missing_there,
        differing: found.differing,
        totals: found.totals.into_iter().map(total).collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_houses() {
        let (from, until) = bounds(jiff::civil::date(2026, 5, 4)).expect("a day");
        // 2026-05-04 10:00 in Shanghai is 1 777 860 000 000
        assert_eq!((from.ms(), until.ms()), (1_777_860_000_000 - 10 * HOUR_MS, 1_777_860_000_000 + 14 * HOUR_MS));
    }
}
