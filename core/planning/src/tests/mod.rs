//! What plans promise, seen from outside; what the search promises inside is in `search/tests.rs`.

pub(crate) mod fixtures;
mod hostile;
mod parts;
mod reference;
mod small;
mod stability;
