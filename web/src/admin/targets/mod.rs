//! Settings → External targets (TKT-24): programs of others that rules call.

use dioxus::prelude::*;
use truckroll_protocol::api::rules::TargetNow;
use truckroll_ui::prelude::*;

use super::SettingsHead;
use super::rules::key;
use crate::api;
use crate::api::rules::TOPIC;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Stale, Waiting};

mod deliveries;
mod editor;

pub use editor::TargetScreen;

/// Where the targets are.
pub const PATH: &str = "/desk/settings/targets";

/// The list.
#[component]
pub fn TargetsScreen() -> Element {
    let read = use_live(|| vec![TOPIC.to_owned()], api::rules::targets);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("target-title"),
                LinkButton { href: format!("{PATH}/new"), label: tr("target-new"), icon: Icon::Plus, kind: ButtonKind::Primary }
            }
            p { class: "dk-quiet", {tr("target-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 4 } },
                Some(all) if all.is_empty() => rsx! {
                    Empty { icon: Icon::External, title: tr("target-empty"), text: tr("target-empty-text") }
                },
                Some(all) => rsx! { TargetLines { all } },
            }
        }
    }
}

/// The targets by name.
#[component]
pub fn TargetLines(all: Vec<TargetNow>) -> Element {
    rsx! {
        ul { class: "dk-plain-list dk-asset-tables dk-rules", aria_label: tr("target-title"),
            for one in all {
                li { key: "{one.id}",
                    div { class: "dk-two-lines",
                        NameLink { href: format!("{PATH}/{}", one.id), name: one.target.title.clone() }
                        span { class: "dk-quiet", {tr(&key("target-kind", one.target.what.word()))} }
                    }
                    if !one.target.enabled {
                        Badge { tone: Tone::Paused, label: tr("target-off"), kind: BadgeKind::Plain }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::TargetId;
    use truckroll_domain::triggers::{Target, TargetKind};

    use super::*;
    use crate::sample;

    #[test]
    fn the_list_says_what_each_target_is() {
        for locale in Locale::ALL {
            let what = TargetKind::Email { to: "a@b.example".into(), subject: "x".into(), text: "y".into() };
            let target = Target { title: "Board".into(), enabled: false, what };
            let one = TargetNow {
                id: TargetId::from_parts(7, [1; 10]),
                version: 1,
                target,
                has_secret: false,
                signing: None,
            };
            let html = sample::render(locale, move || rsx! { TargetLines { all: vec![one.clone()] } });
            assert!(html.contains("Board") && !html.contains("target-"), "{html}");
        }
    }
}
