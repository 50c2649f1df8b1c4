//! What I say of myself (APP-35): whether I take tickets, chats and calls now. In the dialog of the account.

use dioxus::prelude::*;
use truckroll_domain::Timestamp;
use truckroll_domain::people::{Channel, PresenceState};
use truckroll_protocol::api::PresenceStatesNow;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::{Failed, Waiting};
use crate::platform;

/// The name of a state; built-in ones have theirs in the message files.
#[must_use]
pub fn name(state: &PresenceState) -> String {
    if state.name.is_empty() { tr(&format!("presence-{}", state.key)) } else { state.name.clone() }
}

/// The colour and shape of a state.
#[must_use]
pub fn tone(state: &PresenceState) -> Tone {
    Tone::ALL.into_iter().find(|tone| tone.name() == state.tone()).unwrap_or_default()
}

/// The statuses of the person at the desk.
#[component]
pub fn OwnPresence() -> Element {
    let read = use_live(|| vec!["presence".to_owned(), "presence_of".to_owned()], api::presence);
    let send = use_send(
        |(channel, state): (Channel, String)| async move {
            api::say_presence(channel.word(), &state, Timestamp(platform::now_ms())).await
        },
        move |()| read.reload(),
    );
    rsx! {
        Failed { failure: send.failure() }
        match read.value() {
            None => rsx! { Waiting { read, rows: 3 } },
            Some(now) => rsx! { PresencePane { now, busy: send.busy(), on_say: move |said| send.run(said) } },
        }
    }
}

/// One choice a channel, with the state's colour beside it.
#[component]
pub fn PresencePane(now: PresenceStatesNow, busy: bool, on_say: EventHandler<(Channel, String)>) -> Element {
    rsx! {
        div { class: "dk-presence", role: "group", aria_label: tr("presence-mine"),
            for channel in Channel::ALL {
                div { key: "{channel.word()}", class: "dk-presence-line",
                    SelectField {
                        label: tr(&format!("presence-channel-{}", channel.word())),
                        value: now.mine.state(channel).to_owned(),
                        options: now.states.of(channel).iter().map(|s| Choice::new(s.key.clone(), name(s))).collect::<Vec<_>>(),
                        hint: (!now.states.accepts(channel, now.mine.state(channel))).then(|| tr("presence-no-new-work")),
                        disabled: busy,
                        on_change: move |state: String| on_say.call((channel, state)),
                    }
                    for state in now.states.of(channel).into_iter().filter(|state| state.key == now.mine.state(channel)) {
                        Badge { key: "{state.key}", tone: tone(&state), label: name(&state), kind: BadgeKind::Soft }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::people::{PresenceStates, Said};

    use super::*;
    use crate::sample;

    #[test]
    fn each_channel_has_the_states_and_says_when_no_work_comes() {
        let lunch = PresenceState {
            key: "lunch".into(),
            name: "Lunch break".into(),
            channels: vec!["calls".into()],
            tone: "alert".into(),
            ..PresenceState::default()
        };
        let mut now = PresenceStatesNow { states: PresenceStates(vec![lunch]), ..PresenceStatesNow::default() };
        now.mine.say(Channel::Calls, Said { state: "lunch".into(), at: Timestamp(1) });
        let html = sample::render(Locale::En, move || {
            rsx! { PresencePane { now: now.clone(), busy: false, on_say: |_| {} } }
        });
        assert_eq!(html.matches("<select").count(), 3, "{html}");
        // in the menu of calls, and as its badge
        assert_eq!(html.matches("Lunch break").count(), 2, "{html}");
        assert!(html.contains("tr-tone-alert") && html.matches("no new work").count() == 1, "{html}");
    }
}
