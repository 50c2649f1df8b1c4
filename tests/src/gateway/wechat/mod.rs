//! WeChat Pay, API v3: verifies calls, keeps orders, signs answers.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use serde_json::{Value as Json, json};

use crate::gateway::trouble::{Place, Trouble};
use crate::gateway::world::{House, MERCHANT, Order, Refund, RefundState, WECHAT_APP, World, offset};
use crate::gateway::{object, whole};

mod files;
mod seal;
mod sign;

pub(crate) use seal::sealed;
pub(crate) use sign::headers;

/// An answer before it is signed: no body with 204.
pub(crate) type Said = (StatusCode, Option<Json>);

/// A call after it was verified.
struct Call<'a> {
    method: Method,
    parts: Vec<&'a str>,
    query: Vec<(String, String)>,
    body: Json,
}

/// Serves every path below `/v3`.
pub(crate) async fn serve(
    State(world): State<Arc<World>>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path_and_query().map_or(uri.path(), |path| path.as_str());
    if let Err(why) = sign::verified(&world, &method, path, &headers, &body) {
        return sign::unsigned(StatusCode::UNAUTHORIZED, &json!({ "code": "SIGN_ERROR", "message": why }));
    }
    let trouble = world.trouble(House::Wechat, Place::Answer);
    let call = Call {
        method,
        parts: uri.path().trim_start_matches("/v3/").split('/').collect(),
        query: form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect(),
        body: object(&body),
    };
    if let (["billdownload", "file"], &Method::GET) = (call.parts.as_slice(), &call.method) {
        return files::download(&world, call.get("token"));
    }
    let said = match trouble {
        Some(Trouble::SystemError) => no(StatusCode::INTERNAL_SERVER_ERROR, "SYSTEM_ERROR", "系统错误"),
        Some(Trouble::NotEnough) => no(StatusCode::FORBIDDEN, "NOT_ENOUGH", "基本账户余额不足"),
        _ => answer(&world, &call),
    };
    sign::respond(&world, trouble, &headers, said)
}

impl Call<'_> {
    fn get(&self, name: &str) -> &str {
        self.query.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
    fn text(&self, name: &str) -> String {
        crate::gateway::text(&self.body, name).to_owned()
    }
}

pub(crate) fn no(status: StatusCode, code: &str, message: &str) -> Said {
    (status, Some(json!({ "code": code, "message": message })))
}

fn answer(world: &World, call: &Call<'_>) -> Said {
    match (&call.method, call.parts.as_slice()) {
        (&Method::POST, ["pay", "transactions", "native"]) => native(world, call),
        (&Method::GET, ["pay", "transactions", "out-trade-no", number]) if call.get("mchid") == MERCHANT => {
            let order = world.order(House::Wechat, number);
            order.map_or_else(no_order, |order| (StatusCode::OK, Some(transaction(&order))))
        }
        (&Method::POST, ["pay", "transactions", "out-trade-no", number, "close"]) => close(world, call, number),
        (&Method::POST, ["refund", "domestic", "refunds"]) => refund(world, call),
        (&Method::GET, ["refund", "domestic", "refunds", number]) => {
            let orders = world.state().orders.clone();
            let found = orders.iter().find_map(|order| {
                let refund = order.refunds.iter().find(|refund| refund.number == **number)?;
                Some(refund_view(order, refund))
            });
            found.map_or_else(
                || no(StatusCode::NOT_FOUND, "RESOURCE_NOT_EXISTS", "退款单不存在"),
                |view| (StatusCode::OK, Some(view)),
            )
        }
        (&Method::GET, ["bill", "tradebill"]) => files::trade_bill(world, call.get("bill_date")),
        (&Method::GET, ["certificates"]) => seal::certificates(world),
        _ => no(StatusCode::NOT_FOUND, "NOT_FOUND", "接口不存在"),
    }
}

fn no_order() -> Said {
    no(StatusCode::NOT_FOUND, "ORDER_NOT_EXIST", "订单不存在")
}

fn native(world: &World, call: &Call<'_>) -> Said {
    let currency = call.body.pointer("/amount/currency").and_then(Json::as_str);
    let (Some(units), Some("CNY")) = (whole(&call.body, "/amount/total"), currency) else {
        return no(StatusCode::BAD_REQUEST, "PARAM_ERROR", "amount");
    };
    let (number, notify_url, title) = (call.text("out_trade_no"), call.text("notify_url"), call.text("description"));
    let plain = number.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-|*".contains(&byte));
    let time: Option<jiff::Timestamp> = call.text("time_expire").parse().ok();
    let (Some(time), true) = (time, (6..=32).contains(&number.len()) && plain) else {
        return no(StatusCode::BAD_REQUEST, "PARAM_ERROR", "out_trade_no or time_expire");
    };
    let ours = (call.text("appid"), call.text("mchid")) == (WECHAT_APP.to_owned(), MERCHANT.to_owned());
    if !ours || units < 1 || title.is_empty() || title.len() > 127 || !notify_url.starts_with("http") {
        return no(StatusCode::BAD_REQUEST, "PARAM_ERROR", "参数错误");
    }
    let known = world.order(House::Wechat, &number);
    let reference = match &known {
        Some(known) if !known.payments.is_empty() => return no(StatusCode::BAD_REQUEST, "ORDERPAID", "订单已支付"),
        Some(known) if known.closed => return no(StatusCode::BAD_REQUEST, "ORDER_CLOSED", "订单已关闭"),
        Some(known) if (known.units, &known.title) != (units, &title) => {
            return no(StatusCode::FORBIDDEN, "OUT_TRADE_NO_USED", "商户订单号重复");
        }
        Some(known) => known.reference.clone(),
        None => format!("weixin://wxpay/bizpayurl?pr=p{}zz", world.next()),
    };
    if known.is_none() {
        let order = Order {
            house: House::Wechat,
            number,
            reference: reference.clone(),
            title,
            units,
            currency: "CNY".to_owned(),
            notify_url,
            created_at: world.now(),
            expires_at: time.as_millisecond(),
            closed: false,
            scanned: true,
            payments: Vec::new(),
            refunds: Vec::new(),
        };
        world.state().orders.push(order);
    }
    (StatusCode::OK, Some(json!({ "code_url": reference })))
}

fn close(world: &World, call: &Call<'_>, number: &str) -> Said {
    if call.text("mchid") != MERCHANT {
        return no(StatusCode::BAD_REQUEST, "PARAM_ERROR", "mchid");
    }
    match world.order(House::Wechat, number) {
        None => no_order(),
        Some(order) if !order.payments.is_empty() => no(StatusCode::BAD_REQUEST, "ORDERPAID", "订单已支付"),
        Some(_) => {
            world.change(House::Wechat, number, |order| order.closed = true);
            (StatusCode::NO_CONTENT, None)
        }
    }
}

fn refund(world: &World, call: &Call<'_>) -> Said {
    let (number, transaction, now) = (call.text("out_refund_no"), call.text("transaction_id"), world.now());
    let (units, total) = (whole(&call.body, "/amount/refund"), whole(&call.body, "/amount/total"));
    let orders = world.state().orders.clone();
    let of = |order: &&Order| order.payments.iter().any(|payment| payment.transaction == transaction);
    let (Some(order), Some(units), Some(total)) = (orders.iter().find(of), units, total) else {
        return no(StatusCode::NOT_FOUND, "RESOURCE_NOT_EXISTS", "订单不存在");
    };
    if let Some(known) = order.refunds.iter().find(|known| known.number == number) {
        if known.units != units {
            return no(StatusCode::BAD_REQUEST, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致");
        }
        return (StatusCode::OK, Some(refund_view(order, known)));
    }
    let paid = order.payments.iter().find(|payment| payment.transaction == transaction).map_or(0, |paid| paid.units);
    if total != paid || units < 1 || order.given_back(&transaction) + units > paid {
        return no(StatusCode::BAD_REQUEST, "INVALID_REQUEST", "退款金额大于支付金额");
    }
    let reference = format!("503{:025}", world.next());
    let fresh = Refund { number, reference, transaction, units, asked_at: now, since: now, state: RefundState::Open };
    let view = refund_view(order, &fresh);
    world.change(House::Wechat, &order.number, |order| order.refunds.push(fresh));
    (StatusCode::OK, Some(view))
}

/// An order as queries and notices show it.
pub(crate) fn transaction(order: &Order) -> Json {
    let state = match (order.payments.is_empty(), order.closed, order.refunds.is_empty()) {
        (false, _, true) => "SUCCESS",
        (false, _, false) => "REFUND",
        (true, true, _) => "CLOSED",
        (true, false, _) => "NOTPAY",
    };
    let mut view = json!({
        "appid": WECHAT_APP,
        "mchid": MERCHANT,
        "out_trade_no": order.number,
        "trade_state": state,
        "trade_state_desc": "",
        "amount": { "total": order.units, "currency": "CNY" },
    });
    if let (Some(paid), Some(members)) = (order.payments.last(), view.as_object_mut()) {
        let amount = json!({ "total": paid.units, "payer_total": paid.units, "currency": paid.currency, "payer_currency": paid.currency });
        for (name, value) in [
            ("transaction_id", json!(paid.transaction)),
            ("trade_type", json!("NATIVE")),
            ("bank_type", json!("OTHERS")),
            ("success_time", json!(offset(paid.at))),
            ("payer", json!({ "openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" })),
            ("amount", amount),
        ] {
            members.insert(name.to_owned(), value);
        }
    }
    view
}

/// A refund as answers show it.
pub(crate) fn refund_view(order: &Order, refund: &Refund) -> Json {
    let mut view = json!({
        "refund_id": refund.reference,
        "out_refund_no": refund.number,
        "transaction_id": refund.transaction,
        "out_trade_no": order.number,
        "channel": "ORIGINAL",
        "create_time": offset(refund.asked_at),
        "status": state(refund.state),
        "amount": { "total": order.units, "refund": refund.units, "payer_total": order.units, "payer_refund": refund.units, "currency": "CNY" },
    });
    if let (RefundState::Done, Some(members)) = (refund.state, view.as_object_mut()) {
        members.insert("success_time".to_owned(), offset(refund.since).into());
    }
    view
}

pub(crate) const fn state(state: RefundState) -> &'static str {
    match state {
        RefundState::Open => "PROCESSING",
        RefundState::Done => "SUCCESS",
        RefundState::Failed => "ABNORMAL",
    }
}
