//! A print template under change: its text with the placeholders beside it, what is wrong by line, and how a ticket looks.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::print::PrintTemplate;
use truckroll_domain::{TemplateId, Timestamp};
use truckroll_protocol::api::{NewPrintTemplate, PrintKey, PrintTemplateNow, PrintTemplates};
use truckroll_ui::prelude::*;

use super::{PATH, use_prints};
use crate::admin::SettingsHead;
use crate::admin::draft::{Draft, Replaced, use_draft};
use crate::admin::parts::{Overtaken, SaveBar};
use crate::api;
use crate::api::staff::Outcome;
use crate::desk::customers::problem;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::platform;
use crate::query::Query;
use crate::route::use_go;
use crate::words;

impl Replaced for PrintTemplateNow {
    type Body = PrintTemplate;
    fn seq(&self) -> i64 {
        self.seq
    }
    fn body(&self) -> &PrintTemplate {
        &self.template
    }
}

/// The screen; `new` makes one.
#[component]
pub fn PrintTemplateScreen(template: ReadSignal<String>) -> Element {
    rsx! {
        for template in [template()] {
            Loaded { key: "{template}", template }
        }
    }
}

#[component]
fn Loaded(template: String) -> Element {
    let read = use_prints();
    let id = template.parse::<TemplateId>().ok();
    let fresh = use_hook(|| api::fresh(TemplateId::from_parts));
    let found = read.value().map(|all| {
        let now = all.templates.iter().find(|now| Some(now.template.id) == id).cloned();
        let begun = PrintTemplate { id: fresh, body: all.standard.clone(), ..PrintTemplate::default() };
        let now = now.or_else(|| (template == "new").then_some(PrintTemplateNow { seq: 0, template: begun }));
        (all, now)
    });
    let title = match &found {
        Some((_, Some(now))) if now.seq != 0 => now.template.name.clone(),
        _ => tr("print-new"),
    };
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title,
                LinkButton { href: PATH, label: tr("print-title"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
            }
            Stale { read }
            match found {
                None => rsx! { Waiting { read } },
                Some((_, None)) => rsx! {
                    Empty { icon: Icon::Printer, title: tr("ticket-forms-missing"), text: tr("ticket-forms-missing-text") }
                },
                Some((all, Some(now))) => rsx! { PrintEditor { all, now } },
            }
        }
    }
}

/// The faults of the text, by line, each with what stands there.
fn faults(problems: &BTreeMap<String, String>, body: &str) -> Vec<(usize, String, String)> {
    let mut all: Vec<(usize, String, String)> = problems
        .iter()
        .filter_map(|(member, key)| {
            let line: usize = member.strip_prefix("body.")?.parse().ok()?;
            let said = tr(&format!("print-problem-{}", key.replace('_', "-")));
            let text = body.lines().nth(line.saturating_sub(1)).unwrap_or_default();
            Some((line, said, text.chars().take(80).collect()))
        })
        .collect();
    all.sort();
    all
}

/// The editor.
#[component]
pub fn PrintEditor(all: PrintTemplates, now: ReadSignal<PrintTemplateNow>) -> Element {
    let go = use_go();
    let toasts = use_toasts();
    let changes = use_changes();
    let mut draft: Draft<PrintTemplateNow> = use_draft(now);
    let mut removing = use_signal(|| false);
    let mut refused = use_signal(BTreeMap::<String, String>::new);
    let forms = use_live(|| vec!["ticket_template".to_owned()], api::ticket_forms::read);
    let send = use_send(
        |new: NewPrintTemplate| async move { api::print::write(&new).await },
        move |outcome| match outcome {
            Outcome::Written(now) => {
                let is_new = draft.seq() == 0;
                let id = now.template.id;
                draft.written(now);
                changes.announce([PrintTemplate::KIND]);
                toasts.say(Tone::Done, tr("rules-saved"));
                if is_new {
                    go.instead(format!("{PATH}/{id}"));
                }
            }
            Outcome::Overtaken => changes.announce([PrintTemplate::KIND]),
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    let remove = use_send(
        |(id, seq): (TemplateId, i64)| async move { api::print::remove(id, seq).await },
        move |outcome| {
            removing.set(false);
            changes.announce([PrintTemplate::KIND]);
            if matches!(outcome, Outcome::Written(())) {
                draft.discard();
                go.to(PATH);
            }
        },
    );
    let template = draft.body.read().clone();
    let mut change = move |work: &dyn Fn(&mut PrintTemplate)| {
        work(&mut draft.body.write());
        refused.write().clear();
    };
    let of = |member: &str| refused.read().get(member).map(|key| problem(key));
    let wrong = faults(&refused.read(), &template.body);
    let saved = draft.read().seq != 0;
    let sent = NewPrintTemplate { seq: draft.read().seq, template: template.clone() };
    let templates = forms.value().map(|forms| forms.templates).unwrap_or_default();
    let templates: Vec<Choice> =
        templates.into_iter().map(|now| Choice::new(now.template.id.to_string(), now.template.name)).collect();
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                send.run(sent.clone());
            },
            Failed { failure: send.failure().or_else(|| remove.failure()) }
            if draft.is_overtaken() {
                Overtaken {
                    title: tr("templates-overtaken"),
                    on_take: move |()| draft.take_theirs(),
                    on_keep: move |()| draft.keep_mine(),
                }
            }
            TextField {
                label: tr("templates-name"),
                value: template.name.clone(),
                required: true,
                max_length: 100,
                error: of("name"),
                on_input: move |name: String| change(&|t| t.name.clone_from(&name)),
            }
            SelectField {
                label: tr("print-for"),
                hint: tr("print-for-hint"),
                value: template.ticket_template.map(|id| id.to_string()).unwrap_or_default(),
                none_label: tr("print-for-all"),
                options: templates,
                error: of("ticket_template"),
                on_change: move |id: String| change(&|t| t.ticket_template = id.parse().ok()),
            }
            CheckField {
                label: tr("print-offered"),
                hint: tr("print-offered-hint"),
                switch: true,
                checked: template.disabled_at.is_none(),
                on_change: move |on: bool| {
                    let at = Timestamp(platform::now_ms());
                    change(&|t| t.disabled_at = (!on).then_some(at));
                },
            }
            div { class: "dk-print-writing",
                div {
                    if !wrong.is_empty() {
                        Notice { tone: Tone::Alert, title: tr!("print-faults", count = wrong.len()),
                            ul { class: "dk-print-faults",
                                for (line, said, text) in wrong {
                                    li { key: "{line}{said}",
                                        {tr!("print-line", line = line, said = said)}
                                        code { "{text}" }
                                    }
                                }
                            }
                        }
                    }
                    div { class: "dk-print-body",
                        TextAreaField {
                            label: tr("print-body"),
                            hint: tr("print-body-hint"),
                            value: template.body.clone(),
                            rows: 22,
                            required: true,
                            error: of("body"),
                            on_input: move |text: String| change(&|t| t.body.clone_from(&text)),
                        }
                    }
                }
                Keys { keys: all.keys.clone() }
            }
            SaveBar {
                changed: draft.is_changed() || !saved,
                problems: refused.read().len(),
                busy: send.busy(),
            }
        }
        if saved {
            Trial { id: template.id.to_string(), seq: draft.read().seq }
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
                    title: tr!("templates-remove-title", name = draft.read().template.name.clone()),
                    text: tr("print-remove-text"),
                    verb: tr("templates-remove"),
                    danger: true,
                    busy: remove.busy(),
                    on_confirm: move |()| {
                        let now = draft.read();
                        remove.run((now.template.id, now.seq));
                    },
                    on_close: move |()| removing.set(false),
                }
            }
        }
    }
}

/// The placeholders in their groups; a press copies one.
#[component]
fn Keys(keys: Vec<PrintKey>) -> Element {
    let toasts = use_toasts();
    let group = |prefix: &'static str| -> Vec<PrintKey> {
        let mine = |key: &&PrintKey| match key.key.split_once('.') {
            Some((of, _)) => of == prefix,
            None => {
                if key.block {
                    prefix == "block"
                } else {
                    prefix == "sheet"
                }
            }
        };
        keys.iter().filter(mine).cloned().collect()
    };
    let groups = ["block", "ticket", "company", "user", "customer", "sheet"].map(|name| (name, group(name)));
    rsx! {
        section { class: "dk-print-keys", aria_label: tr("print-keys"),
            h2 { {tr("print-keys")} }
            p { class: "dk-quiet", {tr("print-keys-hint")} }
            for (name, keys) in groups {
                details { key: "{name}", open: name == "block",
                    summary { {tr(&format!("print-keys-{name}"))} }
                    ul { class: "dk-plain-list",
                        for one in keys {
                            li { key: "{one.key}",
                                button {
                                    r#type: "button",
                                    class: "dk-print-key",
                                    onclick: {
                                        let text = format!("{{{{{}}}}}", one.key);
                                        move |_| {
                                            let text = text.clone();
                                            async move {
                                                if platform::copy(&text).await {
                                                    toasts.say(Tone::Done, tr!("print-copied", key = text));
                                                } else {
                                                    toasts.say(Tone::Paused, tr!("print-not-copied", key = text));
                                                }
                                            }
                                        }
                                    },
                                    code { "{{{{{one.key}}}}}" }
                                    span { class: "dk-quiet", {said(&one)} }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a placeholder is, in words.
fn said(key: &PrintKey) -> String {
    if !key.label.is_empty() {
        return key.label.clone();
    }
    let own = format!("print-key-{}", key.key.replace(['.', '_'], "-").to_lowercase());
    let field = key.key.replace('_', "-").replace("company.", "cust-company-").replace("user.", "cust-contact-");
    [own, field].iter().find(|message| has_message(message)).map(|message| tr(message)).unwrap_or_default()
}

/// How a ticket looks by what was saved.
#[component]
fn Trial(id: String, seq: i64) -> Element {
    let read = use_live(|| vec!["tickets".to_owned()], || async { api::tickets(&Query::default(), 1).await });
    let mut chosen = use_signal(String::new);
    let rows = read.value().map(|page| page.rows).unwrap_or_default();
    let first = rows.first().map(|row| row.id.clone()).unwrap_or_default();
    let ticket = if chosen.read().is_empty() { first } else { chosen() };
    let options: Vec<Choice> = rows
        .iter()
        .take(50)
        .map(|row| Choice::new(row.id.clone(), format!("{} {}", words::number(row.number.as_deref()), row.title)))
        .collect();
    rsx! {
        Section { title: tr("print-trial"),
            p { class: "dk-quiet", {tr("print-trial-hint")} }
            if options.is_empty() {
                p { class: "dk-quiet", {tr("print-trial-none")} }
            } else {
                SelectField {
                    label: tr("print-trial-ticket"),
                    value: ticket.clone(),
                    options,
                    on_change: move |id| chosen.set(id),
                }
                for at in [format!("{ticket}{seq}")] {
                    iframe {
                        key: "{at}",
                        class: "dk-print-frame",
                        title: tr("print-trial"),
                        src: api::print::file(&ticket, &id),
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
    fn the_editor_shows_text_and_placeholders() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let all = sample::print_templates();
                let now = all.templates.first().cloned().expect("a template");
                rsx! { PrintEditor { all, now } }
            });
            for said in ["value=\"Service report\"", "{{ticket.number}}", "Floors"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains(">print-"), "{html}");
        }
    }

    #[test]
    fn faults_stand_in_the_order_of_lines() {
        let problems = BTreeMap::from(
            [("body.10", "mark"), ("body.2", "unknown_key"), ("name", "taken")].map(|(m, k)| (m.into(), k.into())),
        );
        let found = faults(&problems, "a\n{{b}}\n");
        assert_eq!(found.iter().map(|(line, ..)| *line).collect::<Vec<_>>(), [2, 10]);
        assert_eq!(found[0].2, "{{b}}");
    }
}
