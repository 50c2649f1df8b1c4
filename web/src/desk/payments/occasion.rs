//! What is charged for where it is seen: its orders, and the way to ask for another payment.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::money::ledger::RevenueKind;
use truckroll_domain::money::orders::Subject;
use truckroll_domain::{CompanyId, OrderId};
use truckroll_protocol::api::payments::OrderRow;
use truckroll_ui::prelude::*;

use super::can::May;
use super::charge::ChargeDialog;
use super::dialog::OrderDialog;
use super::{provider_word, state_tone, state_word};
use crate::api::payments::{self, TOPIC};
use crate::desk::fees::said;
use crate::desk::trouble::{Section, Stale, Waiting};
use crate::session::use_session;

/// What is paid for, and by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Occasion {
    /// What.
    pub subject: Subject,
    /// The number of the visit or ticket.
    pub number: String,
    /// The company, if known: id and name.
    pub company: Option<(CompanyId, String)>,
}

impl Occasion {
    /// Money that a company pays ahead.
    #[must_use]
    pub fn top_up(company: CompanyId, name: String) -> Self {
        Self { subject: Subject::TopUp { company }, number: String::new(), company: Some((company, name)) }
    }

    /// The verb that begins a charge.
    #[must_use]
    pub fn verb(&self) -> String {
        tr(if self.is_top_up() { "payments-collect" } else { "payments-charge" })
    }

    /// Whether it is money for the balance.
    #[must_use]
    pub const fn is_top_up(&self) -> bool {
        matches!(self.subject, Subject::TopUp { .. })
    }

    /// What a deduct from the balance would be for.
    #[must_use]
    pub fn revenue(&self) -> RevenueKind {
        self.subject.revenue().unwrap_or(RevenueKind::Card)
    }
}

/// The section of a page; nothing for who does not see fees.
#[component]
pub fn PaymentSection(occasion: Occasion) -> Element {
    if !use_session().may(Area::Fees, Verb::View) {
        return rsx! {};
    }
    rsx! {
        Section { title: tr("payments-section"), Orders { occasion } }
    }
}

/// The orders of an occasion, and the verb that asks for another payment where the reader may charge and it is `open`.
#[component]
pub fn Orders(occasion: Occasion, #[props(default = true)] open: bool) -> Element {
    let subject = occasion.subject;
    let may = May::of(&use_session().rights()).charges(open);
    // whoever asked for a payment has a notice when it came
    let read = use_live(
        || vec![TOPIC.to_owned(), "notices".to_owned()],
        move || async move { payments::of_subject(subject).await.map(|page| page.rows) },
    );
    rsx! {
        Stale { read }
        match read.value() {
            None => rsx! { Waiting { read, rows: 2 } },
            Some(rows) => rsx! { Lines { occasion, rows, may } },
        }
    }
}

/// What is open above the page.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Charge,
    Order(OrderId, bool),
}

/// The orders as lines.
#[component]
pub fn Lines(occasion: Occasion, rows: Vec<OrderRow>, may: May) -> Element {
    let format = use_format();
    let mut open = use_signal(|| None::<Open>);
    let verb = occasion.verb();
    let company = occasion.company.as_ref().map(|(_, name)| name.clone());
    rsx! {
        if rows.is_empty() {
            if !occasion.is_top_up() {
                p { class: "dk-quiet", {tr("payments-none")} }
            }
        } else {
            ul { class: "dk-plain-list dk-asset-tables dk-rules", aria_label: tr("payments-orders"),
                for row in rows {
                    li { key: "{row.id}",
                        div { class: "dk-two-lines",
                            span { class: "dk-cell-title tr-figures", {said(row.due, &format)} }
                            span { class: "dk-quiet",
                                {tr!("payments-line", way = provider_word(row.provider.name()), time = format.moment(row.at.ms()))}
                            }
                        }
                        Badge { tone: state_tone(row.state), label: state_word(row.state), kind: BadgeKind::Plain }
                        Button {
                            label: tr!("payments-open", amount = said(row.due, &format), time = format.moment(row.at.ms())),
                            icon: Icon::ChevronRight,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: move |_| open.set(Some(Open::Order(row.id, false))),
                        }
                    }
                }
            }
        }
        if may.charge {
            div { class: "tr-actions",
                Button { label: verb, icon: Icon::QrCode, on_press: move |_| open.set(Some(Open::Charge)) }
            }
        }
        match open() {
            None => rsx! {},
            Some(Open::Charge) => rsx! {
                ChargeDialog {
                    occasion,
                    may,
                    on_order: move |(id, busy): (OrderId, bool)| open.set(Some(Open::Order(id, busy))),
                    on_close: move |()| open.set(None),
                }
            },
            Some(Open::Order(id, busy)) => rsx! {
                OrderDialog {
                    key: "{id}",
                    id,
                    company,
                    busy,
                    on_other: move |(id, busy): (OrderId, bool)| open.set(Some(Open::Order(id, busy))),
                    on_close: move |()| open.set(None),
                }
            },
        }
    }
}
