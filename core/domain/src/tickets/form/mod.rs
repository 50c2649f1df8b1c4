//! The form of a ticket as one pure function: a template and a ticket in; what is shown, asked for, computed and wrong out.
//!
//! Screens, devices and the server call the same [`judge`], so that a phone without network says what the server will say. The
//! server judges a command by the version of the template the ticket holds ([`permit`]), and so does the device.

use crate::access::Viewer;
use crate::expression::Clock;
use crate::fields::{Field, FieldKind, FieldSet, FieldValue};
use crate::tickets::{Cells, RowForm, Ticket, TicketField, TicketOverlay, TicketTemplate};

mod effects;
mod permit;
mod scope;
#[cfg(test)]
mod tests;

pub use effects::Effects;
pub use permit::{Weighed, judged_by, permit, permit_with};
pub use scope::{FieldTypes, of_fields};

use scope::{Reading, Row, kept};

/// Where the columns of rows come from.
pub trait Forms {
    /// The form with this key.
    fn form(&self, key: &str) -> Option<&RowForm>;
    /// The columns of rows of asset tables, [`RowForm::of_assets`].
    fn of_assets(&self) -> &RowForm;
    /// The columns of a field that has rows.
    fn rows_of(&self, kind: &FieldKind) -> Option<&RowForm> {
        match kind {
            FieldKind::Rows { form } | FieldKind::Satisfaction { form } => self.form(form),
            FieldKind::AssetRows { .. } => Some(self.of_assets()),
            _ => None,
        }
    }
}

/// Forms that are held in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct FormList {
    forms: Vec<RowForm>,
    assets: RowForm,
}

impl Default for FormList {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl FormList {
    /// These forms.
    #[must_use]
    pub fn new(forms: Vec<RowForm>) -> Self {
        Self { forms, assets: RowForm::of_assets() }
    }
    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[RowForm] {
        &self.forms
    }
}

impl Forms for FormList {
    fn form(&self, key: &str) -> Option<&RowForm> {
        self.forms.iter().find(|form| form.key == key)
    }
    fn of_assets(&self) -> &RowForm {
        &self.assets
    }
}

/// What a form is made of.
#[derive(Clone, Copy)]
pub struct Paper<'a> {
    /// The fields there are.
    pub set: &'a FieldSet,
    /// The columns of rows.
    pub forms: &'a dyn Forms,
    /// The template; `None` shows all own fields.
    pub template: Option<&'a TicketTemplate>,
}

/// Where one field stands.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldState {
    /// Key of the field.
    pub key: String,
    /// Key of its group; empty outside of groups.
    pub group: String,
    /// Whether it is shown.
    pub shown: bool,
    /// Whether the viewer can change it.
    pub editable: bool,
    /// Whether it must be filled.
    pub required: bool,
    /// What a computed field comes to.
    pub computed: Option<FieldValue>,
    /// What is wrong, as a key of the message files; `not_valid` where the template says it in its own words.
    pub problem: Option<&'static str>,
}

/// Where a form stands.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct FormState {
    /// The fields in order, those that are not shown among them.
    pub fields: Vec<FieldState>,
}

impl FormState {
    /// The state of a field.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&FieldState> {
        self.fields.iter().find(|field| field.key == key)
    }
    /// What is shown, in order.
    pub fn shown(&self) -> impl Iterator<Item = &FieldState> {
        self.fields.iter().filter(|field| field.shown)
    }
    /// Whether nothing that is shown is wrong or lacking.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.shown().all(|field| field.problem.is_none())
    }
}

/// Judges a ticket by its form, and by the node of its workflow that it is at.
#[must_use]
pub fn judge(
    paper: Paper<'_>,
    ticket: &Ticket,
    overlay: &TicketOverlay,
    viewer: Viewer<'_>,
    clock: Clock<'_>,
) -> FormState {
    judge_with(paper, ticket, overlay, viewer, clock, &Effects::of_node(ticket, overlay))
}

/// Judges a ticket by its form and by what macros made of it ([`crate::macros`]).
#[must_use]
pub fn judge_with(
    paper: Paper<'_>,
    ticket: &Ticket,
    overlay: &TicketOverlay,
    viewer: Viewer<'_>,
    clock: Clock<'_>,
    effects: &Effects,
) -> FormState {
    let reading = Reading::new(paper, ticket, overlay, clock, effects);
    let bare;
    let asked: &[TicketField] = match paper.template {
        Some(template) => &template.fields,
        None => {
            bare =
                paper.set.own().filter(|field| field.is_shown()).map(|f| TicketField::new(&f.key)).collect::<Vec<_>>();
            &bare
        }
    };
    let state = |asked: &TicketField| Some(field_state(&reading, paper.set.field(&asked.key)?, asked, viewer));
    FormState { fields: asked.iter().filter_map(state).collect() }
}

fn field_state(reading: &Reading<'_>, field: &Field, asked: &TicketField, viewer: Viewer<'_>) -> FieldState {
    let shown = reading.shows(&field.key);
    let computes = matches!(field.kind, FieldKind::Computed { .. });
    let required = shown
        && field.kind.is_typed()
        && (field.required || asked.required || !asked.required_when.is_empty() && reading.holds(&asked.required_when));
    let value = reading.ticket.value_with(reading.overlay, &field.key);
    let filled = match reading.ticket.rows.get(&field.key) {
        Some(rows) if field.kind.has_rows() => !rows.0.is_empty(),
        _ => value.as_ref().is_some_and(|value| field.system || field.kind.normalise(value) != Ok(None)),
    };
    let problem = match () {
        () if !shown || computes => None,
        () if !filled => required.then_some("required"),
        () => {
            wrong(reading, field, value.as_ref()).or_else(|| (!reading.holds(&asked.valid_when)).then_some("not_valid"))
        }
    };
    FieldState {
        key: field.key.clone(),
        group: asked.group.clone(),
        shown,
        editable: shown
            && field.kind.is_typed()
            && !asked.read_only.includes(viewer)
            && !reading.effects.locks(&field.key),
        required,
        computed: if computes && shown { kept(crate::expression::Scope::value(reading, &field.key)) } else { None },
        problem,
    }
}

/// What a formula comes to over a ticket, as a field holds it.
#[must_use]
pub fn formula_value(
    paper: Paper<'_>,
    ticket: &Ticket,
    overlay: &TicketOverlay,
    clock: Clock<'_>,
    effects: &Effects,
    formula: &str,
) -> Option<FieldValue> {
    let reading = Reading::new(paper, ticket, overlay, clock, effects);
    kept(crate::expression::Expression::parse(formula).ok()?.value(&reading, clock))
}

/// What is wrong with what stands in an own field. System fields are checked by the commands that write them.
fn wrong(reading: &Reading<'_>, field: &Field, value: Option<&FieldValue>) -> Option<&'static str> {
    if field.system {
        return None;
    }
    if let Some(form) = reading.paper.forms.rows_of(&field.kind) {
        let rows = reading.ticket.rows.get(&field.key)?;
        return rows.0.values().find_map(|cells| wrong_row(form, cells));
    }
    value.and_then(|value| field.kind.normalise(value).err())
}

fn wrong_row(form: &RowForm, cells: &Cells) -> Option<&'static str> {
    form.fields.iter().filter(|column| column.is_shown()).find_map(|column| {
        let cell = cells.0.get(&column.key);
        match (&column.kind, cell) {
            (FieldKind::Computed { .. }, _) => None,
            (_, None) => column.required.then_some("required"),
            (kind, Some(value)) => kind.normalise(value).err(),
        }
    })
}

/// What the columns of a row come to, computed ones among them.
#[must_use]
pub fn row_values(form: &RowForm, cells: &Cells, clock: Clock<'_>) -> crate::fields::Values {
    let row = Row { fields: &form.fields, cells, clock };
    let value = |column: &Field| match column.kind {
        FieldKind::Computed { .. } => kept(crate::expression::Scope::value(&row, &column.key)),
        _ => cells.0.get(&column.key).cloned(),
    };
    crate::gather::map(form.fields.iter().filter_map(|column| Some((column.key.clone(), value(column)?))))
}

/// What is wrong with the formulas of a set and of forms, by the keys they stand under.
#[must_use]
pub fn formula_problems(set: &FieldSet, forms: &dyn Forms) -> crate::fields::FieldProblems {
    let types = of_fields(set, forms);
    let mut problems = crate::fields::FieldProblems::new();
    for (index, field) in set.fields.iter().enumerate() {
        match &field.kind {
            FieldKind::Computed { formula } => {
                if let Some(problem) = formula_problem(formula, &types) {
                    problems.insert(format!("fields.{index}.formula"), problem);
                }
            }
            FieldKind::Rows { form } if forms.form(form).is_none() => {
                problems.insert(format!("fields.{index}.form"), "unknown");
            }
            // what is archived asks nobody any more
            FieldKind::Satisfaction { form } if field.archived_at.is_none() => {
                let problem = match forms.form(form) {
                    Some(form) if form.published => continue,
                    Some(_) => "not_published",
                    None => "unknown",
                };
                problems.insert(format!("fields.{index}.form"), problem);
            }
            _ => {}
        }
    }
    problems
}

pub(crate) fn formula_problem(formula: &str, types: &dyn crate::expression::Types) -> Option<&'static str> {
    match crate::expression::Expression::parse(formula) {
        Err(fault) => Some(fault.problem),
        Ok(read) => match read.check(types) {
            Ok(of) if of.many => Some("several_values"),
            Ok(_) => None,
            Err(faults) => faults.first().map(|fault| fault.problem),
        },
    }
}

/// What is wrong with the formulas of a form's columns.
#[must_use]
pub fn column_problems(form: &RowForm) -> crate::fields::FieldProblems {
    let types = scope::ColumnTypes(&form.fields);
    let mut problems = crate::fields::FieldProblems::new();
    for (index, field) in form.fields.iter().enumerate() {
        if let FieldKind::Computed { formula } = &field.kind
            && let Some(problem) = formula_problem(formula, &types)
        {
            problems.insert(format!("fields.{index}.formula"), problem);
        }
    }
    problems
}
