//! The form of a ticket at the desk: own fields in the groups of the template, judged by the domain as they are typed.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::access::Viewer;
use truckroll_domain::expression::Clock;
use truckroll_domain::fields::{Field, FieldValue, Noun, ValueEdits};
use truckroll_domain::tickets::form::{self, FieldState, FormList, FormState, Paper};
use truckroll_domain::tickets::{Cells, Rows, Ticket, TicketCommand, TicketEdit, TicketOverlay};
use truckroll_domain::{LineId, Timestamp};
use truckroll_protocol::api::{Me, TicketForm};
use truckroll_ui::prelude::*;

use super::rows::{RowsField, RowsShown};
use crate::desk::customers::{Book, ValueField, is_wide, label, problem};
use crate::platform;

/// What was typed into a form: values of own fields as they are typed, and rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typed {
    /// Values that were changed.
    pub values: ValueEdits,
    /// Rows as they stand, of fields of which some were changed.
    pub rows: BTreeMap<String, Rows>,
    /// System fields that macros filled in.
    pub system: ValueEdits,
}

impl Typed {
    /// The ticket with what was typed in it.
    #[must_use]
    pub fn over(&self, ticket: &Ticket) -> Ticket {
        let mut ticket = ticket.clone();
        for (key, value) in &self.values {
            match value {
                Some(value) => ticket.fields.insert(key.clone(), value.clone()),
                None => ticket.fields.remove(key),
            };
        }
        ticket.rows.extend(self.rows.clone());
        ticket
    }

    /// The commands that write it over `ticket`: one for all values, one for each row that differs.
    #[must_use]
    pub fn commands(&self, ticket: &Ticket) -> Vec<TicketCommand> {
        let mut all = Vec::new();
        let fields: ValueEdits = self
            .values
            .iter()
            .filter(|(key, value)| ticket.fields.get(*key) != value.as_ref())
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if !fields.is_empty() {
            all.push(TicketCommand::Edit { edit: Box::new(TicketEdit { fields, ..TicketEdit::default() }) });
        }
        for (field, rows) in &self.rows {
            let none = Rows::default();
            let former = ticket.rows.get(field).unwrap_or(&none);
            for (line, cells) in &rows.0 {
                let values = differing(former.0.get(line), cells);
                if !values.is_empty() {
                    all.push(TicketCommand::SetRow { field: field.clone(), line: *line, values });
                }
            }
            let gone = former.0.keys().filter(|line| !rows.0.contains_key(line));
            all.extend(gone.map(|line| TicketCommand::RemoveRow { field: field.clone(), line: *line }));
        }
        all
    }
}

/// The cells of a row that say something else than before.
fn differing(former: Option<&Cells>, now: &Cells) -> ValueEdits {
    let none = Cells::default();
    let former = former.unwrap_or(&none);
    let changed = now.0.iter().filter(|(key, value)| former.0.get(*key) != Some(value));
    let gone = former.0.keys().filter(|key| !now.0.contains_key(*key));
    changed.map(|(key, value)| (key.clone(), Some(value.clone()))).chain(gone.map(|key| (key.clone(), None))).collect()
}

/// Where the form of a ticket stands for whoever is signed in.
#[must_use]
pub fn judged(form: &TicketForm, ticket: &Ticket, overlay: &TicketOverlay, me: Option<&Me>) -> FormState {
    let forms = FormList::new(form.rows.clone());
    let paper = Paper { set: &form.set, forms: &forms, template: form.template.as_ref() };
    let groups = me.map_or(&[][..], |me| &me.agent.groups);
    let viewer = Viewer { agent: me.map(|me| me.agent.id), groups };
    let clock = Clock { now: Timestamp(platform::now_ms()), offsets: &form.offsets };
    form::judge(paper, ticket, overlay, viewer, clock)
}

/// Fields that are shown together: key and title of the group, whether it is folded at first, and its fields in order.
type Group = (String, String, bool, Vec<(Field, FieldState)>);

/// The shown own fields group by group. Fields outside of groups come first, under no title.
fn grouped(form: &TicketForm, state: &FormState) -> Vec<Group> {
    let fields: Vec<(Field, FieldState)> = state
        .shown()
        .filter_map(|state| Some((form.set.field(&state.key).filter(|field| !field.system)?.clone(), state.clone())))
        .collect();
    let tag = truckroll_ui::context::current_locale().tag();
    let groups = form.template.as_ref().map(|template| template.groups.clone()).unwrap_or_default();
    let of = |key: &str| fields.iter().filter(|(_, state)| state.group == key).cloned().collect::<Vec<_>>();
    let mut all = vec![(String::new(), String::new(), false, of(""))];
    all.extend(groups.into_iter().map(|group| {
        let title = group.label.text(tag).to_owned();
        (group.key.clone(), title, group.closed, of(&group.key))
    }));
    all.retain(|(.., fields)| !fields.is_empty());
    all
}

/// The sentence of a field's problem, in the template's own words where it has some.
fn said(form: &TicketForm, field: &Field, state: &FieldState) -> Option<String> {
    let key = state.problem?;
    if key == "required" {
        return Some(tr!("field-required", label = label(Noun::Ticket, field)));
    }
    let tag = truckroll_ui::context::current_locale().tag();
    let own = form.template.as_ref().and_then(|template| template.field(&field.key));
    let own = own.map(|asked| asked.valid_text.text(tag).to_owned()).filter(|text| !text.is_empty());
    Some(own.filter(|_| key == "not_valid").unwrap_or_else(|| problem(key)))
}

/// The inputs of a form. Problems are said once `tried`.
#[component]
pub fn FormFields(
    book: Book,
    form: TicketForm,
    /// The ticket with what was typed in it.
    ticket: Ticket,
    state: FormState,
    typed: Signal<Typed>,
    tried: bool,
    /// A field was changed, by its key.
    on_changed: Option<EventHandler<String>>,
) -> Element {
    let format = use_format();
    let told = move |key: &str| {
        if let Some(on_changed) = on_changed {
            on_changed.call(key.to_owned());
        }
    };
    rsx! {
        for (key, title, closed, fields) in grouped(&form, &state) {
            FieldGroup {
                key: "{key}",
                title,
                open: !closed || tried && fields.iter().any(|(_, state)| state.problem.is_some()),
                div { class: "dk-value-fields",
                    for (field, state) in fields {
                        div {
                            key: "{field.key}",
                            class: if is_wide(&field) || field.kind.has_rows() { "dk-value-wide" },
                            if let Some(rows) = form.rows_of(&field.kind) {
                                RowsField {
                                    book: book.clone(),
                                    name: label(Noun::Ticket, &field),
                                    form: rows,
                                    offsets: form.offsets.clone(),
                                    rows: ticket.rows.get(&field.key).cloned().unwrap_or_default(),
                                    required: state.required,
                                    editable: state.editable,
                                    error: said(&form, &field, &state).filter(|_| tried),
                                    on_change: {
                                        let key = field.key.clone();
                                        move |rows: Rows| {
                                            let mut typed = typed;
                                            typed.write().rows.insert(key.clone(), rows);
                                            told(&key);
                                        }
                                    },
                                }
                            } else if !state.editable {
                                ReadOnly {
                                    term: label(Noun::Ticket, &field),
                                    value: shown(&book, &field, &state, &ticket, &format),
                                }
                            } else {
                                ValueField {
                                    book: book.clone(),
                                    noun: Noun::Ticket,
                                    field: Field { required: state.required, ..field.clone() },
                                    value: ticket.fields.get(&field.key).cloned(),
                                    error: said(&form, &field, &state).filter(|_| tried),
                                    on_change: {
                                        let key = field.key.clone();
                                        move |value: Option<FieldValue>| {
                                            let mut typed = typed;
                                            typed.write().values.insert(key.clone(), value);
                                            told(&key);
                                        }
                                    },
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What stands in a field, or what it comes to; empty for nothing.
fn shown(book: &Book, field: &Field, state: &FieldState, ticket: &Ticket, format: &Format) -> String {
    let value = state.computed.as_ref().or_else(|| ticket.fields.get(&field.key));
    value.map(|value| book.shown(Noun::Ticket, &field.key, value, format)).unwrap_or_default()
}

/// A field that the reader cannot change here.
#[component]
fn ReadOnly(term: String, value: String) -> Element {
    rsx! {
        dl { class: "dk-read-only",
            dt { class: "tr-label", "{term}" }
            dd {
                if value.is_empty() {
                    span { class: "dk-quiet", {tr("cust-empty")} }
                } else {
                    "{value}"
                }
            }
        }
    }
}

/// Fields under a title that folds them; without one they stand by themselves.
#[component]
fn FieldGroup(title: String, open: bool, children: Element) -> Element {
    if title.is_empty() {
        return children;
    }
    rsx! {
        details { class: "dk-field-group", open,
            summary { "{title}" }
            {children}
        }
    }
}

/// What stands in the form, to be read.
#[component]
pub fn FormShown(book: Book, form: TicketForm, ticket: Ticket, state: FormState) -> Element {
    let format = use_format();
    let filled = |field: &Field, state: &FieldState| {
        ticket.rows.contains_key(&field.key) || state.computed.is_some() || ticket.fields.contains_key(&field.key)
    };
    rsx! {
        for (key, title, closed, fields) in grouped(&form, &state) {
            FieldGroup { key: "{key}", title, open: !closed,
                dl { class: "dk-facts",
                    for (field, state) in fields.into_iter().filter(|(field, state)| filled(field, state)) {
                        dt { key: "{field.key}-term", {label(Noun::Ticket, &field)} }
                        dd {
                            if let Some(rows) = form.rows_of(&field.kind) {
                                RowsShown {
                                    name: label(Noun::Ticket, &field),
                                    form: rows,
                                    offsets: form.offsets.clone(),
                                    rows: ticket.rows.get(&field.key).cloned().unwrap_or_default(),
                                }
                            } else {
                                {shown(&book, &field, &state, &ticket, &format)}
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A fresh line id.
#[must_use]
pub fn fresh_line() -> LineId {
    crate::api::fresh(LineId::from_parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(of: &[(&str, i64)]) -> Cells {
        Cells(of.iter().map(|(key, n)| ((*key).to_owned(), FieldValue::Int(*n))).collect())
    }

    #[test]
    fn only_what_differs_is_sent() {
        let line = |n| LineId::from_parts(n, [0; 10]);
        let mut ticket = Ticket::default();
        ticket.fields.insert("volts".into(), FieldValue::Int(230));
        let rows = |of: &[(u64, Cells)]| Rows(of.iter().map(|(n, cells)| (line(*n), cells.clone())).collect());
        let before = rows(&[(1, cells(&[("count", 2), ("price", 5)])), (2, cells(&[("count", 1)]))]);
        ticket.rows.insert("parts".into(), before.clone());
        let mut typed = Typed::default();
        assert!(typed.commands(&ticket).is_empty());
        typed.values.insert("volts".into(), Some(FieldValue::Int(230)));
        typed.rows.insert("parts".into(), before);
        assert!(typed.commands(&ticket).is_empty(), "nothing differs");
        typed.values.insert("amps".into(), Some(FieldValue::Int(16)));
        typed.rows.insert("parts".into(), rows(&[(1, cells(&[("count", 3)])), (3, cells(&[("count", 9)]))]));
        let said: Vec<(&str, String)> = typed
            .commands(&ticket)
            .iter()
            .map(|command| match command {
                TicketCommand::Edit { edit } => ("edit", format!("{:?}", edit.fields)),
                TicketCommand::SetRow { values, .. } => ("set", format!("{values:?}")),
                TicketCommand::RemoveRow { line, .. } => ("remove", line.to_string()),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(
            said,
            [
                ("edit", "{\"amps\": Some(Int(16))}".to_owned()),
                ("set", "{\"count\": Some(Int(3)), \"price\": None}".to_owned()),
                ("set", "{\"count\": Some(Int(9))}".to_owned()),
                ("remove", line(2).to_string()),
            ]
        );
        assert_eq!(typed.over(&ticket).fields.len(), 2);
    }
}
