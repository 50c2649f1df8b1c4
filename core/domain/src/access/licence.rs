//! What an agent is licensed for, and what the organisation has switched on (ORG-12, ORG-20, ORG-24).
//!
//! `allowed = licence(module) AND role(permission) AND switch(feature)`: without the ticket licence the ticket rights of
//! a role have no effect, and what is switched off is off for everybody. Nothing is deleted by either.

use std::collections::BTreeMap;

use serde::Serialize;

use super::role::words;
use crate::decode::Deserialize;

words! {
    /// A module that agents are licensed for one by one.
    Module {
        /// Online chat.
        Chat = "chat",
        /// Tickets.
        Tickets = "tickets",
        /// Call centre.
        Calls = "calls",
        /// Visits and dispatch.
        Visits = "visits",
        /// Remote assistance.
        Remote = "remote",
        /// Reports.
        Reports = "reports",
    }
}

words! {
    /// What an administrator may switch off to keep the system simple.
    Feature {
        /// Tickets.
        Tickets = "tickets",
        /// Visits and dispatch.
        Visits = "visits",
        /// Forms that customers reach by a link or a printed code.
        CustomerForms = "customer_forms",
        /// Customers rate finished visits.
        Ratings = "ratings",
        /// Positions of engineers between accepting and completing.
        Tracks = "tracks",
        /// Roles beyond the built-in ones; an agent must then have one.
        RoleManagement = "role_management",
        /// The roster; off, everybody works by the shift in the staff list.
        Roster = "roster",
        /// Reports.
        Reports = "reports",
        /// Organisations linked to this one.
        LinkedCompanies = "linked_companies",
        /// Rules that act on chats.
        ChatTriggers = "chat_triggers",
    }
}

impl Feature {
    /// The block of the page it is shown in.
    #[must_use]
    pub fn block(self) -> &'static str {
        match self {
            Feature::Tickets | Feature::CustomerForms | Feature::Ratings => "service",
            Feature::Visits | Feature::Tracks => "field",
            Feature::RoleManagement | Feature::Roster | Feature::LinkedCompanies => "organisation",
            Feature::Reports | Feature::ChatTriggers => "more",
        }
    }

    /// Whether it is on while nobody has said anything.
    #[must_use]
    pub fn on_by_default(self) -> bool {
        !matches!(self, Feature::LinkedCompanies | Feature::ChatTriggers | Feature::Roster)
    }
}

/// The organisation's switches: what was said about a feature, by its word. Travels to devices as a definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Switches(#[serde(deserialize_with = "crate::tolerant::map")] pub BTreeMap<String, bool>);

impl Switches {
    /// Kind word of the definition.
    pub const KIND: &'static str = "switches";
    /// Its only id.
    pub const ID: &'static str = "tenant";

    /// Whether a feature is on.
    #[must_use]
    pub fn on(&self, feature: Feature) -> bool {
        self.0.get(feature.word()).copied().unwrap_or_else(|| feature.on_by_default())
    }

    /// The same with one feature switched.
    #[must_use]
    pub fn with(mut self, feature: Feature, on: bool) -> Self {
        self.0.insert(feature.word().to_owned(), on);
        self
    }
}
