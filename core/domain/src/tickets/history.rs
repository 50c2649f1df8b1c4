//! A ticket as it was at a moment, by what its log tells, and the commands that make it so again (TKT-66).
//!
//! A log says what stood in each field before it was changed, in which row a cell stood, and beside the words who the customer was
//! and where it was, by ids and parts. What older versions noted without these stays as it is now: a name alone is no customer, a
//! line no place. So does what is known by its beginning only, and a number that stands there with stars. On what machine the work
//! is, is said when a ticket is made and never changes.

use std::collections::BTreeSet;

use super::flow::is_cut;
use super::{Cells, Priority, Rows, Ticket, TicketCommand, TicketEdit, TicketOverlay};
use crate::fields::{FieldChange, FieldValue, ValueEdits};
use crate::privacy::{holds_numbers, is_masked};
use crate::visits::{Address, Customer};
use crate::{Entry, EntryBody, LineId, Place, Timestamp};

/// What a step back at a node of a workflow does not touch: who the customer is, where and on what machine the work is.
const STAYS: [&str; 5] = ["company_name", "contact_name", "phone", "address", "asset_name"];
/// Members that say who the customer is, in words.
const CUSTOMER: [&str; 3] = ["company_name", "contact_name", "phone"];

/// What is noted beside the fields: its key, and what stands there.
type Noted = (&'static str, fn(&Ticket) -> FieldValue);

/// What a log notes beside the fields: who the customer is, and the place in its parts.
pub(super) const BESIDE: [Noted; 2] = [("customer:ids", ids), ("address:parts", parts)];

fn ids(ticket: &Ticket) -> FieldValue {
    let Customer { company, contact, .. } = &ticket.customer;
    let company = company.map(|id| id.to_string()).unwrap_or_default();
    FieldValue::List(vec![company, contact.map(|id| id.to_string()).unwrap_or_default()])
}

fn parts(ticket: &Ticket) -> FieldValue {
    let Address { province, city, district, detail, place } = &ticket.address;
    let place = place.map(|place| format!("{},{}", place.lat, place.lon)).unwrap_or_default();
    FieldValue::List(vec![province.clone(), city.clone(), district.clone(), detail.clone(), place])
}

/// The values of a list that a log noted.
fn list(value: Option<&FieldValue>) -> &[String] {
    match value {
        Some(FieldValue::List(all)) => all,
        _ => &[],
    }
}

/// An address by its parts; `None` for what is none.
fn address(value: Option<&FieldValue>) -> Option<Address> {
    let [province, city, district, detail, place] = list(value) else { return None };
    let place = place.split_once(',').and_then(|(lat, lon)| {
        let place = Place { lat: lat.parse().ok()?, lon: lon.parse().ok()?, accuracy_m: None };
        place.is_valid().then_some(place)
    });
    let text = |text: &String| text.clone();
    Some(Address { province: text(province), city: text(city), district: text(district), detail: text(detail), place })
}

/// Whether a value says less than what stood there.
fn is_less(field: &str, value: Option<&FieldValue>) -> bool {
    let Some(FieldValue::Text(text)) = value else { return false };
    let key = field.rsplit('.').next().unwrap_or(field);
    is_cut(text) || (holds_numbers(key) && is_masked(text))
}

/// The changes of an entry, with the row they are about.
fn told(entry: &Entry) -> (&[FieldChange], Option<LineId>) {
    match &entry.body {
        EntryBody::Log { action, text, changes, .. } => {
            let is_row = matches!(action.as_str(), "set_row" | "remove_row");
            (changes.as_slice(), is_row.then(|| text.parse().ok()).flatten())
        }
        _ => (&[], None),
    }
}

/// A ticket on its way back from `now`.
struct Back<'a> {
    now: &'a Ticket,
    then: Ticket,
}

impl Back<'_> {
    /// Takes back a change; what is not known whole is as it is now.
    fn take(&mut self, change: &FieldChange, changes: &[FieldChange], line: Option<LineId>) {
        let field = change.field.as_str();
        let known = |key: &str| changes.iter().find(|other| other.field == key);
        let less = is_less(field, change.from.as_ref());
        let value = if less { self.now.value(field) } else { change.from.clone() };
        let text = || value.as_ref().map(FieldValue::typed).unwrap_or_default();
        match field {
            "title" => self.then.title = text(),
            "description" => self.then.description = text(),
            "type" => self.then.kind = text(),
            "priority" => {
                let word = text();
                let priority = Priority::ALL.into_iter().find(|one| one.word() == word);
                self.then.priority = priority.unwrap_or(self.then.priority);
            }
            "phone" => self.then.customer.phone = text(),
            // a name without the ids that go with it is nobody in particular
            "company_name" if known("customer:ids").is_some() || self.now.customer.company.is_none() => {
                self.then.customer.company_name = text();
            }
            "contact_name" if known("customer:ids").is_some() || self.now.customer.contact.is_none() => {
                self.then.customer.contact_name = text();
            }
            "customer:ids" => {
                if let [company, contact] = list(change.from.as_ref()) {
                    (self.then.customer.company, self.then.customer.contact) =
                        (company.parse().ok(), contact.parse().ok());
                }
            }
            "address:parts" => self.then.address = address(change.from.as_ref()).unwrap_or(self.now.address.clone()),
            "company_name" | "contact_name" | "address" | "asset_name" => {}
            cell if cell.contains('.') => self.cell(cell, change.from.as_ref().filter(|_| !less), less, line),
            noted if noted.contains(':') => {}
            own => match value {
                Some(value) => drop(self.then.fields.insert(own.to_owned(), value)),
                None => drop(self.then.fields.remove(own)),
            },
        }
    }

    fn cell(&mut self, cell: &str, value: Option<&FieldValue>, less: bool, line: Option<LineId>) {
        let (Some(line), Some((field, column))) = (line, cell.split_once('.')) else { return };
        let now = || self.now.rows.get(field)?.0.get(&line)?.0.get(column);
        let value = if less { now() } else { value }.cloned();
        let Rows(rows) = self.then.rows.entry(field.to_owned()).or_default();
        let Cells(cells) = rows.entry(line).or_default();
        match value {
            Some(value) => drop(cells.insert(column.to_owned(), value)),
            None => drop(cells.remove(column)),
        }
    }
}

impl Ticket {
    /// The ticket at a moment, as far as its log tells: fields, customer, place and rows; status, node, who read along stay facts of
    /// their own.
    #[must_use]
    pub fn as_it_was(&self, at: Timestamp, log: &[Entry]) -> Ticket {
        let mut since: Vec<&Entry> = log.iter().filter(|entry| entry.at > at).collect();
        since.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
        let mut back = Back { now: self, then: self.clone() };
        for entry in since {
            let (changes, line) = told(entry);
            for change in changes {
                back.take(change, changes, line);
            }
        }
        let mut then = back.then;
        // a row that was not there yet has no cells left
        for (field, Rows(rows)) in &mut then.rows {
            let now = self.rows.get(field);
            rows.retain(|line, cells| !cells.0.is_empty() || now.is_some_and(|now| now.0.get(line) == Some(&*cells)));
        }
        then.rows.retain(|field, rows| !rows.0.is_empty() || self.rows.get(field) == Some(&*rows));
        then.statuses.retain(|_, fact| fact.at <= at);
        then.nodes.retain(|_, fact| fact.at <= at);
        then.parts.retain(|_, part| part.at <= at);
        then
    }

    /// The commands that put back what one entry changed in one field, or in one cell; none where that is not known, or stands there.
    /// Who the customer was comes back as a whole.
    #[must_use]
    pub fn putting_back(&self, entry: &Entry, field: &str) -> Vec<TicketCommand> {
        let (changes, line) = told(entry);
        let who = CUSTOMER.contains(&field) && changes.iter().any(|change| change.field == "customer:ids");
        let goes = |change: &&FieldChange| match field {
            "address" => change.field == "address:parts",
            _ if who => CUSTOMER.contains(&change.field.as_str()) || change.field == "customer:ids",
            _ => change.field == field,
        };
        let mut back = Back { now: self, then: self.clone() };
        for change in changes.iter().filter(goes) {
            back.take(change, changes, line);
        }
        if let Some(line) = line {
            let empty = |rows: &Rows| rows.0.get(&line).is_some_and(|cells| cells.0.is_empty());
            back.then.rows.values_mut().filter(|rows| empty(rows)).for_each(|rows| drop(rows.0.remove(&line)));
        }
        self.becoming(&back.then)
    }

    /// The commands that make it as it was `then`, in what people fill in.
    #[must_use]
    pub fn becoming(&self, then: &Ticket) -> Vec<TicketCommand> {
        let differs = |was: &String, is: &String| (was != is).then(|| was.clone());
        let keys: BTreeSet<&String> = self.fields.keys().chain(then.fields.keys()).collect();
        let changed = keys.into_iter().filter(|key| self.fields.get(*key) != then.fields.get(*key));
        let edit = TicketEdit {
            title: differs(&then.title, &self.title),
            description: differs(&then.description, &self.description),
            kind: differs(&then.kind, &self.kind),
            priority: (then.priority != self.priority).then_some(then.priority),
            customer: (then.customer != self.customer).then(|| then.customer.clone()),
            address: (then.address != self.address).then(|| then.address.clone()),
            fields: changed.map(|key| (key.clone(), then.fields.get(key).cloned())).collect(),
        };
        let mut all = Vec::new();
        if edit != TicketEdit::default() {
            all.push(TicketCommand::Edit { edit: Box::new(edit) });
        }
        let none = Rows::default();
        let fields: BTreeSet<&String> = self.rows.keys().chain(then.rows.keys()).collect();
        for field in fields {
            let of = |ticket: &'_ Ticket| ticket.rows.get(field).unwrap_or(&none).0.clone();
            let (is, was) = (of(self), of(then));
            let lines: BTreeSet<LineId> = is.keys().chain(was.keys()).copied().collect();
            for line in lines {
                all.extend(row(field, line, is.get(&line), was.get(&line)));
            }
        }
        all
    }
}

/// The command that makes a row as it was.
fn row(field: &str, line: LineId, is: Option<&Cells>, was: Option<&Cells>) -> Option<TicketCommand> {
    let field = field.to_owned();
    let Some(Cells(was)) = was else { return is.map(|_| TicketCommand::RemoveRow { field, line }) };
    let is = is.map(|cells| cells.0.clone()).unwrap_or_default();
    let keys: BTreeSet<&String> = is.keys().chain(was.keys()).collect();
    let changed = keys.into_iter().filter(|key| is.get(*key) != was.get(*key));
    let values: ValueEdits = changed.map(|key| (key.clone(), was.get(key).cloned())).collect();
    (!values.is_empty()).then_some(TicketCommand::SetRow { field, line, values })
}

/// Whether a step back at a node puts a field back: what people fill in, but not who the customer is, not a cell of a row, and not
/// what the log holds only the beginning of.
pub(super) fn goes_back(field: &str, value: Option<&FieldValue>) -> bool {
    !STAYS.contains(&field) && !field.contains(['.', ':']) && !is_less(field, value)
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
    use crate::tickets::{Status, StatusFact, apply};
    use crate::visits::VisitRules;
    use crate::{Actor, CommandId, CompanyId, ContactId, Context, Side, TenantId, TicketId};

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
        // and it is what it was after the commands that put it back
        let then = ticket.as_it_was(Timestamp(5), &log);
        let back = ticket.becoming(&then);
        carry_out(&mut ticket, 40, &back);
        assert_eq!((ticket.title.as_str(), ticket.description.as_str()), ("Lift 3", long.as_str()));
    }

    #[test]
    fn what_is_not_known_whole_or_is_no_field_does_not_go_back_at_a_node() {
        let cut: String = "a".repeat(200) + "…";
        for (field, value, can) in [
            ("title", Some(FieldValue::Text("Lift".into())), true),
            ("volts", None, true),
            ("description", Some(FieldValue::Text(cut)), false),
            ("phone", Some(FieldValue::Text("123".into())), false),
            ("phone_2", Some(FieldValue::Text("135****1234".into())), false),
            ("parts.count", Some(FieldValue::Int(1)), false),
            ("customer:ids", None, false),
        ] {
            assert_eq!(goes_back(field, value.as_ref()), can, "{field}");
        }
    }

    fn customer(n: u8, name: &str, phone: &str) -> Customer {
        Customer {
            company: Some(CompanyId::from_parts(1, [n; 10])),
            company_name: name.into(),
            contact: Some(ContactId::from_parts(1, [n; 10])),
            contact_name: format!("{name}'s porter"),
            phone: phone.into(),
        }
    }

    fn place(city: &str, lat: f64) -> Address {
        let place = Some(Place { lat, lon: 121.5, accuracy_m: None });
        Address { city: city.into(), detail: "Nanjing Road 100".into(), place, ..Address::default() }
    }

    fn moved(customer: Customer, address: Address) -> TicketCommand {
        let edit = TicketEdit { customer: Some(customer), address: Some(address), ..TicketEdit::default() };
        TicketCommand::Edit { edit: Box::new(edit) }
    }

    fn carry_out(ticket: &mut Ticket, at: i64, commands: &[TicketCommand]) {
        for (n, command) in (0_i64..).zip(commands) {
            run(ticket, at + n, command);
        }
    }

    #[test]
    fn who_the_customer_was_and_where_it_was_come_back_whole() {
        let mut ticket = Ticket {
            schema: 1,
            title: "Lift 3".into(),
            customer: customer(1, "Hua", "13512345678"),
            address: place("Shanghai", 31.2),
            ..Ticket::default()
        };
        let before = ticket.clone();
        let log = run(&mut ticket, 10, &moved(customer(2, "Xin", "13899998888"), place("Suzhou", 31.3)));
        let then = ticket.as_it_was(Timestamp(5), &log);
        assert_eq!((&then.customer, &then.address), (&before.customer, &before.address));
        // the place alone, by its line
        let mut alone = ticket.clone();
        carry_out(&mut alone, 20, &ticket.putting_back(&log[0], "address"));
        assert_eq!((alone.address, alone.customer), (before.address.clone(), ticket.customer.clone()));
        // a name brings back who it was
        let mut alone = ticket.clone();
        carry_out(&mut alone, 20, &ticket.putting_back(&log[0], "company_name"));
        assert_eq!((alone.customer, alone.address), (before.customer.clone(), ticket.address.clone()));
        let back = ticket.becoming(&then);
        carry_out(&mut ticket, 20, &back);
        assert_eq!((ticket.customer.clone(), ticket.address.clone()), (before.customer, before.address));
        assert_eq!(ticket.becoming(&then), [], "it is as it was");
    }

    #[test]
    fn what_older_logs_and_masked_ones_do_not_say_stays_as_it_is() {
        let mut ticket = Ticket {
            schema: 1,
            customer: customer(1, "Hua", "13512345678"),
            address: place("Shanghai", 31.2),
            ..Ticket::default()
        };
        let mut log = run(&mut ticket, 10, &moved(customer(2, "Xin", "13899998888"), place("Suzhou", 31.3)));
        if let EntryBody::Log { changes, .. } = &mut log[0].body {
            changes.retain(FieldChange::is_told);
            for change in changes.iter_mut().filter(|change| change.field == "phone") {
                change.from = Some(FieldValue::Text("135****5678".into()));
            }
        }
        assert_eq!(ticket.becoming(&ticket.as_it_was(Timestamp(5), &log)), []);
        for field in ["company_name", "phone", "address"] {
            assert_eq!(ticket.putting_back(&log[0], field), [], "{field}");
        }
    }

    #[test]
    fn rows_come_back_with_their_cells() {
        let (belt, bolt) = (LineId::from_parts(1, [1; 10]), LineId::from_parts(2, [2; 10]));
        let set = |line, cells: &[(&str, i64)]| TicketCommand::SetRow {
            field: "parts".into(),
            line,
            values: cells.iter().map(|(key, n)| ((*key).to_owned(), Some(FieldValue::Int(*n)))).collect(),
        };
        let mut ticket = Ticket { schema: 1, ..Ticket::default() };
        let mut log = run(&mut ticket, 10, &set(belt, &[("count", 1), ("price", 5)]));
        let first = ticket.clone();
        log.extend(run(&mut ticket, 20, &set(belt, &[("count", 3)])));
        log.extend(run(&mut ticket, 30, &set(bolt, &[("count", 7)])));
        let both = ticket.clone();
        log.extend(run(&mut ticket, 40, &TicketCommand::RemoveRow { field: "parts".into(), line: belt }));
        let seen = |at| ticket.as_it_was(Timestamp(at), &log).rows;
        assert_eq!((seen(5).len(), seen(15), seen(35)), (0, first.rows.clone(), both.rows.clone()));
        // one cell of a row that is still there, and one row that is not
        let mut alone = both.clone();
        carry_out(&mut alone, 50, &both.putting_back(&log[1], "parts.count"));
        assert_eq!(alone.rows["parts"].0[&belt], first.rows["parts"].0[&belt]);
        let mut alone = ticket.clone();
        carry_out(&mut alone, 50, &ticket.putting_back(&log[3], "parts.price"));
        assert_eq!(alone.rows["parts"].0[&belt].0.len(), 1);
        // all of it, there and back
        for then in [&first, &both, &Ticket { rows: std::collections::BTreeMap::new(), ..ticket.clone() }] {
            let mut again = ticket.clone();
            carry_out(&mut again, 60, &ticket.becoming(then));
            assert_eq!(again.rows, then.rows);
        }
        // a log that does not say which row it was about
        let unsaid: Vec<Entry> = log
            .iter()
            .cloned()
            .map(|mut entry| {
                if let EntryBody::Log { text, .. } = &mut entry.body {
                    text.clear();
                }
                entry
            })
            .collect();
        assert_eq!(ticket.as_it_was(Timestamp(15), &unsaid).rows, ticket.rows);
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
