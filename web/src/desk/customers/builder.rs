//! Conditions over system fields and own ones (CUS-10), and keeping them under a name (CUS-11).

use dioxus::prelude::*;
use truckroll_domain::customers::CustomerSchema;
use truckroll_domain::fields::{FieldKind, Noun};
use truckroll_domain::filter::{Condition, Filter, Operand, Operator, Schema as _, Type};
use truckroll_protocol::api::{KeptQuery, NewSavedQuery, OrderBy, SavedQuery};
use truckroll_ui::prelude::*;

use super::audience::{Audience, is_chosen};
use super::book::Book;
use super::value::DayField;
use crate::api;
use crate::desk::trouble::Failed;

/// A condition as it is being written: its value as typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What is asked about.
    pub field: String,
    /// How it is compared.
    pub op: Operator,
    /// With what.
    pub value: String,
    /// The other end of "between".
    pub until: String,
}

/// The word of an operator on the wire and in message keys.
fn word(op: Operator) -> String {
    serde_json::to_value(op).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The operators that fit a type of values.
#[must_use]
pub fn operators(of: Type, choices: bool) -> Vec<Operator> {
    use Operator as O;
    match of {
        Type::Text | Type::Ranked(_) if choices => vec![O::Is, O::IsNot, O::Empty, O::NotEmpty],
        Type::Text => vec![O::Contains, O::NotContains, O::Is, O::IsNot, O::Empty, O::NotEmpty],
        Type::Many => vec![O::Is, O::IsNot, O::Empty, O::NotEmpty],
        Type::Number => {
            vec![O::Is, O::IsNot, O::AtLeast, O::AtMost, O::Less, O::Greater, O::Between, O::Empty, O::NotEmpty]
        }
        Type::Moment | Type::Day => {
            vec![O::WithinNextDays, O::WithinLastDays, O::AtLeast, O::Less, O::Between, O::Empty, O::NotEmpty]
        }
        Type::Ranked(_) => vec![O::Is, O::IsNot],
        Type::Flag => vec![O::NotEmpty, O::Empty],
    }
}

impl Line {
    /// A condition to begin with.
    fn first(field: &str, of: Type, choices: bool) -> Self {
        let op = operators(of, choices).first().copied().unwrap_or(Operator::NotEmpty);
        Self { field: field.to_owned(), op, value: String::new(), until: String::new() }
    }

    /// A condition that is there, as it would have been typed.
    fn of(condition: &Condition) -> Self {
        let (value, until) = match &condition.value {
            Some(Operand::Text(text)) => (text.clone(), String::new()),
            Some(Operand::Int(n)) => (n.to_string(), String::new()),
            Some(Operand::Real(n)) => (n.to_string(), String::new()),
            Some(Operand::List(list)) => {
                (list.first().cloned().unwrap_or_default(), list.get(1).cloned().unwrap_or_default())
            }
            Some(Operand::Numbers(ends)) => {
                let at = |n: usize| ends.get(n).map(f64::to_string).unwrap_or_default();
                (at(0), at(1))
            }
            None => Default::default(),
        };
        Self { field: condition.field.clone(), op: condition.op, value, until }
    }

    /// The condition; `None` while something is missing.
    fn condition(&self, of: Type) -> Option<Condition> {
        use Operator as O;
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|n| n.is_finite());
        #[expect(clippy::cast_possible_truncation, reason = "whole numbers below 2^53")]
        let one = |n: f64| if n.fract() == 0.0 && n.abs() < 9e15 { Operand::Int(n as i64) } else { Operand::Real(n) };
        let value = match self.op {
            O::Empty | O::NotEmpty => None,
            O::Between if of == Type::Day => Some(Operand::List(vec![self.value.clone(), self.until.clone()])),
            O::Between => Some(Operand::Numbers(vec![number(&self.value)?, number(&self.until)?])),
            O::WithinLastDays | O::WithinNextDays => Some(one(number(&self.value)?)),
            _ if matches!(of, Type::Text | Type::Many | Type::Day) => {
                Some(Operand::Text(Some(self.value.trim()).filter(|v| !v.is_empty())?.to_owned()))
            }
            _ => Some(one(number(&self.value)?)),
        };
        Some(Condition { field: self.field.clone(), op: self.op, value })
    }
}

/// Names of everything that can be asked about.
fn subjects(book: &Book, noun: Noun) -> Vec<Choice> {
    let schema = CustomerSchema { noun, set: book.set(noun) };
    let fields = book.set(noun).fields.iter().filter(|f| !f.hidden);
    let names = fields.map(|f| if f.system { f.key.clone() } else { format!("fields.{}", f.key) });
    let more: &[&str] = match noun {
        Noun::Company => &["address"],
        Noun::Contact => &["company_name"],
        Noun::Asset => &["owner_name", "address"],
        Noun::Ticket => &["template"],
    };
    let all = names.chain(more.iter().map(|name| (*name).to_owned())).filter(|name| schema.subject(name).is_some());
    all.map(|name| Choice::new(name.clone(), book.label(noun, &name))).collect()
}

/// The dialog.
#[component]
pub fn BuilderDialog(
    book: Book,
    noun: Noun,
    filter: Filter,
    kept: Option<SavedQuery>,
    order: Vec<OrderBy>,
    columns: Vec<String>,
    on_ask: EventHandler<Filter>,
    on_saved: EventHandler<String>,
    on_close: EventHandler<()>,
) -> Element {
    let changes = use_changes();
    let lines = |of: &[Condition]| of.iter().map(Line::of).collect::<Vec<_>>();
    let all = use_signal(|| {
        if filter == Filter::default() { vec![Line::first("name", Type::Text, false)] } else { lines(&filter.all) }
    });
    let any = use_signal(|| lines(&filter.any));
    let mut name = use_signal(|| kept.as_ref().map(|k| k.query.name.clone()).unwrap_or_default());
    let visible = use_signal(|| kept.as_ref().map(|k| k.query.visible.clone()).unwrap_or_default());
    let mut tried = use_signal(|| false);
    let of_book = book.clone();
    // Both lists as conditions; `None` while one is not finished.
    let built = use_callback(move |()| {
        let schema = CustomerSchema { noun, set: of_book.set(noun) };
        let conditions = |lines: &[Line]| {
            let one = |line: &Line| line.condition(schema.subject(&line.field)?.of);
            lines.iter().map(one).collect::<Option<Vec<_>>>()
        };
        let filter = Filter { all: conditions(&all.peek())?, any: conditions(&any.peek())? };
        filter.check_over(&schema).is_ok().then_some(filter)
    });
    let changeable = kept.clone().filter(|k| k.mine);
    let id = changeable.as_ref().map(|k| k.id.clone());
    let send = use_send(
        move |(id, query): (Option<String>, NewSavedQuery)| async move {
            api::save_query(id.as_deref(), &query).await.map(|saved| saved.id)
        },
        move |id: String| {
            changes.announce(["saved_queries"]);
            on_saved.call(id);
        },
    );
    let remove = use_send(
        move |id: String| async move { api::remove_query(&id).await },
        move |()| {
            changes.announce(["saved_queries"]);
            on_saved.call(String::new());
        },
    );
    let table = if noun == Noun::Asset { book.table.key.clone() } else { String::new() };
    let keep = use_callback(move |id: Option<String>| {
        tried.set(true);
        let named = name.peek().trim().to_owned();
        let Some(filter) = built.call(()).filter(|_| !named.is_empty()) else { return };
        let visible = visible.peek().clone();
        if !is_chosen(&visible) {
            return;
        }
        let table = table.clone();
        let query =
            KeptQuery { noun, table, name: named, visible, filter, order: order.clone(), columns: columns.clone() };
        send.run((id, NewSavedQuery { query }));
    });
    let unfinished = tried() && {
        let _ = (all.read(), any.read());
        built.call(()).is_none()
    };
    rsx! {
        Dialog {
            open: true,
            large: true,
            title: tr("cust-conditions"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("cust-ask"),
                    kind: ButtonKind::Primary,
                    on_press: move |_| {
                        tried.set(true);
                        if let Some(filter) = built.call(()) {
                            on_ask.call(filter);
                        }
                    },
                }
            },
            div { class: "dk-form",
                Failed { failure: send.failure().or_else(|| remove.failure()) }
                if unfinished {
                    p { class: "tr-error", role: "alert", {tr("cust-unfinished")} }
                }
                Conditions { book: book.clone(), noun, lines: all, title: tr("cust-all") }
                Conditions { book: book.clone(), noun, lines: any, title: tr("cust-any") }
                fieldset { class: "dk-own-field",
                    legend { class: "tr-label", {tr("cust-keep")} }
                    TextField {
                        label: tr("cust-query-name"),
                        value: name(),
                        max_length: 100,
                        error: (tried() && name.read().trim().is_empty() && send.failure().is_some()).then(|| tr("fields-problem-required")),
                        on_input: move |text| name.set(text),
                    }
                    Audience { book: book.clone(), visible, tried: tried() }
                    div { class: "tr-actions",
                        if let Some(id) = id {
                            Button {
                                label: tr("cust-remove-query"),
                                icon: Icon::Trash,
                                kind: ButtonKind::Ghost,
                                busy: remove.busy(),
                                on_press: {
                                    let id = id.clone();
                                    move |_| remove.run(id.clone())
                                },
                            }
                            Button {
                                label: tr("cust-change-query"),
                                disabled: name.read().trim().is_empty(),
                                busy: send.busy(),
                                on_press: move |_| keep.call(Some(id.clone())),
                            }
                        }
                        Button {
                            label: tr("cust-save-query"),
                            icon: Icon::Save,
                            disabled: name.read().trim().is_empty(),
                            busy: send.busy(),
                            on_press: move |_| keep.call(None),
                        }
                    }
                }
            }
        }
    }
}

/// Conditions of one list.
#[component]
fn Conditions(book: Book, noun: Noun, lines: Signal<Vec<Line>>, title: String) -> Element {
    let mut lines = lines;
    let fields = subjects(&book, noun);
    rsx! {
        fieldset { class: "dk-own-field",
            legend { class: "tr-label", "{title}" }
            for (index, line) in lines().into_iter().enumerate() {
                OneCondition {
                    key: "{index}",
                    book: book.clone(),
                    noun,
                    fields: fields.clone(),
                    number: index + 1,
                    line,
                    on_change: move |line: Line| {
                        if let Some(place) = lines.write().get_mut(index) {
                            *place = line;
                        }
                    },
                    on_remove: move |()| {
                        lines.write().remove(index);
                    },
                }
            }
            Button {
                label: tr("cust-add-condition"),
                icon: Icon::Plus,
                kind: ButtonKind::Ghost,
                on_press: move |_| lines.write().push(Line::first("name", Type::Text, false)),
            }
        }
    }
}

#[component]
fn OneCondition(
    book: Book,
    noun: Noun,
    fields: Vec<Choice>,
    number: usize,
    line: Line,
    on_change: EventHandler<Line>,
    on_remove: EventHandler<()>,
) -> Element {
    let schema = CustomerSchema { noun, set: book.set(noun) };
    let of = schema.subject(&line.field).map_or(Type::Text, |s| s.of);
    let kind = schema.kind_of(&line.field).cloned().unwrap_or(FieldKind::Text);
    let choices = book.choices(&kind);
    let ops = operators(of, !choices.is_empty());
    let (changed, picked, typed) = (line.clone(), line.clone(), line.clone());
    let of_book = book.clone();
    rsx! {
        div { class: "dk-condition", role: "group", aria_label: tr!("cust-condition", number = number),
            SelectField {
                label: tr("cust-field"),
                hide_label: true,
                value: line.field.clone(),
                options: fields,
                on_change: move |field: String| {
                    let schema = CustomerSchema { noun, set: of_book.set(noun) };
                    let of = schema.subject(&field).map_or(Type::Text, |s| s.of);
                    let listed = schema.kind_of(&field).is_some_and(|kind| !of_book.choices(kind).is_empty());
                    on_change.call(Line::first(&field, of, listed));
                },
            }
            SelectField {
                label: tr("cust-operator"),
                hide_label: true,
                value: word(line.op),
                options: ops.iter().map(|op| Choice::new(word(*op), tr(&format!("cust-op-{}", word(*op).replace('_', "-"))))).collect::<Vec<_>>(),
                on_change: move |chosen: String| {
                    if let Some(op) = ops.iter().find(|op| word(**op) == chosen) {
                        on_change.call(Line { op: *op, ..changed.clone() });
                    }
                },
            }
            if !matches!(line.op, Operator::Empty | Operator::NotEmpty) {
                if !choices.is_empty() {
                    SelectField {
                        label: tr("cust-value"),
                        hide_label: true,
                        value: line.value.clone(),
                        none_label: tr("cust-none"),
                        options: choices,
                        on_change: move |value: String| on_change.call(Line { value, ..picked.clone() }),
                    }
                } else {
                    Operands { of, line: typed, on_change }
                }
            }
            Button {
                label: tr!("cust-remove-condition", number = number),
                icon: Icon::Close,
                icon_only: true,
                kind: ButtonKind::Ghost,
                on_press: move |_| on_remove.call(()),
            }
        }
    }
}

/// What is compared with, by its type.
#[component]
fn Operands(of: Type, line: Line, on_change: EventHandler<Line>) -> Element {
    let relative = matches!(line.op, Operator::WithinLastDays | Operator::WithinNextDays);
    let between = line.op == Operator::Between;
    let (first, second) = (line.clone(), line.clone());
    let on_first = use_callback(move |value: String| on_change.call(Line { value, ..first.clone() }));
    let on_second = use_callback(move |until: String| on_change.call(Line { until, ..second.clone() }));
    let ends = std::iter::once(("cust-value", line.value.clone(), on_first))
        .chain(between.then(|| ("cust-until", line.until.clone(), on_second)));
    rsx! {
        for (label, value, on) in ends {
            match of {
                Type::Day if !relative => rsx! { DayField { label: tr(label), value, on_change: move |day| on.call(day) } },
                Type::Moment if !relative => rsx! {
                    DateTimeField {
                        label: tr(label),
                        value: value.parse::<f64>().ok().map(|ms| ms as i64),
                        on_change: move |ms: Option<i64>| on.call(ms.map(|ms| ms.to_string()).unwrap_or_default()),
                    }
                },
                Type::Number | Type::Day | Type::Moment | Type::Flag => rsx! {
                    NumberField {
                        label: tr(label),
                        hide_label: true,
                        value: value.parse().ok(),
                        unit: relative.then(|| tr("cust-days")),
                        step: (!relative).then_some(0.001),
                        on_input: move |n: Option<f64>| on.call(n.map(|n| n.to_string()).unwrap_or_default()),
                    }
                },
                Type::Text | Type::Many | Type::Ranked(_) => rsx! {
                    TextField { label: tr(label), hide_label: true, placeholder: tr(label), value, max_length: 500, on_input: move |text| on.call(text) }
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_a_condition_and_comes_back() {
        use Operator as O;
        let line =
            |op, value: &str, until: &str| Line { field: "x".into(), op, value: value.into(), until: until.into() };
        for (of, typed, wanted) in [
            (Type::Text, line(O::Contains, " hua ", ""), Some(Some(Operand::Text("hua".into())))),
            (Type::Text, line(O::Contains, " ", ""), None),
            (Type::Text, line(O::Empty, "", ""), Some(None)),
            (Type::Number, line(O::AtLeast, "3", ""), Some(Some(Operand::Int(3)))),
            (Type::Number, line(O::AtLeast, "3.5", ""), Some(Some(Operand::Real(3.5)))),
            (Type::Number, line(O::Between, "1", "2"), Some(Some(Operand::Numbers(vec![1.0, 2.0])))),
            (Type::Number, line(O::Between, "1", ""), None),
            (Type::Day, line(O::WithinNextDays, "30", ""), Some(Some(Operand::Int(30)))),
            (Type::Day, line(O::AtLeast, "2026-05-04", ""), Some(Some(Operand::Text("2026-05-04".into())))),
        ] {
            let condition = typed.condition(of);
            assert_eq!(condition.as_ref().map(|c| c.value.clone()), wanted, "{typed:?}");
            if let Some(condition) = condition {
                assert_eq!(Line::of(&condition).condition(of), Some(condition));
            }
        }
    }
}
