//! Asking a colleague to change shifts.

use dioxus::prelude::*;
use truckroll_domain::AgentId;
use truckroll_domain::day::parse;
use truckroll_protocol::api::roster::NewSwap;
use truckroll_replica::ask::Ask;
use truckroll_ui::prelude::*;

use super::{sentence, to_server};
use crate::route::use_go;
use crate::session::use_session;
use crate::shell::{Screen, Tab};
use crate::store::{self, SYNC};

/// The screen; `day` is the one that was pressed.
#[component]
pub fn NewSwapScreen(day: ReadSignal<String>) -> Element {
    let session = use_session();
    let go = use_go();
    let changes = use_changes();
    let toasts = use_toasts();
    let colleagues = store::use_colleagues();
    let me = session.me().map(|me| me.agent.id);
    let mut with = use_signal(|| None::<AgentId>);
    let mut on = use_signal(move || day.peek().clone());
    let mut back = use_signal(String::new);
    let mut note = use_signal(String::new);
    let mut tried = use_signal(|| false);
    let send = use_send(
        |swap: NewSwap| to_server(Ask::AskSwap { swap }),
        move |()| {
            toasts.say(Tone::Done, tr("swap-sent"));
            changes.announce([SYNC]);
            go.instead("/engineer/shifts");
        },
    );
    let submit = use_callback(move |()| {
        tried.set(true);
        let asked = parse(&on.peek());
        if let (Some(colleague), Some(day)) = (*with.peek(), asked) {
            let note = note.peek().trim().to_owned();
            send.run(NewSwap { colleague, day, back: parse(&back.peek()), note });
        }
    });
    let options: Vec<Choice> = colleagues
        .value()
        .unwrap_or_default()
        .into_iter()
        .filter(|agent| Some(agent.id) != me)
        .map(|agent| Choice::new(agent.id.to_string(), agent.name))
        .collect();
    let missing = |wrong: bool| (tried() && wrong).then(|| sentence("required"));
    rsx! {
        Screen {
            title: tr("swap-ask"),
            back: (String::from("/engineer/shifts"), tr("my-shifts")),
            tab: Tab::Me,
            bar: rsx! {
                Button {
                    label: tr("swap-send"),
                    kind: ButtonKind::Primary,
                    wide: true,
                    busy: send.busy(),
                    disabled: session.offline(),
                    on_press: move |_| submit.call(()),
                }
            },
            div { class: "tr-stack",
                if session.offline() {
                    p { class: "tr-muted", {tr("my-shifts-offline")} }
                }
                if let Some(failure) = send.failure() {
                    Notice { tone: Tone::Alert, title: failure }
                }
                SelectField {
                    label: tr("swap-with"),
                    value: with().map(|id| id.to_string()).unwrap_or_default(),
                    options,
                    none_label: tr("swap-choose"),
                    required: true,
                    error: missing(with().is_none()),
                    on_change: move |id: String| with.set(id.parse().ok()),
                }
                DayField {
                    label: tr("swap-day"),
                    value: on(),
                    error: missing(parse(&on.read()).is_none()),
                    on_change: move |day| on.set(day),
                }
                DayField {
                    label: tr("swap-back"),
                    hint: tr("swap-back-hint"),
                    value: back(),
                    on_change: move |day| back.set(day),
                }
                TextAreaField {
                    label: tr("swap-note"),
                    value: note(),
                    max_length: 500,
                    on_input: move |text| note.set(text),
                }
            }
        }
    }
}

/// A day, as the phone picks it.
#[component]
fn DayField(
    label: String,
    value: String,
    hint: Option<String>,
    error: Option<String>,
    on_change: EventHandler<String>,
) -> Element {
    let id = use_dom_id();
    let wrong = error.is_some();
    rsx! {
        div { class: if wrong { "tr-field tr-field-wrong" } else { "tr-field" },
            label { class: "tr-label", r#for: "{id}", "{label}" }
            input {
                class: "tr-input tr-figures",
                id: "{id}",
                r#type: "date",
                value,
                aria_invalid: wrong.then_some("true"),
                onchange: move |event| on_change.call(event.value()),
            }
            if let Some(hint) = hint {
                p { class: "tr-hint", "{hint}" }
            }
            if let Some(error) = error {
                p { class: "tr-error", role: "alert", "{error}" }
            }
        }
    }
}
