//! QR codes as drawings: one path of runs, crisp at any size, black on white also in dark mode.

use qrcode::{Color, EcLevel, QrCode};

/// Light margin around the code, modules (ISO/IEC 18004 asks for 4).
const QUIET: usize = 4;

/// The QR code of `text` as an SVG element, with room for a fifth of dirt or wear; `None` when the text
/// is longer than a code holds.
#[must_use]
pub fn svg(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::Q)
        .or_else(|_| QrCode::with_error_correction_level(text, EcLevel::L))
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
    Some(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" aria-hidden=\"true\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let text = "https://service.example/f/8Qk3";
        let drawn = svg(text).expect("short text fits");
        let code = QrCode::with_error_correction_level(text, EcLevel::Q).expect("short text fits");
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
