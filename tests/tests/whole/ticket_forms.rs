//! Forms of tickets on phones without network: judged there as the server judges, by the version the ticket began with.

use truckroll_domain::access::Targets;
use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Label, Noun, ValueEdits};
use truckroll_domain::forms::Choice;
use truckroll_domain::tickets::{NewTicket, TemplateRef, TicketCommand, TicketEdit, TicketField, TicketTemplate};
use truckroll_domain::{Command, Content, LineId, Refusal, TemplateId, TicketId};
use truckroll_replica::ask::Answer;
use truckroll_server::ingest;
use truckroll_tests::world::uuid_of;
use truckroll_tests::{World, on_both};

fn set() -> FieldSet {
    let own = |key: &str, kind| Field::new(key, Label::new(key, ""), kind);
    let options = ["door", "motor"].map(|key| Choice { key: key.into(), label: key.to_uppercase() }).into();
    let mut set = FieldSet::standard(Noun::Ticket);
    set.fields.extend([
        own("part", FieldKind::Choice { options }),
        own("volts", FieldKind::Decimal),
        own("parts", FieldKind::AssetRows { table: "machines".into() }),
    ]);
    set
}

/// Version 1 asks for the part; version 2 for the volts.
fn template(id: TemplateId, version: u32) -> TicketTemplate {
    let asks = if version == 1 { "part" } else { "volts" };
    let field = |key: &str| TicketField { required: key == asks, ..TicketField::new(key) };
    TicketTemplate {
        id,
        version,
        name: "Repair".into(),
        scope: Targets::everybody(),
        fields: vec![field("part"), field("volts"), field("parts")],
        ..TicketTemplate::default()
    }
}

async fn writes(world: &mut World, template: &TicketTemplate) {
    let (id, version) = (template.id.to_string(), template.reference().to_string());
    world.defines(TicketTemplate::VERSION_KIND, &version, template).await;
    world.defines(TicketTemplate::KIND, &id, template).await;
}

fn create(of: TemplateRef, fields: &[(&str, FieldValue)]) -> TicketCommand {
    let fields: ValueEdits = fields.iter().map(|(key, value)| ((*key).to_owned(), Some(value.clone()))).collect();
    let title = "Lift 3 stands".to_owned();
    TicketCommand::Create { ticket: Box::new(NewTicket { title, template: Some(of), fields, ..NewTicket::default() }) }
}

fn edit(key: &str, value: Option<FieldValue>) -> TicketCommand {
    let fields = ValueEdits::from([(key.to_owned(), value)]);
    TicketCommand::Edit { edit: Box::new(TicketEdit { fields, ..TicketEdit::default() }) }
}

fn refused(answer: Result<truckroll_domain::CommandId, Answer>) -> Refusal {
    match answer {
        Err(Answer::Refused { why }) => why,
        other => panic!("{other:?} is no refusal"),
    }
}

#[test]
fn a_phone_without_network_asks_what_the_server_will_ask_and_a_new_version_changes_nothing_of_it() {
    on_both(2, async |world| {
        let id = TemplateId(uuid_of(world.fresh()));
        world.defines(FieldSet::KIND, Noun::Ticket.word(), &set()).await;
        writes(world, &template(id, 1)).await;
        world.settle().await;
        world.phones[0].online = false;
        let (now, ticket) = (world.now(), TicketId(uuid_of(world.fresh())));
        let at = |command| Command::Ticket { id: ticket, command };
        let first = TemplateRef { id, version: 1 };
        let door = ("part", FieldValue::Text("door".into()));
        let lacks = refused(world.phones[0].does(at(create(first, &[])), now));
        assert_eq!(lacks, Refusal::Missing { fields: vec!["part".into()] });
        let unknown = TemplateRef { id, version: 2 };
        let early = refused(world.phones[0].does(at(create(unknown, std::slice::from_ref(&door))), now));
        assert_eq!(early, Refusal::invalid("template", "unknown"));
        world.phones[0].does(at(create(first, &[door])), now).expect("is made");
        let line = LineId(uuid_of(world.fresh()));
        let row = |key: &str, value| TicketCommand::SetRow {
            field: "parts".into(),
            line,
            values: ValueEdits::from([(key.to_owned(), Some(value))]),
        };
        let wrong = refused(world.phones[0].does(at(row("count", FieldValue::Text("many".into()))), now));
        assert_eq!(wrong, Refusal::invalid("parts.count", "not_a_number"));
        world.phones[0].does(at(row("name", FieldValue::Text("Belt".into()))), now).expect("is kept");
        world.phones[0].does(at(row("count", FieldValue::Text("2".into()))), now).expect("is kept");
        // meanwhile an administrator asks for something else
        writes(world, &template(id, 2)).await;
        world.settle().await;
        let stored = ingest::load(&world.app.db, world.tenant, &[ticket.into()]).await.expect("reads");
        let Some(Content::Ticket(kept, _)) = stored.get(&ticket.into()).map(|s| &s.content) else {
            panic!("the ticket is there")
        };
        assert_eq!(kept.template, Some(first));
        assert_eq!(kept.rows["parts"].0[&line].0["count"], FieldValue::Real(2.0));
        // and the ticket still asks for what it asked for at first
        let now = world.now();
        let empties = refused(world.phones[0].does(at(edit("part", None)), now));
        assert_eq!(empties, Refusal::Missing { fields: vec!["part".into()] });
        assert!(world.phones[0].does(at(edit("volts", None)), now).is_ok());
    });
}
