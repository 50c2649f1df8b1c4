//! `GET /assets/{id}`: everything the page of a row shows.

use axum::extract::State;
use truckroll_domain::{AssetId, Content, Kind};
use truckroll_protocol::api::AssetDetail;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::customers::detail::{files_of, readable};
use crate::http::{Answer, Fault, Id};
use crate::reach::reached;
use crate::{attachments, ingest, lists};

/// Tickets and visits shown with a row.
const SHOWN: i64 = 50;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(asset))
}

#[utoipa::path(
    get,
    path = "/assets/{id}",
    tag = "customers",
    operation_id = "asset",
    description = "A row of an asset table with its log and the latest tickets and visits about it.",
    params(("id" = String, Path, description = "Row")),
    responses(
        (status = 200, description = "`AssetDetail`", body = serde_json::Value),
        (status = 404, description = "No such row"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn asset(State(app): State<App>, session: Session, Id(id): Id<AssetId>) -> Answer<axum::Json<AssetDetail>> {
    let Content::Asset(asset) = readable(&app, &session, id.into(), "asset").await? else {
        return Err(Fault::not_found("asset"));
    };
    // indexes tickets_asset, visits_asset
    let of = |kind| {
        let mut conditions = reached(&session, kind);
        let mark = conditions.text(id.to_string());
        conditions.and(format!("asset_id = {mark}"));
        conditions
    };
    let mut detail = AssetDetail {
        row: asset.project(id),
        entries: ingest::entries(&app.db, session.tenant, id.into()).await?,
        tickets: lists::rows(&app.db, &of(Kind::Ticket), "created_at desc, id", SHOWN).await?,
        visits: lists::rows(&app.db, &of(Kind::Visit), "created_at desc, id", SHOWN).await?,
        stored: attachments::about(&app.db, session.tenant, files_of(&asset.fields)).await?,
        asset,
    };
    session.mask(&mut detail);
    Ok(axum::Json(detail))
}
