//! Orders as they are looked at: the newest first, those of a company or subject, those somebody has to see to.

use axum::extract::State;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::Value;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::money::orders::{Order, Subject};
use truckroll_protocol::api::payments::{OrderPage, OrderQuery, OrderRow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{orders, store};
use crate::App;
use crate::auth::Session;
use crate::customers::detail::readable;
use crate::db::{DbResult, bind, query};
use crate::http::{Answer, Fault, Query};
use crate::lists::{self, Conditions};

/// Routes of this noun.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// What is asked for, for who may see it. A subject or a company is seen by who sees that; all orders by who sees all fees.
async fn conditions(app: &App, session: &Session, asked: &OrderQuery) -> Answer<Conditions> {
    session.must(Area::Fees, Verb::View)?;
    let mut all = Conditions::of(session.tenant);
    if let Some(text) = &asked.subject {
        let subject = subject(text).ok_or_else(|| Fault::bad_request("subject"))?;
        orders::may_see(app, session, subject).await?;
        let mark = all.text(store::word(subject));
        all.and(format!("subject = {mark}"));
    }
    if let Some(company) = asked.company {
        readable(app, session, company.into(), "company").await?;
        let mark = all.text(company.to_string());
        all.and(format!("company_id = {mark}"));
    }
    let everything = session.rights().all(Area::Fees, Verb::View) && session.rights().all(Area::Customers, Verb::View);
    if asked.subject.is_none() && asked.company.is_none() && !everything {
        return Err(Fault::forbidden("reach"));
    }
    if let Some(state) = asked.state {
        let mark = all.text(store::state_word(state));
        all.and(format!("state = {mark}"));
    }
    if asked.attention == Some(true) {
        all.and("attention = 1");
    }
    for (condition, number) in [("created_at >=", asked.from), ("created_at <", asked.to)] {
        if let Some(number) = number {
            let mark = all.value(Value::Int(number));
            all.and(format!("{condition} {mark}"));
        }
    }
    Ok(all)
}

/// A subject as it stands in a query: `visit:` and an id.
fn subject(text: &str) -> Option<Subject> {
    let (kind, id) = text.split_once(':')?;
    Some(match kind {
        "ticket" => Subject::TicketProducts { ticket: id.parse().ok()? },
        "visit" => Subject::Visit { visit: id.parse().ok()? },
        "remote" => Subject::Remote { session: id.parse().ok()? },
        "top_up" => Subject::TopUp { company: id.parse().ok()? },
        "link" => Subject::Link { link: id.parse().ok()? },
        _ => return None,
    })
}

fn read(row: &AnyRow) -> DbResult<OrderRow> {
    let (body, name): (String, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
    let order: Order = serde_json::from_str(&body).map_err(|error| sqlx::Error::Decode(error.into()))?;
    let due = store::due(&order);
    Ok(OrderRow {
        id: order.id,
        subject: order.request.subject,
        company: order.request.payer(),
        company_name: name.unwrap_or_default(),
        due,
        provider: order.request.provider.clone(),
        state: order.state(),
        flags: order.flags(),
        service: order.request.service.clone(),
        by: order.by,
        at: order.created_at,
        paid_at: order.payments.first().map(|payment| payment.at),
    })
}

#[utoipa::path(
    get,
    path = "/payment-orders",
    tag = "fees",
    operation_id = "payment_orders",
    description = "Orders, the newest first. Without a company or subject for those who see all of them.",
    params(
        ("company" = Option<String>, Query, description = "Of this company"),
        ("subject" = Option<String>, Query, description = "For this: `visit:`, `ticket:` or `top_up:` and an id"),
        ("state" = Option<String>, Query, description = "That stand like this"),
        ("attention" = Option<bool>, Query, description = "Only those somebody has to look at"),
        ("from" = Option<i64>, Query, description = "Asked for from this moment on, ms UTC"),
        ("to" = Option<i64>, Query, description = "Asked for before this moment, ms UTC"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<i64>, Query, description = "Rows, at most 200"),
    ),
    responses(
        (status = 200, description = "`OrderPage`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to see fees"),
        (status = 404, description = "No such company or subject, or not for the reader"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<OrderQuery>,
) -> Answer<axum::Json<OrderPage>> {
    let limit = lists::limit(asked.limit)?;
    let mut all = conditions(&app, &session, &asked).await?;
    let total = lists::count(&app.db, "payment_orders", &all).await?;
    if let Some(cursor) = &asked.after {
        let keys = [lists::Key::number("created_at"), lists::Key::text("id")];
        let at = lists::read_cursor(cursor, &keys)?;
        let [Value::Int(at), Value::Text(id)] = at.as_slice() else { return Err(Fault::bad_request("after")) };
        let (at, id) = (all.value(Value::Int(*at)), all.text(id.as_str()));
        all.and(format!("created_at <= {at} and (created_at < {at} or id < {id})"));
    }
    let most = all.value(Value::Int(limit + 1));
    // indexes payment_orders_at, _company, _subject
    let sql = format!(
        "select p.body, c.name from (select * from payment_orders where {} order by created_at desc, id desc limit {most}) p \
         left join companies c on c.tenant_id = p.tenant_id and c.id = p.company_id order by p.created_at desc, p.id desc",
        all.sql()
    );
    let select = all.values().iter().cloned().fold(query(&sql), bind);
    let mut rows: Vec<OrderRow> = select.fetch_all(app.db.pool()).await?.iter().map(read).collect::<DbResult<_>>()?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    let cursor = |row: &OrderRow| lists::cursor(vec![row.at.ms().into(), row.id.to_string().into()]);
    let next = rows.last().filter(|_| more).map(cursor);
    Ok(axum::Json(OrderPage { rows, total, next }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_read_as_it_is_written() {
        let id = truckroll_domain::VisitId::from_parts(1, [1; 10]);
        let all = [
            Subject::Visit { visit: id },
            Subject::TopUp { company: id.0.into() },
            Subject::TicketProducts { ticket: id.0.into() },
            Subject::Remote { session: id.0.into() },
            Subject::Link { link: id.0.into() },
        ];
        for one in all {
            assert_eq!(subject(&store::word(one)), Some(one));
        }
        for wrong in ["", "visit", "visit:", "visit:x", &format!("vist:{id}")] {
            assert_eq!(subject(wrong), None, "{wrong}");
        }
    }
}
