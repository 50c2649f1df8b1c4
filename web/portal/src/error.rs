//! Pages for when something is not there or does not work: what happened, what is kept, what to do.

use dioxus::prelude::*;
use truckroll_domain::Timestamp;
use truckroll_domain::time::{MINUTE_MS, SECOND_MS};
use truckroll_ui::format::{Format, Turns};
use truckroll_ui::i18n::t;
use truckroll_ui::icon::{Glyph, Icon};
use truckroll_ui::tl;

use crate::page::{Document, Frame, document};

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The link leads nowhere, or not any more. One answer for both: a guess must not learn which.
    NotFound,
    /// The form was withdrawn.
    FormClosed,
    /// The page of a customer's own details is not published, or changes are locked.
    DetailsClosed,
    /// Too many requests from one place.
    TooMany {
        /// When to try again.
        retry_at: Timestamp,
    },
    /// What was posted is larger than a request may be.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// What was posted could not be read.
    Unreadable,
    /// The server cannot answer now.
    Unavailable,
}

impl Problem {
    /// The HTTP status that goes with it.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::FormClosed | Self::DetailsClosed => 410,
            Self::TooMany { .. } => 429,
            Self::TooLarge { .. } => 413,
            Self::Unreadable => 400,
            Self::Unavailable => 503,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::FormClosed => "form-closed",
            Self::DetailsClosed => "details-closed",
            Self::TooMany { .. } => "too-many",
            Self::TooLarge { .. } => "too-large",
            Self::Unreadable => "unreadable",
            Self::Unavailable => "unavailable",
        }
    }
}

/// Everything an error page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorPage {
    /// Organisation (empty where unknown) and language.
    pub frame: Frame,
    /// What went wrong.
    pub problem: Problem,
    /// The present.
    pub now: Timestamp,
    /// The organisation's zone, minutes east of UTC.
    pub offset_minutes: i32,
    /// When the organisation's clocks change.
    pub turns: Turns,
    /// Where "Try again" leads, if trying again makes sense.
    pub retry_href: Option<String>,
}

/// A wait that is never said shorter than it is: whole seconds, from one minute on whole minutes.
fn rounded_up(ms: i64) -> i64 {
    let unit = if ms > MINUTE_MS { MINUTE_MS } else { SECOND_MS };
    let whole = ms.max(1) / unit * unit;
    if whole < ms.max(1) { whole.saturating_add(unit) } else { whole }
}

/// The error page as an HTML document.
#[must_use]
pub fn render(page: &ErrorPage) -> String {
    let locale = page.frame.locale;
    let word = page.problem.word();
    let title = t(locale, &format!("portal-error-{word}"));
    let key = format!("portal-error-{word}-text");
    let text = match page.problem {
        Problem::TooMany { retry_at } => {
            let format =
                Format { locale, offset_minutes: page.offset_minutes, turns: page.turns, now_ms: page.now.ms() };
            let wait = rounded_up(retry_at.since_ms(page.now));
            tl!(locale, &key, time = format.clock_seconds(retry_at.ms()), wait = format.duration(wait))
        }
        Problem::TooLarge { limit } => tl!(locale, &key, limit = limit / (1024 * 1024)),
        _ => t(locale, &key),
    };
    let icon = match page.problem {
        Problem::NotFound | Problem::FormClosed | Problem::DetailsClosed => Icon::Link,
        Problem::TooMany { .. } => Icon::Timer,
        Problem::TooLarge { .. } | Problem::Unreadable => Icon::Image,
        Problem::Unavailable => Icon::CloudOff,
    };
    let main = rsx! {
        section { class: "card notice", aria_labelledby: "notice-title",
            Glyph { icon, size: 40 }
            h1 { id: "notice-title", "{title}" }
            p { "{text}" }
            if let Some(href) = &page.retry_href {
                p {
                    a { class: "button", href: "{href}", {t(locale, "verb-retry")} }
                }
            }
        }
    };
    let frame = &page.frame;
    document(&Document { frame, title: title.clone(), layout: "narrow", refresh: None, sent: false }, main)
}

#[cfg(test)]
mod tests {
    use truckroll_ui::i18n::Locale;

    use super::*;

    /// Tuesday 3 March 2026, 10:40 in Shanghai.
    const NOW: Timestamp = Timestamp(1_772_505_600_000);

    fn page(locale: Locale, problem: Problem) -> String {
        render(&ErrorPage {
            frame: Frame::at(locale, "Hua & Sons", "/p/x"),
            problem,
            now: NOW,
            offset_minutes: 480,
            turns: Turns::default(),
            retry_href: Some("/f/x?asset=1&b=2".into()),
        })
    }

    #[test]
    fn too_many_says_when_to_try_again() {
        let problem = Problem::TooMany { retry_at: NOW.plus_ms(95_000) };
        assert!(page(Locale::En, problem).contains("after 10:41:35, in 2 min."));
        assert!(page(Locale::ZhCn, problem).contains("10:41:35"));
        assert_eq!(problem.status(), 429);
    }

    #[test]
    fn every_problem_has_words_in_both_languages_and_leads_on() {
        for problem in [
            Problem::NotFound,
            Problem::FormClosed,
            Problem::DetailsClosed,
            Problem::TooMany { retry_at: NOW },
            Problem::TooLarge { limit: 1024 * 1024 },
            Problem::Unreadable,
            Problem::Unavailable,
        ] {
            for locale in Locale::ALL {
                let html = page(locale, problem);
                assert!(!html.contains("portal-error"), "{problem:?} {locale:?}");
                assert!(html.contains("href=\"/f/x?asset=1&#38;b=2\""), "{html}");
                assert_eq!(html.matches("<h1").count(), 1);
            }
        }
    }
}
