//! The rules as an administrator is changing them: what was read, what he has made of it, what is wrong with it.
//!
//! The checks are the domain's own, so the screen never offers to save what the server would refuse.

use truckroll_domain::forms::{Choice, Input};
use truckroll_domain::visits::{RuleProblems, Stage, VisitField, VisitRules};
use truckroll_protocol::api::{NewVisitRules, VisitRulesNow};

/// Rules under change.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What was read.
    pub read: VisitRulesNow,
    /// What he has made of it.
    pub rules: VisitRules,
}

impl Draft {
    /// Nothing changed yet.
    #[must_use]
    pub fn of(read: VisitRulesNow) -> Self {
        Self { rules: read.rules.clone(), read }
    }

    /// Whether there is something to save.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.rules != self.read.rules
    }

    /// What is wrong, by member.
    #[must_use]
    pub fn problems(&self) -> RuleProblems {
        self.rules.clone().replacing(&self.read.rules).err().unwrap_or_default()
    }

    /// What is sent.
    #[must_use]
    pub fn request(&self) -> NewVisitRules {
        NewVisitRules { seq: self.read.seq, rules: self.rules.clone() }
    }

    /// The same changes over rules that somebody else wrote meanwhile.
    #[must_use]
    pub fn over(&self, read: VisitRulesNow) -> Self {
        Self { rules: self.rules.clone(), read }
    }

    /// Whether a field's key and kind are fixed, because phones know them.
    #[must_use]
    pub fn is_published(&self, key: &str) -> bool {
        self.read.rules.field(key).is_some()
    }

    /// Adds an empty field at the end.
    pub fn add_field(&mut self) {
        let key = self.free_key("");
        let field =
            VisitField { key, label: String::new(), input: Input::Text, required_at: Stage::Optional, retired: false };
        self.rules.fields.push(field);
    }

    /// Names a field. A key that nobody has chosen follows the name.
    pub fn name(&mut self, index: usize, label: String) {
        let Some(field) = self.rules.fields.get(index) else { return };
        let (key, before) = (field.key.clone(), field.label.clone());
        let follows = !self.is_published(&key) && (slug(&before) == key || is_numbered(&key));
        let key = if follows { self.free_key_beside(index, &label) } else { key };
        if let Some(field) = self.rules.fields.get_mut(index) {
            field.label = label;
            field.key = key;
        }
    }

    /// Takes a field away: a new one altogether, a published one is retired.
    pub fn remove(&mut self, index: usize) {
        let Some(field) = self.rules.fields.get(index) else { return };
        if self.is_published(&field.key.clone()) {
            self.set_retired(index, true);
        } else {
            self.rules.fields.remove(index);
        }
    }

    /// Retires a field or asks for it again.
    pub fn set_retired(&mut self, index: usize, retired: bool) {
        if let Some(field) = self.rules.fields.get_mut(index) {
            field.retired = retired;
            if retired {
                field.required_at = Stage::Optional;
            }
        }
    }

    /// Changes the places of a field and its neighbour among those that are asked.
    pub fn shift(&mut self, index: usize, down: bool) {
        let asked: Vec<usize> = (0..self.rules.fields.len()).filter(|i| !self.rules.fields[*i].retired).collect();
        let Some(at) = asked.iter().position(|i| *i == index) else { return };
        let other = if down { asked.get(at + 1) } else { at.checked_sub(1).and_then(|i| asked.get(i)) };
        if let Some(other) = other {
            self.rules.fields.swap(index, *other);
        }
    }

    fn free_key(&self, label: &str) -> String {
        self.free_key_beside(usize::MAX, label)
    }

    fn free_key_beside(&self, index: usize, label: &str) -> String {
        let taken = |key: &str| self.rules.fields.iter().enumerate().any(|(i, f)| i != index && f.key == key);
        let wanted = slug(label);
        if !wanted.is_empty() && !taken(&wanted) && !self.read.rules.fields.iter().any(|f| f.key == wanted) {
            return wanted;
        }
        let free = |n: &usize| {
            let key = format!("field_{n}");
            !taken(&key) && self.read.rules.field(&key).is_none()
        };
        (1..).find(free).map(|n| format!("field_{n}")).unwrap_or_default()
    }
}

/// Choices with another one at the end.
#[must_use]
pub fn with_choice(mut options: Vec<Choice>) -> Vec<Choice> {
    let free = |n: &usize| !options.iter().any(|o| o.key == format!("choice_{n}"));
    let key = (1..).find(free).map(|n| format!("choice_{n}")).unwrap_or_default();
    options.push(Choice { key, label: String::new() });
    options
}

/// A label as a key: its Latin letters and digits; empty when it has none to begin with.
fn slug(label: &str) -> String {
    let lower = label.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let key: String = words.join("_").chars().take(40).collect();
    if key.starts_with(|c: char| c.is_ascii_lowercase()) { key } else { String::new() }
}

fn is_numbered(key: &str) -> bool {
    key.strip_prefix("field_").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(keys: &[&str]) -> Draft {
        let field = |key: &&str| VisitField {
            key: (*key).to_owned(),
            label: (*key).to_uppercase(),
            input: Input::Number,
            required_at: Stage::Complete,
            retired: false,
        };
        let rules = VisitRules { fields: keys.iter().map(field).collect(), ..VisitRules::default() };
        Draft::of(VisitRulesNow { seq: 7, rules, ..VisitRulesNow::default() })
    }

    fn keys(draft: &Draft) -> Vec<&str> {
        draft.rules.asked().map(|f| f.key.as_str()).collect()
    }

    #[test]
    fn a_key_follows_the_name_until_it_is_published() {
        let mut draft = draft(&["meter"]);
        draft.add_field();
        assert_eq!(keys(&draft), ["meter", "field_1"]);
        for (label, key) in [
            ("Serial", "serial"),
            ("Serial no. 2", "serial_no_2"),
            ("Meter", "field_1"),
            ("电表读数", "field_1"),
            ("2nd meter", "field_1"),
        ] {
            draft.name(1, label.to_owned());
            assert_eq!(keys(&draft)[1], key, "{label}");
        }
        draft.rules.fields[1].key = "own_choice".into();
        draft.name(1, "Pressure".into());
        assert_eq!(keys(&draft)[1], "own_choice");
        draft.name(0, "Reading".into());
        assert_eq!(keys(&draft)[0], "meter");
    }

    #[test]
    fn a_published_field_is_retired_and_a_new_one_is_gone() {
        let mut draft = draft(&["meter", "gate"]);
        draft.add_field();
        draft.remove(2);
        draft.remove(0);
        assert_eq!(keys(&draft), ["gate"]);
        assert_eq!(draft.rules.fields.len(), 2);
        assert!(draft.is_changed() && draft.problems().is_empty());
        draft.set_retired(0, false);
        assert_eq!(keys(&draft), ["meter", "gate"]);
    }

    #[test]
    fn fields_change_places_with_their_visible_neighbour() {
        let mut draft = draft(&["a", "b", "c"]);
        draft.remove(1);
        draft.shift(0, true);
        assert_eq!(keys(&draft), ["c", "a"]);
        draft.shift(0, false);
        assert_eq!(keys(&draft), ["c", "a"]);
    }

    #[test]
    fn what_the_server_would_refuse_is_known_before() {
        let mut draft = draft(&["meter"]);
        draft.rules.fields[0].input = Input::Text;
        draft.rules.photos = 12;
        let problems = draft.problems();
        assert_eq!(problems.get("fields.0.input"), Some(&"other_kind"));
        assert_eq!(problems.get("photos"), Some(&"out_of_range"));
    }
}
