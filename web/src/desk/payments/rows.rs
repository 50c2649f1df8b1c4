//! The rows of orders: a table, which becomes cards on a phone. The time of a row leads to the order.

use dioxus::prelude::*;
use truckroll_domain::fields::Noun;
use truckroll_protocol::api::payments::OrderRow;
use truckroll_ui::prelude::*;

use super::story::{Names, name_of};
use super::{ORDERS, provider_word, state_tone, state_word, subject_path, subject_said};
use crate::desk::customers::path_of;
use crate::desk::fees::said;
use crate::desk::line::NameLink;
use crate::query::Query;

/// The columns behind that of the time: message keys.
const COLUMNS: [&str; 7] = [
    "payments-payer",
    "payments-for",
    "fees-amount",
    "payments-way",
    "payments-state",
    "payments-by",
    "payments-paid-at",
];

/// The table; `here` is the address that a row adds its order to.
#[component]
pub fn Rows(rows: Vec<OrderRow>, names: Names, here: Query) -> Element {
    if rows.is_empty() {
        return rsx! {
            Empty { icon: Icon::QrCode, title: tr("payments-empty"), text: tr("payments-empty-text") }
        };
    }
    rsx! {
        div { class: "dk-fees-rows", role: "region", tabindex: "0", aria_label: tr("payments-orders"),
            table {
                thead {
                    tr {
                        th { scope: "col", {tr("payments-asked-at")} }
                        for head in COLUMNS {
                            th { key: "{head}", scope: "col", {tr(head)} }
                        }
                    }
                }
                tbody {
                    for row in rows {
                        Row {
                            key: "{row.id}",
                            href: format!("{ORDERS}{}", here.with("order", &row.id.to_string()).suffix()),
                            agent: name_of(&names, row.by),
                            row,
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn Row(row: OrderRow, href: String, agent: Option<String>) -> Element {
    let format = use_format();
    let what = subject_said(row.subject, &row.service);
    let paid = row.paid_at.map(|at| format.moment(at.ms())).unwrap_or_default();
    rsx! {
        tr {
            th { scope: "row", class: "tr-figures",
                NameLink { href, name: format.moment(row.at.ms()) }
            }
            td { "data-of": tr("payments-payer"),
                if let Some(company) = row.company {
                    NameLink { href: path_of(Noun::Company, &company.to_string()), name: row.company_name.clone() }
                }
            }
            td { "data-of": tr("payments-for"),
                if let Some(href) = subject_path(row.subject) {
                    NameLink { href, name: what }
                } else {
                    "{what}"
                }
            }
            td { class: "tr-figures dk-tinted", "data-of": tr("fees-amount"), {said(row.due, &format)} }
            td { "data-of": tr("payments-way"), {provider_word(row.provider.name())} }
            td { "data-of": tr("payments-state"),
                Badge { tone: state_tone(row.state), label: state_word(row.state), kind: BadgeKind::Plain }
                if row.flags.late {
                    Badge { tone: Tone::Paused, label: tr("payments-late"), kind: BadgeKind::Plain }
                }
                if row.flags.duplicate {
                    Badge { tone: Tone::Paused, label: tr("payments-twice"), kind: BadgeKind::Plain }
                }
            }
            td { "data-of": tr("payments-by"), {agent.unwrap_or_default()} }
            td { class: "tr-figures", "data-of": tr("payments-paid-at"), "{paid}" }
        }
    }
}
