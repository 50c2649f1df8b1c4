//! A box to ask the saved calendar: open then? due when?

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::api::planning;
use crate::desk::trouble::Section;

/// Longest working time that can be tried, minutes: a year.
const MOST: f64 = 527_040.0;

/// The box. `seq` is the calendar's number: another one asks again.
#[component]
pub fn TryOut(id: String, seq: i64) -> Element {
    let format = use_format();
    let mut at = use_signal(|| None::<i64>);
    let mut add = use_signal(|| Some(240.0_f64));
    let asked = use_memo(use_reactive!(|(id, seq)| (id, seq)));
    let start = format.now_ms;
    let answer = use_live(Vec::new, move || {
        let (id, _) = asked();
        let (at, add) = (at().unwrap_or(start), add().filter(|n| (0.0..=MOST).contains(n)).unwrap_or(0.0));
        async move { planning::clock(&id, at, add.round() as i64).await }
    });
    let wants = add().is_some_and(|minutes| minutes >= 1.0);
    rsx! {
        Section { title: tr("hours-try"),
            p { class: "dk-quiet", {tr("hours-try-intro")} }
            div { class: "dk-form-pair",
                DateTimeField {
                    label: tr("hours-try-at"),
                    value: at().unwrap_or(start),
                    on_change: move |moment| at.set(moment),
                }
                NumberField {
                    label: tr("hours-try-add"),
                    unit: tr("hours-try-minutes"),
                    value: add(),
                    min: 0.0,
                    max: MOST,
                    on_input: move |minutes| add.set(minutes),
                }
            }
            div { class: "dk-try", role: "status",
                if let Some(said) = answer.value() {
                    p {
                        if said.is_open {
                            Badge { tone: Tone::Done, label: tr("hours-try-open") }
                        } else if let Some(next) = said.next_open {
                            Badge { tone: Tone::Paused, label: tr!("hours-try-closed", time = format.moment(next.ms())) }
                        } else {
                            Badge { tone: Tone::Alert, label: tr("hours-try-never") }
                        }
                    }
                    if wants {
                        p {
                            if let Some(due) = said.deadline {
                                {tr!("hours-try-deadline", time = format.moment(due.ms()))}
                            } else {
                                {tr("hours-try-no-deadline")}
                            }
                        }
                    }
                } else if let Some(fault) = answer.error() {
                    p { class: "tr-error", "{fault}" }
                }
            }
        }
    }
}
