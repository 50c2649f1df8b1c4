//! The form of a ticket as this device knows it: templates, forms of rows, and whether a command fits.

use truckroll_domain::access::Viewer;
use truckroll_domain::calendar::{Calendar, Offsets};
use truckroll_domain::expression::Clock;
use truckroll_domain::fields::Noun;
use truckroll_domain::tickets::form::{self, FormList, Paper};
use truckroll_domain::tickets::{RowForm, TemplateRef, TicketTemplate};
use truckroll_domain::{Actor, Command, Content, Kind, Refusal, Timestamp};

use crate::Replica;

impl Replica {
    /// The template at this version.
    pub(crate) fn template_version(&self, of: TemplateRef) -> Option<TicketTemplate> {
        self.definition_of(TicketTemplate::VERSION_KIND, &of.to_string()).ok().flatten()
    }

    /// The forms of rows.
    pub(crate) fn row_forms(&self) -> FormList {
        FormList::new(self.definitions::<RowForm>(RowForm::KIND).unwrap_or_default())
    }

    /// How local time runs where the organisation is.
    pub(crate) fn offsets(&self) -> Offsets {
        let all = self.definitions::<Calendar>(Calendar::KIND).unwrap_or_default();
        all.into_iter().find(|calendar| calendar.default).map(|calendar| calendar.offsets).unwrap_or_default()
    }

    /// Checks a command about a ticket as the server will.
    pub(crate) fn keeps_to_form(
        &self,
        command: &mut Command,
        content: &Content,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if command.kind() != Kind::Ticket {
            return Ok(());
        }
        let of = form::judged_by(command, content);
        let template = of.and_then(|of| self.template_version(of));
        if of.is_some() && template.is_none() && command.creates() {
            return Err(Refusal::invalid("template", "unknown"));
        }
        let (set, forms, offsets) = (self.fields(Noun::Ticket), self.row_forms(), self.offsets());
        let groups = self.me().map_or(&[][..], |me| &me.agent.groups);
        let paper = Paper { set: &set, forms: &forms, template: template.as_ref() };
        let clock = Clock { now, offsets: &offsets };
        form::permit(command, content, paper, actor, Viewer { agent: actor.agent(), groups }, clock)
    }
}
