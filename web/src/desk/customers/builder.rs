//! Conditions over system fields and own ones (CUS-10), and keeping them under a name (CUS-11).

use dioxus::prelude::*;
use truckroll_domain::customers::CustomerSchema;
use truckroll_domain::fields::Noun;
use truckroll_domain::filter::{Condition, Filter, Schema as _, Type};
use truckroll_protocol::api::{KeptQuery, NewSavedQuery, OrderBy, SavedQuery};
use truckroll_ui::prelude::*;

use super::audience::{Audience, is_chosen};
use super::book::Book;
use crate::api;
use crate::desk::conditions::{Ask, Conditions, Line, conditions};
use crate::desk::trouble::Failed;

/// Everything that can be asked about.
fn subjects(book: &Book, noun: Noun) -> Vec<Ask> {
    let schema = CustomerSchema { noun, set: book.set(noun) };
    let fields = book.set(noun).fields.iter().filter(|f| !f.hidden);
    let names = fields.map(|f| if f.system { f.key.clone() } else { format!("fields.{}", f.key) });
    let more: &[&str] = match noun {
        Noun::Company => &["address"],
        Noun::Contact => &["company_name"],
        Noun::Asset => &["owner_name", "address"],
        Noun::Ticket => &[],
    };
    let all = names.chain(more.iter().map(|name| (*name).to_owned()));
    all.filter_map(|name| {
        let of = schema.subject(&name)?.of;
        let choices = schema.kind_of(&name).map(|kind| book.choices(kind)).unwrap_or_default();
        Some(Ask { label: book.label(noun, &name), name, of, choices })
    })
    .collect()
}

/// The dialog.
#[component]
pub fn BuilderDialog(
    book: Book,
    noun: Noun,
    filter: Filter,
    kept: Option<SavedQuery>,
    order: Vec<OrderBy>,
    columns: Vec<String>,
    on_ask: EventHandler<Filter>,
    on_saved: EventHandler<String>,
    on_close: EventHandler<()>,
) -> Element {
    let changes = use_changes();
    let lines = |of: &[Condition]| of.iter().map(Line::of).collect::<Vec<_>>();
    let all = use_signal(|| {
        if filter == Filter::default() { vec![Line::first("name", Type::Text, false)] } else { lines(&filter.all) }
    });
    let any = use_signal(|| lines(&filter.any));
    let mut name = use_signal(|| kept.as_ref().map(|k| k.query.name.clone()).unwrap_or_default());
    let visible = use_signal(|| kept.as_ref().map(|k| k.query.visible.clone()).unwrap_or_default());
    let mut tried = use_signal(|| false);
    let of_book = book.clone();
    // Both lists as conditions; `None` while one is not finished.
    let built = use_callback(move |()| {
        let schema = CustomerSchema { noun, set: of_book.set(noun) };
        let asks = subjects(&of_book, noun);
        let filter = Filter { all: conditions(&asks, &all.peek())?, any: conditions(&asks, &any.peek())? };
        filter.check_over(&schema).is_ok().then_some(filter)
    });
    let changeable = kept.clone().filter(|k| k.mine);
    let id = changeable.as_ref().map(|k| k.id.clone());
    let send = use_send(
        move |(id, query): (Option<String>, NewSavedQuery)| async move {
            api::save_query(id.as_deref(), &query).await.map(|saved| saved.id)
        },
        move |id: String| {
            changes.announce(["saved_queries"]);
            on_saved.call(id);
        },
    );
    let remove = use_send(
        move |id: String| async move { api::remove_query(&id).await },
        move |()| {
            changes.announce(["saved_queries"]);
            on_saved.call(String::new());
        },
    );
    let asks = subjects(&book, noun);
    let table = if noun == Noun::Asset { book.table.key.clone() } else { String::new() };
    let keep = use_callback(move |id: Option<String>| {
        tried.set(true);
        let named = name.peek().trim().to_owned();
        let Some(filter) = built.call(()).filter(|_| !named.is_empty()) else { return };
        let visible = visible.peek().clone();
        if !is_chosen(&visible) {
            return;
        }
        let table = table.clone();
        let query =
            KeptQuery { noun, table, name: named, visible, filter, order: order.clone(), columns: columns.clone() };
        send.run((id, NewSavedQuery { query }));
    });
    let unfinished = tried() && {
        let _ = (all.read(), any.read());
        built.call(()).is_none()
    };
    rsx! {
        Dialog {
            open: true,
            large: true,
            title: tr("cust-conditions"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("cust-ask"),
                    kind: ButtonKind::Primary,
                    on_press: move |_| {
                        tried.set(true);
                        if let Some(filter) = built.call(()) {
                            on_ask.call(filter);
                        }
                    },
                }
            },
            div { class: "dk-form",
                Failed { failure: send.failure().or_else(|| remove.failure()) }
                if unfinished {
                    p { class: "tr-error", role: "alert", {tr("cust-unfinished")} }
                }
                Conditions { asks: asks.clone(), lines: all, title: tr("cust-all") }
                Conditions { asks: asks.clone(), lines: any, title: tr("cust-any") }
                fieldset { class: "dk-own-field",
                    legend { class: "tr-label", {tr("cust-keep")} }
                    TextField {
                        label: tr("cust-query-name"),
                        value: name(),
                        max_length: 100,
                        error: (tried() && name.read().trim().is_empty() && send.failure().is_some()).then(|| tr("fields-problem-required")),
                        on_input: move |text| name.set(text),
                    }
                    Audience { book: book.clone(), visible, tried: tried() }
                    div { class: "tr-actions",
                        if let Some(id) = id {
                            Button {
                                label: tr("cust-remove-query"),
                                icon: Icon::Trash,
                                kind: ButtonKind::Ghost,
                                busy: remove.busy(),
                                on_press: {
                                    let id = id.clone();
                                    move |_| remove.run(id.clone())
                                },
                            }
                            Button {
                                label: tr("cust-change-query"),
                                disabled: name.read().trim().is_empty(),
                                busy: send.busy(),
                                on_press: move |_| keep.call(Some(id.clone())),
                            }
                        }
                        Button {
                            label: tr("cust-save-query"),
                            icon: Icon::Save,
                            disabled: name.read().trim().is_empty(),
                            busy: send.busy(),
                            on_press: move |_| keep.call(None),
                        }
                    }
                }
            }
        }
    }
}
