//! Changing a customer field by field.
//!
//! Only what was changed is sent, with what had been read there. When a colleague changed one of the same fields meanwhile,
//! the screen says what stands there now, keeps what was typed, and the next attempt goes on from there. Files that a
//! colleague added or took away meanwhile stay so.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::access::Lock;
use truckroll_domain::assets::{Asset, AssetCommand, AssetEdit};
use truckroll_domain::companies::{Company, CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{Contact, ContactCommand, ContactEdit};
use truckroll_domain::fields::{Field, FieldKind, FieldValue, Noun, ValueEdits};
use truckroll_domain::{AssetId, Command, CompanyId, ContactId, Refusal};
use truckroll_protocol::api::StoredFiles;
use truckroll_ui::prelude::*;

use super::book::Book;
use super::value::{ValueField, is_editable, is_wide, problem};
use crate::api::{self, Answer};
use crate::desk::files::{StillSending, files_of, over, use_uploads_provider, value_of};
use crate::desk::trouble::Failed;
use crate::session::use_session;

/// A customer as it was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// A company.
    Company(CompanyId, Box<Company>),
    /// A person.
    Contact(ContactId, Box<Contact>),
    /// A row of an asset table.
    Asset(AssetId, Box<Asset>),
}

impl Subject {
    /// The noun.
    #[must_use]
    pub fn noun(&self) -> Noun {
        match self {
            Subject::Company(..) => Noun::Company,
            Subject::Contact(..) => Noun::Contact,
            Subject::Asset(..) => Noun::Asset,
        }
    }

    /// What stands in a field.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<FieldValue> {
        match self {
            Subject::Company(_, company) => company.value(key),
            Subject::Contact(_, contact) => contact.value(key),
            Subject::Asset(_, asset) => asset.value(key),
        }
    }

    /// The command that writes `changed`, in stored form, with what had been read.
    #[must_use]
    pub fn edit(&self, changed: &ValueEdits) -> Command {
        let seen: ValueEdits = changed.keys().map(|key| (key.clone(), self.value(key))).collect();
        match self {
            Subject::Company(id, company) => {
                let mut edit = CompanyEdit { seen, ..CompanyEdit::default() };
                for (key, value) in changed {
                    edit.put(key, value.clone(), company);
                }
                Command::Company { id: *id, command: CompanyCommand::Edit { edit: Box::new(edit) } }
            }
            Subject::Contact(id, contact) => {
                let mut edit = ContactEdit { seen, ..ContactEdit::default() };
                for (key, value) in changed {
                    edit.put(key, value.clone(), contact);
                }
                Command::Contact { id: *id, command: ContactCommand::Edit { edit: Box::new(edit) } }
            }
            Subject::Asset(id, asset) => {
                let mut edit = AssetEdit { seen, ..AssetEdit::default() };
                for (key, value) in changed {
                    edit.put(key, value.clone(), asset);
                }
                Command::Asset { id: *id, command: AssetCommand::Edit { edit: Box::new(edit) } }
            }
        }
    }
}

/// Checks what was typed: what differs from what was read, in stored form, or what is wrong.
///
/// # Errors
/// Sentences by field.
pub fn checked(
    book: &Book,
    noun: Noun,
    read: impl Fn(&str) -> Option<FieldValue>,
    typed: &ValueEdits,
) -> Result<ValueEdits, BTreeMap<String, String>> {
    let (mut changed, mut wrong) = (ValueEdits::new(), BTreeMap::new());
    for (key, value) in typed {
        let Some(field) = book.set(noun).field(key) else { continue };
        let of_lists = !field.kind.is_for_own();
        let normal = match value {
            // groups, tags and people come from lists of ours
            Some(value) if of_lists && field.key != "im" => Ok(Some(value.clone())),
            Some(value) => field.kind.normalise(value),
            None => Ok(None),
        };
        match normal {
            Ok(normal) if normal.is_none() && field.required => {
                wrong.insert(key.clone(), tr!("field-required", label = super::book::label(noun, field)));
            }
            Ok(normal) if normal != read(key) => {
                changed.insert(key.clone(), normal);
            }
            Ok(_) => {}
            Err(why) => {
                wrong.insert(key.clone(), problem(why));
            }
        }
    }
    if wrong.is_empty() { Ok(changed) } else { Err(wrong) }
}

/// What was made of a field, over what a colleague made of it meanwhile: of files each change stands for itself.
fn merged(base: &Subject, latest: &Subject, key: &str, mine: Option<FieldValue>) -> Option<FieldValue> {
    let (was, is) = (base.value(key), latest.value(key));
    let of_files = [&was, &is, &mine].into_iter().any(|value| matches!(value, Some(FieldValue::Files(_))));
    if !of_files {
        return mine;
    }
    value_of(over(&files_of(was.as_ref()), &files_of(mine.as_ref()), &files_of(is.as_ref())))
}

/// What became of saving.
enum Saved {
    /// It is written.
    Written,
    /// A colleague wrote one of the same fields meanwhile.
    Overtaken,
}

async fn save(command: Command) -> Answer<Saved> {
    match api::command(command).await {
        Ok(_) => Ok(Saved::Written),
        Err(fault) if matches!(fault.refusal(), Some(Refusal::ChangedMeanwhile { .. })) => Ok(Saved::Overtaken),
        Err(fault) => Err(fault),
    }
}

/// The form. `subject` is the customer as it stands now; it moves when somebody else writes.
#[component]
pub fn EditForm(
    book: Book,
    subject: Subject,
    /// What is known of the files of `subject`.
    stored: StoredFiles,
    on_close: EventHandler<()>,
) -> Element {
    let uploads = use_uploads_provider();
    let format = use_format();
    let toasts = use_toasts();
    let changes = use_changes();
    let noun = subject.noun();
    let mut typed = use_signal(ValueEdits::new);
    let base = use_signal(|| subject.clone());
    let mut wrong = use_signal(BTreeMap::<String, String>::new);
    let mut overtaken = use_signal(|| false);
    let send = use_send(save, move |saved| match saved {
        Saved::Written => {
            changes.announce(["companies", "contacts", "assets", "documents"]);
            toasts.say(Tone::Done, tr("cust-saved"));
            on_close.call(());
        }
        Saved::Overtaken => {
            overtaken.set(true);
            changes.announce(["documents"]);
        }
    });
    // Fields that say something else than when the form was opened.
    let tags_only = use_session().rights().locked(Lock::edit(noun));
    let offered = |f: &&Field| is_editable(f) && (!tags_only || f.kind == FieldKind::Tags);
    let fields: Vec<_> = book.set(noun).shown().filter(offered).cloned().collect();
    let placed: Vec<_> = fields.iter().cloned().map(|f| (if is_wide(&f) { "dk-value-wide" } else { "" }, f)).collect();
    let moved: Vec<String> =
        fields.iter().map(|f| f.key.clone()).filter(|k| base.read().value(k) != subject.value(k)).collect();
    let told: Vec<(String, String)> = moved
        .iter()
        .map(|key| {
            let shown = |value: Option<FieldValue>| {
                value.map(|v| book.shown(noun, key, &v, &format)).unwrap_or_else(|| tr("cust-empty"))
            };
            (
                book.label(noun, key),
                tr!("cust-was-now", was = shown(base.read().value(key)), now = shown(subject.value(key))),
            )
        })
        .collect();
    let (lookup, latest) = (book.clone(), subject.clone());
    let submit = use_callback(move |()| {
        if uploads.hold() {
            return;
        }
        // the latest is what stands on the screen beside what was typed
        let from = latest.clone();
        let all: ValueEdits = typed
            .peek()
            .iter()
            .map(|(key, mine)| (key.clone(), merged(&base.peek(), &from, key, mine.clone())))
            .collect();
        match checked(&lookup, noun, |key| from.value(key), &all) {
            Ok(changed) if changed.is_empty() => on_close.call(()),
            Ok(changed) => {
                wrong.set(BTreeMap::new());
                overtaken.set(false);
                send.run(from.edit(&changed));
            }
            Err(problems) => wrong.set(problems),
        }
    });
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            aria_label: tr("cust-edit-form"),
            onsubmit: move |event| {
                event.prevent_default();
                submit.call(());
            },
            Failed { failure: send.failure() }
            if overtaken() || !told.is_empty() {
                Notice {
                    tone: Tone::Paused,
                    title: tr("cust-meanwhile"),
                    text: tr("cust-meanwhile-text"),
                    ul { class: "dk-plain-list",
                        for (label, what) in told {
                            li { key: "{label}",
                                b { "{label}" }
                                ": {what}"
                            }
                        }
                    }
                }
            }
            div { class: "dk-value-grid",
                for (class, field) in placed {
                    div { key: "{field.key}", class,
                        ValueField {
                            book: book.clone(),
                            noun,
                            value: match typed.read().get(&field.key) {
                                Some(mine) => merged(&base.read(), &subject, &field.key, mine.clone()),
                                None if field.kind == FieldKind::Attachment => subject.value(&field.key),
                                None => base.read().value(&field.key),
                            },
                            stored: stored.clone(),
                            error: wrong.read().get(&field.key).cloned(),
                            on_change: {
                                let key = field.key.clone();
                                move |value| {
                                    typed.write().insert(key.clone(), value);
                                    wrong.write().remove(&key);
                                }
                            },
                            field,
                        }
                    }
                }
            }
            StillSending { uploads }
            footer { class: "dk-form-foot dk-form-foot-stay",
                p { class: "dk-quiet", role: "status",
                    if !wrong.read().is_empty() {
                        {tr!("rules-problems", count = wrong.read().len())}
                    }
                }
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button { label: tr("verb-save"), kind: ButtonKind::Primary, submit: true, busy: send.busy() }
            }
        }
    }
}
