//! Templates of tickets, forms of rows, settings.

use std::collections::BTreeMap;

use truckroll_domain::access::Targets;
use truckroll_domain::calendar::Offsets;
use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Label};
use truckroll_domain::tickets::{FieldGroup, NodeField, RowForm, TicketField, TicketSettings, TicketTemplate};
use truckroll_protocol::api::{
    NewRowForm, NewTicketSettings, NewTicketTemplate, RowFormNow, TicketForm, TicketForms, TicketTemplateNow,
};

use super::{at, chen, id, lift_group};

pub fn row_form() -> RowForm {
    let field = |key: &str, kind| Field::new(key, Label::new(key, ""), kind);
    RowForm {
        key: "materials".into(),
        name: Label::new("Materials", "材料"),
        fields: vec![
            Field { required: true, ..field("part", FieldKind::Text) },
            field("price", FieldKind::Decimal),
            field("sum", FieldKind::Computed { formula: "price * 2".into() }),
        ],
        published: true,
        archived_at: Some(at(50)),
    }
}

pub fn template() -> TicketTemplate {
    TicketTemplate {
        id: id(0x55),
        version: 3,
        name: "Repair".into(),
        description: "A machine stands still.".into(),
        scope: Targets { all: true, groups: vec![lift_group()], agents: vec![chen()] },
        fields: vec![TicketField {
            key: "floors".into(),
            required: true,
            read_only: Targets { agents: vec![chen()], ..Targets::default() },
            group: "where".into(),
            shown_when: "type = 'fault'".into(),
            required_when: "people_inside".into(),
            valid_when: "floors < 200".into(),
            valid_text: Label::new("There is no such house", "没有这样的楼"),
        }],
        groups: vec![FieldGroup { key: "where".into(), label: Label::new("Where", "位置"), closed: true }],
        presets: BTreeMap::from([("floors".into(), FieldValue::Int(12))]),
        node_field: Some(NodeField {
            field: "stage".into(),
            limit_min: Some(240),
            limits: BTreeMap::from([("check".into(), 30)]),
        }),
        customer_template: Some(id(0x61)),
        disabled_at: Some(at(60)),
    }
}

fn set() -> FieldSet {
    FieldSet { fields: vec![Field::new("floors", Label::new("Floors", "楼层"), FieldKind::Whole)] }
}

pub fn offsets() -> Offsets {
    Offsets { before_s: 28_800, changes: vec![(at(0), 32_400)] }
}

pub fn settings() -> TicketSettings {
    TicketSettings { default_template: Some(id(0x55)) }
}

pub fn ticket_form() -> TicketForm {
    TicketForm {
        set: set(),
        rows: vec![row_form()],
        template: Some(template()),
        offsets: offsets(),
        macros: vec![super::macros::one()],
    }
}

pub fn ticket_forms() -> TicketForms {
    TicketForms {
        set: set(),
        templates: vec![template_now()],
        rows: vec![row_form_now()],
        settings: settings(),
        settings_seq: 9,
        offsets: offsets(),
        macros: vec![super::macros::one()],
    }
}

pub fn template_now() -> TicketTemplateNow {
    TicketTemplateNow { seq: 8, template: template() }
}

pub fn new_template() -> NewTicketTemplate {
    NewTicketTemplate { seq: 7, template: template() }
}

pub fn row_form_now() -> RowFormNow {
    RowFormNow { seq: 8, form: row_form() }
}

pub fn new_row_form() -> NewRowForm {
    NewRowForm { seq: 7, form: row_form() }
}

pub fn new_settings() -> NewTicketSettings {
    NewTicketSettings { seq: 7, settings: settings() }
}
