//! Dana imports a table of companies, and takes it back.

use truckroll_domain::fields::Noun;
use truckroll_domain::imports::{CellFault, ImportState, Mapping, Reason};
use truckroll_protocol::api::{ExportQuery, ImportNow, ImportResult, ImportStart, LeftCustomer, RefusedCells};

use super::{at, dana, hua_plaza};

pub fn mapping() -> Mapping {
    Mapping { header: true, columns: vec!["name".into(), String::new()], keep: true, create_companies: true }
}

pub fn fault() -> CellFault {
    CellFault { column: Some(3), field: "email".into(), reason: Reason::BadFormat, detail: "not_an_email".into() }
}

pub fn refused() -> RefusedCells {
    RefusedCells { row: 7, faults: vec![fault()] }
}

pub fn result() -> ImportResult {
    ImportResult {
        job: "019cabcd-0000-7000-8000-0000000000aa".into(),
        rows: 20,
        created: 10,
        updated: 5,
        kept: 4,
        rejected: 1,
        companies_created: 2,
        rejected_file: "/api/v1/imports/019cabcd-0000-7000-8000-0000000000aa/rejected".into(),
    }
}

pub fn left() -> LeftCustomer {
    LeftCustomer {
        row: 9,
        noun: Noun::Company,
        id: hua_plaza().into(),
        name: "Hua Plaza".into(),
        why: "changed".into(),
    }
}

pub fn now() -> ImportNow {
    ImportNow {
        id: result().job,
        noun: Noun::Company,
        table: "contracts".into(),
        file: "customers.xlsx".into(),
        format: "xlsx".into(),
        state: ImportState::Undone,
        agent: dana(),
        agent_name: "Dana".into(),
        at: at(0),
        rows: 21,
        head: vec![vec!["Name".into(), "Colour".into()]],
        mapping: mapping(),
        done: 20,
        started_at: Some(at(1)),
        ended_at: Some(at(2)),
        trouble: "interrupted".into(),
        dry: true,
        result: result(),
        refused: vec![refused()],
        can_undo: true,
        undone_by: "Dana".into(),
        removed: 12,
        restored: 4,
        left: 1,
        left_customers: vec![left()],
    }
}

pub fn start() -> ImportStart {
    ImportStart { dry: true, mapping: mapping() }
}

pub fn export() -> ExportQuery {
    ExportQuery { format: "xlsx".into(), language: "zh-CN".into(), asked: "{\"q\":\"hua\"}".into() }
}
