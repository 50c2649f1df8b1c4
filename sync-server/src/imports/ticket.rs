//! What a row of a file of tickets does (TKT-40): every row is a new ticket. Its template is found by its name, its customer by
//! name and number, and the ticket must fit the form of the template as one that a person fills in.

use std::collections::HashMap;

use truckroll_domain::imports::{Outcome, Reason, Row, new_ticket};
use truckroll_domain::tickets::{NewTicket, TemplateRef, TicketCommand};
use truckroll_domain::{AgentId, Command, CommandId, Content, Envelope, GroupId, TicketId};

use super::plan::{Batch, Known, Planner};

impl Planner {
    /// Plans a row.
    pub(super) fn ticket(&self, row: &mut Row, known: &Known, batch: &mut Batch) {
        self.refuse_masked(row);
        let mut ticket = new_ticket(row, &self.fields);
        ticket.template = self.template_of(row);
        self.customer(row, known, &mut ticket);
        let id: TicketId = self.app.fresh();
        let command = Command::Ticket { id, command: TicketCommand::Create { ticket: Box::new(ticket) } };
        let Some((envelope, made)) = self.tried(row, command, None, &known.holders) else { return };
        let given = self.given(row, id, made, &known.holders);
        if !row.faults.is_empty() {
            return;
        }
        self.write(batch, row, id.into(), Outcome::Created, "{}".to_owned(), envelope);
        batch.commands.extend(given.map(|envelope| (row.number, envelope)));
    }

    /// The template that the row names, else the one that a new ticket begins with.
    fn template_of(&self, row: &mut Row) -> Option<TemplateRef> {
        let named = row.text("template").trim().to_owned();
        let open = || self.directory.ticket_templates.values().map(|(_, t)| t).filter(|t| t.disabled_at.is_none());
        if named.is_empty() {
            let standard = self.directory.ticket_settings.now.default_template?;
            return open().find(|template| template.id == standard).map(|template| template.reference());
        }
        let found = open().find(|template| template.name.to_lowercase() == named.to_lowercase());
        if found.is_none() {
            row.fault(self.job.mapping.column_of("template"), "template", Reason::OptionNotFound, &named);
        }
        found.map(|template| template.reference())
    }

    /// Finds who asks: the company by its name, the person by number, else by a name that only one has. Who is not found is
    /// written as it stands in the file.
    fn customer(&self, row: &Row, known: &Known, ticket: &mut NewTicket) {
        let company = known.companies.get(row.text("company_name")).copied();
        ticket.customer.company = company;
        let by_number = self.number(row).and_then(|number| match company {
            Some(company) => known.contacts.of(&number, company),
            None => known.contacts.any(&number),
        });
        let by_name = || known.people.get(row.text("contact_name")).copied().flatten().filter(|_| company.is_none());
        ticket.customer.contact = by_number.or_else(by_name);
    }

    /// The command that gives the ticket to whom the row names.
    fn given(
        &self,
        row: &mut Row,
        id: TicketId,
        made: Content,
        holders: &HashMap<truckroll_domain::DocumentId, Vec<AgentId>>,
    ) -> Option<Envelope> {
        let agent = row.text("assignee").parse::<AgentId>().ok();
        let group = row.text("group").parse::<GroupId>().ok();
        if agent.is_none() && group.is_none() {
            return None;
        }
        let name = agent.and_then(|agent| self.directory.agents.get(&agent)).map(|agent| agent.name.clone());
        let agent_name = name.unwrap_or_default();
        let command = Command::Ticket { id, command: TicketCommand::Assign { agent, agent_name, group, seen: None } };
        let given = self.tried(row, command, Some(made), holders).map(|(envelope, _)| envelope);
        given.map(|envelope| Envelope { id: self.app.fresh::<CommandId>(), ..envelope })
    }
}
