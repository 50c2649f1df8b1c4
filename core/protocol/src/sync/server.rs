//! The server's half of a live connection: when to tell a device that something is new. Pure.
//!
//! The server pokes at most once until the device asks; a slow device therefore never has a queue to fill,
//! however much happens meanwhile.

use super::Cursor;

/// What happened around a live connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The device asked and was answered up to this cursor; `more` pages wait.
    Answered {
        /// Where it stands.
        cursor: Cursor,
        /// More pages wait.
        more: bool,
    },
    /// Something this device may see was stored with this sequence number.
    Committed {
        /// The number.
        seq: i64,
    },
}

/// State of one live connection.
#[derive(Clone, Copy, Debug, Default)]
pub struct LiveSync {
    read_to: i64,
    newest: i64,
    poked: bool,
}

impl LiveSync {
    /// Takes in an event; returns the number to poke with, if the device shall be poked.
    pub fn handle(&mut self, event: Event) -> Option<i64> {
        match event {
            Event::Answered { cursor, more } => {
                self.read_to = cursor.seq;
                self.poked = more;
            }
            Event::Committed { seq } => self.newest = self.newest.max(seq),
        }
        if !self.poked && self.newest > self.read_to {
            self.poked = true;
            return Some(self.newest);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(seq: i64) -> Event {
        Event::Answered { cursor: Cursor::at(1, seq), more: false }
    }

    #[test]
    fn a_device_is_poked_once_until_it_asks() {
        let mut live = LiveSync::default();
        assert_eq!(live.handle(answered(10)), None);
        assert_eq!(live.handle(Event::Committed { seq: 11 }), Some(11));
        assert_eq!(live.handle(Event::Committed { seq: 12 }), None);
        assert_eq!(live.handle(answered(11)), Some(12), "what came between is not forgotten");
        assert_eq!(live.handle(answered(12)), None);
        assert_eq!(live.handle(Event::Committed { seq: 12 }), None);
    }
}
