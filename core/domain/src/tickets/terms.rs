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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visits::VisitRules;
    use crate::{CommandId, Side, SlaPolicyId, TenantId, Timestamp};

    fn ctx(actor: Actor) -> Context {
        Context {
            tenant: TenantId::default(),
            actor,
            device: None,
            command: CommandId::default(),
            at: Timestamp(1),
            received_at: None,
            offline: false,
            side: Side::Server,
            visit_rules: VisitRules::default(),
        }
    }

    #[test]
    fn what_holds_is_noted_once_in_order_and_by_the_server_alone() {
        let fact = |at, version| TermsFact { at: Timestamp(at), policy: Some(SlaPolicyId::default()), version };
        let mut overlay = TicketOverlay::default();
        for (noted, wanted) in [
            (fact(10, 1), 1),
            // again, as after a restart
            (fact(20, 1), 1),
            (fact(20, 2), 2),
            // before what is there
            (fact(5, 3), 2),
            (TermsFact { at: Timestamp(20), policy: None, version: 0 }, 3),
        ] {
            note(&ctx(Actor::System), &mut overlay, noted).expect("the server notes it");
            assert_eq!(overlay.terms.len(), wanted, "{noted:?}");
        }
        let customer = ctx(Actor::Customer { name: String::new() });
        assert_eq!(note(&customer, &mut overlay, fact(30, 9)), Err(Refusal::NotAllowed));
    }
}
