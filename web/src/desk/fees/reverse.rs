//! A posting that was a mistake is answered by its negation, once. Nothing is removed: both stay in the records.

use dioxus::prelude::*;
use truckroll_domain::PostingId;
use truckroll_protocol::api::fees::{NewReversal, PostingRow};
use truckroll_ui::prelude::*;

use super::rows::named;
use super::top_up::done;
use crate::api;
use crate::api::fees::{self, TOPIC};
use crate::desk::trouble::Failed;

/// Asks before it is done, and why.
#[component]
pub fn ReverseDialog(row: PostingRow, on_close: EventHandler<()>) -> Element {
    let format = use_format();
    let (toasts, changes) = (use_toasts(), use_changes());
    let posting = use_hook(|| api::fresh(PostingId::from_parts));
    let of = row.id;
    let mut remark = use_signal(String::new);
    let send = use_send(
        move |remark: String| async move { fees::reverse(of, &NewReversal { id: posting, remark }).await },
        move |row: PostingRow| {
            toasts.say(Tone::Done, done(&row, &format));
            changes.announce([TOPIC]);
            on_close.call(());
        },
    );
    rsx! {
        Dialog {
            open: true,
            title: tr("fees-reverse-title"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("fees-reverse-verb"),
                    kind: ButtonKind::Danger,
                    busy: send.busy(),
                    on_press: move |_| send.run(remark.peek().trim().to_owned()),
                }
            },
            div { class: "dk-form",
                Failed { failure: send.failure() }
                p {
                    if !row.company_name.is_empty() {
                        b { "{row.company_name}" }
                        " · "
                    }
                    {named(&row, &format)}
                }
                p { class: "dk-quiet", {tr("fees-reverse-text")} }
                TextAreaField {
                    label: tr("fees-reverse-why"),
                    value: remark(),
                    rows: 2,
                    max_length: 1_000,
                    on_input: move |text| remark.set(text),
                }
            }
        }
    }
}
