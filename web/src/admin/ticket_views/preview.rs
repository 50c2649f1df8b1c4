//! What a view would show to whoever writes it, asked again as it is typed.

use dioxus::prelude::*;
use truckroll_protocol::api::views::NewTicketView;
use truckroll_ui::prelude::*;

use crate::api;
use crate::api::staff::Outcome;
use crate::desk::line::NameLink;
use crate::desk::tickets::look::{self, Look};
use crate::desk::trouble::{Section, Stale};
use crate::platform;
use crate::words;

/// Typing rests so long before it is asked.
const REST_MS: i32 = 400;

/// The number of tickets, the groups and the first rows.
#[component]
pub fn Preview(asked: Option<NewTicketView>, look: Look) -> Element {
    let by = asked.as_ref().map(|asked| asked.view.group_by.clone()).unwrap_or_default();
    let read = use_live(
        || vec!["tickets".to_owned()],
        use_reactive!(|asked| async move {
            platform::sleep(REST_MS).await;
            match asked {
                Some(new) => api::views::preview(&new).await.map(Some),
                None => Ok(None),
            }
        }),
    );
    let page = match read.value() {
        Some(Some(Outcome::Written(page))) => Some(page),
        _ => None,
    };
    rsx! {
        Section { title: tr("view-preview"),
            Stale { read }
            div { role: "status",
                match &page {
                    Some(page) => rsx! { p { {tr!("view-preview-count", count = page.total)} } },
                    None => rsx! { p { class: "dk-quiet", {tr("view-preview-none")} } },
                }
            }
            if let Some(page) = page {
                if !page.groups.is_empty() {
                    p { class: "dk-quiet",
                        {
                            let part = |group: &truckroll_protocol::api::views::ViewGroup| {
                                let name = page.names.get(&group.key).cloned();
                                format!("{} {}", name.unwrap_or_else(|| look::group_word(&by, &group.key)), group.count)
                            };
                            page.groups.iter().map(part).collect::<Vec<_>>().join(" · ")
                        }
                    }
                }
                ul { class: "dk-plain-list", aria_label: tr("view-preview"),
                    for found in page.rows {
                        li { key: "{found.row.id}", class: "dk-two-lines",
                            NameLink { href: format!("/desk/tickets/{}", found.row.id), name: found.row.title.clone() }
                            span { class: "dk-quiet",
                                {words::ticket_word(&found.row.status)}
                                " · "
                                {words::number(found.row.number.as_deref())}
                            }
                        }
                    }
                }
            }
        }
    }
}
