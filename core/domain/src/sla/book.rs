//! Everything an organisation promises, now and before, and by which hours: what [`facts`](super::facts) and the server's
//! reconciler look things up in.

use super::{SlaPolicy, Terms, TermsFact};
use crate::calendar::Calendar;
use crate::entry::EntryBody;
use crate::filter::{Record, Schema};
use crate::gather;
use crate::tickets::{Ticket, TicketOverlay};
use crate::{CalendarId, Entry, Timestamp};

/// What a calendar was until a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct FormerCalendar {
    /// Which.
    pub id: CalendarId,
    /// What it was; `None`: it was not there.
    pub was: Option<Calendar>,
    /// Until then.
    pub until: Timestamp,
}

/// Policies and calendars, the former ones among them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    /// The policies there are, in their order.
    pub policies: Vec<SlaPolicy>,
    /// Every version that was ever written.
    pub versions: Vec<SlaPolicy>,
    /// When a policy was last written or removed.
    pub changed_at: Option<Timestamp>,
    /// The calendars there are.
    pub calendars: Vec<Calendar>,
    /// What they were before, in order of `until`.
    pub former: Vec<FormerCalendar>,
}

impl Book {
    /// The policy that is for a ticket now.
    pub fn holding(&self, schema: &impl Schema, record: &impl Record) -> Option<&SlaPolicy> {
        self.policies.iter().filter(|policy| policy.enabled).find(|policy| policy.when.holds(schema, record, None))
    }

    /// A policy as it was written once.
    #[must_use]
    pub fn version(&self, fact: &TermsFact) -> Option<&SlaPolicy> {
        let wanted = fact.policy?;
        self.versions.iter().find(|policy| policy.id == wanted && policy.version == fact.version)
    }

    /// What has to be noted in a ticket for which `wanted` holds; `None` when that is noted already.
    ///
    /// The moment is the one at which it became so, as far as the records tell: the ticket's beginning, the last change of a
    /// policy, or the last change of what policies ask about. It does not depend on when the question is asked, so a server that
    /// was away for an hour promises no hour more.
    #[must_use]
    pub fn noted(
        &self,
        wanted: Option<&SlaPolicy>,
        ticket: &Ticket,
        overlay: &TicketOverlay,
        entries: &[Entry],
    ) -> Option<TermsFact> {
        let last = overlay.terms.last();
        if last.map_or(wanted.is_none(), |last| last.is(wanted)) {
            return None;
        }
        let renewed = wanted.filter(|w| last.is_some_and(|last| last.policy == Some(w.id)));
        let at = match renewed {
            Some(policy) => policy.written_at,
            None => self.touched_at(ticket, overlay, entries).max(self.changed_at.unwrap_or(ticket.created_at)),
        };
        let at = at.max(ticket.created_at).max(last.map_or(ticket.created_at, |last| last.at));
        Some(TermsFact { at, policy: wanted.map(|w| w.id), version: wanted.map_or(0, |w| w.version) })
    }

    /// When something last changed in a ticket that a policy asks about.
    fn touched_at(&self, ticket: &Ticket, overlay: &TicketOverlay, entries: &[Entry]) -> Timestamp {
        let edited = || {
            let edits = entries.iter().filter(|e| matches!(&e.body, EntryBody::Log { action, .. } if action == "edit"));
            edits.map(|entry| entry.at).max()
        };
        let status = || ticket.statuses.values().map(|fact| fact.at).max();
        let mut at = ticket.created_at;
        let enabled = self.policies.iter().filter(|policy| policy.enabled);
        for condition in enabled.flat_map(|policy| policy.when.all.iter().chain(&policy.when.any)) {
            let touched = match condition.field.as_str() {
                "assignee" | "assignee_name" | "group" | "group_id" => overlay.assigned_at,
                "status" => status().max(overlay.assigned_at),
                "resolved_at" | "closed_at" => status(),
                "updated_at" => overlay.updated_at,
                _ => edited(),
            };
            at = at.max(touched.unwrap_or(at));
        }
        at
    }

    /// The calendar that a policy counted by at a moment; open always where there is none.
    #[must_use]
    pub fn calendar_at(&self, wanted: Option<CalendarId>, at: Timestamp) -> Calendar {
        let was = |id: CalendarId| {
            let now = self.calendars.iter().find(|calendar| calendar.id == id);
            let former = self.former.iter().find(|former| former.id == id && former.until > at);
            let was = former.map_or(now, |former| former.was.as_ref())?.clone();
            // what is known of a zone's clocks only gets better
            match now.filter(|now| now.time_zone == was.time_zone) {
                Some(now) => Some(Calendar { offsets: now.offsets.clone(), ..was }),
                None => Some(was),
            }
        };
        let own = || {
            let ids = self.calendars.iter().map(|calendar| calendar.id).chain(self.former.iter().map(|f| f.id));
            gather::set(ids).into_iter().filter_map(was).find(|calendar| calendar.default)
        };
        wanted.and_then(was).or_else(own).unwrap_or_else(|| {
            Calendar::around_the_clock(CalendarId::default(), "", "Etc/UTC", crate::calendar::Offsets::default())
        })
    }

    /// Moments between two others at which a calendar changed.
    pub(super) fn calendar_changes(&self, from: Timestamp, to: Timestamp) -> impl Iterator<Item = Timestamp> + '_ {
        self.former.iter().map(|former| former.until).filter(move |until| from < *until && *until < to)
    }

    /// A policy with the calendar of a moment, as the clock takes it.
    pub(super) fn terms(&self, policy: &SlaPolicy, at: Timestamp) -> Terms {
        Terms {
            name: policy.name.clone(),
            limits: policy.limits.clone(),
            pauses: policy.pauses.clone(),
            calendar: self.calendar_at(policy.calendar, at),
        }
    }
}
