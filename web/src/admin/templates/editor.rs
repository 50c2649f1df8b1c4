//! One customer template: what it is for, its fields in order, and, for publishing, its page.
//!
//! It is read with a number and saved by it, as fields are. A new one has its first save before anything can be published.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::TemplateId;
use truckroll_domain::customers::{CustomerTemplate, TemplateField, TemplateModule};
use truckroll_protocol::api::{NewTemplate, TemplateNow};
use truckroll_ui::prelude::*;

use super::state::{Draft, field_of, named};
use super::{PATH, module_word};
use crate::admin::SettingsHead;
use crate::admin::parts::{Overtaken, SaveBar};
use crate::api;
use crate::api::staff::Outcome;
use crate::desk::customers::{Book, problem, use_book};
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::platform;
use crate::route::use_go;

/// The screen; `new` makes one.
#[component]
pub fn TemplateScreen(template: ReadSignal<String>) -> Element {
    rsx! {
        for template in [template()] {
            Loaded { key: "{template}", template }
        }
    }
}

#[component]
fn Loaded(template: String) -> Element {
    let read = use_live(|| vec![CustomerTemplate::KIND.to_owned()], api::templates::list);
    let book = use_book();
    let fresh = template == "new";
    let mut draft = use_signal(|| None::<Draft>);
    let mut theirs = use_signal(|| None::<TemplateNow>);
    let wanted = template.clone();
    use_effect(move || {
        let (all, book) = (read.signal(), book.signal());
        let (all, book) = (all.read(), book.read());
        let (Some(all), Some(book)) = (all.as_ref(), book.as_ref()) else { return };
        if fresh {
            if draft.peek().is_none() {
                draft.set(Some(Draft { read: None, template: empty() }));
            }
            return;
        }
        let Some(now) = all.iter().find(|now| now.template.id.to_string() == wanted).cloned() else { return };
        let changed = draft.peek().as_ref().is_some_and(|draft| draft.is_changed() && draft.seq() != now.seq);
        if changed {
            theirs.set(Some(now));
        } else if draft.peek().as_ref().is_none_or(|draft| draft.seq() != now.seq) {
            draft.set(Some(Draft::of(now, book)));
        }
    });
    let missing =
        !fresh && read.value().is_some_and(|all| !all.iter().any(|now| now.template.id.to_string() == template));
    let title = draft().map(|draft| draft.template.name).filter(|name| !name.trim().is_empty());
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: title.unwrap_or_else(|| tr(if fresh { "templates-new" } else { "templates-title" })),
                LinkButton { href: PATH, label: tr("templates-title"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
            }
            Stale { read }
            if missing && draft().is_none() {
                Empty { icon: Icon::ListChecks, title: tr("templates-missing"), text: tr("templates-missing-text") }
            } else {
                match book.value() {
                    Some(book) if draft().is_some() => rsx! { TemplateEditor { book, draft, theirs } },
                    None => rsx! { Waiting { read: book } },
                    Some(_) => rsx! { Waiting { read } },
                }
            }
        }
    }
}

fn empty() -> CustomerTemplate {
    CustomerTemplate {
        id: api::fresh(TemplateId::from_parts),
        name: String::new(),
        module: TemplateModule::Ticket,
        fields: Vec::new(),
        intro: String::new(),
        published: false,
        review: false,
    }
}

/// The editor.
#[component]
pub fn TemplateEditor(book: Book, draft: Signal<Option<Draft>>, theirs: Signal<Option<TemplateNow>>) -> Element {
    let go = use_go();
    let toasts = use_toasts();
    let changes = use_changes();
    let mut draft = draft;
    let mut theirs = theirs;
    let mut tried = use_signal(|| false);
    let mut refused = use_signal(BTreeMap::<String, String>::new);
    let mut removing = use_signal(|| false);
    let mut picked = use_signal(String::new);
    let lookup = book.clone();
    let send = use_send(
        |new: NewTemplate| async move {
            let first = new.seq == 0;
            let outcome = if first { api::templates::make(&new).await? } else { api::templates::replace(&new).await? };
            let latest = match &outcome {
                Outcome::Overtaken => {
                    api::templates::list().await?.into_iter().find(|now| now.template.id == new.template.id)
                }
                _ => None,
            };
            api::Answer::Ok((outcome, latest, first))
        },
        move |(outcome, latest, first)| match outcome {
            Outcome::Written(now) => {
                let id = now.template.id;
                draft.set(Some(Draft::of(now, &lookup)));
                tried.set(false);
                changes.announce([CustomerTemplate::KIND]);
                toasts.say(Tone::Done, tr("rules-saved"));
                if first {
                    go.instead(format!("{PATH}/{id}"));
                }
            }
            Outcome::Overtaken => theirs.set(latest),
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    let remove = use_send(
        |(id, seq): (TemplateId, i64)| async move { api::templates::remove(id, seq).await },
        move |outcome| {
            removing.set(false);
            changes.announce([CustomerTemplate::KIND]);
            if matches!(outcome, Outcome::Written(())) {
                go.to(PATH);
            }
        },
    );
    let Some(now) = draft() else { return rsx! {} };
    let wrong = now.problems(&book);
    let of = |member: &str| {
        let own = wrong.get(member).copied().filter(|_| tried());
        own.map(str::to_owned).or_else(|| refused.read().get(member).cloned()).map(|key| problem(&key))
    };
    let problems = if tried() { wrong.len() } else { 0 };
    let set = move |work: &dyn Fn(&mut Draft)| {
        let mut draft = draft;
        if let Some(draft) = draft.write().as_mut() {
            work(draft);
        }
        let mut refused = refused;
        refused.write().clear();
    };
    let sent = NewTemplate { seq: now.seq(), template: now.template.clone() };
    let right = wrong.is_empty();
    let submit = use_callback(move |()| {
        tried.set(true);
        if right {
            send.run(sent.clone());
        }
    });
    let publishing = now.template.module == TemplateModule::Publishing;
    let saved = now.read.clone();
    let modules: Vec<Choice> =
        TemplateModule::ALL.iter().map(|module| Choice::new(module.word(), module_word(*module))).collect();
    let taken = book.clone();
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                submit.call(());
            },
            Failed { failure: send.failure().or_else(|| remove.failure()) }
            if let Some(other) = theirs() {
                Overtaken {
                    title: tr("templates-overtaken"),
                    on_take: {
                        let other = other.clone();
                        move |()| {
                            draft.set(Some(Draft::of(other.clone(), &taken)));
                            theirs.set(None);
                        }
                    },
                    on_keep: move |()| {
                        let kept = draft.peek().as_ref().map(|draft| draft.over(other.clone()));
                        draft.set(kept);
                        theirs.set(None);
                    },
                }
            }
            Section { title: tr("templates-use"),
                div { class: "dk-form-pair",
                    TextField {
                        label: tr("templates-name"),
                        hint: publishing.then(|| tr("templates-name-hint")),
                        value: now.template.name.clone(),
                        required: true,
                        max_length: 100,
                        error: of("name"),
                        on_input: move |name: String| set(&|draft| draft.template.name.clone_from(&name)),
                    }
                    SelectField {
                        label: tr("templates-module"),
                        hint: tr(&format!("templates-module-{}-hint", now.template.module.word())),
                        value: now.template.module.word(),
                        options: modules,
                        on_change: move |word: String| {
                            if let Some(module) = TemplateModule::from_word(&word) {
                                set(&|draft| draft.template.module = module);
                            }
                        },
                    }
                }
                if publishing {
                    TextAreaField {
                        label: tr("templates-intro-text"),
                        hint: tr("templates-intro-text-hint"),
                        value: now.template.intro.clone(),
                        max_length: 1_000,
                        error: of("intro"),
                        on_input: move |intro: String| set(&|draft| draft.template.intro.clone_from(&intro)),
                    }
                }
            }
            Section { title: tr("templates-fields"),
                if let Some(said) = of("fields") {
                    p { class: "tr-error", role: "alert", "{said}" }
                }
                if now.template.fields.is_empty() {
                    p { class: "dk-quiet", {tr("templates-no-fields")} }
                }
                ol { class: "dk-plain-list dk-template-fields", aria_label: tr("templates-fields"),
                    for (index, asked) in now.template.fields.clone().into_iter().enumerate() {
                        FieldLine {
                            key: "{asked.noun.word()}.{asked.key}",
                            book: book.clone(),
                            asked,
                            index,
                            count: now.template.fields.len(),
                            error: of(&format!("fields.{index}")),
                            draft,
                        }
                    }
                }
                // a button of its own: arrow keys walk through the choices
                div { class: "dk-word-add",
                    SelectField {
                        label: tr("templates-add-field"),
                        value: picked(),
                        none_label: tr("templates-choose-field"),
                        options: now.addable(&book),
                        on_change: move |choice| picked.set(choice),
                    }
                    Button {
                        label: tr("templates-add"),
                        icon: Icon::Plus,
                        disabled: picked.read().is_empty(),
                        on_press: move |_| {
                            let choice = std::mem::take(&mut *picked.write());
                            set(&|draft| draft.add(&choice));
                        },
                    }
                }
            }
            if publishing {
                Section { title: tr("templates-page"),
                    if let Some(read) = saved.clone() {
                        CheckField {
                            label: tr("templates-publish"),
                            hint: tr("templates-publish-hint"),
                            switch: true,
                            checked: now.template.published,
                            on_change: move |on| set(&|draft| draft.template.published = on),
                        }
                        CheckField {
                            label: tr("templates-review"),
                            hint: tr("templates-review-hint"),
                            switch: true,
                            checked: now.template.review,
                            on_change: move |on| set(&|draft| draft.template.review = on),
                        }
                        if let Some(path) = read.path.clone() {
                            PublishedLink { id: read.template.id, name: read.template.name.clone(), path }
                        } else if now.template.published {
                            p { class: "dk-quiet", {tr("templates-save-to-publish")} }
                        }
                    } else {
                        p { class: "dk-quiet", {tr("templates-publish-later")} }
                    }
                }
            }
            if let Some(read) = saved {
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
                        title: tr!("templates-remove-title", name = read.template.name.clone()),
                        text: tr(if read.template.published { "templates-remove-published" } else { "templates-remove-text" }),
                        verb: tr("templates-remove"),
                        danger: true,
                        busy: remove.busy(),
                        on_confirm: {
                            let (id, seq) = (read.template.id, read.seq);
                            move |()| remove.run((id, seq))
                        },
                        on_close: move |()| removing.set(false),
                    }
                }
            }
            SaveBar { changed: now.is_changed(), problems, busy: send.busy() }
        }
    }
}

/// A field of the template: whose it is, whether it must be filled, its place.
#[component]
fn FieldLine(
    book: Book,
    asked: TemplateField,
    index: usize,
    count: usize,
    error: Option<String>,
    draft: Signal<Option<Draft>>,
) -> Element {
    let name = named(&book, asked.noun, &asked.key);
    let always = field_of(&book, &asked).is_some_and(|field| field.required);
    let change = use_callback(move |work: Step| {
        let mut draft = draft;
        if let Some(draft) = draft.write().as_mut() {
            match work {
                Step::Require(on) => draft.template.fields[index].required = on,
                Step::Up => draft.shift(index, false),
                Step::Down => draft.shift(index, true),
                Step::Remove => {
                    draft.template.fields.remove(index);
                }
            }
        }
    });
    rsx! {
        li {
            div { class: "dk-template-field",
                span { class: "dk-cell-title", "{name}" }
                CheckField {
                    label: tr!("templates-required", name = name.clone()),
                    checked: always || asked.required,
                    disabled: always || asked.key == "created_at",
                    on_change: move |on| change.call(Step::Require(on)),
                }
                div { class: "tr-actions",
                    Button {
                        label: tr!("templates-up", name = name.clone()),
                        icon: Icon::ArrowUp,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        disabled: index == 0,
                        on_press: move |_| change.call(Step::Up),
                    }
                    Button {
                        label: tr!("templates-down", name = name.clone()),
                        icon: Icon::ArrowDown,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        disabled: index + 1 == count,
                        on_press: move |_| change.call(Step::Down),
                    }
                    Button {
                        label: tr!("templates-drop", name = name),
                        icon: Icon::Close,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| change.call(Step::Remove),
                    }
                }
            }
            if let Some(error) = error {
                p { class: "tr-error", role: "alert", "{error}" }
            }
        }
    }
}

/// What is done to a line.
#[derive(Clone, Copy)]
enum Step {
    Require(bool),
    Up,
    Down,
    Remove,
}

/// The page's address: its code, to open, to print, to copy.
#[component]
fn PublishedLink(id: TemplateId, name: String, path: String) -> Element {
    let toasts = use_toasts();
    let copied = path.clone();
    rsx! {
        article { class: "dk-link",
            img {
                class: "dk-qr",
                src: api::templates::code(id, "svg"),
                alt: tr!("forms-qr", label = name),
                width: "96",
                height: "96",
                loading: "lazy",
            }
            div { class: "dk-link-words",
                p { class: "dk-quiet", {tr("templates-link-text")} }
                div { class: "tr-actions",
                    LinkButton { href: path, label: tr("templates-open"), icon: Icon::External, kind: ButtonKind::Ghost, new_tab: true }
                    LinkButton {
                        href: api::templates::code(id, "png"),
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
                            let url = format!("{}{copied}", platform::origin());
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
