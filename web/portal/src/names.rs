//! Names of the fields the pages post, shared by the pages that write them and the server that reads them.
//!
//! Answers to the organisation's own questions carry a prefix, so that no question's key can meet a name
//! of ours.

/// Hidden: the idempotency key of a form, reply or rating. The same key posts the same thing once.
pub const SUBMISSION: &str = "submission";
/// A field people never see. Whatever fills it is a machine.
pub const HONEYPOT: &str = "website";
/// Photos, as files; may repeat.
pub const PHOTOS: &str = "photos";
/// A photo the server already holds, as [`KeptPhoto::to_value`](crate::form::KeptPhoto::to_value); may repeat.
pub const KEPT: &str = "kept";
/// Latitude, or empty.
pub const LAT: &str = "lat";
/// Longitude, or empty.
pub const LON: &str = "lon";
/// Accuracy in metres, or empty.
pub const ACCURACY: &str = "accuracy";
/// Key of the files of a reply, with [`file_name`] and [`kept_name`].
pub const REPLY: &str = "reply";
/// Text of a reply.
pub const TEXT: &str = "text";
/// Stars of a rating, 1 to 5.
pub const STARS: &str = "stars";
/// Words of a rating.
pub const COMMENT: &str = "comment";
/// Why a request is taken back.
pub const REASON: &str = "reason";

/// Hidden: the version of the template that is shown.
pub const VERSION: &str = "version";
/// Hidden: what a script counted to prove that it is no machine's.
pub const WORK: &str = "work";
/// The sum that a person without a script adds.
pub const SUM: &str = "sum";
/// A button: show what the answers lead to.
pub const REFRESH: &str = "refresh";
/// A button: one more row of the field it names.
pub const MORE: &str = "more";
/// A button: send a code to the number in the field it names.
pub const SEND_CODE: &str = "send_code";

/// Account of a company.
pub const ACCOUNT: &str = "account";
/// Its password.
pub const PASSWORD: &str = "password";
/// Address that a letter is asked to be sent to.
pub const EMAIL: &str = "email";

/// In front of the key of what stood in a field when the page was made.
const WAS: &str = "was.";
/// In front of the key of each question.
const ANSWER: &str = "answer.";

/// The posted name of the question `key`.
#[must_use]
pub fn answer_name(key: &str) -> String {
    format!("{ANSWER}{key}")
}

/// The question behind a posted name, `None` for names of ours and for strangers.
#[must_use]
pub fn answer_key(name: &str) -> Option<&str> {
    name.strip_prefix(ANSWER).filter(|key| !key.is_empty())
}

/// What every family of posted names begins with, besides answers.
const PERSON: &str = "person.";
const FILE: &str = "file.";
const KEPT_FILE: &str = "kept.";
const CELL: &str = "cell.";
const PICK: &str = "pick.";
const CODE: &str = "code.";
const CODE_ID: &str = "code_id.";

/// What was posted, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted<'a> {
    /// An answer to the question of this key.
    Answer(&'a str),
    /// An answer about the contact person.
    Person(&'a str),
    /// A file.
    File(&'a str),
    /// A file that arrived before.
    Kept(&'a str),
    /// A cell: field, row, column.
    Cell(&'a str, usize, &'a str),
    /// How many of an asset: field and asset.
    Pick(&'a str, &'a str),
    /// A code.
    Code(&'a str),
    /// Under which that code was sent.
    CodeId(&'a str),
}

/// What a posted name means; `None` for names of ours and for strangers.
#[must_use]
pub fn posted(name: &str) -> Option<Posted<'_>> {
    let key = |prefix: &str| name.strip_prefix(prefix).filter(|key| !key.is_empty());
    if let Some(key) = key(ANSWER) {
        return Some(Posted::Answer(key));
    }
    if let Some(key) = key(PERSON) {
        return Some(Posted::Person(key));
    }
    if let Some(key) = key(FILE) {
        return Some(Posted::File(key));
    }
    if let Some(key) = key(KEPT_FILE) {
        return Some(Posted::Kept(key));
    }
    if let Some(key) = key(CODE_ID) {
        return Some(Posted::CodeId(key));
    }
    if let Some(key) = key(CODE) {
        return Some(Posted::Code(key));
    }
    if let Some(rest) = key(PICK) {
        return rest.split_once('.').map(|(field, asset)| Posted::Pick(field, asset));
    }
    let mut parts = key(CELL)?.splitn(3, '.');
    let (field, row, column) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Posted::Cell(field, row.parse().ok()?, column))
}

/// The posted name of an answer about the contact person.
#[must_use]
pub fn person_name(key: &str) -> String {
    format!("{PERSON}{key}")
}

/// The posted name of files of a field.
#[must_use]
pub fn file_name(key: &str) -> String {
    format!("{FILE}{key}")
}

/// The posted name of files of a field that arrived before.
#[must_use]
pub fn kept_name(key: &str) -> String {
    format!("{KEPT_FILE}{key}")
}

/// The posted name of a cell.
#[must_use]
pub fn cell_name(field: &str, row: usize, column: &str) -> String {
    format!("{CELL}{field}.{row}.{column}")
}

/// The posted name of how many of an asset.
#[must_use]
pub fn pick_name(field: &str, asset: &str) -> String {
    format!("{PICK}{field}.{asset}")
}

/// The posted name of a code that proves the number in a field.
#[must_use]
pub fn code_name(key: &str) -> String {
    format!("{CODE}{key}")
}

/// The posted name of that under which the code was sent.
#[must_use]
pub fn code_id_name(key: &str) -> String {
    format!("{CODE_ID}{key}")
}

/// The posted name of what stood in the field `key` when the page was made.
#[must_use]
pub fn was_name(key: &str) -> String {
    format!("{WAS}{key}")
}

/// The field of which a posted name says what stood there.
#[must_use]
pub fn was_key(name: &str) -> Option<&str> {
    name.strip_prefix(WAS).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_called_website_is_not_the_honeypot() {
        assert_ne!(answer_name("website"), HONEYPOT);
        assert_eq!(answer_key(&answer_name("website")), Some("website"));
    }

    #[test]
    fn every_posted_name_is_read_as_it_was_written() {
        assert_eq!(posted(&answer_name("a")), Some(Posted::Answer("a")));
        assert_eq!(posted(&person_name("phone")), Some(Posted::Person("phone")));
        assert_eq!(posted(&file_name("a")), Some(Posted::File("a")));
        assert_eq!(posted(&kept_name("a")), Some(Posted::Kept("a")));
        assert_eq!(posted(&cell_name("a", 12, "b")), Some(Posted::Cell("a", 12, "b")));
        assert_eq!(posted(&pick_name("a", "b")), Some(Posted::Pick("a", "b")));
        assert_eq!(posted(&code_name("a")), Some(Posted::Code("a")));
        assert_eq!(posted(&code_id_name("a")), Some(Posted::CodeId("a")));
        for name in [SUBMISSION, KEPT, MORE, "cell.a.x.b", "cell.a.1", "pick.a", "answer.", ""] {
            assert_eq!(posted(name), None, "{name}");
        }
    }

    #[test]
    fn names_without_the_prefix_are_no_answers() {
        for name in [SUBMISSION, HONEYPOT, "answer.", "phone", ""] {
            assert_eq!(answer_key(name), None, "{name}");
        }
    }
}
