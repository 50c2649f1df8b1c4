//! Settings → Service levels (TKT-63, TKT-64): policies in the order in which they are looked through, and one policy.

use dioxus::prelude::*;
use truckroll_domain::SlaPolicyId;
use truckroll_domain::sla::SlaPolicy;
use truckroll_protocol::api::sla::SlaPolicyNow;
use truckroll_ui::prelude::*;

use super::SettingsHead;
use crate::api;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Failed, Stale, Waiting};

mod action;
mod editor;
mod length;
mod look;
mod state;

pub use editor::ServiceLevelScreen;

/// Where the policies are.
pub const PATH: &str = "/desk/settings/service-levels";

/// The list.
#[component]
pub fn ServiceLevelsScreen() -> Element {
    let read = use_live(|| vec![SlaPolicy::KIND.to_owned()], api::sla::policies);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("sla-title"),
                LinkButton { href: format!("{PATH}/new"), label: tr("sla-new"), icon: Icon::Plus, kind: ButtonKind::Primary }
            }
            p { class: "dk-quiet", {tr("sla-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 4 } },
                Some(all) if all.is_empty() => rsx! {
                    Empty { icon: Icon::CalendarClock, title: tr("sla-empty"), text: tr("sla-empty-text") }
                },
                Some(all) => rsx! { Policies { all } },
            }
        }
    }
}

/// The ids after the one at `index` and its neighbour have changed places.
fn shifted(all: &[SlaPolicyNow], index: usize, down: bool) -> Vec<SlaPolicyId> {
    let mut ids: Vec<SlaPolicyId> = all.iter().map(|one| one.policy.id).collect();
    let other = if down { index.checked_add(1) } else { index.checked_sub(1) };
    if let Some(other) = other.filter(|other| *other < ids.len()) {
        ids.swap(index, other);
    }
    ids
}

/// The policies in their order.
#[component]
pub fn Policies(all: Vec<SlaPolicyNow>) -> Element {
    let changes = use_changes();
    // whoever was faster: what is there now is read again
    let send = use_send(
        |ids: Vec<SlaPolicyId>| async move { api::sla::order(ids).await },
        move |_| changes.announce([SlaPolicy::KIND]),
    );
    let count = all.len();
    let listed = all.clone();
    rsx! {
        Failed { failure: send.failure() }
        ol { class: "dk-plain-list dk-asset-tables", aria_label: tr("sla-title"),
            for (index, one) in listed.into_iter().enumerate() {
                li { key: "{one.policy.id}",
                    div { class: "dk-two-lines",
                        NameLink { href: format!("{PATH}/{}", one.policy.id), name: one.policy.name.clone() }
                        span { class: "dk-quiet", {tr!("sla-conditions-count", count = one.policy.when.all.len() + one.policy.when.any.len())} }
                    }
                    if !one.policy.enabled {
                        Badge { tone: Tone::Paused, label: tr("sla-off"), kind: BadgeKind::Plain }
                    }
                    div { class: "tr-actions",
                        for (down, icon, key) in [(false, Icon::ArrowUp, "sla-up"), (true, Icon::ArrowDown, "sla-down")] {
                            Button {
                                label: tr!(key, name = one.policy.name.clone()),
                                icon,
                                icon_only: true,
                                kind: ButtonKind::Ghost,
                                disabled: send.busy() || (if down { index + 1 == count } else { index == 0 }),
                                on_press: {
                                    let all = all.clone();
                                    move |_| send.run(shifted(&all, index, down))
                                },
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn now(n: u8, name: &str, enabled: bool) -> SlaPolicyNow {
        let id = SlaPolicyId::from_parts(u64::from(n), [n; 10]);
        SlaPolicyNow { seq: 3, policy: SlaPolicy { id, name: name.into(), enabled, ..SlaPolicy::default() } }
    }

    #[test]
    fn the_list_shows_the_order_and_what_is_off() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                rsx! { Policies { all: vec![now(1, "Lifts", true), now(2, "Everybody", false)] } }
            });
            assert!(html.contains("Lifts") && html.contains("Everybody") && !html.contains(">sla-"), "{html}");
        }
    }

    #[test]
    fn neighbours_change_places_and_the_ends_stay() {
        let all = [now(1, "a", true), now(2, "b", true), now(3, "c", true)];
        let order =
            |index, down| -> Vec<u8> { shifted(&all, index, down).iter().map(|id| id.0.as_bytes()[15]).collect() };
        assert_eq!(order(0, true), [2, 1, 3]);
        assert_eq!(order(2, false), [1, 3, 2]);
        assert_eq!((order(0, false), order(2, true)), (vec![1, 2, 3], vec![1, 2, 3]));
    }
}
