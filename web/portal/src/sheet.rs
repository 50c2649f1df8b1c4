//! Labels to stick on machines: a QR code, the machine's name, and what to do, in both languages.
//!
//! On A4 there are four labels of A6 with cutting lines, on A6 one a page. The print button needs a
//! script; the browser's own menu does the same.

use dioxus::prelude::*;
use truckroll_ui::i18n::{Locale, t};
use truckroll_ui::icon::{Glyph, Icon};
use truckroll_ui::tl;

use crate::page::{Document, Frame, document};

/// The paper in the printer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// Four labels a page.
    #[default]
    A4,
    /// One label a page.
    A6,
}

/// One label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The machine ("Lift 3").
    pub asset: String,
    /// Where it stands ("Hua Plaza"); may be empty.
    pub site: String,
    /// The address in the code, printed for phones that cannot read it.
    pub link: String,
    /// The code as an SVG element, from [`qr::svg`](crate::qr::svg); written as it is.
    pub qr_svg: String,
}

/// Everything a sheet shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetPage {
    /// Organisation and language of the page around the labels.
    pub frame: Frame,
    /// The paper.
    pub paper: Paper,
    /// The labels.
    pub labels: Vec<Label>,
}

/// The sheet as an HTML document.
#[must_use]
pub fn render(page: &SheetPage) -> String {
    let locale = page.frame.locale;
    let title = tl!(locale, "portal-sheet-title", count = page.labels.len());
    let main = rsx! {
        div { class: "toolbar",
            h1 { "{title}" }
            p { class: "hint", {t(locale, "portal-sheet-hint")} }
            button { r#type: "button", class: "primary", hidden: true, "data-print": "",
                Glyph { icon: Icon::Printer }
                span { {t(locale, "verb-print")} }
            }
        }
        div {
            class: match page.paper {
                Paper::A4 => "sheets a4",
                Paper::A6 => "sheets a6",
            },
            for label in &page.labels {
                {one(page, label)}
            }
        }
    };
    let frame = &page.frame;
    document(&Document { frame, title: title.clone(), layout: "paper", refresh: None, sent: false }, main)
}

fn one(page: &SheetPage, label: &Label) -> Element {
    let shown = label.link.trim_start_matches("https://").trim_start_matches("http://");
    rsx! {
        section { class: "sheet", aria_label: "{label.asset}",
            div { class: "sheet-head",
                p { class: "sheet-asset", "{label.asset}" }
                if !label.site.is_empty() {
                    p { class: "sheet-site", "{label.site}" }
                }
            }
            div { class: "sheet-code", dangerous_inner_html: "{label.qr_svg}" }
            div { class: "sheet-words",
                for locale in Locale::ALL {
                    p { lang: locale.tag(),
                        strong { {t(locale, "portal-sheet-call")} }
                        " "
                        {t(locale, "portal-sheet-how")}
                    }
                }
            }
            p { class: "sheet-foot",
                span { "{page.frame.tenant_name}" }
                span { class: "figures", "{shown}" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qr;

    fn page(paper: Paper) -> String {
        let link = "https://service.example/f/8Qk3";
        let label = Label {
            asset: "<script>alert(1)</script>".into(),
            site: "Hua Plaza".into(),
            link: link.into(),
            qr_svg: qr::svg(link).expect("fits"),
        };
        let frame = Frame::at(Locale::En, "Hua & Sons", "/sheet");
        render(&SheetPage { frame, paper, labels: vec![label.clone(), label] })
    }

    #[test]
    fn each_label_has_a_code_the_name_and_both_languages() {
        let html = page(Paper::A4);
        assert_eq!(html.matches("<svg class=\"qr\"").count(), 2);
        for locale in Locale::ALL {
            assert_eq!(html.matches(&t(locale, "portal-sheet-call")).count(), 2);
        }
        assert!(html.contains(">service.example/f/8Qk3<"), "{html}");
    }

    #[test]
    fn names_are_escaped_and_the_paper_is_chosen() {
        let html = page(Paper::A6);
        assert!(html.contains("&#60;script&#62;") && !html.contains("<script>alert"), "{html}");
        assert!(html.contains("sheets a6"));
    }
}
