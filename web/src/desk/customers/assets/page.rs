//! The page of a row: what is known, whom it belongs to, its code, its tickets and visits, and who changed what.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::assets::AssetCommand;
use truckroll_domain::fields::Noun;
use truckroll_domain::{AssetId, Command};
use truckroll_protocol::api::{AssetDetail, Selection};
use truckroll_ui::prelude::*;

use super::super::book::{Book, title};
use super::super::edit::{EditForm, Subject};
use super::super::load::use_page;
use super::super::page::{ChangeLog, Values, Work};
use super::code::Codes;
use super::owned::list_of_table;
use super::owner::{OwnerDialog, OwnerWords};
use crate::api;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Fact, Failed, Gone, Section};
use crate::route::use_go;
use crate::session::use_session;

/// The screen of a row.
#[component]
pub fn AssetScreen(id: ReadSignal<String>) -> Element {
    rsx! {
        for id in [id()] {
            LoadedAsset { key: "{id}", id }
        }
    }
}

#[component]
fn LoadedAsset(id: String) -> Element {
    let read = use_page(&id, &["tickets", "visits"], |id| async move { api::asset(&id).await });
    read.shown(Gone::Asset, |detail, book| rsx! { AssetPage { book: book.about(&detail.row.table_key), detail } })
}

/// The page.
#[component]
pub fn AssetPage(detail: AssetDetail, book: Book) -> Element {
    let session = use_session();
    let mut editing = use_signal(|| false);
    let row = detail.row.clone();
    let Ok(id) = row.id.parse::<AssetId>() else { return rsx! {} };
    let subject = Subject::Asset(id, Box::new(detail.asset.clone()));
    let removed = row.deleted_at.is_some();
    let codes = session.may(Area::Visits, Verb::Assign) && !removed;
    rsx! {
        article { class: "dk-page dk-customer-page",
            header { class: "dk-page-head",
                div {
                    p { class: "dk-visit-line",
                        NameLink { href: list_of_table(&row.table_key), name: title(&book.table) }
                    }
                    h1 { class: "dk-page-title", "{row.name}" }
                }
                AssetActions { book: book.clone(), detail: detail.clone(), id, on_edit: move |()| editing.set(true) }
            }
            if removed {
                Notice { tone: Tone::Paused, title: tr("assets-removed"), text: tr("cust-thrown-away-text") }
            }
            div { class: "dk-columns",
                div { class: "dk-column",
                    Section { title: tr("dispatch-facts"),
                        if editing() {
                            EditForm { book: book.clone(), subject: subject.clone(), stored: detail.stored.clone(), on_close: move |()| editing.set(false) }
                        } else {
                            dl { class: "dk-facts",
                                Fact { term: tr("assets-owner"), OwnerWords { owner: detail.asset.owner() } }
                            }
                            Values { book: book.clone(), subject: subject.clone(), phones: Vec::new(), stored: detail.stored.clone() }
                        }
                    }
                    Section { title: tr("flow-label"),
                        ChangeLog { book: book.clone(), noun: Noun::Asset, entries: detail.entries.clone() }
                    }
                }
                div { class: "dk-column dk-column-side",
                    if codes {
                        Codes { id, name: row.name.clone() }
                    }
                    Work { tickets: detail.tickets.clone(), visits: detail.visits.clone() }
                }
            }
        }
    }
}

/// What can be done with a row.
#[component]
fn AssetActions(book: Book, detail: AssetDetail, id: AssetId, on_edit: EventHandler<()>) -> Element {
    let session = use_session();
    let changes = use_changes();
    let mut giving = use_signal(|| false);
    let mut removing = use_signal(|| false);
    let removed = detail.row.deleted_at.is_some();
    let (edits, deletes) = (session.may(Area::Customers, Verb::Edit), session.may(Area::Customers, Verb::Delete));
    let restore = use_send(
        move |()| async move { api::command(Command::Asset { id, command: AssetCommand::Restore }).await },
        move |_| changes.announce(["assets", "documents"]),
    );
    rsx! {
        div { class: "dk-page-actions",
            if removed && deletes {
                Button { label: tr("cust-bring-back"), icon: Icon::Undo, busy: restore.busy(), on_press: move |_| restore.run(()) }
            }
            if !removed && deletes {
                Button {
                    label: tr("verb-remove"),
                    icon: Icon::Trash,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| removing.set(true),
                }
            }
            if !removed && edits {
                Button {
                    label: tr("assets-give"),
                    icon: Icon::Users,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| giving.set(true),
                }
                Button { label: tr("verb-edit"), icon: Icon::Pencil, kind: ButtonKind::Primary, on_press: move |_| on_edit.call(()) }
            }
        }
        Failed { failure: restore.failure() }
        if giving() {
            OwnerDialog { book, id, owner: detail.asset.owner(), on_close: move |()| giving.set(false) }
        }
        if removing() {
            RemoveDialog { id, name: detail.row.name.clone(), back: list_of_table(&detail.row.table_key), on_close: move |()| removing.set(false) }
        }
    }
}

/// Asks before a row is removed. Work that is open on it stays open, and is named.
#[component]
fn RemoveDialog(id: AssetId, name: String, back: String, on_close: EventHandler<()>) -> Element {
    let changes = use_changes();
    let go = use_go();
    let administers = use_session().rights().administers();
    let counted = use_live(Vec::new, move || async move {
        if !administers {
            return Ok(None);
        }
        let selection = Selection { noun: Noun::Asset, ids: vec![id.into()] };
        api::delete_customers(&selection, true).await.map(Some)
    });
    let send = use_send(
        move |()| async move { api::command(Command::Asset { id, command: AssetCommand::Delete }).await },
        move |_| {
            changes.announce(["assets", "documents"]);
            on_close.call(());
            go.to(back.clone());
        },
    );
    let open = counted.value().flatten().filter(|count| count.busy > 0);
    let text = match open {
        Some(count) => tr!("assets-remove-busy", tickets = count.open_tickets, visits = count.open_visits),
        None => tr("assets-remove-text"),
    };
    rsx! {
        Failed { failure: send.failure() }
        Confirm {
            open: true,
            title: tr!("assets-remove-title", name = name.clone()),
            text,
            verb: tr!("assets-remove-verb", name = name),
            danger: true,
            busy: send.busy(),
            on_confirm: move |()| send.run(()),
            on_close,
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;
    use truckroll_domain::assets::{Asset, AssetTable, Owner};
    use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Label};
    use truckroll_protocol::api::{AssetTableNow, CustomersNow, FieldsNow};

    use super::*;
    use crate::sample;

    fn book() -> Book {
        let mut table = AssetTable::fresh("contracts", Label::new("Contracts", "合同"));
        table.set.fields.push(Field::new("number", Label::new("Contract number", "合同编号"), FieldKind::Text));
        let fields = |noun| FieldsNow { noun, seq: 0, set: FieldSet::standard(noun), by: String::new(), at: None };
        Book {
            company: fields(Noun::Company),
            contact: fields(Noun::Contact),
            ticket: fields(Noun::Ticket),
            tables: vec![AssetTableNow { table: table.clone(), ..AssetTableNow::default() }],
            table,
            customers: CustomersNow::default(),
            agents: Vec::new(),
        }
    }

    fn page(locale: Locale, owner: Owner, deleted: bool) -> String {
        let mut asset = Asset {
            schema: 1,
            table: "contracts".into(),
            name: "Maintenance".into(),
            deleted_at: deleted.then_some(Timestamp(sample::NOW_MS)),
            ..Asset::default()
        };
        match owner {
            Owner::Company { id, name } => (asset.company, asset.company_name) = (Some(id), name),
            Owner::Agent { id, name } => (asset.agent, asset.owner_name) = (Some(id), name),
            _ => {}
        }
        asset.fields.insert("number".into(), FieldValue::Text("HT-1".into()));
        let detail = AssetDetail {
            row: asset.project(AssetId::default()),
            asset,
            entries: Vec::new(),
            tickets: Vec::new(),
            visits: Vec::new(),
            stored: Default::default(),
        };
        sample::render(locale, move || rsx! { AssetPage { detail: detail.clone(), book: book() } })
    }

    #[test]
    fn the_page_says_what_is_known_and_whose_it_is() {
        let hua = Owner::Company { id: truckroll_domain::CompanyId::default(), name: "Hua Plaza".into() };
        for locale in Locale::ALL {
            let html = page(locale, hua.clone(), false);
            for said in ["Maintenance", "HT-1", "Hua Plaza", "/desk/customers/companies/", "table=contracts"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains(">assets-") && !html.contains(">cust-"), "every word is there: {html}");
        }
    }

    #[test]
    fn a_removed_row_says_so_and_is_not_edited() {
        let chen = Owner::Agent { id: sample::agent_id(1), name: "Chen Wei".into() };
        let html = page(Locale::En, chen, true);
        assert!(html.contains("Chen Wei") && html.contains("Removed"), "{html}");
        assert!(!html.contains(">Edit<"), "{html}");
    }
}
