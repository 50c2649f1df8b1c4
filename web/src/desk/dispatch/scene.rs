//! What the dispatch map shows: visits as sites, engineers as faces, the way of the engineer looked at.

use std::fmt;

use truckroll_domain::AgentId;
use truckroll_domain::dispatch::{Position, PositionSource, RECENT_MS};
use truckroll_domain::visits::VisitRow;
use truckroll_protocol::api::{Board, EngineerPin, MapSettings};
use truckroll_ui::prelude::*;

use crate::session::Moved;
use crate::words;

/// What a pin stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinId {
    /// A visit.
    Visit(String),
    /// An engineer.
    Engineer(AgentId),
    /// Nothing that can be chosen.
    Other,
}

impl From<&str> for PinId {
    fn from(text: &str) -> Self {
        match text.split_once(':') {
            Some(("visit", id)) => Self::Visit(id.to_owned()),
            Some(("engineer", id)) => id.parse().map_or(Self::Other, Self::Engineer),
            _ => Self::Other,
        }
    }
}

impl fmt::Display for PinId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Visit(id) => write!(f, "visit:{id}"),
            Self::Engineer(id) => write!(f, "engineer:{id}"),
            Self::Other => f.write_str("other"),
        }
    }
}

/// The base map of the organisation.
#[must_use]
pub fn map_base(settings: &MapSettings) -> MapBase {
    let settings = settings.clone();
    MapBase::of(settings.pmtiles_url, settings.style_url, settings.raster_url, settings.attribution)
}

/// Puts newer positions into the board.
pub fn move_engineers(board: &mut Board, moved: &Moved) {
    for engineer in &mut board.engineers {
        let Some((place, at)) = moved.get(&engineer.agent) else { continue };
        let known = engineer.position.and_then(|p| p.at);
        if known.is_none_or(|known| known < *at) {
            engineer.position = Some(Position { place: *place, at: Some(*at), source: PositionSource::Live });
        }
    }
}

/// Whether a position is too old to trust: drawn paler, said in grey.
#[must_use]
pub fn is_old(position: &Position, now_ms: i64) -> bool {
    match position.at {
        Some(at) => now_ms.saturating_sub(at.ms()) > RECENT_MS || matches!(position.source, PositionSource::LastVisit),
        None => true,
    }
}

/// All pins: work under way as dots, what waits as sites, engineers above. The selected visit is a site; it and the
/// engineers `ranked` for it are never gathered with others.
#[must_use]
pub fn pins(board: &Board, selected: Option<&str>, ranked: &[AgentId], format: &Format) -> Vec<MapPin> {
    let active = board.active.iter().filter(|row| !board.unassigned.iter().any(|other| other.id == row.id));
    let under_way = active.filter_map(|row| {
        let mut pin = visit_pin(row)?;
        if selected != Some(row.id.as_str()) {
            pin.shape = PinShape::Dot;
        }
        Some(pin)
    });
    let visits = under_way.chain(board.unassigned.iter().filter_map(visit_pin));
    let engineers = board.engineers.iter().filter_map(|e| {
        let mut pin = engineer_pin(e, format)?;
        pin.single = ranked.contains(&e.agent);
        Some(pin)
    });
    visits.chain(engineers).collect()
}

fn visit_pin(row: &VisitRow) -> Option<MapPin> {
    let (lon, lat) = row.lon.zip(row.lat)?;
    let words = format!("{}, {}", words::visit_line(row), words::visit_word(&row.state));
    let mut pin = MapPin::new(PinId::Visit(row.id.clone()).to_string(), lon, lat, words);
    pin.tone = words::visit_tone(&row.state);
    Some(pin)
}

fn engineer_pin(engineer: &EngineerPin, format: &Format) -> Option<MapPin> {
    let position = engineer.position?;
    let state = engineer.state.as_deref().map(words::visit_word);
    let age = position.at.map_or_else(|| words::source_word(position.source), |at| format.age(at.ms()));
    let words = [Some(engineer.name.clone()), state, Some(age)].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let id = PinId::Engineer(engineer.agent).to_string();
    let mut pin = MapPin::new(id, position.place.lon, position.place.lat, words);
    pin.shape = PinShape::Person;
    pin.letters = letters(&engineer.name);
    pin.tone = engineer.state.as_deref().map_or(Tone::Neutral, words::visit_tone);
    pin.faded = is_old(&position, format.now_ms) || !engineer.on_shift || !engineer.accepting;
    pin.drop = true;
    Some(pin)
}

/// Up to two letters of a name; the given name of a Chinese one.
fn letters(name: &str) -> String {
    let name = name.trim();
    if name.is_ascii() {
        return name.split_whitespace().filter_map(|w| w.chars().next()).take(2).collect::<String>().to_uppercase();
    }
    let chars: Vec<char> = name.chars().filter(|c| !c.is_whitespace()).collect();
    chars.get(chars.len().saturating_sub(2)..).unwrap_or_default().iter().collect()
}

/// The straight way from an engineer to the visit, dashed: as the crow flies.
#[must_use]
pub fn route_line(board: &Board, visit: Option<&VisitRow>, agent: Option<AgentId>) -> Vec<MapLine> {
    let line = || {
        let (lon, lat) = visit?.lon.zip(visit?.lat)?;
        let engineer = board.engineers.iter().find(|e| Some(e.agent) == agent)?;
        let from = engineer.position?.place;
        let points = vec![[from.lon, from.lat], [lon, lat]];
        Some(MapLine { id: "candidate".to_owned(), points, tone: Tone::OnTheWay, dashed: true })
    };
    line().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use truckroll_domain::{Place, Timestamp};

    use super::*;
    use crate::sample;

    #[test]
    fn a_newer_position_moves_the_pin_and_an_older_one_does_not() {
        let mut board = sample::board();
        let agent = board.engineers[0].agent;
        let before = board.engineers[0].position;
        move_engineers(&mut board, &Moved::from([(agent, (Place::new(1.0, 2.0), Timestamp(1)))]));
        assert_eq!(board.engineers[0].position, before);
        let later = Timestamp(sample::NOW_MS + 1);
        move_engineers(&mut board, &Moved::from([(agent, (Place::new(1.0, 2.0), later))]));
        assert_eq!(board.engineers[0].position.and_then(|p| p.at), Some(later));
    }

    #[test]
    fn an_old_position_is_paler() {
        let board = sample::board();
        let format = Format { now_ms: sample::NOW_MS, ..Format::default() };
        let faded = |now_ms| {
            let pins = pins(&board, None, &[], &Format { now_ms, ..format });
            pins.iter().find(|p| p.shape == PinShape::Person).map(|p| p.faded)
        };
        assert_eq!(faded(sample::NOW_MS), Some(false));
        assert_eq!(faded(sample::NOW_MS + RECENT_MS + 60_000), Some(true));
    }

    #[test]
    fn engineers_ranked_for_the_selected_visit_stand_alone() {
        let board = sample::board();
        let pins = pins(&board, Some("1"), &[sample::agent_id(2)], &Format::default());
        let single: Vec<&str> = pins.iter().filter(|p| p.single).map(|p| p.letters.as_str()).collect();
        assert_eq!(single, ["LN"]);
    }

    #[test]
    fn a_pin_names_what_it_stands_for() {
        for id in [PinId::Visit("7".into()), PinId::Engineer(sample::agent_id(1))] {
            assert_eq!(PinId::from(id.to_string().as_str()), id);
        }
        assert_eq!(PinId::from("engineer:none"), PinId::Other);
    }
}
