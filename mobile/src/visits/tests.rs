//! The states of the visit screen, rendered without a browser.

use dioxus::prelude::*;
use truckroll_domain::visits::{VisitRules, VisitState};
use truckroll_replica::ask::VisitPage;

use super::state::{Missing, use_work};
use super::{VisitPane, next};
use crate::sample;

#[component]
fn Page(page: VisitPage, rules: VisitRules) -> Element {
    crate::session::use_session_provider();
    let work = use_work(Default::default(), page.overlay.current);
    rsx! { VisitPane { page, rules, here: sample::SITE_NEAR, work } }
}

fn render(page: VisitPage) -> String {
    sample::render(Page, PageProps { page, rules: VisitRules::default() })
}

#[test]
fn a_new_visit_shows_what_happened_and_nothing_to_record_yet() {
    let html = render(sample::page(VisitState::New, 0));
    assert!(html.contains("Lift 3 stuck") && html.contains("Doors do not open"), "{html}");
    assert!(html.contains("href=\"tel:+86215555\""), "{html}");
    assert!(html.contains("geo:31.2304"), "{html}");
    assert!(html.contains("1.0 km"), "{html}");
    assert!(!html.contains("id=\"report\""), "{html}");
}

#[test]
fn on_site_everything_can_be_recorded() {
    let html = render(sample::page(VisitState::Arrived, 2));
    for part in ["id=\"photos\"", "id=\"parts\"", "id=\"solution\"", "id=\"signature\"", "2/9"] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(html.contains("capture=\"environment\""), "{html}");
    assert!(html.contains("aria-current=\"step\""), "{html}");
}

#[test]
fn nine_photos_leave_no_room_for_a_tenth() {
    let html = render(sample::page(VisitState::Arrived, 9));
    assert!(html.contains("9/9"), "{html}");
    assert!(!html.contains("type=\"file\""), "{html}");
    assert!(html.contains("up to 9 photos"), "{html}");
}

#[test]
fn a_rest_and_an_end_say_so_and_close_what_is_over() {
    let paused = render(sample::page(VisitState::Paused, 0));
    assert!(paused.contains("waiting for parts"), "{paused}");
    let done = render(sample::page(VisitState::Completed, 1));
    assert!(!done.contains("<textarea id=\"solution\""), "{done}");
    assert!(!done.contains("type=\"file\""), "{done}");
    assert!(done.contains("1/9"), "{done}");
}

#[test]
fn a_request_to_cancel_waits_visibly() {
    let html = render(sample::page(VisitState::CancelRequested, 0));
    assert!(html.contains("dispatcher decides"), "{html}");
}

#[test]
fn somebody_elses_visit_is_only_read() {
    let mut page = sample::page(VisitState::Arrived, 1);
    page.mine = false;
    let html = render(page);
    assert!(html.contains("Chen Wei"), "{html}");
    assert!(!html.contains("type=\"file\""), "{html}");
}

#[component]
fn LackingPage(missing: Vec<Missing>) -> Element {
    rsx! { next::Lacking { missing, on_close: |()| {} } }
}

#[test]
fn what_is_missing_is_named() {
    let missing = vec![Missing { section: "signature".into(), label: "signature".into() }];
    let html = sample::render(LackingPage, LackingPageProps { missing });
    assert!(html.contains("<dialog"), "{html}");
    assert!(html.contains("signature"), "{html}");
}
