//! Alipay's `gateway.do`: verifies calls, keeps orders from the first scan on, signs the members of its answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{OriginalUri, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use crate::gateway::keys::hex;
use crate::gateway::trouble::{Place, Trouble};
use crate::gateway::world::{ALIPAY_APP, House, Order, Payment, Refund, RefundState, SELLER, World, fen, local, yuan};
use crate::gateway::{bills, object};

/// How far a call's time may be away, ms.
const TOLERANCE_MS: i64 = 15 * 60 * 1000;

/// Serves calls.
pub(crate) async fn serve(State(world): State<Arc<World>>, OriginalUri(uri): OriginalUri, body: Bytes) -> Response {
    let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let all: BTreeMap<String, String> = query.into_owned().chain(form_urlencoded::parse(&body).into_owned()).collect();
    let get = |name: &str| all.get(name).map_or("", String::as_str);
    let method = get("method").to_owned();
    let trouble = world.trouble(House::Alipay, Place::Answer);
    if trouble == Some(Trouble::Status500) {
        return respond(StatusCode::BAD_GATEWAY, "oops".to_owned());
    }
    if get("app_id") != ALIPAY_APP {
        let node = refusal("40002", "Invalid Arguments", "isv.invalid-app-id", "无效的AppID参数");
        return respond(StatusCode::OK, json!({ "error_response": node }).to_string());
    }
    let node = match wrong(&world, &all) {
        Some(sub_code) => refusal("40002", "Invalid Arguments", sub_code, "验签出错"),
        None if trouble == Some(Trouble::SystemError) => {
            refusal("20000", "Service Currently Unavailable", "isp.unknow-error", "系统繁忙")
        }
        None if trouble == Some(Trouble::NotEnough) => business("ACQ.SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足"),
        None if trouble == Some(Trouble::PaidMeanwhile) => {
            let content = object(get("biz_content").as_bytes());
            paid_meanwhile(&world, crate::gateway::text(&content, "out_trade_no"));
            business("ACQ.TRADE_NOT_EXIST", "交易不存在")
        }
        None => answer(&world, &method, get("notify_url"), &object(get("biz_content").as_bytes())),
    };
    sign(&world, trouble, &method, &node)
}

/// Somebody scans and pays.
fn paid_meanwhile(world: &World, number: &str) {
    let at = world.now();
    world.change(House::Alipay, number, |order| {
        let (transaction, units, currency) = (order.reference.clone(), order.units, order.currency.clone());
        order.scanned = true;
        order.payments.push(Payment { transaction, units, currency, at });
    });
}

/// What is wrong with a call, if something is.
fn wrong(world: &World, all: &BTreeMap<String, String>) -> Option<&'static str> {
    let get = |name: &str| all.get(name).map_or("", String::as_str);
    if (get("sign_type"), get("charset"), get("version"), get("format")) != ("RSA2", "utf-8", "1.0", "JSON") {
        return Some("isv.invalid-signature-type");
    }
    let at: Option<jiff::civil::DateTime> = get("timestamp").parse().ok();
    let at = at.and_then(|at| jiff::tz::Offset::constant(8).to_timestamp(at).ok()).map(jiff::Timestamp::as_millisecond);
    if at.is_none_or(|at| (world.now() - at).abs() > TOLERANCE_MS) {
        return Some("isv.invalid-timestamp");
    }
    let kept = all.iter().filter(|(name, value)| *name != "sign" && !value.is_empty());
    let text = kept.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let verified = world.keys.app.verifies(text.as_bytes(), get("sign"));
    (!verified).then_some("isv.invalid-signature")
}

fn refusal(code: &str, msg: &str, sub_code: &str, sub_msg: &str) -> Json {
    json!({ "code": code, "msg": msg, "sub_code": sub_code, "sub_msg": sub_msg })
}

fn business(sub_code: &str, sub_msg: &str) -> Json {
    refusal("40004", "Business Failed", sub_code, sub_msg)
}

fn done(mut members: Json) -> Json {
    if let Some(members) = members.as_object_mut() {
        members.insert("code".to_owned(), "10000".into());
        members.insert("msg".to_owned(), "Success".into());
    }
    members
}

/// An answer with its signature over the member as it is written: with `\/` and a space that a new writing would not have.
fn sign(world: &World, trouble: Option<Trouble>, method: &str, node: &Json) -> Response {
    let node = node.to_string().replace('/', "\\/").replacen(':', ": ", 1);
    let name = format!("{}_response", method.replace('.', "_"));
    let over = if trouble == Some(Trouble::WrongSignature) { "{}" } else { &node };
    let signature = world.keys.alipay.sign(over.as_bytes());
    let node = if trouble == Some(Trouble::Tampered) { node.replacen(": ", ":", 1) } else { node };
    let text = match trouble {
        Some(Trouble::NoSignature) => format!("{{\"{name}\":{node}}}"),
        Some(Trouble::Garbage) => "<html>".to_owned(),
        Some(Trouble::TooLarge) => " ".repeat(2 * 1024 * 1024),
        _ => format!("{{\"{name}\":{node},\"sign\":\"{signature}\"}}"),
    };
    respond(StatusCode::OK, text)
}

fn respond(status: StatusCode, text: String) -> Response {
    let builder = Response::builder().status(status).header("content-type", "text/html;charset=utf-8");
    builder.body(Body::from(text)).unwrap_or_default()
}

fn answer(world: &World, method: &str, notify_url: &str, content: &Json) -> Json {
    let number = crate::gateway::text(content, "out_trade_no");
    let known = world.order(House::Alipay, number);
    if method == "alipay.data.dataservice.bill.downloadurl.query" {
        return bill(world, content);
    }
    if method == "alipay.trade.precreate" {
        return precreate(world, content, notify_url, known);
    }
    let missing = || business("ACQ.TRADE_NOT_EXIST", "交易不存在");
    let Some(order) = known else { return missing() };
    match method {
        // Cancelling is possible before the first scan.
        "alipay.trade.cancel" => {
            let (paid, now) = (!order.payments.is_empty(), world.now());
            world.change(House::Alipay, number, |order| {
                order.closed = true;
                // A cancelled payment goes back whole, under the payment's own name.
                for payment in order.payments.clone() {
                    let (reference, number) = (String::new(), payment.transaction.clone());
                    let (units, state) = (payment.units, RefundState::Done);
                    let transaction = payment.transaction;
                    order.refunds.push(Refund {
                        number,
                        reference,
                        transaction,
                        units,
                        asked_at: now,
                        since: now,
                        state,
                    });
                }
            });
            let mut said = json!({ "out_trade_no": number, "retry_flag": "N" });
            if let (true, Some(members)) = (order.scanned, said.as_object_mut()) {
                members.insert("action".to_owned(), if paid { "refund" } else { "close" }.into());
            }
            done(said)
        }
        _ if !order.scanned => missing(),
        "alipay.trade.query" => done(trade(&order)),
        "alipay.trade.close" if order.closed || !order.payments.is_empty() => {
            business("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
        }
        "alipay.trade.close" => {
            world.change(House::Alipay, number, |order| order.closed = true);
            done(json!({ "out_trade_no": number, "trade_no": order.reference }))
        }
        "alipay.trade.refund" => refund(world, content, &order),
        "alipay.trade.fastpay.refund.query" => refund_query(content, &order),
        _ => refusal("40002", "Invalid Arguments", "isv.invalid-method", "不存在的方法名"),
    }
}

fn precreate(world: &World, content: &Json, notify_url: &str, known: Option<Order>) -> Json {
    let text = |name: &str| crate::gateway::text(content, name).to_owned();
    let (number, title) = (text("out_trade_no"), text("subject"));
    let ends: Option<jiff::civil::DateTime> = text("time_expire").parse().ok();
    let ends = ends.and_then(|at| jiff::tz::Offset::constant(8).to_timestamp(at).ok());
    let (Some(units), Some(ends)) = (fen(&text("total_amount")).filter(|units| *units > 0), ends) else {
        return business("ACQ.INVALID_PARAMETER", "参数无效");
    };
    if number.is_empty()
        || number.len() > 64
        || title.is_empty()
        || title.contains(['/', '=', '&'])
        || text("seller_id") != SELLER
    {
        return business("ACQ.INVALID_PARAMETER", "参数无效");
    }
    let reference = match known {
        Some(known) if !known.payments.is_empty() => return business("ACQ.TRADE_HAS_SUCCESS", "交易已被支付"),
        Some(known) if known.closed => return business("ACQ.TRADE_HAS_CLOSE", "交易已经关闭"),
        Some(known) if known.units != units => return business("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改"),
        Some(known) => known.reference,
        None => {
            let reference = format!("{:028}", 2_026_030_222_001_000_000_u64 + world.next());
            let order = Order {
                house: House::Alipay,
                number: number.clone(),
                reference: reference.clone(),
                title,
                units,
                currency: "CNY".to_owned(),
                notify_url: notify_url.to_owned(),
                created_at: world.now(),
                expires_at: ends.as_millisecond(),
                closed: false,
                scanned: false,
                payments: Vec::new(),
                refunds: Vec::new(),
            };
            world.state().orders.push(order);
            reference
        }
    };
    done(json!({ "out_trade_no": number, "qr_code": format!("https://qr.alipay.com/bax{reference}") }))
}

/// An order as queries show it.
fn trade(order: &Order) -> Json {
    let mut view = json!({
        "trade_no": order.reference,
        "out_trade_no": order.number,
        "trade_status": status(order),
        "total_amount": yuan(order.payments.last().map_or(order.units, |paid| paid.units)),
        "buyer_logon_id": "159****5620",
        "store_name": "a/b",
    });
    if let (Some(paid), Some(members)) = (order.payments.last(), view.as_object_mut()) {
        members.insert("trade_no".to_owned(), paid.transaction.clone().into());
        members.insert("send_pay_date".to_owned(), local(paid.at).into());
    }
    view
}

pub(crate) fn status(order: &Order) -> &'static str {
    if order.all_back() {
        return "TRADE_CLOSED";
    }
    match (order.payments.is_empty(), order.closed) {
        (false, _) => "TRADE_SUCCESS",
        (true, true) => "TRADE_CLOSED",
        (true, false) => "WAIT_BUYER_PAY",
    }
}

fn refund(world: &World, content: &Json, order: &Order) -> Json {
    let text = |name: &str| crate::gateway::text(content, name).to_owned();
    let (number, transaction, now) = (text("out_request_no"), text("trade_no"), world.now());
    let Some(paid) = order.payments.iter().find(|paid| paid.transaction == transaction) else {
        return business("ACQ.TRADE_NOT_EXIST", "交易不存在");
    };
    let sum = order.given_back(&transaction);
    if let Some(known) = order.refunds.iter().find(|known| known.number == number) {
        return match (known.units == fen(&text("refund_amount")).unwrap_or_default(), known.state) {
            (true, _) => done(
                json!({ "out_trade_no": order.number, "trade_no": transaction, "fund_change": "N", "refund_fee": yuan(sum) }),
            ),
            (false, _) => business("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额与之前不一致"),
        };
    }
    let Some(units) = fen(&text("refund_amount")).filter(|units| *units > 0 && sum + units <= paid.units) else {
        return business("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限");
    };
    let slow = world.state().slow_refunds;
    let state = if slow { RefundState::Open } else { RefundState::Done };
    let fresh = Refund {
        number,
        reference: String::new(),
        transaction: transaction.clone(),
        units,
        asked_at: now,
        since: now,
        state,
    };
    world.change(House::Alipay, &order.number, |order| order.refunds.push(fresh));
    done(json!({
        "out_trade_no": order.number,
        "trade_no": transaction,
        "fund_change": if slow { "N" } else { "Y" },
        "refund_fee": yuan(sum + units),
        "gmt_refund_pay": local(now),
    }))
}

fn refund_query(content: &Json, order: &Order) -> Json {
    let number = crate::gateway::text(content, "out_request_no");
    let found = order.refunds.iter().find(|refund| refund.number == number && refund.state == RefundState::Done);
    done(found.map_or_else(
        || json!({}),
        |refund| {
            json!({
                "trade_no": refund.transaction,
                "out_trade_no": order.number,
                "out_request_no": refund.number,
                "total_amount": yuan(order.units),
                "refund_amount": yuan(refund.units),
                "refund_status": "REFUND_SUCCESS",
                "gmt_refund_pay": local(refund.since),
            })
        },
    ))
}

fn bill(world: &World, content: &Json) -> Json {
    let day = crate::gateway::text(content, "bill_date").parse::<Date>().ok();
    let orders = world.state().orders.clone();
    let file = day.and_then(|day| bills::alipay(&orders, day).ok().flatten());
    let Some(file) = file else { return business("isp.bill_not_exist", "账单不存在") };
    let token = hex(16);
    let url = format!("{}/alipay/bill?token={token}", world.base);
    world.state().files.insert(token, file);
    done(json!({ "bill_download_url": url }))
}

/// Sends a file once.
pub(crate) async fn download(
    State(world): State<Arc<World>>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let file = query.get("token").and_then(|token| world.state().files.remove(token));
    let Some(mut bytes) = file else { return respond(StatusCode::NOT_FOUND, String::new()) };
    if world.trouble(House::Alipay, Place::File) == Some(Trouble::BillTampered) {
        bytes.truncate(bytes.len() / 2);
    }
    Response::new(Body::from(bytes))
}
