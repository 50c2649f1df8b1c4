//! The flow log of a visit in words, from its entries.

use truckroll_domain::{Entry, EntryBody};
use truckroll_ui::prelude::*;

use crate::words;

/// Log lines and notes, oldest first.
#[must_use]
pub fn flow_entries(entries: &[Entry], format: &Format) -> Vec<FlowEntry> {
    let mut lines: Vec<&Entry> = entries.iter().collect();
    lines.sort_by_key(|entry| (entry.at, entry.id));
    lines.into_iter().map(|entry| flow_entry(entry, format)).collect()
}

fn flow_entry(entry: &Entry, format: &Format) -> FlowEntry {
    let (tone, title, note) = match &entry.body {
        EntryBody::Log { action, state, text, subject, distance_m, flags, .. } => {
            let tone = if flags.iter().any(|f| f == "late") { Tone::Paused } else { words::visit_tone(state) };
            (tone, action_words(action, subject), remarks(action, text, *distance_m, flags, format))
        }
        EntryBody::Note { text } | EntryBody::Reply { text, .. } => {
            (Tone::Neutral, tr("dispatch-note"), Some(text.clone()))
        }
    };
    FlowEntry {
        tone,
        title,
        operator: Some(entry.author_name.clone()).filter(|n| !n.is_empty()),
        device_ms: entry.at.ms(),
        // A dispatcher only sees what the server has; without a stamp both clocks were the server's.
        server_ms: Some(entry.received_at.unwrap_or(entry.at).ms()),
        offline: entry.offline,
        note,
    }
}

/// What was done, in words; an action of a newer version by its name.
fn action_words(action: &str, subject: &str) -> String {
    let key = format!("desk-flow-{}", action.replace('_', "-"));
    if !has_message(&key) {
        return action.replace('_', " ");
    }
    tr!(&key, name = subject.to_owned())
}

fn remarks(action: &str, text: &str, distance_m: Option<i64>, flags: &[String], format: &Format) -> Option<String> {
    let mut said = Vec::new();
    if let Some(metres) = distance_m {
        said.push(tr!("dispatch-from-site", distance = format.distance(metres as f64)));
    }
    for flag in flags {
        let key = format!("desk-flow-flag-{}", flag.replace('_', "-"));
        if has_message(&key) {
            said.push(tr(&key));
        }
    }
    // Decisions carry their outcome as a word of ours.
    let outcome = format!("desk-flow-{}-{}", action.replace('_', "-"), text.replace('_', "-"));
    if has_message(&outcome) {
        said.push(tr(&outcome));
    } else if action == "rate" {
        said.push(tr!("stars-value", count = text.parse::<i64>().unwrap_or_default(), max = 5));
    } else if !text.is_empty() {
        said.push(text.to_owned());
    }
    (!said.is_empty()).then(|| said.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn every_action_of_a_visit_has_words() {
        for action in [
            "create",
            "edit",
            "assign",
            "unassign",
            "accept",
            "reject",
            "depart",
            "arrive",
            "pause",
            "resume",
            "complete",
            "request_cancel",
            "decide_cancel",
            "reopen",
            "decide_late",
            "rate",
            "sign",
            "report",
        ] {
            let said = action_words(action, "Li Na");
            assert!(has_message(&format!("desk-flow-{}", action.replace('_', "-"))), "{action}: {said}");
        }
        assert_eq!(action_words("from_the_future", ""), "from the future");
    }

    #[test]
    fn a_late_arrival_offline_and_far_away_says_all_three() {
        let format = Format::default();
        let entries = [sample::late_arrival()];
        let line = flow_entries(&entries, &format).remove(0);
        assert!(line.offline);
        let note = line.note.expect("remarks");
        assert!(note.contains("450 m") && note.contains("Gate closed"), "{note}");
        assert_eq!(line.server_ms, Some(sample::NOW_MS));
    }
}
