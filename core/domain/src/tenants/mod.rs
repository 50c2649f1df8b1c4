//! The organisation as its own people and its customers see it (ORG-03..06).
//!
//! Travels to devices as a definition, so that "My company" and the order of the customer directory are there without a
//! network. It grants nothing: the vendor id is public.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::forms::{is_email, is_phone};

mod licence;
mod navigation;

pub use licence::{Full, Licence, MAX_EDITION, SEATS, WARNED_DAYS};
pub use navigation::{ICONS, NavEntry, Navigation, Terminal};

/// What an administrator says of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Profile {
    /// The name that customers read; empty: the organisation's own.
    pub display_name: String,
    /// The number other organisations link to, and that stands in public links. The server's; 0 until it gave one.
    pub vendor_id: i64,
    /// Where it is.
    pub address: String,
    /// What it does.
    pub business: String,
    /// A few words about it.
    pub introduction: String,
    /// Who is asked about the service contract.
    pub contact_name: String,
    /// Where mails about the service contract go.
    pub contact_email: String,
    /// Shown to a customer who was not content; empty for none.
    pub complaint_phone: String,
    /// Shown to a customer who was not content; empty for none.
    pub complaint_email: String,
    /// Hash of the logo, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
}

/// What is wrong with a profile: problem keys by member.
pub type ProfileProblems = BTreeMap<&'static str, &'static str>;

/// Longest line and longest text, characters.
const MAX_LINE: usize = 200;
const MAX_TEXT: usize = 2_000;

impl Profile {
    /// Kind word of the definition.
    pub const KIND: &'static str = "tenant";
    /// Its only id.
    pub const ID: &'static str = "tenant";

    /// Whether it may be kept like this.
    ///
    /// # Errors
    /// What is wrong, by member.
    pub fn check(&self) -> Result<(), ProfileProblems> {
        let mut problems = ProfileProblems::new();
        for (member, text, most) in [
            ("display_name", &self.display_name, MAX_LINE),
            ("address", &self.address, MAX_TEXT),
            ("business", &self.business, MAX_TEXT),
            ("introduction", &self.introduction, MAX_TEXT),
            ("contact_name", &self.contact_name, MAX_LINE),
            ("contact_email", &self.contact_email, MAX_LINE),
            ("complaint_phone", &self.complaint_phone, MAX_LINE),
            ("complaint_email", &self.complaint_email, MAX_LINE),
        ] {
            if text.chars().count() > most {
                problems.insert(member, "too_long");
            }
        }
        for (member, text) in [("contact_email", &self.contact_email), ("complaint_email", &self.complaint_email)] {
            if !text.is_empty() && !is_email(text) {
                problems.entry(member).or_insert("not_an_email");
            }
        }
        if !self.complaint_phone.is_empty() && !is_phone(&self.complaint_phone) {
            problems.entry("complaint_phone").or_insert("not_a_phone");
        }
        if self.logo.as_deref().is_some_and(|hash| !crate::attachments::is_hash(hash)) {
            problems.insert("logo", "not_a_file");
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named() {
        let with = |change: fn(&mut Profile)| {
            let mut profile = Profile::default();
            change(&mut profile);
            profile.check()
        };
        assert_eq!(with(|_| ()), Ok(()));
        type Change = fn(&mut Profile);
        let cases: [(Change, &str, &str); 5] = [
            (|p| p.display_name = "x".repeat(201), "display_name", "too_long"),
            (|p| p.contact_email = "nobody".into(), "contact_email", "not_an_email"),
            (|p| p.complaint_email = "a@".into(), "complaint_email", "not_an_email"),
            (|p| p.complaint_phone = "12".into(), "complaint_phone", "not_a_phone"),
            (|p| p.logo = Some("../etc".into()), "logo", "not_a_file"),
        ];
        for (change, member, problem) in cases {
            assert_eq!(with(change), Err(ProfileProblems::from([(member, problem)])));
        }
    }
}
