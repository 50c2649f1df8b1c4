//! Recurrence rules, judged by python-dateutil: rules by chance, the same ones every time, and a table of every frequency
//! with every part. Both sides must give the same occurrences.
//!
//! Rules are left out on which dateutil is known to differ from RFC 5545, and which the domain's own tests cover: weekdays with and
//! without an ordinal side by side (dateutil takes both at once, so nothing matches), weeks 52 and 53 (in some years it counts the
//! first days of January to the wrong one), and positions in weekly rules that start within a week (it forgets the days before).

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use truckroll_domain::recurrence::{Rule, local};

const JUDGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/recurrence/judge.py");
/// Rules by chance, unless `PROPTEST_CASES` asks for more (10,000 take two minutes).
const RULES: usize = 2_000;
/// Occurrences of each that are compared.
const LIMIT: usize = 20;

struct Case {
    rule: String,
    start: String,
    last_year: i16,
}

impl Case {
    fn new(rule: String, start: &str, years: i16) -> Self {
        let first = local::parse(start).expect("a civil time").year();
        Self { rule, start: start.to_owned(), last_year: first + years }
    }

    /// What the domain says.
    fn ours(&self) -> Vec<String> {
        let rule = Rule::parse(&self.rule).unwrap_or_else(|fault| panic!("{}: {fault}", self.rule));
        let start = local::parse(&self.start).expect("a civil time");
        let within = rule.occurrences(start).take_while(|at| at.year() <= self.last_year);
        within.take(LIMIT).map(local::written).collect()
    }
}

/// What dateutil says, case by case.
fn judged(cases: &[Case]) -> Vec<Vec<String>> {
    const NEEDED: &str = "python3 with dateutil judges recurrence rules: install the Debian package python3-dateutil";
    let probe = Command::new("python3").args(["-c", "import dateutil.rrule"]).stderr(Stdio::null()).status();
    assert!(probe.is_ok_and(|status| status.success()), "{NEEDED}");
    let mut judge = Command::new("python3")
        .arg(JUDGE)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|fault| panic!("{NEEDED} ({fault})"));
    let mut questions = judge.stdin.take().expect("is piped");
    let answers = BufReader::new(judge.stdout.take().expect("is piped"));
    let answers = std::thread::scope(|scope| {
        scope.spawn(move || {
            for case in cases {
                let Case { rule, start, last_year } = case;
                let line = serde_json::json!({ "rule": rule, "start": start, "limit": LIMIT, "last_year": last_year });
                writeln!(questions, "{line}").expect("the judge listens");
            }
        });
        answers
            .lines()
            .zip(cases)
            .map(|(line, case)| {
                let line = line.expect("the judge answers");
                serde_json::from_str(&line).unwrap_or_else(|_| panic!("{} from {}: {line}", case.rule, case.start))
            })
            .collect::<Vec<Vec<String>>>()
    });
    assert!(judge.wait().expect("the judge ends").success(), "the judge came to its end");
    assert_eq!(answers.len(), cases.len(), "one answer a case");
    answers
}

fn compare(cases: &[Case]) {
    let answers = judged(cases);
    let differs = |(case, theirs): &(&Case, Vec<String>)| case.ours() != *theirs;
    let wrong: Vec<String> = cases
        .iter()
        .zip(answers)
        .filter(differs)
        .map(|(case, theirs)| {
            format!("{} from {}\n  judge {theirs:?}\n  ours  {:?}", case.rule, case.start, case.ours())
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} differ:\n{}",
        wrong.len(),
        cases.len(),
        wrong[..wrong.len().min(10)].join("\n")
    );
}

/// Marsaglia's xorshift: small, and the same everywhere.
struct Chance(u64);

impl Chance {
    /// From 0 to below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }
    fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u64) as usize]
    }
    fn number(&mut self, from: i64, to: i64) -> i64 {
        from + self.below((to - from + 1) as u64) as i64
    }
    /// One to `most` numbers, negative too when `both`.
    fn numbers(&mut self, most: u64, (from, to): (i64, i64), both: bool) -> String {
        let numbers = (0..=self.below(most)).map(|_| {
            let number = self.number(from, to);
            if both && self.one_in(3) { -number } else { number }
        });
        numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(",")
    }
    fn time(&mut self) -> String {
        let (year, month, day) = (self.number(1950, 2150), self.number(1, 12), self.number(1, 31));
        let (hour, minute, second) = (self.number(0, 23), self.number(0, 59), self.number(0, 59));
        let text = format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        if local::parse(&text).is_some() { text } else { self.time() }
    }
}

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// For how many years occurrences are compared: dateutil looks at every hour or second on the way to a rare one.
fn years(frequency: &str) -> i16 {
    match frequency {
        "SECONDLY" => 1,
        "MINUTELY" => 2,
        "HOURLY" => 3,
        "DAILY" => 20,
        _ => 40,
    }
}

/// A rule by chance: most have few parts, some have many.
fn by_chance(chance: &mut Chance) -> Case {
    let start = chance.time();
    let first = local::parse(&start).expect("a civil time");
    let frequencies = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"];
    let frequency = frequencies[[0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6][chance.below(15) as usize]];
    let (long, short) =
        (frequency.ends_with("THLY") || frequency == "YEARLY", ["MINUTELY", "SECONDLY"].contains(&frequency));
    let mut rule = format!("FREQ={frequency}");
    let mut part = |text: String| rule.extend([";", &text]);
    if chance.one_in(2) {
        let most = if frequency == "YEARLY" {
            5
        } else if short {
            100
        } else {
            13
        };
        part(format!("INTERVAL={}", chance.number(1, most)));
    }
    let rare = if chance.one_in(4) { 3 } else { 8 };
    let in_months = chance.one_in(rare);
    if in_months {
        part(format!("BYMONTH={}", chance.numbers(4, (1, 12), false)));
    }
    if chance.one_in(rare * 2) {
        // where years meet, weeks are hardest
        let last = if chance.one_in(2) { 2 } else { 51 };
        part(format!("BYWEEKNO={}", chance.numbers(5, (1, last), true)));
    }
    if chance.one_in(rare * 2) {
        part(format!("BYYEARDAY={}", chance.numbers(12, (1, 366), true)));
    }
    if chance.one_in(rare) {
        part(format!("BYMONTHDAY={}", chance.numbers(6, (1, 31), true)));
    }
    if chance.one_in(3) {
        let ordinals = long && chance.one_in(2);
        // no month has a sixth Monday; dateutil looks for the fortieth beyond its lists
        let most = if frequency == "YEARLY" && !in_months && chance.one_in(2) { 53 } else { 5 };
        let days = (0..=chance.below(4)).map(|_| {
            let ordinal = if ordinals { chance.numbers(1, (1, most), true) } else { String::new() };
            ordinal + chance.of(&WEEKDAYS)
        });
        let days: Vec<String> = days.collect();
        part(format!("BYDAY={}", days.join(",")));
    }
    for (name, last) in [("BYHOUR", 23), ("BYMINUTE", 59), ("BYSECOND", 59)] {
        // dateutil looks for the hour of every day second by second; the table has such rules
        let slow = frequency == "SECONDLY" && name != "BYSECOND";
        if chance.one_in(rare) && !slow {
            part(format!("{name}={}", chance.numbers(4, (0, last), false)));
        }
    }
    let week_start = if chance.one_in(4) { chance.of(&WEEKDAYS) } else { "MO" };
    let week_starts = WEEKDAYS[first.weekday().to_monday_zero_offset() as usize] == week_start;
    // of one minute or second there is no second occurrence to speak of, and dateutil would look for it for years
    if !short && chance.one_in(5) && (frequency != "WEEKLY" || week_starts) {
        let far = if chance.one_in(3) { 30 } else { 3 };
        part(format!("BYSETPOS={}", chance.numbers(3, (1, far), true)));
    }
    if week_start != "MO" {
        part(format!("WKST={week_start}"));
    }
    match chance.below(6) {
        0 => part(format!("COUNT={}", chance.number(1, 30))),
        1 => {
            let last = chance.time().replace([':', '-'], "");
            let year = i64::from(first.year()) + chance.number(0, 12);
            // 29 February is not in every year
            part(format!("UNTIL={year:04}{}", last[4..].replace("0229T", "0228T")));
        }
        _ => {}
    }
    Case::new(rule, &start, years(frequency))
}

#[test]
fn rules_by_chance_have_the_occurrences_that_dateutil_gives() {
    let mut chance = Chance(0x5EED_0F52_5545_2026);
    let rules = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(RULES);
    let cases: Vec<Case> = (0..rules).map(|_| by_chance(&mut chance)).collect();
    compare(&cases);
}

#[test]
fn every_frequency_with_every_part_has_the_occurrences_that_dateutil_gives() {
    let days = [
        "",
        "BYMONTH=1,3",
        "BYMONTHDAY=1,3",
        "BYMONTHDAY=-1,-3",
        "BYMONTH=1,3;BYMONTHDAY=5,7",
        "BYDAY=TU,TH",
        "BYMONTH=1,3;BYDAY=TU,TH",
        "BYMONTHDAY=1,3;BYDAY=TU,TH",
        "BYMONTH=1,3;BYMONTHDAY=1,3;BYDAY=TU,TH",
        "BYYEARDAY=1,100,200,365",
        "BYYEARDAY=-365,-266,-166,-1",
        "BYMONTH=4,7;BYYEARDAY=1,100,200,365",
        "BYMONTH=4,7;BYYEARDAY=-365,-266,-166,-1",
        "BYWEEKNO=20",
        "BYWEEKNO=1;BYDAY=MO",
        "BYWEEKNO=-1;BYDAY=SU",
        "BYWEEKNO=1,51;BYDAY=MO,SU",
        "BYDAY=SU;WKST=SU",
        "BYDAY=TU,SU;WKST=SU",
    ];
    let ordinals =
        ["BYDAY=1TU,-1TH", "BYDAY=3TU,-3TH", "BYMONTH=1,3;BYDAY=1TU,-1TH", "BYMONTH=1,3;BYDAY=3TU,-3TH", "BYDAY=5FR"];
    let times = [
        "",
        "BYHOUR=6,18",
        "BYMINUTE=6,18",
        "BYSECOND=6,18",
        "BYHOUR=6,18;BYMINUTE=6,18",
        "BYHOUR=6,18;BYSECOND=6,18",
        "BYMINUTE=6,18;BYSECOND=6,18",
        "BYHOUR=6,18;BYMINUTE=6,18;BYSECOND=6,18",
    ];
    let mut cases = Vec::new();
    for frequency in ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"] {
        let long = frequency == "YEARLY" || frequency == "MONTHLY";
        // dateutil takes seconds for some of these
        let more = if frequency == "SECONDLY" { &["INTERVAL=2"][..] } else { &["", "INTERVAL=2", "COUNT=3"] };
        let ordinals = if long { &ordinals[..] } else { &[] };
        let positions = if ["YEARLY", "MONTHLY", "DAILY", "HOURLY"].contains(&frequency) {
            &["", "BYSETPOS=1,-1", "BYSETPOS=2"][..]
        } else {
            &[""]
        };
        for day in days.iter().chain(ordinals) {
            for time in times {
                if frequency == "SECONDLY" && !day.is_empty() && time.contains("BYHOUR") {
                    continue;
                }
                for position in positions {
                    for more in more {
                        let parts = [day, time, position, more].into_iter().filter(|part| !part.is_empty());
                        let rule = parts.fold(format!("FREQ={frequency}"), |rule, part| format!("{rule};{part}"));
                        cases.push(Case::new(rule, "1997-09-02T09:00:00", years(frequency)));
                    }
                }
            }
        }
    }
    compare(&cases);
}
