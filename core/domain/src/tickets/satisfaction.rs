//! What a customer said of the work in a satisfaction form (TKT-47): one row, which he alone writes, once.

use super::form::Forms;
use super::{Cells, Ticket, TicketTemplate};
use crate::fields::{Field, FieldKind, FieldSet};

/// The field in which a ticket asks for satisfaction: the first of its template whose form is published; without a template the
/// first there is.
#[must_use]
pub fn field<'a>(set: &'a FieldSet, forms: &dyn Forms, template: Option<&TicketTemplate>) -> Option<&'a Field> {
    let asks = |field: &&Field| match &field.kind {
        FieldKind::Satisfaction { form } => {
            field.archived_at.is_none() && forms.form(form).is_some_and(|f| f.published && f.archived_at.is_none())
        }
        _ => false,
    };
    match template {
        Some(template) => template.fields.iter().filter_map(|asked| set.field(&asked.key)).find(asks),
        None => set.own().find(asks),
    }
}

/// What was said in a field.
#[must_use]
pub fn answer<'a>(ticket: &'a Ticket, field: &str) -> Option<&'a Cells> {
    ticket.rows.get(field)?.0.values().next()
}

/// The stars that were given in a field: those of the first column of that kind.
#[must_use]
pub fn stars(set: &FieldSet, forms: &dyn Forms, ticket: &Ticket) -> Option<i64> {
    set.own().find_map(|field| {
        let FieldKind::Satisfaction { form } = &field.kind else { return None };
        let cells = answer(ticket, &field.key)?;
        let column = forms.form(form)?.fields.iter().find(|column| column.kind == FieldKind::Stars)?;
        cells.0.get(&column.key)?.as_int()
    })
}
