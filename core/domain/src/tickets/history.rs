//! A ticket as it was at a moment, by what its log tells (TKT-66).

use super::command::edit;
use super::flow::is_cut;
use super::{Ticket, TicketEdit, TicketOverlay};
use crate::fields::FieldValue;
use crate::{Entry, EntryBody, LineId, Timestamp};

/// What people fill in that is not put back: who the customer is, where and on what machine the work is, is kept as it is known now.
const STAYS: [&str; 5] = ["company_name", "contact_name", "phone", "address", "asset_name"];

impl Ticket {
    /// The ticket at a moment, as far as its log tells: fields, status, node, who read along stay facts of their own. Rows are those of now.
    #[must_use]
    pub fn as_it_was(&self, at: Timestamp, log: &[Entry]) -> Ticket {
        let mut then = self.clone();
        // what the log tells stood there, so no rule refuses it
        let _ = edit(&mut then, &self.restored(at, log));
        then.statuses.retain(|_, fact| fact.at <= at);
        then.nodes.retain(|_, fact| fact.at <= at);
        then.parts.retain(|_, part| part.at <= at);
        then
    }

    /// Whether a field can be put back to what it was: what people fill in, but not who the customer is, not a cell of a row, and not
    /// what the log holds only the beginning of.
    #[must_use]
    pub fn can_put_back(field: &str, value: Option<&FieldValue>) -> bool {
        let cut = matches!(value, Some(FieldValue::Text(text)) if is_cut(text));
        !STAYS.contains(&field) && !field.contains('.') && !cut
    }

    /// The edit that puts one field back to a value.
    #[must_use]
    pub fn putting_back(field: &str, value: Option<FieldValue>) -> TicketEdit {
        let mut edit = TicketEdit::default();
        edit.put_back(field, value);
        edit
    }
}

/// Who answered for a ticket at a moment, by its log: the name, empty for nobody, `None` where nothing is known of it.
#[must_use]
pub fn assignee_at(overlay: &TicketOverlay, at: Timestamp, log: &[Entry]) -> Option<String> {
    if overlay.assigned_at.is_none_or(|assigned| assigned <= at) {
        return Some(overlay.assignee_name.clone());
    }
    let given = log.iter().filter(|entry| entry.at <= at).filter_map(|entry| match &entry.body {
        EntryBody::Log { action, subject, .. } if action == "assign" => Some((entry.at, LineId(entry.id.0), subject)),
        _ => None,
    });
    given.max_by_key(|(at, id, _)| (*at, *id)).map(|(_, _, name)| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Values;
    use crate::tickets::{Status, StatusFact, TicketCommand, apply};
    use crate::visits::VisitRules;
    use crate::{Actor, CommandId, Context, Side, TenantId, TicketId};

    fn run(ticket: &mut Ticket, at: i64, command: &TicketCommand) -> Vec<Entry> {
        let ctx = Context {
            tenant: TenantId::default(),
            actor: Actor::System,
            device: None,
            command: CommandId::from_parts(at.unsigned_abs(), [1; 10]),
            at: Timestamp(at),
            received_at: None,
            offline: false,
            side: Side::Server,
            visit_rules: VisitRules::default(),
        };
        apply(&ctx, TicketId::default(), ticket, &mut TicketOverlay::default(), command).expect("is allowed").entries
    }

    fn edits(title: &str, volts: Option<i64>) -> TicketCommand {
        let fields = [("volts".to_owned(), volts.map(FieldValue::Int))].into();
        TicketCommand::Edit {
            edit: Box::new(TicketEdit { title: Some(title.into()), fields, ..TicketEdit::default() }),
        }
    }

    #[test]
    fn a_ticket_is_seen_as_it_was_at_each_moment() {
        let long = "x".repeat(3_000);
        let mut ticket = Ticket {
            schema: 1,
            title: "Lift 3".into(),
            description: long.clone(),
            fields: Values::from([("volts".into(), FieldValue::Int(220))]),
            ..Ticket::default()
        };
        let fact = StatusFact { status: Status::Resolved, at: Timestamp(25), by: String::new() };
        ticket.statuses.insert(LineId::from_parts(1, [1; 10]), fact);
        let mut log = run(&mut ticket, 10, &edits("Lift 4", Some(380)));
        log.extend(run(&mut ticket, 20, &edits("Lift 5", None)));
        let shorter = TicketEdit { description: Some("short".into()), ..TicketEdit::default() };
        log.extend(run(&mut ticket, 30, &TicketCommand::Edit { edit: Box::new(shorter) }));
        let seen = |at| {
            let then = ticket.as_it_was(Timestamp(at), &log);
            (then.title.clone(), then.fields.get("volts").cloned(), then.status(), then.description.len())
        };
        assert_eq!(seen(5), ("Lift 3".into(), Some(FieldValue::Int(220)), Status::New, 3_000));
        assert_eq!(seen(15), ("Lift 4".into(), Some(FieldValue::Int(380)), Status::New, 3_000));
        assert_eq!(seen(25), ("Lift 5".into(), None, Status::Resolved, 3_000), "long texts are whole");
        assert_eq!(seen(35), ("Lift 5".into(), None, Status::Resolved, 5));
        // and it is what it was after the edit that puts it back
        let back = ticket.restored(Timestamp(5), &log);
        run(&mut ticket, 40, &TicketCommand::Edit { edit: Box::new(back) });
        assert_eq!((ticket.title.as_str(), ticket.description.as_str()), ("Lift 3", long.as_str()));
    }

    #[test]
    fn what_is_not_known_whole_or_is_no_field_is_not_put_back() {
        let cut: String = "a".repeat(200) + "…";
        for (field, value, can) in [
            ("title", Some(FieldValue::Text("Lift".into())), true),
            ("volts", None, true),
            ("description", Some(FieldValue::Text(cut)), false),
            ("phone", Some(FieldValue::Text("123".into())), false),
            ("parts.count", Some(FieldValue::Int(1)), false),
        ] {
            assert_eq!(Ticket::can_put_back(field, value.as_ref()), can, "{field}");
        }
        let edit = Ticket::putting_back("priority", Some(FieldValue::Text("high".into())));
        assert_eq!(edit.priority, Some(crate::tickets::Priority::High));
    }

    #[test]
    fn the_log_says_who_had_it() {
        let mut ticket = Ticket { schema: 1, ..Ticket::default() };
        let give = |name: &str| TicketCommand::Assign { agent: None, agent_name: name.into(), group: None, seen: None };
        let mut log = run(&mut ticket, 10, &give("Chen"));
        log.extend(run(&mut ticket, 20, &give("Li")));
        let now =
            TicketOverlay { assignee_name: "Li".into(), assigned_at: Some(Timestamp(20)), ..TicketOverlay::default() };
        let at = |at| assignee_at(&now, Timestamp(at), &log);
        assert_eq!((at(5), at(15), at(25)), (None, Some("Chen".into()), Some("Li".into())));
    }
}
