//! Every message exists in every language: `core/ui/messages/<language>/*.ftl` have the same keys, each once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::Result;

/// Every missing or doubled key as one line.
pub fn violations(folder: &Path) -> Result<Vec<String>> {
    let mut languages: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    for language in entries.flatten().filter(|entry| entry.path().is_dir()) {
        let keys = languages.entry(language.file_name().to_string_lossy().into_owned()).or_default();
        for file in fs::read_dir(language.path())?.flatten().map(|entry| entry.path()) {
            if file.extension().is_some_and(|extension| extension == "ftl") {
                keys.extend(keys_of(&fs::read_to_string(file)?));
            }
        }
    }
    Ok(differences(&languages))
}

/// Messages, and their attributes as `message.attribute`.
fn keys_of(text: &str) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut message = String::new();
    for line in text.lines() {
        let Some((name, _)) = line.split_once('=') else {
            continue;
        };
        let (indented, name) = (name.starts_with(' '), name.trim());
        let is_name = |name: &str| {
            name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '-')
                && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_')
        };
        match name.strip_prefix('.') {
            Some(attribute) if indented && is_name(attribute) => keys.push(format!("{message}.{attribute}")),
            None if !indented && is_name(name) => {
                message = name.to_string();
                keys.push(message.clone());
            }
            _ => {}
        }
    }
    keys
}

fn differences(languages: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let all: BTreeSet<&String> = languages.values().flatten().collect();
    let mut found = Vec::new();
    for (language, keys) in languages {
        let own: BTreeSet<&String> = keys.iter().collect();
        found.extend(all.difference(&own).map(|key| format!("messages/{language}: {key} is missing")));
        let mut seen = BTreeSet::new();
        found.extend(
            keys.iter().filter(|key| !seen.insert(*key)).map(|key| format!("messages/{language}: {key} occurs twice")),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_one_language_lacks_is_named() {
        let english = keys_of(
            "# a comment = no key\nassign = Assign to { $name }\n    .title = Assign\nminutes = { $n ->\n    [one] a = b\n   *[other] c\n}\n",
        );
        assert_eq!(english, ["assign", "assign.title", "minutes"]);
        let chinese = keys_of("assign = 派给 { $name }\nminutes = 分钟\nminutes = 分\n");
        let languages = BTreeMap::from([("en".to_string(), english), ("zh-CN".to_string(), chinese)]);
        assert_eq!(
            differences(&languages),
            ["messages/zh-CN: assign.title is missing", "messages/zh-CN: minutes occurs twice"]
        );
    }
}
