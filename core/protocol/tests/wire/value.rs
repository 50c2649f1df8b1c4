//! Serialised values without their types: comparing them, showing them, adding what nobody knows.

use ciborium::Value;
use serde::Serialize;

/// What a value says, whatever bytes it becomes.
pub fn tree(value: &impl Serialize) -> Value {
    Value::serialized(value).expect("samples can be written")
}

/// Whether all of `old` is in `new`: members may be added and lists may grow at their end. What is empty may be
/// left out. The error is the place.
pub fn says_all(old: &Value, new: &Value) -> Result<(), String> {
    compare(old, new, &mut String::new())
}

fn compare(old: &Value, new: &Value, path: &mut String) -> Result<(), String> {
    let length = path.len();
    match (old, new) {
        (Value::Map(old), Value::Map(new)) => {
            for (key, value) in old {
                path.push('.');
                path.push_str(&shown(key));
                match new.iter().find(|(known, _)| known == key) {
                    Some((_, same)) => compare(value, same, path)?,
                    None if is_empty(value) => {}
                    None => return Err(format!("{path} is missing")),
                }
                path.truncate(length);
            }
            Ok(())
        }
        (Value::Array(old), Value::Array(new)) => {
            for (index, value) in old.iter().enumerate() {
                path.push_str(&format!("[{index}]"));
                compare(value, new.get(index).ok_or_else(|| format!("{path} is missing"))?, path)?;
                path.truncate(length);
            }
            Ok(())
        }
        (old, new) if old == new => Ok(()),
        (Value::Text(old), Value::Text(new)) if old.starts_with('{') && new.starts_with('{') => {
            // JSON in a text: an overlay, a definition
            let inside = |text: &str| serde_json::from_str::<serde_json::Value>(text).map(|json| tree(&json));
            match (inside(old), inside(new)) {
                (Ok(old), Ok(new)) => compare(&old, &new, path),
                _ => Err(format!("{path}: {old:?} became {new:?}")),
            }
        }
        (Value::Bytes(was), Value::Bytes(is)) => {
            // a whole document that was packed ahead of time
            let inside = |bytes: &[u8]| ciborium::from_reader::<Value, _>(bytes).ok().filter(Value::is_map);
            match (inside(was), inside(is)) {
                (Some(old), Some(new)) => compare(&old, &new, path),
                _ => Err(format!("{path}: {} became {}", shown(old), shown(new))),
            }
        }
        (old, new) => Err(format!("{path}: {} became {}", shown(old), shown(new))),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Text(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ => false,
    }
}

/// CBOR diagnostic notation (RFC 8949, section 8).
pub fn shown(value: &Value) -> String {
    let mut out = String::new();
    show(value, 0, &mut out);
    out
}

fn show(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(&b.to_string()),
        Value::Integer(n) => out.push_str(&i128::from(*n).to_string()),
        Value::Float(n) => out.push_str(&format!("{n:?}")),
        Value::Text(text) => out.push_str(&format!("{text:?}")),
        Value::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
            out.push_str(&format!("h'{digits}'"));
        }
        Value::Array(list) => {
            out.push('[');
            for item in list {
                new_line(depth + 1, out);
                show(item, depth + 1, out);
                out.push(',');
            }
            close(']', list.is_empty(), depth, out);
        }
        Value::Map(map) => {
            out.push('{');
            for (key, item) in map {
                new_line(depth + 1, out);
                show(key, depth + 1, out);
                out.push_str(": ");
                show(item, depth + 1, out);
                out.push(',');
            }
            close('}', map.is_empty(), depth, out);
        }
        other => panic!("{other:?} is not used in messages"),
    }
}

fn new_line(depth: usize, out: &mut String) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}

fn close(bracket: char, empty: bool, depth: usize, out: &mut String) {
    if !empty {
        new_line(depth, out);
    }
    out.push(bracket);
}

/// The member that no version knows.
pub const STRANGER: &str = "zz_newer";

/// Adds [`STRANGER`] to every map of `value` for which `struct_at` says that it is a struct. The argument is the
/// path of member names; elements of lists have the path of the list.
pub fn with_strangers(value: &Value, struct_at: &dyn Fn(&[&str]) -> bool) -> Value {
    fn walk<'a>(value: &'a Value, path: &mut Vec<&'a str>, struct_at: &dyn Fn(&[&str]) -> bool) -> Value {
        match value {
            Value::Map(map) => {
                let mut all: Vec<(Value, Value)> = Vec::new();
                for (key, item) in map {
                    path.push(key.as_text().unwrap_or("*"));
                    all.push((key.clone(), walk(item, path, struct_at)));
                    path.pop();
                }
                if struct_at(path) {
                    let newer = Value::Map(vec![(Value::from("deep"), Value::Array(vec![Value::from(1)]))]);
                    all.push((Value::from(STRANGER), newer));
                }
                Value::Map(all)
            }
            Value::Array(list) => Value::Array(list.iter().map(|item| walk(item, path, struct_at)).collect()),
            other => other.clone(),
        }
    }
    walk(value, &mut Vec::new(), struct_at)
}

/// The value at `path`: names of members, indexes of lists.
pub fn at_path<'a>(value: &'a mut Value, path: &[&str]) -> &'a mut Value {
    path.iter().fold(value, |value, part| match value {
        Value::Map(map) => {
            let found = map.iter_mut().find(|(key, _)| key.as_text() == Some(part));
            &mut found.unwrap_or_else(|| panic!("no member {part}")).1
        }
        Value::Array(list) => &mut list[part.parse::<usize>().expect("an index")],
        other => panic!("{other:?} has no {part}"),
    })
}
