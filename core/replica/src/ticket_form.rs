//! The form of a ticket as this device knows it: templates, forms of rows, and whether a command fits.

use truckroll_domain::access::Viewer;
use truckroll_domain::calendar::{Calendar, Offsets};
use truckroll_domain::macros::{self, Draft, Eyes};
use truckroll_domain::tickets::form::{self, FormList, Forms as _};
use truckroll_domain::tickets::{
    FieldGroup, NewTicket, RowForm, TemplateRef, Ticket, TicketOverlay, TicketSettings, TicketTemplate,
};
use truckroll_domain::{Actor, Command, Content, Kind, Refusal, TicketId, Timestamp, gather};

use crate::ask::{FormField, TemplateChoice, TicketDraft};
use crate::macros::Grounds;
use crate::{Replica, ReplicaError};

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
        let grounds = self.grounds(of);
        if of.is_some() && grounds.template.is_none() && command.creates() {
            return Err(Refusal::invalid("template", "unknown"));
        }
        let scene = grounds.scene(command.document().into(), now, Eyes::Judge);
        macros::permit(command, content, actor, &scene, &grounds.macros, None, false)
    }

    /// What the form of a ticket shows, judged as the server judges it, and the groups of its template.
    pub(crate) fn form_of(
        &self,
        id: TicketId,
        ticket: &Ticket,
        overlay: &TicketOverlay,
        now: Timestamp,
    ) -> (Vec<FormField>, Vec<FieldGroup>) {
        let grounds = self.grounds(ticket.template);
        let scene = grounds.scene(id, now, Eyes::Screen);
        let stored = Draft::of(ticket, overlay);
        let stands = macros::stand(&grounds.macros, &scene, &stored, &stored, &[]);
        let state = form::judge_with(scene.paper, ticket, overlay, scene.viewer, scene.clock, &stands.effects);
        let Grounds { set, forms, template, .. } = &grounds;
        let told = |key: &str| template.as_ref()?.field(key).map(|asked| asked.valid_text.clone());
        let mut fields = Vec::new();
        for state in state.fields.into_iter().filter(|state| state.shown) {
            let Some(field) = set.field(&state.key) else { continue };
            let rows = forms.rows_of(&field.kind);
            let held = rows.and_then(|form| Some((form, ticket.rows.get(&state.key)?)));
            let lines = held.map(|(form, rows)| {
                rows.0.iter().map(|(line, cells)| (*line, form::row_values(form, cells, scene.clock))).collect()
            });
            fields.push(FormField {
                columns: rows
                    .map(|form| form.fields.iter().filter(|column| column.is_shown()).cloned().collect())
                    .unwrap_or_default(),
                lines: lines.unwrap_or_default(),
                field: field.clone(),
                told: told(&state.key).unwrap_or_default(),
                group: state.group,
                editable: state.editable,
                required: state.required,
                computed: state.computed,
                problem: state.problem.map(str::to_owned),
            });
        }
        (fields, template.as_ref().map(|template| template.groups.clone()).unwrap_or_default())
    }

    /// The form of a ticket that is not made yet.
    pub(crate) fn ticket_draft(&self, new: &NewTicket, now: Timestamp) -> Result<TicketDraft, ReplicaError> {
        let me = self.me().map(|me| &me.agent);
        let viewer = Viewer { agent: me.map(|me| me.id), groups: me.map_or(&[][..], |me| &me.groups) };
        let settings: TicketSettings = self.definition(TicketSettings::KIND)?.unwrap_or_default();
        let mut templates: Vec<TicketTemplate> = self.definitions(TicketTemplate::KIND)?;
        templates.retain(|one| one.disabled_at.is_none() && one.scope.includes(viewer));
        let first = |one: &TicketTemplate| settings.default_template == Some(one.id);
        gather::sort_by(&mut templates, |a, b| (!first(a), &a.name).cmp(&(!first(b), &b.name)));
        let choice = |one: TicketTemplate| TemplateChoice {
            of: one.reference(),
            first: first(&one),
            name: one.name,
            description: one.description,
            presets: one.presets,
        };
        let ticket = new.draft();
        let (form, groups) = self.form_of(TicketId::default(), &ticket, &TicketOverlay::default(), now);
        Ok(TicketDraft { templates: templates.into_iter().map(choice).collect(), ticket, form, groups })
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use truckroll_domain::TemplateId;
    use truckroll_domain::encode::to_json;
    use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Label, Noun};
    use truckroll_domain::tickets::TicketField;

    use super::*;

    fn replica() -> (Replica, TemplateRef) {
        let replica = Replica::open(Connection::open_in_memory().expect("memory"), || [7; 16]).expect("opens");
        let field = |key: &str, kind| Field::new(key, Label::new(key, ""), kind);
        let own =
            [field("part", FieldKind::Text), field("volts", FieldKind::Decimal), field("remark", FieldKind::Text)];
        let set = FieldSet { fields: own.to_vec() }.complete(Noun::Ticket);
        let volts = TicketField { shown_when: "part = 'motor'".into(), required: true, ..TicketField::new("volts") };
        let template = TicketTemplate {
            id: TemplateId::from_parts(1, [1; 10]),
            version: 2,
            fields: vec![TicketField::new("part"), TicketField { group: "found".into(), ..volts }],
            groups: vec![FieldGroup { key: "found".into(), ..FieldGroup::default() }],
            ..TicketTemplate::default()
        };
        let of = template.reference();
        for (kind, id, body) in [
            (FieldSet::KIND, Noun::Ticket.word().to_owned(), to_json(&set)),
            (TicketTemplate::VERSION_KIND, of.to_string(), to_json(&template)),
        ] {
            let body = body.expect("is written");
            replica
                .connection
                .execute("insert into definitions (kind, id, body) values (?1, ?2, ?3)", [kind, &id, &body])
                .expect("is stored");
        }
        (replica, of)
    }

    #[test]
    fn a_ticket_shows_what_its_version_asks_for_and_says_what_lacks() {
        let (replica, of) = replica();
        let mut ticket = Ticket { template: Some(of), ..Ticket::default() };
        let shown = |ticket: &Ticket| {
            let (form, groups) = replica.form_of(TicketId::default(), ticket, &TicketOverlay::default(), Timestamp(1));
            assert_eq!(groups.len(), usize::from(ticket.template == Some(of)));
            form.into_iter().map(|one| (one.field.key, one.group, one.problem)).collect::<Vec<_>>()
        };
        assert_eq!(shown(&ticket), [("part".to_owned(), String::new(), None)]);
        ticket.fields.insert("part".into(), FieldValue::Text("motor".into()));
        assert_eq!(shown(&ticket)[1], ("volts".to_owned(), "found".to_owned(), Some("required".to_owned())));
        ticket.fields.insert("volts".into(), FieldValue::Real(380.0));
        assert_eq!(shown(&ticket)[1].2, None);
        // A version that has not come yet asks for all own fields.
        ticket.template = Some(TemplateRef { version: 3, ..of });
        assert_eq!(shown(&ticket).len(), 3);
    }
}
