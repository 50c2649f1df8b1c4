//! The kinds of fields: what may stand in them, and in which form it is stored.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::value::{MAX_FILES, MAX_LIST, MAX_LONG, MAX_TEXT, MAX_WHOLE, day, location, split, web};
use super::verified::{Verified, number_of};
use super::{FieldValue, is_key, label_problem};
use crate::decode::Deserialize;
use crate::expression::Expression;
use crate::forms::{Choice, Input, is_email, is_phone};
use crate::pattern;

/// Most choices of one field.
const MAX_CHOICES: usize = 500;
/// Most branches of one cascade.
const MAX_BRANCHES: usize = 5_000;
/// Most levels of a cascade.
pub const MAX_DEPTH: usize = 5;

/// What may stand in a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum FieldKind {
    /// Several lines.
    LongText,
    /// A whole number.
    Whole,
    /// A number.
    Decimal,
    /// A day.
    Date,
    /// A moment.
    DateTime,
    /// One of a list.
    Choice {
        /// The list.
        options: Vec<Choice>,
    },
    /// Several of a list.
    Choices {
        /// The list.
        options: Vec<Choice>,
    },
    /// A place in a tree.
    Cascade {
        /// The tree.
        tree: Vec<Branch>,
    },
    /// Yes, or nothing.
    Checkbox,
    /// One line of a certain form.
    Pattern {
        /// A regular expression for the whole of it; matched in linear time.
        pattern: String,
    },
    /// Files.
    Attachment,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A web address.
    Web,
    /// A place on the earth.
    Location,
    /// One to five stars.
    Stars,
    /// A drawn signature: one picture.
    Signature,
    /// Rows of a form that is kept by itself.
    Rows {
        /// Its key.
        form: String,
    },
    /// Rows of an asset table: parts or machines, each with how many.
    AssetRows {
        /// Key of the table.
        table: String,
    },
    /// What other fields come to. Nobody types it.
    Computed {
        /// The expression over the other fields.
        formula: String,
    },
    /// A phone number whose owner proved by a code to have it; see [`Verified`].
    VerifiedPhone,
    /// What a customer said of the work in a published form, once: rows of that form that nobody else writes.
    Satisfaction {
        /// Its key.
        form: String,
    },
    /// Several texts that are typed (system fields only).
    Texts,
    /// A member of staff (system fields only).
    Agent,
    /// Several members of staff (system fields only).
    Agents,
    /// A group of staff (system fields only).
    Team,
    /// A customer group (system fields only).
    CustomerGroup,
    /// Customer tags (system fields only).
    Tags,
    /// Companies (system fields only).
    Companies,
    /// One line; also any kind that this version does not know.
    #[serde(other)]
    Text,
}

crate::tagged!(FieldKind, "kind");

/// A branch of a cascade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// Stable key, unique among its neighbours.
    pub key: String,
    /// What people read.
    pub label: String,
    /// The level below.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub below: Vec<Branch>,
}

impl FieldKind {
    /// The word on the wire and in message keys.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            FieldKind::Text => "text",
            FieldKind::LongText => "long_text",
            FieldKind::Whole => "whole",
            FieldKind::Decimal => "decimal",
            FieldKind::Date => "date",
            FieldKind::DateTime => "date_time",
            FieldKind::Choice { .. } => "choice",
            FieldKind::Choices { .. } => "choices",
            FieldKind::Cascade { .. } => "cascade",
            FieldKind::Checkbox => "checkbox",
            FieldKind::Pattern { .. } => "pattern",
            FieldKind::Attachment => "attachment",
            FieldKind::Phone => "phone",
            FieldKind::Email => "email",
            FieldKind::Web => "web",
            FieldKind::Location => "location",
            FieldKind::Stars => "stars",
            FieldKind::Signature => "signature",
            FieldKind::Rows { .. } => "rows",
            FieldKind::AssetRows { .. } => "asset_rows",
            FieldKind::Computed { .. } => "computed",
            FieldKind::VerifiedPhone => "verified_phone",
            FieldKind::Satisfaction { .. } => "satisfaction",
            FieldKind::Texts => "texts",
            FieldKind::Agent => "agent",
            FieldKind::Agents => "agents",
            FieldKind::Team => "team",
            FieldKind::CustomerGroup => "customer_group",
            FieldKind::Tags => "tags",
            FieldKind::Companies => "companies",
        }
    }

    /// Whether an organisation can choose it for a field of its own.
    #[must_use]
    pub fn is_for_own(&self) -> bool {
        !matches!(
            self,
            FieldKind::Texts
                | FieldKind::Agent
                | FieldKind::Agents
                | FieldKind::Team
                | FieldKind::CustomerGroup
                | FieldKind::Tags
                | FieldKind::Companies
        )
    }

    /// Whether it is for fields of tickets alone.
    #[must_use]
    pub fn is_for_tickets(&self) -> bool {
        let alone = [FieldKind::Stars, FieldKind::Signature, FieldKind::VerifiedPhone];
        self.has_rows() || alone.contains(self) || matches!(self, FieldKind::Computed { .. })
    }

    /// Whether its rows lie beside the values, by line.
    #[must_use]
    pub fn has_rows(&self) -> bool {
        matches!(self, FieldKind::Rows { .. } | FieldKind::AssetRows { .. } | FieldKind::Satisfaction { .. })
    }

    /// Whether phone numbers stand in it.
    #[must_use]
    pub fn holds_number(&self) -> bool {
        matches!(self, FieldKind::Phone | FieldKind::VerifiedPhone)
    }

    /// Whether people of the organisation write it themselves, where they may.
    #[must_use]
    pub fn is_typed(&self) -> bool {
        !matches!(self, FieldKind::Computed { .. } | FieldKind::Satisfaction { .. })
    }

    /// Whether its values are said in words or numbers; files, rows and names of staff are not.
    #[must_use]
    pub fn is_said(&self) -> bool {
        let shown_otherwise = matches!(
            self,
            FieldKind::Attachment | FieldKind::Signature | FieldKind::Rows { .. } | FieldKind::AssetRows { .. }
        );
        let of_staff = matches!(
            self,
            FieldKind::Agent | FieldKind::Agents | FieldKind::Team | FieldKind::CustomerGroup | FieldKind::Tags
        );
        self.is_typed() && !shown_otherwise && !of_staff
    }

    /// Whether values of the one could be values of the other: the same kind, whatever its options.
    #[must_use]
    pub fn is_same_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Checks a value and gives it the form it is stored in; `None` when nothing stands there. Text is read as a person
    /// types it: numbers, days, labels of choices. What is stored comes back as it is.
    ///
    /// # Errors
    /// The problem as a key of the message files: `too_long`, `one_line`, `not_a_number`, `not_whole`, `out_of_range`,
    /// `not_a_date`, `not_a_moment`, `not_a_choice`, `not_the_form`, `not_a_phone`, `not_an_email`, `not_a_web_address`,
    /// `not_a_place`, `not_a_file`, `not_verified`, `too_many`, `is_computed`, `wrong_kind`.
    pub fn normalise(&self, value: &FieldValue) -> Result<Option<FieldValue>, &'static str> {
        if let FieldValue::Text(text) = value
            && text.trim().is_empty()
        {
            return Ok(None);
        }
        match self {
            FieldKind::Text => one_line(value).map(Some),
            FieldKind::LongText => long(value).map(Some),
            FieldKind::Whole => whole(value).map(|n| Some(FieldValue::Int(n))),
            FieldKind::Decimal => decimal(value).map(|n| Some(FieldValue::Real(n))),
            FieldKind::Date => trimmed(value, "not_a_date", day),
            FieldKind::DateTime => whole(value).map(|n| Some(FieldValue::Int(n))).map_err(|_| "not_a_moment"),
            FieldKind::Choice { options } => trimmed(value, "not_a_choice", |text| chosen(options, text)),
            FieldKind::Choices { options } => several(options, value),
            FieldKind::Cascade { tree } => trimmed(value, "not_a_choice", |text| path(tree, text)),
            FieldKind::Checkbox => ticked(value),
            FieldKind::Pattern { pattern } => {
                let value = one_line(value)?;
                let regex = pattern::compile(pattern).map_err(|_| "not_the_form")?;
                let fits = value.as_text().is_some_and(|text| regex.is_match(text));
                if fits { Ok(Some(value)) } else { Err("not_the_form") }
            }
            FieldKind::Attachment => files(value),
            FieldKind::Phone => trimmed(value, "not_a_phone", |text| is_phone(text).then(|| text.to_owned())),
            FieldKind::Email => trimmed(value, "not_an_email", |text| is_email(text).then(|| text.to_owned())),
            FieldKind::Web => trimmed(value, "not_a_web_address", web),
            FieldKind::Location => trimmed(value, "not_a_place", location),
            FieldKind::Texts => texts(value),
            FieldKind::Stars => match whole(value)? {
                n @ 1..=5 => Ok(Some(FieldValue::Int(n))),
                _ => Err("out_of_range"),
            },
            FieldKind::Signature => match files(value)? {
                Some(FieldValue::Files(files)) if files.len() > 1 => Err("too_many"),
                one => Ok(one),
            },
            FieldKind::Computed { .. } => Err("is_computed"),
            FieldKind::VerifiedPhone => {
                trimmed(value, "not_verified", |text| Verified::read(text).map(|_| text.to_owned()))
            }
            FieldKind::Agent
            | FieldKind::Agents
            | FieldKind::Team
            | FieldKind::CustomerGroup
            | FieldKind::Tags
            | FieldKind::Companies
            | FieldKind::Rows { .. }
            | FieldKind::AssetRows { .. }
            | FieldKind::Satisfaction { .. } => Err("wrong_kind"),
        }
    }

    /// What is wrong with the kind's own options: problem keys by member below it.
    #[must_use]
    pub fn problems(&self) -> BTreeMap<String, &'static str> {
        match self {
            FieldKind::Choice { options } | FieldKind::Choices { options } => choices_problems(options, MAX_CHOICES),
            FieldKind::Cascade { tree } => tree_problems(tree),
            FieldKind::Rows { form: key }
            | FieldKind::AssetRows { table: key }
            | FieldKind::Satisfaction { form: key } => {
                let member = if matches!(self, FieldKind::AssetRows { .. }) { "table" } else { "form" };
                let problem = if key.is_empty() { Some("required") } else { (!is_key(key)).then_some("not_a_key") };
                problem.map(|p| (member.to_owned(), p)).into_iter().collect()
            }
            FieldKind::Computed { formula } => {
                let problem = if formula.trim().is_empty() {
                    Some("required")
                } else {
                    Expression::parse(formula).err().map(|fault| fault.problem)
                };
                problem.map(|p| ("formula".to_owned(), p)).into_iter().collect()
            }
            FieldKind::Pattern { pattern } => {
                let problem = if pattern.is_empty() { Some("required") } else { pattern::compile(pattern).err() };
                problem.map(|p| ("pattern".to_owned(), p)).into_iter().collect()
            }
            _ => BTreeMap::new(),
        }
    }

    /// The words of a stored value as people read it: labels of choices instead of their keys.
    #[must_use]
    pub fn shown(&self, value: &FieldValue) -> String {
        let label = |options: &[Choice], key: &str| {
            options.iter().find(|o| o.key == key).map_or_else(|| key.to_owned(), |o| o.label.clone())
        };
        match (self, value) {
            (FieldKind::Choice { options }, FieldValue::Text(key)) => label(options, key),
            (FieldKind::Choices { options }, FieldValue::List(keys)) => {
                keys.iter().map(|key| label(options, key)).collect::<Vec<_>>().join(", ")
            }
            (FieldKind::Cascade { tree }, FieldValue::Text(path)) => labels(tree, path),
            (FieldKind::VerifiedPhone, FieldValue::Text(text)) => format!("{} ✓", number_of(text)),
            _ => value.typed(),
        }
    }
}

impl From<&Input> for FieldKind {
    fn from(input: &Input) -> Self {
        match input {
            Input::Text => FieldKind::Text,
            Input::Multiline => FieldKind::LongText,
            Input::Number => FieldKind::Decimal,
            Input::Phone => FieldKind::Phone,
            Input::Email => FieldKind::Email,
            Input::Date => FieldKind::Date,
            Input::Checkbox => FieldKind::Checkbox,
            Input::Choice { options } => FieldKind::Choice { options: options.clone() },
        }
    }
}

/// What is wrong with a list of choices, by member.
pub(crate) fn choices_problems(options: &[Choice], most: usize) -> BTreeMap<String, &'static str> {
    let mut problems = BTreeMap::new();
    if options.is_empty() {
        problems.insert("options".to_owned(), "required");
    } else if options.len() > most {
        problems.insert("options".to_owned(), "too_many");
    }
    let mut seen = BTreeSet::new();
    for (at, option) in options.iter().enumerate() {
        let problem = if !is_key(&option.key) {
            Some("not_a_key")
        } else if !seen.insert(option.key.as_str()) {
            Some("taken")
        } else {
            label_problem(&option.label)
        };
        if let Some(problem) = problem {
            problems.insert(format!("options.{at}"), problem);
        }
    }
    problems
}

fn tree_problems(tree: &[Branch]) -> BTreeMap<String, &'static str> {
    fn walk(level: &[Branch], depth: usize, count: &mut usize) -> Option<&'static str> {
        if depth > MAX_DEPTH {
            return Some("too_deep");
        }
        let mut seen = BTreeSet::new();
        for branch in level {
            *count += 1;
            if *count > MAX_BRANCHES {
                return Some("too_many");
            }
            if !is_key(&branch.key) {
                return Some("not_a_key");
            }
            if !seen.insert(branch.key.as_str()) {
                return Some("taken");
            }
            if let Some(problem) =
                label_problem(&branch.label).or_else(|| branch.label.contains('/').then_some("no_slash"))
            {
                return Some(problem);
            }
            if let Some(problem) = walk(&branch.below, depth + 1, count) {
                return Some(problem);
            }
        }
        None
    }
    let problem = if tree.is_empty() { Some("required") } else { walk(tree, 1, &mut 0) };
    problem.map(|p| ("tree".to_owned(), p)).into_iter().collect()
}

fn one_line(value: &FieldValue) -> Result<FieldValue, &'static str> {
    let FieldValue::Text(text) = value else { return Err("wrong_kind") };
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err("one_line");
    }
    if text.chars().count() > MAX_TEXT { Err("too_long") } else { Ok(FieldValue::Text(text.to_owned())) }
}

fn long(value: &FieldValue) -> Result<FieldValue, &'static str> {
    let FieldValue::Text(text) = value else { return Err("wrong_kind") };
    if text.contains('\0') {
        return Err("wrong_kind");
    }
    if text.chars().count() > MAX_LONG { Err("too_long") } else { Ok(FieldValue::Text(text.trim_end().to_owned())) }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "within 2^53 both are exact")]
fn whole(value: &FieldValue) -> Result<i64, &'static str> {
    let number = match value {
        FieldValue::Int(n) => *n,
        FieldValue::Real(n) if n.fract() == 0.0 && n.abs() <= MAX_WHOLE as f64 => *n as i64,
        FieldValue::Real(_) => return Err("not_whole"),
        FieldValue::Text(text) => {
            let text = text.trim();
            match (text.parse::<i64>(), text.parse::<f64>()) {
                (Ok(n), _) => n,
                (Err(_), Ok(n)) if n.is_finite() && n.fract() == 0.0 && n.abs() <= MAX_WHOLE as f64 => n as i64,
                (Err(_), Ok(n)) if n.is_finite() => return Err("not_whole"),
                _ => return Err("not_a_number"),
            }
        }
        _ => return Err("wrong_kind"),
    };
    if (-MAX_WHOLE..=MAX_WHOLE).contains(&number) { Ok(number) } else { Err("out_of_range") }
}

#[expect(clippy::cast_precision_loss, reason = "a decimal is a double")]
fn decimal(value: &FieldValue) -> Result<f64, &'static str> {
    let number = match value {
        FieldValue::Int(n) => *n as f64,
        FieldValue::Real(n) => *n,
        FieldValue::Text(text) => text.trim().parse().map_err(|_| "not_a_number")?,
        _ => return Err("wrong_kind"),
    };
    // adding zero makes -0 a 0
    if number.is_finite() { Ok(number + 0.0) } else { Err("not_a_number") }
}

fn trimmed(
    value: &FieldValue,
    problem: &'static str,
    read: impl Fn(&str) -> Option<String>,
) -> Result<Option<FieldValue>, &'static str> {
    let FieldValue::Text(text) = value else { return Err("wrong_kind") };
    if text.chars().count() > 2_000 {
        return Err("too_long");
    }
    read(text.trim()).map(|text| Some(FieldValue::Text(text))).ok_or(problem)
}

fn chosen(options: &[Choice], text: &str) -> Option<String> {
    let known = options.iter().find(|o| o.key == text).or_else(|| options.iter().find(|o| o.label.trim() == text));
    known.map(|o| o.key.clone())
}

fn several(options: &[Choice], value: &FieldValue) -> Result<Option<FieldValue>, &'static str> {
    let list = match value {
        FieldValue::List(list) => list.clone(),
        FieldValue::Text(text) => split(text),
        _ => return Err("wrong_kind"),
    };
    if list.len() > MAX_LIST {
        return Err("too_many");
    }
    let mut keys = BTreeSet::new();
    for item in &list {
        keys.insert(chosen(options, item.trim()).ok_or("not_a_choice")?);
    }
    // in the order of the list, so that the same choice is the same value
    let ordered = options.iter().filter(|o| keys.contains(&o.key)).map(|o| o.key.clone());
    Ok(FieldValue::list(ordered))
}

/// The path of keys to a branch, from keys or labels.
fn path(tree: &[Branch], text: &str) -> Option<String> {
    let mut level = tree;
    let mut keys = Vec::new();
    for part in text.split('/').map(str::trim) {
        let branch = level.iter().find(|b| b.key == part).or_else(|| level.iter().find(|b| b.label.trim() == part))?;
        keys.push(branch.key.as_str());
        level = &branch.below;
    }
    Some(keys.join("/"))
}

fn labels(tree: &[Branch], path: &str) -> String {
    let mut level = tree;
    let mut words = Vec::new();
    for key in path.split('/') {
        match level.iter().find(|b| b.key == key) {
            Some(branch) => {
                words.push(branch.label.as_str());
                level = &branch.below;
            }
            None => return path.to_owned(),
        }
    }
    words.join(" / ")
}

fn ticked(value: &FieldValue) -> Result<Option<FieldValue>, &'static str> {
    let yes = match value {
        FieldValue::Flag(yes) => *yes,
        FieldValue::Int(n @ (0 | 1)) => *n == 1,
        FieldValue::Text(text) => match text.trim().to_lowercase().as_str() {
            "true" | "yes" | "y" | "1" | "x" | "✓" | "√" | "是" | "有" => true,
            "false" | "no" | "n" | "0" | "否" | "无" => false,
            _ => return Err("not_a_choice"),
        },
        _ => return Err("wrong_kind"),
    };
    Ok(yes.then_some(FieldValue::Flag(true)))
}

fn files(value: &FieldValue) -> Result<Option<FieldValue>, &'static str> {
    let FieldValue::Files(files) = value else { return Err("wrong_kind") };
    if files.len() > MAX_FILES {
        return Err("too_many");
    }
    let fits = |(hash, name): (&String, &String)| {
        crate::attachments::is_hash(hash) && name.len() <= 255 && !name.chars().any(char::is_control)
    };
    if !files.iter().all(fits) {
        return Err("not_a_file");
    }
    Ok((!files.is_empty()).then(|| value.clone()))
}

fn texts(value: &FieldValue) -> Result<Option<FieldValue>, &'static str> {
    let list = match value {
        FieldValue::List(list) => list.clone(),
        FieldValue::Text(text) => split(text),
        _ => return Err("wrong_kind"),
    };
    if list.len() > MAX_LIST {
        return Err("too_many");
    }
    let mut kept: Vec<String> = Vec::new();
    for item in list {
        let Some(FieldValue::Text(item)) = FieldKind::Text.normalise(&FieldValue::Text(item))? else { continue };
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    Ok(FieldValue::list(kept))
}

/// A tree from lines `A / B / C`, as they come from a spreadsheet, over branches that are there: a label that is known
/// keeps its key, a new one gets a free key.
#[must_use]
pub fn branches_of_lines(known: Vec<Branch>, lines: &str) -> Vec<Branch> {
    let mut tree = known;
    for line in lines.lines() {
        let mut level = &mut tree;
        for label in line.split(['/', '\t']).map(str::trim).filter(|label| !label.is_empty()) {
            let at = match level.iter().position(|b| b.label == label) {
                Some(at) => at,
                None => {
                    let free = |n: &usize| !level.iter().any(|b| b.key == format!("o{n}"));
                    let key = (level.len() + 1..).find(free).map(|n| format!("o{n}")).unwrap_or_default();
                    level.push(Branch { key, label: label.to_owned(), below: Vec::new() });
                    level.len() - 1
                }
            };
            level = &mut level[at].below;
        }
    }
    tree
}
