//! Visits of the past: planned by dispatchers, worked by engineers, most of them done, a few cancelled or rejected.

use std::collections::BTreeMap;

use truckroll_domain::tickets::Status;
use truckroll_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use truckroll_domain::visits::{CancelDecision, NewVisit, Part, Photo, PhotoTag, Signature, VisitCommand};
use truckroll_domain::{Actor, AgentId, AssignmentId, Command, Envelope, LineId, Place, Timestamp, VisitId};

use super::people::{Engineer, Staff};
use super::pictures::Pictures;
use super::source::{Dice, id};
use super::tickets::{Made, Tickets, line};
use super::{Seed, SeedResult};

const COUNT: u64 = 250;

/// Commands by dispatcher (index) and by engineer.
#[derive(Default)]
pub(super) struct Acts {
    pub desk: BTreeMap<usize, Vec<Envelope>>,
    pub field: BTreeMap<AgentId, Vec<Envelope>>,
    pub decisions: BTreeMap<usize, Vec<Envelope>>,
    pub ratings: Vec<Envelope>,
}

impl Acts {
    /// Carries everything out: plans, work, decisions, ratings.
    pub async fn play(self, seed: &Seed, staff: &Staff) -> SeedResult<()> {
        for (who, commands) in self.desk {
            seed.act(seed.agent(staff.dispatchers[who]).await?, commands).await?;
        }
        for (who, commands) in self.field {
            seed.act(seed.agent(who).await?, commands).await?;
        }
        for (who, commands) in self.decisions {
            seed.act(seed.agent(staff.dispatchers[who]).await?, commands).await?;
        }
        seed.act(Actor::Customer { name: String::new() }, self.ratings).await
    }
}

/// A visit that is being made.
pub(super) struct Job<'a> {
    pub id: VisitId,
    pub assignment: AssignmentId,
    pub ticket: &'a Made,
    pub created: Timestamp,
    pub window: (Timestamp, Timestamp),
    pub dispatcher: usize,
}

/// The command that makes the visit.
pub(super) fn create(seed: &mut Seed, dice: &mut Dice, tickets: &Tickets, job: &Job<'_>) -> Envelope {
    let machine = &tickets.machines[job.ticket.machine];
    let problem = &tickets.problems[job.ticket.problem];
    let visit = NewVisit {
        title: problem.title(machine.english, &machine.name, job.ticket.floor),
        description: problem.description(machine.english, &machine.name, job.ticket.floor),
        problem_type: problem.kind.to_owned(),
        priority: problem.priority,
        customer: job.ticket.customer(machine),
        address: machine.address.clone(),
        ticket: Some(job.ticket.id),
        asset: Some(machine.id),
        asset_name: machine.name.clone(),
        window_from: Some(job.window.0),
        window_to: Some(job.window.1),
        duration_min: Some(*dice.pick(&[30, 45, 60, 60, 90])),
        skills: vec![problem.skill.to_owned()],
        ..NewVisit::default()
    };
    seed.envelope(job.created, Command::Visit { id: job.id, command: VisitCommand::Create { visit: Box::new(visit) } })
}

pub(super) fn assign(seed: &mut Seed, job: &Job<'_>, agent: AgentId, at: Timestamp) -> Envelope {
    let command = VisitCommand::Assign {
        assignment: job.assignment,
        agent,
        agent_name: String::new(),
        seen: None,
        reason: String::new(),
    };
    seed.envelope(at, Command::Visit { id: job.id, command })
}

/// An engineer with the right skill, near the site more often than not.
pub(super) fn engineer<'a>(dice: &mut Dice, staff: &'a Staff, skill: &str, site: Place) -> &'a Engineer {
    let mut fits: Vec<&Engineer> = staff.engineers.iter().filter(|e| e.skills.iter().any(|s| s == skill)).collect();
    fits.sort_by(|a, b| a.home.distance_m(&site).total_cmp(&b.home.distance_m(&site)));
    fits[dice.index(fits.len().min(8))]
}

/// A point at most about a hundred metres away.
pub(super) fn close_to(dice: &mut Dice, place: Place) -> Place {
    Place { lat: place.lat + dice.swing() * 0.0006, lon: place.lon + dice.swing() * 0.0007, accuracy_m: Some(9.0) }
}

/// Times of the steps of a finished visit.
pub(super) struct Steps {
    pub accepted: Timestamp,
    pub departed: Timestamp,
    pub arrived: Timestamp,
    pub completed: Timestamp,
}

/// What the engineer recorded from accepting to completing.
pub(super) fn work(
    seed: &mut Seed,
    dice: &mut Dice,
    tickets: &Tickets,
    pictures: &Pictures,
    (job, steps, home): (&Job<'_>, &Steps, Place),
) -> Vec<Envelope> {
    let machine = &tickets.machines[job.ticket.machine];
    let problem = &tickets.problems[job.ticket.problem];
    let assignment = job.assignment;
    let here = close_to(dice, machine.place);
    let mut commands = vec![
        (steps.accepted, VisitCommand::Accept { assignment, place: Some(home) }),
        (steps.departed, VisitCommand::Depart { assignment, place: Some(home) }),
        (steps.arrived, VisitCommand::Arrive { assignment, place: Some(here), reason: String::new() }),
    ];
    for tag in [PhotoTag::Before, PhotoTag::After].into_iter().take(if dice.chance(40) { 2 } else { 0 }) {
        let at = if tag == PhotoTag::Before {
            steps.arrived.plus_ms(MINUTE_MS)
        } else {
            steps.completed.plus_ms(-4 * MINUTE_MS)
        };
        let photo = Photo::new(dice.pick(&pictures.sites).clone(), at, tag, Some(here));
        commands.push((at, VisitCommand::AddPhoto { assignment, photo: line(dice), line: photo }));
    }
    if dice.chance(35) {
        let names: &[(&str, &str)] = if problem.escalator {
            &[("梳齿板 Comb plate", "ES-204"), ("扶手带摩擦轮 Friction wheel", "ES-118")]
        } else {
            &[("门滚轮 Door roller", "DR-56"), ("接触器 Contactor", "LC1-D25"), ("LED 驱动 LED driver", "LD-40W")]
        };
        let (name, number) = *dice.pick(names);
        let part = Part { name: name.to_owned(), part_number: number.to_owned(), quantity: dice.between(1, 4) };
        commands.push((
            steps.completed.plus_ms(-6 * MINUTE_MS),
            VisitCommand::SetPart { assignment, part: line(dice), line: part },
        ));
    }
    let report = VisitCommand::Report {
        assignment,
        solution: Some(problem.solution(machine.english).to_owned()),
        remark: None,
        work_minutes: Some(steps.completed.since_ms(steps.arrived) / MINUTE_MS),
        answers: BTreeMap::new(),
    };
    commands.push((steps.completed.plus_ms(-3 * MINUTE_MS), report));
    let signature = Signature {
        attachment: pictures.signature.clone(),
        signer: job.ticket.customer(machine).contact_name,
        at: steps.completed.plus_ms(-2 * MINUTE_MS),
    };
    commands.push((signature.at, VisitCommand::Sign { assignment, signature: line(dice), line: signature }));
    commands.push((steps.completed, VisitCommand::Complete { assignment, place: Some(here) }));
    commands.into_iter().map(|(at, command)| seed.envelope(at, Command::Visit { id: job.id, command })).collect()
}

pub(super) async fn make(seed: &mut Seed, staff: &Staff, tickets: &Tickets, pictures: &Pictures) -> SeedResult<()> {
    let mut dice = Dice::new(300);
    let finished =
        |t: &&Made| matches!(t.status, Status::Resolved | Status::Closed) && seed.now.since_ms(t.at) > 2 * DAY_MS;
    let candidates: Vec<&Made> = tickets.made.iter().filter(finished).collect();
    let step = (candidates.len() / usize::try_from(COUNT)?).max(1);
    let chosen: Vec<&Made> = candidates.into_iter().step_by(step).take(usize::try_from(COUNT)?).collect();
    let (mut n, now) = (0, seed.now);
    for span in chosen.chunk_by(|a, b| a.together(now) == b.together(now)) {
        let mut acts = Acts::default();
        for ticket in span {
            past(seed, &mut dice, staff, tickets, pictures, (ticket, n), &mut acts);
            n += 1;
        }
        acts.play(seed, staff).await?;
    }
    Ok(())
}

fn past(
    seed: &mut Seed,
    dice: &mut Dice,
    staff: &Staff,
    tickets: &Tickets,
    pictures: &Pictures,
    (ticket, n): (&Made, u64),
    acts: &mut Acts,
) {
    let machine = &tickets.machines[ticket.machine];
    let created = ticket.at.plus_ms(dice.between(5, 45) * MINUTE_MS);
    let from = created.plus_ms(dice.between(30, 240) * MINUTE_MS);
    let dispatcher = dice.index(staff.dispatchers.len());
    let window = (from, from.plus_ms(2 * HOUR_MS));
    let job = Job { id: id(12, n), assignment: id(13, n), ticket, created, window, dispatcher };
    let who = engineer(dice, staff, tickets.problems[ticket.problem].skill, machine.place);
    let desk = acts.desk.entry(dispatcher).or_default();
    desk.push(create(seed, dice, tickets, &job));
    desk.push(assign(seed, &job, who.id, created.plus_ms(3 * MINUTE_MS)));
    if n % 16 == 5 {
        let request: LineId = line(dice);
        let reason = if machine.english { "The customer cancelled by phone" } else { "客户来电取消" };
        let asked = VisitCommand::RequestCancel { request, reason: reason.to_owned() };
        let asked = seed.envelope(from, Command::Visit { id: job.id, command: asked });
        acts.field.entry(who.id).or_default().push(asked);
        let decided = VisitCommand::DecideCancel { request, decision: CancelDecision::Approve };
        let decided = seed.envelope(from.plus_ms(6 * MINUTE_MS), Command::Visit { id: job.id, command: decided });
        acts.decisions.entry(dispatcher).or_default().push(decided);
        return;
    }
    let arrived = from.plus_ms(dice.between(-10, 50) * MINUTE_MS);
    let accepted = created.plus_ms(8 * MINUTE_MS);
    let steps = Steps {
        accepted,
        departed: arrived.plus_ms(-dice.between(12, 40) * MINUTE_MS).max(accepted.plus_ms(MINUTE_MS)),
        arrived,
        completed: arrived.plus_ms(dice.between(25, 110) * MINUTE_MS),
    };
    let done = work(seed, dice, tickets, pictures, (&job, &steps, who.home));
    acts.field.entry(who.id).or_default().extend(done);
    if dice.chance(45) {
        let stars = *dice.pick(&[5, 5, 5, 4, 4, 3, 2]);
        let comment = match (machine.english, stars) {
            (true, 4..) => "Quick and friendly.",
            (true, _) => "It took two visits.",
            (false, 4..) => "师傅来得很快，态度好。",
            (false, _) => "等的时间有点长。",
        };
        let comment = if dice.chance(50) { comment } else { "" };
        let rate = VisitCommand::Rate { stars, comment: comment.to_owned() };
        let at = steps.completed.plus_ms(dice.between(10, 600) * MINUTE_MS);
        acts.ratings.push(seed.envelope(at, Command::Visit { id: job.id, command: rate }));
    }
}
