//! All that is said over a network. May only grow; every type is snapshot-tested.
//!
//! [`sync`] is what replicas and the server say to each other: frames ([`frame`]) of CBOR under zstd, and
//! both halves of the conversation as pure state machines. [`api`] has the JSON envelopes of the REST
//! interface that the web desk, forms and other programs use.

pub mod api;
pub mod frame;
pub mod sync;

/// The version of the sync conversation. A device passes over what it does not know; when its program has
/// another version than the one that read before, it reads from the start once. So raise it with every new kind
/// of document, entry, outcome or definition.
pub const VERSION: u16 = 3;
