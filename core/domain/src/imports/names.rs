//! A cell of a table as the value of a field, and back. Options, tags, groups and staff are called by the names that people
//! give them; where a name is not enough (two are called so, or it holds what parts several), the key is written.

use std::collections::HashMap;
use std::hash::Hash;

use jiff::civil::DateTime;

use super::{COMPANIES, Reason};
use crate::calendar::Offsets;
use crate::customers::CustomerSettings;
use crate::fields::{Field, FieldKind, FieldValue};
use crate::forms::{Choice, is_phone};
use crate::people::{Agent, Group};
use crate::{AgentId, GroupId, Timestamp};

/// What parts several values in one cell.
pub(crate) const PARTS: [char; 6] = [',', '，', ';', '；', '、', '\n'];
/// Words of `gender`: key, English, Chinese.
const GENDERS: [(&str, &str, &str); 3] =
    [("female", "female", "女"), ("male", "male", "男"), ("other", "other", "其他")];

/// Things by what they are called.
#[derive(Clone, Debug)]
pub(crate) struct Called<T>(HashMap<String, Vec<T>>);

impl<T: Clone + Eq + Hash> Called<T> {
    pub(crate) fn new(all: impl IntoIterator<Item = (String, T)>) -> Self {
        let mut map: HashMap<String, Vec<T>> = HashMap::new();
        for (name, thing) in all {
            let known = map.entry(folded(&name)).or_default();
            if !name.is_empty() && !known.contains(&thing) {
                known.push(thing);
            }
        }
        Self(map)
    }
    /// The only thing of this name.
    pub(crate) fn one(&self, name: &str) -> Option<&T> {
        match self.0.get(&folded(name)).map(Vec::as_slice) {
            Some([one]) => Some(one),
            _ => None,
        }
    }
}

fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().replace(" / ", "/")
}

/// Everything that cells are read by.
#[derive(Clone, Debug)]
pub struct Names {
    accounts: Called<AgentId>,
    agents: Called<AgentId>,
    teams: Called<GroupId>,
    groups: Called<String>,
    group_names: Called<String>,
    tags: Called<String>,
    by_account: HashMap<AgentId, String>,
    by_team: HashMap<GroupId, String>,
    settings: CustomerSettings,
    clocks: Offsets,
}

impl Names {
    /// The names of an organisation. Times are by its `clocks`.
    #[must_use]
    pub fn new<'a>(
        agents: impl Iterator<Item = &'a Agent> + Clone,
        teams: &[Group],
        settings: &CustomerSettings,
        clocks: Offsets,
    ) -> Self {
        let numbers = agents.clone().map(|a| (a.employee_number.clone(), a.id));
        let tags = || settings.tags.iter().flat_map(|category| &category.tags);
        Self {
            accounts: Called::new(agents.clone().map(|a| (a.account.clone(), a.id))),
            agents: Called::new(agents.clone().map(|a| (a.name.clone(), a.id)).chain(numbers)),
            teams: Called::new(teams.iter().map(|g| (g.name.clone(), g.id))),
            groups: Called::new(settings.groups.iter().map(|g| (settings.path(&g.key), g.key.clone()))),
            group_names: Called::new(settings.groups.iter().map(|g| (g.name.clone(), g.key.clone()))),
            tags: Called::new(tags().map(|t| (t.name.clone(), t.key.clone()))),
            by_account: agents.map(|a| (a.id, a.account.clone())).collect(),
            by_team: teams.iter().map(|g| (g.id, g.name.clone())).collect(),
            settings: settings.clone(),
            clocks,
        }
    }

    /// Reads a cell that is not blank; `None` where it says nothing all the same (a box that is not ticked).
    ///
    /// # Errors
    /// The reason and its detail.
    pub fn read(&self, field: &Field, text: &str) -> Result<Option<FieldValue>, (Reason, String)> {
        // how a longer text begins is its writer's
        let text = if field.kind == FieldKind::LongText { text } else { text.trim() };
        let unknown = || (Reason::OptionNotFound, shortened(text));
        let badly = |problem: &str| (Reason::BadFormat, problem.to_owned());
        let own = |value| Ok(Some(value));
        match &field.kind {
            FieldKind::Agent => {
                let id = self.accounts.one(text).or_else(|| self.agents.one(text)).copied();
                let id = id.or_else(|| text.parse().ok().filter(|id| self.by_account.contains_key(id)));
                id.ok_or_else(unknown).and_then(|id| own(FieldValue::Text(id.to_string())))
            }
            FieldKind::Team => {
                let id = self.teams.one(text).copied();
                let id = id.or_else(|| text.parse().ok().filter(|id| self.by_team.contains_key(id)));
                id.ok_or_else(unknown).and_then(|id| own(FieldValue::Text(id.to_string())))
            }
            FieldKind::CustomerGroup => {
                let key = self.groups.one(text).or_else(|| self.group_names.one(text)).cloned();
                let key = key.or_else(|| self.settings.group(text).map(|group| group.key.clone()));
                key.ok_or_else(unknown).and_then(|key| own(FieldValue::Text(key)))
            }
            FieldKind::Tags => {
                let mut keys = Vec::new();
                for part in text.split(PARTS).map(str::trim).filter(|part| !part.is_empty()) {
                    let key = self.tags.one(part).or_else(|| self.settings.tag(part).map(|tag| &tag.key));
                    let key = key.ok_or_else(|| (Reason::OptionNotFound, shortened(part)))?;
                    if !keys.contains(key) {
                        keys.push(key.clone());
                    }
                }
                keys.sort_unstable();
                Ok(FieldValue::list(keys))
            }
            FieldKind::Companies => {
                let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
                let names: Vec<String> = lines.collect();
                if names.iter().any(|name| name.chars().count() > 500) {
                    return Err(badly("too_long"));
                }
                Ok(FieldValue::list(names))
            }
            FieldKind::Phone if field.system => phones(text).map(Some).ok_or_else(|| badly("not_a_phone")),
            FieldKind::DateTime => {
                self.moment(text).map(|at| Some(FieldValue::Int(at.ms()))).ok_or_else(|| badly("not_a_moment"))
            }
            FieldKind::Choice { .. } if field.key == "gender" && field.system => {
                let text = text.to_lowercase();
                let known = GENDERS.iter().find(|(key, en, zh)| text == *key || text == *en || text == *zh);
                known.ok_or_else(unknown).and_then(|(key, ..)| own(FieldValue::Text((*key).to_owned())))
            }
            FieldKind::Date => {
                // spreadsheets write a day as the moment it begins
                let day = text.split([' ', 'T']).next().unwrap_or_default();
                field.kind.normalise(&FieldValue::Text(day.to_owned())).map_err(badly)
            }
            kind => kind.normalise(&FieldValue::Text(text.to_owned())).map_err(|problem| match problem {
                "not_a_choice" if !matches!(kind, FieldKind::Checkbox) => unknown(),
                problem => badly(problem),
            }),
        }
    }

    /// A value as a cell of a table for readers of the language with this tag.
    #[must_use]
    pub fn write(&self, field: &Field, value: &FieldValue, tag: &str) -> String {
        let chinese = tag.starts_with("zh");
        match (&field.kind, value) {
            (FieldKind::Agent, FieldValue::Text(id)) => {
                let account = id.parse().ok().and_then(|id: AgentId| self.by_account.get(&id));
                account.filter(|account| self.accounts.one(account).is_some()).unwrap_or(id).clone()
            }
            (FieldKind::Team, FieldValue::Text(id)) => {
                let name = id.parse().ok().and_then(|id: GroupId| self.by_team.get(&id));
                name.filter(|name| self.teams.one(name).is_some()).unwrap_or(id).clone()
            }
            (FieldKind::CustomerGroup, FieldValue::Text(key)) => {
                let path = self.settings.path(key);
                if self.groups.one(&path) == Some(key) { path } else { key.clone() }
            }
            (FieldKind::Tags, FieldValue::List(keys)) => {
                let name = |key: &String| {
                    let name = self.settings.tag(key).map(|tag| &tag.name).filter(|name| !name.contains(PARTS));
                    name.filter(|name| self.tags.one(name) == Some(key)).unwrap_or(key).clone()
                };
                keys.iter().map(name).collect::<Vec<_>>().join(", ")
            }
            (FieldKind::Companies, FieldValue::List(names)) => names.join("\n"),
            (FieldKind::DateTime, FieldValue::Int(ms)) => self.told(Timestamp(*ms)),
            (FieldKind::Checkbox, FieldValue::Flag(true)) => if chinese { "是" } else { "yes" }.to_owned(),
            (FieldKind::Checkbox, _) => String::new(),
            (FieldKind::Choice { .. }, FieldValue::Text(key)) if field.key == "gender" && field.system => {
                let known = GENDERS.iter().find(|(word, ..)| word == key);
                known.map_or_else(|| key.clone(), |(_, en, zh)| if chinese { *zh } else { *en }.to_owned())
            }
            (FieldKind::Choice { options }, FieldValue::Text(key)) => option(options, key, false),
            (FieldKind::Choices { options }, FieldValue::List(keys)) => {
                keys.iter().map(|key| option(options, key, true)).collect::<Vec<_>>().join(", ")
            }
            (kind @ FieldKind::Cascade { .. }, FieldValue::Text(path)) => {
                let words = kind.shown(value);
                let comes_back = kind.normalise(&FieldValue::Text(words.clone())) == Ok(Some(value.clone()));
                if comes_back { words } else { path.clone() }
            }
            (_, value) => value.typed(),
        }
    }

    /// Reads a moment by the organisation's clocks, or one that says its own offset. A day is its beginning.
    fn moment(&self, text: &str) -> Option<Timestamp> {
        if let Ok(at) = text.parse::<jiff::Timestamp>() {
            return Some(Timestamp(at.as_millisecond()));
        }
        let text = text.replace(['/', '.'], "-").replacen('T', " ", 1);
        let (day, time) = text.split_once(' ').unwrap_or((text.as_str(), ""));
        let Ok(Some(FieldValue::Text(day))) = FieldKind::Date.normalise(&FieldValue::Text(day.to_owned())) else {
            return None;
        };
        // the dots of a fraction were made lines like those of a day
        let time = time.trim().replacen('-', ".", 1);
        let time = match time.as_str() {
            "" => "00:00".to_owned(),
            time if time.find(':') == Some(1) => format!("0{time}"),
            time => time.to_owned(),
        };
        let local: DateTime = format!("{day}T{time}").parse().ok()?;
        let minute = u16::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute())).ok()?;
        let rest = i64::from(local.second()) * 1_000 + i64::from(local.millisecond());
        Some(self.clocks.moment(local.date(), minute).plus_ms(rest))
    }

    /// A moment by the organisation's clocks: the day alone where it is its beginning. Where that would be read as another
    /// moment (clocks show an hour twice), in UTC.
    fn told(&self, at: Timestamp) -> String {
        let (day, minute) = self.clocks.local(at);
        let rest = at.ms().saturating_add(self.clocks.offset_ms(at)).rem_euclid(60_000);
        let mut text = day.to_string();
        if minute > 0 || rest > 0 {
            text.push_str(&format!(" {:02}:{:02}", minute / 60, minute % 60));
        }
        if rest > 0 {
            text.push_str(&format!(":{:02}", rest / 1_000));
        }
        if rest % 1_000 > 0 {
            text.push_str(&format!(".{:03}", rest % 1_000));
        }
        if self.moment(&text) == Some(at) {
            return text;
        }
        jiff::Timestamp::from_millisecond(at.ms()).map_or(text, |at| at.to_string())
    }
}

/// The label of an option where it is read as this option again, else its key.
fn option(options: &[Choice], key: &str, several: bool) -> String {
    let label = options.iter().find(|o| o.key == key).map(|o| o.label.trim());
    let means_it = |label: &&str| {
        let first =
            options.iter().find(|o| o.key == *label).or_else(|| options.iter().find(|o| o.label.trim() == *label));
        first.is_some_and(|o| o.key == key) && !(several && label.contains(PARTS))
    };
    label.filter(means_it).unwrap_or(key).to_owned()
}

/// One or several phone numbers as they were typed; signs of Chinese keyboards as everybody's.
fn phones(text: &str) -> Option<FieldValue> {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
            '＋' => '+',
            '－' | '–' | '—' | '‐' | '‑' => '-',
            '（' => '(',
            '）' => ')',
            '\u{a0}' | '\u{3000}' => ' ',
            other => other,
        })
        .collect();
    let mut parts = plain.split(PARTS).map(str::trim).filter(|part| !part.is_empty()).peekable();
    let fits = parts.peek().is_some() && parts.all(is_phone) && plain.chars().count() <= 500;
    fits.then(|| FieldValue::Text(plain.trim().to_owned()))
}

pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(100).collect()
}

/// Whether a field's values are numbers, which spreadsheets keep as numbers.
#[must_use]
pub fn is_number(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Whole | FieldKind::Decimal) && field.key != COMPANIES
}
