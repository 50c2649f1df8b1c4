//! What every component needs to know about its reader: language, time zone, the present moment.
//!
//! An app's root (and each portal page) calls [`use_ui_provider`] once; components read it through
//! [`use_ui`] or, for words, through [`tr`](crate::i18n::tr). The app moves `now` (every few seconds)
//! and nothing below asks a clock. Without a provider the defaults are English, UTC and time zero.

use dioxus::prelude::*;

use crate::format::{Format, Turns};
use crate::i18n::Locale;

/// The reader's language, zone and clock; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct UiContext {
    /// The language of all words.
    pub locale: Signal<Locale>,
    /// Minutes to add to UTC for local time.
    pub offset_minutes: Signal<i32>,
    /// When the zone's clocks change; without any the offset holds always.
    pub turns: Signal<Turns>,
    /// The present, milliseconds since 1970 UTC.
    pub now_ms: Signal<i64>,
}

impl UiContext {
    /// A formatter for the present values; reading it subscribes the component to language and zone
    /// and to the moving clock.
    #[must_use]
    pub fn format(&self) -> Format {
        Format { now_ms: *self.now_ms.read(), ..self.format_still() }
    }

    /// A formatter that does not subscribe to the clock, for absolute times.
    #[must_use]
    pub fn format_still(&self) -> Format {
        Format {
            locale: *self.locale.read(),
            offset_minutes: *self.offset_minutes.read(),
            turns: *self.turns.read(),
            now_ms: *self.now_ms.peek(),
        }
    }
}

/// Provides the context to everything below; call it in the root component.
pub fn use_ui_provider(locale: Locale, offset_minutes: i32, now_ms: i64) -> UiContext {
    let context = UiContext {
        locale: use_signal(|| locale),
        offset_minutes: use_signal(|| offset_minutes),
        turns: use_signal(Turns::default),
        now_ms: use_signal(|| now_ms),
    };
    use_context_provider(|| context)
}

/// The context of the nearest provider, if there is one.
#[must_use]
pub fn try_ui() -> Option<UiContext> {
    // Words are also asked for outside components (tests, plain functions): no runtime, no context.
    dioxus::core::Runtime::try_current()?;
    try_consume_context::<UiContext>()
}

/// The locale to speak now.
#[must_use]
pub fn current_locale() -> Locale {
    try_ui().map_or_else(Locale::default, |ui| *ui.locale.read())
}

/// The formatter of this component, see [`UiContext::format`].
#[must_use]
pub fn use_format() -> Format {
    try_ui().map_or_else(Format::default, |ui| ui.format())
}

/// The locale signal, to show or to change the language.
#[must_use]
pub fn use_locale() -> Signal<Locale> {
    use_ui().locale
}

/// The context of the provider above.
///
/// # Panics
/// When no ancestor called [`use_ui_provider`]; that is a fault of the app's root.
#[must_use]
pub fn use_ui() -> UiContext {
    use_context::<UiContext>()
}

/// An `id` that is unique in the page and stable for this component's life, for labels and `aria-*`.
#[must_use]
pub fn use_dom_id() -> String {
    use_hook(|| format!("tr-{}", dioxus::core::current_scope_id().0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tr;

    #[component]
    fn Word() -> Element {
        let format = use_format();
        rsx! {
            p { {tr("verb-save")} " " {format.clock(36_000_000)} }
        }
    }

    #[component]
    fn Root() -> Element {
        use_ui_provider(Locale::ZhCn, 480, 0);
        rsx! {
            Word {}
        }
    }

    #[test]
    fn words_and_times_follow_the_provider() {
        let mut dom = VirtualDom::new(Root);
        dom.rebuild_in_place();
        assert_eq!(dioxus_ssr::render(&dom), "<p>保存 18:00</p>");
    }

    #[test]
    fn without_a_provider_the_words_are_english() {
        assert_eq!(dioxus_ssr::render_element(rsx! { Word {} }), "<p>Save 10:00</p>");
        assert_eq!(tr("verb-save"), "Save");
    }
}
