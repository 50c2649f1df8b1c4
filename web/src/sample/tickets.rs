//! Templates, phrases, macros, print templates and figures of tickets for rendering panes in tests.

use truckroll_domain::TemplateId;
use truckroll_domain::access::Targets;
use truckroll_domain::calendar::Offsets;
use truckroll_domain::fields::{FieldSet, Noun};
use truckroll_domain::forms::Choice;
use truckroll_domain::phrases::{Phrase, PhraseBook};
use truckroll_domain::tickets::{FieldGroup, RowForm, TicketField, TicketSettings, TicketTemplate};
use truckroll_protocol::api::macros::MacroNow;
use truckroll_protocol::api::phrases::{PhraseBookNow, PhrasesNow};
use truckroll_protocol::api::{RowFormNow, TicketForms, TicketTemplateNow};

/// Two shared phrases with a code, and one of one's own.
pub fn phrases() -> PhrasesNow {
    let phrase = |code: &str, title: &str, text: &str, category: &str| Phrase {
        code: code.into(),
        title: title.into(),
        text: text.into(),
        category: category.into(),
        scope: Targets::everybody(),
    };
    let book = |seq, phrases| PhraseBookNow { seq, book: PhraseBook { phrases } };
    let shared = vec![
        phrase("", "By the way", "By the way, {{ticket.number}}", ""),
        phrase("bye", "Goodbye", "Thank you for writing.", "End"),
    ];
    PhrasesNow { shared: book(3, shared), own: book(2, vec![phrase("mine", "My own", "Regards, Chen", "")]) }
}

/// Figures of two agents.
pub fn ticket_figures() -> truckroll_protocol::api::TicketFiguresPage {
    use truckroll_protocol::api::{TicketFigures, TicketFiguresPage};
    let row = |key: &str, name: &str, new: i64| TicketFigures {
        key: key.into(),
        name: name.into(),
        new,
        resolved: 2,
        resolve_ms: 7_200_000,
        waiting: Some(4),
        ..TicketFigures::default()
    };
    let total = row("", "", 5);
    TicketFiguresPage {
        by: "agent".into(),
        from: "2026-03-01".into(),
        to: "2026-03-31".into(),
        days: 31,
        rows: vec![row("a1", "Chen Wei", 3), row("", "", 2)],
        total,
    }
}

/// A print template for all tickets, and no font for Chinese.
pub fn print_templates() -> truckroll_protocol::api::PrintTemplates {
    use truckroll_domain::print::PrintTemplate;
    use truckroll_protocol::api::{PrintKey, PrintTemplateNow, PrintTemplates};
    let body = "{{letterhead}}\n\n# {{ticket.number}}\n".to_owned();
    let template = PrintTemplate { name: "Service report".into(), body: body.clone(), ..PrintTemplate::default() };
    let key = |key: &str, label: &str, block| PrintKey { key: key.into(), label: label.into(), block };
    PrintTemplates {
        templates: vec![PrintTemplateNow { seq: 4, template }],
        standard: body,
        keys: vec![key("letterhead", "", true), key("ticket.number", "", false), key("ticket.floors", "Floors", false)],
        chinese: false,
    }
}

/// A template "Repair" with a choice, a number that it brings, rows and what they come to.
pub fn ticket_forms() -> TicketForms {
    use truckroll_domain::fields::{Field, FieldKind, Label};
    let own = |key: &str, en: &str, kind| Field::new(key, Label::new(en, ""), kind);
    let options =
        [("door", "Door"), ("motor", "Motor")].map(|(key, label)| Choice { key: key.into(), label: label.into() });
    let mut set = FieldSet::standard(Noun::Ticket);
    set.fields.extend([
        own("part", "Broken part", FieldKind::Choice { options: options.into() }),
        own("volts", "Voltage", FieldKind::Decimal),
        own("parts", "Materials", FieldKind::Rows { form: "materials".into() }),
        own("total", "Total", FieldKind::Computed { formula: "sum(parts.price)".into() }),
    ]);
    let columns = vec![own("name", "Part", FieldKind::Text), own("price", "Price", FieldKind::Decimal)];
    let rows = RowForm {
        key: "materials".into(),
        name: Label::new("Materials", ""),
        fields: columns,
        published: false,
        archived_at: None,
    };
    let field = TicketField::new;
    let template = TicketTemplate {
        version: 1,
        name: "Repair".into(),
        scope: Targets::everybody(),
        fields: vec![
            TicketField { required: true, ..field("part") },
            TicketField { group: "power".into(), ..field("volts") },
            field("parts"),
            field("total"),
        ],
        groups: vec![FieldGroup { key: "power".into(), label: Label::new("Power", ""), closed: true }],
        ..TicketTemplate::default()
    };
    TicketForms {
        set,
        templates: vec![TicketTemplateNow { seq: 3, template }],
        rows: vec![RowFormNow { seq: 2, form: rows }],
        settings: TicketSettings { default_template: Some(TemplateId::default()) },
        settings_seq: 4,
        offsets: Offsets::default(),
        macros: vec![macro_now().body],
    }
}

/// A button that closes a worn-out part, and stops while nothing is said of it.
pub fn macro_now() -> MacroNow {
    use truckroll_domain::fields::{FieldValue, Label};
    use truckroll_domain::macros::{Action, Audience, Macro, Source};
    let set = |field: &str, value: FieldValue| Action::Set {
        field: field.into(),
        value: Source::Fixed { value },
        only_if_empty: false,
    };
    let who = Audience { readers: true, ..Audience::default() };
    let body = Macro {
        title: "Worn out".into(),
        scope: Targets::everybody(),
        enabled: true,
        place: 1,
        then: vec![
            set("status", FieldValue::Text("resolved".into())),
            set("volts", FieldValue::Real(230.0)),
            Action::Show { fields: vec!["volts".into()], replies: false },
            Action::ReadOnly { fields: vec!["part".into()], who },
            Action::HideMacros { macros: vec![] },
            Action::Call { field: "phone".into() },
        ],
        otherwise: vec![Action::Block { text: Label::new("Say what is worn", "Say what is worn") }, Action::Allow],
        ..Macro::default()
    };
    MacroNow { seq: 3, body }
}

/// A report of three series for everybody, that the reader may change.
pub fn ticket_report() -> truckroll_protocol::api::TicketReportNow {
    use truckroll_domain::ReportId;
    use truckroll_domain::access::Targets;
    use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
    use truckroll_domain::reports::{Measure, ReportSeries, TicketReport};
    let urgent = Condition { field: "priority".into(), op: Operator::Is, value: Some(Operand::Text("urgent".into())) };
    let series =
        |name: &str, source, all| ReportSeries { name: name.into(), source, when: Filter { all, any: Vec::new() } };
    let report = TicketReport {
        id: ReportId::from_parts(1, [7; 10]),
        name: "Lifts of the week".into(),
        description: "What came in and what it took.".into(),
        series: vec![
            series("Urgent lifts", Measure::New, vec![urgent]),
            series("All resolved", Measure::Resolved, Vec::new()),
            series("Time", Measure::ResolveTime, Vec::new()),
        ],
        audience: Targets::everybody(),
        ..TicketReport::default()
    };
    truckroll_protocol::api::TicketReportNow { seq: 9, report, owner_name: "Chen Wei".into(), mine: true }
}

/// Its figures of three days.
pub fn report_figures() -> truckroll_protocol::api::TicketReportFigures {
    use truckroll_protocol::api::{SeriesFigures, TicketReportFigures};
    let series = |name: &str, source: &str, values: [Option<f64>; 3], total| SeriesFigures {
        name: name.into(),
        source: source.into(),
        values: values.to_vec(),
        total,
        missing: String::new(),
    };
    TicketReportFigures {
        name: "Lifts of the week".into(),
        by: "day".into(),
        from: "2026-03-01".into(),
        to: "2026-03-03".into(),
        days: 3,
        keys: vec!["2026-03-01".into(), "2026-03-02".into(), "2026-03-03".into()],
        series: vec![
            series("Urgent lifts", "new", [Some(3.0), Some(0.0), Some(1.0)], Some(4.0)),
            series("All resolved", "resolved", [Some(1.0), Some(1.0), Some(2.0)], Some(4.0)),
            series("Time", "resolve_time", [Some(7_200_000.0), None, Some(3_600_000.0)], Some(5_400_000.0)),
        ],
    }
}
