//! Settings → Visits (VIS-04): what the organisation demands of its visits, and its own fields.
//!
//! The rules are read with a number and saved by it. When a colleague was faster, what was changed here stays on the
//! screen and the administrator chooses: take the colleague's, or put his own in their place.

use dioxus::prelude::*;
use truckroll_domain::visits::{RuleProblems, VisitRules};
use truckroll_protocol::api::VisitRulesNow;
use truckroll_ui::prelude::*;

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

/// Changes the draft, if it is there.
fn change(mut draft: Signal<Option<Draft>>, work: impl FnOnce(&mut Draft)) {
    if let Some(draft) = draft.write().as_mut() {
        work(draft);
    }
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
    let mut draft = use_signal(|| None::<Draft>);
    let mut theirs = use_signal(|| None::<VisitRulesNow>);
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
        div { class: "dk-page dk-page-form",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("rules-title")} }
            }
            p { class: "dk-quiet", {tr("rules-intro")} }
            Stale { read }
            if draft.read().is_some() {
                RulesEditor { draft, theirs }
            } else {
                Waiting { read }
            }
        }
    }
}

/// The editor.
#[component]
pub fn RulesEditor(draft: Signal<Option<Draft>>, theirs: Signal<Option<VisitRulesNow>>) -> Element {
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
            if let Some(other) = theirs() {
                Overtaken { other, draft, theirs }
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

/// A colleague saved other rules while these were being changed.
#[component]
fn Overtaken(other: VisitRulesNow, draft: Signal<Option<Draft>>, theirs: Signal<Option<VisitRulesNow>>) -> Element {
    let format = use_format();
    let time = other.at.map(|at| format.moment(at.ms())).unwrap_or_default();
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
            let draft = use_signal(|| Some(Draft::of(now())));
            let shown = theirs.clone();
            let theirs = use_signal(move || shown);
            rsx! { RulesEditor { draft, theirs } }
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
