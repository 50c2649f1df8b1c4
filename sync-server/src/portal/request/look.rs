//! The page as it is shown: questions from fields, with what was typed and what is wrong.

use std::collections::BTreeMap;

use truckroll_domain::calendar::Offsets;
use truckroll_domain::expression::Clock;
use truckroll_domain::fields::verified::number_of;
use truckroll_domain::fields::{Field, FieldKind, FieldValue, Noun};
use truckroll_domain::publishing::contact_kind;
use truckroll_domain::tickets::Cells;
use truckroll_domain::tickets::form::{FieldState, Forms as _, row_values};
use truckroll_portal::Locale;
use truckroll_portal::form::{KeptPhoto, problem_words};
use truckroll_portal::names;
use truckroll_portal::questions::{label, shown};
use truckroll_portal::request::said as t;
use truckroll_portal::request::{Code, Group, Pick, Puzzle, Question, RequestPage, RowTable, Typed};

use super::super::Reader;
use super::judged::texts_of;
use super::{Filled, Judged, Opened, puzzle};
use crate::App;
use crate::sms::proof;

/// Longest answer, characters, as problems say it.
const MAX_ANSWER: i64 = 10_000;

/// The page as an HTML document.
pub(super) fn html(
    app: &App,
    reader: &Reader,
    opened: &Opened,
    filled: &Filled,
    judged: &Judged,
    notice: Option<String>,
) -> String {
    let id = filled.id.unwrap_or_else(|| app.fresh());
    let frame = reader.frame(Some(&opened.directory));
    let locale = frame.locale;
    let action = reader.onward(&reader.path);
    let publication = &opened.publication;
    let title = if publication.label.is_empty() { &opened.template.name } else { &publication.label };
    let mut page = RequestPage::new(frame, title.clone(), action, id.to_string());
    page.intro.clone_from(&publication.intro);
    page.about = opened.about();
    page.version = judged.template.reference().to_string();
    page.depends = depends(opened, judged);
    page.keeps = true;
    page.files = (publication.files(), publication.bytes());
    page.notice = notice.filter(|notice| !notice.is_empty());
    page.puzzle = publication.puzzle.then(|| Puzzle {
        bits: puzzle::BITS,
        add: puzzle::sum(&app.secrets.links, opened.tenant, id),
        wrong: filled.unproven,
    });
    page.groups = groups(app, opened, filled, judged, locale);
    truckroll_portal::request::render(&page)
}

/// Whether what is asked follows from answers, or something is computed.
fn depends(opened: &Opened, judged: &Judged) -> bool {
    judged.asked.iter().any(|ask| {
        let computes = matches!(opened.directory.ticket_fields.now.kind(&ask.key), Some(FieldKind::Computed { .. }));
        let asked = judged.template.field(&ask.key);
        computes || asked.is_some_and(|f| !f.shown_when.is_empty() || !f.required_when.is_empty())
    })
}

fn groups(app: &App, opened: &Opened, filled: &Filled, judged: &Judged, locale: Locale) -> Vec<Group> {
    let tag = locale.tag();
    let mut first = Group { questions: people(opened, filled, judged, locale), ..Group::default() };
    let mut rest: Vec<(String, Group)> = Vec::new();
    let chosen = !opened.publication.fields.is_empty();
    for group in judged.template.groups.iter().filter(|_| !chosen) {
        let shown = Group { title: group.label.text(tag).to_owned(), closed: group.closed, questions: Vec::new() };
        rest.push((group.key.clone(), shown));
    }
    for ask in &judged.asked {
        let Some(field) = opened.directory.ticket_fields.now.field(&ask.key) else { continue };
        let key = judged.template.field(&ask.key).map(|asked| asked.group.as_str()).unwrap_or_default();
        let mut question = one(app, opened, filled, judged, field, locale);
        question.editable &= !ask.read_only;
        question.required |= ask.required;
        match rest.iter_mut().find(|(group, _)| group == key && !key.is_empty()) {
            Some((_, group)) => group.questions.push(question),
            None => first.questions.push(question),
        }
    }
    let rest = rest.into_iter().map(|(_, group)| group).filter(|group| !group.questions.is_empty());
    std::iter::once(first).filter(|group| !group.questions.is_empty()).chain(rest).collect()
}

/// What is wrong, in words that fit the kind.
fn words(locale: Locale, kind: &FieldKind, problem: &str) -> String {
    match (problem, kind) {
        ("required", FieldKind::Choice { .. } | FieldKind::Choices { .. } | FieldKind::Cascade { .. }) => {
            t(locale, "portal-problem-required-choice")
        }
        ("required", FieldKind::Checkbox) => t(locale, "portal-problem-required-tick"),
        ("required", FieldKind::Stars) => t(locale, "portal-rating-missing"),
        _ => problem_words(locale, problem, MAX_ANSWER),
    }
}

/// What is asked about the contact person.
fn people(opened: &Opened, filled: &Filled, judged: &Judged, locale: Locale) -> Vec<Question> {
    let set = &opened.directory.contact_fields.now;
    let ask = |ask: &truckroll_domain::publishing::Ask| {
        let kind = contact_kind(&ask.key)?;
        let field =
            set.field(&ask.key).cloned().unwrap_or_else(|| Field::new(&ask.key, Default::default(), kind.clone()));
        let name = if ask.key == "im" { t(locale, "publish-qq") } else { label(locale, Noun::Contact, &field) };
        let mut question = Question::new(names::person_name(&ask.key), name, kind);
        let starred = opened.bound.starred(&opened.publication, &ask.key);
        let text = if ask.read_only {
            let known = opened.bound.begins(&opened.publication, &ask.key).map(str::to_owned);
            known.or_else(|| starred.clone()).unwrap_or_default()
        } else {
            filled.person.get(&ask.key).cloned().unwrap_or_default()
        };
        question.said.clone_from(&text);
        question.typed = Typed::Text(text);
        question.required = ask.required && starred.is_none();
        question.editable = !ask.read_only;
        if let Some(number) = starred.filter(|_| question.editable) {
            question.hint = truckroll_portal::request::known(locale, &number);
        }
        let problem = judged.problems.get(&question.name);
        question.problem = problem.map(|problem| match (ask.key.as_str(), *problem) {
            ("phone", "required") => t(locale, "portal-problem-required-phone"),
            (_, problem) => words(locale, &question.kind, problem),
        });
        Some(question)
    };
    opened.publication.contact.iter().filter_map(ask).collect()
}

/// One field as a question.
fn one(app: &App, opened: &Opened, filled: &Filled, judged: &Judged, field: &Field, locale: Locale) -> Question {
    let (key, offsets) = (&field.key, opened.directory.offsets());
    let state = judged.state.field(key);
    let mut question = Question::new(names::answer_name(key), label(locale, Noun::Ticket, field), field.kind.clone());
    question.shown = state.is_none_or(|state| state.shown);
    question.required = state.is_some_and(|state| state.required);
    question.editable = field.kind.is_typed() && !judged.is_fixed(key);
    question.hint.clone_from(&field.unit);
    if field.kind == FieldKind::Location {
        question.hint = t(locale, "cust-location-hint");
    }
    let given = opened.publication.values.get(key).or_else(|| judged.template.presets.get(key));
    question.said = said(locale, field, state, given, &offsets);
    question.typed = typed(app, opened, filled, field, &offsets);
    if let Some(problem) = judged.problems.get(&question.name) {
        let own = judged.template.field(key).map(|asked| asked.valid_text.text(locale.tag()).to_owned());
        let own = own.filter(|text| *problem == "not_valid" && !text.is_empty());
        question.problem = Some(own.unwrap_or_else(|| words(locale, &field.kind, problem)));
    }
    question
}

/// What a field comes to, or what the link says in it, as people read it.
pub(super) fn said(
    locale: Locale,
    field: &Field,
    state: Option<&FieldState>,
    given: Option<&FieldValue>,
    offsets: &Offsets,
) -> String {
    let value = state.and_then(|state| state.computed.as_ref()).or(given);
    match (&field.kind, value) {
        (FieldKind::DateTime, Some(value)) => texts_of(Some(&field.kind), value, offsets).join(", ").replace('T', " "),
        (_, value) => shown(locale, field, value),
    }
}

fn typed(app: &App, opened: &Opened, filled: &Filled, field: &Field, offsets: &Offsets) -> Typed {
    let key = &field.key;
    match &field.kind {
        FieldKind::Attachment | FieldKind::Signature => {
            let files = filled.files.get(key).into_iter().flatten();
            Typed::Files(files.map(|file| KeptPhoto { hash: file.hash.clone(), name: file.name.clone() }).collect())
        }
        FieldKind::Rows { .. } => {
            let Some(form) = opened.directory.row_forms.rows_of(&field.kind) else { return Typed::Nothing };
            let clock = Clock { now: app.clock.now(), offsets };
            let mut rows: Vec<BTreeMap<String, String>> =
                filled.rows.get(key).into_iter().flat_map(BTreeMap::values).cloned().collect();
            for cells in &mut rows {
                let values = form.fields.iter().filter_map(|column| {
                    let text = cells.get(&column.key)?;
                    let value = truckroll_domain::publishing::typed_value(&column.kind, text).ok()??;
                    Some((column.key.clone(), value))
                });
                let values = row_values(form, &Cells(values.collect()), clock);
                for column in form.fields.iter().filter(|column| matches!(column.kind, FieldKind::Computed { .. })) {
                    if let Some(value) = values.get(&column.key) {
                        cells.insert(column.key.clone(), value.typed());
                    }
                }
            }
            if rows.is_empty() {
                rows.push(BTreeMap::new());
            }
            Typed::Rows(RowTable { columns: form.fields.clone(), rows })
        }
        FieldKind::AssetRows { table } => {
            let stock = opened.stock.0.get(table).into_iter().flatten();
            let pick = |item: &super::judged::Item| Pick {
                id: item.id.clone(),
                name: item.name.clone(),
                detail: [item.model.as_str(), item.serial_number.as_str()].join(" ").trim().to_owned(),
                count: filled.picks.get(key).and_then(|all| all.get(&item.id)).cloned().unwrap_or_default(),
            };
            Typed::Assets(stock.map(pick).collect())
        }
        FieldKind::Choices { .. } => Typed::Several(filled.answers.get(key).cloned().unwrap_or_default()),
        FieldKind::VerifiedPhone => {
            let text = filled.answer(key).trim().to_owned();
            let proven = proof::is_ours(&app.secrets.links, opened.tenant, &text);
            let id = filled.codes.get(key).map(|(id, _)| id.clone()).unwrap_or_default();
            let verified = proven.then(|| number_of(&text).to_owned());
            Typed::Number(text, Code { id, verified })
        }
        _ => Typed::Text(filled.answer(key).to_owned()),
    }
}
