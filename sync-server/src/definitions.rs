//! Replacing a definition as an administrator: by the number it was read at, noted, told to desks and devices.

use serde::Serialize;
use truckroll_domain::Timestamp;
use truckroll_domain::audit::Action;

use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::directory::{Writing, put_definition, replace_definition};
use crate::http::{Answer, Fault};
use crate::news::{self, Announcement, Changed, News};

/// Writes `body` in the place of the definition that was read at `seen`. Returns its number and the time.
///
/// # Errors
/// 409 naming the kind when somebody else was first; else what the database says.
pub(crate) async fn replace<T: Serialize>(
    app: &App,
    session: &Session,
    of: (&'static str, &str),
    seen: i64,
    before: &T,
    body: &T,
    action: Action,
) -> Answer<(i64, Timestamp)> {
    write(app, session, of, seen, (Some(before), Some(body)), action).await
}

/// The same with what was not there before (`None` in front) or goes (`None` behind).
///
/// # Errors
/// As [`replace`].
pub(crate) async fn write<T: Serialize>(
    app: &App,
    session: &Session,
    of: (&'static str, &str),
    seen: i64,
    change: (Option<&T>, Option<&T>),
    action: Action,
) -> Answer<(i64, Timestamp)> {
    write_with(app, session, of, seen, change, action, None).await
}

/// The same with a version of it, kept under its own kind and id and never changed.
///
/// # Errors
/// As [`replace`].
pub(crate) async fn write_with<T: Serialize>(
    app: &App,
    session: &Session,
    of: (&'static str, &str),
    seen: i64,
    (before, body): (Option<&T>, Option<&T>),
    action: Action,
    version: Option<(&'static str, String)>,
) -> Answer<(i64, Timestamp)> {
    let at = app.clock.now();
    let mut tx = app.db.begin().await?;
    let writing = Writing { tenant: session.tenant, of, seen, by: &session.actor, at };
    let written = replace_definition(&mut tx, &writing, body).await?;
    let mut seq = written.ok_or_else(|| Fault::conflict(of.0))?;
    let written_at = seq;
    let mut kinds = vec![of.0.to_owned()];
    if let (Some((kind, id)), Some(body)) = (&version, body) {
        seq = put_definition(&mut tx, session.tenant, kind, id, body).await?;
        kinds.push((*kind).to_owned());
    }
    let entry = Entry::of(app, session, action).about(of.0, of.1, "");
    audit::write(&mut tx, entry.before(&before).after(&body)).await?;
    let news =
        News::Stored(Announcement { tenant: session.tenant, seq, changed: Changed::Definitions(kinds), agents: None });
    news::tell(&mut tx, &news).await?;
    tx.commit().await?;
    app.hear(News::Directory { tenant: session.tenant });
    app.hear(news);
    tracing::info!(definition = of.0, id = of.1, seq, "definition written");
    Ok((written_at, at))
}
