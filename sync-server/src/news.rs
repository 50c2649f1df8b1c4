//! What happened, told to whoever waits for it: live connections, the worker of the outbox, what is kept in memory.
//!
//! [`tell`] is called inside the transaction that made it happen and reaches the other nodes of a PostgreSQL
//! database when that transaction is visible; [`App::hear`] is called after the commit and reaches this node. Both
//! end in the same place, so a person is told the same whichever node he is connected to. What another node tells
//! is bounded: beyond `MAX_NAMED` ids it says "some" instead of which. After a lost connection, and for news of a
//! version this one does not know, everything may have changed, and everybody asks.

use serde::{Deserialize, Serialize};
use truckroll_domain::{AgentId, DocumentId, Kind, TenantId};

use crate::App;
use crate::db::{DbResult, Heard, Tx};

/// Most ids that another node is told; two lists of them stay far below what can be told at once.
const MAX_NAMED: usize = 70;

/// What a transaction changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// These documents.
    Documents(Vec<(Kind, DocumentId)>),
    /// Documents of these kinds; which is not known.
    Kinds(Vec<Kind>),
    /// Definitions of these kinds, by their words.
    Definitions(Vec<String>),
}

/// Says that something was stored. Receivers that lag read the state again; nothing depends on every message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// The organisation.
    pub tenant: TenantId,
    /// Sequence number of the transaction.
    pub seq: i64,
    /// What changed.
    pub changed: Changed,
    /// Agents whose devices have something new to read (or to drop). `None`: everybody.
    pub agents: Option<Vec<AgentId>>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// Something was stored.
    Stored(Announcement),
    /// People have a new notice.
    Noticed {
        /// The organisation.
        tenant: TenantId,
        /// Who. `None`: anybody.
        agents: Option<Vec<AgentId>>,
    },
    /// A session ended.
    Ended {
        /// Which.
        session: String,
        /// Why.
        code: String,
    },
    /// A definition was written: the directory is read again at its next use.
    Directory {
        /// The organisation.
        tenant: TenantId,
    },
}

impl News {
    /// The same in at most [`crate::db::MAX_TOLD_BYTES`].
    fn bounded(&self) -> Self {
        let mut news = self.clone();
        match &mut news {
            News::Stored(announcement) => {
                if let Changed::Documents(documents) = &announcement.changed
                    && documents.len() > MAX_NAMED
                {
                    let mut kinds: Vec<Kind> = documents.iter().map(|(kind, _)| *kind).collect();
                    kinds.sort_unstable();
                    kinds.dedup();
                    announcement.changed = Changed::Kinds(kinds);
                }
                announcement.agents.take_if(|agents| agents.len() > MAX_NAMED);
            }
            News::Noticed { agents, .. } => {
                agents.take_if(|agents| agents.len() > MAX_NAMED);
            }
            News::Ended { .. } | News::Directory { .. } => {}
        }
        news
    }
}

/// Tells the other nodes, once the transaction is visible.
///
/// # Errors
/// When the database fails.
pub async fn tell(tx: &mut Tx, news: &News) -> DbResult<()> {
    let text = serde_json::to_string(&news.bounded()).map_err(|e| sqlx::Error::Encode(e.into()))?;
    tx.tell_nodes(&text).await
}

impl App {
    /// Lets this node know, after the commit.
    pub fn hear(&self, news: News) {
        match news {
            News::Stored(announcement) => self.announce(announcement),
            News::Noticed { tenant, agents } => self.live.noticed(tenant, agents),
            News::Ended { session, code } => self.live.ended(session, code),
            News::Directory { tenant } => self.forget_directory(tenant),
        }
    }

    /// Everything may have changed.
    fn hear_that_something_was_missed(&self) {
        self.forget_directories();
        self.live.missed();
    }
}

/// Hears the other nodes of a PostgreSQL database from now on; ends with the runtime. Does nothing on SQLite.
///
/// # Errors
/// When the database cannot be reached.
pub async fn start(app: &App) -> DbResult<Option<tokio::task::JoinHandle<()>>> {
    let Some(mut ear) = app.db.hear_nodes().await? else { return Ok(None) };
    let app = app.clone();
    Ok(Some(tokio::spawn(async move {
        let hearing = async {
            loop {
                match ear.next().await {
                    Heard::Told(text) => match serde_json::from_str(&text) {
                        Ok(news) => app.hear(news),
                        Err(error) => {
                            tracing::debug!(%error, "another node tells what this version does not know");
                            app.hear_that_something_was_missed();
                        }
                    },
                    Heard::Missed => app.hear_that_something_was_missed(),
                }
            }
        };
        tokio::select! { () = hearing => {}, () = app.db.beat() => {} }
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::MAX_TOLD_BYTES;

    fn stored(documents: usize, agents: usize) -> News {
        let one =
            |n: usize| DocumentId::from_parts(i64::MAX.unsigned_abs() >> 20, [u8::try_from(n % 256).unwrap(); 10]);
        News::Stored(Announcement {
            tenant: TenantId::default(),
            seq: i64::MAX,
            changed: Changed::Documents((0..documents).map(|n| (Kind::Company, one(n))).collect()),
            agents: Some((0..agents).map(|_| AgentId::default()).collect()),
        })
    }

    #[test]
    fn what_other_nodes_are_told_is_bounded_and_says_so() {
        for (documents, agents) in [(0, 0), (1, 3), (MAX_NAMED, MAX_NAMED), (MAX_NAMED + 1, 60_000), (20_000, 1)] {
            let told = stored(documents, agents).bounded();
            let bytes = serde_json::to_string(&told).unwrap().len();
            assert!(bytes <= MAX_TOLD_BYTES, "{documents} {agents}: {bytes} bytes");
            let News::Stored(told) = told else { panic!("still the same news") };
            assert_eq!(told.changed == Changed::Kinds(vec![Kind::Company]), documents > MAX_NAMED);
            assert_eq!(told.agents.is_none(), agents > MAX_NAMED);
        }
        let all = News::Noticed { tenant: TenantId::default(), agents: Some(vec![AgentId::default(); 1_000]) };
        assert_eq!(all.bounded(), News::Noticed { tenant: TenantId::default(), agents: None });
    }

    #[test]
    fn news_keep_their_shape_on_the_way() {
        for (news, text) in [
            (
                News::Ended { session: "s".into(), code: "signed_out".into() },
                r#"{"ended":{"session":"s","code":"signed_out"}}"#.to_owned(),
            ),
            (
                News::Directory { tenant: TenantId::default() },
                format!(r#"{{"directory":{{"tenant":"{}"}}}}"#, TenantId::default()),
            ),
        ] {
            assert_eq!(serde_json::to_string(&news).unwrap(), text);
            assert_eq!(serde_json::from_str::<News>(&text).unwrap(), news);
        }
        let News::Stored(one) = stored(2, 1) else { panic!("stored") };
        let text = serde_json::to_string(&one).unwrap();
        assert_eq!(serde_json::from_str::<Announcement>(&text).unwrap(), one);
    }
}
