//! Values as placeholders write them: for people in the organisation's language and by its clock, for programs as words.

use truckroll_domain::Timestamp;
use truckroll_domain::tickets::Priority;
use truckroll_portal::Locale;

use super::scene::Manner;
use crate::audit::csv::moment;
use crate::directory::Directory;
use crate::notify::words::say;

fn word(directory: &Directory, manner: Manner, family: &str, word: &str) -> String {
    if manner == Manner::Programs {
        return word.to_owned();
    }
    let locale = Locale::from_tag(&directory.settings.locale).unwrap_or_default();
    say(locale, &format!("{family}-{}", word.replace('_', "-")), []).unwrap_or_else(|| word.to_owned())
}

/// What happened.
pub fn event(directory: &Directory, manner: Manner, event: &str) -> String {
    word(directory, manner, "rule-event", event)
}

/// A status.
pub fn status(directory: &Directory, manner: Manner, status: &str) -> String {
    word(directory, manner, "rule-status", status)
}

/// A priority.
pub fn priority(directory: &Directory, manner: Manner, priority: Priority) -> String {
    word(directory, manner, "rule-priority", priority.word())
}

/// Where it came from.
pub fn source(directory: &Directory, manner: Manner, source: &str) -> String {
    word(directory, manner, "rule-source", source)
}

/// A moment.
pub fn time(directory: &Directory, manner: Manner, at: Timestamp) -> String {
    if manner == Manner::Programs {
        return moment(at.ms());
    }
    let (date, minute) = directory.settings.offsets(at).local(at);
    format!("{date} {:02}:{:02}", minute / 60, minute % 60)
}
