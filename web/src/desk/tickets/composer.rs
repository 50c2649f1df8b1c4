//! Where a reply is written (TKT-34): to the customer or among colleagues, with files and canned phrases.

use dioxus::prelude::*;
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::{EntryId, TicketId};
use truckroll_protocol::api::{StoredFile, StoredFiles};
use truckroll_ui::prelude::*;

use super::page::use_ticket_command;
use crate::api;
use crate::desk::files::{Files, FilesField, StillSending, attached, use_uploads_provider};
use crate::desk::phrases::{Offered, PhrasesButton, use_calling};
use crate::desk::trouble::Failed;
use crate::session::use_session;

/// Writes to the customer or to colleagues; Ctrl-Enter sends, or Enter for who prefers that.
#[component]
pub fn Composer(id: String) -> Element {
    let enter_sends = use_session().preferences().enter_sends;
    let mut text = use_signal(String::new);
    let mut public = use_signal(|| true);
    let mut files = use_signal(Files::new);
    let mut stored = use_signal(StoredFiles::new);
    let uploads = use_uploads_provider();
    let ticket = id.parse::<TicketId>().ok();
    let calling = use_calling(ticket, text);
    let list = use_dom_id();
    let send = use_ticket_command(move |()| {
        text.set(String::new());
        files.set(Files::new());
    });
    let submit = use_callback(move |()| {
        let Some(id) = ticket else { return };
        let said = text.peek().trim().to_owned();
        let attachments = attached(&files.peek(), &stored.peek());
        if uploads.hold() || said.is_empty() && attachments.is_empty() {
            return;
        }
        let entry = api::fresh(EntryId::from_parts);
        send.run((id, TicketCommand::Reply { entry, text: said, public: *public.peek(), attachments }));
    });
    let (label, verb) = if public() {
        (tr("tickets-reply-public"), tr("tickets-send-public"))
    } else {
        (tr("tickets-reply-internal"), tr("tickets-send-internal"))
    };
    let empty = text.read().trim().is_empty() && files.read().is_empty();
    rsx! {
        div { class: if public() { "dk-composer" } else { "dk-composer dk-composer-internal" },
            div { class: "dk-composer-head",
                div { class: "dk-toggle", role: "group", aria_label: tr("tickets-to-whom"),
                    Button { label: tr("tickets-public"), kind: ButtonKind::Ghost, pressed: public(), on_press: move |_| public.set(true) }
                    Button { label: tr("tickets-internal"), kind: ButtonKind::Ghost, icon: Icon::Lock, pressed: !public(), on_press: move |_| public.set(false) }
                }
                PhrasesButton { calling }
            }
            Failed { failure: send.failure().or_else(|| calling.failure()) }
            TextAreaField {
                label,
                hide_label: true,
                placeholder: if public() { tr("tickets-reply-public") } else { tr("tickets-reply-internal") },
                value: text(),
                rows: 3,
                max_length: 20_000,
                on_input: move |value| {
                    text.set(value);
                    calling.typed();
                },
                hint: tr(if enter_sends { "prefs-send-enter-hint" } else { "prefs-send-ctrl-hint" }),
                enter_submits: enter_sends,
                on_submit: move |()| submit.call(()),
                on_key: move |key: Key| calling.key(&key),
                suggests: calling.suggests(&list),
            }
            Offered { calling, list: list.clone() }
            FilesField {
                label: tr("tickets-reply-files"),
                files: files(),
                on_change: move |all| files.set(all),
                on_stored: move |(hash, file): (String, StoredFile)| {
                    stored.write().insert(hash, file);
                },
            }
            StillSending { uploads }
            div { class: "tr-actions",
                Button {
                    label: verb,
                    icon: Icon::Send,
                    busy: send.busy(),
                    disabled: empty,
                    on_press: move |_| submit.call(()),
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
    fn files_go_with_a_reply_once_it_is_known_what_they_are() {
        let (a, b) = ("a".repeat(64), "b".repeat(64));
        let files = Files::from([(a.clone(), "plan.pdf".to_owned()), (b, "photo.png".to_owned())]);
        let stored = StoredFiles::from([(a.clone(), StoredFile { size: 2_048, mime: "application/pdf".into() })]);
        let attached = attached(&files, &stored);
        assert_eq!(attached.len(), 1);
        assert!(attached[0].is_valid() && attached[0].hash == a && attached[0].name == "plan.pdf");
    }

    #[test]
    fn a_reply_has_files_and_phrases() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || rsx! { Composer { id: TicketId::default().to_string() } });
            assert!(html.contains("type=\"file\"") && html.contains("aria-autocomplete=\"list\""), "{html}");
            assert!(!html.contains(">tickets-") && !html.contains(">phrases-"), "{html}");
        }
    }
}
