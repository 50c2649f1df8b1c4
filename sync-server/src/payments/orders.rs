//! Asking for a payment, and what a person does with it (FEE-04, FEE-05, FEE-10, FEE-15, FEE-16).

use axum::extract::State;
use sqlx::{AnyConnection, Row as _};
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::money::cards::ServiceCard;
use truckroll_domain::money::orders::{self, Ask, Created, OrderEvent, Report, Request, Source, Subject, create};
use truckroll_domain::{CompanyId, DocumentId, OrderId, TenantId};
use truckroll_protocol::api::payments::{Confirmation, NewDecision, NewOrder, NewRefund, OrderNow, RefundSeen};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::happen::Showing;
use super::store::{self, Kept};
use super::tasks::{Task, put_now};
use super::work::{Worker, by_hand_until};
use super::{by_hand, houses, refused};
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::customers::detail::readable;
use crate::http::{Answer, Fault, Id, Strict};

/// Routes of this noun.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(make))
        .routes(routes!(one))
        .routes(routes!(cancel))
        .routes(routes!(confirm))
        .routes(routes!(decide))
        .routes(routes!(refund))
        .routes(routes!(refund_seen))
}

/// Refuses who does not see what an order pays for.
pub(super) async fn may_see(app: &App, session: &Session, subject: Subject) -> Answer<()> {
    let id: DocumentId = match subject {
        Subject::TicketProducts { ticket } => ticket.into(),
        Subject::Visit { visit } => visit.into(),
        Subject::TopUp { company } => company.into(),
        // whoever sees all of them
        Subject::Remote { .. } | Subject::Link { .. } => {
            let all = session.rights().all(Area::Fees, Verb::View) && session.rights().all(Area::Customers, Verb::View);
            return if all { Ok(()) } else { Err(Fault::not_found("order")) };
        }
    };
    readable(app, session, id, "order").await.map(drop)
}

/// The order, for who may do this to it.
async fn reached(app: &App, session: &Session, id: OrderId, verb: Verb) -> Answer<Kept> {
    session.must(Area::Fees, verb)?;
    let mut connection = app.db.pool().acquire().await?;
    let kept = store::read(&mut connection, session.tenant, id).await?;
    drop(connection);
    let kept = kept.ok_or_else(|| Fault::not_found("order"))?;
    may_see(app, session, kept.order.request.subject).await?;
    Ok(kept)
}

/// The order as it stands now.
async fn shown(app: &App, tenant: TenantId, id: OrderId) -> Answer<axum::Json<OrderNow>> {
    let mut connection = app.db.pool().acquire().await?;
    let kept = store::read(&mut connection, tenant, id).await?.ok_or_else(|| Fault::not_found("order"))?;
    let elsewhere = store::paid_elsewhere(&mut connection, tenant, &kept.order).await?;
    Ok(axum::Json(kept.shown(elsewhere)))
}

/// The number of what is paid for, and whose company it is.
async fn about(app: &App, tenant: TenantId, subject: Subject) -> Answer<(String, Option<CompanyId>)> {
    let (table, id) = match subject {
        Subject::Visit { visit } => ("visits", visit.to_string()),
        Subject::TicketProducts { ticket } => ("tickets", ticket.to_string()),
        Subject::TopUp { company } => return Ok((String::new(), Some(company))),
        Subject::Remote { .. } | Subject::Link { .. } => {
            return Err(Fault::unacceptable("order").field("subject", "unknown"));
        }
    };
    let sql = format!("select number, company_id from {table} where tenant_id = $1 and id = $2");
    let row = crate::db::query(&sql).bind(tenant.to_string()).bind(id).fetch_optional(app.db.pool()).await?;
    let Some(row) = row else { return Ok((String::new(), None)) };
    let (number, company): (Option<String>, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
    Ok((number.unwrap_or_default(), company.and_then(|id| id.parse().ok())))
}

async fn card(on: &mut AnyConnection, tenant: TenantId, id: &str) -> Answer<Option<ServiceCard>> {
    let row = sqlx::query(
        "select body from definitions where tenant_id = $1 and kind = 'service_card' and id = $2 and body <> ''",
    )
    .bind(tenant.to_string())
    .bind(id)
    .fetch_optional(on)
    .await?;
    let body: Option<String> = row.map(|row| row.try_get(0)).transpose()?;
    Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
}

/// A price comes from a card that is offered; another amount takes the right to change prices.
async fn priced(app: &App, session: &Session, asked: &NewOrder) -> Answer<()> {
    let fault = || Fault::unacceptable("order");
    if !asked.price.is_positive() {
        return Err(fault().field("price", "required"));
    }
    let mut connection = app.db.pool().acquire().await?;
    let known = match asked.card {
        Some(id) => {
            let card = card(&mut connection, session.tenant, &id.to_string()).await?;
            Some(card.filter(ServiceCard::is_offered).ok_or_else(|| fault().field("card", "unknown"))?)
        }
        None => None,
    };
    let top_up = matches!(asked.subject, Subject::TopUp { .. });
    let free = session.actor.may(Area::Fees, Verb::Edit) || top_up;
    if free || known.is_some_and(|card| card.could_cost(asked.price)) {
        Ok(())
    } else {
        Err(fault().field("price", "not_of_a_card"))
    }
}

/// Refuses a provider that is not set up.
async fn ready(app: &App, session: &Session, asked: &NewOrder) -> Answer<String> {
    let fault = |word: &str| Fault::unacceptable("order").field("provider", word);
    let name = asked.provider.name();
    if asked.provider.is_cash() {
        return Ok(String::new());
    }
    let set = houses::all(app, session.tenant).await?.remove(name).filter(|set| set.enabled);
    let set = set.ok_or_else(|| fault("not_set_up"))?;
    if matches!(name, "wechat_pay" | "alipay") && asked.price.currency().code() != "CNY" {
        return Err(Fault::unacceptable("order").field("price", "other_currency"));
    }
    Ok(set.settings.get("payload").cloned().unwrap_or_default())
}

#[utoipa::path(
    post,
    path = "/payment-orders",
    tag = "fees",
    operation_id = "make_payment_order",
    description = "Asks for a payment. The same key with the same wish gives the order that is there. A subject has one open order. The \
                   provider is asked for a QR at once; when it does not answer, it is asked again and `trouble` says so.",
    request_body(content = serde_json::Value, description = "`NewOrder`"),
    responses(
        (status = 200, description = "`OrderNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to charge"),
        (status = 404, description = "No such subject, or not for the reader"),
        (status = 409, description = "`key`: it is of another wish; `subject_busy`: `fields.order` may still be paid"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn make(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewOrder>,
) -> Answer<axum::Json<OrderNow>> {
    session.must(Area::Fees, Verb::Create)?;
    may_see(&app, &session, asked.subject).await?;
    let (service, of_subject) = about(&app, session.tenant, asked.subject).await?;
    if asked.company.is_some() && of_subject.is_some() && asked.company != of_subject {
        return Err(Fault::unacceptable("order").field("company", "another"));
    }
    if let Some(company) = asked.company {
        readable(&app, &session, company.into(), "company").await?;
    }
    let request = Request {
        key: asked.key.clone(),
        subject: asked.subject,
        company: asked.company.or(of_subject),
        price: asked.price,
        coupon: None,
        provider: asked.provider.clone(),
        card: asked.card,
        service,
        remark: asked.remark.trim().to_owned(),
    };
    let (now, id): (_, OrderId) = (app.clock.now(), app.fresh());
    let mut connection = app.db.pool().acquire().await?;
    let before = store::of_wish(&mut connection, session.tenant, &asked.key).await?;
    drop(connection);
    if let Some(before) = before {
        // whoever asks again after a lost answer gets it, although prices and providers changed meanwhile
        create(request, id, Some(session.agent), now, std::slice::from_ref(&before.order))
            .map_err(|why| refused(&why))?;
        return shown(&app, session.tenant, before.order.id).await;
    }
    priced(&app, &session, &asked).await?;
    let payload = ready(&app, &session, &asked).await?;
    let mut tx = app.db.begin().await?;
    // orders of one organisation come one after another, as their postings do
    crate::fees::ledger::lock(&mut tx, session.tenant).await?;
    let mut existing: Vec<orders::Order> = Vec::new();
    existing.extend(store::of_wish(tx.on(), session.tenant, &asked.key).await?.map(|kept| kept.order));
    existing
        .extend(store::of_subject(tx.on(), session.tenant, asked.subject).await?.into_iter().map(|kept| kept.order));
    let order = match create(request, id, Some(session.agent), now, &existing).map_err(|why| refused(&why))? {
        Created::Same(order) => {
            drop(tx);
            return shown(&app, session.tenant, order.id).await;
        }
        Created::New(order) => order,
    };
    store::insert(&mut tx, session.tenant, &order).await?;
    let entry = Entry::of(&app, &session, Action::PaymentAsked).about("payment_order", id.to_string(), "");
    audit::write(&mut tx, entry.after(&asked)).await?;
    if by_hand(&asked.provider) {
        let reference = super::providers::order_number(id);
        let issued = OrderEvent::Issued { reference, expires_at: Some(by_hand_until(now)), at: now };
        let showing = Showing { qr: Some(payload), ..Showing::default() };
        super::happen::happen(&mut tx, &app, session.tenant, id, &issued, showing).await?;
        tx.commit().await?;
    } else {
        put_now(&mut tx, &app, session.tenant, id, Task::Issue).await?;
        tx.commit().await?;
        Worker::new(app.clone()).run_order(session.tenant, id).await?;
    }
    tracing::info!(order = %id, "payment order made");
    shown(&app, session.tenant, id).await
}

#[utoipa::path(
    get,
    path = "/payment-orders/{id}",
    tag = "fees",
    operation_id = "payment_order",
    description = "An order with all that happened to it.",
    params(("id" = String, Path, description = "Order")),
    responses(
        (status = 200, description = "`OrderNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to see fees"),
        (status = 404, description = "No such order, or not for the reader"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn one(State(app): State<App>, session: Session, Id(id): Id<OrderId>) -> Answer<axum::Json<OrderNow>> {
    reached(&app, &session, id, Verb::View).await?;
    shown(&app, session.tenant, id).await
}

/// Lets something happen because of a person, notes it, and gives the order.
async fn by_person(
    app: &App,
    session: &Session,
    id: OrderId,
    event: &OrderEvent,
    entry: Entry,
) -> Answer<axum::Json<OrderNow>> {
    let mut tx = app.db.begin().await?;
    let showing = Showing { by: Some(session.agent), ..Showing::default() };
    let happened = super::happen::happen(&mut tx, app, session.tenant, id, event, showing).await?;
    if happened.changed {
        audit::write(&mut tx, entry).await?;
    }
    let noticed = super::work::noticed(session.tenant, &happened.told);
    if let Some(news) = &noticed {
        crate::news::tell(&mut tx, news).await?;
    }
    tx.commit().await?;
    if let Some(news) = noticed {
        app.hear(news);
    }
    if happened.changed && !by_hand(&happened.kept.order.request.provider) {
        Worker::new(app.clone()).run_order(session.tenant, id).await?;
    }
    shown(app, session.tenant, id).await
}

fn entry(app: &App, session: &Session, action: Action, id: OrderId) -> Entry {
    Entry::of(app, session, action).about("payment_order", id.to_string(), "")
}

#[utoipa::path(
    post,
    path = "/payment-orders/{id}/cancel",
    tag = "fees",
    operation_id = "cancel_payment_order",
    description = "Takes an order back. A payment that is made at this moment counts nevertheless.",
    params(("id" = String, Path, description = "Order")),
    responses(
        (status = 200, description = "`OrderNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to charge"),
        (status = 404, description = "No such order, or not for the reader"),
        (status = 409, description = "`state`: it was paid"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn cancel(State(app): State<App>, session: Session, Id(id): Id<OrderId>) -> Answer<axum::Json<OrderNow>> {
    reached(&app, &session, id, Verb::Create).await?;
    let entry = entry(&app, &session, Action::PaymentCancelled, id);
    by_person(&app, &session, id, &OrderEvent::Cancelled { at: app.clock.now() }, entry).await
}

#[utoipa::path(
    post,
    path = "/payment-orders/{id}/confirmation",
    tag = "fees",
    operation_id = "confirm_payment",
    description = "Says that the money of an order by hand (cash, a fixed QR) came. The same receipt again changes nothing.",
    params(("id" = String, Path, description = "Order")),
    request_body(content = serde_json::Value, description = "`Confirmation`"),
    responses(
        (status = 200, description = "`OrderNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to charge"),
        (status = 404, description = "No such order, or not for the reader"),
        (status = 409, description = "`not_by_hand`: its provider reports payments itself"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn confirm(
    State(app): State<App>,
    session: Session,
    Id(id): Id<OrderId>,
    Strict(asked): Strict<Confirmation>,
) -> Answer<axum::Json<OrderNow>> {
    let kept = reached(&app, &session, id, Verb::Create).await?;
    if !by_hand(&kept.order.request.provider) {
        return Err(Fault::conflict("not_by_hand"));
    }
    let receipt = asked.receipt.trim().to_owned();
    if receipt.is_empty() || receipt.chars().count() > 64 {
        return Err(
            Fault::unacceptable("order").field("receipt", if receipt.is_empty() { "required" } else { "too_long" })
        );
    }
    let report = Report {
        source: Source::Manual,
        money: asked.money.unwrap_or_else(|| store::due(&kept.order)),
        transaction: receipt,
        event: None,
        at: app.clock.now(),
    };
    let entry = entry(&app, &session, Action::PaymentConfirmed, id).after(&asked);
    by_person(&app, &session, id, &OrderEvent::PaidReported(report), entry).await
}

#[utoipa::path(
    post,
    path = "/payment-orders/{id}/decision",
    tag = "fees",
    operation_id = "decide_payment",
    description = "Decides about a payment of another amount than was asked for: it is the price, or it goes back.",
    params(("id" = String, Path, description = "Order")),
    request_body(content = serde_json::Value, description = "`NewDecision`"),
    responses(
        (status = 200, description = "`OrderNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to refund"),
        (status = 404, description = "No such order, or not for the reader"),
        (status = 409, description = "`state`: there is nothing to decide"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn decide(
    State(app): State<App>,
    session: Session,
    Id(id): Id<OrderId>,
    Strict(asked): Strict<NewDecision>,
) -> Answer<axum::Json<OrderNow>> {
    reached(&app, &session, id, Verb::Delete).await?;
    let event = OrderEvent::MismatchDecided { decision: asked.decision, by: Some(session.agent), at: app.clock.now() };
    let entry = entry(&app, &session, Action::PaymentDecided, id).after(&asked);
    by_person(&app, &session, id, &event, entry).await
}

#[utoipa::path(
    post,
    path = "/payment-orders/{id}/refunds",
    tag = "fees",
    operation_id = "refund_payment",
    description = "Has money go back, in part or all of it. The same id again changes nothing.",
    params(("id" = String, Path, description = "Order")),
    request_body(content = serde_json::Value, description = "`NewRefund`"),
    responses(
        (status = 200, description = "`OrderNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to refund"),
        (status = 404, description = "No such order, or not for the reader"),
        (status = 409, description = "`too_much`: `fields.left` is left; `undecided`; `insufficient`: the balance is used up"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn refund(
    State(app): State<App>,
    session: Session,
    Id(id): Id<OrderId>,
    Strict(asked): Strict<NewRefund>,
) -> Answer<axum::Json<OrderNow>> {
    reached(&app, &session, id, Verb::Delete).await?;
    let ask = Ask {
        refund: asked.refund,
        money: asked.money,
        transaction: asked.transaction.clone(),
        by: Some(session.agent),
        at: app.clock.now(),
    };
    let entry = entry(&app, &session, Action::PaymentRefunded, id).after(&asked);
    by_person(&app, &session, id, &OrderEvent::RefundAsked(ask), entry).await
}

#[utoipa::path(
    post,
    path = "/payment-orders/{id}/refunds/seen",
    tag = "fees",
    operation_id = "refund_seen",
    description = "Says whether money by hand was given back.",
    params(("id" = String, Path, description = "Order")),
    request_body(content = serde_json::Value, description = "`RefundSeen`"),
    responses(
        (status = 200, description = "`OrderNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to refund"),
        (status = 404, description = "No such order or refund, or not for the reader"),
        (status = 409, description = "`not_by_hand`: its provider reports refunds itself; `refund_done`"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn refund_seen(
    State(app): State<App>,
    session: Session,
    Id(id): Id<OrderId>,
    Strict(asked): Strict<RefundSeen>,
) -> Answer<axum::Json<OrderNow>> {
    let kept = reached(&app, &session, id, Verb::Delete).await?;
    if !by_hand(&kept.order.request.provider) {
        return Err(Fault::conflict("not_by_hand"));
    }
    let (refund, at) = (asked.refund, app.clock.now());
    let event =
        if asked.done { OrderEvent::RefundDone { refund, at } } else { OrderEvent::RefundFailed { refund, at } };
    let entry = entry(&app, &session, Action::PaymentRefunded, id).after(&asked);
    by_person(&app, &session, id, &event, entry).await
}
