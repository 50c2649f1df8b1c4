//! Settings → Print templates (TKT-59): what tickets look like on paper, and the default they begin from.

use dioxus::prelude::*;
use truckroll_domain::print::PrintTemplate;
use truckroll_protocol::api::PrintTemplates;
use truckroll_ui::prelude::*;

use super::SettingsHead;
use crate::api;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Section, Stale, Waiting};
use crate::query::encode;

mod editor;

pub use editor::PrintTemplateScreen;

/// Where the templates are.
pub const PATH: &str = "/desk/settings/print-templates";

/// Reads all of it, and again when somebody writes.
pub(super) fn use_prints() -> Live<PrintTemplates> {
    use_live(|| vec![PrintTemplate::KIND.to_owned(), "fields".to_owned()], api::print::templates)
}

/// The list.
#[component]
pub fn PrintTemplatesScreen() -> Element {
    let read = use_prints();
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("print-title"),
                LinkButton { href: format!("{PATH}/new"), label: tr("print-new"), icon: Icon::Plus, kind: ButtonKind::Primary }
            }
            p { class: "dk-quiet", {tr("print-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 4 } },
                Some(all) => rsx! { PrintLines { all } },
            }
        }
    }
}

/// The templates by name, and the default.
#[component]
pub fn PrintLines(all: PrintTemplates) -> Element {
    rsx! {
        if !all.chinese {
            Notice { tone: Tone::Paused, title: tr("print-no-chinese"), text: tr("print-no-chinese-text") }
        }
        if all.templates.is_empty() {
            Empty { icon: Icon::Printer, title: tr("print-empty"), text: tr("print-empty-text") }
        } else {
            ul { class: "dk-plain-list dk-asset-tables", aria_label: tr("print-title"),
                for one in all.templates.clone() {
                    li { key: "{one.template.id}",
                        div { class: "dk-two-lines",
                            NameLink { href: format!("{PATH}/{}", one.template.id), name: one.template.name.clone() }
                            span { class: "dk-quiet",
                                {tr(if one.template.ticket_template.is_some() { "print-for-one" } else { "print-for-all" })}
                            }
                        }
                        if one.template.disabled_at.is_some() {
                            Badge { tone: Tone::Paused, label: tr("print-off"), kind: BadgeKind::Plain }
                        }
                    }
                }
            }
        }
        Section { title: tr("print-standard"),
            p { class: "dk-quiet", {tr("print-standard-text")} }
            pre { class: "dk-print-text", tabindex: "0", role: "region", aria_label: tr("print-standard"), "{all.standard}" }
            div { class: "tr-actions",
                LinkButton {
                    href: format!("data:text/plain;charset=utf-8,{}", encode(&all.standard)),
                    label: tr("print-download-text"),
                    icon: Icon::Download,
                    download: "print-template.md",
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_list_shows_templates_the_default_and_what_font_is_missing() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || rsx! { PrintLines { all: sample::print_templates() } });
            for said in ["Service report", "{{letterhead}}", "fonts-noto-cjk"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains(">print-"), "{html}");
        }
    }
}
