//! Forms for customers and their links: the QR code on the machine, the sheet to print.

mod asking;
mod builder;
pub(crate) mod customer;
mod published;

use dioxus::prelude::*;
use truckroll_domain::AssetId;
use truckroll_domain::access::{Area, Verb};
use truckroll_protocol::api::{FormItem, Link, NewLink};
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::platform;
use crate::query::Query;
use crate::session::use_session;
use published::{PortalLink, PublishedLinks};

/// The screen.
#[component]
pub fn FormsScreen(query: ReadSignal<Query>) -> Element {
    let _ = query;
    let read = use_live(|| vec!["forms".to_owned()], api::forms);
    rsx! {
        div { class: "dk-page",
            header { class: "dk-page-head", h1 { class: "dk-page-title", {tr("desk-nav-forms")} } }
            PublishedLinks {}
            PortalLink {}
            p { class: "dk-quiet", {tr("forms-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read } },
                Some(list) if list.is_empty() => rsx! {
                    Empty { icon: Icon::QrCode, title: tr("forms-empty"), text: tr("forms-empty-text") }
                },
                Some(list) => rsx! {
                    for item in list {
                        OneForm { key: "{item.form.id}", item }
                    }
                },
            }
        }
    }
}

/// A form with its links.
#[component]
pub fn OneForm(item: FormItem) -> Element {
    let session = use_session();
    let mut making = use_signal(|| false);
    let form = item.form.clone();
    let may = session.may(Area::Visits, Verb::Assign) && form.published;
    rsx! {
        Section {
            title: form.title.clone(),
            trail: rsx! {
                if form.published {
                    Badge { tone: Tone::Done, label: tr("forms-published"), kind: BadgeKind::Plain }
                } else {
                    Badge { tone: Tone::Neutral, label: tr("forms-draft"), kind: BadgeKind::Plain }
                }
                if may {
                    Button { label: tr("forms-new-link"), icon: Icon::Plus, on_press: move |_| making.set(true) }
                }
            },
            p { class: "dk-quiet",
                {tr!("forms-fields", count = form.fields.len())}
                " · "
                {form.fields.iter().map(|f| f.label.clone()).collect::<Vec<_>>().join(", ")}
            }
            if item.links.is_empty() {
                p { class: "dk-quiet", {tr("forms-no-links")} }
            } else {
                ul { class: "dk-plain-list dk-links",
                    for link in item.links.clone() {
                        li { key: "{link.id}", OneLink { link } }
                    }
                }
            }
            if making() {
                MakeLink { form: form.id.to_string(), on_close: move |()| making.set(false) }
            }
        }
    }
}

/// A link with its code: to open, print, copy.
#[component]
pub fn OneLink(link: Link) -> Element {
    let toasts = use_toasts();
    let format = use_format();
    let label = if link.label.is_empty() { tr("forms-general") } else { link.label.clone() };
    let address =
        if link.address.is_empty() { format!("{}{}", platform::origin(), link.path) } else { link.address.clone() };
    rsx! {
        article { class: "dk-link",
            img {
                class: "dk-qr",
                src: "/api/v1/links/{link.id}/qr.svg",
                alt: tr!("forms-qr", label = label.clone()),
                width: "96",
                height: "96",
                loading: "lazy",
            }
            div { class: "dk-link-words",
                p { class: "dk-cell-title", "{label}" }
                p { class: "dk-quiet", {tr!("forms-made", date = format.date(link.created_at.ms()))} }
                div { class: "tr-actions",
                    LinkButton { href: link.path.clone(), label: tr("forms-open"), icon: Icon::External, kind: ButtonKind::Ghost, new_tab: true }
                    LinkButton {
                        href: "/api/v1/links/{link.id}/sheet",
                        label: tr("forms-sheet"),
                        icon: Icon::Printer,
                        kind: ButtonKind::Ghost,
                        new_tab: true,
                    }
                    LinkButton {
                        href: "/api/v1/links/{link.id}/qr.png",
                        label: tr("forms-png"),
                        icon: Icon::Download,
                        kind: ButtonKind::Ghost,
                        download: "qr.png",
                    }
                    Button {
                        label: tr("verb-copy"),
                        icon: Icon::Copy,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| {
                            let url = address.clone();
                            async move {
                                if platform::copy(&url).await {
                                    toasts.say(Tone::Done, tr("dispatch-copied"));
                                } else {
                                    toasts.say(Tone::Paused, tr!("dispatch-copy-failed", url = url));
                                }
                            }
                        },
                    }
                }
            }
        }
    }
}

/// Makes a link, for a machine or for anything.
#[component]
fn MakeLink(form: String, on_close: EventHandler<()>) -> Element {
    let changes = use_changes();
    let mut words = use_signal(String::new);
    let mut label = use_signal(String::new);
    let mut asset = use_signal(|| None::<(AssetId, String)>);
    let found = use_live(Vec::new, move || {
        let query = Query::default().with("q", words.read().trim());
        async move { api::assets(&query, 1).await }
    });
    let send = use_send(
        move |link: NewLink| {
            let form = form.clone();
            async move { api::new_link(&form, &link).await }
        },
        move |_| {
            changes.announce(["forms"]);
            on_close.call(());
        },
    );
    let chosen = asset().map(|(id, _)| id);
    rsx! {
        Dialog {
            open: true,
            title: tr("forms-new-link"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("forms-make"),
                    kind: ButtonKind::Primary,
                    busy: send.busy(),
                    on_press: move |_| {
                        let given = label.peek().trim().to_owned();
                        let (id, name) = asset.peek().clone().map_or((None, String::new()), |(id, name)| (Some(id), name));
                        send.run(NewLink { asset: id, label: if given.is_empty() { name } else { given } });
                    },
                }
            },
            div { class: "dk-form",
                Failed { failure: send.failure() }
                TextField {
                    label: tr("forms-label"),
                    hint: tr("forms-label-hint"),
                    value: label(),
                    max_length: 200,
                    on_input: move |text| label.set(text),
                }
                TextField {
                    label: tr("forms-asset"),
                    hint: tr("forms-asset-hint"),
                    kind: TextKind::Search,
                    value: words(),
                    max_length: 200,
                    on_input: move |text| words.set(text),
                }
                if let Some((_, name)) = asset() {
                    Notice { tone: Tone::Done, title: name,
                        Button { label: tr("forms-no-asset"), kind: ButtonKind::Ghost, on_press: move |_| asset.set(None) }
                    }
                }
                div { class: "dk-picker",
                    match found.value() {
                        None => rsx! { Waiting { read: found, rows: 3 } },
                        Some(page) => rsx! {
                            for row in page.rows.into_iter().take(20) {
                                ListRow {
                                    key: "{row.id}",
                                    title: row.name.clone(),
                                    subtitle: row.company_name.clone(),
                                    selected: chosen.is_some_and(|id| id.to_string() == row.id),
                                    on_open: move |()| {
                                        if let Ok(id) = row.id.parse() {
                                            asset.set(Some((id, row.name.clone())));
                                        }
                                    },
                                }
                            }
                        },
                    }
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
    fn a_link_has_its_code_and_its_sheet() {
        let html = sample::render(Locale::En, || rsx! { OneForm { item: sample::form_item() } });
        assert!(html.contains("/qr.svg") && html.contains("/sheet"), "{html}");
        assert!(html.contains("Lift 3, Hua Plaza"), "{html}");
    }
}
