//! The words that leave the house: push messages, e-mail, tables, in both languages.
//!
//! Screens word things themselves; a phone's lock screen, a mail program and a spreadsheet cannot. Copy lives in
//! `sync-server/messages/<language>`.

use std::cell::OnceCell;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use truckroll_portal::Locale;

type Bundle = FluentBundle<FluentResource>;

const ENGLISH_TEXT: [&str; 4] = [
    include_str!("../../messages/en/notices.ftl"),
    include_str!("../../messages/en/print.ftl"),
    include_str!("../../messages/en/imports.ftl"),
    include_str!("../../messages/en/rules.ftl"),
];
const CHINESE_TEXT: [&str; 4] = [
    include_str!("../../messages/zh-CN/notices.ftl"),
    include_str!("../../messages/zh-CN/print.ftl"),
    include_str!("../../messages/zh-CN/imports.ftl"),
    include_str!("../../messages/zh-CN/rules.ftl"),
];

thread_local! {
    static ENGLISH: OnceCell<Bundle> = const { OnceCell::new() };
    static CHINESE: OnceCell<Bundle> = const { OnceCell::new() };
}

fn build(locale: Locale) -> Bundle {
    let language = locale.tag().parse().expect("our own tags are valid BCP 47");
    let mut bundle = FluentBundle::new(vec![language]);
    bundle.set_use_isolating(false);
    let texts = match locale {
        Locale::En => ENGLISH_TEXT,
        Locale::ZhCn => CHINESE_TEXT,
    };
    for text in texts {
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The message `key` with its arguments; `None` when there is no such message.
#[must_use]
pub fn say<'a>(locale: Locale, key: &str, args: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<String> {
    let mut values = FluentArgs::new();
    for (name, value) in args {
        values.set(name.to_owned(), FluentValue::from(value));
    }
    let cell = match locale {
        Locale::En => &ENGLISH,
        Locale::ZhCn => &CHINESE,
    };
    cell.with(|cell| {
        let bundle = cell.get_or_init(|| build(locale));
        let pattern = bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        Some(bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_messages_and_words_for_every_notice() {
        let keys = |text: &str| -> Vec<String> {
            text.lines().filter_map(|l| l.split_once(" =")).map(|(k, _)| k.to_owned()).collect()
        };
        assert_eq!(ENGLISH_TEXT.map(keys), CHINESE_TEXT.map(keys));
        for locale in Locale::ALL {
            for kind in super::super::plan::KINDS {
                let key = format!("notice-{}", kind.replace('_', "-"));
                let text = say(locale, &key, [("number", "V-1"), ("title", "x"), ("by", "Li")]);
                assert!(text.is_some_and(|t| !t.contains('{')), "{key}");
            }
        }
        assert_eq!(say(Locale::En, "no-such-message", []), None);
    }
}
