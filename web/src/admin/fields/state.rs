//! Fields as an administrator is changing them: what was read, what he has made of it, what is wrong with it.
//!
//! The checks are the domain's own, so the screen never offers to save what the server would refuse.

use truckroll_domain::Timestamp;
use truckroll_domain::fields::{Field, FieldKind, FieldProblems, FieldSet, Label};
use truckroll_domain::forms::Choice;
use truckroll_domain::privacy::OWN;
use truckroll_protocol::api::{FieldsNow, NewFields};

/// Fields under change.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What was read.
    pub read: FieldsNow,
    /// What he has made of it.
    pub set: FieldSet,
    /// The fields are the columns of a form of rows.
    pub columns: bool,
}

impl Draft {
    /// Nothing changed yet.
    #[must_use]
    pub fn of(read: FieldsNow) -> Self {
        Self { set: read.set.clone(), read, columns: false }
    }

    /// Whether there is something to save.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.set != self.read.set
    }

    /// What is wrong, by member.
    #[must_use]
    pub fn problems(&self) -> FieldProblems {
        let at = self.read.at.unwrap_or_default();
        self.set.clone().replacing(&self.read.set, self.read.noun, at).err().unwrap_or_default()
    }

    /// What is sent.
    #[must_use]
    pub fn request(&self) -> NewFields {
        NewFields { noun: self.read.noun, seq: self.read.seq, set: self.set.clone() }
    }

    /// The same changes over fields that somebody else wrote meanwhile.
    #[must_use]
    pub fn over(&self, read: FieldsNow) -> Self {
        Self { set: self.set.clone(), read, columns: self.columns }
    }

    /// Whether a field's key and kind are fixed, because values are stored under them.
    #[must_use]
    pub fn is_published(&self, key: &str) -> bool {
        self.read.set.field(key).is_some()
    }

    /// Adds an empty field at the end.
    pub fn add(&mut self) {
        let key = self.free_key(usize::MAX, "");
        self.set.fields.push(Field::new(&key, Label::default(), FieldKind::Text));
    }

    /// Names a field. A key that nobody has chosen follows its English name.
    pub fn name(&mut self, index: usize, label: Label) {
        let Some(field) = self.set.fields.get(index) else { return };
        let (key, before) = (field.key.clone(), field.label.en.clone());
        let bare = key.strip_prefix(OWN).unwrap_or(&key);
        let follows = !self.is_published(&key) && (slug(&before) == bare || is_numbered(bare));
        let key = if follows { self.free_key(index, &label.en) } else { key };
        if let Some(field) = self.set.fields.get_mut(index) {
            field.label = label;
            field.key = key;
        }
    }

    /// Changes a field. While it is not published, its key follows its kind: that of a phone number says so.
    pub fn change(&mut self, index: usize, work: impl FnOnce(&mut Field)) {
        let Some(field) = self.set.fields.get_mut(index) else { return };
        work(field);
        let (key, label) = (field.key.clone(), field.label.en.clone());
        let named = key.strip_prefix(OWN);
        let wants = field.kind.holds_number();
        if field.system || named.is_some() == wants || self.is_published(&key) {
            return;
        }
        let typed = named.map_or_else(|| format!("{OWN}{key}"), str::to_owned);
        let taken = self.set.fields.iter().any(|f| f.key == typed) || self.read.set.field(&typed).is_some();
        let key = if taken { self.free_key(index, &label) } else { typed };
        if let Some(field) = self.set.fields.get_mut(index) {
            field.key = key;
        }
    }

    /// Takes an own field away: a new one altogether, a published one is archived.
    pub fn remove(&mut self, index: usize, at: Timestamp) {
        let Some(field) = self.set.fields.get(index).filter(|f| !f.system) else { return };
        if self.is_published(&field.key.clone()) {
            self.change(index, |f| {
                f.archived_at = Some(at);
                f.required = false;
            });
        } else {
            self.set.fields.remove(index);
        }
    }

    /// Changes the places of a field and its neighbour among those that are not archived.
    pub fn shift(&mut self, index: usize, down: bool) {
        let open: Vec<usize> =
            (0..self.set.fields.len()).filter(|i| self.set.fields[*i].archived_at.is_none()).collect();
        let Some(at) = open.iter().position(|i| *i == index) else { return };
        let other = if down { open.get(at + 1) } else { at.checked_sub(1).and_then(|i| open.get(i)) };
        if let Some(other) = other {
            self.set.fields.swap(index, *other);
        }
    }

    fn free_key(&self, index: usize, label: &str) -> String {
        let taken = |key: &str| self.set.fields.iter().enumerate().any(|(i, f)| i != index && f.key == key);
        let free = |key: &str| !taken(key) && self.read.set.field(key).is_none();
        let phone = self.set.fields.get(index).is_some_and(|f| f.kind.holds_number());
        let before = if phone { OWN } else { "" };
        // a key that only phone numbers may have is none for another field
        let wanted = Some(slug(label)).filter(|key| !key.is_empty() && (phone || !key.starts_with(OWN)));
        let wanted = wanted.map(|key| format!("{before}{key}")).filter(|key| free(key));
        let numbered = || (1..).map(|n| format!("{before}field_{n}")).find(|key| free(key));
        wanted.or_else(numbered).unwrap_or_default()
    }
}

/// Choices from lines; a label that is known keeps its key.
#[must_use]
pub fn choices_of_lines(known: &[Choice], lines: &str) -> Vec<Choice> {
    let mut all: Vec<Choice> = Vec::new();
    for label in lines.lines().map(str::trim).filter(|label| !label.is_empty()) {
        if all.iter().any(|c| c.label == label) {
            continue;
        }
        let key = known.iter().find(|c| c.label == label).map(|c| c.key.clone());
        let key = key.unwrap_or_else(|| {
            let used = |key: &str| all.iter().chain(known).any(|c| c.key == key);
            let named = Some(slug(label)).filter(|key| !key.is_empty() && !used(key));
            named.or_else(|| (1..).map(|n| format!("choice_{n}")).find(|key| !used(key))).unwrap_or_default()
        });
        all.push(Choice { key, label: label.to_owned() });
    }
    all
}

/// A label as a key: its Latin letters and digits; empty when it has none to begin with.
#[must_use]
pub fn slug(label: &str) -> String {
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
    use truckroll_domain::fields::Noun;

    use super::*;

    fn draft() -> Draft {
        let mut set = FieldSet::standard(Noun::Company);
        set.fields.push(Field::new("meter", Label::new("Meter", ""), FieldKind::Whole));
        Draft::of(FieldsNow { noun: Noun::Company, seq: 7, set, by: String::new(), at: None })
    }

    #[test]
    fn a_key_follows_the_english_name_until_it_is_published() {
        let mut draft = draft();
        draft.add();
        let last = draft.set.fields.len() - 1;
        for (label, key) in [("Serial no. 2", "serial_no_2"), ("Meter", "field_1"), ("电表", "field_1")] {
            draft.name(last, Label::new(label, ""));
            assert_eq!(draft.set.fields[last].key, key, "{label}");
        }
        draft.name(last - 1, Label::new("Reading", ""));
        assert_eq!(draft.set.fields[last - 1].key, "meter");
    }

    #[test]
    fn the_key_of_a_phone_number_says_so() {
        let mut draft = draft();
        draft.add();
        let last = draft.set.fields.len() - 1;
        draft.name(last, Label::new("Hotline", ""));
        draft.change(last, |field| field.kind = FieldKind::Phone);
        assert_eq!(draft.set.fields[last].key, "phone_hotline");
        draft.name(last, Label::new("Night line", ""));
        assert_eq!(draft.set.fields[last].key, "phone_night_line");
        draft.change(last, |field| field.kind = FieldKind::Text);
        assert_eq!(draft.set.fields[last].key, "night_line");
        draft.name(last, Label::new("Phone book", ""));
        assert_eq!(draft.set.fields[last].key, "field_1");
    }

    #[test]
    fn own_fields_go_and_system_fields_stay() {
        let mut draft = draft();
        let last = draft.set.fields.len() - 1;
        draft.remove(0, Timestamp(5));
        draft.remove(last, Timestamp(5));
        assert_eq!(draft.set.fields.len(), last + 1);
        assert_eq!(draft.set.fields[last].archived_at, Some(Timestamp(5)));
        assert!(draft.problems().is_empty(), "{:?}", draft.problems());
    }

    #[test]
    fn choices_keep_their_keys_when_lines_are_pasted_again() {
        let first = choices_of_lines(&[], "Gold\n白银\n Gold\n\nNo. 1");
        let keys: Vec<&str> = first.iter().map(|c| c.key.as_str()).collect();
        assert_eq!(keys, ["gold", "choice_1", "no_1"]);
        let again = choices_of_lines(&first, "白银\nBronze\nGold");
        let keys: Vec<&str> = again.iter().map(|c| c.key.as_str()).collect();
        assert_eq!(keys, ["choice_1", "bronze", "gold"]);
    }
}
