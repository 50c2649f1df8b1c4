//! Agenda, lists and one visit.

use rusqlite::{OptionalExtension, ToSql, params};
use truckroll_domain::assets::Asset;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{Content, Place, Row, Timestamp, VisitId, gather};

use crate::ask::{Answer, Near, VisitItem, VisitList, VisitNarrow, VisitPage};
use crate::db::read_row;
use crate::replica::{Replica, ReplicaError};

/// Most rows of a list.
const LIMIT: i64 = 500;
/// When an unfinished visit is planned.
const PLANNED: &str = "coalesce(window_from, assigned_at, created_at)";
/// Metres of one degree of latitude, a little too few so that nothing at the edge is left out.
const DEGREE_M: f64 = 110_000.0;

/// South and north, west and east of a circle. Around a pole, and across the date line, every longitude may be in it.
pub(super) fn bounds(near: &Near) -> ([Option<f64>; 2], [Option<f64>; 2]) {
    let Place { lat, lon, .. } = near.place;
    let high = near.within_m / DEGREE_M;
    let wide = high / lat.to_radians().cos().max(0.01);
    let within = (-180.0..=180.0).contains(&(lon - wide)) && (-180.0..=180.0).contains(&(lon + wide));
    let along = if within { [Some(lon - wide), Some(lon + wide)] } else { [None, None] };
    ([Some(lat - high), Some(lat + high)], along)
}

/// What lies in the circle, the nearest first.
fn nearest(items: Vec<VisitItem>, near: &Near) -> Vec<VisitItem> {
    let far = |item: &VisitItem| {
        let site = item.row.lat.zip(item.row.lon).map(|(lat, lon)| Place::new(lat, lon));
        site.map(|site| near.place.distance_m(&site)).filter(|metres| *metres <= near.within_m)
    };
    let mut found: Vec<(f64, VisitItem)> = items.into_iter().filter_map(|item| Some((far(&item)?, item))).collect();
    gather::sort_by(&mut found, |(a, _), (b, _)| a.total_cmp(b));
    found.into_iter().map(|(_, item)| item).collect()
}

impl Replica {
    fn visit_rows(&self, clause: &str, values: &[&dyn ToSql]) -> Result<Vec<VisitItem>, ReplicaError> {
        let sql = format!("select {} from visits where {clause} limit {LIMIT}", VisitRow::column_list());
        let mut select = self.connection.prepare_cached(&sql)?;
        let rows: Vec<VisitRow> = select.query_map(values, read_row)?.collect::<Result<_, _>>()?;
        let marks = self.marks()?;
        Ok(rows.into_iter().map(|row| VisitItem { mark: marks.of(&row.id), row }).collect())
    }

    /// Today: what is at work first, then by window, what has none last; then what comes later (index `visits_agenda`).
    pub(crate) fn agenda(&self, from: Timestamp, to: Timestamp) -> Result<Answer, ReplicaError> {
        let me = self.me_id()?.to_string();
        let (from, to) = (from.ms(), to.ms());
        let today = self.visit_rows(
            "assignee = ?1 and ((state not in ('completed', 'cancelled') and coalesce(window_from, assigned_at, created_at) < ?3) \
             or (state = 'completed' and completed_at >= ?2 and completed_at < ?3)) \
             order by case state when 'arrived' then 0 when 'paused' then 0 when 'on_the_way' then 1 when 'completed' then 9 \
             when 'cancel_requested' then 8 else 2 end, coalesce(window_from, due_at) is null, \
             coalesce(window_from, due_at, created_at), id",
            &[&me, &from, &to],
        )?;
        let next = self.visit_rows(
            "assignee = ?1 and state not in ('completed', 'cancelled') and coalesce(window_from, assigned_at, created_at) >= ?2 \
             order by coalesce(window_from, created_at), id",
            &[&me, &to],
        )?;
        let (_, _, attention) = self.counts()?;
        Ok(Answer::Agenda { today, next, attention })
    }

    /// A list, narrowed; by its own order, or the nearest first.
    pub(crate) fn visits(&self, list: VisitList, narrow: &VisitNarrow) -> Result<Vec<VisitItem>, ReplicaError> {
        let me = self.me_id()?.to_string();
        let (whose, moment, order) = match list {
            VisitList::ToDo => (
                "assignee = ?1 and state not in ('completed', 'cancelled')",
                PLANNED,
                "coalesce(window_from, due_at) is null, coalesce(window_from, due_at, created_at), id",
            ),
            VisitList::Sent => ("created_by = ?1 and coalesce(assignee, '') <> ?1", PLANNED, "created_at desc, id"),
            VisitList::Done => (
                "assignee = ?1 and state in ('completed', 'cancelled')",
                "coalesce(completed_at, cancelled_at)",
                "coalesce(completed_at, cancelled_at) desc, id",
            ),
        };
        let words: Vec<String> = narrow.states.iter().map(|state| format!("'{}'", state.word())).collect();
        let states = if words.is_empty() { String::new() } else { format!("and state in ({})", words.join(", ")) };
        let ([south, north], [west, east]) = narrow.near.map_or_else(Default::default, |near| bounds(&near));
        let clause = format!(
            "{whose} {states} and (?2 is null or {moment} >= ?2) and (?3 is null or {moment} < ?3) \
             and (?4 is null or lat between ?4 and ?5) and (?6 is null or lon between ?6 and ?7) order by {order}"
        );
        let (from, to) = (narrow.from.map(Timestamp::ms), narrow.to.map(Timestamp::ms));
        let items = self.visit_rows(&clause, &[&me, &from, &to, &south, &north, &west, &east])?;
        Ok(match narrow.near {
            Some(near) => nearest(items, &near),
            None => items,
        })
    }

    pub(crate) fn visit_page(&mut self, id: VisitId) -> Result<Option<VisitPage>, ReplicaError> {
        let Some((document, content)) = self.open_document(id.into())? else { return Ok(None) };
        let Content::Visit(visit, overlay) = content else { return Ok(None) };
        let row = visit.project(id, &overlay);
        let me = self.me_id()?;
        let mine = visit.assignee(&overlay).is_some_and(|a| a.agent == me);
        let ticket = match visit.ticket {
            Some(ticket) => self.ticket_row(&ticket.to_string())?,
            None => None,
        };
        let asset: Option<Asset> = match visit.asset {
            Some(asset) => match self.open_document(asset.into())? {
                Some((_, Content::Asset(asset))) => Some(asset),
                _ => None,
            },
            None => None,
        };
        let waiting = self.waiting_for(id.into())?;
        let pending = waiting.iter().filter(|e| e.command.server_only()).map(|e| e.command.name().to_owned()).collect();
        let mut unsent_photos = Vec::new();
        let hashes = visit.attempts.values().flat_map(|a| a.photos.values().map(|p| &p.attachment.hash));
        for hash in hashes {
            if self.waits_for_upload(hash)? {
                unsent_photos.push(hash.clone());
            }
        }
        let conflicts = document.conflicts().into_iter().map(|c| (c.path, c.values)).collect();
        Ok(Some(VisitPage {
            mark: self.marks()?.of(&row.id),
            row,
            visit: *visit,
            overlay: *overlay,
            entries: self.entries(id.into())?,
            ticket,
            asset,
            pending,
            mine,
            unsent_photos,
            conflicts,
        }))
    }

    pub(crate) fn ticket_row(&self, id: &str) -> Result<Option<TicketRow>, ReplicaError> {
        let sql = format!("select {} from tickets where id = ?1", TicketRow::column_list());
        let mut select = self.connection.prepare_cached(&sql)?;
        Ok(select.query_row(params![id], read_row).optional()?)
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use truckroll_domain::content::AnyRow;
    use truckroll_domain::people::{Agent, Role};
    use truckroll_domain::visits::{Visit, VisitOverlay, VisitState};
    use truckroll_domain::{AgentId, TenantId};
    use truckroll_protocol::api::{MapSettings, Me};

    use super::*;

    const DAY: i64 = 24 * 3_600_000;

    fn me() -> Me {
        let agent = Agent {
            id: AgentId::from_parts(1, [1; 10]),
            account: "chen".into(),
            name: "Chen Wei".into(),
            given_name: "Wei".into(),
            roles: vec![Role::Engineer],
            ..Agent::default()
        };
        Me {
            agent,
            tenant_name: "Test".into(),
            tenant: TenantId::default(),
            time_zone: "Asia/Shanghai".into(),
            utc_offset_min: 480,
            offsets: truckroll_domain::calendar::Offsets::fixed(480),
            locale: "en".into(),
            map: MapSettings::default(),
            visit_rules: Default::default(),
            roles: Vec::new(),
            switches: Default::default(),
            restrictions: Default::default(),
            setup_waits: false,
            server_time: Timestamp(0),
            demand: None,
        }
    }

    /// A phone with five visits to do, a day and about 11 km apart, the third of them arrived; and a finished one.
    fn phone() -> Replica {
        let connection = Connection::open_in_memory().expect("opens");
        let mut replica = Replica::open(connection, || [7; 16]).expect("opens");
        replica.signed_in(me()).expect("signs in");
        for n in 0..6_i64 {
            let mut row = Visit::default().project(VisitId::from_parts(1, [9; 10]), &VisitOverlay::default());
            row.id = format!("visit-{n}");
            row.assignee = Some(me().agent.id.to_string());
            let state = match n {
                2 => VisitState::Arrived,
                5 => VisitState::Completed,
                _ => VisitState::New,
            };
            row.state = state.word().to_owned();
            row.window_from = Some(n * DAY);
            row.completed_at = (n == 5).then_some(9 * DAY);
            (row.lat, row.lon) = (Some(31.0), Some(121.0 + f64::from(u8::try_from(n).expect("few")) * 0.115));
            crate::commit::upsert_row(&replica.connection, &AnyRow::Visit(Box::new(row))).expect("is written");
        }
        replica
    }

    fn found(list: VisitList, narrow: &VisitNarrow) -> Vec<String> {
        phone().visits(list, narrow).expect("reads").into_iter().map(|item| item.row.id).collect()
    }

    #[test]
    fn what_has_no_time_of_its_own_comes_after_what_has_one() {
        let mut row = phone().visits(VisitList::ToDo, &VisitNarrow::default()).expect("reads").remove(0).row;
        (row.id, row.window_from, row.created_at) = ("visit-any-time".to_owned(), None, -5);
        let replica = phone();
        crate::commit::upsert_row(&replica.connection, &AnyRow::Visit(Box::new(row))).expect("is written");
        let list = replica.visits(VisitList::ToDo, &VisitNarrow::default()).expect("reads");
        assert_eq!(list.last().map(|item| item.row.id.as_str()), Some("visit-any-time"));
        let Answer::Agenda { today, .. } = replica.agenda(Timestamp(0), Timestamp(10 * DAY)).expect("reads") else {
            panic!("the agenda is an agenda");
        };
        let open: Vec<_> =
            today.iter().filter(|item| item.row.state != "completed").map(|item| item.row.id.as_str()).collect();
        assert_eq!(open, ["visit-2", "visit-0", "visit-1", "visit-3", "visit-4", "visit-any-time"]);
    }

    #[test]
    fn a_list_is_narrowed_by_day_and_state() {
        let all = found(VisitList::ToDo, &VisitNarrow::default());
        assert_eq!(all, ["visit-0", "visit-1", "visit-2", "visit-3", "visit-4"]);
        let days = VisitNarrow { from: Some(Timestamp(DAY)), to: Some(Timestamp(3 * DAY)), ..VisitNarrow::default() };
        assert_eq!(found(VisitList::ToDo, &days), ["visit-1", "visit-2"]);
        let arrived = VisitNarrow { states: vec![VisitState::Arrived], ..days.clone() };
        assert_eq!(found(VisitList::ToDo, &arrived), ["visit-2"]);
        let both = VisitNarrow { states: vec![VisitState::Arrived, VisitState::New], ..VisitNarrow::default() };
        assert_eq!(found(VisitList::ToDo, &both).len(), 5);
    }

    #[test]
    fn a_finished_visit_counts_on_the_day_it_was_finished() {
        let day = |n: i64| VisitNarrow { from: Some(Timestamp(n * DAY)), ..VisitNarrow::default() };
        assert_eq!(found(VisitList::Done, &day(8)), ["visit-5"]);
        assert!(found(VisitList::Done, &day(10)).is_empty());
    }

    #[test]
    fn within_a_distance_the_nearest_come_first_and_the_edge_is_exact() {
        let near = |lon: f64, within_m: f64| VisitNarrow {
            near: Some(Near { place: Place::new(31.0, lon), within_m }),
            ..VisitNarrow::default()
        };
        assert_eq!(found(VisitList::ToDo, &near(121.24, 11_000.0)), ["visit-2", "visit-3"]);
        assert_eq!(found(VisitList::ToDo, &near(121.24, 10_000.0)), ["visit-2"]);
        assert_eq!(found(VisitList::ToDo, &near(121.0, 30_000_000.0)).len(), 5, "all of the earth");
        assert!(found(VisitList::ToDo, &near(-179.99, 5_000.0)).is_empty());
    }

    #[test]
    fn the_server_says_anew_who_works_here_and_nobody_else_takes_his_place() {
        let mut replica = phone();
        let later = Me { server_time: Timestamp(99), ..me() };
        assert!(!replica.still_me(later).expect("is taken in"), "the clock alone is nothing new");
        let moved = Me { time_zone: "Europe/Berlin".into(), utc_offset_min: 60, ..me() };
        assert!(replica.still_me(moved).expect("is taken in"));
        assert_eq!(replica.me().map(|me| me.time_zone.as_str()), Some("Europe/Berlin"));
        let mut other = me();
        other.agent.id = AgentId::from_parts(2, [2; 10]);
        assert!(!replica.still_me(other).expect("is refused"));
        assert_eq!(replica.me_id().expect("is there"), me().agent.id);
    }
}
