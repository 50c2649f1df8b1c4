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
/// Text of a reply.
pub const TEXT: &str = "text";
/// Stars of a rating, 1 to 5.
pub const STARS: &str = "stars";
/// Words of a rating.
pub const COMMENT: &str = "comment";

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
    fn names_without_the_prefix_are_no_answers() {
        for name in [SUBMISSION, HONEYPOT, "answer.", "phone", ""] {
            assert_eq!(answer_key(name), None, "{name}");
        }
    }
}
