//! What differs between two states of a thing, member by member.

use serde_json::Value;

/// Most lines that are shown.
const MAX_LINES: usize = 200;

/// A member that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The way to it: `fields.2.label`.
    pub member: String,
    /// Its value before; none: it was not there.
    pub before: Option<String>,
    /// Its value afterwards; none: it is not there.
    pub after: Option<String>,
}

fn flat(value: &Value, path: String, into: &mut Vec<(String, String)>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Null => {}
        Value::Object(members) => members.iter().for_each(|(name, value)| flat(value, below(name), into)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(n, value)| flat(value, below(&(n + 1).to_string()), into))
        }
        Value::String(text) => into.push((path, text.clone())),
        other => into.push((path, other.to_string())),
    }
}

/// The members that differ, in the order of the later state, then those that are gone.
pub fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    flat(before, String::new(), &mut old);
    flat(after, String::new(), &mut new);
    let find = |list: &[(String, String)], member: &str| list.iter().find(|(m, _)| m == member).map(|(_, v)| v.clone());
    let mut lines: Vec<Difference> = new
        .iter()
        .map(|(member, value)| Difference {
            member: member.clone(),
            before: find(&old, member),
            after: Some(value.clone()),
        })
        .filter(|line| line.before != line.after)
        .collect();
    let gone = old.iter().filter(|(member, _)| find(&new, member).is_none());
    lines.extend(gone.map(|(member, value)| Difference {
        member: member.clone(),
        before: Some(value.clone()),
        after: None,
    }));
    lines.truncate(MAX_LINES);
    lines
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_shown_with_the_way_to_it() {
        let before = json!({"photos": 0, "solution": true, "fields": [{"label": "Meter"}, {"label": "Gate"}]});
        let after = json!({"photos": 2, "solution": true, "fields": [{"label": "Reading"}]});
        let lines: Vec<(String, Option<String>, Option<String>)> =
            differences(&before, &after).into_iter().map(|d| (d.member, d.before, d.after)).collect();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            lines,
            [
                ("fields.1.label".to_owned(), some("Meter"), some("Reading")),
                ("photos".to_owned(), some("0"), some("2")),
                ("fields.2.label".to_owned(), some("Gate"), None),
            ]
        );
        assert!(differences(&Value::Null, &Value::Null).is_empty());
        assert_eq!(differences(&Value::Null, &json!({"wrong": "code"}))[0].before, None);
    }
}
