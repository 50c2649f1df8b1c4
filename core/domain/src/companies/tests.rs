//! What edits do to a company, and what they leave in its log.

use super::*;
use crate::fields::{FieldChange, FieldValue};
use crate::people::Role;
use crate::{AgentId, CommandId, EntryBody, Side, TenantId};

fn ctx() -> Context {
    let actor = crate::access::Policy::default().actor(&crate::people::Agent {
        name: "Dana".into(),
        roles: vec![Role::Dispatcher],
        ..crate::people::Agent::default()
    });
    Context {
        tenant: TenantId::default(),
        actor,
        device: None,
        command: CommandId::default(),
        at: Timestamp(5),
        received_at: Some(Timestamp(5)),
        offline: false,
        side: Side::Server,
        visit_rules: Default::default(),
    }
}

fn made() -> Company {
    let mut company = Company::default();
    let new = CompanyEdit {
        name: Some("Hua".into()),
        tags: [("gold".to_owned(), true)].into(),
        fields: [("meter".to_owned(), Some(FieldValue::Int(4)))].into(),
        service_to: Some(Timestamp(9)),
        ..CompanyEdit::default()
    };
    let command = CompanyCommand::Create { company: Box::new(new) };
    apply(&ctx(), CompanyId::default(), &mut company, &command).expect("made");
    company
}

fn edit(company: &mut Company, edit: CompanyEdit) -> Result<Vec<FieldChange>, Refusal> {
    let command = CompanyCommand::Edit { edit: Box::new(edit) };
    let applied = apply(&ctx(), CompanyId::default(), company, &command)?;
    Ok(match applied.entries.first().map(|e| &e.body) {
        Some(EntryBody::Log { changes, .. }) => changes.clone(),
        _ => Vec::new(),
    })
}

#[test]
fn the_log_says_what_stood_in_each_field_before_and_after() {
    let mut company = made();
    let changes = edit(
        &mut company,
        CompanyEdit {
            name: Some("Hua East".into()),
            tags: [("gold".to_owned(), false), ("vip".to_owned(), true)].into(),
            fields: [("meter".to_owned(), None), ("gate".to_owned(), FieldValue::text("north"))].into(),
            clear: ["service_to".to_owned()].into(),
            ..CompanyEdit::default()
        },
    )
    .expect("edited");
    let text = |text: &str| FieldValue::text(text);
    let list = |text: &str| FieldValue::list([text.to_owned()]);
    let wanted = [
        ("name", text("Hua"), text("Hua East")),
        ("tags", list("gold"), list("vip")),
        ("service_to", Some(FieldValue::Int(9)), None),
        ("meter", Some(FieldValue::Int(4)), None),
        ("gate", None, text("north")),
    ];
    let wanted: Vec<FieldChange> =
        wanted.into_iter().map(|(field, from, to)| FieldChange { field: field.into(), from, to }).collect();
    assert_eq!(changes, wanted);
    assert!(
        edit(&mut company, CompanyEdit { name: Some("Hua East".into()), ..CompanyEdit::default() })
            .expect("nothing")
            .is_empty()
    );
}

#[test]
fn an_edit_of_what_changed_meanwhile_is_refused() {
    let mut company = made();
    let by = |seen: Option<FieldValue>| CompanyEdit {
        name: Some("Mine".into()),
        seen: [("name".to_owned(), seen)].into(),
        ..CompanyEdit::default()
    };
    let refused = edit(&mut company, by(FieldValue::text("Old")));
    assert_eq!(refused, Err(Refusal::ChangedMeanwhile { current: String::new() }));
    assert_eq!(edit(&mut company, by(FieldValue::text("Hua"))).expect("as it was read").len(), 1);
}

#[test]
fn what_is_thrown_away_takes_no_edits_until_it_is_back() {
    let mut company = made();
    let refused = apply(&ctx(), CompanyId::default(), &mut company.clone(), &CompanyCommand::Delete);
    assert_eq!(refused, Err(Refusal::NotAllowed), "a dispatcher may not");
    let admin = crate::access::Policy::default().actor(&crate::people::Agent {
        name: "Sun".into(),
        roles: vec![Role::Admin],
        ..crate::people::Agent::default()
    });
    let ctx = Context { actor: admin, ..ctx() };
    let act = |company: &mut Company, command| apply(&ctx, CompanyId::default(), company, &command).map(|_| ());
    act(&mut company, CompanyCommand::Delete).expect("deleted");
    assert_eq!(company.deleted_at, Some(Timestamp(5)));
    let rename = || CompanyEdit { name: Some("X".into()), ..CompanyEdit::default() };
    assert_eq!(edit(&mut company, rename()), Err(Refusal::NotFound));
    act(&mut company, CompanyCommand::Restore).expect("back");
    edit(&mut company, rename()).expect("edited");
}

#[test]
fn values_are_read_and_put_by_the_same_keys() {
    let mut base = made();
    base.address.city = "Shanghai".into();
    for key in MEMBERS {
        let value = match *key {
            "tags" | "im" => FieldValue::list(["b".to_owned()]),
            "files" => Some(FieldValue::Files([("ab".repeat(32), "x".to_owned())].into())),
            "service_from" => Some(FieldValue::Int(1)),
            "service_to" => Some(FieldValue::Int(99)),
            "owner" | "owner_group" => FieldValue::text(&AgentId::from_parts(1, [1; 10]).to_string()),
            "place" => FieldValue::text("31.000000,121.000000"),
            _ => FieldValue::text("new"),
        };
        let mut company = base.clone();
        let mut one = CompanyEdit::default();
        assert!(one.put(key, value.clone(), &company), "{key}");
        edit(&mut company, one).expect("edited");
        assert_eq!(company.value(key), value, "{key}");
        let mut none = CompanyEdit { clear: [(*key).to_owned()].into(), ..CompanyEdit::default() };
        if *key == "name" {
            none.clear.clear();
        }
        edit(&mut company, none).expect("emptied");
        assert!(company.value(key).is_none() || *key == "name", "{key}");
    }
    assert_eq!(base.address.city, "Shanghai");
}

#[test]
fn a_period_does_not_end_before_it_begins() {
    let mut company = made();
    let refused = edit(&mut company, CompanyEdit { service_from: Some(Timestamp(10)), ..CompanyEdit::default() });
    assert_eq!(refused, Err(Refusal::invalid("service_to", "before_start")));
}
