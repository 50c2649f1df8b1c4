//! Whether the e-mail address of the contact person is confirmed (ORG-05), and the letter that asks him.

use dioxus::prelude::*;
use truckroll_domain::tenants::ContactState;
use truckroll_protocol::api::ContactMail;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::Failed;

/// How the address that is kept stands. While another one is typed, only what happens to that is said.
#[component]
pub fn ContactPane(contact: ContactMail, typed_anew: bool, on_sent: EventHandler<()>) -> Element {
    let toasts = use_toasts();
    let format = use_format();
    let send = use_send(
        |()| api::ask_contact(),
        move |_: ContactMail| {
            toasts.say(Tone::Done, tr("settings-contact-sent-now"));
            on_sent.call(());
        },
    );
    if typed_anew {
        let key = if contact.mail { "settings-contact-will" } else { "settings-contact-no-mail" };
        return rsx! {
            p { class: "dk-quiet", {tr(key)} }
        };
    }
    let time = contact.at.map(|at| format.moment(at.ms())).unwrap_or_default();
    let (tone, word) = match contact.state {
        ContactState::None => return rsx! {},
        ContactState::Open => (Tone::Paused, tr("settings-contact-open")),
        ContactState::Sent => (Tone::Accepted, tr!("settings-contact-sent", time = time)),
        ContactState::Expired => (Tone::Paused, tr!("settings-contact-expired", time = time)),
        ContactState::Confirmed => (Tone::Done, tr!("settings-contact-confirmed", time = time)),
    };
    let asks = contact.state != ContactState::Confirmed;
    let verb = if contact.state == ContactState::Open { "settings-contact-send" } else { "settings-contact-again" };
    rsx! {
        div { class: "dk-contact-state", role: "status",
            Badge { tone, label: word, kind: BadgeKind::Plain }
            if asks && contact.mail {
                Button {
                    label: tr(verb),
                    icon: Icon::Send,
                    kind: ButtonKind::Ghost,
                    busy: send.busy(),
                    on_press: move |_| send.run(()),
                }
            }
        }
        if asks && !contact.mail {
            p { class: "dk-quiet", {tr("settings-contact-no-mail")} }
        }
        Failed { failure: send.failure() }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;

    use super::*;
    use crate::sample;

    fn html(state: ContactState, mail: bool, typed_anew: bool) -> String {
        sample::render(Locale::En, move || {
            let contact = ContactMail { state, at: Some(Timestamp(0)), mail };
            rsx! { ContactPane { contact, typed_anew, on_sent: |()| {} } }
        })
    }

    #[test]
    fn a_letter_is_offered_until_the_address_is_confirmed_and_where_there_is_mail() {
        assert!(html(ContactState::Open, true, false).contains("<button"));
        assert!(html(ContactState::Sent, true, false).contains("Send another"));
        assert!(html(ContactState::Expired, true, false).contains("too old"));
        let confirmed = html(ContactState::Confirmed, true, false);
        assert!(confirmed.contains("Confirmed") && !confirmed.contains("<button"), "{confirmed}");
        let silent = html(ContactState::Open, false, false);
        assert!(silent.contains("sends no e-mail") && !silent.contains("<button"), "{silent}");
        assert!(!html(ContactState::None, true, false).contains("<p"));
        assert!(html(ContactState::Confirmed, true, true).contains("When you save"));
    }
}
