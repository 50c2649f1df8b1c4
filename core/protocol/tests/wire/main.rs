//! Everything that is said over a network or stored keeps its form.
//!
//! `samples/` has one rich sample of each message, command, refusal, entry, document and definition. `shape.rs`
//! shows how they are written today: a change of form is a difference that somebody must accept. `fixtures/`
//! has what earlier versions wrote; `stored.rs` and `documents.rs` read it. `newer.rs` reads what a later version
//! may write. `complete.rs` finds what has no sample.
//!
//! After a change that was meant (docs/sync.md, "Growing a message"):
//!
//! ```text
//! INSTA_UPDATE=always cargo test -p truckroll-protocol --test wire     # shows the new form
//! WRITE_FIXTURES=1    cargo test -p truckroll-protocol --test wire     # stores it beside the old ones
//! ```

mod complete;
mod documents;
mod fixture;
mod newer;
mod sample;
mod samples;
mod shape;
mod stored;
mod value;
