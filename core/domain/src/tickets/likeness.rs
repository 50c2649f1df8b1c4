//! Whether two titles say the same (TKT-32).

use std::collections::BTreeSet;

/// The words of a title, folded: in small letters, without signs, each once. Each character of a script without spaces counts as a
/// word.
fn words(title: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut word = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        let alone = matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{2ffff}');
        if letter.is_alphanumeric() && !alone {
            word.push(letter);
            continue;
        }
        if !word.is_empty() {
            words.insert(std::mem::take(&mut word));
        }
        if alone {
            words.insert(letter.to_string());
        }
    }
    if !word.is_empty() {
        words.insert(word);
    }
    words
}

/// Whether two titles are alike: two thirds of the words of the shorter one stand in the other, and at least two, or all of one.
#[must_use]
pub fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let (shared, shorter) = (one.intersection(&other).count(), one.len().min(other.len()));
    shared > 0 && shared * 3 >= shorter * 2 && (shared >= 2 || one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_alike_by_their_words() {
        for (one, other, are) in [
            ("Lift 3 stuck", "lift 3: STUCK!", true),
            ("Lift 3 stuck on floor 12", "Lift 3 stuck", true),
            ("Lift 3 stuck", "Lift 4 noisy", false),
            ("Door", "Door", true),
            ("Door", "Door scrapes at noon", false),
            ("三号电梯困人", "电梯三号困人了", true),
            ("三号电梯困人", "空调漏水", false),
            ("", "", false),
            ("!?", "Lift", false),
        ] {
            assert_eq!((alike(one, other), alike(other, one)), (are, are), "{one} / {other}");
        }
    }
}
