//! Which orders are listed: of a period, in a state, those that need somebody, of one company. All of it is in the address.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use super::{STATES, state_key, state_word};
use crate::desk::fees::OfCompany;
use crate::desk::reports::PeriodField;
use crate::query::Query;

/// The filters: what they turn is a name and a value of the address.
#[component]
pub fn Narrow(query: ReadSignal<Query>, on_turn: EventHandler<(&'static str, String)>) -> Element {
    let states: Vec<Choice> = STATES.iter().map(|state| Choice::new(state_key(*state), state_word(*state))).collect();
    let attention = query.read().get("attention") == "true";
    rsx! {
        div { class: "dk-filters dk-reports-filters",
            PeriodField { query, on_turn }
            SelectField {
                label: tr("payments-state"),
                value: query.read().get("state").to_owned(),
                none_label: tr("payments-state-all"),
                options: states,
                on_change: move |state| on_turn.call(("state", state)),
            }
            CheckField {
                label: tr("payments-attention"),
                checked: attention,
                on_change: move |on: bool| on_turn.call(("attention", if on { "true".to_owned() } else { String::new() })),
            }
        }
        OfCompany { query, on_turn }
    }
}
