//! Which records are listed: of one company, of a kind, of an agent. All of it is in the address.

use dioxus::prelude::*;
use truckroll_domain::fields::Noun;
use truckroll_domain::money::ledger::PostingKind;
use truckroll_ui::prelude::*;

use super::kind_word;
use crate::admin::parts::Chip;
use crate::desk::forms::customer::{find, named};
use crate::desk::reports::PeriodField;
use crate::desk::trouble::Waiting;
use crate::query::Query;

/// The filters: what they turn is a name and a value of the address.
#[component]
pub fn Narrow(
    query: ReadSignal<Query>,
    /// Who may have served: id and name.
    agents: Vec<(String, String)>,
    on_turn: EventHandler<(&'static str, String)>,
) -> Element {
    let kinds: Vec<Choice> = PostingKind::ALL.iter().map(|kind| Choice::new(kind.word(), kind_word(*kind))).collect();
    let agents: Vec<Choice> = agents.iter().map(|(id, name)| Choice::new(id.clone(), name.clone())).collect();
    rsx! {
        div { class: "dk-filters dk-reports-filters",
            PeriodField { query, on_turn }
            SelectField {
                label: tr("fees-kind"),
                value: query.read().get("kind").to_owned(),
                none_label: tr("fees-kind-all"),
                options: kinds,
                on_change: move |kind| on_turn.call(("kind", kind)),
            }
            SelectField {
                label: tr("fees-collector"),
                value: query.read().get("by").to_owned(),
                none_label: tr("fees-collector-all"),
                options: agents,
                on_change: move |by| on_turn.call(("by", by)),
            }
        }
        OfCompany { query, on_turn }
    }
}

/// The company that is chosen, or the search for one.
#[component]
pub(crate) fn OfCompany(query: ReadSignal<Query>, on_turn: EventHandler<(&'static str, String)>) -> Element {
    let mut words = use_signal(String::new);
    let chosen = use_memo(move || query.read().some("company"));
    let found = use_live(Vec::new, move || {
        let words = words.read().trim().to_owned();
        async move { find(Noun::Company, words).await }
    });
    let name = use_live(Vec::new, move || named(Noun::Company, chosen()));
    if chosen.read().is_some() {
        let name = name.value().flatten().unwrap_or_else(|| tr("fees-company-chosen"));
        return rsx! {
            div { class: "dk-chips", role: "group", aria_label: tr("fees-company"),
                Chip {
                    word: name,
                    remove: tr("fees-company-all"),
                    on_remove: move |()| on_turn.call(("company", String::new())),
                }
            }
        };
    }
    rsx! {
        div { class: "dk-fees-company",
            TextField {
                label: tr("fees-company"),
                kind: TextKind::Search,
                placeholder: tr("fees-company-find"),
                value: words(),
                max_length: 200,
                on_input: move |text| words.set(text),
            }
            if !words.read().trim().is_empty() {
                div { class: "dk-picker",
                    match found.value() {
                        None => rsx! { Waiting { read: found, rows: 3 } },
                        Some(all) if all.is_empty() => rsx! { p { class: "dk-quiet dk-picker-none", {tr("assets-nobody")} } },
                        Some(all) => rsx! {
                            for one in all {
                                ListRow {
                                    key: "{one.id}",
                                    title: one.name.clone(),
                                    subtitle: one.sub.clone(),
                                    on_open: move |()| {
                                        words.set(String::new());
                                        on_turn.call(("company", one.id.clone()));
                                    },
                                }
                            }
                        },
                    }
                }
            }
        }
    }
}
