//! The link by which a person sees and changes his own details, handed out by an agent (CUS-22).

use dioxus::prelude::*;
use truckroll_domain::TemplateId;
use truckroll_domain::customers::CustomerTemplate;
use truckroll_protocol::api::{DetailsLink, TemplateNow};
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::Failed;
use crate::platform;

/// The button on a person's page, and its dialog; nothing while no template is published.
#[component]
pub fn PersonalLink(contact: String, name: String) -> Element {
    let read = use_live(|| vec![CustomerTemplate::KIND.to_owned()], api::templates::list);
    let mut open = use_signal(|| false);
    let published: Vec<TemplateNow> =
        read.value().unwrap_or_default().into_iter().filter(|now| now.template.published).collect();
    if published.is_empty() {
        return rsx! {};
    }
    rsx! {
        Button { label: tr("details-link"), icon: Icon::Link, kind: ButtonKind::Ghost, on_press: move |_| open.set(true) }
        if open() {
            LinkDialog { contact, name, published, on_close: move |()| open.set(false) }
        }
    }
}

#[component]
fn LinkDialog(contact: String, name: String, published: Vec<TemplateNow>, on_close: EventHandler<()>) -> Element {
    let format = use_format();
    let toasts = use_toasts();
    let first = published.first().map(|now| now.template.id.to_string()).unwrap_or_default();
    let mut chosen = use_signal(|| first);
    let mut made = use_signal(|| None::<DetailsLink>);
    let send = use_send(
        move |template: TemplateId| {
            let contact = contact.clone();
            async move { api::templates::link(&contact, template).await }
        },
        move |link| made.set(Some(link)),
    );
    let options: Vec<Choice> =
        published.iter().map(|now| Choice::new(now.template.id.to_string(), now.template.name.clone())).collect();
    rsx! {
        Dialog {
            open: true,
            title: tr!("details-link-title", name = name),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                if let Some(link) = made() {
                    Button {
                        label: tr("verb-copy"),
                        icon: Icon::Copy,
                        kind: ButtonKind::Primary,
                        on_press: move |_| {
                            let url = format!("{}{}", platform::origin(), link.path);
                            async move {
                                if platform::copy(&url).await {
                                    toasts.say(Tone::Done, tr("dispatch-copied"));
                                } else {
                                    toasts.say(Tone::Paused, tr!("dispatch-copy-failed", url = url));
                                }
                            }
                        },
                    }
                } else {
                    Button {
                        label: tr("details-link-make"),
                        kind: ButtonKind::Primary,
                        busy: send.busy(),
                        on_press: move |_| {
                            if let Ok(template) = chosen.peek().parse::<TemplateId>() {
                                send.run(template);
                            }
                        },
                    }
                }
            },
            div { class: "dk-form",
                p { {tr("details-link-text")} }
                Failed { failure: send.failure() }
                if options.len() > 1 {
                    SelectField {
                        label: tr("templates-title"),
                        value: chosen(),
                        options,
                        on_change: move |id: String| {
                            chosen.set(id);
                            made.set(None);
                        },
                    }
                }
                if let Some(link) = made() {
                    p { class: "dk-details-link", role: "status",
                        a { class: "tr-link", href: "{link.path}", target: "_blank", rel: "noreferrer",
                            {format!("{}{}", platform::origin(), link.path)}
                        }
                    }
                    p { class: "dk-quiet", {tr!("details-link-until", time = format.moment(link.until.ms()))} }
                }
            }
        }
    }
}
