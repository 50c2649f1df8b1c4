//! Whether the person takes tickets, chats and calls now (APP-35). Said without a network too; the server hears it later.

use dioxus::prelude::*;
use truckroll_domain::Kind;
use truckroll_domain::people::{Channel, Presence, PresenceState, PresenceStates};
use truckroll_replica::ask::{Answer, Ask};
use truckroll_ui::prelude::*;

use crate::shell::{Section, coming};
use crate::{platform, store};

/// The three statuses, as the store has them.
#[component]
pub fn PresenceSection() -> Element {
    let read = store::use_read(
        &[] as &'static [Kind],
        || Ask::Presence,
        |answer| match answer {
            Answer::Presence { mine, states } => Some((mine, states)),
            _ => None,
        },
    );
    rsx! {
        Section { title: tr("profile-presence"),
            if let Some((mine, states)) = read.value() {
                PresencePane {
                    mine,
                    states,
                    on_say: move |(channel, state)| {
                        spawn(async move {
                            let _ = platform::ask(Ask::Say { channel, state }).await;
                        });
                    },
                }
            } else {
                {coming(read)}
            }
        }
    }
}

/// The name of a state; built-in ones have theirs in the message files.
pub fn state_name(state: &PresenceState) -> String {
    if state.name.is_empty() { tr(&format!("presence-{}", state.key)) } else { state.name.clone() }
}

/// One choice a channel.
#[component]
pub fn PresencePane(mine: Presence, states: PresenceStates, on_say: EventHandler<(Channel, String)>) -> Element {
    rsx! {
        div { class: "tr-stack",
            for channel in Channel::ALL {
                SelectField {
                    key: "{channel.word()}",
                    label: tr(&format!("profile-channel-{}", channel.word())),
                    value: mine.state(channel).to_owned(),
                    options: states.of(channel).iter().map(|s| Choice::new(s.key.clone(), state_name(s))).collect::<Vec<_>>(),
                    hint: (!states.accepts(channel, mine.state(channel))).then(|| tr("profile-no-new-work")),
                    on_change: move |state: String| on_say.call((channel, state)),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;
    use truckroll_domain::people::Said;

    use super::*;
    use crate::sample;

    #[component]
    fn Page(mine: Presence, states: PresenceStates) -> Element {
        rsx! { PresencePane { mine, states, on_say: |_| {} } }
    }

    #[test]
    fn three_channels_with_the_organisations_states_say_when_no_work_comes() {
        let lunch = PresenceState { key: "lunch".into(), name: "Lunch break".into(), ..PresenceState::default() };
        let mut mine = Presence::default();
        let html = sample::render(Page, PageProps { mine: mine.clone(), states: PresenceStates(vec![lunch.clone()]) });
        assert_eq!(html.matches("<select").count(), 3, "{html}");
        assert_eq!(html.matches("Lunch break").count(), 3, "{html}");
        assert!(!html.contains("no new work"), "{html}");
        mine.say(Channel::Calls, Said { state: "lunch".into(), at: Timestamp(1) });
        let html = sample::render(Page, PageProps { mine, states: PresenceStates(vec![lunch]) });
        assert_eq!(html.matches("no new work").count(), 1, "{html}");
    }
}
