//! Ticking lines of the list of customers or of an asset table, and the bar that says what can be done with them (CUS-16,
//! CUS-18, CUS-19, CUS-28).
//!
//! A tick with Shift takes everything between it and the one before. Escape gives all of it up.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Lock, Verb};
use truckroll_domain::fields::Noun;
use truckroll_protocol::api::{OrderBy, Selection, SelectionAnswer};
use truckroll_ui::prelude::*;

use super::book::Book;
use super::bulk::{BulkDialog, GroupDialog, of_noun};
use super::import::PickedDialog;
use super::make_tickets::{self, MakeTicketsDialog};
use super::undo::{Back, TOUCHED, use_undo};
use crate::api;
use crate::desk::trouble::Failed;
use crate::keys::use_keys;
use crate::session::use_session;

/// Most rows that one change takes.
pub const MOST: usize = 500;

/// The rows that are ticked; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Picked {
    ids: Signal<BTreeSet<String>>,
    last: Signal<Option<String>>,
}

impl Picked {
    /// Their ids.
    #[must_use]
    pub fn ids(&self) -> BTreeSet<String> {
        self.ids.read().clone()
    }

    /// Ticks a row or takes the tick away; with `through` all rows from the last one ticked to it.
    pub fn tick(&self, rows: &[String], id: &str, through: bool) {
        let Self { mut ids, mut last } = *self;
        let on = !ids.peek().contains(id);
        let place = |of: &str| rows.iter().position(|row| row == of);
        let from = last.peek().as_deref().filter(|_| through).and_then(place);
        match (from, place(id)) {
            (Some(from), Some(to)) => {
                let (from, to) = (from.min(to), from.max(to));
                let between = rows.iter().take(to + 1).skip(from);
                let mut ids = ids.write();
                for row in between {
                    if on {
                        ids.insert(row.clone());
                    } else {
                        ids.remove(row);
                    }
                }
            }
            _ if on => {
                ids.write().insert(id.to_owned());
            }
            _ => {
                ids.write().remove(id);
            }
        }
        last.set(Some(id.to_owned()));
    }

    /// Ticks all of these, or takes all ticks away.
    pub fn all(&self, rows: &[String], on: bool) {
        let Self { mut ids, mut last } = *self;
        ids.set(if on { rows.iter().cloned().collect() } else { BTreeSet::new() });
        last.set(None);
    }
}

/// The ticks of a list; they are forgotten when `of` (what is looked for) changes.
pub fn use_picked<T: PartialEq + Clone + 'static>(of: Memo<T>) -> Picked {
    let picked = Picked { ids: use_signal(BTreeSet::new), last: use_signal(|| None) };
    let mut before = use_signal(|| of.peek().clone());
    use_effect(move || {
        let now = of.read().clone();
        if *before.peek() != now {
            before.set(now);
            picked.all(&[], false);
        }
    });
    picked
}

/// The tick of one row.
#[component]
pub fn Tick(picked: Picked, rows: Memo<Vec<String>>, id: String, name: String) -> Element {
    let on = picked.ids.read().contains(&id);
    rsx! {
        input {
            class: "tr-checkbox dk-tick",
            r#type: "checkbox",
            checked: on,
            aria_label: tr!("work-pick", name = name),
            onclick: move |event| picked.tick(&rows.peek(), &id, event.modifiers().shift()),
        }
    }
}

/// The tick of all rows that are loaded.
#[component]
pub fn TickAll(picked: Picked, rows: Memo<Vec<String>>) -> Element {
    let all = !rows.read().is_empty() && rows.read().iter().all(|id| picked.ids.read().contains(id));
    rsx! {
        input {
            class: "tr-checkbox dk-tick",
            r#type: "checkbox",
            checked: all,
            aria_label: tr("work-pick-all"),
            onclick: move |_| picked.all(&rows.peek(), !all),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Open {
    Edit,
    Group,
    Tickets,
    Export,
    Delete,
}

/// What can be done with the rows that are ticked; nothing while none is.
#[component]
pub fn SelectionBar(
    picked: Picked,
    rows: Memo<Vec<String>>,
    book: Book,
    noun: Noun,
    /// The order of the list, in which rows are exported.
    order: Vec<OrderBy>,
) -> Element {
    let session = use_session();
    let mut open = use_signal(|| None::<Open>);
    use_keys(move |press| {
        let any = !picked.ids.peek().is_empty() && open.peek().is_none();
        if press.key == "Escape" && any {
            picked.all(&[], false);
        }
        press.key == "Escape" && any
    });
    let ids = picked.ids();
    let count = ids.len();
    if count == 0 {
        return rsx! {};
    }
    let rights = session.rights();
    let edits = rights.allow(Area::Customers, Verb::Edit);
    let locked = rights.locked(Lock::edit(noun));
    let selection = Selection { noun, ids: ids.iter().filter_map(|id| id.parse().ok()).collect() };
    let close = use_callback(move |done: bool| {
        open.set(None);
        if done {
            picked.all(&[], false);
        }
    });
    rsx! {
        div { class: "dk-bar", role: "region", aria_label: tr(&of_noun("work-bar", noun)),
            p { class: "dk-bar-count", role: "status", {tr!("work-picked", count = count)} }
            if noun != Noun::Asset && count <= make_tickets::MOST && session.may(Area::Tickets, Verb::Create) {
                Button { label: tr("daily-make-tickets"), icon: Icon::Ticket, on_press: move |_| open.set(Some(Open::Tickets)) }
            }
            if count > MOST {
                p { class: "tr-error", role: "alert", {tr!("work-too-many", limit = MOST)} }
            } else {
                if edits {
                    Button { label: tr("work-edit"), icon: Icon::Pencil, kind: ButtonKind::Primary, on_press: move |_| open.set(Some(Open::Edit)) }
                }
                if edits && !locked && noun == Noun::Company {
                    Button { label: tr("work-add-to-group"), icon: Icon::Users, on_press: move |_| open.set(Some(Open::Group)) }
                }
                if rights.allow(Area::Customers, Verb::Export) && noun != Noun::Asset {
                    Button { label: tr("work-export-picked"), icon: Icon::Download, on_press: move |_| open.set(Some(Open::Export)) }
                }
                if rights.administers() && !rights.locked(Lock::delete(noun)) {
                    Button { label: tr("verb-delete"), icon: Icon::Trash, on_press: move |_| open.set(Some(Open::Delete)) }
                }
            }
            Button { label: tr("work-pick-all"), kind: ButtonKind::Ghost, on_press: move |_| picked.all(&rows.peek(), true) }
            Button { label: tr("work-pick-none"), kind: ButtonKind::Ghost, icon: Icon::Close, on_press: move |_| picked.all(&[], false) }
        }
        match open() {
            Some(Open::Edit) => rsx! { BulkDialog { book, selection, locked, on_close: move |done| close.call(done) } },
            Some(Open::Group) => rsx! { GroupDialog { book, selection, on_close: move |done| close.call(done) } },
            Some(Open::Tickets) => rsx! {
                MakeTicketsDialog { book, customers: selection.ids, on_close: move |done| close.call(done) }
            },
            Some(Open::Export) => rsx! { PickedDialog { selection, order, on_close: move |done| close.call(done) } },
            Some(Open::Delete) => rsx! { DeleteDialog { selection, on_close: move |done| close.call(done) } },
            None => rsx! {},
        }
    }
}

/// Asks before many are thrown away, with what stays because it has open work.
#[component]
fn DeleteDialog(selection: Selection, on_close: EventHandler<bool>) -> Element {
    let changes = use_changes();
    let noun = selection.noun;
    let offers = use_undo();
    let of = selection.clone();
    let counted = use_live(Vec::new, move || {
        let of = of.clone();
        async move { api::delete_customers(&of, true).await }
    });
    let undo = selection.clone();
    let send = use_send(
        move |()| {
            let of = selection.clone();
            async move { api::delete_customers(&of, false).await }
        },
        move |done: SelectionAnswer| {
            changes.announce(TOUCHED);
            offers.offer(tr!(&of_noun("work-deleted", noun), count = done.done), Back::Deleted(undo.clone()));
            on_close.call(true);
        },
    );
    let Some(count) = counted.value() else { return rsx! {} };
    rsx! {
        Dialog {
            open: true,
            title: tr!(&of_noun("work-delete-title", noun), count = count.done),
            on_close: move |()| on_close.call(false),
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(false) }
                Button {
                    label: tr("work-delete-verb"),
                    kind: ButtonKind::Danger,
                    busy: send.busy(),
                    disabled: count.done == 0,
                    on_press: move |_| send.run(()),
                }
            },
            Failed { failure: send.failure() }
            p { {tr("cust-delete-text")} }
            if count.busy > 0 {
                p { {tr!("work-delete-busy", count = count.busy, tickets = count.open_tickets, visits = count.open_visits)} }
            }
        }
    }
}
