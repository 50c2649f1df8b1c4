//! Measures of the drawing: where a node's body is, how wide words are, and how they are broken into lines.

use truckroll_domain::workflows::{Node, NodeKind, Note, Workflow};

use super::plan::{LANE, NOTE, size};

/// A unit of the grid in pixels.
pub const GRID: f64 = 20.0;
/// How high a line of words is.
pub const LINE: f64 = 18.0;
/// Most lines of a note that are drawn.
const NOTE_LINES: usize = 8;

/// A box in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// The right edge.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.w
    }
    /// The lower edge.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }
    /// The middle.
    #[must_use]
    pub fn middle(&self) -> (f64, f64) {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }
    /// The same, larger on every side; smaller by less than nothing.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self { x: self.x - by, y: self.y - by, w: self.w + 2.0 * by, h: self.h + 2.0 * by }
    }
    /// Whether they share a point.
    #[must_use]
    pub fn meets(&self, other: &Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
    /// Whether a point lies inside.
    #[must_use]
    pub fn holds(&self, (x, y): (f64, f64)) -> bool {
        x >= self.x && x <= self.right() && y >= self.y && y <= self.bottom()
    }
}

/// The body of a node as it is drawn.
#[must_use]
pub fn body(node: &Node) -> Rect {
    let (width, height) = size(&node.kind);
    let whole = Rect {
        x: f64::from(node.spot.x) * GRID,
        y: f64::from(node.spot.y) * GRID,
        w: f64::from(width) * GRID,
        h: f64::from(height) * GRID,
    };
    // all are centred on one line, whatever their height
    let inset = match node.kind {
        NodeKind::Start | NodeKind::End => 20.0,
        NodeKind::Branch { .. } => 8.0,
        NodeKind::Task { .. } | NodeKind::Unknown => 4.0,
    };
    Rect { y: whole.y + inset, h: whole.h - 2.0 * inset, ..whole }
}

/// The body of a note, as high as its words.
#[must_use]
pub fn note_body(note: &Note) -> Rect {
    #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
    let lines = note_lines(note).len() as f64;
    Rect {
        x: f64::from(note.spot.x) * GRID,
        y: f64::from(note.spot.y) * GRID,
        w: f64::from(NOTE) * GRID,
        h: lines * LINE + 20.0,
    }
}

/// The lines of a note.
#[must_use]
pub fn note_lines(note: &Note) -> Vec<String> {
    lines(&note.text, f64::from(NOTE) * GRID - 24.0, 13.0, NOTE_LINES)
}

/// Everything that is drawn, as one box; where there is nothing, an empty sheet.
#[must_use]
pub fn whole(workflow: &Workflow) -> Rect {
    let nodes = workflow.nodes.iter().map(body);
    let all: Vec<Rect> = nodes.chain(workflow.notes.iter().map(note_body)).collect();
    let edge = |of: fn(&Rect) -> f64, pick: fn(f64, f64) -> f64| all.iter().map(of).reduce(pick);
    let (left, top) = (edge(|r| r.x, f64::min).unwrap_or(0.0), edge(|r| r.y, f64::min).unwrap_or(0.0));
    let right = edge(Rect::right, f64::max).unwrap_or(400.0);
    #[expect(clippy::cast_precision_loss, reason = "at most fifty lanes")]
    let lanes = workflow.lanes.len() as f64 * f64::from(LANE) * GRID;
    let bottom = edge(Rect::bottom, f64::max).unwrap_or(200.0).max(lanes);
    let (left, top) = if workflow.lanes.is_empty() { (left, top) } else { (left.min(0.0), 0.0) };
    Rect { x: left, y: top, w: (right - left).max(1.0), h: (bottom - top).max(1.0) }
}

/// About how wide words are, pixels.
#[must_use]
pub fn width(text: &str, font: f64) -> f64 {
    let em = |c: char| match c {
        'i' | 'l' | 'j' | '.' | ',' | '\'' | '|' | ' ' | 't' | 'f' | 'r' => 0.34,
        'm' | 'w' | 'M' | 'W' => 0.88,
        c if c.is_ascii_uppercase() => 0.68,
        c if (c as u32) < 0x1100 => 0.56,
        _ => 1.0,
    };
    text.chars().map(em).sum::<f64>() * font
}

/// Words on at most `most` lines that are not wider; what does not fit ends in "…".
#[must_use]
pub fn lines(text: &str, wide: f64, font: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut rest = pieces(text).into_iter().peekable();
    while let Some(piece) = rest.next() {
        let ends = piece == "\n";
        let fits = ends || width(&format!("{line}{piece}"), font) <= wide;
        if fits && !ends {
            line.push_str(if line.is_empty() { piece.trim_start() } else { &piece });
            continue;
        }
        let full = if line.is_empty() && !ends { cut(&piece, wide, font) } else { std::mem::take(&mut line) };
        lines.push(full.trim_end().to_owned());
        if lines.len() == most && (rest.peek().is_some() || !ends) {
            let last = lines.pop().unwrap_or_default();
            lines.push(cut(&format!("{last}……"), wide, font));
            return lines;
        }
        if !ends && !lines.last().is_some_and(|last| last.ends_with('…')) {
            line = piece.trim_start().to_owned();
        }
    }
    if !line.trim().is_empty() || lines.is_empty() {
        let line = line.trim_end();
        lines.push(if width(line, font) > wide { cut(line, wide, font) } else { line.to_owned() });
    }
    lines
}

/// Where words can be broken: before spaces, between Chinese characters, at the ends of lines.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        let alone = c == '\n' || (c as u32) >= 0x2E80;
        let joins = pieces.last().is_some_and(|last| !last.ends_with(|l: char| l == '\n' || (l as u32) >= 0x2E80));
        if alone || c == ' ' || !joins {
            pieces.push(c.to_string());
        } else if let Some(last) = pieces.last_mut() {
            last.push(c);
        }
    }
    pieces
}

/// Words cut to a width, with "…" where something is missing.
#[must_use]
pub fn cut(text: &str, wide: f64, font: f64) -> String {
    if width(text, font) <= wide {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if width(&format!("{kept}{c}…"), font) > wide {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end_matches(['…', ' ']))
}

#[cfg(test)]
mod tests {
    use truckroll_domain::workflows::Spot;

    use super::super::plan;
    use super::*;

    #[test]
    fn words_are_broken_where_they_may_be_and_cut_where_they_do_not_fit() {
        for (text, wanted) in [
            ("Repair", vec!["Repair"]),
            ("Repair the lift at once", vec!["Repair the lift", "at once"]),
            ("Repair the lift at once and tell everybody", vec!["Repair the lift", "at once and…"]),
            ("检查电梯并记录所有故障信息", vec!["检查电梯并记录", "所有故障信息"]),
            ("One\ntwo", vec!["One", "two"]),
            ("", vec![""]),
        ] {
            assert_eq!(lines(text, 100.0, 14.0, 2), wanted, "{text}");
        }
        let long = lines("Donaudampfschifffahrtsgesellschaft", 100.0, 14.0, 2);
        assert!(long.iter().all(|line| width(line, 14.0) <= 100.0) && long[0].ends_with('…'), "{long:?}");
    }

    #[test]
    fn bodies_are_centred_on_one_line_and_the_whole_holds_them() {
        let mut workflow = plan::first("Repair", "Start", "End");
        plan::add_after(&mut workflow, "start_1", plan::New::Task, "Repair");
        plan::add_note(&mut workflow, "Ask for the key first, it is with the porter at the gate.");
        let middles: Vec<f64> = workflow.nodes.iter().map(|node| body(node).middle().1).collect();
        assert!(middles.iter().all(|y| (y - middles[0]).abs() < 0.1), "{middles:?}");
        let whole = whole(&workflow);
        for rect in workflow.nodes.iter().map(body).chain(workflow.notes.iter().map(note_body)) {
            assert!(whole.grown(0.1).holds((rect.x, rect.y)) && whole.grown(0.1).holds((rect.right(), rect.bottom())));
        }
        let note = Note { text: "x".into(), spot: Spot { x: 1, y: 1 } };
        assert!((note_body(&note).h - 38.0).abs() < 0.1);
    }
}
