//! Fields of every kind, their values, and questions over customers.

use truckroll_domain::companies::CompanyRow;
use truckroll_domain::customers::{CustomerGroup, CustomerSettings, Mode, Tag, TagCategory};
use truckroll_domain::fields::{
    Branch, Field, FieldChange, FieldKind, FieldSet, FieldValue, Label, Noun, ValueEdits, Values,
};
use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::forms::Choice;
use truckroll_domain::{Entry, EntryBody};
use truckroll_protocol::api::{
    Alike, BookNow, Columns, CompanyDetail, ContactDetail, CustomerCounts, CustomerQuery, CustomersNow, FieldsNow,
    Found, KeptQuery, LikeQuery, NewCustomers, NewFields, NewSavedQuery, NewServiceAccount, OrderBy, PhoneNumber,
    SavedQuery, Selection, SelectionAnswer, Visible,
};

use super::{Named, api, at, customers, dana, entries, hua_plaza, id, picture, zhou_min};

pub fn kinds() -> Vec<FieldKind> {
    let options = vec![Choice { key: "a".into(), label: "Gold".into() }];
    let leaf = Branch { key: "o1".into(), label: "Door".into(), below: vec![] };
    let tree = vec![Branch { key: "o1".into(), label: "Lift".into(), below: vec![leaf] }];
    vec![
        FieldKind::Text,
        FieldKind::LongText,
        FieldKind::Whole,
        FieldKind::Decimal,
        FieldKind::Date,
        FieldKind::DateTime,
        FieldKind::Choice { options: options.clone() },
        FieldKind::Choices { options },
        FieldKind::Cascade { tree },
        FieldKind::Checkbox,
        FieldKind::Pattern { pattern: "[A-Z]{2}".into() },
        FieldKind::Attachment,
        FieldKind::Phone,
        FieldKind::Email,
        FieldKind::Web,
        FieldKind::Location,
        FieldKind::Texts,
        FieldKind::Agent,
        FieldKind::Team,
        FieldKind::CustomerGroup,
        FieldKind::Tags,
        FieldKind::Companies,
        FieldKind::Stars,
        FieldKind::Signature,
        FieldKind::Rows { form: "materials".into() },
        FieldKind::AssetRows { table: "parts".into() },
        FieldKind::Computed { formula: "sum(parts.price)".into() },
        FieldKind::Agents,
        FieldKind::VerifiedPhone,
        FieldKind::Satisfaction { form: "materials".into() },
    ]
}

pub fn set() -> FieldSet {
    let field = |kind: FieldKind| Field {
        key: format!("own_{}", kind.word()),
        label: Label::new("Own", "自有"),
        unit: if kind == FieldKind::Decimal { "kWh".into() } else { String::new() },
        required: kind == FieldKind::Whole,
        hidden: kind == FieldKind::Web,
        archived_at: (kind == FieldKind::Phone).then(|| at(3)),
        system: kind == FieldKind::Tags,
        kind,
    };
    FieldSet { fields: kinds().into_iter().map(field).collect() }
}

pub fn field_values() -> Vec<FieldValue> {
    vec![
        FieldValue::Flag(true),
        FieldValue::Int(42),
        FieldValue::Real(1.5),
        FieldValue::Text("o1/o1".into()),
        FieldValue::List(vec!["a".into(), "b".into()]),
        FieldValue::Files([(picture("plan").hash, "plan.jpg".to_owned())].into()),
    ]
}

pub fn values() -> Values {
    (1..).zip(field_values()).map(|(n, value)| (format!("own_{n}"), value)).collect()
}

pub fn edits() -> ValueEdits {
    [("own_1".to_owned(), None), ("own_2".to_owned(), Some(FieldValue::Int(43)))].into()
}

/// The log line of an edit: what stood in a field before and after.
pub fn edited() -> Entry {
    let entry = entries::entries().into_iter().map(|(_, entry)| entry).find(|e| e.body.kind() == "log");
    let mut entry = entry.expect("a log line");
    if let EntryBody::Log { action, changes: all, .. } = &mut entry.body {
        *action = "edit".into();
        *all = changes();
    }
    entry
}

fn changes() -> Vec<FieldChange> {
    vec![FieldChange { field: "name".into(), from: FieldValue::text("Hua"), to: FieldValue::text("Hua Plaza") }]
}

pub fn settings() -> CustomerSettings {
    let group = |key: &str, parent: &str| CustomerGroup {
        key: key.into(),
        name: key.to_uppercase(),
        parent: parent.into(),
        archived_at: (key == "east").then(|| at(4)),
    };
    let tag = Tag { key: "gold".into(), name: "Gold".into(), archived_at: Some(at(5)) };
    CustomerSettings {
        mode: Mode::Company,
        region: "CN".into(),
        groups: vec![group("north", ""), group("east", "north")],
        tags: vec![TagCategory { key: "level".into(), name: "Level".into(), tags: vec![tag] }],
    }
}

pub fn fields_now() -> FieldsNow {
    FieldsNow { noun: Noun::Company, seq: 412, set: set(), by: "Dana Xu".into(), at: Some(at(13)) }
}

pub fn new_fields() -> NewFields {
    NewFields { noun: Noun::Contact, seq: 411, set: set() }
}

/// All that the screens of the desk look up.
pub fn book_now() -> BookNow {
    let of = |noun| FieldsNow { noun, ..fields_now() };
    BookNow {
        company: of(Noun::Company),
        contact: of(Noun::Contact),
        ticket: of(Noun::Ticket),
        tables: vec![super::assets::table_now()],
        customers: customers_now(),
        agents: vec![super::staff::named()],
    }
}

pub fn customers_now() -> CustomersNow {
    CustomersNow { seq: 412, settings: settings(), region: "CN".into(), by: "Dana Xu".into(), at: Some(at(13)) }
}

pub fn new_customers() -> NewCustomers {
    NewCustomers { seq: 411, settings: settings() }
}

fn filter() -> Filter {
    let condition = |field: &str, op, value| Condition { field: field.into(), op, value };
    Filter {
        all: vec![
            condition("fields.own_2", Operator::Between, Some(Operand::Numbers(vec![1.5, 5.5]))),
            condition("service_to", Operator::WithinNextDays, Some(Operand::Int(30))),
        ],
        any: vec![condition("tags", Operator::NotOneOf, Some(Operand::List(vec!["gold".into()])))],
    }
}

fn order_by() -> OrderBy {
    OrderBy { field: "service_to".into(), descending: true }
}

pub fn customer_query() -> CustomerQuery {
    CustomerQuery {
        filter: filter(),
        q: "hua".into(),
        within: "name".into(),
        service: vec!["expiring".into()],
        table: "contracts".into(),
        deleted: true,
        ids: vec![hua_plaza().into()],
        order: vec![order_by()],
        columns: vec!["fields.own_2".into(), "contact.phone".into()],
        after: Some("WyJhIl0".into()),
        limit: Some(20),
    }
}

pub fn orders() -> OrderBy {
    order_by()
}

pub fn found() -> Found<CompanyRow> {
    Found {
        row: CompanyRow { deleted_at: Some(at(7).ms()), ..customers::company().project(hua_plaza()) },
        values: values(),
        contact: Some(customers::contact().project(zhou_min())),
    }
}

pub fn phone_number() -> PhoneNumber {
    PhoneNumber { field: "phone".into(), typed: "021 5000 0000".into(), e164: "+862150000000".into() }
}

pub fn company_detail() -> CompanyDetail {
    CompanyDetail {
        row: customers::company().project(hua_plaza()),
        company: customers::company(),
        entries: vec![edited()],
        contacts: vec![customers::contact().project(zhou_min())],
        tickets: vec![api::ticket_detail().row],
        visits: vec![api::visit_detail().row],
        phones: vec![phone_number()],
        service_account: "100200".into(),
        stored: super::service::stored_files(),
    }
}

pub fn contact_detail() -> ContactDetail {
    ContactDetail {
        row: customers::contact().project(zhou_min()),
        contact: customers::contact(),
        entries: entries::entries().into_iter().map(|(_, entry)| entry).collect(),
        tickets: vec![api::ticket_detail().row],
        visits: vec![api::visit_detail().row],
        phones: vec![phone_number()],
        identities: vec![super::assets::identity()],
        stored: super::service::stored_files(),
    }
}

pub fn customer_counts() -> CustomerCounts {
    CustomerCounts { expiring: 3, expired: 5 }
}

pub fn like_query() -> LikeQuery {
    LikeQuery {
        noun: Noun::Company,
        name: "Hua Plaza".into(),
        phones: vec!["021 5000 0000".into()],
        not: Some(hua_plaza().into()),
    }
}

pub fn alike() -> Alike {
    Alike {
        noun: Noun::Company,
        id: hua_plaza().into(),
        name: "Hua Plaza".into(),
        sub: "Nanjing Road".into(),
        same: vec!["name".into(), "phone".into()],
    }
}

pub fn visible() -> Named<Visible> {
    vec![
        ("me", Visible::Me),
        ("all", Visible::All),
        ("groups", Visible::Groups { groups: vec![id(77)] }),
        ("agents", Visible::Agents { agents: vec![dana()] }),
    ]
}

pub fn new_saved_query() -> NewSavedQuery {
    NewSavedQuery { query: kept_query() }
}

pub fn kept_query() -> KeptQuery {
    KeptQuery {
        noun: Noun::Company,
        table: "contracts".into(),
        name: "Ends soon".into(),
        visible: Visible::Agents { agents: vec![dana()] },
        filter: filter(),
        order: vec![order_by()],
        columns: vec!["service_to".into()],
    }
}

pub fn saved_query() -> SavedQuery {
    SavedQuery {
        id: "0190a5b8-0000-7000-8000-000000000001".into(),
        query: kept_query(),
        author: dana(),
        author_name: "Dana Xu".into(),
        mine: true,
        updated_at: at(14),
    }
}

pub fn columns() -> Columns {
    Columns { list: "companies".into(), columns: vec!["name".into(), "contact.phone".into()] }
}

pub fn new_service_account() -> NewServiceAccount {
    NewServiceAccount { account: "100200".into(), password: Some("lift 7 north".into()) }
}

pub fn selection() -> Selection {
    Selection { noun: Noun::Company, ids: vec![hua_plaza().into()] }
}

pub fn selection_answer() -> SelectionAnswer {
    SelectionAnswer { done: 2, busy: 1, open_tickets: 3, open_visits: 1 }
}
