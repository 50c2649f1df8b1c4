//! Logos (ORG-06): `POST /logos` takes a picture in and keeps it small; `GET /logo/{vendor}/{hash}` shows the one an
//! organisation has, to everybody, because customers without an account see it.
//!
//! An SVG is drawn once, here, and kept as a picture (`svg`): what a stranger wrote is never shown by a browser of ours.

mod svg;

use std::io::Cursor;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use image::ImageFormat;
use image::imageops::FilterType;
use sqlx::Row as _;
use truckroll_domain::TenantId;
use truckroll_domain::attachments::is_hash;
use truckroll_protocol::api::Logo;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::attachments;
use crate::attachments::picture::{self, MAX_BYTES, NOT_A_PICTURE};
use crate::auth::Session;
use crate::http::{Answer, Fault, apps, input};

/// Longest side of what is kept, pixels.
const SIDE: u16 = 512;
/// The type of what is kept.
const TYPE: &str = "image/png";

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take))
}

#[utoipa::path(
    post,
    path = "/logos",
    tag = "attachments",
    operation_id = "take_logo",
    description = "Takes a PNG, JPEG or SVG picture of at most 2 MB in and keeps it as a PNG of at most 512 pixels a side. The \
                   answer has the hash by which the organisation is given it.",
    request_body(content = String, description = "The picture", content_type = "application/octet-stream"),
    responses(
        (status = 201, description = "`Logo`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 413, description = "Larger than the limit"),
        (status = 422, description = "`fields.logo`: not a picture of these types, or an SVG with text, with outside references, or too intricate"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn take(State(app): State<App>, session: Session, body: Body) -> Answer<(StatusCode, axum::Json<Logo>)> {
    session.must_administer()?;
    let bytes = input::body(body, MAX_BYTES).await?;
    let made = tokio::task::spawn_blocking(move || small(&bytes)).await.map_err(|_| Fault::internal())?;
    let made = made.map_err(|problem| Fault::unacceptable("logo").field("logo", problem))?;
    let kept = attachments::store(&app, session.tenant, TYPE, "", made).await?;
    Ok((StatusCode::CREATED, axum::Json(Logo { logo: kept.hash })))
}

/// A picture as a small PNG.
fn small(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    let Some(mut picture) = picture::unfold(bytes)? else { return svg::draw(bytes, SIDE) };
    let most = u32::from(SIDE);
    if picture.width().max(picture.height()) > most {
        picture = picture.resize(most, most, FilterType::Triangle);
    }
    let mut png = Vec::new();
    picture.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).map_err(|_| NOT_A_PICTURE)?;
    Ok(png)
}

/// The logo of the organisation with a vendor id; only the one it has now.
pub async fn show(
    State(app): State<App>,
    Path((vendor, hash)): Path<(i64, String)>,
    request: Request,
) -> Result<Response, Fault> {
    let nothing = || Fault::not_found("logo");
    if !is_hash(&hash) {
        return Err(nothing());
    }
    let row = sqlx::query("select tenant_id from vendors where vendor_id = $1")
        .bind(vendor)
        .fetch_optional(app.db.pool())
        .await?;
    let tenant: TenantId = row.ok_or_else(nothing)?.try_get::<String, _>(0)?.parse().map_err(|_| nothing())?;
    if app.directory(tenant).await?.profile.logo.as_deref() != Some(hash.as_str()) {
        return Err(nothing());
    }
    let mime = attachments::complete_mime(&app.db, tenant, &hash).await?.ok_or_else(nothing)?;
    let tag = format!("\"{hash}\"");
    if request.headers().get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes()) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    let response = apps::serve(&attachments::path_of(&app, tenant, &hash), request).await;
    let mut response = attachments::safely(response, &mime, &tag);
    if response.status().is_success() {
        // another one has another address, and a logo that was taken down is gone within the hour
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, GenericImageView as _, Rgba, RgbaImage};

    use super::*;

    fn read(png: &[u8]) -> DynamicImage {
        image::load_from_memory_with_format(png, ImageFormat::Png).expect("a PNG")
    }

    #[test]
    fn a_large_picture_becomes_small_and_keeps_its_shape_and_ground() {
        let mut large = Vec::new();
        let picture = DynamicImage::from(RgbaImage::from_pixel(1_024, 256, Rgba([10, 20, 30, 0])));
        picture.write_to(&mut Cursor::new(&mut large), ImageFormat::Png).expect("writes");
        let made = read(&small(&large).expect("a picture"));
        assert_eq!((made.dimensions(), made.get_pixel(5, 5).0[3]), ((512, 128), 0));
    }

    #[test]
    fn an_svg_becomes_a_picture_and_other_files_are_none() {
        let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10" fill="#ff0000"/></svg>"##;
        let made = read(&small(svg).expect("a picture"));
        assert_eq!((made.dimensions(), made.get_pixel(100, 100).0), ((512, 256), [255, 0, 0, 255]));
        for bytes in [&b""[..], b"GIF89a", b"\x89PNG\r\n\x1a\nrest", b"<html></html>", b"\x1f\x8b\x08rest"] {
            assert_eq!(small(bytes), Err("not_a_picture"));
        }
    }
}
