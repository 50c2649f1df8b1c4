//! The organisation as its own people and its customers see it (ORG-03..06).
//!
//! Travels to devices as a definition, so that "My company" and the order of the customer directory are there without a
//! network. It grants nothing: the vendor id is public.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::decode::Deserialize;
use crate::forms::{is_email, is_phone};

mod branding;
mod licence;
mod navigation;

pub use branding::{ACCENTS, Accent, Branding};
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
    /// The organisation's name among those on its server, as it chose it; empty while it chose none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub account_name: String,
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

/// Whether the e-mail address of the contact person is his.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ContactState {
    /// There is no address.
    #[default]
    None,
    /// Nobody was asked yet.
    Open,
    /// A link is on its way or waits to be followed.
    Sent,
    /// The link is too old.
    Expired,
    /// The link was followed.
    Confirmed,
}

/// What is wrong with a profile: problem keys by member.
pub type ProfileProblems = BTreeMap<&'static str, &'static str>;

/// How an account name begins that the server gives.
const GIVEN: &str = "org-";

/// Longest line and longest text, characters.
const MAX_LINE: usize = 200;
const MAX_TEXT: usize = 2_000;

impl Profile {
    /// Kind word of the definition.
    pub const KIND: &'static str = "tenant";
    /// Its only id.
    pub const ID: &'static str = "tenant";

    /// The account name: what the organisation chose, or what it has until then; empty while the server gave no number.
    #[must_use]
    pub fn account(&self) -> String {
        if !self.account_name.is_empty() || self.vendor_id == 0 {
            return self.account_name.clone();
        }
        format!("{GIVEN}{}", self.vendor_id)
    }

    /// Whether it may be kept like this. Whether another organisation has the account name is the server's to say.
    ///
    /// # Errors
    /// What is wrong, by member.
    pub fn check(&self) -> Result<(), ProfileProblems> {
        let mut problems = ProfileProblems::new();
        if let Some(problem) = account_problem(&self.account_name) {
            problems.insert("account_name", problem);
        }
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

/// What is wrong with an account name; an empty one is none.
fn account_problem(name: &str) -> Option<&'static str> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let given = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    if name.is_empty() {
        None
    } else if !(3..=40).contains(&name.len())
        || !name.bytes().all(plain)
        || name.starts_with('-')
        || name.ends_with('-')
    {
        Some("not_an_account_name")
    } else if name.strip_prefix(GIVEN).is_some_and(given) {
        // what the server gives is nobody's to choose
        Some("reserved")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_name_is_short_and_plain_and_there_is_always_one() {
        let named = |name: &str| Profile { account_name: name.into(), vendor_id: 10_000_042, ..Profile::default() };
        for good in ["", "abc", "aurora-lifts", "a-1", "org-lifts", "org-", "x012345678901234567890123456789012345678"]
        {
            let good = good.trim_end_matches('-');
            assert_eq!(named(good).check(), Ok(()), "{good}");
        }
        for (bad, problem) in [
            ("ab", "not_an_account_name"),
            ("Aurora", "not_an_account_name"),
            ("aurora lifts", "not_an_account_name"),
            ("-aurora", "not_an_account_name"),
            ("aurora-", "not_an_account_name"),
            ("aurörä", "not_an_account_name"),
            ("x0123456789012345678901234567890123456789", "not_an_account_name"),
            ("org-10000001", "reserved"),
        ] {
            assert_eq!(named(bad).check(), Err(ProfileProblems::from([("account_name", problem)])), "{bad}");
        }
        assert_eq!((named("").account(), named("aurora").account()), ("org-10000042".into(), "aurora".into()));
        assert_eq!(Profile::default().account(), "");
    }

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
