//! How links run: in right angles with rounded corners, around nodes where there is a way, and where their words stand.
//!
//! For each link a few ways are tried, from side to side, around a corner, below and above, and the best is taken: one that
//! crosses no node, covers no other link, bends little and is short.

use truckroll_domain::workflows::{Link, Workflow};

use super::shape::{Rect, body, cut, width};

/// How far a link stands off a node before it turns.
const OFF: f64 = 22.0;
/// Radius of a corner.
const CORNER: f64 = 10.0;
/// Size of the words.
pub const FONT: f64 = 12.0;
/// Widest words along a link.
const WIDEST: f64 = 112.0;

type Point = (f64, f64);

/// The words along a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// What is read, cut where it is long.
    pub text: String,
    /// Where it stands.
    pub at: Rect,
}

/// A link as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Its key.
    pub key: String,
    /// The line.
    pub path: String,
    /// The tip.
    pub arrow: String,
    /// Its words, where it has some.
    pub label: Option<Label>,
}

/// A link with its corners.
struct Laid<'a> {
    link: &'a Link,
    points: Vec<Point>,
}

/// All links of a drawing; `said` gives the words of each.
#[must_use]
pub fn drawn(workflow: &Workflow, said: &dyn Fn(&Link) -> String) -> Vec<Drawn> {
    let bodies: Vec<(&str, Rect)> = workflow.nodes.iter().map(|node| (node.key.as_str(), body(node))).collect();
    let mut laid: Vec<Laid<'_>> = Vec::new();
    for link in &workflow.links {
        let of = |key: &str| bodies.iter().find(|(known, _)| *known == key).map(|(_, rect)| *rect);
        if let Some((from, to)) = of(&link.from).zip(of(&link.to)) {
            let several = workflow.leaving(&link.from).count() > 1;
            let best = ways(from, to, several)
                .into_iter()
                .map(|points| (cost(&points, link, &bodies, &laid), points))
                .min_by(|a, b| a.0.total_cmp(&b.0));
            laid.extend(best.map(|(_, points)| Laid { link, points }));
        }
    }
    let rects: Vec<Rect> = bodies.iter().map(|(_, rect)| *rect).collect();
    let mut labels: Vec<Rect> = Vec::new();
    let mut drawn = Vec::new();
    for (index, one) in laid.iter().enumerate() {
        let text = cut(&said(one.link), WIDEST, FONT);
        let label = (!text.is_empty()).then(|| {
            let others: Vec<&[Point]> = laid
                .iter()
                .enumerate()
                .filter(|(n, _)| *n != index)
                .map(|(_, other)| other.points.as_slice())
                .collect();
            Label { at: place(&one.points, width(&text, FONT) + 14.0, &rects, &labels, &others), text }
        });
        labels.extend(label.as_ref().map(|label| label.at));
        let (path, arrow) = (rounded(&one.points), tip(&one.points));
        drawn.push(Drawn { key: one.link.key.clone(), path, arrow, label });
    }
    drawn
}

/// The line from a node to a point, while a link is being drawn.
#[must_use]
pub fn loose(from: Rect, to: Point) -> (String, String) {
    let start = (from.right(), from.middle().1);
    let middle = f64::midpoint(start.0, to.0);
    let points = tidy(vec![start, (middle, start.1), (middle, to.1), to]);
    (rounded(&points), tip(&points))
}

/// The ways that are tried, the preferred ones first.
fn ways(from: Rect, to: Rect, several: bool) -> Vec<Vec<Point>> {
    let ((from_x, from_y), (to_x, to_y)) = (from.middle(), to.middle());
    let (right, left) = ((from.right(), from_y), (to.x, to_y));
    let (below, above) = ((from_x, from.bottom()), (from_x, from.y));
    let (under, over) = ((to_x, to.bottom()), (to_x, to.y));
    let mut ways: Vec<Vec<Point>> = Vec::new();
    if to.x - from.right() >= 2.0 * OFF {
        let (near, far, middle) = (from.right() + OFF, to.x - OFF, f64::midpoint(from.right(), to.x));
        let turns = if several { [near, middle, far] } else { [far, middle, near] };
        ways.extend(turns.map(|x| vec![right, (x, from_y), (x, to_y), left]));
    }
    if to_x > from.right() + OFF {
        if over.1 > from_y + OFF {
            ways.push(vec![right, (to_x, from_y), over]);
        }
        if under.1 < from_y - OFF {
            ways.push(vec![right, (to_x, from_y), under]);
        }
    }
    if to.x > from_x + OFF {
        if to_y > from.bottom() + OFF {
            ways.push(vec![below, (from_x, to_y), left]);
        }
        if to_y < from.y - OFF {
            ways.push(vec![above, (from_x, to_y), left]);
        }
    }
    if to.y - from.bottom() >= 2.0 * OFF {
        let middle = f64::midpoint(from.bottom(), to.y);
        ways.push(vec![below, (from_x, middle), (to_x, middle), over]);
    }
    if from.y - to.bottom() >= 2.0 * OFF {
        let middle = f64::midpoint(from.y, to.bottom());
        ways.push(vec![above, (from_x, middle), (to_x, middle), under]);
    }
    for step in [1.0, 2.0, 3.5] {
        let low = from.bottom().max(to.bottom()) + OFF * step + 4.0;
        let high = from.y.min(to.y) - OFF * step - 4.0;
        ways.push(vec![below, (from_x, low), (to_x, low), under]);
        ways.push(vec![above, (from_x, high), (to_x, high), over]);
    }
    ways.into_iter().map(tidy).collect()
}

/// The same without points that change nothing.
fn tidy(points: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for point in points {
        if kept.last().is_some_and(|last| (last.0 - point.0).abs() + (last.1 - point.1).abs() < 0.5) {
            continue;
        }
        if let [.., a, b] = kept.as_slice()
            && ((a.0 - b.0).abs() < 0.5 && (b.0 - point.0).abs() < 0.5
                || (a.1 - b.1).abs() < 0.5 && (b.1 - point.1).abs() < 0.5)
        {
            kept.pop();
        }
        kept.push(point);
    }
    kept
}

fn box_of(a: Point, b: Point) -> Rect {
    Rect { x: a.0.min(b.0), y: a.1.min(b.1), w: (a.0 - b.0).abs(), h: (a.1 - b.1).abs() }
}

fn pieces(points: &[Point]) -> impl Iterator<Item = Rect> + '_ {
    points.iter().zip(points.iter().skip(1)).map(|(a, b)| box_of(*a, *b))
}

fn cost(points: &[Point], link: &Link, bodies: &[(&str, Rect)], laid: &[Laid<'_>]) -> f64 {
    let mut cost = 0.0;
    for piece in pieces(points) {
        cost += piece.w + piece.h + 40.0;
        for (key, rect) in bodies {
            // its own nodes are touched at their edges
            let own = *key == link.from || *key == link.to;
            if piece.grown(0.1).meets(&rect.grown(if own { -2.0 } else { 8.0 })) {
                cost += 2_000.0;
            }
        }
        for other in laid.iter().filter(|other| other.link.from != link.from && other.link.to != link.to) {
            for there in pieces(&other.points) {
                if piece.grown(0.1).meets(&there.grown(5.0)) {
                    let along = (piece.w > piece.h) == (there.w > there.h);
                    cost += if along { 400.0 } else { 60.0 };
                }
            }
        }
    }
    // from side to side reads best, and forwards better than around
    let sideways = points.first().zip(points.get(1)).is_some_and(|(a, b)| (a.1 - b.1).abs() < 0.5);
    if sideways { cost } else { cost + 90.0 }
}

/// Where words of a width stand: on the line, over no node and no other words.
fn place(points: &[Point], wide: f64, bodies: &[Rect], labels: &[Rect], others: &[&[Point]]) -> Rect {
    let high = 20.0;
    let mut best: Option<(f64, Rect)> = None;
    for piece in pieces(points) {
        let flat = piece.w > piece.h;
        for part in [0.5, 0.3, 0.7] {
            let (x, y) = (piece.x + piece.w * part, piece.y + piece.h * part);
            let at = Rect { x: x - wide / 2.0, y: y - high / 2.0, w: wide, h: high };
            let mut cost = if flat { 0.0 } else { 30.0 } + if part == 0.5 { 0.0 } else { 8.0 };
            let room = if flat { piece.w - wide } else { piece.h - high };
            if room < 16.0 {
                cost += 60.0;
            }
            cost += 500.0 * count(bodies.iter().filter(|rect| rect.grown(3.0).meets(&at)));
            cost += 400.0 * count(labels.iter().filter(|rect| rect.grown(2.0).meets(&at)));
            let crossed = others.iter().flat_map(|points| pieces(points)).filter(|there| there.grown(1.0).meets(&at));
            cost += 40.0 * count(crossed);
            if best.is_none_or(|(known, _)| cost < known) {
                best = Some((cost, at));
            }
        }
    }
    best.map_or(Rect { x: 0.0, y: 0.0, w: wide, h: high }, |(_, at)| at)
}

#[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
fn count(all: impl Iterator) -> f64 {
    all.count() as f64
}

/// The line as a path, its corners rounded, ending below the tip.
fn rounded(points: &[Point]) -> String {
    let Some(first) = points.first() else { return String::new() };
    let mut path = format!("M{:.1} {:.1}", first.0, first.1);
    let last = points.len() - 1;
    for at in 1..points.len() {
        let (before, here) = (points[at - 1], points[at]);
        if at == last {
            let end = towards(here, before, 7.0);
            path.push_str(&format!("L{:.1} {:.1}", end.0, end.1));
            continue;
        }
        let next = points[at + 1];
        let half = |a: Point, b: Point| ((a.0 - b.0).abs() + (a.1 - b.1).abs()) / 2.0;
        let round = CORNER.min(half(before, here)).min(half(here, next));
        let (enter, leave) = (towards(here, before, round), towards(here, next, round));
        path.push_str(&format!(
            "L{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}",
            enter.0, enter.1, here.0, here.1, leave.0, leave.1
        ));
    }
    path
}

/// A point that far from another one towards a third.
fn towards(from: Point, to: Point, far: f64) -> Point {
    let (x, y) = (to.0 - from.0, to.1 - from.1);
    let long = x.hypot(y);
    if long < 0.1 { from } else { (from.0 + x / long * far, from.1 + y / long * far) }
}

/// The tip of a line as a path.
fn tip(points: &[Point]) -> String {
    let [.., before, end] = points else { return String::new() };
    let (x, y) = towards((0.0, 0.0), (before.0 - end.0, before.1 - end.1), 9.0);
    let (base_x, base_y) = (end.0 + x, end.1 + y);
    let (aside_x, aside_y) = (-y * 0.55, x * 0.55);
    format!(
        "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z",
        end.0,
        end.1,
        base_x + aside_x,
        base_y + aside_y,
        base_x - aside_x,
        base_y - aside_y
    )
}

#[cfg(test)]
mod tests {
    use truckroll_domain::workflows::Spot;

    use super::super::plan::{self, New};
    use super::*;

    fn laid(workflow: &Workflow) -> Vec<(String, Vec<Point>)> {
        let bodies: Vec<(&str, Rect)> = workflow.nodes.iter().map(|node| (node.key.as_str(), body(node))).collect();
        let of = |key: &str| bodies.iter().find(|(known, _)| *known == key).map(|(_, rect)| *rect).expect("a node");
        let best = |link: &Link| {
            let ways = ways(of(&link.from), of(&link.to), false).into_iter();
            ways.map(|points| (cost(&points, link, &bodies, &[]), points))
                .min_by(|a, b| a.0.total_cmp(&b.0))
                .expect("a way")
                .1
        };
        workflow.links.iter().map(|link| (link.key.clone(), best(link))).collect()
    }

    fn drawing() -> Workflow {
        let mut workflow = plan::first("Repair", "Start", "End");
        let report = plan::add_after(&mut workflow, "start_1", New::Task, "Report");
        let which = plan::add_after(&mut workflow, &report, New::Branch, "Which?");
        let repair = plan::add_after(&mut workflow, &which, New::Task, "Repair");
        let replace = plan::add_after(&mut workflow, &which, New::Task, "Replace");
        plan::move_node(&mut workflow, "end_1", Spot { x: 80, y: 2 });
        plan::connect(&mut workflow, &repair, "end_1");
        plan::connect(&mut workflow, &replace, "end_1");
        // back again, over everything in between
        plan::connect(&mut workflow, &repair, &report);
        workflow
    }

    #[test]
    fn links_run_in_right_angles_and_cross_no_node() {
        let workflow = drawing();
        for (key, points) in laid(&workflow) {
            let link = workflow.links.iter().find(|link| link.key == key).expect("a link");
            for piece in pieces(&points) {
                assert!(piece.w < 0.5 || piece.h < 0.5, "{key} {points:?}");
                for node in workflow.nodes.iter().filter(|node| node.key != link.from && node.key != link.to) {
                    assert!(!piece.grown(0.1).meets(&body(node)), "{key} crosses {}: {points:?}", node.key);
                }
            }
            assert!(points.len() <= 4, "{key} {points:?}");
        }
    }

    #[test]
    fn words_along_links_lie_over_no_node_and_no_other_words() {
        let workflow = drawing();
        let drawn = drawn(&workflow, &|link| format!("when it is {}", link.key));
        assert_eq!(drawn.len(), workflow.links.len());
        let at: Vec<Rect> = drawn.iter().filter_map(|one| one.label.as_ref()).map(|label| label.at).collect();
        for (index, rect) in at.iter().enumerate() {
            assert!(at.iter().skip(index + 1).all(|other| !rect.meets(other)), "{at:?}");
            assert!(workflow.nodes.iter().all(|node| !rect.meets(&body(node))), "{rect:?}");
        }
        assert!(drawn.iter().all(|one| one.path.starts_with('M') && one.arrow.ends_with('Z')));
        assert!(!drawn.iter().any(|one| one.path.contains("NaN") || one.arrow.contains("NaN")));
    }

    #[test]
    fn two_nodes_on_one_spot_are_joined_all_the_same() {
        let mut workflow = plan::first("Repair", "Start", "End");
        plan::connect(&mut workflow, "start_1", "end_1");
        plan::move_node(&mut workflow, "end_1", Spot { x: 2, y: 2 });
        let drawn = drawn(&workflow, &|_| String::new());
        assert!(!drawn[0].path.contains("NaN") && drawn[0].label.is_none(), "{drawn:?}");
        let (path, arrow) = loose(body(&workflow.nodes[0]), (400.0, 90.0));
        assert!(path.starts_with("M160.0 80.0") && arrow.contains("400.0 90.0"), "{path} {arrow}");
    }
}
