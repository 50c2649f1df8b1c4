//! `cargo xtask pictures`: makes the pictures of the README anew, from the demo organisation in a real browser.

use anyhow::Result;

use crate::apps::{self, Quality};
use crate::command::{program, run};
use crate::paths::Places;
use crate::prerequisites::{self, Need};
use crate::run::build_server;

/// Where the README looks for them.
const FOLDER: &str = "docs/images";

/// Builds what is shown and writes one WebP a picture.
pub fn pictures(places: &Places) -> Result<()> {
    prerequisites::install(places, &[Need::Node, Need::Clang, Need::Chromium, Need::ChineseFont])?;
    let dist = apps::build(places, Quality::Dev)?;
    let server = build_server(places, Quality::Dev)?;
    let mut node = program(places, "node");
    node.arg("xtask/scripts/pictures.mjs").arg(places.root.join(FOLDER));
    node.env("TRUCKROLL_BIN", server).env("TRUCKROLL_ASSETS", dist);
    if let Some(chromium) = prerequisites::chromium() {
        node.env("TRUCKROLL_CHROMIUM", chromium);
    }
    run("pictures", &mut node)
}
