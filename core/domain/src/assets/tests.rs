//! What edits do to a row, whom rows belong to, and which tables are accepted.

use super::*;
use crate::fields::{Field, FieldChange, FieldKind, FieldValue, Label};
use crate::people::{Agent, Role};
use crate::{CommandId, EntryBody, Side, TenantId};

fn ctx() -> Context {
    let agent = Agent { name: "Dana".into(), roles: vec![Role::Admin], ..Agent::default() };
    Context {
        tenant: TenantId::default(),
        actor: crate::access::Policy::default().actor(&agent),
        device: None,
        command: CommandId::default(),
        at: Timestamp(5),
        received_at: Some(Timestamp(5)),
        offline: false,
        side: Side::Server,
        visit_rules: Default::default(),
    }
}

fn hua() -> Owner {
    Owner::Company { id: CompanyId::from_parts(1, [1; 10]), name: "Hua Plaza".into() }
}

fn made(table: &str) -> Asset {
    let mut asset = Asset::default();
    let new = AssetEdit {
        table: table.into(),
        name: Some("Lift 3".into()),
        owner: Some(hua()),
        fields: [("load_kg".to_owned(), Some(FieldValue::Int(630)))].into(),
        ..AssetEdit::default()
    };
    let command = AssetCommand::Create { asset: Box::new(new) };
    apply(&ctx(), AssetId::default(), &mut asset, &command).expect("made");
    asset
}

fn give(asset: &mut Asset, command: &AssetCommand) -> Result<Vec<FieldChange>, Refusal> {
    let applied = apply(&ctx(), AssetId::default(), asset, command)?;
    Ok(match applied.entries.first().map(|e| &e.body) {
        Some(EntryBody::Log { changes, .. }) => changes.clone(),
        _ => Vec::new(),
    })
}

fn edit(asset: &mut Asset, edit: AssetEdit) -> Result<Vec<FieldChange>, Refusal> {
    give(asset, &AssetCommand::Edit { edit: Box::new(edit) })
}

#[test]
fn a_machine_of_before_is_a_row_of_the_built_in_table_and_its_document_says_nothing_new() {
    let old = serde_json::json!({"schema": 1, "name": "Lift 3", "model": "", "serial_number": "", "company_name": "Hua",
        "address": {}, "remark": "", "created_at": 4});
    let asset: Asset = serde_json::from_value(old).expect("reads");
    assert_eq!(asset.table_key(), AssetTable::BUILT_IN);
    assert_eq!(asset.project(AssetId::default()).table_key, "assets");
    let written = serde_json::to_value(made("assets")).expect("writes");
    for new in ["table", "contact", "agent", "owner_name", "created_by", "deleted_at"] {
        assert!(written.get(new).is_none(), "{new}: {written}");
    }
}

#[test]
fn a_row_has_one_owner_at_a_time_and_the_log_names_both() {
    let mut asset = made("contracts");
    assert_eq!(asset.owner(), hua());
    for (owner, row_name) in [
        (Owner::Contact { id: ContactId::default(), name: "Ms Wu".into() }, "Ms Wu"),
        (Owner::Agent { id: AgentId::default(), name: "Chen".into() }, "Chen"),
        (Owner::Tenant, ""),
        (hua(), "Hua Plaza"),
    ] {
        let changes =
            edit(&mut asset, AssetEdit { owner: Some(owner.clone()), ..AssetEdit::default() }).expect("edited");
        assert!((1..=2).contains(&changes.len()), "{changes:?}");
        assert_eq!(asset.owner(), owner);
        assert_eq!(asset.project(AssetId::default()).owner_name, row_name, "{}", owner.word());
    }
    let old = AssetEdit { company: Some(CompanyId::default()), company_name: Some("Ben".into()), ..Default::default() };
    edit(&mut asset, old).expect("edited");
    assert_eq!(asset.owner(), Owner::Company { id: CompanyId::default(), name: "Ben".into() });
}

#[test]
fn an_edit_that_read_something_else_is_refused_and_changes_nothing() {
    let mut asset = made("");
    let before = asset.clone();
    let stale = AssetEdit {
        model: Some("KX-9".into()),
        seen: [("model".to_owned(), FieldValue::text("KX-1"))].into(),
        ..AssetEdit::default()
    };
    assert!(matches!(edit(&mut asset.clone(), stale), Err(Refusal::ChangedMeanwhile { .. })));
    assert_eq!(asset, before);
    let load = |n| AssetEdit { fields: [("load_kg".to_owned(), n)].into(), ..AssetEdit::default() };
    let changes = edit(&mut asset, load(Some(FieldValue::Int(800)))).expect("edited");
    let wanted =
        FieldChange { field: "load_kg".into(), from: Some(FieldValue::Int(630)), to: Some(FieldValue::Int(800)) };
    assert_eq!(changes, [wanted]);
    edit(&mut asset, load(None)).expect("edited");
    assert!(asset.fields.is_empty());
}

#[test]
fn what_is_thrown_away_is_not_edited_and_comes_back_as_it_was() {
    let mut asset = made("contracts");
    let whole = asset.clone();
    give(&mut asset, &AssetCommand::Delete).expect("deleted");
    assert_eq!(asset.project(AssetId::default()).deleted_at, Some(5));
    let name = AssetEdit { name: Some("x".into()), ..AssetEdit::default() };
    assert_eq!(edit(&mut asset.clone(), name), Err(Refusal::NotFound));
    give(&mut asset, &AssetCommand::Restore).expect("restored");
    assert_eq!(asset, whole);
}

fn table(key: &str, unique: &str) -> AssetTable {
    let mut table = AssetTable::fresh(key, Label::new("Contracts", "合同"));
    table.set.fields.push(Field::new("number", Label::new("Number", "编号"), FieldKind::Text));
    table.set.fields.push(Field::new("paid", Label::new("Paid", ""), FieldKind::Checkbox));
    table.unique = unique.to_owned();
    table
}

#[test]
fn a_table_is_refused_by_the_member_that_is_wrong() {
    assert!(table("contracts", "number").replacing(None, Timestamp(1)).is_ok());
    for (table, member, problem) in [
        (table("Contracts", ""), "key", "not_a_key"),
        (AssetTable { title: Label::default(), ..table("contracts", "") }, "title", "required"),
        (table("contracts", "paid"), "unique", "not_a_choice"),
        (table("contracts", "remark"), "unique", "not_a_choice"),
        (table("contracts", "nothing"), "unique", "not_a_choice"),
        (AssetTable { archived_at: Some(Timestamp(1)), ..AssetTable::built_in() }, "archived_at", "system"),
    ] {
        let problems = table.replacing(None, Timestamp(1)).expect_err(member);
        assert_eq!(problems.get(member), Some(&problem), "{problems:?}");
    }
    let mut owner = table("contracts", "");
    owner.set.fields.push(Field::new("company", Label::new("Company", ""), FieldKind::Text));
    let problems = owner.replacing(None, Timestamp(1)).expect_err("reserved");
    assert!(problems.values().any(|problem| *problem == "reserved"), "{problems:?}");
}

#[test]
fn a_form_of_rows_is_used_as_a_table_with_what_tables_can_hold() {
    let column = |key: &str, kind| Field::new(key, Label::new(key, ""), kind);
    let options = vec![crate::forms::Choice { key: "a".into(), label: "A".into() }];
    let form = crate::tickets::RowForm {
        key: "materials".into(),
        fields: vec![
            column("name", FieldKind::Text),
            column("serial_number", FieldKind::Text),
            column("company", FieldKind::Text),
            column("price", FieldKind::Decimal),
            column("count", FieldKind::Whole),
            column("sort", FieldKind::Choice { options }),
            column("care", FieldKind::Stars),
            column("sum", FieldKind::Computed { formula: "price * count".into() }),
            Field { archived_at: Some(Timestamp(1)), ..column("former", FieldKind::Text) },
        ],
        ..Default::default()
    };
    let table = AssetTable::of_form("materials", Label::new("Materials", ""), &form);
    let own: Vec<&str> = table.set.fields.iter().filter(|f| !f.system).map(|f| f.key.as_str()).collect();
    assert_eq!(own, ["price", "count", "sort"]);
    let shown = |key: &str| table.set.field(key).is_some_and(Field::is_shown);
    assert!(shown("name") && shown("serial_number") && !shown("model"));
    assert!(table.replacing(None, Timestamp(1)).is_ok());
}

#[test]
fn a_field_that_leaves_a_table_is_archived_and_never_comes_back_as_another_kind() {
    let first = table("contracts", "number").replacing(None, Timestamp(1)).expect("fine");
    let mut next = first.clone();
    next.set.fields.retain(|field| field.key != "paid");
    let next = next.replacing(Some(&first), Timestamp(7)).expect("fine");
    assert_eq!(next.set.field("paid").and_then(|field| field.archived_at), Some(Timestamp(7)));
    let mut other = next.clone();
    other.set.fields.iter_mut().filter(|f| f.key == "paid").for_each(|f| f.kind = FieldKind::Whole);
    assert!(other.replacing(Some(&next), Timestamp(8)).is_err());
}
