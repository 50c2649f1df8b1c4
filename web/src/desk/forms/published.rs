//! Saved links to ticket templates: what they are for, their codes, switched off and on.

use dioxus::prelude::*;
use truckroll_domain::LinkId;
use truckroll_domain::access::{Area, Verb};
use truckroll_protocol::api::{NewPublication, PublicationNow, TicketForms};
use truckroll_ui::prelude::*;

use super::builder::Builder;
use crate::api;
use crate::api::publishing::TOPIC;
use crate::api::staff::Outcome;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::platform;
use crate::session::use_session;

/// The links with a way to make another.
#[component]
pub fn PublishedLinks() -> Element {
    let session = use_session();
    let read = use_live(|| vec![TOPIC.to_owned()], api::publishing::all);
    let forms = use_live(|| vec!["ticket_template".to_owned()], api::ticket_forms::read);
    let mut making = use_signal(|| false);
    let may = session.may(Area::Visits, Verb::Assign);
    let usable = forms.value().is_some_and(|forms| forms.usable().next().is_some());
    rsx! {
        Section {
            title: tr("publish-links"),
            trail: rsx! {
                if may && usable {
                    Button { label: tr("forms-new-link"), icon: Icon::Plus, kind: ButtonKind::Primary, on_press: move |_| making.set(true) }
                }
            },
            p { class: "dk-quiet", {tr("publish-links-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 3 } },
                Some(all) if all.is_empty() => rsx! { p { class: "dk-quiet", {tr("publish-links-empty")} } },
                Some(all) => rsx! { LinkLines { all, forms: forms.value() } },
            }
            if let (true, Some(forms)) = (making(), forms.value()) {
                Builder { forms, now: None, on_close: move |()| making.set(false) }
            }
        }
    }
}

/// The page on which customers see their own requests.
#[component]
pub fn PortalLink() -> Element {
    let read = use_live(Vec::new, api::publishing::portal);
    rsx! {
        if let Some(link) = read.value() {
            Section { title: tr("publish-portal"),
                p { class: "dk-quiet", {tr("publish-portal-text")} }
                div { class: "tr-actions",
                    LinkButton { href: link.path, label: tr("publish-portal-open"), icon: Icon::External, kind: ButtonKind::Ghost, new_tab: true }
                }
            }
        }
    }
}

/// The links.
#[component]
pub fn LinkLines(all: Vec<PublicationNow>, forms: Option<TicketForms>) -> Element {
    rsx! {
        ul { class: "dk-plain-list dk-links",
            for one in all {
                li { key: "{one.id}", OnePublished { now: one.clone(), forms: forms.clone() } }
            }
        }
    }
}

/// What a template is called.
fn template_name(forms: Option<&TicketForms>, now: &PublicationNow) -> String {
    let of = forms.and_then(|forms| forms.templates.iter().find(|one| one.template.id == now.publication.template));
    of.map(|one| one.template.name.clone()).unwrap_or_default()
}

#[component]
fn OnePublished(now: PublicationNow, forms: Option<TicketForms>) -> Element {
    let (toasts, format, changes) = (use_toasts(), use_format(), use_changes());
    let mut changing = use_signal(|| false);
    let template = template_name(forms.as_ref(), &now);
    let label = if now.publication.label.is_empty() { template.clone() } else { now.publication.label.clone() };
    let address =
        if now.address.is_empty() { format!("{}{}", platform::origin(), now.path) } else { now.address.clone() };
    let off = now.disabled_at.is_some();
    let turn = use_send(
        |(id, new): (LinkId, NewPublication)| async move { api::publishing::save(Some(id), &new).await },
        move |outcome| {
            changes.announce([TOPIC]);
            if matches!(outcome, Outcome::Overtaken) {
                toasts.say(Tone::Paused, tr("templates-overtaken"));
            }
        },
    );
    let turned = NewPublication { version: now.version, disabled: !off, publication: now.publication.clone() };
    let id = now.id;
    rsx! {
        article { class: "dk-link",
            img {
                class: "dk-qr",
                src: "/api/v1/publications/{now.id}/qr.svg",
                alt: tr!("forms-qr", label = label.clone()),
                width: "96",
                height: "96",
                loading: "lazy",
            }
            div { class: "dk-link-words",
                p { class: "dk-cell-title", "{label} "
                    if off {
                        Badge { tone: Tone::Paused, label: tr("publish-off"), kind: BadgeKind::Plain }
                    }
                }
                p { class: "dk-quiet",
                    {tr!("publish-of", template = template, date = format.date(now.created_at.ms()))}
                    if let Some(end) = now.publication.expires_at {
                        " · "
                        {tr!("publish-ends", date = format.moment(end.ms()))}
                    }
                }
                Failed { failure: turn.failure() }
                div { class: "tr-actions",
                    LinkButton { href: now.path.clone(), label: tr("forms-open"), icon: Icon::External, kind: ButtonKind::Ghost, new_tab: true }
                    LinkButton {
                        href: "/api/v1/publications/{now.id}/sheet",
                        label: tr("forms-sheet"),
                        icon: Icon::Printer,
                        kind: ButtonKind::Ghost,
                        new_tab: true,
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
                    Button { label: tr("publish-change"), kind: ButtonKind::Ghost, on_press: move |_| changing.set(true) }
                    Button {
                        label: tr(if off { "publish-turn-on" } else { "publish-turn-off" }),
                        kind: ButtonKind::Ghost,
                        busy: turn.busy(),
                        on_press: move |_| turn.run((id, turned.clone())),
                    }
                }
                if let (true, Some(forms)) = (changing(), forms.clone()) {
                    Builder { forms, now: Some(now.clone()), on_close: move |()| changing.set(false) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;
    use truckroll_domain::publishing::Publication;

    use super::*;
    use crate::sample;

    #[test]
    fn a_link_has_its_code_and_says_what_it_is_for() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let forms = sample::ticket_forms();
                let template = forms.templates[0].template.id;
                let publication = Publication { template, expires_at: Some(Timestamp(1)), ..Publication::default() };
                let now = PublicationNow {
                    id: LinkId::from_parts(7, [1; 10]),
                    version: 1,
                    path: "/r/x".into(),
                    address: String::new(),
                    created_at: Timestamp(1),
                    disabled_at: Some(Timestamp(2)),
                    publication,
                };
                rsx! { LinkLines { all: vec![now], forms: Some(forms) } }
            });
            assert!(html.contains("/qr.svg") && html.contains("Repair") && !html.contains(">publish-"), "{html}");
        }
    }
}
