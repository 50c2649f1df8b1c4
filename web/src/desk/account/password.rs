//! Changing one's own password.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::sign_in::{Owner, check_password};
use truckroll_protocol::api::ChangePassword;
use truckroll_ui::prelude::*;

use super::TOPIC;
use crate::api;
use crate::desk::trouble::{Failed, by_member};
use crate::session::use_session;

/// The old password and the new one.
#[component]
pub fn PasswordForm(on_done: Option<EventHandler<()>>) -> Element {
    let session = use_session();
    let toasts = use_toasts();
    let changes = use_changes();
    let mut old = use_signal(String::new);
    let mut new = use_signal(String::new);
    let mut tried = use_signal(|| false);
    let wrong = use_signal(BTreeMap::<String, String>::new);
    let send = use_send(
        move |asked: ChangePassword| async move { by_member(api::change_password(&asked), wrong).await },
        move |done: Option<()>| {
            if done.is_some() {
                old.set(String::new());
                new.set(String::new());
                tried.set(false);
                toasts.say(Tone::Done, tr("account-password-changed"));
                changes.announce([TOPIC]);
                if let Some(on_done) = on_done {
                    on_done.call(());
                }
            }
        },
    );
    let Some(me) = session.me() else { return rsx! {} };
    let said = move |member: &str| wrong.read().get(member).map(|word| password_problem(word));
    let submit = {
        let me = me.clone();
        move |event: FormEvent| {
            event.prevent_default();
            tried.set(true);
            let owner = Owner { account: &me.agent.account, name: &me.agent.name, organisation: &me.tenant_name };
            if !old.peek().is_empty() && check_password(&new.peek(), &owner).is_ok() {
                send.run(ChangePassword { old: old.peek().clone(), new: new.peek().clone() });
            }
        }
    };
    rsx! {
        form { class: "dk-form", novalidate: true, onsubmit: submit,
            Failed { failure: send.failure() }
            TextField {
                label: tr("account-password-old"),
                value: old(),
                kind: TextKind::Password,
                name: "password",
                autocomplete: "current-password",
                max_length: 1024,
                error: said("old").or_else(|| (tried() && old.read().is_empty()).then(|| tr("password-wrong"))),
                on_input: move |text| old.set(text),
            }
            NewPasswordField {
                label: tr("sign-in-new-password"),
                value: new(),
                account: me.agent.account.clone(),
                name: me.agent.name.clone(),
                organisation: me.tenant_name.clone(),
                tried: tried(),
                error: said("new"),
                on_input: move |text| new.set(text),
            }
            div { class: "dk-form-foot",
                Button {
                    label: tr("account-password-change"),
                    kind: ButtonKind::Primary,
                    submit: true,
                    busy: send.busy(),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_present_password_is_asked_for_and_the_new_one_is_explained() {
        let html = sample::render(Locale::En, || rsx! { PasswordForm {} });
        assert!(html.contains("autocomplete=\"current-password\""), "{html}");
        assert!(html.contains("autocomplete=\"new-password\"") && html.contains("At least 10 characters"), "{html}");
    }
}
