//! Who is nearest and who should go (VIS-10, TKT-50).
//!
//! [`nearest`] finds the closest positions among many; [`rank`] turns candidates into a list whose score is
//! shown part by part, in minutes: travel (distance at 40 km/h), 15 for each open visit of today, 1,000 when
//! off shift or not accepting. A missing skill leaves an engineer out unless the dispatcher asks to see
//! him. The dispatcher decides; nothing here assigns.

use serde::Serialize;

use crate::decode::Deserialize;
use crate::time::MINUTE_MS;
use crate::{AgentId, Place, Timestamp};

pub mod nearest;

/// Speed that turns distance into travel time, km/h.
pub const SPEED_KM_H: f64 = 40.0;
/// Minutes added for each open visit of today.
pub const OPEN_VISIT_MIN: f64 = 15.0;
/// Minutes added when off shift or not accepting.
pub const NOT_AVAILABLE_MIN: f64 = 1_000.0;
/// A live track counts for this long.
pub const LIVE_MS: i64 = 5 * MINUTE_MS;
/// An app's last position counts for this long; older ones are shown in grey.
pub const RECENT_MS: i64 = 30 * MINUTE_MS;

/// Where a position comes from, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PositionSource {
    /// Track of at most 5 minutes ago.
    Live,
    /// Last position of the app, at most 30 minutes ago.
    Recent,
    /// Place of the last finished visit.
    LastVisit,
    /// Home base.
    Home,
}

/// A position with its age and source.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Where.
    pub place: Place,
    /// When it was true; `None` for a home base.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// Where it comes from.
    pub source: PositionSource,
}

/// Chooses a position in the order of sources: live, recent, last visit, home.
#[must_use]
pub fn choose_position(
    last: Option<(Place, Timestamp)>,
    last_visit: Option<(Place, Timestamp)>,
    home: Option<Place>,
    now: Timestamp,
) -> Option<Position> {
    let fresh = last.and_then(|(place, at)| match now.since_ms(at) {
        age if age <= LIVE_MS => Some(Position { place, at: Some(at), source: PositionSource::Live }),
        age if age <= RECENT_MS => Some(Position { place, at: Some(at), source: PositionSource::Recent }),
        _ => None,
    });
    fresh
        .or_else(|| last_visit.map(|(place, at)| Position { place, at: Some(at), source: PositionSource::LastVisit }))
        .or_else(|| home.map(|place| Position { place, at: None, source: PositionSource::Home }))
}

/// What is known about an engineer when he is ranked.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Who.
    pub agent: AgentId,
    /// Name.
    pub name: String,
    /// Where he is, if known.
    pub position: Option<Position>,
    /// Visits of today that are not finished.
    pub open_visits: i64,
    /// Whether he is on shift now.
    pub on_shift: bool,
    /// Whether he takes new work.
    pub accepting: bool,
    /// Skill keys.
    pub skills: Vec<String>,
    /// When his present work should end, if he is at work.
    pub free_at: Option<Timestamp>,
}

/// A ranked engineer with every part of the score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// Who.
    pub agent: AgentId,
    /// Name.
    pub name: String,
    /// Straight distance in metres; `None` where no position or site is known.
    pub distance_m: Option<f64>,
    /// Travel minutes.
    pub travel_min: f64,
    /// Minutes for open visits of today.
    pub load_min: f64,
    /// Open visits of today.
    pub open_visits: i64,
    /// Minutes added for not being available.
    pub unavailable_min: f64,
    /// Sum of the parts: lower is better.
    pub score_min: f64,
    /// Whether he is on shift.
    pub on_shift: bool,
    /// Whether he takes new work.
    pub accepting: bool,
    /// Skills the visit needs and he has not.
    pub missing_skills: Vec<String>,
    /// The position that was used.
    pub position: Option<Position>,
    /// Age of that position in milliseconds.
    pub age_ms: Option<i64>,
    /// When his present work should end.
    pub free_at: Option<Timestamp>,
}

/// The skills of a line of them, as agents have them: between commas, in small letters.
#[must_use]
pub fn skills_of(line: &str) -> Vec<String> {
    line.split([',', '，', '、']).map(str::trim).filter(|s| !s.is_empty()).map(str::to_lowercase).collect()
}

/// Minutes of travel where no distance is known: behind everybody near, before everybody unavailable.
const UNKNOWN_TRAVEL_MIN: f64 = 240.0;

/// Ranks candidates for a visit at `site` that needs `skills`. With `include_unskilled`, engineers without a
/// skill are listed too, after all others. Equal scores are ordered by name, then id.
#[must_use]
pub fn rank(
    candidates: &[Candidate],
    site: Option<Place>,
    skills: &[String],
    include_unskilled: bool,
    now: Timestamp,
) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = candidates
        .iter()
        .filter_map(|c| {
            let has = |skill: &String| c.skills.iter().any(|own| own.to_lowercase() == skill.to_lowercase());
            let missing: Vec<String> = skills.iter().filter(|skill| !has(skill)).cloned().collect();
            if !missing.is_empty() && !include_unskilled {
                return None;
            }
            Some(score(c, site, missing, now))
        })
        .collect();
    ranked.sort_by(|a, b| {
        (!a.missing_skills.is_empty())
            .cmp(&!b.missing_skills.is_empty())
            .then(a.score_min.total_cmp(&b.score_min))
            .then_with(|| a.name.cmp(&b.name))
            .then(a.agent.cmp(&b.agent))
    });
    ranked
}

fn score(c: &Candidate, site: Option<Place>, missing_skills: Vec<String>, now: Timestamp) -> Ranked {
    let distance_m = c.position.zip(site).map(|(p, site)| p.place.distance_m(&site));
    let travel_min = distance_m.map_or(UNKNOWN_TRAVEL_MIN, |m| m / 1_000.0 / SPEED_KM_H * 60.0);
    #[expect(clippy::cast_precision_loss, reason = "a day has few visits")]
    let load_min = c.open_visits as f64 * OPEN_VISIT_MIN;
    let unavailable_min = if c.on_shift && c.accepting { 0.0 } else { NOT_AVAILABLE_MIN };
    Ranked {
        agent: c.agent,
        name: c.name.clone(),
        distance_m,
        travel_min,
        load_min,
        open_visits: c.open_visits,
        unavailable_min,
        score_min: travel_min + load_min + unavailable_min,
        on_shift: c.on_shift,
        accepting: c.accepting,
        missing_skills,
        position: c.position,
        age_ms: c.position.and_then(|p| p.at).map(|at| now.since_ms(at).max(0)),
        free_at: c.free_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, km_north: f64) -> Candidate {
        Candidate {
            agent: AgentId::from_parts(1, [name.as_bytes()[0]; 10]),
            name: name.into(),
            position: Some(Position {
                place: Place::new(31.0 + km_north / 111.195, 121.0),
                at: Some(Timestamp(0)),
                source: PositionSource::Live,
            }),
            open_visits: 0,
            on_shift: true,
            accepting: true,
            skills: vec!["lift".into()],
            free_at: None,
        }
    }

    #[test]
    fn the_score_is_the_sum_of_its_parts_in_minutes() {
        let mut chen = named("Chen", 20.0);
        chen.open_visits = 2;
        let ranked = rank(&[chen], Some(Place::new(31.0, 121.0)), &[], false, Timestamp(60_000));
        let r = &ranked[0];
        assert!((r.travel_min - 30.0).abs() < 0.05, "{}", r.travel_min);
        assert!((r.load_min - 30.0).abs() < f64::EPSILON);
        assert!((r.score_min - 60.0).abs() < 0.05);
        assert_eq!(r.age_ms, Some(60_000));
    }

    #[test]
    fn ranking_follows_the_table() {
        let near_busy = Candidate { open_visits: 3, ..named("Busy", 1.0) };
        let far_free = named("Far", 12.0);
        let off = Candidate { on_shift: false, ..named("Off", 0.1) };
        let unskilled = Candidate { skills: vec![], ..named("Unskilled", 0.1) };
        let unknown = Candidate { position: None, ..named("Known not", 0.0) };
        let all = [near_busy, far_free, off, unskilled, unknown];
        let names = |include| -> Vec<String> {
            rank(&all, Some(Place::new(31.0, 121.0)), &["lift".into()], include, Timestamp(0))
                .into_iter()
                .map(|r| r.name)
                .collect()
        };
        assert_eq!(names(false), ["Far", "Busy", "Known not", "Off"]);
        assert_eq!(names(true), ["Far", "Busy", "Known not", "Off", "Unskilled"]);
    }

    #[test]
    fn skills_are_words_between_commas_however_they_are_written() {
        assert_eq!(skills_of("Lift-A，boiler、 ,"), ["lift-a", "boiler"]);
        let welder = Candidate { skills: vec!["Welding".into()], ..named("Welder", 1.0) };
        assert_eq!(rank(&[welder], None, &skills_of("WELDING"), false, Timestamp(0)).len(), 1);
    }

    #[test]
    fn positions_are_chosen_live_then_recent_then_last_visit_then_home() {
        let (a, b, c) = (Place::new(1.0, 1.0), Place::new(2.0, 2.0), Place::new(3.0, 3.0));
        let now = Timestamp(100 * MINUTE_MS);
        let ago = |minutes: i64| now.plus_ms(-minutes * MINUTE_MS);
        for (last, visit, home, expected) in [
            (Some((a, ago(4))), Some((b, ago(50))), Some(c), Some(PositionSource::Live)),
            (Some((a, ago(29))), Some((b, ago(50))), Some(c), Some(PositionSource::Recent)),
            (Some((a, ago(31))), Some((b, ago(50))), Some(c), Some(PositionSource::LastVisit)),
            (Some((a, ago(31))), None, Some(c), Some(PositionSource::Home)),
            (Some((a, ago(31))), None, None, None),
        ] {
            assert_eq!(choose_position(last, visit, home, now).map(|p| p.source), expected);
        }
    }
}
