//! How long a request may take: a minute from when its bytes last came at a pace, an hour in all.
//!
//! A customer with a weak signal needs a quarter of an hour for the photos of a form, and an engineer in a cellar
//! minutes for one piece of an upload; both make progress all the while. So time is not counted from the start of
//! the request. Every byte that arrives pays for the time after it, and [`STALLED`] is the most that can be saved up:
//! - who sends nothing for a minute is let go, and the same minute is what a handler has to answer once it has all;
//! - who sends a byte now and then to hold the connection (slow loris) does not earn what he uses: below
//!   [`PACE_BYTES`] a minute the savings run out, so a limit between two reads alone would not do;
//! - who keeps that pace for ever is let go after [`LONGEST`], and each such connection costs him its bandwidth.
//!
//! Answers are not limited: their bytes leave after the handler is done.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use tokio::time::sleep_until;

use super::Fault;

/// Longest time without progress, and to answer.
const STALLED: Duration = Duration::from_secs(60);
/// Bytes that pay for [`STALLED`]: 2.2 kbit/s, a twentieth of what the slowest mobile network gives.
const PACE_BYTES: u32 = 16 * 1024;
/// Longest time in all.
const LONGEST: Duration = Duration::from_secs(3_600);

/// Until when a request may take, as far as its bytes have paid.
#[derive(Clone, Copy, Debug)]
struct Pace {
    until: Instant,
    longest: Instant,
}

impl Pace {
    fn new(now: Instant) -> Self {
        Self { until: now + STALLED, longest: now + LONGEST }
    }
    fn came(&mut self, bytes: usize, now: Instant) {
        let paid = STALLED * u32::try_from(bytes).unwrap_or(u32::MAX).min(PACE_BYTES) / PACE_BYTES;
        self.until = (self.until + paid).min(now + STALLED).min(self.longest);
    }
}

/// Lets a request go that makes no progress.
pub(super) async fn limit_time(request: Request, next: Next) -> Response {
    let pace = Arc::new(Mutex::new(Pace::new(Instant::now())));
    let until = || pace.lock().unwrap_or_else(PoisonError::into_inner).until;
    let counted = Arc::clone(&pace);
    let count = move |piece: &Result<Bytes, axum::Error>| {
        let bytes = piece.as_ref().map_or(0, Bytes::len);
        counted.lock().unwrap_or_else(PoisonError::into_inner).came(bytes, Instant::now());
    };
    let request = request.map(|body| Body::from_stream(body.into_data_stream().inspect(count)));
    let mut answer = std::pin::pin!(next.run(request));
    loop {
        let end = until();
        tokio::select! {
            biased;
            () = sleep_until(end.into()) => if until() <= end {
                return Fault::unavailable("time").into_response();
            },
            response = &mut answer => return response,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After how many seconds a request is let go whose pieces of `bytes` come `every` so many seconds and whose
    /// handler then takes `work` seconds; `None` when it is answered.
    fn let_go_after(pieces: u64, bytes: usize, every: u64, work: u64) -> Option<u64> {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut pace = Pace::new(start);
        for n in 1..=pieces {
            if pace.until < at(n * every) {
                return Some((pace.until - start).as_secs());
            }
            pace.came(bytes, at(n * every));
        }
        (pace.until < at(pieces * every + work)).then(|| (pace.until - start).as_secs())
    }

    #[test]
    fn a_slow_network_has_the_time_it_needs() {
        for (what, pieces, bytes, every) in [
            ("photos of a form at 2 kB/s for half an hour", 1_200, 3_000, 1),
            ("a piece of an upload at 1 kB/s", 1_000, 1_000, 1),
            ("dead spots of fifty-five seconds", 40, 300_000, 55),
            ("the pace itself", 50, 16 * 1024, 60),
        ] {
            assert_eq!(let_go_after(pieces, bytes, every, 0), None, "{what}");
        }
    }

    #[test]
    fn who_stalls_or_only_holds_the_line_is_let_go() {
        for (what, pieces, bytes, every, latest) in [
            ("nothing comes", 1, 0, 10_000, 60),
            ("stalls after a good start", 3, 100_000, 61, 60),
            ("a byte every second", 10_000, 1, 1, 61),
            ("a byte every half minute", 10_000, 1, 30, 61),
            ("half the pace", 10_000, 4 * 1024, 30, 120),
        ] {
            let gone = let_go_after(pieces, bytes, every, 0);
            assert!(gone.is_some_and(|after| after <= latest), "{what}: {gone:?}");
        }
    }

    #[test]
    fn nobody_has_more_than_an_hour_and_no_handler_more_than_a_minute() {
        assert_eq!(let_go_after(1_000_000, 32 * 1024, 30, 0), Some(3_600));
        assert_eq!(let_go_after(119, 32 * 1024, 30, 31), Some(3_600), "also while it is worked on");
        for pieces in [0, 20] {
            assert_eq!(let_go_after(pieces, 32 * 1024, 30, 60), None);
            assert_eq!(let_go_after(pieces, 32 * 1024, 30, 61), Some(pieces * 30 + 60));
        }
    }
}
