//! Settings → Fields (CUS-03): the fields of companies and contacts, in order.
//!
//! As with visit rules, they are read with a number and saved by it; of two administrators the second keeps what he changed
//! and chooses.

use dioxus::prelude::*;
use truckroll_domain::Timestamp;
use truckroll_domain::fields::{FieldProblems, FieldSet, Noun};
use truckroll_protocol::api::FieldsNow;
use truckroll_ui::prelude::*;

use super::SettingsHead;
use crate::api::{self, Fault};
use crate::desk::customers::{label, problem};
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;

mod field;
mod state;

use field::FieldEditor;
pub use field::Lines;
pub use state::{Draft, slug};

const PATH: &str = "/desk/settings/fields";

/// What became of saving.
enum Saved {
    /// These hold now.
    Written(FieldsNow),
    /// A colleague wrote these meanwhile.
    Overtaken(FieldsNow),
}

async fn save(draft: Draft) -> api::Answer<Saved> {
    match api::replace_fields(&draft.request()).await {
        Ok(now) => Ok(Saved::Written(now)),
        Err(Fault::Problem(problem)) if problem.status == 409 => {
            api::fields(draft.read.noun).await.map(Saved::Overtaken)
        }
        Err(fault) => Err(fault),
    }
}

/// The screen.
#[component]
pub fn FieldsScreen(query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let noun = Noun::from_word(query.read().get("noun")).unwrap_or(Noun::Company);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("fields-title") }
            p { class: "dk-quiet", {tr("fields-intro")} }
            Tabs {
                group: "fields",
                label: tr("fields-title"),
                items: vec![
                    TabItem::new("company", tr("people-companies")),
                    TabItem::new("contact", tr("nav-contacts")),
                ],
                selected: noun.word(),
                on_select: move |word: String| go.instead(format!("{PATH}?noun={word}")),
            }
            TabPanel { group: "fields", selected: noun.word(),
                for noun in [noun] {
                    OneNoun { key: "{noun.word()}", noun }
                }
            }
        }
    }
}

#[component]
fn OneNoun(noun: Noun) -> Element {
    let read = use_live(|| vec![FieldSet::KIND.to_owned()], move || async move { api::fields(noun).await });
    let mut draft = use_signal(|| None::<Draft>);
    let mut theirs = use_signal(|| None::<FieldsNow>);
    use_effect(move || {
        let Some(now) = read.signal().read().clone() else { return };
        let changed = draft.peek().as_ref().filter(|d| d.is_changed()).map(|d| d.read.seq);
        match changed {
            Some(seq) if seq != now.seq => theirs.set(Some(now)),
            Some(_) => {}
            None => draft.set(Some(Draft::of(now))),
        }
    });
    rsx! {
        Stale { read }
        if draft.read().is_some() {
            FieldsEditor { draft, theirs }
        } else {
            Waiting { read }
        }
    }
}

/// Changes the draft, if it is there.
fn change(mut draft: Signal<Option<Draft>>, work: impl FnOnce(&mut Draft)) {
    if let Some(draft) = draft.write().as_mut() {
        work(draft);
    }
}

fn problem_of(problems: &FieldProblems, member: &str) -> Option<String> {
    problems.get(member).map(|key| problem(key))
}

/// The editor.
#[component]
pub fn FieldsEditor(draft: Signal<Option<Draft>>, theirs: Signal<Option<FieldsNow>>) -> Element {
    let format = use_format();
    let toasts = use_toasts();
    let mut tried = use_signal(|| false);
    let send = use_send(save, move |saved: Saved| match saved {
        Saved::Written(now) => {
            tried.set(false);
            theirs.set(None);
            draft.set(Some(Draft::of(now)));
            toasts.say(Tone::Done, tr("rules-saved"));
        }
        Saved::Overtaken(now) => theirs.set(Some(now)),
    });
    let submit = use_callback(move |()| {
        tried.set(true);
        if let Some(draft) = draft.peek().clone()
            && draft.problems().is_empty()
        {
            send.run(draft);
        }
    });
    let Some(now) = draft() else { return rsx! {} };
    let problems = if tried() { now.problems() } else { FieldProblems::new() };
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                submit.call(());
            },
            Failed { failure: send.failure() }
            if let Some(other) = theirs() {
                Overtaken { other, draft, theirs }
            }
            FieldList { draft, problems: problems.clone() }
            footer { class: "dk-form-foot dk-form-foot-stay",
                p { class: "dk-quiet", role: "status",
                    if !problems.is_empty() {
                        {tr!("rules-problems", count = problems.len())}
                    } else if now.is_changed() {
                        {tr("rules-unsaved")}
                    } else if let Some(at) = now.read.at {
                        {tr!("rules-by", name = now.read.by.clone(), time = format.moment(at.ms()))}
                    }
                }
                if now.is_changed() {
                    Button {
                        label: tr("rules-discard"),
                        kind: ButtonKind::Ghost,
                        on_press: move |_| {
                            tried.set(false);
                            let read = draft.peek().as_ref().map(|d| d.read.clone());
                            draft.set(read.map(Draft::of));
                        },
                    }
                }
                Button {
                    label: tr("verb-save"),
                    kind: ButtonKind::Primary,
                    submit: true,
                    busy: send.busy(),
                    disabled: !now.is_changed(),
                }
            }
        }
    }
}

/// The fields of a draft in order, a button for another one, and what was archived.
#[component]
pub fn FieldList(draft: Signal<Option<Draft>>, problems: FieldProblems) -> Element {
    let Some(now) = draft() else { return rsx! {} };
    let noun = now.read.noun;
    let all: Vec<_> = now.set.fields.iter().cloned().enumerate().collect();
    let (open, archived): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, f)| f.archived_at.is_none());
    let count = open.len();
    rsx! {
        for (number, (index, field)) in open.into_iter().enumerate() {
            FieldEditor {
                key: "{index}",
                draft,
                index,
                name: label(noun, &field),
                field,
                place: (number + 1, count),
                problems: problems.clone(),
            }
        }
        Button { label: tr("rules-field-add"), icon: Icon::Plus, on_press: move |_| change(draft, Draft::add) }
        if !archived.is_empty() {
            Section { title: tr("rules-retired"),
                p { class: "dk-quiet", {tr("fields-archived-intro")} }
                ul { class: "dk-plain-list dk-retired",
                    for (index, field) in archived {
                        li { key: "{field.key}",
                            span { class: "dk-cell-title", {label(noun, &field)} }
                            span { class: "dk-quiet", {tr(&format!("fields-kind-{}", field.kind.word().replace('_', "-")))} }
                            Button {
                                label: tr("rules-field-again"),
                                icon: Icon::Undo,
                                kind: ButtonKind::Ghost,
                                on_press: move |_| change(draft, |d| d.change(index, |f| f.archived_at = None)),
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A colleague saved other fields while these were being changed.
#[component]
fn Overtaken(other: FieldsNow, draft: Signal<Option<Draft>>, theirs: Signal<Option<FieldsNow>>) -> Element {
    let format = use_format();
    let time = other.at.map(|at: Timestamp| format.moment(at.ms())).unwrap_or_default();
    let mine = other.clone();
    rsx! {
        Notice {
            tone: Tone::Alert,
            title: tr!("rules-overtaken", name = other.by.clone(), time = time),
            text: tr("rules-overtaken-text"),
            Button {
                label: tr("rules-take-theirs"),
                on_press: move |_| {
                    draft.set(Some(Draft::of(other.clone())));
                    theirs.set(None);
                },
            }
            Button {
                label: tr("rules-keep-mine"),
                on_press: move |_| {
                    let kept = draft.peek().as_ref().map(|d| d.over(mine.clone()));
                    draft.set(kept);
                    theirs.set(None);
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::fields::{Field, FieldKind, Label};

    use super::*;
    use crate::sample;

    fn now() -> FieldsNow {
        let mut set = FieldSet::standard(Noun::Company);
        let tree = truckroll_domain::fields::branches_of_lines(vec![], "Lift / Door\nBoiler");
        for (key, kind) in [
            ("meter", FieldKind::Whole),
            ("part", FieldKind::Cascade { tree }),
            ("code", FieldKind::Pattern { pattern: "[A-Z]+".into() }),
        ] {
            set.fields.push(Field::new(key, Label::new(&format!("The {key}"), ""), kind));
        }
        set.fields.push(Field {
            archived_at: Some(Timestamp(1)),
            ..Field::new("gate", Label::new("The gate", ""), FieldKind::Text)
        });
        FieldsNow { noun: Noun::Company, seq: 4, set, by: "Sun Li".into(), at: Some(Timestamp(sample::NOW_MS)) }
    }

    #[test]
    fn the_editor_shows_system_fields_own_fields_and_what_is_archived() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let draft = use_signal(|| Some(Draft::of(now())));
                let theirs = use_signal(|| None);
                rsx! { FieldsEditor { draft, theirs } }
            });
            for said in ["value=\"The meter\"", "The gate", "Sun Li", "[A-Z]+", "Lift / Door"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            for key in ["fields-", "cust-", "rules-"] {
                assert!(!html.contains(&format!(">{key}")), "every word is there: {html}");
            }
        }
    }
}
