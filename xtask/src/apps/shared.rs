//! What both apps and the customer pages share: the components' scripts, style sheet, font, map program and the map's bundled outline.
//!
//! Returns the addresses by name (`ui`, `css`, `font`, `map`), which pages get as placeholders and apps as JSON.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::fingerprint::{self, Stamp};
use super::{Quality, publish, remove};
use crate::command::{program, run};
use crate::paths::Places;

/// Addresses on the server by name.
pub type Names = BTreeMap<String, String>;

const FONT: &str = "node_modules/@fontsource-variable/inter";
/// The subsets that are shipped; other scripts use the system's fonts.
const FONT_SUBSETS: [&str; 2] = ["inter-latin-ext-wght-normal", "inter-latin-wght-normal"];
const MAP_FILES: [&str; 5] = [
    "maplibre-gl/dist/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css",
    "pmtiles/dist/pmtiles.js",
    "@protomaps/basemaps/dist/basemaps.js",
];

/// Builds what has changed and writes `assets.json` for pages that the server renders.
pub fn build(places: &Places, quality: Quality, dist: &Path) -> Result<Names> {
    let folder = dist.join("shared");
    fs::create_dir_all(&folder)?;
    let packages = fs::read_to_string(places.root.join("package-lock.json"))?;
    let packages = fingerprint::text(&packages);
    let mut names = Names::new();
    let fonts = step(&folder, "fonts", &packages, |folder| fonts(places, folder))?;
    let map = step(&folder, "map", &format!("{packages} {}", fingerprint::inputs(&[script(places)])), |folder| {
        map(places, folder)
    })?;
    let styles = fingerprint::inputs(&style_inputs(places));
    let css =
        step(&folder, "css", &format!("{packages} {styles} {fonts}"), |folder| css(places, quality, folder, &fonts))?;
    let scripts = places.root.join("core/ui/assets");
    let ui = step(&folder, "ui", &fingerprint::inputs(std::slice::from_ref(&scripts)), |folder| ui(&scripts, folder))?;
    names.insert("ui".into(), format!("/shared/{ui}/truckroll.js"));
    names.insert("css".into(), format!("/shared/{css}"));
    names.insert("font".into(), format!("/shared/{fonts}/{}.woff2", FONT_SUBSETS[1]));
    names.insert("map".into(), format!("/shared/{map}"));
    let text = serde_json::to_string_pretty(&serde_json::json!({ "names": names }))?;
    fs::write(dist.join("assets.json"), text)?;
    Ok(names)
}

/// Runs a step unless its inputs are those of the last time and its result is still there.
fn step(folder: &Path, name: &str, inputs: &str, make: impl FnOnce(&Path) -> Result<String>) -> Result<String> {
    let stamp = Stamp::new(folder, name, inputs.replace('\n', " "));
    if let Some(made) = stamp.note().filter(|made| folder.join(made).exists()) {
        return Ok(made);
    }
    let made = make(folder)?;
    stamp.store(&made)?;
    Ok(made)
}

fn script(places: &Places) -> PathBuf {
    places.root.join("xtask/scripts/outline.mjs")
}

/// Everything Tailwind reads class names from.
fn style_inputs(places: &Places) -> Vec<PathBuf> {
    ["core/ui", "web", "mobile", "xtask/src/apps/shared.rs"].iter().map(|path| places.root.join(path)).collect()
}

fn fonts(places: &Places, folder: &Path) -> Result<String> {
    let built = scratch(folder, "fonts")?;
    for subset in FONT_SUBSETS {
        let name = format!("{subset}.woff2");
        copy(&places.root.join(FONT).join("files").join(&name), &built.join(&name))?;
    }
    publish(folder, &built, "fonts", "")
}

/// The components' scripts, which import one another by relative names.
fn ui(scripts: &Path, folder: &Path) -> Result<String> {
    let built = scratch(folder, "ui")?;
    for file in fingerprint::files(scripts) {
        copy(&file, &built.join(file.file_name().context("a script has a name")?))?;
    }
    publish(folder, &built, "ui", "")
}

/// The map program's modules stay beside each other under their own names, as they load one another.
fn map(places: &Places, folder: &Path) -> Result<String> {
    let built = scratch(folder, "map")?;
    for file in MAP_FILES {
        let from = places.root.join("node_modules").join(file);
        let name = from.file_name().context("a map file has a name")?;
        copy(&from, &built.join(name))?;
    }
    let mut node = program(places, "node");
    run("map outline", node.arg(script(places)).arg(built.join("outline.json")))?;
    publish(folder, &built, "map", "")
}

fn css(places: &Places, quality: Quality, folder: &Path, fonts: &str) -> Result<String> {
    let built = folder.join(".css.new");
    let mut node = program(places, "node");
    node.args(["node_modules/@tailwindcss/cli/dist/index.mjs", "--input", "core/ui/styles/app.css", "--output"])
        .arg(&built);
    if quality == Quality::Release {
        node.arg("--minify");
    }
    run("style sheet", &mut node)?;
    let faces = font_faces(&fs::read_to_string(places.root.join(FONT).join("index.css"))?, fonts);
    let styles = fs::read_to_string(&built)?;
    fs::write(&built, format!("{faces}{styles}"))?;
    publish(folder, &built, "app", ".css")
}

/// The shipped subsets' `@font-face` rules with their addresses on the server.
fn font_faces(index: &str, fonts: &str) -> String {
    let mut faces = String::new();
    for rule in index.split_inclusive('}') {
        let shipped = FONT_SUBSETS.iter().any(|subset| rule.contains(&format!("/{subset}.woff2")));
        if let Some(start) = rule.find("@font-face").filter(|_| shipped) {
            let rule = rule.get(start..).unwrap_or_default();
            faces.push_str(&rule.replace("./files/", &format!("/shared/{fonts}/")));
            faces.push('\n');
        }
    }
    faces
}

fn scratch(folder: &Path, name: &str) -> Result<PathBuf> {
    let built = folder.join(format!(".{name}.new"));
    remove(&built)?;
    fs::create_dir_all(&built)?;
    Ok(built)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).map(drop).with_context(|| format!("copy {}", from.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_shipped_subsets_get_a_font_face_with_the_servers_address() {
        let index = "/* a */\n@font-face { src: url(./files/inter-greek-wght-normal.woff2); }\n/* b */\n@font-face { src: url(./files/inter-latin-wght-normal.woff2); }\n";
        let faces = font_faces(index, "fonts-1");
        assert_eq!(faces, "@font-face { src: url(/shared/fonts-1/inter-latin-wght-normal.woff2); }\n");
    }
}
