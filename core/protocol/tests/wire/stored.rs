//! Today's code reads what every version before it wrote, and understands the same.

use std::collections::BTreeSet;

use crate::fixture::{generations, may_write, stored, write_next};
use crate::sample::{Sample, all};
use crate::value::says_all;

/// Stores what today's code writes, where that is more than the newest fixture says.
fn store(sample: &dyn Sample) {
    let today = sample.untyped(&sample.bytes());
    let newest = generations(sample.name(), sample.extension()).pop().map(|bytes| sample.untyped(&bytes));
    if newest.is_none_or(|newest| says_all(&today, &newest).is_err()) {
        write_next(sample.name(), sample.extension(), &sample.bytes());
    }
}

#[test]
fn what_was_ever_written_is_read_and_nothing_of_it_is_lost() {
    let mut broken = Vec::new();
    for sample in all() {
        let sample = sample.as_ref();
        if may_write() {
            store(sample);
        }
        let today = sample.untyped(&sample.bytes());
        let files = generations(sample.name(), sample.extension());
        for (bytes, generation) in files.iter().zip(1..) {
            let name = format!("{} ({generation})", sample.name());
            let written = sample.untyped(bytes);
            match sample.understood(bytes) {
                Err(why) => broken.push(format!("{name} cannot be read: {why}")),
                Ok(read) => {
                    if let Err(place) = says_all(&written, &read) {
                        broken.push(format!("{name} is not understood: {place}"));
                    }
                }
            }
            if let Err(place) = says_all(&written, &today) {
                broken.push(format!("{name} means something else now: {place}"));
            }
        }
        match files.last() {
            None => broken.push(format!("{} was never stored; WRITE_FIXTURES=1 does it", sample.name())),
            Some(bytes) => {
                if let Err(place) = says_all(&today, &sample.untyped(bytes)) {
                    broken.push(format!("{} says more now ({place}); WRITE_FIXTURES=1 stores it", sample.name()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_stored_form_is_forgotten() {
    let samples = all();
    let known: BTreeSet<(&str, &str)> = samples.iter().map(|s| (s.name(), s.extension())).collect();
    let forgotten: Vec<String> = stored()
        .into_iter()
        .filter(|(name, extension)| !name.starts_with("automerge/") && !known.contains(&(name.as_str(), extension)))
        .map(|(name, extension)| format!("{name}.{extension}"))
        .collect();
    assert!(forgotten.is_empty(), "no sample has these names any more: {forgotten:?}");
}
