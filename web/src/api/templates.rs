//! Customer templates, personal links, what customers changed of themselves, rows picked by hand as a file.

use truckroll_domain::TemplateId;
use truckroll_domain::fields::Noun;
use truckroll_protocol::api::staff::Removal;
use truckroll_protocol::api::{
    CustomerQuery, DetailReview, DetailsLink, NewDetailsLink, NewTemplate, PickedExport, Problem, ReviewDecision,
    TemplateNow,
};

use super::staff::{Outcome, outcome};
use super::{Answer, Fault, delete, get, post, put};
use crate::platform;
use crate::query::encode;

/// The kind that an answer names when a colleague was faster.
const KIND: &str = truckroll_domain::customers::CustomerTemplate::KIND;

/// All templates, by name.
pub async fn list() -> Answer<Vec<TemplateNow>> {
    get("/customer-templates").await
}

/// Makes a template.
pub async fn make(new: &NewTemplate) -> Answer<Outcome<TemplateNow>> {
    outcome(post("/customer-templates", new).await, KIND)
}

/// Replaces a template.
pub async fn replace(new: &NewTemplate) -> Answer<Outcome<TemplateNow>> {
    outcome(put(&format!("/customer-templates/{}", new.template.id), new).await, KIND)
}

/// Removes a template.
pub async fn remove(id: TemplateId, seq: i64) -> Answer<Outcome<()>> {
    outcome(delete(&format!("/customer-templates/{id}"), &Removal { seq }).await, KIND)
}

/// The address of a template's code as a picture.
#[must_use]
pub fn code(id: TemplateId, kind: &str) -> String {
    format!("/api/v1/customer-templates/{id}/qr.{kind}")
}

/// Makes the link by which a person sees and changes his own details.
pub async fn link(contact: &str, template: TemplateId) -> Answer<DetailsLink> {
    post(&format!("/contacts/{}/details-link", encode(contact)), &NewDetailsLink { template }).await
}

/// What customers changed and nobody has decided about.
pub async fn reviews() -> Answer<Vec<DetailReview>> {
    get("/detail-reviews").await
}

/// Decides about fields; `false` when a colleague was faster or something else stands there meanwhile.
pub async fn decide(id: &str, decision: &ReviewDecision) -> Answer<bool> {
    match post::<()>(&format!("/detail-reviews/{}", encode(id)), decision).await {
        Ok(()) => Ok(true),
        Err(Fault::Problem(problem)) if problem.status == 404 || problem.detail == "moved" => Ok(false),
        Err(Fault::Problem(problem)) if problem.status == 409 && problem.refusal.is_none() => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// Hands rows that were picked by hand to the browser as a file.
pub async fn export_picked(noun: Noun, format: &str, language: &str, asked: CustomerQuery) -> Answer<()> {
    let list = noun.customer("companies", "contacts").unwrap_or_default();
    let asked = CustomerQuery { columns: Vec::new(), after: None, limit: None, ..asked };
    let wanted = PickedExport { format: format.to_owned(), language: language.to_owned(), asked };
    let body = serde_json::to_string(&wanted).map_err(|_| Fault::Unreadable)?;
    let answer = platform::fetch_file(&format!("/api/v1/{list}/export"), body, &format!("{list}.{format}")).await;
    let (status, text) = answer.ok_or(Fault::OutOfReach)?;
    if (200..300).contains(&status) {
        return Ok(());
    }
    let problem = serde_json::from_str::<Problem>(&text).unwrap_or_default();
    Err(Fault::Problem(Box::new(Problem { status, ..problem })))
}
