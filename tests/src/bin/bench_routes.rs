//! Bench `routes`: Solomon's instances with 100 customers, planned for 1 s and for 5 s by two threads, against VROOM with two threads
//! in the same run.
//!
//! The instances and the best known distances come by `--instances`: files in the original format (Solomon 1987,
//! <https://doi.org/10.1287/opre.35.2.254>) and `best_known.json`. A gap is how much longer our plan is than the best known one, in
//! per cent. Whether a plan can be driven is judged twice: by the library's checker in the whole numbers it plans with, and here
//! in real distances. Of VROOM's levels of exploration that one counts which is the longest within the same time on average.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use serde_json::Value;
use truckroll_planning::{Engineer, Leg, Legs, Plan, Problem, Score, Search, Visit, Window, check};
use truckroll_tests::bench::{Report, quick, script};

const THREADS: u64 = 2;
/// Parts of a unit of distance and time that are planned with.
const SCALE: f64 = 1_000.0;
/// How often the threads tell each other what they found.
const TELL: Duration = Duration::from_millis(20);
const LEVELS: [&str; 6] = ["0", "1", "2", "3", "4", "5"];

/// A place of an instance; the first one is the depot.
struct Row {
    x: f64,
    y: f64,
    demand: f64,
    ready: f64,
    due: f64,
    service: f64,
}

impl Row {
    fn to(&self, other: &Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

struct Instance {
    path: PathBuf,
    best: f64,
    rows: Vec<Row>,
    capacity: f64,
    problem: Problem,
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "coordinates and times of some thousands")]
impl Instance {
    fn read(path: PathBuf, best: f64) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
        let numbers: Vec<Vec<f64>> = text
            .lines()
            .filter_map(|line| line.split_whitespace().map(|word| word.parse().ok()).collect::<Option<Vec<f64>>>())
            .filter(|numbers| !numbers.is_empty())
            .collect();
        let [fleet, places @ ..] = numbers.as_slice() else { anyhow::bail!("{} holds no numbers", path.display()) };
        let (vehicles, capacity) = (fleet[0] as usize, fleet[1]);
        let rows: Vec<Row> = places
            .iter()
            .map(|row| match row.as_slice() {
                [_, x, y, demand, ready, due, service] => {
                    Ok(Row { x: *x, y: *y, demand: *demand, ready: *ready, due: *due, service: *service })
                }
                _ => anyhow::bail!("{} has a line of {} numbers", path.display(), row.len()),
            })
            .collect::<anyhow::Result<_>>()?;
        let depot = rows.first().context("an instance has a depot")?;
        let scaled = |value: f64| (value * SCALE) as i64;
        let legs = Legs::from_fn(rows.len(), |from, to| {
            let way = rows[from].to(&rows[to]) * SCALE;
            // rounded up, so that what fits the whole numbers fits in truth
            Leg { seconds: (way - 1e-6).ceil().max(0.0) as u32, cost: way.round() as u32 }
        });
        let mut engineer = Engineer::new(0, Window::new(scaled(depot.ready), scaled(depot.due)));
        engineer.capacity = Some(capacity as i64);
        let visits = rows.iter().enumerate().skip(1).map(|(place, row)| {
            let mut visit = Visit::new(place, scaled(row.service));
            visit.windows = vec![Window::new(scaled(row.ready), scaled(row.due))];
            visit.demand = row.demand as i64;
            visit
        });
        let visits = visits.collect();
        let problem = Problem { legs, engineers: vec![engineer; vehicles], visits, lateness_cost: None };
        Ok(Self { path, best, rows, capacity, problem })
    }

    /// What two threads find in this time.
    fn plan(&self, limit: Duration) -> anyhow::Result<Plan> {
        let begun = Instant::now();
        let shared: Mutex<Option<(Score, Plan)>> = Mutex::new(None);
        let one = |seed: u64| -> anyhow::Result<Plan> {
            let mut search = Search::new(&self.problem, seed)?;
            let mut next = TELL;
            while begun.elapsed() < limit {
                search.step();
                if begun.elapsed() < next {
                    continue;
                }
                next = begun.elapsed() + TELL;
                let mut best = shared.lock().map_err(|_| anyhow::anyhow!("the other thread failed"))?;
                match &*best {
                    Some((score, plan)) if *score < search.score() => {
                        search.offer(plan);
                    }
                    Some((score, _)) if *score == search.score() => {}
                    _ => *best = Some((search.score(), search.best())),
                }
            }
            Ok(search.best())
        };
        let plans = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS).map(|seed| scope.spawn(move || one(seed))).collect();
            threads.into_iter().map(|thread| thread.join().expect("a search does not panic")).collect::<Vec<_>>()
        });
        let plans: Vec<Plan> = plans.into_iter().collect::<anyhow::Result<_>>()?;
        plans.into_iter().min_by_key(|plan| (plan.costs.missing, plan.costs.total())).context("two threads planned")
    }

    /// The real distance of a plan; nothing if it cannot be driven.
    fn distance(&self, plan: &Plan) -> Option<f64> {
        let depot = self.rows.first()?;
        let mut served = vec![false; self.rows.len()];
        let mut distance = 0.0;
        for tour in &plan.tours {
            let (mut at, mut now, mut load) = (depot, depot.ready, 0.0);
            for visit in tour.visits() {
                let row = self.rows.get(visit + 1)?;
                let way = at.to(row);
                now = f64::max(now + way, row.ready);
                load += row.demand;
                if now > row.due + 1e-6 || load > self.capacity || std::mem::replace(&mut served[visit + 1], true) {
                    return None;
                }
                now += row.service;
                distance += way;
                at = row;
            }
            distance += at.to(depot);
            if now + at.to(depot) > depot.due + 1e-6 {
                return None;
            }
        }
        served.iter().skip(1).all(|served| *served).then_some(distance)
    }
}

fn instances(folder: &Path) -> anyhow::Result<Vec<Instance>> {
    let known: Value = serde_json::from_slice(&std::fs::read(folder.join("best_known.json"))?)?;
    let known = known.as_object().context("best known distances by name")?;
    let mut all = Vec::new();
    for (name, best) in known {
        let best = best["best_known_distance"].as_f64().with_context(|| format!("{name} has no distance"))?;
        all.push(Instance::read(folder.join(format!("{name}.txt")), best)?);
    }
    all.sort_by(|one, other| one.path.cmp(&other.path));
    if quick() {
        all = all.into_iter().step_by(8).collect();
    }
    Ok(all)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / f64::from(u32::try_from(values.len().max(1)).unwrap_or(u32::MAX))
}

/// Mean seconds and mean gap of VROOM at each level; nothing where it is not installed.
fn vroom(instances: &[Instance]) -> anyhow::Result<Vec<(f64, f64)>> {
    let cache =
        std::env::var_os("TRUCKROLL_BENCH_CACHE").map(PathBuf::from).context("run it with `cargo xtask bench`")?;
    let python = cache.join("python/bin/python");
    if !cache.join("installed").is_file() {
        return Ok(Vec::new());
    }
    let mut command = Command::new(python);
    command.arg(script("routes", "peer.py")?).args(LEVELS).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().context("start VROOM")?;
    let mut names = child.stdin.take().context("its input")?;
    for instance in instances {
        writeln!(names, "{}", instance.path.display())?;
    }
    drop(names);
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "VROOM: {}", output.status);
    let mut found = vec![(Vec::new(), Vec::new()); LEVELS.len()];
    for line in String::from_utf8(output.stdout)?.lines() {
        let answer: Value = serde_json::from_str(line)?;
        let of = |member: &str| answer[member].as_f64().with_context(|| format!("VROOM did not say {member}"));
        let instance = instances.iter().find(|one| answer["file"].as_str() == one.path.to_str()).context("a file")?;
        let level = answer["level"].as_u64().and_then(|level| usize::try_from(level).ok()).context("a level")?;
        ensure!(answer["unassigned"] == 0, "VROOM left customers out of {}", instance.path.display());
        let (seconds, gaps) = found.get_mut(level).context("a level that was asked for")?;
        seconds.push(of("seconds")?);
        gaps.push((of("distance")? / instance.best - 1.0) * 100.0);
    }
    Ok(found.iter().map(|(seconds, gaps)| (mean(seconds), mean(gaps))).collect())
}

fn main() -> anyhow::Result<()> {
    let folder = std::env::var_os("TRUCKROLL_BENCH_INSTANCES").context("name the instances: --instances FOLDER")?;
    let instances = instances(Path::new(&folder))?;
    let levels = vroom(&instances)?;
    for (level, (seconds, gap)) in levels.iter().enumerate() {
        println!("VROOM at level {level}: mean gap {gap:.2} % in {seconds:.2} s");
    }
    let mut report = Report::default();
    let mut infeasible = 0_u32;
    for limit in [1_u64, 5] {
        let mut gaps = Vec::new();
        for instance in &instances {
            let plan = instance.plan(Duration::from_secs(limit))?;
            let faults = check(&instance.problem, &plan);
            match instance.distance(&plan) {
                Some(distance) if faults.is_empty() => gaps.push((distance / instance.best - 1.0) * 100.0),
                distance => {
                    infeasible += 1;
                    println!("{}: {faults:?}, {distance:?}", instance.path.display());
                }
            }
        }
        let peer = levels.iter().rev().find(|(seconds, _)| *seconds <= limit as f64).map(|(_, gap)| ("VROOM", *gap));
        println!(
            "{limit} s: mean gap {:.2} %, worst {:.2} %",
            mean(&gaps),
            gaps.iter().copied().fold(f64::MIN, f64::max)
        );
        report.lower(&format!("mean gap {limit} s"), "%", mean(&gaps), peer);
    }
    report.lower("infeasible plans", "", f64::from(infeasible), None);
    report.write()?;
    ensure!(infeasible == 0, "{infeasible} plans cannot be driven");
    Ok(())
}
