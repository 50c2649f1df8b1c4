//! Takes out of a released module what nobody can ever read: the words of panics, where in the source they stand, and how
//! libraries print their values for whoever looks for a fault.
//!
//! A panic ends the program in a browser as a trap, and a released app has no hook that would show its message. But every
//! check of an index carries a message's arguments and a place in a file. Here the functions that say why become the trap
//! itself; the optimiser then finds that nobody needs what was given to them. The places are left in the data as zeros,
//! which cost nothing once compressed. A quick build keeps all of it, for whoever looks for a fault.

use walrus::{ConstExpr, DataKind, Function, FunctionId, FunctionKind, Module, ir};

/// The standard library's functions that never come back, by the beginnings of their names.
const PANICS: [&str; 15] = [
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
    "core::cell::panic_",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::panicking::",
    "core::result::unwrap_failed",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::slice::index::slice_",
    "core::slice::sort::shared::smallsort::panic_on_ord_violation",
    "core::str::slice_error_fail",
    "std::panicking::begin_panic",
    "std::panicking::panic_handler",
    "std::panicking::panic_with_hook",
];
/// What is only written for whoever looks for a fault: how values of these crates are printed with `{:?}`.
const FOREIGN: [&str; 10] = [
    "automerge::",
    "ciborium::",
    "fluent_bundle::",
    "fluent_syntax::",
    "getrandom::",
    "hexane::",
    "rusqlite::",
    "serde_json::",
    "unic_langid_impl::",
    "zlib_rs::",
];
/// Bytes of a `core::panic::Location`: a text's address and length, line and column.
const LOCATION_BYTES: usize = 16;
/// No source has a longer path, more lines or longer lines.
const MOST: [usize; 3] = [300, 50_000, 1_000];

/// Makes every function that only says why the program ends into a trap; returns how many there were.
pub fn panics(module: &mut Module) -> usize {
    let says_why = |name: &str| PANICS.iter().any(|start| name.starts_with(start)) || name.contains("::assert_failed");
    replace(module, says_why, || ir::Unreachable {}.into())
}

/// Makes every function that prints a library's value for whoever looks for a fault print nothing; returns how many there
/// were. It says that all went well: who prints more than that value prints the rest.
pub fn faults(module: &mut Module) -> usize {
    let prints = |name: &str| {
        let of = name.trim_start_matches(['<', '&']);
        name.contains(" as core::fmt::Debug>::fmt") && FOREIGN.iter().any(|library| of.starts_with(library))
    };
    replace(module, prints, || ir::Const { value: ir::Value::I32(0) }.into())
}

/// Puts one instruction in the place of all functions of these names.
fn replace(module: &mut Module, wanted: impl Fn(&str) -> bool, body: impl Fn() -> ir::Instr) -> usize {
    let found: Vec<FunctionId> = module
        .funcs
        .iter()
        .filter(|function| matches!(function.kind, FunctionKind::Local(_)))
        .filter(|function| function.name.as_deref().is_some_and(|name| wanted(&plain(name))))
        .map(Function::id)
        .collect();
    for id in &found {
        let function = module.funcs.get_mut(*id).kind.unwrap_local_mut();
        let entry = function.entry_block();
        function.block_mut(entry).instrs = vec![(body(), ir::InstrLocId::default())];
    }
    found.len()
}

/// A name without the hashes that some compilers put behind the names of crates: `core[0123456789abcdef]::cell`.
fn plain(name: &str) -> String {
    let mut parts = name.split('[');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((hash, rest)) if hash.len() > 8 && hash.bytes().all(|b| b.is_ascii_hexdigit()) => whole.push_str(rest),
            _ => {
                whole.push('[');
                whole.push_str(part);
            }
        }
    }
    whole
}

/// Puts zeros in the place of every path of a source and of every line and column in one; returns how many there were.
pub fn places(module: &mut Module) -> usize {
    let mut found = 0;
    let all: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for data in all {
        let data = module.data.get_mut(data);
        if let DataKind::Active { offset: ConstExpr::Value(ir::Value::I32(start)), .. } = data.kind
            && let Ok(start) = usize::try_from(start)
        {
            found += places_in(&mut data.value, start);
        }
    }
    found
}

/// As [`places`], in a segment that is loaded at `start`.
fn places_in(bytes: &mut [u8], start: usize) -> usize {
    let mut at = start.next_multiple_of(4) - start;
    let mut paths = Vec::new();
    let mut found = 0;
    while at + LOCATION_BYTES <= bytes.len() {
        let word = |n: usize| {
            let from = at + 4 * n;
            bytes[from..from + 4].iter().rev().fold(0_usize, |value, byte| value << 8 | usize::from(*byte))
        };
        let (path, len, line, column) = (word(0).wrapping_sub(start), word(1), word(2), word(3));
        let likely = (4..MOST[0]).contains(&len) && (1..MOST[1]).contains(&line) && (1..MOST[2]).contains(&column);
        let text = if likely { path.checked_add(len).and_then(|end| bytes.get(path..end)) } else { None };
        if text.is_some_and(|text| text.ends_with(b".rs")) {
            bytes[at..at + LOCATION_BYTES].fill(0);
            paths.push(path..path + len);
            found += 1;
            at += LOCATION_BYTES;
        } else {
            at += 4;
        }
    }
    for path in paths {
        bytes[path].fill(0);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_of_crates_are_no_part_of_a_name() {
        assert_eq!(plain("core[c5930c85a12de822]::cell::panic_already_borrowed"), "core::cell::panic_already_borrowed");
        assert_eq!(plain("core::panicking::panic_fmt::h0123"), "core::panicking::panic_fmt::h0123");
        assert_eq!(plain("<[u8; 4]>::sort"), "<[u8; 4]>::sort");
    }

    #[test]
    fn places_in_sources_become_zeros_and_nothing_else_does() {
        let start = 1024_usize;
        let mut bytes = b"core/ui/src/list.rs!other.txt...".to_vec();
        let place = |path: usize, len: usize, line: usize, column: usize| -> Vec<u8> {
            [path + start, len, line, column].iter().flat_map(|n| u32::try_from(*n).unwrap().to_le_bytes()).collect()
        };
        bytes.extend(place(0, 19, 12, 9));
        bytes.extend(place(20, 9, 12, 9));
        bytes.extend(place(0, 19, 12, 0));
        let mut trimmed = bytes.clone();
        assert_eq!(places_in(&mut trimmed, start), 1);
        assert!(trimmed[..19].iter().chain(&trimmed[32..48]).all(|byte| *byte == 0));
        assert_eq!(trimmed[19..32], bytes[19..32]);
        assert_eq!(trimmed[48..], bytes[48..]);
        assert_eq!(places_in(&mut [], start), 0);
    }
}
