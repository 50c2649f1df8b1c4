//! A new customer (CUS-04): a name and what is required, then its page. Who is there already with the same name or phone is
//! named first.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::companies::{Company, CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{CompanyLink, Contact, ContactCommand, ContactEdit};
use truckroll_domain::fields::{Field, FieldValue, Noun, ValueEdits};
use truckroll_domain::{Command, CompanyId, ContactId, DocumentId};
use truckroll_protocol::api::{Alike, LikeQuery};
use truckroll_ui::prelude::*;

use super::book::{Book, label};
use super::edit::checked;
use super::path_of;
use super::value::{ValueField, is_editable};
use crate::api;
use crate::desk::files::{StillSending, use_uploads_provider};
use crate::desk::trouble::Failed;
use crate::route::use_go;

/// What a new customer is asked for at once; the rest is filled in on its page.
fn first_fields(book: &Book, noun: Noun) -> Vec<Field> {
    let first = |key: &str| match noun {
        Noun::Company => matches!(key, "name" | "phone"),
        Noun::Contact => matches!(key, "name" | "phone" | "position" | "email"),
        Noun::Asset | Noun::Ticket => true,
    };
    book.set(noun).shown().filter(|f| is_editable(f) && (first(&f.key) || f.required)).cloned().collect()
}

/// The command that makes a customer of these values, and its page.
fn creation(noun: Noun, values: &ValueEdits, of: Option<&(CompanyId, String)>) -> (Command, String) {
    match noun {
        Noun::Company => {
            let mut company = CompanyEdit::default();
            for (key, value) in values {
                company.put(key, value.clone(), &Company::default());
            }
            let id = api::fresh(CompanyId::from_parts);
            let command = CompanyCommand::Create { company: Box::new(company) };
            (Command::Company { id, command }, path_of(noun, &id.to_string()))
        }
        // rows of asset tables and tickets have forms of their own
        Noun::Contact | Noun::Asset | Noun::Ticket => {
            let mut contact = ContactEdit::default();
            for (key, value) in values {
                contact.put(key, value.clone(), &Contact::default());
            }
            if let Some((company, name)) = of {
                let link = CompanyLink { name: name.clone(), first: false };
                contact.companies.insert(*company, Some(link));
            }
            let id = api::fresh(ContactId::from_parts);
            let command = ContactCommand::Create { contact: Box::new(contact) };
            (Command::Contact { id, command }, path_of(noun, &id.to_string()))
        }
    }
}

/// The name of the customer that a command makes.
fn name_in(command: &Command) -> String {
    match command {
        Command::Company { command: CompanyCommand::Create { company }, .. } => company.name.clone(),
        Command::Contact { command: ContactCommand::Create { contact }, .. } => contact.name.clone(),
        _ => None,
    }
    .unwrap_or_default()
}

/// What is asked about before it is made.
fn like(noun: Noun, values: &ValueEdits) -> LikeQuery {
    let text = |key: &str| values.get(key).and_then(Option::as_ref).map(FieldValue::typed).unwrap_or_default();
    let phones = ["phone", "mobile", "landline"].map(text).into_iter().filter(|p| !p.is_empty()).collect();
    LikeQuery { noun, name: text("name"), phones, not: None }
}

/// How a customer is made where it is not made for its own page: what is asked for, what is known already.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Making {
    /// The fields that are asked for, in order, instead of the usual ones.
    pub fields: Option<Vec<Field>>,
    /// What is filled in already.
    pub start: ValueEdits,
}

impl Making {
    /// The fields that are asked for.
    fn asked(&self, book: &Book, noun: Noun) -> Vec<Field> {
        let Some(fields) = &self.fields else { return first_fields(book, noun) };
        let mut fields: Vec<Field> = fields.iter().filter(|field| is_editable(field)).cloned().collect();
        // what the organisation demands is asked for wherever a customer is made
        let demanded = book.set(noun).shown().filter(|field| field.required && is_editable(field));
        for field in demanded {
            if !fields.iter().any(|known| known.key == field.key) {
                fields.push(field.clone());
            }
        }
        fields
    }
}

/// The dialog. `of` puts a new person into a company. Without `on_made` the page of the customer opens.
#[component]
pub fn CreateDialog(
    book: Book,
    noun: Noun,
    of: Option<(CompanyId, String)>,
    #[props(default)] making: Making,
    on_made: Option<EventHandler<(DocumentId, String)>>,
    on_close: EventHandler<()>,
) -> Element {
    let go = use_go();
    let uploads = use_uploads_provider();
    let changes = use_changes();
    // what is not asked for is not written unseen
    let asked = making.asked(&book, noun);
    let mut start = making.start.clone();
    start.retain(|key, _| asked.iter().any(|field| field.key == *key));
    let mut typed = use_signal(|| start);
    let mut wrong = use_signal(BTreeMap::<String, String>::new);
    let mut known = use_signal(Vec::<Alike>::new);
    let stays = of.is_some();
    let make = use_send(
        |(command, path): (Command, String)| async move {
            let made = (command.document(), name_in(&command));
            api::command(command).await.map(|_| (path, made))
        },
        move |(path, made): (String, (DocumentId, String))| {
            changes.announce(["companies", "contacts", "documents"]);
            on_close.call(());
            match on_made {
                Some(on_made) => on_made.call(made),
                None if stays => {}
                None => go.to(path),
            }
        },
    );
    let to_make = of.clone();
    let look = use_send(
        move |(query, values): (LikeQuery, ValueEdits)| async move { api::alike(&query).await.map(|a| (a, values)) },
        move |(alike, values): (Vec<Alike>, ValueEdits)| {
            if alike.is_empty() {
                make.run(creation(noun, &values, to_make.as_ref()));
            } else {
                known.set(alike);
            }
        },
    );
    let fields = asked;
    let (lookup, asked, anyway) = (book.clone(), fields.clone(), of.clone());
    let submit = use_callback(move |sure: bool| {
        if uploads.hold() {
            return;
        }
        let mut all = typed.peek().clone();
        for field in &asked {
            all.entry(field.key.clone()).or_insert(None);
        }
        let lacking = |values: &ValueEdits| {
            let empty = |field: &&Field| field.required && !values.get(&field.key).is_some_and(Option::is_some);
            let said = |field: &Field| (field.key.clone(), tr!("field-required", label = label(noun, field)));
            asked.iter().filter(empty).map(said).collect::<BTreeMap<_, _>>()
        };
        match checked(&lookup, noun, |_| None, &all) {
            // a template may demand more than the field itself
            Ok(values) if !lacking(&values).is_empty() => wrong.set(lacking(&values)),
            Ok(values) if sure => make.run(creation(noun, &values, anyway.as_ref())),
            Ok(values) => look.run((like(noun, &values), values)),
            Err(problems) => wrong.set(problems),
        }
    });
    let twins = known();
    rsx! {
        Dialog {
            open: true,
            title: tr(if noun == Noun::Company { "cust-new-company" } else { "cust-new-contact" }),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                if twins.is_empty() {
                    Button {
                        label: tr("verb-save"),
                        kind: ButtonKind::Primary,
                        busy: look.busy() || make.busy(),
                        on_press: move |_| submit.call(false),
                    }
                } else {
                    Button {
                        label: tr("cust-create-anyway"),
                        kind: ButtonKind::Primary,
                        busy: make.busy(),
                        on_press: move |_| submit.call(true),
                    }
                }
            },
            form {
                class: "dk-form",
                novalidate: true,
                onsubmit: move |event| {
                    event.prevent_default();
                    submit.call(false);
                },
                Failed { failure: look.failure().or_else(|| make.failure()) }
                if !twins.is_empty() {
                    Twins {
                        twins,
                        on_use: on_made.map(|on_made| EventHandler::new(move |who: (DocumentId, String)| {
                            on_close.call(());
                            on_made.call(who);
                        })),
                    }
                }
                for field in fields {
                    ValueField {
                        key: "{field.key}",
                        book: book.clone(),
                        noun,
                        value: typed.read().get(&field.key).cloned().flatten(),
                        error: wrong.read().get(&field.key).cloned(),
                        on_change: {
                            let key = field.key.clone();
                            move |value| {
                                typed.write().insert(key.clone(), value);
                                wrong.write().remove(&key);
                                known.set(Vec::new());
                            }
                        },
                        field,
                    }
                }
                StillSending { uploads }
                // Enter in a field saves.
                button { class: "tr-sr", r#type: "submit", tabindex: "-1", aria_hidden: "true", {tr("verb-save")} }
            }
        }
    }
}

/// Who is there already, with the way to his page, or what takes him instead.
#[component]
pub fn Twins(twins: Vec<Alike>, on_use: Option<EventHandler<(DocumentId, String)>>) -> Element {
    let go = use_go();
    rsx! {
        Notice { tone: Tone::Paused, title: tr("cust-twins"), text: tr("cust-twins-text"),
            ul { class: "dk-plain-list dk-twins",
                for twin in twins {
                    li { key: "{twin.id}",
                        span { class: "dk-cell-title", "{twin.name}" }
                        span { class: "dk-quiet", "{twin.sub}" }
                        span { class: "dk-quiet",
                            {twin.same.iter().map(|s| tr(&format!("cust-same-{s}"))).collect::<Vec<_>>().join(", ")}
                        }
                        Button {
                            label: tr!("cust-use-existing", name = twin.name.clone()),
                            on_press: {
                                let path = path_of(twin.noun, &twin.id.to_string());
                                let who = (twin.id, twin.name.clone());
                                move |_| match on_use {
                                    Some(on_use) => on_use.call(who.clone()),
                                    None => go.to(path.clone()),
                                }
                            },
                        }
                    }
                }
            }
        }
    }
}
