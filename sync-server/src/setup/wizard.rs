//! `GET` and `PUT /setup/wizard`, `POST /setup/wizard/finish`: answers kept as they are given, and what they lead to.

use axum::extract::State;
use truckroll_domain::Timestamp;
use truckroll_domain::audit::Action;
use truckroll_domain::setup::{BUILT, Setup, steps};
use truckroll_protocol::api::setup::{FinishSetup, SetupDone, SetupNow, SetupProgress};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::seed;
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::db::Tx;
use crate::directory::{Writing, definition, replace_definition};
use crate::http::{Answer, Fault, Strict};
use crate::news::{self, Announcement, Changed, News};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, keep)).routes(routes!(finish))
}

fn now(setup: Setup, seq: i64) -> SetupNow {
    SetupNow { setup, seq, steps: steps(BUILT) }
}

async fn stored(tx: &mut Tx, session: &Session) -> Answer<(Setup, i64)> {
    Ok(definition(tx.on(), session.tenant, Setup::KIND, Setup::ID).await?.unwrap_or_default())
}

#[utoipa::path(
    get,
    path = "/setup/wizard",
    tag = "setup",
    operation_id = "setup_wizard",
    description = "How far the organisation has come with its set-up.",
    responses(
        (status = 200, description = "`SetupNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<SetupNow>> {
    session.must_administer()?;
    let mut connection = app.db.pool().acquire().await?;
    let (setup, seq) = definition(&mut connection, session.tenant, Setup::KIND, Setup::ID).await?.unwrap_or_default();
    Ok(axum::Json(now(setup, seq)))
}

#[utoipa::path(
    put,
    path = "/setup/wizard",
    tag = "setup",
    operation_id = "keep_setup_answers",
    description = "Keeps answers and the page that is shown, so that the wizard goes on there.",
    request_body(content = serde_json::Value, description = "`SetupProgress`"),
    responses(
        (status = 200, description = "`SetupNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "Somebody else answered meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn keep(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<SetupProgress>,
) -> Answer<axum::Json<SetupNow>> {
    session.must_administer()?;
    let mut tx = app.db.begin().await?;
    tx.take_seq(session.tenant, 0).await?;
    let (mut setup, _) = stored(&mut tx, &session).await?;
    setup.answers = asked.answers;
    setup.step = Some(asked.step);
    let seq = write(&mut tx, &session, asked.seq, app.clock.now(), &setup).await?;
    commit(&app, &session, tx, seq, &[Setup::KIND]).await?;
    Ok(axum::Json(now(setup, seq)))
}

#[utoipa::path(
    post,
    path = "/setup/wizard/finish",
    tag = "setup",
    operation_id = "finish_setup",
    description = "Makes what the answers lead to, beside what is there, or puts the wizard away. It can be gone through \
                   again: what people have changed since stays.",
    request_body(content = serde_json::Value, description = "`FinishSetup`"),
    responses(
        (status = 200, description = "`SetupDone`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "Somebody else answered meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn finish(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<FinishSetup>,
) -> Answer<axum::Json<SetupDone>> {
    session.must_administer()?;
    let at = app.clock.now();
    let mut tx = app.db.begin().await?;
    tx.take_seq(session.tenant, 0).await?;
    let (mut setup, _) = stored(&mut tx, &session).await?;
    let mut made = seed::Made::default();
    if asked.apply {
        made = seed::apply(&app, &mut tx, &session, &mut setup, at).await?;
        let entry = Entry::of(&app, &session, Action::SetupApplied).about(Setup::KIND, Setup::ID, "");
        audit::write(&mut tx, entry.after(&setup)).await?;
    }
    setup.finished_at = setup.finished_at.or(Some(at));
    setup.step = None;
    let seq = write(&mut tx, &session, asked.seq, at, &setup).await?;
    made.kinds.push(Setup::KIND);
    commit(&app, &session, tx, seq, &made.kinds).await?;
    Ok(axum::Json(SetupDone { now: now(setup, seq), form: made.form, switched: made.switched }))
}

async fn write(tx: &mut Tx, session: &Session, seen: i64, at: Timestamp, setup: &Setup) -> Answer<i64> {
    let writing = Writing { tenant: session.tenant, of: (Setup::KIND, Setup::ID), seen, by: &session.actor, at };
    replace_definition(tx, &writing, Some(setup)).await?.ok_or_else(|| Fault::conflict("setup"))
}

async fn commit(app: &App, session: &Session, mut tx: Tx, seq: i64, kinds: &[&str]) -> Answer<()> {
    let changed = Changed::Definitions(kinds.iter().map(|kind| (*kind).to_owned()).collect());
    let news = News::Stored(Announcement { tenant: session.tenant, seq, changed, agents: None });
    news::tell(&mut tx, &news).await?;
    tx.commit().await?;
    app.hear(News::Directory { tenant: session.tenant });
    app.hear(news);
    Ok(())
}
