//! What companies and contacts have in common, and the settings of an organisation's customers (CUS-01, CUS-18, CUS-30).

use std::collections::BTreeMap;

use crate::access::{Area, Verb};
use crate::entry::Audience;
use crate::fields::{FieldChange, FieldValue, MAX_FILES, ValueEdits, Values};
use crate::{Actor, Applied, Context, DocumentId, Entry, EntryBody, EntryId, Place, Refusal};

mod bulk;
mod erased;
mod merge;
mod records;
mod schema;
mod service;
mod settings;
mod templates;
#[cfg(test)]
mod tests;
mod values;

pub use bulk::{BulkChange, TagChange, TagHow};
pub use erased::Erased;
pub use merge::{GivenBack, Moved, Taken, Target, Was, gives_back, late, move_over, put_back, takes};
pub use records::ServiceKind;
pub use schema::CustomerSchema;
pub(crate) use schema::type_of;
pub use service::{EXPIRING_MS, ServiceState, service_state};
pub use settings::{CustomerGroup, CustomerProblems, CustomerSettings, Mode, Tag, TagCategory};
pub use templates::{CustomerTemplate, TemplateField, TemplateModule, TemplateProblems};
pub use values::{edit_of, keys_of, name_of, put_back_values, value_of};

/// Most tags of one customer.
const MAX_TAGS: usize = 100;
/// Most own values of one customer.
const MAX_VALUES: usize = 200;
/// Most changes told in one line of the log; a change of more fields is told by its first ones.
const MAX_CHANGES: usize = 60;
/// Longest text told in the log, characters.
const MAX_TOLD: usize = 200;

/// Whether the actor may throw customers away and bring them back: administrators and the system itself.
pub(crate) fn may_throw_away(ctx: &Context) -> bool {
    ctx.actor.may(Area::Customers, Verb::Delete)
}

/// Whether the actor may change a customer at all: who has the right, and the customer himself, of whom the server knows
/// by what he proved which customer he is.
pub(crate) fn may_edit(ctx: &Context) -> bool {
    ctx.actor.may(Area::Customers, Verb::Edit) || matches!(ctx.actor, Actor::Customer { .. })
}

/// Keys of tags that are given.
pub(crate) fn tag_keys(tags: &BTreeMap<String, bool>) -> impl Iterator<Item = String> {
    tags.iter().filter(|(_, given)| **given).map(|(key, _)| key.clone())
}

/// Gives and takes tags.
pub(crate) fn put_tags(tags: &mut BTreeMap<String, bool>, edits: &BTreeMap<String, bool>) -> Result<(), Refusal> {
    for (key, given) in edits {
        if !crate::fields::is_key(key) {
            return Err(Refusal::invalid("tags", "not_a_key"));
        }
        if *given {
            tags.insert(key.clone(), true);
        } else {
            tags.remove(key);
        }
    }
    if tags.len() > MAX_TAGS {
        return Err(Refusal::TooMany { field: "tags".to_owned(), limit: MAX_TAGS as i64 });
    }
    Ok(())
}

/// Adds and removes files.
pub(crate) fn put_files(
    files: &mut BTreeMap<String, String>,
    edits: &BTreeMap<String, Option<String>>,
) -> Result<(), Refusal> {
    for (hash, name) in edits {
        match name {
            Some(name) => {
                if !crate::attachments::is_hash(hash) || name.len() > 255 || name.chars().any(char::is_control) {
                    return Err(Refusal::invalid("files", "not_a_file"));
                }
                files.insert(hash.clone(), name.clone());
            }
            None => {
                files.remove(hash);
            }
        }
    }
    if files.len() > MAX_FILES {
        return Err(Refusal::TooMany { field: "files".to_owned(), limit: MAX_FILES as i64 });
    }
    Ok(())
}

/// Writes own values, which [`crate::fields::settle`] has checked.
pub(crate) fn put_values(values: &mut Values, edits: &ValueEdits) -> Result<(), Refusal> {
    for (key, value) in edits {
        if !crate::fields::is_key(key) {
            return Err(Refusal::invalid("fields", "not_a_key"));
        }
        match value {
            Some(value) => values.insert(key.clone(), value.clone()),
            None => values.remove(key),
        };
    }
    if values.len() > MAX_VALUES {
        return Err(Refusal::TooMany { field: "fields".to_owned(), limit: MAX_VALUES as i64 });
    }
    Ok(())
}

/// Checks handles of instant messengers.
pub(crate) fn check_im(im: &[String]) -> Result<(), Refusal> {
    if im.len() > crate::companies::MAX_IM {
        return Err(Refusal::TooMany { field: "im".to_owned(), limit: crate::companies::MAX_IM as i64 });
    }
    im.iter().try_for_each(|handle| crate::command::check_required("im", handle, 200))
}

/// What to give and take so that exactly the tags of `value` are there.
pub(crate) fn tag_edits(base: &BTreeMap<String, bool>, value: Option<&FieldValue>) -> BTreeMap<String, bool> {
    let wanted = match value {
        Some(FieldValue::List(list)) => list.as_slice(),
        _ => &[],
    };
    let gone = tag_keys(base).filter(|key| !wanted.contains(key)).map(|key| (key, false));
    let new = wanted.iter().filter(|key| !base.get(*key).copied().unwrap_or(false)).map(|key| (key.clone(), true));
    gone.chain(new).collect()
}

/// What to add and remove so that exactly the files of `value` are there.
pub(crate) fn file_edits(
    base: &BTreeMap<String, String>,
    value: Option<&FieldValue>,
) -> BTreeMap<String, Option<String>> {
    let none = BTreeMap::new();
    let wanted = match value {
        Some(FieldValue::Files(files)) => files,
        _ => &none,
    };
    let gone = base.keys().filter(|hash| !wanted.contains_key(*hash)).map(|hash| (hash.clone(), None));
    let new = wanted.iter().filter(|(hash, name)| base.get(*hash) != Some(name));
    gone.chain(new.map(|(hash, name)| (hash.clone(), Some(name.clone())))).collect()
}

/// A place written `lat,lon`.
#[must_use]
pub fn place_of(text: &str) -> Option<Place> {
    let (lat, lon) = text.split_once(',')?;
    Some(Place::new(lat.parse().ok()?, lon.parse().ok()?)).filter(Place::is_valid)
}

/// What differs between before and after, by key.
pub(crate) fn edited<'a>(
    keys: impl Iterator<Item = &'a str>,
    of: impl Fn(&str) -> (Option<FieldValue>, Option<FieldValue>),
) -> Vec<FieldChange> {
    let mut seen = std::collections::BTreeSet::new();
    keys.filter(|key| seen.insert((*key).to_owned()))
        .filter_map(|key| {
            let (from, to) = of(key);
            (from != to).then(|| FieldChange { field: key.to_owned(), from: told(from), to: told(to) })
        })
        .take(MAX_CHANGES)
        .collect()
}

/// A value as the log tells it: long texts by their beginning.
fn told(value: Option<FieldValue>) -> Option<FieldValue> {
    value.map(|value| match value {
        FieldValue::Text(text) if text.chars().count() > MAX_TOLD => {
            FieldValue::Text(text.chars().take(MAX_TOLD).chain(['…']).collect())
        }
        other => other,
    })
}

/// Adds the line of the log that says what was changed; none where nothing was.
pub(crate) fn note(
    ctx: &Context,
    id: DocumentId,
    action: &str,
    changes: Vec<FieldChange>,
    applied: Applied,
) -> Applied {
    if changes.is_empty() && action == "edit" {
        return applied;
    }
    let body = EntryBody::Log {
        action: action.to_owned(),
        state: String::new(),
        text: String::new(),
        subject: String::new(),
        place: None,
        distance_m: None,
        flags: Vec::new(),
        changes,
    };
    applied.entry(Entry::new(EntryId(ctx.command.0), id, Audience::Internal, ctx, body))
}
