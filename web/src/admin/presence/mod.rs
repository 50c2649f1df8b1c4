//! Settings → Presence (APP-35): the states that the organisation adds to online, busy, away and offline.
//!
//! All of them are saved together by the number they were read at; when a colleague was faster, both versions are offered.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::people::{Channel, PresenceState, PresenceStates, TONES};
use truckroll_protocol::api::{NewPresenceStates, PresenceStatesNow};
use truckroll_ui::prelude::*;

use super::SettingsHead;
use super::draft::{Replaced, fresh_key, use_draft};
use super::parts::{Overtaken, SaveBar, problem};
use crate::api::{self, staff::Outcome};
use crate::desk::presence::{name, tone};
use crate::desk::trouble::{Failed, Stale, Waiting};
use crate::query::Query;

/// Longest name, characters.
const MAX_NAME: u32 = 40;

/// What the keys of its messages begin with.
const AREA: &str = "presence";

/// The screen.
#[component]
pub fn PresenceScreen(query: ReadSignal<Query>) -> Element {
    let _ = query;
    let read = use_live(|| vec![PresenceStates::KIND.to_owned()], api::presence);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("presence-title") }
            p { class: "dk-quiet", {tr("presence-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 6 } },
                Some(now) => rsx! { PresenceEditor { now } },
            }
        }
    }
}

impl Replaced for PresenceStatesNow {
    type Body = PresenceStates;
    fn seq(&self) -> i64 {
        self.seq
    }
    fn body(&self) -> &PresenceStates {
        &self.states
    }
}

/// The states with what can be done about them.
#[component]
pub fn PresenceEditor(now: ReadSignal<PresenceStatesNow>) -> Element {
    let toasts = use_toasts();
    let changes = use_changes();
    let mut draft = use_draft(now);
    let mut problems = use_signal(BTreeMap::<String, String>::new);
    let save = use_send(
        |asked: NewPresenceStates| async move { api::replace_presence_states(&asked).await },
        move |outcome| match outcome {
            Outcome::Written(now) => {
                draft.written(now);
                toasts.say(Tone::Done, tr("presence-saved"));
                changes.announce([PresenceStates::KIND]);
            }
            Outcome::Overtaken => changes.announce([PresenceStates::KIND]),
            Outcome::Refused(found) => problems.set(found),
        },
    );
    let submit = use_callback(move |()| {
        let found = draft.body.peek().check().err().unwrap_or_default();
        problems.set(found.into_iter().map(|(member, word)| (member, word.to_owned())).collect());
        if problems.peek().is_empty() {
            save.run(NewPresenceStates { seq: draft.seq(), states: draft.body.peek().clone() });
        }
    });
    let states = draft.body.read().0.clone();
    let changed = draft.is_changed();
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                submit.call(());
            },
            Failed { failure: problem(AREA, &problems.read(), "").or_else(|| save.failure()) }
            if draft.is_overtaken() {
                Overtaken {
                    title: tr("presence-overtaken"),
                    on_take: move |()| draft.take_theirs(),
                    on_keep: move |()| draft.keep_mine(),
                }
            }
            if states.is_empty() {
                Empty { icon: Icon::UserCheck, title: tr("presence-none"), text: tr("presence-none-text") }
            }
            for (n, state) in states.into_iter().enumerate() {
                StateCard {
                    key: "{state.key}",
                    state,
                    error: problem(AREA, &problems.read(), &format!("{n}.name")),
                    on_change: move |state: PresenceState| {
                        problems.write().remove(&format!("{n}.name"));
                        if let Some(known) = draft.body.write().0.get_mut(n) {
                            *known = state;
                        }
                    },
                    on_remove: move |()| {
                        problems.set(BTreeMap::new());
                        draft.body.write().0.remove(n);
                    },
                }
            }
            div {
                Button {
                    label: tr("presence-add"),
                    icon: Icon::Plus,
                    on_press: move |_| draft.body.write().0.push(PresenceState { key: fresh_key(), ..PresenceState::default() }),
                }
            }
            SaveBar {
                changed,
                problems: problems.read().len(),
                busy: save.busy(),
                on_discard: move |()| {
                    problems.set(BTreeMap::new());
                    draft.discard();
                },
            }
        }
    }
}

/// One state.
#[component]
fn StateCard(
    state: PresenceState,
    error: Option<String>,
    on_change: EventHandler<PresenceState>,
    on_remove: EventHandler<()>,
) -> Element {
    let called = if state.name.trim().is_empty() { tr("presence-nameless") } else { name(&state) };
    let tones = TONES.iter().map(|word| Choice::new(*word, tr(&format!("presence-tone-{word}")))).collect::<Vec<_>>();
    let with = move |change: &dyn Fn(&mut PresenceState)| {
        let mut state = state.clone();
        change(&mut state);
        state
    };
    let state = with(&|_| {});
    rsx! {
        fieldset { class: "dk-state-card",
            legend { class: "tr-sr", "{called}" }
            div { class: "dk-state-head",
                Badge { tone: tone(&state), label: called.clone(), kind: BadgeKind::Soft }
                Button {
                    label: tr!("presence-remove", name = called),
                    icon: Icon::Trash,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| on_remove.call(()),
                }
            }
            div { class: "dk-form-pair",
                TextField {
                    label: tr("presence-name"),
                    value: state.name.clone(),
                    required: true,
                    max_length: MAX_NAME,
                    error,
                    on_input: {
                        let with = with.clone();
                        move |text: String| on_change.call(with(&|state| state.name.clone_from(&text)))
                    },
                }
                SelectField {
                    label: tr("presence-tone"),
                    value: state.tone.clone(),
                    none_label: tr("presence-tone-of-kind"),
                    options: tones,
                    on_change: {
                        let with = with.clone();
                        move |tone: String| on_change.call(with(&|state| state.tone.clone_from(&tone)))
                    },
                }
            }
            fieldset { class: "dk-ticks dk-state-channels",
                legend { class: "tr-label", {tr("presence-channels")} }
                for channel in Channel::ALL {
                    CheckField {
                        key: "{channel.word()}",
                        label: tr(&format!("presence-channel-{}", channel.word())),
                        checked: state.channels.iter().any(|word| word == channel.word()),
                        on_change: {
                            let with = with.clone();
                            move |on: bool| on_change.call(with(&|state| {
                                state.channels.retain(|word| word != channel.word());
                                if on {
                                    state.channels.push(channel.word().to_owned());
                                }
                            }))
                        },
                    }
                }
                p { class: "tr-hint", {tr("presence-channels-hint")} }
            }
            CheckField {
                label: tr("presence-accepts"),
                switch: true,
                checked: state.accepts,
                on_change: move |on: bool| on_change.call(with(&|state| state.accepts = on)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn states_are_shown_with_their_colour_and_an_empty_page_says_what_it_is_for() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let lunch = PresenceState {
                    key: "lunch".into(),
                    name: "Lunch".into(),
                    tone: "alert".into(),
                    ..PresenceState::default()
                };
                let now =
                    PresenceStatesNow { seq: 1, states: PresenceStates(vec![lunch]), ..PresenceStatesNow::default() };
                rsx! { PresenceEditor { now } }
            });
            assert!(html.contains("tr-tone-alert") && html.contains("value=\"Lunch\""), "{html}");
            assert!(!html.contains("presence-"), "{html}");
        }
        let html = sample::render(Locale::En, || rsx! { PresenceEditor { now: PresenceStatesNow::default() } });
        assert!(html.contains("No states of your own"), "{html}");
    }
}
