//! Signing in: with account and password, or with the session that the browser brought back from an identity provider.

use truckroll_domain::Timestamp;
use truckroll_domain::decode::from_json_bytes;
use truckroll_protocol::api::{Me, NewDevice, Problem, Session, SignIn};
use truckroll_protocol::sync::device::Event;

use super::{Action, Driver, Purpose};
use crate::ask::{Answer, Ask, Changed};
use crate::replica::ReplicaError;

impl Driver {
    /// Sends account and password with the device that signs in.
    pub(super) fn sign_in(&mut self, id: u64, ask: Ask) -> Result<(), ReplicaError> {
        let Ask::SignIn { account, password, code, new_password } = ask else { return Ok(()) };
        let device = NewDevice { id: self.replica.device()?, kind: "phone".to_owned(), name: String::new() };
        let body = SignIn { account, password, device: Some(device), cookie: true, code, new_password };
        let body = truckroll_domain::encode::to_json(&body).unwrap_or_default().into_bytes();
        self.http(Purpose::SignIn { ask: id }, "POST", "/api/v1/sessions".to_owned(), "application/json", body);
        Ok(())
    }

    /// Asks whose session the browser holds; only one that was opened for this device counts.
    pub(super) fn enter(&mut self, id: u64) -> Result<(), ReplicaError> {
        let path = format!("/api/v1/sessions/current?device={}", self.replica.device()?);
        self.http(Purpose::Enter { ask: id }, "GET", path, "", Vec::new());
        Ok(())
    }

    /// What came of either.
    pub(super) fn signed_in(
        &mut self,
        ask: u64,
        status: u16,
        me: Option<Me>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), ReplicaError> {
        let failed = |code: &str, retry_after_s| Answer::SignInFailed { code: code.to_owned(), retry_after_s };
        let answer = match (status, me) {
            (200 | 201, Some(me)) => match self.replica.holds_work_of_another(me.agent.id)? {
                Some(_) => failed("work_of_another", None),
                None => {
                    self.replica.signed_in(me.clone())?;
                    self.online = true;
                    self.live_retry_at = None;
                    self.event(Event::SignedIn, now);
                    self.keep_live(now);
                    self.actions.push_back(Action::Changed(Changed {
                        session: true,
                        sync: true,
                        ..Changed::default()
                    }));
                    Answer::Signed { me: Box::new(me) }
                }
            },
            (0, _) => failed("unreachable", None),
            _ => {
                let problem = from_json_bytes::<Problem>(body).unwrap_or_default();
                let code = if problem.code.is_empty() { "unavailable".to_owned() } else { problem.code };
                let code = if code == "unauthenticated" { "bad_credentials".to_owned() } else { code };
                Answer::SignInFailed { code, retry_after_s: problem.retry_after_s }
            }
        };
        self.reply(ask, answer);
        Ok(())
    }
}

/// Who signed in with a password.
pub(super) fn opened(body: &[u8]) -> Option<Me> {
    from_json_bytes::<Session>(body).ok().map(|session| session.me)
}
