//! The fonts of printed pages: Inter, which is built in, then those of `fonts/` in the data folder, then the system's.
//!
//! They are looked for once, at the first page. A character is set in the first font that has it; fonts with Chinese come right
//! behind Inter, the kinds that read best first.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parley::FontContext;
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use parley::style::{FontFamily, FontFamilyName};

/// The family that is built in.
const BUILT_IN: &str = "Inter";
const FILES: [&[u8]; 4] = [
    include_bytes!("../../fonts/Inter-Regular.otf"),
    include_bytes!("../../fonts/Inter-Bold.otf"),
    include_bytes!("../../fonts/Inter-Italic.otf"),
    include_bytes!("../../fonts/Inter-BoldItalic.otf"),
];
/// Where systems keep their fonts.
const FOLDERS: [&str; 5] =
    ["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts", "C:\\Windows\\Fonts"];
/// Parts of the names of fonts with simplified Chinese, best first.
const CHINESE: [&str; 9] = [
    "noto sans cjk sc",
    "noto sans sc",
    "source han sans",
    "pingfang sc",
    "microsoft yahei",
    "wenquanyi",
    "cjk sc",
    "han",
    "cjk",
];
/// Most families that a character is looked for in.
const MOST: usize = 24;

/// The fonts there are.
#[derive(Clone)]
pub(super) struct Fonts {
    context: FontContext,
    families: Arc<[String]>,
    /// Whether one of them has Chinese.
    pub chinese: bool,
}

impl Fonts {
    /// Looks for the fonts of an installation.
    pub fn find(data: &Path) -> Self {
        let folders = FOLDERS.iter().map(PathBuf::from);
        Self::of(std::iter::once(data.join("fonts")).chain(folders))
    }

    /// Those of folders, beside the built-in one.
    pub fn of(folders: impl Iterator<Item = PathBuf>) -> Self {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        for folder in folders.filter(|folder| folder.is_dir()) {
            collection.load_fonts_from_paths([folder]);
        }
        for file in FILES {
            collection.register_fonts(Blob::new(Arc::new(file)), None);
        }
        let mut context = FontContext { collection, source_cache: SourceCache::default() };
        let names: Vec<String> = context.collection.family_names().map(str::to_owned).collect();
        let mut found: Vec<(usize, String)> = Vec::new();
        let mut chinese = false;
        for name in names.into_iter().filter(|name| name != BUILT_IN) {
            let has = has(&mut context, &name, '中');
            chinese |= has;
            let folded = name.to_lowercase();
            let rank = match CHINESE.iter().position(|part| folded.contains(part)) {
                Some(at) if has => at,
                _ if has => CHINESE.len(),
                // letters of other scripts, without fonts of signs and of code
                _ if folded.contains("mono") || folded.contains("symbol") || folded.contains("emoji") => continue,
                _ => CHINESE.len() + 1,
            };
            found.push((rank, name));
        }
        found.sort();
        let families = std::iter::once(BUILT_IN.to_owned()).chain(found.into_iter().map(|(_, name)| name)).take(MOST);
        Self { context, families: families.collect(), chinese }
    }

    /// The families in the order in which a character is looked for.
    pub fn families(&self) -> FontFamily<'static> {
        let named = |name: &String| FontFamilyName::Named(Cow::Owned(name.clone()));
        FontFamily::List(Cow::Owned(self.families.iter().map(named).collect()))
    }

    /// What text is set with.
    pub fn context(&mut self) -> &mut FontContext {
        &mut self.context
    }
}

fn has(context: &mut FontContext, family: &str, letter: char) -> bool {
    let Some(family) = context.collection.family_by_name(family) else { return false };
    let Some(font) = family.default_font() else { return false };
    let Some(data) = font.load(Some(&mut context.source_cache)) else { return false };
    font.charmap_index().charmap(data.as_ref()).is_some_and(|map| map.map(letter).is_some_and(|glyph| glyph != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_any_folder_there_is_a_font_and_none_for_chinese() {
        let mut fonts = Fonts::of(std::iter::empty());
        assert!(!fonts.chinese);
        assert_eq!(&*fonts.families, ["Inter"]);
        assert!(has(&mut fonts.context, "Inter", 'Ж') && !has(&mut fonts.context, "Inter", '中'));
    }
}
