//! Payment orders: asking for a payment, looking how it stands, and what a person does with it.
//!
//! Whoever asks for a payment may hear that another order is open. That is no failure but the way to that order. What the books
//! refuse is a sentence; what is wrong with a member stands at its field.

use std::collections::BTreeMap;

use truckroll_domain::OrderId;
use truckroll_domain::money::orders::Subject;
use truckroll_protocol::api::Problem;
use truckroll_protocol::api::payments::{
    Confirmation, NewDecision, NewOrder, NewProvider, NewRefund, OrderNow, OrderPage, Payable, ProviderNow, RefundSeen,
};

use super::staff::{Outcome, outcome};
use super::{Answer, Fault, ask, get, post, put};
use crate::query::Query;

/// The topic of reads that show orders.
pub const TOPIC: &str = "payments";
/// The kind that an answer names when a colleague was faster with a provider; also the topic of providers.
pub const PROVIDERS: &str = "payment_provider";
/// Most rows that the server gives at once.
const MOST: i64 = 200;

/// What became of asking for a payment.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// The order is there.
    Made(Box<OrderNow>),
    /// This order of the same subject may still be paid.
    Busy(OrderId),
    /// Problem keys by member.
    Refused(BTreeMap<String, String>),
}

/// What a person does with an order.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Takes it back.
    Cancel,
    /// Saw the money.
    Confirm(Confirmation),
    /// Decides about another amount.
    Decide(NewDecision),
    /// Has money go back.
    Refund(NewRefund),
    /// Says what became of a refund by hand.
    Seen(RefundSeen),
}

/// What became of a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Changed {
    /// The order as it stands now.
    Done(Box<OrderNow>),
    /// More than is left of the payment: what is left, as decimal text of the currency.
    TooMuch(String),
    /// Problem keys by member.
    Refused(BTreeMap<String, String>),
}

/// A subject as it stands in a query: `visit:` and an id.
#[must_use]
pub fn subject_word(subject: Subject) -> String {
    match subject {
        Subject::TicketProducts { ticket } => format!("ticket:{ticket}"),
        Subject::Visit { visit } => format!("visit:{visit}"),
        Subject::Remote { session } => format!("remote:{session}"),
        Subject::TopUp { company } => format!("top_up:{company}"),
        Subject::Link { link } => format!("link:{link}"),
    }
}

/// By whom payments can be taken now.
pub async fn payable() -> Answer<Vec<Payable>> {
    get("/payable").await
}

/// Asks for a payment. The same key with the same wish gives the order that is there.
pub async fn make(new: &NewOrder) -> Answer<Asked> {
    asked(post("/payment-orders", new).await)
}

fn asked(answer: Answer<OrderNow>) -> Answer<Asked> {
    match answer {
        Ok(now) => Ok(Asked::Made(Box::new(now))),
        Err(Fault::Problem(problem)) => {
            let open = problem.fields.get("order").and_then(|id| id.parse().ok());
            match (problem.status, problem.detail.as_str(), open) {
                (409, "subject_busy", Some(order)) => Ok(Asked::Busy(order)),
                (422, ..) if !problem.fields.is_empty() => Ok(Asked::Refused(problem.fields)),
                _ => Err(named(*problem)),
            }
        }
        Err(fault) => Err(fault),
    }
}

/// An order with all that happened.
pub async fn one(id: OrderId) -> Answer<OrderNow> {
    get(&format!("/payment-orders/{id}")).await
}

/// Does a step with an order.
pub async fn step(id: OrderId, step: &Step) -> Answer<Changed> {
    let path = |last: &str| format!("/payment-orders/{id}/{last}");
    changed(match step {
        Step::Cancel => ask("POST", &path("cancel"), None).await,
        Step::Confirm(body) => post(&path("confirmation"), body).await,
        Step::Decide(body) => post(&path("decision"), body).await,
        Step::Refund(body) => post(&path("refunds"), body).await,
        Step::Seen(body) => post(&path("refunds/seen"), body).await,
    })
}

fn changed(answer: Answer<OrderNow>) -> Answer<Changed> {
    match answer {
        Ok(now) => Ok(Changed::Done(Box::new(now))),
        Err(Fault::Problem(problem)) => match (problem.status, problem.detail.as_str()) {
            (409, "too_much") => Ok(Changed::TooMuch(problem.fields.get("left").cloned().unwrap_or_default())),
            (422, _) if !problem.fields.is_empty() => Ok(Changed::Refused(problem.fields)),
            _ => Err(named(*problem)),
        },
        Err(fault) => Err(fault),
    }
}

/// Other nouns have too many of something as well; the sentence is about this one.
fn named(mut problem: Problem) -> Fault {
    if problem.status == 409 && problem.detail == "too_many" {
        "too_many_payments".clone_into(&mut problem.detail);
    }
    Fault::Problem(Box::new(problem))
}

/// The orders of a subject, the newest first.
pub async fn of_subject(subject: Subject) -> Answer<OrderPage> {
    get(&format!("/payment-orders{}", Query::default().with("subject", &subject_word(subject)).suffix())).await
}

/// The first `pages` pages of orders, as one; the query is that of `OrderQuery`.
pub async fn orders(query: &Query, pages: usize) -> Answer<OrderPage> {
    let query = query.with("limit", &super::rows().min(MOST).to_string());
    let mut all: OrderPage = get(&format!("/payment-orders{}", query.suffix())).await?;
    for _ in 1..pages {
        let Some(next) = all.next.take() else { break };
        let page: OrderPage = get(&format!("/payment-orders{}", query.with("after", &next).suffix())).await?;
        all.rows.extend(page.rows);
        all.next = page.next;
        all.total = page.total;
    }
    Ok(all)
}

/// Every provider and how the organisation is known to it.
pub async fn providers() -> Answer<Vec<ProviderNow>> {
    get("/payment-providers").await
}

/// Sets a provider up in the place of what was read.
pub async fn replace_provider(new: &NewProvider) -> Answer<Outcome<ProviderNow>> {
    outcome(put("/payment-providers", new).await, PROVIDERS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn refusal(status: u16, detail: &str, fields: &[(&str, &str)]) -> Answer<OrderNow> {
        let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let problem = Problem { status, code: "conflict".into(), detail: detail.into(), fields, ..Problem::default() };
        Err(Fault::Problem(Box::new(problem)))
    }

    #[test]
    fn an_open_order_of_the_subject_is_the_way_to_it() {
        let id = sample::order_id(1);
        assert_eq!(asked(refusal(409, "subject_busy", &[("order", &id.to_string())])), Ok(Asked::Busy(id)));
        assert!(asked(refusal(409, "subject_busy", &[("order", "x")])).is_err());
        let wrong = BTreeMap::from([("price".to_owned(), "not_of_a_card".to_owned())]);
        assert_eq!(asked(refusal(422, "order", &[("price", "not_of_a_card")])), Ok(Asked::Refused(wrong)));
        assert!(asked(refusal(409, "key", &[])).is_err());
        assert_eq!(asked(Err(Fault::OutOfReach)), Err(Fault::OutOfReach));
    }

    #[test]
    fn what_is_left_of_a_payment_comes_back_as_a_value() {
        assert_eq!(changed(refusal(409, "too_much", &[("left", "0.50")])), Ok(Changed::TooMuch("0.50".into())));
        let wrong = BTreeMap::from([("receipt".to_owned(), "required".to_owned())]);
        assert_eq!(changed(refusal(422, "order", &[("receipt", "required")])), Ok(Changed::Refused(wrong)));
        for detail in [
            "state",
            "undecided",
            "refund",
            "refund_done",
            "not_by_hand",
            "insufficient",
            "too_many",
            "key",
            "subject_busy",
        ] {
            let said = changed(refusal(409, detail, &[])).expect_err("refused").to_string();
            let plain = truckroll_ui::tr!("desk-fault-bad-request", detail = detail.to_owned());
            assert!(said.ends_with('.') && said != plain, "{detail}: {said}");
        }
    }

    #[test]
    fn a_subject_is_written_as_the_server_reads_it() {
        let company = sample::hua_plaza();
        assert_eq!(subject_word(Subject::TopUp { company }), format!("top_up:{company}"));
        let visit = sample::visit_id(1);
        assert_eq!(subject_word(Subject::Visit { visit }), format!("visit:{visit}"));
    }
}
