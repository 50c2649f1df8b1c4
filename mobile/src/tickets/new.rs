//! A new ticket, made on the road (APP-08): by a template, with its fields, files, who gets it and a first reply. All of it
//! works without a network; its number comes with the next sync.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::attachments::Attachment;
use truckroll_domain::tickets::{NewTicket, TicketCommand};
use truckroll_domain::visits::{Address, Customer};
use truckroll_domain::{Command, Kind, TicketId};
use truckroll_replica::ask::{Answer, Ask, TemplateChoice, TicketDraft};
use truckroll_ui::prelude::*;

use super::files::AddFiles;
use super::hand::{Taker, TakerPick, cc_commands};
use super::own::OwnFields;
use super::scan::MachinePick;
use crate::contacts::CustomerPick;
use crate::route::use_go;
use crate::session::use_session;
use crate::shell::{Failed, Screen};
use crate::store::Failure;
use crate::{ids, store, words};

/// What a command about a ticket changes of one that is not made yet.
fn write(new: &mut NewTicket, command: TicketCommand) {
    match command {
        TicketCommand::Edit { edit } => {
            for (key, value) in edit.fields {
                match value {
                    Some(value) => new.fields.insert(key, Some(value)),
                    None => new.fields.remove(&key),
                };
            }
        }
        TicketCommand::SetRow { field, line, values } => {
            let cells = new.rows.entry(field).or_default().entry(line).or_default();
            for (key, value) in values {
                match value {
                    Some(value) => cells.insert(key, value),
                    None => cells.remove(&key),
                };
            }
        }
        TicketCommand::RemoveRow { field, line } => {
            if let Some(lines) = new.rows.get_mut(&field) {
                lines.remove(&line);
                if lines.is_empty() {
                    new.rows.remove(&field);
                }
            }
        }
        _ => {}
    }
}

/// Makes the ticket, then does what follows; the first thing of that which was refused is told.
async fn make(id: TicketId, commands: Vec<TicketCommand>) -> Result<(TicketId, Option<String>), Failure> {
    let mut refused = None;
    for (index, command) in commands.into_iter().enumerate() {
        match store::execute(Command::Ticket { id, command }).await {
            Ok(()) => {}
            Err(why) if index == 0 => return Err(why),
            Err(why) => refused = refused.or(Some(why.to_string())),
        }
    }
    Ok((id, refused))
}

/// The form.
#[component]
pub fn NewTicketScreen() -> Element {
    let go = use_go();
    let toasts = use_toasts();
    let session = use_session();
    let mut new = use_signal(NewTicket::default);
    let mut begun = use_signal(|| false);
    let mut tried = use_signal(|| false);
    let files = use_signal(Vec::<Attachment>::new);
    let taker = use_signal(Taker::default);
    let mut reply = use_signal(String::new);
    let mut public = use_signal(|| false);
    let draft = store::use_read(
        &[Kind::Ticket],
        move || Ask::TicketDraft { ticket: Box::new(new()) },
        |answer| match answer {
            Answer::TicketDraft { draft } => Some(draft),
            _ => None,
        },
    );
    let send = use_send(
        |(id, commands): (TicketId, Vec<TicketCommand>)| make(id, commands),
        move |(id, refused): (TicketId, Option<String>)| {
            if let Some(why) = refused {
                toasts.say(Tone::Alert, why);
            }
            go.instead(format!("/engineer/tickets/{id}"));
        },
    );
    let take = use_callback(move |template: Option<TemplateChoice>| {
        let mut new = new.write();
        new.template = template.as_ref().map(|template| template.of);
        let presets = template.map(|template| template.presets).unwrap_or_default();
        new.fields.clear();
        new.fields.extend(presets.into_iter().map(|(key, value)| (key, Some(value))));
        new.rows.clear();
    });
    use_watch(move || {
        let first =
            draft.signal().read().as_ref().map(|draft| draft.templates.first().filter(|one| one.first).cloned());
        if let Some(first) = first.filter(|_| !*begun.peek()) {
            begun.set(true);
            if first.is_some() {
                take(first);
            }
        }
    });
    let known = draft.value().map(|draft| *draft).unwrap_or_default();
    let blank = |text: &str| tried() && text.trim().is_empty();
    let (untitled, undescribed) = (blank(&new.read().title), blank(&new.read().description));
    let complete = known.form.iter().all(|one| one.field.system || one.problem.is_none());
    let mut make_it = move || {
        tried.set(true);
        let mut made = new.peek().clone();
        if made.title.trim().is_empty() || made.description.trim().is_empty() || !complete {
            return;
        }
        made.attachments.extend(files.peek().iter().map(|file| (ids::line(), file.clone())));
        let mut commands = vec![TicketCommand::Create { ticket: Box::new(made) }];
        commands.extend(cc_commands(&taker.peek()));
        let text = reply.peek().trim().to_owned();
        if !text.is_empty() {
            let (entry, public) = (ids::entry(), *public.peek());
            commands.push(TicketCommand::Reply { entry, text, public, attachments: Vec::new() });
        }
        commands.extend(taker.peek().assign(None));
        send.run((ids::ticket(), commands));
    };
    rsx! {
        Screen { title: tr("eng-ticket-new"), back: ("/engineer/tickets".to_owned(), tr("nav-tickets")),
            form {
                class: "tr-stack",
                novalidate: true,
                onsubmit: move |event| {
                    event.prevent_default();
                    make_it();
                },
                Failed { text: send.failure() }
                TemplatePick {
                    templates: known.templates.clone(),
                    chosen: new.read().template.map(|of| of.to_string()).unwrap_or_default(),
                    on_choose: take,
                }
                MachinePick { new }
                TextField {
                    label: tr("eng-title"),
                    value: new.read().title.clone(),
                    required: true,
                    max_length: 500,
                    error: untitled.then(|| tr!("field-required", label = tr("eng-title"))),
                    on_input: move |text| new.write().title = text,
                }
                TextAreaField {
                    label: tr("eng-what-happened"),
                    value: new.read().description.clone(),
                    required: true,
                    max_length: 20_000,
                    error: undescribed.then(|| tr!("field-required", label = tr("eng-what-happened"))),
                    on_input: move |text| new.write().description = text,
                }
                AddFiles { files }
                CustomerPick {
                    customer: new.read().customer.clone(),
                    on_pick: move |(customer, address): (Customer, Option<Address>)| {
                        let mut new = new.write();
                        new.customer = customer;
                        if let Some(address) = address {
                            new.address = address;
                        }
                    },
                }
                TextField {
                    label: tr("eng-address"),
                    value: new.read().address.line(),
                    max_length: 500,
                    on_input: move |text| new.write().address = Address { detail: text, ..Address::default() },
                }
                SelectField {
                    label: tr("eng-priority"),
                    value: new.read().priority.word(),
                    options: words::priorities(),
                    on_change: move |word: String| new.write().priority = words::priority_of(&word),
                }
                DraftFields {
                    draft: known,
                    tried: tried(),
                    on_all: move |commands: Vec<TicketCommand>| {
                        for command in commands {
                            write(&mut new.write(), command);
                        }
                    },
                }
                TakerPick { taker, seen: None, assigns: session.may(Area::Tickets, Verb::Assign), along: true }
                TextAreaField {
                    label: if public() { tr("eng-reply-public") } else { tr("eng-reply-internal") },
                    value: reply(),
                    max_length: 20_000,
                    on_input: move |text| reply.set(text),
                }
                CheckField {
                    label: tr("eng-reply-to-customer"),
                    checked: public(),
                    on_change: move |on| public.set(on),
                }
                if tried() && !complete {
                    p { class: "tr-error", role: "alert", {tr("eng-form-lacks")} }
                }
                Button {
                    label: tr("eng-ticket-make"),
                    icon: Icon::Plus,
                    kind: ButtonKind::Primary,
                    wide: true,
                    submit: true,
                    busy: send.busy(),
                }
            }
        }
    }
}

/// The templates that are for the person.
#[component]
pub fn TemplatePick(
    templates: Vec<TemplateChoice>,
    chosen: String,
    on_choose: EventHandler<Option<TemplateChoice>>,
) -> Element {
    if templates.is_empty() {
        return rsx! {};
    }
    let options: Vec<Choice> = templates.iter().map(|one| Choice::new(one.of.to_string(), one.name.clone())).collect();
    let hint = templates.iter().find(|one| one.of.to_string() == chosen).map(|one| one.description.clone());
    rsx! {
        SelectField {
            label: tr("eng-template"),
            value: chosen,
            hint: hint.filter(|text| !text.is_empty()),
            none_label: tr("eng-template-none"),
            options,
            on_change: move |id: String| {
                on_choose.call(templates.iter().find(|one| one.of.to_string() == id).cloned());
            },
        }
    }
}

/// The template's fields in their groups. What must be filled is said once the person wanted to go on.
#[component]
pub fn DraftFields(draft: TicketDraft, tried: bool, on_all: EventHandler<Vec<TicketCommand>>) -> Element {
    let mut form = draft.form;
    for one in &mut form {
        if !tried && one.problem.as_deref() == Some("required") {
            one.problem = None;
        }
    }
    rsx! {
        OwnFields {
            key: "{draft.ticket.template.map(|of| of.to_string()).unwrap_or_default()}",
            ticket: draft.ticket,
            form,
            groups: draft.groups,
            edits: true,
            busy: false,
            on_send: move |command| on_all.call(vec![command]),
            on_all,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use truckroll_domain::LineId;
    use truckroll_domain::TemplateId;
    use truckroll_domain::fields::{Field, FieldKind, FieldValue, Label, Values};
    use truckroll_domain::tickets::{TemplateRef, Ticket, TicketEdit};
    use truckroll_replica::ask::FormField;

    use super::*;
    use crate::sample;

    #[test]
    fn what_is_written_before_there_is_a_ticket_goes_with_it_rows_too() {
        let mut new = NewTicket::default();
        let (one, two) = (LineId::from_parts(1, [1; 10]), LineId::from_parts(2, [2; 10]));
        let text = |text: &str| Some(FieldValue::Text(text.into()));
        let edit = |key: &str, value| TicketCommand::Edit {
            edit: Box::new(TicketEdit { fields: BTreeMap::from([(key.to_owned(), value)]), ..TicketEdit::default() }),
        };
        let row = |line, value| TicketCommand::SetRow {
            field: "parts".into(),
            line,
            values: BTreeMap::from([("name".to_owned(), value)]),
        };
        for command in [
            edit("part", text("door")),
            edit("remark", text("loud")),
            edit("remark", None),
            row(one, text("Belt")),
            row(two, text("Nut")),
            row(one, text("Wide belt")),
            TicketCommand::RemoveRow { field: "parts".into(), line: two },
        ] {
            write(&mut new, command);
        }
        assert_eq!(new.fields, BTreeMap::from([("part".to_owned(), text("door"))]));
        let wide = BTreeMap::from([("name".to_owned(), FieldValue::Text("Wide belt".into()))]);
        assert_eq!(new.rows, BTreeMap::from([("parts".to_owned(), BTreeMap::from([(one, wide)]))]));
    }

    fn draft() -> TicketDraft {
        let field = Field::new("volts", Label::new("Volts", ""), FieldKind::Decimal);
        let volts = FormField {
            field,
            group: String::new(),
            editable: true,
            required: true,
            computed: None,
            problem: Some("required".into()),
            told: Label::default(),
            columns: Vec::new(),
            lines: Vec::new(),
        };
        TicketDraft { ticket: Ticket::default(), form: vec![volts], ..TicketDraft::default() }
    }

    #[component]
    fn Fields(tried: bool) -> Element {
        crate::session::use_session_provider();
        rsx! { DraftFields { draft: draft(), tried, on_all: |_| {} } }
    }

    #[test]
    fn what_must_be_filled_is_said_when_the_person_wants_to_go_on() {
        let fresh = sample::render(Fields, FieldsProps { tried: false });
        assert!(fresh.contains("Volts") && !fresh.contains("aria-invalid"), "{fresh}");
        let tried = sample::render(Fields, FieldsProps { tried: true });
        assert!(tried.contains("aria-invalid") && tried.contains("Volts is missing"), "{tried}");
    }

    #[component]
    fn Templates(none: bool) -> Element {
        let one = |n: u8, name: &str| TemplateChoice {
            of: TemplateRef { id: TemplateId::from_parts(n.into(), [n; 10]), version: 1 },
            name: name.into(),
            description: format!("{name} on site"),
            presets: Values::new(),
            first: n == 1,
        };
        let templates = if none { Vec::new() } else { vec![one(1, "Repair"), one(2, "Install")] };
        let chosen = templates.first().map(|one| one.of.to_string()).unwrap_or_default();
        rsx! { TemplatePick { templates, chosen, on_choose: |_| {} } }
    }

    #[test]
    fn templates_are_offered_with_what_they_are_for() {
        let html = sample::render(Templates, TemplatesProps { none: false });
        assert!(html.contains("Repair on site") && html.contains("Install") && html.contains("Without a template"));
        assert!(!sample::render(Templates, TemplatesProps { none: true }).contains("<select"));
    }
}
