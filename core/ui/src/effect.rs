//! Effects of components through one door: `use_watch` is `use_effect` of which the program holds a single copy, not one
//! for each closure.

use dioxus::prelude::*;

/// Runs after a render and again when a signal that it read has changed.
pub fn use_watch(run: impl FnMut() + 'static) {
    watch(Box::new(run));
}

fn watch(run: Box<dyn FnMut()>) {
    use_effect(run);
}
