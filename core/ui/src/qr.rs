//! QR codes as drawings: one path of runs, crisp at any size, black on white also in dark mode.

use dioxus::prelude::*;
use qrcode::{Color, EcLevel};

/// Light margin around the code, modules (ISO/IEC 18004 asks for 4).
const QUIET: usize = 4;

/// A code as a square of `side` modules with the margin, and the path of its dark ones.
struct Drawing {
    side: usize,
    path: String,
}

fn draw(text: &str) -> Option<Drawing> {
    let code = qrcode::QrCode::with_error_correction_level(text, EcLevel::Q)
        .or_else(|_| qrcode::QrCode::with_error_correction_level(text, EcLevel::L))
        .ok()?;
    let width = code.width();
    let side = width + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..].iter().take_while(|module| **module == Color::Dark).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
            }
            x += run.max(1);
        }
    }
    Some(Drawing { side, path })
}

/// The QR code of `text` as an SVG element, with room for a fifth of dirt or wear; `None` when the text
/// is longer than a code holds.
#[must_use]
pub fn svg(text: &str) -> Option<String> {
    let Drawing { side, path } = draw(text)?;
    Some(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" aria-hidden=\"true\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

/// The QR code of `text` with words for those who do not see it; nothing when the text is longer than a code holds.
#[component]
pub fn QrCode(#[props(into)] text: String, #[props(into)] label: String) -> Element {
    let Some(Drawing { side, path }) = draw(&text) else { return rsx! {} };
    rsx! {
        svg {
            class: "tr-qr",
            view_box: "0 0 {side} {side}",
            shape_rendering: "crispEdges",
            role: "img",
            "aria-label": label,
            path { fill: "#fff", d: "M0 0h{side}v{side}H0z" }
            path { fill: "#000", d: path }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let text = "https://service.example/f/8Qk3";
        let drawn = svg(text).expect("short text fits");
        let code = qrcode::QrCode::with_error_correction_level(text, EcLevel::Q).expect("short text fits");
        let dark = code.to_colors().into_iter().filter(|module| *module == Color::Dark).count();
        let runs: usize = drawn
            .split("v1h-")
            .skip(1)
            .filter_map(|rest| rest.split('z').next().and_then(|run| run.parse::<usize>().ok()))
            .sum();
        assert_eq!(runs, dark);
    }

    #[test]
    fn text_that_no_code_holds_gives_none() {
        assert_eq!(svg(&"x".repeat(5_000)), None);
    }
}
