//! What a desk has not been told yet, as the fewest messages. Pure.

use std::collections::{BTreeMap, BTreeSet};

use truckroll_domain::calendar::Calendar;
use truckroll_domain::roster::{RosterMonth, Shift, Swap};
use truckroll_domain::visits::VisitRules;
use truckroll_domain::{AgentId, DocumentId, Kind, Place, Timestamp};
use truckroll_protocol::api::Live;

use crate::news::{Announcement, Changed};

/// More ids than this are not named.
const MAX_IDS: usize = 100;

/// News for one desk.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    kinds: BTreeSet<Kind>,
    ids: BTreeSet<DocumentId>,
    unnamed: bool,
    changed: bool,
    seq: i64,
    moved: BTreeMap<AgentId, (Place, Timestamp)>,
    notified: bool,
    defined: BTreeSet<String>,
}

impl Gathered {
    /// Adds what was stored.
    pub fn stored(&mut self, announcement: &Announcement) {
        let documents = match &announcement.changed {
            Changed::Definitions(kinds) => {
                self.defined.extend(kinds.iter().cloned());
                return;
            }
            Changed::Documents(documents) => documents.as_slice(),
            Changed::Kinds(kinds) => {
                self.unnamed = true;
                self.kinds.extend(kinds);
                &[]
            }
        };
        self.changed = true;
        self.seq = self.seq.max(announcement.seq);
        for (kind, id) in documents {
            self.kinds.insert(*kind);
            if self.ids.len() < MAX_IDS {
                self.ids.insert(*id);
            } else {
                self.unnamed |= !self.ids.contains(id);
            }
        }
    }
    /// Announcements were missed: everything may have changed.
    pub fn lagged(&mut self) {
        self.changed = true;
        self.unnamed = true;
        self.kinds.extend(Kind::ALL);
        let kinds = [VisitRules::KIND, Calendar::KIND, Shift::KIND, RosterMonth::KIND, Swap::KIND];
        self.defined.extend(kinds.map(str::to_owned));
    }
    /// Adds engineers who moved.
    pub fn moved(&mut self, moved: &[(AgentId, Place, Timestamp)]) {
        self.moved.extend(moved.iter().map(|(agent, place, at)| (*agent, (*place, *at))));
    }
    /// A notice came.
    pub fn notified(&mut self) {
        self.notified = true;
    }
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        !self.changed && !self.notified && self.moved.is_empty() && self.defined.is_empty()
    }
    /// The messages; nothing is left after that.
    pub fn take(&mut self) -> Vec<Live> {
        let news = std::mem::take(self);
        let mut messages = Vec::new();
        if news.changed {
            let ids = if news.unnamed { Vec::new() } else { news.ids.into_iter().collect() };
            messages.push(Live::Changed { kinds: news.kinds.into_iter().collect(), ids, seq: news.seq });
        }
        if !news.moved.is_empty() {
            let moved = news.moved.into_iter().map(|(agent, (place, at))| (agent, place, at)).collect();
            messages.push(Live::Positions { moved });
        }
        if !news.defined.is_empty() {
            messages.push(Live::Defined { kinds: news.defined.into_iter().collect() });
        }
        if news.notified {
            messages.push(Live::Notified);
        }
        messages
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use truckroll_domain::TenantId;

    fn stored(seq: i64, n: u8) -> Announcement {
        let changed = Changed::Documents(vec![(Kind::Visit, DocumentId::from_parts(1, [n; 10]))]);
        Announcement { tenant: TenantId::default(), seq, changed, agents: None }
    }

    #[test]
    fn many_announcements_become_one_message() {
        let mut news = Gathered::default();
        for seq in 1..=3 {
            news.stored(&stored(seq, 7));
        }
        let id = DocumentId::from_parts(1, [7; 10]);
        assert_eq!(news.take(), vec![Live::Changed { kinds: vec![Kind::Visit], ids: vec![id], seq: 3 }]);
        assert!(news.is_empty() && news.take().is_empty());
    }

    #[test]
    fn documents_that_are_not_named_are_asked_for_by_their_kinds() {
        let mut news = Gathered::default();
        news.stored(&Announcement {
            tenant: TenantId::default(),
            seq: 0,
            changed: Changed::Kinds(vec![Kind::Visit, Kind::Ticket]),
            agents: Some(Vec::new()),
        });
        let all = Live::Changed { kinds: vec![Kind::Ticket, Kind::Visit], ids: Vec::new(), seq: 0 };
        assert_eq!(news.take(), vec![all]);
    }

    #[test]
    fn a_definition_that_was_written_is_told_by_its_kind_alone() {
        let mut news = Gathered::default();
        for seq in 1..=2 {
            let changed = Changed::Definitions(vec![VisitRules::KIND.to_owned()]);
            news.stored(&Announcement { changed, ..stored(seq, 1) });
        }
        assert_eq!(news.take(), vec![Live::Defined { kinds: vec!["visit_rules".to_owned()] }]);
    }

    #[test]
    fn too_many_or_missed_ones_are_not_named() {
        let mut news = Gathered::default();
        for n in 0..=100 {
            news.stored(&stored(i64::from(n), n));
        }
        assert!(matches!(&news.take()[..], [Live::Changed { ids, .. }] if ids.is_empty()));
        news.lagged();
        let told = news.take();
        assert!(matches!(&told[0], Live::Changed { kinds, .. } if kinds.len() == Kind::ALL.len()));
        assert!(matches!(&told[1..], [Live::Defined { .. }]));
    }
}
