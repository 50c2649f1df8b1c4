//! A ticket on paper: shown as it will be printed, by the template that is chosen.

use dioxus::prelude::*;
use truckroll_domain::print::PrintTemplate;
use truckroll_protocol::api::PrintTemplates;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;

/// The screen; `id` is the first ticket, `ids` of the address may name more.
#[component]
pub fn TicketPrintScreen(id: ReadSignal<String>, query: ReadSignal<Query>) -> Element {
    let read = use_live(|| vec![PrintTemplate::KIND.to_owned()], api::print::templates);
    rsx! {
        div { class: "dk-page dk-print-page",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("print-ticket")} }
                div { class: "dk-page-actions",
                    LinkButton {
                        href: format!("/desk/tickets/{id}"),
                        label: tr("print-back"),
                        icon: Icon::ArrowLeft,
                        kind: ButtonKind::Ghost,
                    }
                }
            }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 3 } },
                Some(all) => rsx! { Sheet { all, id: id(), query: query() } },
            }
        }
    }
}

/// The choice of the template, and the file.
#[component]
pub fn Sheet(all: PrintTemplates, id: String, query: Query) -> Element {
    let go = use_go();
    let chosen = query.get("template").to_owned();
    let more: Vec<String> = query.get("ids").split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let file = if more.len() > 1 { api::print::files(&more, &chosen) } else { api::print::file(&id, &chosen) };
    let mut options: Vec<Choice> = all
        .templates
        .iter()
        .filter(|now| now.template.disabled_at.is_none())
        .map(|now| Choice::new(now.template.id.to_string(), now.template.name.clone()))
        .collect();
    options.push(Choice::new("standard", tr("print-standard")));
    rsx! {
        div { class: "dk-filters dk-print-choice",
            SelectField {
                label: tr("print-by"),
                value: chosen.clone(),
                none_label: tr("print-by-own"),
                options,
                on_change: move |template: String| {
                    go.instead(format!("/desk/tickets/{id}/print{}", query.with("template", &template).suffix()));
                },
            }
            LinkButton { href: file.clone(), label: tr("print-download"), icon: Icon::Download, download: "" }
            LinkButton { href: file.clone(), label: tr("print-open"), icon: Icon::Printer, kind: ButtonKind::Primary, new_tab: true }
        }
        for address in [file] {
            iframe { key: "{address}", class: "dk-print-frame", title: tr("print-ticket"), src: "{address}" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_file_is_shown_by_the_template_of_the_address() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let query = Query::default().with("template", "standard");
                rsx! { Sheet { all: sample::print_templates(), id: "t1".to_owned(), query } }
            });
            assert!(html.contains("/api/v1/tickets/t1/print?template=standard"), "{html}");
            assert!(!html.contains(">print-"), "{html}");
        }
    }

    #[test]
    fn several_tickets_are_one_file() {
        let html = sample::render(Locale::En, || {
            let query = Query::default().with("ids", "t1,t2");
            rsx! { Sheet { all: sample::print_templates(), id: "t1".to_owned(), query } }
        });
        assert!(html.contains("/api/v1/tickets/print?ids=t1"), "{html}");
    }
}
