//! What the visit screen derives from a visit, and the commands it sends.
//!
//! The next step, what is still missing and how far the work is follow from the visit's own facts and the
//! organisation's rules; the domain has the last word and its refusal is shown.

use std::future::Future;

use dioxus::prelude::*;
use truckroll_domain::visits::{Attempt, Stage, VisitCommand, VisitRules, VisitState};
use truckroll_domain::{AssignmentId, Command, Place, Refusal, VisitId};
use truckroll_replica::ask::VisitPage;
use truckroll_ui::prelude::*;

use crate::store::{self, Failure};
use crate::words;

/// The step that the big button takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Take the visit.
    Accept,
    /// Set out.
    Depart,
    /// Be there.
    Arrive,
    /// Go on after a rest.
    Resume,
    /// Finish.
    Complete,
}

impl Next {
    /// The step after a state; none when there is nothing left to do, or when the visit is somebody else's.
    #[must_use]
    pub fn of(state: VisitState, mine: bool) -> Option<Self> {
        match state {
            _ if !mine => None,
            VisitState::New => Some(Self::Accept),
            VisitState::Accepted => Some(Self::Depart),
            VisitState::OnTheWay => Some(Self::Arrive),
            VisitState::Arrived => Some(Self::Complete),
            VisitState::Paused => Some(Self::Resume),
            VisitState::Completed | VisitState::CancelRequested | VisitState::Cancelled => None,
        }
    }

    /// The message key of the button.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Accept => "step-accept",
            Self::Depart => "step-depart",
            Self::Arrive => "step-arrive",
            Self::Resume => "step-resume",
            Self::Complete => "step-complete",
        }
    }

    /// Its icon.
    #[must_use]
    pub const fn icon(self) -> Icon {
        match self {
            Self::Accept => Icon::Check,
            Self::Depart => Icon::Navigation,
            Self::Arrive => Icon::MapPin,
            Self::Resume => Icon::Play,
            Self::Complete => Icon::CheckCheck,
        }
    }
}

/// Whether positions belong to a visit in this state.
#[must_use]
pub fn is_at_work(state: VisitState) -> bool {
    matches!(state, VisitState::Accepted | VisitState::OnTheWay | VisitState::Arrived | VisitState::Paused)
}

/// Whether facts can be recorded in this state: the work has begun and is not finished.
#[must_use]
pub fn is_open(state: VisitState) -> bool {
    is_at_work(state)
}

/// Something that must be there before the visit can be completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The id of the section that takes it.
    pub section: String,
    /// What it is, in words.
    pub label: String,
}

/// The id of an own field's input in the page.
#[must_use]
pub fn field_id(key: &str) -> String {
    format!("own-{key}")
}

/// What is still missing, in the order of the screen.
#[must_use]
pub fn missing(rules: &VisitRules, attempt: &Attempt, stage: Stage) -> Vec<Missing> {
    let mut found = Vec::new();
    if stage == Stage::Complete {
        let photos = i64::try_from(attempt.photos.len()).unwrap_or(i64::MAX);
        if photos < rules.photos {
            let label = tr!("eng-missing-photos", count = rules.photos - photos);
            found.push(Missing { section: "photos".to_owned(), label });
        }
        if rules.solution && attempt.solution.trim().is_empty() {
            found.push(Missing { section: "solution".to_owned(), label: words::member("solution") });
        }
    }
    for field in rules.asked().filter(|f| f.required_at == stage) {
        if attempt.answers.get(&field.key).is_none_or(|a| a.trim().is_empty()) {
            found.push(Missing { section: field_id(&field.key), label: field.label.clone() });
        }
    }
    if stage == Stage::Complete && rules.signature && attempt.signatures.is_empty() {
        found.push(Missing { section: "signature".to_owned(), label: words::member("signature") });
    }
    found
}

/// How many photos may still be added; all attempts count together.
#[must_use]
pub fn photo_room(rules: &VisitRules, page: &VisitPage) -> usize {
    rules.photo_limit().saturating_sub(page.visit.photo_count())
}

/// The commands of one visit's screen; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Work {
    /// The visit.
    pub id: VisitId,
    /// The engineer's turn, if it is his.
    pub assignment: Option<AssignmentId>,
    busy: Signal<bool>,
    failure: Signal<Option<Failure>>,
    far_at: Signal<Option<(i64, Place)>>,
}

impl Work {
    /// Sends a command and waits for it to be durable; a refusal is kept for [`Work::failure`].
    pub async fn send(self, command: VisitCommand) -> bool {
        let mut failure = self.failure;
        match store::execute(Command::Visit { id: self.id, command }).await {
            Ok(()) => {
                failure.set(None);
                true
            }
            Err(why) => {
                failure.set(Some(why));
                false
            }
        }
    }

    /// Runs one thing at a time, so that a double tap is one command.
    pub fn run<F: Future<Output = ()> + 'static>(self, work: impl FnOnce() -> F) {
        let mut busy = self.busy;
        if *busy.peek() {
            return;
        }
        busy.set(true);
        let work = work();
        spawn(async move {
            work.await;
            busy.set(false);
        });
    }

    /// Sends one command, see [`Work::run`].
    pub fn act(self, command: VisitCommand) {
        self.run(move || async move {
            self.send(command).await;
        });
    }

    /// Records what was written, in order and even when the screen is being left.
    pub fn save(self, command: VisitCommand) {
        let asked = store::ask_to(Command::Visit { id: self.id, command });
        let mut failure = self.failure;
        dioxus::core::spawn_forever(async move {
            let outcome = asked.await.err();
            // Without its screen a failure has no place to be shown; what was written is kept or was refused.
            if let Ok(mut shown) = failure.try_write() {
                *shown = outcome;
            }
        });
    }

    /// Arrives; far from the site the domain asks for a reason, and the screen asks the engineer.
    pub async fn arrive(self, place: Option<Place>, reason: String) {
        let Some(assignment) = self.assignment else { return };
        let (mut failure, mut far_at) = (self.failure, self.far_at);
        let command = VisitCommand::Arrive { assignment, place, reason };
        let answer = store::execute(Command::Visit { id: self.id, command }).await;
        far_at.set(None);
        match answer {
            Ok(()) => failure.set(None),
            Err(Failure::Refused(Refusal::FarFromSite { distance_m })) => {
                failure.set(None);
                far_at.set(place.map(|place| (distance_m, place)));
            }
            Err(why) => failure.set(Some(why)),
        }
    }

    /// Whether a step is under way.
    #[must_use]
    pub fn busy(&self) -> bool {
        *self.busy.read()
    }

    /// Why the last command was not carried out.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.failure.read().as_ref().map(ToString::to_string)
    }

    /// The arrival that needs a reason: metres to the site, and where it was.
    #[must_use]
    pub fn far_at(&self) -> Option<(i64, Place)> {
        *self.far_at.read()
    }

    /// Takes back the arrival that needs a reason.
    pub fn stay(&self) {
        let mut far_at = self.far_at;
        far_at.set(None);
    }
}

/// The commands of a visit's screen.
pub fn use_work(id: VisitId, assignment: Option<AssignmentId>) -> Work {
    let busy = use_signal(|| false);
    let failure = use_signal(|| None);
    let far_at = use_signal(|| None);
    Work { id, assignment, busy, failure, far_at }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::LineId;
    use truckroll_domain::forms::Input;
    use truckroll_domain::visits::{Photo, VisitField};

    use super::*;
    use crate::sample;

    #[test]
    fn the_next_step_follows_the_state_and_belongs_to_the_engineer() {
        for (state, next) in [
            (VisitState::New, Some(Next::Accept)),
            (VisitState::Accepted, Some(Next::Depart)),
            (VisitState::OnTheWay, Some(Next::Arrive)),
            (VisitState::Arrived, Some(Next::Complete)),
            (VisitState::Paused, Some(Next::Resume)),
            (VisitState::Completed, None),
            (VisitState::CancelRequested, None),
            (VisitState::Cancelled, None),
        ] {
            assert_eq!(Next::of(state, true), next, "{state:?}");
            assert_eq!(Next::of(state, false), None, "{state:?}");
        }
    }

    #[test]
    fn what_is_missing_is_what_the_rules_demand_at_that_stage() {
        let field = |key: &str, stage| VisitField {
            key: key.into(),
            label: key.to_uppercase(),
            input: Input::Text,
            required_at: stage,
            retired: false,
        };
        let rules = VisitRules {
            solution: true,
            photos: 2,
            signature: true,
            watermark: false,
            fields: vec![field("meter", Stage::Complete), field("gate", Stage::Arrive)],
            ..VisitRules::default()
        };
        let mut attempt = Attempt::default();
        let sections = |attempt: &Attempt, stage| {
            missing(&rules, attempt, stage).into_iter().map(|m| m.section).collect::<Vec<_>>()
        };
        assert_eq!(sections(&attempt, Stage::Complete), ["photos", "solution", "own-meter", "signature"]);
        assert_eq!(sections(&attempt, Stage::Arrive), ["own-gate"]);
        attempt.solution = "new belt".into();
        attempt.answers.insert("meter".into(), "42".into());
        let photo: Photo = sample::photo("a");
        attempt.photos.insert(LineId::default(), photo);
        assert_eq!(sections(&attempt, Stage::Complete), ["photos", "signature"]);
    }

    #[test]
    fn room_for_photos_counts_all_attempts() {
        let rules = VisitRules::default();
        assert_eq!(photo_room(&rules, &sample::page(VisitState::Arrived, 2)), 7);
        assert_eq!(photo_room(&rules, &sample::page(VisitState::Arrived, 9)), 0);
        let fewer = VisitRules { max_photos: 1, ..rules };
        assert_eq!(photo_room(&fewer, &sample::page(VisitState::Arrived, 2)), 0);
    }
}
