//! What houses report by themselves: verified, stored, and only then acknowledged. A notice that comes again changes nothing.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use truckroll_domain::TenantId;
use truckroll_domain::money::ledger::Provider;
use truckroll_domain::money::orders::{OrderEvent, Source};

use super::happen::{NotHappened, Showing};
use super::houses;
use super::providers::{MAX_NOTICE, PaymentProvider, RefundStanding, Reported, Taken, order_id, refund_id};
use super::tasks::{Task, put_now};
use super::work::Worker;
use crate::App;
use crate::db::DbResult;
use crate::fees::ledger::NotPosted;

/// The address that houses are given; it is no part of the interface for people.
pub(crate) fn router() -> axum::Router<App> {
    axum::Router::new()
        .route("/payments/{tenant}/{provider}/notices", post(notice))
        .layer(DefaultBodyLimit::max(MAX_NOTICE))
}

async fn notice(
    State(app): State<App>,
    Path((tenant, provider)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let nowhere = || StatusCode::NOT_FOUND.into_response();
    let (Ok(tenant), Ok(provider)) = (tenant.parse::<TenantId>(), provider.parse::<Provider>()) else {
        return nowhere();
    };
    let house = match houses::of(&app, tenant, &provider).await {
        Ok(Ok(house)) => house,
        Ok(Err(_)) => return nowhere(),
        Err(error) => {
            tracing::warn!(%error, "a notice of a payment waits for the database");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let taken = match house.notice(&headers, &body).await {
        Ok(notice) => take(&app, tenant, &provider, notice.event, notice.reported).await,
        Err(error) => {
            tracing::warn!(%tenant, provider = provider.name(), %error, "a notice of a payment is not trusted");
            Ok(Taken::NotStored)
        }
    };
    let taken = taken.unwrap_or_else(|error| {
        tracing::warn!(%error, "a notice of a payment waits for the database");
        Taken::NotStored
    });
    acknowledged(&*house, taken)
}

fn acknowledged(house: &dyn PaymentProvider, taken: Taken) -> Response {
    let answer = house.acknowledge(taken);
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, answer.body).into_response();
    if answer.content_type.is_empty() {
        response.headers_mut().remove(header::CONTENT_TYPE);
    } else {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    }
    response
}

async fn take(app: &App, tenant: TenantId, provider: &Provider, event: String, reported: Reported) -> DbResult<Taken> {
    let worker = Worker::new(app.clone());
    let (number, event) = match reported {
        Reported::Paid { number, payment } => {
            (number, OrderEvent::PaidReported(payment.report(Source::Webhook, Some(event))))
        }
        Reported::Refund { number, refund, standing } => {
            let Some(refund) = refund_id(&refund) else { return Ok(Taken::Stored) };
            let event = match standing {
                RefundStanding::Done { at, .. } => OrderEvent::RefundDone { refund, at },
                RefundStanding::Failed { .. } => OrderEvent::RefundFailed { refund, at: app.clock.now() },
                RefundStanding::Open | RefundStanding::Unknown => return Ok(Taken::Stored),
            };
            (number, event)
        }
        // whether somebody paid at the last moment is asked for
        Reported::Closed { number } => {
            if let Some(order) = order_id(&number)
                && is_of(app, tenant, provider, order).await?
            {
                let mut tx = app.db.begin().await?;
                put_now(&mut tx, app, tenant, order, Task::Query).await?;
                tx.commit().await?;
            }
            return Ok(Taken::Stored);
        }
        Reported::Other { kind } => {
            tracing::info!(kind, "a notice of no concern");
            return Ok(Taken::Stored);
        }
    };
    // a refund without its order is asked about by its own task
    let Some(order) = order_id(&number) else { return Ok(Taken::Stored) };
    if !is_of(app, tenant, provider, order).await? {
        tracing::warn!(%order, "a payment was reported of an order that is not here");
        return Ok(Taken::NotStored);
    }
    match worker.let_happen(tenant, order, &event, Showing::default(), None).await {
        Ok(_) => Ok(Taken::Stored),
        Err(NotHappened::Books(NotPosted::Database(error))) => Err(error),
        Err(why) => {
            tracing::error!(%order, ?why, "what a payment provider reported changes nothing");
            Ok(Taken::NotStored)
        }
    }
}

/// Whether this house was asked for this order.
async fn is_of(app: &App, tenant: TenantId, provider: &Provider, order: truckroll_domain::OrderId) -> DbResult<bool> {
    let row = sqlx::query("select 1 from payment_orders where tenant_id = $1 and id = $2 and provider = $3")
        .bind(tenant.to_string())
        .bind(order.to_string())
        .bind(provider.name())
        .fetch_optional(app.db.pool())
        .await?;
    Ok(row.is_some())
}
