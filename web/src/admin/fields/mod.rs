//! Settings → Fields (CUS-03): the fields of companies and contacts, in order.
//!
//! As with visit rules, they are read with a number and saved by it; of two administrators the second keeps what he changed
//! and chooses.

use dioxus::prelude::*;
use truckroll_domain::fields::{FieldProblems, FieldSet, Noun};
use truckroll_protocol::api::FieldsNow;
use truckroll_ui::prelude::*;

use super::SettingsHead;
use super::draft::{self, Replaced, use_draft};
use super::parts::{Overtaken, SaveBar};
use crate::api::{self, Fault};
use crate::desk::customers::{label, problem};
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;

mod field;
mod state;

use field::FieldEditor;
pub use field::{Lines, unreadable};
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
    let asked = Noun::from_word(query.read().get("noun")).filter(|noun| Noun::WITH_ONE_SET.contains(noun));
    let noun = asked.unwrap_or(Noun::Company);
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
                    TabItem::new("ticket", tr("nav-tickets")),
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
    rsx! {
        Stale { read }
        match read.value() {
            None => rsx! { Waiting { read } },
            Some(now) => rsx! { FieldsEditor { now } },
        }
    }
}

impl Replaced for FieldsNow {
    type Body = FieldSet;
    fn seq(&self) -> i64 {
        self.seq
    }
    fn body(&self) -> &FieldSet {
        &self.set
    }
}

/// Fields under change, wherever they are kept; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Fields {
    /// What was read, and what has become of it.
    pub now: Memo<Draft>,
    /// Takes what becomes of it.
    pub put: Callback<FieldSet>,
}

impl Fields {
    /// Changes them.
    pub fn change(&self, work: impl FnOnce(&mut Draft)) {
        let mut draft = self.now.read().clone();
        work(&mut draft);
        self.put.call(draft.set);
    }
}

/// The draft as it is now.
fn now_of(kept: &draft::Draft<FieldsNow>) -> Draft {
    Draft { read: kept.read(), set: kept.body.read().clone(), columns: false }
}

fn problem_of(problems: &FieldProblems, member: &str) -> Option<String> {
    problems.get(member).map(|key| problem(key))
}

/// The editor.
#[component]
pub fn FieldsEditor(now: ReadSignal<FieldsNow>) -> Element {
    let format = use_format();
    let toasts = use_toasts();
    let mut kept = use_draft(now);
    let mut tried = use_signal(|| false);
    let draft = use_memo(move || now_of(&kept));
    let put = use_callback(move |set: FieldSet| kept.body.set(set));
    let send = use_send(save, move |saved: Saved| match saved {
        Saved::Written(now) => {
            tried.set(false);
            kept.written(now);
            toasts.say(Tone::Done, tr("rules-saved"));
        }
        Saved::Overtaken(now) => kept.follow(now),
    });
    let submit = use_callback(move |()| {
        tried.set(true);
        let draft = now_of(&kept);
        if draft.problems().is_empty() {
            send.run(draft);
        }
    });
    let now = draft();
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
            if let Some(other) = kept.theirs() {
                Overtaken {
                    title: {
                        let time = other.at.map(|at| format.moment(at.ms())).unwrap_or_default();
                        tr!("rules-overtaken", name = other.by, time = time)
                    },
                    on_take: move |()| kept.take_theirs(),
                    on_keep: move |()| kept.keep_mine(),
                }
            }
            FieldList { fields: Fields { now: draft, put }, problems: problems.clone() }
            SaveBar {
                changed: now.is_changed(),
                problems: problems.len(),
                busy: send.busy(),
                said: now.read.at.map(|at| tr!("rules-by", name = now.read.by.clone(), time = format.moment(at.ms()))),
                on_discard: move |()| {
                    tried.set(false);
                    kept.discard();
                },
            }
        }
    }
}

/// The fields of a draft in order, a button for another one, and what was archived.
#[component]
pub fn FieldList(fields: Fields, problems: FieldProblems) -> Element {
    let now = fields.now.read().clone();
    let noun = now.read.noun;
    let all: Vec<_> = now.set.fields.iter().cloned().enumerate().collect();
    let (open, archived): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, f)| f.archived_at.is_none());
    let count = open.len();
    rsx! {
        for (number, (index, field)) in open.into_iter().enumerate() {
            FieldEditor {
                key: "{index}",
                fields,
                index,
                name: label(noun, &field),
                field,
                place: (number + 1, count),
                problems: problems.clone(),
            }
        }
        Button { label: tr("rules-field-add"), icon: Icon::Plus, on_press: move |_| fields.change(Draft::add) }
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
                                on_press: move |_| fields.change(|d| d.change(index, |f| f.archived_at = None)),
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;
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
            let html = sample::render(locale, || rsx! { FieldsEditor { now: now() } });
            for said in ["value=\"The meter\"", "The gate", "Sun Li", "[A-Z]+", "Lift / Door"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            for key in ["fields-", "cust-", "rules-"] {
                assert!(!html.contains(&format!(">{key}")), "every word is there: {html}");
            }
        }
    }
}
