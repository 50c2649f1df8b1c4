//! What can be done with one customer: the buttons at the head of its page, and what they ask before they act.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Lock, Verb};
use truckroll_domain::fields::Noun;
use truckroll_protocol::api::{PhoneNumber, Selection};
use truckroll_ui::prelude::*;

use super::account::AccountDialog;
use super::book::Book;
use super::link::PersonalLink;
use super::merge::MergeDialog;
use super::path_of;
use crate::api;
use crate::desk::trouble::Failed;
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

/// The address of a customer that was merged leads to the one that it was merged into, and says so.
#[component]
pub fn Moved(noun: Noun, asked: String, found: String, name: String) -> Element {
    let go = use_go();
    let toasts = use_toasts();
    use_effect(use_reactive!(|(asked, found, name)| {
        if asked != found {
            toasts.say(Tone::Neutral, tr!("work-was-merged", name = name));
            go.instead(path_of(noun, &found));
        }
    }));
    rsx! {}
}

/// What can be done with a customer. What the organisation has locked for everybody is not offered, and the page says so.
#[component]
pub fn Actions(
    book: Book,
    noun: Noun,
    id: String,
    name: String,
    deleted: bool,
    phone: Option<PhoneNumber>,
    account: Option<String>,
    on_edit: EventHandler<()>,
) -> Element {
    let session = use_session();
    let changes = use_changes();
    let mut removing = use_signal(|| false);
    let mut merging = use_signal(|| false);
    let rights = session.rights();
    let (no_edit, no_delete) = (rights.locked(Lock::edit(noun)), rights.locked(Lock::delete(noun)));
    let mut identifying = use_signal(|| false);
    let restore_id = id.clone();
    let restore = use_send(
        move |()| {
            let ids = restore_id.parse().into_iter().collect();
            async move { api::restore_customers(&Selection { noun, ids }).await }
        },
        move |_| changes.announce(["companies", "contacts", "documents"]),
    );
    rsx! {
        div { class: "dk-page-actions",
            if let Some(phone) = phone {
                LinkButton {
                    href: format!("tel:{}", if phone.e164.is_empty() { &phone.typed } else { &phone.e164 }),
                    label: tr("verb-call"),
                    icon: Icon::Phone,
                }
            }
            if deleted {
                if rights.administers() {
                    Button { label: tr("cust-bring-back"), icon: Icon::Undo, busy: restore.busy(), on_press: move |_| restore.run(()) }
                }
            } else {
                if account.is_some() {
                    Button {
                        label: tr("cust-service-account"),
                        icon: Icon::Key,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| identifying.set(true),
                    }
                }
                if noun == Noun::Contact && rights.allow(Area::Customers, Verb::Edit) && !no_edit {
                    PersonalLink { contact: id.clone(), name: name.clone() }
                }
                if rights.administers() && !no_delete && !no_edit {
                    Button {
                        label: tr("work-merge"),
                        icon: Icon::Copy,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| merging.set(true),
                    }
                }
                if rights.administers() && !no_delete {
                    Button {
                        label: tr("verb-delete"),
                        icon: Icon::Trash,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| removing.set(true),
                    }
                }
                Button {
                    label: tr(if no_edit { "work-edit-tags" } else { "verb-edit" }),
                    icon: Icon::Pencil,
                    on_press: move |_| on_edit.call(()),
                }
                NewTicketLink { noun, id: id.clone() }
            }
        }
        if let Some(failure) = restore.failure() {
            Failed { failure: Some(failure) }
        }
        if no_edit && !deleted {
            p { class: "dk-quiet dk-locked",
                Glyph { icon: Icon::Lock, size: 14 }
                {tr(&format!("work-lock-said-edit-{}", if noun == Noun::Company { "companies" } else { "contacts" }))}
            }
        }
        if merging() {
            MergeDialog { book: book.clone(), noun, id: id.clone(), name: name.clone(), on_close: move |()| merging.set(false) }
        }
        if removing() {
            RemoveDialog { noun, id: id.clone(), name: name.clone(), on_close: move |()| removing.set(false) }
        }
        if identifying() {
            AccountDialog { id: id.clone(), account: account.clone().unwrap_or_default(), on_close: move |()| identifying.set(false) }
        }
    }
}

/// A new visit for this customer, filled in.
#[component]
fn NewTicketLink(noun: Noun, id: String) -> Element {
    let go = use_go();
    let to = format!("/desk/visits/new{}", Query::default().with(noun.word(), &id).suffix());
    rsx! {
        Button {
            label: tr("tickets-create-visit"),
            icon: Icon::Truck,
            kind: ButtonKind::Primary,
            on_press: move |_| go.to(to.clone()),
        }
    }
}

/// Asks before a customer is thrown away, with what stands against it.
#[component]
fn RemoveDialog(noun: Noun, id: String, name: String, on_close: EventHandler<()>) -> Element {
    let changes = use_changes();
    let go = use_go();
    let of = id.clone();
    let counted = use_live(Vec::new, move || {
        let ids = of.parse().into_iter().collect();
        async move { api::delete_customers(&Selection { noun, ids }, true).await }
    });
    let send = use_send(
        move |()| {
            let ids = id.parse().into_iter().collect();
            async move { api::delete_customers(&Selection { noun, ids }, false).await }
        },
        move |_| {
            changes.announce(["companies", "contacts", "documents"]);
            on_close.call(());
            go.to(super::PATH);
        },
    );
    let Some(count) = counted.value() else { return rsx! {} };
    if count.busy > 0 {
        return rsx! {
            Dialog { open: true, title: tr!("cust-cannot-delete", name = name), on_close,
                p { {tr!("cust-busy", tickets = count.open_tickets, visits = count.open_visits)} }
            }
        };
    }
    rsx! {
        Failed { failure: send.failure() }
        Confirm {
            open: true,
            title: tr!("cust-delete-title", name = name.clone()),
            text: tr("cust-delete-text"),
            verb: tr!("cust-delete-verb", name = name),
            danger: true,
            busy: send.busy(),
            on_confirm: move |()| send.run(()),
            on_close,
        }
    }
}
