//! Words, colours and shapes of states as every screen of the desk says them.

use truckroll_domain::dispatch::PositionSource;
use truckroll_domain::tickets::Priority;
use truckroll_domain::visits::VisitRow;
use truckroll_ui::prelude::*;

use crate::session::Session;

/// The colour and shape of a visit's state word.
#[must_use]
pub fn visit_tone(state: &str) -> Tone {
    match state {
        "new" => Tone::New,
        "accepted" => Tone::Accepted,
        "on_the_way" => Tone::OnTheWay,
        "arrived" => Tone::Arrived,
        "paused" => Tone::Paused,
        "completed" => Tone::Done,
        "cancel_requested" => Tone::Alert,
        _ => Tone::Neutral,
    }
}

/// A visit's state in words.
#[must_use]
pub fn visit_word(state: &str) -> String {
    tr(match state {
        "new" => "visit-new",
        "accepted" => "visit-accepted",
        "on_the_way" => "visit-on-the-way",
        "arrived" => "visit-arrived",
        "paused" => "visit-paused",
        "completed" => "visit-done",
        "cancelled" => "visit-cancelled",
        _ => "dispatch-cancel-requested",
    })
}

/// The colour and shape of a ticket's status word.
#[must_use]
pub fn ticket_tone(status: &str) -> Tone {
    match status {
        "new" => Tone::New,
        "open" => Tone::Accepted,
        "awaiting_response" => Tone::Paused,
        "resolved" => Tone::Done,
        _ => Tone::Neutral,
    }
}

/// A ticket's status in words.
#[must_use]
pub fn ticket_word(status: &str) -> String {
    tr(match status {
        "new" => "ticket-new",
        "open" => "ticket-open",
        "awaiting_response" => "ticket-pending",
        "resolved" => "ticket-solved",
        _ => "ticket-closed",
    })
}

/// A priority in words.
#[must_use]
pub fn priority_word(priority: Priority) -> String {
    tr(&format!("priority-{}", priority.word()))
}

/// A priority's colour: only urgent asks for the eye.
#[must_use]
pub fn priority_tone(priority: Priority) -> Tone {
    match priority {
        Priority::Urgent => Tone::Alert,
        Priority::High | Priority::Normal | Priority::Low => Tone::Neutral,
    }
}

/// The choices of a priority.
#[must_use]
pub fn priority_choices() -> Vec<Choice> {
    Priority::ALL.into_iter().map(|p| Choice::new(p.word(), priority_word(p))).collect()
}

/// The priority of a choice.
#[must_use]
pub fn priority_of(word: &str) -> Priority {
    Priority::ALL.into_iter().find(|p| p.word() == word).unwrap_or_default()
}

/// How the server knows where an engineer is.
#[must_use]
pub fn source_word(source: PositionSource) -> String {
    tr(match source {
        PositionSource::Live => "dispatch-source-live",
        PositionSource::Recent => "dispatch-source-recent",
        PositionSource::LastVisit => "dispatch-source-last-visit",
        PositionSource::Home => "dispatch-source-home",
    })
}

/// A member of a form or command, as a refusal names it; an own field by its key.
#[must_use]
pub fn member(key: &str) -> String {
    let known = format!("desk-member-{}", key.replace('_', "-"));
    if has_message(&known) { tr(&known) } else { key.to_owned() }
}

/// What people call one of the organisation's own fields; its key when the organisation has none of that name.
#[must_use]
pub fn own_field(session: &Session, key: &str) -> String {
    let me = session.me();
    me.as_ref().and_then(|me| me.visit_rules.field(key)).map_or_else(|| key.to_owned(), |f| f.label.clone())
}

/// A visit's number, or words while it has none.
#[must_use]
pub fn number(number: Option<&str>) -> String {
    number.map_or_else(|| tr("dispatch-no-number"), str::to_owned)
}

/// A visit as one line for pins and pickers: "Lift 3 stuck, Hua Plaza".
#[must_use]
pub fn visit_line(row: &VisitRow) -> String {
    [row.title.as_str(), row.company_name.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The promised window, if there is one.
#[must_use]
pub fn window(format: &Format, from: Option<i64>, to: Option<i64>) -> Option<String> {
    match (from, to) {
        (Some(from), Some(to)) => Some(format.window(from, to)),
        (Some(at), None) | (None, Some(at)) => Some(format.moment(at)),
        (None, None) => None,
    }
}
