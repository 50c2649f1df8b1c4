//! What an organisation adds to the navigation (ORG-26, APP-25): titles with an icon that lead to its other systems.
//!
//! An entry is for some roles or for all, at the desk, on phones, or both, and opens beside the app. It may carry who comes:
//! a signed word that the other system checks with a secret of the organisation.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::RoleId;
use crate::decode::Deserialize;

/// Most entries.
const MAX_ENTRIES: usize = 20;
/// Longest title, characters.
const MAX_TITLE: usize = 40;
/// Longest address, characters.
const MAX_ADDRESS: usize = 1_000;
/// Most roles of one entry.
const MAX_ROLES: usize = 50;

/// The icons that an entry can have.
pub const ICONS: [&str; 12] =
    ["link", "book", "chart", "help", "message", "phone", "building", "truck", "users", "calendar", "clipboard", "map"];

/// Where an entry is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terminal {
    /// At the desk.
    Web,
    /// On phones.
    Phone,
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct NavEntry {
    /// Its word, which stays when the title changes.
    pub key: String,
    /// Its title.
    pub title: String,
    /// One of [`ICONS`].
    pub icon: String,
    /// Where it leads; `https` only.
    pub address: String,
    /// It is shown at the desk.
    pub web: bool,
    /// It is shown on phones.
    pub phone: bool,
    /// Who sees it; empty for everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleId>,
    /// It carries who comes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub signed: bool,
}

/// The entries of an organisation, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Navigation(#[serde(deserialize_with = "crate::tolerant::list")] pub Vec<NavEntry>);

fn address_problem(address: &str) -> Option<&'static str> {
    let host = address.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"\\^`{|}".contains(c);
    match host {
        None => Some("not_https"),
        Some(host) if host.is_empty() || host.contains('@') || !address.chars().all(plain) => Some("not_a_web_address"),
        Some(_) if address.chars().count() > MAX_ADDRESS => Some("too_long"),
        Some(_) => None,
    }
}

impl Navigation {
    /// Kind word of the definition.
    pub const KIND: &'static str = "navigation";
    /// Its only id.
    pub const ID: &'static str = "tenant";

    /// Whether an administrator may keep them like this; whether there are such roles is the server's to say.
    ///
    /// # Errors
    /// What is wrong, by member (`0.title`).
    pub fn check(&self) -> Result<(), BTreeMap<String, &'static str>> {
        let mut problems = BTreeMap::new();
        if self.0.len() > MAX_ENTRIES {
            problems.insert(String::new(), "too_many");
        }
        for (n, entry) in self.0.iter().enumerate() {
            let mut note = |member: &str, problem: Option<&'static str>| {
                if let Some(problem) = problem {
                    problems.insert(format!("{n}.{member}"), problem);
                }
            };
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            let taken = self.0.iter().take(n).any(|other| other.key == entry.key);
            let named = !entry.key.is_empty() && entry.key.len() <= MAX_TITLE && entry.key.chars().all(plain);
            note("key", if !named { Some("characters") } else { taken.then_some("taken") });
            note(
                "title",
                match entry.title.chars().count() {
                    _ if entry.title.trim().is_empty() => Some("required"),
                    length => (length > MAX_TITLE).then_some("too_long"),
                },
            );
            note("icon", (!ICONS.contains(&entry.icon.as_str())).then_some("unknown"));
            note("address", address_problem(&entry.address));
            note("web", (!entry.web && !entry.phone).then_some("nowhere"));
            note("roles", (entry.roles.len() > MAX_ROLES).then_some("too_many"));
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The entries of somebody with these roles.
    pub fn of<'a>(&'a self, roles: &'a [RoleId], terminal: Terminal) -> impl Iterator<Item = &'a NavEntry> {
        self.0.iter().filter(move |entry| {
            let there = match terminal {
                Terminal::Web => entry.web,
                Terminal::Phone => entry.phone,
            };
            there && (entry.roles.is_empty() || entry.roles.iter().any(|role| roles.contains(role)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::BuiltIn;

    fn entry() -> NavEntry {
        NavEntry {
            key: "wiki".into(),
            title: "Wiki".into(),
            icon: "book".into(),
            address: "https://wiki.example/start?x=1#top".into(),
            web: true,
            ..NavEntry::default()
        }
    }

    #[test]
    fn entries_are_checked_member_by_member() {
        assert_eq!(Navigation(vec![entry()]).check(), Ok(()));
        type Change = fn(&mut NavEntry);
        let cases: [(Change, &str, &str); 11] = [
            (|e| e.key = "Wiki!".into(), "0.key", "characters"),
            (|e| e.title = " ".into(), "0.title", "required"),
            (|e| e.title = "x".repeat(41), "0.title", "too_long"),
            (|e| e.icon = "skull".into(), "0.icon", "unknown"),
            (|e| e.address = "http://wiki.example".into(), "0.address", "not_https"),
            (|e| e.address = "javascript:alert(1)".into(), "0.address", "not_https"),
            (|e| e.address = "https://".into(), "0.address", "not_a_web_address"),
            (|e| e.address = "https://li:secret@wiki.example".into(), "0.address", "not_a_web_address"),
            (|e| e.address = "https://wiki.example/a b".into(), "0.address", "not_a_web_address"),
            (|e| e.address = format!("https://wiki.example/{}", "x".repeat(1_000)), "0.address", "too_long"),
            (|e| e.web = false, "0.web", "nowhere"),
        ];
        for (change, member, problem) in cases {
            let mut one = entry();
            change(&mut one);
            assert_eq!(Navigation(vec![one]).check(), Err(BTreeMap::from([(member.to_owned(), problem)])));
        }
        let twice = Navigation(vec![entry(), entry()]).check();
        assert_eq!(twice, Err(BTreeMap::from([("1.key".to_owned(), "taken")])));
        assert_eq!(Navigation(vec![NavEntry::default(); 21]).check().expect_err("many")[""], "too_many");
    }

    #[test]
    fn an_entry_is_shown_to_its_roles_where_it_belongs() {
        let engineers = NavEntry { key: "parts".into(), phone: true, roles: vec![BuiltIn::Engineer.id()], ..entry() };
        let all = Navigation(vec![entry(), engineers]);
        let shown = |role: BuiltIn, terminal| {
            let roles = [role.id()];
            all.of(&roles, terminal).map(|e| e.key.clone()).collect::<Vec<_>>()
        };
        assert_eq!(shown(BuiltIn::Engineer, Terminal::Web), ["wiki", "parts"]);
        assert_eq!(shown(BuiltIn::Engineer, Terminal::Phone), ["parts"]);
        assert_eq!(shown(BuiltIn::Agent, Terminal::Web), ["wiki"]);
        assert_eq!(shown(BuiltIn::Agent, Terminal::Phone), [""; 0]);
    }
}
