//! How far the server is with an import: a bar, percent, rows a second. The page may be closed meanwhile.

use dioxus::prelude::*;
use truckroll_domain::imports::ImportState;
use truckroll_protocol::api::ImportNow;
use truckroll_ui::prelude::*;

use crate::api::imports;
use crate::desk::trouble::{Failed, Section};

/// Rows to be done by the present work.
#[must_use]
pub fn whole(now: &ImportNow) -> i64 {
    let of = &now.result;
    match now.state {
        ImportState::Undoing => of.created + of.updated + of.companies_created,
        _ => now.rows - i64::from(now.mapping.header),
    }
}

/// Percent that is done, and rows a second since it began.
#[must_use]
pub fn pace(now: &ImportNow, at_ms: i64) -> (i64, i64) {
    let percent = (now.done * 100 / whole(now).max(1)).clamp(0, 100);
    let took_ms = now.started_at.map_or(0, |began| at_ms - began.ms()).max(1);
    (percent, now.done * 1_000 / took_ms)
}

/// The bar.
#[component]
pub fn Progress(now: ImportNow, on_change: EventHandler<()>) -> Element {
    let format = use_format();
    // too late is no failure: the page then shows how it ended
    let stop = use_send(|id: String| async move { imports::stop(&id).await }, move |_| on_change.call(()));
    let stops = now.state != ImportState::Undoing;
    let id = now.id.clone();
    let (percent, speed) = pace(&now, format.now_ms);
    let title = tr(&format!("imports-busy-{}", now.state.word()));
    rsx! {
        Section { title: title.clone(),
            progress {
                class: "progress dk-import-progress",
                value: "{percent}",
                max: "100",
                aria_label: title,
            }
            p { class: "tr-figures",
                {tr!("imports-progress", percent = percent, done = format.number(now.done), rows = format.number(whole(&now)))}
                if now.done > 0 {
                    " · "
                    {tr!("imports-speed", speed = format.number(speed))}
                }
            }
            p { class: "dk-quiet", {tr("imports-may-close")} }
            Failed { failure: stop.failure() }
            if stops {
                div { class: "dk-import-row",
                    Button { label: tr("imports-stop"), busy: stop.busy(), on_press: move |_| stop.run(id.clone()) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;

    use super::*;

    #[test]
    fn headings_are_no_rows_and_the_pace_is_since_the_beginning() {
        let mut now = super::super::result::tests::done();
        now.state = ImportState::Running;
        (now.rows, now.done, now.mapping.header, now.started_at) = (2_001, 500, true, Some(Timestamp(1_000)));
        assert_eq!((whole(&now), pace(&now, 1_500)), (2_000, (25, 1_000)));
        now.state = ImportState::Undoing;
        assert_eq!(whole(&now), now.result.created + now.result.updated);
    }
}
