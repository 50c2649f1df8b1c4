//! Choosing who gets a ticket among those who take some now (TKT-39).

use dioxus::prelude::*;
use truckroll_protocol::api::daily::Taker;
use truckroll_ui::prelude::*;

use crate::api;

/// Who works on tickets; nobody is asked for where the reader may not assign.
pub fn use_takers(assigns: bool) -> Live<Vec<Taker>> {
    use_live(
        || vec!["presence_of".to_owned()],
        move || async move { if assigns { api::daily::takers().await } else { Ok(Vec::new()) } },
    )
}

/// Those who can be chosen, and the names of the others.
#[must_use]
pub fn split_by_state(all: &[Taker]) -> (Vec<Choice>, Vec<String>) {
    let takes = all.iter().filter(|one| one.accepts);
    let choices = takes.map(|one| Choice::new(one.agent.to_string(), one.name.clone())).collect();
    let others = all.iter().filter(|one| !one.accepts).map(|one| one.name.clone()).collect();
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
    on_change: EventHandler<String>,
) -> Element {
    let (options, others) = split_by_state(&takers.value().unwrap_or_default());
    rsx! {
        SelectField {
            label,
            value,
            none_label: none,
            options,
            hint: who_does_not(&others),
            on_change: move |agent| on_change.call(agent),
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::AgentId;

    use super::*;
    use crate::sample;

    #[test]
    fn who_takes_nothing_is_named_and_not_offered() {
        let one = |n: u8, name: &str, accepts| Taker {
            agent: AgentId::from_parts(1, [n; 10]),
            name: name.into(),
            groups: std::collections::BTreeMap::new(),
            accepts,
        };
        let all = [one(1, "Chen", true), one(2, "Li", false)];
        let (choices, others) = split_by_state(&all);
        assert_eq!((choices.len(), choices[0].label.as_str(), others), (1, "Chen", vec!["Li".to_owned()]));
        let html = sample::render(Locale::En, || rsx! { p { {who_does_not(&["Li".to_owned()]).unwrap_or_default()} } });
        assert!(html.contains("Li") && !html.contains("daily-"), "{html}");
    }
}
