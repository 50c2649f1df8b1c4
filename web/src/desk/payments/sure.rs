//! Asks before something happens to an order, and does it.

use dioxus::prelude::*;
use truckroll_domain::OrderId;
use truckroll_protocol::api::payments::OrderNow;
use truckroll_ui::prelude::*;

use super::charge::in_words;
use crate::api::fees::TOPIC as FEES;
use crate::api::payments::{self, Changed, Step, TOPIC};
use crate::desk::trouble::Failed;

/// Does a step with an order; whatever became of it, the screens look again. `refused` hears what was wrong with the members.
pub fn use_step(
    id: OrderId,
    on_done: EventHandler<OrderNow>,
    refused: impl FnMut(Changed) + Clone + 'static,
) -> Sending<Step> {
    let changes = use_changes();
    let mut refused = refused;
    use_send(
        move |step: Step| async move {
            let answer = payments::step(id, &step).await;
            changes.announce([TOPIC, FEES]);
            answer
        },
        move |changed| match changed {
            Changed::Done(now) => on_done.call(*now),
            other => refused(other),
        },
    )
}

/// The dialog: what will happen, and the verb.
#[component]
pub fn Sure(
    id: OrderId,
    #[props(into)] title: String,
    #[props(into)] text: String,
    #[props(into)] verb: String,
    #[props(default)] danger: bool,
    step: Step,
    on_done: EventHandler<OrderNow>,
    on_close: EventHandler<()>,
) -> Element {
    let mut wrong = use_signal(|| None::<String>);
    let send = use_step(id, on_done, move |changed| {
        if let Changed::Refused(found) = changed {
            wrong.set(in_words(&found).into_values().next());
        }
    });
    let kind = if danger { ButtonKind::Danger } else { ButtonKind::Primary };
    let failure = wrong.read().clone().or_else(|| send.failure());
    rsx! {
        Dialog {
            open: true,
            title,
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: verb,
                    kind,
                    busy: send.busy(),
                    on_press: move |_| {
                        wrong.set(None);
                        send.run(step.clone());
                    },
                }
            },
            div { class: "dk-form",
                Failed { failure }
                p { "{text}" }
            }
        }
    }
}
