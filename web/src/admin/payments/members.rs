//! What each provider has to know of the organisation: the one table of it at the desk. Words of a member are messages named
//! `payments-member-<provider>-<member>`, with `-hint` where to find it.

use truckroll_ui::prelude::*;

/// How a member is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Line,
    /// The text of a key.
    Text,
    /// Yes or no; `1` stands for yes.
    Switch,
}

/// A member of the settings of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name, as the server knows it.
    pub name: &'static str,
    /// Whether it is never read again.
    pub secret: bool,
    /// Whether nothing works without it.
    pub required: bool,
    /// How it is typed.
    pub kind: Kind,
}

const fn line(name: &'static str, required: bool) -> Member {
    Member { name, secret: false, required, kind: Kind::Line }
}

const fn text(name: &'static str, required: bool) -> Member {
    Member { name, secret: false, required, kind: Kind::Text }
}

const fn switch(name: &'static str) -> Member {
    Member { name, secret: false, required: false, kind: Kind::Switch }
}

const fn secret_line(name: &'static str, required: bool) -> Member {
    Member { name, secret: true, required, kind: Kind::Line }
}

const fn secret_text(name: &'static str, required: bool) -> Member {
    Member { name, secret: true, required, kind: Kind::Text }
}

/// Every provider that can be set up, with its members.
pub const ALL: [(&str, &[Member]); 4] = [
    (
        "wechat_pay",
        &[
            line("app_id", true),
            line("merchant", true),
            line("serial", true),
            secret_text("private_key", true),
            secret_line("api_key", true),
            line("public_key_id", false),
            text("public_key", false),
            switch("certificates"),
            line("address", false),
        ],
    ),
    (
        "alipay",
        &[
            line("app_id", true),
            line("seller_id", true),
            secret_text("private_key", true),
            text("public_key", true),
            line("address", false),
        ],
    ),
    (
        "checkout",
        &[
            line("success_url", true),
            line("cancel_url", true),
            secret_line("key", true),
            secret_line("webhook_secret", true),
            secret_line("webhook_secret_next", false),
            line("address", false),
        ],
    ),
    ("static_qr", &[text("payload", true)]),
];

/// The members of a provider; none of one that this version does not know.
#[must_use]
pub fn members(provider: &str) -> &'static [Member] {
    ALL.iter().find(|(name, _)| *name == provider).map_or(&[], |(_, members)| *members)
}

fn key(provider: &str, member: &str) -> String {
    format!("payments-member-{}-{}", provider.replace('_', "-"), member.replace('_', "-"))
}

/// What people read of a member.
#[must_use]
pub fn label(provider: &str, member: &str) -> String {
    tr(&key(provider, member))
}

/// Where to find it, or what it is good for.
#[must_use]
pub fn hint(provider: &str, member: &str) -> String {
    tr(&format!("{}-hint", key(provider, member)))
}

#[cfg(test)]
mod tests {
    use dioxus::prelude::*;

    use super::*;
    use crate::desk::payments::provider_word;
    use crate::sample;

    #[test]
    fn every_member_has_words_and_a_hint_in_both_languages() {
        for locale in Locale::ALL {
            sample::render(locale, || {
                for (provider, members) in ALL {
                    assert_ne!(provider_word(provider), provider);
                    for member in members {
                        for said in [label(provider, member.name), hint(provider, member.name)] {
                            assert!(!said.contains("payments-"), "{said}");
                        }
                    }
                }
                rsx! {}
            });
        }
        assert!(members("nobody").is_empty());
    }
}
