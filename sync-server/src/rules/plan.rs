//! What a rule would do to a ticket as it is now: commands, messages, calls. Nothing is done here; the dry run shows it.

use std::collections::BTreeSet;

use truckroll_domain::dispatch::skills_of;
use truckroll_domain::fields::{FieldSet, FieldValue, ValueEdits};
use truckroll_domain::tickets::{Priority, Status, TicketCommand, TicketEdit};
use truckroll_domain::triggers::placeholders::fill;
use truckroll_domain::triggers::{Action, AssignMode, Recipient, STATUS_FIELD};
use truckroll_domain::{AgentId, Command, Content, DocumentId, EntryId, GroupId, LineId, RuleId, TargetId, customers};
use truckroll_protocol::api::rules::RuleStep;
use uuid::Uuid;

use super::people;
use super::scene::{Manner, Scene};
use crate::App;
use crate::db::DbResult;
use crate::directory::Directory;
use crate::notify::browsers::{self, Told};
use crate::notify::{Letter, Message};

/// What a message to the customer is about.
const SUBJECT: &str = "{{ticket.number}} {{ticket.title}}";

/// What a rule would do.
#[derive(Debug, Default)]
pub struct Planned {
    /// Commands, in order.
    pub commands: Vec<Command>,
    /// Messages to the organisation's own people.
    pub messages: Vec<Message>,
    /// Letters to the contact person.
    pub letters: Vec<(String, Letter)>,
    /// What is told to browsers in which the customer asked for it, by their addresses.
    pub told: Vec<(String, Told)>,
    /// Targets to call.
    pub calls: Vec<TargetId>,
    /// Whose turn it was.
    pub turns: Vec<(GroupId, AgentId)>,
    /// The same in words.
    pub steps: Vec<RuleStep>,
}

/// Why nothing can be done.
#[derive(Debug)]
pub enum Cannot {
    /// A word, with the member after a colon.
    Word(String),
    /// The database failed.
    Database(sqlx::Error),
}

impl From<sqlx::Error> for Cannot {
    fn from(error: sqlx::Error) -> Self {
        Cannot::Database(error)
    }
}

/// Which rule it is for.
pub struct For<'a> {
    /// The rule.
    pub id: RuleId,
    /// What it is called.
    pub title: &'a str,
    /// Makes ids that the same rule and change always get.
    pub ids: &'a (dyn Fn(u32) -> Uuid + Sync),
}

struct Planner<'a> {
    app: &'a App,
    directory: &'a Directory,
    scene: &'a Scene,
    rule: &'a For<'a>,
    planned: Planned,
    /// The last number an id was made of.
    next: u32,
}

/// Plans the actions of a rule.
pub async fn plan(
    app: &App,
    directory: &Directory,
    scene: &Scene,
    rule: &For<'_>,
    actions: &[Action],
) -> Result<Planned, Cannot> {
    let mut planner = Planner { app, directory, scene, rule, planned: Planned::default(), next: 1_000 };
    let mut fields = TicketEdit::default();
    for action in actions {
        planner.action(action, &mut fields).await?;
    }
    if fields != TicketEdit::default() {
        let command = TicketCommand::Edit { edit: Box::new(fields) };
        planner.planned.commands.insert(0, Command::Ticket { id: scene.id, command });
    }
    Ok(planner.planned)
}

impl Planner<'_> {
    fn text(&self, template: &str) -> String {
        fill(template, |name| self.scene.say(self.directory, Manner::People, name))
    }

    fn id(&mut self) -> Uuid {
        self.next += 1;
        (self.rule.ids)(self.next)
    }

    fn step(&mut self, action: &Action, on: impl Into<String>, text: impl Into<String>, skipped: &str) {
        let step = RuleStep {
            action: action.word().to_owned(),
            on: on.into(),
            text: text.into(),
            skipped: skipped.to_owned(),
        };
        self.planned.steps.push(step);
    }

    fn ticket(&mut self, command: TicketCommand) {
        self.planned.commands.push(Command::Ticket { id: self.scene.id, command });
    }

    fn agent_name(&self, id: AgentId) -> String {
        self.directory.agents.get(&id).map(|agent| agent.name.clone()).unwrap_or_default()
    }

    async fn action(&mut self, action: &Action, fields: &mut TicketEdit) -> Result<(), Cannot> {
        match action {
            Action::SetTicket { field, value } => {
                // values are for the field, not for the eye
                let value = fill(value, |name| self.scene.say(self.directory, Manner::Programs, name));
                self.set_ticket(action, field, value, fields)
            }
            Action::SetCompany { field, value } | Action::SetContact { field, value } => {
                let value = fill(value, |name| self.scene.say(self.directory, Manner::Programs, name));
                self.set_customer(action, field, &value)
            }
            Action::Assign { mode, agent, group, skills } => self.assign(action, *mode, (*agent, *group), skills).await,
            Action::AddCc { agent } => {
                let has = self.scene.ticket.cc.get(agent) == Some(&true);
                if !has {
                    self.ticket(TicketCommand::SetCc { agent: *agent, on: true });
                }
                let name = self.agent_name(*agent);
                self.step(action, name, "", if has { "already" } else { "" });
                Ok(())
            }
            Action::Note { text } | Action::Reply { text } => {
                let public = matches!(action, Action::Reply { .. });
                let text = self.text(text);
                let entry = EntryId(self.id());
                self.step(action, "", text.clone(), "");
                self.ticket(TicketCommand::Reply { entry, text, public, attachments: Vec::new() });
                Ok(())
            }
            Action::Tell { to, text } => {
                let text = self.text(text);
                self.tell(action, to, &text);
                if to.contains(&Recipient::Contact) {
                    let subject = self.text(SUBJECT);
                    self.browsers(action, &subject, &text).await?;
                }
                Ok(())
            }
            Action::Mail { subject, text } => {
                let (subject, text) = (self.text(subject), self.text(text));
                self.browsers(action, &subject, &text).await?;
                self.mail(action, subject, text);
                Ok(())
            }
            Action::Call { target } => {
                let kept = self.directory.rules.targets.get(target);
                let title = kept.map(|kept| kept.target.title.clone()).unwrap_or_default();
                match kept {
                    Some(kept) if kept.target.enabled => {
                        self.planned.calls.push(*target);
                        self.step(action, title, "", "");
                    }
                    Some(_) => self.step(action, title, "", "target_off"),
                    None => self.step(action, title, "", "target_gone"),
                }
                Ok(())
            }
        }
    }

    fn set_ticket(
        &mut self,
        action: &Action,
        field: &str,
        value: String,
        fields: &mut TicketEdit,
    ) -> Result<(), Cannot> {
        let wrong = || Cannot::Word(format!("wrong_value:{field}"));
        let ticket = &self.scene.ticket;
        let same = match field {
            STATUS_FIELD => {
                let status = Status::from_word(&value).ok_or_else(wrong)?;
                // what the desk shows as open may be a new ticket that somebody has
                let same = ticket.status() == status;
                if !same {
                    let fact = LineId(self.id());
                    self.ticket(TicketCommand::SetStatus { fact, status });
                }
                same
            }
            "priority" => {
                let priority = Priority::ALL.into_iter().find(|p| p.word() == value).ok_or_else(wrong)?;
                let same = ticket.priority == priority;
                fields.priority = (!same).then_some(priority);
                same
            }
            "type" => same_or(&ticket.kind, &value, &mut fields.kind),
            "title" => same_or(&ticket.title, &value, &mut fields.title),
            "description" => same_or(&ticket.description, &value, &mut fields.description),
            own => {
                let key = own.strip_prefix("fields.").ok_or_else(wrong)?;
                let set = &self.directory.ticket_fields.now;
                let new = typed(set, key, &value).map_err(|problem| Cannot::Word(format!("{problem}:{field}")))?;
                let same = ticket.fields.get(key) == new.as_ref();
                if same {
                    fields.fields.remove(key);
                } else {
                    fields.fields.insert(key.to_owned(), new);
                }
                same
            }
        };
        self.step(action, field, value, if same { "already" } else { "" });
        Ok(())
    }

    fn set_customer(&mut self, action: &Action, field: &str, value: &str) -> Result<(), Cannot> {
        let directory = self.directory;
        let (set, of, missing): (&FieldSet, _, _) = if matches!(action, Action::SetCompany { .. }) {
            (&directory.company_fields.now, &self.scene.company, "no_company")
        } else {
            (&directory.contact_fields.now, &self.scene.contact, "no_contact")
        };
        let Some((id, content)) = of else {
            self.step(action, field, value, missing);
            return Ok(());
        };
        let key = field.strip_prefix("fields.").unwrap_or(field);
        let new = typed(set, key, value).map_err(|problem| Cannot::Word(format!("{problem}:{field}")))?;
        if customers::value_of(content, key) == new {
            self.step(action, field, value, "already");
            return Ok(());
        }
        let command = customer_edit(*id, content, ValueEdits::from([(key.to_owned(), new)]));
        self.planned.commands.extend(command);
        self.step(action, field, value, "");
        Ok(())
    }

    async fn assign(
        &mut self,
        action: &Action,
        mode: AssignMode,
        (agent, group): (Option<AgentId>, Option<GroupId>),
        skills: &str,
    ) -> Result<(), Cannot> {
        let overlay = &self.scene.overlay;
        let group_now = group.or(overlay.group);
        let chosen = match (mode, group_now) {
            (AssignMode::Fixed, _) => agent.or_else(|| {
                // who is in the group already keeps it
                let stays = |id: &AgentId| {
                    self.directory.agents.get(id).is_some_and(|a| group.is_some_and(|g| a.groups.contains(&g)))
                };
                overlay.assignee.filter(stays)
            }),
            (_, None) => {
                self.step(action, "", "", "no_group");
                return Ok(());
            }
            (mode, Some(group)) => {
                let skills = fill(skills, |name| self.scene.say(self.directory, Manner::Programs, name));
                let wanted = people::Wanted { mode, group, skills: skills_of(&skills) };
                people::choose(self.app, self.directory, self.scene, self.rule.id, &wanted).await?
            }
        };
        let group_name = self.directory.groups.iter().find(|g| Some(g.id) == group_now).map(|g| g.name.clone());
        let name = chosen.map(|id| self.agent_name(id)).unwrap_or_default();
        if mode != AssignMode::Fixed && chosen.is_none() && overlay.group == group_now {
            let why = if mode == AssignMode::Skill { "nobody_skilled" } else { "nobody_takes" };
            self.step(action, "", group_name.unwrap_or_default(), why);
            return Ok(());
        }
        if chosen == overlay.assignee && group_now == overlay.group {
            self.step(action, name, group_name.unwrap_or_default(), "already");
            return Ok(());
        }
        if let (AssignMode::RoundRobin, Some(group), Some(agent)) = (mode, group_now, chosen) {
            self.planned.turns.push((group, agent));
        }
        // the server puts the name in
        let seen = overlay.assignee;
        self.ticket(TicketCommand::Assign { agent: chosen, agent_name: String::new(), group, seen });
        self.step(action, name, group_name.unwrap_or_default(), "");
        Ok(())
    }

    fn tell(&mut self, action: &Action, to: &[Recipient], text: &str) {
        let people: BTreeSet<AgentId> = people::told(self.directory, self.scene, to);
        let names: Vec<String> = people.iter().map(|id| self.agent_name(*id)).collect();
        let contact = to.contains(&Recipient::Contact);
        if !people.is_empty() || !contact {
            let skipped = if people.is_empty() { "nobody" } else { "" };
            self.step(action, names.join(", "), text, skipped);
        }
        if contact {
            let subject = self.text(SUBJECT);
            self.mail(action, subject, text.to_owned());
        }
        let rule = self.rule.title.to_owned();
        let messages = people.into_iter().map(|to| Message { to, text: text.to_owned(), rule: rule.clone() });
        self.planned.messages.extend(messages);
    }

    /// Tells the customer where he asked for it; the log names the push services, the addresses are secrets of the browsers.
    async fn browsers(&mut self, action: &Action, title: &str, text: &str) -> Result<(), Cannot> {
        let ticket = self.scene.id;
        let all = browsers::endpoints(&self.app.db, self.scene.tenant, ticket).await?;
        if all.is_empty() {
            return Ok(());
        }
        let host = |to: &String| reqwest::Url::parse(to).ok().and_then(|url| url.host_str().map(str::to_owned));
        let hosts: BTreeSet<String> = all.iter().filter_map(host).collect();
        self.step(action, hosts.into_iter().collect::<Vec<_>>().join(", "), format!("{title}\n{text}"), "");
        let told = Told { ticket, title: title.to_owned(), text: text.to_owned() };
        self.planned.told.extend(all.into_iter().map(|to| (to, told.clone())));
        Ok(())
    }

    fn mail(&mut self, action: &Action, subject: String, text: String) {
        let address = match &self.scene.contact {
            Some((_, Content::Contact(contact))) => contact.email.clone(),
            _ => String::new(),
        };
        let skipped = if address.is_empty() {
            "no_address"
        } else if self.app.config.smtp_url.is_none() {
            "no_mail_server"
        } else {
            ""
        };
        self.step(action, address.clone(), format!("{subject}\n{text}"), skipped);
        if skipped.is_empty() {
            // a line break would begin another header
            let subject = subject.replace(['\r', '\n'], " ");
            let sender = self.directory.branding().name;
            self.planned.letters.push((address, Letter { subject, text, sender, sealed: None }));
        }
    }
}

/// Puts a text into an edit, unless it stands there already.
fn same_or(now: &str, value: &str, edit: &mut Option<String>) -> bool {
    let same = now == value;
    *edit = (!same).then(|| value.to_owned());
    same
}

/// A value as a field keeps it; nothing for an empty one.
fn typed(set: &FieldSet, key: &str, value: &str) -> Result<Option<FieldValue>, &'static str> {
    let kind = set.kind(key).ok_or("unknown_field")?;
    if value.is_empty() { Ok(None) } else { kind.normalise(&FieldValue::Text(value.to_owned())) }
}

/// The command that writes values into a company or contact person, whatever stands there.
fn customer_edit(id: DocumentId, content: &Content, changed: ValueEdits) -> Option<Command> {
    let mut command = customers::edit_of(id, content, &changed)?;
    match &mut command {
        Command::Company { command: truckroll_domain::companies::CompanyCommand::Edit { edit }, .. } => {
            edit.seen.clear();
        }
        Command::Contact { command: truckroll_domain::contacts::ContactCommand::Edit { edit }, .. } => {
            edit.seen.clear();
        }
        _ => {}
    }
    Some(command)
}

/// The word of what cannot be done; the error of the database is one.
///
/// # Errors
/// When the database failed.
pub fn database(cannot: Cannot) -> DbResult<String> {
    match cannot {
        Cannot::Word(word) => Ok(word),
        Cannot::Database(error) => Err(error),
    }
}
