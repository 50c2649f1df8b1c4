//! What tabs and workers say to each other on the channel: CBOR in an `ArrayBuffer`.
//!
//! Everybody hears everything; the tab's number says whom an answer is for.

use js_sys::Uint8Array;
use serde::Serialize;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::decode::{Form, Node};
use truckroll_replica::ask::{Answer, Ask, Changed};
use wasm_bindgen::{JsCast, JsValue};

/// The name of the channel.
pub const CHANNEL: &str = "truckroll";

/// One message.
#[derive(Debug, Serialize, Deserialize)]
pub enum Said {
    /// A tab asks.
    Ask {
        /// The tab.
        tab: u64,
        /// The question's number in that tab.
        id: u64,
        /// The question.
        ask: Ask,
    },
    /// The worker that holds the store answers.
    Answer {
        /// The tab that asked.
        tab: u64,
        /// The question's number there.
        id: u64,
        /// Whether the store outlives the page.
        lasts: bool,
        /// The answer.
        answer: Answer,
    },
    /// Records changed.
    Changed(Changed),
    /// Another worker holds the store now: ask again what was not answered.
    Leading {
        /// The only tab it serves, where tabs cannot share.
        only: Option<u64>,
    },
}

impl Said {
    /// As it travels.
    pub fn pack(&self) -> JsValue {
        let mut bytes = Vec::new();
        let node = Node::of(self, Form::Compact).expect("messages have no unserialisable member");
        ciborium::into_writer(&node, &mut bytes).expect("a node is written as it is");
        Uint8Array::from(bytes.as_slice()).buffer().into()
    }

    /// As it arrived; `None` when it is of another version of the app.
    pub fn unpack(message: &JsValue) -> Option<Self> {
        let buffer: &js_sys::ArrayBuffer = message.dyn_ref()?;
        let bytes = Uint8Array::new(buffer).to_vec();
        let node: Node = ciborium::from_reader(bytes.as_slice()).ok()?;
        node.decode(Form::Compact).ok()
    }
}
