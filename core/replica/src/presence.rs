//! What the person at work says of himself: kept here until the server has it.

use std::collections::BTreeMap;

use truckroll_domain::Timestamp;
use truckroll_domain::decode::from_json;
use truckroll_domain::people::{Channel, Presence, PresenceStates, Said, Saying};

use crate::replica::{Replica, ReplicaError};

/// Where it is kept.
const KEY: &str = "says";

impl Replica {
    /// What the server does not know yet.
    pub(crate) fn unsaid(&self) -> Result<Vec<Saying>, ReplicaError> {
        let text = self.get(KEY)?.unwrap_or_default();
        let kept: BTreeMap<String, Said> = from_json(&text).unwrap_or_default();
        let saying = |(channel, said): (String, Said)| Saying { channel, state: said.state, at: said.at };
        Ok(kept.into_iter().map(saying).collect())
    }

    /// The person's states by channel, and the states there are.
    pub(crate) fn presence(&self) -> Result<(Presence, PresenceStates), ReplicaError> {
        let mut presence = self.presence_of_me()?;
        for saying in self.unsaid()? {
            presence.0.insert(saying.channel, Said { state: saying.state, at: saying.at });
        }
        Ok((presence, self.definition(PresenceStates::KIND)?.unwrap_or_default()))
    }

    fn presence_of_me(&self) -> Result<Presence, ReplicaError> {
        let me = self.me_id()?.to_string();
        let mut select = self.connection.prepare_cached("select body from definitions where kind = ?1 and id = ?2")?;
        let mut rows = select.query([Presence::KIND, &me])?;
        let body: Option<String> = rows.next()?.map(|row| row.get(0)).transpose()?;
        Ok(body.and_then(|text| from_json(&text).ok()).unwrap_or_default())
    }

    /// Keeps what the person says; the next request carries it.
    pub(crate) fn says(&self, channel: Channel, state: &str, now: Timestamp) -> Result<(), ReplicaError> {
        let mut kept: BTreeMap<String, Said> = from_json(&self.get(KEY)?.unwrap_or_default()).unwrap_or_default();
        kept.insert(channel.word().to_owned(), Said { state: state.to_owned(), at: now });
        self.keep_says(&kept)
    }

    fn keep_says(&self, kept: &BTreeMap<String, Said>) -> Result<(), ReplicaError> {
        if kept.is_empty() {
            self.connection.execute("delete from kv where k = ?1", [KEY])?;
            return Ok(());
        }
        let text = truckroll_domain::encode::to_json(kept).map_err(|e| ReplicaError::Record(e.to_string()))?;
        self.set(KEY, &text)
    }

    /// Forgets what the server has taken in; what was said since stays.
    pub(crate) fn said(&self, taken: &[Saying]) -> Result<(), ReplicaError> {
        if taken.is_empty() {
            return Ok(());
        }
        let mut kept: BTreeMap<String, Said> = from_json(&self.get(KEY)?.unwrap_or_default()).unwrap_or_default();
        kept.retain(|channel, said| !taken.iter().any(|one| one.channel == *channel && one.at == said.at));
        self.keep_says(&kept)
    }
}
