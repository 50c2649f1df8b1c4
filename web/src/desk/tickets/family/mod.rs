//! Tickets that belong together (TKT-37, TKT-60): the parts of a ticket and the one it is a part of, the ones that were merged, and
//! the menu that splits and merges.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_protocol::api::TicketDetail;
use truckroll_protocol::api::daily::TicketRelative;
use truckroll_ui::prelude::*;

use super::history::HistoryDialog;
use crate::api;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Failed, Section};
use crate::session::use_session;
use crate::words;

mod merge;
mod split;

use merge::MergeDialog;
use split::SplitDialog;

#[derive(Clone, Copy, PartialEq)]
enum Open {
    Split,
    Merge,
    History,
}

/// What else can be done with a ticket.
#[component]
pub fn MoreMenu(detail: TicketDetail) -> Element {
    let session = use_session();
    let mut shown = use_signal(|| false);
    let mut open = use_signal(|| None::<Open>);
    let edits = session.may(Area::Tickets, Verb::Edit) && detail.overlay.merged_into.is_none();
    let splits = edits && session.may(Area::Tickets, Verb::Create);
    let begin = use_callback(move |what: Open| {
        shown.set(false);
        open.set(Some(what));
    });
    let close = use_callback(move |()| open.set(None));
    rsx! {
        div {
            class: "dk-more",
            onkeydown: move |event| {
                if event.key() == Key::Escape && shown() {
                    event.stop_propagation();
                    shown.set(false);
                }
            },
            Button {
                label: tr("verb-more"),
                icon: Icon::Ellipsis,
                expanded: shown(),
                on_press: move |_| shown.toggle(),
            }
            if shown() {
                ul { class: "dk-more-list", aria_label: tr("verb-more"),
                    if splits {
                        li { Button { label: tr("daily-split"), icon: Icon::Columns, kind: ButtonKind::Ghost, on_press: move |_| begin.call(Open::Split) } }
                    }
                    if edits {
                        li { Button { label: tr("daily-merge"), icon: Icon::Link, kind: ButtonKind::Ghost, on_press: move |_| begin.call(Open::Merge) } }
                    }
                    li { Button { label: tr("daily-history"), icon: Icon::History, kind: ButtonKind::Ghost, on_press: move |_| begin.call(Open::History) } }
                }
            }
        }
        match open() {
            Some(Open::Split) => rsx! { SplitDialog { detail: detail.clone(), on_close: move |()| close.call(()) } },
            Some(Open::Merge) => rsx! { MergeDialog { detail: detail.clone(), on_close: move |()| close.call(()) } },
            Some(Open::History) => rsx! { HistoryDialog { detail: detail.clone(), on_close: move |()| close.call(()) } },
            None => rsx! {},
        }
    }
}

/// Says into which ticket this one was merged, and takes it back.
#[component]
pub fn MergedBanner(detail: TicketDetail) -> Element {
    let session = use_session();
    let changes = use_changes();
    let toasts = use_toasts();
    let format = use_format();
    let send = use_send(
        |id: String| async move { api::daily::unmerge(&id).await },
        move |_| {
            changes.announce(["tickets", "documents"]);
            toasts.say(Tone::Done, tr("daily-unmerged"));
        },
    );
    let Some(link) = detail.overlay.merged_into.clone() else { return rsx! {} };
    let id = detail.row.id.clone();
    let href = format!("/desk/tickets/{}", link.ticket);
    let seen = detail.family.merged_into.as_ref().is_some_and(|into| !into.status.is_empty());
    rsx! {
        div { class: "dk-merged",
            Notice {
                tone: Tone::Paused,
                title: tr!("daily-merged-into", name = link.name.clone()),
                text: tr!("daily-merged-when", name = link.by.clone(), time = format.moment(link.at.ms())),
                if seen {
                    LinkButton { href, label: tr("daily-open-other"), icon: Icon::ArrowRight }
                }
                if session.may(Area::Tickets, Verb::Edit) {
                    Button {
                        label: tr("daily-unmerge"),
                        icon: Icon::Undo,
                        kind: ButtonKind::Ghost,
                        busy: send.busy(),
                        on_press: move |_| send.run(id.clone()),
                    }
                }
                Failed { failure: send.failure() }
            }
        }
    }
}

/// The tickets around this one; nothing where it stands alone.
#[component]
pub fn FamilyPane(detail: TicketDetail) -> Element {
    let family = detail.family.clone();
    if family.parent.is_none() && family.parts.is_empty() && family.merged.is_empty() {
        return rsx! {};
    }
    let open = family.parts.iter().filter(|part| part.status != "closed").count();
    rsx! {
        Section { title: tr("daily-family"),
            if let Some(parent) = family.parent {
                p { class: "tr-label", {tr("daily-parent")} }
                ul { class: "dk-plain-list dk-family", RelativeLine { one: parent } }
            }
            if !family.parts.is_empty() {
                p { class: "tr-label", {tr!("daily-parts", count = family.parts.len(), open = open)} }
                ul { class: "dk-plain-list dk-family", aria_label: tr("daily-parts-list"),
                    for one in family.parts {
                        RelativeLine { key: "{one.id}", one }
                    }
                }
                if detail.ticket.closes_last {
                    p { class: "dk-quiet", {tr("daily-closes-last-said")} }
                }
            }
            if !family.merged.is_empty() {
                p { class: "tr-label", {tr("daily-merged-here")} }
                ul { class: "dk-plain-list dk-family",
                    for one in family.merged {
                        RelativeLine { key: "{one.id}", one }
                    }
                }
            }
        }
    }
}

/// A ticket of the family; one that the reader may not see has no state and leads nowhere.
#[component]
fn RelativeLine(one: TicketRelative) -> Element {
    let number = one.number.clone().unwrap_or_default();
    rsx! {
        li { class: "dk-relative",
            if one.status.is_empty() {
                span { class: "dk-quiet", if one.title.is_empty() { {tr("daily-not-yours")} } else { "{one.title}" } }
            } else {
                NameLink { href: "/desk/tickets/{one.id}", name: one.title.clone() }
                span { class: "dk-relative-state",
                    Badge { tone: words::ticket_tone(&one.status), label: words::ticket_word(&one.status), kind: BadgeKind::Plain }
                    span { class: "dk-quiet tr-figures", "{number}" }
                    if !one.assignee_name.is_empty() {
                        span { class: "dk-quiet", "{one.assignee_name}" }
                    }
                }
            }
        }
    }
}

/// Marks of a ticket in a list: part of another one, with parts, merged.
#[component]
pub fn FamilyMarks(part: bool, parts: i64, merged: bool) -> Element {
    rsx! {
        if part {
            span { class: "dk-family-mark", title: tr("daily-mark-part"),
                Glyph { icon: Icon::ChevronRight, size: 14 }
                span { class: "tr-sr", {tr("daily-mark-part")} }
            }
        }
        if parts > 0 {
            span { class: "dk-family-mark", title: tr!("daily-mark-parts", count = parts),
                Glyph { icon: Icon::Columns, size: 14 }
                span { class: "tr-sr", {tr!("daily-mark-parts", count = parts)} }
            }
        }
        if merged {
            span { class: "dk-family-mark", title: tr("daily-mark-merged"),
                Glyph { icon: Icon::Link, size: 14 }
                span { class: "tr-sr", {tr("daily-mark-merged")} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::tickets::{MergedInto, Status};
    use truckroll_domain::{TicketId, Timestamp};
    use truckroll_protocol::api::daily::TicketFamily;

    use super::*;
    use crate::sample;

    fn one(n: u8, title: &str, status: &str) -> TicketRelative {
        TicketRelative {
            id: TicketId::from_parts(1, [n; 10]),
            number: Some(format!("T-2026-00000{n}")),
            title: title.into(),
            status: status.into(),
            assignee_name: "Chen Wei".into(),
        }
    }

    fn detail() -> TicketDetail {
        let mut detail = sample::ticket_detail();
        detail.ticket.closes_last = true;
        detail.overlay.merged_into = Some(Box::new(MergedInto {
            ticket: TicketId::from_parts(1, [9; 10]),
            name: "T-2026-000009 Lift 3 stuck".into(),
            at: Timestamp(sample::NOW_MS),
            by: "Li Na".into(),
            was: Status::Open,
        }));
        detail.family = TicketFamily {
            parent: Some(one(1, "All lifts", "open")),
            parts: vec![one(2, "Door", "closed"), one(3, "Motor", "open"), one(4, "Rope", "")],
            merged_into: Some(one(9, "Lift 3 stuck", "open")),
            merged: vec![one(5, "Stuck again", "closed")],
        };
        detail
    }

    #[test]
    fn the_family_is_listed_with_states_and_hidden_ones_lead_nowhere() {
        for locale in Locale::ALL {
            let html =
                sample::render(locale, || rsx! { FamilyPane { detail: detail() } MergedBanner { detail: detail() } });
            for said in ["All lifts", "Door", "Motor", "Rope", "Stuck again", "T-2026-000009 Lift 3 stuck", "Li Na"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            let rope = TicketId::from_parts(1, [4; 10]);
            assert!(!html.contains(&format!("/desk/tickets/{rope}")) && !html.contains(">daily-"), "{html}");
        }
    }

    #[test]
    fn a_ticket_alone_has_no_pane_and_no_marks() {
        let html = sample::render(Locale::En, || {
            rsx! {
                FamilyPane { detail: sample::ticket_detail() }
                FamilyMarks { part: false, parts: 0, merged: false }
            }
        });
        assert!(!html.contains("dk-family-mark") && !html.contains("section"), "{html}");
    }
}
