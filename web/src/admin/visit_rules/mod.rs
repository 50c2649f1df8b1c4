//! Settings → Visits (VIS-04): what the organisation demands of its visits, and its own fields.
//!
//! The rules are read with a number and saved by it. When a colleague was faster, what was changed here stays on the
//! screen and the administrator chooses: take the colleague's, or put his own in their place.

use dioxus::prelude::*;
use truckroll_domain::visits::{RuleProblems, VisitRules};
use truckroll_protocol::api::VisitRulesNow;
use truckroll_ui::prelude::*;

use super::SettingsHead;
use super::draft::{self, Replaced, use_draft};
use super::parts::{Overtaken, SaveBar};
use crate::api::{self, Fault};
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::query::Query;

mod field;
mod state;

use field::{FieldEditor, kind_word};
pub use state::Draft;

/// The topic of reads that show the rules.
pub const TOPIC: &str = VisitRules::KIND;

/// The sentence of a problem key.
fn problem(key: &str) -> String {
    let known = format!("rules-problem-{}", key.replace('_', "-"));
    tr(if has_message(&known) { &known } else { "rules-problem-other" })
}

fn problem_of(problems: &RuleProblems, member: &str) -> Option<String> {
    problems.get(member).map(|key| problem(key))
}

/// The rules under change beside what they were made of.
type Kept = draft::Draft<VisitRulesNow>;

impl Replaced for VisitRulesNow {
    type Body = VisitRules;
    fn seq(&self) -> i64 {
        self.seq
    }
    fn body(&self) -> &VisitRules {
        &self.rules
    }
}

/// The draft as it is now.
fn now_of(kept: &Kept) -> Draft {
    Draft { read: kept.read(), rules: kept.body.read().clone() }
}

/// Changes the draft.
fn change(mut kept: Kept, work: impl FnOnce(&mut Draft)) {
    let mut draft = now_of(&kept);
    work(&mut draft);
    kept.body.set(draft.rules);
}

/// What became of saving.
enum Saved {
    /// These hold now.
    Written(VisitRulesNow),
    /// A colleague wrote these meanwhile.
    Overtaken(VisitRulesNow),
}

async fn save(draft: Draft) -> api::Answer<Saved> {
    match api::replace_visit_rules(&draft.request()).await {
        Ok(now) => Ok(Saved::Written(now)),
        Err(Fault::Problem(problem)) if problem.status == 409 => api::visit_rules().await.map(Saved::Overtaken),
        Err(fault) => Err(fault),
    }
}

/// The screen.
#[component]
pub fn VisitRulesScreen(query: ReadSignal<Query>) -> Element {
    let _ = query;
    let read = use_live(|| vec![TOPIC.to_owned()], api::visit_rules);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("rules-title") }
            p { class: "dk-quiet", {tr("rules-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read } },
                Some(now) => rsx! { LoadedRules { now } },
            }
        }
    }
}

#[component]
fn LoadedRules(now: ReadSignal<VisitRulesNow>) -> Element {
    let draft = use_draft(now);
    rsx! { RulesEditor { draft } }
}

/// The editor.
#[component]
pub fn RulesEditor(draft: Kept) -> Element {
    let mut draft = draft;
    let format = use_format();
    let toasts = use_toasts();
    let mut tried = use_signal(|| false);
    let send = use_send(save, move |saved: Saved| match saved {
        Saved::Written(now) => {
            tried.set(false);
            draft.written(now);
            toasts.say(Tone::Done, tr("rules-saved"));
        }
        Saved::Overtaken(now) => draft.follow(now),
    });
    let submit = use_callback(move |()| {
        tried.set(true);
        let now = now_of(&draft);
        if now.problems().is_empty() {
            send.run(now);
        }
    });
    let now = now_of(&draft);
    let problems = if tried() { now.problems() } else { RuleProblems::new() };
    let rules = now.rules.clone();
    let whole = |number: Option<f64>| number.map_or(-1, |n| n.round().clamp(-1.0, 1e9) as i64);
    let shown = |n: i64| (n >= 0).then_some(n as f64);
    let fields: Vec<_> = rules.fields.iter().cloned().enumerate().collect();
    let (asked, retired): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(_, f)| !f.retired);
    let count = asked.len();
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                submit.call(());
            },
            Failed { failure: send.failure() }
            if let Some(other) = draft.theirs() {
                Overtaken {
                    title: {
                        let time = other.at.map(|at| format.moment(at.ms())).unwrap_or_default();
                        tr!("rules-overtaken", name = other.by, time = time)
                    },
                    on_take: move |()| draft.take_theirs(),
                    on_keep: move |()| draft.keep_mine(),
                }
            }
            Section { title: tr("rules-complete"),
                CheckField {
                    label: tr("rules-solution"),
                    checked: rules.solution,
                    on_change: move |on| change(draft, |d| d.rules.solution = on),
                }
                CheckField {
                    label: tr("rules-signature"),
                    checked: rules.signature,
                    on_change: move |on| change(draft, |d| d.rules.signature = on),
                }
                CheckField {
                    label: tr("rules-watermark"),
                    checked: rules.watermark,
                    on_change: move |on| change(draft, |d| d.rules.watermark = on),
                }
                div { class: "dk-form-pair",
                    NumberField {
                        label: tr("rules-photos"),
                        value: shown(rules.photos),
                        min: 0.0,
                        max: 9.0,
                        error: problem_of(&problems, "photos"),
                        on_input: move |n| change(draft, |d| d.rules.photos = whole(n)),
                    }
                    NumberField {
                        label: tr("rules-max-photos"),
                        value: shown(rules.max_photos),
                        min: 0.0,
                        max: 9.0,
                        error: problem_of(&problems, "max_photos"),
                        on_input: move |n| change(draft, |d| d.rules.max_photos = whole(n)),
                    }
                }
            }
            Section { title: tr("rules-arrive"),
                NumberField {
                    label: tr("rules-radius"),
                    hint: tr("rules-radius-hint"),
                    unit: tr("rules-metres"),
                    value: shown(rules.arrival_radius_m),
                    min: 50.0,
                    max: 50_000.0,
                    error: problem_of(&problems, "arrival_radius_m"),
                    on_input: move |n| change(draft, |d| d.rules.arrival_radius_m = whole(n)),
                }
            }
            Section {
                title: tr("rules-fields"),
                trail: rsx! {
                    Button {
                        label: tr("rules-field-add"),
                        icon: Icon::Plus,
                        on_press: move |_| change(draft, Draft::add_field),
                    }
                },
                p { class: "dk-quiet", {tr("rules-fields-intro")} }
                if let Some(many) = problem_of(&problems, "fields") {
                    p { class: "tr-error", role: "alert", "{many}" }
                }
                for (number, (index, field)) in asked.into_iter().enumerate() {
                    FieldEditor {
                        key: "{index}",
                        draft,
                        index,
                        field,
                        place: (number + 1, count),
                        problems: problems.clone(),
                    }
                }
            }
            if !retired.is_empty() {
                Section { title: tr("rules-retired"),
                    p { class: "dk-quiet", {tr("rules-retired-intro")} }
                    ul { class: "dk-plain-list dk-retired",
                        for (index, field) in retired {
                            li { key: "{field.key}",
                                span { class: "dk-cell-title", "{field.label}" }
                                span { class: "dk-quiet", {tr(&format!("rules-kind-{}", kind_word(&field.input)))} }
                                Button {
                                    label: tr("rules-field-again"),
                                    icon: Icon::Undo,
                                    kind: ButtonKind::Ghost,
                                    on_press: move |_| change(draft, |d| d.set_retired(index, false)),
                                }
                            }
                        }
                    }
                }
            }
            SaveBar {
                changed: now.is_changed(),
                problems: problems.len(),
                busy: send.busy(),
                said: now.read.at.map(|at| tr!("rules-by", name = now.read.by.clone(), time = format.moment(at.ms()))),
                on_discard: move |()| {
                    tried.set(false);
                    draft.discard();
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;
    use truckroll_domain::forms::Input;
    use truckroll_domain::visits::{Stage, VisitField};

    use super::*;
    use crate::sample;

    fn now() -> VisitRulesNow {
        let field = |key: &str, retired| VisitField {
            key: key.into(),
            label: format!("The {key}"),
            input: Input::Number,
            required_at: Stage::Optional,
            retired,
        };
        let rules = VisitRules { fields: vec![field("meter", false), field("gate", true)], ..VisitRules::default() };
        VisitRulesNow { seq: 4, rules, by: "Sun Li".into(), at: Some(Timestamp(sample::NOW_MS)) }
    }

    fn editor(locale: Locale, theirs: Option<VisitRulesNow>) -> String {
        sample::render(locale, move || {
            let read = use_signal(now);
            let mut draft = use_draft(read.into());
            let other = theirs.clone();
            use_hook(move || {
                if let Some(other) = other {
                    draft.body.write().photos = 5;
                    draft.follow(other);
                }
            });
            rsx! { RulesEditor { draft } }
        })
    }

    #[test]
    fn the_editor_shows_what_holds_who_wrote_it_and_what_is_retired() {
        for locale in Locale::ALL {
            let html = editor(locale, None);
            for said in ["value=\"The meter\"", "The gate", "Sun Li", "value=\"300\"", "value=\"9\""] {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains("rules-"), "every word is there: {html}");
        }
    }

    #[test]
    fn nothing_changed_means_nothing_to_save() {
        let html = editor(Locale::En, None);
        let save = html.split("<button").find(|b| b.contains(">Save<")).unwrap_or_default();
        assert!(save.contains("disabled"), "{save}");
    }

    #[test]
    fn a_colleague_who_was_faster_is_named_and_nothing_is_lost() {
        let other = VisitRulesNow { seq: 9, by: "Dana Fang".into(), ..now() };
        let html = editor(Locale::En, Some(other));
        assert!(html.contains("Dana Fang") && html.contains("role=\"alert\""), "{html}");
        assert!(html.contains("value=\"The meter\""), "{html}");
    }
}
