//! The handshake: `GET` and `POST /linked`, `POST /linked/{id}`, `PUT /linked/{id}/shared`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use truckroll_domain::access::{Area, Feature, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::linked::{Link, LinkState, LinkStep, Relation, Shared, Unfit, fits};
use truckroll_domain::{AgentId, TenantId};
use truckroll_protocol::api::linked::{
    LinkChange, LinkInvitation, LinkedFigures, LinkedMoment, LinkedRecord, LinksNow, NewShared,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::store::{self, Stored};
use super::{Shown, look};
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::company::vendor_id;
use crate::db::{DbResult, Tx};
use crate::http::{Answer, Fault, Strict};
use crate::news::{self, News};
use crate::notify::{Told, tell};

/// Longest note, characters.
const MAX_NOTE: usize = 500;
/// Most links of one organisation that stand or wait.
const MAX_OPEN: usize = 100;
/// Most invitations that one organisation has waiting: numbers can be tried, and each try waits for an answer.
const MAX_WAITING: usize = 20;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read, ask))
        .routes(routes!(step))
        .routes(routes!(share))
        .routes(routes!(statistics))
        .routes(routes!(records))
        .routes(routes!(monitoring))
}

/// What others read as the name of an organisation.
pub(super) async fn name(app: &App, tenant: TenantId) -> DbResult<String> {
    let directory = app.directory(tenant).await?;
    let shown = &directory.profile.display_name;
    Ok(if shown.is_empty() { directory.tenant_name.clone() } else { shown.clone() })
}

/// A link as a person of `tenant` sees it.
async fn seen(app: &App, tenant: TenantId, link: &Stored) -> DbResult<Link> {
    let other = link.opposite(tenant);
    let ids = store::vendor_ids(&app.db, &[other]).await?;
    let number = ids.first().map_or(0, |(_, number)| *number);
    Ok(link.seen_by(tenant, app.clock.now(), number, &name(app, other).await?))
}

#[utoipa::path(
    get,
    path = "/linked",
    tag = "linked",
    operation_id = "linked_companies",
    description = "Organisations that are linked, were linked, or wait for an answer.",
    responses(
        (status = 200, description = "`LinksNow`", body = serde_json::Value),
        (status = 403, description = "Not this person's, or switched off"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<LinksNow>> {
    session.must(Area::LinkedCompanies, Verb::View)?;
    let vendor_id = match store::vendor_ids(&app.db, &[session.tenant]).await?.first() {
        Some((_, known)) => *known,
        // given with the first question: only then something is written
        None => {
            let mut tx = app.db.begin().await?;
            let given = vendor_id(&mut tx, session.tenant).await?;
            tx.commit().await?;
            given
        }
    };
    let stored = store::all(&app.db, session.tenant).await?;
    let others: BTreeSet<TenantId> = stored.iter().map(|link| link.opposite(session.tenant)).collect();
    let others: Vec<TenantId> = others.into_iter().collect();
    let numbers: HashMap<TenantId, i64> = store::vendor_ids(&app.db, &others).await?.into_iter().collect();
    let mut names = HashMap::new();
    for other in others {
        names.insert(other, name(&app, other).await?);
    }
    let now = app.clock.now();
    let link = |stored: &Stored| {
        let other = stored.opposite(session.tenant);
        let number = numbers.get(&other).copied().unwrap_or(0);
        stored.seen_by(session.tenant, now, number, names.get(&other).map_or("", String::as_str))
    };
    Ok(axum::Json(LinksNow { vendor_id, links: stored.iter().map(link).collect() }))
}

#[utoipa::path(
    post,
    path = "/linked",
    tag = "linked",
    operation_id = "ask_link",
    description = "Asks another organisation, by its number, to be superior, subordinate or peer. It has fourteen days to answer.",
    request_body(content = serde_json::Value, description = "`LinkInvitation`"),
    responses(
        (status = 201, description = "`Link`", body = serde_json::Value),
        (status = 403, description = "Not this person's, or switched off"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn ask(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<LinkInvitation>,
) -> Answer<(StatusCode, axum::Json<Link>)> {
    session.must(Area::LinkedCompanies, Verb::Edit)?;
    let problem = |member: &str, why: &str| Err(Fault::unacceptable("link").field(member, why));
    if asked.note.chars().count() > MAX_NOTE {
        return problem("note", "too_long");
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    store::take_turn(&mut tx).await?;
    vendor_id(&mut tx, session.tenant).await?;
    let Some(other) = store::tenant_of(&mut tx, asked.vendor_id).await? else {
        return problem("vendor_id", "unknown_vendor");
    };
    let open = store::open(&mut tx, session.tenant, now).await?;
    if open.iter().any(|link| link.opposite(session.tenant) == other) {
        return problem("vendor_id", "linked_already");
    }
    let waiting = |link: &&Stored| link.asker == session.tenant && link.state == LinkState::Invited;
    if open.len() >= MAX_OPEN || open.iter().filter(waiting).count() >= MAX_WAITING {
        return problem("vendor_id", "too_many");
    }
    let shares = asked.relation != Relation::Peer;
    let link = Stored {
        id: app.fresh::<uuid::Uuid>().to_string(),
        asker: session.tenant,
        other,
        relation: asked.relation,
        state: LinkState::Invited,
        shared: if shares { Shared::ALL.to_vec() } else { Vec::new() },
        note: asked.note.trim().to_owned(),
        asked_at: now,
        decided_at: None,
        version: 1,
    };
    if let Some(unfit) = unfit(&mut tx, &link, session.tenant).await? {
        return problem("relation", unfit.word());
    }
    store::put(&mut tx, &link).await?;
    finish(&app, &session, tx, &link, (Action::LinkAsked, Some("link_asked"))).await?;
    Ok((StatusCode::CREATED, axum::Json(seen(&app, session.tenant, &link).await?)))
}

/// Why the two cannot stand so. Before the other side agreed, whoever asks learns nothing about the links it has.
async fn unfit(tx: &mut Tx, link: &Stored, asking: TenantId) -> DbResult<Option<Unfit>> {
    if link.asker == link.other {
        return Ok(Some(Unfit::Itself));
    }
    let Some((above, below)) = link.order() else { return Ok(None) };
    let orders = store::orders(tx).await?;
    let above_of = |of: TenantId| orders.iter().find(|(_, below)| *below == of).map(|(above, _)| *above);
    if link.state == LinkState::Invited {
        let own = asking == below && above_of(below).is_some();
        return Ok(own.then_some(Unfit::HasSuperior));
    }
    let mut depth = 0;
    let mut level = vec![below];
    // a level below the limit is looked at, and none deeper
    while depth <= truckroll_domain::linked::MAX_DEPTH {
        level = orders.iter().filter(|(above, _)| level.contains(above)).map(|(_, below)| *below).collect();
        if level.is_empty() {
            break;
        }
        depth += 1;
    }
    Ok(fits(above, below, above_of, depth).err())
}

#[utoipa::path(
    post,
    path = "/linked/{id}",
    tag = "linked",
    operation_id = "step_link",
    description = "Agrees to a link, declines it, takes the invitation back, or ends the link. Ending it cuts at once.",
    params(("id" = String, Path, description = "Link")),
    request_body(content = serde_json::Value, description = "`LinkChange`"),
    responses(
        (status = 200, description = "`Link`", body = serde_json::Value),
        (status = 403, description = "Not this side's step, or switched off"),
        (status = 404, description = "No such link"),
        (status = 409, description = "It is closed, or the two cannot stand so (`has_superior`, `circle`, `too_deep`)"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn step(
    State(app): State<App>,
    session: Session,
    Path(id): Path<String>,
    Strict(asked): Strict<LinkChange>,
) -> Answer<axum::Json<Link>> {
    session.must(Area::LinkedCompanies, Verb::Edit)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    store::take_turn(&mut tx).await?;
    let mut link = store::one_in(&mut tx, session.tenant, &id).await?.ok_or_else(|| Fault::not_found("link"))?;
    let state = link.state.at(link.asked_at, now);
    if !state.is_open() {
        return Err(Fault::conflict("closed"));
    }
    let next = state.after(asked.step, link.asker == session.tenant).ok_or_else(|| Fault::forbidden("step"))?;
    link.state = next;
    link.decided_at = Some(now);
    link.version += 1;
    if next == LinkState::Agreed
        && let Some(unfit) = unfit(&mut tx, &link, session.tenant).await?
    {
        return Err(Fault::conflict(unfit.word()));
    }
    store::put(&mut tx, &link).await?;
    let told = match asked.step {
        LinkStep::Agree => "link_agreed",
        LinkStep::Decline => "link_declined",
        LinkStep::Withdraw => "link_withdrawn",
        LinkStep::Unbind => "link_unbound",
    };
    finish(&app, &session, tx, &link, (Action::LinkStepped, Some(told))).await?;
    Ok(axum::Json(seen(&app, session.tenant, &link).await?))
}

#[utoipa::path(
    put,
    path = "/linked/{id}/shared",
    tag = "linked",
    operation_id = "share_with_superior",
    description = "Replaces what the superior may see. For the subordinate.",
    params(("id" = String, Path, description = "Link")),
    request_body(content = serde_json::Value, description = "`NewShared`"),
    responses(
        (status = 200, description = "`Link`", body = serde_json::Value),
        (status = 403, description = "Not the subordinate, or switched off"),
        (status = 404, description = "No such link"),
        (status = 409, description = "Changed meanwhile, or closed"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn share(
    State(app): State<App>,
    session: Session,
    Path(id): Path<String>,
    Strict(asked): Strict<NewShared>,
) -> Answer<axum::Json<Link>> {
    session.must(Area::LinkedCompanies, Verb::Edit)?;
    let mut tx = app.db.begin().await?;
    store::take_turn(&mut tx).await?;
    let mut link = store::one_in(&mut tx, session.tenant, &id).await?.ok_or_else(|| Fault::not_found("link"))?;
    if link.giver() != Some(session.tenant) {
        return Err(Fault::forbidden("subordinate"));
    }
    if !link.state.at(link.asked_at, app.clock.now()).is_open() {
        return Err(Fault::conflict("closed"));
    }
    if link.version != asked.version {
        return Err(Fault::conflict("link"));
    }
    link.shared = Shared::ALL.iter().copied().filter(|part| asked.shared.contains(part)).collect();
    link.version += 1;
    store::put(&mut tx, &link).await?;
    finish(&app, &session, tx, &link, (Action::LinkShared, None)).await?;
    Ok(axum::Json(seen(&app, session.tenant, &link).await?))
}

/// Notes the act on both sides, tells the other side's people who may answer, and commits.
async fn finish(
    app: &App,
    session: &Session,
    mut tx: Tx,
    link: &Stored,
    (action, kind): (Action, Option<&'static str>),
) -> Answer<()> {
    let other = link.opposite(session.tenant);
    let ours = name(app, session.tenant).await?;
    let now = app.clock.now();
    let (number, shown) = (vendor_id(&mut tx, other).await?, name(app, other).await?);
    let mine = link.seen_by(session.tenant, now, number, &shown);
    let label = if mine.name.is_empty() { number.to_string() } else { shown };
    audit::write(&mut tx, Entry::of(app, session, action).about("link", &link.id, &label).after(&mine)).await?;
    let own_number = vendor_id(&mut tx, session.tenant).await?;
    let theirs = link.seen_by(other, now, own_number, &ours);
    audit::write(&mut tx, Entry::by_other(app, other, &ours, action).about("link", &link.id, &ours).after(&theirs))
        .await?;
    let mut noticed = None;
    if let Some(kind) = kind {
        let directory = app.directory(other).await?;
        let to = directory.agents.values().filter(|agent| agent.disabled_at.is_none());
        let to: Vec<AgentId> = to
            .filter(|agent| directory.policy.rights(agent).allow(Area::LinkedCompanies, Verb::Edit))
            .map(|agent| agent.id)
            .collect();
        let args: BTreeMap<&'static str, String> =
            [("number", own_number.to_string()), ("title", String::new()), ("by", ours)].into();
        let told: Vec<Told> = to.into_iter().map(|to| Told { to, kind, args: args.clone() }).collect();
        // while the feature is off there, nobody could open what the notice speaks of
        if directory.policy.switches.on(Feature::LinkedCompanies) {
            let agents = tell(&mut tx, app, other, &told, now).await?;
            noticed = (!agents.is_empty()).then_some(News::Noticed { tenant: other, agents: Some(agents) });
        }
    }
    if let Some(noticed) = &noticed {
        news::tell(&mut tx, noticed).await?;
    }
    tx.commit().await?;
    if let Some(noticed) = noticed {
        app.hear(noticed);
    }
    Ok(())
}

macro_rules! looks {
    ($($name:ident, $path:literal, $operation:literal, $part:ident, $answer:ty, $what:literal;)*) => {$(
        #[utoipa::path(
            get,
            path = $path,
            tag = "linked",
            operation_id = $operation,
            description = $what,
            params(("id" = String, Path, description = "Link")),
            responses(
                (status = 200, description = "What the subordinate shares", body = serde_json::Value),
                (status = 403, description = "Not shared, not the superior, the link does not stand, or switched off"),
                (status = 404, description = "No such link"),
            ),
            security(("bearer" = []), ("cookie" = []))
        )]
        async fn $name(State(app): State<App>, session: Session, Path(id): Path<String>) -> Answer<axum::Json<$answer>> {
            let Shown(tenant) = Shown::to(&app, &session, &id, Shared::$part).await?;
            Ok(axum::Json(look::$name(&app, tenant).await?))
        }
    )*};
}

looks! {
    statistics, "/linked/{id}/statistics", "linked_statistics", Statistics, LinkedFigures,
        "Figures of a subordinate over thirty days.";
    records, "/linked/{id}/records", "linked_records", ServiceRecords, Vec<LinkedRecord>,
        "The latest two hundred visits a subordinate completed, without whom they were done for.";
    monitoring, "/linked/{id}/monitoring", "linked_monitoring", Monitoring, LinkedMoment,
        "What happens at a subordinate at this moment.";
}
