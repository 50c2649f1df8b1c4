//! Fields, customers and the questions about them.

use serde::Serialize;
use serde::de::DeserializeOwned;
use truckroll_domain::assets::AssetRow;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::fields::Noun;
use truckroll_protocol::api::{
    Alike, AssetDetail, AssetTableNow, BookNow, BulkAnswer, BulkEdit, Columns, CompanyDetail, ContactDetail,
    CustomerCounts, CustomerQuery, CustomersNow, Erasure, FieldsNow, FiguresPage, Found, Identity, IdentityRef,
    LikeQuery, Merge, MergePreview, MergeQuery, MergeUndone, Nearby, NewAssetTable, NewCustomers, NewErasure,
    NewFields, NewIdentity, NewMerge, NewRestrictions, NewSavedQuery, NewServiceAccount, NewServiceRecord, Page,
    PersonCounts, RestrictionsNow, SavedQuery, Selection, SelectionAnswer, TimelineItem,
};

use super::staff::{Outcome, outcome};
use super::{Answer, Fault, ask, get, post};
use crate::query::encode;

async fn put<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Answer<T> {
    let body = serde_json::to_string(body).map_err(|_| Fault::Unreadable)?;
    ask("PUT", path, Some(body)).await
}

/// The fields of a noun, with the number to replace them by.
pub async fn fields(noun: Noun) -> Answer<FieldsNow> {
    get(&format!("/fields?noun={}", noun.word())).await
}

/// What screens look up.
pub async fn book() -> Answer<BookNow> {
    get("/book").await
}

/// Replaces the fields of a noun.
pub async fn replace_fields(fields: &NewFields) -> Answer<FieldsNow> {
    put("/fields", fields).await
}

/// How customers are kept.
pub async fn customer_settings() -> Answer<CustomersNow> {
    get("/customer-settings").await
}

/// Replaces how customers are kept.
pub async fn replace_customer_settings(settings: &NewCustomers) -> Answer<CustomersNow> {
    put("/customer-settings", settings).await
}

/// The first `pages` pages of what was asked for, as one.
async fn query<R: DeserializeOwned>(path: &str, asked: &CustomerQuery, pages: usize) -> Answer<Page<Found<R>>> {
    let mut asked = CustomerQuery { limit: Some(super::rows()), ..asked.clone() };
    let mut all: Page<Found<R>> = post(path, &asked).await?;
    for _ in 1..pages {
        let Some(next) = all.next.take() else { break };
        asked.after = Some(next);
        let page: Page<Found<R>> = post(path, &asked).await?;
        all.rows.extend(page.rows);
        all.next = page.next;
        all.total = page.total;
    }
    Ok(all)
}

/// Companies that meet conditions.
pub async fn query_companies(asked: &CustomerQuery, pages: usize) -> Answer<Page<Found<CompanyRow>>> {
    query("/companies/query", asked, pages).await
}

/// Contacts that meet conditions.
pub async fn query_contacts(asked: &CustomerQuery, pages: usize) -> Answer<Page<Found<ContactRow>>> {
    query("/contacts/query", asked, pages).await
}

/// Rows of an asset table that meet conditions.
pub async fn query_assets(asked: &CustomerQuery, pages: usize) -> Answer<Page<Found<AssetRow>>> {
    query("/assets/query", asked, pages).await
}

/// The page of a row of an asset table.
pub async fn asset(id: &str) -> Answer<AssetDetail> {
    get(&format!("/assets/{}", encode(id))).await
}

/// The asset tables.
pub async fn asset_tables() -> Answer<Vec<AssetTableNow>> {
    get("/asset-tables").await
}

/// Makes an asset table.
pub async fn make_asset_table(table: &NewAssetTable) -> Answer<Outcome<AssetTableNow>> {
    outcome(post("/asset-tables", table).await, "asset_table")
}

/// Replaces an asset table.
pub async fn replace_asset_table(table: &NewAssetTable) -> Answer<Outcome<AssetTableNow>> {
    outcome(put(&format!("/asset-tables/{}", encode(&table.table.key)), table).await, "asset_table")
}

/// Companies around a place.
pub async fn nearby(lat: f64, lon: f64, radius_m: i64) -> Answer<Nearby> {
    get(&format!("/companies/nearby?lat={lat}&lon={lon}&radius_m={radius_m}")).await
}

/// How many companies need attention.
pub async fn customer_counts() -> Answer<CustomerCounts> {
    get("/customers/counts").await
}

/// A company's page.
pub async fn company(id: &str) -> Answer<CompanyDetail> {
    get(&format!("/companies/{}", encode(id))).await
}

/// A person's page.
pub async fn contact(id: &str) -> Answer<ContactDetail> {
    get(&format!("/contacts/{}", encode(id))).await
}

/// What became of binding an id to a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    /// It is his.
    Bound,
    /// Somebody else has it: his name, empty where it may not be told.
    Taken(String),
    /// It is no id: the problem key.
    Refused(String),
}

/// Binds an id to a contact.
pub async fn bind_identity(contact: &str, new: &NewIdentity) -> Answer<Binding> {
    let answer: Answer<Vec<Identity>> = post(&format!("/contacts/{}/identities", encode(contact)), new).await;
    match answer {
        Ok(_) => Ok(Binding::Bound),
        Err(Fault::Problem(problem)) if problem.status == 409 && problem.detail == "identity" => {
            Ok(Binding::Taken(problem.fields.get("owner").cloned().unwrap_or_default()))
        }
        Err(Fault::Problem(problem)) if problem.status == 422 && problem.fields.contains_key("id") => {
            Ok(Binding::Refused(problem.fields["id"].clone()))
        }
        Err(fault) => Err(fault),
    }
}

/// Takes an id away from a contact.
pub async fn unbind_identity(contact: &str, gone: &IdentityRef) -> Answer<()> {
    let path = format!("/contacts/{}/identities?kind={}&id={}", encode(contact), gone.kind.word(), encode(&gone.id));
    ask("DELETE", &path, None).await
}

/// Who is there already.
pub async fn alike(asked: &LikeQuery) -> Answer<Vec<Alike>> {
    post("/customers/alike", asked).await
}

/// The saved queries that the person sees.
pub async fn saved_queries(noun: Noun) -> Answer<Vec<SavedQuery>> {
    get(&format!("/saved-queries?noun={}", noun.word())).await
}

/// Keeps a query, or changes the one with `id`.
pub async fn save_query(id: Option<&str>, query: &NewSavedQuery) -> Answer<SavedQuery> {
    match id {
        Some(id) => put(&format!("/saved-queries/{}", encode(id)), query).await,
        None => post("/saved-queries", query).await,
    }
}

/// Takes a saved query away.
pub async fn remove_query(id: &str) -> Answer<()> {
    ask("DELETE", &format!("/saved-queries/{}", encode(id)), None).await
}

/// The columns of a list as the person chose them.
pub async fn columns(list: &str) -> Answer<Columns> {
    get(&format!("/columns?list={}", encode(list))).await
}

/// Chooses the columns of a list.
pub async fn replace_columns(columns: &Columns) -> Answer<Columns> {
    put("/columns", columns).await
}

/// Sets a company's service account.
pub async fn service_account(id: &str, account: &NewServiceAccount) -> Answer<()> {
    put(&format!("/companies/{}/service-account", encode(id)), account).await
}

/// Counts what throwing away would touch, or does it.
pub async fn delete_customers(selection: &Selection, dry: bool) -> Answer<SelectionAnswer> {
    post(&format!("/customers/delete?dry={dry}"), selection).await
}

/// Brings customers back.
pub async fn restore_customers(selection: &Selection) -> Answer<SelectionAnswer> {
    post("/customers/restore", selection).await
}

/// Writes fields of many customers.
pub async fn edit_customers(edit: &BulkEdit) -> Answer<BulkAnswer> {
    post("/customers/edit", edit).await
}

/// Takes such a change back.
pub async fn undo_edit_customers(undo: &str) -> Answer<BulkAnswer> {
    post(&format!("/customers/edit/{}/undo", encode(undo)), &()).await
}

/// What merging two customers would do.
pub async fn preview_merge(pair: &MergeQuery) -> Answer<MergePreview> {
    post("/customers/merge/preview", pair).await
}

/// Merges two customers.
pub async fn merge_customers(merge: &NewMerge) -> Answer<Merge> {
    post("/customers/merge", merge).await
}

/// Where everything that is known of a person is to be had.
#[must_use]
pub fn personal_data(contact: &str) -> String {
    format!("/api/v1/contacts/{}/personal-data", encode(contact))
}

/// What erasing a person would do.
pub async fn preview_erasure(contact: &str) -> Answer<PersonCounts> {
    get(&format!("/contacts/{}/erase/preview", encode(contact))).await
}

/// Erases a person.
pub async fn erase_person(contact: &str, erasure: &NewErasure) -> Answer<Erasure> {
    post(&format!("/contacts/{}/erase", encode(contact)), erasure).await
}

/// Merges of the last thirty days, those into one customer alone if there is an id.
pub async fn merges(customer: &str) -> Answer<Vec<Merge>> {
    let of = if customer.is_empty() { String::new() } else { format!("?customer={}", encode(customer)) };
    get(&format!("/merges{of}")).await
}

/// Takes a merge back.
pub async fn undo_merge(id: &str) -> Answer<MergeUndone> {
    post(&format!("/merges/{}/undo", encode(id)), &()).await
}

/// What nobody may do with customers.
pub async fn customer_restrictions() -> Answer<RestrictionsNow> {
    get("/customer-restrictions").await
}

/// Says what nobody may do with customers.
pub async fn replace_customer_restrictions(restrictions: &NewRestrictions) -> Answer<RestrictionsNow> {
    put("/customer-restrictions", restrictions).await
}

/// What happened with a customer; `query` is that of the timeline.
pub async fn timeline(noun: Noun, id: &str, query: &str, pages: usize) -> Answer<Page<TimelineItem>> {
    let of = if noun == Noun::Company { "companies" } else { "contacts" };
    let path = |after: &str| {
        let after = if after.is_empty() { String::new() } else { format!("&after={}", encode(after)) };
        format!("/{of}/{}/timeline?limit=50{query}{after}", encode(id))
    };
    let mut all: Page<TimelineItem> = get(&path("")).await?;
    for _ in 1..pages {
        let Some(next) = all.next.take() else { break };
        let page: Page<TimelineItem> = get(&path(&next)).await?;
        all.rows.extend(page.rows);
        all.next = page.next;
    }
    Ok(all)
}

/// Writes down what happened, or changes what was written.
pub async fn write_record(id: Option<&str>, record: &NewServiceRecord) -> Answer<TimelineItem> {
    match id {
        Some(id) => put(&format!("/service-records/{}", encode(id)), record).await,
        None => post("/service-records", record).await,
    }
}

/// Removes what was written down.
pub async fn remove_record(id: &str) -> Answer<()> {
    ask("DELETE", &format!("/service-records/{}", encode(id)), None).await
}

/// Figures of customers; `query` begins with `?`.
pub async fn figures(query: &str, pages: usize) -> Answer<FiguresPage> {
    let path = |after: &str| {
        let after = if after.is_empty() { String::new() } else { format!("&after={}", encode(after)) };
        format!("/customer-statistics{query}&limit=100{after}")
    };
    let mut all: FiguresPage = get(&path("")).await?;
    for _ in 1..pages {
        let Some(next) = all.next.take() else { break };
        let page: FiguresPage = get(&path(&next)).await?;
        all.rows.extend(page.rows);
        all.next = page.next;
    }
    Ok(all)
}
