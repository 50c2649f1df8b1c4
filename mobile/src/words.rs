//! States, refusals and members in the reader's words.

use truckroll_domain::Refusal;
use truckroll_domain::fields::{Field, FieldKind, FieldValue, Label};
use truckroll_domain::tickets::Priority;
use truckroll_domain::visits::{Address, VisitState};
use truckroll_replica::ask::{FormField, Mark};
use truckroll_ui::context::current_locale;
use truckroll_ui::prelude::*;

/// The colour and shape of a visit's state.
#[must_use]
pub fn visit_tone(state: VisitState) -> Tone {
    match state {
        VisitState::New => Tone::New,
        VisitState::Accepted => Tone::Accepted,
        VisitState::OnTheWay => Tone::OnTheWay,
        VisitState::Arrived => Tone::Arrived,
        VisitState::Paused => Tone::Paused,
        VisitState::Completed => Tone::Done,
        VisitState::CancelRequested => Tone::Alert,
        VisitState::Cancelled => Tone::Neutral,
    }
}

/// A visit's state in words.
#[must_use]
pub fn visit_word(state: VisitState) -> String {
    tr(match state {
        VisitState::New => "visit-new",
        VisitState::Accepted => "visit-accepted",
        VisitState::OnTheWay => "visit-on-the-way",
        VisitState::Arrived => "visit-arrived",
        VisitState::Paused => "visit-paused",
        VisitState::Completed => "visit-done",
        VisitState::CancelRequested => "eng-cancel-requested",
        VisitState::Cancelled => "visit-cancelled",
    })
}

/// The state of a row.
#[must_use]
pub fn state_of(word: &str) -> VisitState {
    VisitState::from_word(word).unwrap_or_default()
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

/// The choices of a priority.
#[must_use]
pub fn priorities() -> Vec<Choice> {
    Priority::ALL.into_iter().map(|p| Choice::new(p.word(), tr(&format!("priority-{}", p.word())))).collect()
}

/// The priority of a choice.
#[must_use]
pub fn priority_of(word: &str) -> Priority {
    Priority::ALL.into_iter().find(|p| p.word() == word).unwrap_or_default()
}

/// The sync mark of a record.
#[must_use]
pub fn mark(mark: Mark) -> SyncMark {
    match mark {
        Mark::InStep => SyncMark::Sent,
        Mark::Waiting => SyncMark::Waiting,
        Mark::Attention => SyncMark::Refused,
    }
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

/// Company and person, as far as they are known: "Hua Plaza · Ms Hua".
#[must_use]
pub fn customer(company: &str, contact: &str) -> String {
    [company, contact].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The address of a call; empty when the number holds nothing that can be dialled.
#[must_use]
pub fn call(phone: &str) -> String {
    let number: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    // a number with stars reaches somebody else
    if number.is_empty() || truckroll_domain::privacy::is_masked(phone) {
        String::new()
    } else {
        format!("tel:{number}")
    }
}

/// Where another map leads to the site: by coordinates, else by the written address.
#[must_use]
pub fn navigate(address: &Address) -> Option<String> {
    let line = address.line();
    match address.place.filter(truckroll_domain::Place::is_valid) {
        Some(place) => Some(format!("geo:{lat},{lon}?q={lat},{lon}", lat = place.lat, lon = place.lon)),
        None if line.is_empty() => None,
        None => Some(format!("geo:0,0?q={}", escape(&line))),
    }
}

/// Percent-encodes a query.
#[must_use]
pub fn escape(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// A member of a record, as a sentence names it; an own field by its label or key.
#[must_use]
pub fn member(key: &str) -> String {
    let known = format!("refusal-member-{}", key.replace('_', "-"));
    if has_message(&known) { tr(&known) } else { key.to_owned() }
}

/// Why something was not carried out: what happened and what one can do.
#[must_use]
pub fn refusal(why: &Refusal) -> String {
    let format = use_format_now();
    match why {
        Refusal::Reassigned { to, at } if to.is_empty() => {
            tr!("refusal-taken-away", time = format.clock(at.ms()))
        }
        Refusal::Reassigned { to, at } => {
            tr!("refusal-reassigned", name = to.clone(), time = format.clock(at.ms()))
        }
        Refusal::Cancelled { at } => tr!("refusal-cancelled", time = format.clock(at.ms())),
        Refusal::WrongState { state } => tr!("refusal-wrong-state", state = visit_word(*state)),
        Refusal::ChangedMeanwhile { current } if current.is_empty() => tr("refusal-changed-meanwhile"),
        Refusal::ChangedMeanwhile { current } => tr!("refusal-changed-to", name = current.clone()),
        Refusal::Missing { fields } => {
            let names: Vec<String> = fields.iter().map(|f| member(f)).collect();
            tr!("refusal-missing", fields = names.join(&tr("refusal-joint")))
        }
        Refusal::Invalid { field, problem } => {
            let known = format!("refusal-problem-{}", problem.replace('_', "-"));
            let key = if has_message(&known) { known.as_str() } else { "refusal-problem-other" };
            tr!("refusal-invalid", field = member(field), problem = tr(key))
        }
        Refusal::TooMany { field, limit } => tr!("refusal-too-many", field = member(field), limit = *limit),
        Refusal::FarFromSite { distance_m } => {
            #[expect(clippy::cast_precision_loss, reason = "metres on the earth are exact in a double")]
            let distance = format.distance(*distance_m as f64);
            tr!("refusal-far-from-site", distance = distance)
        }
        Refusal::OpenParts { tickets } => tr!("refusal-open-parts", tickets = tickets.join(&tr("refusal-joint"))),
        Refusal::Blocked { title, text } => {
            let text = text.text(current_locale().tag()).to_owned();
            tr!("refusal-blocked", title = title.clone(), text = text)
        }
        other => tr(&format!("refusal-{}", other.code().replace('_', "-"))),
    }
}

/// The reader's formats where a component or one of its tasks runs.
fn use_format_now() -> Format {
    truckroll_ui::context::try_ui().map_or_else(Format::default, |ui| ui.format_still())
}

/// What a field is called by the reader.
#[must_use]
pub fn label(field: &Field) -> String {
    label_or(&field.label, &field.key)
}

/// A label in the reader's language; the key where there is none.
#[must_use]
pub fn label_or(label: &Label, key: &str) -> String {
    let name = label.text(current_locale().tag());
    if name.is_empty() { key.to_owned() } else { name.to_owned() }
}

/// What is wrong with a field of a form: in the template's own words where it has some.
#[must_use]
pub fn form_problem(form: &FormField) -> Option<String> {
    let problem = form.problem.as_deref()?;
    Some(match problem {
        "required" => tr!("field-required", label = label(&form.field)),
        "not_valid" => label_or(&form.told, &tr("eng-field-not-valid")),
        problem => refusal(&Refusal::invalid(&form.field.key, problem)),
    })
}

/// What stands in a field, as people read it.
#[must_use]
pub fn field_value(format: &Format, kind: &FieldKind, value: &FieldValue) -> String {
    match (kind, value) {
        (FieldKind::Checkbox, FieldValue::Flag(true)) => tr("eng-field-yes"),
        (FieldKind::DateTime, FieldValue::Int(at)) => format.moment(*at),
        (_, FieldValue::Files(files)) => files.values().cloned().collect::<Vec<_>>().join(", "),
        _ => kind.shown(value),
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::{Place, Timestamp};

    use super::*;

    /// Every text between quotes in the sources below a folder.
    fn quoted(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("the sources are there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                quoted(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source is text");
                found.extend(text.split('"').map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_message_that_the_app_and_its_parts_name_is_in_the_areas_it_carries() {
        use truckroll_ui::i18n::{ALL, PHONE, keys_of};
        let carried = keys_of(PHONE);
        let others: Vec<_> = keys_of(ALL).into_iter().filter(|key| !carried.contains(key)).collect();
        let mut named = Vec::new();
        for folder in ["src", "../core/ui/src"] {
            quoted(std::path::Path::new(folder), &mut named);
        }
        let missing: Vec<_> = others.into_iter().filter(|key| named.iter().any(|text| text == key)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(carried.len() > 300 && named.iter().any(|text| carried.contains(&text.as_str())));
    }

    #[test]
    fn every_refusal_is_a_sentence() {
        let at = Timestamp(36_600_000);
        let all = [
            Refusal::NotFound,
            Refusal::AlreadyExists,
            Refusal::NotAllowed,
            Refusal::Restricted { lock: "edit_companies".into() },
            Refusal::NotYours,
            Refusal::Reassigned { to: "Wang".into(), at },
            Refusal::Reassigned { to: String::new(), at },
            Refusal::Cancelled { at },
            Refusal::WrongState { state: VisitState::Completed },
            Refusal::ChangedMeanwhile { current: "Li".into() },
            Refusal::ChangedMeanwhile { current: String::new() },
            Refusal::Missing { fields: vec!["solution".into(), "meter".into()] },
            Refusal::invalid("signature", "not_a_picture"),
            Refusal::invalid("odd", "odd"),
            Refusal::TooMany { field: "photos".into(), limit: 9 },
            Refusal::FarFromSite { distance_m: 1_240 },
            Refusal::Superseded,
            Refusal::Blocked { title: "Cause".into(), text: Label::new("Say why.", "") },
            Refusal::Mismatch,
            Refusal::Quarantined,
            Refusal::Unknown,
        ];
        for why in all {
            let said = refusal(&why);
            assert!(said.ends_with('.'), "{why:?}: {said}");
        }
        let said = refusal(&Refusal::Reassigned { to: "Wang".into(), at });
        assert_eq!(said, "This visit was given to Wang at 10:10.");
    }

    #[test]
    fn a_call_keeps_only_what_can_be_dialled() {
        assert_eq!(call("+86 135-0000 (11)"), "tel:+86135000011");
        assert_eq!(call("reception"), "");
        assert_eq!(call("135****5678"), "", "a masked number reaches nobody");
    }

    #[test]
    fn navigation_prefers_the_pin() {
        let mut address = Address { detail: "Nanjing Rd 1".into(), ..Address::default() };
        assert_eq!(navigate(&address).as_deref(), Some("geo:0,0?q=Nanjing%20Rd%201"));
        address.place = Some(Place::new(31.23, 121.47));
        assert_eq!(navigate(&address).as_deref(), Some("geo:31.23,121.47?q=31.23,121.47"));
        assert_eq!(navigate(&Address::default()), None);
    }
}
