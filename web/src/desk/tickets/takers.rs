//! Choosing who gets a ticket among those who take some now (TKT-39).

use dioxus::prelude::*;
use truckroll_domain::AgentId;
use truckroll_protocol::api::daily::Taker;
use truckroll_ui::prelude::*;

use crate::api;
use crate::session::use_session;

/// Who works on tickets; nobody is asked for where the reader may not assign.
pub fn use_takers(assigns: bool) -> Live<Vec<Taker>> {
    use_live(
        || vec!["presence_of".to_owned()],
        move || async move { if assigns { api::daily::takers().await } else { Ok(Vec::new()) } },
    )
}

/// The state somebody says he is in.
fn state(one: &Taker) -> String {
    if one.state_name.is_empty() { tr(&format!("presence-{}", one.state)) } else { one.state_name.clone() }
}

/// Those who take tickets, then the others with the reason, who are read and not chosen, and the names of those. Who is among
/// `free` is chosen whatever he says of himself: whoever has the ticket already, and the reader, who may take it.
#[must_use]
pub fn split_by_state(all: &[Taker], free: &[AgentId]) -> (Vec<Choice>, Vec<String>) {
    let can = |one: &&Taker| one.accepts || free.contains(&one.agent);
    let told = |one: &Taker| match one.accepts {
        true => one.name.clone(),
        false => tr!("daily-taker-state", name = one.name.clone(), state = state(one)),
    };
    let choice = |one: &Taker| Choice::new(one.agent.to_string(), told(one));
    let mut choices: Vec<Choice> = all.iter().filter(can).map(choice).collect();
    choices.extend(all.iter().filter(|one| !can(one)).map(|one| choice(one).off()));
    let others = all.iter().filter(|one| !can(one)).map(told).collect();
    (choices, others)
}

/// Who does not take tickets now, in a sentence.
#[must_use]
pub fn who_does_not(others: &[String]) -> Option<String> {
    let shown: Vec<String> = others.iter().take(6).cloned().collect();
    let more = others.len().saturating_sub(shown.len());
    let names = shown.join(&tr("refusal-joint"));
    (!shown.is_empty()).then(|| tr!("daily-takers-not", names = names, more = more))
}

/// One agent who takes tickets, or nobody.
#[component]
pub fn TakerField(
    takers: Live<Vec<Taker>>,
    label: String,
    value: String,
    /// The words for nobody.
    none: String,
    /// Who has it already.
    holder: Option<(AgentId, String)>,
    #[props(default)] disabled: bool,
    on_change: EventHandler<String>,
) -> Element {
    let me = use_session().me().map(|me| me.agent.id);
    let all = takers.value().unwrap_or_default();
    rsx! { TakerSelect { all, me, label, value, none, holder, disabled, on_change } }
}

/// As [`TakerField`], with those to choose from.
#[component]
fn TakerSelect(
    all: Vec<Taker>,
    me: Option<AgentId>,
    label: String,
    value: String,
    none: String,
    holder: Option<(AgentId, String)>,
    disabled: bool,
    on_change: EventHandler<String>,
) -> Element {
    let free: Vec<AgentId> = me.into_iter().chain(holder.as_ref().map(|(id, _)| *id)).collect();
    let (mut options, others) = split_by_state(&all, &free);
    // who works on no tickets any more is still who has it
    if let Some((id, name)) = holder.filter(|(id, _)| !all.iter().any(|one| one.agent == *id)) {
        options.insert(0, Choice::new(id.to_string(), name));
    }
    rsx! {
        SelectField {
            label,
            value,
            none_label: none,
            options,
            disabled,
            hint: who_does_not(&others),
            on_change: move |agent| on_change.call(agent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn one(n: u8, name: &str, state: &str, state_name: &str) -> Taker {
        Taker {
            agent: AgentId::from_parts(1, [n; 10]),
            name: name.into(),
            accepts: state == "online",
            state: state.into(),
            state_name: state_name.into(),
            ..Taker::default()
        }
    }

    fn all() -> Vec<Taker> {
        vec![one(1, "Chen", "online", ""), one(2, "Li", "busy", ""), one(3, "Wang", "lunch", "At lunch")]
    }

    #[test]
    fn who_takes_nothing_is_named_with_the_reason_and_not_offered() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                rsx! {
                    TakerSelect {
                        all: all(),
                        me: None::<AgentId>,
                        label: "Agent",
                        value: "",
                        none: "Nobody",
                        holder: None::<(AgentId, String)>,
                        disabled: false,
                        on_change: |_| {},
                    }
                }
            });
            assert_eq!(html.matches("<option").count(), 4, "{html}");
            assert_eq!(html.matches("disabled").count(), 2, "{html}");
            assert!(html.matches("At lunch").count() == 2 && !html.contains("presence-"), "{html}");
            assert!(!html.contains("daily-") && !html.contains("{ $"), "{html}");
        }
    }

    #[test]
    fn who_has_it_and_the_reader_are_chosen_whatever_they_say() {
        let html = sample::render(Locale::En, || {
            let gone = (AgentId::from_parts(1, [9; 10]), "Zhao".to_owned());
            rsx! {
                TakerSelect {
                    all: all(),
                    me: Some(all()[1].agent),
                    label: "Agent",
                    value: gone.0.to_string(),
                    none: "Nobody",
                    holder: Some(gone),
                    disabled: false,
                    on_change: |_| {},
                }
            }
        });
        assert!(html.contains("Zhao") && html.contains("Li · busy"), "{html}");
        assert_eq!(html.matches("disabled").count(), 1, "{html}");
    }
}
