//! What the demo is made from: tables of texts in `sync-server/demo` and dice that always fall the same way.

use uuid::Uuid;

/// Dice with a fixed seed (SplitMix64, G. L. Steele et al., 2014): the same demo on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// A whole number from `from` up to, not including, `to`.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = to.saturating_sub(from).max(1).unsigned_abs();
        from + i64::try_from(self.roll() % span).unwrap_or(0)
    }
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.roll() % (length.max(1) as u64)).unwrap_or(0)
    }
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.index(all.len())]
    }
    /// Whether something happens that happens in `percent` of cases.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(0, 100) < percent
    }
    /// A number from -1 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a million steps fit")]
    pub fn swing(&mut self) -> f64 {
        self.between(-1_000_000, 1_000_001) as f64 / 1_000_000.0
    }
}

/// The `n`th id of a family; the same in every demo.
pub(super) fn id<T: From<Uuid>>(family: u8, n: u64) -> T {
    let mut random = [0xd0, 0x0d, family, 0, 0, 0, 0, 0, 0, 0];
    random[2..].copy_from_slice(&(u64::from(family) << 56 | n).to_be_bytes());
    // 1 January 2026 and onwards, so that ids sort by number
    uuid::Builder::from_unix_timestamp_millis(1_767_225_600_000 + n, &random).into_uuid().into()
}

fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(|l| l.split('\t').collect())
}

/// A company of the demo.
pub(super) struct CompanyText {
    pub name: &'static str,
    pub district: &'static str,
    pub detail: &'static str,
    pub lat: f64,
    pub lon: f64,
    pub phone: &'static str,
    pub english: bool,
}

pub(super) fn companies() -> Vec<CompanyText> {
    lines(include_str!("../../demo/companies.tsv"))
        .map(|c| CompanyText {
            name: c[0],
            district: c[1],
            detail: c[2],
            lat: c[3].parse().unwrap_or_default(),
            lon: c[4].parse().unwrap_or_default(),
            phone: c[5],
            english: c[6] == "en",
        })
        .collect()
}

/// An engineer of the demo.
pub(crate) struct EngineerText {
    pub account: &'static str,
    pub name: &'static str,
    pub given_name: &'static str,
    pub skills: Vec<String>,
    pub shift: (u16, u16),
    pub near: usize,
}

pub(crate) fn engineers() -> Vec<EngineerText> {
    let number = |text: &str| text.parse::<u16>().unwrap_or_default();
    lines(include_str!("../../demo/engineers.tsv"))
        .map(|c| EngineerText {
            account: c[0],
            name: c[1],
            given_name: c[2],
            skills: c[3].split(',').map(str::to_owned).collect(),
            shift: (number(c[4]), number(c[5])),
            near: usize::from(number(c[6])),
        })
        .collect()
}

/// Names of customers: those who write Chinese, those who write English.
pub(super) fn customers() -> (Vec<&'static str>, Vec<&'static str>) {
    let all = lines(include_str!("../../demo/people.tsv")).map(|c| c[0]);
    all.partition(|name| !name.is_ascii())
}

/// What can be wrong with a machine, in both languages.
pub(super) struct Problem {
    pub escalator: bool,
    pub priority: truckroll_domain::tickets::Priority,
    pub kind: &'static str,
    title: [&'static str; 2],
    description: [&'static str; 2],
    solution: [&'static str; 2],
    pub skill: &'static str,
}

impl Problem {
    fn fill(text: &str, asset: &str, floor: i64) -> String {
        text.replace("{asset}", asset).replace("{floor}", &floor.to_string())
    }
    pub fn title(&self, english: bool, asset: &str, floor: i64) -> String {
        Self::fill(self.title[usize::from(english)], asset, floor)
    }
    pub fn description(&self, english: bool, asset: &str, floor: i64) -> String {
        Self::fill(self.description[usize::from(english)], asset, floor)
    }
    pub fn solution(&self, english: bool) -> &'static str {
        self.solution[usize::from(english)]
    }
}

pub(super) fn problems() -> Vec<Problem> {
    use truckroll_domain::tickets::Priority;
    lines(include_str!("../../demo/problems.tsv"))
        .map(|c| Problem {
            escalator: c[0] == "escalator",
            priority: Priority::ALL.into_iter().find(|p| p.word() == c[1]).unwrap_or_default(),
            kind: c[2],
            title: [c[3], c[6]],
            description: [c[4], c[7]],
            solution: [c[5], c[8]],
            skill: c[9],
        })
        .collect()
}

/// Replies and notes of one sort and language.
pub(super) fn replies(who: &str, english: bool) -> Vec<&'static str> {
    let language = if english { "en" } else { "zh" };
    lines(include_str!("../../demo/replies.tsv")).filter(|c| c[0] == who && c[1] == language).map(|c| c[2]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_whole() {
        assert_eq!(companies().len(), 40);
        assert_eq!(engineers().len(), 60);
        assert!(problems().iter().all(|p| !p.title(true, "Lift 1", 3).contains('{')));
        let mut accounts: Vec<&str> = engineers().iter().map(|e| e.account).collect();
        accounts.sort_unstable();
        accounts.dedup();
        assert_eq!(accounts.len(), 60);
        for who in ["customer", "staff", "note"] {
            assert!(!replies(who, true).is_empty() && !replies(who, false).is_empty());
        }
        for company in companies() {
            assert!((30.9..31.5).contains(&company.lat) && (121.2..121.8).contains(&company.lon), "{}", company.name);
        }
    }

    #[test]
    fn ids_differ_by_family_and_number_and_stay_the_same() {
        let one: Uuid = id(1, 7);
        assert_eq!(one, id::<Uuid>(1, 7));
        assert!(one != id::<Uuid>(2, 7) && one != id::<Uuid>(1, 8) && id::<Uuid>(1, 7) < id::<Uuid>(1, 8));
    }
}
