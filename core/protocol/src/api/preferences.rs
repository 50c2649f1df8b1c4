//! How the signed-in person wants the desk to look and behave (ORG-10, ORG-13).

use std::collections::BTreeMap;

use serde::Serialize;
use truckroll_domain::calendar::Offsets;
use truckroll_domain::decode::Deserialize;

/// Rows a page that lists can have.
pub const ROWS: [i64; 4] = [25, 50, 100, 200];
/// Appearances.
pub const THEMES: [&str; 4] = ["system", "light", "dark", "contrast"];
/// Colours of the bar at the side, beside that of the appearance.
pub const SIDEBARS: [&str; 5] = ["slate", "ocean", "forest", "plum", "earth"];

/// Preferences of one person. What he said nothing of is as it always was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// A sound with a new notice.
    pub sound: bool,
    /// New notices are shown by the browser too, while the page is not looked at.
    pub desktop: bool,
    /// The address that the desk begins with; empty for the home page.
    pub start: String,
    /// Enter sends a reply, and Shift-Enter begins a line; else Ctrl-Enter sends.
    pub enter_sends: bool,
    /// `en` or `zh-CN`; empty for that of the browser.
    pub language: String,
    /// IANA time zone that times are shown in; empty for that of the organisation.
    pub time_zone: String,
    /// Rows a page, one of [`ROWS`].
    pub rows: i64,
    /// One of [`THEMES`]; empty for what was chosen on the device.
    pub theme: String,
    /// One of [`SIDEBARS`]; empty for that of the appearance.
    pub sidebar: String,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            sound: false,
            desktop: false,
            start: String::new(),
            enter_sends: false,
            language: String::new(),
            time_zone: String::new(),
            rows: 100,
            theme: String::new(),
            sidebar: String::new(),
        }
    }
}

impl Preferences {
    /// Whether they may be kept like this; whether there is such a time zone is the server's to say.
    ///
    /// # Errors
    /// Problem keys by member.
    pub fn check(&self) -> Result<(), BTreeMap<&'static str, &'static str>> {
        let mut problems = BTreeMap::new();
        let mut note = |member, wrong: bool| {
            if wrong {
                problems.insert(member, "unknown");
            }
        };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "/-".contains(c);
        let inside = self.start.starts_with("/desk/") && self.start.len() <= 60 && self.start.chars().all(plain);
        note("start", !self.start.is_empty() && !inside);
        note("language", !["", "en", "zh-CN"].contains(&self.language.as_str()));
        note("time_zone", self.time_zone.len() > 60);
        note("rows", !ROWS.contains(&self.rows));
        note("theme", !self.theme.is_empty() && !THEMES.contains(&self.theme.as_str()));
        note("sidebar", !self.sidebar.is_empty() && !SIDEBARS.contains(&self.sidebar.as_str()));
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// Preferences as they are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PreferencesNow {
    /// They.
    pub preferences: Preferences,
    /// How the clocks of the person's own time zone run; absent where he chose none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offsets: Option<Offsets>,
    /// The IANA names of all zones, where preferences are read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<String>,
}

/// Preferences to keep in the place of the former ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPreferences {
    /// All of them.
    pub preferences: Preferences,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_are_checked_member_by_member() {
        assert_eq!(Preferences::default().check(), Ok(()));
        type Change = fn(&mut Preferences);
        let cases: [(Change, &str); 6] = [
            (|p| p.start = "https://elsewhere.example".into(), "start"),
            (|p| p.start = "/desk/tickets?q=x".into(), "start"),
            (|p| p.language = "fr".into(), "language"),
            (|p| p.rows = 7, "rows"),
            (|p| p.theme = "sepia".into(), "theme"),
            (|p| p.sidebar = "pink".into(), "sidebar"),
        ];
        for (change, member) in cases {
            let mut preferences = Preferences::default();
            change(&mut preferences);
            assert_eq!(preferences.check(), Err(BTreeMap::from([(member, "unknown")])));
        }
    }
}
