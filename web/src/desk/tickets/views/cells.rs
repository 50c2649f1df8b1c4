//! The cells of a view's rows, by column.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::fields::Noun;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::views::OWN;
use truckroll_protocol::api::Found;
use truckroll_protocol::api::sla::ClockRow;
use truckroll_ui::prelude::*;

use super::super::clocks::ClockCell;
use super::super::family::FamilyMarks;
use crate::desk::customers::Book;
use crate::desk::line::PriorityMark;
use crate::words;

/// The share of the width that a column takes.
fn width(column: &str) -> &'static str {
    match column {
        "title" => "minmax(0, 2.4fr)",
        "status" => "minmax(96px, 148px)",
        "sla" => "minmax(96px, 136px)",
        "priority" | "source" | "type" => "minmax(72px, 112px)",
        "created_at" | "updated_at" | "resolved_at" | "closed_at" => "minmax(72px, 104px)",
        "number" => "minmax(88px, 124px)",
        _ => "minmax(0, 1fr)",
    }
}

/// The columns' widths as the grid takes them.
#[must_use]
pub fn template(columns: &[String]) -> String {
    columns.iter().map(|column| width(column)).collect::<Vec<_>>().join(" ")
}

/// One cell. The title leads the row; the others say what they are where there is no head above them.
#[component]
pub fn Cell(
    column: String,
    label: String,
    found: Found<TicketRow>,
    clock: Option<ClockRow>,
    names: BTreeMap<String, String>,
    book: Option<Book>,
) -> Element {
    let format = use_format();
    let row = &found.row;
    let named = |id: &Option<String>| id.as_ref().and_then(|id| names.get(id)).cloned().unwrap_or_default();
    let age = |ms: Option<i64>| ms.map(|ms| format.age(ms)).unwrap_or_default();
    let text = match column.as_str() {
        "title" => {
            return rsx! {
                span { class: "dk-cell dk-cell-main",
                    PriorityMark { rank: row.priority }
                    FamilyMarks { part: row.parent_id.is_some(), parts: row.parts, merged: row.merged_into.is_some() }
                    span { class: "dk-cell-title", "{row.title}" }
                }
            };
        }
        "status" => {
            return rsx! {
                span { class: "dk-cell",
                    Badge { tone: words::ticket_tone(&row.status), label: words::ticket_word(&row.status), kind: BadgeKind::Plain }
                }
            };
        }
        "node" if row.node_over > 0 => {
            return rsx! {
                span { class: "dk-cell dk-view-cell", title: "{row.node_title}",
                    span { class: "dk-view-label", "{label}" }
                    "{row.node_title} "
                    Badge { tone: Tone::Alert, label: tr("way-overdue"), kind: BadgeKind::Plain }
                }
            };
        }
        "sla" => return rsx! { ClockCell { row: clock } },
        "priority" => words::priority_word(truckroll_domain::tickets::Priority::from_rank(row.priority)),
        "number" => row.number.clone().unwrap_or_default(),
        "type" => row.type_word.clone(),
        "source" => tr(&format!("tickets-source-{}", row.source.replace('_', "-"))),
        "template" => named(&row.template),
        "group" => named(&row.group_id),
        "company_name" => row.company_name.clone(),
        "contact_name" => row.contact_name.clone(),
        "phone" => row.phone.clone(),
        "asset_name" => row.asset_name.clone(),
        "assignee" if row.assignee_name.is_empty() => tr("tickets-nobody"),
        "assignee" => row.assignee_name.clone(),
        "node" => row.node_title.clone(),
        "created_at" => age(Some(row.created_at)),
        "updated_at" => age(Some(row.updated_at)),
        "resolved_at" => age(row.resolved_at),
        "closed_at" => age(row.closed_at),
        own => {
            let value = own.strip_prefix(OWN).and_then(|key| found.values.get(key));
            match (value, &book) {
                (Some(value), Some(book)) => book.shown(Noun::Ticket, own, value, &format),
                (Some(value), None) => value.typed(),
                (None, _) => String::new(),
            }
        }
    };
    rsx! {
        span { class: "dk-cell dk-view-cell", title: "{text}",
            if !text.is_empty() {
                span { class: "dk-view-label", "{label}" }
            }
            "{text}"
        }
    }
}
