//! The policies of an organisation as its directory holds them, with the former ones and the former calendars.

use std::collections::BTreeMap;

use truckroll_domain::calendar::Calendar;
use truckroll_domain::event::DefinitionWritten;
use truckroll_domain::sla::{Book, FormerCalendar, SlaPolicy};
use truckroll_domain::{CalendarId, SlaPolicyId, TenantId};

use crate::db::DbResult;
use crate::directory::written;

/// So many changes of calendars are remembered.
const MOST_CALENDAR_CHANGES: i64 = 1_000;

/// What an organisation promises.
#[derive(Clone, Debug, Default)]
pub struct Promises {
    /// Policies and calendars, the former ones among them.
    pub book: Book,
    /// The numbers that policies were written at.
    pub seqs: BTreeMap<SlaPolicyId, i64>,
}

impl Promises {
    /// Whether anything was ever promised.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.book.versions.is_empty()
    }

    /// Takes in a definition as it is stored; one that this version cannot read is none.
    pub(crate) fn take(&mut self, kind: &str, seq: i64, body: &str) {
        let Ok(policy) = serde_json::from_str::<SlaPolicy>(body) else { return };
        if kind == SlaPolicy::VERSION_KIND {
            self.book.versions.push(policy);
        } else {
            self.seqs.insert(policy.id, seq);
            self.book.policies.push(policy);
        }
    }

    /// Adds what calendars are and were, once everything was taken in.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn complete(
        &mut self,
        on: &mut sqlx::AnyConnection,
        tenant: TenantId,
        calendars: &BTreeMap<CalendarId, Calendar>,
    ) -> DbResult<()> {
        if self.is_empty() {
            return Ok(());
        }
        self.book.policies.sort_by_key(|policy| (policy.place, policy.id));
        self.book.calendars = calendars.values().cloned().collect();
        self.book.changed_at = written(&mut *on, tenant, SlaPolicy::KIND, 1).await?.first().map(|(_, was)| was.at);
        let changes = written(&mut *on, tenant, Calendar::KIND, MOST_CALENDAR_CHANGES).await?;
        let former = |(_, change): (i64, DefinitionWritten)| {
            let id = change.id.parse().ok()?;
            Some(FormerCalendar { id, was: serde_json::from_value(change.before).ok(), until: change.at })
        };
        self.book.former = changes.into_iter().rev().filter_map(former).collect();
        Ok(())
    }
}
