//! The list of companies, contacts or rows of an asset table: quick search, saved queries, conditions, columns, order.
//!
//! The address keeps what is looked for; conditions that were not saved are the screen's own.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::access::Lock;
use truckroll_domain::assets::AssetRow;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::customers::CustomerSchema;
use truckroll_domain::fields::{FieldValue, Noun, Values};
use truckroll_domain::filter::{Filter, Schema as _};
use truckroll_protocol::api::{CustomerCounts, CustomerQuery, OrderBy, Page, SavedQuery};
use truckroll_ui::prelude::*;

use super::assets::AssetDialog;
use super::book::Book;
use super::builder::BuilderDialog;
use super::columns::ColumnsDialog;
use super::create::CreateDialog;
use super::import::TableButtons;
use super::page::ServiceBadge;
use super::selection::{Picked, SelectionBar, Tick, TickAll, use_picked};
use super::{PATH, path_of};
use crate::api::{self, Answer};
use crate::desk::line::{NameLink, row_height};
use crate::desk::pages::{Finder, Nothing, use_wanted_pages};
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

/// What stands before a column of the company's first contact.
pub const OF_CONTACT: &str = "contact.";

/// The name of a noun's list.
#[must_use]
pub fn list_of(noun: Noun) -> &'static str {
    match noun {
        Noun::Company => "companies",
        Noun::Contact => "contacts",
        Noun::Asset => "assets",
        Noun::Ticket => "tickets",
    }
}

/// The name under which the columns of a list are kept: each asset table has its own.
#[must_use]
pub fn kept_columns(book: &Book, noun: Noun) -> String {
    match noun {
        Noun::Company | Noun::Contact | Noun::Ticket => list_of(noun).to_owned(),
        Noun::Asset => format!("{}.{}", list_of(noun), book.table.key),
    }
}

/// The columns of a list that nobody has chosen.
#[must_use]
pub fn usual_columns(book: &Book, noun: Noun) -> Vec<String> {
    let usual: &[&str] = match noun {
        Noun::Company => &["phone", "address", "group", "service_to"],
        Noun::Contact => &["phone", "company_name", "position", "email"],
        Noun::Asset if book.table.is_built_in() => &["owner_name", "model", "serial_number", "address"],
        Noun::Asset => &["owner_name"],
        Noun::Ticket => &["status", "priority", "assignee", "updated_at"],
    };
    let mut usual: Vec<String> = usual.iter().map(|c| (*c).to_owned()).collect();
    if noun == Noun::Asset && !book.table.is_built_in() {
        let own = book.set(noun).shown().filter(|field| !field.system);
        usual.extend(own.take(3).map(|field| format!("fields.{}", field.key)));
    }
    usual
}

/// A line of either list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundLine {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Service period.
    pub service: (Option<i64>, Option<i64>),
    /// What its row says, by field.
    pub row: BTreeMap<String, FieldValue>,
    /// What stands beside its row.
    pub values: Values,
    /// What is known of the first contact, by field.
    pub contact: BTreeMap<String, FieldValue>,
}

fn put(row: &mut BTreeMap<String, FieldValue>, key: &str, text: &str) {
    if let Some(value) = FieldValue::text(text) {
        row.insert(key.to_owned(), value);
    }
}

fn of_contact(row: &ContactRow) -> BTreeMap<String, FieldValue> {
    let mut of = BTreeMap::new();
    for (key, text) in [
        ("name", row.name.as_str()),
        ("phone", &row.phone),
        ("landline", &row.landline),
        ("email", &row.email),
        ("position", &row.position),
        ("company_name", &row.company_name),
        ("owner", row.owner.as_deref().unwrap_or_default()),
    ] {
        put(&mut of, key, text);
    }
    of.insert("created_at".to_owned(), FieldValue::Int(row.created_at));
    of
}

fn of_company(row: &CompanyRow) -> BTreeMap<String, FieldValue> {
    let mut of = BTreeMap::new();
    for (key, text) in [
        ("name", row.name.as_str()),
        ("phone", &row.phone),
        ("mobile", &row.mobile),
        ("email", &row.email),
        ("address", &row.address),
        ("group", &row.group_key),
        ("owner", row.owner.as_deref().unwrap_or_default()),
        ("owner_group", row.owner_group.as_deref().unwrap_or_default()),
    ] {
        put(&mut of, key, text);
    }
    for (key, at) in
        [("service_from", row.service_from), ("service_to", row.service_to), ("created_at", Some(row.created_at))]
    {
        of.extend(at.map(|at| (key.to_owned(), FieldValue::Int(at))));
    }
    of
}

fn of_asset(row: &AssetRow) -> BTreeMap<String, FieldValue> {
    let mut of = BTreeMap::new();
    for (key, text) in [
        ("name", row.name.as_str()),
        ("model", &row.model),
        ("serial_number", &row.serial_number),
        ("address", &row.address),
        ("owner_name", &row.owner_name),
    ] {
        put(&mut of, key, text);
    }
    of.insert("created_at".to_owned(), FieldValue::Int(row.created_at));
    of
}

async fn ask(noun: Noun, asked: CustomerQuery, pages: usize) -> Answer<Page<FoundLine>> {
    Ok(match noun {
        // tickets have a list of their own
        Noun::Ticket => Page { rows: Vec::new(), total: 0, next: None },
        Noun::Company => {
            let page = api::query_companies(&asked, pages).await?;
            let line = |f: truckroll_protocol::api::Found<CompanyRow>| FoundLine {
                id: f.row.id.clone(),
                name: f.row.name.clone(),
                service: (f.row.service_from, f.row.service_to),
                row: of_company(&f.row),
                values: f.values,
                contact: f.contact.as_ref().map(of_contact).unwrap_or_default(),
            };
            Page { rows: page.rows.into_iter().map(line).collect(), total: page.total, next: page.next }
        }
        Noun::Contact => {
            let page = api::query_contacts(&asked, pages).await?;
            let line = |f: truckroll_protocol::api::Found<ContactRow>| FoundLine {
                id: f.row.id.clone(),
                name: f.row.name.clone(),
                row: of_contact(&f.row),
                values: f.values,
                ..FoundLine::default()
            };
            Page { rows: page.rows.into_iter().map(line).collect(), total: page.total, next: page.next }
        }
        Noun::Asset => {
            let page = api::query_assets(&asked, pages).await?;
            let line = |f: truckroll_protocol::api::Found<AssetRow>| FoundLine {
                id: f.row.id.clone(),
                name: f.row.name.clone(),
                row: of_asset(&f.row),
                values: f.values,
                ..FoundLine::default()
            };
            Page { rows: page.rows.into_iter().map(line).collect(), total: page.total, next: page.next }
        }
    })
}

impl FoundLine {
    /// What stands in a column.
    #[must_use]
    pub fn shown(&self, book: &Book, noun: Noun, column: &str, format: &Format) -> String {
        if let Some(of) = column.strip_prefix(OF_CONTACT) {
            return self.contact.get(of).map(|v| book.shown(Noun::Contact, of, v, format)).unwrap_or_default();
        }
        let key = column.strip_prefix("fields.").unwrap_or(column);
        let value = self.row.get(key).or_else(|| self.values.get(key));
        value.map(|v| book.shown(noun, key, v, format)).unwrap_or_default()
    }
}

/// What people read of a column.
#[must_use]
pub fn column_label(book: &Book, noun: Noun, column: &str) -> String {
    match column.strip_prefix(OF_CONTACT) {
        Some(of) => tr!("cust-of-contact", field = book.label(Noun::Contact, of)),
        None => book.label(noun, column),
    }
}

/// The list.
#[component]
pub fn CustomerList(noun: Noun, book: Book, query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let mut pages = use_wanted_pages(query);
    let mut filter = use_signal(Filter::default);
    let mut order = use_signal(Vec::<OrderBy>::new);
    let mut building = use_signal(|| false);
    let mut choosing = use_signal(|| false);
    let mut creating = use_signal(|| false);
    let table = if noun == Noun::Asset { book.table.key.clone() } else { String::new() };
    let (of_table, list) = (table.clone(), kept_columns(&book, noun));
    let saved = use_live(
        || vec!["saved_queries".to_owned()],
        move || {
            let table = of_table.clone();
            async move {
                let all = api::saved_queries(noun).await?;
                Answer::Ok(all.into_iter().filter(|saved| saved.query.table == table).collect::<Vec<_>>())
            }
        },
    );
    let mine = use_live(
        || vec!["columns".to_owned()],
        move || {
            let list = list.clone();
            async move { api::columns(&list).await }
        },
    );
    let counts = use_live(
        || vec!["companies".to_owned()],
        move || async move {
            match noun {
                Noun::Company => api::customer_counts().await,
                Noun::Contact | Noun::Asset | Noun::Ticket => Ok(CustomerCounts::default()),
            }
        },
    );
    // A saved query brings its conditions, order and columns.
    let chosen = use_memo(move || {
        let id = query.read().get("saved").to_owned();
        saved.signal().read().as_ref().and_then(|all| all.iter().find(|q| q.id == id).cloned())
    });
    let usual = usual_columns(&book, noun);
    let columns = use_memo(move || {
        let kept = chosen.read().as_ref().map(|q| q.query.columns.clone()).filter(|c| !c.is_empty());
        let own = mine.signal().read().as_ref().map(|c| c.columns.clone()).filter(|c| !c.is_empty());
        kept.or(own).unwrap_or_else(|| usual.clone())
    });
    let asked = use_memo(move || {
        let words = query.read();
        let kept = chosen.read().as_ref().map(|q| q.query.clone());
        let own = filter.read().clone();
        let by = order.read().clone();
        CustomerQuery {
            filter: match &kept {
                Some(kept) if own == Filter::default() => kept.filter.clone(),
                _ => own,
            },
            q: words.get("q").to_owned(),
            within: words.get("within").to_owned(),
            table: table.clone(),
            service: words.some("service").into_iter().collect(),
            deleted: words.get("deleted") == "1",
            order: if by.is_empty() { kept.map(|k| k.order).unwrap_or_default() } else { by },
            columns: columns.read().clone(),
            ..CustomerQuery::default()
        }
    });
    let read = use_live(
        move || vec![list_of(noun).to_owned()],
        move || {
            let (asked, pages) = (asked.read().clone(), pages());
            // a saved query that is asked for and not there yet is waited for
            let waits = query.read().some("saved").is_some() && chosen.read().is_none() && saved.first_load();
            async move { if waits { Ok(Page::default()) } else { ask(noun, asked, pages).await } }
        },
    );
    let locked = use_session().rights().locked(Lock::add(noun));
    // a table that was taken away takes no new rows
    let closed = noun == Noun::Asset && book.table.archived_at.is_some();
    let picked = use_picked(asked);
    let ids = use_memo(move || match &*read.signal().read() {
        Some(page) => page.rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>(),
        None => Vec::new(),
    });
    let bin = use_memo(move || query.read().get("deleted") == "1");
    let narrowed = *filter.read() != Filter::default();
    let total = read.value().map(|page| page.total);
    rsx! {
        Chips { noun, query, saved: saved.value().unwrap_or_default(), counts: counts.value().unwrap_or_default() }
        div { class: "dk-filters",
            Finder { path: PATH, query, label: tr("people-find") }
            if noun != Noun::Asset {
                SelectField {
                    label: tr("cust-within"),
                    hide_label: true,
                    value: query.read().get("within").to_owned(),
                    none_label: tr("cust-within-all"),
                    options: ["name", "phone", "im"].map(|w| Choice::new(w, tr(&format!("cust-within-{w}")))).to_vec(),
                    on_change: move |word: String| go.instead(format!("{PATH}{}", query.peek().with("within", &word).suffix())),
                }
            }
            Button {
                label: tr("cust-conditions"),
                icon: Icon::Filter,
                pressed: narrowed,
                on_press: move |_| building.set(true),
            }
            if narrowed {
                Button { label: tr("cust-no-conditions"), kind: ButtonKind::Ghost, on_press: move |_| filter.set(Filter::default()) }
            }
            Button { label: tr("cust-columns"), icon: Icon::Columns, on_press: move |_| choosing.set(true) }
            TableButtons { noun, asked: asked.read().clone(), total: total.unwrap_or_default() }
            if locked {
                p { class: "dk-quiet dk-locked",
                    Glyph { icon: Icon::Lock, size: 14 }
                    {tr(if noun == Noun::Company { "work-lock-said-add-companies" } else { "work-lock-said-add-contacts" })}
                }
            } else if !closed {
                Button {
                    label: tr(match noun {
                        Noun::Company => "cust-new-company",
                        Noun::Contact => "cust-new-contact",
                        Noun::Asset => "assets-new",
                        Noun::Ticket => "tickets-new",
                    }),
                    icon: Icon::Plus,
                    kind: ButtonKind::Primary,
                    on_press: move |_| creating.set(true),
                }
            }
            p { class: "dk-quiet", role: "status",
                if let Some(total) = total {
                    {tr!(if noun == Noun::Asset { "assets-rows" } else { "cust-total" }, count = total)}
                }
            }
        }
        Stale { read }
        match read.value() {
            None => rsx! { Waiting { read, rows: 12 } },
            Some(page) if page.rows.is_empty() => rsx! {
                if narrowed || chosen.read().is_some() {
                    Empty { icon: Icon::Search, title: tr("cust-none-meet") }
                } else {
                    Nothing {
                        path: PATH,
                        query,
                        icon: if noun == Noun::Asset { Icon::Package } else { Icon::Building },
                        title: tr("people-empty"),
                        text: tr(if noun == Noun::Asset { "assets-empty-text" } else { "people-empty-text" }),
                    }
                }
            },
            Some(page) => rsx! {
                FoundLines {
                    picked: (!bin()).then_some((picked, ids)),
                    rows: page.rows,
                    book: book.clone(),
                    noun,
                    columns: columns(),
                    order: asked.read().order.clone(),
                    on_order: move |by: Vec<OrderBy>| order.set(by),
                    on_near_end: {
                        let more = page.next.is_some();
                        move |()| if more && !read.loading() { pages += 1 }
                    },
                }
            },
        }
        if !bin() {
            SelectionBar { picked, rows: ids, book: book.clone(), noun, order: asked.read().order.clone() }
        }
        if building() {
            BuilderDialog {
                book: book.clone(),
                noun,
                filter: asked.read().filter.clone(),
                kept: chosen(),
                order: asked.read().order.clone(),
                columns: columns(),
                on_ask: move |asked: Filter| {
                    filter.set(asked);
                    building.set(false);
                },
                on_saved: move |id: String| {
                    filter.set(Filter::default());
                    building.set(false);
                    go.instead(format!("{PATH}{}", query.peek().with("saved", &id).suffix()));
                },
                on_close: move |()| building.set(false),
            }
        }
        if choosing() {
            ColumnsDialog { book: book.clone(), noun, columns: columns(), on_close: move |()| choosing.set(false) }
        }
        if creating() {
            if noun == Noun::Asset {
                AssetDialog { book: book.clone(), on_close: move |()| creating.set(false) }
            } else {
                CreateDialog { book: book.clone(), noun, on_close: move |()| creating.set(false) }
            }
        }
    }
}

/// Saved queries, and what needs attention, as chips.
#[component]
fn Chips(noun: Noun, query: ReadSignal<Query>, saved: Vec<SavedQuery>, counts: CustomerCounts) -> Element {
    let go = use_go();
    let here = query.read().get("saved").to_owned();
    let service = query.read().get("service").to_owned();
    let turn = use_callback(move |(name, value): (&'static str, String)| {
        let now = query.peek().get(name).to_owned();
        let value = if now == value { String::new() } else { value };
        go.instead(format!("{PATH}{}", query.peek().with(name, &value).suffix()));
    });
    let attention = [("expiring", counts.expiring), ("expired", counts.expired)];
    let deleted = query.read().get("deleted") == "1";
    rsx! {
        div { class: "dk-chips", role: "group", aria_label: tr("cust-saved-queries"),
            if noun == Noun::Company {
                for (state, count) in attention {
                    button {
                        key: "{state}",
                        class: "dk-moment",
                        r#type: "button",
                        aria_pressed: if service == state { "true" } else { "false" },
                        onclick: move |_| turn.call(("service", state.to_owned())),
                        {tr!(&format!("cust-count-{state}"), count = count)}
                    }
                }
            }
            for one in saved {
                button {
                    key: "{one.id}",
                    class: "dk-moment",
                    r#type: "button",
                    aria_pressed: if here == one.id { "true" } else { "false" },
                    onclick: {
                        let id = one.id.clone();
                        move |_| turn.call(("saved", id.clone()))
                    },
                    "{one.query.name}"
                }
            }
            button {
                class: "dk-moment",
                r#type: "button",
                aria_pressed: if deleted { "true" } else { "false" },
                onclick: move |_| turn.call(("deleted", "1".to_owned())),
                Glyph { icon: Icon::Trash, size: 14 }
                {tr("cust-bin")}
            }
        }
    }
}

/// The rows under their columns.
#[component]
pub fn FoundLines(
    /// The ticks of the rows, and the ids of the rows, where rows can be ticked.
    picked: Option<(Picked, Memo<Vec<String>>)>,
    rows: Vec<FoundLine>,
    book: Book,
    noun: Noun,
    columns: Vec<String>,
    order: Vec<OrderBy>,
    on_order: EventHandler<Vec<OrderBy>>,
    on_near_end: EventHandler<()>,
) -> Element {
    let count = rows.len();
    let schema = CustomerSchema { noun, set: book.set(noun) };
    let heads: Vec<(String, String, bool)> = std::iter::once("name".to_owned())
        .chain(columns.iter().filter(|c| *c != "name").cloned())
        .map(|c| (c.clone(), column_label(&book, noun, &c), schema.subject(&c).is_some()))
        .collect();
    let width = heads.len() - 1;
    let shown = use_memo(use_reactive!(|(rows, columns, book)| (rows, columns, book)));
    let row = use_callback(move |index: usize| {
        let shown = shown.read();
        let (rows, columns, book) = &*shown;
        rows.get(index).cloned().map_or_else(
            || rsx! {},
            |row| rsx! { FoundRow { picked, row, columns: columns.clone(), book: book.clone(), noun } },
        )
    });
    let row_key = use_callback(move |index: usize| {
        shown.read().0.get(index).map_or_else(|| index.to_string(), |row| row.id.clone())
    });
    rsx! {
        div { class: if picked.is_some() { "dk-lines dk-found dk-picking" } else { "dk-lines dk-found" }, style: "--dk-columns: {width}",
            div { class: "dk-found-head", role: "group", aria_label: tr("cust-order"),
                if let Some((picked, ids)) = picked {
                    TickAll { picked, rows: ids }
                }
                for (column, label, can) in heads {
                    if can {
                        Head { key: "{column}", column, label, order: order.clone(), on_order }
                    } else {
                        span { key: "{column}", class: "dk-cell dk-quiet", "{label}" }
                    }
                }
            }
            LongList { count, row_height: row_height(), row, row_key, label: tr("nav-customers"), on_near_end }
        }
    }
}

/// The name of a column, which sorts by it.
#[component]
fn Head(column: String, label: String, order: Vec<OrderBy>, on_order: EventHandler<Vec<OrderBy>>) -> Element {
    let now = order.first().filter(|o| o.field == column).cloned();
    let descending = now.as_ref().map(|o| o.descending);
    rsx! {
        button {
            class: "dk-cell dk-head",
            r#type: "button",
            aria_pressed: if now.is_some() { "true" } else { "false" },
            onclick: move |_| {
                on_order.call(match descending {
                    None => vec![OrderBy { field: column.clone(), descending: false }],
                    Some(false) => vec![OrderBy { field: column.clone(), descending: true }],
                    Some(true) => Vec::new(),
                });
            },
            span { class: "dk-cell", "{label}" }
            match descending {
                Some(true) => rsx! { Glyph { icon: Icon::ArrowDown, size: 14 } span { class: "tr-sr", {tr("cust-descending")} } },
                Some(false) => rsx! { Glyph { icon: Icon::ArrowUp, size: 14 } span { class: "tr-sr", {tr("cust-ascending")} } },
                None => rsx! {},
            }
        }
    }
}

#[component]
fn FoundRow(
    picked: Option<(Picked, Memo<Vec<String>>)>,
    row: FoundLine,
    columns: Vec<String>,
    book: Book,
    noun: Noun,
) -> Element {
    let format = use_format();
    rsx! {
        div { class: "dk-line",
            if let Some((picked, ids)) = picked {
                Tick { picked, rows: ids, id: row.id.clone(), name: row.name.clone() }
            }
            span { class: "dk-cell dk-cell-main",
                Avatar { name: row.name.clone(), size: AvatarSize::Small, decorative: true }
                NameLink { href: path_of(noun, &row.id), name: row.name.clone() }
            }
            for column in columns.into_iter().filter(|c| c != "name") {
                span { key: "{column}", class: "dk-cell dk-cell-of",
                    Cell { column: column.clone(), row: row.clone(), book: book.clone(), noun, format }
                }
            }
        }
    }
}

#[component]
fn Cell(column: String, row: FoundLine, book: Book, noun: Noun, format: Format) -> Element {
    let text = row.shown(&book, noun, &column, &format);
    let key = column.strip_prefix(OF_CONTACT).unwrap_or(&column);
    if column == "service_to" {
        return rsx! {
            span { class: "dk-service",
                ServiceBadge { from: row.service.0, to: row.service.1, quiet: true }
                span { class: "dk-quiet tr-figures", "{text}" }
            }
        };
    }
    if matches!(key, "phone" | "mobile" | "landline") && !text.is_empty() {
        return rsx! { a { class: "tr-link tr-figures", href: "tel:{text}", "{text}" } };
    }
    rsx! { "{text}" }
}
