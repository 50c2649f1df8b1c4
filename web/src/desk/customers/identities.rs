//! Ids by which channels know a person (CUS-20): the digits of his remote client, what he is called in messengers. One that
//! somebody else has is moved only after that was said.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Lock, Verb};
use truckroll_domain::contacts::IdentityKind;
use truckroll_domain::fields::Noun;
use truckroll_protocol::api::{Identity, IdentityRef, NewIdentity};
use truckroll_ui::prelude::*;

use super::value::problem;
use crate::api::{self, Binding};
use crate::desk::trouble::{Failed, Section};
use crate::session::use_session;

fn kind_word(kind: IdentityKind) -> String {
    tr(&format!("cust-contact-identity-{}", kind.word()))
}

/// The ids of a person, to add one and to take one away.
#[component]
pub fn Identities(contact: String, name: String, identities: Vec<Identity>, open: bool) -> Element {
    let session = use_session();
    let format = use_format();
    let changes = use_changes();
    let mut adding = use_signal(|| false);
    let may = open && session.may(Area::Customers, Verb::Edit) && !session.rights().locked(Lock::edit(Noun::Contact));
    let of = contact.clone();
    let remove = use_send(
        move |gone: IdentityRef| {
            let contact = of.clone();
            async move { api::unbind_identity(&contact, &gone).await }
        },
        move |()| changes.announce(["documents"]),
    );
    rsx! {
        Section {
            title: tr("identity-title"),
            trail: rsx! {
                if may {
                    Button { label: tr("identity-add"), icon: Icon::Plus, on_press: move |_| adding.set(true) }
                }
            },
            if identities.is_empty() {
                p { class: "dk-quiet", {tr("identity-none")} }
            }
            Failed { failure: remove.failure() }
            ul { class: "dk-plain-list dk-people",
                for one in identities {
                    li { key: "{one.kind.word()} {one.id}",
                        span { class: "dk-quiet", {kind_word(one.kind)} }
                        span { class: "tr-figures", {one.kind.shown(&one.id)} }
                        if may {
                            Button {
                                label: tr!("identity-remove", id = one.kind.shown(&one.id)),
                                icon: Icon::Trash,
                                icon_only: true,
                                kind: ButtonKind::Ghost,
                                on_press: {
                                    let gone = IdentityRef { kind: one.kind, id: one.id.clone() };
                                    move |_| remove.run(gone.clone())
                                },
                            }
                        }
                        span { class: "dk-quiet", {tr!("identity-by", name = one.by.clone(), date = format.date(one.at.ms()))} }
                    }
                }
            }
        }
        if adding() {
            BindDialog { contact, name, on_close: move |()| adding.set(false) }
        }
    }
}

/// Binds an id; says whose it is before it is moved.
#[component]
fn BindDialog(contact: String, name: String, on_close: EventHandler<()>) -> Element {
    let changes = use_changes();
    let toasts = use_toasts();
    let mut kind = use_signal(|| IdentityKind::Remote);
    let mut typed = use_signal(String::new);
    let mut wrong = use_signal(|| None::<String>);
    let mut owner = use_signal(|| None::<String>);
    let send = use_send(
        move |new: NewIdentity| {
            let contact = contact.clone();
            async move { api::bind_identity(&contact, &new).await }
        },
        move |binding| match binding {
            Binding::Bound => {
                changes.announce(["documents"]);
                toasts.say(Tone::Done, tr("cust-saved"));
                on_close.call(());
            }
            Binding::Taken(name) => owner.set(Some(name)),
            Binding::Refused(key) => wrong.set(Some(problem(&key))),
        },
    );
    let submit = use_callback(move |moves: bool| {
        let new = NewIdentity { kind: kind(), id: typed.peek().clone(), moves };
        match new.kind.normalise(&new.id) {
            Ok(_) => send.run(new),
            Err(key) => wrong.set(Some(problem(key))),
        }
    });
    let text = owner().map(|owner| {
        if owner.is_empty() {
            tr!("identity-taken-hidden", name = name.clone())
        } else {
            tr!("identity-taken", owner = owner, name = name.clone())
        }
    });
    rsx! {
        Dialog {
            open: true,
            title: tr("identity-add"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                if text.is_some() {
                    Button {
                        label: tr!("identity-move", name = name.clone()),
                        kind: ButtonKind::Danger,
                        busy: send.busy(),
                        on_press: move |_| submit.call(true),
                    }
                } else {
                    Button { label: tr("verb-save"), kind: ButtonKind::Primary, busy: send.busy(), on_press: move |_| submit.call(false) }
                }
            },
            form {
                class: "dk-form",
                novalidate: true,
                onsubmit: move |event| {
                    event.prevent_default();
                    submit.call(false);
                },
                Failed { failure: send.failure() }
                if let Some(text) = text {
                    Notice { tone: Tone::Paused, title: tr("identity-taken-title"), text }
                }
                SelectField {
                    label: tr("identity-channel"),
                    value: kind().word(),
                    options: IdentityKind::ALL.map(|kind| Choice::new(kind.word(), kind_word(kind))).to_vec(),
                    on_change: move |word: String| {
                        kind.set(IdentityKind::from_word(&word).unwrap_or(IdentityKind::Remote));
                        wrong.set(None);
                        owner.set(None);
                    },
                }
                TextField {
                    label: tr("identity-id"),
                    hint: (kind() == IdentityKind::Remote).then(|| tr("identity-hint")),
                    value: typed(),
                    required: true,
                    max_length: 200,
                    error: wrong(),
                    on_input: move |text| {
                        typed.set(text);
                        wrong.set(None);
                        owner.set(None);
                    },
                }
                // Enter in a field saves.
                button { class: "tr-sr", r#type: "submit", tabindex: "-1", aria_hidden: "true", {tr("verb-save")} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;

    use super::*;
    use crate::sample;

    fn render(identities: Vec<Identity>) -> String {
        sample::render(Locale::En, move || {
            rsx! { Identities { contact: "c", name: "Zhou Min", identities: identities.clone(), open: true } }
        })
    }

    #[test]
    fn ids_are_read_in_groups_and_none_says_so() {
        let one = Identity {
            kind: IdentityKind::Remote,
            id: "123456789".into(),
            at: Timestamp(sample::NOW_MS),
            by: "Li Na".into(),
        };
        let html = render(vec![one]);
        assert!(html.contains("123 456 789") && html.contains("Li Na") && html.contains("Remote id"), "{html}");
        assert!(render(Vec::new()).contains("No id yet"), "{}", render(Vec::new()));
    }
}
