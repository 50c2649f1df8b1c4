//! What the server notes in a ticket about service levels.

use super::TicketOverlay;
use crate::sla::TermsFact;
use crate::{Actor, Applied, Context, Refusal};

/// Most changes of policy that a ticket remembers.
const MAX_TERMS: usize = 1_000;

/// Notes which policy holds. What is noted already is not noted twice, and nothing goes before what was noted.
pub(super) fn note(ctx: &Context, overlay: &mut TicketOverlay, fact: TermsFact) -> Result<Applied, Refusal> {
    if ctx.actor != Actor::System {
        return Err(Refusal::NotAllowed);
    }
    let last = overlay.terms.last();
    if last.is_some_and(|last| (last.policy, last.version) == (fact.policy, fact.version) || last.at > fact.at) {
        return Ok(Applied::default());
    }
    if overlay.terms.len() >= MAX_TERMS {
        return Err(Refusal::TooMany { field: "terms".into(), limit: 1_000 });
    }
    overlay.terms.push(fact);
    Ok(Applied::default())
}
