//! The ticket that a published form makes, its rows, and the contact person where nobody is known by that number.

use truckroll_domain::contacts::ContactEdit;
use truckroll_domain::fields::{FieldKind, FieldValue, ValueEdits};
use truckroll_domain::tickets::{NewTicket, Source, TicketCommand};
use truckroll_domain::visits::{Address, Customer};
use truckroll_domain::{Actor, Command, CommandId, Envelope, LineId, TicketId};
use uuid::Uuid;

use super::super::{customer, cut};
use super::{Filled, Judged, Opened};
use crate::App;
use crate::ingest::{Caller, ExecuteError, execute};

/// Longest title made from an answer, characters.
const MAX_TITLE: usize = 60;

/// Makes the ticket; the same submission makes it once.
pub(super) async fn ticket(
    app: &App,
    opened: &Opened,
    id: Uuid,
    filled: &Filled,
    judged: &Judged,
) -> Result<TicketId, ExecuteError> {
    let (tenant, links, now) = (opened.tenant, &app.secrets.links, app.clock.now());
    let base = opened.link.map_or(opened.publication.template.0, |link| link.0);
    let ticket = TicketId(links.derived_id("ticket", tenant, id, base.as_bytes()));
    let mut new = described(opened, judged);
    let known = person(opened, &mut new.customer);
    let mut commands: Vec<Envelope> = Vec::new();
    if !known {
        let made = customer::complete(app, tenant, &mut new.customer, more(judged), now).await?;
        commands.extend(made);
    }
    let envelope = |id: Uuid, command: TicketCommand| Envelope {
        id: CommandId(id),
        at: now,
        offline: false,
        command: Command::Ticket { id: ticket, command },
    };
    commands.push(envelope(id, TicketCommand::Create { ticket: Box::new(new) }));
    for (field, rows) in &judged.rows {
        for (n, cells) in (0_u32..).zip(rows) {
            let of = |what: &str| links.derived_id(what, tenant, id, format!("{field} {n}").as_bytes());
            let values: ValueEdits = cells.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
            let command = TicketCommand::SetRow { field: field.clone(), line: LineId(of("line")), values };
            commands.push(envelope(of("row"), command));
        }
    }
    let caller = Caller { tenant, actor: Actor::System, device: None };
    execute(app, &caller, commands).await?;
    crate::publishing::note(&app.db, tenant, id, ticket, now).await?;
    tracing::info!(%tenant, %ticket, files = filled.files.len(), "a published form made a ticket");
    Ok(ticket)
}

/// The ticket as the answers describe it.
fn described(opened: &Opened, judged: &Judged) -> NewTicket {
    let said = |key: &str| judged.person.get(key).cloned().unwrap_or_default();
    let phone = if said("phone").is_empty() { said("landline") } else { said("phone") };
    let mut new = NewTicket {
        title: title(opened, judged),
        description: judged.description.clone(),
        source: Source::Publishing,
        customer: Customer { phone: cut(&phone, 100), contact_name: cut(&said("name"), 200), ..Customer::default() },
        template: Some(judged.template.reference()),
        fields: judged.values.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect(),
        ..NewTicket::default()
    };
    // the ticket itself has no place for these, and the contact may be known under other ones
    let set = &opened.directory.contact_fields.now;
    for key in ["landline", "email", "im", "position", "remark"] {
        let text = said(key);
        let known = opened.bound.person.as_ref().is_some_and(|person| person.known(key) == Some(text.as_str()));
        if text.is_empty() || known || (key == "landline" && text == phone) {
            continue;
        }
        let locale = truckroll_portal::Locale::from_tag(&opened.directory.settings.locale).unwrap_or_default();
        let words = set
            .field(key)
            .map(|field| truckroll_portal::questions::label(locale, truckroll_domain::fields::Noun::Contact, field));
        let words =
            if key == "im" { truckroll_portal::request::said(locale, "publish-qq") } else { words.unwrap_or_default() };
        new.description = format!("{}\n{words}: {text}", new.description).trim_start().to_owned();
    }
    if let Some((company, name)) = &opened.bound.company {
        new.customer.company = Some(*company);
        new.customer.company_name.clone_from(name);
    }
    if let (Some(id), Some(asset)) = (opened.publication.asset, &opened.asset) {
        new.asset = Some(id);
        new.asset_name.clone_from(&asset.name);
        new.address = asset.address.clone();
    }
    if new.address == Address::default() {
        new.address.place = place(judged);
    }
    new
}

/// The place that was answered first.
fn place(judged: &Judged) -> Option<truckroll_domain::Place> {
    let texts = judged.values.values().filter_map(FieldValue::as_text);
    texts
        .filter_map(|text| {
            let (lat, lon) = text.split_once(',')?;
            Some(truckroll_domain::Place {
                lat: lat.trim().parse().ok()?,
                lon: lon.trim().parse().ok()?,
                accuracy_m: None,
            })
        })
        .find(truckroll_domain::Place::is_valid)
}

/// What was given as title, else the first thing that was written, else what the template is called.
fn title(opened: &Opened, judged: &Judged) -> String {
    if !judged.title.is_empty() {
        return judged.title.clone();
    }
    let set = &opened.directory.ticket_fields.now;
    let written = judged.asked.iter().filter_map(|ask| {
        let is_text = matches!(set.kind(&ask.key)?, FieldKind::Text | FieldKind::LongText);
        judged.values.get(&ask.key).filter(|_| is_text)?.as_text()
    });
    let first = std::iter::once(judged.description.as_str()).chain(written).find(|text| !text.trim().is_empty());
    let line = first.and_then(|text| text.lines().map(str::trim).find(|line| !line.is_empty()));
    match line {
        Some(line) if line.chars().count() > MAX_TITLE => format!("{}…", cut(line, MAX_TITLE - 1)),
        Some(line) => line.to_owned(),
        None => opened.template.name.clone(),
    }
}

/// Puts in the contact person that the link is for; `false` where it is for nobody.
fn person(opened: &Opened, customer: &mut Customer) -> bool {
    let Some(person) = &opened.bound.person else { return false };
    customer.contact = Some(person.id);
    for (to, key) in [(&mut customer.contact_name, "name"), (&mut customer.phone, "phone")] {
        if to.is_empty() {
            person.known(key).unwrap_or_default().clone_into(to);
        }
    }
    true
}

/// What a new contact person is made with besides name and number.
fn more(judged: &Judged) -> ContactEdit {
    let said = |key: &str| judged.person.get(key).cloned();
    ContactEdit {
        landline: said("landline"),
        email: said("email"),
        im: said("im").map(|im| vec![im]),
        position: said("position"),
        remark: said("remark"),
        ..ContactEdit::default()
    }
}
