//! The person behind a phone number: found among the contacts, or made with the form that names it. The people behind an
//! e-mail address, who are written to there.

use std::sync::Arc;

use sqlx::Row as _;
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::visits::Customer;
use truckroll_domain::{Command, CommandId, CompanyId, ContactId, Envelope, TenantId, Timestamp};
use truckroll_portal::{Format, Locale};

use super::Limits;
use crate::App;
use crate::customers::person;
use crate::db::{Db, DbResult};
use crate::directory::Directory;
use crate::links::customer_address;
use crate::notify::{Letter, post};

/// Fewer digits are no number worth comparing.
const MIN_DIGITS: usize = 5;

/// Most people of one address that a letter is sent to.
const MAX_LETTERS: i64 = 5;

/// Where letters go.
pub(super) struct Mailbox {
    pub tenant: TenantId,
    pub directory: Arc<Directory>,
    /// In small letters.
    pub email: String,
    pub locale: Locale,
}

/// Whom a letter is to.
pub(super) struct Reached<'a> {
    pub id: ContactId,
    pub name: &'a str,
    /// Until when its link is good, in words.
    pub until: &'a str,
}

impl Mailbox {
    /// Writes to the people who are known by the address, each with a link of his own for a while. Nobody waits for it, so that
    /// the answer takes as long whether or not there is somebody to write to; a mailbox is not flooded, and who has to
    /// wait is told the same as everybody.
    pub fn write(
        self,
        app: &App,
        limits: &Limits,
        good_ms: i64,
        says: impl Fn(&Self, &Reached<'_>, Timestamp) -> (String, Letter) + Send + Sync + 'static,
    ) {
        if limits.mailboxes.take(&format!("{} {}", self.tenant, self.email), app.clock.now()).is_err() {
            return;
        }
        let app = app.clone();
        tokio::spawn(async move {
            if let Err(error) = self.letters(&app, good_ms, says).await {
                tracing::warn!(%error, "a letter to a customer was not written");
            }
        });
    }

    /// The letters (index `contacts_email`).
    async fn letters(
        &self,
        app: &App,
        good_ms: i64,
        says: impl Fn(&Self, &Reached<'_>, Timestamp) -> (String, Letter) + Send + Sync,
    ) -> DbResult<()> {
        let rows = sqlx::query(
            "select id, name from contacts where tenant_id = $1 and lower(email) = $2 and deleted_at is null \
             order by created_at, id limit $3",
        )
        .bind(self.tenant.to_string())
        .bind(self.email.clone())
        .bind(MAX_LETTERS)
        .fetch_all(app.db.pool())
        .await?;
        if rows.is_empty() {
            return Ok(());
        }
        let now = app.clock.now();
        let until = now.plus_ms(good_ms);
        let settings = &self.directory.settings;
        let offset_minutes = settings.offset_min(now);
        let format = Format { locale: self.locale, offset_minutes, turns: settings.turns(now), now_ms: now.ms() };
        let said = format.moment(until.ms());
        let mut tx = app.db.begin().await?;
        for row in rows {
            let (id, name): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let Ok(id) = id.parse::<ContactId>() else { continue };
            let (path, letter) = says(self, &Reached { id, name: &name, until: &said }, until);
            // never by the name under which the request came: who asks could make it lead to himself
            let link = customer_address(&app.config, &self.directory, &path);
            post(&mut tx, app, self.tenant, &self.email, &letter.with_link(&app.secrets.seal, self.tenant, &link))
                .await?;
        }
        tx.commit().await
    }
}

/// The digits of a number, however it was typed.
pub(super) fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// A contact that is already known.
struct Known {
    id: ContactId,
    name: String,
    company: Option<CompanyId>,
    company_name: String,
}

/// The oldest contact with exactly these digits (index `contacts_digits`, whose expression this repeats), rather one that
/// is there than one that was thrown away; for one that was merged, the one it was merged into.
async fn find(db: &Db, tenant: TenantId, digits: &str) -> DbResult<Option<Known>> {
    let row = sqlx::query(
        "select id, name, company_id, company_name from contacts where tenant_id = $1 and \
         replace(replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '+', ''), '(', ''), ')', ''), '.', '') = $2 \
         order by case when deleted_at is null then 0 else 1 end, created_at, id limit 1",
    )
    .bind(tenant.to_string())
    .bind(digits)
    .fetch_optional(db.pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Ok(id) = row.try_get::<String, _>(0)?.parse::<ContactId>() else { return Ok(None) };
    let id = crate::customers::merge::now_at(db, tenant, id.into()).await?.map_or(id, ContactId::from);
    let company: Option<String> = row.try_get(2)?;
    let company = company.and_then(|c| c.parse().ok());
    Ok(Some(Known { id, name: row.try_get(1)?, company, company_name: row.try_get(3)? }))
}

/// Who is known by a number as it was typed.
///
/// # Errors
/// When the database fails.
pub(super) async fn known(db: &Db, tenant: TenantId, phone: &str) -> DbResult<Option<ContactId>> {
    let digits = digits(phone);
    if digits.len() < MIN_DIGITS {
        return Ok(None);
    }
    Ok(find(db, tenant, &digits).await?.map(|known| known.id))
}

/// The command by which a form makes the contact of a number.
fn command_of(app: &App, tenant: TenantId, digits: &str) -> CommandId {
    CommandId(app.secrets.links.derived_id("new contact", tenant, tenant.0, digits.as_bytes()))
}

/// The same of a number as it was typed; none that is too short.
pub(crate) fn made_by_form(app: &App, tenant: TenantId, phone: &str) -> Option<CommandId> {
    let digits = digits(phone);
    (digits.len() >= MIN_DIGITS).then(|| command_of(app, tenant, &digits))
}

/// Completes `customer`, where somebody is made with `more` about him, with the contact behind its phone number. Returns the command that makes the contact when
/// nobody is known by that number; two forms of one person make one contact.
///
/// # Errors
/// When the database fails.
pub(super) async fn complete(
    app: &App,
    tenant: TenantId,
    customer: &mut Customer,
    more: ContactEdit,
    at: Timestamp,
) -> DbResult<Option<Envelope>> {
    let digits = digits(&customer.phone);
    if digits.len() < MIN_DIGITS {
        return Ok(None);
    }
    if let Some(known) = find(&app.db, tenant, &digits).await? {
        customer.contact = Some(known.id);
        if customer.contact_name.is_empty() {
            customer.contact_name = known.name;
        }
        if customer.company.is_none() {
            customer.company = known.company;
            if customer.company_name.is_empty() {
                customer.company_name = known.company_name;
            }
        }
        return Ok(None);
    }
    let mut id = ContactId(app.secrets.links.derived_id("contact", tenant, tenant.0, digits.as_bytes()));
    let directory = app.directory(tenant).await?;
    // who was erased and comes back is somebody new
    while person::is_erased(&directory, id.into()) {
        id = ContactId(app.secrets.links.derived_id("contact", tenant, id.0, digits.as_bytes()));
    }
    let command = command_of(app, tenant, &digits);
    customer.contact = Some(id);
    let name = if customer.contact_name.is_empty() { &customer.phone } else { &customer.contact_name };
    let contact = ContactEdit {
        name: Some(name.clone()),
        phone: Some(customer.phone.clone()),
        company: customer.company,
        company_name: Some(customer.company_name.clone()),
        ..more
    };
    let command = Envelope {
        id: command,
        at,
        offline: false,
        command: Command::Contact { id, command: ContactCommand::Create { contact: Box::new(contact) } },
    };
    Ok(Some(command))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_number_is_its_digits() {
        for typed in ["138 0000 1111", "138-0000-1111", "(138) 0000.1111", " 13800001111"] {
            assert_eq!(super::digits(typed), "13800001111");
        }
    }
}
