//! Phone numbers as they are dialled: with their country code (ITU-T E.164).
//!
//! What people type stays as typed; the number beside it is found again by whatever digits somebody remembers, and tells
//! two customers with one phone. Only the server knows the numbering plans: they are too large for a phone's program.

use phonenumber::Mode;
use phonenumber::country::Id as Region;

/// Time zones and the regions they are in.
const ZONES: &str = include_str!("zones.tsv");
/// Most numbers in one field.
const MAX_NUMBERS: usize = 10;
/// Longest number that is looked at, characters.
const MAX_TYPED: usize = 60;

/// The region whose numbers need no country code, where the settings name none: that of the time zone, else of the
/// language. Two capital letters; empty when neither tells.
#[must_use]
pub fn region_of(time_zone: &str, locale: &str) -> &'static str {
    let lines = ZONES.lines().filter_map(|line| line.split_once('\t'));
    let known = lines.filter(|(zone, _)| *zone == time_zone).map(|(_, region)| region).next();
    known.unwrap_or(if locale.starts_with("zh") { "CN" } else { "" })
}

/// Whether there are numbers of this region.
#[must_use]
pub fn is_region(region: &str) -> bool {
    region.parse::<Region>().is_ok()
}

/// A number with its country code, `+` and digits, if it is one of a region. `region` says where it would be dialled
/// without one.
#[must_use]
pub fn normalised(typed: &str, region: &str) -> Option<String> {
    let typed = plain(typed);
    if typed.chars().count() > MAX_TYPED {
        return None;
    }
    let region: Option<Region> = region.parse().ok();
    // "00" is what most regions dial before a country code
    let number = phonenumber::parse(region, &typed).ok().filter(phonenumber::is_valid);
    let number = number.or_else(|| {
        let rest = typed.strip_prefix("00")?;
        phonenumber::parse(None, format!("+{rest}")).ok().filter(phonenumber::is_valid)
    })?;
    Some(number.format().mode(Mode::E164).to_string())
}

/// The numbers of a field: several may stand in it.
pub fn numbers(field: &str) -> impl Iterator<Item = &str> {
    let parts = field.split([',', '，', ';', '；', '、', '\n']).map(str::trim);
    parts.filter(|part| part.chars().any(|c| c.is_ascii_digit())).take(MAX_NUMBERS)
}

/// The digits of a number as they were typed.
#[must_use]
pub fn digits(typed: &str) -> String {
    plain(typed).chars().filter(char::is_ascii_digit).collect()
}

/// Full-width digits and signs as plain ones.
fn plain(typed: &str) -> String {
    let plain = typed.trim().chars().map(|c| match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '＋' => '+',
        '（' => '(',
        '）' => ')',
        '－' | '–' | '—' | '‐' => '-',
        other => other,
    });
    plain.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `region<TAB>as dialled at home<TAB>E.164<TAB>valid`, made by libphonenumber-js (the full metadata of Google's
    /// libphonenumber) from its example number of each region.
    const EXAMPLES: &str = include_str!("examples.tsv");

    #[test]
    fn numbers_agree_with_libphonenumber_on_its_examples_of_every_region() {
        let mut count = 0;
        let mut wrong = Vec::new();
        for line in EXAMPLES.lines().filter(|line| !line.starts_with('#')) {
            let [region, typed, e164, valid] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            count += 1;
            let wanted = (valid == "valid").then(|| e164.to_owned());
            let found = normalised(typed, region);
            if found != wanted {
                wrong.push(format!("{region} {typed}: {found:?}, not {wanted:?}"));
            }
        }
        assert!(count > 600, "{count}");
        assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn a_number_is_read_however_it_is_written() {
        for (typed, region, wanted) in [
            ("138 1234 5678", "CN", Some("+8613812345678")),
            ("＋８６ 138-1234-5678", "", Some("+8613812345678")),
            ("0086 138 1234 5678", "CN", Some("+8613812345678")),
            ("00 86 13812345678", "", Some("+8613812345678")),
            ("（021）6321 5501", "CN", Some("+862163215501")),
            ("(0)20 7946 0018", "GB", Some("+442079460018")),
            ("12", "CN", None),
            ("call me", "CN", None),
            ("13812345678", "", None),
            ("+999 1234 5678", "CN", None),
        ] {
            assert_eq!(normalised(typed, region).as_deref(), wanted, "{typed} in {region}");
        }
    }

    #[test]
    fn the_region_is_that_of_the_time_zone_else_of_the_language() {
        for (zone, locale, region) in [
            ("Asia/Shanghai", "en", "CN"),
            ("Europe/Berlin", "zh-CN", "DE"),
            ("Etc/UTC", "zh-CN", "CN"),
            ("Etc/UTC", "en", ""),
        ] {
            assert_eq!(region_of(zone, locale), region, "{zone} {locale}");
        }
        let mut regions = ZONES.lines().filter_map(|line| line.split_once('\t').map(|(_, region)| region));
        assert!(regions.all(|region| is_region(region) || ["AQ", "BV", "GS", "PN", "TF", "UM"].contains(&region)));
    }

    #[test]
    fn several_numbers_may_stand_in_one_field() {
        let found: Vec<&str> = numbers("021-6321 5501、 138 0000 1111; none, ").collect();
        assert_eq!(found, ["021-6321 5501", "138 0000 1111"]);
        assert_eq!(digits("＋86 (21) 6321-5501"), "862163215501");
    }
}
