//! Opening an organisation and the wizard.

use truckroll_domain::customers::Mode;
use truckroll_domain::setup::{
    Answers, BUILT, CallDirection, ChatUse, HeadCount, Industry, Seed, Setup, Step, TicketUse, steps,
};
use truckroll_protocol::api::setup::{FinishSetup, NewOrganisation, SetupDone, SetupNeeded, SetupNow, SetupProgress};

use super::{at, people};

pub fn answers() -> Answers {
    Answers {
        customers: Some(Mode::Mixed),
        industry: Some(Industry::Manufacturing),
        tickets: Some(TicketUse::Customers),
        chat: Some(ChatUse::Both),
        remote: Some(true),
        calls: Some(CallDirection::Inbound),
        staff: Some(HeadCount::UpTo20),
    }
}

pub fn setup() -> Setup {
    Setup {
        answers: answers(),
        step: Some(Step::Staff),
        seeded: [Seed::Form, Seed::VisitRules, Seed::Calendar].into(),
        finished_at: Some(at(14)),
    }
}

pub fn needed() -> SetupNeeded {
    SetupNeeded { needed: true, invited: false }
}

pub fn new_organisation() -> NewOrganisation {
    NewOrganisation {
        code: "ABCD2345".into(),
        organisation: "Eastern Lifts".into(),
        name: "Dana Xu".into(),
        account: "dana".into(),
        password: "a long first password".into(),
        locale: "zh-CN".into(),
        time_zone: "Asia/Shanghai".into(),
        utc_offset_min: 480,
    }
}

pub fn now() -> SetupNow {
    SetupNow { setup: setup(), seq: 7, steps: steps(BUILT) }
}

pub fn progress() -> SetupProgress {
    SetupProgress { seq: 7, answers: answers(), step: Step::Tickets }
}

pub fn finish() -> FinishSetup {
    FinishSetup { seq: 7, apply: true }
}

pub fn done() -> SetupDone {
    SetupDone { now: now(), form: Some(people::form().id), switched: vec!["ratings".into()] }
}
