//! Fees: service cards, what companies paid ahead, and the records of it.
//!
//! Whoever moves money may be told to look again. That is no failure of the request but a value, because the dialog keeps what
//! was typed and says so at its place.

use std::collections::BTreeMap;

use truckroll_domain::{CompanyId, PostingId};
use truckroll_protocol::api::fees::{
    CompanyFees, FeeTerms, NewDeduction, NewReversal, NewServiceCard, NewTopUp, PostingPage, PostingRow, ServiceCardNow,
};

use super::staff::{Outcome, outcome};
use super::{Answer, Fault, get, post, put};
use crate::query::Query;

/// The topic of reads that show balances or records.
pub const TOPIC: &str = "fees";
/// The kind that an answer names when a colleague was faster with a card; also the topic of cards.
pub const CARDS: &str = "service_card";
/// Most rows that the server gives at once.
const MOST: i64 = 200;

/// Why a deduct did not happen, or the row of what did.
#[derive(Clone, Debug, PartialEq)]
pub enum Deducted {
    /// It is posted.
    Done(Box<PostingRow>),
    /// The balance is another than the one that was seen.
    Changed,
    /// The same service was deducted for before.
    Repeated,
    /// There is too little: what is missing, as decimal text of the currency.
    Insufficient(String),
    /// Problem keys by member.
    Refused(BTreeMap<String, String>),
}

/// Services with their prices, archived ones among them.
pub async fn cards() -> Answer<Vec<ServiceCardNow>> {
    get("/service-cards").await
}

/// Makes or replaces a card.
pub async fn save_card(new: &NewServiceCard) -> Answer<Outcome<ServiceCardNow>> {
    let answer = match new.seq {
        0 => post("/service-cards", new).await,
        _ => put(&format!("/service-cards/{}", new.card.id), new).await,
    };
    match answer {
        Err(Fault::Problem(problem)) if problem.status == 409 && problem.detail == "too_many" => {
            Ok(Outcome::Refused(BTreeMap::from([(String::new(), problem.detail)])))
        }
        answer => outcome(answer, CARDS),
    }
}

/// What a company paid ahead and what holds for it.
pub async fn of_company(id: CompanyId) -> Answer<CompanyFees> {
    get(&format!("/companies/{id}/fees")).await
}

/// Says what holds for a company.
pub async fn replace_terms(id: CompanyId, terms: &FeeTerms) -> Answer<Outcome<CompanyFees>> {
    outcome(put(&format!("/companies/{id}/fees/terms"), terms).await, "fee_terms")
}

/// Adds what a company paid by hand. The same id again changes nothing.
pub async fn top_up(id: CompanyId, new: &NewTopUp) -> Answer<Outcome<PostingRow>> {
    outcome(post(&format!("/companies/{id}/top-ups"), new).await, "")
}

/// Takes what a service costs. The same id again changes nothing.
pub async fn deduct(id: CompanyId, new: &NewDeduction) -> Answer<Deducted> {
    deducted(post(&format!("/companies/{id}/deductions"), new).await)
}

fn deducted(answer: Answer<PostingRow>) -> Answer<Deducted> {
    match answer {
        Ok(row) => Ok(Deducted::Done(Box::new(row))),
        Err(Fault::Problem(problem)) => match (problem.status, problem.detail.as_str()) {
            (409, "balance") => Ok(Deducted::Changed),
            (409, "repeated") => Ok(Deducted::Repeated),
            (409, "insufficient") => {
                Ok(Deducted::Insufficient(problem.fields.get("missing").cloned().unwrap_or_default()))
            }
            (422, _) if !problem.fields.is_empty() => Ok(Deducted::Refused(problem.fields)),
            _ => Err(Fault::Problem(problem)),
        },
        Err(fault) => Err(fault),
    }
}

/// Negates a posting that was a mistake. The same id again changes nothing.
pub async fn reverse(of: PostingId, new: &NewReversal) -> Answer<PostingRow> {
    post(&format!("/postings/{of}/reversal"), new).await
}

/// The first `pages` pages of the records, as one, with the sums of all that fit.
pub async fn records(asked: &Query, pages: usize) -> Answer<PostingPage> {
    let asked = asked.with("limit", &super::rows().min(MOST).to_string());
    let mut all: PostingPage = get(&format!("/postings{}", asked.suffix())).await?;
    for _ in 1..pages {
        let Some(next) = all.next.take() else { break };
        let page: PostingPage = get(&format!("/postings{}", asked.with("before", &next.to_string()).suffix())).await?;
        all.rows.extend(page.rows);
        all.next = page.next;
        all.totals = page.totals;
    }
    Ok(all)
}

/// The address of the same as CSV.
#[must_use]
pub fn records_csv(asked: &Query) -> String {
    format!("/api/v1/postings/export{}", asked.suffix())
}

#[cfg(test)]
mod tests {
    use truckroll_protocol::api::Problem;

    use super::*;

    #[test]
    fn every_refusal_of_a_deduct_is_told_apart() {
        let answer = |status, detail: &str, fields: &[(&str, &str)]| {
            let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            let problem = Problem { status, detail: detail.into(), fields, ..Problem::default() };
            deducted(Err(Fault::Problem(Box::new(problem))))
        };
        assert_eq!(answer(409, "balance", &[("version", "2")]), Ok(Deducted::Changed));
        assert_eq!(answer(409, "repeated", &[("service", "1")]), Ok(Deducted::Repeated));
        assert_eq!(answer(409, "insufficient", &[("missing", "0.01")]), Ok(Deducted::Insufficient("0.01".into())));
        let wrong = BTreeMap::from([("money".to_owned(), "required".to_owned())]);
        assert_eq!(answer(422, "posting", &[("money", "required")]), Ok(Deducted::Refused(wrong)));
        assert!(answer(409, "posting", &[]).is_err(), "an id that is another posting's");
        assert!(answer(403, "fees", &[]).is_err());
        assert_eq!(deducted(Err(Fault::OutOfReach)), Err(Fault::OutOfReach));
    }
}
