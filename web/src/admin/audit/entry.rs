//! One entry of the audit log with what it changed.

use dioxus::prelude::*;
use truckroll_protocol::api::AuditEntry;
use truckroll_ui::prelude::*;

use super::differences::differences;
use super::{action_word, heading, who};

/// The dialog.
#[component]
pub fn EntryDialog(entry: AuditEntry, on_close: EventHandler<()>) -> Element {
    let format = use_format();
    let lines = differences(&entry.before, &entry.after);
    // members that end so are times
    let shown = |member: &str, value: &Option<String>| match value {
        None => "–".to_owned(),
        Some(text) => {
            let at = text.parse::<i64>().ok().filter(|_| member.ends_with("_at"));
            at.map_or_else(|| text.clone(), |at| format!("{} {}", format.date(at), format.clock(at)))
        }
    };
    let facts: Vec<(String, String)> = [
        ("audit-when", format!("{} {}", format.date(entry.at.ms()), format.clock_seconds(entry.at.ms()))),
        ("audit-who", who(&entry)),
        ("audit-what", action_word(&entry.action)),
        ("audit-on", entry.subject_name.clone()),
        ("audit-address", entry.address.clone()),
        ("audit-session", entry.session.clone().unwrap_or_default()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| (tr(key), value))
    .collect();
    rsx! {
        Dialog { open: true, title: heading(&entry), on_close,
            dl { class: "dk-facts",
                for (name, value) in facts {
                    div { key: "{name}", class: "dk-fact",
                        dt { "{name}" }
                        dd { "{value}" }
                    }
                }
            }
            if !lines.is_empty() {
                div { class: "dk-differences", tabindex: "0", role: "group", aria_label: tr("audit-differences"),
                    table {
                        caption { class: "tr-sr", {tr("audit-differences")} }
                        thead {
                            tr {
                                th { scope: "col", {tr("audit-member")} }
                                th { scope: "col", {tr("audit-before")} }
                                th { scope: "col", {tr("audit-after")} }
                            }
                        }
                        tbody {
                            for line in lines {
                                tr { key: "{line.member}",
                                    th { scope: "row", "{line.member}" }
                                    td { {shown(&line.member, &line.before)} }
                                    td { {shown(&line.member, &line.after)} }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sample;

    #[test]
    fn an_entry_shows_what_it_changed_and_nothing_else() {
        let html = sample::render(Locale::En, || {
            let entry = AuditEntry {
                action: "visit_rules".into(),
                before: json!({"photos": 0, "solution": true}),
                after: json!({"photos": 2, "solution": true}),
                ..AuditEntry::default()
            };
            rsx! { EntryDialog { entry, on_close: |()| {} } }
        });
        assert!(html.contains("photos") && html.contains("<td>0") && html.contains("<td>2"), "{html}");
        assert!(!html.contains("solution"), "{html}");
    }
}
