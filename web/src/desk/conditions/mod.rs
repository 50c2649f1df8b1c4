//! Conditions as they are typed: over customers, over tickets, over what changed. Each screen says what can be asked
//! about ([`Ask`]); what is typed becomes a [`Condition`] of the one condition language.

use dioxus::prelude::*;
use truckroll_domain::filter::{Condition, Operand, Operator, Type};
use truckroll_ui::prelude::*;

use super::customers::DayField;

mod company;

use company::CompanyField;

/// Something that can be asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Its name in a condition.
    pub name: String,
    /// What people read.
    pub label: String,
    /// How its values compare.
    pub of: Type,
    /// Its values, where they are of a list.
    pub choices: Vec<Choice>,
}

/// Which side of a change is asked about: how the name in a condition begins. The first is the record as it is.
pub const MOMENTS: [&str; 5] = ["", "changed.", "changed_to.", "changed_from.", "was."];

/// How a name begins that asks about a change, and what follows.
fn split(name: &str) -> (&'static str, &str) {
    let found = MOMENTS[1..].iter().find_map(|moment| name.strip_prefix(moment).map(|rest| (*moment, rest)));
    found.unwrap_or(("", name))
}

fn ask_of<'a>(asks: &'a [Ask], name: &str) -> Option<&'a Ask> {
    let (_, name) = split(name);
    asks.iter().find(|ask| ask.name == name)
}

/// The type of what a condition asks about.
#[must_use]
pub fn type_of(asks: &[Ask], name: &str) -> Option<Type> {
    let ask = ask_of(asks, name)?;
    Some(if split(name).0 == "changed." { Type::Flag } else { ask.of })
}

/// Lines as conditions; `None` while one is not finished.
#[must_use]
pub fn conditions(asks: &[Ask], lines: &[Line]) -> Option<Vec<Condition>> {
    lines.iter().map(|line| line.condition(type_of(asks, &line.field)?)).collect()
}

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
#[must_use]
pub fn word(op: Operator) -> String {
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
    #[must_use]
    pub fn first(field: &str, of: Type, choices: bool) -> Self {
        let op = operators(of, choices).first().copied().unwrap_or(Operator::NotEmpty);
        Self { field: field.to_owned(), op, value: String::new(), until: String::new() }
    }

    /// A condition that is there, as it would have been typed.
    #[must_use]
    pub fn of(condition: &Condition) -> Self {
        let (value, until) = match &condition.value {
            Some(Operand::Text(text)) => (text.clone(), String::new()),
            Some(Operand::Int(n)) => (n.to_string(), String::new()),
            Some(Operand::Real(n)) => (n.to_string(), String::new()),
            Some(Operand::List(list)) if matches!(condition.op, Operator::OneOf | Operator::NotOneOf) => {
                (list.join(", "), String::new())
            }
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
    #[must_use]
    pub fn condition(&self, of: Type) -> Option<Condition> {
        use Operator as O;
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|n| n.is_finite());
        #[expect(clippy::cast_possible_truncation, reason = "whole numbers below 2^53")]
        let one = |n: f64| if n.fract() == 0.0 && n.abs() < 9e15 { Operand::Int(n as i64) } else { Operand::Real(n) };
        let value = match self.op {
            O::Empty | O::NotEmpty => None,
            O::OneOf | O::NotOneOf => {
                let texts = self.value.split(',').map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
                Some(Operand::List(Some(texts.collect::<Vec<_>>()).filter(|texts| !texts.is_empty())?))
            }
            O::Between if of == Type::Day => Some(Operand::List(vec![self.value.clone(), self.until.clone()])),
            O::Between => Some(Operand::Numbers(vec![number(&self.value)?, number(&self.until)?])),
            O::WithinLastDays | O::WithinNextDays => Some(one(number(&self.value)?)),
            _ if matches!(of, Type::Text | Type::Many | Type::Day | Type::Ranked(_)) => {
                Some(Operand::Text(Some(self.value.trim()).filter(|v| !v.is_empty())?.to_owned()))
            }
            _ => Some(one(number(&self.value)?)),
        };
        Some(Condition { field: self.field.clone(), op: self.op, value })
    }
}

/// A condition about a name to begin with. The values of what is found are ids, which are the same or not.
fn begun(asks: &[Ask], found: &[String], name: &str) -> Line {
    let of = type_of(asks, name).unwrap_or(Type::Text);
    let listed = ask_of(asks, name).is_some_and(|ask| !ask.choices.is_empty() || found.contains(&ask.name));
    Line::first(name, of, listed)
}

/// Conditions of one list.
#[component]
pub fn Conditions(
    asks: Vec<Ask>,
    lines: Signal<Vec<Line>>,
    #[props(into)] title: String,
    /// What is wrong with the conditions, by their place.
    #[props(default)]
    wrong: Vec<Option<String>>,
    /// Which names can be asked about on both sides of a change; none where nothing changes.
    #[props(default)]
    changing: Vec<String>,
    /// Which names are about a company, that is found by what it is called.
    #[props(default)]
    found: Vec<String>,
    /// Something was changed.
    on_change: Option<EventHandler<()>>,
) -> Element {
    let mut lines = lines;
    let told = move || {
        if let Some(on_change) = on_change {
            on_change.call(());
        }
    };
    let first = asks.first().map(|ask| begun(&asks, &found, &ask.name));
    rsx! {
        fieldset { class: "dk-own-field",
            legend { class: "tr-label", "{title}" }
            for (index, line) in lines().into_iter().enumerate() {
                OneCondition {
                    key: "{index}",
                    asks: asks.clone(),
                    changing: changing.clone(),
                    found: found.clone(),
                    number: index + 1,
                    line,
                    error: wrong.get(index).cloned().flatten(),
                    on_change: move |line: Line| {
                        if let Some(place) = lines.write().get_mut(index) {
                            *place = line;
                        }
                        told();
                    },
                    on_remove: move |()| {
                        lines.write().remove(index);
                        told();
                    },
                }
            }
            Button {
                label: tr("cust-add-condition"),
                icon: Icon::Plus,
                kind: ButtonKind::Ghost,
                on_press: move |_| {
                    lines.write().extend(first.clone());
                    told();
                },
            }
        }
    }
}

#[component]
fn OneCondition(
    asks: Vec<Ask>,
    changing: Vec<String>,
    found: Vec<String>,
    number: usize,
    line: Line,
    error: Option<String>,
    on_change: EventHandler<Line>,
    on_remove: EventHandler<()>,
) -> Element {
    let (moment, name) = split(&line.field);
    let name = name.to_owned();
    let of = type_of(&asks, &line.field).unwrap_or(Type::Text);
    let choices = ask_of(&asks, &line.field).map(|ask| ask.choices.clone()).unwrap_or_default();
    let is_found = found.contains(&name);
    let mut ops = operators(of, is_found || !choices.is_empty());
    // one that was written elsewhere stays as it is
    let several = matches!(line.op, Operator::OneOf | Operator::NotOneOf);
    if !ops.contains(&line.op) {
        ops.push(line.op);
    }
    let fields: Vec<Choice> = asks.iter().map(|ask| Choice::new(ask.name.clone(), ask.label.clone())).collect();
    let changes = changing.contains(&name);
    let moments: Vec<Choice> = MOMENTS
        .iter()
        .map(|moment| {
            let word = if moment.is_empty() { "now" } else { moment.trim_end_matches('.') };
            Choice::new(*moment, tr(&format!("cond-moment-{}", word.replace('_', "-"))))
        })
        .collect();
    let (changed, picked, typed, met) = (line.clone(), line.clone(), line.clone(), line.clone());
    // the first condition about a name on one side of a change
    let about = {
        let asks = asks.clone();
        move |name: &str| begun(&asks, &found, name)
    };
    let about_name = about.clone();
    rsx! {
        div { class: "dk-condition", role: "group", aria_label: tr!("cust-condition", number = number),
            SelectField {
                label: tr("cust-field"),
                hide_label: true,
                value: name.clone(),
                options: fields,
                error,
                on_change: move |field: String| {
                    let moment = if changing.contains(&field) { moment } else { "" };
                    on_change.call(about_name(&format!("{moment}{field}")));
                },
            }
            if changes {
                SelectField {
                    label: tr("cond-moment"),
                    hide_label: true,
                    value: moment,
                    options: moments,
                    on_change: move |moment: String| on_change.call(about(&format!("{moment}{name}"))),
                }
            }
            if moment != "changed." {
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
                    if is_found && !several {
                        CompanyField {
                            id: line.value.clone(),
                            on_pick: move |value: String| on_change.call(Line { value, ..met.clone() }),
                        }
                    } else if !choices.is_empty() && !several {
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
pub fn Operands(of: Type, line: Line, on_change: EventHandler<Line>) -> Element {
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
    fn a_condition_about_what_is_listed_or_found_begins_with_is() {
        let ask = |name: &str, choices| Ask { name: name.into(), label: name.into(), of: Type::Text, choices };
        let asks =
            [ask("company", Vec::new()), ask("group", vec![Choice::new("1", "Lifts")]), ask("title", Vec::new())];
        let op = |name: &str| begun(&asks, &["company".to_owned()], name).op;
        assert_eq!((op("company"), op("group"), op("title")), (Operator::Is, Operator::Is, Operator::Contains));
    }

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
