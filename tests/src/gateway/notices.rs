//! Notices: what happened, told to the merchant's address, signed at the moment of sending.
//!
//! A notice waits here until the merchant takes it; every sending of it bears the same name. It is sent when somebody asks
//! for it, never by a timer.

use form_urlencoded::Serializer;
use hmac::{Hmac, Mac as _};
use serde::Serialize;
use serde_json::{Value as Json, json};
use sha2::Sha256;

use crate::gateway::keys::hex;
use crate::gateway::trouble::{Place, Trouble};
use crate::gateway::wechat::{self, sealed};
use crate::gateway::world::{
    ALIPAY_APP, House, MERCHANT, Order, Refund, RefundState, SELLER, World, local, offset, yuan,
};
use crate::gateway::{alipay, checkout};

/// A notice that waits.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    house: House,
    /// Its name.
    id: String,
    kind: &'static str,
    /// When it was made, ms; it may be sent long after.
    made_at: i64,
    to: String,
    content: Json,
}

/// What came of sending.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sent {
    id: String,
    status: u16,
    answer: String,
    /// Whether the merchant took it, as the house demands it.
    taken: bool,
}

/// The notice of a payment: the order's last.
pub(crate) fn paid(world: &World, order: &Order) -> Waiting {
    match order.house {
        House::Wechat => waiting(world, order, "TRANSACTION.SUCCESS", wechat::transaction(order)),
        House::Alipay => waiting(world, order, "trade_status_sync", form(world, order, None)),
        House::Checkout => waiting(world, order, "checkout.session.completed", checkout::session(world, order, false)),
    }
}

/// The notice of a refund.
pub(crate) fn refunded(world: &World, order: &Order, refund: &Refund) -> Waiting {
    match order.house {
        House::Wechat => {
            let kind = if refund.state == RefundState::Done { "REFUND.SUCCESS" } else { "REFUND.ABNORMAL" };
            let content = json!({
                "mchid": MERCHANT,
                "out_trade_no": order.number,
                "transaction_id": refund.transaction,
                "out_refund_no": refund.number,
                "refund_id": refund.reference,
                "refund_status": wechat::state(refund.state),
                "success_time": (refund.state == RefundState::Done).then(|| offset(refund.since)),
                "user_received_account": "招商银行信用卡0403",
                "amount": { "total": order.units, "refund": refund.units, "payer_total": order.units, "payer_refund": refund.units },
            });
            waiting(world, order, kind, content)
        }
        House::Alipay => waiting(world, order, "trade_status_sync", form(world, order, Some(refund))),
        House::Checkout => {
            let kind = if refund.state == RefundState::Failed { "refund.failed" } else { "refund.updated" };
            waiting(world, order, kind, checkout::refund_view(order, refund))
        }
    }
}

fn waiting(world: &World, order: &Order, kind: &'static str, content: Json) -> Waiting {
    let to = if order.house == House::Checkout { world.state().webhook.clone() } else { order.notify_url.clone() };
    let id = match order.house {
        House::Checkout => format!("evt_1{}", hex(12)),
        House::Wechat | House::Alipay => hex(16).to_lowercase(),
    };
    Waiting { house: order.house, id, kind, made_at: world.now(), to, content }
}

fn form(world: &World, order: &Order, refund: Option<&Refund>) -> Json {
    let paid = order.payments.last();
    let mut content = json!({
        "notify_type": "trade_status_sync",
        "app_id": ALIPAY_APP,
        "auth_app_id": ALIPAY_APP,
        "seller_id": SELLER,
        "charset": "utf-8",
        "version": "1.0",
        "sign_type": "RSA2",
        "out_trade_no": order.number,
        "trade_status": alipay::status(order),
        "subject": order.title,
        "buyer_logon_id": "159****5620",
        "body": "",
        "gmt_create": local(order.created_at),
        "notify_time": local(world.now()),
    });
    if let (Some(paid), Some(members)) = (paid, content.as_object_mut()) {
        members.insert("trade_no".to_owned(), paid.transaction.clone().into());
        members.insert("gmt_payment".to_owned(), local(paid.at).into());
        members.insert("total_amount".to_owned(), yuan(paid.units).into());
        members.insert(
            "fund_bill_list".to_owned(),
            format!("[{{\"amount\":\"{}\",\"fundChannel\":\"ALIPAYACCOUNT\"}}]", yuan(paid.units)).into(),
        );
        if let Some(refund) = refund {
            members.insert("gmt_refund".to_owned(), format!("{}.320", local(refund.since)).into());
            members.insert("out_biz_no".to_owned(), refund.number.clone().into());
            members.insert("refund_fee".to_owned(), yuan(order.given_back(&refund.transaction)).into());
        }
    }
    content
}

/// Sends a notice once.
pub(crate) async fn send(world: &World, notice: &Waiting) -> Sent {
    let trouble = world.trouble(notice.house, Place::Notice);
    let (headers, body) = match notice.house {
        House::Wechat => of_wechat(world, notice, trouble),
        House::Alipay => of_alipay(world, notice, trouble),
        House::Checkout => of_checkout(world, notice, trouble),
    };
    let mut request = world.client.post(&notice.to).body(body);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let (status, answer) = match request.send().await {
        Ok(answer) => (answer.status().as_u16(), answer.text().await.unwrap_or_default()),
        Err(_) => (0, String::new()),
    };
    let taken = match notice.house {
        House::Wechat => matches!(status, 200 | 204),
        House::Alipay => status == 200 && answer == "success",
        House::Checkout => (200..300).contains(&status),
    };
    Sent { id: notice.id.clone(), status, answer, taken }
}

type Ready = (Vec<(&'static str, String)>, Vec<u8>);

fn of_wechat(world: &World, notice: &Waiting, trouble: Option<Trouble>) -> Ready {
    let beside = if notice.kind.starts_with("REFUND") { "refund" } else { "transaction" };
    let spoilt = trouble == Some(Trouble::WrongSeal);
    let mut resource = sealed(world, beside, notice.content.to_string().as_bytes(), spoilt).unwrap_or_default();
    if let Some(members) = resource.as_object_mut() {
        members.insert("original_type".to_owned(), beside.into());
    }
    let body = json!({
        "id": notice.id,
        "create_time": offset(world.now()),
        "resource_type": "encrypt-resource",
        "event_type": notice.kind,
        "summary": "支付成功",
        "resource": resource,
    });
    let public = world.state().by_public_key;
    let (mut headers, body) = wechat::headers(world, public, trouble, body.to_string().as_bytes());
    headers.push(("content-type", "application/json".to_owned()));
    (headers, body)
}

fn of_alipay(world: &World, notice: &Waiting, trouble: Option<Trouble>) -> Ready {
    let members = notice.content.as_object().cloned().unwrap_or_default();
    let mut members: Vec<(String, String)> =
        members.into_iter().map(|(name, value)| (name, value.as_str().unwrap_or_default().to_owned())).collect();
    members.push(("notify_id".to_owned(), notice.id.clone()));
    members.sort();
    let kept = members.iter().filter(|(name, value)| name != "sign_type" && !value.is_empty());
    let text = kept.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let over = if trouble == Some(Trouble::WrongSignature) { "" } else { &text };
    if trouble != Some(Trouble::NoSignature) {
        members.push(("sign".to_owned(), world.keys.alipay.sign(over.as_bytes())));
    }
    if trouble == Some(Trouble::Tampered) {
        members.iter_mut().filter(|(name, _)| name == "total_amount").for_each(|(_, value)| value.push('0'));
    }
    let body = Serializer::new(String::new()).extend_pairs(members).finish();
    (vec![("content-type", "application/x-www-form-urlencoded; charset=utf-8".to_owned())], body.into_bytes())
}

fn of_checkout(world: &World, notice: &Waiting, trouble: Option<Trouble>) -> Ready {
    let event = json!({
        "id": notice.id,
        "object": "event",
        "type": notice.kind,
        "created": notice.made_at / 1000,
        "data": { "object": notice.content },
    });
    let mut body = event.to_string().into_bytes();
    let seconds = world.now() / 1000 - if trouble == Some(Trouble::Stale) { 600 } else { 0 };
    let mac = |secret: &str| {
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok();
        let mac = mac.map(|mut mac| {
            mac.update(format!("{seconds}.").as_bytes());
            mac.update(&body);
            mac.finalize().into_bytes()
        });
        mac.map(|mac| mac.iter().map(|byte| format!("{byte:02x}")).collect::<String>()).unwrap_or_default()
    };
    let wrong = trouble == Some(Trouble::WrongSignature);
    let own = mac(if wrong { "whsec_other" } else { &world.keys.webhook });
    // Two signatures, as while a secret is being changed; the first one is of the other secret.
    let header = format!("t={seconds},v1={},v1={own},v0={own}", mac("whsec_older"));
    if trouble == Some(Trouble::Tampered) {
        body.push(b' ');
    }
    let mut headers = vec![("content-type", "application/json; charset=utf-8".to_owned())];
    if trouble != Some(Trouble::NoSignature) {
        headers.push(("stripe-signature", header));
    }
    (headers, body)
}

impl Sent {
    /// Whether the merchant took it.
    pub(crate) const fn taken(&self) -> bool {
        self.taken
    }
}
