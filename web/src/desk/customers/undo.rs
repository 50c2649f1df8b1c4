//! Taking back what was done with customers and rows of asset tables, from the remark that said it was done.
//!
//! The remark outlives the screen that it comes from, so what it does is the frame's.

use dioxus::prelude::*;
use truckroll_protocol::api::{BulkAnswer, Selection};
use truckroll_ui::prelude::*;

use crate::api;

/// The topics of what a change of many may have touched.
pub const TOUCHED: [&str; 4] = ["companies", "contacts", "assets", "documents"];

/// Something that can be taken back.
#[derive(Clone, Debug, PartialEq)]
pub enum Back {
    /// A change of many customers or rows, by its name.
    Edit(String),
    /// Customers or rows that were thrown away.
    Deleted(Selection),
}

/// Offers to take things back; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Undo(Callback<(String, Back)>);

impl Undo {
    /// Says what was done, with the way back.
    pub fn offer(&self, said: String, back: Back) {
        self.0.call((said, back));
    }
}

async fn carry_out(back: Back) -> api::Answer<BulkAnswer> {
    match back {
        Back::Edit(undo) => api::undo_edit_customers(&undo).await,
        Back::Deleted(selection) => {
            let done = api::restore_customers(&selection).await?.done;
            Ok(BulkAnswer { done, ..BulkAnswer::default() })
        }
    }
}

/// Provides [`Undo`]; call it in the frame.
pub fn use_undo_provider() -> Undo {
    let toasts = use_toasts();
    let changes = use_changes();
    let run = use_callback(move |back: Back| {
        spawn(async move {
            match carry_out(back).await {
                Ok(answer) if answer.failed.is_empty() => {
                    toasts.say(Tone::Done, tr!("work-undone", count = answer.done));
                }
                Ok(answer) => {
                    toasts.say(Tone::Paused, tr!("work-undone-but", count = answer.done, stays = answer.failed.len()));
                }
                Err(fault) => toasts.say(Tone::Alert, fault.to_string()),
            }
            changes.announce(TOUCHED);
        });
    });
    let offer = use_callback(move |(said, back): (String, Back)| {
        let act = Callback::new(move |()| run.call(back.clone()));
        toasts.offer(Tone::Done, said, ToastAction { label: tr("verb-undo"), run: act });
    });
    use_context_provider(|| Undo(offer))
}

/// The [`Undo`] of the frame.
///
/// # Panics
/// When the frame did not call [`use_undo_provider`].
#[must_use]
pub fn use_undo() -> Undo {
    use_context::<Undo>()
}
