//! Pictures of the demo, drawn here: lift doors before and after the work, portraits, a signature.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage};
use truckroll_domain::attachments::Attachment;

use super::SeedResult;
use super::source::Dice;
use crate::App;
use crate::attachments::store;

/// All pictures of the demo, stored.
pub(super) struct Pictures {
    pub sites: Vec<Attachment>,
    pub portraits: Vec<Attachment>,
    pub signature: Attachment,
}

pub(super) async fn make(app: &App, tenant: truckroll_domain::TenantId) -> SeedResult<Pictures> {
    let drawn = tokio::task::spawn_blocking(draw_all).await?;
    let (mut sites, mut portraits) = (Vec::new(), Vec::new());
    for (n, bytes) in drawn.sites.into_iter().enumerate() {
        sites.push(store(app, tenant, "image/jpeg", &format!("site-{}.jpg", n + 1), bytes).await?);
    }
    for (n, bytes) in drawn.portraits.into_iter().enumerate() {
        portraits.push(store(app, tenant, "image/jpeg", &format!("portrait-{}.jpg", n + 1), bytes).await?);
    }
    let signature = store(app, tenant, "image/png", "signature.png", drawn.signature).await?;
    Ok(Pictures { sites, portraits, signature })
}

struct Drawn {
    sites: Vec<Vec<u8>>,
    portraits: Vec<Vec<u8>>,
    signature: Vec<u8>,
}

fn draw_all() -> Drawn {
    Drawn { sites: (0..6).map(site).collect(), portraits: (0..12).map(portrait).collect(), signature: signature() }
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut file = Vec::new();
    // writing to memory cannot fail, and the size is far below the format's limit
    let written = JpegEncoder::new_with_quality(&mut file, 82).encode_image(picture);
    debug_assert!(written.is_ok());
    file
}

fn tone(base: [u8; 3], by: i64) -> Rgb<u8> {
    Rgb(base.map(|c| u8::try_from((i64::from(c) + by).clamp(0, 255)).unwrap_or(0)))
}

/// A lift's doors in a tiled wall with a call panel; the door gap differs.
fn site(n: u32) -> Vec<u8> {
    const WALLS: [[u8; 3]; 6] =
        [[214, 208, 196], [188, 196, 200], [226, 220, 206], [170, 182, 176], [206, 200, 210], [196, 188, 174]];
    let wall = WALLS[(n % 6) as usize];
    let gap = i64::from(n % 3) * 22;
    let mut dice = Dice::new(u64::from(n) + 11);
    let grain: Vec<i64> = (0..1024).map(|_| dice.between(-7, 8)).collect();
    jpeg(&RgbImage::from_fn(640, 480, |x, y| {
        let noise = grain[((x * 31 + y * 17) % 1024) as usize];
        // drawn for a sheet of 800 by 600
        let (px, py) = (i64::from(x) * 5 / 4, i64::from(y) * 5 / 4);
        if py > 520 {
            return tone([112, 104, 98], noise - (py - 520) / 3);
        }
        let (from_middle, in_doors) = ((px - 380).abs(), (190..570).contains(&px) && (90..520).contains(&py));
        if in_doors {
            if from_middle < 3 + gap {
                return tone([36, 38, 42], noise);
            }
            let shine = 28 - ((px + py / 3) % 140 - 70).abs() / 2;
            return tone([150, 156, 162], shine + noise);
        }
        if (176..584).contains(&px) && (76..520).contains(&py) {
            return tone([92, 96, 102], noise);
        }
        if (640..700).contains(&px) && (250..390).contains(&py) {
            let button = (px - 670).pow(2) + (py - 350).pow(2) < 200 || (px - 670).pow(2) + (py - 300).pow(2) < 200;
            return if button { tone([232, 150, 40], noise) } else { tone([70, 74, 80], noise) };
        }
        let joint = px % 160 < 2 || py % 120 < 2;
        tone(wall, noise - (py / 20) - if joint { 24 } else { 0 })
    }))
}

/// A head and shoulders in front of a plain colour.
fn portrait(n: u32) -> Vec<u8> {
    const GROUNDS: [[u8; 3]; 6] =
        [[120, 156, 190], [168, 190, 150], [210, 178, 140], [176, 160, 196], [140, 182, 182], [206, 160, 160]];
    const SKIN: [[u8; 3]; 3] = [[232, 198, 168], [222, 182, 150], [240, 208, 182]];
    const CLOTHES: [[u8; 3]; 3] = [[38, 70, 110], [200, 96, 30], [60, 92, 74]];
    let (ground, skin, clothes) = (GROUNDS[(n % 6) as usize], SKIN[(n % 3) as usize], CLOTHES[((n / 2) % 3) as usize]);
    jpeg(&RgbImage::from_fn(240, 240, |x, y| {
        let (px, py) = (i64::from(x) - 120, i64::from(y) - 104);
        let face = px * px * 10 / 9 + py * py * 8 / 10 < 46 * 46;
        let hair = px * px + (py + 12) * (py + 12) < 54 * 54 && py < -14 - (i64::from(n % 3) * 4);
        let eyes = (px.abs() - 17).pow(2) + (py + 2).pow(2) < 16;
        let mouth = py - 24 - px * px / -60 > -2 && (24 - px * px / 40 - py).abs() < 2 && px.abs() < 16;
        let shoulders = py > 58 && px * px / 3 < (py - 50) * 74;
        if hair {
            return tone([34, 30, 30], py / 8);
        }
        if face {
            return if eyes || mouth { tone([70, 44, 40], 0) } else { tone(skin, -px / 6) };
        }
        if px.abs() < 17 && (40..66).contains(&py) {
            return tone(skin, -18);
        }
        if shoulders { tone(clothes, -px / 8) } else { tone(ground, -py / 6) }
    }))
}

/// A line as a finger draws it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the curve stays on the sheet")]
pub(crate) fn signature() -> Vec<u8> {
    let mut sheet = RgbImage::from_pixel(480, 160, Rgb([255, 255, 255]));
    for step in 0..4_000 {
        let t = f64::from(step) / 4_000.0;
        let x = 40.0 + t * 400.0 + (t * 38.0).sin() * 18.0;
        let y = 80.0 + (t * 31.0).sin() * 34.0 * (1.0 - t * 0.6) + (t * 7.0).cos() * 12.0;
        for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            sheet.put_pixel((x as u32 + dx).min(479), (y as u32 + dy).min(159), Rgb([24, 30, 60]));
        }
    }
    let mut file = Cursor::new(Vec::new());
    let written = sheet.write_to(&mut file, ImageFormat::Png);
    debug_assert!(written.is_ok());
    file.into_inner()
}
