//! The demo's today, relative to its present: work in every state, decisions that wait, engineers on the move.

use truckroll_domain::tickets::Status;
use truckroll_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use truckroll_domain::visits::{CancelDecision, VisitCommand};
use truckroll_domain::{AgentId, AssignmentId, Command, LineId, Place, Timestamp, VisitId};
use truckroll_protocol::api::TrackPoint;

use super::people::{Engineer, Machine, Staff, write_positions};
use super::pictures::Pictures;
use super::source::{Dice, id};
use super::tickets::{Made, Tickets, line};
use super::visits::{Acts, Job, Steps, assign, close_to, create, engineer, work};
use super::{Seed, SeedResult};

/// How far a visit of today has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Unassigned,
    Assigned,
    Accepted,
    OnTheWay,
    Arrived,
    Paused,
    Completed,
    Cancelled,
    CancelRequested,
    Late,
    Rejected,
}

/// Today's visits.
const PLAN: [(Stand, u64); 11] = [
    (Stand::Completed, 9),
    (Stand::Cancelled, 1),
    (Stand::Arrived, 6),
    (Stand::Paused, 2),
    (Stand::OnTheWay, 5),
    (Stand::Accepted, 6),
    (Stand::Assigned, 5),
    (Stand::CancelRequested, 2),
    (Stand::Late, 1),
    (Stand::Rejected, 1),
    (Stand::Unassigned, 12),
];

/// The first engineers are those the README tells people to sign in as: they have work at any hour of the day.
const SHOWN: usize = 3;

/// The way of an engineer, to be stored as a track.
struct Way {
    agent: AgentId,
    visit: VisitId,
    from: (Place, Timestamp),
    to: (Place, Timestamp),
    until: Timestamp,
}

/// Who is free and on shift first.
struct Pool<'a> {
    staff: &'a Staff,
    minute: u16,
    busy: Vec<AgentId>,
    /// Who has finished a visit today and is at no other yet.
    finished: Vec<AgentId>,
}

impl<'a> Pool<'a> {
    /// One of those people sign in as who has nothing to do yet.
    fn shown(&mut self) -> Option<&'a Engineer> {
        let found = self.staff.engineers.iter().take(SHOWN).find(|e| !self.busy.contains(&e.id))?;
        self.busy.push(found.id);
        Some(found)
    }

    /// One who has finished a visit and goes to the next one, with the skill if there is such a one.
    fn again(&mut self, skill: &str, site: Place) -> Option<&'a Engineer> {
        let done = |e: &&Engineer| self.finished.contains(&e.id);
        let without_skill = |e: &&Engineer| !e.skills.iter().any(|s| s == skill);
        let found = self.staff.engineers.iter().filter(done).min_by(|a, b| {
            let key = |e: &Engineer| e.home.distance_m(&site);
            without_skill(a).cmp(&without_skill(b)).then(key(a).total_cmp(&key(b)))
        })?;
        self.finished.retain(|id| *id != found.id);
        Some(found)
    }

    fn take(&mut self, dice: &mut Dice, skill: &str, site: Place) -> &'a Engineer {
        let on_shift = |e: &&Engineer| match e.shift {
            (from, to) if from <= to => (from..to).contains(&self.minute),
            (from, to) => self.minute >= from || self.minute < to,
        };
        let free = |e: &&Engineer| !self.busy.contains(&e.id);
        let can = |e: &&Engineer| e.skills.iter().any(|s| s == skill);
        let nearest = |all: Vec<&'a Engineer>| {
            all.into_iter().min_by(|a, b| a.home.distance_m(&site).total_cmp(&b.home.distance_m(&site)))
        };
        let engineers = &self.staff.engineers;
        let found = nearest(engineers.iter().filter(on_shift).filter(free).filter(can).collect())
            .or_else(|| nearest(engineers.iter().filter(on_shift).filter(free).collect()))
            .or_else(|| nearest(engineers.iter().filter(free).collect()))
            .unwrap_or_else(|| engineer(dice, self.staff, skill, site));
        self.busy.push(found.id);
        found
    }
}

pub(super) async fn make(
    seed: &mut Seed,
    staff: &Staff,
    machines: &[Machine],
    tickets: &Tickets,
    pictures: &Pictures,
) -> SeedResult<()> {
    let mut dice = Dice::new(40);
    let recent = |t: &&Made| matches!(t.status, Status::New | Status::Open) && seed.now.since_ms(t.at) < 6 * DAY_MS;
    let mut open: Vec<Made> = tickets.made.iter().filter(recent).cloned().collect();
    open.reverse();
    let minute = u16::try_from(seed.now.since_ms(seed.midnight(0)) / MINUTE_MS)?;
    let mut pool = Pool { staff, minute, busy: Vec::new(), finished: Vec::new() };
    let (mut acts, mut ways) = (Acts::default(), Vec::new());
    let stands =
        PLAN.iter().flat_map(|(stand, count)| std::iter::repeat_n(*stand, usize::try_from(*count).unwrap_or(0)));
    for (n, stand) in (1_000_u64..).zip(stands) {
        let Some(ticket) = open.pop() else { break };
        one(seed, &mut dice, &mut pool, tickets, pictures, (&ticket, n, stand), (&mut acts, &mut ways));
    }
    acts.play(seed, staff).await?;
    positions(seed, &mut dice, staff, machines, &ways).await
}

type Made2<'a> = (&'a mut Acts, &'a mut Vec<Way>);

fn one(
    seed: &mut Seed,
    dice: &mut Dice,
    pool: &mut Pool<'_>,
    tickets: &Tickets,
    pictures: &Pictures,
    (ticket, n, stand): (&Made, u64, Stand),
    (acts, ways): Made2<'_>,
) {
    let now = seed.now;
    let ago = |minutes: i64| now.plus_ms(-minutes * MINUTE_MS);
    let machine = &tickets.machines[ticket.machine];
    let skill = tickets.problems[ticket.problem].skill;
    // minutes until the window opens
    let opens = match stand {
        // long enough ago for a second visit
        Stand::Completed => -dice.between(160, 260),
        Stand::Cancelled | Stand::Late => -dice.between(100, 260),
        Stand::Arrived | Stand::Paused => -dice.between(20, 60),
        Stand::OnTheWay => dice.between(-10, 20),
        Stand::Unassigned => dice.between(-45, 300),
        _ => dice.between(20, 240),
    };
    let from = Timestamp(now.plus_ms(opens * MINUTE_MS).ms() / (15 * MINUTE_MS) * (15 * MINUTE_MS));
    let created = if from < now { from.plus_ms(-HOUR_MS) } else { ago(dice.between(20, 90)) };
    let created = created.max(ticket.at.plus_ms(MINUTE_MS)).min(now);
    let window = (from, from.plus_ms(*dice.pick(&[60, 90, 120]) * MINUTE_MS));
    let dispatcher = dice.index(pool.staff.dispatchers.len());
    let job = Job { id: id(12, n), assignment: id(13, n), ticket, created, window, dispatcher };
    let about = |command| Command::Visit { id: job.id, command };
    let make = create(seed, dice, tickets, &job);
    acts.desk.entry(dispatcher).or_default().push(make);
    if stand == Stand::Unassigned {
        return;
    }
    let known = match stand {
        Stand::Assigned => pool.shown(),
        Stand::Arrived => pool.again(skill, machine.place),
        _ => None,
    };
    let who = known.unwrap_or_else(|| pool.take(dice, skill, machine.place));
    let assigned = created.plus_ms(2 * MINUTE_MS).min(now);
    let give = assign(seed, &job, who.id, assigned);
    acts.desk.entry(dispatcher).or_default().push(give);
    let assignment = job.assignment;
    let site = close_to(dice, machine.place);
    let arrived = match stand {
        Stand::Completed | Stand::Late => from.plus_ms(dice.between(0, 20) * MINUTE_MS),
        _ => ago(dice.between(8, 25)),
    };
    let departed = match stand {
        Stand::OnTheWay => ago(dice.between(4, 14)),
        _ => arrived.plus_ms(-dice.between(12, 26) * MINUTE_MS),
    };
    let accepted = departed.plus_ms(-6 * MINUTE_MS).max(assigned.plus_ms(1_000)).min(departed);
    let mut field: Vec<(Timestamp, VisitCommand)> = Vec::new();
    match stand {
        Stand::Completed => {
            let completed = arrived.plus_ms(dice.between(25, 70) * MINUTE_MS);
            let steps = Steps { accepted, departed, arrived, completed };
            let done = work(seed, dice, tickets, pictures, (&job, &steps, who.home));
            acts.field.entry(who.id).or_default().extend(done);
            pool.finished.push(who.id);
            ways.push(Way {
                agent: who.id,
                visit: job.id,
                from: (who.home, departed),
                to: (site, arrived),
                until: completed,
            });
        }
        Stand::Accepted => field
            .push((assigned.plus_ms(MINUTE_MS).min(now), VisitCommand::Accept { assignment, place: Some(who.home) })),
        Stand::OnTheWay | Stand::Arrived | Stand::Paused => {
            field.push((accepted, VisitCommand::Accept { assignment, place: Some(who.home) }));
            field.push((departed, VisitCommand::Depart { assignment, place: Some(who.home) }));
            let there = if stand == Stand::OnTheWay { now.plus_ms(dice.between(6, 16) * MINUTE_MS) } else { arrived };
            if stand != Stand::OnTheWay {
                field.push((arrived, VisitCommand::Arrive { assignment, place: Some(site), reason: String::new() }));
            }
            if stand == Stand::Paused {
                let reason = if machine.english { "Waiting for a part" } else { "等待配件" };
                field.push((ago(5), VisitCommand::Pause { assignment, pause: line(dice), reason: reason.to_owned() }));
            }
            ways.push(Way { agent: who.id, visit: job.id, from: (who.home, departed), to: (site, there), until: now });
        }
        Stand::CancelRequested | Stand::Cancelled => {
            let request: LineId = line(dice);
            let reason = if machine.english {
                "The machine runs again, the customer cancels"
            } else {
                "客户说设备已恢复，要求取消"
            };
            let asked = if stand == Stand::Cancelled { from } else { ago(dice.between(3, 15)) };
            field.push((asked.min(now), VisitCommand::RequestCancel { request, reason: reason.to_owned() }));
            if stand == Stand::Cancelled {
                let decision = VisitCommand::DecideCancel { request, decision: CancelDecision::Approve };
                let decided = seed.envelope(from.plus_ms(5 * MINUTE_MS).min(now), about(decision));
                acts.decisions.entry(dispatcher).or_default().push(decided);
            }
        }
        Stand::Rejected => {
            let reason = if machine.english { "My van broke down" } else { "车辆故障，无法前往" };
            field.push((ago(6), VisitCommand::Reject { assignment, reason: reason.to_owned() }));
        }
        Stand::Late => late(seed, dice, pool, tickets, pictures, (&job, who, arrived), acts),
        Stand::Assigned | Stand::Unassigned => {}
    }
    for (at, command) in field {
        let envelope = seed.envelope(at, about(command));
        acts.field.entry(who.id).or_default().push(envelope);
    }
}

/// The first engineer was offline, finished the visit, and only then learned that it had gone to another.
fn late(
    seed: &mut Seed,
    dice: &mut Dice,
    pool: &mut Pool<'_>,
    tickets: &Tickets,
    pictures: &Pictures,
    (job, who, arrived): (&Job<'_>, &Engineer, Timestamp),
    acts: &mut Acts,
) {
    let machine = &tickets.machines[job.ticket.machine];
    let other = pool.take(dice, tickets.problems[job.ticket.problem].skill, machine.place);
    let again = VisitCommand::Assign {
        assignment: id::<AssignmentId>(14, 1),
        agent: other.id,
        agent_name: String::new(),
        seen: Some(job.assignment),
        reason: if machine.english { "Could not be reached" } else { "联系不上原工程师" }.to_owned(),
    };
    let given = seed.envelope(arrived.plus_ms(10 * MINUTE_MS), Command::Visit { id: job.id, command: again });
    acts.desk.entry(job.dispatcher).or_default().push(given);
    let completed = arrived.plus_ms(40 * MINUTE_MS);
    let steps = Steps {
        accepted: arrived.plus_ms(-40 * MINUTE_MS),
        departed: arrived.plus_ms(-30 * MINUTE_MS),
        arrived,
        completed,
    };
    let mut recorded = work(seed, dice, tickets, pictures, (job, &steps, who.home));
    for envelope in &mut recorded {
        envelope.offline = true;
    }
    acts.field.entry(who.id).or_default().extend(recorded);
}

/// Tracks of those who moved today, and where everybody is.
async fn positions(seed: &Seed, dice: &mut Dice, staff: &Staff, machines: &[Machine], ways: &[Way]) -> SeedResult<()> {
    let mut known: Vec<(AgentId, Place, Timestamp)> = Vec::new();
    for engineer in &staff.engineers {
        if ways.iter().any(|w| w.agent == engineer.id && w.until == seed.now) {
            continue;
        }
        let age = match dice.between(0, 10) {
            0 => continue,
            1 | 2 => dice.between(35, 300),
            3 | 4 => dice.between(6, 28),
            _ => dice.between(0, 4),
        };
        let near = if dice.chance(50) { engineer.home } else { dice.pick(machines).place };
        let place = Place::new(near.lat + dice.swing() * 0.008, near.lon + dice.swing() * 0.009);
        known.push((engineer.id, place, seed.now.plus_ms(-age * MINUTE_MS)));
    }
    write_positions(seed, &known).await?;
    for way in ways {
        let points = points(way, dice);
        crate::positions::take(&seed.app, seed.tenant, way.agent, Some(way.visit), points).await?;
    }
    Ok(())
}

/// Every 30 seconds along the way, then around the site.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of an hour fit")]
fn points(way: &Way, dice: &mut Dice) -> Vec<TrackPoint> {
    let (start, end) = (way.from.1.ms(), way.to.1.ms());
    let last = way.until.ms().min(end + 10 * MINUTE_MS);
    (0..400)
        .map(|n| start + n * 30_000)
        .chain(std::iter::once(last))
        .filter(|at| *at <= last)
        .map(|at| {
            let part = ((at - start) as f64 / (end - start).max(1) as f64).clamp(0.0, 1.0);
            // streets: first along one axis, then along the other
            let bend = (part * 2.0).min(1.0) * 0.65 + (part * 2.0 - 1.0).max(0.0) * 0.35;
            let other = (part * 2.0).min(1.0) * 0.35 + (part * 2.0 - 1.0).max(0.0) * 0.65;
            TrackPoint {
                at: Timestamp(at),
                lat: way.from.0.lat + (way.to.0.lat - way.from.0.lat) * bend + dice.swing() * 0.000_1,
                lon: way.from.0.lon + (way.to.0.lon - way.from.0.lon) * other + dice.swing() * 0.000_1,
                accuracy_m: Some(8.0),
            }
        })
        .collect()
}
