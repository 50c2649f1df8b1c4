//! Maps, sets and orders of what comes in no order, in little code.
//!
//! `collect()` into a map or set sorts first, and each type brings a sort of its own of five kilobytes: three per cent of
//! a phone's program. These insert one by one, or sort places instead of values; for the dozens that a screen shows it
//! is as quick. Where a server gathers many, `collect()` is right.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A map; of equal keys the last counts.
pub fn map<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut all = BTreeMap::new();
    all.extend(pairs);
    all
}

/// A set.
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut all = BTreeSet::new();
    all.extend(items);
    all
}

/// Sorts a list; equals stay in their order.
pub fn sort_by<T>(list: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let places = order(list.len(), &|a, b| compare(&list[a], &list[b]));
    let mut values: Vec<Option<T>> = std::mem::take(list).into_iter().map(Some).collect();
    list.extend(places.into_iter().filter_map(|place| values[place].take()));
}

/// Sorts a list by a key; equals stay in their order.
pub fn sort_by_key<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

/// The places of `len` values in their order.
#[inline(never)]
fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_as_the_standard_library_does_and_equals_stay() {
        let mut ours: Vec<(u8, usize)> = (0..500).map(|n| ((n * 7 % 13) as u8, n)).collect();
        let mut theirs = ours.clone();
        sort_by_key(&mut ours, |pair| pair.0);
        theirs.sort_by_key(|pair| pair.0);
        assert_eq!(ours, theirs);
        sort_by(&mut ours, |a, b| b.1.cmp(&a.1));
        assert_eq!(ours.first().map(|pair| pair.1), Some(499));
        let mut none: Vec<u8> = Vec::new();
        sort_by_key(&mut none, |n| *n);
        assert!(none.is_empty());
    }

    #[test]
    fn of_equal_keys_the_last_counts() {
        assert_eq!(map([(1, 'a'), (2, 'b'), (1, 'c')]), BTreeMap::from([(1, 'c'), (2, 'b')]));
        assert_eq!(set([3, 1, 3]), BTreeSet::from([1, 3]));
    }
}
