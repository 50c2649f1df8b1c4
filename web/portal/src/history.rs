//! A customer's own requests (TKT-44): the door, where he proves who he is by a code or a letter, and the list behind it.

use dioxus::prelude::*;
use truckroll_ui::i18n::t;
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
}

/// The list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListPage {
    /// Organisation and language.
    pub frame: Frame,
    /// Whose requests.
    pub name: String,
    /// Newest first.
    pub items: Vec<Item>,
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

/// The list as an HTML document.
#[must_use]
pub fn list(page: &ListPage) -> String {
    let locale = page.frame.locale;
    let title = t(locale, "publish-mine");
    let (now_ms, offset_minutes, turns) = page.clock;
    let format = Format { locale, offset_minutes, turns, now_ms };
    let main = rsx! {
        div { class: "head",
            h1 { "{title}" }
            p { class: "intro", "{page.name}" }
        }
        if page.items.is_empty() {
            p { class: "card", {t(locale, "publish-mine-none")} }
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
                }
            }
        }
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
                };
                let clock = (1, 0, Turns::default());
                let html = list(&ListPage { frame: frame.clone(), name: "Ms Zhang".into(), items: vec![item], clock });
                assert!(html.contains("&#60;Lift&#62;") && !html.contains(">publish-"), "{html}");
            }
        }
    }
}
