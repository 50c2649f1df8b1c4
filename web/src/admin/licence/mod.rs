//! Settings → Licence (ORG-07, ORG-20): edition, last day, and how many seats are taken of those there are.

use dioxus::prelude::*;
use truckroll_domain::access::Module;
use truckroll_domain::tenants::SEATS;
use truckroll_protocol::api::staff::LicenceNow;
use truckroll_ui::prelude::*;

use super::{SettingsHead, said};
use crate::api;
use crate::desk::trouble::{Section, Stale, Waiting};
use crate::query::Query;

/// From so many days before the end on it is said that it ends.
const SOON_DAYS: i64 = 30;

/// The screen.
#[component]
pub fn LicenceScreen(query: ReadSignal<Query>) -> Element {
    let _ = query;
    let read = use_live(|| vec!["agent".to_owned()], api::staff::licence_now);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("licence-title") }
            p { class: "dk-quiet", {tr("licence-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 6 } },
                Some(now) => rsx! { LicencePane { now } },
            }
        }
    }
}

/// The licence and what is used of it.
#[component]
pub fn LicencePane(now: LicenceNow) -> Element {
    let format = use_format();
    let licence = now.licence.clone();
    let day = licence.last_day.map(|day| format.civil(day, true)).unwrap_or_default();
    let soon = now.days_left.is_some_and(|days| days <= SOON_DAYS) && !now.over;
    let modules = Module::ALL.iter().map(|module| {
        let word = module.word();
        (word, said::module(*module), Some(said::module_icon(*module)), licence.modules.get(word).copied())
    });
    let mut bars = vec![(SEATS, tr("licence-all-seats"), Some(Icon::Users), licence.seats)];
    bars.extend(modules);
    rsx! {
        if now.over {
            Notice { tone: Tone::Alert, title: tr!("licence-over", day = day.clone()), text: tr("licence-over-text") }
        } else if soon {
            Notice { tone: Tone::Paused, title: tr!("licence-ends-soon", day = day.clone()), text: tr("licence-ends-soon-text") }
        }
        Section { title: tr("licence-title"),
            dl { class: "tr-facts",
                dt { {tr("licence-edition")} }
                dd {
                    if licence.edition.is_empty() {
                        {tr("licence-edition-none")}
                    } else {
                        "{licence.edition}"
                    }
                }
                if licence.white_label {
                    dt { {tr("licence-white-label")} }
                    dd { {tr("licence-included")} }
                }
                dt { {tr("licence-last-day")} }
                dd { class: "tr-figures",
                    match now.days_left {
                        None => tr("licence-never"),
                        Some(_) if now.over => day,
                        Some(left) => format!("{day} · {}", tr!("licence-days-left", count = left)),
                    }
                }
            }
        }
        Section { title: tr("licence-seats"),
            p { class: "dk-quiet", {tr("licence-seats-text")} }
            ul { class: "dk-plain-list dk-measures",
                for (word, name, icon, most) in bars {
                    li { key: "{word}",
                        Bar { name, icon, used: now.used.get(word).copied().unwrap_or_default(), most }
                    }
                }
            }
        }
    }
}

/// Seats that are taken of those there are.
#[component]
fn Bar(#[props(into)] name: String, icon: Option<Icon>, used: i64, most: Option<i64>) -> Element {
    let format = use_format();
    let full = most.is_some_and(|most| used >= most);
    rsx! {
        div { class: "dk-measure",
            span { class: "dk-measure-name",
                if let Some(icon) = icon {
                    Glyph { icon, size: 16 }
                }
                "{name}"
                if full {
                    Badge { tone: Tone::Alert, label: tr("licence-full"), kind: BadgeKind::Plain }
                }
            }
            span { class: "dk-measure-count tr-figures",
                match most {
                    Some(most) => tr!("licence-of", used = format.number(used), most = format.number(most)),
                    None => tr!("licence-no-limit", used = format.number(used)),
                }
            }
            if let Some(most) = most {
                progress {
                    class: "progress dk-measure-track",
                    value: "{used.min(most)}",
                    max: "{most.max(1)}",
                    aria_label: name,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::{day, tenants::Licence};

    use super::*;
    use crate::sample;

    fn now(days_left: i64) -> LicenceNow {
        let licence = Licence {
            edition: "Team".into(),
            seats: Some(10),
            modules: [("chat".to_owned(), 3)].into(),
            last_day: day::parse("2026-05-31"),
            white_label: true,
        };
        let used = [("seats".to_owned(), 7), ("chat".to_owned(), 3), ("visits".to_owned(), 5)].into();
        LicenceNow { licence, used, days_left: Some(days_left), over: days_left < 0 }
    }

    #[test]
    fn a_bar_stands_where_there_is_a_limit_and_says_when_it_is_full() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || rsx! { LicencePane { now: now(90) } });
            assert_eq!(html.matches("<progress").count(), 2, "{html}");
            assert!(!html.contains("licence-") && !html.contains("role=\"alert\""), "{html}");
        }
        let html = sample::render(Locale::En, || rsx! { LicencePane { now: now(90) } });
        assert_eq!(html.matches("used up").count(), 1, "{html}");
        assert!(html.contains("White label") && html.contains("included"), "{html}");
        assert!(
            html.contains("7 of 10") && html.contains("5, no limit") && html.contains("90 days are left"),
            "{html}"
        );
    }

    #[test]
    fn the_end_is_said_before_and_after_it() {
        let html = |days| sample::render(Locale::En, move || rsx! { LicencePane { now: now(days) } });
        assert!(html(7).contains("The licence ends on"), "{}", html(7));
        assert!(html(-1).contains("role=\"alert\"") && html(-1).contains("exported"), "{}", html(-1));
    }
}
