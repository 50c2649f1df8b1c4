//! States as the eye sees them: a colour, a shape and a word, never a colour alone.
//!
//! Screens map their domain states to a [`Tone`]; the tone fixes colour and shape, the word is the
//! screen's (most are in `messages/*/states.ftl`).

/// The colour and shape of a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// No state: plain text on a quiet ground.
    #[default]
    Neutral,
    /// Not taken yet: ○ grey-blue.
    New,
    /// Taken: ◔ blue.
    Accepted,
    /// Travelling: ➤ violet.
    OnTheWay,
    /// At the site: ◉ teal.
    Arrived,
    /// Interrupted or waiting: ‖ ochre.
    Paused,
    /// Finished: ✓ green.
    Done,
    /// Refused, overdue or failed: ▲ red.
    Alert,
}

impl Tone {
    /// Every tone, in the order of a visit's life.
    pub const ALL: [Self; 8] = [
        Self::Neutral,
        Self::New,
        Self::Accepted,
        Self::OnTheWay,
        Self::Arrived,
        Self::Paused,
        Self::Done,
        Self::Alert,
    ];

    /// The name in class names (`tr-tone-arrived`) and in the map script.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::New => "new",
            Self::Accepted => "accepted",
            Self::OnTheWay => "on-the-way",
            Self::Arrived => "arrived",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::Alert => "alert",
        }
    }

    /// The class that sets `--tone` and `--tone-soft` for whatever is inside.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tr-tone-neutral",
            Self::New => "tr-tone-new",
            Self::Accepted => "tr-tone-accepted",
            Self::OnTheWay => "tr-tone-on-the-way",
            Self::Arrived => "tr-tone-arrived",
            Self::Paused => "tr-tone-paused",
            Self::Done => "tr-tone-done",
            Self::Alert => "tr-tone-alert",
        }
    }

    /// The shape that goes with the colour; none for [`Tone::Neutral`].
    #[must_use]
    pub const fn shape(self) -> Option<Shape> {
        match self {
            Self::Neutral => None,
            Self::New => Some(Shape::Ring),
            Self::Accepted => Some(Shape::Quarter),
            Self::OnTheWay => Some(Shape::Arrow),
            Self::Arrived => Some(Shape::Target),
            Self::Paused => Some(Shape::Bars),
            Self::Done => Some(Shape::Tick),
            Self::Alert => Some(Shape::Triangle),
        }
    }
}

/// The shapes of states, drawn in a 12-unit box so that every font and system shows the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// ○
    Ring,
    /// ◔
    Quarter,
    /// ➤
    Arrow,
    /// ◉
    Target,
    /// ‖
    Bars,
    /// ✓
    Tick,
    /// ▲
    Triangle,
}

impl Shape {
    /// The outline (stroked) and the filled part.
    #[must_use]
    pub const fn paths(self) -> (&'static str, &'static str) {
        const RING: &str = "M1.75 6a4.25 4.25 0 1 0 8.5 0a4.25 4.25 0 1 0 -8.5 0";
        match self {
            Self::Ring => (RING, ""),
            Self::Quarter => (RING, "M6 6V1.75A4.25 4.25 0 0 1 10.25 6z"),
            Self::Arrow => ("", "M1.2 1.4L11.4 6L1.2 10.6L3.6 6z"),
            Self::Target => (RING, "M3.9 6a2.1 2.1 0 1 0 4.2 0a2.1 2.1 0 1 0 -4.2 0"),
            Self::Bars => ("M4 2v8M8 2v8", ""),
            Self::Tick => ("M1.8 6.6L4.8 9.4L10.2 2.8", ""),
            Self::Triangle => ("", "M6 1.2L11.4 10.6H0.6z"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_states_share_a_shape() {
        let shapes: BTreeSet<String> =
            Tone::ALL.iter().filter_map(|tone| tone.shape()).map(|shape| format!("{shape:?}")).collect();
        assert_eq!(shapes.len(), Tone::ALL.len() - 1);
    }

    #[test]
    fn the_class_carries_the_name() {
        for tone in Tone::ALL {
            assert_eq!(tone.class(), format!("tr-tone-{}", tone.name()));
        }
    }
}
