//! Settings → Macros (TKT-26 to TKT-28): macros in their order, each with its switch.

use dioxus::prelude::*;
use truckroll_domain::MacroId;
use truckroll_domain::macros::Macro;
use truckroll_protocol::api::macros::{MacroNow, NewMacro};
use truckroll_ui::prelude::*;

use super::SettingsHead;
use crate::api;
use crate::api::macros::TOPIC;
use crate::api::staff::Outcome;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Failed, Stale, Waiting};

mod actions;
mod editor;
mod known;
mod value;

pub use editor::MacroScreen;
pub use known::Known;

/// Where the macros are.
pub const PATH: &str = "/desk/settings/macros";

/// A message key of a word.
fn key(family: &str, word: &str) -> String {
    format!("{family}-{word}").replace(['_', '.'], "-")
}

/// The list.
#[component]
pub fn MacrosScreen() -> Element {
    let read = use_live(|| vec![TOPIC.to_owned()], api::macros::list);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("macro-title"),
                LinkButton { href: format!("{PATH}/new"), label: tr("macro-new"), icon: Icon::Plus, kind: ButtonKind::Primary }
            }
            p { class: "dk-quiet", {tr("macro-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 4 } },
                Some(all) if all.is_empty() => rsx! {
                    Empty { icon: Icon::Sliders, title: tr("macro-empty"), text: tr("macro-empty-text") }
                },
                Some(all) => rsx! { MacroLines { all } },
            }
        }
    }
}

/// The macros in their order.
#[component]
pub fn MacroLines(all: Vec<MacroNow>) -> Element {
    let changes = use_changes();
    let order = use_send(
        |ids: Vec<MacroId>| async move { api::macros::order(ids).await },
        move |_: Outcome<Vec<MacroNow>>| changes.announce([TOPIC]),
    );
    let switch = use_send(
        |new: NewMacro| async move { api::macros::save(&new).await },
        move |_: Outcome<MacroNow>| changes.announce([TOPIC]),
    );
    let ids: Vec<MacroId> = all.iter().map(|one| one.body.id).collect();
    let count = all.len();
    let shifted = move |from: usize, to: usize| {
        let mut ids = ids.clone();
        ids.swap(from, to);
        ids
    };
    rsx! {
        Failed { failure: order.failure().or_else(|| switch.failure()) }
        ol { class: "dk-plain-list dk-asset-tables dk-rules", aria_label: tr("macro-title"),
            for (index, one) in all.into_iter().enumerate() {
                li { key: "{one.body.id}",
                    div { class: "dk-two-lines",
                        NameLink { href: format!("{PATH}/{}", one.body.id), name: one.body.title.clone() }
                        span { class: "dk-quiet",
                            {tr(&key("macro-moment", one.body.moment.word()))}
                            " · "
                            {tr!("macro-actions-count", count = one.body.actions().count())}
                        }
                    }
                    CheckField {
                        label: tr!("macro-enabled-of", name = one.body.title.clone()),
                        switch: true,
                        checked: one.body.enabled,
                        on_change: {
                            let one = one.clone();
                            move |enabled| {
                                let body = Macro { enabled, ..one.body.clone() };
                                switch.run(NewMacro { seq: one.seq, body });
                            }
                        },
                    }
                    div { class: "tr-actions",
                        Button {
                            label: tr!("macro-up", name = one.body.title.clone()),
                            icon: Icon::ArrowUp,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            disabled: index == 0 || order.busy(),
                            on_press: {
                                let shifted = shifted.clone();
                                move |_| order.run(shifted(index, index - 1))
                            },
                        }
                        Button {
                            label: tr!("macro-down", name = one.body.title.clone()),
                            icon: Icon::ArrowDown,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            disabled: index + 1 == count || order.busy(),
                            on_press: {
                                let shifted = shifted.clone();
                                move |_| order.run(shifted(index, index + 1))
                            },
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

    #[test]
    fn the_list_says_when_each_macro_runs() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || rsx! { MacroLines { all: vec![sample::macro_now()] } });
            assert!(html.contains("Worn out") && !html.contains(">macro-"), "{html}");
        }
    }
}
