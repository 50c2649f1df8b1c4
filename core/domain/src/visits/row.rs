//! A visit as lists and boards read it.

use super::{Visit, VisitOverlay};
use crate::VisitId;

crate::row! {
    /// One row of `visits`. Times are ms UTC; `photo_count` counts all attempts; `attention` counts late
    /// records that await a decision.
    VisitRow in "visits" {
        /// Visit id.
        id: String,
        /// Human number, once the server gave one.
        number: Option<String>,
        /// Ticket behind it.
        ticket_id: Option<String>,
        /// What it is about.
        title: String,
        /// First 500 characters of the description.
        description: String,
        /// State word.
        state: String,
        /// Priority, 0 = urgent to 3 = low.
        priority: i64,
        /// Company.
        company_id: Option<String>,
        /// Its name.
        company_name: String,
        /// Contact person.
        contact_name: String,
        /// Phone number.
        phone: String,
        /// Address on one line.
        address: String,
        /// Site latitude.
        lat: Option<f64>,
        /// Site longitude.
        lon: Option<f64>,
        /// Asset.
        asset_id: Option<String>,
        /// Its name.
        asset_name: String,
        /// Start of the promised window.
        window_from: Option<i64>,
        /// End of the promised window.
        window_to: Option<i64>,
        /// Estimated minutes on site.
        duration_min: Option<i64>,
        /// Service target, or the end of the window.
        due_at: Option<i64>,
        /// Skill keys, comma separated.
        skills: String,
        /// Engineer who has it.
        assignee: Option<String>,
        /// His name.
        assignee_name: String,
        /// The current assignment.
        assignment: Option<String>,
        /// When he got it.
        assigned_at: Option<i64>,
        /// When he accepted.
        accepted_at: Option<i64>,
        /// When he set out.
        departed_at: Option<i64>,
        /// When he arrived.
        arrived_at: Option<i64>,
        /// When he finished.
        completed_at: Option<i64>,
        /// When it was cancelled.
        cancelled_at: Option<i64>,
        /// Photos of all attempts.
        photo_count: i64,
        /// Late records to decide.
        attention: i64,
        /// The customer's stars.
        rating: Option<i64>,
        /// Agent who made it.
        created_by: Option<String>,
        /// When it was made.
        created_at: i64,
        /// Contact person.
        contact_id: Option<String>,
    }
}

impl Visit {
    /// Projects the visit to its row.
    #[must_use]
    pub fn project(&self, id: VisitId, overlay: &VisitOverlay) -> VisitRow {
        let attempt = self.attempt(overlay).filter(|a| a.rejected.is_none());
        let assignee = self.assignee(overlay);
        let place = self.address.place.filter(crate::Place::is_valid);
        VisitRow {
            id: id.to_string(),
            number: overlay.number.clone(),
            ticket_id: self.ticket.map(|t| t.to_string()),
            title: self.title.clone(),
            description: self.description.chars().take(500).collect(),
            state: self.state(overlay).word().to_owned(),
            priority: self.priority.rank(),
            company_id: self.customer.company.map(|c| c.to_string()),
            company_name: self.customer.company_name.clone(),
            contact_name: self.customer.contact_name.clone(),
            phone: self.customer.phone.clone(),
            address: self.address.line(),
            lat: place.map(|p| p.lat),
            lon: place.map(|p| p.lon),
            asset_id: self.asset.map(|a| a.to_string()),
            asset_name: self.asset_name.clone(),
            window_from: self.window_from.map(|t| t.ms()),
            window_to: self.window_to.map(|t| t.ms()),
            duration_min: self.duration_min,
            due_at: self.due_at.or(self.window_to).map(|t| t.ms()),
            skills: self.skills.join(","),
            assignee: assignee.map(|a| a.agent.to_string()),
            assignee_name: assignee.map(|a| a.agent_name.clone()).unwrap_or_default(),
            assignment: assignee.and(overlay.current).map(|a| a.to_string()),
            assigned_at: assignee.map(|a| a.at.ms()),
            accepted_at: attempt.and_then(|a| a.accepted.as_ref()).map(|s| s.at.ms()),
            departed_at: attempt.and_then(|a| a.departed.as_ref()).map(|s| s.at.ms()),
            arrived_at: attempt.and_then(|a| a.arrived.as_ref()).map(|s| s.at.ms()),
            completed_at: attempt.and_then(|a| a.completed.as_ref()).map(|s| s.at.ms()),
            cancelled_at: overlay.cancelled_at.map(|t| t.ms()),
            photo_count: i64::try_from(self.photo_count()).unwrap_or(i64::MAX),
            attention: i64::try_from(overlay.undecided_late().count()).unwrap_or(i64::MAX),
            rating: overlay.rating.as_ref().map(|r| r.stars),
            created_by: self.created_by.map(|a| a.to_string()),
            created_at: self.created_at.ms(),
            contact_id: self.customer.contact.map(|c| c.to_string()),
        }
    }
}
