//! White label (ORG-07): the name, the colour and the address under which customers meet the organisation, in the place of
//! the product's own. The licence switches it on.

use serde::Serialize;

use super::ProfileProblems;
use crate::decode::Deserialize;

/// Longest product name, characters.
const MAX_NAME: usize = 40;
/// Longest address, characters.
const MAX_ADDRESS: usize = 200;

/// An accent colour. Each keeps WCAG AA in light and dark: words on it, and its edge on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent {
    /// Its word in settings, messages and the style sheet.
    pub word: &'static str,
    /// As mail programs and the frame of an installed app know it.
    pub hex: &'static str,
}

/// The palette; the first is the product's own.
pub const ACCENTS: [Accent; 7] = [
    Accent { word: "amber", hex: "#ed9e2f" },
    Accent { word: "blue", hex: "#1d5fb8" },
    Accent { word: "teal", hex: "#00695f" },
    Accent { word: "green", hex: "#1a6b35" },
    Accent { word: "violet", hex: "#6a3fa8" },
    Accent { word: "rose", hex: "#a32354" },
    Accent { word: "slate", hex: "#3d4b5e" },
];

/// What an administrator says of it; empty members are the product's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Branding {
    /// What the product is called.
    pub name: String,
    /// The word of one of [`ACCENTS`].
    pub accent: String,
    /// Scheme, host and perhaps port of the address that customer pages have: `https://service.example.com`.
    pub address: String,
}

impl Branding {
    /// Whether it may be kept like this.
    ///
    /// # Errors
    /// What is wrong, by member.
    pub fn check(&self) -> Result<(), ProfileProblems> {
        let mut problems = ProfileProblems::new();
        if self.name.chars().count() > MAX_NAME {
            problems.insert("name", "too_long");
        }
        if self.name.chars().any(char::is_control) {
            problems.insert("name", "one_line");
        }
        if !self.accent.is_empty() && self.accent().is_none() {
            problems.insert("accent", "not_an_accent");
        }
        if let Some(problem) = address_problem(&self.address) {
            problems.insert("address", problem);
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The accent, if one was chosen.
    #[must_use]
    pub fn accent(&self) -> Option<Accent> {
        ACCENTS.into_iter().find(|accent| accent.word == self.accent)
    }

    /// As it is kept: without spaces around, the address in small letters and without a slash at its end.
    #[must_use]
    pub fn tidy(self) -> Self {
        Self {
            name: self.name.trim().to_owned(),
            accent: self.accent,
            address: self.address.trim().trim_end_matches('/').to_ascii_lowercase(),
        }
    }
}

/// What is wrong with an address; an empty one is none.
fn address_problem(address: &str) -> Option<&'static str> {
    if address.is_empty() {
        return None;
    }
    if address.chars().count() > MAX_ADDRESS {
        return Some("too_long");
    }
    let Some(rest) = address.strip_prefix("https://") else { return Some("not_https") };
    let (host, port) = match rest.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (rest, None),
    };
    let letters = |label: &str| label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let label = |label: &str| {
        (1..=63).contains(&label.len()) && letters(label) && !label.starts_with('-') && !label.ends_with('-')
    };
    let top = host.rsplit('.').next().unwrap_or_default();
    // a number is no name: a certificate for customers is for a name
    let named = host.contains('.') && host.split('.').all(label) && top.bytes().any(|b| b.is_ascii_lowercase());
    let port = port.is_none_or(|port| port.len() <= 5 && port.parse::<u16>().is_ok_and(|port| port > 0));
    (!named || !port).then_some("not_a_host")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(name: &str, accent: &str, address: &str) -> Vec<(&'static str, &'static str)> {
        let branding = Branding { name: name.into(), accent: accent.into(), address: address.into() };
        branding.check().err().unwrap_or_default().into_iter().collect()
    }

    #[test]
    fn an_address_is_https_with_a_name_and_nothing_behind_it() {
        for good in ["", "https://service.example.com", "https://a-b.example.co:8443"] {
            assert_eq!(problems("", "", good), [], "{good}");
        }
        for (bad, problem) in [
            ("http://service.example.com", "not_https"),
            ("service.example.com", "not_https"),
            ("https://", "not_a_host"),
            ("https://localhost", "not_a_host"),
            ("https://10.0.0.1", "not_a_host"),
            ("https://[::1]", "not_a_host"),
            ("https://user@example.com", "not_a_host"),
            ("https://example.com/path", "not_a_host"),
            ("https://example.com?x", "not_a_host"),
            ("https://example.com:0", "not_a_host"),
            ("https://-a.example.com", "not_a_host"),
            ("https://a..example.com", "not_a_host"),
            ("https://exämple.com", "not_a_host"),
        ] {
            assert_eq!(problems("", "", bad), [("address", problem)], "{bad}");
        }
        assert_eq!(problems("", "", &format!("https://{}.com", "a".repeat(300))), [("address", "too_long")]);
        let tidy = Branding { address: " https://Service.Example.com/ ".into(), ..Branding::default() }.tidy();
        assert_eq!(tidy.address, "https://service.example.com");
    }

    #[test]
    fn a_name_is_short_and_a_colour_of_the_palette() {
        assert_eq!(problems("Aurora Care", "teal", ""), []);
        assert_eq!(problems(&"x".repeat(41), "pink", ""), [("accent", "not_an_accent"), ("name", "too_long")]);
        assert_eq!(problems("a\nb", "", ""), [("name", "one_line")]);
    }
}
