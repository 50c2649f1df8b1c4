//! Two thousand tickets of sixty days: who wrote, what about, what was answered, where they stand.

use std::collections::BTreeMap;

use truckroll_domain::tickets::{NewTicket, Source, Status, TicketCommand};
use truckroll_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use truckroll_domain::visits::Customer;
use truckroll_domain::{Actor, Command, EntryId, Envelope, LineId, TicketId, Timestamp};

use super::people::{Machine, Staff};
use super::pictures::Pictures;
use super::source::{self, Dice, Problem, id};
use super::{Seed, SeedResult, TOGETHER_MS};

const COUNT: u64 = 2_000;

/// A ticket that visits can be made for.
#[derive(Clone)]
pub(super) struct Made {
    pub id: TicketId,
    pub at: Timestamp,
    pub machine: usize,
    pub problem: usize,
    pub floor: i64,
    pub person: usize,
    pub status: Status,
}

/// All tickets with what they are about.
pub(super) struct Tickets {
    pub made: Vec<Made>,
    pub machines: Vec<Machine>,
    pub problems: Vec<Problem>,
}

impl Made {
    /// Tickets of one span are written together, so that numbers follow time.
    pub fn together(&self, now: Timestamp) -> i64 {
        let recent = now.since_ms(self.at) < 4 * DAY_MS;
        self.at.ms() / if recent { 6 * HOUR_MS } else { TOGETHER_MS }
    }
    pub fn customer(&self, machine: &Machine) -> Customer {
        let (contact, name, phone) = &machine.people[self.person % machine.people.len()];
        Customer {
            company: Some(machine.company),
            company_name: machine.company_name.clone(),
            contact: Some(*contact),
            contact_name: name.clone(),
            phone: phone.clone(),
        }
    }
}

/// Commands by the person who gives them: 0 is the system, then the dispatchers.
type Acts = BTreeMap<usize, Vec<Envelope>>;

pub(super) async fn make(
    seed: &mut Seed,
    staff: &Staff,
    machines: &[Machine],
    pictures: &Pictures,
) -> SeedResult<Tickets> {
    let mut dice = Dice::new(2_000);
    let problems = source::problems();
    let mut made: Vec<Made> = (1..=COUNT).map(|n| plan(seed, &mut dice, machines, &problems, n)).collect();
    made.sort_by_key(|m| (m.at, m.id));
    let mut tickets = Tickets { made, machines: machines.to_vec(), problems };
    let made = std::mem::take(&mut tickets.made);
    let now = seed.now;
    for chunk in made.chunk_by(|a, b| a.together(now) == b.together(now)) {
        let mut acts = Acts::new();
        let mut later = Acts::new();
        let mut customers: Vec<(String, Vec<Envelope>)> = Vec::new();
        for ticket in chunk {
            write(seed, &mut dice, staff, &tickets, pictures, ticket, (&mut acts, &mut later, &mut customers));
        }
        for part in [acts, later] {
            for (who, commands) in part {
                let actor = match who.checked_sub(1) {
                    None => Actor::System,
                    Some(n) => seed.agent(staff.dispatchers[n]).await?,
                };
                seed.act(actor, commands).await?;
            }
        }
        for (name, commands) in customers {
            seed.act(Actor::Customer { name }, commands).await?;
        }
    }
    tickets.made = made;
    Ok(tickets)
}

fn plan(seed: &Seed, dice: &mut Dice, machines: &[Machine], problems: &[Problem], n: u64) -> Made {
    let machine = dice.index(machines.len());
    let fits: Vec<usize> =
        (0..problems.len()).filter(|p| problems[*p].escalator == machines[machine].escalator).collect();
    let problem = *dice.pick(&fits);
    // more by day than by night, and the newest of the last hours
    let day = if n.is_multiple_of(40) { 0 } else { dice.between(0, 60) };
    let minute = dice.between(7 * 60, 21 * 60) - dice.between(0, 2) * dice.between(0, 120);
    let at = seed.midnight(day).plus_ms(minute * MINUTE_MS + dice.between(0, 60_000));
    let at = if at > seed.now { seed.now.plus_ms(-dice.between(4, 600) * MINUTE_MS) } else { at };
    let age = seed.now.since_ms(at);
    let luck = dice.between(0, 100);
    let days = age / DAY_MS;
    let status = if age < 12 * HOUR_MS {
        *dice.pick(&[Status::New, Status::New, Status::Open])
    } else if luck < 5 || (luck < 31 && days < 5) {
        Status::Open
    } else if luck < 36 && days < 20 {
        Status::AwaitingResponse
    } else if luck < 51 && days < 3 {
        // what was resolved longer ago was closed since, as the organisation's task does
        Status::Resolved
    } else {
        Status::Closed
    };
    let floor = dice.between(2, 24);
    Made { id: id(10, n), at, machine, problem, floor, person: dice.index(2), status }
}

type Written<'a> = (&'a mut Acts, &'a mut Acts, &'a mut Vec<(String, Vec<Envelope>)>);

fn write(
    seed: &mut Seed,
    dice: &mut Dice,
    staff: &Staff,
    tickets: &Tickets,
    pictures: &Pictures,
    ticket: &Made,
    (acts, later, customers): Written<'_>,
) {
    let machine = &tickets.machines[ticket.machine];
    let problem = &tickets.problems[ticket.problem];
    let english = machine.english;
    let from_desk = dice.chance(55);
    let dispatcher = dice.index(staff.dispatchers.len());
    let source = if from_desk {
        *dice.pick(&[Source::CallCentre, Source::CallCentre, Source::System])
    } else {
        *dice.pick(&[Source::Publishing, Source::Publishing, Source::Publishing, Source::Email, Source::Message])
    };
    let mut new = NewTicket {
        title: problem.title(english, &machine.name, ticket.floor),
        description: problem.description(english, &machine.name, ticket.floor),
        kind: problem.kind.to_owned(),
        priority: problem.priority,
        source,
        customer: ticket.customer(machine),
        address: machine.address.clone(),
        asset: Some(machine.id),
        asset_name: machine.name.clone(),
        ..NewTicket::default()
    };
    if source == Source::Publishing && dice.chance(25) {
        let photo = dice.pick(&pictures.sites).clone();
        new.attachments.insert(line(dice), photo);
    }
    let about = |command| Command::Ticket { id: ticket.id, command };
    let who = if from_desk { dispatcher + 1 } else { 0 };
    let create = seed.envelope(ticket.at, about(TicketCommand::Create { ticket: Box::new(new) }));
    acts.entry(who).or_default().push(create);
    if ticket.status == Status::New {
        return;
    }
    let desk = if from_desk { acts.entry(who).or_default() } else { later.entry(dispatcher + 1).or_default() };
    let opened = ticket.at.plus_ms(dice.between(2, 50) * MINUTE_MS);
    let assign = TicketCommand::Assign {
        agent: Some(staff.dispatchers[dispatcher]),
        agent_name: String::new(),
        group: None,
        seen: None,
    };
    desk.push(seed.envelope(opened, about(assign)));
    if dice.chance(35) {
        let text = dice.pick(&source::replies("staff", english)[..2]).to_string();
        desk.push(seed.envelope(opened.plus_ms(MINUTE_MS), about(reply(dice, text, true))));
    }
    if dice.chance(6) {
        let text = dice.pick(&source::replies("note", false)).to_string();
        desk.push(seed.envelope(opened.plus_ms(2 * MINUTE_MS), about(reply(dice, text, false))));
    }
    for (status, after) in steps(ticket.status).iter().copied() {
        let at = opened.plus_ms(after * HOUR_MS + dice.between(0, 90) * MINUTE_MS);
        if at < seed.now {
            let fact = line(dice);
            desk.push(seed.envelope(at, about(TicketCommand::SetStatus { fact, status })));
        }
    }
    if dice.chance(2) && seed.now.since_ms(ticket.at) < 10 * DAY_MS {
        let text = dice.pick(&source::replies("customer", english)).to_string();
        let at = opened.plus_ms(dice.between(5, 90) * MINUTE_MS);
        let at = if at > seed.now { seed.now.plus_ms(-MINUTE_MS) } else { at };
        let said = seed.envelope(at, about(reply(dice, text, true)));
        customers.push((ticket.customer(machine).contact_name, vec![said]));
    }
}

/// Status changes and the hours after which they came.
fn steps(last: Status) -> &'static [(Status, i64)] {
    match last {
        Status::New => &[],
        Status::Open => &[(Status::Open, 0)],
        Status::AwaitingResponse => &[(Status::Open, 0), (Status::AwaitingResponse, 3)],
        Status::Resolved => &[(Status::Open, 0), (Status::Resolved, 5)],
        Status::Closed => &[(Status::Open, 0), (Status::Resolved, 5), (Status::Closed, 30)],
    }
}

fn reply(dice: &mut Dice, text: String, public: bool) -> TicketCommand {
    let entry = EntryId(line(dice).0);
    TicketCommand::Reply { entry, text, public, attachments: Vec::new() }
}

/// A line id from the dice.
pub(super) fn line(dice: &mut Dice) -> LineId {
    id(11, dice.roll() >> 20)
}
