//! Calls of a target in the last thirty days: what was sent, what was answered, sending again.

use dioxus::prelude::*;
use truckroll_domain::TargetId;
use truckroll_protocol::api::rules::Delivery;
use truckroll_ui::prelude::*;

use crate::admin::rules::key;
use crate::api;
use crate::api::rules::TOPIC;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Failed, Stale, Waiting};

/// The list.
#[component]
pub fn Deliveries(id: TargetId) -> Element {
    let mut pages = use_signal(|| 1);
    let changes = use_changes();
    let toasts = use_toasts();
    let read = use_live(|| vec![TOPIC.to_owned(), "tickets".to_owned()], move || api::rules::deliveries(id, pages()));
    let replay = use_send(
        |id: String| async move { api::rules::replay(&id).await },
        move |delivery: Delivery| {
            let done = delivery.state == "delivered";
            toasts.say(if done { Tone::Done } else { Tone::Paused }, tr(&key("target-state", &delivery.state)));
            changes.announce([TOPIC]);
        },
    );
    rsx! {
        Failed { failure: replay.failure() }
        Stale { read }
        match read.value() {
            None => rsx! { Waiting { read, rows: 3 } },
            Some(page) if page.rows.is_empty() => rsx! { p { class: "dk-quiet", {tr("target-no-deliveries")} } },
            Some(page) => rsx! {
                DeliveryLines { rows: page.rows, busy: replay.busy(), on_replay: move |id| replay.run(id) }
                if page.next.is_some() {
                    div { class: "tr-actions",
                        Button { label: tr("verb-more"), busy: read.loading(), on_press: move |_| pages += 1 }
                    }
                }
            },
        }
    }
}

/// The calls.
#[component]
pub fn DeliveryLines(rows: Vec<Delivery>, busy: bool, on_replay: EventHandler<String>) -> Element {
    let format = use_format();
    rsx! {
        ul { class: "dk-plain-list dk-asset-tables dk-rules", aria_label: tr("target-deliveries"),
            for row in rows {
                li { key: "{row.id}",
                    div { class: "dk-two-lines",
                        span { class: "dk-cell-title", "{row.request.method} {row.request.to}" }
                        span { class: "dk-quiet",
                            {format.moment(row.at.ms())}
                            " · "
                            {tr!("target-attempts", count = row.attempts)}
                            if let Some(status) = row.status {
                                " · {status}"
                            }
                        }
                        if let Some(next) = row.next_at {
                            span { class: "dk-quiet", {tr!("target-next", time = format.moment(next.ms()))} }
                        }
                        if !row.error.is_empty() {
                            span { class: "dk-quiet", "{row.error}" }
                        }
                        if let Some(ticket) = row.ticket {
                            NameLink { href: format!("/desk/tickets/{ticket}"), name: tr("trig-ticket") }
                        }
                        details {
                            summary { {tr("target-details")} }
                            p { class: "tr-label", {tr("target-sent")} }
                            pre { class: "dk-code dk-log-text", tabindex: "0", "{row.request.body}" }
                            if !row.answer.is_empty() {
                                p { class: "tr-label", {tr("target-answered")} }
                                pre { class: "dk-code dk-log-text", tabindex: "0", "{row.answer}" }
                            }
                        }
                        if row.state != "waiting" {
                            div { class: "tr-actions",
                                Button {
                                    label: tr("target-replay"),
                                    icon: Icon::Undo,
                                    kind: ButtonKind::Ghost,
                                    busy,
                                    on_press: {
                                        let id = row.id.clone();
                                        move |_| on_replay.call(id.clone())
                                    },
                                }
                            }
                        }
                    }
                    Badge {
                        tone: match row.state.as_str() {
                            "delivered" => Tone::Done,
                            "failed" => Tone::Alert,
                            _ => Tone::Paused,
                        },
                        label: tr(&key("target-state", &row.state)),
                        kind: BadgeKind::Plain,
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;
    use truckroll_protocol::api::rules::DeliveryRequest;

    use super::*;
    use crate::sample;

    #[test]
    fn a_call_says_what_became_of_it() {
        for locale in Locale::ALL {
            for state in ["waiting", "delivered", "failed"] {
                let row = Delivery {
                    id: "1".into(),
                    target: TargetId::default(),
                    title: "Board".into(),
                    kind: "url".into(),
                    rule: None,
                    ticket: None,
                    at: Timestamp(sample::NOW_MS),
                    state: state.into(),
                    attempts: 2,
                    next_at: (state == "waiting").then_some(Timestamp(sample::NOW_MS)),
                    request: DeliveryRequest {
                        method: "PUT".into(),
                        to: "https://a.example/x".into(),
                        ..Default::default()
                    },
                    status: Some(503),
                    answer: "no".into(),
                    error: "the receiver answered 503".into(),
                };
                let html = sample::render(locale, move || {
                    rsx! { DeliveryLines { rows: vec![row.clone()], busy: false, on_replay: |_: String| {} } }
                });
                assert!(html.contains("PUT https://a.example/x") && !html.contains("target-"), "{html}");
                assert_eq!(html.contains("<button"), state != "waiting", "{html}");
            }
        }
    }
}
