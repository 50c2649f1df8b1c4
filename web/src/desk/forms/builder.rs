//! The builder of a link to a ticket template: what is asked, what stands there already, until when; kept, or only made.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::fields::{FieldKind, FieldValue, Noun};
use truckroll_domain::publishing::{Ask, CONTACT, Publication, TICKET};
use truckroll_domain::tickets::TicketTemplate;
use truckroll_domain::{AssetId, LinkId, TemplateId, Timestamp};
use truckroll_protocol::api::{CarriedLink, NewPublication, PublicationNow, TicketForms};
use truckroll_ui::prelude::*;

use super::asking::{AskList, Line};
use super::customer::ForCustomer;
use crate::api;
use crate::api::publishing::TOPIC;
use crate::api::staff::Outcome;
use crate::desk::customers::{label, problem};
use crate::desk::trouble::{Failed, Waiting};
use crate::platform;
use crate::query::Query;
use crate::session::use_session;

/// A new link: all own fields, name and number of whoever sends.
fn begun(forms: &TicketForms) -> Publication {
    let template = forms.settings.default_template.or_else(|| forms.usable().next().map(|template| template.id));
    let ask = |key: &str, required| Ask { key: key.to_owned(), required, read_only: false };
    Publication {
        template: template.unwrap_or_default(),
        contact: vec![ask("name", false), ask("phone", true)],
        ..Publication::default()
    }
}

/// The fields of the ticket that can be asked for.
fn of_ticket(forms: &TicketForms, template: Option<&TicketTemplate>) -> Vec<Line> {
    let Some(template) = template else { return Vec::new() };
    let own = template.fields.iter().filter_map(|asked| forms.set.field(&asked.key)).filter(|field| {
        !field.system && field.archived_at.is_none() && !matches!(field.kind, FieldKind::Satisfaction { .. })
    });
    let own = own.map(|field| Line {
        key: field.key.clone(),
        name: label(Noun::Ticket, field),
        given: is_given(&field.kind),
    });
    let system = TICKET.into_iter().filter_map(|key| forms.set.field(key));
    let system = system.map(|field| Line { key: field.key.clone(), name: label(Noun::Ticket, field), given: true });
    system.chain(own).collect()
}

/// Whether a value of the kind can be typed here.
fn is_given(kind: &FieldKind) -> bool {
    !kind.has_rows()
        && !matches!(
            kind,
            FieldKind::Attachment
                | FieldKind::Signature
                | FieldKind::Computed { .. }
                | FieldKind::VerifiedPhone
                | FieldKind::DateTime
        )
}

fn of_contact() -> Vec<Line> {
    let words = |key: &str| match key {
        "im" => tr("publish-qq"),
        key => tr(&format!("cust-contact-{key}")),
    };
    CONTACT.into_iter().map(|key| Line { key: key.to_owned(), name: words(key), given: true }).collect()
}

/// The dialog.
#[component]
pub fn Builder(forms: TicketForms, now: Option<PublicationNow>, on_close: EventHandler<()>) -> Element {
    let changes = use_changes();
    let sees = use_session().may(Area::Customers, Verb::View);
    let known = now.as_ref().map(|now| (now.id, now.version, now.disabled_at.is_some()));
    let mut draft = use_signal(|| now.as_ref().map_or_else(|| begun(&forms), |now| now.publication.clone()));
    let mut refused = use_signal(BTreeMap::<String, String>::new);
    let mut overtaken = use_signal(|| false);
    let mut carried = use_signal(|| None::<CarriedLink>);
    let save = use_send(
        |(id, new): (Option<LinkId>, NewPublication)| async move { api::publishing::save(id, &new).await },
        move |outcome| match outcome {
            Outcome::Written(_) => {
                changes.announce([TOPIC]);
                on_close.call(());
            }
            Outcome::Overtaken => {
                changes.announce([TOPIC]);
                overtaken.set(true);
            }
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    let carry = use_send(
        |new: NewPublication| async move { api::publishing::carry(&new).await },
        move |outcome| match outcome {
            Outcome::Written(link) => carried.set(Some(link)),
            Outcome::Overtaken => {}
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    let mut set = move |change: &dyn Fn(&mut Publication)| {
        change(&mut draft.write());
        refused.write().clear();
        carried.set(None);
    };
    let publication = draft();
    let template = forms.templates.iter().map(|one| &one.template).find(|one| one.id == publication.template);
    let lines = of_ticket(&forms, template);
    let wrong = |member: &str| {
        let all = refused.read();
        let found = all.iter().find(|(key, _)| *key == member || key.starts_with(&format!("{member}.")));
        found.map(|(_, key)| problem(key))
    };
    let chosen = !publication.fields.is_empty();
    let ready = NewPublication {
        version: known.map_or(0, |(_, version, _)| version),
        disabled: known.is_some_and(|(.., off)| off),
        publication: publication.clone(),
    };
    let (kept, only) = (ready.clone(), NewPublication { version: 0, disabled: false, ..ready });
    rsx! {
        Dialog {
            open: true,
            large: true,
            title: if known.is_some() { tr("publish-change-title") } else { tr("forms-new-link") },
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                if known.is_none() {
                    Button { label: tr("publish-carry"), busy: carry.busy(), on_press: move |_| carry.run(only.clone()) }
                }
                Button {
                    label: tr(if known.is_some() { "verb-save" } else { "publish-keep" }),
                    kind: ButtonKind::Primary,
                    busy: save.busy(),
                    disabled: overtaken(),
                    on_press: move |_| save.run((known.map(|(id, ..)| id), kept.clone())),
                }
            },
            div { class: "dk-form",
                Failed { failure: save.failure().or_else(|| carry.failure()) }
                if overtaken() {
                    Notice { tone: Tone::Paused, title: tr("templates-overtaken") }
                }
                if let Some(link) = carried() {
                    Carried { link }
                }
                SelectField {
                    label: tr("publish-template"),
                    value: publication.template.to_string(),
                    options: forms.usable().map(|t| Choice::new(t.id.to_string(), t.name.clone())).collect::<Vec<_>>(),
                    error: wrong("template"),
                    on_change: move |id: String| {
                        if let Ok(id) = id.parse::<TemplateId>() {
                            set(&|p| (p.template, p.fields, p.values) = (id, Vec::new(), BTreeMap::new()));
                        }
                    },
                }
                TextField {
                    label: tr("forms-label"),
                    hint: tr("forms-label-hint"),
                    value: publication.label.clone(),
                    max_length: 200,
                    error: wrong("label"),
                    on_input: move |text: String| set(&|p| p.label.clone_from(&text)),
                }
                TextAreaField {
                    label: tr("publish-intro"),
                    value: publication.intro.clone(),
                    rows: 2,
                    max_length: 2_000,
                    error: wrong("intro"),
                    on_input: move |text: String| set(&|p| p.intro.clone_from(&text)),
                }
                TextAreaField {
                    label: tr("publish-thanks"),
                    value: publication.thanks.clone(),
                    rows: 2,
                    max_length: 2_000,
                    error: wrong("thanks"),
                    on_input: move |text: String| set(&|p| p.thanks.clone_from(&text)),
                }
                AskList {
                    title: tr("publish-contact"),
                    lines: of_contact(),
                    asked: publication.contact.clone(),
                    given: publication.person.clone(),
                    error: wrong("contact").or_else(|| wrong("person")),
                    on_change: move |(asked, given): (Vec<Ask>, BTreeMap<String, String>)| {
                        set(&|p| (p.contact, p.person) = (asked.clone(), given.clone()));
                    },
                }
                SelectField {
                    label: tr("publish-which"),
                    value: if chosen { "some" } else { "all" },
                    options: vec![Choice::new("all", tr("publish-which-all")), Choice::new("some", tr("publish-which-some"))],
                    error: wrong("fields").filter(|_| !chosen),
                    on_change: {
                        let lines = lines.clone();
                        move |word: String| {
                            let all = lines.iter().filter(|line| !TICKET.contains(&line.key.as_str()));
                            let all: Vec<Ask> = all.map(|line| Ask { key: line.key.clone(), ..Ask::default() }).collect();
                            set(&|p| p.fields = if word == "some" { all.clone() } else { Vec::new() });
                        }
                    },
                }
                if chosen {
                    AskList {
                        title: tr("publish-fields"),
                        lines: lines.clone(),
                        asked: publication.fields.clone(),
                        given: publication.values.iter().map(|(key, value)| (key.clone(), value.typed())).collect::<BTreeMap<_, _>>(),
                        error: wrong("fields").or_else(|| wrong("values")),
                        on_change: move |(asked, given): (Vec<Ask>, BTreeMap<String, String>)| {
                            let values: BTreeMap<String, FieldValue> =
                                given.into_iter().map(|(key, text)| (key, FieldValue::Text(text))).collect();
                            set(&|p| (p.fields, p.values) = (asked.clone(), values.clone()));
                        },
                    }
                }
                if sees {
                    ForCustomer {
                        noun: Noun::Company,
                        chosen: publication.company.map(|id| id.to_string()),
                        error: wrong("company"),
                        on_change: move |id: Option<String>| {
                            let company = id.and_then(|id| id.parse().ok());
                            set(&|p| p.company = company);
                        },
                    }
                    ForCustomer {
                        noun: Noun::Contact,
                        chosen: publication.person_id.map(|id| id.to_string()),
                        error: wrong("person_id"),
                        on_change: move |id: Option<String>| {
                            let person = id.and_then(|id| id.parse().ok());
                            set(&|p| p.person_id = person);
                        },
                    }
                }
                ForAsset {
                    chosen: publication.asset,
                    error: wrong("asset"),
                    on_change: move |asset: Option<AssetId>| set(&|p| p.asset = asset),
                }
                SelectField {
                    label: tr("publish-language"),
                    value: publication.locale.clone(),
                    none_label: tr("publish-language-own"),
                    options: Locale::ALL.into_iter().map(|l| Choice::new(l.tag(), tr(l.name_key()))).collect::<Vec<_>>(),
                    on_change: move |tag: String| set(&|p| p.locale.clone_from(&tag)),
                }
                div { class: "dk-form-pair",
                    NumberField {
                        label: tr("publish-max-files"),
                        value: (publication.max_files > 0).then(|| f64::from(publication.max_files)),
                        min: 1.0,
                        max: 20.0,
                        error: wrong("max_files"),
                        on_input: move |n: Option<f64>| set(&|p| p.max_files = whole(n)),
                    }
                    NumberField {
                        label: tr("publish-max-mb"),
                        value: (publication.max_mb > 0).then(|| f64::from(publication.max_mb)),
                        min: 1.0,
                        max: 50.0,
                        unit: "MB",
                        error: wrong("max_mb"),
                        on_input: move |n: Option<f64>| set(&|p| p.max_mb = whole(n)),
                    }
                }
                DateTimeField {
                    label: tr("publish-end"),
                    hint: tr("publish-end-hint"),
                    value: publication.expires_at.map(Timestamp::ms),
                    error: wrong("expires_at"),
                    on_change: move |ms: Option<i64>| set(&|p| p.expires_at = ms.map(Timestamp)),
                }
                CheckField {
                    label: tr("publish-guard"),
                    hint: tr("publish-guard-hint"),
                    checked: publication.puzzle,
                    on_change: move |on: bool| set(&|p| p.puzzle = on),
                }
            }
        }
    }
}

fn whole(n: Option<f64>) -> u32 {
    n.map_or(0, |n| n.clamp(0.0, 1_000.0) as u32)
}

/// A link that was made and is kept nowhere.
#[component]
fn Carried(link: CarriedLink) -> Element {
    let toasts = use_toasts();
    let address = if link.address.is_empty() { format!("{}{}", platform::origin(), link.path) } else { link.address };
    let copied = address.clone();
    rsx! {
        Notice { tone: Tone::Done, title: tr("publish-carried"),
            div { class: "dk-two-step-code", truckroll_ui::qr::QrCode { text: address.clone(), label: tr("publish-carried-code") } }
            p { class: "dk-quiet dk-address", "{address}" }
            Button {
                label: tr("verb-copy"),
                icon: Icon::Copy,
                on_press: move |_| {
                    let url = copied.clone();
                    async move {
                        let done = platform::copy(&url).await;
                        toasts.say(if done { Tone::Done } else { Tone::Paused }, if done { tr("dispatch-copied") } else { tr!("dispatch-copy-failed", url = url) });
                    }
                },
            }
        }
    }
}

/// The machine the link is stuck on.
#[component]
fn ForAsset(chosen: Option<AssetId>, error: Option<String>, on_change: EventHandler<Option<AssetId>>) -> Element {
    let mut words = use_signal(String::new);
    let mut name = use_signal(String::new);
    let found = use_live(Vec::new, move || {
        let query = Query::default().with("q", words.read().trim());
        async move { api::assets(&query, 1).await }
    });
    rsx! {
        TextField {
            label: tr("forms-asset"),
            hint: tr("forms-asset-hint"),
            kind: TextKind::Search,
            value: words(),
            max_length: 200,
            error,
            on_input: move |text| words.set(text),
        }
        if chosen.is_some() {
            Notice { tone: Tone::Done, title: if name.read().is_empty() { tr("publish-asset-chosen") } else { name() },
                Button { label: tr("forms-no-asset"), kind: ButtonKind::Ghost, on_press: move |_| on_change.call(None) }
            }
        }
        if !words.read().trim().is_empty() {
            div { class: "dk-picker",
                match found.value() {
                    None => rsx! { Waiting { read: found, rows: 3 } },
                    Some(page) => rsx! {
                        for row in page.rows.into_iter().take(10) {
                            ListRow {
                                key: "{row.id}",
                                title: row.name.clone(),
                                subtitle: row.company_name.clone(),
                                selected: chosen.is_some_and(|id| id.to_string() == row.id),
                                on_open: move |()| {
                                    if let Ok(id) = row.id.parse::<AssetId>() {
                                        name.set(row.name.clone());
                                        on_change.call(Some(id));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_new_link_asks_for_all_own_fields_and_a_number() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                rsx! { Builder { forms: sample::ticket_forms(), now: None, on_close: |()| {} } }
            });
            assert!(html.contains("Repair") && !html.contains(">publish-") && !html.contains(">cust-"), "{html}");
        }
        let forms = sample::ticket_forms();
        let publication = begun(&forms);
        let template = forms.usable().next().expect("one");
        assert_eq!(publication.check(template, &forms.set, Timestamp(1)), Ok(()));
        assert!(of_ticket(&forms, Some(template)).iter().any(|line| line.key == "title"));
    }
}
