//! What would happen: rules asked and planned, nothing done.

use truckroll_domain::filter::{Condition, Filter};
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::triggers::{Change, Rule};
use truckroll_domain::{Command, Content, Context, RuleId, Side};
use truckroll_protocol::api::rules::{RuleTrial, RuleTried};
use uuid::Uuid;

use super::plan::{self, Cannot, For};
use super::scene::{Asked, Scene};
use super::{facts, targets};
use crate::App;
use crate::auth::Session;
use crate::directory::Directory;
use crate::http::{Answer, Fault};

/// What would happen to a ticket.
pub async fn run(app: &App, session: &Session, directory: &Directory, asked: &RuleTrial) -> Answer<Vec<RuleTried>> {
    let by_time = asked.rule.as_ref().is_some_and(|new| new.kind == truckroll_domain::triggers::RuleKind::Automation);
    let event = if by_time { "time" } else { asked.event.word() };
    let scene = Scene::load(app, directory, session.tenant, asked.ticket, event).await?;
    let mut scene = scene.ok_or_else(|| Fault::not_found("ticket"))?;
    let before = scene.snapshot(directory);
    if let Some(edit) = &asked.edit {
        apply(app, session, directory, &mut scene, TicketCommand::Edit { edit: edit.clone() })?;
    }
    if let Some(status) = asked.status {
        apply(app, session, directory, &mut scene, TicketCommand::SetStatus { fact: app.fresh(), status })?;
    }
    let after = scene.snapshot(directory);
    let schema = facts::schema(directory);
    let by = if by_time { "system" } else { "agent" };
    let before = (asked.event != Change::Created || by_time).then_some(&before);
    let facts = Asked::new(directory, &schema, &scene, (asked.event, by), (before, &after));
    let mut tried = Vec::new();
    if let Some(new) = &asked.rule {
        let waits = by_time || new.rule.events.contains(&asked.event);
        tried.push(one(app, directory, &scene, &facts, None, &new.rule, waits).await?);
    } else {
        for kept in directory.rules.triggers.iter().filter(|kept| kept.rule.enabled) {
            let waits = kept.rule.events.contains(&asked.event);
            tried.push(one(app, directory, &scene, &facts, Some(kept.id), &kept.rule, waits).await?);
        }
    }
    Ok(tried)
}

async fn one(
    app: &App,
    directory: &Directory,
    scene: &Scene,
    asked: &Asked<'_>,
    id: Option<RuleId>,
    rule: &Rule,
    waits: bool,
) -> Answer<RuleTried> {
    let (schema, today) = (facts::schema(directory), Some(facts::today(directory, scene.now)));
    let facts = asked.facts();
    let holds = |condition: &Condition| {
        let alone = Filter { all: vec![condition.clone()], any: Vec::new() };
        alone.holds(&schema, &facts, today)
    };
    let (all, any): (Vec<bool>, Vec<bool>) =
        (rule.when.all.iter().map(holds).collect(), rule.when.any.iter().map(holds).collect());
    let fires = waits && rule.when.holds(&schema, &facts, today);
    let mut tried =
        RuleTried { id, title: rule.title.clone(), waits, all, any, fires, steps: Vec::new(), why: String::new() };
    if !fires {
        return Ok(tried);
    }
    let ids = |n: u32| Uuid::from_u128(u128::from(n));
    let whom = For { id: id.unwrap_or_default(), title: &rule.title, ids: &ids };
    match plan::plan(app, directory, scene, &whom, &rule.actions).await {
        Ok(planned) => {
            let render = |target| targets::render(directory, Some((scene, &rule.title)), target);
            if let Some(why) = planned.calls.iter().find_map(|target| render(*target).err()) {
                tried.why = why;
            }
            tried.steps = planned.steps;
        }
        Err(Cannot::Word(why)) => tried.why = why,
        Err(Cannot::Database(error)) => return Err(error.into()),
    }
    Ok(tried)
}

/// Lets a draft come true in memory, as if the asking person had sent it.
fn apply(app: &App, session: &Session, directory: &Directory, scene: &mut Scene, command: TicketCommand) -> Answer<()> {
    let ctx = Context {
        tenant: session.tenant,
        actor: session.actor.clone(),
        device: None,
        command: app.fresh(),
        at: scene.now,
        received_at: Some(scene.now),
        offline: false,
        side: Side::Server,
        visit_rules: directory.visit_rules.clone(),
    };
    let mut content = Content::Ticket(scene.ticket.clone(), scene.overlay.clone());
    let command = Command::Ticket { id: scene.id, command };
    content.apply(&ctx, &command).map_err(|why| Fault::refused(why, "edit"))?;
    if let Content::Ticket(ticket, overlay) = content {
        (scene.ticket, scene.overlay) = (ticket, overlay);
    }
    Ok(())
}
