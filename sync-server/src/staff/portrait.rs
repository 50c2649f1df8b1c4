//! Portraits of agents (ORG-19, APP-35): `POST /portraits` takes a picture and keeps it square and small;
//! `PUT /account/portrait` gives it to oneself. On others it is set with the rest of the agent (`agents.rs`).

use std::io::Cursor;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader, Rgba, RgbaImage, imageops};
use truckroll_domain::people::Agent;
use truckroll_protocol::api::staff::{NewPortrait, Portrait};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{AGENT, Draft, numbers};
use crate::App;
use crate::attachments;
use crate::attachments::picture::{self, MAX_BYTES, NOT_A_PICTURE};
use crate::auth::Session;
use crate::company;
use crate::http::{Answer, Fault, Strict, input};

/// Side of a portrait, pixels.
const SIDE: u32 = 256;
/// How well it is kept.
const QUALITY: u8 = 85;
/// The type of what is kept.
const TYPE: &str = "image/jpeg";

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take)).routes(routes!(own))
}

#[utoipa::path(
    post,
    path = "/portraits",
    tag = "attachments",
    operation_id = "take_portrait",
    description = "Takes a PNG or JPEG picture of at most 2 MB in, cuts its middle to a square of 256 pixels and keeps that. The \
                   answer has the hash by which an agent is given it.",
    request_body(content = String, description = "The picture", content_type = "application/octet-stream"),
    responses(
        (status = 201, description = "`Portrait`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 413, description = "Larger than the limit"),
        (status = 422, description = "`fields.photo`: not a picture of these types, or too large a one"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn take(State(app): State<App>, session: Session, body: Body) -> Answer<(StatusCode, axum::Json<Portrait>)> {
    let bytes = input::body(body, MAX_BYTES).await?;
    let small = tokio::task::spawn_blocking(move || portrait(&bytes)).await.map_err(|_| Fault::internal())?;
    let small = small.map_err(|problem| Fault::unacceptable("portrait").field("photo", problem))?;
    let kept = attachments::store(&app, session.tenant, TYPE, "", small).await?;
    Ok((StatusCode::CREATED, axum::Json(Portrait { photo: kept.hash })))
}

/// The middle of a picture as a small square, upright and on white ground.
fn portrait(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    let picture = picture::unfold(bytes)?.ok_or(NOT_A_PICTURE)?;
    let square = picture.resize_to_fill(SIDE, SIDE, FilterType::Triangle).to_rgba8();
    let mut ground = RgbaImage::from_pixel(SIDE, SIDE, Rgba([255, 255, 255, 255]));
    imageops::overlay(&mut ground, &square, 0, 0);
    let mut small = Vec::new();
    let flat = DynamicImage::from(ground).to_rgb8();
    JpegEncoder::new_with_quality(&mut small, QUALITY).encode_image(&flat).map_err(|_| NOT_A_PICTURE)?;
    Ok(small)
}

#[utoipa::path(
    put,
    path = "/account/portrait",
    tag = "account",
    operation_id = "replace_portrait",
    description = "Gives the signed-in person a portrait, or takes it away.",
    request_body(content = serde_json::Value, description = "`NewPortrait`"),
    responses(
        (status = 204, description = "It is so"),
        (status = 401, description = "Not signed in"),
        (status = 422, description = "There is no such picture"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn own(State(app): State<App>, session: Session, Strict(asked): Strict<NewPortrait>) -> Answer<StatusCode> {
    let photo = match &asked.photo {
        Some(photo) => Some(made_small(&app, &session, photo).await?),
        None => None,
    };
    let mut draft = Draft::begin(&app, &session).await?;
    let directory = draft.directory().await?;
    let former = directory.agents.get(&session.agent).ok_or_else(|| Fault::not_found("agent"))?;
    if former.photo == photo {
        return Ok(StatusCode::NO_CONTENT);
    }
    let agent = Agent { photo, ..former.clone() };
    let id = agent.id.to_string();
    let seen = numbers(&mut draft.tx, session.tenant, AGENT).await?.get(&id).copied().unwrap_or_default();
    draft.put(AGENT, &id, seen, &agent).await?;
    draft.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The portrait of a picture that was uploaded like any file; of one that is a portrait already, itself.
async fn made_small(app: &App, session: &Session, photo: &str) -> Answer<String> {
    if !company::is_picture(app, session.tenant, photo).await? {
        return Err(Fault::unacceptable("agent").field("photo", "not_a_picture"));
    }
    let bytes = tokio::fs::read(attachments::path_of(app, session.tenant, photo)).await?;
    let made =
        tokio::task::spawn_blocking(move || if is_portrait(&bytes) { Ok(None) } else { portrait(&bytes).map(Some) });
    let made = made.await.map_err(|_| Fault::internal())?;
    match made.map_err(|problem| Fault::unacceptable("agent").field("photo", problem))? {
        None => Ok(photo.to_owned()),
        Some(small) => Ok(attachments::store(app, session.tenant, TYPE, "", small).await?.hash),
    }
}

/// Whether a picture is one that [`portrait`] made.
fn is_portrait(bytes: &[u8]) -> bool {
    let reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Jpeg);
    reader.into_dimensions().is_ok_and(|size| size == (SIDE, SIDE))
}

/// Refuses an agent whose new portrait is no picture that is here.
pub(super) async fn must_be_a_picture(
    app: &App,
    session: &Session,
    agent: &Agent,
    former: Option<&Agent>,
) -> Answer<()> {
    let Some(photo) = &agent.photo else { return Ok(()) };
    if former.is_some_and(|former| former.photo == agent.photo) {
        return Ok(());
    }
    if company::is_picture(app, session.tenant, photo).await? {
        Ok(())
    } else {
        Err(Fault::unacceptable("agent").field("photo", "not_a_picture"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32, pixel: impl Fn(u32, u32) -> Rgba<u8>) -> Vec<u8> {
        let mut bytes = Vec::new();
        let picture = DynamicImage::from(RgbaImage::from_fn(width, height, pixel));
        picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).expect("writes");
        bytes
    }

    #[test]
    fn the_middle_of_a_picture_becomes_a_small_square_on_white() {
        // red at the sides, nothing at all in the middle
        let wide = png(900, 300, |x, _| if (300..600).contains(&x) { Rgba([0; 4]) } else { Rgba([255, 0, 0, 255]) });
        let small = portrait(&wide).expect("a picture");
        let read = image::load_from_memory_with_format(&small, ImageFormat::Jpeg).expect("a JPEG").to_rgb8();
        assert_eq!(read.dimensions(), (SIDE, SIDE));
        assert!(read.get_pixel(128, 128).0.iter().all(|c| *c > 250), "{:?}", read.get_pixel(128, 128));
        assert!(small.len() < 20_000, "{}", small.len());
    }

    #[test]
    fn what_is_no_picture_says_so() {
        for bytes in [&b""[..], b"<svg/>", b"\x89PNG\r\n\x1a\nrest", b"\xff\xd8\xff\xe0rest", b"GIF89a"] {
            assert_eq!(portrait(bytes), Err("not_a_picture"));
        }
        assert_eq!(portrait(&png(1, 12_001, |_, _| Rgba([0; 4]))), Err("not_a_picture"));
    }
}
