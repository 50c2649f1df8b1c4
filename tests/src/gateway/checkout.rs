//! The hosted checkout: forms in, JSON out, a secret in a header, repeated calls known by their keys.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use serde_json::{Value as Json, json};

use crate::gateway::keys::hex;
use crate::gateway::trouble::{Place, Trouble};
use crate::gateway::world::{House, Order, Refund, RefundState, World};

/// The shortest and the longest life of a session, seconds.
const LIFE: std::ops::RangeInclusive<i64> = 1_800..=86_400;

type Said = (StatusCode, Json);

/// A form or a query.
struct Form(Vec<(String, String)>);

impl Form {
    fn of(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// Serves every path below `/v1`.
pub(crate) async fn serve(
    State(world): State<Arc<World>>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let get = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if get("authorization") != format!("Bearer {}", world.keys.checkout) {
        return respond(no(
            StatusCode::UNAUTHORIZED,
            "invalid_request_error",
            "",
            "Invalid API Key provided: sk_test_****",
        ));
    }
    match world.trouble(House::Checkout, Place::Answer) {
        Some(Trouble::Status500 | Trouble::SystemError) => {
            return respond(no(StatusCode::INTERNAL_SERVER_ERROR, "api_error", "", "An unknown error occurred"));
        }
        Some(Trouble::TooLarge) => return respond((StatusCode::OK, Json::String(" ".repeat(2 * 1024 * 1024)))),
        Some(Trouble::Garbage) => return respond((StatusCode::OK, json!("<html>"))),
        Some(Trouble::NotEnough) => {
            return respond(no(StatusCode::BAD_REQUEST, "invalid_request_error", "balance_insufficient", ""));
        }
        _ => {}
    }
    let parts: Vec<&str> = uri.path().trim_start_matches("/v1/").split('/').collect();
    let (form, query) = (Form::of(&body), Form::of(uri.query().unwrap_or_default().as_bytes()));
    let key = get("idempotency-key");
    let text = format!("{} {}", uri.path(), String::from_utf8_lossy(&body));
    let before = world.state().idempotent.get(&key).cloned();
    respond(match before {
        Some((same, said)) if same == text => (StatusCode::OK, said),
        Some(_) => {
            no(StatusCode::BAD_REQUEST, "idempotency_error", "idempotency_error", "Keys for idempotent requests")
        }
        None => {
            let (status, said) = answer(&world, &method, &parts, &form, &query);
            if status.is_success() && !key.is_empty() {
                world.state().idempotent.insert(key, (text, said.clone()));
            }
            (status, said)
        }
    })
}

fn no(status: StatusCode, kind: &str, code: &str, message: &str) -> Said {
    let mut error = json!({ "type": kind, "message": message });
    if let (false, Some(members)) = (code.is_empty(), error.as_object_mut()) {
        members.insert("code".to_owned(), code.into());
    }
    (status, json!({ "error": error }))
}

fn respond((status, said): Said) -> Response {
    let builder = Response::builder().status(status).header("content-type", "application/json");
    builder.body(Body::from(said.to_string())).unwrap_or_default()
}

fn missing() -> Said {
    no(StatusCode::NOT_FOUND, "invalid_request_error", "resource_missing", "No such object")
}

fn by_reference(world: &World, reference: &str) -> Option<Order> {
    let of = |order: &&Order| order.house == House::Checkout && order.reference == reference;
    world.state().orders.iter().find(of).cloned()
}

fn answer(world: &World, method: &Method, parts: &[&str], form: &Form, query: &Form) -> Said {
    match (method, parts) {
        (&Method::POST, ["checkout", "sessions"]) => open(world, form),
        (&Method::GET, ["checkout", "sessions", reference]) => {
            let whole = query.get("expand[]") == "payment_intent.latest_charge";
            by_reference(world, reference).map_or_else(missing, |order| (StatusCode::OK, session(world, &order, whole)))
        }
        (&Method::POST, ["checkout", "sessions", reference, "expire"]) => match by_reference(world, reference) {
            None => missing(),
            Some(order) if order.closed || !order.payments.is_empty() => no(
                StatusCode::BAD_REQUEST,
                "invalid_request_error",
                "",
                "Only Checkout Sessions with a status of open can be expired",
            ),
            Some(mut order) => {
                order.closed = true;
                world.change(House::Checkout, &order.number, |order| order.closed = true);
                (StatusCode::OK, session(world, &order, false))
            }
        },
        (&Method::POST, ["refunds"]) => refund(world, form),
        (&Method::GET, ["refunds"]) => {
            let orders = world.state().orders.clone();
            let intent = query.get("payment_intent");
            let of = |order: &&Order| order.payments.iter().any(|paid| paid.transaction == intent);
            let Some(order) = orders.iter().find(of) else { return missing() };
            let data: Vec<Json> = order.refunds.iter().map(|refund| refund_view(order, refund)).collect();
            (StatusCode::OK, json!({ "object": "list", "has_more": false, "data": data }))
        }
        _ => no(StatusCode::NOT_FOUND, "invalid_request_error", "", "Unrecognized request URL"),
    }
}

fn open(world: &World, form: &Form) -> Said {
    let bad = |what: &str| no(StatusCode::BAD_REQUEST, "invalid_request_error", "parameter_invalid", what);
    let number = form.get("client_reference_id").to_owned();
    let line = |name: &str| form.get(&format!("line_items[0]{name}"));
    let (units, ends) = (line("[price_data][unit_amount]").parse::<i64>(), form.get("expires_at").parse::<i64>());
    let (Ok(units), Ok(ends)) = (units, ends) else { return bad("unit_amount or expires_at") };
    let currency = line("[price_data][currency]");
    let whole = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_lowercase());
    if !LIFE.contains(&(ends - world.now() / 1000)) {
        return bad(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
        );
    }
    if form.get("mode") != "payment"
        || line("[quantity]") != "1"
        || !whole
        || units < 1
        || form.get("success_url").is_empty()
    {
        return bad("mode, quantity, currency, unit_amount or success_url");
    }
    let order = Order {
        house: House::Checkout,
        reference: format!("cs_test_a1{}", hex(12)),
        title: line("[price_data][product_data][name]").to_owned(),
        units,
        currency: currency.to_ascii_uppercase(),
        notify_url: String::new(),
        created_at: world.now(),
        expires_at: ends * 1000,
        closed: false,
        scanned: true,
        payments: Vec::new(),
        refunds: Vec::new(),
        number,
    };
    let view = session(world, &order, false);
    world.state().orders.push(order);
    (StatusCode::OK, view)
}

/// A session; `whole` with its payment intent and the charge.
pub(crate) fn session(world: &World, order: &Order, whole: bool) -> Json {
    let paid = order.payments.last();
    let status = match (paid, order.closed) {
        (Some(_), _) => "complete",
        (None, true) => "expired",
        (None, false) => "open",
    };
    let intent = paid.map(|paid| {
        if !whole {
            return json!(paid.transaction);
        }
        json!({
            "id": paid.transaction,
            "object": "payment_intent",
            "amount": paid.units,
            "amount_received": paid.units,
            "currency": paid.currency.to_ascii_lowercase(),
            "latest_charge": { "id": format!("ch_{}", paid.transaction), "created": paid.at / 1000 },
        })
    });
    let link =
        (status == "open").then(|| format!("{}/c/pay/{}#fidkdWxOYHwnPyd1blpxYHZxWjA0", world.base, order.reference));
    json!({
        "id": order.reference,
        "object": "checkout.session",
        "client_reference_id": order.number,
        "metadata": { "order": order.number },
        "amount_total": paid.map_or(order.units, |paid| paid.units),
        "currency": paid.map_or(&order.currency, |paid| &paid.currency).to_ascii_lowercase(),
        "status": status,
        "payment_status": if paid.is_some() { "paid" } else { "unpaid" },
        "payment_intent": intent,
        "expires_at": order.expires_at / 1000,
        "created": order.created_at / 1000,
        "url": link,
    })
}

fn refund(world: &World, form: &Form) -> Said {
    let (intent, number) = (form.get("payment_intent").to_owned(), form.get("metadata[refund]").to_owned());
    let orders = world.state().orders.clone();
    let found = orders.iter().find_map(|order| {
        let paid = order.payments.iter().find(|paid| paid.transaction == intent)?;
        Some((order, paid))
    });
    let (Some((order, paid)), Ok(units)) = (found, form.get("amount").parse::<i64>()) else { return missing() };
    if units < 1 || order.given_back(&intent) + units > paid.units {
        return no(StatusCode::BAD_REQUEST, "invalid_request_error", "charge_already_refunded", "");
    }
    let (now, slow) = (world.now(), world.state().slow_refunds);
    let state = if slow { RefundState::Open } else { RefundState::Done };
    let reference = format!("re_3{}", hex(12));
    let fresh = Refund { number, reference, transaction: intent, units, asked_at: now, since: now, state };
    let view = refund_view(order, &fresh);
    world.change(House::Checkout, &order.number, |order| order.refunds.push(fresh));
    (StatusCode::OK, view)
}

/// A refund.
pub(crate) fn refund_view(order: &Order, refund: &Refund) -> Json {
    let status = match refund.state {
        RefundState::Open => "pending",
        RefundState::Done => "succeeded",
        RefundState::Failed => "failed",
    };
    let mut view = json!({
        "id": refund.reference,
        "object": "refund",
        "amount": refund.units,
        "currency": order.currency.to_ascii_lowercase(),
        "payment_intent": refund.transaction,
        "status": status,
        "created": refund.asked_at / 1000,
        "metadata": { "refund": refund.number, "order": order.number },
    });
    if let (RefundState::Failed, Some(members)) = (refund.state, view.as_object_mut()) {
        members.insert("failure_reason".to_owned(), "expired_or_canceled_card".into());
    }
    view
}
