//! The text of a print template as blocks: CommonMark's headings, paragraphs, emphasis, lists, rules and tables, two marks for
//! sizes (`<small>`, `<big>`), and placeholders.
//!
//! Placeholders are found after the marks were read, and what they stand for is put in when the page is set: no value is ever
//! read as a mark. What paper cannot show (links, pictures from elsewhere, HTML, code) is a fault with its line.

use std::ops::Range;

use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeWithOffset};
use truckroll_domain::triggers::placeholders;

/// Deepest nesting of lists.
const MAX_DEPTH: usize = 4;
/// Most blocks of a text.
const MAX_BLOCKS: usize = 2_000;

/// How large text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Size {
    Small,
    #[default]
    Normal,
    Big,
}

/// A stretch of text of one look.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Span {
    pub text: Text,
    pub bold: bool,
    pub italic: bool,
    pub size: Size,
}

/// What a stretch says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Text {
    Words(String),
    Key(String),
}

impl Default for Text {
    fn default() -> Self {
        Text::Words(String::new())
    }
}

/// A line or several.
pub(super) type Spans = Vec<Span>;
/// The cells of a row.
type Row = Vec<Spans>;
/// An item of a list.
type Item = Vec<Block>;

/// Where the text of a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Side {
    #[default]
    Start,
    Middle,
    End,
}

/// A block of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Heading(u8, Spans),
    Paragraph(Spans),
    List(Option<u64>, Vec<Vec<Block>>),
    Table {
        sides: Vec<Side>,
        head: Vec<Spans>,
        rows: Vec<Vec<Spans>>,
    },
    Rule,
    /// A placeholder on a line of its own.
    Alone(String),
}

/// A placeholder: its line, its name, whether it stands alone.
pub(super) type Use = (usize, String, bool);

/// A line that is wrong, and the problem as a key of the message files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineFault {
    pub line: usize,
    pub problem: &'static str,
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub blocks: Vec<Block>,
    pub uses: Vec<Use>,
}

/// Reads a text.
///
/// # Errors
/// Everything that is wrong with its marks, by line.
pub(super) fn read(text: &str) -> Result<Read, Vec<LineFault>> {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter();
    let mut reader = Reader { source: text, ..Reader::default() };
    for (event, at) in TextMergeWithOffset::new(events) {
        reader.take(event, &at);
    }
    let Reader { blocks, uses, mut faults, .. } = reader;
    if blocks.len() > MAX_BLOCKS {
        faults.push(LineFault { line: 1, problem: "too_many" });
    }
    if faults.is_empty() { Ok(Read { blocks, uses }) } else { Err(faults) }
}

/// The line of a place in a text, counted from 1.
fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

/// What is being read.
#[derive(Default)]
struct Reader<'a> {
    source: &'a str,
    blocks: Vec<Block>,
    uses: Vec<Use>,
    faults: Vec<LineFault>,
    /// The line that grows.
    spans: Spans,
    bold: usize,
    italic: usize,
    size: Size,
    /// Lists around here: their numbers, the items that are done, the blocks of the present one.
    lists: Vec<(Option<u64>, Vec<Item>, Item)>,
    table: Option<(Vec<Side>, Row, Vec<Row>)>,
    cells: Row,
    /// How many marks we are inside of that paper cannot show.
    passed_over: usize,
}

impl Reader<'_> {
    fn wrong(&mut self, at: &Range<usize>, problem: &'static str) {
        self.faults.push(LineFault { line: line_of(self.source, at.start), problem });
    }

    fn put(&mut self, block: Block) {
        match self.lists.last_mut() {
            Some((_, _, item)) => item.push(block),
            None => self.blocks.push(block),
        }
    }

    /// A line that ended: one placeholder and nothing else stands alone.
    fn line(&mut self) -> Option<Block> {
        let spans = std::mem::take(&mut self.spans);
        self.size = Size::Normal;
        if self.lists.is_empty()
            && let [Span { text: Text::Key(key), .. }] = spans.as_slice()
        {
            if let Some(used) = self.uses.last_mut() {
                used.2 = true;
            }
            return Some(Block::Alone(key.clone()));
        }
        (!spans.is_empty()).then_some(Block::Paragraph(spans))
    }

    fn words(&mut self, words: &str, at: &Range<usize>) {
        let mut rest = words;
        for name in placeholders::names(words) {
            // the braces of this name are the first that hold it
            let Some((before, after)) = split_at(rest, name) else { break };
            self.span(Text::Words(before.to_owned()));
            let line = line_of(self.source, at.start);
            self.uses.push((line, name.to_owned(), false));
            self.span(Text::Key(name.to_owned()));
            rest = after;
        }
        self.span(Text::Words(rest.to_owned()));
    }

    fn span(&mut self, text: Text) {
        if matches!(&text, Text::Words(words) if words.is_empty()) {
            return;
        }
        self.spans.push(Span { text, bold: self.bold > 0, italic: self.italic > 0, size: self.size });
    }

    fn take(&mut self, event: Event<'_>, at: &Range<usize>) {
        if self.passed_over > 0 {
            match event {
                Event::Start(_) => self.passed_over += 1,
                Event::End(_) => self.passed_over -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Text(words) => self.words(&words, at),
            Event::SoftBreak => self.span(Text::Words(" ".to_owned())),
            Event::HardBreak => self.span(Text::Words("\n".to_owned())),
            Event::Rule => self.put(Block::Rule),
            Event::InlineHtml(mark) => match mark.as_ref() {
                "<small>" => self.size = Size::Small,
                "<big>" => self.size = Size::Big,
                "</small>" | "</big>" => self.size = Size::Normal,
                "<br>" | "<br/>" | "<br />" => self.span(Text::Words("\n".to_owned())),
                _ => self.wrong(at, "mark"),
            },
            Event::Start(tag) => self.start(&tag, at),
            Event::End(tag) => self.end(tag),
            Event::Code(_)
            | Event::Html(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_) => self.wrong(at, "mark"),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, at: &Range<usize>) {
        match tag {
            Tag::Strong => self.bold += 1,
            Tag::Emphasis => self.italic += 1,
            Tag::List(from) => {
                // the words of the item so far
                if let Some(block) = self.line() {
                    self.put(block);
                }
                if self.lists.len() >= MAX_DEPTH {
                    self.wrong(at, "too_deep");
                }
                self.lists.push((*from, Vec::new(), Vec::new()));
            }
            Tag::Table(sides) => {
                let side = |side: &Alignment| match side {
                    Alignment::Center => Side::Middle,
                    Alignment::Right => Side::End,
                    Alignment::Left | Alignment::None => Side::Start,
                };
                self.table = Some((sides.iter().map(side).collect(), Vec::new(), Vec::new()));
            }
            Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::TableHead | Tag::TableRow | Tag::TableCell => {}
            other => {
                self.wrong(at, if matches!(other, Tag::CodeBlock(_)) { "code" } else { "mark" });
                self.passed_over = 1;
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Paragraph => {
                if let Some(block) = self.line() {
                    self.put(block);
                }
            }
            TagEnd::Heading(level) => {
                let spans = std::mem::take(&mut self.spans);
                self.size = Size::Normal;
                self.put(Block::Heading(
                    if level == HeadingLevel::H1 {
                        1
                    } else if level == HeadingLevel::H2 {
                        2
                    } else {
                        3
                    },
                    spans,
                ));
            }
            TagEnd::Item => {
                let last = self.line();
                if let Some((_, items, item)) = self.lists.last_mut() {
                    item.extend(last);
                    items.push(std::mem::take(item));
                }
            }
            TagEnd::List(_) => {
                if let Some((from, items, _)) = self.lists.pop() {
                    self.put(Block::List(from, items));
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.spans);
                self.size = Size::Normal;
                self.cells.push(cell);
            }
            TagEnd::TableHead => {
                let cells = std::mem::take(&mut self.cells);
                if let Some((_, head, _)) = &mut self.table {
                    *head = cells;
                }
            }
            TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.cells);
                if let Some((_, _, rows)) = &mut self.table {
                    rows.push(cells);
                }
            }
            TagEnd::Table => {
                if let Some((sides, head, rows)) = self.table.take() {
                    self.put(Block::Table { sides, head, rows });
                }
            }
            _ => {}
        }
    }
}

/// What stands before and after the placeholder of this name.
fn split_at<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let mut from = 0;
    loop {
        let open = from + text.get(from..)?.find("{{")?;
        let inner = text.get(open + 2..)?;
        let close = inner.find("}}")?;
        if inner.get(..close)?.trim() == name {
            return Some((text.get(..open)?, inner.get(close + 2..)?));
        }
        from = open + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Span {
        Span { text: Text::Words(text.into()), ..Span::default() }
    }

    fn key(name: &str) -> Span {
        Span { text: Text::Key(name.into()), ..Span::default() }
    }

    #[test]
    fn marks_and_placeholders_become_blocks() {
        let text = "# Report {{ticket.number}}\n\nDear **{{user.name}}**,\nsee <small>below_*now*</small>.\n\n{{fields}}\n\n\
                    | A | B |\n|---|--:|\n| {{ticket.title}} | 2 |\n\n---\n\n1. one\n2. {{qr}}\n   - deep\n";
        let read = read(text).expect("good");
        assert_eq!(read.blocks[0], Block::Heading(1, vec![words("Report "), key("ticket.number")]));
        let Block::Paragraph(spans) = &read.blocks[1] else { panic!("{:?}", read.blocks[1]) };
        assert_eq!(spans[1], Span { bold: true, ..key("user.name") });
        assert!(spans.iter().any(|s| s.italic && s.size == Size::Small && s.text == Text::Words("now".into())));
        assert_eq!(read.blocks[2], Block::Alone("fields".into()));
        let Block::Table { sides, head, rows } = &read.blocks[3] else { panic!("{:?}", read.blocks[3]) };
        assert_eq!(sides, &[Side::Start, Side::End]);
        assert_eq!(
            (head[0].as_slice(), rows[0][0].as_slice()),
            ([words("A")].as_slice(), [key("ticket.title")].as_slice())
        );
        assert_eq!(read.blocks[4], Block::Rule);
        let Block::List(Some(1), items) = &read.blocks[5] else { panic!("{:?}", read.blocks[5]) };
        assert!(matches!(&items[1][..], [Block::Paragraph(_), Block::List(None, deep)] if deep.len() == 1));
        let used: Vec<(usize, &str, bool)> = read.uses.iter().map(|(l, k, a)| (*l, k.as_str(), *a)).collect();
        assert_eq!(
            used,
            [
                (1, "ticket.number", false),
                (3, "user.name", false),
                (6, "fields", true),
                (10, "ticket.title", false),
                (15, "qr", false)
            ]
        );
    }

    #[test]
    fn what_paper_cannot_show_is_a_fault_with_its_line() {
        for (text, line, problem) in [
            ("a\n\n<script>alert(1)</script>\n", 3, "mark"),
            ("a <b>x</b>", 1, "mark"),
            ("\n[x](http://a.example)", 2, "mark"),
            ("![x](file:///etc/passwd)", 1, "mark"),
            ("a\n\n`code`", 3, "mark"),
            ("a\n\n```\n#set\n```", 3, "code"),
            ("> said", 1, "mark"),
        ] {
            let faults = read(text).expect_err(text);
            assert_eq!(faults[0].line, line, "{text}");
            assert_eq!(faults[0].problem, problem, "{text}");
        }
        assert_eq!(read(&"x\n\n".repeat(3_000)).expect_err("too long")[0].problem, "too_many");
    }

    #[test]
    fn braces_that_are_no_placeholder_are_text() {
        let read = read("{{}} {{ a }} {{b").expect("good");
        assert_eq!(read.blocks, [Block::Paragraph(vec![words("{{}} "), key("a"), words(" {{b")])]);
    }
}
