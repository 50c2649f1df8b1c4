//! A person's face: the photo when there is one, else initials on a colour of their own.

use dioxus::prelude::*;

/// How large a face is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// 24 px, in rows.
    Small,
    /// 32 px.
    #[default]
    Medium,
    /// 56 px, on a person's page and for the customer.
    Large,
}

/// A face with the person's name as its text.
#[component]
pub fn Avatar(
    #[props(into)] name: String,
    /// The photo's address.
    #[props(into)]
    photo: Option<String>,
    #[props(default)] size: AvatarSize,
    /// The name stands beside it already: hide this from screen readers.
    #[props(default)]
    decorative: bool,
) -> Element {
    let (class, side) = match size {
        AvatarSize::Small => ("tr-avatar tr-avatar-small", 24),
        AvatarSize::Medium => ("tr-avatar", 32),
        AvatarSize::Large => ("tr-avatar tr-avatar-large", 56),
    };
    if let Some(photo) = photo {
        return rsx! {
            img {
                class,
                src: photo,
                alt: if decorative { "" } else { "{name}" },
                width: "{side}",
                height: "{side}",
                loading: "lazy",
            }
        };
    }
    rsx! {
        span {
            class: "{class} tr-hue-{hue(&name)}",
            role: if !decorative { "img" },
            aria_label: if !decorative { name.clone() },
            aria_hidden: if decorative { "true" },
            {initials(&name)}
        }
    }
}

/// One of eight colours, the same for the same name on every device.
fn hue(name: &str) -> u32 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % 8
}

/// First letters of first and last word; for a Chinese name its last two characters, as colleagues say it.
fn initials(name: &str) -> String {
    let cjk = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
    let chars: Vec<char> = name.trim().chars().collect();
    if !chars.is_empty() && chars.iter().all(|c| cjk(*c)) {
        return chars[chars.len().saturating_sub(2)..].iter().collect();
    }
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|w| w.chars().next());
    let last = words.next_back().and_then(|w| w.chars().next());
    let both: String = [first, last].into_iter().flatten().collect();
    if both.is_empty() { "?".to_owned() } else { both.to_uppercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_follow_the_script_of_the_name() {
        for (name, said) in [
            ("Chen Wei", "CW"),
            ("Ada", "A"),
            ("maria del carmen ruiz", "MR"),
            ("陈小明", "小明"),
            ("李", "李"),
            ("  ", "?"),
            ("", "?"),
        ] {
            assert_eq!(initials(name), said, "{name}");
        }
    }

    #[test]
    fn a_name_keeps_its_colour() {
        assert_eq!(hue("Chen Wei"), hue("Chen Wei"));
        let html = dioxus_ssr::render_element(rsx! { Avatar { name: "Chen Wei" } });
        assert!(html.contains("aria-label=\"Chen Wei\""), "{html}");
    }
}
