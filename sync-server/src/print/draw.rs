//! Blocks of a template with a ticket's values on pages.

use image::imageops::FilterType;
use image::{DynamicImage, Rgba, RgbaImage};
use krilla::image::Image;
use truckroll_domain::EntryBody;
use truckroll_domain::expression::Clock;
use truckroll_domain::fields::{Field, FieldKind, FieldValue};
use truckroll_domain::tickets::RowForm;
use truckroll_domain::tickets::form::row_values;

use super::fonts::Fonts;
use super::keys::{Meaning, meaning};
use super::markup::{Block, Side, Size, Span, Spans, Text};
use super::page::{Flow, Ink, Look, Picture, Runs, Trouble, WIDTH};
use super::pdf::{self, About};
use super::subject::Subject;
use crate::attachments::picture;

/// Longest side of a picture as it is put in, pixels.
const PIXELS: u32 = 1_200;

/// The file of a ticket.
pub(super) fn file(subjects: &[(Subject, Vec<Block>)], fonts: Fonts) -> Result<Vec<u8>, Trouble> {
    let mut flow = Flow::new(fonts);
    for (at, (subject, blocks)) in subjects.iter().enumerate() {
        if at > 0 {
            flow.next_sheet()?;
        }
        for block in blocks {
            draw(&mut flow, subject, block, 0.0)?;
        }
    }
    let Some((first, _)) = subjects.first() else { return Err(Trouble::Unwritten) };
    let numbers: Vec<String> = subjects.iter().map(|(subject, _)| subject.number()).collect();
    let title = numbers.join(", ");
    let printed = first.moment(first.scene.now);
    flow.feet(&format!("{} · {title} · {printed}", first.directory.face()))?;
    let author = first.directory.face().to_owned();
    pdf::write(flow.sheets, About { title, author, language: first.locale.tag(), at: first.scene.now })
}

fn runs(subject: &Subject, spans: &[Span], look: Look) -> Runs {
    let run = |span: &Span| {
        let text = match &span.text {
            Text::Words(words) => words.clone(),
            Text::Key(key) => meaning(&subject.directory, key).map(|m| subject.say(&m)).unwrap_or_default(),
        };
        let size = match span.size {
            Size::Small => look.size * 0.85,
            Size::Normal => look.size,
            Size::Big => look.size * 1.3,
        };
        (text, Look { size, bold: look.bold || span.bold, italic: look.italic || span.italic, ..look })
    };
    spans.iter().map(run).collect()
}

fn draw(flow: &mut Flow, subject: &Subject, block: &Block, indent: f32) -> Result<(), Trouble> {
    match block {
        Block::Heading(level, spans) => {
            let look = match level {
                1 => Look::BODY.bold().sized(18.0),
                2 => Look::BODY.bold().sized(13.0),
                _ => Look::BODY.bold().sized(11.0),
            };
            // a heading stays with what it heads
            flow.keep(look.size * 1.35 + 30.0)?;
            flow.gap(if *level == 1 { 4.0 } else { 8.0 });
            flow.text(&runs(subject, spans, look), indent, WIDTH - indent, Side::Start)?;
            flow.gap(4.0);
        }
        Block::Paragraph(spans) => {
            flow.text(&runs(subject, spans, Look::BODY), indent, WIDTH - indent, Side::Start)?;
            flow.gap(6.0);
        }
        Block::List(from, items) => {
            for (n, item) in (0_u64..).zip(items) {
                let mark = from.map_or_else(|| "•".to_owned(), |from| format!("{}.", from.saturating_add(n)));
                flow.mark(&mark, indent + 4.0)?;
                for block in item {
                    draw(flow, subject, block, indent + 20.0)?;
                }
            }
        }
        Block::Table { sides, head, rows } => {
            let head: Vec<Runs> = head.iter().map(|cell| runs(subject, cell, Look::BODY.bold())).collect();
            let cells = |row: &Vec<Spans>| row.iter().map(|cell| runs(subject, cell, Look::BODY)).collect();
            let rows: Vec<Vec<Runs>> = rows.iter().map(cells).collect();
            flow.table(sides, &head, &rows, None)?;
        }
        Block::Rule => flow.rule()?,
        Block::Alone(key) => match meaning(&subject.directory, key) {
            Some(Meaning::Block(block)) => special(flow, subject, block)?,
            Some(Meaning::Own(key)) => own(flow, subject, &key)?,
            Some(said) => {
                let text = subject.say(&said);
                flow.text(&[(text, Look::BODY)], indent, WIDTH - indent, Side::Start)?;
                flow.gap(6.0);
            }
            None => {}
        },
    }
    Ok(())
}

/// A block of several things.
fn special(flow: &mut Flow, subject: &Subject, block: &str) -> Result<(), Trouble> {
    match block {
        "letterhead" => {
            let logo = logo(subject);
            let mut words = vec![(subject.directory.face().to_owned(), Look::BODY.bold().sized(13.0))];
            let address = &subject.directory.profile.address;
            if !address.is_empty() {
                words.push((format!("\n{address}"), Look::SMALL));
            }
            let number = subject.number();
            let link = subject.scene.links.first().cloned().unwrap_or_default();
            flow.letterhead(logo.as_ref(), &words, Some((&link, &number)))?;
        }
        "logo" => {
            if let Some(logo) = logo(subject) {
                flow.picture(&logo, 160.0, 60.0)?;
                flow.gap(6.0);
            }
        }
        "qr" => flow.code_alone(subject.scene.links.first().map_or("", String::as_str))?,
        "summary" => summary(flow, subject)?,
        "fields" => fields(flow, subject)?,
        "rows" => {
            for (_, field) in subject.shown().filter(|(_, field)| field.kind.has_rows()) {
                rows(flow, subject, field)?;
            }
        }
        "photos" => {
            let mut all: Vec<(String, String)> = Vec::new();
            for (_, field) in subject.shown().filter(|(_, field)| field.kind == FieldKind::Attachment) {
                all.extend(named(subject, field));
            }
            let sent = subject.ticket().attachments.values();
            all.extend(sent.map(|file| (file.hash.clone(), file.name.clone())));
            photos(flow, subject, &all)?;
        }
        "signatures" => {
            for (_, field) in subject.shown().filter(|(_, field)| field.kind == FieldKind::Signature) {
                signature(flow, subject, field)?;
            }
        }
        "replies" => replies(flow, subject)?,
        "page_break" => flow.next_sheet()?,
        _ => {}
    }
    Ok(())
}

/// An own field on a line of its own.
fn own(flow: &mut Flow, subject: &Subject, key: &str) -> Result<(), Trouble> {
    let Some(field) = subject.own(key) else { return Ok(()) };
    if subject.form.field(key).is_some_and(|state| !state.shown) {
        return Ok(());
    }
    match &field.kind {
        kind if kind.has_rows() => rows(flow, subject, field),
        FieldKind::Signature => signature(flow, subject, field),
        FieldKind::Attachment => photos(flow, subject, &named(subject, field)),
        _ => {
            flow.text(&[(subject.value(field), Look::BODY)], 0.0, WIDTH, Side::Start)?;
            flow.gap(6.0);
            Ok(())
        }
    }
}

fn label(subject: &Subject, field: &Field) -> String {
    let label = field.label.text(subject.locale.tag());
    if label.is_empty() { field.key.clone() } else { label.to_owned() }
}

/// What is most asked of a ticket, two to a row.
fn summary(flow: &mut Flow, subject: &Subject) -> Result<(), Trouble> {
    const SAID: [&str; 12] = [
        "number",
        "status",
        "priority",
        "type",
        "company",
        "contact",
        "phone",
        "address",
        "asset",
        "assignee",
        "group",
        "created_at",
    ];
    let mut pairs: Vec<(String, String)> = Vec::new();
    for key in SAID {
        let value = subject.say(&Meaning::Ticket(key.to_owned()));
        if !value.is_empty() {
            pairs.push((subject.word(&format!("print-{}", key.replace('_', "-"))), value));
        }
    }
    let cell = |pair: Option<&(String, String)>| match pair {
        Some((name, value)) => [vec![(name.clone(), Look::SMALL)], vec![(value.clone(), Look::BODY)]],
        None => [Vec::new(), Vec::new()],
    };
    let rows: Vec<Vec<Runs>> =
        pairs.chunks(2).map(|two| [cell(two.first()), cell(two.get(1))].into_iter().flatten().collect()).collect();
    flow.table(&[], &[], &rows, Some(&[0.16, 0.34, 0.16, 0.34]))?;
    flow.gap(4.0);
    Ok(())
}

/// The own fields that are words, in their groups.
fn fields(flow: &mut Flow, subject: &Subject) -> Result<(), Trouble> {
    let drawn =
        |field: &Field| field.kind.has_rows() || matches!(field.kind, FieldKind::Signature | FieldKind::Attachment);
    let groups = subject.template.as_ref().map_or(&[][..], |template| &template.groups);
    let named = groups.iter().map(|group| (group.key.as_str(), group.label.text(subject.locale.tag()).to_owned()));
    for (key, name) in std::iter::once(("", String::new())).chain(named) {
        let pairs: Vec<Vec<Runs>> = subject
            .shown()
            .filter(|(state, field)| state.group == key && !drawn(field))
            .map(|(_, field)| (label(subject, field), subject.value(field)))
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| vec![vec![(name, Look::SMALL)], vec![(value, Look::BODY)]])
            .collect();
        if pairs.is_empty() {
            continue;
        }
        if !name.is_empty() {
            title(flow, &name)?;
        }
        flow.table(&[], &[], &pairs, Some(&[0.3, 0.7]))?;
    }
    Ok(())
}

fn title(flow: &mut Flow, name: &str) -> Result<(), Trouble> {
    flow.keep(60.0)?;
    flow.gap(8.0);
    flow.text(&[(name.to_owned(), Look::BODY.bold().sized(11.5))], 0.0, WIDTH, Side::Start)?;
    flow.gap(3.0);
    Ok(())
}

/// The rows of a field as a table, with what its computed and whole columns come to.
fn rows(flow: &mut Flow, subject: &Subject, field: &Field) -> Result<(), Trouble> {
    let Some(form) = subject.rows_of(&field.kind) else { return Ok(()) };
    let Some(lines) = subject.ticket().rows.get(&field.key).filter(|rows| !rows.0.is_empty()) else { return Ok(()) };
    title(flow, &label(subject, field))?;
    let hidden = |column: &&Field| {
        column.is_shown() && !(matches!(field.kind, FieldKind::AssetRows { .. }) && column.key == "asset")
    };
    let columns: Vec<&Field> = form.fields.iter().filter(hidden).collect();
    let numbers =
        |column: &Field| matches!(column.kind, FieldKind::Whole | FieldKind::Decimal | FieldKind::Computed { .. });
    let sides: Vec<Side> = columns.iter().map(|column| if numbers(column) { Side::End } else { Side::Start }).collect();
    let head: Vec<Runs> = columns.iter().map(|column| vec![(label(subject, column), Look::SMALL.bold())]).collect();
    let offsets = subject.directory.offsets();
    let clock = Clock { now: subject.scene.now, offsets: &offsets };
    let values: Vec<_> = lines.0.values().map(|cells| row_values(&form, cells, clock)).collect();
    let mut body: Vec<Vec<Runs>> = Vec::new();
    for row in &values {
        let cell = |column: &&Field| {
            let text = row.get(&column.key).map(|value| subject.written(column, value)).unwrap_or_default();
            vec![(text, Look::BODY)]
        };
        body.push(columns.iter().map(cell).collect());
    }
    let sums: Vec<Option<f64>> =
        columns.iter().map(|column| sum(&form, column, values.iter().map(|row| row.get(&column.key)))).collect();
    if values.len() > 1 && sums.iter().any(Option::is_some) {
        let mut last: Vec<Runs> = Vec::new();
        for (n, (column, sum)) in columns.iter().zip(sums).enumerate() {
            let text = match sum {
                Some(sum) => subject.written(column, &FieldValue::Real(sum)),
                None if n == 0 => subject.word("print-sum"),
                None => String::new(),
            };
            last.push(vec![(text, Look::BODY.bold())]);
        }
        body.push(last);
    }
    flow.table(&sides, &head, &body, None)
}

/// What a column comes to: computed ones and counts; a price for one piece adds up to nothing.
fn sum<'a>(form: &RowForm, column: &Field, values: impl Iterator<Item = Option<&'a FieldValue>>) -> Option<f64> {
    let counts = column.kind == FieldKind::Decimal && column.key == "count" && form.key == RowForm::of_assets().key;
    if !counts && !matches!(column.kind, FieldKind::Whole | FieldKind::Computed { .. }) {
        return None;
    }
    let mut total = None;
    for value in values.flatten() {
        #[expect(clippy::cast_precision_loss, reason = "whole numbers of fields are within 2^53")]
        let number = match value {
            FieldValue::Int(n) => *n as f64,
            FieldValue::Real(n) => *n,
            _ => return None,
        };
        total = Some(total.unwrap_or(0.0) + number);
    }
    // to the cent and a bit further, without the dust of binary fractions
    total.filter(|total| total.is_finite()).map(|total| (total * 1e6).round() / 1e6)
}

/// The files of a field with their names.
fn named(subject: &Subject, field: &Field) -> Vec<(String, String)> {
    match subject.ticket().fields.get(&field.key) {
        Some(FieldValue::Files(files)) => files.iter().map(|(hash, name)| (hash.clone(), name.clone())).collect(),
        _ => Vec::new(),
    }
}

fn photos(flow: &mut Flow, subject: &Subject, files: &[(String, String)]) -> Result<(), Trouble> {
    let mut shown = Vec::new();
    let mut others = Vec::new();
    for (hash, name) in files {
        match subject.files.get(hash).and_then(|bytes| photo(bytes)) {
            Some(picture) => shown.push(Picture { caption: name.clone(), ..picture }),
            None => others.push(name.clone()),
        }
    }
    if shown.is_empty() && others.is_empty() {
        return Ok(());
    }
    title(flow, &subject.word("print-photos"))?;
    flow.pictures(&shown)?;
    if !others.is_empty() {
        let names = others.join(", ");
        flow.text(&[(names, Look::SMALL)], 0.0, WIDTH, Side::Start)?;
        flow.gap(6.0);
    }
    Ok(())
}

fn signature(flow: &mut Flow, subject: &Subject, field: &Field) -> Result<(), Trouble> {
    let Some((hash, name)) = named(subject, field).into_iter().next() else { return Ok(()) };
    let picture = subject.files.get(&hash).and_then(|bytes| drawing(bytes));
    flow.gap(10.0);
    // who signed is in the file's name where the phone wrote it there
    let who = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let signer = if who.is_empty() || who.eq_ignore_ascii_case("signature") {
        subject.ticket().customer.contact_name.clone()
    } else {
        who.to_owned()
    };
    let said = format!("\n{signer} · {}", subject.moment(subject.written_at(&field.key)));
    let words = [(label(subject, field), Look::SMALL.bold()), (said, Look { ink: Ink::BLACK, ..Look::SMALL })];
    flow.signature(picture.as_ref(), &words)?;
    flow.gap(8.0);
    Ok(())
}

fn replies(flow: &mut Flow, subject: &Subject) -> Result<(), Trouble> {
    if subject.replies.is_empty() {
        return Ok(());
    }
    title(flow, &subject.word("print-replies"))?;
    for entry in &subject.replies {
        let EntryBody::Reply { text, .. } = &entry.body else { continue };
        let who = match (entry.author_name.is_empty(), entry.from_customer()) {
            (false, _) => entry.author_name.clone(),
            (true, true) => subject.word("print-customer"),
            (true, false) => subject.directory.face().to_owned(),
        };
        let words = [(format!("{who} · {}\n", subject.moment(entry.at)), Look::SMALL), (text.clone(), Look::BODY)];
        flow.text(&words, 0.0, WIDTH, Side::Start)?;
        flow.gap(6.0);
    }
    Ok(())
}

fn logo(subject: &Subject) -> Option<Picture> {
    let hash = subject.directory.profile.logo.as_ref()?;
    drawing(subject.files.get(hash)?)
}

/// A photo, no larger than it is seen.
fn photo(bytes: &[u8]) -> Option<Picture> {
    let picture = unfolded(bytes)?;
    let flat = on_white(&picture).to_rgb8();
    let mut file = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 82);
    flat.write_with_encoder(encoder).ok()?;
    placed(Image::from_jpeg(file.into(), true).ok()?)
}

/// A drawing with sharp lines, and white where it is nothing.
fn drawing(bytes: &[u8]) -> Option<Picture> {
    let picture = on_white(&unfolded(bytes)?).to_rgba8();
    let (width, height) = picture.dimensions();
    placed(Image::from_rgba8(picture.into_raw(), width, height))
}

fn unfolded(bytes: &[u8]) -> Option<DynamicImage> {
    let picture = picture::unfold(bytes).ok()??;
    let large = picture.width().max(picture.height()) > PIXELS;
    Some(if large { picture.resize(PIXELS, PIXELS, FilterType::Triangle) } else { picture })
}

fn on_white(picture: &DynamicImage) -> DynamicImage {
    let mut sheet = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255, 255, 255, 255]));
    image::imageops::overlay(&mut sheet, &picture.to_rgba8(), 0, 0);
    DynamicImage::ImageRgba8(sheet)
}

fn placed(image: Image) -> Option<Picture> {
    let (width, height) = image.size();
    #[expect(clippy::cast_precision_loss, reason = "pictures have at most some thousand pixels a side")]
    let (width, height) = (width as f32, height as f32);
    (width > 0.0 && height > 0.0).then(|| Picture { image, width, height, caption: String::new() })
}
