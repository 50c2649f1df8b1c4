//! Pictures that people send to be kept small: told by their bytes, unfolded within limits, the right way up.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

/// Largest picture that is taken, bytes.
pub(crate) const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Longest side of a picture that is taken, pixels.
const MAX_SIDE: u32 = 12_000;
/// Memory to unfold it into, bytes.
const MAX_UNFOLDED: u64 = 256 * 1024 * 1024;
/// What is wrong with everything else, as a key of the message files.
pub(crate) const NOT_A_PICTURE: &str = "not_a_picture";

/// Unfolds a PNG or JPEG picture; `None` for bytes that are of no known kind.
///
/// # Errors
/// [`NOT_A_PICTURE`] for other pictures, torn ones, and those that are too large to unfold.
pub(crate) fn unfold(bytes: &[u8]) -> Result<Option<DynamicImage>, &'static str> {
    let wrong = |_| NOT_A_PICTURE;
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| NOT_A_PICTURE)?;
    match reader.format() {
        None => return Ok(None),
        Some(ImageFormat::Png | ImageFormat::Jpeg) => {}
        Some(_) => return Err(NOT_A_PICTURE),
    }
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
    limits.max_alloc = Some(MAX_UNFOLDED);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(wrong)?;
    let orientation = decoder.orientation().map_err(wrong)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(wrong)?;
    picture.apply_orientation(orientation);
    Ok(Some(picture))
}
