//! Short names for contents, and a memory of what a step's inputs were.
//!
//! `content` names finished files (the name is in their address, so it depends on bytes alone). `Stamp` decides whether a
//! step may be skipped: it compares a description of the inputs with the one that was stored when the step last succeeded.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Twelve hexadecimal digits of a file's bytes, or of the names and bytes of a folder's files.
pub fn content(path: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    if path.is_dir() {
        for file in files(path) {
            hash.update(file.strip_prefix(path).unwrap_or(&file).to_string_lossy().as_bytes());
            hash.update([0]);
            hash.update(fs::read(&file).with_context(|| format!("read {}", file.display()))?);
        }
    } else {
        hash.update(fs::read(path).with_context(|| format!("read {}", path.display()))?);
    }
    Ok(short(hash))
}

/// Twelve hexadecimal digits of a text.
pub fn text(text: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(text.as_bytes());
    short(hash)
}

/// Size and time of change of every file below the paths: cheap, and enough to see that nothing was edited.
pub fn inputs(paths: &[PathBuf]) -> String {
    let mut seen = String::new();
    for file in paths.iter().flat_map(|path| if path.is_dir() { files(path) } else { vec![path.clone()] }) {
        let Ok(metadata) = fs::metadata(&file) else {
            continue;
        };
        let changed =
            metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        seen.push_str(&format!("{} {} {}\n", file.display(), metadata.len(), changed.as_nanos()));
    }
    text(&seen)
}

/// All files below a folder, in a fixed order; names beginning with a dot and `node_modules` are left out.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with('.') || name == "node_modules" {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What a step's inputs were when it last succeeded.
pub struct Stamp {
    file: PathBuf,
    inputs: String,
}

impl Stamp {
    /// A stamp named `step` in a folder, for inputs described by any text.
    pub fn new(folder: &Path, step: &str, inputs: String) -> Self {
        Self { file: folder.join(format!(".{step}.stamp")), inputs }
    }

    /// What the step noted when it last succeeded with these inputs.
    pub fn note(&self) -> Option<String> {
        let stored = fs::read_to_string(&self.file).ok()?;
        let (inputs, note) = stored.split_once('\n')?;
        (inputs == self.inputs).then(|| note.to_string())
    }

    /// Remembers that the step succeeded.
    pub fn store(&self, note: &str) -> Result<()> {
        fs::write(&self.file, format!("{}\n{note}", self.inputs))
            .with_context(|| format!("write {}", self.file.display()))
    }
}

fn short(hash: Sha256) -> String {
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_answers_only_for_the_inputs_it_was_stored_for() {
        let folder = std::env::temp_dir().join(format!("truckroll-stamp-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Stamp::new(&folder, "step", "one".into()).store("result\nof two lines").unwrap();
        assert_eq!(Stamp::new(&folder, "step", "one".into()).note().as_deref(), Some("result\nof two lines"));
        assert_eq!(Stamp::new(&folder, "step", "two".into()).note(), None);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn the_same_text_has_the_same_short_name() {
        assert_eq!(text("truck"), text("truck"));
        assert_ne!(text("truck"), text("roll"));
        assert_eq!(text("").len(), 12);
    }
}
