//! Print templates, tickets as tables, figures of tickets.

use truckroll_domain::print::PrintTemplate;
use truckroll_protocol::api::{
    NewPrintTemplate, PrintKey, PrintManyQuery, PrintQuery, PrintTemplateNow, PrintTemplates, TicketExportQuery,
    TicketFigures, TicketFiguresPage, TicketFiguresQuery,
};

use super::{at, chen, id};

pub fn template() -> PrintTemplate {
    PrintTemplate {
        id: id(0x71),
        name: "Service report".into(),
        ticket_template: Some(id(0x55)),
        body: "# {{ticket.number}}\n\n{{fields}}\n".into(),
        disabled_at: Some(at(70)),
    }
}

pub fn now() -> PrintTemplateNow {
    PrintTemplateNow { seq: 71, template: template() }
}

pub fn new_template() -> NewPrintTemplate {
    NewPrintTemplate { seq: 70, template: template() }
}

pub fn key() -> PrintKey {
    PrintKey { key: "ticket.floors".into(), label: "Floors".into(), block: false }
}

pub fn templates() -> PrintTemplates {
    PrintTemplates {
        templates: vec![now()],
        standard: "{{letterhead}}\n".into(),
        keys: vec![PrintKey { key: "fields".into(), label: String::new(), block: true }, key()],
        chinese: true,
    }
}

pub fn query() -> PrintQuery {
    PrintQuery { template: Some("standard".into()) }
}

pub fn many() -> PrintManyQuery {
    PrintManyQuery { ids: "01920000-0000-7000-8000-000000000055".into(), template: Some("standard".into()) }
}

pub fn export() -> TicketExportQuery {
    TicketExportQuery {
        format: "xlsx".into(),
        language: "zh-CN".into(),
        columns: "number,title".into(),
        ids: "01920000-0000-7000-8000-000000000055".into(),
        asked: r#"{"status":"open"}"#.into(),
        view: "01920000-0000-7000-8000-000000000056".into(),
        part: Some(2),
    }
}

pub fn figures_query() -> TicketFiguresQuery {
    TicketFiguresQuery {
        by: "agent".into(),
        from: "2026-03-01".into(),
        to: "2026-03-31".into(),
        filter: r#"{"all":[{"field":"priority","op":"is","value":"urgent"}]}"#.into(),
    }
}

pub fn figure() -> TicketFigures {
    TicketFigures {
        key: chen().to_string(),
        name: "Chen Wei".into(),
        new: 3,
        resolved: 2,
        closed: 2,
        reopened: 1,
        resolve_ms: 7_200_000,
        answered: 2,
        answer_ms: 600_000,
        waiting: Some(4),
    }
}

pub fn figures() -> TicketFiguresPage {
    let row = figure();
    let total = TicketFigures { key: String::new(), name: String::new(), ..row.clone() };
    TicketFiguresPage {
        by: "agent".into(),
        from: "2026-03-01".into(),
        to: "2026-03-31".into(),
        days: 31,
        rows: vec![row],
        total,
    }
}
