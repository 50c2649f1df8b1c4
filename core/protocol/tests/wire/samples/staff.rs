//! Staff administration: what the pages read and send.

use truckroll_domain::access::{BuiltIn, Module};
use truckroll_domain::tenants::Licence;
use truckroll_protocol::api::staff::{
    AccountCheck, AgentChange, AgentNow, Dependent, Disable, GroupChange, GroupNow, GroupOrder, HandOver,
    LicenceChange, LicenceNow, Named, NewAgent, NewPortrait, NewSwitches, Portrait, Removal, RoleChange, RoleNow,
    StaffImport, StaffImported, StaffNow, StaffQuery, StartPassword, SwitchesNow, Written,
};

use super::{chen, dana, lift_group, people};

pub fn staff_now() -> StaffNow {
    StaffNow {
        agents: vec![agent_now()],
        groups: vec![group_now()],
        roles: vec![role_now()],
        switches: switches_now(),
        seats: [("visits".to_owned(), 12)].into(),
        total: 12,
        next: Some("0190a3c1~Chen Li".into()),
        supervisors: vec![named()],
        skills: vec!["lift-a".into()],
        tags: vec!["night".into()],
    }
}

pub fn named() -> Named {
    Named { id: dana(), name: "Dana Fang".into() }
}

pub fn staff_query() -> StaffQuery {
    StaffQuery {
        q: "lift".into(),
        group: Some(lift_group()),
        role: Some(people::night_desk().id),
        state: "enabled".into(),
        id: Some(chen()),
        works: "visits".into(),
        changeable: true,
        after: Some("0190a3c1~Chen Li".into()),
        limit: Some(50),
    }
}

pub fn agent_now() -> AgentNow {
    AgentNow { agent: people::chen_li(), seq: 40, open_tickets: 2, open_visits: 3 }
}

pub fn group_now() -> GroupNow {
    GroupNow { group: people::group(), seq: 41, members: 7 }
}

pub fn role_now() -> RoleNow {
    RoleNow { role: people::night_desk(), seq: 42, built_in: true, members: 1 }
}

pub fn switches_now() -> SwitchesNow {
    let links = Dependent { feature: "customer_forms".into(), what: "published_links".into(), count: 24 };
    SwitchesNow { switches: people::switches(), seq: 43, dependents: vec![links] }
}

pub fn account_check() -> AccountCheck {
    AccountCheck { account: "chen".into(), free: true, problem: Some("length".into()) }
}

pub fn licence() -> Licence {
    let modules = [("chat".to_owned(), 3)].into();
    Licence {
        edition: "Team".into(),
        seats: Some(10),
        modules,
        last_day: truckroll_domain::day::parse("2026-12-31"),
        white_label: true,
    }
}

pub fn licence_now() -> LicenceNow {
    LicenceNow { licence: licence(), used: [("seats".to_owned(), 7)].into(), days_left: Some(12), over: true }
}

pub fn staff_import() -> StaffImport {
    StaffImport { step: "store".into(), language: "zh-CN".into(), mapping: "{}".into() }
}

pub fn portrait() -> Portrait {
    Portrait { photo: "a".repeat(64) }
}

pub fn new_portrait() -> NewPortrait {
    NewPortrait { photo: Some("a".repeat(64)) }
}

pub fn start_password() -> StartPassword {
    StartPassword { account: "mei".into(), name: "Mei Lin".into(), password: "abcd-efgh-jkmn-pqrs".into() }
}

pub fn staff_imported() -> StaffImported {
    StaffImported {
        rows: 4,
        head: vec![vec!["Sign-in name".into()]],
        mapping: super::imports::mapping(),
        created: 1,
        updated: 1,
        kept: 1,
        rejected: 1,
        refused: vec![super::imports::refused()],
        refused_csv: "Sign-in name,reason\r\n".into(),
        passwords: vec![start_password()],
        passwords_csv: "Sign-in name,Name,start password\r\n".into(),
    }
}

pub fn written() -> Written {
    Written { seq: 44 }
}

pub fn new_agent() -> NewAgent {
    NewAgent { agent: people::chen_li(), password: "a long first password".into() }
}

pub fn agent_change() -> AgentChange {
    AgentChange { seq: 40, agent: people::chen_li() }
}

pub fn licence_change() -> LicenceChange {
    LicenceChange { module: Module::Calls, on: true }
}

pub fn disable() -> Disable {
    Disable { seq: 40, hand_over: Some(hand_over()) }
}

pub fn hand_over() -> HandOver {
    HandOver { tickets_to: Some(dana()), visits_to: Some(chen()) }
}

pub fn group_change() -> GroupChange {
    GroupChange { seq: 41, group: people::group() }
}

pub fn group_order() -> GroupOrder {
    GroupOrder { groups: vec![lift_group()] }
}

pub fn role_change() -> RoleChange {
    RoleChange { seq: 42, role: BuiltIn::Engineer.role() }
}

pub fn removal() -> Removal {
    Removal { seq: 42 }
}

pub fn new_switches() -> NewSwitches {
    NewSwitches { seq: 43, switches: people::switches() }
}
