//! After the work: the customer scans a code with his own phone, follows the visit there and rates it.
//!
//! The code is drawn here, without a network. Its address is a secret of the server and comes with sync, so a visit that
//! was made without a network has none until the server has heard of it.

use dioxus::prelude::*;
use truckroll_domain::visits::VisitState;
use truckroll_replica::ask::VisitPage;
use truckroll_ui::prelude::*;

use crate::platform;
use crate::shell::Section;

/// The whole address of a customer's link, which may be a path on the server that this app came from.
#[must_use]
pub fn address(link: &str, origin: &str) -> String {
    if link.starts_with('/') { format!("{origin}{link}") } else { link.to_owned() }
}

/// The code while a rating can be given, the stars once it was.
#[component]
pub fn CustomerCode(page: VisitPage) -> Element {
    if page.visit.state(&page.overlay) != VisitState::Completed {
        return rsx! {};
    }
    let link = page.overlay.customer_link.clone();
    let code = address(&link, &platform::origin());
    rsx! {
        Section { title: tr("eng-rating"), id: "rating",
            if let Some(rating) = page.overlay.rating.clone() {
                StarsShown { value: u8::try_from(rating.stars).unwrap_or_default() }
                if !rating.comment.is_empty() {
                    p { class: "whitespace-pre-line", "{rating.comment}" }
                }
            } else if link.is_empty() {
                p { class: "tr-muted", {tr("eng-rating-later")} }
            } else {
                p { {tr("eng-rating-what")} }
                QrCode { text: code.clone(), label: tr("eng-rating-code") }
                p { class: "tr-small tr-muted break-all", "{code}" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;
    use truckroll_domain::visits::Rating;

    use super::*;
    use crate::sample;

    #[component]
    fn Page(page: VisitPage) -> Element {
        rsx! { CustomerCode { page } }
    }

    fn render(page: VisitPage) -> String {
        sample::render(Page, PageProps { page })
    }

    #[test]
    fn the_code_appears_when_the_work_is_done_and_not_before() {
        let mut page = sample::page(VisitState::Arrived, 0);
        page.overlay.customer_link = "/v/secret".into();
        assert!(!render(page).contains("<svg class=\"tr-qr\""));
        let mut done = sample::page(VisitState::Completed, 0);
        done.overlay.customer_link = "https://service.example/v/secret".into();
        let html = render(done);
        assert!(html.contains("<svg class=\"tr-qr\""), "{html}");
        assert!(html.contains("https://service.example/v/secret"), "{html}");
    }

    #[test]
    fn without_a_link_it_says_that_the_code_comes_with_sync() {
        let html = render(sample::page(VisitState::Completed, 0));
        assert!(!html.contains("tr-qr") && html.contains("appears after the next sync"), "{html}");
    }

    #[test]
    fn a_rating_that_was_given_takes_the_place_of_the_code() {
        let mut page = sample::page(VisitState::Completed, 0);
        page.overlay.customer_link = "/v/secret".into();
        page.overlay.rating = Some(Rating { stars: 4, comment: "Quick.".into(), at: Timestamp(1) });
        let html = render(page);
        assert!(html.contains("Quick.") && html.contains("4 stars"), "{html}");
        assert!(!html.contains("tr-qr"), "{html}");
    }

    #[test]
    fn a_path_is_completed_by_where_the_app_came_from() {
        assert_eq!(address("/v/a.b", "https://here.example"), "https://here.example/v/a.b");
        assert_eq!(address("https://public.example/v/a.b", "https://here.example"), "https://public.example/v/a.b");
    }
}
