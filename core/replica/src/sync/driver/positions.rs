//! Positions of the visit at work go to the server in batches of one visit, once it has heard of the acceptance.

use truckroll_domain::Timestamp;
use truckroll_protocol::api::{Positions, TrackPoint};

use super::{Driver, Purpose};
use crate::replica::ReplicaError;

/// Positions are sent in batches of at most this many.
const POSITIONS: i64 = 500;

impl Driver {
    pub(super) fn send_positions(&mut self) -> Result<(), ReplicaError> {
        // the server keeps points of accepted visits only: it must have heard of the acceptance first
        if self.sending_positions || !self.online || self.replica.me().is_none() || self.replica.has_unsent()? {
            return Ok(());
        }
        let mut select = self
            .replica
            .connection
            .prepare_cached("select n, visit_id, at, lat, lon, accuracy_m from positions order by n limit ?1")?;
        let rows: Vec<(i64, String, TrackPoint)> = select
            .query_map([POSITIONS], |r| {
                let point =
                    TrackPoint { at: Timestamp(r.get(2)?), lat: r.get(3)?, lon: r.get(4)?, accuracy_m: r.get(5)? };
                Ok((r.get(0)?, r.get(1)?, point))
            })?
            .collect::<Result<_, _>>()?;
        drop(select);
        let Some((_, visit, _)) = rows.first() else { return Ok(()) };
        let visit = visit.clone();
        let batch: Vec<(i64, String, TrackPoint)> = rows.into_iter().take_while(|(_, v, _)| *v == visit).collect();
        let up_to = batch.last().map_or(0, |(n, _, _)| *n);
        let body = Positions { points: batch.into_iter().map(|(_, _, p)| p).collect(), visit: visit.parse().ok() };
        let body = truckroll_domain::encode::to_json(&body).unwrap_or_default().into_bytes();
        self.sending_positions = true;
        self.http(Purpose::Positions { up_to }, "POST", "/api/v1/positions".to_owned(), "application/json", body);
        Ok(())
    }
}
