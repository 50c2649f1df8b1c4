//! "My details": a customer proves who he is, then sees and changes what a published template holds (CUS-22).
//!
//! [`door`] asks for proof: the service account of a company, or the address at which a person is known, to which a
//! letter with a personal link goes. It says the same whether or not anybody is known by it. [`render`] is the page behind it.
//! Nothing typed here is kept in the browser: the pages carry no `data-form`, so the script keeps no draft of them.

use dioxus::prelude::*;
use truckroll_ui::i18n::t;
use truckroll_ui::icon::{Glyph, Icon};
use truckroll_ui::tl;

use crate::form::{FormPage, field, problem, summary};
use crate::names;
use crate::page::{Document, Frame, document};

/// What is said above a page after something was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// A letter is on its way, if the address is known.
    Sent,
    /// The personal link has ended.
    Ended,
    /// What was changed is written.
    Saved,
    /// What was changed waits.
    Waits,
    /// Nothing was changed.
    Same,
}

impl Done {
    /// All of them.
    pub const ALL: [Done; 5] = [Done::Sent, Done::Ended, Done::Saved, Done::Waits, Done::Same];

    /// The word in addresses and message keys.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Done::Sent => "sent",
            Done::Ended => "ended",
            Done::Saved => "saved",
            Done::Waits => "waits",
            Done::Same => "same",
        }
    }

    /// What `word` says.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.word() == word)
    }

    fn icon(self) -> Icon {
        match self {
            Done::Sent => Icon::Send,
            Done::Ended | Done::Waits => Icon::Timer,
            Done::Saved => Icon::CircleCheck,
            Done::Same => Icon::Info,
        }
    }
}

/// Everything the page shows that asks who somebody is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DoorPage {
    /// Organisation and language.
    pub frame: Frame,
    /// Title of the template.
    pub title: String,
    /// A few words below it.
    pub intro: String,
    /// What was done before.
    pub done: Option<Done>,
    /// Where account and password are posted; `None` where the template asks nothing of companies.
    pub account_action: Option<String>,
    /// The account that was typed.
    pub account: String,
    /// Where the address is posted; `None` where no letters can be sent, or nothing is asked of persons.
    pub letter_action: Option<String>,
    /// The address that was typed.
    pub email: String,
    /// What is wrong with account or password.
    pub account_problem: Option<&'static str>,
    /// What is wrong with the address.
    pub email_problem: Option<&'static str>,
}

/// Everything the page of somebody's details shows.
#[derive(Clone, Debug, PartialEq)]
pub struct DetailsPage {
    /// The fields with what stands in them, what is wrong, and where they are posted.
    pub form: FormPage,
    /// What stood in each field when the page was made, by key.
    pub was: Vec<(String, String)>,
    /// What was sent earlier and waits: name of the field and new value.
    pub waiting: Vec<(String, String)>,
    /// What was done before.
    pub done: Option<Done>,
    /// The name the customer is known by.
    pub name: String,
    /// Whether somebody looks at changes before they hold.
    pub review: bool,
}

fn told(frame: &Frame, done: Option<Done>) -> Element {
    rsx! {
        if let Some(done) = done {
            p { class: "bar", role: "status",
                Glyph { icon: done.icon() }
                span { {t(frame.locale, &format!("portal-details-{}", done.word()))} }
            }
        }
    }
}

fn wrong(frame: &Frame, id: &str, problem: Option<&str>) -> Element {
    rsx! {
        if let Some(problem) = problem {
            p { class: "error", id: "{id}-error", role: "alert",
                Glyph { icon: Icon::Alert, size: 18 }
                span { {problem::words(frame.locale, problem, 500)} }
            }
        }
    }
}

/// The page that asks who somebody is, as an HTML document.
#[must_use]
pub fn door(page: &DoorPage) -> String {
    let frame = &page.frame;
    let locale = frame.locale;
    let account_wrong = page.account_problem.is_some();
    let email_wrong = page.email_problem.is_some();
    let main = rsx! {
        div { class: "head",
            h1 { "{page.title}" }
            if !page.intro.is_empty() {
                p { class: "intro", "{page.intro}" }
            }
        }
        {told(frame, page.done)}
        if let Some(action) = &page.letter_action {
            form { class: "card fields", method: "post", action: "{action}", novalidate: true,
                h2 { {t(locale, "portal-details-by-mail")} }
                div { class: if email_wrong { "field wrong" } else { "field" },
                    label { class: "label", r#for: "email", {t(locale, "portal-details-email")} }
                    p { class: "hint", id: "email-hint", {t(locale, "portal-details-email-hint")} }
                    input {
                        r#type: "email",
                        id: "email",
                        name: names::EMAIL,
                        value: "{page.email}",
                        autocomplete: "email",
                        maxlength: "254",
                        required: true,
                        aria_invalid: email_wrong.then_some("true"),
                        aria_describedby: if email_wrong { "email-hint email-error" } else { "email-hint" },
                    }
                    {wrong(frame, "email", page.email_problem)}
                }
                button { r#type: "submit", class: "primary", {t(locale, "portal-details-send-link")} }
            }
        }
        if let Some(action) = &page.account_action {
            form { class: "card fields", method: "post", action: "{action}", novalidate: true,
                h2 { {t(locale, "portal-details-by-account")} }
                div { class: if account_wrong { "field wrong" } else { "field" },
                    label { class: "label", r#for: "account", {t(locale, "portal-details-account")} }
                    input {
                        r#type: "text",
                        id: "account",
                        name: names::ACCOUNT,
                        value: "{page.account}",
                        inputmode: "numeric",
                        autocomplete: "username",
                        maxlength: "20",
                        required: true,
                        aria_invalid: account_wrong.then_some("true"),
                        aria_describedby: account_wrong.then_some("account-error"),
                    }
                }
                div { class: if account_wrong { "field wrong" } else { "field" },
                    label { class: "label", r#for: "password", {t(locale, "portal-details-password")} }
                    input {
                        r#type: "password",
                        id: "password",
                        name: names::PASSWORD,
                        autocomplete: "current-password",
                        maxlength: "100",
                        required: true,
                        aria_invalid: account_wrong.then_some("true"),
                        aria_describedby: account_wrong.then_some("account-error"),
                    }
                    {wrong(frame, "account", page.account_problem)}
                }
                button { r#type: "submit", class: "primary", {t(locale, "portal-details-open")} }
            }
        }
        if page.account_action.is_none() && page.letter_action.is_none() {
            p { class: "card", {t(locale, "portal-details-ask")} }
        }
    };
    let title = page.title.clone();
    document(&Document { frame, title, layout: "narrow", refresh: None, sent: false }, main)
}

/// The page of somebody's details, as an HTML document.
#[must_use]
pub fn render(page: &DetailsPage) -> String {
    let form = &page.form;
    let locale = form.frame.locale;
    let problems = problem::summary(form);
    let title = if problems.is_empty() {
        form.form.title.clone()
    } else {
        tl!(locale, "portal-title-problems", title = form.form.title.as_str())
    };
    let main = rsx! {
        div { class: "head",
            h1 { "{form.form.title}" }
            p { class: "asset",
                Glyph { icon: Icon::User }
                span { "{page.name}" }
            }
            if !form.form.intro.is_empty() {
                p { class: "intro", "{form.form.intro}" }
            }
        }
        {told(&form.frame, page.done)}
        {summary(locale, &problems)}
        if !page.waiting.is_empty() {
            section { class: "card", aria_labelledby: "waiting-title",
                h2 { class: "overline", id: "waiting-title", {t(locale, "portal-details-waiting")} }
                ul {
                    for (label, value) in &page.waiting {
                        li {
                            b { "{label}" }
                            if value.is_empty() {
                                ": " {t(locale, "portal-details-emptied")}
                            } else {
                                ": {value}"
                            }
                        }
                    }
                }
            }
        }
        form { class: "card fields", method: "post", action: "{form.action}", novalidate: true,
            input { r#type: "hidden", name: names::SUBMISSION, value: "{form.submission}" }
            for (key, value) in &page.was {
                input { r#type: "hidden", name: names::was_name(key), value: "{value}" }
            }
            for (index, one) in form.form.fields.iter().enumerate() {
                {field::render(form, index, one, None)}
            }
            div { class: "send",
                button { r#type: "submit", class: "primary", {t(locale, "verb-save")} }
                if page.review {
                    p { class: "hint", {t(locale, "portal-details-review")} }
                }
                p { class: "hint", {t(locale, "portal-details-private")} }
            }
        }
    };
    document(&Document { frame: &form.frame, title, layout: "narrow", refresh: None, sent: false }, main)
}

#[cfg(test)]
mod tests {
    use truckroll_domain::FormId;
    use truckroll_domain::forms::{Form, FormField, Input};
    use truckroll_ui::i18n::Locale;

    use super::*;

    fn details(locale: Locale) -> DetailsPage {
        let phone = FormField {
            key: "phone".into(),
            label: "Mobile".into(),
            hint: String::new(),
            input: Input::Phone,
            required: true,
        };
        let form = Form {
            id: FormId::default(),
            title: "My details".into(),
            intro: "Keep them right".into(),
            locale: String::new(),
            fields: vec![phone],
            max_photos: 0,
            ask_place: false,
            published: true,
        };
        let mut form = FormPage::new(Frame::at(locale, "Hua", "/d/x/y"), form, "/d/x/y", "s1");
        form.answers.insert("phone".into(), "135 <1>".into());
        DetailsPage {
            form,
            was: vec![("phone".into(), "135 <1>".into())],
            waiting: vec![("Mobile".into(), "136".into()), ("E-mail".into(), String::new())],
            done: Some(Done::Waits),
            name: "Zhou Min".into(),
            review: true,
        }
    }

    #[test]
    fn the_page_shows_what_stands_what_waits_and_what_was_done() {
        for locale in Locale::ALL {
            let html = render(&details(locale));
            for said in
                ["My details", "Zhou Min", "name=\"answer.phone\"", "name=\"was.phone\"", "135 &#60;1&#62;", "136"]
            {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains("portal-details") && !html.contains("data-form"), "{html}");
        }
    }

    #[test]
    fn the_door_offers_what_there_is_and_every_word_is_there() {
        for locale in Locale::ALL {
            for done in Done::ALL {
                let page = DoorPage {
                    frame: Frame::at(locale, "Hua", "/d/x"),
                    title: "My details".into(),
                    done: Some(done),
                    account_action: Some("/d/x/account".into()),
                    letter_action: Some("/d/x/letter".into()),
                    account: "100200".into(),
                    account_problem: Some("wrong_account"),
                    email_problem: Some("not_an_email"),
                    ..DoorPage::default()
                };
                let html = door(&page);
                assert!(html.contains("value=\"100200\"") && html.contains("/d/x/letter"), "{html}");
                assert!(!html.contains("portal-details") && !html.contains("portal-problem"), "{html}");
                assert_eq!(Done::from_word(done.word()), Some(done));
            }
            let shut = door(&DoorPage { frame: Frame::at(locale, "Hua", "/d/x"), ..DoorPage::default() });
            assert!(!shut.contains("<form"), "{shut}");
        }
    }
}
