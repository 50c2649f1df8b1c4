//! Placeholders in texts of rules and targets: `{{ticket.number}}`, `{{company.name}}`, `{{contact.fields.level}}` (TKT-58).
//!
//! A name is looked up once, its value is put in as it is, and never read for placeholders again. What is inside the braces
//! is trimmed. A name that nobody knows is found when the text is saved ([`names`]); afterwards it gives nothing.

/// Longest name inside braces, bytes.
const MAX_NAME: usize = 120;

/// The pieces of a text: as it stands, or a name.
enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let Some(length) = rest[open + 2..].find("}}") else { break };
        let name = rest[open + 2..open + 2 + length].trim();
        let after = open + 2 + length + 2;
        if name.is_empty() || name.len() > MAX_NAME || name.contains(['{', '}', '\n']) {
            // no placeholder: these braces are text, and one may begin inside them
            all.push(Piece::Text(&rest[..open + 2]));
            rest = &rest[open + 2..];
            continue;
        }
        all.push(Piece::Text(&rest[..open]));
        all.push(Piece::Name(name));
        rest = &rest[after..];
    }
    all.push(Piece::Text(rest));
    all
}

/// The names in a text.
#[must_use]
pub fn names(text: &str) -> Vec<&str> {
    pieces(text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Name(name) => Some(name),
            Piece::Text(_) => None,
        })
        .collect()
}

/// The text with every name replaced by what `value` says.
#[must_use]
pub fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Name(name) => filled.push_str(&value(name).unwrap_or_default()),
        }
    }
    filled
}

/// What can be said of a ticket besides its own fields.
pub const TICKET: [&str; 24] = [
    "id",
    "number",
    "title",
    "description",
    "type",
    "status",
    "priority",
    "source",
    "assignee",
    "assignee_phone",
    "assignee_email",
    "group",
    "company",
    "contact",
    "phone",
    "address",
    "asset",
    "created_at",
    "updated_at",
    "link",
    "customer_link",
    "progress_link",
    "satisfaction_link",
    "last_reply",
];

/// Names that other systems' templates use for the same, and ours.
const ALIASES: [(&str, &str); 11] = [
    ("ticketId", "number"),
    ("subject", "title"),
    ("descript", "description"),
    ("createDT", "created_at"),
    ("updateDT", "updated_at"),
    ("ticketSource", "source"),
    ("ticketType", "type"),
    ("ticketStatus", "status"),
    ("priorityLevel", "priority"),
    ("servicerUserId", "assignee"),
    ("servicer_Mobile", "assignee_phone"),
];

/// Our name of something said of a ticket.
#[must_use]
pub fn own_name(name: &str) -> &str {
    ALIASES.iter().find(|(other, _)| *other == name).map_or(name, |(_, ours)| ours)
}
