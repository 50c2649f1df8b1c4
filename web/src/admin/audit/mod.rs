//! Settings → Audit: what was done about security and settings, with filters in the address, differences and an export.

use dioxus::prelude::*;
use truckroll_domain::audit::Action;
use truckroll_protocol::api::AuditEntry;
use truckroll_ui::prelude::*;

use crate::admin::SettingsHead;
use crate::api;
use crate::desk::pages::{Nothing, use_wanted_pages};
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;

mod differences;
mod entry;

pub use entry::EntryDialog;

const PATH: &str = "/desk/settings/audit";

/// An action in words.
pub(super) fn action_word(word: &str) -> String {
    let key = format!("audit-action-{}", word.replace('_', "-"));
    if has_message(&key) { tr(&key) } else { word.to_owned() }
}

/// Who did it, in words.
pub(super) fn who(entry: &AuditEntry) -> String {
    if entry.agent_name.is_empty() { tr("audit-system") } else { entry.agent_name.clone() }
}

/// The screen.
#[component]
pub fn AuditScreen(query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let mut pages = use_wanted_pages(query);
    let read = use_live(
        || vec!["audit".to_owned()],
        move || {
            let (query, pages) = (query.read().clone(), pages());
            async move { api::audit(&query, pages).await }
        },
    );
    let mut open = use_signal(|| None::<AuditEntry>);
    rsx! {
        div { class: "dk-page",
            SettingsHead { title: tr("audit-title"),
                LinkButton {
                    href: api::audit_export(&query.read()),
                    label: tr("audit-export"),
                    icon: Icon::Download,
                    download: "audit.csv",
                }
            }
            p { class: "dk-quiet", {tr("audit-intro")} }
            Filters { query, on_change: move |query: Query| go.instead(format!("{PATH}{}", query.suffix())) }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 12 } },
                Some(page) if page.rows.is_empty() => rsx! {
                    Nothing { path: PATH, query, icon: Icon::Archive, title: tr("audit-empty"), text: tr("audit-empty-text") }
                },
                Some(page) => rsx! {
                    AuditLines { rows: page.rows, on_open: move |entry| open.set(Some(entry)) }
                    if page.next.is_some() {
                        div { class: "tr-actions",
                            Button { label: tr("verb-more"), busy: read.loading(), on_press: move |_| pages += 1 }
                        }
                    }
                },
            }
            if let Some(entry) = open() {
                EntryDialog { entry, on_close: move |()| open.set(None) }
            }
        }
    }
}

/// What is looked for.
#[component]
fn Filters(query: ReadSignal<Query>, on_change: EventHandler<Query>) -> Element {
    let staff = use_live(|| vec!["agents".to_owned()], api::agents);
    let people = staff.value().unwrap_or_default();
    let people: Vec<Choice> =
        people.iter().map(|p| Choice::new(p.agent.id.to_string(), p.agent.name.clone())).collect();
    let actions: Vec<Choice> = Action::ALL.iter().map(|a| Choice::new(a.word(), action_word(a.word()))).collect();
    let set = move |name: &str, value: String| on_change.call(query.peek().with(name, &value));
    let time = |name: &str| query.read().get(name).parse::<i64>().ok();
    let text = |at: Option<i64>| at.map(|at| at.to_string()).unwrap_or_default();
    rsx! {
        div { class: "dk-filters dk-filters-labelled",
            SelectField {
                label: tr("audit-who"),
                value: query.read().get("agent").to_owned(),
                options: people,
                none_label: tr("audit-anybody"),
                on_change: move |value| set("agent", value),
            }
            SelectField {
                label: tr("audit-what"),
                value: query.read().get("action").to_owned(),
                options: actions,
                none_label: tr("audit-anything"),
                on_change: move |value| set("action", value),
            }
            DateTimeField { label: tr("audit-from"), value: time("from"), on_change: move |at| set("from", text(at)) }
            DateTimeField { label: tr("audit-to"), value: time("to"), on_change: move |at| set("to", text(at)) }
        }
    }
}

/// The entries.
#[component]
pub fn AuditLines(rows: Vec<AuditEntry>, on_open: EventHandler<AuditEntry>) -> Element {
    let format = use_format();
    rsx! {
        ul { class: "dk-plain-list dk-audit", aria_label: tr("audit-title"),
            for row in rows {
                li { key: "{row.id}",
                    ListRow {
                        title: heading(&row),
                        subtitle: [who(&row), row.address.clone()].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" · "),
                        trail: rsx! { span { class: "tr-figures dk-quiet", {format.moment(row.at.ms())} } },
                        on_open: {
                            let row = row.clone();
                            move |()| on_open.call(row.clone())
                        },
                    }
                }
            }
        }
    }
}

/// "Password reset: Chen Wei"; without the name where it is the one who did it.
pub(super) fn heading(entry: &AuditEntry) -> String {
    let action = action_word(&entry.action);
    if entry.subject_name.is_empty() || entry.subject_name == entry.agent_name {
        action
    } else {
        tr!("audit-heading", action = action, subject = entry.subject_name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn every_action_has_words_in_both_languages() {
        for action in Action::ALL {
            assert_ne!(action_word(action.word()), action.word());
        }
        assert_eq!(action_word("of_a_later_version"), "of_a_later_version");
    }

    #[test]
    fn a_line_says_what_who_and_from_where() {
        let html = sample::render(Locale::En, || {
            let row = AuditEntry {
                id: "1".into(),
                agent_name: "Li Na".into(),
                address: "203.0.113.7".into(),
                action: "password_reset".into(),
                subject_name: "Chen Wei".into(),
                ..AuditEntry::default()
            };
            rsx! { AuditLines { rows: vec![row], on_open: |_: AuditEntry| {} } }
        });
        assert!(html.contains("Password reset: Chen Wei") && html.contains("Li Na · 203.0.113.7"), "{html}");
    }
}
