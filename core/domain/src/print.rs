//! Print templates (TKT-59): what a ticket looks like on paper, as a text with placeholders.
//!
//! A template is a definition, [`PrintTemplate::KIND`] with its id. What its text means, and how it becomes a PDF, is the
//! server's (`docs/adr/0031`); phones ask the server for the file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::fields::label_problem;
use crate::{TemplateId, Timestamp};

/// What is wrong with a print template: problem keys by member.
pub type PrintTemplateProblems = BTreeMap<String, &'static str>;

/// A print template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PrintTemplate {
    /// Id.
    pub id: TemplateId,
    /// What people read; unique.
    pub name: String,
    /// The ticket template whose tickets are printed like this; all tickets where it is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket_template: Option<TemplateId>,
    /// The text: headings, paragraphs, lists and tables with placeholders.
    pub body: String,
    /// Since when it is not offered any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<Timestamp>,
}

impl PrintTemplate {
    /// The kind of the definition.
    pub const KIND: &'static str = "print_template";
    /// Most of an organisation.
    pub const MOST: usize = 50;
    /// Longest text, bytes.
    pub const MAX_BODY: usize = 50_000;

    /// Checks the template by itself; what its text says is looked at where it is printed.
    ///
    /// # Errors
    /// All problems at once, as keys of the message files by member.
    pub fn check(&self) -> Result<(), PrintTemplateProblems> {
        let mut problems = PrintTemplateProblems::new();
        if let Some(problem) = label_problem(&self.name) {
            problems.insert("name".to_owned(), problem);
        }
        if self.body.trim().is_empty() {
            problems.insert("body".to_owned(), "required");
        } else if self.body.len() > Self::MAX_BODY {
            problems.insert("body".to_owned(), "too_long");
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Whether a ticket made from this template (or from none) is printed like this.
    #[must_use]
    pub fn is_for(&self, template: Option<TemplateId>) -> bool {
        self.disabled_at.is_none() && (self.ticket_template.is_none() || self.ticket_template == template)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_has_a_name_and_a_text_of_bearable_length() {
        let good = PrintTemplate { name: "Report".into(), body: "# {{ticket.number}}".into(), ..Default::default() };
        assert_eq!(good.check(), Ok(()));
        for (template, member, problem) in [
            (PrintTemplate { name: " ".into(), ..good.clone() }, "name", "required"),
            (PrintTemplate { body: "\n \n".into(), ..good.clone() }, "body", "required"),
            (PrintTemplate { body: "x".repeat(50_001), ..good.clone() }, "body", "too_long"),
        ] {
            assert_eq!(template.check(), Err([(member.to_owned(), problem)].into()));
        }
    }

    #[test]
    fn a_template_is_for_its_tickets_or_for_all() {
        let (one, other) = (TemplateId::from_parts(1, [1; 10]), TemplateId::from_parts(1, [2; 10]));
        let all = PrintTemplate::default();
        assert!(all.is_for(None) && all.is_for(Some(one)));
        let bound = PrintTemplate { ticket_template: Some(one), ..all };
        assert!(bound.is_for(Some(one)) && !bound.is_for(Some(other)) && !bound.is_for(None));
        let off = PrintTemplate { disabled_at: Some(Timestamp(1)), ..bound };
        assert!(!off.is_for(Some(one)));
    }
}
