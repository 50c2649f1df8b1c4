//! Where one looks at the sheet: how far it is moved and how large it is shown.

use super::shape::Rect;

/// Smallest and largest size.
const SIZES: (f64, f64) = (0.3, 2.0);
/// What stays free around what is brought into sight.
const EDGE: f64 = 24.0;

/// A look at the sheet: a point of it is seen at `point * zoom + (x, y)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
    /// How large.
    pub zoom: f64,
    /// Width and height of the pane; nothing until it is known.
    pub pane: Option<(f64, f64)>,
}

impl Default for View {
    fn default() -> Self {
        Self { x: 24.0, y: 24.0, zoom: 1.0, pane: None }
    }
}

impl View {
    /// The whole drawing in sight, no larger than it is.
    #[must_use]
    pub fn fit(self, whole: Rect) -> Self {
        let Some((width, height)) = self.pane else { return self };
        let room = (width - 2.0 * EDGE, height - 2.0 * EDGE);
        let zoom = (room.0 / whole.w).min(room.1 / whole.h).clamp(SIZES.0, 1.0);
        // what is wider than the pane begins at its start
        let place = |from: f64, long: f64, pane: f64| ((pane - long * zoom) / 2.0).max(EDGE) - from * zoom;
        Self { x: place(whole.x, whole.w, width), y: place(whole.y, whole.h, height), zoom, ..self }
    }

    /// Larger or smaller around a point of the pane; its middle where none is given.
    #[must_use]
    pub fn zoomed(self, by: f64, around: Option<(f64, f64)>) -> Self {
        let (width, height) = self.pane.unwrap_or((0.0, 0.0));
        let (px, py) = around.unwrap_or((width / 2.0, height / 2.0));
        let zoom = (self.zoom * by).clamp(SIZES.0, SIZES.1);
        let ratio = zoom / self.zoom;
        Self { x: px - (px - self.x) * ratio, y: py - (py - self.y) * ratio, zoom, ..self }
    }

    /// Moved by pixels of the pane.
    #[must_use]
    pub fn moved(self, x: f64, y: f64) -> Self {
        Self { x: self.x + x, y: self.y + y, ..self }
    }

    /// Moved as little as brings a box into sight.
    #[must_use]
    pub fn showing(self, rect: Rect) -> Self {
        let Some((width, height)) = self.pane else { return self };
        let axis = |from: f64, to: f64, at: f64, pane: f64| {
            let (from, to) = (from * self.zoom + at, to * self.zoom + at);
            if from < EDGE {
                EDGE - from
            } else if to > pane - EDGE {
                (pane - EDGE - to).max(EDGE - from)
            } else {
                0.0
            }
        };
        self.moved(axis(rect.x, rect.right(), self.x, width), axis(rect.y, rect.bottom(), self.y, height))
    }

    /// The transformation of the sheet as SVG writes it.
    #[must_use]
    pub fn transform(&self) -> String {
        format!("translate({:.1} {:.1}) scale({:.3})", self.x, self.y, self.zoom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(view: View, rect: Rect) -> Rect {
        Rect {
            x: rect.x * view.zoom + view.x,
            y: rect.y * view.zoom + view.y,
            w: rect.w * view.zoom,
            h: rect.h * view.zoom,
        }
    }

    #[test]
    fn a_drawing_is_fitted_and_never_blown_up() {
        let pane = View { pane: Some((800.0, 400.0)), ..View::default() };
        let small = Rect { x: 40.0, y: 40.0, w: 200.0, h: 100.0 };
        let fitted = pane.fit(small);
        assert!((fitted.zoom - 1.0).abs() < 0.001);
        assert_eq!(seen(fitted, small).middle(), (400.0, 200.0));
        let wide = Rect { x: 0.0, y: 0.0, w: 1_504.0, h: 100.0 };
        let fitted = pane.fit(wide);
        assert!((seen(fitted, wide).x - EDGE).abs() < 0.1 && (seen(fitted, wide).right() - 776.0).abs() < 0.1);
        let huge = Rect { x: 0.0, y: 0.0, w: 9_000.0, h: 100.0 };
        assert!((seen(pane.fit(huge), huge).x - EDGE).abs() < 0.1, "it begins in sight");
        assert_eq!(View::default().fit(small), View::default(), "nobody knows how large the pane is");
    }

    #[test]
    fn the_point_under_the_pointer_stays_where_it_is() {
        let view = View { pane: Some((800.0, 400.0)), ..View::default() };
        let point = |view: View| ((300.0 - view.x) / view.zoom, (120.0 - view.y) / view.zoom);
        let closer = view.zoomed(1.25, Some((300.0, 120.0)));
        let (a, b) = (point(view), point(closer));
        assert!((a.0 - b.0).abs() < 0.001 && (a.1 - b.1).abs() < 0.001);
        assert!((view.zoomed(100.0, None).zoom - SIZES.1).abs() < 0.001);
    }

    #[test]
    fn what_is_out_of_sight_is_brought_in_and_the_rest_stays() {
        let view = View { x: 0.0, y: 0.0, zoom: 1.0, pane: Some((800.0, 400.0)) };
        let inside = Rect { x: 100.0, y: 100.0, w: 200.0, h: 80.0 };
        assert_eq!(view.showing(inside), view);
        let right = Rect { x: 900.0, y: 100.0, w: 200.0, h: 80.0 };
        assert!((seen(view.showing(right), right).right() - 776.0).abs() < 0.1);
        let above = Rect { x: 100.0, y: -300.0, w: 200.0, h: 80.0 };
        assert!((seen(view.showing(above), above).y - EDGE).abs() < 0.1);
    }
}
