//! QR codes as files: SVG for print shops, PNG for everything else.

use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma};
use qrcode::{Color, EcLevel, QrCode};

/// Light margin around the code, modules (ISO/IEC 18004 asks for 4).
const QUIET: u32 = 4;
/// Pixels a module.
const SCALE: u32 = 12;

/// The code of `text` as an SVG file.
pub(crate) fn svg(text: &str) -> Option<String> {
    let drawing = truckroll_portal::qr::svg(text)?;
    Some(drawing.replacen("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 1))
}

/// The code of `text` as a PNG file.
pub(crate) fn png(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::Q)
        .or_else(|_| QrCode::with_error_correction_level(text, EcLevel::L))
        .ok()?;
    let width = u32::try_from(code.width()).ok()?;
    let modules = code.to_colors();
    let side = (width + 2 * QUIET) * SCALE;
    let picture = GrayImage::from_fn(side, side, |x, y| {
        let module = |at: u32| (at / SCALE).checked_sub(QUIET).filter(|m| *m < width);
        let dark = module(x).zip(module(y)).is_some_and(|(x, y)| modules[(y * width + x) as usize] == Color::Dark);
        Luma([if dark { 0 } else { 255 }])
    });
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png).ok()?;
    Some(file.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_png_has_a_light_margin_and_three_finders() {
        let file = png("https://service.example/f/AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA").unwrap();
        let picture = image::load_from_memory(&file).unwrap().to_luma8();
        let at = |x: u32, y: u32| picture.get_pixel(x * SCALE + 1, y * SCALE + 1).0[0];
        let last = picture.width() / SCALE - 1;
        for n in 0..QUIET {
            assert_eq!((at(n, 10), at(10, n), at(last - n, 10)), (255, 255, 255));
        }
        // the corners of the finders are dark, the one without a finder is not asked
        assert_eq!((at(QUIET, QUIET), at(last - QUIET, QUIET), at(QUIET, last - QUIET)), (0, 0, 0));
        assert!(svg("https://service.example/f/x").unwrap().starts_with("<svg xmlns="));
        assert!(png(&"x".repeat(5_000)).is_none());
    }
}
