//! Names to tick, found by words where they are many.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

/// Most names that are listed at once; more are found by words.
const SHOWN: usize = 50;
/// More than so many have a box to find them by.
const MANY: usize = 8;

/// A box for each name. Those that are ticked come first.
#[component]
pub fn NameTicks(
    all: Vec<Choice>,
    /// What they are.
    what: String,
    /// Ids of those that are ticked.
    chosen: Vec<String>,
    /// An id, and whether it is ticked now.
    on_turn: EventHandler<(String, bool)>,
) -> Element {
    let mut words = use_signal(String::new);
    let looked_for = words.read().trim().to_lowercase();
    let is_on = |one: &Choice| chosen.contains(&one.value);
    let mut shown: Vec<Choice> =
        all.iter().filter(|one| is_on(one) || one.label.to_lowercase().contains(&looked_for)).cloned().collect();
    shown.sort_by_key(|one| !is_on(one));
    shown.truncate(SHOWN.max(chosen.len()));
    rsx! {
        fieldset { class: "dk-several",
            legend { class: "tr-label", "{what}" }
            if all.len() > MANY {
                TextField {
                    label: tr!("query-visible-find", what = what.clone()),
                    kind: TextKind::Search,
                    value: words(),
                    max_length: 100,
                    on_input: move |text| words.set(text),
                }
            }
            p { class: "dk-quiet", role: "status", {tr!("query-visible-chosen", count = chosen.len())} }
            div { class: "dk-several-list",
                for one in shown {
                    CheckField {
                        key: "{one.value}",
                        label: one.label.clone(),
                        checked: chosen.contains(&one.value),
                        on_change: {
                            let id = one.value.clone();
                            move |on: bool| on_turn.call((id.clone(), on))
                        },
                    }
                }
            }
        }
    }
}
