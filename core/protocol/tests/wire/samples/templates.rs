//! Customer templates, and what customers changed of themselves.

use truckroll_domain::customers::{CustomerTemplate, TemplateField, TemplateModule};
use truckroll_domain::fields::{FieldValue, Noun};
use truckroll_protocol::api::{
    DetailReview, DetailsLink, NewDetailsLink, NewTemplate, PickedExport, ReviewDecision, ReviewField, TemplateNow,
};

use super::{at, fields, id, zhou_min};

pub fn template() -> CustomerTemplate {
    CustomerTemplate {
        id: id(0x61),
        name: "My details".into(),
        module: TemplateModule::Publishing,
        fields: vec![TemplateField { noun: Noun::Contact, key: "phone".into(), required: true }],
        intro: "Please keep them right.".into(),
        published: true,
        review: true,
    }
}

pub fn new_template() -> NewTemplate {
    NewTemplate { seq: 7, template: template() }
}

pub fn template_now() -> TemplateNow {
    TemplateNow { seq: 8, template: template(), path: Some("/d/AZyrzQAAcACAAAAAAAAAAQ.x".into()) }
}

pub fn new_details_link() -> NewDetailsLink {
    NewDetailsLink { template: id(0x61) }
}

pub fn details_link() -> DetailsLink {
    DetailsLink { path: "/d/AZyrzQAAcACAAAAAAAAAAQ.x/c.y".into(), until: at(60) }
}

pub fn review() -> DetailReview {
    DetailReview {
        id: "019cabcd-0000-7000-8000-000000000062".into(),
        noun: Noun::Contact,
        document: zhou_min().into(),
        name: "Zhou Min".into(),
        template: "My details".into(),
        sent_at: at(12),
        fields: vec![review_field()],
    }
}

pub fn review_field() -> ReviewField {
    let text = |text: &str| Some(FieldValue::Text(text.into()));
    ReviewField {
        field: "phone".into(),
        from: text("135 0000 1111"),
        to: text("135 0000 2222"),
        moved: true,
        now: text("135 0000 3333"),
    }
}

pub fn decision() -> ReviewDecision {
    ReviewDecision { accept: vec!["phone".into()], decline: vec!["email".into()], over: true }
}

pub fn picked_export() -> PickedExport {
    PickedExport { format: "csv".into(), language: "zh-CN".into(), asked: fields::customer_query() }
}
