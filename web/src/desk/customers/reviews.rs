//! What customers changed of themselves and somebody has to look at (CUS-22): before and after, accept or decline each.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::fields::{FieldValue, Noun};
use truckroll_protocol::api::{DetailReview, ReviewDecision, ReviewField};
use truckroll_ui::prelude::*;

use super::book::{Book, use_book};
use super::{PATH, path_of};
use crate::api;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::query::Query;
use crate::session::use_session;

/// The address of the screen.
pub const REVIEWS: &str = "/desk/customers/reviews";

/// Notices are how it is heard that something waits or was decided.
fn topics() -> Vec<String> {
    ["notices", "companies", "contacts"].map(str::to_owned).to_vec()
}

/// The way to the screen, with how many wait; nothing where none do or the person decides about none.
#[component]
pub fn ReviewsLink() -> Element {
    let may = use_session().may(Area::Customers, Verb::Edit);
    let read =
        use_live(topics, move || async move { if may { api::templates::reviews().await } else { Ok(Vec::new()) } });
    let count = read.value().map_or(0, |all| all.len());
    if count == 0 {
        return rsx! {};
    }
    rsx! {
        LinkButton { href: REVIEWS, label: tr!("reviews-link", count = count), icon: Icon::Inbox }
    }
}

/// The screen.
#[component]
pub fn ReviewsScreen(query: ReadSignal<Query>) -> Element {
    let _ = query;
    let read = use_live(topics, api::templates::reviews);
    let book = use_book();
    rsx! {
        div { class: "dk-page dk-page-form",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("reviews-title")} }
                div { class: "dk-page-actions",
                    LinkButton { href: PATH, label: tr("nav-customers"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
                }
            }
            p { class: "dk-quiet", {tr("reviews-intro")} }
            Stale { read }
            match (read.value(), book.value()) {
                (None, _) => rsx! { Waiting { read, rows: 6 } },
                (_, None) => rsx! { Waiting { read: book, rows: 6 } },
                (Some(all), Some(_)) if all.is_empty() => rsx! {
                    Empty { icon: Icon::Inbox, title: tr("reviews-empty"), text: tr("reviews-empty-text") }
                },
                (Some(all), Some(book)) => rsx! {
                    for review in all {
                        OneReview { key: "{review.id}", book: book.clone(), review }
                    }
                },
            }
        }
    }
}

/// What one customer sent together.
#[component]
pub fn OneReview(book: Book, review: DetailReview) -> Element {
    let format = use_format();
    let changes = use_changes();
    let toasts = use_toasts();
    let send = use_send(
        |(id, decision): (String, ReviewDecision)| async move { api::templates::decide(&id, &decision).await },
        move |done: bool| {
            if !done {
                toasts.say(Tone::Paused, tr("reviews-overtaken"));
            }
            changes.announce(["notices", "companies", "contacts", "documents"]);
        },
    );
    let id = review.id.clone();
    let decide = use_callback(move |decision: ReviewDecision| send.run((id.clone(), decision)));
    let noun = review.noun;
    let keys: Vec<String> = review.fields.iter().map(|field| field.field.clone()).collect();
    let moved = review.fields.iter().any(|field| field.moved);
    let path = path_of(noun, &review.document.to_string());
    rsx! {
        Section {
            title: review.name.clone(),
            trail: (keys.len() > 1 && !moved).then(|| {
                let keys = keys.clone();
                rsx! {
                    Button {
                        label: tr!("reviews-accept-all", name = review.name.clone()),
                        icon: Icon::CheckCheck,
                        busy: send.busy(),
                        on_press: move |_| decide.call(ReviewDecision { accept: keys.clone(), ..ReviewDecision::default() }),
                    }
                }
            }),
            p { class: "dk-quiet",
                NameLink { href: path, name: tr("reviews-open") }
                " · "
                {tr!("reviews-sent", time = format.moment(review.sent_at.ms()), template = review.template.clone())}
            }
            Failed { failure: send.failure() }
            ul { class: "dk-plain-list dk-reviews",
                for field in review.fields.clone() {
                    li { key: "{field.field}",
                        Change { book: book.clone(), noun, field: field.clone() }
                        Choices {
                            label: book.label(noun, &field.field),
                            moved: field.moved,
                            busy: send.busy(),
                            on_decide: move |accept: bool| {
                                let key = vec![field.field.clone()];
                                let decision = if accept {
                                    ReviewDecision { accept: key, over: field.moved, ..ReviewDecision::default() }
                                } else {
                                    ReviewDecision { decline: key, ..ReviewDecision::default() }
                                };
                                decide.call(decision);
                            },
                        }
                    }
                }
            }
        }
    }
}

/// A field before and after.
#[component]
fn Change(book: Book, noun: Noun, field: ReviewField) -> Element {
    let format = use_format();
    let shown = |value: &Option<FieldValue>| {
        value.as_ref().map_or_else(|| tr("cust-empty"), |value| book.shown(noun, &field.field, value, &format))
    };
    rsx! {
        div { class: "dk-review-field",
            b { {book.label(noun, &field.field)} }
            p {
                span { class: "tr-sr", {tr("reviews-before")} }
                del { class: "dk-quiet", {shown(&field.from)} }
                " "
                span { class: "tr-sr", {tr("reviews-after")} }
                ins { class: "dk-new", {shown(&field.to)} }
            }
            if field.moved {
                p { class: "tr-error", {tr!("reviews-moved", now = shown(&field.now))} }
            }
        }
    }
}

#[component]
fn Choices(label: String, moved: bool, busy: bool, on_decide: EventHandler<bool>) -> Element {
    rsx! {
        div { class: "tr-actions", role: "group", aria_label: label,
            Button { label: tr("reviews-decline"), icon: Icon::Close, kind: ButtonKind::Ghost, busy, on_press: move |_| on_decide.call(false) }
            Button {
                label: tr(if moved { "reviews-accept-anyway" } else { "reviews-accept" }),
                icon: Icon::Check,
                busy,
                on_press: move |_| on_decide.call(true),
            }
        }
    }
}
