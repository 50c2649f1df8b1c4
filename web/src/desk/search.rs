//! The global search: one field, what is found below it, arrows and Enter.
//!
//! It finds documents on the server, and the screens of the desk by name.

use dioxus::prelude::*;
use truckroll_domain::Kind;
use truckroll_domain::fields::Noun;
use truckroll_protocol::api::Hit;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::customers::path_of;
use crate::desk::modules::{Module, modules};
use crate::desk::trouble::Waiting;
use crate::route::use_go;
use crate::session::use_session;

/// Something that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    icon: Icon,
    title: String,
    subtitle: String,
    href: String,
}

impl Found {
    fn hit(hit: &Hit) -> Self {
        let (icon, href) = match hit.kind {
            Kind::Visit => (Icon::MapPin, format!("/desk/visits/{}", hit.id)),
            Kind::Ticket => (Icon::Ticket, format!("/desk/tickets/{}", hit.id)),
            Kind::Company => (Icon::Building, path_of(Noun::Company, &hit.id.to_string())),
            Kind::Contact => (Icon::Contact, path_of(Noun::Contact, &hit.id.to_string())),
            Kind::Asset => (Icon::Package, path_of(Noun::Asset, &hit.id.to_string())),
        };
        Self { icon, title: hit.title.clone(), subtitle: hit.subtitle.clone(), href }
    }

    fn module(module: &Module) -> Self {
        Self { icon: module.icon, title: tr(module.label), subtitle: tr("desk-go-to"), href: module.href.to_owned() }
    }
}

/// The dialog with the field.
#[component]
pub fn SearchDialog(open: bool, on_close: EventHandler<()>) -> Element {
    rsx! {
        Dialog { open, title: tr("search-label"), on_close,
            SearchBox { on_close }
        }
    }
}

#[component]
fn SearchBox(on_close: EventHandler<()>) -> Element {
    let go = use_go();
    let session = use_session();
    let mut words = use_signal(String::new);
    let mut at = use_signal(|| 0_usize);
    let hits = use_live(Vec::new, move || {
        let words = words.read().trim().to_owned();
        async move { if words.is_empty() { Ok(Vec::new()) } else { api::search(&words).await } }
    });
    let found = use_memo(move || {
        let wanted = words.read().trim().to_lowercase();
        let modules = modules(&session.rights(), &session.switches());
        let modules = modules.iter().map(Found::module).filter(|m| m.title.to_lowercase().contains(&wanted));
        let hits = hits.value().unwrap_or_default();
        hits.iter().map(Found::hit).take(30).chain(modules).collect::<Vec<_>>()
    });
    let open = use_callback(move |index: usize| {
        let href = found.peek().get(index).map(|f| f.href.clone());
        if let Some(href) = href {
            on_close.call(());
            go.to(href);
        }
    });
    let none = !words.read().trim().is_empty() && found.read().is_empty() && !hits.loading();
    rsx! {
        div {
            class: "dk-search",
            onkeydown: move |event| {
                let last = found.peek().len().saturating_sub(1);
                match event.key() {
                    Key::ArrowDown => at.set((at() + 1).min(last)),
                    Key::ArrowUp => at.set(at().saturating_sub(1)),
                    Key::Enter => open.call(at()),
                    _ => return,
                }
                event.prevent_default();
            },
            TextField {
                label: tr("search-hint"),
                hide_label: true,
                kind: TextKind::Search,
                placeholder: tr("search-hint"),
                value: words(),
                autofocus: true,
                max_length: 200,
                on_input: move |text| {
                    words.set(text);
                    at.set(0);
                },
            }
            div { class: "dk-search-hits", role: "status",
                if hits.error().is_some() {
                    Waiting { read: hits }
                }
                if none {
                    p { class: "tr-hint", {tr!("search-none", text = words())} }
                }
            }
            div { class: "dk-search-list",
                for (index, one) in found().into_iter().enumerate() {
                    ListRow {
                        key: "{one.href}",
                        title: one.title,
                        subtitle: one.subtitle,
                        href: one.href,
                        selected: index == at(),
                        lead: rsx! { Glyph { icon: one.icon } },
                        on_open: move |()| open.call(index),
                        on_hover: move |on: bool| if on { at.set(index) },
                    }
                }
            }
        }
    }
}
