//! Settings → Tickets (TKT-05 to TKT-08): templates, the one a new ticket begins with, and forms of rows.

use dioxus::prelude::*;
use truckroll_domain::TemplateId;
use truckroll_domain::tickets::{RowForm, TicketSettings, TicketTemplate};
use truckroll_protocol::api::{NewTicketSettings, TicketForms};
use truckroll_ui::prelude::*;

use super::SettingsHead;
use crate::api;
use crate::api::staff::Outcome;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};

mod editor;
mod field;
mod nodes;
mod rows;

pub use editor::TicketTemplateScreen;
pub use rows::RowFormScreen;

/// Where the templates are.
pub const PATH: &str = "/desk/settings/ticket-templates";
/// Where the forms of rows are.
pub const ROWS: &str = "/desk/settings/row-forms";

/// Reads all of it, and again when somebody writes.
pub(in crate::admin) fn use_forms() -> Live<TicketForms> {
    let kinds = [TicketTemplate::KIND, RowForm::KIND, TicketSettings::KIND, "fields"];
    use_live(move || kinds.map(str::to_owned).to_vec(), api::ticket_forms::read)
}

/// The screen.
#[component]
pub fn TicketTemplatesScreen() -> Element {
    let read = use_forms();
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("ticket-forms-title"),
                LinkButton { href: format!("{PATH}/new"), label: tr("ticket-forms-new"), icon: Icon::Plus, kind: ButtonKind::Primary }
            }
            p { class: "dk-quiet", {tr("ticket-forms-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 4 } },
                Some(forms) => rsx! { FormsLists { forms } },
            }
        }
    }
}

/// Templates and forms of rows by name.
#[component]
pub fn FormsLists(forms: TicketForms) -> Element {
    let tag = truckroll_ui::context::current_locale().tag();
    let (open, archived): (Vec<_>, Vec<_>) =
        forms.rows.clone().into_iter().partition(|now| now.form.archived_at.is_none());
    rsx! {
        if forms.templates.is_empty() {
            Empty { icon: Icon::ListChecks, title: tr("ticket-forms-empty"), text: tr("ticket-forms-empty-text") }
        } else {
            ul { class: "dk-plain-list dk-asset-tables", aria_label: tr("ticket-forms-title"),
                for one in forms.templates.clone() {
                    li { key: "{one.template.id}",
                        div { class: "dk-two-lines",
                            NameLink { href: format!("{PATH}/{}", one.template.id), name: one.template.name.clone() }
                            span { class: "dk-quiet",
                                {tr!("ticket-forms-version", number = one.template.version, count = one.template.fields.len())}
                            }
                        }
                        if forms.settings.default_template == Some(one.template.id) {
                            Badge { tone: Tone::Done, label: tr("ticket-forms-default"), kind: BadgeKind::Plain }
                        }
                        if one.template.disabled_at.is_some() {
                            Badge { tone: Tone::Paused, label: tr("ticket-forms-disabled"), kind: BadgeKind::Plain }
                        }
                    }
                }
            }
            DefaultTemplate { forms: forms.clone() }
        }
        Section { title: tr("ticket-forms-rows-title"),
            p { class: "dk-quiet", {tr("ticket-forms-rows-intro")} }
            ul { class: "dk-plain-list dk-asset-tables", aria_label: tr("ticket-forms-rows-title"),
                for one in open.into_iter().chain(archived) {
                    li { key: "{one.form.key}",
                        div { class: "dk-two-lines",
                            NameLink { href: format!("{ROWS}/{}", one.form.key), name: one.form.name.text(tag).to_owned() }
                            span { class: "dk-quiet", {tr!("ticket-forms-columns", count = one.form.fields.len())} }
                        }
                        if one.form.archived_at.is_some() {
                            Badge { tone: Tone::Paused, label: tr("ticket-forms-archived"), kind: BadgeKind::Plain }
                        }
                    }
                }
            }
            div { class: "tr-actions",
                LinkButton { href: format!("{ROWS}/new"), label: tr("ticket-forms-rows-new"), icon: Icon::Plus }
            }
        }
    }
}

/// Which template a new ticket begins with; takes effect at once.
#[component]
fn DefaultTemplate(forms: TicketForms) -> Element {
    let toasts = use_toasts();
    let changes = use_changes();
    let send = use_send(
        |new: NewTicketSettings| async move { api::ticket_forms::settle(&new).await },
        move |outcome| {
            if matches!(outcome, Outcome::Written(_)) {
                toasts.say(Tone::Done, tr("rules-saved"));
            }
            changes.announce([TicketSettings::KIND]);
        },
    );
    let seq = forms.settings_seq;
    rsx! {
        Failed { failure: send.failure() }
        SelectField {
            label: tr("ticket-forms-default-label"),
            hint: tr("ticket-forms-default-hint"),
            value: forms.settings.default_template.map(|id| id.to_string()).unwrap_or_default(),
            none_label: tr("ticket-forms-no-template"),
            options: forms.usable().map(|t| Choice::new(t.id.to_string(), t.name.clone())).collect::<Vec<_>>(),
            disabled: send.busy(),
            on_change: move |id: String| {
                let settings = TicketSettings { default_template: id.parse::<TemplateId>().ok() };
                send.run(NewTicketSettings { seq, settings });
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_lists_name_templates_and_forms() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || rsx! { FormsLists { forms: sample::ticket_forms() } });
            assert!(
                html.contains("Repair") && html.contains("Materials") && !html.contains(">ticket-forms-"),
                "{html}"
            );
        }
    }
}
