//! Print templates, tickets as tables.

use truckroll_domain::print::PrintTemplate;
use truckroll_protocol::api::{
    NewPrintTemplate, PrintKey, PrintManyQuery, PrintQuery, PrintTemplateNow, PrintTemplates, TicketExportQuery,
};

use super::{at, id};

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

pub fn templates() -> PrintTemplates {
    PrintTemplates {
        templates: vec![now()],
        standard: "{{letterhead}}\n".into(),
        keys: vec![
            PrintKey { key: "fields".into(), label: String::new(), block: true },
            PrintKey { key: "ticket.floors".into(), label: "Floors".into(), block: false },
        ],
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
    }
}
