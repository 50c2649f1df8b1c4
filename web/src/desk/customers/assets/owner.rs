//! Whom a row belongs to: said in words, and chosen.

use dioxus::prelude::*;
use truckroll_domain::AssetId;
use truckroll_domain::Command;
use truckroll_domain::assets::{AssetCommand, AssetEdit, Owner};
use truckroll_domain::fields::Noun;
use truckroll_protocol::api::CustomerQuery;
use truckroll_ui::prelude::*;

use super::super::book::Book;
use super::super::path_of;
use crate::api::{self, Answer};
use crate::desk::line::NameLink;
use crate::desk::trouble::{Failed, Waiting};

/// Customers that are offered.
const OFFERED: i64 = 8;
/// Whom a row can belong to, in the order of the choice.
const SORTS: [&str; 4] = ["company", "contact", "agent", "tenant"];

/// Whom a row belongs to; a customer's name leads to him.
#[component]
pub fn OwnerWords(owner: Owner) -> Element {
    let link = |noun, id: String, name: String| rsx! { NameLink { href: path_of(noun, &id), name } };
    match owner {
        Owner::Company { id, name } => link(Noun::Company, id.to_string(), name),
        Owner::Contact { id, name } => link(Noun::Contact, id.to_string(), name),
        Owner::Agent { name, .. } => rsx! { "{name}" },
        Owner::Tenant => rsx! { {tr("assets-owner-tenant")} },
    }
}

async fn find(sort: String, words: String) -> Answer<Vec<(Owner, String)>> {
    let asked = CustomerQuery { q: words, limit: Some(OFFERED), ..CustomerQuery::default() };
    Ok(match sort.as_str() {
        "company" => {
            let page = api::query_companies(&asked, 1).await?;
            let of = |row: truckroll_domain::companies::CompanyRow| {
                Some((Owner::Company { id: row.id.parse().ok()?, name: row.name }, row.address))
            };
            page.rows.into_iter().filter_map(|found| of(found.row)).collect()
        }
        "contact" => {
            let page = api::query_contacts(&asked, 1).await?;
            let of = |row: truckroll_domain::contacts::ContactRow| {
                Some((Owner::Contact { id: row.id.parse().ok()?, name: row.name }, row.company_name))
            };
            page.rows.into_iter().filter_map(|found| of(found.row)).collect()
        }
        _ => Vec::new(),
    })
}

/// The choice of an owner. `on_change` hears nothing while somebody is still to be chosen.
#[component]
pub fn OwnerField(
    book: Book,
    owner: Option<Owner>,
    error: Option<String>,
    on_change: EventHandler<Option<Owner>>,
) -> Element {
    let first = owner.as_ref().map_or("company", Owner::word);
    let mut sort = use_signal(|| first.to_owned());
    let mut words = use_signal(String::new);
    let found = use_live(Vec::new, move || {
        let (sort, words) = (sort(), words.read().trim().to_owned());
        async move { find(sort, words).await }
    });
    let chosen = owner.as_ref().map(|owner| owner.name().to_owned()).filter(|name| !name.is_empty());
    let agents: Vec<Choice> = book.agents.iter().map(|(id, name)| Choice::new(id.clone(), name.clone())).collect();
    let agent = match &owner {
        Some(Owner::Agent { id, .. }) => id.to_string(),
        _ => String::new(),
    };
    let names = book.agents.clone();
    rsx! {
        div { class: "dk-form-pair",
            SelectField {
                label: tr("assets-owner"),
                value: sort(),
                error,
                options: SORTS.map(|sort| Choice::new(sort, tr(&format!("assets-owner-{sort}")))).to_vec(),
                on_change: move |word: String| {
                    on_change.call((word == "tenant").then_some(Owner::Tenant));
                    words.set(String::new());
                    sort.set(word);
                },
            }
            if sort() == "agent" {
                SelectField {
                    label: tr("assets-owner-agent"),
                    value: agent,
                    none_label: tr("cust-none"),
                    options: agents,
                    on_change: move |id: String| {
                        let name = names.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone());
                        let owner = id.parse().ok().zip(name).map(|(id, name)| Owner::Agent { id, name });
                        on_change.call(owner);
                    },
                }
            } else if sort() != "tenant" {
                TextField {
                    label: tr("assets-owner-find"),
                    kind: TextKind::Search,
                    value: words(),
                    max_length: 200,
                    on_input: move |text| words.set(text),
                }
            }
        }
        if let Some(name) = chosen {
            p { role: "status", {tr!("assets-owner-is", name = name)} }
        }
        if sort() == "company" || sort() == "contact" {
            div { class: "dk-picker",
                match found.value() {
                    None => rsx! { Waiting { read: found, rows: 3 } },
                    Some(all) if all.is_empty() => rsx! { p { class: "dk-quiet dk-picker-none", {tr("assets-nobody")} } },
                    Some(all) => rsx! {
                        for (one, sub) in all.into_iter().take(OFFERED as usize) {
                            ListRow {
                                key: "{one.name()}{sub}",
                                title: one.name().to_owned(),
                                subtitle: sub,
                                selected: owner.as_ref() == Some(&one),
                                on_open: move |()| on_change.call(Some(one.clone())),
                            }
                        }
                    },
                }
            }
        }
    }
}

/// Gives a row to somebody else.
#[component]
pub fn OwnerDialog(book: Book, id: AssetId, owner: Owner, on_close: EventHandler<()>) -> Element {
    let changes = use_changes();
    let toasts = use_toasts();
    let before = owner.clone();
    let mut chosen = use_signal(|| Some(owner.clone()));
    let mut wrong = use_signal(|| None::<String>);
    let send = use_send(
        move |owner: Owner| {
            let edit = Box::new(AssetEdit { owner: Some(owner), ..AssetEdit::default() });
            async move { api::command(Command::Asset { id, command: AssetCommand::Edit { edit } }).await }
        },
        move |_| {
            changes.announce(["assets", "documents"]);
            toasts.say(Tone::Done, tr("cust-saved"));
            on_close.call(());
        },
    );
    rsx! {
        Dialog {
            open: true,
            title: tr("assets-give"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("verb-save"),
                    kind: ButtonKind::Primary,
                    busy: send.busy(),
                    on_press: move |_| match chosen.peek().clone() {
                        None => wrong.set(Some(tr("assets-choose-owner"))),
                        Some(owner) if owner == before => on_close.call(()),
                        Some(owner) => send.run(owner),
                    },
                }
            },
            div { class: "dk-form",
                Failed { failure: send.failure() }
                OwnerField {
                    book,
                    owner: chosen(),
                    error: wrong(),
                    on_change: move |owner| {
                        chosen.set(owner);
                        wrong.set(None);
                    },
                }
            }
        }
    }
}
