//! Account and password by which a company identifies itself (CUS-21).

use dioxus::prelude::*;
use truckroll_protocol::api::NewServiceAccount;
use truckroll_ui::prelude::*;

use super::value::problem;
use crate::api::{self, Fault};
use crate::desk::trouble::Failed;

/// The problems of members that the server named.
fn named(fault: &Fault) -> Option<Vec<(String, String)>> {
    match fault {
        Fault::Problem(told) if !told.fields.is_empty() => {
            Some(told.fields.iter().map(|(member, key)| (member.clone(), problem(key))).collect())
        }
        _ => None,
    }
}

/// The dialog.
#[component]
pub fn AccountDialog(id: String, account: String, on_close: EventHandler<()>) -> Element {
    let changes = use_changes();
    let toasts = use_toasts();
    let mut number = use_signal(|| account.clone());
    let mut password = use_signal(String::new);
    let mut wrong = use_signal(Vec::<(String, String)>::new);
    let send = use_send(
        move |new: NewServiceAccount| {
            let id = id.clone();
            async move {
                match api::service_account(&id, &new).await {
                    Ok(()) => Ok(Vec::new()),
                    Err(fault) => named(&fault).ok_or(fault),
                }
            }
        },
        move |problems: Vec<(String, String)>| {
            if problems.is_empty() {
                changes.announce(["documents"]);
                toasts.say(Tone::Done, tr("cust-saved"));
                on_close.call(());
            } else {
                wrong.set(problems);
            }
        },
    );
    let of = move |member: &str| wrong.read().iter().find(|(m, _)| m == member).map(|(_, said)| said.clone());
    rsx! {
        Dialog {
            open: true,
            title: tr("cust-service-account"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("verb-save"),
                    kind: ButtonKind::Primary,
                    busy: send.busy(),
                    on_press: move |_| {
                        let new = Some(password()).filter(|p| !p.is_empty());
                        send.run(NewServiceAccount { account: number().trim().to_owned(), password: new });
                    },
                }
            },
            div { class: "dk-form",
                Failed { failure: send.failure() }
                p { class: "dk-quiet", {tr("cust-account-intro")} }
                TextField {
                    label: tr("cust-account-number"),
                    hint: tr("cust-account-hint"),
                    value: number(),
                    kind: TextKind::Code,
                    max_length: 20,
                    error: of("account"),
                    on_input: move |text| number.set(text),
                }
                TextField {
                    label: tr("cust-account-password"),
                    hint: tr("cust-account-password-hint"),
                    value: password(),
                    kind: TextKind::Password,
                    autocomplete: "new-password",
                    max_length: 100,
                    error: of("password"),
                    on_input: move |text| password.set(text),
                }
            }
        }
    }
}
