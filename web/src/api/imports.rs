//! Importing and exporting customers.

use truckroll_domain::fields::Noun;
use truckroll_domain::imports::Mapping;
use truckroll_protocol::api::{CustomerQuery, ImportNow, ImportStart};

use super::staff::{Outcome, outcome};
use super::{Answer, get, post, send};
use crate::query::encode;

/// What a file is for, as a query: the noun, and the asset table.
fn of(noun: Noun, table: &str) -> String {
    let table = if table.is_empty() { String::new() } else { format!("&table={}", encode(table)) };
    format!("noun={}{table}", noun.word())
}

/// The latest imports of a noun.
pub async fn list(noun: Noun, table: &str) -> Answer<Vec<ImportNow>> {
    get(&format!("/imports?{}", of(noun, table))).await
}

/// An import.
pub async fn one(id: &str) -> Answer<ImportNow> {
    get(&format!("/imports/{}", encode(id))).await
}

/// Brings a file.
pub async fn upload(noun: Noun, table: &str, name: &str, bytes: &[u8]) -> Answer<Outcome<ImportNow>> {
    outcome(send("POST", &format!("/imports?{}&name={}", of(noun, table), encode(name)), bytes).await, "import")
}

/// Begins to check or to store the rows of a file.
pub async fn start(id: &str, dry: bool, mapping: &Mapping) -> Answer<Outcome<ImportNow>> {
    let start = ImportStart { dry, mapping: mapping.clone() };
    outcome(post(&format!("/imports/{}/start", encode(id)), &start).await, "import")
}

/// Ends what is under way.
pub async fn stop(id: &str) -> Answer<Outcome<ImportNow>> {
    outcome(post(&format!("/imports/{}/stop", encode(id)), &serde_json::json!({})).await, "import")
}

/// Takes an import back.
pub async fn undo(id: &str) -> Answer<Outcome<ImportNow>> {
    outcome(post(&format!("/imports/{}/undo", encode(id)), &serde_json::json!({})).await, "import")
}

/// The address of an empty table.
#[must_use]
pub fn template(noun: Noun, table: &str, format: &str, language: &str) -> String {
    format!("/api/v1/imports/template?{}&format={format}&language={language}", of(noun, table))
}

/// The address of the refused rows of an import.
#[must_use]
pub fn rejected(id: &str, language: &str) -> String {
    format!("/api/v1/imports/{}/rejected?language={language}", encode(id))
}

/// The address of what a list shows as a table.
#[must_use]
pub fn export(noun: Noun, format: &str, language: &str, asked: &CustomerQuery) -> String {
    let list = match noun {
        Noun::Company => "companies",
        Noun::Contact => "contacts",
        Noun::Asset => "assets",
        Noun::Ticket => "tickets",
    };
    let asked = CustomerQuery { columns: Vec::new(), after: None, limit: None, ..asked.clone() };
    let asked = serde_json::to_string(&asked).unwrap_or_default();
    format!("/api/v1/{list}/export?format={format}&language={language}&asked={}", encode(&asked))
}
