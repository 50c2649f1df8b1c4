//! What tells a person from others in a text, and taking it out of texts.
//!
//! Numbers are compared by their last nine digits, however they are typed; addresses without regard to case; names as whole
//! words. What was erased is told by keyed hashes of the same (`Marks`), so that late work can be compared with it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use truckroll_domain::privacy::holds_numbers;
use truckroll_domain::{AgentId, TenantId};

use crate::App;

/// Digits by which numbers are compared.
const TOLD_BY: usize = 9;
/// A number with fewer digits tells nobody from others.
const MIN_DIGITS: usize = 7;
/// Most digits of a number.
const MAX_DIGITS: usize = 15;
/// Words of a number that is typed with spaces.
const MAX_GROUPS: usize = 6;
/// A shorter id tells nobody.
const MIN_SAYING: usize = 4;
/// Fewer characters may be anybody's words.
const MIN_WORDS: usize = 8;
/// A text as long as that is its writer's wherever it stands.
const LONG_SAYING: usize = 20;
/// Deepest nesting that is looked into.
const MAX_DEPTH: usize = 24;

/// How much is taken for the person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Numbers and e-mail addresses: others may be called the same, live in the same house and say the same.
    Sure,
    /// And long texts that the person wrote: letters repeat the titles of records.
    Copies,
    /// Names too, and everything the person wrote: the record is his.
    All,
}

/// What tells a person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Needles {
    names: BTreeSet<String>,
    numbers: BTreeSet<String>,
    mails: BTreeSet<String>,
    /// Ids in channels, addresses, what the person wrote.
    sayings: BTreeSet<String>,
}

/// The same as keyed hashes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Marks {
    /// By the number of characters of the name.
    names: BTreeMap<usize, BTreeSet<String>>,
    numbers: BTreeSet<String>,
    mails: BTreeSet<String>,
}

fn told_by(digits: &str) -> Option<&str> {
    (MIN_DIGITS..=MAX_DIGITS).contains(&digits.len()).then(|| digits.get(digits.len().saturating_sub(TOLD_BY)..))?
}

/// A keyed hash that nobody without the installation's key can make.
fn hashed(app: &App, tenant: TenantId, what: &str, text: &str) -> String {
    app.secrets.links.derived_id("erased", tenant, tenant.0, format!("{what}\0{text}").as_bytes()).simple().to_string()
}

impl Needles {
    /// Adds a name.
    pub fn name(&mut self, text: &str) {
        let text = text.trim();
        if text.chars().count() > 1 {
            self.names.insert(text.to_lowercase());
        }
    }

    /// Adds the numbers of a field.
    pub fn number(&mut self, text: &str) {
        for one in crate::phones::numbers(text) {
            self.numbers.extend(told_by(&crate::phones::digits(one)).map(str::to_owned));
        }
    }

    /// Adds an e-mail address.
    pub fn mail(&mut self, text: &str) {
        if text.contains('@') {
            self.mails.insert(text.trim().to_lowercase());
        }
    }

    /// Adds words of the person: what he wrote, where he lives. A word or two may be anybody's.
    pub fn words(&mut self, text: &str) {
        if text.trim().chars().count() >= MIN_WORDS {
            self.saying(text);
        }
    }

    /// Adds what tells the person in some channel.
    pub fn saying(&mut self, text: &str) {
        let text = text.trim();
        if text.chars().count() >= MIN_SAYING {
            self.sayings.insert(text.to_owned());
        }
    }

    /// Adds a value that may be any of them.
    pub fn anything(&mut self, text: &str) {
        self.mail(text);
        if told_by(&crate::phones::digits(text)).is_some() {
            self.number(text);
        }
        self.words(text);
    }

    /// The numbers, as their last digits.
    pub fn numbers(&self) -> impl Iterator<Item = &String> {
        self.numbers.iter()
    }

    /// The hashes that stand for it later.
    pub fn marks(&self, app: &App, tenant: TenantId) -> Marks {
        let all = |what: &str, texts: &BTreeSet<String>| texts.iter().map(|t| hashed(app, tenant, what, t)).collect();
        let mut marks =
            Marks { numbers: all("number", &self.numbers), mails: all("mail", &self.mails), ..Marks::default() };
        for name in &self.names {
            marks.names.entry(name.chars().count()).or_default().insert(hashed(app, tenant, "name", name));
        }
        marks
    }
}

/// What is looked for in texts.
pub(crate) trait Told {
    /// Numbers of characters that names have.
    fn lengths(&self) -> Vec<usize>;
    /// Whether it is a name, in lower case.
    fn is_name(&self, text: &str) -> bool;
    /// Whether it is a number, by its last digits.
    fn is_number(&self, text: &str) -> bool;
    /// Whether it is an address, in lower case.
    fn is_mail(&self, text: &str) -> bool;
    /// Where texts of the person stand in another, at least so long.
    fn sayings(&self, text: &str, min: usize) -> Vec<(usize, usize)>;
}

impl Told for Needles {
    fn lengths(&self) -> Vec<usize> {
        let lengths: BTreeSet<usize> = self.names.iter().map(|name| name.chars().count()).collect();
        lengths.into_iter().collect()
    }
    fn is_name(&self, text: &str) -> bool {
        self.names.contains(text)
    }
    fn is_number(&self, text: &str) -> bool {
        self.numbers.contains(text)
    }
    fn is_mail(&self, text: &str) -> bool {
        self.mails.contains(text)
    }
    fn sayings(&self, text: &str, min: usize) -> Vec<(usize, usize)> {
        let long = self.sayings.iter().filter(|saying| saying.chars().count() >= min);
        long.flat_map(|saying| text.match_indices(saying.as_str()).map(|(at, found)| (at, at + found.len()))).collect()
    }
}

/// Marks with what opens them.
pub(crate) struct Opened<'a> {
    /// The server's shared parts.
    pub app: &'a App,
    /// The organisation.
    pub tenant: TenantId,
    /// The hashes.
    pub marks: &'a Marks,
}

impl Told for Opened<'_> {
    fn lengths(&self) -> Vec<usize> {
        self.marks.names.keys().copied().collect()
    }
    fn is_name(&self, text: &str) -> bool {
        let of_length = self.marks.names.get(&text.chars().count());
        of_length.is_some_and(|names| names.contains(&hashed(self.app, self.tenant, "name", text)))
    }
    fn is_number(&self, text: &str) -> bool {
        self.marks.numbers.contains(&hashed(self.app, self.tenant, "number", text))
    }
    fn is_mail(&self, text: &str) -> bool {
        self.marks.mails.contains(&hashed(self.app, self.tenant, "mail", text))
    }
    fn sayings(&self, _text: &str, _min: usize) -> Vec<(usize, usize)> {
        Vec::new()
    }
}

/// Takes what is told of a person out of texts.
pub(crate) struct Pen<'a, T> {
    /// What is looked for.
    pub told: &'a T,
    /// What stands in its place.
    pub mark: &'a str,
    /// Names of staff, which stay where they stand alone.
    pub staff: &'a BTreeSet<String>,
}

impl<T: Told> Pen<'_, T> {
    /// The text without the person, if it was in it.
    pub fn text(&self, text: &str, reach: Reach) -> Option<String> {
        if text.len() < 2 || text == self.mark || self.staff.contains(text) || is_id(text) {
            return None;
        }
        let mut found = numbers(text, self.told);
        found.extend(mails(text, self.told));
        match reach {
            Reach::Sure => {}
            Reach::Copies => found.extend(self.told.sayings(text, LONG_SAYING)),
            Reach::All => {
                found.extend(self.told.sayings(text, MIN_SAYING));
                found.extend(names(text, self.told));
            }
        }
        if found.is_empty() {
            return None;
        }
        found.sort_unstable();
        let (mut out, mut at) = (String::with_capacity(text.len()), 0);
        for (from, to) in found {
            if from >= at {
                out.push_str(text.get(at..from).unwrap_or_default());
                out.push_str(self.mark);
            }
            at = at.max(to);
        }
        out.push_str(text.get(at..).unwrap_or_default());
        Some(out)
    }

    /// Takes the person out of every text of a JSON value. Whether there was one.
    pub fn json(&self, json: &mut Json, reach: Reach) -> bool {
        self.value("", json, reach, 0)
    }

    fn value(&self, key: &str, json: &mut Json, reach: Reach, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        match json {
            // a command that was refused stands as JSON in a line of the log
            Json::String(text) if text.starts_with(['{', '[']) => match serde_json::from_str::<Json>(text) {
                Ok(mut inner) => {
                    let found = self.value(key, &mut inner, reach, depth + 1);
                    if found {
                        *text = inner.to_string();
                    }
                    found
                }
                Err(_) => self.replaced(key, text, reach),
            },
            Json::String(text) => self.replaced(key, text, reach),
            // every one of them is looked at
            Json::Array(items) => {
                items.iter_mut().filter_map(|item| self.value(key, item, reach, depth + 1).then_some(())).count() > 0
            }
            // the log of somebody else who has the same number
            Json::Object(members)
                if reach != Reach::All && members.get("field").and_then(Json::as_str).is_some_and(holds_numbers) =>
            {
                false
            }
            Json::Object(members) => {
                let found =
                    members.iter_mut().filter_map(|(key, item)| self.value(key, item, reach, depth + 1).then_some(()));
                found.count() > 0
            }
            _ => false,
        }
    }

    fn replaced(&self, key: &str, text: &mut String, reach: Reach) -> bool {
        let Some(clean) = self.text(text, reach) else { return false };
        // a mark is no number and no address
        *text = if holds_numbers(key) || key == "email" { String::new() } else { clean };
        true
    }
}

/// The names of an organisation's own people.
pub(crate) fn staff<'a>(
    agents: impl IntoIterator<Item = (&'a AgentId, &'a truckroll_domain::people::Agent)>,
) -> BTreeSet<String> {
    agents.into_iter().flat_map(|(_, agent)| [agent.name.clone(), agent.given_name.clone()]).collect()
}

/// Ids and hashes are no texts.
fn is_id(text: &str) -> bool {
    (text.len() == 36 && text.parse::<uuid::Uuid>().is_ok()) || truckroll_domain::attachments::is_hash(text)
}

fn names(text: &str, told: &impl Told) -> Vec<(usize, usize)> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let end_of = |n: usize| chars.get(n).map_or(text.len(), |(at, _)| *at);
    // words of letters end somewhere; Chinese names stand between other characters
    let joins = |a: Option<char>, b: Option<char>| {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && u32::from(c) < 0x2e80);
        letter(a) && letter(b)
    };
    let mut found = Vec::new();
    for length in told.lengths() {
        for from in 0..(chars.len() + 1).saturating_sub(length) {
            let to = from + length;
            let before = from.checked_sub(1).map(|n| chars[n].1);
            let after = chars.get(to).map(|(_, c)| *c);
            if joins(before, Some(chars[from].1)) || joins(Some(chars[to - 1].1), after) {
                continue;
            }
            let (start, end) = (chars[from].0, end_of(to));
            if text.get(start..end).is_some_and(|part| told.is_name(&part.to_lowercase())) {
                found.push((start, end));
            }
        }
    }
    found
}

fn mails(text: &str, told: &impl Told) -> Vec<(usize, usize)> {
    let part = |c: char| c.is_alphanumeric() || "._%+-@".contains(c);
    runs(text, part)
        .filter_map(|(from, to)| {
            let run = text.get(from..to)?;
            let trimmed = run.trim_end_matches(['.', '-']);
            (trimmed.contains('@') && told.is_mail(&trimmed.to_lowercase())).then_some((from, from + trimmed.len()))
        })
        .collect()
}

fn numbers(text: &str, told: &impl Told) -> Vec<(usize, usize)> {
    let part = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | '.' | '/');
    let groups: Vec<(usize, usize)> = runs(text, part).collect();
    let mut found = Vec::new();
    let mut next = 0;
    while next < groups.len() {
        let mut taken = None;
        for last in next..groups.len().min(next + MAX_GROUPS) {
            // parts of one number stand one space apart
            if last > next && text.get(groups[last - 1].1..groups[last].0) != Some(" ") {
                break;
            }
            let (from, to) = (groups[next].0, groups[last].1);
            let digits: String = text.get(from..to).unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
            if digits.len() > MAX_DIGITS {
                break;
            }
            if told_by(&digits).is_some_and(|digits| told.is_number(digits)) {
                taken = Some((last, from, to));
            }
        }
        match taken {
            Some((last, from, to)) => {
                found.push((from, to));
                next = last + 1;
            }
            None => next += 1,
        }
    }
    found
}

/// Where characters of a sort stand together.
fn runs(text: &str, part: impl Fn(char) -> bool) -> impl Iterator<Item = (usize, usize)> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, c) in text.char_indices() {
        match (part(c), open) {
            (true, None) => open = Some(at),
            (false, Some(from)) => {
                found.push((from, at));
                open = None;
            }
            _ => {}
        }
    }
    found.extend(open.map(|from| (from, text.len())));
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needles() -> Needles {
        let mut needles = Needles::default();
        needles.name("Zora Quillfeather");
        needles.name("钱多多");
        needles.number("+86 138 0000 4711; 021-5555 0199");
        needles.mail("Zora@Quill.example");
        needles.saying("The lift smells of burnt rubber");
        needles
    }

    #[test]
    fn a_person_is_found_however_she_is_typed() {
        let (needles, staff) = (needles(), BTreeSet::new());
        let pen = Pen { told: &needles, mark: "#", staff: &staff };
        for (reach, text, clean) in [
            (Reach::Sure, "call 13800004711 now", Some("call # now")),
            (Reach::Sure, "call 138-0000-4711, or (021)5555.0199.", Some("call #, or #")),
            (Reach::Sure, "138 0000 4711 and 139 0000 4711", Some("# and 139 0000 4711")),
            (Reach::Sure, "0086 138 0000 4711", Some("#")),
            (Reach::Sure, "to: <ZORA@quill.example>.", Some("to: <#>.")),
            (Reach::Sure, "azora@quill.example", None),
            (Reach::Sure, "She said: The lift smells of burnt rubber!", None),
            (Reach::Copies, "She said: The lift smells of burnt rubber!", Some("She said: #!")),
            (Reach::Sure, "Zora Quillfeather was there", None),
            (Reach::All, " zora quillfeather ", Some(" # ")),
            (Reach::All, "Zora Quillfeather was there", Some("# was there")),
            (Reach::All, "Zora Quillfeathers", None),
            (Reach::All, "找钱多多女士", Some("找#女士")),
            (Reach::All, "1380000471", None),
            (Reach::All, "", None),
        ] {
            assert_eq!(pen.text(text, reach).as_deref(), clean, "{text}");
        }
    }

    #[test]
    fn numbers_and_addresses_go_whole_and_names_of_staff_stay() {
        let (needles, staff) = (needles(), BTreeSet::from(["Zora Quillfeather".to_owned()]));
        let pen = Pen { told: &needles, mark: "#", staff: &staff };
        let mut json = serde_json::json!({"phone": "tel 13800004711", "by": "Zora Quillfeather",
            "text": "{\"name\":\"about Zora Quillfeather\"}", "list": ["钱多多", 3]});
        assert!(pen.json(&mut json, Reach::All));
        let wanted = serde_json::json!({"phone": "", "by": "Zora Quillfeather",
            "text": "{\"name\":\"about #\"}", "list": ["#", 3]});
        assert_eq!(json, wanted);
        assert!(!pen.json(&mut json, Reach::All), "nothing is left");
    }
}
