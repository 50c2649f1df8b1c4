//! Nothing that is written down is without a sample.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use truckroll_domain::Command;

use crate::sample::all;
use crate::samples::{Variants, api, customers, daily, entries, fields, people, refusals, sla, sync, tickets, visits};

/// Asks for a sample of each variant.
fn complete<'a, T: Variants + 'a>(samples: impl IntoIterator<Item = &'a T>) {
    let found: BTreeSet<&str> = samples.into_iter().map(Variants::variant).collect();
    let wanted: BTreeSet<&str> = T::ALL.iter().copied().collect();
    let missing: Vec<&&str> = wanted.difference(&found).collect();
    assert!(missing.is_empty(), "{} without a sample: {missing:?}", std::any::type_name::<T>());
}

#[test]
fn every_variant_has_a_sample() {
    let commands: Vec<Command> = sync::commands().into_iter().map(|(_, command)| command).collect();
    complete(&commands);
    complete(&visits::commands());
    complete(&tickets::commands());
    complete(daily::allocations().iter().map(|(_, allocation)| allocation));
    complete(&sla::recipients());
    complete(&customers::company_commands());
    complete(&customers::contact_commands());
    complete(&customers::asset_commands());
    complete(customers::owners().iter().map(|(_, owner)| owner));
    complete(&refusals::refusals());
    complete(&entries::bodies());
    complete(&people::inputs());
    complete(&fields::kinds());
    complete(&fields::field_values());
    complete(fields::visible().iter().map(|(_, visible)| visible));
    complete(people::actors().iter().map(|(_, actor)| actor));
    complete(&sync::rows());
    complete(&sync::bodies());
    complete(&sync::outcomes());
    complete(sync::live().iter().map(|(_, message)| message));
    complete(api::live().iter().map(|(_, message)| message));
    let filter = api::filter();
    complete(filter.all.iter().chain(&filter.any).filter_map(|condition| condition.value.as_ref()));
}

#[test]
fn a_sample_has_a_name_of_its_own() {
    let samples = all();
    let names: BTreeSet<&str> = samples.iter().map(|sample| sample.name()).collect();
    assert_eq!(names.len(), samples.len());
}

/// Public types that the source files below `path` declare.
fn declared(path: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(path).expect("a folder of this crate") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            declared(&path, found);
            continue;
        }
        for line in fs::read_to_string(&path).expect("source text").lines() {
            let rest = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "));
            let name: String = rest.into_iter().flat_map(str::chars).take_while(|c| c.is_alphanumeric()).collect();
            found.extend(Some(name).filter(|name| !name.is_empty()));
        }
    }
}

fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

#[test]
fn every_type_of_the_rest_interface_has_a_sample() {
    let mut types = Vec::new();
    declared(Path::new("src/api"), &mut types);
    assert!(types.len() > 20, "{types:?}");
    let samples = all();
    let has = |name: &str| samples.iter().any(|s| s.name().split_once('/').is_some_and(|(_, n)| n == name));
    types.retain(|name| {
        let name = snake_case(name);
        !has(&name) && !has(&format!("{name}_changed"))
    });
    assert!(types.is_empty(), "without a sample: {types:?}");
}
