//! Orders as they are stored: a row each, its body the order with all that happened to it.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};
use truckroll_domain::money::Money;
use truckroll_domain::money::orders::{Booked, Order, OrderState, RefundState, Subject};
use truckroll_domain::{OrderId, TenantId, Timestamp};
use truckroll_protocol::api::payments::OrderNow;

use crate::db::{DbResult, Tx};

/// Orders of one subject that are looked at; who has more has long been paid.
const MOST_OF_SUBJECT: i64 = 100;

/// Orders that are read at once.
const SLICE: i64 = 1_000;

/// An order with what is kept beside it.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub order: Order,
    pub version: i64,
    /// What the QR says.
    pub qr: String,
    /// Why the provider could not be asked.
    pub trouble: String,
}

impl Kept {
    /// As it is shown.
    pub fn shown(self, paid_elsewhere: bool) -> OrderNow {
        let due = due(&self.order);
        let (state, flags) = (self.order.state(), self.order.flags());
        let payable = matches!(state, OrderState::Created | OrderState::Pending);
        OrderNow {
            version: self.version,
            state,
            flags,
            due,
            qr: if payable { self.qr } else { String::new() },
            paid_elsewhere,
            trouble: if payable { self.trouble } else { String::new() },
            order: self.order,
        }
    }
}

/// What is to be paid; orders whose price and coupon do not go together are never made.
pub(super) fn due(order: &Order) -> Money {
    order.request.due().unwrap_or(order.request.price)
}

/// A subject in a column: what it is, and its id.
pub(super) fn word(subject: Subject) -> String {
    match subject {
        Subject::TicketProducts { ticket } => format!("ticket:{ticket}"),
        Subject::Visit { visit } => format!("visit:{visit}"),
        Subject::Remote { session } => format!("remote:{session}"),
        Subject::TopUp { company } => format!("top_up:{company}"),
        Subject::Link { link } => format!("link:{link}"),
    }
}

/// A state in a column and in queries.
pub(super) const fn state_word(state: OrderState) -> &'static str {
    match state {
        OrderState::Created => "created",
        OrderState::Pending => "pending",
        OrderState::Paid => "paid",
        OrderState::Mismatch => "mismatch",
        OrderState::Expired => "expired",
        OrderState::Cancelled => "cancelled",
        OrderState::Failed => "failed",
        OrderState::Refunding => "refunding",
        OrderState::Refunded => "refunded",
    }
}

/// Whether a person has to look: an unclear payment, one that is nobody's, or a refund that failed and was not asked for again.
pub(super) fn attention(order: &Order) -> bool {
    let taken = |transaction: &str| {
        let back =
            order.refunds.iter().filter(|one| one.transaction == transaction && one.state != RefundState::Failed);
        back.map(|one| one.money.minor()).fold(0, i64::saturating_add)
    };
    let open = |booked: Booked| matches!(booked, Booked::Unclear | Booked::Held);
    let unclear = order
        .payments
        .iter()
        .any(|one| open(one.booked) && one.accepted_at.is_none() && taken(&one.transaction) < one.money.minor());
    unclear || order.refunds.last().is_some_and(|last| last.state == RefundState::Failed)
}

fn decoded<T, E: std::error::Error + Send + Sync + 'static>(result: Result<T, E>) -> DbResult<T> {
    result.map_err(|error| sqlx::Error::Decode(error.into()))
}

fn kept(row: &AnyRow) -> DbResult<Kept> {
    let body: String = row.try_get(3)?;
    Ok(Kept {
        version: row.try_get(0)?,
        qr: row.try_get(1)?,
        trouble: row.try_get(2)?,
        order: decoded(serde_json::from_str(&body))?,
    })
}

/// An order by its id.
pub(super) async fn read(on: &mut AnyConnection, tenant: TenantId, id: OrderId) -> DbResult<Option<Kept>> {
    let row = sqlx::query("select version, qr, trouble, body from payment_orders where tenant_id = $1 and id = $2")
        .bind(tenant.to_string())
        .bind(id.to_string())
        .fetch_optional(on)
        .await?;
    row.as_ref().map(kept).transpose()
}

/// The order of a wish.
pub(super) async fn of_wish(on: &mut AnyConnection, tenant: TenantId, wish: &str) -> DbResult<Option<Kept>> {
    // index payment_orders_wish
    let row = sqlx::query("select version, qr, trouble, body from payment_orders where tenant_id = $1 and wish = $2")
        .bind(tenant.to_string())
        .bind(wish)
        .fetch_optional(on)
        .await?;
    row.as_ref().map(kept).transpose()
}

/// The orders of a subject, the newest first.
pub(super) async fn of_subject(on: &mut AnyConnection, tenant: TenantId, subject: Subject) -> DbResult<Vec<Kept>> {
    // index payment_orders_subject
    let rows = sqlx::query(
        "select version, qr, trouble, body from payment_orders where tenant_id = $1 and subject = $2 \
         order by created_at desc limit $3",
    )
    .bind(tenant.to_string())
    .bind(word(subject))
    .bind(MOST_OF_SUBJECT)
    .fetch_all(on)
    .await?;
    rows.iter().map(kept).collect()
}

/// Whether another order of the same subject was paid.
pub(super) async fn paid_elsewhere(on: &mut AnyConnection, tenant: TenantId, order: &Order) -> DbResult<bool> {
    if matches!(order.request.subject, Subject::TopUp { .. }) {
        return Ok(false);
    }
    let row = sqlx::query(
        "select 1 from payment_orders where tenant_id = $1 and subject = $2 and id <> $3 and state in ('paid', 'refunding') \
         limit 1",
    )
    .bind(tenant.to_string())
    .bind(word(order.request.subject))
    .bind(order.id.to_string())
    .fetch_optional(on)
    .await?;
    Ok(row.is_some())
}

/// Stores a new order.
pub(super) async fn insert(tx: &mut Tx, tenant: TenantId, order: &Order) -> DbResult<Kept> {
    let due = due(order);
    sqlx::query(
        "insert into payment_orders (tenant_id, id, version, wish, subject, is_open, state, provider, company_id, agent_id, \
         service, currency, due_minor, created_at, changed_at, attention, qr, trouble, body) \
         values ($1, $2, 1, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $12, 0, '', '', $13)",
    )
    .bind(tenant.to_string())
    .bind(order.id.to_string())
    .bind(order.request.key.as_str())
    .bind(word(order.request.subject))
    .bind(state_word(order.state()))
    .bind(order.request.provider.name())
    .bind(order.request.payer().map(|company| company.to_string()))
    .bind(order.by.map(|agent| agent.to_string()))
    .bind(order.request.service.as_str())
    .bind(due.currency().code())
    .bind(due.minor())
    .bind(order.created_at.ms())
    .bind(body(order)?)
    .execute(tx.on())
    .await?;
    Ok(Kept { order: order.clone(), version: 1, qr: String::new(), trouble: String::new() })
}

/// Stores what became of an order.
pub(super) async fn update(tx: &mut Tx, tenant: TenantId, kept: &Kept, now: Timestamp) -> DbResult<()> {
    let order = &kept.order;
    let paid_at = order.payments.first().map(|payment| payment.at.ms());
    let expires_at = order.issued.as_ref().map(|issued| issued.expires_at.ms());
    sqlx::query(
        "update payment_orders set version = $3, is_open = $4, state = $5, paid_at = cast($6 as bigint), \
         expires_at = cast($7 as bigint), attention = $8, qr = $9, trouble = $10, body = $11, \
         changed_at = $12 \
         where tenant_id = $1 and id = $2",
    )
    .bind(tenant.to_string())
    .bind(order.id.to_string())
    .bind(kept.version)
    .bind(i64::from(order.is_open()))
    .bind(state_word(order.state()))
    .bind(paid_at)
    .bind(expires_at)
    .bind(i64::from(attention(order)))
    .bind(kept.qr.as_str())
    .bind(kept.trouble.as_str())
    .bind(body(order)?)
    .bind(now.ms())
    .execute(tx.on())
    .await?;
    Ok(())
}

/// Orders of a provider that were made before a moment and to which something happened since another, some at a time.
pub(super) async fn changed(
    on: &mut AnyConnection,
    tenant: TenantId,
    provider: &str,
    (since, before): (Timestamp, Timestamp),
) -> DbResult<Vec<Order>> {
    let mut all = Vec::new();
    let (mut at, mut id) = (since.ms(), String::new());
    loop {
        // index payment_orders_changed
        let rows = sqlx::query(
            "select changed_at, id, body from payment_orders where tenant_id = $1 and provider = $2 and changed_at >= $3 \
             and (changed_at > $3 or id > $4) and created_at < $5 order by changed_at, id limit $6",
        )
        .bind(tenant.to_string())
        .bind(provider)
        .bind(at)
        .bind(id.as_str())
        .bind(before.ms())
        .bind(SLICE)
        .fetch_all(&mut *on)
        .await?;
        let Some(last) = rows.last() else { return Ok(all) };
        (at, id) = (last.try_get(0)?, last.try_get(1)?);
        for row in &rows {
            let body: String = row.try_get(2)?;
            all.push(decoded(serde_json::from_str(&body))?);
        }
    }
}

fn body(order: &Order) -> DbResult<String> {
    serde_json::to_string(order).map_err(|error| sqlx::Error::Encode(error.into()))
}
