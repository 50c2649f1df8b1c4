//! Words of rights, roles, licences and switches, and the sentences of what is wrong with a definition.

use truckroll_domain::access::{Area, BuiltIn, Feature, Module, Reach, Role, Verb};
use truckroll_ui::prelude::*;

fn key(of: &str, word: &str) -> String {
    format!("{of}-{}", word.replace('_', "-"))
}

/// An area.
#[must_use]
pub fn area(area: Area) -> String {
    tr(&key("staff-area", area.word()))
}

/// A verb.
#[must_use]
pub fn verb(verb: Verb) -> String {
    tr(&key("staff-verb", verb.word()))
}

/// A reach.
#[must_use]
pub fn reach(reach: Reach) -> String {
    tr(&key("staff-reach", reach.word()))
}

/// A module that agents are licensed for.
#[must_use]
pub fn module(module: Module) -> String {
    tr(&key("staff-module", module.word()))
}

/// The icon of a module.
#[must_use]
pub fn module_icon(module: Module) -> Icon {
    match module {
        Module::Chat => Icon::Message,
        Module::Tickets => Icon::Ticket,
        Module::Calls => Icon::Phone,
        Module::Visits => Icon::Truck,
        Module::Remote => Icon::Monitor,
        Module::Reports => Icon::Chart,
    }
}

/// A feature that can be switched.
#[must_use]
pub fn feature(feature: Feature) -> String {
    feature_word(feature.word())
}

/// A feature by its word; the word itself when this version does not know it.
#[must_use]
pub fn feature_word(word: &str) -> String {
    let known = key("feature", word);
    if has_message(&known) { tr(&known) } else { word.to_owned() }
}

/// The name of a role; built-in ones have theirs in the message files.
#[must_use]
pub fn role_name(role: &Role) -> String {
    match BuiltIn::of(role.id) {
        Some(built_in) if role.name.is_empty() => tr(&key("role", built_in.word())),
        _ => role.name.clone(),
    }
}

/// What a role is for: its remark, or the sentence of a built-in one.
#[must_use]
pub fn role_remark(role: &Role) -> String {
    match BuiltIn::of(role.id) {
        Some(built_in) if role.remark.is_empty() => tr(&format!("role-{}-text", built_in.word())),
        _ => role.remark.clone(),
    }
}

/// Words as the language lists them.
#[must_use]
pub fn list(words: impl IntoIterator<Item = String>) -> String {
    words.into_iter().collect::<Vec<_>>().join(&tr("staff-joint"))
}

/// The sentence of a problem key.
#[must_use]
pub fn problem(word: &str) -> String {
    let known = key("staff-problem", word);
    tr(if has_message(&known) { &known } else { "staff-problem-other" })
}

/// A count of what stands against removing or switching something, by the server's key.
#[must_use]
pub fn usage(what: &str, count: i64) -> String {
    let known = key("staff-usage", what);
    if has_message(&known) { tr!(&known, count = count) } else { tr!("staff-usage-other", count = count) }
}

/// All that stands against something, as one line.
#[must_use]
pub fn usages<'a>(counts: impl IntoIterator<Item = (&'a String, &'a String)>) -> String {
    list(counts.into_iter().map(|(what, count)| usage(what, count.parse().unwrap_or_default())))
}

/// Minutes after midnight as `08:00`, as a time field writes it.
#[must_use]
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60 % 24, minute % 60)
}

/// Minutes after midnight of a time field; `None` while nothing is chosen.
#[must_use]
pub fn minutes(clock: &str) -> Option<u16> {
    let (hour, minute) = clock.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.get(..2)?.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use dioxus::prelude::*;

    use super::*;

    #[test]
    fn everything_that_can_be_granted_or_switched_has_its_words() {
        for locale in Locale::ALL {
            let said = crate::sample::render(locale, || {
                let areas = Area::ALL.iter().map(|one| area(*one));
                let verbs = Verb::ALL.iter().map(|one| verb(*one));
                let reaches = Reach::ALL.iter().map(|one| reach(*one));
                let modules = Module::ALL.iter().map(|one| module(*one));
                let features = Feature::ALL.iter().flat_map(|one| {
                    let text = tr(&format!("{}-text", key("feature", one.word())));
                    [feature(*one), text, tr(&format!("feature-block-{}", one.block()))]
                });
                let roles = BuiltIn::ALL.iter().flat_map(|one| [role_name(&one.role()), role_remark(&one.role())]);
                let all: Vec<String> =
                    areas.chain(verbs).chain(reaches).chain(modules).chain(features).chain(roles).collect();
                rsx! {
                    for one in all {
                        p { "{one}" }
                    }
                }
            });
            for key in ["staff-area", "staff-verb", "staff-reach", "staff-module", "feature-", "role-"] {
                assert!(!said.contains(key), "{key} {locale:?}: {said}");
            }
        }
    }

    #[test]
    fn a_time_field_gives_minutes() {
        for (text, minute) in [
            ("08:30", Some(510)),
            ("00:00", Some(0)),
            ("23:59:00", Some(1439)),
            ("24:00", None),
            ("", None),
            ("8", None),
        ] {
            assert_eq!(minutes(text), minute, "{text}");
        }
        assert_eq!(clock(510), "08:30");
    }
}
