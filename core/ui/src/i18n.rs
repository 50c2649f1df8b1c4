//! Words in the reader's language: Fluent messages, embedded, for English and Simplified Chinese.
//!
//! Copy lives in `messages/<locale>/<area>.ftl` and nowhere else. Bundles are parsed once a thread and
//! kept; a lookup is a hash map access and a format. A component says [`tr`] and re-renders when the
//! locale in its [`UiContext`](crate::context::UiContext) changes; code outside components says [`t`].
//! A missing key shows the key itself and fails the tests, never the page.
//!
//! To add an area, add a line to the list of areas below and the two files. A program for the browser carries only the
//! areas it names with [`speak`]; everywhere else all of them are there.

use std::cell::{Cell, OnceCell};

use crate::context::current_locale;
use crate::wording::Wording;
pub use crate::wording::{Args, Value};

/// A language the product speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    ZhCn,
}

impl Locale {
    /// Both languages, in the order of the language menu.
    pub const ALL: [Self; 2] = [Self::En, Self::ZhCn];

    /// The BCP 47 tag, for `lang` attributes and for storage.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }

    /// The message key of the language's own name.
    #[must_use]
    pub const fn name_key(self) -> &'static str {
        match self {
            Self::En => "language-en",
            Self::ZhCn => "language-zh-CN",
        }
    }

    /// The locale of one tag such as `zh-Hans-CN` or `en_GB`, if we speak that language.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.trim().split(['-', '_']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("en") {
            Some(Self::En)
        } else if language.eq_ignore_ascii_case("zh") {
            Some(Self::ZhCn)
        } else {
            None
        }
    }

    /// The best locale for an `Accept-Language` header or a comma-joined `navigator.languages`; English when
    /// nothing in it is spoken here.
    #[must_use]
    pub fn negotiate(accept: &str) -> Self {
        Self::spoken(accept).unwrap_or_default()
    }

    /// As [`Locale::negotiate`], but `None` when we speak none of the languages.
    ///
    /// Higher `q` wins, then order. At most 32 entries are read.
    #[must_use]
    pub fn spoken(accept: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for entry in accept.split(',').take(32) {
            let mut parts = entry.split(';');
            let Some(locale) = parts.next().and_then(Self::from_tag) else {
                continue;
            };
            let weight =
                parts.find_map(|p| p.trim().strip_prefix("q=")).map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
            if weight > 0.0 && best.is_none_or(|(w, _)| weight > w) {
                best = Some((weight, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }

    /// The language to speak with somebody: what he `chose`, else what his browser `accepts` if we speak it,
    /// else that of his organisation.
    #[must_use]
    pub fn for_reader(chosen: Option<&str>, accepts: &str, organisation: &str) -> Self {
        chosen
            .and_then(Self::from_tag)
            .or_else(|| Self::spoken(accepts))
            .or_else(|| Self::from_tag(organisation))
            .unwrap_or_default()
    }
}

/// The messages of one part of the product.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    name: &'static str,
    english: &'static str,
    chinese: &'static str,
}

impl Area {
    /// Its name, which is that of its files.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

macro_rules! area {
    ($name:literal) => {
        Area {
            name: $name,
            english: include_str!(concat!("../messages/en/", $name, ".ftl")),
            chinese: include_str!(concat!("../messages/zh-CN/", $name, ".ftl")),
        }
    };
}

/// Every area.
pub static ALL: &[Area] = &[
    area!("shell"),
    area!("sign-in"),
    area!("states"),
    area!("visits"),
    area!("tickets"),
    area!("phrases"),
    area!("dispatch"),
    area!("portal"),
    area!("publishing"),
    area!("refusals"),
    area!("people"),
    area!("customers"),
    area!("imports"),
    area!("files"),
    area!("assets"),
    area!("customer-work"),
    area!("fees"),
    area!("payments"),
    area!("fields"),
    area!("forms"),
    area!("rules"),
    area!("calendar"),
    area!("shifts"),
    area!("roster"),
    area!("linked"),
    area!("macros"),
    area!("staff"),
    area!("staff-table"),
    area!("preferences"),
    area!("navigation"),
    area!("desk"),
    area!("setup"),
    area!("account"),
    area!("audit"),
    area!("engineer"),
    area!("phone-directory"),
    area!("phone-tickets"),
    area!("profile"),
    area!("notices-prefs"),
    area!("settings-company"),
    area!("details"),
    area!("sla"),
    area!("views"),
    area!("templates"),
    area!("ticket-forms"),
    area!("print"),
    area!("reports"),
    area!("daily"),
    area!("workflows"),
    area!("triggers"),
];

/// What the engineers' app says.
pub static PHONE: &[Area] = &[
    area!("shell"),
    area!("sign-in"),
    area!("states"),
    area!("visits"),
    area!("refusals"),
    area!("shifts"),
    area!("engineer"),
    area!("phone-directory"),
    area!("phone-tickets"),
    area!("profile"),
    area!("notices-prefs"),
];

thread_local! {
    #[cfg(not(target_arch = "wasm32"))]
    static SPOKEN: Cell<&'static [Area]> = const { Cell::new(ALL) };
    #[cfg(target_arch = "wasm32")]
    static SPOKEN: Cell<&'static [Area]> = const { Cell::new(&[]) };
}

/// Names the areas of this program. In a browser the others stay out of it; call it before the first word.
pub fn speak(areas: &'static [Area]) {
    SPOKEN.set(areas);
}

/// The message keys of some areas.
#[must_use]
pub fn keys_of(areas: &[Area]) -> Vec<&'static str> {
    let lines = areas.iter().flat_map(|area| area.english.lines());
    lines
        .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once('=').map(|(key, _)| key.trim()))
        .collect()
}

thread_local! {
    static ENGLISH: OnceCell<Wording> = const { OnceCell::new() };
    static CHINESE: OnceCell<Wording> = const { OnceCell::new() };
}

fn build(locale: Locale) -> Wording {
    let text = |area: &'static Area| match locale {
        Locale::En => area.english,
        Locale::ZhCn => area.chinese,
    };
    Wording::new(locale, SPOKEN.get().iter().map(text))
}

fn with_words<R>(locale: Locale, read: impl FnOnce(&Wording) -> R) -> R {
    let cell = match locale {
        Locale::En => &ENGLISH,
        Locale::ZhCn => &CHINESE,
    };
    cell.with(|words| read(words.get_or_init(|| build(locale))))
}

/// The message `key` in `locale`.
#[must_use]
pub fn t(locale: Locale, key: &str) -> String {
    format_message(locale, key, None)
}

/// The message `key` in `locale` with its placeables filled.
#[must_use]
pub fn t_args(locale: Locale, key: &str, args: &Args) -> String {
    format_message(locale, key, Some(args))
}

/// Whether both languages have `key`; for keys built from a peer's words (a refusal name).
#[must_use]
pub fn has_message(key: &str) -> bool {
    with_words(Locale::En, |words| words.has(key))
}

/// The message `key` in the locale of the component being rendered.
#[must_use]
pub fn tr(key: &str) -> String {
    t(current_locale(), key)
}

/// As [`tr`], with arguments; [`tr!`](crate::tr!) is the shorter way to write it.
#[must_use]
pub fn tr_args(key: &str, args: &Args) -> String {
    t_args(current_locale(), key, args)
}

fn format_message(locale: Locale, key: &str, args: Option<&Args>) -> String {
    with_words(locale, |words| words.say(key, args)).unwrap_or_else(|| key.to_owned())
}

/// A message in the current locale: `tr!("verb-save")` or `tr!("offline-changes", count = 3)`.
#[macro_export]
macro_rules! tr {
    ($key:expr) => { $crate::i18n::tr($key) };
    ($key:expr, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut args = $crate::i18n::Args::new();
        $(args.set(stringify!($name), $value);)+
        $crate::i18n::tr_args($key, &args)
    }};
}

/// A message in a named locale: `tl!(locale, "age-minutes", count = 5)`.
#[macro_export]
macro_rules! tl {
    ($locale:expr, $key:expr) => { $crate::i18n::t($locale, $key) };
    ($locale:expr, $key:expr, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut args = $crate::i18n::Args::new();
        $(args.set(stringify!($name), $value);)+
        $crate::i18n::t_args($locale, $key, &args)
    }};
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

    use super::*;

    /// Message keys of one file with the names of the variables each mentions.
    fn keys(area: &str, text: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut key = String::new();
        for line in text.lines() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            if !line.starts_with([' ', '}', '[', '*', '.']) {
                let (name, _) = line.split_once('=').expect("a message line has `=`");
                key = name.trim().to_owned();
                let fresh = found.insert(key.clone(), BTreeSet::new()).is_none();
                assert!(fresh, "{area}: {key} occurs twice");
            }
            for rest in line.split('$').skip(1) {
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '-' || *c == '_').collect();
                found.get_mut(&key).expect("entered above").insert(name);
            }
        }
        found
    }

    #[test]
    fn both_languages_have_the_same_keys_and_variables() {
        let mut seen = BTreeSet::new();
        for Area { name: area, english, chinese } in ALL {
            let (english, chinese) = (keys(area, english), keys(area, chinese));
            let en: Vec<_> = english.keys().collect();
            let zh: Vec<_> = chinese.keys().collect();
            assert_eq!(en, zh, "{area}");
            assert_eq!(english, chinese, "{area}: variables differ");
            for key in english.into_keys() {
                assert!(seen.insert(key.clone()), "{key} occurs in two files");
            }
        }
    }

    /// Every message of every file, with every variable as a number and as a word, against Fluent's own formatter.
    #[test]
    fn every_file_parses_and_every_message_is_what_fluent_makes_of_it() {
        for Area { name: area, english, chinese } in ALL {
            for (locale, text) in [(Locale::En, english), (Locale::ZhCn, chinese)] {
                let resource = match FluentResource::try_new((*text).to_owned()) {
                    Ok(resource) => resource,
                    Err((_, faults)) => panic!("{area} {locale:?}: {faults:?}"),
                };
                let mut bundle = FluentBundle::new(vec![locale.tag().parse().expect("our tags are valid")]);
                bundle.set_use_isolating(false);
                bundle.add_resource(resource).expect("no key twice");
                for (key, variables) in keys(area, text) {
                    let pattern = bundle.get_message(&key).and_then(|m| m.value()).expect("a message has a value");
                    for given in [Value::from(0), 1.into(), 2.into(), 21.into(), "word".into()] {
                        let (mut args, mut theirs) = (Args::new(), FluentArgs::new());
                        for name in &variables {
                            args.set(name.clone(), given.clone());
                            match &given {
                                Value::Text(text) => theirs.set(name.clone(), text.clone()),
                                Value::Whole(n) => theirs.set(name.clone(), *n),
                                Value::Real(n) => theirs.set(name.clone(), *n),
                            }
                        }
                        let mut faults = Vec::new();
                        let said = bundle.format_pattern(pattern, Some(&theirs), &mut faults);
                        assert!(faults.is_empty(), "{area} {key} {locale:?}: {faults:?}");
                        assert!(!said.trim().is_empty(), "{area} {key} {locale:?}");
                        assert_eq!(t_args(locale, &key, &args), said, "{area} {key} {locale:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_plural_follows_the_language() {
        assert_eq!(tl!(Locale::En, "offline-changes", count = 1), "1 change waits");
        assert_eq!(tl!(Locale::En, "offline-changes", count = 3), "3 changes wait");
        assert_eq!(tl!(Locale::ZhCn, "offline-changes", count = 3), "3 项修改待发送");
    }

    #[test]
    fn a_missing_key_shows_itself() {
        assert_eq!(t(Locale::En, "no-such-key"), "no-such-key");
    }

    #[test]
    fn negotiation_takes_the_best_language_we_speak() {
        for (accept, wanted) in [
            ("", Locale::En),
            ("zh-CN,zh;q=0.9,en;q=0.8", Locale::ZhCn),
            ("en-GB,en;q=0.9,zh;q=0.8", Locale::En),
            ("fr-FR, zh-Hans;q=0.5, en;q=0.4", Locale::ZhCn),
            ("zh;q=0, en;q=0.1", Locale::En),
            ("de, fr", Locale::En),
            ("zh_CN", Locale::ZhCn),
            ("en;q=nonsense, zh;q=0.2", Locale::ZhCn),
        ] {
            assert_eq!(Locale::negotiate(accept), wanted, "{accept}");
        }
    }

    #[test]
    fn a_reader_hears_his_choice_then_his_browser_then_his_organisation() {
        for (chosen, accepts, organisation, wanted) in [
            (Some("zh-CN"), "en", "en", Locale::ZhCn),
            (Some("en"), "zh-CN", "zh-CN", Locale::En),
            (None, "en-GB,en", "zh-CN", Locale::En),
            (None, "zh-CN", "en", Locale::ZhCn),
            (None, "fr-FR,fr", "zh-CN", Locale::ZhCn),
            (None, "", "zh-CN", Locale::ZhCn),
            (Some("no language"), "fr", "", Locale::En),
        ] {
            let heard = Locale::for_reader(chosen, accepts, organisation);
            assert_eq!(heard, wanted, "{chosen:?} {accepts} {organisation}");
        }
    }
}
