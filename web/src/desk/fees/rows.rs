//! The rows of records: a table, which becomes cards on a phone.

use dioxus::prelude::*;
use truckroll_domain::fields::Noun;
use truckroll_domain::money::ledger::PostingKind;
use truckroll_protocol::api::fees::PostingRow;
use truckroll_ui::prelude::*;

use super::reverse::ReverseDialog;
use super::{is_reversible, kind_word, method_word, said, signed};
use crate::desk::customers::path_of;
use crate::desk::line::NameLink;

/// The columns behind that of the time: message keys.
const COLUMNS: [&str; 10] = [
    "fees-company",
    "fees-kind",
    "fees-amount",
    "fees-after",
    "fees-collector",
    "fees-method",
    "fees-service",
    "fees-receipt",
    "fees-remark",
    "fees-reverse-head",
];

/// The colour of an amount, beside its sign.
fn tone(row: &PostingRow) -> Tone {
    match row.money.minor() {
        _ if row.reversed_by.is_some() => Tone::Neutral,
        0 => Tone::Neutral,
        minor if minor > 0 => Tone::Done,
        _ => Tone::Alert,
    }
}

/// What a row is about, for its button.
pub(super) fn named(row: &PostingRow, format: &Format) -> String {
    tr!("fees-row", kind = kind_word(row.kind), amount = signed(row.money, format), time = format.moment(row.at.ms()))
}

/// The table.
#[component]
pub fn Rows(rows: Vec<PostingRow>, agents: Vec<(String, String)>, may_reverse: bool) -> Element {
    let mut open = use_signal(|| None::<PostingRow>);
    let shown = COLUMNS.len() - usize::from(!may_reverse);
    rsx! {
        div { class: "dk-fees-rows", role: "region", tabindex: "0", aria_label: tr("fees-records-title"),
            table {
                thead {
                    tr {
                        th { scope: "col", {tr("fees-time")} }
                        for head in &COLUMNS[..shown] {
                            th { key: "{head}", scope: "col", {tr(head)} }
                        }
                    }
                }
                tbody {
                    for row in rows {
                        Row {
                            key: "{row.seq}",
                            row: row.clone(),
                            agent: row.by.and_then(|by| {
                                let by = by.to_string();
                                agents.iter().find(|(id, _)| *id == by).map(|(_, name)| name.clone())
                            }),
                            may_reverse,
                            on_reverse: move |()| open.set(Some(row.clone())),
                        }
                    }
                }
            }
        }
        if let Some(row) = open() {
            ReverseDialog { key: "{row.id}", row, on_close: move |()| open.set(None) }
        }
    }
}

#[component]
fn Row(row: PostingRow, agent: Option<String>, may_reverse: bool, on_reverse: EventHandler<()>) -> Element {
    let format = use_format();
    let class = if row.reversed_by.is_some() { "dk-fees-reversed" } else { "" };
    let texts = [
        ("fees-collector", agent.unwrap_or_default()),
        ("fees-method", method_word(row.method)),
        ("fees-service", row.service.clone()),
        ("fees-receipt", row.receipt.clone()),
        ("fees-remark", row.remark.clone()),
    ];
    rsx! {
        tr { class,
            th { scope: "row", class: "tr-figures", {format.moment(row.at.ms())} }
            td { "data-of": tr("fees-company"),
                if let Some(company) = row.company {
                    NameLink { href: path_of(Noun::Company, &company.to_string()), name: row.company_name.clone() }
                }
            }
            td { "data-of": tr("fees-kind"),
                Badge { tone: kind_tone(row.kind), label: kind_word(row.kind), kind: BadgeKind::Plain }
                if row.reversed_by.is_some() {
                    Badge { tone: Tone::Paused, label: tr("fees-reversed"), kind: BadgeKind::Plain }
                }
            }
            td { class: "tr-figures dk-tinted {tone(&row).class()}", "data-of": tr("fees-amount"), {signed(row.money, &format)} }
            td { class: "tr-figures", "data-of": tr("fees-after"),
                if let Some(after) = row.after {
                    {said(after, &format)}
                }
            }
            for (label, text) in texts {
                td { key: "{label}", "data-of": tr(label), "{text}" }
            }
            if may_reverse {
                td {
                    if is_reversible(&row) {
                        Button {
                            label: tr!("fees-reverse-row", row = named(&row, &format)),
                            icon: Icon::Undo,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: move |_| on_reverse.call(()),
                        }
                    }
                }
            }
        }
    }
}

/// The shape of a kind: what comes in, what goes, what corrects.
fn kind_tone(kind: PostingKind) -> Tone {
    match kind {
        PostingKind::TopUp | PostingKind::Charge => Tone::Done,
        PostingKind::Deduct | PostingKind::Refund => Tone::OnTheWay,
        PostingKind::Reversal | PostingKind::Adjust => Tone::New,
    }
}
