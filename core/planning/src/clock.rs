//! When work can begin: windows, breaks, and the labels that carry a tour through a day.
//!
//! A tour with breaks has a choice at every stop: rest now or later. A [`Label`] per number of breaks already taken
//! keeps the earliest time each choice allows; because waiting is always allowed, being earlier is never worse, so
//! these few labels decide exactly whether a tour can be kept. The same steps are walked backwards for the latest
//! times ([`latest_arrival`], [`latest_rest`]), and two halves that meet are compared label by label: that is how an
//! insertion is judged without walking the tour (the forward time slack of M. Savelsbergh, 1992, once per break).
//!
//! With soft windows a label is still the earliest one, and its lateness is what that choice of breaks brings; an
//! earlier break might bring less, which is not searched.

use crate::problem::limits::BREAKS;
use crate::problem::{Break, Window};

/// Later than any time that can be reached; sums of it with any times of a problem do not overflow.
pub(crate) const NEVER: i64 = i64::MAX / 4;

/// The state of a tour at one stop after a number of breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    /// Earliest time, [`NEVER`] where it cannot be.
    pub time: i64,
    /// Seconds of lateness so far.
    pub late: i64,
}

/// One label for each number of breaks taken.
pub(crate) type Labels = [Label; BREAKS + 1];

/// What a visit asks of time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Serving<'a> {
    /// Windows of the begin: in order, apart from each other, at least one.
    pub windows: &'a [Window],
    /// How long it lasts.
    pub seconds: i64,
    /// Whether it may begin after its last window.
    pub soft: bool,
}

/// The windows in order with those that touch joined; one without bounds where there is none.
pub(crate) fn ordered(windows: &[Window]) -> Vec<Window> {
    let mut sorted = windows.to_vec();
    sorted.sort_unstable();
    let mut joined: Vec<Window> = Vec::with_capacity(sorted.len().max(1));
    for window in sorted {
        match joined.last_mut() {
            Some(last) if window.from <= last.until.saturating_add(1) => last.until = last.until.max(window.until),
            _ => joined.push(window),
        }
    }
    if joined.is_empty() {
        joined.push(Window::new(-NEVER, NEVER));
    }
    joined
}

/// Indices of the breaks that fall into a shift, in the order in which they are taken.
pub(crate) fn due_breaks(breaks: &[Break], shift: Window) -> Vec<usize> {
    let mut due: Vec<usize> = (0..breaks.len()).filter(|i| breaks[*i].window.until >= shift.from).collect();
    due.sort_by_key(|i| (breaks[*i].window.until, breaks[*i].window.from));
    due
}

impl Serving<'_> {
    /// When work begins after an arrival; [`NEVER`] after the last window.
    pub(crate) fn begin(&self, arrival: i64) -> i64 {
        match self.windows.iter().find(|w| arrival <= w.until) {
            Some(window) => arrival.max(window.from),
            None if self.soft => arrival,
            None => NEVER,
        }
    }

    /// Seconds that a begin is late.
    pub(crate) fn late(&self, begin: i64) -> i64 {
        self.windows.last().map_or(0, |last| (begin - last.until).max(0))
    }

    /// The latest arrival that lets work begin no later than `by`; `-NEVER` if there is none.
    pub(crate) fn latest_arrival(&self, by: i64) -> i64 {
        if self.soft && self.windows.last().is_some_and(|last| by > last.until) {
            return by;
        }
        self.windows.iter().rev().find(|w| w.from <= by).map_or(-NEVER, |w| w.until.min(by))
    }

    /// Serves in every label.
    pub(crate) fn serve(&self, labels: &mut [Label]) {
        for label in labels {
            let begin = self.begin(label.time);
            if label.time >= NEVER || begin >= NEVER {
                label.time = NEVER;
            } else {
                label.late += self.late(begin);
                label.time = begin + self.seconds;
            }
        }
    }
}

/// Travels in every label.
pub(crate) fn travel(labels: &mut [Label], seconds: u32) {
    for label in labels {
        label.time += i64::from(seconds);
    }
}

/// When a break that may begin at `time` is over; [`NEVER`] where it may not.
pub(crate) fn over(rest: &Break, time: i64) -> i64 {
    if time > rest.window.until { NEVER } else { time.max(rest.window.from) + rest.seconds }
}

/// The latest begin of a break that is over by `by`; `-NEVER` if there is none.
pub(crate) fn latest_rest(rest: &Break, by: i64) -> i64 {
    if rest.window.from + rest.seconds > by { -NEVER } else { rest.window.until.min(by - rest.seconds) }
}

/// Takes breaks where this makes a label earlier than the way that had taken them before.
pub(crate) fn rest(labels: &mut [Label], breaks: &[Break]) {
    for (taken, rest) in breaks.iter().enumerate() {
        let time = over(rest, labels[taken].time);
        let late = labels[taken].late;
        let next = &mut labels[taken + 1];
        if time < NEVER && (time, late) < (next.time, next.late) {
            *next = Label { time, late };
        }
    }
}

/// The label of an engineer who has done nothing yet; `breaks` in the order of [`due_breaks`].
pub(crate) fn fresh(shift: Window, breaks: &[Break]) -> Labels {
    let mut labels = [Label { time: NEVER, late: 0 }; BREAKS + 1];
    labels[0].time = shift.from;
    rest(&mut labels[..=breaks.len()], breaks);
    labels
}

/// The latest end of a tour after `taken` breaks: the shift's, or the latest begin of a break that is still to come.
pub(crate) fn latest_end(shift: Window, breaks: &[Break], taken: usize) -> i64 {
    breaks.get(taken).map_or(shift.until, |next| shift.until.min(next.window.until))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_that_touch_are_one() {
        let windows = [Window::new(20, 30), Window::new(0, 9), Window::new(10, 12), Window::new(25, 40)];
        assert_eq!(ordered(&windows), [Window::new(0, 12), Window::new(20, 40)]);
    }

    #[test]
    fn work_waits_for_the_next_window() {
        let windows = [Window::new(0, 9), Window::new(20, 30)];
        let hard = Serving { windows: &windows, seconds: 5, soft: false };
        assert_eq!([hard.begin(-3), hard.begin(9), hard.begin(10), hard.begin(31)], [0, 9, 20, NEVER]);
        assert_eq!([hard.latest_arrival(19), hard.latest_arrival(25), hard.latest_arrival(-1)], [9, 25, -NEVER]);
        let soft = Serving { soft: true, ..hard };
        assert_eq!((soft.begin(31), soft.late(31), soft.latest_arrival(99)), (31, 1, 99));
    }

    #[test]
    fn a_break_is_taken_where_it_costs_least_time() {
        let breaks = [Break { window: Window::new(10, 20), seconds: 5 }];
        let mut labels = fresh(Window::new(0, 100), &breaks);
        assert_eq!((labels[0].time, labels[1].time), (0, 15));
        travel(&mut labels, 12);
        rest(&mut labels[..2], &breaks);
        // travelling first uses the time before the break's window
        assert_eq!((labels[0].time, labels[1].time), (12, 17));
        assert_eq!(
            (over(&breaks[0], 21), latest_rest(&breaks[0], 14), latest_rest(&breaks[0], 18)),
            (NEVER, -NEVER, 13)
        );
    }
}
