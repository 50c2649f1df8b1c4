//! An app's page, its public files and its manifest.
//!
//! `<app>/index.html` and every text file below `<app>/public` may use placeholders: `{{start}}`, `{{script}}`,
//! `{{wasm}}`, `{{ui}}`, `{{css}}`, `{{font}}`, `{{map}}` (addresses), `{{version}}` (changes with any file of the app) and
//! `{{assets}}` (all addresses as JSON). `assets.json` lists every file with size, hash and whether it may be kept for ever;
//! a service worker takes from it what to store.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::bundle::Module;
use super::fingerprint;
use super::shared::Names;
use super::{App, remove};
use crate::paths::Places;

const TEXT: [&str; 7] = ["html", "js", "mjs", "json", "webmanifest", "css", "svg"];

/// What `assets.json` says.
#[derive(Serialize)]
struct Manifest<'a> {
    app: &'a str,
    version: &'a str,
    /// The page that answers every navigation below the app's address.
    page: String,
    names: &'a Names,
    files: Vec<Listed>,
}

/// One file of the app.
#[derive(Serialize)]
struct Listed {
    url: String,
    bytes: u64,
    hash: String,
    /// The address changes with the content.
    immutable: bool,
    /// Needed by one screen only; fetched when it is opened.
    on_demand: bool,
}

/// Writes page, public files and manifest beside the module.
pub fn write(places: &Places, dist: &Path, app: &App, module: &Module, shared: &Names) -> Result<()> {
    let folder = dist.join(app.name);
    let source = places.root.join(app.source);
    let mut names = shared.clone();
    let address = |file: &str| format!("/{}/{}/{file}", app.name, module.folder);
    names.insert("start".into(), address("start.js"));
    names.insert("script".into(), address(&format!("{}.js", app.name)));
    names.insert("wasm".into(), address(&format!("{}_bg.wasm", app.name)));
    let public = source.join("public");
    let version = fingerprint::text(&format!(
        "{names:?} {} {}",
        fingerprint::content(&source.join("index.html")).with_context(|| format!("{} needs a page", app.source))?,
        if public.is_dir() { fingerprint::content(&public)? } else { String::new() }
    ));
    clear(&folder, &module.folder)?;
    fill(&source.join("index.html"), &folder.join("index.html"), &names, &version)?;
    if public.is_dir() {
        for file in fingerprint::files(&public) {
            let name = file.strip_prefix(&public).unwrap_or(&file);
            fill(&file, &folder.join(name), &names, &version)?;
        }
    }
    let mut files = Vec::new();
    for part in [app.name, "shared"] {
        list(dist, &dist.join(part), &mut files)?;
    }
    let manifest = Manifest { app: app.name, version: &version, page: format!("/{}/", app.name), names: &names, files };
    fs::write(folder.join("assets.json"), serde_json::to_string_pretty(&manifest)?)?;
    Ok(())
}

/// Removes what an earlier build put beside the module, such as a public file that is gone.
fn clear(folder: &Path, module: &str) -> Result<()> {
    for entry in fs::read_dir(folder)?.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name != module && !name.starts_with('.') {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

fn fill(from: &Path, to: &Path, names: &Names, version: &str) -> Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    let extension = from.extension().unwrap_or_default().to_string_lossy().into_owned();
    if !TEXT.contains(&extension.as_str()) {
        fs::copy(from, to).with_context(|| format!("copy {}", from.display()))?;
        return Ok(());
    }
    let text = fs::read_to_string(from).with_context(|| format!("read {}", from.display()))?;
    let filled = substitute(&text, names, version).with_context(|| format!("in {}", from.display()))?;
    fs::write(to, filled).with_context(|| format!("write {}", to.display()))
}

/// Replaces `{{name}}`; an unknown name is an error, not an empty string.
fn substitute(text: &str, names: &Names, version: &str) -> Result<String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else {
            break;
        };
        filled.push_str(before);
        match name.trim() {
            "version" => filled.push_str(version),
            // `<` would end the script element that holds the JSON.
            "assets" => filled.push_str(&serde_json::to_string(names)?.replace('<', "\\u003c")),
            known if names.contains_key(known) => filled.push_str(&names[known]),
            unknown => bail!("unknown placeholder {{{{{unknown}}}}}"),
        }
        rest = tail;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn list(dist: &Path, folder: &Path, files: &mut Vec<Listed>) -> Result<()> {
    for file in fingerprint::files(folder) {
        let path = file.strip_prefix(dist).unwrap_or(&file).to_string_lossy().into_owned();
        if path.ends_with(".br") || path.ends_with("/assets.json") {
            continue;
        }
        files.push(Listed {
            bytes: fs::metadata(&file)?.len(),
            hash: fingerprint::content(&file)?,
            immutable: path.split('/').any(is_hashed),
            on_demand: path.starts_with("shared/map-"),
            url: format!("/{path}"),
        });
    }
    Ok(())
}

/// `app-0123456789ab` and `app-0123456789ab.css`.
fn is_hashed(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part);
    let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_addresses_and_unknown_ones_are_refused() {
        let names = Names::from([("css".to_string(), "/shared/app.css".to_string())]);
        assert_eq!(
            substitute("<link href=\"{{css}}\">{{ version }}", &names, "7").unwrap(),
            "<link href=\"/shared/app.css\">7"
        );
        assert_eq!(substitute("{{assets}}", &names, "7").unwrap(), r#"{"css":"/shared/app.css"}"#);
        assert!(substitute("{{colour}}", &names, "7").is_err());
        assert_eq!(substitute("a {{ b", &names, "7").unwrap(), "a {{ b");
    }

    #[test]
    fn a_hash_in_the_path_makes_a_file_immutable() {
        assert!(is_hashed("app-0123456789ab.css"));
        assert!(is_hashed("map-0123456789ab"));
        assert!(!is_hashed("maplibre-gl.mjs"));
        assert!(!is_hashed("index.html"));
    }
}
