//! A company in a condition: found by its name, kept by its id.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::api;
use crate::query::Query;

/// How many companies are offered at once.
const OFFERED: usize = 6;

/// A company: a few letters of its name, then the one that is meant.
#[component]
pub(super) fn CompanyField(id: String, on_pick: EventHandler<String>) -> Element {
    let mut words = use_signal(String::new);
    let chosen = id.clone();
    let named = use_live(
        Vec::new,
        use_reactive!(|id| async move {
            if id.is_empty() { Ok(String::new()) } else { api::company(&id).await.map(|company| company.row.name) }
        }),
    );
    let found = use_live(Vec::new, move || {
        let q = words.read().trim().to_owned();
        async move {
            if q.is_empty() {
                return Ok(Vec::new());
            }
            api::companies(&Query::default().with("q", &q), 1).await.map(|page| page.rows)
        }
    });
    if !chosen.is_empty() {
        let name = named.value().filter(|name| !name.is_empty()).unwrap_or_else(|| tr("cust-company"));
        return rsx! {
            div { class: "dk-chips",
                crate::admin::parts::Chip {
                    word: name.clone(),
                    remove: tr!("sla-other-company", name = name),
                    on_remove: move |()| on_pick.call(String::new()),
                }
            }
        };
    }
    let rows = found.value().unwrap_or_default();
    rsx! {
        div { class: "dk-people",
            TextField {
                label: tr("sla-find-company"),
                hide_label: true,
                placeholder: tr("sla-find-company"),
                kind: TextKind::Search,
                value: words(),
                max_length: 100,
                on_input: move |text| words.set(text),
            }
            if !rows.is_empty() {
                ul { class: "dk-plain-list dk-people-found", aria_label: tr("sla-find-company"),
                    for company in rows.into_iter().take(OFFERED) {
                        li { key: "{company.id}",
                            ListRow {
                                title: company.name.clone(),
                                subtitle: company.address.clone(),
                                on_open: move |()| {
                                    words.set(String::new());
                                    on_pick.call(company.id.clone());
                                },
                            }
                        }
                    }
                }
            }
        }
    }
}
