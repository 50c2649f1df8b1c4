//! Buttons of macros on a ticket: each says what it would fill in before it does. And the upload of pictures that a macro brings.

use dioxus::prelude::*;
use truckroll_domain::attachments::Attachment;
use truckroll_domain::fields::FieldValue;
use truckroll_domain::tickets::{Status, TicketCommand};
use truckroll_domain::{MacroId, TicketId};
use truckroll_replica::ask::{MacroButton, MacroFill, TicketMacros};
use truckroll_ui::prelude::*;

use super::files::AddFiles;
use crate::shell::{Failed, Section};
use crate::{ids, store, words};

/// The buttons; nothing where none is offered.
#[component]
pub fn MacroButtons(
    id: TicketId,
    macros: TicketMacros,
    /// A button was pressed that brings the upload of pictures.
    on_pictures: EventHandler<()>,
) -> Element {
    let send = use_send(move |button: MacroId| store::press(id, button), |()| ());
    rsx! {
        MacroPane {
            macros,
            busy: send.busy(),
            failure: send.failure(),
            on_press: move |button| send.run(button),
            on_pictures,
        }
    }
}

/// As [`MacroButtons`], with what it needs to know.
#[component]
pub fn MacroPane(
    macros: TicketMacros,
    busy: bool,
    failure: Option<String>,
    on_press: EventHandler<MacroId>,
    on_pictures: EventHandler<()>,
) -> Element {
    let mut chosen = use_signal(|| None::<MacroId>);
    if macros.buttons.is_empty() {
        return rsx! {};
    }
    let looked_at = chosen().and_then(|id| macros.buttons.iter().find(|one| one.id == id).cloned());
    rsx! {
        Failed { text: failure }
        div { class: "tr-actions", role: "group", aria_label: tr("eng-macros"),
            for one in macros.buttons.clone() {
                Button { key: "{one.id}", label: one.title, disabled: busy, on_press: move |_| chosen.set(Some(one.id)) }
            }
        }
        if let Some(one) = looked_at {
            Preview {
                one: one.clone(),
                on_close: move |()| chosen.set(None),
                on_apply: move |()| {
                    chosen.set(None);
                    on_press.call(one.id);
                    if one.pictures {
                        on_pictures.call(());
                    }
                },
            }
        }
    }
}

#[component]
fn Preview(one: MacroButton, on_close: EventHandler<()>, on_apply: EventHandler<()>) -> Element {
    let format = use_format();
    rsx! {
        Dialog {
            open: true,
            title: tr!("eng-macro-fills", name = one.title.clone()),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button { label: tr("eng-macro-apply"), kind: ButtonKind::Primary, on_press: move |_| on_apply.call(()) }
            },
            if !one.description.is_empty() {
                p { "{one.description}" }
            }
            if one.pictures {
                p { {tr("eng-macro-pictures")} }
            } else if one.fills.is_empty() {
                p { {tr("eng-macro-nothing")} }
            }
            dl { class: "tr-facts",
                for fill in one.fills {
                    dt { key: "{fill.field.key}-term", {named(&fill)} }
                    dd { {said(&format, &fill)} }
                }
            }
            for number in one.calls {
                LinkButton { key: "{number}", href: words::call(&number), label: tr("verb-call"), icon: Icon::Phone }
            }
        }
    }
}

/// The upload of pictures that a macro brought to the page: they are sent as a reply to colleagues (APP-05).
#[component]
pub fn Pictures(busy: bool, on_send: EventHandler<TicketCommand>) -> Element {
    let mut files = use_signal(Vec::<Attachment>::new);
    let none = files.read().is_empty();
    rsx! {
        Section { title: tr("eng-pictures"),
            AddFiles { files, pictures: true }
            div { class: "tr-actions",
                Button {
                    label: tr("eng-pictures-send"),
                    icon: Icon::Send,
                    busy,
                    disabled: none,
                    on_press: move |_| {
                        let attachments = files.take();
                        let (entry, text) = (ids::entry(), String::new());
                        on_send.call(TicketCommand::Reply { entry, text, public: false, attachments });
                    },
                }
            }
        }
    }
}

/// What a field is called.
fn named(fill: &MacroFill) -> String {
    if fill.field.system { words::member(&fill.field.key) } else { words::label(&fill.field) }
}

/// What would stand there.
fn said(format: &Format, fill: &MacroFill) -> String {
    let Some(value) = &fill.value else { return tr("eng-macro-empties") };
    match (fill.field.key.as_str(), value) {
        ("status", FieldValue::Text(word)) if Status::from_word(word).is_some() => words::ticket_word(word),
        ("priority", FieldValue::Text(word)) => tr(&format!("priority-{}", words::priority_of(word).word())),
        _ => words::field_value(format, &fill.field.kind, value),
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::fields::{Field, FieldKind, Label};

    use super::*;
    use crate::sample;

    #[component]
    fn Page(macros: TicketMacros) -> Element {
        rsx! { MacroPane { macros, busy: false, failure: None, on_press: |_| {}, on_pictures: |()| {} } }
    }

    #[component]
    fn Looked(one: MacroButton) -> Element {
        rsx! { Preview { one, on_close: |()| {}, on_apply: |()| {} } }
    }

    #[test]
    fn a_button_is_offered_and_says_what_it_would_fill_in() {
        let field = |key: &str, system| Field { system, ..Field::new(key, Label::new("Cause", ""), FieldKind::Text) };
        let fill = |field, value: Option<&str>| MacroFill { field, value: value.map(|v| FieldValue::Text(v.into())) };
        let one = MacroButton {
            id: MacroId::default(),
            title: "Worn out".into(),
            description: String::new(),
            fills: vec![fill(field("cause", false), None), fill(field("status", true), Some("resolved"))],
            calls: vec!["13500001111".into()],
            pictures: false,
        };
        let html = sample::render(
            Page,
            PageProps { macros: TicketMacros { buttons: vec![one.clone()], ..TicketMacros::default() } },
        );
        assert!(html.contains("Worn out") && !html.contains("Cause"), "{html}");
        let html = sample::render(Looked, LookedProps { one });
        for part in ["Cause", "(emptied)", "solved", "tel:13500001111"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!sample::render(Page, PageProps { macros: TicketMacros::default() }).contains("<button"));
    }

    #[test]
    fn a_macro_brings_the_upload_of_pictures_and_says_so_before() {
        let html = sample::render(|(): ()| rsx! { Pictures { busy: false, on_send: |_| {} } }, ());
        assert!(html.contains("accept=\"image/*\"") && html.contains("Send pictures"), "{html}");
        let one = MacroButton {
            id: MacroId::default(),
            title: "Pictures of the damage".into(),
            description: String::new(),
            fills: Vec::new(),
            calls: Vec::new(),
            pictures: true,
        };
        let html = sample::render(Looked, LookedProps { one });
        assert!(html.contains("upload of pictures"), "{html}");
    }
}
