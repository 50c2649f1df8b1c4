//! What whoever tests can make happen. Bodies are JSON; houses are `wechat`, `alipay` and `checkout`.
//!
//! - `GET /sandbox/card`: addresses, names and keys of the merchant.
//! - `GET /sandbox/orders`: all orders; `GET /sandbox/state`: calls for certificates, waiting notices.
//! - `POST /sandbox/scan {house, number}`: somebody scans the QR and does not pay yet.
//! - `POST /sandbox/pay {house, number, units?, currency?, late?, again?, hold?}`: somebody pays, another amount or currency
//!   if said; `late` though the order ended, `again` though it was paid. The notice is sent, or waits with `hold`.
//! - `POST /sandbox/settle {house, refund, failed?, hold?}`: a refund that is open comes to its end.
//! - `POST /sandbox/notices {times?}`: sends everything that waits, each so many times; what is not taken waits on.
//! - `POST /sandbox/trouble {house, trouble, place?}`: see [`Trouble`] and [`Place`]; they wait in a row.
//! - `POST /sandbox/rotate {forget?}`: the second certificate signs; the first one leaves the list with `forget`.
//! - `POST /sandbox/set {by_public_key?, slow_refunds?, webhook?, moment?}`: `moment` stops the clock there, ms.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json as Body, Router};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::gateway::notices::{self, Sent, Waiting};
use crate::gateway::trouble::{Place, Trouble};
use crate::gateway::world::{House, Payment, RefundState, World};

type Inside = State<Arc<World>>;
type Said = Result<Body<Json>, (StatusCode, &'static str)>;

/// Who scans or pays what.
#[derive(Debug, Deserialize)]
struct Pay {
    house: House,
    number: String,
    units: Option<i64>,
    currency: Option<String>,
    #[serde(default)]
    late: bool,
    #[serde(default)]
    again: bool,
    #[serde(default)]
    hold: bool,
}

/// Which refund ends how.
#[derive(Debug, Deserialize)]
struct Settle {
    house: House,
    refund: String,
    #[serde(default)]
    failed: bool,
    #[serde(default)]
    hold: bool,
}

/// How often each notice is sent.
#[derive(Debug, Deserialize)]
struct Times {
    #[serde(default = "once")]
    times: u8,
}

/// What goes wrong where.
#[derive(Debug, Deserialize)]
struct Ask {
    house: House,
    trouble: Trouble,
    #[serde(default)]
    place: Place,
}

/// Whether the old certificate leaves the list.
#[derive(Debug, Deserialize)]
struct Rotate {
    #[serde(default)]
    forget: bool,
}

/// What is set.
#[derive(Debug, Deserialize)]
struct Set {
    by_public_key: Option<bool>,
    slow_refunds: Option<bool>,
    webhook: Option<String>,
    moment: Option<i64>,
}

const fn once() -> u8 {
    1
}

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/sandbox/card", get(async |State(world): Inside| Body(world.card())))
        .route("/sandbox/orders", get(async |State(world): Inside| Body(json!(world.state().orders))))
        .route("/sandbox/state", get(state))
        .route("/sandbox/scan", post(scan))
        .route("/sandbox/pay", post(pay))
        .route("/sandbox/settle", post(settle))
        .route("/sandbox/notices", post(deliver))
        .route("/sandbox/trouble", post(trouble))
        .route("/sandbox/rotate", post(rotate))
        .route("/sandbox/set", post(set))
}

async fn state(State(world): Inside) -> Body<Json> {
    let state = world.state();
    Body(json!({ "certificate_calls": state.certificate_calls, "waiting": state.notices.len() }))
}

async fn scan(State(world): Inside, Body(ask): Body<Pay>) -> Said {
    let scanned = world.change(ask.house, &ask.number, |order| order.scanned = true);
    scanned.map(|()| Body(json!({}))).ok_or((StatusCode::NOT_FOUND, "no such order"))
}

async fn pay(State(world): Inside, Body(ask): Body<Pay>) -> Said {
    let (now, next) = (world.now(), world.next());
    let changed = world.change(ask.house, &ask.number, |order| {
        let ended = order.closed || order.expires_at <= now;
        if (ended && !ask.late) || (!order.payments.is_empty() && !ask.again) {
            return None;
        }
        order.scanned = true;
        let transaction = match order.house {
            House::Wechat => format!("42000000{next:020}"),
            House::Alipay if order.payments.is_empty() => order.reference.clone(),
            House::Alipay => format!("2026030222009{next:015}"),
            House::Checkout => format!("pi_3{next:020}"),
        };
        let currency = ask.currency.clone().unwrap_or_else(|| order.currency.clone());
        let units = ask.units.unwrap_or(order.units);
        order.payments.push(Payment { transaction: transaction.clone(), units, currency, at: now });
        Some((transaction, order.clone()))
    });
    let (transaction, order) = match changed {
        None => return Err((StatusCode::NOT_FOUND, "no such order")),
        Some(None) => return Err((StatusCode::CONFLICT, "it cannot be paid")),
        Some(Some(paid)) => paid,
    };
    let sent = tell(&world, notices::paid(&world, &order), ask.hold).await;
    Ok(Body(json!({ "transaction": transaction, "sent": sent })))
}

async fn settle(State(world): Inside, Body(ask): Body<Settle>) -> Said {
    let now = world.now();
    let found = {
        let mut state = world.state();
        let mut orders = state.orders.iter_mut().filter(|order| order.house == ask.house);
        orders.find_map(|order| {
            let open = order.refunds.iter_mut().find(|refund| refund.number == ask.refund)?;
            (open.state, open.since) = (if ask.failed { RefundState::Failed } else { RefundState::Done }, now);
            let refund = open.clone();
            Some((order.clone(), refund))
        })
    };
    let (order, refund) = found.ok_or((StatusCode::NOT_FOUND, "no such refund"))?;
    let sent = tell(&world, notices::refunded(&world, &order, &refund), ask.hold).await;
    Ok(Body(json!({ "sent": sent })))
}

/// Sends a notice, or lets it wait; it waits too when it is not taken.
async fn tell(world: &World, notice: Waiting, hold: bool) -> Option<Sent> {
    if hold {
        world.state().notices.push(notice);
        return None;
    }
    let sent = notices::send(world, &notice).await;
    if !sent.taken() {
        world.state().notices.push(notice);
    }
    Some(sent)
}

async fn deliver(State(world): Inside, Body(ask): Body<Times>) -> Body<Json> {
    let waiting = std::mem::take(&mut world.state().notices);
    let mut all = Vec::new();
    for notice in waiting {
        let mut taken = false;
        for _ in 0..ask.times {
            let sent = notices::send(&world, &notice).await;
            taken |= sent.taken();
            all.push(sent);
        }
        if !taken {
            world.state().notices.push(notice);
        }
    }
    Body(json!({ "sent": all }))
}

async fn trouble(State(world): Inside, Body(ask): Body<Ask>) -> Body<Json> {
    world.state().trouble.push((ask.house, ask.place, ask.trouble));
    Body(json!({}))
}

async fn rotate(State(world): Inside, Body(ask): Body<Rotate>) -> Body<Json> {
    let mut state = world.state();
    state.certificate = 1;
    state.oldest = usize::from(ask.forget);
    Body(json!({}))
}

async fn set(State(world): Inside, Body(ask): Body<Set>) -> Body<Json> {
    let mut state = world.state();
    state.by_public_key = ask.by_public_key.unwrap_or(state.by_public_key);
    state.slow_refunds = ask.slow_refunds.unwrap_or(state.slow_refunds);
    state.moment = ask.moment.or(state.moment);
    if let Some(webhook) = ask.webhook {
        state.webhook = webhook;
    }
    Body(json!({}))
}
