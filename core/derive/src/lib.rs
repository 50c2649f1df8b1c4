//! `#[derive(Deserialize)]` for types that phones read.
//!
//! serde's own derive writes, for every type, a visitor that keeps each member in an option and knows what to throw away
//! wherever it may stop: a type of thirty members is twenty kilobytes of a phone's program, and there are hundreds of
//! types. Here a type is read from a [`Record`], whose one body looks a member up by its name: the same type is two
//! kilobytes. It reads what serde's derive reads, understands the same `#[serde(…)]` words, and refuses the others when
//! it is compiled. (`docs/adr/0026` has the figures.)
//!
//! What it leaves out: lists in the place of a struct's members, numbers in the place of a variant's name, and borrowed
//! members.
//!
//! [`Record`]: ../truckroll_domain/decode/struct.Record.html

mod body;
mod words;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Reads a type by way of `truckroll_domain::decode`.
#[proc_macro_derive(Deserialize, attributes(serde))]
pub fn deserialize(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    body::deserialize(&input).unwrap_or_else(|fault| fault.to_compile_error()).into()
}
