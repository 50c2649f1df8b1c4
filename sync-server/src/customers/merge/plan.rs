//! What a merge would do: the values that the target takes and the records that move.

use std::collections::BTreeMap;

use sqlx::Row as _;
use truckroll_domain::contacts::{CompanyLink, ContactCommand, ContactEdit};
use truckroll_domain::customers::{Moved, Taken, Target, edit_of, keys_of, move_over, name_of, takes, value_of};
use truckroll_domain::fields::{FieldSet, Noun, ValueEdits};
use truckroll_domain::{Command, CompanyId, Content, DocumentId, Kind, TenantId};
use truckroll_protocol::api::{MergeCounts, MergeField};

use super::{Pair, too_many};
use crate::App;
use crate::db::{DbResult, query};
use crate::http::Answer;
use crate::ingest;

/// Most records that move at once.
pub(super) const MOST: usize = 10_000;

/// A merge before it is carried out.
pub(super) struct Plan {
    /// Values that the target takes.
    pub taken: Vec<Taken>,
    /// Companies that a person comes into.
    pub links: BTreeMap<CompanyId, CompanyLink>,
    /// Records that move, with the commands that move them.
    pub moves: Vec<(Command, Moved)>,
    /// Notes of services that move.
    pub records: Vec<String>,
    /// The service account that moves, or empty.
    pub account: String,
    /// Ids of channels that move: the channel's word and the id.
    pub identities: Vec<(String, String)>,
}

/// Whether a value of an own field is one that may stand there today.
pub(super) fn fits(set: &FieldSet, key: &str, value: Option<&truckroll_domain::fields::FieldValue>) -> bool {
    match (set.field(key), value) {
        (None, _) => false,
        (Some(field), Some(value)) if !field.system => field.kind.normalise(value).is_ok(),
        (Some(_), _) => true,
    }
}

impl Plan {
    pub async fn make(app: &App, tenant: TenantId, pair: &Pair) -> Answer<Self> {
        let directory = app.directory(tenant).await?;
        let set = &directory.fields(pair.noun).now;
        let (source, target) = (&pair.source.1.content, &pair.target.1.content);
        let mut taken = takes(source, target);
        taken.retain(|taken| fits(set, &taken.key, taken.after.as_ref()));
        let links = match (source, target) {
            (Content::Contact(source), Content::Contact(target)) => {
                let new = source.companies.iter().filter(|(id, _)| !target.companies.contains_key(id));
                new.map(|(id, link)| (*id, link.clone())).collect()
            }
            _ => BTreeMap::new(),
        };
        let to = target_of(app, tenant, pair.noun, pair.target.0, name_of(target)).await?;
        let moves = moves(app, tenant, pair.source.0, &to).await?;
        let (source, target) = (pair.source.0.to_string(), pair.target.0.to_string());
        let column = column(pair.noun);
        // indexes service_records_company, service_records_contact
        let sql = format!("select id from service_records where tenant_id = $1 and {column} = $2 limit {}", MOST + 1);
        let rows = query(&sql).bind(tenant.to_string()).bind(source.clone()).fetch_all(app.db.pool()).await?;
        let records = rows.iter().map(|row| row.try_get(0)).collect::<DbResult<Vec<String>>>()?;
        if moves.len() + records.len() > MOST {
            return Err(too_many());
        }
        let account = match pair.noun {
            Noun::Company => account_to_move(app, tenant, &source, &target).await?,
            Noun::Contact | Noun::Asset | Noun::Ticket => String::new(),
        };
        let identities = match pair.noun {
            Noun::Contact => super::super::identities::of(&app.db, tenant, pair.source.0.into()).await?,
            Noun::Company | Noun::Asset | Noun::Ticket => Vec::new(),
        };
        let identities = identities.into_iter().map(|one| (one.kind.word().to_owned(), one.id)).collect();
        Ok(Self { taken, links, moves, records, account, identities })
    }

    /// The commands on the target itself.
    pub fn on_target(&self, target: DocumentId, content: &Content) -> Vec<Command> {
        let edits: ValueEdits = self.taken.iter().map(|t| (t.key.clone(), t.after.clone())).collect();
        let mut commands = Vec::new();
        if !edits.is_empty() {
            commands.extend(edit_of(target, content, &edits));
        }
        if !self.links.is_empty() {
            let companies = self.links.iter().map(|(id, link)| (*id, Some(link.clone()))).collect();
            let edit = Box::new(ContactEdit { companies, ..ContactEdit::default() });
            commands.push(Command::Contact { id: target.into(), command: ContactCommand::Edit { edit } });
        }
        commands
    }

    pub fn counts(&self) -> MergeCounts {
        counts(self.moves.iter().map(|(_, moved)| moved), self.records.len(), !self.account.is_empty())
    }

    /// Fields in which something stands at either, in the order of the organisation.
    pub fn fields(&self, pair: &Pair, set: &FieldSet) -> Vec<MergeField> {
        let (source, target) = (&pair.source.1.content, &pair.target.1.content);
        let mut keys = keys_of(&[target, source]);
        keys.sort_by_key(|key| set.fields.iter().position(|f| f.key == *key));
        let mut fields = Vec::new();
        for key in keys.into_iter().filter(|key| key != "companies") {
            let (theirs, now) = (value_of(source, &key), value_of(target, &key));
            let after = self.taken.iter().find(|t| t.key == key).map(|t| t.after.clone());
            if theirs.is_some() || now.is_some() {
                let result = after.unwrap_or_else(|| now.clone());
                fields.push(MergeField { key, source: theirs, target: now, result });
            }
        }
        fields
    }
}

/// How much moves.
pub(super) fn counts<'a>(moved: impl Iterator<Item = &'a Moved>, records: usize, account: bool) -> MergeCounts {
    let mut counts =
        MergeCounts { records: i64::try_from(records).unwrap_or(i64::MAX), account, ..MergeCounts::default() };
    for one in moved {
        match one.kind {
            Kind::Ticket => counts.tickets += 1,
            Kind::Visit => counts.visits += 1,
            Kind::Contact => counts.contacts += 1,
            Kind::Asset => counts.assets += 1,
            Kind::Company => {}
        }
    }
    counts
}

/// The column that names a customer of a noun.
pub(super) fn column(noun: Noun) -> &'static str {
    match noun {
        Noun::Company => "company_id",
        Noun::Contact => "contact_id",
        Noun::Asset => "asset_id",
        Noun::Ticket => "ticket_id",
    }
}

/// A customer as the one that takes over.
pub(super) async fn target_of(app: &App, tenant: TenantId, noun: Noun, id: DocumentId, name: &str) -> DbResult<Target> {
    // primary key of company_contacts
    let first =
        sqlx::query("select 1 from company_contacts where tenant_id = $1 and company_id = $2 and first = 1 limit 1")
            .bind(tenant.to_string())
            .bind(id.to_string())
            .fetch_optional(app.db.pool())
            .await?;
    Ok(Target { noun, id, name: name.to_owned(), has_first: first.is_some() })
}

/// The records that name the source, with the commands that move them.
pub(super) async fn moves(
    app: &App,
    tenant: TenantId,
    source: DocumentId,
    to: &Target,
) -> Answer<Vec<(Command, Moved)>> {
    let column = column(to.noun);
    // indexes tickets_company, tickets_contact, visits_company, visits_contact, assets_company, assets_contact; primary key
    // of company_contacts
    let mut selects = vec![
        format!("select id from tickets where tenant_id = $1 and {column} = $2"),
        format!("select id from visits where tenant_id = $1 and {column} = $2"),
        format!("select id from assets where tenant_id = $1 and {column} = $2 and deleted_at is null"),
    ];
    if to.noun == Noun::Company {
        selects.push("select contact_id from company_contacts where tenant_id = $1 and company_id = $2".to_owned());
    }
    let mut ids: Vec<DocumentId> = Vec::new();
    for select in selects {
        let sql = format!("{select} limit {}", MOST + 1);
        let rows = query(&sql).bind(tenant.to_string()).bind(source.to_string()).fetch_all(app.db.pool()).await?;
        for row in rows {
            ids.extend(row.try_get::<String, _>(0)?.parse::<DocumentId>().ok());
        }
        if ids.len() > MOST {
            return Err(too_many());
        }
    }
    let mut moves = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let stored = ingest::load(&app.db, tenant, chunk).await?;
        moves.extend(chunk.iter().filter_map(|id| move_over(*id, &stored.get(id)?.content, source, to)));
    }
    Ok(moves)
}

/// The source's service account, if the target has none (index `service_accounts_company`).
async fn account_to_move(app: &App, tenant: TenantId, source: &str, target: &str) -> DbResult<String> {
    let rows =
        sqlx::query("select company_id, account from service_accounts where tenant_id = $1 and company_id in ($2, $3)")
            .bind(tenant.to_string())
            .bind(source)
            .bind(target)
            .fetch_all(app.db.pool())
            .await?;
    let mut accounts: BTreeMap<String, String> = BTreeMap::new();
    for row in rows {
        accounts.insert(row.try_get(0)?, row.try_get(1)?);
    }
    Ok(if accounts.contains_key(target) { String::new() } else { accounts.remove(source).unwrap_or_default() })
}
