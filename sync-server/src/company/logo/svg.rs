//! Draws an SVG of a stranger. Before anything is drawn the file is read as a tree and refused when it asks for more than a
//! logo needs: other files, text (there are no fonts here), filters, or shapes that unfold into millions.
//!
//! Scripts are never run and documents of other kinds inside are never read: the drawing library knows neither. One file is
//! drawn at a time, so that somebody who sends many costs one processor.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, roxmltree};
use roxmltree::{Document, Node, NodeId, ParsingOptions};

/// Most elements, written or unfolded.
const MOST_ELEMENTS: usize = 5_000;
/// Deepest nesting, followed through references too.
const DEEPEST: usize = 60;
/// What a logo is drawn without: other files, text, and what repeats or blurs without end.
const REFUSED: [(&str, &str); 11] = [
    ("image", "svg_outside"),
    ("feImage", "svg_outside"),
    ("text", "svg_text"),
    ("tspan", "svg_text"),
    ("textPath", "svg_text"),
    ("tref", "svg_text"),
    ("filter", "svg_intricate"),
    ("marker", "svg_intricate"),
    ("pattern", "svg_intricate"),
    ("foreignObject", "svg_intricate"),
    ("switch", "svg_intricate"),
];

/// One drawing at a time.
static TURN: Mutex<()> = Mutex::new(());

/// A PNG of at most `side` pixels a side.
pub(super) fn draw(bytes: &[u8], side: u16) -> Result<Vec<u8>, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "not_a_picture")?;
    let most = u32::try_from(4 * MOST_ELEMENTS).unwrap_or(u32::MAX);
    let options = ParsingOptions { allow_dtd: false, nodes_limit: most, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::NodesLimitReached => "svg_intricate",
        _ => "not_a_picture",
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err("not_a_picture");
    }
    judge(&document)?;
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut options = usvg::Options::default();
    options.image_href_resolver.resolve_string = Box::new(|_, _| None);
    options.image_href_resolver.resolve_data = Box::new(|_, _, _| None);
    let tree = usvg::Tree::from_xmltree(&document, &options).map_err(|_| "not_a_picture")?;
    let most = usvg::Size::from_wh(f32::from(side), f32::from(side)).ok_or("not_a_picture")?;
    let size = tree.size().scale_to(most);
    let scale = size.width() / tree.size().width();
    let (width, height) = (size.to_int_size().width(), size.to_int_size().height());
    let mut picture = Pixmap::new(width.min(side.into()), height.min(side.into())).ok_or("not_a_picture")?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture.encode_png().map_err(|_| "not_a_picture")
}

/// Refuses what a logo does not need.
fn judge(document: &Document<'_>) -> Result<(), &'static str> {
    let mut ids = HashMap::new();
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        if let Some((_, problem)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
            return Err(problem);
        }
        if name == "style" && node.descendants().filter_map(|n| n.text()).any(|css| leads_out(css) || is_dashed(css)) {
            return Err("svg_intricate");
        }
        for attribute in node.attributes() {
            let value = attribute.value().trim();
            if attribute.name() == "href" && !value.starts_with('#') {
                // a link around a shape leads nowhere in a picture; everything else would fetch
                if name != "a" {
                    return Err("svg_outside");
                }
            }
            if leads_out(value) {
                return Err("svg_outside");
            }
            if attribute.name() == "stroke-dasharray" && value != "none" || is_dashed(value) {
                return Err("svg_intricate");
            }
            if attribute.name() == "id" {
                ids.entry(attribute.value()).or_insert(node.id());
            }
        }
    }
    let mut known = HashMap::new();
    let root = document.root_element();
    let unfolded = weight(document, &ids, root, 0, &mut known)?;
    if unfolded > MOST_ELEMENTS { Err("svg_intricate") } else { Ok(()) }
}

/// Whether a value names another file: `url(…)` of anything but a part of this one.
fn leads_out(value: &str) -> bool {
    let names = |rest: &str| !rest.trim_start().trim_start_matches(['"', '\'']).trim_start().starts_with('#');
    value.to_ascii_lowercase().split("url(").skip(1).any(names) || value.contains("@import")
}

/// Whether a style asks for dashes: a long line with short ones unfolds into millions.
fn is_dashed(style: &str) -> bool {
    let asks = |rest: &str| {
        let value = rest.trim_start().strip_prefix(':').unwrap_or_default().trim_start();
        !value.is_empty() && !value.starts_with("none")
    };
    style.to_ascii_lowercase().split("stroke-dasharray").skip(1).any(asks)
}

/// How many elements are drawn for a node, everything it refers to counted each time.
fn weight(
    document: &Document<'_>,
    ids: &HashMap<&str, NodeId>,
    node: Node<'_, '_>,
    depth: usize,
    known: &mut HashMap<NodeId, usize>,
) -> Result<usize, &'static str> {
    if depth > DEEPEST {
        return Err("svg_intricate");
    }
    if let Some(known) = known.get(&node.id()) {
        return Ok(*known);
    }
    let mut sum = 1_usize;
    for child in node.children().filter(Node::is_element) {
        sum = sum.saturating_add(weight(document, ids, child, depth + 1, known)?);
    }
    for target in node.attributes().flat_map(|attribute| references(attribute.name(), attribute.value())) {
        let found = ids.get(target).and_then(|id| document.get_node(*id));
        if let Some(found) = found {
            sum = sum.saturating_add(weight(document, ids, found, depth + 1, known)?);
        }
    }
    known.insert(node.id(), sum);
    Ok(sum)
}

/// The parts of the file that an attribute names.
fn references<'v>(name: &str, value: &'v str) -> Vec<&'v str> {
    let value = value.trim();
    if name == "href" {
        return value.strip_prefix('#').into_iter().collect();
    }
    let named = value.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    named.map(|id| id.trim_matches([' ', '"', '\'', '#'])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> Result<Vec<u8>, &'static str> {
        let head = r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">"#;
        draw(format!("{head}{inside}</svg>").as_bytes(), 64)
    }

    #[test]
    fn what_logos_are_made_of_is_drawn() {
        for inside in [
            "",
            "<path d='M0 0L10 10' stroke='#000'/>",
            "<defs><linearGradient id='g'><stop stop-color='red'/></linearGradient></defs><rect width='9' height='9' fill='url(#g)'/>",
            "<g id='a'><rect width='2' height='2'/></g><use xlink:href='#a' x='3'/>",
            "<clipPath id='c'><circle r='3'/></clipPath><rect clip-path='url(#c)' width='9' height='9'/>",
            "<style>.a{fill:url(#g);stroke-dasharray:none}</style><rect class='a' width='1' height='1'/>",
            "<script>alert(1)</script><rect width='1' height='1' onclick='alert(1)'/>",
            "<a href='https://example.com'><rect width='1' height='1'/></a>",
        ] {
            let drawn = svg(inside);
            assert!(drawn.as_ref().is_ok_and(|png| png.starts_with(b"\x89PNG")), "{inside}: {drawn:?}");
        }
    }

    #[test]
    fn what_reaches_outside_or_asks_for_too_much_is_refused_by_name() {
        let deep = format!("{}{}", "<g>".repeat(100), "</g>".repeat(100));
        let many = "<rect width='1' height='1'/>".repeat(6_000);
        let uses =
            |n: usize| (1..n).map(|i| format!("<g id='a{i}'>{}</g>", format!("<use href='#a{}'/>", i - 1).repeat(10)));
        let bomb = format!("<rect id='a0' width='1' height='1'/>{}", uses(9).collect::<String>());
        for (inside, problem) in [
            ("<image href='https://example.com/x.png'/>", "svg_outside"),
            ("<image href='data:image/png;base64,AAAA'/>", "svg_outside"),
            ("<use href='https://example.com/x.svg#a'/>", "svg_outside"),
            ("<use xlink:href='file:///etc/passwd'/>", "svg_outside"),
            ("<rect fill='url(https://example.com/x.svg#a)' width='1' height='1'/>", "svg_outside"),
            ("<style>@import url(https://example.com/x.css);</style>", "svg_intricate"),
            ("<text>Aurora</text>", "svg_text"),
            ("<filter id='f'><feGaussianBlur stdDeviation='5'/></filter>", "svg_intricate"),
            ("<rect stroke-dasharray='0.0001' width='9' height='9'/>", "svg_intricate"),
            ("<rect style='stroke-dasharray: 0.0001' width='9' height='9'/>", "svg_intricate"),
            ("<g id='a'><use href='#a'/></g>", "svg_intricate"),
            (deep.as_str(), "svg_intricate"),
            (many.as_str(), "svg_intricate"),
            (bomb.as_str(), "svg_intricate"),
        ] {
            assert_eq!(svg(inside).err(), Some(problem), "{inside:.80}");
        }
    }

    #[test]
    fn entities_other_documents_and_halves_are_no_pictures() {
        for text in [
            "<!DOCTYPE svg [<!ENTITY a 'aaaa'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
            "<svg xmlns='http://www.w3.org/2000/svg'>",
            "<html xmlns='http://www.w3.org/1999/xhtml'/>",
            "<svg xmlns='http://www.w3.org/2000/svg' width='0' height='0'/>",
            "plain",
        ] {
            assert_eq!(draw(text.as_bytes(), 64).err(), Some("not_a_picture"), "{text}");
        }
        assert_eq!(draw(b"\xff\xfe", 64).err(), Some("not_a_picture"));
    }
}
