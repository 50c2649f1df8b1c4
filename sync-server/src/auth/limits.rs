//! How often something may be tried: so many times in a window of time, by key, in bounded memory.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use truckroll_domain::Timestamp;

/// Most keys remembered; beyond, the oldest windows go.
const MAX_KEYS: usize = 10_000;

#[derive(Clone, Copy)]
struct Window {
    from: Timestamp,
    count: u32,
}

/// A limit with its memory.
pub struct RateLimit {
    limit: u32,
    window_ms: i64,
    seen: Mutex<HashMap<String, Window>>,
}

impl RateLimit {
    /// At most `limit` times in `window_ms` milliseconds.
    #[must_use]
    pub fn new(limit: u32, window_ms: i64) -> Self {
        Self { limit, window_ms, seen: Mutex::default() }
    }

    /// Counts an attempt.
    ///
    /// # Errors
    /// Seconds to wait, when there were too many.
    pub fn take(&self, key: &str, now: Timestamp) -> Result<(), i64> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MAX_KEYS && !seen.contains_key(key) {
            self.make_room(&mut seen, now);
        }
        let window = seen.entry(key.to_owned()).or_insert(Window { from: now, count: 0 });
        if now.since_ms(window.from) >= self.window_ms {
            *window = Window { from: now, count: 0 };
        }
        if window.count >= self.limit {
            let left_ms = self.window_ms - now.since_ms(window.from);
            return Err((left_ms + 999) / 1_000);
        }
        window.count += 1;
        Ok(())
    }

    /// Takes back an attempt that was right.
    pub fn forgive(&self, key: &str) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(window) = seen.get_mut(key) {
            window.count = window.count.saturating_sub(1);
        }
    }

    /// Forgets all attempts of a key.
    pub fn clear(&self, key: &str) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    fn make_room(&self, seen: &mut HashMap<String, Window>, now: Timestamp) {
        seen.retain(|_, w| now.since_ms(w.from) < self.window_ms);
        if seen.len() >= MAX_KEYS {
            let mut from: Vec<Timestamp> = seen.values().map(|w| w.from).collect();
            from.sort_unstable();
            let middle = from[from.len() / 2];
            let mut spare = MAX_KEYS / 2;
            seen.retain(|_, w| {
                let goes = w.from <= middle && spare > 0;
                spare -= usize::from(goes);
                !goes
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_counted_by_key_until_the_window_ends() {
        let limit = RateLimit::new(2, 60_000);
        let at = |s: i64| Timestamp(s * 1_000);
        assert_eq!(limit.take("li", at(0)), Ok(()));
        assert_eq!(limit.take("li", at(10)), Ok(()));
        assert_eq!(limit.take("li", at(20)), Err(40));
        assert_eq!(limit.take("wang", at(20)), Ok(()));
        limit.forgive("li");
        assert_eq!(limit.take("li", at(30)), Ok(()));
        assert_eq!(limit.take("li", at(30)), Err(30));
        assert_eq!(limit.take("li", at(60)), Ok(()));
    }

    #[test]
    fn memory_is_bounded_however_many_keys_come() {
        let limit = RateLimit::new(1, 60_000);
        for n in 0..(MAX_KEYS * 3) {
            let _ = limit.take(&n.to_string(), Timestamp(0));
        }
        assert!(limit.seen.lock().expect("not poisoned").len() <= MAX_KEYS);
    }
}
