//! Checks and normalises the field values of a command by the set that holds.
//!
//! It stands before a command is carried out, on the device and again on the server: what a device did before it could
//! know a newer set is judged by the set it knew (ADR 7). A command that passed is passed unchanged the second time.

use super::{FieldSet, FieldValue, ValueEdits};
use crate::assets::{AssetCommand, AssetEdit};
use crate::companies::{CompanyCommand, CompanyEdit};
use crate::contacts::{ContactCommand, ContactEdit};
use crate::tickets::TicketCommand;
use crate::{Actor, Command, Refusal};

/// Checks the values of `command` and gives them their stored form. People must fill what is required; what forms, rules
/// and jobs make may lack it.
///
/// # Errors
/// [`Refusal::Invalid`] naming the field, [`Refusal::Missing`] naming all that is required and empty.
pub fn settle(command: &mut Command, set: &FieldSet, actor: &Actor) -> Result<(), Refusal> {
    let person = actor.agent().is_some();
    match command {
        Command::Company { command: CompanyCommand::Create { company }, .. } => {
            values(&mut company.fields, set)?;
            demanded(set, person, |key, own| if own { filled(&company.fields, key) } else { company.fills(key) })
        }
        Command::Company { command: CompanyCommand::Edit { edit }, .. } => {
            values(&mut edit.fields, set)?;
            let CompanyEdit { clear, fields, .. } = edit.as_ref();
            demanded(set, person, |key, own| if own { !emptied(fields, key) } else { !clear.contains(key) })
        }
        Command::Contact { command: ContactCommand::Create { contact }, .. } => {
            values(&mut contact.fields, set)?;
            demanded(set, person, |key, own| if own { filled(&contact.fields, key) } else { contact.fills(key) })
        }
        Command::Contact { command: ContactCommand::Edit { edit }, .. } => {
            values(&mut edit.fields, set)?;
            let ContactEdit { clear, fields, .. } = edit.as_ref();
            demanded(set, person, |key, own| if own { !emptied(fields, key) } else { !clear.contains(key) })
        }
        Command::Asset { command: AssetCommand::Create { asset }, .. } => {
            values(&mut asset.fields, set)?;
            demanded(set, person, |key, own| if own { filled(&asset.fields, key) } else { asset.fills(key) })
        }
        Command::Asset { command: AssetCommand::Edit { edit }, .. } => {
            values(&mut edit.fields, set)?;
            let AssetEdit { fields, .. } = edit.as_ref();
            demanded(set, person, |key, own| if own { !emptied(fields, key) } else { !edit.empties(key) })
        }
        Command::Ticket { command: TicketCommand::Create { ticket }, .. } => answers(&mut ticket.fields, set),
        Command::Ticket { command: TicketCommand::Edit { edit }, .. } => answers(&mut edit.fields, set),
        _ => Ok(()),
    }
}

/// Values of a ticket: what is no field is an answer of a published form, and stays the text it is.
fn answers(values: &mut ValueEdits, set: &FieldSet) -> Result<(), Refusal> {
    for (key, value) in values {
        let Some(given) = value else { continue };
        *value = match set.field(key).filter(|f| !f.system) {
            Some(field) => field.kind.normalise(given),
            None if matches!(given, FieldValue::Text(_)) => continue,
            None => Err("unknown_field"),
        }
        .map_err(|problem| Refusal::invalid(key, problem))?;
    }
    Ok(())
}

fn filled(values: &ValueEdits, key: &str) -> bool {
    values.get(key).is_some_and(Option::is_some)
}

fn emptied(values: &ValueEdits, key: &str) -> bool {
    values.get(key).is_some_and(Option::is_none)
}

fn values(values: &mut ValueEdits, set: &FieldSet) -> Result<(), Refusal> {
    for (key, value) in values {
        let field = set.field(key).filter(|f| !f.system);
        let Some(field) = field else { return Err(Refusal::invalid(key, "unknown_field")) };
        if let Some(given) = value {
            *value = field.kind.normalise(given).map_err(|problem| Refusal::invalid(key, problem))?;
        }
    }
    Ok(())
}

fn demanded(set: &FieldSet, person: bool, is_there: impl Fn(&str, bool) -> bool) -> Result<(), Refusal> {
    let lacking = set.shown().filter(|f| person && f.required && !is_there(&f.key, !f.system));
    let fields: Vec<String> = lacking.map(|f| f.key.clone()).collect();
    if fields.is_empty() { Ok(()) } else { Err(Refusal::Missing { fields }) }
}
