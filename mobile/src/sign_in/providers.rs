//! The other ways in: identity providers of organisations on this server. The browser goes there and comes back to the
//! page it left, with a session that was opened for this phone.

use dioxus::prelude::*;
use truckroll_domain::decode::from_json;
use truckroll_protocol::api::Provider;
use truckroll_replica::ask::{Answer, Ask, Method};
use truckroll_ui::prelude::*;

use crate::notices::call;
use crate::platform;

/// Without a connection nobody says which there are; it is asked again after so long.
const ASK_AGAIN_MS: i32 = 5_000;

/// The buttons of all providers; nothing where there are none.
#[component]
pub fn Providers() -> Element {
    let mut ways = use_signal(Vec::<Way>::new);
    use_future(move || async move {
        let Answer::Device { id } = platform::ask(Ask::Device).await else { return };
        loop {
            let text = call(Method::Get, "/sign-in/providers", String::new()).await;
            if let Some(list) = text.and_then(|text| from_json::<Vec<Provider>>(&text).ok()) {
                let here = platform::path();
                ways.set(list.into_iter().map(|one| Way::of(one, &id.to_string(), &here)).collect());
                return;
            }
            platform::sleep(ASK_AGAIN_MS).await;
        }
    });
    rsx! {
        WaysPane { ways: ways() }
    }
}

/// A provider's button.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    name: String,
    address: String,
}

impl Way {
    fn of(provider: Provider, device: &str, here: &str) -> Self {
        let Provider { tenant, label } = provider;
        // paths of this app need no escaping: ids and words
        Self { name: label, address: format!("/api/v1/sign-in/oidc/{tenant}?device={device}&to={here}") }
    }
}

/// The buttons.
#[component]
fn WaysPane(ways: Vec<Way>) -> Element {
    rsx! {
        if !ways.is_empty() {
            p { class: "tr-muted text-center", {tr("sign-in-or")} }
            for way in ways {
                LinkButton {
                    key: "{way.address}",
                    href: way.address,
                    label: tr!("sign-in-with", name = way.name),
                    wide: true,
                }
            }
        }
    }
}

/// What the page says to somebody who came back in vain, by the word in its address or the code of a failure.
#[must_use]
pub fn came_back(word: &str) -> Option<&'static str> {
    match word {
        "" | "done" => None,
        "nobody" => Some("sign-in-provider-nobody"),
        "work_of_another" => Some("eng-sign-in-work-of-another"),
        "unreachable" => Some("eng-sign-in-offline"),
        _ => Some("sign-in-provider-failed"),
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::TenantId;

    use super::*;

    #[component]
    fn Page(ways: Vec<Way>) -> Element {
        rsx! { WaysPane { ways } }
    }

    #[test]
    fn a_provider_is_a_link_that_names_the_phone_and_the_way_back() {
        let provider = Provider { tenant: TenantId::default(), label: "Huadong".into() };
        let ways = vec![Way::of(provider, "d1", "/engineer/visits/v1")];
        let html = crate::sample::render(Page, PageProps { ways });
        assert!(html.contains("Sign in with Huadong"), "{html}");
        assert!(html.contains("device=d1") && html.contains("to=/engineer/visits/v1"), "{html}");
        assert!(!crate::sample::render(Page, PageProps { ways: vec![] }).contains("or"));
    }

    #[test]
    fn who_comes_back_in_vain_reads_why() {
        assert_eq!((came_back(""), came_back("done")), (None, None));
        assert_eq!(came_back("nobody"), Some("sign-in-provider-nobody"));
        assert_eq!(came_back("<script>"), Some("sign-in-provider-failed"));
    }
}
