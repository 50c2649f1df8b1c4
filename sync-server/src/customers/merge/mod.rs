//! Merging two customers into one, reversible for thirty days (CUS-17): `POST /customers/merge/preview`,
//! `POST /customers/merge`, `GET /merges`, `POST /merges/{id}/undo`.
//!
//! A merge is commands, carried out together in the name of whoever allowed it: the target takes values, what names the
//! source names the target, the source is thrown away and says into which one it went. `redirects` leads from the source to
//! the target for good; `follow` sees to what is written about the source later, by a phone that had not heard of it. Why
//! it is like that is in `docs/adr/0012-merges-can-be-taken-back.md`.

use axum::extract::State;
use serde::Deserialize;
use truckroll_domain::access::judge;
use truckroll_domain::companies::CompanyCommand;
use truckroll_domain::contacts::ContactCommand;
use truckroll_domain::customers::name_of;
use truckroll_domain::fields::Noun;
use truckroll_domain::privacy::{holds_numbers, mask_value};
use truckroll_domain::{Command, Content, DocumentId, Refusal, TenantId};
use truckroll_protocol::api::{Merge, MergePreview, MergeQuery, MergeUndone, NewMerge};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bulk::{is_thrown_away, must_not_be_locked};
use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, Tx, marks, query};
use crate::http::{Answer, Fault, Id, Query, Strict};
use crate::ingest::{self, Stored};

mod carry;
mod follow;
mod plan;
mod store;

pub use follow::follow;
pub(crate) use store::{close_old, now_at};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(preview)).routes(routes!(merge)).routes(routes!(list)).routes(routes!(undo))
}

/// Two customers that are there.
struct Pair {
    noun: Noun,
    source: (DocumentId, Stored),
    target: (DocumentId, Stored),
}

impl Pair {
    async fn load(app: &App, session: &Session, asked: &MergeQuery) -> Answer<Self> {
        if asked.source == asked.target {
            return Err(Fault::unacceptable("target").field("target", "same"));
        }
        let mut stored = ingest::load(&app.db, session.tenant, &[asked.source, asked.target]).await?;
        let mut take = |id: DocumentId, what: &str| {
            let fits = |s: &Stored| Noun::of_customer(s.kind) == Some(asked.noun) && !is_thrown_away(&s.content);
            stored.remove(&id).filter(fits).map(|s| (id, s)).ok_or_else(|| Fault::not_found(what))
        };
        Ok(Self { noun: asked.noun, source: take(asked.source, "source")?, target: take(asked.target, "target")? })
    }
}

/// The command that ends the source.
fn ends(noun: Noun, source: DocumentId, target: DocumentId) -> Command {
    match noun {
        Noun::Company => Command::Company { id: source.into(), command: CompanyCommand::Merge { into: target.into() } },
        // only customers are merged: a pair of anything else is never found
        Noun::Contact | Noun::Asset | Noun::Ticket => {
            Command::Contact { id: source.into(), command: ContactCommand::Merge { into: target.into() } }
        }
    }
}

/// Whether this person may merge these: administrators, while neither changing nor deleting is locked.
fn must_merge(session: &Session, pair: &Pair) -> Answer<()> {
    let command = ends(pair.noun, pair.source.0, pair.target.0);
    judge(&session.actor, &command, &pair.source.1.content, false).map_err(|why| Fault::refused(why, "merge"))?;
    must_not_be_locked(session, truckroll_domain::access::Lock::edit(pair.noun))
}

#[utoipa::path(
    post,
    path = "/customers/merge/preview",
    tag = "customers",
    operation_id = "preview_merge",
    description = "What merging one customer into another would do. For administrators.",
    request_body(content = serde_json::Value, description = "`MergeQuery`"),
    responses(
        (status = 200, description = "`MergePreview`", body = serde_json::Value),
        (status = 403, description = "Not an administrator, or the organisation has locked it"),
        (status = 404, description = "There is no such source or target"),
        (status = 422, description = "Both are the same"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn preview(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<MergeQuery>,
) -> Answer<axum::Json<MergePreview>> {
    session.must_administer()?;
    let pair = Pair::load(&app, &session, &asked).await?;
    must_merge(&session, &pair)?;
    let plan = plan::Plan::make(&app, session.tenant, &pair).await?;
    let directory = app.directory(session.tenant).await?;
    let mut fields = plan.fields(&pair, &directory.fields(pair.noun).now);
    if session.masks {
        for field in fields.iter_mut().filter(|f| holds_numbers(&f.key)) {
            [&mut field.source, &mut field.target, &mut field.result].into_iter().flatten().for_each(mask_value);
        }
    }
    Ok(axum::Json(MergePreview {
        source_name: name_of(&pair.source.1.content).to_owned(),
        target_name: name_of(&pair.target.1.content).to_owned(),
        fields,
        counts: plan.counts(),
        until: app.clock.now().plus_ms(super::trash::KEPT_MS),
    }))
}

#[utoipa::path(
    post,
    path = "/customers/merge",
    tag = "customers",
    operation_id = "merge_customers",
    description = "Merges one customer into another: empty fields of the target take the values of the source, everything of \
                   the source moves. It can be taken back for thirty days. For administrators.",
    request_body(content = serde_json::Value, description = "`NewMerge`"),
    responses(
        (status = 200, description = "`Merge`", body = serde_json::Value),
        (status = 403, description = "Not an administrator, or the organisation has locked it"),
        (status = 404, description = "There is no such source or target"),
        (status = 409, description = "More records than can move at once, or one of them changed meanwhile"),
        (status = 422, description = "Both are the same, or the name that was typed is not the source's"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn merge(State(app): State<App>, session: Session, Strict(asked): Strict<NewMerge>) -> Answer<axum::Json<Merge>> {
    session.must_administer()?;
    let NewMerge { noun, source, target, confirm } = asked;
    let pair = Pair::load(&app, &session, &MergeQuery { noun, source, target }).await?;
    must_merge(&session, &pair)?;
    if confirm.trim() != name_of(&pair.source.1.content).trim() {
        return Err(Fault::unacceptable("confirm").field("confirm", "not_the_name"));
    }
    let plan = plan::Plan::make(&app, session.tenant, &pair).await?;
    let mut merge = carry::merge(&app, &session, &pair, plan).await?;
    mask(&session, &mut merge);
    Ok(axum::Json(merge))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    customer: Option<DocumentId>,
}

#[utoipa::path(
    get,
    path = "/merges",
    tag = "customers",
    operation_id = "merges",
    description = "Merges of the last thirty days, newest first, at most 200. For administrators.",
    params(("customer" = Option<String>, Query, description = "Only those into this customer")),
    responses(
        (status = 200, description = "list of `Merge`", body = serde_json::Value),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session, Query(asked): Query<Asked>) -> Answer<axum::Json<Vec<Merge>>> {
    session.must_administer()?;
    let kept = store::recent(&app, session.tenant, asked.customer).await?;
    let mut merges: Vec<Merge> = kept.into_iter().map(store::Kept::told).collect();
    merges.iter_mut().for_each(|merge| mask(&session, merge));
    Ok(axum::Json(merges))
}

#[utoipa::path(
    post,
    path = "/merges/{id}/undo",
    tag = "customers",
    operation_id = "undo_merge",
    description = "Takes a merge back within thirty days: the source is there again, what moved and was not changed since goes \
                   back to it; the answer names what stays. For administrators.",
    params(("id" = String, Path, description = "Merge")),
    responses(
        (status = 200, description = "`MergeUndone`", body = serde_json::Value),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such merge, or it is older than thirty days"),
        (status = 409, description = "Taken back already, or the target was merged or thrown away; the detail says which"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn undo(
    State(app): State<App>,
    session: Session,
    Id(id): Id<truckroll_domain::CommandId>,
) -> Answer<axum::Json<MergeUndone>> {
    session.must_administer()?;
    // what was written about the source since is with the target before it goes back
    follow(&app, session.tenant).await?;
    carry::undo(&app, &session, &id.to_string()).await.map(axum::Json)
}

fn mask(session: &Session, merge: &mut Merge) {
    if !session.masks {
        return;
    }
    for taken in merge.taken.iter_mut().filter(|t| holds_numbers(&t.key)) {
        [&mut taken.before, &mut taken.after].into_iter().flatten().for_each(mask_value);
    }
    for late in merge.late.iter_mut().filter(|l| holds_numbers(&l.key)) {
        late.value.iter_mut().for_each(mask_value);
    }
}

/// Whether documents that are being stored are merged customers, or name one (primary key of `redirects`). A merge itself
/// is one too; then there is nothing to do.
pub(crate) async fn names_merged<'a>(
    tx: &mut Tx,
    tenant: TenantId,
    documents: impl Iterator<Item = (DocumentId, &'a Content)>,
) -> DbResult<bool> {
    let mut named: Vec<String> = Vec::new();
    for (_, content) in documents {
        match content {
            Content::Company(company) if company.merged_into.is_some() => return Ok(true),
            Content::Contact(contact) if contact.merged_into.is_some() => return Ok(true),
            Content::Contact(contact) => named.extend(contact.companies.keys().map(ToString::to_string)),
            Content::Asset(asset) => {
                named.extend(asset.company.map(|id| id.to_string()));
                named.extend(asset.contact.map(|id| id.to_string()));
            }
            Content::Ticket(..) | Content::Visit(..) => {
                named.extend(content.related().iter().map(ToString::to_string));
            }
            Content::Company(_) => {}
        }
    }
    named.sort_unstable();
    named.dedup();
    for chunk in named.chunks(500) {
        let sql = format!(
            "select 1 from redirects where tenant_id = $1 and source_id in ({}) limit 1",
            marks(2, chunk.len())
        );
        let bound = chunk.iter().fold(query(&sql).bind(tenant.to_string()), |query, id| query.bind(id.clone()));
        if bound.fetch_optional(tx.on()).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The column that names a customer of a kind.
pub(super) fn column_of(kind: truckroll_domain::Kind) -> &'static str {
    plan::column(Noun::of_customer(kind).unwrap_or(Noun::Company))
}

/// 409 that says why a merge cannot be taken back.
fn stuck(why: &str) -> Fault {
    Fault::conflict(why)
}

/// 409: more records than move at once.
fn too_many() -> Fault {
    Fault::refused(Refusal::TooMany { field: "records".to_owned(), limit: plan::MOST as i64 }, "records")
}
