//! Pages of a reading: the next one is asked for before this one is stored, so that the server reads while the device
//! writes. What is held back is stored at the next input, before anything else happens; a kill in between costs the page
//! and nothing more, because the cursor moves with what is stored.

use truckroll_domain::{Refusal, Timestamp};
use truckroll_protocol::sync::device::Event;
use truckroll_protocol::sync::{Ack, Outcome, SyncResponse};

use super::{Action, Driver};
use crate::replica::ReplicaError;

impl Driver {
    /// Takes in an answer. A page in the middle of a reading waits until the next one is asked for.
    pub(super) fn answered(&mut self, response: SyncResponse, now: Timestamp) -> Result<(), ReplicaError> {
        let taken = std::mem::take(&mut self.said);
        self.replica.said(&taken)?;
        self.round_heard(&response);
        if !response.more || !response.acks.is_empty() || response.reset || self.replica.has_unsent()? {
            return self.stored(&response, now);
        }
        self.ahead = Some(response.cursor);
        self.held = Some(Box::new(response));
        self.event(Event::Stored { more: true, unsent: false }, now);
        self.ahead = None;
        self.wake(now);
        Ok(())
    }

    /// Stores the page that was held back. If that fails, the answer that is under way must not be taken: it builds on
    /// this page, and both are read again.
    pub(super) fn store_held(&mut self, now: Timestamp) {
        let Some(page) = self.held.take() else { return };
        if let Ok(changed) = self.replica.receive(&page, now) {
            self.actions.push_back(Action::Changed(changed));
            return;
        }
        self.let_go_of_questions();
        let jitter = self.jitter();
        self.event(Event::Failed { jitter }, now);
    }

    fn stored(&mut self, response: &SyncResponse, now: Timestamp) -> Result<(), ReplicaError> {
        let changed = self.replica.receive(response, now)?;
        // The phone thought that there was no network, and the person knew better.
        self.online |= std::mem::take(&mut self.asked_offline);
        let unsent = self.replica.has_unsent()?;
        self.actions.push_back(Action::Changed(changed));
        let decided = |a: &Ack| !matches!(&a.outcome, Outcome::Refused { why: Refusal::Superseded });
        let moved = response.more
            || response.has_documents()
            || !response.drops.is_empty()
            || response.acks.iter().any(decided);
        if unsent && !moved {
            // an answer that brings nothing on is not asked for again at once
            let jitter = self.jitter();
            self.event(Event::Failed { jitter }, now);
        } else {
            self.event(Event::Stored { more: response.more, unsent }, now);
        }
        if response.has_documents() {
            self.wake(now.plus_ms(200));
        }
        Ok(())
    }
}
