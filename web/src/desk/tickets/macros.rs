//! Macros of a ticket on the desk: buttons with a preview, what was filled in and can be taken back, and what stops a submit.

use dioxus::prelude::*;
use truckroll_domain::MacroId;
use truckroll_domain::fields::{FieldValue, Noun, ValueEdits};
use truckroll_domain::macros::{Block, Draft, Outcome};
use truckroll_domain::tickets::Status;
use truckroll_ui::prelude::*;

use super::form::Typed;
use super::playing::{Play, Playing};
use crate::api;
use crate::desk::customers::Book;
use crate::words;

/// A number as a link dials it.
fn dialled(number: &str) -> String {
    number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// What a field would hold, as people read it.
fn said(book: &Book, groups: &[(String, String)], key: &str, value: Option<&FieldValue>, format: &Format) -> String {
    let Some(value) = value else { return tr("macro-emptied") };
    let text = value.typed();
    match key {
        "status" if Status::from_word(&text).is_some() => words::ticket_word(&text),
        "priority" => words::priority_word(words::priority_of(&text)),
        "group" => groups.iter().find(|(id, _)| *id == text).map_or(text, |(_, name)| name.clone()),
        "assignee" | "cc" => {
            let name = |id: &str| {
                let known = book.agents.iter().find(|(known, _)| known == id);
                known.map_or_else(|| id.to_owned(), |(_, name)| name.clone())
            };
            match value {
                FieldValue::List(list) => list.iter().map(|id| name(id)).collect::<Vec<_>>().join(", "),
                _ => name(&text),
            }
        }
        key => book.shown(Noun::Ticket, key, value, format),
    }
}

/// What a field is called.
fn label(book: &Book, key: &str) -> String {
    let known = format!("trig-ask-{key}");
    if truckroll_domain::macros::SETTABLE.contains(&key) && has_message(&known) {
        return tr(&known);
    }
    book.label(Noun::Ticket, key)
}

/// Fields with what they would hold.
#[component]
fn Fills(book: Book, edits: ValueEdits) -> Element {
    let format = use_format();
    let asks = edits.contains_key("group");
    let groups = use_live(Vec::new, move || async move {
        if !asks {
            return api::Answer::Ok(Vec::new());
        }
        let staff = api::staff::now(&crate::admin::parts::no_agents()).await?;
        Ok(staff.groups.into_iter().map(|now| (now.group.id.to_string(), now.group.name)).collect::<Vec<_>>())
    });
    let groups = groups.value().unwrap_or_default();
    rsx! {
        dl { class: "dk-facts",
            for (key, value) in edits {
                dt { key: "{key}-term", {label(&book, &key)} }
                dd { {said(&book, &groups, &key, value.as_ref(), &format)} }
            }
        }
    }
}

/// The buttons of a form, and the preview of the one that was chosen.
#[component]
pub fn MacroButtons(
    book: Book,
    playing: Playing,
    now: Draft,
    stand: Outcome,
    plays: Vec<Play>,
    /// A button was pressed: what ran, and what it fills in.
    on_play: EventHandler<(Play, Outcome)>,
) -> Element {
    let mut looked_at = use_signal(|| None::<MacroId>);
    let offered = playing.offered(&now, &stand);
    if offered.is_empty() {
        return rsx! {};
    }
    let chosen = looked_at().and_then(|id| offered.iter().find(|(known, ..)| *known == id).cloned());
    let preview =
        chosen.and_then(|(id, title, description)| Some((id, title, description, playing.pressed(&now, &plays, id)?)));
    let looks = preview.clone();
    rsx! {
        div { class: "tr-actions", role: "group", aria_label: tr("macro-buttons"),
            for (id, title, _) in offered {
                Button {
                    key: "{id}",
                    label: title,
                    icon: Icon::Sliders,
                    on_press: move |_| looked_at.set(Some(id)),
                }
            }
        }
        if let Some((id, title, description, out)) = preview {
            Dialog {
                open: true,
                title: tr!("macro-preview", name = title.clone()),
                on_close: move |()| looked_at.set(None),
                actions: rsx! {
                    Button { label: tr("verb-cancel"), on_press: move |_| looked_at.set(None) }
                    Button {
                        label: tr("macro-apply"),
                        kind: ButtonKind::Primary,
                        on_press: {
                            let now = now.clone();
                            move |_| {
                                looked_at.set(None);
                                let Some((_, title, _, out)) = looks.clone() else { return };
                                if let Some(play) = Play::of(id, &title, &now, &out) {
                                    on_play.call((play, out));
                                }
                            }
                        },
                    }
                },
                if !description.is_empty() {
                    p { "{description}" }
                }
                if out.edits.is_empty() {
                    p { {tr("macro-preview-nothing")} }
                } else {
                    p { {tr("macro-preview-sets")} }
                    Fills { book: book.clone(), edits: out.edits.clone() }
                }
                for block in out.blocks {
                    p { key: "{block.id}", {tr!("macro-preview-stops", text = text_of(&block))} }
                }
                p { class: "dk-quiet", {tr("macro-preview-text")} }
            }
        }
    }
}

/// What was filled in besides the fields of the form, the buttons that can be taken back, and numbers to call.
#[component]
pub fn Filled(
    book: Book,
    system: ValueEdits,
    plays: Vec<Play>,
    calls: Vec<String>,
    on_undo: EventHandler<Play>,
) -> Element {
    rsx! {
        if !system.is_empty() {
            div { role: "status",
                p { class: "tr-label", {tr("macro-waits")} }
                Fills { book, edits: system }
            }
        }
        if !plays.is_empty() || !calls.is_empty() {
            div { class: "tr-actions",
                for play in plays {
                    Button {
                        key: "{play.pressed.id}",
                        label: tr!("macro-undo", name = play.title.clone()),
                        icon: Icon::Refresh,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| on_undo.call(play.clone()),
                    }
                }
                for number in calls {
                    a { key: "{number}", class: "tr-link", href: "tel:{dialled(&number)}",
                        {tr!("macro-call-now", number = number.clone())}
                    }
                }
            }
        }
    }
}

fn text_of(block: &Block) -> String {
    block.text.text(truckroll_ui::context::current_locale().tag()).to_owned()
}

/// What stops a submit, in words.
#[component]
pub fn Stopped(blocks: Vec<Block>) -> Element {
    if blocks.is_empty() {
        return rsx! {};
    }
    rsx! {
        Notice { tone: Tone::Alert, title: tr("macro-stopped"),
            ul { class: "dk-plain-list",
                for block in blocks {
                    li { key: "{block.id}",
                        {tr!("macro-stopped-by", text = text_of(&block), name = block.title.clone())}
                    }
                }
            }
        }
    }
}

/// Numbers that were to be called, each once.
pub fn called(mut known: Signal<Vec<String>>, out: &Outcome) {
    for number in &out.calls {
        if !known.peek().contains(number) {
            known.write().push(number.clone());
        }
    }
}

/// Puts what macros fill in into what was typed.
pub fn filled(mut typed: Signal<Typed>, playing: &Playing, edits: &ValueEdits) {
    if !edits.is_empty() {
        typed.write().fill(&playing.form, edits);
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::TicketId;
    use truckroll_domain::fields::Label;
    use truckroll_domain::macros::Mode;
    use truckroll_domain::tickets::{Ticket, TicketOverlay};

    use super::*;
    use crate::sample;

    #[test]
    fn buttons_are_offered_and_stops_are_said() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let stored = Draft::default();
                let form = sample::macro_form();
                let playing =
                    Playing { id: TicketId::default(), form, me: Some(sample::me()), stored, mode: Mode::Normal };
                let now = Draft::of(&Ticket::default(), &TicketOverlay::default());
                let stand = playing.stand(&now, &[]).0;
                let text = Label::new("Say why", "Say why");
                let blocks = vec![Block { id: MacroId::default(), title: "Cause".into(), text }];
                let system = ValueEdits::from([("status".to_owned(), Some(FieldValue::Text("resolved".into())))]);
                rsx! {
                    MacroButtons { book: sample::book(), playing, now, stand, plays: vec![], on_play: |_| {} }
                    Stopped { blocks }
                    Filled { book: sample::book(), system, plays: vec![], calls: vec!["135 0000".into()], on_undo: |_| {} }
                }
            });
            for said in ["Worn out", "Say why", "tel:1350000"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains(">macro-"), "{html}");
        }
    }
}
