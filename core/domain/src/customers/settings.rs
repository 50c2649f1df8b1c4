//! How an organisation keeps its customers: by company or by person, in which groups, with which tags.
//!
//! One definition, [`CustomerSettings::KIND`] / [`CustomerSettings::ID`]. Groups and tags that customers carry never
//! vanish: what is left out is archived, keeps its name and is offered to nobody.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::Timestamp;
use crate::decode::Deserialize;
use crate::fields::{is_key, label_problem};

/// Most groups.
const MAX_GROUPS: usize = 2_000;
/// Most levels of groups.
const MAX_LEVELS: usize = 8;
/// Most categories of tags, and most tags of one.
const MAX_TAGS: usize = 500;

/// What is wrong with settings: problem keys by member.
pub type CustomerProblems = BTreeMap<String, &'static str>;

/// Whether customers are organisations or persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Organisations with persons in them.
    Company,
    /// Persons.
    Contact,
    /// Both.
    #[default]
    Mixed,
}

impl Mode {
    /// All of them.
    pub const ALL: [Mode; 3] = [Mode::Company, Mode::Contact, Mode::Mixed];
    /// The word on the wire and in message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Mode::Company => "company",
            Mode::Contact => "contact",
            Mode::Mixed => "mixed",
        }
    }
}

/// A group of customers; a customer belongs to one at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerGroup {
    /// Stable key.
    pub key: String,
    /// What people read.
    pub name: String,
    /// Key of the group above; empty at the top.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub parent: String,
    /// When it was taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Timestamp>,
}

/// A category of tags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagCategory {
    /// Stable key.
    pub key: String,
    /// What people read.
    pub name: String,
    /// Its tags.
    #[serde(default)]
    pub tags: Vec<Tag>,
}

/// A tag; its key is its own over all categories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Stable key.
    pub key: String,
    /// What people read.
    pub name: String,
    /// When it was taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Timestamp>,
}

/// How an organisation keeps its customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct CustomerSettings {
    /// By company, by person, or both.
    #[serde(deserialize_with = "crate::tolerant::or_default")]
    pub mode: Mode,
    /// Region whose phone numbers need no country code, two capital letters; empty: that of the time zone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// Customer groups, a tree by their parents, in order.
    pub groups: Vec<CustomerGroup>,
    /// Tags by category.
    pub tags: Vec<TagCategory>,
}

impl CustomerSettings {
    /// The kind of the definition.
    pub const KIND: &'static str = "customers";
    /// Its id within the kind.
    pub const ID: &'static str = "default";

    /// The group with this key.
    #[must_use]
    pub fn group(&self, key: &str) -> Option<&CustomerGroup> {
        self.groups.iter().find(|g| g.key == key)
    }

    /// The tag with this key.
    #[must_use]
    pub fn tag(&self, key: &str) -> Option<&Tag> {
        self.tags.iter().flat_map(|c| &c.tags).find(|t| t.key == key)
    }

    /// The keys of a group and of all groups below it.
    #[must_use]
    pub fn with_below(&self, key: &str) -> Vec<String> {
        let mut keys = vec![key.to_owned()];
        let mut at = 0;
        while let Some(above) = keys.get(at).cloned() {
            let below = self.groups.iter().filter(|g| g.parent == above).map(|g| g.key.clone());
            let new: Vec<String> = below.filter(|key| !keys.contains(key)).collect();
            keys.extend(new);
            at += 1;
        }
        keys
    }

    /// The names from the top to a group: `Shanghai / North`.
    #[must_use]
    pub fn path(&self, key: &str) -> String {
        let mut names = Vec::new();
        let mut at = self.group(key);
        while let Some(group) = at.filter(|_| names.len() < MAX_LEVELS) {
            names.push(group.name.as_str());
            at = self.group(&group.parent);
        }
        names.reverse();
        names.join(" / ")
    }

    /// Checks the settings by themselves.
    ///
    /// # Errors
    /// All problems at once, as keys of the message files.
    pub fn check(&self) -> Result<(), CustomerProblems> {
        let mut problems = CustomerProblems::new();
        let is_region = self.region.len() == 2 && self.region.bytes().all(|b| b.is_ascii_uppercase());
        if !self.region.is_empty() && !is_region {
            problems.insert("region".into(), "not_a_region");
        }
        if self.groups.len() > MAX_GROUPS {
            problems.insert("groups".into(), "too_many");
        }
        let mut keys = BTreeSet::new();
        for (index, group) in self.groups.iter().enumerate() {
            let mut wrong = |member: &str, problem| {
                problems.insert(format!("groups.{index}.{member}"), problem);
            };
            if !is_key(&group.key) {
                wrong("key", "not_a_key");
            } else if !keys.insert(group.key.as_str()) {
                wrong("key", "taken");
            }
            if let Some(problem) = label_problem(&group.name) {
                wrong("name", problem);
            }
            if !group.parent.is_empty() && self.group(&group.parent).is_none() {
                wrong("parent", "unknown");
            } else if self.levels(group) > MAX_LEVELS {
                wrong("parent", "too_deep");
            }
        }
        if self.tags.len() > MAX_TAGS {
            problems.insert("tags".into(), "too_many");
        }
        let (mut categories, mut keys) = (BTreeSet::new(), BTreeSet::new());
        for (index, category) in self.tags.iter().enumerate() {
            let mut wrong = |member: &str, problem| {
                problems.insert(format!("tags.{index}.{member}"), problem);
            };
            if !is_key(&category.key) {
                wrong("key", "not_a_key");
            } else if !categories.insert(category.key.as_str()) {
                wrong("key", "taken");
            }
            if let Some(problem) = label_problem(&category.name) {
                wrong("name", problem);
            }
            if category.tags.len() > MAX_TAGS {
                wrong("tags", "too_many");
            }
            for (at, tag) in category.tags.iter().enumerate() {
                if !is_key(&tag.key) {
                    wrong(&format!("tags.{at}.key"), "not_a_key");
                } else if !keys.insert(tag.key.as_str()) {
                    wrong(&format!("tags.{at}.key"), "taken");
                }
                if let Some(problem) = label_problem(&tag.name) {
                    wrong(&format!("tags.{at}.name"), problem);
                }
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Levels from a group to the top, itself among them; more than allowed where groups stand in a circle.
    fn levels(&self, group: &CustomerGroup) -> usize {
        let (mut count, mut at) = (0, Some(group));
        while let Some(group) = at.filter(|_| count <= MAX_LEVELS) {
            count += 1;
            at = self.group(&group.parent);
        }
        count
    }

    /// These settings as the successors of `former`: checked, with groups and tags of `former` that are left out archived
    /// at `at`.
    ///
    /// # Errors
    /// All problems at once.
    pub fn replacing(mut self, former: &CustomerSettings, at: Timestamp) -> Result<Self, CustomerProblems> {
        self.check()?;
        for group in &former.groups {
            if self.group(&group.key).is_none() {
                let parent = if self.group(&group.parent).is_some() { group.parent.clone() } else { String::new() };
                let archived_at = group.archived_at.or(Some(at));
                self.groups.push(CustomerGroup { parent, archived_at, ..group.clone() });
            }
        }
        for category in &former.tags {
            let gone: Vec<Tag> = category.tags.iter().filter(|t| self.tag(&t.key).is_none()).cloned().collect();
            let gone = gone.into_iter().map(|t| Tag { archived_at: t.archived_at.or(Some(at)), ..t });
            match self.tags.iter_mut().find(|c| c.key == category.key) {
                Some(known) => known.tags.extend(gone),
                None => {
                    let tags: Vec<Tag> = gone.collect();
                    if !tags.is_empty() {
                        self.tags.push(TagCategory { tags, ..category.clone() });
                    }
                }
            }
        }
        self.check()?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(key: &str, parent: &str) -> CustomerGroup {
        CustomerGroup { key: key.into(), name: key.to_uppercase(), parent: parent.into(), archived_at: None }
    }
    fn tag(key: &str) -> Tag {
        Tag { key: key.into(), name: key.to_uppercase(), archived_at: None }
    }
    fn settings(groups: Vec<CustomerGroup>, tags: Vec<Tag>) -> CustomerSettings {
        let tags = vec![TagCategory { key: "level".into(), name: "Level".into(), tags }];
        CustomerSettings { groups, tags, ..CustomerSettings::default() }
    }

    #[test]
    fn groups_are_a_tree() {
        let tree = settings(vec![group("a", ""), group("b", "a"), group("c", "b"), group("d", "")], vec![]);
        assert_eq!(tree.check(), Ok(()));
        assert_eq!(tree.with_below("a"), ["a", "b", "c"]);
        assert_eq!(tree.path("c"), "A / B / C");
        let circle = settings(vec![group("a", "b"), group("b", "a")], vec![]);
        assert_eq!(circle.check().unwrap_err()["groups.0.parent"], "too_deep");
        assert_eq!(circle.with_below("a").len(), 2);
        let orphan = settings(vec![group("a", "x")], vec![]);
        assert_eq!(orphan.check().unwrap_err()["groups.0.parent"], "unknown");
    }

    #[test]
    fn what_customers_carry_is_archived_and_never_gone() {
        let former = settings(vec![group("a", ""), group("b", "a")], vec![tag("gold"), tag("silver")]);
        let next = settings(vec![group("b", "")], vec![tag("gold")]).replacing(&former, Timestamp(7)).expect("fits");
        assert_eq!(next.group("a").and_then(|g| g.archived_at), Some(Timestamp(7)));
        assert_eq!(next.tag("silver").and_then(|t| t.archived_at), Some(Timestamp(7)));
        assert_eq!(next.group("b").and_then(|g| g.archived_at), None);
        let again = next.clone().replacing(&next, Timestamp(9)).expect("fits");
        assert_eq!(again, next);
    }

    #[test]
    fn keys_of_tags_are_their_own_over_all_categories() {
        let mut two = settings(vec![], vec![tag("gold")]);
        two.tags.push(TagCategory { key: "other".into(), name: "Other".into(), tags: vec![tag("gold")] });
        assert_eq!(two.check().unwrap_err()["tags.1.tags.0.key"], "taken");
    }
}
