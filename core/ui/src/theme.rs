//! Appearance and language of the page itself: the `data-theme` and `lang` of the document.

use crate::bridge;
use crate::i18n::Locale;

/// How the page looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device says.
    #[default]
    System,
    /// Dark words on light ground.
    Light,
    /// Light words on dark ground.
    Dark,
    /// White words on black ground, strong edges.
    Contrast,
}

impl Theme {
    /// Every choice, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::Contrast];

    /// The value kept in settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Contrast => "contrast",
        }
    }

    /// The choice kept under `name`; anything unknown is [`Theme::System`].
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or_default()
    }

    /// The message key of the choice.
    #[must_use]
    pub const fn label_key(self) -> &'static str {
        match self {
            Self::System => "theme-system",
            Self::Light => "theme-light",
            Self::Dark => "theme-dark",
            Self::Contrast => "theme-contrast",
        }
    }

    /// The `data-theme` attribute; none follows the device.
    #[must_use]
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("truckroll"),
            Self::Dark => Some("truckroll-dark"),
            Self::Contrast => Some("truckroll-contrast"),
        }
    }
}

/// Sets the theme of the whole page; outside a browser there is no page and nothing happens.
pub fn apply_theme(theme: Theme) {
    bridge::set_page_attribute("data-theme", theme.attribute().unwrap_or_default());
}

/// Sets the colour of the bar at the side; empty for that of the theme.
pub fn apply_sidebar(colour: &str) {
    bridge::set_page_attribute("data-sidebar", colour);
}

/// Sets the step of the size of all text; the style sheet knows the words.
pub fn apply_text_size(step: &str) {
    bridge::set_page_attribute("data-text", step);
}

/// Sets the language of the whole page, for screen readers, hyphenation and the choice of CJK glyphs.
pub fn apply_locale(locale: Locale) {
    bridge::set_page_attribute("lang", locale.tag());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_choice_comes_back() {
        for theme in Theme::ALL {
            assert_eq!(Theme::from_name(theme.name()), theme);
        }
        assert_eq!(Theme::from_name("sepia"), Theme::System);
    }
}
