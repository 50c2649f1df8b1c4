//! What an agent says of himself: whether he takes tickets, chats and calls now (APP-35).
//!
//! It is the agent's own word, with the time he gave it, so it is no part of the staff list that administrators write; the
//! latest word of a channel counts, from whichever device it came and whenever it arrives.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::decode::Deserialize;
use crate::{AgentId, Timestamp};

/// What somebody can be present for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Tickets and visits.
    Tickets,
    /// Online chat.
    Chat,
    /// Calls.
    Calls,
}

impl Channel {
    /// All of them, in the order screens show them.
    pub const ALL: [Self; 3] = [Self::Tickets, Self::Chat, Self::Calls];
    /// The word in JSON and in the keys of message files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tickets => "tickets",
            Self::Chat => "chat",
            Self::Calls => "calls",
        }
    }
    /// The one named by `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.word() == word)
    }
}

/// A state somebody can be in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PresenceState {
    /// Its word: of the built-in ones, or an administrator's own.
    pub key: String,
    /// Its name; empty for a built-in one, whose name is in the message files.
    pub name: String,
    /// The words of the channels it is for; empty for all.
    pub channels: Vec<String>,
    /// Whether somebody in it is given new work.
    pub accepts: bool,
    /// The name of its colour and shape, one of [`TONES`]; empty for that of its kind.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tone: String,
}

/// The colours and shapes that an organisation gives its states.
pub const TONES: [&str; 7] = ["new", "accepted", "on-the-way", "arrived", "paused", "done", "alert"];

impl PresenceState {
    /// The name of its colour and shape: its own, else green for who takes work and ochre for who does not.
    #[must_use]
    pub fn tone(&self) -> &str {
        match self.tone.as_str() {
            "" if self.accepts => "done",
            "" => "paused",
            tone => tone,
        }
    }
}

/// The states that every organisation has, and whether they take work.
const BUILT_IN: [(&str, bool); 4] = [("online", true), ("busy", false), ("away", false), ("offline", false)];

/// The states of an organisation: the built-in ones and its own. Travels to devices as a definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct PresenceStates(#[serde(deserialize_with = "crate::tolerant::list")] pub Vec<PresenceState>);

/// Most states an organisation adds.
const MAX_OWN: usize = 20;
/// Longest name, characters.
const MAX_NAME: usize = 40;

impl PresenceStates {
    /// Kind word of the definition.
    pub const KIND: &'static str = "presence";
    /// Its only id.
    pub const ID: &'static str = "tenant";

    /// The states of a channel, built-in ones first.
    #[must_use]
    pub fn of(&self, channel: Channel) -> Vec<PresenceState> {
        let built_in = BUILT_IN.iter().map(|(key, accepts)| PresenceState {
            key: (*key).to_owned(),
            accepts: *accepts,
            ..PresenceState::default()
        });
        let own = self.0.iter().filter(|s| s.channels.is_empty() || s.channels.iter().any(|c| c == channel.word()));
        built_in.chain(own.cloned()).collect()
    }

    /// Whether somebody who said this word takes work. A state that is gone keeps nobody from working.
    #[must_use]
    pub fn accepts(&self, channel: Channel, key: &str) -> bool {
        self.of(channel).iter().find(|state| state.key == key).is_none_or(|state| state.accepts)
    }

    /// Whether an administrator may keep them like this.
    ///
    /// # Errors
    /// What is wrong, by member (`0.name`).
    pub fn check(&self) -> Result<(), BTreeMap<String, &'static str>> {
        let mut problems = BTreeMap::new();
        if self.0.len() > MAX_OWN {
            problems.insert(String::new(), "too_many");
        }
        for (index, state) in self.0.iter().enumerate() {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            let taken = BUILT_IN.iter().any(|(key, _)| *key == state.key)
                || self.0.iter().take(index).any(|other| other.key == state.key);
            if state.key.is_empty() || state.key.len() > MAX_NAME || !state.key.chars().all(plain) {
                problems.insert(format!("{index}.key"), "characters");
            } else if taken {
                problems.insert(format!("{index}.key"), "taken");
            }
            if state.name.trim().is_empty() {
                problems.insert(format!("{index}.name"), "required");
            } else if state.name.chars().count() > MAX_NAME {
                problems.insert(format!("{index}.name"), "too_long");
            }
            if !state.tone.is_empty() && !TONES.contains(&state.tone.as_str()) {
                problems.insert(format!("{index}.tone"), "unknown");
            }
            if state.channels.iter().any(|word| Channel::from_word(word).is_none()) {
                problems.insert(format!("{index}.channels"), "unknown");
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// What an agent said of one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The state's word.
    pub state: String,
    /// When he said it, by the clock of the device where he did.
    pub at: Timestamp,
}

/// What an agent says of himself, by the word of the channel. Travels to devices as a definition with the agent's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Presence(#[serde(deserialize_with = "crate::tolerant::map")] pub BTreeMap<String, Said>);

impl Presence {
    /// Kind word of the definition.
    pub const KIND: &'static str = "presence_of";

    /// The word of the state in a channel: `online` for somebody who said nothing.
    #[must_use]
    pub fn state(&self, channel: Channel) -> &str {
        self.0.get(channel.word()).map_or("online", |said| said.state.as_str())
    }

    /// Takes in a word; an older one than what is known changes nothing. Whether it did.
    pub fn say(&mut self, channel: Channel, said: Said) -> bool {
        let known = self.0.get(channel.word());
        // of two words of one moment all devices keep the same
        if known.is_some_and(|known| (known.at, &known.state) >= (said.at, &said.state)) {
            return false;
        }
        self.0.insert(channel.word().to_owned(), said);
        true
    }
}

/// What somebody says of himself, on its way to the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saying {
    /// Word of the channel.
    pub channel: String,
    /// The state's word.
    pub state: String,
    /// When he said it, by the clock of the device where he did.
    pub at: Timestamp,
}

/// Who takes new work of a channel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Presences {
    /// The states there are.
    pub states: PresenceStates,
    /// What agents said.
    pub said: std::collections::HashMap<AgentId, Presence>,
}

impl Presences {
    /// Whether an agent takes new work of a channel, as far as his own word goes.
    #[must_use]
    pub fn accepts(&self, agent: AgentId, channel: Channel) -> bool {
        self.said.get(&agent).is_none_or(|presence| self.states.accepts(channel, presence.state(channel)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(state: &str, at: i64) -> Said {
        Said { state: state.into(), at: Timestamp(at) }
    }

    #[test]
    fn the_latest_word_counts_in_whatever_order_words_arrive() {
        let words = [said("busy", 10), said("away", 20), said("online", 20), said("offline", 5)];
        for turn in 0..words.len() {
            let mut presence = Presence::default();
            for n in 0..words.len() {
                presence.say(Channel::Tickets, words[(n + turn) % words.len()].clone());
            }
            assert_eq!(presence.state(Channel::Tickets), "online");
            assert_eq!(presence.state(Channel::Chat), "online", "who said nothing is there");
        }
    }

    #[test]
    fn who_is_busy_takes_no_work_and_a_state_that_is_gone_holds_nobody() {
        let lunch = PresenceState { key: "lunch".into(), name: "Lunch".into(), ..PresenceState::default() };
        let chat_only =
            PresenceState { channels: vec!["chat".into()], key: "queue".into(), accepts: true, ..lunch.clone() };
        let states = PresenceStates(vec![lunch, chat_only]);
        for (channel, key, accepts) in [
            (Channel::Tickets, "online", true),
            (Channel::Tickets, "busy", false),
            (Channel::Calls, "lunch", false),
            (Channel::Tickets, "gone", true),
        ] {
            assert_eq!(states.accepts(channel, key), accepts, "{key}");
        }
        assert_eq!(states.of(Channel::Chat).len(), 6);
        assert_eq!(states.of(Channel::Tickets).len(), 5);
        let mut presences = Presences { states, ..Presences::default() };
        let mut mine = Presence::default();
        mine.say(Channel::Tickets, said("away", 1));
        presences.said.insert(AgentId::default(), mine);
        assert!(!presences.accepts(AgentId::default(), Channel::Tickets));
        assert!(presences.accepts(AgentId::default(), Channel::Chat));
    }

    #[test]
    fn states_are_checked_member_by_member() {
        let own = |key: &str, name: &str, channel: &str| {
            let state = PresenceState {
                key: key.into(),
                name: name.into(),
                channels: vec![channel.into()],
                ..PresenceState::default()
            };
            PresenceStates(vec![state]).check()
        };
        assert_eq!(own("lunch", "Lunch", "chat"), Ok(()));
        let pink = PresenceState {
            key: "lunch".into(),
            name: "Lunch".into(),
            tone: "pink".into(),
            ..PresenceState::default()
        };
        assert_eq!(PresenceStates(vec![pink]).check(), Err(BTreeMap::from([("0.tone".to_owned(), "unknown")])));
        for (key, name, channel, member) in [
            ("", "Lunch", "chat", "0.key"),
            ("busy", "Lunch", "chat", "0.key"),
            ("Lunch!", "Lunch", "chat", "0.key"),
            ("lunch", " ", "chat", "0.name"),
            ("lunch", "Lunch", "fax", "0.channels"),
        ] {
            let problems = own(key, name, channel).expect_err(member);
            assert_eq!(problems.keys().collect::<Vec<_>>(), [member]);
        }
    }
}
