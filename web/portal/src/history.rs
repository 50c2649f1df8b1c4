//! A customer's own requests (TKT-44): the door, where he proves who he is by a code or a letter, and the list behind it.

use dioxus::prelude::*;
use truckroll_domain::views::TicketView;
use truckroll_ui::i18n::{Locale, t};
use truckroll_ui::tl;

use crate::names;
use crate::page::{Document, Frame, document};
use crate::{Format, Turns};

/// The door. It says the same to everybody, whether or not somebody is known by what was typed.
#[derive(Clone, Debug, PartialEq)]
pub struct DoorPage {
    /// Organisation and language.
    pub frame: Frame,
    /// Path of the page; forms post below it.
    pub path: String,
    /// What the addresses of forms end in: the chosen language.
    pub tail: String,
    /// Whether codes can be sent.
    pub codes: bool,
    /// Whether letters can be sent.
    pub letters: bool,
    /// Under which a code was sent; empty while none was.
    pub code: String,
    /// What was typed.
    pub typed: String,
    /// What is wrong, as a key of the message files.
    pub problem: Option<&'static str>,
    /// A letter is on its way, if somebody is known by the address.
    pub sent: bool,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Word of its status.
    pub status: String,
    /// When it was made, ms.
    pub created_at: i64,
    /// Where its progress, messages and history are.
    pub href: String,
    /// What the view shows of it besides.
    pub cells: Vec<Cell>,
}

/// What stands in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What the column is called.
    pub label: String,
    /// What stands there.
    pub text: String,
}

/// A view to choose, or all requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// What it is called.
    pub name: String,
    /// How many requests are in it.
    pub count: i64,
    /// Where it is.
    pub href: String,
    /// Whether it is the one that is shown.
    pub here: bool,
}

/// The list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListPage {
    /// Organisation and language.
    pub frame: Frame,
    /// Whose requests.
    pub name: String,
    /// All requests and the views there are; one alone is no choice.
    pub tabs: Vec<Tab>,
    /// The requests of this page, in order.
    pub items: Vec<Item>,
    /// The first page, where this is another.
    pub first: Option<String>,
    /// The page after this one.
    pub next: Option<String>,
    /// The present, ms, and the organisation's clock.
    pub clock: (i64, i32, Turns),
}

fn sentence(page: &DoorPage) -> Option<String> {
    let key = page.problem?;
    Some(crate::form::problem_words(page.frame.locale, key, 254))
}

/// The door as an HTML document.
#[must_use]
pub fn door(page: &DoorPage) -> String {
    let locale = page.frame.locale;
    let title = t(locale, "publish-mine");
    let problem = sentence(page);
    let (path, tail) = (&page.path, &page.tail);
    let coded = !page.code.is_empty();
    let wrong = |here: bool| here && problem.is_some();
    let said = problem.clone().unwrap_or_default();
    let by_letter = page.problem == Some("not_an_email");
    let main = rsx! {
        div { class: "head",
            h1 { "{title}" }
            p { class: "intro", {t(locale, "publish-mine-text")} }
        }
        if page.sent {
            p { class: "bar", role: "status", {t(locale, "publish-mine-sent")} }
        }
        if coded {
            form { class: "card fields", method: "post", action: "{path}/enter{tail}", novalidate: true,
                input { r#type: "hidden", name: "id", value: "{page.code}" }
                p { role: "status", {t(locale, "publish-mine-coded")} }
                div { class: if wrong(true) { "field wrong" } else { "field" },
                    label { class: "label", r#for: "code", {t(locale, "publish-code")} }
                    input {
                        r#type: "text", id: "code", name: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "10",
                        aria_invalid: wrong(true).then_some("true"),
                        aria_describedby: wrong(true).then_some("code-error"),
                    }
                    if wrong(true) {
                        p { class: "error", id: "code-error", role: "alert", "{said}" }
                    }
                }
                button { r#type: "submit", class: "primary", {t(locale, "publish-mine-enter")} }
            }
        }
        if page.codes && !coded {
            form { class: "card fields", method: "post", action: "{path}/code{tail}", novalidate: true,
                div { class: if wrong(!by_letter) { "field wrong" } else { "field" },
                    label { class: "label", r#for: "phone", {t(locale, "publish-mine-phone")} }
                    input {
                        r#type: "tel", id: "phone", name: "phone", inputmode: "tel", autocomplete: "tel", maxlength: "40",
                        value: if by_letter { "" } else { "{page.typed}" },
                        aria_invalid: wrong(!by_letter).then_some("true"),
                        aria_describedby: wrong(!by_letter).then_some("phone-error"),
                    }
                    if wrong(!by_letter) {
                        p { class: "error", id: "phone-error", role: "alert", "{said}" }
                    }
                }
                button { r#type: "submit", class: "primary", {t(locale, "publish-mine-code")} }
            }
        }
        if page.letters && !coded {
            form { class: "card fields", method: "post", action: "{path}/letter{tail}", novalidate: true,
                div { class: if wrong(by_letter) { "field wrong" } else { "field" },
                    label { class: "label", r#for: "email", {t(locale, "publish-mine-email")} }
                    input {
                        r#type: "email", id: "email", name: names::EMAIL, autocomplete: "email", maxlength: "254",
                        value: if by_letter { "{page.typed}" } else { "" },
                        aria_invalid: wrong(by_letter).then_some("true"),
                        aria_describedby: wrong(by_letter).then_some("email-error"),
                    }
                    if wrong(by_letter) {
                        p { class: "error", id: "email-error", role: "alert", "{said}" }
                    }
                }
                button { r#type: "submit", {t(locale, "publish-mine-letter")} }
            }
        }
        if !page.codes && !page.letters {
            p { class: "card", {t(locale, "publish-mine-closed")} }
        }
    };
    document(&Document { frame: &page.frame, title, layout: "narrow", refresh: None, sent: false }, main)
}

/// What people read of a view.
#[must_use]
pub fn view_name(locale: Locale, view: &TicketView) -> String {
    match view.name.as_str() {
        "" => t(locale, &format!("view-standard-{}", view.standard.replace('_', "-"))),
        name => name.to_owned(),
    }
}

/// What people read of a column of the system, or of `all` requests.
#[must_use]
pub fn word(locale: Locale, of: &str) -> String {
    match of {
        "all" => t(locale, "publish-mine-all"),
        column => t(locale, &format!("view-of-{}", column.replace('_', "-"))),
    }
}

/// The views to choose from.
fn views(page: &ListPage) -> Element {
    rsx! {
        if page.tabs.len() > 1 {
            nav { aria_label: t(page.frame.locale, "publish-mine-views"),
                ul { class: "views",
                    for tab in &page.tabs {
                        li {
                            a { href: "{tab.href}", aria_current: tab.here.then_some("page"),
                                span { "{tab.name}" }
                                " "
                                span { class: "hint figures", "{tab.count}" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The ways to other pages of the list.
fn pages(page: &ListPage) -> Element {
    let locale = page.frame.locale;
    rsx! {
        if page.first.is_some() || page.next.is_some() {
            nav { class: "views", aria_label: t(locale, "publish-mine-pages"),
                if let Some(first) = &page.first {
                    a { href: "{first}", {t(locale, "publish-mine-first")} }
                }
                if let Some(next) = &page.next {
                    a { href: "{next}", {t(locale, "publish-mine-next")} }
                }
            }
        }
    }
}

/// The list as an HTML document.
#[must_use]
pub fn list(page: &ListPage) -> String {
    let locale = page.frame.locale;
    let title = t(locale, "publish-mine");
    let in_view = page.tabs.iter().skip(1).any(|tab| tab.here) || page.first.is_some();
    let (now_ms, offset_minutes, turns) = page.clock;
    let format = Format { locale, offset_minutes, turns, now_ms };
    let main = rsx! {
        div { class: "head",
            h1 { "{title}" }
            p { class: "intro", "{page.name}" }
        }
        {views(page)}
        if page.items.is_empty() {
            p { class: "card", {t(locale, if in_view { "publish-mine-none-here" } else { "publish-mine-none" })} }
        }
        ul { class: "column",
            for item in &page.items {
                li { class: "card",
                    h2 {
                        a { href: "{item.href}", "{item.title}" }
                    }
                    p { class: "number",
                        {tl!(locale, "publish-mine-line", number = item.number.as_str(), date = format.date(item.created_at))}
                    }
                    p { class: "here", span { class: "word", {t(locale, &format!("publish-status-{}", item.status.replace('_', "-")))} } }
                    if !item.cells.is_empty() {
                        dl { class: "cells",
                            for cell in &item.cells {
                                dt { class: "hint", "{cell.label}" }
                                dd { "{cell.text}" }
                            }
                        }
                    }
                }
            }
        }
        {pages(page)}
    };
    document(&Document { frame: &page.frame, title, layout: "narrow", refresh: None, sent: false }, main)
}

#[cfg(test)]
mod tests {
    use truckroll_ui::i18n::Locale;

    use super::*;

    #[test]
    fn door_and_list_have_words_and_the_way_to_each_request() {
        for locale in Locale::ALL {
            let frame = Frame::at(locale, "Hua", "/c/x");
            let mut page = DoorPage {
                frame: frame.clone(),
                path: "/c/x".into(),
                tail: String::new(),
                codes: true,
                letters: true,
                code: String::new(),
                typed: "12".into(),
                problem: Some("not_a_phone"),
                sent: true,
            };
            let html = door(&page);
            assert!(
                html.contains("phone-error") && html.contains("/c/x/letter") && !html.contains(">publish-"),
                "{html}"
            );
            page.code = "1".into();
            assert!(door(&page).contains("/c/x/enter"));
            (page.codes, page.letters, page.code) = (false, false, String::new());
            assert!(!door(&page).contains("<form"));
            for status in ["new", "open", "awaiting_response", "resolved", "closed"] {
                let item = Item {
                    number: "T-1".into(),
                    title: "<Lift>".into(),
                    status: status.into(),
                    created_at: 1,
                    href: "/t/x".into(),
                    cells: vec![Cell { label: word(locale, "asset_name"), text: "Lift <3>".into() }],
                };
                let view = TicketView { standard: "my_groups".into(), ..TicketView::default() };
                let tab = |name: String, here| Tab { name, count: 7, href: "/c/x/y?view=1".into(), here };
                let mut page = ListPage {
                    frame: frame.clone(),
                    name: "Ms Zhang".into(),
                    tabs: vec![tab(word(locale, "all"), false), tab(view_name(locale, &view), true)],
                    items: vec![item],
                    first: None,
                    next: Some("/c/x/y?after=z".into()),
                    clock: (1, 0, Turns::default()),
                };
                let html = list(&page);
                assert!(html.contains("&#60;Lift&#62;") && html.contains("Lift &#60;3&#62;"), "{html}");
                assert!(!html.contains(">publish-") && !html.contains(">view-"), "{html}");
                assert_eq!(html.matches("aria-current=\"page\"").count(), 1);
                assert!(html.contains("/c/x/y?after=z"), "{html}");
                page.items.clear();
                assert!(list(&page).contains(&t(locale, "publish-mine-none-here")));
                page.tabs.truncate(1);
                assert!(!list(&page).contains("<nav aria-label"), "one alone is no choice");
            }
        }
    }
}
