//! Sheets as a PDF file: only the letters that are used are put in of each font.

use std::collections::HashMap;

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use truckroll_domain::Timestamp;

use super::page::{Ink, Lines, SHEET, Thing, Trouble};

/// What the file says of itself.
pub(super) struct About {
    pub title: String,
    pub author: String,
    pub language: &'static str,
    pub at: Timestamp,
}

/// Fonts as the file has them, by where their bytes are.
type Embedded = HashMap<(u64, u32), Option<Font>>;

/// Writes the file.
pub(super) fn write(sheets: Vec<Vec<Thing>>, about: About) -> Result<Vec<u8>, Trouble> {
    let mut document = Document::new();
    let mut metadata = Metadata::new()
        .title(about.title)
        .authors(vec![about.author])
        .creator("Truckroll".to_owned())
        .language(about.language.to_owned());
    if let Some(at) = moment(about.at) {
        metadata = metadata.creation_date(at);
    }
    document.set_metadata(metadata);
    let mut fonts = Embedded::new();
    for sheet in sheets {
        let settings = PageSettings::from_wh(SHEET.0, SHEET.1).ok_or(Trouble::Unwritten)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for thing in sheet {
            draw(&mut surface, &mut fonts, thing);
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| {
        tracing::error!(?error, "a printed page was not written");
        Trouble::Unwritten
    })
}

fn moment(at: Timestamp) -> Option<DateTime> {
    let at = jiff::Timestamp::from_millisecond(at.ms()).ok()?.to_zoned(jiff::tz::TimeZone::UTC);
    let part = |n: i8| u8::try_from(n).unwrap_or_default();
    let at_day = DateTime::new(u16::try_from(at.year()).ok()?).month(part(at.month())).day(part(at.day()));
    Some(at_day.hour(part(at.hour())).minute(part(at.minute())).second(part(at.second())).utc_offset_hour(0))
}

fn fill(ink: Ink) -> Fill {
    Fill { paint: rgb::Color::new(ink.0, ink.1, ink.2).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn draw(surface: &mut Surface<'_>, fonts: &mut Embedded, thing: Thing) {
    match thing {
        Thing::Line { lines, at, x, down } => line(surface, fonts, &lines, at, (x, down)),
        Thing::Fill { x, y, width, height, ink } => {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(x, y, width, height) {
                path.push_rect(rect);
            }
            paint(surface, path, ink);
        }
        Thing::Squares { x, y, side, dark } => {
            let mut path = PathBuilder::new();
            for (column, row) in dark {
                if let Some(rect) = Rect::from_xywh(x + column * side, y + row * side, side, side) {
                    path.push_rect(rect);
                }
            }
            paint(surface, path, Ink(0, 0, 0));
        }
        Thing::Picture { image, x, y, width, height } => {
            if let Some(size) = Size::from_wh(width, height) {
                surface.push_transform(&Transform::from_translate(x, y));
                surface.draw_image(image, size);
                surface.pop();
            }
        }
    }
}

fn paint(surface: &mut Surface<'_>, path: PathBuilder, ink: Ink) {
    if let Some(path) = path.finish() {
        surface.set_stroke(None);
        surface.set_fill(Some(fill(ink)));
        surface.draw_path(&path);
    }
}

fn line(surface: &mut Surface<'_>, fonts: &mut Embedded, lines: &Lines, at: usize, (left, down): (f32, f32)) {
    let Some(line) = lines.layout.get(at) else { return };
    let metrics = line.metrics();
    let mut x = left + metrics.offset;
    for run in line.runs() {
        let font = run.font();
        let known = fonts.entry((font.data.id(), font.index)).or_insert_with(|| {
            let (bytes, _) = font.data.clone().into_raw_parts();
            Font::new(bytes.into(), font.index)
        });
        let size = run.font_size();
        let mut glyphs: Vec<KrillaGlyph> = Vec::new();
        let (mut start, mut ink) = (x, Ink::BLACK);
        for cluster in run.visual_clusters() {
            if cluster.is_ligature_continuation() {
                if let Some(glyph) = glyphs.last_mut() {
                    glyph.text_range.end = cluster.text_range().end;
                }
                continue;
            }
            let own = cluster.style().brush;
            if own != ink {
                put(surface, known.as_ref(), &lines.text, (start, down + metrics.baseline, size), ink, &mut glyphs);
                (start, ink) = (x, own);
            }
            for glyph in cluster.glyphs() {
                x += glyph.advance;
                let (advance, dx, dy) = (glyph.advance / size, glyph.x / size, glyph.y / size);
                let of = cluster.text_range();
                glyphs.push(KrillaGlyph::new(GlyphId::new(glyph.id), advance, dx, dy, 0.0, of, None));
            }
        }
        put(surface, known.as_ref(), &lines.text, (start, down + metrics.baseline, size), ink, &mut glyphs);
    }
}

/// Draws letters of one look and forgets them.
fn put(
    surface: &mut Surface<'_>,
    font: Option<&Font>,
    text: &str,
    (x, y, size): (f32, f32, f32),
    ink: Ink,
    glyphs: &mut Vec<KrillaGlyph>,
) {
    let glyphs = std::mem::take(glyphs);
    let Some(font) = font.filter(|_| !glyphs.is_empty()) else { return };
    surface.set_stroke(None);
    surface.set_fill(Some(fill(ink)));
    surface.draw_glyphs(Point::from_xy(x, y), &glyphs, font.clone(), text, size, false);
}
