//! The two themes keep their promises: words are readable, edges are visible, states tell apart, and the
//! customer pages use the same colours as the apps.

use std::collections::BTreeMap;

const APP: &str = include_str!("../styles/app.css");
const FRAME: &str = include_str!("../styles/frame.css");
const PORTAL: &str = include_str!("../styles/portal.css");
const LOOK: &str = include_str!("../../../web/portal/assets/look.css");

type Oklch = [f64; 3];

/// The `--name: oklch(...)` lines between two marks of a stylesheet.
fn colours(css: &str, from: &str, until: &str) -> BTreeMap<String, Oklch> {
    let start = css.find(from).unwrap_or_else(|| panic!("{from} is in the stylesheet"));
    let block = &css[start..];
    let block = &block[..block.find(until).expect("the block ends")];
    let mut found = BTreeMap::new();
    for line in block.split(';') {
        let Some((name, value)) = line.split_once(':') else { continue };
        let Some(inner) = value.trim().strip_prefix("oklch(").and_then(|v| v.strip_suffix(')')) else {
            continue;
        };
        let numbers: Vec<f64> = inner.split_whitespace().map_while(|n| n.parse().ok()).collect();
        let name = name.trim().rsplit(['\n', '{', ' ']).next().expect("a name");
        if let [l, c, h] = numbers[..] {
            found.insert(name.to_owned(), [l, c, h]);
        }
    }
    found
}

fn light() -> BTreeMap<String, Oklch> {
    colours(APP, "name: \"truckroll\";", "\n}")
}

fn dark() -> BTreeMap<String, Oklch> {
    colours(APP, "name: \"truckroll-dark\";", "\n}")
}

fn strong() -> BTreeMap<String, Oklch> {
    colours(APP, "name: \"truckroll-contrast\";", "\n}")
}

fn oklab([l, c, h]: Oklch) -> [f64; 3] {
    let (sin, cos) = h.to_radians().sin_cos();
    [l, c * cos, c * sin]
}

/// Relative luminance of an OKLab colour, clipped to what a screen shows.
fn luminance([l, a, b]: [f64; 3]) -> f64 {
    let cube = |x: f64| x * x * x;
    let long = cube(l + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let medium = cube(l - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let short = cube(l - 0.089_484_177_5 * a - 1.291_485_548 * b);
    let red = 4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short;
    let green = -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short;
    let blue = -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short;
    0.2126 * red.clamp(0.0, 1.0) + 0.7152 * green.clamp(0.0, 1.0) + 0.0722 * blue.clamp(0.0, 1.0)
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn mix(share: f64, one: [f64; 3], other: [f64; 3]) -> [f64; 3] {
    std::array::from_fn(|i| share * one[i] + (1.0 - share) * other[i])
}

const TONES: [&str; 8] = [
    "--tr-neutral",
    "--tr-new",
    "--tr-accepted",
    "--tr-on-the-way",
    "--tr-arrived",
    "--tr-paused",
    "--tr-done",
    "--tr-alert",
];

#[test]
fn words_are_readable_on_every_ground() {
    for (theme, colours) in [("light", light()), ("dark", dark()), ("contrast", strong())] {
        let at = |name: &str| oklab(*colours.get(name).unwrap_or_else(|| panic!("{theme} {name}")));
        let surface = at("--color-base-100");
        for ground in ["--color-base-100", "--color-base-200", "--tr-accent-soft"] {
            for ink in ["--color-base-content", "--tr-muted"] {
                let found = contrast(at(ink), at(ground));
                assert!(found >= 4.5, "{theme} {ink} on {ground}: {found:.2}");
            }
        }
        for tone in TONES {
            for ground in [surface, at("--color-base-200"), at("--tr-accent-soft"), mix(0.11, at(tone), surface)] {
                let found = contrast(at(tone), ground);
                assert!(found >= 4.5, "{theme} {tone}: {found:.2}");
            }
            let soft = mix(0.11, at(tone), surface);
            let found = contrast(at("--color-base-content"), soft);
            assert!(found >= 7.0, "{theme} text in a {tone} notice: {found:.2}");
        }
        let pairs = [
            ("--color-primary-content", "--color-primary"),
            ("--color-neutral-content", "--color-neutral"),
            ("--tr-map-label", "--tr-map-land"),
        ];
        for (ink, ground) in pairs {
            let found = contrast(at(ink), at(ground));
            assert!(found >= 4.5, "{theme} {ink} on {ground}: {found:.2}");
        }
    }
}

#[test]
fn edges_and_focus_are_visible() {
    for (theme, colours) in [("light", light()), ("dark", dark()), ("contrast", strong())] {
        let at = |name: &str| oklab(*colours.get(name).unwrap_or_else(|| panic!("{theme} {name}")));
        for line in ["--tr-edge", "--tr-focus", "--tr-accent-edge"] {
            for ground in ["--color-base-100", "--color-base-200"] {
                let found = contrast(at(line), at(ground));
                assert!(found >= 3.0, "{theme} {line} on {ground}: {found:.2}");
            }
        }
    }
}

#[test]
fn high_contrast_is_more_than_readable() {
    let colours = strong();
    let at = |name: &str| oklab(colours[name]);
    for ground in ["--color-base-100", "--color-base-200", "--tr-accent-soft"] {
        for ink in TONES.into_iter().chain(["--color-base-content", "--tr-muted", "--tr-edge"]) {
            let found = contrast(at(ink), at(ground));
            assert!(found >= 7.0, "{ink} on {ground}: {found:.2}");
        }
    }
}

#[test]
fn every_colour_of_the_side_keeps_its_words_readable() {
    let inks = colours(FRAME, "[data-sidebar] .tr-rail {", "}");
    for name in ["slate", "ocean", "forest", "plum", "earth"] {
        let grounds = colours(FRAME, &format!("data-sidebar=\"{name}\"] .tr-rail {{"), "}");
        for ground in ["--color-base-100", "--color-base-200", "--tr-accent-soft"] {
            for ink in ["--color-base-content", "--tr-muted"] {
                let found = contrast(oklab(inks[ink]), oklab(grounds[ground]));
                assert!(found >= 4.5, "{name} {ink} on {ground}: {found:.2}");
            }
            let found = contrast(oklab(inks["--tr-accent-edge"]), oklab(grounds[ground]));
            assert!(found >= 3.0, "{name} edge on {ground}: {found:.2}");
        }
    }
}

#[test]
fn customer_pages_use_the_colours_of_the_apps() {
    let pages =
        [(light(), colours(PORTAL, ":root {", "\n}")), (dark(), colours(PORTAL, "prefers-color-scheme: dark", "\n}"))];
    for (app, portal) in pages {
        assert!(portal.len() >= 12, "{portal:?}");
        for (name, colour) in portal {
            assert_eq!(app.get(&name), Some(&colour), "{name}");
        }
    }
}

#[test]
fn the_customer_stylesheet_stays_small() {
    assert!(PORTAL.len() < 13_000, "{} bytes", PORTAL.len());
}

#[test]
fn every_accent_of_a_white_label_is_readable_in_light_and_dark() {
    let (bright, dim) = LOOK.split_once("@media (prefers-color-scheme: dark)").expect("a dark part");
    for (theme, look, page) in [("light", bright, light()), ("dark", dim, dark())] {
        let shared = colours(look, "[data-accent] {", "}");
        for accent in ["amber", "blue", "teal", "green", "violet", "rose", "slate"] {
            let own = colours(look, &format!("[data-accent=\"{accent}\"] {{"), "}");
            let at = |name: &str| oklab(*own.get(name).or_else(|| shared.get(name)).expect("the accent says it"));
            let words = contrast(at("--color-primary-content"), at("--color-primary"));
            assert!(words >= 4.5, "{theme} {accent}: words {words:.2}");
            for ground in ["--color-base-100", "--color-base-200"] {
                let edge = contrast(at("--tr-accent-edge"), oklab(page[ground]));
                assert!(edge >= 3.0, "{theme} {accent} on {ground}: edge {edge:.2}");
            }
        }
    }
}
