//! `GET` and `POST /calendars`, `PUT` and `DELETE /calendars/{id}`, `…/ics`, `…/clock`.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use sqlx::Row as _;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::calendar::Calendar;
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::{CalendarId, TenantId, Timestamp};
use truckroll_protocol::api::calendars::{CalendarChange, CalendarNow, CalendarsNow, ClockAnswer, IcsPreview};
use truckroll_protocol::api::staff::Removal;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ics;
use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Id, Query, Strict, input};
use crate::staff::{Draft, numbers, unacceptable};
use crate::zones;

/// Most calendars of an organisation.
const MAX_CALENDARS: usize = 100;
/// Largest file of holidays, bytes.
const MAX_ICS_BYTES: usize = 1024 * 1024;
/// Longest time the clock adds, minutes: a year.
const MAX_ADD_MIN: i64 = 366 * 24 * 60;
/// Furthest apart that work time is counted, ms: ten years.
const MAX_APART_MS: i64 = 3_660 * 24 * 60 * MINUTE_MS;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(calendars, create))
        .routes(routes!(change, remove))
        .routes(routes!(holidays))
        .routes(routes!(clock))
}

#[utoipa::path(
    get,
    path = "/calendars",
    tag = "calendars",
    operation_id = "calendars",
    description = "Calendars of working hours with the numbers to replace them by, and the time zones there are.",
    responses(
        (status = 200, description = "`CalendarsNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to see settings"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn calendars(State(app): State<App>, session: Session) -> Answer<axum::Json<CalendarsNow>> {
    session.must(Area::Settings, Verb::View)?;
    let directory = app.directory(session.tenant).await?;
    // index: the primary key of definitions
    let rows = sqlx::query("select seq, body from definitions where tenant_id = $1 and kind = $2 and body <> ''")
        .bind(session.tenant.to_string())
        .bind(Calendar::KIND)
        .fetch_all(app.db.pool())
        .await?;
    let mut now = Vec::new();
    for row in rows {
        let (seq, body): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        let Ok(calendar) = serde_json::from_str::<Calendar>(&body) else { continue };
        now.push(CalendarNow { calendar, seq });
    }
    now.sort_by(|a, b| {
        let key = |now: &CalendarNow| (!now.calendar.default, now.calendar.name.clone(), now.calendar.id);
        key(a).cmp(&key(b))
    });
    let time_zone = directory.settings.time_zone.clone();
    Ok(axum::Json(CalendarsNow { calendars: now, zones: zones::names(), time_zone }))
}

#[utoipa::path(
    post,
    path = "/calendars",
    tag = "calendars",
    operation_id = "create_calendar",
    description = "Makes a calendar. The first one is the organisation's own.",
    request_body(content = serde_json::Value, description = "`CalendarChange` with `seq` 0"),
    responses(
        (status = 201, description = "`CalendarNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change settings"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn create(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<CalendarChange>,
) -> Answer<(StatusCode, axum::Json<CalendarNow>)> {
    session.must(Area::Settings, Verb::Edit)?;
    let calendar = Calendar { id: app.fresh(), ..asked.calendar };
    let now = write(&app, &session, calendar, 0).await?;
    Ok((StatusCode::CREATED, axum::Json(now)))
}

#[utoipa::path(
    put,
    path = "/calendars/{id}",
    tag = "calendars",
    operation_id = "change_calendar",
    description = "Changes a calendar. One that becomes the organisation's own takes the place of the former one.",
    params(("id" = String, Path, description = "Calendar")),
    request_body(content = serde_json::Value, description = "`CalendarChange`"),
    responses(
        (status = 200, description = "`CalendarNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change settings"),
        (status = 404, description = "No such calendar"),
        (status = 409, description = "Somebody else changed it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn change(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CalendarId>,
    Strict(asked): Strict<CalendarChange>,
) -> Answer<axum::Json<CalendarNow>> {
    session.must(Area::Settings, Verb::Edit)?;
    known(&app, session.tenant, id).await?;
    write(&app, &session, Calendar { id, ..asked.calendar }, asked.seq).await.map(axum::Json)
}

async fn known(app: &App, tenant: TenantId, id: CalendarId) -> Answer<Calendar> {
    let directory = app.directory(tenant).await?;
    directory.calendars.get(&id).cloned().ok_or_else(|| Fault::not_found("calendar"))
}

async fn write(app: &App, session: &Session, mut calendar: Calendar, seen: i64) -> Answer<CalendarNow> {
    calendar.name = calendar.name.trim().to_owned();
    let mut problems: BTreeMap<String, &'static str> = calendar.faults().into_iter().collect();
    match zones::offsets(&calendar.time_zone, app.clock.now()) {
        Some(offsets) => calendar.offsets = offsets,
        None => {
            problems.insert("time_zone".to_owned(), "unknown");
        }
    }
    let mut draft = Draft::begin(app, session).await?;
    let directory = draft.directory().await?;
    let others: Vec<&Calendar> = directory.calendars.values().filter(|other| other.id != calendar.id).collect();
    if others.len() >= MAX_CALENDARS {
        problems.insert("calendars".to_owned(), "too_many");
    }
    if others.iter().any(|other| other.name == calendar.name) {
        problems.insert("name".to_owned(), "taken");
    }
    let former = others.iter().find(|other| other.default);
    if former.is_none() {
        // there is always one, and the first is it
        let was = directory.calendars.get(&calendar.id).is_some_and(|was| was.default);
        if was && !calendar.default {
            problems.insert("default".to_owned(), "one_required");
        }
        calendar.default = true;
    }
    if !problems.is_empty() {
        return Err(unacceptable("calendar", problems));
    }
    if let Some(former) = former.filter(|_| calendar.default) {
        let id = former.id.to_string();
        let numbers = numbers(&mut draft.tx, session.tenant, Calendar::KIND).await?;
        let seen = numbers.get(&id).copied().unwrap_or_default();
        draft.put(Calendar::KIND, &id, seen, &Calendar { default: false, ..(*former).clone() }).await?;
    }
    let seq = draft.put(Calendar::KIND, &calendar.id.to_string(), seen, &calendar).await?;
    draft.commit().await?;
    Ok(CalendarNow { calendar, seq })
}

#[utoipa::path(
    delete,
    path = "/calendars/{id}",
    tag = "calendars",
    operation_id = "remove_calendar",
    description = "Removes a calendar. The organisation's own cannot be removed.",
    params(("id" = String, Path, description = "Calendar")),
    request_body(content = serde_json::Value, description = "`Removal`"),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change settings"),
        (status = 404, description = "No such calendar"),
        (status = 409, description = "It is the organisation's own, or changed meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CalendarId>,
    Strict(asked): Strict<Removal>,
) -> Answer<StatusCode> {
    session.must(Area::Settings, Verb::Edit)?;
    let mut draft = Draft::begin(&app, &session).await?;
    let directory = draft.directory().await?;
    let calendar = directory.calendars.get(&id).ok_or_else(|| Fault::not_found("calendar"))?;
    if calendar.default {
        return Err(Fault::conflict("default_calendar"));
    }
    draft.remove(Calendar::KIND, &id.to_string(), asked.seq).await?;
    draft.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    post,
    path = "/calendars/{id}/ics",
    tag = "calendars",
    operation_id = "preview_holidays",
    description = "Reads an `.ics` file of at most 1 MB and answers the holidays in it. Nothing is stored.",
    params(("id" = String, Path, description = "Calendar")),
    request_body(content = String, description = "The file", content_type = "text/calendar"),
    responses(
        (status = 200, description = "`IcsPreview`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change settings"),
        (status = 404, description = "No such calendar"),
        (status = 413, description = "Larger than the limit"),
        (status = 422, description = "Not a calendar file"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn holidays(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CalendarId>,
    body: Body,
) -> Answer<axum::Json<IcsPreview>> {
    session.must(Area::Settings, Verb::Edit)?;
    let calendar = known(&app, session.tenant, id).await?;
    let bytes = input::body(body, MAX_ICS_BYTES).await?;
    let (today, _) = calendar.offsets.local(app.clock.now());
    // some hundred thousand lines take their time
    let read = tokio::task::spawn_blocking(move || {
        ics::read(std::str::from_utf8(&bytes).ok()?, &calendar.offsets, today.year())
    });
    let preview = read.await.map_err(|_| Fault::internal())?;
    preview.map(axum::Json).ok_or_else(|| Fault::unacceptable("ics").field("file", "not_a_calendar"))
}

/// What the clock is asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    at: i64,
    #[serde(default)]
    add_min: Option<i64>,
    #[serde(default)]
    to: Option<i64>,
}

#[utoipa::path(
    get,
    path = "/calendars/{id}/clock",
    tag = "calendars",
    operation_id = "calendar_clock",
    description = "What the calendar's clock says about a moment: open or not, when next, deadline, work time.",
    params(
        ("id" = String, Path, description = "Calendar"),
        ("at" = i64, Query, description = "The moment, ms UTC"),
        ("add_min" = Option<i64>, Query, description = "Open minutes to add, up to a year"),
        ("to" = Option<i64>, Query, description = "Another moment, up to ten years away"),
    ),
    responses(
        (status = 200, description = "`ClockAnswer`", body = serde_json::Value),
        (status = 400, description = "Out of range; `fields` names the member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to see settings"),
        (status = 404, description = "No such calendar"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn clock(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CalendarId>,
    Query(asked): Query<Asked>,
) -> Answer<axum::Json<ClockAnswer>> {
    session.must(Area::Settings, Verb::View)?;
    let calendar = known(&app, session.tenant, id).await?;
    let wrong = |member: &str| Err(Fault::bad_request(member).field(member, "out_of_range"));
    if asked.at.unsigned_abs() > 8_000_000_000_000_000 {
        return wrong("at");
    }
    if asked.add_min.is_some_and(|add| !(0..=MAX_ADD_MIN).contains(&add)) {
        return wrong("add_min");
    }
    if asked.to.is_some_and(|to| to.saturating_sub(asked.at).saturating_abs() > MAX_APART_MS) {
        return wrong("to");
    }
    let at = Timestamp(asked.at);
    Ok(axum::Json(ClockAnswer {
        is_open: calendar.is_open(at),
        next_open: calendar.next_open(at),
        deadline: asked.add_min.and_then(|add| calendar.add_work_time(at, add * MINUTE_MS)),
        work_ms: asked.to.map(|to| calendar.work_time_between(at, Timestamp(to))),
    }))
}
