//! Why a question or command failed, as a sentence for the person at the desk.
//!
//! The sentence names what happened and what is kept; codes and texts of the server never reach the
//! screen as they are.

use std::fmt;

use truckroll_domain::Refusal;
use truckroll_domain::access::Module;
use truckroll_protocol::api::Problem;
use truckroll_ui::prelude::*;

/// Why something failed.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// The server did not answer.
    OutOfReach,
    /// Nobody is signed in any more.
    SignedOut,
    /// The server answered with a problem.
    Problem(Box<Problem>),
    /// The answer made no sense to this version of the app.
    Unreadable,
}

impl Fault {
    /// The refusal of a command, if it is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Fault::Problem(problem) => problem.refusal.as_ref(),
            _ => None,
        }
    }

    /// Who has it now, when somebody decided the same thing first.
    #[must_use]
    pub fn changed_meanwhile(&self) -> Option<&str> {
        match self.refusal() {
            Some(Refusal::ChangedMeanwhile { current }) => Some(current),
            _ => None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Fault::OutOfReach => tr("desk-fault-out-of-reach"),
            Fault::SignedOut => tr("desk-signed-out"),
            Fault::Unreadable => tr("desk-fault-unreadable"),
            Fault::Problem(problem) => said(problem),
        })
    }
}

fn said(problem: &Problem) -> String {
    if let Some(refusal) = &problem.refusal {
        return refused(refusal);
    }
    let known = format!("staff-fault-{}", problem.detail.replace('_', "-"));
    if matches!(problem.code.as_str(), "conflict" | "forbidden") && has_message(&known) {
        return tr(&known);
    }
    for family in ["work-conflict", "fees-conflict", "payments-conflict"] {
        let known = format!("{family}-{}", problem.detail.replace('_', "-"));
        if problem.code == "conflict" && has_message(&known) {
            return tr(&known);
        }
    }
    match problem.code.as_str() {
        "seats_used_up" => seats_used_up(problem),
        "licence_expired" => tr("staff-fault-licence-expired"),
        "feature_off" => tr!("staff-fault-feature-off", feature = crate::admin::said::feature_word(&problem.detail)),
        "rate_limited" => tr!("desk-fault-rate-limited", seconds = problem.retry_after_s.unwrap_or(60)),
        "bad_request" | "unknown_member" | "conflict" => tr!("desk-fault-bad-request", detail = problem.detail.clone()),
        "not_found" => tr("desk-fault-not-found"),
        "forbidden" => tr("desk-fault-forbidden"),
        "too_large" => tr("desk-fault-too-large"),
        "unavailable" => tr("desk-fault-unavailable"),
        _ => match problem.status {
            403 => tr("desk-fault-forbidden"),
            404 => tr("desk-fault-not-found"),
            502..=504 => tr("desk-fault-unavailable"),
            status => tr!("desk-fault-status", status = status),
        },
    }
}

/// Which seats are used up, and how many there are.
fn seats_used_up(problem: &Problem) -> String {
    let of = |member: &str| problem.fields.get(member).cloned().unwrap_or_default();
    let (used, most) = (of("used"), of("most"));
    match Module::ALL.iter().find(|module| module.word() == problem.detail) {
        Some(module) => {
            let module = crate::admin::said::module(*module);
            tr!("staff-fault-module-seats-used-up", module = module, used = used, most = most)
        }
        None => tr!("staff-fault-seats-used-up", used = used, most = most),
    }
}

/// A refusal of a command as a sentence.
#[must_use]
pub fn refused(refusal: &Refusal) -> String {
    match refusal {
        Refusal::ChangedMeanwhile { current } if current.is_empty() => tr("desk-refused-changed"),
        Refusal::ChangedMeanwhile { current } => tr!("desk-refused-changed-by", name = current.clone()),
        Refusal::Reassigned { to, .. } if to.is_empty() => tr("desk-refused-changed"),
        Refusal::Reassigned { to, .. } => tr!("desk-refused-changed-by", name = to.clone()),
        Refusal::Cancelled { .. } => tr("desk-refused-cancelled"),
        Refusal::WrongState { state } => {
            tr!("desk-refused-wrong-state", state = crate::words::visit_word(state.word()))
        }
        Refusal::Missing { fields } => {
            let names: Vec<String> = fields.iter().map(|f| crate::words::member(f)).collect();
            tr!("desk-refused-missing", fields = names.join(", "))
        }
        Refusal::Invalid { problem, .. } if problem == "not_accepting" => tr("daily-not-accepting"),
        Refusal::Invalid { field, .. } => tr!("desk-refused-invalid", field = crate::words::member(field)),
        Refusal::TooMany { limit, .. } => tr!("desk-refused-too-many", limit = *limit),
        Refusal::OpenParts { tickets } => tr!("refusal-open-parts", tickets = tickets.join(&tr("refusal-joint"))),
        Refusal::Restricted { lock } => {
            let known = format!("work-lock-said-{}", lock.replace('_', "-"));
            tr(if has_message(&known) { &known } else { "desk-fault-forbidden" })
        }
        Refusal::NotAllowed | Refusal::NotYours => tr("desk-fault-forbidden"),
        Refusal::NotFound => tr("desk-fault-not-found"),
        Refusal::AlreadyExists => tr("desk-refused-done-already"),
        Refusal::Blocked { title, text } => {
            let text = text.text(truckroll_ui::context::current_locale().tag()).to_owned();
            tr!("macro-stopped-by", text = text, name = title.clone())
        }
        Refusal::FarFromSite { .. }
        | Refusal::Superseded
        | Refusal::Mismatch
        | Refusal::Quarantined
        | Refusal::Unknown => tr("desk-refused-other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_reads_as_a_sentence() {
        let codes = [
            ("rate_limited", 429),
            ("bad_request", 400),
            ("not_found", 404),
            ("forbidden", 403),
            ("feature_off", 403),
            ("too_large", 413),
            ("seats_used_up", 409),
            ("licence_expired", 403),
            ("unavailable", 503),
            ("", 502),
            ("", 500),
        ];
        for (code, status) in codes {
            let problem = Problem { code: code.into(), status, detail: "limit".into(), ..Problem::default() };
            let said = Fault::Problem(Box::new(problem)).to_string();
            assert!(said.contains(' ') && said.ends_with('.'), "{code} {status}: {said}");
        }
    }

    #[test]
    fn a_changed_visit_says_who_has_it_now() {
        let refusal = Refusal::ChangedMeanwhile { current: "Li Na".into() };
        let fault = Fault::Problem(Box::new(Problem { refusal: Some(refusal), status: 409, ..Problem::default() }));
        assert_eq!(fault.changed_meanwhile(), Some("Li Na"));
        assert!(fault.to_string().contains("Li Na"));
    }
}
