//! The sign-in of one person, for administrators: sessions, a temporary password, the second step, a lock.

use dioxus::prelude::*;
use truckroll_protocol::api::AgentSecurity;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::account::SessionLines;
use crate::desk::trouble::{Failed, Stale, Waiting};

/// What an administrator does about it.
#[derive(Clone, Debug, PartialEq)]
enum Act {
    Reset,
    Unlock,
    EndTwoStep,
    EndSession(String),
    EndSessions,
}

/// The dialog.
#[component]
pub fn AgentSecurityDialog(agent: String, name: String, on_close: EventHandler<()>) -> Element {
    let id = agent.clone();
    let read = use_live(
        || vec!["agent_security".to_owned()],
        move || {
            let id = id.clone();
            async move { api::agent_security(&id).await }
        },
    );
    let changes = use_changes();
    let mut password = use_signal(|| None::<String>);
    let send = use_send(
        move |act: Act| {
            let agent = agent.clone();
            async move {
                match act {
                    Act::Reset => api::reset_password(&agent).await.map(|made| Some(made.password)),
                    Act::Unlock => api::unlock(&agent).await.map(|()| None),
                    Act::EndTwoStep => api::end_agents_two_step(&agent).await.map(|()| None),
                    Act::EndSession(id) => api::end_agents_session(&agent, Some(&id)).await.map(|()| None),
                    Act::EndSessions => api::end_agents_session(&agent, None).await.map(|()| None),
                }
            }
        },
        move |made: Option<String>| {
            if made.is_some() {
                password.set(made);
            }
            changes.announce(["agent_security"]);
        },
    );
    rsx! {
        Dialog { open: true, title: tr!("settings-agent", name = name), on_close,
            div { class: "dk-form",
                Failed { failure: send.failure() }
                Stale { read }
                if let Some(password) = password() {
                    Notice { tone: Tone::Done, title: tr("settings-temporary"), text: tr("settings-temporary-text"),
                        code { class: "dk-code", "{password}" }
                    }
                }
                match read.value() {
                    None => rsx! { Waiting { read, rows: 4 } },
                    Some(now) => rsx! { Panes { now, busy: send.busy(), on_act: move |act| send.run(act) } },
                }
            }
        }
    }
}

#[component]
fn Panes(now: AgentSecurity, busy: bool, on_act: EventHandler<Act>) -> Element {
    let format = use_format();
    rsx! {
        if let Some(until) = now.locked_until {
            Notice { tone: Tone::Alert, title: tr!("settings-locked", time = format.clock(until.ms())),
                Button { label: tr("settings-unlock"), busy, on_press: move |_| on_act.call(Act::Unlock) }
            }
        }
        div { class: "tr-actions",
            Button { label: tr("settings-reset"), busy, on_press: move |_| on_act.call(Act::Reset) }
            if now.two_step {
                Button { label: tr("settings-end-two-step"), busy, on_press: move |_| on_act.call(Act::EndTwoStep) }
            }
            if !now.sessions.is_empty() {
                Button { label: tr("settings-end-sessions"), busy, on_press: move |_| on_act.call(Act::EndSessions) }
            }
        }
        p { class: "dk-quiet",
            {tr(if now.two_step { "account-two-step-on" } else { "account-two-step-off" })}
            if now.must_change {
                " · "
                {tr("settings-must-change")}
            }
        }
        SessionLines { list: now.sessions.clone(), on_end: move |id| on_act.call(Act::EndSession(id)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_lock_and_a_second_step_can_be_ended_only_where_there_is_one() {
        let of = |now: AgentSecurity| {
            sample::render(Locale::En, move || rsx! { Panes { now: now.clone(), busy: false, on_act: |_: Act| {} } })
        };
        let plain = of(AgentSecurity { has_account: true, ..AgentSecurity::default() });
        assert!(plain.contains("Give a temporary password") && !plain.contains("Unlock"), "{plain}");
        let locked = of(AgentSecurity {
            two_step: true,
            locked_until: Some(truckroll_domain::Timestamp(sample::NOW_MS)),
            ..AgentSecurity::default()
        });
        assert!(locked.contains("Unlock") && locked.contains("Turn off two-step sign-in"), "{locked}");
    }
}
