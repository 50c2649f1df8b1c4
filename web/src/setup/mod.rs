//! A new organisation (ORG-09): the page that opens it, and the wizard that sets it up.

use crate::api::Fault;
use truckroll_ui::prelude::*;

mod open;
mod state;
mod wizard;

pub use open::OpenScreen;
pub use wizard::WizardScreen;

/// The sentence of a problem key.
fn problem(key: &str) -> String {
    let known = format!("setup-problem-{}", key.replace('_', "-"));
    tr(if has_message(&known) { &known } else { "setup-problem-other" })
}

/// The problem of a member in a refused request.
fn problem_of(fault: Option<&Fault>, member: &str) -> Option<String> {
    let Some(Fault::Problem(found)) = fault else { return None };
    found.fields.get(member).map(|key| problem(key))
}
