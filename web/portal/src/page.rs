//! The document around every page: language, title, the two files it loads, organisation, footer.
//!
//! Secret links must not leak and must not be found: no referrer, no indexing. A page that refreshes does
//! so inside `noscript`; with JavaScript, `portal.js` asks quietly and swaps what changed.

use dioxus::prelude::*;
use truckroll_ui::i18n::{Locale, t};
use truckroll_ui::tl;

/// The style sheet, to be served as `text/css` at [`CSS_PATH`].
pub const PORTAL_CSS: &str = include_str!("../../../core/ui/styles/portal.css");
/// The script, to be served as `text/javascript` at [`JS_PATH`].
pub const PORTAL_JS: &str = include_str!("../assets/portal.js");
/// What label sheets load beside it, to be served as `text/css` at [`SHEET_CSS_PATH`].
pub const SHEET_CSS: &str = include_str!("../assets/sheet.css");
/// Where pages look for the style sheet.
pub const CSS_PATH: &str = "/portal/portal.css";
/// What pages with an organisation's own look load beside it, to be served as `text/css` at [`LOOK_CSS_PATH`].
pub const LOOK_CSS: &str = include_str!("../assets/look.css");
/// Where such pages look for it.
pub const LOOK_CSS_PATH: &str = "/portal/look.css";
/// Where label sheets look for theirs.
pub const SHEET_CSS_PATH: &str = "/portal/sheet.css";
/// Where pages look for the script.
pub const JS_PATH: &str = "/portal/portal.js";
/// The policy every page can live under.
pub const CONTENT_SECURITY_POLICY: &str =
    "default-src 'self'; img-src 'self' blob: data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What every page knows about its reader and its sender.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Language of the page.
    pub locale: Locale,
    /// The organisation; empty where it is unknown.
    pub tenant_name: String,
    /// The same page in each language; empty hides the switch.
    pub languages: Vec<LanguageLink>,
    /// The organisation's own look.
    pub look: Look,
}

/// How an organisation looks; the default is the product's own look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Address of its logo.
    pub logo: Option<String>,
    /// What the product is called; empty for its own name.
    pub product: String,
    /// Word of an accent colour that the style sheet knows.
    pub accent: Option<&'static str>,
}

/// The same page in another language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageLink {
    /// That language.
    pub locale: Locale,
    /// Where it is.
    pub href: String,
}

impl Frame {
    /// The frame of the page at `path`; languages are chosen by `lang=`.
    #[must_use]
    pub fn at(locale: Locale, tenant_name: impl Into<String>, path: &str) -> Self {
        let joint = if path.contains('?') { '&' } else { '?' };
        let link = |locale: Locale| LanguageLink { locale, href: format!("{path}{joint}lang={}", locale.tag()) };
        Self {
            locale,
            tenant_name: tenant_name.into(),
            languages: Locale::ALL.into_iter().map(link).collect(),
            look: Look::default(),
        }
    }
}

/// How a page renews itself where no script runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refresh {
    /// Seconds between two looks.
    pub seconds: u32,
    /// The same page without renewal, for people who read slowly.
    pub stop_href: String,
}

/// A page about to be written.
pub(crate) struct Document<'a> {
    pub frame: &'a Frame,
    /// Title in the browser's tab; the organisation is added.
    pub title: String,
    /// Layout class of `main`: `narrow`, `wide` or `paper`.
    pub layout: &'static str,
    pub refresh: Option<&'a Refresh>,
    /// Whether what was typed has arrived, so that the draft kept in the browser can go.
    pub sent: bool,
}

/// Writes the document around `main`.
pub(crate) fn document(page: &Document<'_>, main: Element) -> String {
    document_with(page, JS_PATH, rsx! {}, main)
}

/// The same with another script, and more before it.
pub(crate) fn document_with(page: &Document<'_>, script: &str, more: Element, main: Element) -> String {
    let frame = page.frame;
    let locale = frame.locale;
    let title = match frame.tenant_name.as_str() {
        "" => page.title.clone(),
        name => format!("{} · {name}", page.title),
    };
    let own = t(locale, "portal-footer-plain");
    let product = if frame.look.product.is_empty() { own.as_str() } else { frame.look.product.as_str() };
    let footer = match frame.tenant_name.as_str() {
        name if name.is_empty() || name == product => product.to_owned(),
        name => tl!(locale, "portal-footer", tenant = name, product = product),
    };
    let own_look = frame.look.logo.is_some() || frame.look.accent.is_some();
    let seconds = page.refresh.map(|refresh| refresh.seconds);
    let head_and_body = dioxus_ssr::render_element(rsx! {
        head {
            meta { charset: "utf-8" }
            meta { name: "viewport", content: "width=device-width, initial-scale=1" }
            meta { name: "color-scheme", content: "light dark" }
            meta { name: "referrer", content: "no-referrer" }
            meta { name: "robots", content: "noindex" }
            meta { name: "format-detection", content: "telephone=no" }
            title { "{title}" }
            link { rel: "icon", href: "data:," }
            link { rel: "stylesheet", href: CSS_PATH }
            if own_look {
                link { rel: "stylesheet", href: LOOK_CSS_PATH }
            }
            if page.layout == "paper" {
                link { rel: "stylesheet", href: SHEET_CSS_PATH }
            }
            {more}
            script { defer: true, src: "{script}" }
            if let Some(seconds) = seconds {
                noscript {
                    meta { http_equiv: "refresh", content: "{seconds}" }
                }
            }
        }
        body {
            a { class: "skip", href: "#main", {t(locale, "skip-to-content")} }
            header { class: "top",
                p { class: "tenant",
                    if let Some(logo) = &frame.look.logo {
                        img { class: "logo", src: "{logo}", alt: "" }
                    }
                    span { "{frame.tenant_name}" }
                }
                {languages(frame)}
            }
            main {
                id: "main",
                class: page.layout,
                tabindex: "-1",
                "data-poll": seconds.map(|s| s.to_string()),
                "data-sent": page.sent.then_some("yes"),
                {main}
            }
            footer { class: "foot",
                p { "{footer}" }
            }
        }
    });
    let accent = frame.look.accent.map(|word| format!(" data-accent=\"{word}\"")).unwrap_or_default();
    format!("<!DOCTYPE html><html lang=\"{}\"{accent}>{head_and_body}</html>", locale.tag())
}

fn languages(frame: &Frame) -> Element {
    rsx! {
        if !frame.languages.is_empty() {
            nav { class: "languages", aria_label: t(frame.locale, "portal-languages"),
                for link in &frame.languages {
                    a {
                        href: "{link.href}",
                        lang: link.locale.tag(),
                        hreflang: link.locale.tag(),
                        aria_current: (link.locale == frame.locale).then_some("true"),
                        {t(frame.locale, link.locale.name_key())}
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(frame: &Frame, refresh: Option<&Refresh>) -> String {
        let page = Document { frame, title: "<Title>".into(), layout: "narrow", refresh, sent: false };
        document(&page, rsx! { h1 { "x" } })
    }

    #[test]
    fn the_document_names_its_language_and_loads_two_files_of_ours() {
        let html = plain(&Frame::at(Locale::ZhCn, "Hua & Söhne", "/p/abc"), None);
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"zh-CN\">"), "{html}");
        assert!(html.contains("href=\"/portal/portal.css\"") && html.contains("src=\"/portal/portal.js\""));
        assert!(html.contains("&#60;Title&#62; · Hua &#38; Söhne</title>"), "{html}");
        assert!(!html.contains("http-equiv"), "{html}");
    }

    #[test]
    fn an_organisation_may_have_its_own_look_and_a_plain_page_loads_nothing_for_it() {
        let mut frame = Frame::at(Locale::En, "Hua", "/f/x");
        let html = plain(&frame, None);
        assert!(!html.contains("look.css") && html.contains("Service by Hua · Truckroll"), "{html}");
        let logo = Some("/logo/10000042/abc".to_owned());
        frame.look = Look { logo, product: "Hua Care".into(), accent: Some("teal") };
        let html = plain(&frame, None);
        for part in ["data-accent=\"teal\"", "look.css", "src=\"/logo/10000042/abc\"", "Service by Hua · Hua Care"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("Truckroll"), "{html}");
        frame.look.product = "Hua".into();
        assert!(plain(&frame, None).contains("<p>Hua</p>"), "a name is not said twice");
    }

    #[test]
    fn both_languages_are_a_link_away_and_the_present_one_is_marked() {
        let html = plain(&Frame::at(Locale::En, "A", "/f/x?asset=1"), None);
        assert!(html.contains("/f/x?asset=1&#38;lang=zh-CN"), "{html}");
        assert_eq!(html.matches("aria-current=\"true\"").count(), 1);
    }

    #[test]
    fn the_refresh_is_only_for_browsers_without_scripts() {
        let refresh = Refresh { seconds: 30, stop_href: "?still=1".into() };
        let html = plain(&Frame::default(), Some(&refresh));
        assert!(html.contains("<noscript><meta http-equiv=\"refresh\" content=\"30\"/></noscript>"), "{html}");
        assert!(html.contains("data-poll=\"30\""));
    }

    #[test]
    fn style_and_script_load_nothing_from_elsewhere() {
        for text in [PORTAL_CSS, LOOK_CSS, SHEET_CSS, PORTAL_JS] {
            assert!(!text.contains("http://") && !text.contains("https://") && !text.contains("@import"));
        }
        assert!(PORTAL_JS.len() < 12_000, "{}", PORTAL_JS.len());
        for needs_more_rights in ["eval(", "innerHTML =", "new Function", ".style"] {
            assert!(!PORTAL_JS.contains(needs_more_rights), "{needs_more_rights}");
        }
    }
}
