//! What happens around deadlines (TKT-64): once a ticket, row, target and due time, as notices and letters.

use std::collections::BTreeSet;

use sqlx::Row as _;
use truckroll_domain::sla::{ActionKind, Book, Recipient, SlaAction, Story, Target, When, falls_at, standing_since};
use truckroll_domain::tickets::{Ticket, TicketOverlay};
use truckroll_domain::{AgentId, GroupId, Kind, TenantId, TicketId, Timestamp};

use crate::App;
use crate::db::{DbResult, Tx};
use crate::directory::Directory;
use crate::notify::{self, Letter};
use crate::sms::{self, Message};

/// A row of a policy, and when it falls due for a ticket.
#[derive(Clone, Debug)]
pub(super) struct Due {
    pub action: SlaAction,
    pub at: Timestamp,
}

/// The ticket it happens to.
pub(super) struct About<'a> {
    pub id: TicketId,
    pub ticket: &'a Ticket,
    pub overlay: &'a TicketOverlay,
}

/// The rows of the policy that holds, as far as they fall due as things stand: in the past and to come.
pub(super) fn due(book: &Book, overlay: &TicketOverlay, story: &Story, now: Timestamp) -> Vec<Due> {
    let policy = overlay.terms.last().and_then(|fact| book.version(fact));
    let rows = policy.iter().flat_map(|policy| &policy.actions);
    let falls = |action: &SlaAction| {
        let at = falls_at(&story.measure(action.target, now), action)?;
        let since = standing_since(book, overlay, action)?;
        (since <= at).then(|| Due { action: action.clone(), at })
    };
    rows.filter_map(falls).collect()
}

/// Whether this has not happened yet; from now on it has, if the transaction is committed.
pub(super) async fn is_first(
    tx: &mut Tx,
    tenant: TenantId,
    ticket: TicketId,
    due: &Due,
    now: Timestamp,
) -> DbResult<bool> {
    let done = sqlx::query(
        "insert into sla_actions_done (tenant_id, ticket_id, action_id, target, due_at, done_at) \
         values ($1, $2, $3, $4, $5, $6) on conflict (tenant_id, ticket_id, action_id, target, due_at) do nothing",
    )
    .bind(tenant.to_string())
    .bind(ticket.to_string())
    .bind(due.action.id.to_string())
    .bind(due.action.target.word())
    .bind(due.at.ms())
    .bind(now.ms())
    .execute(tx.on())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Tells whom the row names; returns who has a notice.
pub(super) async fn tell(
    tx: &mut Tx,
    app: &App,
    directory: &Directory,
    tenant: TenantId,
    about: &About<'_>,
    due: &Due,
    now: Timestamp,
) -> DbResult<Vec<AgentId>> {
    let people = people(directory, about, &due.action.to);
    let number = about.overlay.number.clone().unwrap_or_default();
    let kind = kind(due.action.target, due.action.when);
    if due.action.kind == ActionKind::Notice {
        let notice = notify::About {
            kind,
            on: Kind::Ticket,
            document: about.id.into(),
            number,
            title: about.ticket.title.clone(),
            by: String::new(),
        };
        return notify::tell_about(tx, app, directory, tenant, &notice, &people, now).await;
    }
    if due.action.kind == ActionKind::Sms {
        message(tx, app, directory, tenant, about, due, &people).await?;
        return Ok(Vec::new());
    }
    if app.config.smtp_url.is_none() {
        return Ok(Vec::new());
    }
    let letter = Letter::notice(directory, kind, &number, &about.ticket.title, "");
    for agent in people.iter().filter_map(|id| directory.agents.get(id)).filter(|agent| !agent.email.is_empty()) {
        notify::post(tx, app, tenant, &agent.email, &letter).await?;
    }
    if due.action.to.contains(&Recipient::Contact)
        && let Some(address) = contact(tx, tenant, about.ticket).await?
    {
        let path = app.secrets.links.progress_path(tenant, about.id);
        let link = crate::links::customer_address(&app.config, directory, &path);
        let missed = due.action.when == When::After;
        let letter = Letter::sla_customer(directory, missed, &number, &about.ticket.title, &link);
        notify::post(tx, app, tenant, &address, &letter).await?;
    }
    Ok(Vec::new())
}

/// Sends short messages to whom the row names; the customer gets the way to his progress page.
async fn message(
    tx: &mut Tx,
    app: &App,
    directory: &Directory,
    tenant: TenantId,
    about: &About<'_>,
    due: &Due,
    people: &BTreeSet<AgentId>,
) -> DbResult<()> {
    let number = about.overlay.number.clone().unwrap_or_default();
    let letter = Letter::notice(directory, kind(due.action.target, due.action.when), &number, &about.ticket.title, "");
    let send = async |tx: &mut Tx, to: &str, text: &str| {
        let message = Message { to, text, private: false, ticket: Some(about.id), rule: None };
        sms::post(tx, app, directory, tenant, &message).await
    };
    for agent in people.iter().filter_map(|id| directory.agents.get(id)).filter(|agent| !agent.mobile.is_empty()) {
        send(tx, &agent.mobile, &letter.subject).await?;
    }
    let phone = about.ticket.customer.phone.trim();
    if due.action.to.contains(&Recipient::Contact) && !phone.is_empty() {
        let path = app.secrets.links.progress_path(tenant, about.id);
        let link = crate::links::customer_address(&app.config, directory, &path);
        let missed = due.action.when == When::After;
        let letter = Letter::sla_customer(directory, missed, &number, &about.ticket.title, &link);
        send(tx, phone, &format!("{} {link}", letter.subject)).await?;
    }
    Ok(())
}

/// The kind of notice.
fn kind(target: Target, when: When) -> &'static str {
    match (target, when) {
        (Target::FirstResponse, When::Before) => "sla_first_due",
        (Target::SecondResponse, When::Before) => "sla_second_due",
        (Target::Resolution, When::Before) => "sla_solution_due",
        (Target::FirstResponse, When::After) => "sla_first_missed",
        (Target::SecondResponse, When::After) => "sla_second_missed",
        (Target::Resolution, When::After) => "sla_solution_missed",
    }
}

/// Those of an organisation's own people whom a row names, who still work there.
fn people(directory: &Directory, about: &About<'_>, to: &[Recipient]) -> BTreeSet<AgentId> {
    let mut people: BTreeSet<AgentId> = BTreeSet::new();
    for one in to {
        match one {
            Recipient::Assignee => people.extend(about.overlay.assignee),
            Recipient::Group => {
                let members = directory.agents.values();
                let members = members.filter(|agent| about.overlay.group.is_some_and(|id| agent.groups.contains(&id)));
                people.extend(members.map(|agent| agent.id));
            }
            Recipient::Supervisors => people.extend(supervisors(directory, about.overlay.group)),
            Recipient::Creator => people.extend(about.ticket.created_by),
            Recipient::Cc => people.extend(about.ticket.cc.iter().filter(|(_, on)| **on).map(|(id, _)| *id)),
            Recipient::Contact => {}
            Recipient::Agent { id } => people.extend([*id]),
        }
    }
    people.retain(|id| directory.agents.get(id).is_some_and(|agent| agent.disabled_at.is_none()));
    people
}

/// Who supervises a group; where nobody does, who supervises the one above.
fn supervisors(directory: &Directory, group: Option<GroupId>) -> Vec<AgentId> {
    let mut next = group;
    // no chain of groups is longer than there are groups
    for _ in 0..directory.groups.len() {
        let Some(group) = directory.groups.iter().find(|group| Some(group.id) == next) else { break };
        if !group.supervisors.is_empty() {
            return group.supervisors.clone();
        }
        next = group.parent;
    }
    Vec::new()
}

/// The address of the customer's contact person.
async fn contact(tx: &mut Tx, tenant: TenantId, ticket: &Ticket) -> DbResult<Option<String>> {
    let Some(id) = ticket.customer.contact else { return Ok(None) };
    // the primary key of contacts
    let row = sqlx::query(
        "select email from contacts where tenant_id = $1 and id = $2 and email <> '' and deleted_at is null",
    )
    .bind(tenant.to_string())
    .bind(id.to_string())
    .fetch_optional(tx.on())
    .await?;
    row.map(|row| row.try_get(0)).transpose()
}
