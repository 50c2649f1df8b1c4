//! Macros on phones without network: they fill in, show and stop there as on the server, and what an administrator changes meanwhile
//! takes nothing away from what was done.

use truckroll_domain::access::Targets;
use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Label, Noun, ValueEdits};
use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::macros::{Action, Macro, Moment, Source};
use truckroll_domain::tickets::{NewTicket, TemplateRef, TicketCommand, TicketEdit, TicketField, TicketTemplate};
use truckroll_domain::{Actor, Command, Content, MacroId, Refusal, TemplateId, TicketId};
use truckroll_replica::ask::{Answer, Ask};
use truckroll_server::directory::{Writing, definition, replace_definition};
use truckroll_server::ingest;
use truckroll_tests::world::uuid_of;
use truckroll_tests::{World, on_both};

fn set() -> FieldSet {
    let own = |key: &str, kind| Field::new(key, Label::new(key, ""), kind);
    let mut set = FieldSet::standard(Noun::Ticket);
    set.fields.extend([own("part", FieldKind::Text), own("volts", FieldKind::Whole), own("cause", FieldKind::Text)]);
    set
}

fn template(id: TemplateId) -> TicketTemplate {
    let field = TicketField::new;
    TicketTemplate {
        id,
        version: 1,
        name: "Repair".into(),
        scope: Targets::everybody(),
        fields: vec![field("part"), TicketField { shown_when: "1 = 2".into(), ..field("volts") }, field("cause")],
        ..TicketTemplate::default()
    }
}

fn one(n: u8, moment: Moment, part: Option<&str>, then: Action) -> Macro {
    let asks = part.map(|part| Condition {
        field: "fields.part".into(),
        op: Operator::Is,
        value: Some(Operand::Text(part.into())),
    });
    Macro {
        id: MacroId::from_parts(1, [n; 10]),
        title: format!("Macro {n}"),
        moment,
        listens: if moment == Moment::FieldChange { vec!["part".into()] } else { vec![] },
        scope: Targets::everybody(),
        enabled: true,
        place: n.into(),
        when: Filter { all: asks.into_iter().collect(), any: vec![] },
        then: vec![then],
        ..Macro::default()
    }
}

/// Writes a macro as an administrator does, which is noted with its time.
async fn writes(world: &mut World, one: &Macro) {
    let (id, at) = (one.id.to_string(), world.now());
    let mut tx = world.app.db.begin().await.expect("begins");
    let known = definition::<Macro>(tx.on(), world.tenant, Macro::KIND, &id).await.expect("reads");
    let seen = known.map_or(0, |(_, seq)| seq);
    let writing = Writing { tenant: world.tenant, of: (Macro::KIND, &id), seen, by: &Actor::System, at };
    assert!(replace_definition(&mut tx, &writing, Some(one)).await.expect("is written").is_some());
    tx.commit().await.expect("commits");
    world.app.forget_directory(world.tenant);
}

fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.into())
}

fn edit(fields: &[(&str, FieldValue)]) -> TicketCommand {
    let fields: ValueEdits = fields.iter().map(|(key, value)| ((*key).to_owned(), Some(value.clone()))).collect();
    TicketCommand::Edit { edit: Box::new(TicketEdit { fields, ..TicketEdit::default() }) }
}

fn refused(answer: Result<truckroll_domain::CommandId, Answer>) -> Refusal {
    match answer {
        Err(Answer::Refused { why }) => why,
        other => panic!("{other:?} is no refusal"),
    }
}

#[test]
fn a_phone_without_network_runs_the_macros_it_has_and_newer_ones_take_nothing_from_it() {
    on_both(2, async |world| {
        let id = TemplateId(uuid_of(world.fresh()));
        let template = template(id);
        world.defines(FieldSet::KIND, Noun::Ticket.word(), &set()).await;
        world.defines(TicketTemplate::VERSION_KIND, &template.reference().to_string(), &template).await;
        world.defines(TicketTemplate::KIND, &id.to_string(), &template).await;
        let shows = Action::Show { fields: vec!["volts".into()], replies: false };
        let wear = Source::Fixed { value: text("wear") };
        let fills = Action::Set { field: "cause".into(), value: wear, only_if_empty: true };
        writes(world, &one(1, Moment::FieldChange, Some("motor"), shows.clone())).await;
        writes(world, &one(2, Moment::PageLoad, Some("motor"), shows.clone())).await;
        writes(world, &one(3, Moment::Submit, None, fills)).await;
        let stop = Action::Block { text: Label::new("Not this one", "") };
        writes(world, &one(4, Moment::Submit, Some("rope"), stop.clone())).await;
        let rest = Source::Fixed { value: text("rest") };
        let button = Action::Set { field: "cause".into(), value: rest, only_if_empty: false };
        writes(world, &one(5, Moment::Button, None, button)).await;
        writes(world, &one(6, Moment::PageLoad, Some("motor"), Action::Pictures)).await;
        world.settle().await;
        world.phones[0].online = false;
        let (now, ticket) = (world.now(), TicketId(uuid_of(world.fresh())));
        let at = |command| Command::Ticket { id: ticket, command };
        let reference = TemplateRef { id, version: 1 };
        let fields = ValueEdits::from([("part".to_owned(), Some(text("door")))]);
        let new = NewTicket { title: "Lift 3".into(), template: Some(reference), fields, ..NewTicket::default() };
        world.phones[0].does(at(TicketCommand::Create { ticket: Box::new(new) }), now).expect("is made");
        let volts = ("volts", FieldValue::Int(230));
        let hidden = refused(world.phones[0].does(at(edit(std::slice::from_ref(&volts))), now));
        assert_eq!(hidden, Refusal::invalid("volts", "read_only"));
        let stopped = refused(world.phones[0].does(at(edit(&[("part", text("rope"))])), now));
        assert!(matches!(&stopped, Refusal::Blocked { title, .. } if title == "Macro 4"), "{stopped:?}");
        world.phones[0].does(at(edit(&[("part", text("motor")), volts])), now).expect("is kept");
        let Some(Answer::Ticket { page: Some(page) }) = world.phones[0].ask(Ask::Ticket { id: ticket }, now) else {
            panic!("the ticket is on the phone")
        };
        assert_eq!(page.ticket.fields["cause"], text("wear"), "the submit filled it in");
        assert_eq!(page.macros.buttons.len(), 1);
        assert!(page.macros.pictures, "a macro brought the upload of pictures");
        world.pass(60_000);
        // meanwhile an administrator stops what was done, and shows nothing of it any more
        let hides = Action::Hide { fields: vec!["volts".into()], replies: false };
        writes(world, &one(1, Moment::FieldChange, Some("motor"), hides.clone())).await;
        writes(world, &one(2, Moment::PageLoad, None, hides)).await;
        writes(world, &one(4, Moment::Submit, Some("motor"), stop)).await;
        world.settle().await;
        let stored = ingest::load(&world.app.db, world.tenant, &[ticket.into()]).await.expect("reads");
        let Some(Content::Ticket(kept, _)) = stored.get(&ticket.into()).map(|s| &s.content) else {
            panic!("the ticket is there")
        };
        for (key, value) in [("part", text("motor")), ("volts", FieldValue::Int(230)), ("cause", text("wear"))] {
            assert_eq!(kept.fields.get(key), Some(&value), "{key}");
        }
        // from now on the phone knows them too
        let now = world.now();
        let stopped = refused(world.phones[0].does(at(edit(&[("cause", text("age"))])), now));
        assert!(matches!(stopped, Refusal::Blocked { .. }), "{stopped:?}");
        world.phones[0].does(at(edit(&[("part", text("door"))])), now).expect("is kept");
        let button = MacroId::from_parts(1, [5; 10]);
        let pressed = world.phones[0].ask(Ask::Press { ticket, id: button }, now);
        assert!(matches!(pressed, Some(Answer::Executed { .. })), "{pressed:?}");
        world.settle().await;
        let stored = ingest::load(&world.app.db, world.tenant, &[ticket.into()]).await.expect("reads");
        let Some(Content::Ticket(kept, _)) = stored.get(&ticket.into()).map(|s| &s.content) else {
            panic!("the ticket is there")
        };
        assert_eq!((&kept.fields["part"], &kept.fields["cause"]), (&text("door"), &text("rest")));
    });
}
