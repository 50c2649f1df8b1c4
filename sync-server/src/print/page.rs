//! Setting pages: text, tables and pictures one below the other on sheets of A4, broken where a sheet is full.
//!
//! Lines are broken and shaped by `parley`; what stands on each sheet is kept as a list of things to draw, so that the foot of
//! every page can say how many there are. A flow has a limit of sheets and of letters: what goes beyond is an error and no page.

use std::rc::Rc;

use krilla::image::Image;
use parley::LayoutContext;
use parley::layout::{Alignment, AlignmentOptions, Layout};
use parley::style::{FontStyle, FontWeight, LineHeight, OverflowWrap, StyleProperty};

use super::fonts::Fonts;
use super::markup::Side;

/// Width and height of a sheet, points.
pub(super) const SHEET: (f32, f32) = (595.28, 841.89);
/// Free at the left and the right.
const EDGE: f32 = 51.0;
const TOP: f32 = 48.0;
const BOTTOM: f32 = 56.0;
/// Width of what is set.
pub(super) const WIDTH: f32 = SHEET.0 - 2.0 * EDGE;
/// Free around the text of a cell.
const CELL: f32 = 4.0;
/// Narrowest column.
const NARROW: f32 = 28.0;
/// Most sheets of a file.
const MAX_SHEETS: usize = 200;
/// Most letters of a file, bytes.
const MAX_LETTERS: usize = 2_000_000;

/// A colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Ink(pub u8, pub u8, pub u8);

impl Ink {
    pub const BLACK: Ink = Ink(17, 24, 39);
    pub const QUIET: Ink = Ink(90, 98, 112);
    pub const LINE: Ink = Ink(208, 213, 221);
    pub const SHADE: Ink = Ink(243, 244, 246);
}

/// What text looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Look {
    pub size: f32,
    pub bold: bool,
    pub italic: bool,
    pub ink: Ink,
}

impl Look {
    pub const BODY: Look = Look { size: 10.0, bold: false, italic: false, ink: Ink::BLACK };
    pub const SMALL: Look = Look { size: 8.5, ink: Ink::QUIET, ..Look::BODY };

    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub const fn sized(self, size: f32) -> Self {
        Self { size, ..self }
    }
}

/// Text with its looks.
pub(super) type Runs = Vec<(String, Look)>;

/// Lines that are set.
#[derive(Clone)]
pub(super) struct Lines {
    pub text: Rc<str>,
    pub layout: Rc<Layout<Ink>>,
}

/// Something on a sheet.
pub(super) enum Thing {
    /// A line of text: its left edge, and how far the lines were moved down.
    Line {
        lines: Lines,
        at: usize,
        x: f32,
        down: f32,
    },
    Fill {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        ink: Ink,
    },
    Picture {
        image: Image,
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
    /// The dark squares of a code, by column and row.
    Squares {
        x: f32,
        y: f32,
        side: f32,
        dark: Vec<(f32, f32)>,
    },
}

/// Why there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It has too many pages or letters.
    TooLong,
    /// The file could not be written.
    Unwritten,
}

/// A picture to be placed.
#[derive(Clone)]
pub(super) struct Picture {
    pub image: Image,
    pub width: f32,
    pub height: f32,
    pub caption: String,
}

impl Picture {
    /// Its width and height in a frame.
    fn within(&self, width: f32, height: f32) -> (f32, f32) {
        let scale = (width / self.width.max(1.0)).min(height / self.height.max(1.0));
        (self.width * scale, self.height * scale)
    }
}

/// The pages while they are filled.
pub(super) struct Flow {
    fonts: Fonts,
    context: LayoutContext<Ink>,
    pub sheets: Vec<Vec<Thing>>,
    y: f32,
    letters: usize,
}

impl Flow {
    pub fn new(fonts: Fonts) -> Self {
        Self { fonts, context: LayoutContext::new(), sheets: vec![Vec::new()], y: TOP, letters: 0 }
    }

    fn draw(&mut self, thing: Thing) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.push(thing);
        }
    }

    /// Begins a new sheet.
    pub fn next_sheet(&mut self) -> Result<(), Trouble> {
        if self.sheets.len() >= MAX_SHEETS {
            return Err(Trouble::TooLong);
        }
        self.sheets.push(Vec::new());
        self.y = TOP;
        Ok(())
    }

    fn left(&self) -> f32 {
        SHEET.1 - BOTTOM - self.y
    }

    /// Sees that so much fits below each other, where a sheet can hold it at all.
    pub fn keep(&mut self, height: f32) -> Result<(), Trouble> {
        if height > self.left() && self.y > TOP { self.next_sheet() } else { Ok(()) }
    }

    /// Leaves a gap, but none at the head of a sheet.
    pub fn gap(&mut self, height: f32) {
        if self.y > TOP {
            self.y += height;
        }
    }

    /// Sets lines of a width.
    pub fn set(&mut self, runs: &[(String, Look)], width: f32, side: Side) -> Result<Lines, Trouble> {
        let text: String = runs.iter().map(|(text, _)| text.as_str()).collect();
        self.letters += text.len();
        if self.letters > MAX_LETTERS {
            return Err(Trouble::TooLong);
        }
        let families = self.fonts.families();
        let mut builder = self.context.ranged_builder(self.fonts.context(), &text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(families));
        // a line is never lower than its default: that of the smallest letters
        let smallest = runs.iter().map(|(_, look)| look.size).fold(f32::INFINITY, f32::min);
        builder.push_default(StyleProperty::FontSize(if smallest.is_finite() { smallest } else { Look::BODY.size }));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.35)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        let mut at = 0;
        for (run, look) in runs {
            let range = at..at + run.len();
            at = range.end;
            builder.push(StyleProperty::FontSize(look.size), range.clone());
            builder.push(StyleProperty::Brush(look.ink), range.clone());
            let weight = if look.bold { FontWeight::BOLD } else { FontWeight::NORMAL };
            builder.push(StyleProperty::FontWeight(weight), range.clone());
            let style = if look.italic { FontStyle::Italic } else { FontStyle::Normal };
            builder.push(StyleProperty::FontStyle(style), range);
        }
        let mut layout = builder.build(&text);
        layout.break_all_lines(Some(width));
        let alignment = match side {
            Side::Start => Alignment::Start,
            Side::Middle => Alignment::Center,
            Side::End => Alignment::End,
        };
        layout.align(alignment, AlignmentOptions::default());
        Ok(Lines { text: text.into(), layout: Rc::new(layout) })
    }

    /// Lines at the place where we are, over as many sheets as they need.
    pub fn text(&mut self, runs: &[(String, Look)], indent: f32, width: f32, side: Side) -> Result<(), Trouble> {
        if runs.iter().all(|(text, _)| text.is_empty()) {
            return Ok(());
        }
        let lines = self.set(runs, width, side)?;
        let mut y = self.y;
        for at in 0..lines.layout.len() {
            let Some((top, height)) = extent(&lines, at) else { break };
            self.y = y;
            self.keep(height)?;
            y = self.y;
            self.draw(Thing::Line { lines: lines.clone(), at, x: EDGE + indent, down: y - top });
            y += height;
        }
        self.y = y;
        Ok(())
    }

    /// A thin line across.
    pub fn rule(&mut self) -> Result<(), Trouble> {
        self.keep(12.0)?;
        self.draw(Thing::Fill { x: EDGE, y: self.y + 5.5, width: WIDTH, height: 0.75, ink: Ink::LINE });
        self.y += 12.0;
        Ok(())
    }

    /// A mark at the left of what comes next.
    pub fn mark(&mut self, mark: &str, indent: f32) -> Result<(), Trouble> {
        self.keep(Look::BODY.size * 1.35)?;
        let lines = self.set(&[(mark.to_owned(), Look::BODY)], 40.0, Side::Start)?;
        if let Some((top, _)) = extent(&lines, 0) {
            self.draw(Thing::Line { lines, at: 0, x: EDGE + indent, down: self.y - top });
        }
        Ok(())
    }

    /// What stands at the head of the first page: words at the left, a picture before them, a code at the right.
    pub fn letterhead(
        &mut self,
        logo: Option<&Picture>,
        words: &[(String, Look)],
        code: Option<(&str, &str)>,
    ) -> Result<(), Trouble> {
        const CODE: f32 = 58.0;
        let top = self.y;
        let mut indent = 0.0;
        let mut below = top;
        if let Some(logo) = logo {
            let (width, height) = logo.within(96.0, 44.0);
            self.draw(Thing::Picture { image: logo.image.clone(), x: EDGE, y: top, width, height });
            indent = width + 12.0;
            below = top + height;
        }
        self.text(words, indent, WIDTH - indent - CODE - 60.0, Side::Start)?;
        below = below.max(self.y);
        if let Some((content, said)) = code {
            self.y = top;
            self.code(content, WIDTH - CODE, CODE);
            let lines = self.set(&[(said.to_owned(), Look::SMALL.sized(7.5))], CODE + 50.0, Side::End)?;
            if let Some((first, height)) = extent(&lines, 0) {
                let (x, down) = (EDGE + WIDTH - CODE - 50.0, top + CODE + 2.0 - first);
                self.draw(Thing::Line { lines, at: 0, x, down });
                below = below.max(top + CODE + 2.0 + height);
            }
        }
        self.y = below + 6.0;
        self.draw(Thing::Fill { x: EDGE, y: self.y, width: WIDTH, height: 1.25, ink: Ink::BLACK });
        self.y += 12.0;
        Ok(())
    }

    /// A picture of at most this size.
    pub fn picture(&mut self, picture: &Picture, width: f32, height: f32) -> Result<(), Trouble> {
        let (width, height) = picture.within(width.min(WIDTH), height);
        self.keep(height)?;
        self.draw(Thing::Picture { image: picture.image.clone(), x: EDGE, y: self.y, width, height });
        self.y += height;
        Ok(())
    }

    /// A QR code by itself.
    pub fn code_alone(&mut self, content: &str) -> Result<(), Trouble> {
        self.keep(84.0)?;
        self.code(content, 0.0, 84.0);
        self.y += 84.0;
        Ok(())
    }

    fn code(&mut self, content: &str, indent: f32, width: f32) {
        let Ok(code) = qrcode::QrCode::new(content) else { return };
        #[expect(clippy::cast_precision_loss, reason = "a code has at most 177 squares a side")]
        let (count, place) = (code.width() as f32, |n: usize| n as f32);
        let colors = code.to_colors();
        let dark = colors.iter().enumerate().filter(|(_, color)| **color == qrcode::Color::Dark);
        let dark = dark.map(|(n, _)| (place(n % code.width()), place(n / code.width()))).collect();
        self.draw(Thing::Squares { x: EDGE + indent, y: self.y, side: width / count, dark });
    }

    /// Pictures beside each other with their captions.
    pub fn pictures(&mut self, all: &[Picture]) -> Result<(), Trouble> {
        const GAP: f32 = 10.0;
        let width = (WIDTH - 2.0 * GAP) / 3.0;
        let height = width * 0.75;
        for row in all.chunks(3) {
            let captions: Vec<Lines> = row
                .iter()
                .map(|picture| self.set(&[(picture.caption.clone(), Look::SMALL)], width, Side::Start))
                .collect::<Result<_, _>>()?;
            // a caption of more lines than two is cut
            let words = captions.iter().map(|lines| first_lines(lines, 2)).fold(0.0, f32::max);
            self.keep(height + words + 12.0)?;
            let mut x = EDGE;
            for (picture, caption) in row.iter().zip(captions) {
                let (w, h) = picture.within(width, height);
                self.draw(Thing::Fill { x, y: self.y, width, height, ink: Ink::SHADE });
                let (left, top) = (x + (width - w) / 2.0, self.y + (height - h) / 2.0);
                self.draw(Thing::Picture { image: picture.image.clone(), x: left, y: top, width: w, height: h });
                for at in 0..caption.layout.len().min(2) {
                    self.draw(Thing::Line { lines: caption.clone(), at, x, down: self.y + height + 3.0 });
                }
                x += width + GAP;
            }
            self.y += height + words + 12.0;
        }
        Ok(())
    }

    /// A signature over its line, who signed below.
    pub fn signature(&mut self, picture: Option<&Picture>, words: &[(String, Look)]) -> Result<(), Trouble> {
        self.keep(96.0)?;
        if let Some(picture) = picture {
            let (width, height) = picture.within(200.0, 56.0);
            self.draw(Thing::Picture {
                image: picture.image.clone(),
                x: EDGE,
                y: self.y + 56.0 - height,
                width,
                height,
            });
        }
        self.y += 58.0;
        self.draw(Thing::Fill { x: EDGE, y: self.y, width: 230.0, height: 0.75, ink: Ink::BLACK });
        self.y += 3.0;
        self.text(words, 0.0, 230.0, Side::Start)
    }

    /// A table; its head stands again on every sheet. Without `lines`, as pairs of words and values.
    pub fn table(
        &mut self,
        sides: &[Side],
        head: &[Runs],
        rows: &[Vec<Runs>],
        shares: Option<&[f32]>,
    ) -> Result<(), Trouble> {
        let count = head.len().max(rows.iter().map(Vec::len).max().unwrap_or(0));
        if count == 0 {
            return Ok(());
        }
        let side = |column: usize| sides.get(column).copied().unwrap_or_default();
        let widths = match shares {
            Some(shares) => shares.iter().map(|share| share * WIDTH).collect(),
            None => self.columns(count, head, rows)?,
        };
        let inner = |column: usize| (widths.get(column).copied().unwrap_or(NARROW) - 2.0 * CELL).max(8.0);
        let set = |flow: &mut Self, cells: &[Runs]| -> Result<Vec<Lines>, Trouble> {
            (0..count).map(|n| flow.set(cells.get(n).map_or(&[][..], Vec::as_slice), inner(n), side(n))).collect()
        };
        let is_headed = head.iter().any(|cell| cell.iter().any(|(text, _)| !text.trim().is_empty()));
        let top = if is_headed { Some(set(self, head)?) } else { None };
        let head_height = top.as_ref().map_or(0.0, |cells| tallest(cells));
        self.keep(head_height + 24.0)?;
        if let Some(cells) = &top {
            self.row(cells, &widths, true)?;
        }
        for row in rows {
            let cells = set(self, row)?;
            let height = tallest(&cells);
            if height > self.left() && self.y > TOP {
                self.next_sheet()?;
                if let Some(cells) = &top {
                    self.row(cells, &widths, true)?;
                }
            }
            self.row(&cells, &widths, false)?;
        }
        self.y += 4.0;
        Ok(())
    }

    /// One row, over several sheets where one does not hold it.
    fn row(&mut self, cells: &[Lines], widths: &[f32], shaded: bool) -> Result<(), Trouble> {
        let mut done = vec![0; cells.len()];
        loop {
            let room = (self.left() - 2.0 * CELL).max(12.0);
            let mut height: f32 = 0.0;
            let mut ends = done.clone();
            for (cell, end) in cells.iter().zip(&mut ends) {
                let mut used = 0.0;
                while let Some((_, line)) = extent(cell, *end) {
                    if used + line > room && used > 0.0 {
                        break;
                    }
                    used += line;
                    *end += 1;
                }
                height = height.max(used);
            }
            let full = height + 2.0 * CELL;
            if shaded {
                self.draw(Thing::Fill { x: EDGE, y: self.y, width: WIDTH, height: full, ink: Ink::SHADE });
            }
            let mut x = EDGE;
            for (n, (cell, width)) in cells.iter().zip(widths).enumerate() {
                let first = extent(cell, done[n]).map_or(0.0, |(top, _)| top);
                for at in done[n]..ends[n] {
                    let lines = cell.clone();
                    self.draw(Thing::Line { lines, at, x: x + CELL, down: self.y + CELL - first });
                }
                x += width;
            }
            self.draw(Thing::Fill { x: EDGE, y: self.y + full, width: WIDTH, height: 0.5, ink: Ink::LINE });
            self.y += full;
            done = ends;
            if cells.iter().zip(&done).all(|(cell, done)| *done >= cell.layout.len()) {
                return Ok(());
            }
            self.next_sheet()?;
        }
    }

    /// Widths of columns by what stands in them.
    fn columns(&mut self, count: usize, head: &[Runs], rows: &[Vec<Runs>]) -> Result<Vec<f32>, Trouble> {
        let mut wanted = vec![NARROW; count];
        for cells in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
            for (cell, wanted) in cells.iter().zip(&mut wanted) {
                let lines = self.set(cell, WIDTH, Side::Start)?;
                *wanted = wanted.max(lines.layout.full_width() + 2.0 * CELL + 1.0);
            }
        }
        let fair = WIDTH / f32::from(u16::try_from(count).unwrap_or(u16::MAX));
        let all: f32 = wanted.iter().sum();
        if all <= WIDTH {
            return Ok(wanted.iter().map(|width| width * WIDTH / all).collect());
        }
        // narrow columns keep what they want, wide ones share the rest
        let kept: f32 = wanted.iter().filter(|width| **width <= fair).sum();
        let wide: f32 = wanted.iter().filter(|width| **width > fair).sum();
        let scale = (WIDTH - kept) / wide.max(1.0);
        Ok(wanted.iter().map(|width| if *width <= fair { *width } else { width * scale }).collect())
    }

    /// Writes the foot of every page.
    pub fn feet(&mut self, said: &str) -> Result<(), Trouble> {
        let all = self.sheets.len();
        for at in 0..all {
            let words = [(said.to_owned(), Look::SMALL.sized(7.5))];
            let number = [(format!("{} / {all}", at + 1), Look::SMALL.sized(7.5))];
            for (runs, side) in [(words, Side::Start), (number, Side::End)] {
                let lines = self.set(&runs, WIDTH, side)?;
                if let Some(sheet) = self.sheets.get_mut(at) {
                    sheet.push(Thing::Line { lines, at: 0, x: EDGE, down: SHEET.1 - 40.0 });
                }
            }
        }
        Ok(())
    }
}

/// Top and height of a line.
fn extent(lines: &Lines, at: usize) -> Option<(f32, f32)> {
    let line = lines.layout.get(at)?;
    let metrics = line.metrics();
    Some((metrics.block_min_coord, metrics.line_height))
}

fn first_lines(lines: &Lines, most: usize) -> f32 {
    (0..most).filter_map(|at| extent(lines, at)).map(|(_, height)| height).sum()
}

fn tallest(cells: &[Lines]) -> f32 {
    cells.iter().map(|lines| lines.layout.height()).fold(0.0, f32::max) + 2.0 * CELL
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow() -> Flow {
        Flow::new(Fonts::of(std::iter::empty()))
    }

    fn cell(text: &str) -> Runs {
        vec![(text.to_owned(), Look::BODY)]
    }

    #[test]
    fn a_table_goes_over_sheets_with_its_head() {
        let mut flow = flow();
        let rows: Vec<Vec<Runs>> = (0..120).map(|n| vec![cell(&format!("Part {n}")), cell("2")]).collect();
        flow.table(&[Side::Start, Side::End], &[cell("Part"), cell("Count")], &rows, None).expect("fits");
        assert!(flow.sheets.len() >= 3, "{} sheets", flow.sheets.len());
        for sheet in &flow.sheets {
            let headed = sheet.iter().any(|thing| matches!(thing, Thing::Fill { ink: Ink::SHADE, .. }));
            let below =
                sheet.iter().all(|thing| !matches!(thing, Thing::Fill { y, .. } if *y > SHEET.1 - BOTTOM + 1.0));
            assert!(headed && below, "each sheet has the head, and nothing stands in its foot");
        }
    }

    #[test]
    fn a_cell_higher_than_a_sheet_goes_on_and_pages_end() {
        let mut flow = flow();
        let long = "word ".repeat(6_000);
        flow.table(&[], &[], &[vec![cell("A"), cell(&long)]], Some(&[0.2, 0.8])).expect("fits");
        assert!(flow.sheets.len() >= 3, "{} sheets", flow.sheets.len());
        let endless = "line\n".repeat(20_000);
        assert_eq!(flow.text(&cell(&endless), 0.0, WIDTH, Side::Start), Err(Trouble::TooLong));
    }

    #[test]
    fn narrow_columns_keep_what_they_need() {
        let mut flow = flow();
        let widths = flow.columns(2, &[], &[vec![cell("1"), cell(&"long ".repeat(100))]]).expect("few letters");
        assert!((widths.iter().sum::<f32>() - WIDTH).abs() < 1.0 && widths[0] < 60.0, "{widths:?}");
        let many = flow.columns(60, &[], &[vec![cell("x"); 60]]).expect("few letters");
        assert!(many.iter().sum::<f32>() <= WIDTH + 1.0);
    }
}
