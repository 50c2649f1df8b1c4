//! A provider's settings as they are typed. What is secret is never read: it is kept, written anew, or taken away.

use std::collections::{BTreeMap, BTreeSet};

use truckroll_protocol::api::payments::{NewProvider, ProviderNow};

use super::super::draft::Replaced;

/// What is done about a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secret {
    /// There is none, and none was typed.
    None,
    /// It is kept as it is.
    Kept,
    /// Another one is written, in the place of the former.
    Replaced,
    /// It is written, and there was none.
    Typed,
    /// It goes when this is saved.
    Removed,
}

/// What is typed of a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// Whether orders go to it.
    pub enabled: bool,
    /// Members that everybody may know; empty ones are left out.
    pub settings: BTreeMap<String, String>,
    /// Secrets that are written anew.
    pub secrets: BTreeMap<String, String>,
    /// Secrets that go.
    pub removed: BTreeSet<String>,
}

impl Typed {
    /// Writes a member that everybody may know.
    pub fn set(&mut self, member: &str, text: &str) {
        if text.is_empty() {
            self.settings.remove(member);
        } else {
            self.settings.insert(member.to_owned(), text.to_owned());
        }
    }

    /// Begins to write a secret anew, with this text so far.
    pub fn write(&mut self, member: &str, text: &str) {
        self.removed.remove(member);
        self.secrets.insert(member.to_owned(), text.to_owned());
    }

    /// Takes a secret away.
    pub fn remove(&mut self, member: &str) {
        self.secrets.remove(member);
        self.removed.insert(member.to_owned());
    }

    /// Leaves a secret as it is after all.
    pub fn keep(&mut self, member: &str) {
        self.secrets.remove(member);
        self.removed.remove(member);
    }
}

/// A provider beside what is typed of it.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// As the server said it.
    pub now: ProviderNow,
    typed: Typed,
}

impl State {
    /// One that was read.
    #[must_use]
    pub fn of(now: ProviderNow) -> Self {
        let typed = Typed { enabled: now.enabled, settings: now.settings.clone(), ..Typed::default() };
        Self { now, typed }
    }

    /// What is done about a secret.
    #[must_use]
    pub fn secret(&self, typed: &Typed, member: &str) -> Secret {
        let kept = self.now.secrets.iter().any(|name| name == member);
        match (kept, typed.secrets.contains_key(member), typed.removed.contains(member)) {
            (true, true, _) => Secret::Replaced,
            (true, false, true) => Secret::Removed,
            (true, false, false) => Secret::Kept,
            (false, true, _) => Secret::Typed,
            (false, false, _) => Secret::None,
        }
    }

    /// What is asked of the server: secrets that are left out stay, empty ones go.
    #[must_use]
    pub fn asked(&self, typed: &Typed) -> NewProvider {
        let written = typed.secrets.iter().filter(|(_, text)| !text.trim().is_empty());
        let written = written.map(|(member, text)| (member.clone(), text.trim().to_owned()));
        let removed = typed.removed.iter().map(|member| (member.clone(), String::new()));
        let settings = typed.settings.iter().map(|(member, text)| (member.clone(), text.trim().to_owned()));
        NewProvider {
            provider: self.now.provider.clone(),
            seq: self.now.seq,
            enabled: typed.enabled,
            settings: settings.filter(|(_, text)| !text.is_empty()).collect(),
            secrets: removed.chain(written).collect(),
        }
    }
}

impl Replaced for State {
    type Body = Typed;
    fn seq(&self) -> i64 {
        self.now.seq
    }
    fn body(&self) -> &Typed {
        &self.typed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn secrets_stay_are_replaced_or_go() {
        let state = State::of(sample::providers().remove(0));
        let mut typed = state.body().clone();
        let all = |typed: &Typed| ["private_key", "api_key", "other"].map(|name| state.secret(typed, name));
        assert_eq!(all(&typed), [Secret::Kept, Secret::Kept, Secret::None]);
        assert!(state.asked(&typed).secrets.is_empty(), "what is left out stays");
        typed.write("private_key", " new ");
        typed.remove("api_key");
        typed.write("other", "x");
        assert_eq!(all(&typed), [Secret::Replaced, Secret::Removed, Secret::Typed]);
        let asked = state.asked(&typed);
        let said = |name: &str| asked.secrets.get(name).map(String::as_str);
        assert_eq!((said("private_key"), said("api_key"), said("other")), (Some("new"), Some(""), Some("x")));
        typed.write("private_key", " ");
        typed.keep("api_key");
        let asked = state.asked(&typed);
        assert_eq!(asked.secrets.keys().collect::<Vec<_>>(), ["other"], "nothing typed replaces nothing");
        assert_eq!(all(&typed)[1], Secret::Kept);
    }

    #[test]
    fn the_request_names_the_number_that_was_read_and_leaves_empty_members_out() {
        let state = State::of(sample::providers().remove(0));
        let mut typed = state.body().clone();
        assert_eq!((state.seq(), typed.enabled), (4, true));
        typed.set("serial", "");
        typed.set("merchant", " 19 ");
        typed.enabled = false;
        let asked = state.asked(&typed);
        assert_eq!((asked.seq, asked.enabled, asked.provider.name()), (4, false, "wechat_pay"));
        assert_eq!(asked.settings.get("merchant").map(String::as_str), Some("19"));
        assert!(!asked.settings.contains_key("serial"));
    }
}
