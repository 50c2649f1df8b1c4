//! Staff in tables: which columns a file of agents may have, and what its cells say (ORG-19).
//!
//! As with customers, a column stands for one member ([`guess`] tells it by the heading), a blank cell says nothing, and
//! what [`StaffNames::write`] wrote can be read again. Roles, groups and modules are called by their names. Who is meant
//! by a row, its sign-in name says; whether he may be made or changed is the server's to find out.

use std::collections::HashMap;

use super::{Agent, Group, account_problem, check_agent};
use crate::access::{BuiltIn, Module, Policy};
use crate::imports::{self, Called, CellFault, MAX_CELL, MAX_COLUMNS, Mapping, PARTS, Reason, shortened};
use crate::{GroupId, RoleId};

/// A column: key, English, Chinese, and what other programs call it.
type Column = (&'static str, &'static str, &'static str, &'static [&'static str]);

const COLUMNS: [Column; 14] = [
    (
        "account",
        "Sign-in name",
        "登录名",
        &["account", "account name", "user name", "username", "login", "账号", "帐号", "用户名", "登录账号"],
    ),
    ("name", "Name", "姓名", &["full name", "agent", "agent name", "employee", "员工", "员工姓名", "客服姓名", "名字"]),
    (
        "given_name",
        "Name for customers",
        "对客户显示的姓名",
        &["given name", "nickname", "display name", "昵称", "显示名称"],
    ),
    ("role", "Role", "角色", &["permission role", "权限角色", "员工角色"]),
    ("groups", "Groups", "分组", &["group", "team", "teams", "department", "组", "员工组", "客服组", "部门"]),
    ("licences", "Licences", "许可", &["licence", "license", "licenses", "modules", "模块", "模块许可", "授权"]),
    (
        "mobile",
        "Mobile",
        "手机",
        &["mobile phone", "mobile number", "cell", "phone", "手机号", "手机号码", "移动电话", "电话"],
    ),
    ("landline", "Landline", "座机", &["telephone", "tel", "office phone", "固定电话", "办公电话"]),
    ("email", "E-mail", "电子邮箱", &["email", "email address", "mail", "邮箱", "电子邮件"]),
    (
        "employee_number",
        "Employee number",
        "工号",
        &["employee id", "employee no", "staff number", "staff id", "员工编号", "员工号"],
    ),
    ("skills", "Skills", "技能", &["skill", "qualifications"]),
    ("tags", "Tags", "标签", &["tag", "labels", "员工标签"]),
    ("shift_from", "Shift begins", "班次开始", &["shift from", "start", "begins", "上班时间", "上班"]),
    ("shift_to", "Shift ends", "班次结束", &["shift to", "end", "ends", "下班时间", "下班"]),
];

/// Built-in roles: English and Chinese.
const ROLES: [(BuiltIn, &str, &str); 4] = [
    (BuiltIn::Administrator, "Administrator", "管理员"),
    (BuiltIn::Dispatcher, "Dispatcher", "调度员"),
    (BuiltIn::Engineer, "Engineer", "工程师"),
    (BuiltIn::Agent, "Ordinary agent", "普通员工"),
];

/// Modules: English and Chinese.
const MODULES: [(Module, &str, &str); 6] = [
    (Module::Chat, "Chat", "会话"),
    (Module::Tickets, "Tickets", "工单"),
    (Module::Calls, "Calls", "通话"),
    (Module::Visits, "Visits", "上门任务"),
    (Module::Remote, "Remote", "远程协助"),
    (Module::Reports, "Reports", "报表"),
];

/// What stands where somebody has no licence at all.
const NONE: (&str, &str) = ("none", "无");

fn chinese(tag: &str) -> bool {
    tag.starts_with("zh")
}

/// The keys of the columns, in their order.
pub fn columns() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|column| column.0)
}

/// What a column is called in the language with this tag; the key itself where there is no such column.
#[must_use]
pub fn heading<'a>(key: &'a str, tag: &str) -> &'a str {
    let column = COLUMNS.iter().find(|column| column.0 == key);
    column.map_or(key, |column| if chinese(tag) { column.2 } else { column.1 })
}

/// Which column each heading means, by its key; empty where none does.
#[must_use]
pub fn guess(headings: &[String]) -> Vec<String> {
    let called = |column: &Column| {
        let others = column.3.iter().map(|other| (*other).to_owned()).collect();
        (column.0, [vec![column.0.to_owned()], vec![column.1.to_owned(), column.2.to_owned()], others])
    };
    imports::find(&COLUMNS.iter().map(called).collect::<Vec<_>>(), headings)
}

/// Whether rows can be read by a mapping.
///
/// # Errors
/// The member and its problem, as a key of the message files.
pub fn check_mapping(mapping: &Mapping) -> Result<(), (String, &'static str)> {
    if mapping.columns.len() > MAX_COLUMNS {
        return Err(("columns".to_owned(), "too_many"));
    }
    for (n, key) in mapping.columns.iter().enumerate().filter(|(_, key)| !key.is_empty()) {
        if columns().all(|known| known != key) {
            return Err((format!("columns.{n}"), "unknown_field"));
        }
        if mapping.column_of(key) != Some(n) {
            return Err((format!("columns.{n}"), "taken"));
        }
    }
    let missing = mapping.column_of("account").is_none();
    if missing { Err(("columns".to_owned(), "account_required")) } else { Ok(()) }
}

/// Everything that cells are read by and written with.
#[derive(Clone, Debug)]
pub struct StaffNames {
    roles: Called<RoleId>,
    groups: Called<GroupId>,
    modules: Called<Module>,
    role_names: HashMap<RoleId, String>,
    group_names: HashMap<GroupId, String>,
}

/// A group with those above it: `East / Lifts`.
fn path(group: &Group, policy: &Policy) -> String {
    let mut names = vec![group.name.clone()];
    let mut above = group.parent;
    while let Some(parent) = above.and_then(|id| policy.groups.get(&id)).filter(|_| names.len() < 10) {
        names.push(parent.name.clone());
        above = parent.parent;
    }
    names.reverse();
    names.join(" / ")
}

impl StaffNames {
    /// The names of an organisation.
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        let own = policy.roles.values().filter(|role| !role.name.is_empty()).map(|role| (role.name.clone(), role.id));
        let built_in = ROLES.iter().flat_map(|(role, en, zh)| [*en, *zh].map(|name| (name.to_owned(), role.id())));
        let groups = || policy.groups.values();
        let paths = groups().filter(|g| g.parent.is_some()).map(|g| (path(g, policy), g.id));
        let group_names = Called::new(groups().map(|g| (g.name.clone(), g.id)).chain(paths));
        let plain = |group: &Group| match group_names.one(&group.name) {
            Some(_) => group.name.clone(),
            None => path(group, policy),
        };
        Self {
            roles: Called::new(own.chain(built_in)),
            modules: Called::new(MODULES.iter().flat_map(|(m, en, zh)| [*en, *zh].map(|name| (name.to_owned(), *m)))),
            role_names: policy.roles.values().map(|role| (role.id, role.name.clone())).collect(),
            group_names: groups().map(|g| (g.id, plain(g))).collect(),
            groups: group_names,
        }
    }

    /// A column of an agent as a cell for readers of the language with this tag.
    #[must_use]
    pub fn write(&self, key: &str, agent: &Agent, policy: &Policy, tag: &str) -> String {
        let said = |en: &str, zh: &str| if chinese(tag) { zh.to_owned() } else { en.to_owned() };
        let minute = |minute: Option<u16>| minute.map(|m| format!("{:02}:{:02}", m / 60, m % 60)).unwrap_or_default();
        match key {
            "account" => agent.account.clone(),
            "name" => agent.name.clone(),
            "given_name" => agent.given_name.clone(),
            "role" => {
                let Some(id) = policy.roles_of(agent).first().copied() else { return String::new() };
                let own = self.role_names.get(&id).filter(|name| !name.is_empty()).cloned();
                let built_in = ROLES.iter().find(|(role, ..)| role.id() == id).map(|(_, en, zh)| said(en, zh));
                own.or(built_in).unwrap_or_default()
            }
            "groups" => {
                let names = agent.groups.iter().filter_map(|id| self.group_names.get(id));
                names.cloned().collect::<Vec<_>>().join("; ")
            }
            "licences" => {
                let held = MODULES.iter().filter(|(module, ..)| agent.licensed(*module));
                let names: Vec<String> = held.map(|(_, en, zh)| said(en, zh)).collect();
                if names.is_empty() { said(NONE.0, NONE.1) } else { names.join("; ") }
            }
            "mobile" => agent.mobile.clone(),
            "landline" => agent.landline.clone(),
            "email" => agent.email.clone(),
            "employee_number" => agent.employee_number.clone(),
            "skills" => agent.skills.join("; "),
            "tags" => agent.tags.join("; "),
            "shift_from" => minute(agent.shift_from_min),
            "shift_to" => minute(agent.shift_to_min),
            _ => String::new(),
        }
    }

    fn read(&self, key: &str, text: &str) -> Result<Said, (Reason, String)> {
        let text = text.trim();
        let unknown = |word: &str| (Reason::OptionNotFound, shortened(word));
        let words = || -> Vec<String> {
            let parts = text.split(PARTS).map(str::trim).filter(|part| !part.is_empty());
            parts.fold(Vec::new(), |mut all, part| {
                if !all.iter().any(|known| known == part) {
                    all.push(part.to_owned());
                }
                all
            })
        };
        match key {
            "account" => Ok(Said::Text(text.to_lowercase())),
            "role" => self.roles.one(text).map(|role| Said::Role(*role)).ok_or_else(|| unknown(text)),
            "groups" => {
                let group = |word: &String| self.groups.one(word).copied().ok_or_else(|| unknown(word));
                words().iter().map(group).collect::<Result<_, _>>().map(Said::Groups)
            }
            "licences" if [NONE.0, NONE.1].contains(&text.to_lowercase().as_str()) => Ok(Said::Modules(Vec::new())),
            "licences" => {
                let module = |word: &String| self.modules.one(word).copied().ok_or_else(|| unknown(word));
                let mut modules = words().iter().map(module).collect::<Result<Vec<_>, _>>()?;
                modules.sort_unstable();
                modules.dedup();
                Ok(Said::Modules(modules))
            }
            "skills" | "tags" => Ok(Said::Words(words())),
            "shift_from" | "shift_to" => {
                minute(text).map(Said::Minute).ok_or((Reason::BadFormat, "not_a_time".to_owned()))
            }
            _ => Ok(Said::Text(text.to_owned())),
        }
    }
}

/// The minute of `08:30`, also where a spreadsheet put a day before it or seconds behind.
fn minute(text: &str) -> Option<u16> {
    let clock = text.split([' ', 'T']).next_back()?;
    let mut parts = clock.split(':');
    let (hour, minute): (u16, u16) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let whole = hour * 60 + minute;
    (hour <= 24 && minute < 60 && whole <= 24 * 60).then_some(whole)
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq)]
enum Said {
    Text(String),
    Words(Vec<String>),
    Role(RoleId),
    Groups(Vec<GroupId>),
    Modules(Vec<Module>),
    Minute(u16),
}

/// A row as it was read.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct StaffRow {
    /// Its number in the file, counted from 1.
    pub number: i64,
    /// The sign-in name; empty where the cell is.
    pub account: String,
    /// What is wrong with it; with one of these it is refused.
    pub faults: Vec<CellFault>,
    cells: Vec<(String, Said)>,
}

impl StaffRow {
    /// Reads the cells of a row.
    #[must_use]
    pub fn read(number: i64, cells: &[String], mapping: &Mapping, names: &StaffNames) -> Self {
        let mut row = Self { number, ..Self::default() };
        for (column, key) in mapping.columns.iter().enumerate().filter(|(_, key)| !key.is_empty()) {
            let Some(cell) = cells.get(column).filter(|cell| !cell.trim().is_empty()) else { continue };
            let read = if cell.chars().nth(MAX_CELL).is_some() {
                Err((Reason::BadFormat, "too_long".to_owned()))
            } else {
                names.read(key, cell)
            };
            match read {
                Ok(Said::Text(account)) if key == "account" => row.account = account,
                Ok(said) => row.cells.push((key.clone(), said)),
                Err((reason, detail)) => row.fault(mapping, key, reason, &detail),
            }
        }
        if row.account.is_empty() {
            row.fault(mapping, "account", Reason::Required, "");
        } else if let Some(problem) = account_problem(&row.account) {
            row.fault(mapping, "account", Reason::BadFormat, problem);
        }
        row
    }

    /// Notes that something is wrong.
    pub fn fault(&mut self, mapping: &Mapping, key: &str, reason: Reason, detail: &str) {
        let column = mapping.column_of(key);
        self.faults.push(CellFault { column, field: key.to_owned(), reason, detail: detail.to_owned() });
    }

    /// The agent with what the row says of him.
    #[must_use]
    pub fn applied(&self, base: &Agent) -> Agent {
        let mut agent = base.clone();
        for (key, said) in &self.cells {
            match (key.as_str(), said) {
                ("name", Said::Text(text)) => agent.name.clone_from(text),
                ("given_name", Said::Text(text)) => agent.given_name.clone_from(text),
                ("mobile", Said::Text(text)) => agent.mobile.clone_from(text),
                ("landline", Said::Text(text)) => agent.landline.clone_from(text),
                ("email", Said::Text(text)) => agent.email.clone_from(text),
                ("employee_number", Said::Text(text)) => agent.employee_number.clone_from(text),
                ("role", Said::Role(role)) => agent.role = Some(*role),
                ("groups", Said::Groups(groups)) => agent.groups.clone_from(groups),
                // all of them is what somebody has who never was given any
                ("licences", Said::Modules(modules))
                    if agent.licences.is_none() && modules.as_slice() == Module::ALL => {}
                ("licences", Said::Modules(modules)) => agent.licences = Some(modules.clone()),
                ("skills", Said::Words(words)) => {
                    agent.skills.clone_from(words);
                    agent.skills_until.retain(|skill, _| words.contains(skill));
                }
                ("tags", Said::Words(words)) => agent.tags.clone_from(words),
                ("shift_from", Said::Minute(minute)) => agent.shift_from_min = Some(*minute),
                ("shift_to", Said::Minute(minute)) => agent.shift_to_min = Some(*minute),
                _ => {}
            }
        }
        agent
    }

    /// Notes what is wrong with the agent that the row makes.
    pub fn judge(&mut self, agent: &Agent, policy: &Policy, mapping: &Mapping) {
        for (member, problem) in check_agent(agent, policy).err().unwrap_or_default() {
            let key = match member.as_str() {
                "shift_from_min" => "shift_from",
                "skills_until" => "skills",
                member => member,
            };
            // a cell that could not be read is told already
            if self.faults.iter().any(|fault| fault.field == key) {
                continue;
            }
            let (reason, detail) = match problem {
                "required" => (Reason::Required, ""),
                problem => (Reason::BadFormat, problem),
            };
            self.fault(mapping, key, reason, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Role, Switches};

    fn group(n: u8, name: &str, parent: Option<u8>) -> Group {
        let id = |n| GroupId::from_parts(1, [n; 10]);
        Group { id: id(n), name: name.into(), parent: parent.map(id), supervisors: vec![], position: 0 }
    }

    fn policy() -> Policy {
        let groups =
            [group(1, "East", None), group(2, "Lifts", Some(1)), group(3, "West", None), group(4, "Lifts", Some(3))];
        let own = Role { id: RoleId::from_parts(7, [7; 10]), name: "Night desk".into(), ..BuiltIn::Agent.role() };
        Policy::new([own], groups, &[], Switches::default())
    }

    fn mapping(columns: &[&str]) -> Mapping {
        Mapping { header: true, columns: columns.iter().map(|c| (*c).to_owned()).collect(), ..Mapping::default() }
    }

    fn row(columns: &[&str], cells: &[&str]) -> StaffRow {
        let cells: Vec<String> = cells.iter().map(|c| (*c).to_owned()).collect();
        StaffRow::read(2, &cells, &mapping(columns), &StaffNames::new(&policy()))
    }

    #[test]
    fn headings_of_both_languages_and_of_other_programs_are_told() {
        let guessed = |headings: &[&str]| guess(&headings.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>());
        assert_eq!(guessed(&["Username", "Full name *", "Team", "?"]), ["account", "name", "groups", ""]);
        assert_eq!(guessed(&["账号", "姓名", "角色", "手机号"]), ["account", "name", "role", "mobile"]);
        for tag in ["en", "zh-CN"] {
            let headings: Vec<String> = columns().map(|key| heading(key, tag).to_owned()).collect();
            assert_eq!(guess(&headings), columns().collect::<Vec<_>>(), "{tag}");
        }
    }

    #[test]
    fn what_was_written_is_read_again() {
        let policy = policy();
        let names = StaffNames::new(&policy);
        let li = Agent {
            account: "li".into(),
            name: "Li Na".into(),
            role: Some(RoleId::from_parts(7, [7; 10])),
            groups: vec![group(2, "", None).id, group(1, "", None).id],
            licences: Some(vec![Module::Chat, Module::Visits]),
            mobile: "+86 139 0000 1111".into(),
            skills: vec!["lift-a".into(), "boiler".into()],
            shift_from_min: Some(8 * 60 + 30),
            shift_to_min: Some(24 * 60),
            ..Agent::default()
        };
        for (tag, agent) in [
            ("en", li.clone()),
            ("zh-CN", li.clone()),
            ("en", Agent { licences: None, ..li.clone() }),
            ("zh-CN", Agent { licences: Some(vec![]), ..li }),
        ] {
            let cells: Vec<String> = columns().map(|key| names.write(key, &agent, &policy, tag)).collect();
            let columns: Vec<&str> = columns().collect();
            let row = StaffRow::read(2, &cells, &mapping(&columns), &names);
            assert_eq!(row.faults, [], "{cells:?}");
            let read = row.applied(&Agent { account: row.account.clone(), ..Agent::default() });
            assert_eq!(read, agent, "{cells:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_by_cell() {
        for (key, cell, reason, detail) in [
            ("role", "Pilot", Reason::OptionNotFound, "Pilot"),
            ("groups", "East; North", Reason::OptionNotFound, "North"),
            // two groups are called so; the path tells them apart
            ("groups", "Lifts", Reason::OptionNotFound, "Lifts"),
            ("licences", "Chat, Fax", Reason::OptionNotFound, "Fax"),
            ("shift_from", "early", Reason::BadFormat, "not_a_time"),
            ("shift_from", "25:00", Reason::BadFormat, "not_a_time"),
        ] {
            let row = row(&["account", key], &["li", cell]);
            let fault = CellFault { column: Some(1), field: key.into(), reason, detail: detail.into() };
            assert_eq!(row.faults, [fault], "{key} {cell}");
        }
        assert_eq!(row(&["account"], &[" "]).faults[0].reason, Reason::Required);
        assert_eq!(row(&["account"], &["Li Na"]).faults[0].detail, "characters");
        let lifts = row(&["account", "groups"], &["li", "West / Lifts"]);
        assert_eq!(lifts.applied(&Agent::default()).groups, [group(4, "", None).id]);
        let time = row(&["account", "shift_from"], &["li", "1899-12-31 08:30:00"]);
        assert_eq!(time.applied(&Agent::default()).shift_from_min, Some(510));
        let mut half = time;
        let agent = half.applied(&Agent { account: "li".into(), name: "Li".into(), ..Agent::default() });
        half.judge(&agent, &policy(), &mapping(&["account", "shift_from"]));
        let found: Vec<(&str, Reason)> = half.faults.iter().map(|f| (f.field.as_str(), f.reason)).collect();
        assert_eq!(found, [("role", Reason::Required), ("shift_from", Reason::BadFormat)]);
    }

    #[test]
    fn a_cell_that_cannot_be_read_is_told_once() {
        let mut row = row(&["account", "name", "role"], &["bo", "Bo", "Pilot"]);
        let agent = row.applied(&Agent { account: "bo".into(), ..Agent::default() });
        row.judge(&agent, &policy(), &mapping(&["account", "name", "role"]));
        assert_eq!(row.faults.len(), 1, "{:?}", row.faults);
    }

    #[test]
    fn a_blank_cell_says_nothing() {
        let base = Agent { mobile: "139".into(), role: Some(BuiltIn::Agent.id()), ..Agent::default() };
        let row = row(&["account", "mobile", "role", "email"], &["li", " ", "", "li@lifts.example"]);
        assert_eq!(row.applied(&base), Agent { email: "li@lifts.example".into(), ..base });
    }

    #[test]
    fn a_mapping_needs_the_sign_in_name_and_each_column_once() {
        assert_eq!(check_mapping(&mapping(&["account", ""])), Ok(()));
        for (columns, member, problem) in [
            (&["name"][..], "columns", "account_required"),
            (&["account", "account"], "columns.1", "taken"),
            (&["account", "shoe_size"], "columns.1", "unknown_field"),
        ] {
            assert_eq!(check_mapping(&mapping(columns)), Err((member.to_owned(), problem)));
        }
    }
}
