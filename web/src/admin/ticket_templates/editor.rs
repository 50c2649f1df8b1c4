//! A ticket template under change: what it is called, whom it is for, groups and fields in order.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::access::Targets;
use truckroll_domain::fields::{Label, Noun};
use truckroll_domain::tickets::form::FormList;
use truckroll_domain::tickets::{FieldGroup, NodeField, TicketField, TicketTemplate};
use truckroll_domain::{TemplateId, Timestamp};
use truckroll_protocol::api::{NewTicketTemplate, TicketForms, TicketTemplateNow};
use truckroll_ui::prelude::*;

use super::field::{FieldLine, Step};
use super::nodes::NodeSection;
use super::{PATH, use_forms};
use crate::admin::SettingsHead;
use crate::admin::fields::slug;
use crate::admin::for_whom::TargetsField;
use crate::admin::parts::{Overtaken, SaveBar};
use crate::api;
use crate::api::staff::Outcome;
use crate::desk::customers::{Book, problem, use_book};
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::platform;
use crate::route::use_go;

/// The screen; `new` makes one.
#[component]
pub fn TicketTemplateScreen(template: ReadSignal<String>) -> Element {
    rsx! {
        for template in [template()] {
            Loaded { key: "{template}", template }
        }
    }
}

#[component]
fn Loaded(template: String) -> Element {
    let read = use_forms();
    let book = use_book();
    let id = template.parse::<TemplateId>().ok();
    let found = read.value().map(|forms| {
        let now = forms.templates.iter().find(|now| Some(now.template.id) == id).cloned();
        (forms, now)
    });
    let title = match &found {
        Some((_, Some(now))) => now.template.name.clone(),
        _ => tr("ticket-forms-new"),
    };
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title,
                LinkButton { href: PATH, label: tr("ticket-forms-title"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
            }
            Stale { read }
            match (found, book.value()) {
                (None, _) => rsx! { Waiting { read } },
                (Some((_, None)), _) if template != "new" => rsx! {
                    Empty { icon: Icon::ListChecks, title: tr("ticket-forms-missing"), text: tr("ticket-forms-missing-text") }
                },
                (_, None) => rsx! { Waiting { read: book } },
                (Some((forms, now)), Some(book)) => rsx! { TemplateEditor { book, forms, now } },
            }
        }
    }
}

/// The template as it was read; one for everybody where it is new.
fn begun(read: Option<&TicketTemplateNow>) -> TicketTemplateNow {
    read.cloned().unwrap_or_else(|| {
        let id = api::fresh(TemplateId::from_parts);
        let template = TicketTemplate { id, scope: Targets::everybody(), ..TicketTemplate::default() };
        TicketTemplateNow { seq: 0, template }
    })
}

/// The fields that can still be added: own ones, and those of the product that are asked for anyway are not among them.
fn addable(forms: &TicketForms, book: &Book, template: &TicketTemplate) -> Vec<Choice> {
    let free = forms.set.own().filter(|field| field.is_shown() && template.field(&field.key).is_none());
    free.map(|field| Choice::new(field.key.clone(), book.label(Noun::Ticket, &field.key))).collect()
}

/// A key for a group that no other one has.
fn free_key(groups: &[FieldGroup], label: &str) -> String {
    let free = |key: &String| !key.is_empty() && !groups.iter().any(|group| group.key == *key);
    let numbered = || (1..).map(|n| format!("group_{n}")).find(&free);
    Some(slug(label)).filter(free).or_else(numbered).unwrap_or_default()
}

/// The editor.
#[component]
pub fn TemplateEditor(book: Book, forms: TicketForms, now: Option<TicketTemplateNow>) -> Element {
    let go = use_go();
    let toasts = use_toasts();
    let changes = use_changes();
    let latest = now.clone();
    let mut base = use_signal(|| begun(now.as_ref()));
    let mut draft = use_signal(|| base.peek().template.clone());
    let mut tried = use_signal(|| false);
    let mut overtaken = use_signal(|| false);
    let mut removing = use_signal(|| false);
    let mut picked = use_signal(String::new);
    let mut group_name = use_signal(String::new);
    let mut refused = use_signal(BTreeMap::<String, String>::new);
    let mut take = move |now: TicketTemplateNow| {
        draft.set(now.template.clone());
        base.set(now);
        overtaken.set(false);
        tried.set(false);
    };
    let send = use_send(
        |new: NewTicketTemplate| async move { api::ticket_forms::write(&new).await },
        move |outcome| match outcome {
            Outcome::Written(now) => {
                changes.announce([TicketTemplate::KIND]);
                toasts.say(Tone::Done, tr("rules-saved"));
                if base.peek().seq == 0 {
                    go.instead(format!("{PATH}/{}", now.template.id));
                }
                take(now);
            }
            Outcome::Overtaken => {
                changes.announce([TicketTemplate::KIND]);
                overtaken.set(true);
            }
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    let remove = use_send(
        |(id, seq): (TemplateId, i64)| async move { api::ticket_forms::remove(id, seq).await },
        move |outcome| {
            removing.set(false);
            changes.announce([TicketTemplate::KIND]);
            if matches!(outcome, Outcome::Written(())) {
                go.to(PATH);
            }
        },
    );
    let template = draft();
    let rows = FormList::new(forms.rows.iter().map(|now| now.form.clone()).collect());
    let wrong = template.check(&forms.set, &rows).err().unwrap_or_default();
    let of = |member: &str| {
        let own = wrong.get(member).copied().filter(|_| tried()).map(str::to_owned);
        own.or_else(|| refused.read().get(member).cloned()).map(|key| problem(&key))
    };
    let below = |prefix: &str| -> Vec<(String, String)> {
        let own = wrong.iter().filter(|_| tried()).map(|(member, key)| (member.clone(), (*key).to_owned()));
        let theirs = refused.read().clone();
        let all = own
            .chain(theirs)
            .filter_map(|(member, key)| member.strip_prefix(prefix).map(|member| (member.to_owned(), problem(&key))));
        all.collect()
    };
    let mut change = move |work: &dyn Fn(&mut TicketTemplate)| {
        work(&mut draft.write());
        refused.write().clear();
    };
    let changed = base.read().seq == 0 || template != base.read().template;
    let sent = NewTicketTemplate { seq: base.read().seq, template: template.clone() };
    let right = wrong.is_empty();
    let offered = addable(&forms, &book, &template);
    let count = template.fields.len();
    let saved = base.read().seq != 0;
    let problems = if tried() { wrong.len() } else { 0 };
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                tried.set(true);
                if right {
                    send.run(sent.clone());
                }
            },
            Failed { failure: send.failure().or_else(|| remove.failure()) }
            if let Some(latest) = latest.filter(|_| overtaken()) {
                Overtaken {
                    title: tr("templates-overtaken"),
                    on_take: {
                        let latest = latest.clone();
                        move |()| take(latest.clone())
                    },
                    on_keep: move |()| {
                        base.set(latest.clone());
                        overtaken.set(false);
                    },
                }
            }
            Section { title: tr("templates-use"),
                TextField {
                    label: tr("templates-name"),
                    value: template.name.clone(),
                    required: true,
                    max_length: 100,
                    error: of("name"),
                    on_input: move |name: String| change(&|t| t.name.clone_from(&name)),
                }
                TextAreaField {
                    label: tr("ticket-forms-description"),
                    hint: tr("ticket-forms-description-hint"),
                    value: template.description.clone(),
                    rows: 2,
                    max_length: 1_000,
                    error: of("description"),
                    on_input: move |text: String| change(&|t| t.description.clone_from(&text)),
                }
                TargetsField {
                    book: book.clone(),
                    label: tr("ticket-forms-scope"),
                    targets: template.scope.clone(),
                    error: of("scope"),
                    on_change: move |scope: Targets| change(&|t| t.scope = scope.clone()),
                }
                if saved {
                    CheckField {
                        label: tr("ticket-forms-enabled"),
                        hint: tr("ticket-forms-enabled-hint"),
                        switch: true,
                        checked: template.disabled_at.is_none(),
                        on_change: move |on: bool| {
                            let at = Timestamp(platform::now_ms());
                            change(&|t| t.disabled_at = (!on).then_some(at));
                        },
                    }
                }
            }
            Section { title: tr("ticket-forms-groups"),
                p { class: "dk-quiet", {tr("ticket-forms-groups-intro")} }
                ul { class: "dk-plain-list dk-template-fields", aria_label: tr("ticket-forms-groups"),
                    for (index, group) in template.groups.clone().into_iter().enumerate() {
                        li { key: "{group.key}",
                            GroupLine {
                                group,
                                error: of(&format!("groups.{index}.label")),
                                on_change: move |group: Option<FieldGroup>| change(&|t| match &group {
                                    Some(group) => t.groups[index] = group.clone(),
                                    None => {
                                        let gone = t.groups.remove(index).key;
                                        t.fields.iter_mut().filter(|f| f.group == gone).for_each(|f| f.group.clear());
                                    }
                                }),
                            }
                        }
                    }
                }
                div { class: "dk-word-add",
                    TextField {
                        label: tr("ticket-forms-group-name"),
                        value: group_name(),
                        max_length: 100,
                        on_input: move |text| group_name.set(text),
                    }
                    Button {
                        label: tr("ticket-forms-group-add"),
                        icon: Icon::Plus,
                        disabled: group_name.read().trim().is_empty(),
                        on_press: move |_| {
                            let name = std::mem::take(&mut *group_name.write());
                            change(&|t| {
                                let key = free_key(&t.groups, &name);
                                t.groups.push(FieldGroup { key, label: Label::new(name.trim(), ""), closed: false });
                            });
                        },
                    }
                }
            }
            Section { title: tr("templates-fields"),
                if let Some(said) = of("fields") {
                    p { class: "tr-error", role: "alert", "{said}" }
                }
                if template.fields.is_empty() {
                    p { class: "dk-quiet", {tr("ticket-forms-no-fields")} }
                }
                ol { class: "dk-plain-list", aria_label: tr("templates-fields"),
                    for (index, asked) in template.fields.clone().into_iter().enumerate() {
                        FieldLine {
                            key: "{asked.key}",
                            book: book.clone(),
                            groups: template.groups.clone(),
                            problems: below(&format!("fields.{index}.")),
                            asked,
                            index,
                            count,
                            on_step: move |step: Step| change(&|t| match &step {
                                Step::Set(field) => t.fields[index] = (**field).clone(),
                                Step::Up if index > 0 => t.fields.swap(index, index - 1),
                                Step::Down if index + 1 < t.fields.len() => t.fields.swap(index, index + 1),
                                Step::Up | Step::Down => {}
                                Step::Remove => {
                                    t.fields.remove(index);
                                }
                            }),
                        }
                    }
                }
                // a button of its own: arrow keys walk through the choices
                div { class: "dk-word-add",
                    SelectField {
                        label: tr("templates-add-field"),
                        value: picked(),
                        none_label: tr("templates-choose-field"),
                        options: offered.clone(),
                        hint: offered.is_empty().then(|| tr("ticket-forms-none-left")),
                        on_change: move |choice| picked.set(choice),
                    }
                    Button {
                        label: tr("templates-add"),
                        icon: Icon::Plus,
                        disabled: picked.read().is_empty(),
                        on_press: move |_| {
                            let key = std::mem::take(&mut *picked.write());
                            change(&|t| t.fields.push(TicketField::new(&key)));
                        },
                    }
                }
            }
            NodeSection {
                book: book.clone(),
                set: forms.set.clone(),
                fields: template.fields.clone(),
                node_field: template.node_field.clone(),
                problems: below("node_field."),
                on_change: move |of: Option<NodeField>| change(&|t| t.node_field.clone_from(&of)),
            }
            if saved {
                div { class: "tr-actions",
                    Button {
                        label: tr("templates-remove"),
                        icon: Icon::Trash,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| removing.set(true),
                    }
                }
                if removing() {
                    Confirm {
                        open: true,
                        title: tr!("templates-remove-title", name = base.read().template.name.clone()),
                        text: tr("ticket-forms-remove-text"),
                        verb: tr("templates-remove"),
                        danger: true,
                        busy: remove.busy(),
                        on_confirm: move |()| {
                            let now = base.peek();
                            remove.run((now.template.id, now.seq));
                        },
                        on_close: move |()| removing.set(false),
                    }
                }
            }
            SaveBar {
                changed,
                problems,
                busy: send.busy(),
                said: saved.then(|| tr!("ticket-forms-version-now", number = template.version)),
            }
        }
    }
}

/// A group: its name in both languages, folded or not.
#[component]
fn GroupLine(group: FieldGroup, error: Option<String>, on_change: EventHandler<Option<FieldGroup>>) -> Element {
    let tag = truckroll_ui::context::current_locale().tag();
    let name = group.label.text(tag).to_owned();
    let (english, chinese, folded) = (group.clone(), group.clone(), group.clone());
    rsx! {
        div { class: "dk-group-line",
            TextField {
                label: tr("fields-label-en"),
                value: group.label.en.clone(),
                max_length: 100,
                error,
                on_input: move |en: String| {
                    let label = Label { en, ..english.label.clone() };
                    on_change.call(Some(FieldGroup { label, ..english.clone() }));
                },
            }
            TextField {
                label: tr("fields-label-zh"),
                value: group.label.zh_cn.clone(),
                max_length: 100,
                on_input: move |zh_cn: String| {
                    let label = Label { zh_cn, ..chinese.label.clone() };
                    on_change.call(Some(FieldGroup { label, ..chinese.clone() }));
                },
            }
            CheckField {
                label: tr("ticket-forms-folded"),
                checked: group.closed,
                on_change: move |closed: bool| on_change.call(Some(FieldGroup { closed, ..folded.clone() })),
            }
            Button {
                label: tr!("templates-drop", name = name),
                icon: Icon::Close,
                icon_only: true,
                kind: ButtonKind::Ghost,
                on_press: move |_| on_change.call(None),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_editor_shows_fields_groups_and_version() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let forms = sample::ticket_forms();
                let mut book = sample::book();
                book.ticket.set = forms.set.clone();
                let now = forms.templates.first().cloned();
                rsx! { TemplateEditor { book, forms, now } }
            });
            for said in ["value=\"Repair\"", "Broken part", "value=\"Power\"", "Total"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains(">ticket-forms-") && !html.contains(">targets-"), "{html}");
        }
    }

    #[test]
    fn a_group_has_a_key_of_its_own() {
        let group = |key: &str| FieldGroup { key: key.into(), ..FieldGroup::default() };
        assert_eq!(free_key(&[], "Power supply"), "power_supply");
        assert_eq!(free_key(&[group("power")], "Power"), "group_1");
        assert_eq!(free_key(&[group("group_1")], "电源"), "group_2");
    }
}
