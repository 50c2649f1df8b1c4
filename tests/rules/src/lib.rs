//! The form of tickets, to be asked from outside: the same cases are judged natively, in a browser and by a running server, and
//! what they say is compared word by word.
//!
//! [`cases`] makes random templates and macros with random commands; [`judged`] says what the rules make of one. Both take and give JSON, so
//! that a test in another language can hold the answers against each other, or against another program's.

mod case;
mod chance;
mod judge;
mod macros;

pub use case::{Case, cases};
pub use judge::judged;
