//! The wizard: one question a page, answers kept as they are given, and a page that says what was made.

use dioxus::prelude::*;
use truckroll_domain::setup::{Answers, Seed, Step};
use truckroll_protocol::api::setup::{FinishSetup, SetupDone, SetupNow, SetupProgress};
use truckroll_ui::prelude::*;

use super::state::{beside, choose, chosen, options};
use crate::api::{self, Fault};
use crate::desk::trouble::{Failed, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

/// What became of a step.
enum Kept {
    Now(SetupNow, Option<Step>),
    Overtaken(SetupNow),
    Done(Box<SetupDone>),
    PutAway,
}

/// What the person does next.
#[derive(Clone)]
enum Move {
    Go(SetupNow, Answers, Step),
    Finish(SetupNow, Answers, Step),
    Later(SetupNow),
}

async fn make(what: Move) -> api::Answer<Kept> {
    match what {
        Move::Go(now, answers, step) => Ok(match keep(&now, answers, step).await? {
            Ok(now) => Kept::Now(now, Some(step)),
            Err(other) => Kept::Overtaken(other),
        }),
        Move::Finish(now, answers, step) => match keep(&now, answers, step).await? {
            Ok(now) => {
                let done = api::finish_setup(&FinishSetup { seq: now.seq, apply: true }).await?;
                Ok(Kept::Done(Box::new(done)))
            }
            Err(other) => Ok(Kept::Overtaken(other)),
        },
        Move::Later(now) => {
            api::finish_setup(&FinishSetup { seq: now.seq, apply: false }).await?;
            Ok(Kept::PutAway)
        }
    }
}

/// Keeps answers; `Err` are those of a colleague who was faster.
async fn keep(now: &SetupNow, answers: Answers, step: Step) -> api::Answer<Result<SetupNow, SetupNow>> {
    match api::keep_setup(&SetupProgress { seq: now.seq, answers, step }).await {
        Ok(now) => Ok(Ok(now)),
        Err(Fault::Problem(problem)) if problem.status == 409 => api::setup().await.map(Err),
        Err(fault) => Err(fault),
    }
}

/// The screen.
#[component]
pub fn WizardScreen(query: ReadSignal<Query>) -> Element {
    let _ = query;
    let read = use_live(|| vec!["setup".to_owned()], api::setup);
    let mut now = use_signal(|| None::<SetupNow>);
    use_effect(move || {
        let Some(found) = read.signal().read().clone() else { return };
        if now.peek().is_none() {
            now.set(Some(found));
        }
    });
    rsx! {
        div { class: "dk-page dk-setup",
            if now.read().is_some() {
                Wizard { now }
            } else {
                Waiting { read }
            }
        }
    }
}

#[component]
fn Wizard(now: Signal<Option<SetupNow>>) -> Element {
    let session = use_session();
    let toasts = use_toasts();
    let go = use_go();
    let first = now.peek().as_ref().map(|now| (now.setup.step.unwrap_or(Step::Showcase), now.setup.answers));
    let (first_step, first_answers) = first.unwrap_or((Step::Showcase, Answers::default()));
    let mut step = use_signal(|| first_step);
    let mut answers = use_signal(|| first_answers);
    let mut tried = use_signal(|| false);
    let mut done = use_signal(|| None::<SetupDone>);
    let send = use_send(make, move |kept: Kept| match kept {
        Kept::Now(found, at) => {
            now.set(Some(found));
            tried.set(false);
            if let Some(at) = at {
                step.set(at);
            }
        }
        Kept::Overtaken(found) => {
            answers.set(found.setup.answers);
            now.set(Some(found));
            toasts.say(Tone::Paused, tr("setup-overtaken"));
        }
        Kept::Done(made) => {
            now.set(Some(made.now.clone()));
            done.set(Some(*made));
        }
        Kept::PutAway => go.instead("/desk"),
    });
    let Some(current) = now() else { return rsx! {} };
    let name = session.me().map(|me| me.tenant_name.clone()).unwrap_or_default();
    if let Some(made) = done() {
        return rsx! { Done { made, name } };
    }
    let steps = current.steps.clone();
    let at = steps.iter().position(|s| *s == step()).unwrap_or(0);
    let has = answers.read().has(step());
    let back = beside(&steps, step(), true);
    let forward = beside(&steps, step(), false);
    let onward = {
        let current = current.clone();
        move |event: FormEvent| {
            event.prevent_default();
            if !answers.peek().has(step()) {
                tried.set(true);
                return;
            }
            let (now, given) = (current.clone(), *answers.peek());
            send.run(match forward {
                Some(next) => Move::Go(now, given, next),
                None => Move::Finish(now, given, step()),
            });
        }
    };
    let later = current.clone();
    rsx! {
        form { class: "dk-setup-card", onsubmit: onward, novalidate: true,
            header { class: "dk-setup-head",
                p { class: "dk-quiet", {tr!("setup-title", name = name)} }
                progress {
                    class: "progress dk-setup-progress",
                    value: "{at + 1}",
                    max: "{steps.len()}",
                    aria_label: tr!("setup-step", step = at + 1, steps = steps.len()),
                }
            }
            Failed { failure: send.failure() }
            if step() == Step::Showcase {
                Showcase {}
            } else {
                Question {
                    step: step(),
                    chosen: chosen(&answers.read(), step()),
                    missing: tried() && !has,
                    on_choose: move |word: String| {
                        let next = choose(*answers.peek(), step(), &word);
                        answers.set(next);
                    },
                }
            }
            footer { class: "dk-setup-foot",
                Button {
                    label: tr("setup-later"),
                    kind: ButtonKind::Ghost,
                    on_press: move |_| send.run(Move::Later(later.clone())),
                }
                div { class: "dk-setup-way",
                    if let Some(back) = back {
                        Button { label: tr("setup-back"), on_press: move |_| step.set(back) }
                    }
                    Button {
                        label: if forward.is_some() { tr("setup-next") } else { tr("setup-finish") },
                        kind: ButtonKind::Primary,
                        submit: true,
                        busy: send.busy(),
                    }
                }
            }
            p { class: "dk-quiet", {tr("setup-skip-hint")} }
        }
    }
}

/// What the system does, in four pictures.
#[component]
fn Showcase() -> Element {
    let scenes =
        [("report", Icon::QrCode), ("dispatch", Icon::MapPin), ("work", Icon::Smartphone), ("follow", Icon::Star)];
    rsx! {
        h1 { class: "dk-page-title", {tr("setup-showcase-title")} }
        ol { class: "dk-setup-scenes",
            for (scene, icon) in scenes {
                li { key: "{scene}", class: "dk-setup-scene",
                    span { class: "dk-setup-picture", Glyph { icon, size: 28 } }
                    h2 { class: "tr-section-title", {tr(&format!("setup-showcase-{scene}"))} }
                    p { class: "dk-quiet", {tr(&format!("setup-showcase-{scene}-text"))} }
                }
            }
        }
    }
}

/// One question with its choices.
#[component]
fn Question(step: Step, chosen: String, missing: bool, on_choose: EventHandler<String>) -> Element {
    let word = step.word();
    rsx! {
        fieldset { class: "dk-setup-question", key: "{word}",
            legend { class: "dk-page-title", {tr(&format!("setup-{word}-title"))} }
            p { class: "dk-quiet", {tr(&format!("setup-{word}-text"))} }
            if missing {
                p { class: "tr-error", role: "alert",
                    Glyph { icon: Icon::Alert, size: 16 }
                    span { {tr("setup-choose")} }
                }
            }
            div { class: "dk-setup-choices",
                for option in options(step) {
                    label { class: "dk-setup-choice", key: "{option.word}",
                        input {
                            r#type: "radio",
                            class: "radio",
                            name: "answer",
                            value: "{option.word}",
                            checked: option.word == chosen,
                            onchange: move |_| on_choose.call(option.word.to_owned()),
                        }
                        span { class: "dk-setup-choice-words",
                            span { "{option.label}" }
                            if let Some(text) = option.text {
                                span { class: "dk-quiet", "{text}" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What was made.
#[component]
fn Done(made: SetupDone, name: String) -> Element {
    let count = made.switched.len();
    let seeded = &made.now.setup.seeded;
    let nothing = made.form.is_none() && count == 0;
    rsx! {
        div { class: "dk-setup-card",
            div { class: "dk-gate-mark", Glyph { icon: Icon::CircleCheck, size: 28 } }
            h1 { class: "dk-page-title", tabindex: "-1", {tr!("setup-done-title", name = name)} }
            p { class: "dk-quiet", {tr("setup-done-text")} }
            ul { class: "dk-setup-made",
                if nothing {
                    li { {tr("setup-done-nothing")} }
                }
                if made.form.is_some() {
                    li {
                        Glyph { icon: Icon::QrCode }
                        span { {tr("setup-done-form")} }
                        LinkButton { href: "/desk/forms", label: tr("setup-done-form-open") }
                    }
                }
                if seeded.contains(&Seed::VisitRules) {
                    li {
                        Glyph { icon: Icon::ListChecks }
                        a { class: "link", href: "/desk/settings/visits", {tr("setup-done-rules")} }
                    }
                }
                if seeded.contains(&Seed::Calendar) {
                    li {
                        Glyph { icon: Icon::Clock }
                        span { {tr("setup-done-calendar")} }
                    }
                }
                if count > 0 {
                    li {
                        Glyph { icon: Icon::Sliders }
                        span { {tr!("setup-done-switches", count = count)} }
                    }
                }
            }
            LinkButton { href: "/desk", label: tr("setup-done-start"), kind: ButtonKind::Primary }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::setup::{BUILT, Setup, steps};

    use super::*;
    use crate::sample;

    #[test]
    fn the_wizard_shows_the_page_it_stopped_at_with_the_answer_given() {
        for (step, expected) in [
            (None, "setup-showcase-title"),
            (Some(Step::Customers), "setup-customers-title"),
            (Some(Step::Staff), "setup-finish"),
        ] {
            let html = sample::render(Locale::En, move || {
                let now = use_signal(|| {
                    let answers = choose(Answers::default(), Step::Customers, "mixed");
                    let setup = Setup { answers, step, ..Setup::default() };
                    Some(SetupNow { setup, seq: 1, steps: steps(BUILT) })
                });
                rsx! { Wizard { now } }
            });
            assert!(html.contains(&truckroll_ui::i18n::t(Locale::En, expected)), "{step:?}: {html}");
        }
    }
}
