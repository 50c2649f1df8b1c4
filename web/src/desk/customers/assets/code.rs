//! The code on a machine: it opens a form with company and machine filled in.

use dioxus::prelude::*;
use truckroll_domain::AssetId;
use truckroll_protocol::api::{Link, NewLink};
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::forms::OneLink;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};

/// The codes of a row, and a button for one.
#[component]
pub fn Codes(id: AssetId, name: String) -> Element {
    let changes = use_changes();
    let read = use_live(|| vec!["forms".to_owned()], api::forms);
    let mut chosen = use_signal(String::new);
    let send = use_send(
        move |(form, link): (String, NewLink)| async move { api::new_link(&form, &link).await },
        move |_| changes.announce(["forms"]),
    );
    let forms = read.value();
    let published: Vec<Choice> = forms
        .iter()
        .flatten()
        .filter(|item| item.form.published)
        .map(|item| Choice::new(item.form.id.to_string(), item.form.title.clone()))
        .collect();
    let links: Vec<Link> =
        forms.iter().flatten().flat_map(|item| &item.links).filter(|link| link.asset == Some(id)).cloned().collect();
    let form = if chosen.read().is_empty() { published.first().map(|one| one.value.clone()) } else { Some(chosen()) };
    rsx! {
        Section { title: tr("assets-code"),
            Stale { read }
            if forms.is_none() {
                Waiting { read, rows: 2 }
            } else {
                if links.is_empty() {
                    p { class: "dk-quiet", {tr("assets-code-text")} }
                }
                ul { class: "dk-plain-list dk-links",
                    for link in links {
                        li { key: "{link.id}", OneLink { link } }
                    }
                }
                Failed { failure: send.failure() }
                if published.is_empty() {
                    p { class: "dk-quiet", {tr("assets-code-no-form")} }
                } else {
                    div { class: "dk-asset-code",
                        if published.len() > 1 {
                            SelectField {
                                label: tr("assets-code-form"),
                                value: form.clone().unwrap_or_default(),
                                options: published,
                                on_change: move |id| chosen.set(id),
                            }
                        }
                        Button {
                            label: tr("assets-code-make"),
                            icon: Icon::QrCode,
                            busy: send.busy(),
                            on_press: move |_| {
                                if let Some(form) = form.clone() {
                                    send.run((form, NewLink { asset: Some(id), label: name.clone() }));
                                }
                            },
                        }
                    }
                }
            }
        }
    }
}
