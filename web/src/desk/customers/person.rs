//! One person's data on the page of a contact, for administrators: everything that is known as a file, and erasing it for good, after
//! a look at what goes and with the name typed.

use dioxus::prelude::*;
use truckroll_domain::access::Lock;
use truckroll_domain::fields::Noun;
use truckroll_protocol::api::{Erasure, NewErasure, PersonCounts};
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::{Failed, Section, Waiting};
use crate::route::use_go;
use crate::session::use_session;

/// The section of the page.
#[component]
pub fn PersonalData(id: String, name: String) -> Element {
    let rights = use_session().rights();
    let mut erasing = use_signal(|| false);
    if !rights.administers() {
        return rsx! {};
    }
    let locked = rights.locked(Lock::delete(Noun::Contact));
    rsx! {
        Section { title: tr("person-title"),
            p { class: "dk-quiet", {tr("person-intro")} }
            div { class: "dk-import-row",
                LinkButton {
                    href: api::personal_data(&id),
                    label: tr("person-export"),
                    icon: Icon::Download,
                    download: "personal-data.zip",
                }
                if !locked {
                    Button {
                        label: tr("person-erase"),
                        icon: Icon::Trash,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| erasing.set(true),
                    }
                }
            }
            if locked {
                p { class: "dk-quiet dk-locked",
                    Glyph { icon: Icon::Lock, size: 14 }
                    {tr("work-lock-said-delete-contacts")}
                }
            }
        }
        if erasing() {
            EraseDialog { id, name, on_close: move |()| erasing.set(false) }
        }
    }
}

/// What goes, what stays, and the name of who goes.
#[component]
fn EraseDialog(id: String, name: String, on_close: EventHandler<()>) -> Element {
    let changes = use_changes();
    let toasts = use_toasts();
    let go = use_go();
    let mut typed = use_signal(String::new);
    let of = id.clone();
    let read = use_live(Vec::new, move || {
        let of = of.clone();
        async move { api::preview_erasure(&of).await }
    });
    let send = use_send(
        move |erasure: NewErasure| {
            let id = id.clone();
            async move { api::erase_person(&id, &erasure).await }
        },
        move |_: Erasure| {
            // this page goes first: what it showed is not there any more
            on_close.call(());
            go.to(format!("{}?tab=contacts", super::PATH));
            changes.announce(["contacts", "tickets", "visits", "assets", "documents"]);
            toasts.say(Tone::Done, tr("person-erased"));
        },
    );
    let wanted = read.value().map(|counts| counts.name).unwrap_or(name.clone());
    let right = typed.read().trim() == wanted.trim();
    let submit = use_callback(move |()| send.run(NewErasure { confirm: typed.peek().clone() }));
    rsx! {
        Dialog {
            open: true,
            title: tr!("person-erase-title", name = name),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("person-erase-verb"),
                    kind: ButtonKind::Danger,
                    busy: send.busy(),
                    disabled: !right || read.value().is_none(),
                    on_press: move |_| submit.call(()),
                }
            },
            match read.value() {
                None => rsx! { Waiting { read, rows: 4 } },
                Some(counts) => rsx! {
                    form {
                        class: "dk-form",
                        novalidate: true,
                        aria_label: tr("person-erase-verb"),
                        onsubmit: move |event| {
                            event.prevent_default();
                            if right {
                                submit.call(());
                            }
                        },
                        Failed { failure: send.failure() }
                        Notice { tone: Tone::Alert, title: tr("person-erase-final"), text: tr("person-erase-final-text") }
                        Goes { counts: counts.clone() }
                        TextField {
                            label: tr!("person-erase-confirm", name = wanted.clone()),
                            value: typed(),
                            max_length: 500,
                            on_input: move |text| typed.set(text),
                        }
                    }
                },
            }
        }
    }
}

/// How much goes and how much is written anew, in words.
#[component]
fn Goes(counts: PersonCounts) -> Element {
    let said = |parts: &[(&str, i64)]| -> String {
        let some = parts.iter().filter(|(_, count)| *count > 0);
        some.map(|(key, count)| tr!(key, count = *count)).collect::<Vec<_>>().join(&tr("work-joint"))
    };
    let goes = said(&[
        ("person-goes-twins", counts.twins),
        ("person-goes-texts", counts.texts),
        ("person-goes-files", counts.files),
        ("person-goes-records", counts.records),
        ("person-goes-identities", counts.identities),
    ]);
    let stays = said(&[
        ("work-moves-tickets", counts.tickets),
        ("work-moves-visits", counts.visits),
        ("work-moves-assets", counts.assets),
    ]);
    rsx! {
        dl { class: "dk-facts",
            dt { {tr("person-goes")} }
            dd {
                {tr("person-goes-contact")}
                if !goes.is_empty() {
                    {tr("work-joint")}
                    "{goes}"
                }
            }
            dt { {tr("person-stays")} }
            dd {
                if stays.is_empty() {
                    {tr("person-stays-nothing")}
                } else {
                    {tr!("person-stays-work", what = stays)}
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
    fn what_goes_and_what_stays_is_said() {
        let html = sample::render(Locale::En, || {
            let counts = PersonCounts { tickets: 2, texts: 1, files: 3, ..PersonCounts::default() };
            rsx! { Goes { counts } }
        });
        for words in ["one text", "3 files", "2 tickets", "no name"] {
            assert!(html.contains(words), "{words}: {html}");
        }
        let html = sample::render(Locale::En, || rsx! { Goes { counts: PersonCounts::default() } });
        assert!(html.contains("No work"), "{html}");
    }

    #[test]
    fn whoever_does_not_administer_sees_nothing_of_it() {
        let html = sample::render(Locale::En, || rsx! { PersonalData { id: "c", name: "Zhou Min" } });
        assert!(!html.contains("Erase"), "{html}");
    }
}
