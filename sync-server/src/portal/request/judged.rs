//! Answers as values, and what the form of the ticket says to them: the same [`form::judge`] that staff and phones are held to.

use std::collections::BTreeMap;

use sqlx::Row as _;
use truckroll_domain::access::Viewer;
use truckroll_domain::calendar::Offsets;
use truckroll_domain::expression::Clock;
use truckroll_domain::fields::{Field, FieldKind, FieldValue, Values};
use truckroll_domain::publishing::{Ask, contact_answer, typed_value};
use truckroll_domain::tickets::form::{self, FormState, Forms as _, Paper};
use truckroll_domain::tickets::{Cells, RowForm, Rows, Ticket, TicketOverlay, TicketTemplate};
use truckroll_domain::{CompanyId, LineId, TenantId, Timestamp, day};
use uuid::Uuid;

use super::{Filled, Opened};
use crate::App;
use crate::db::DbResult;
use crate::directory::Directory;

/// Most assets that a page offers.
const MAX_STOCK: i64 = 200;

/// An asset that can be chosen.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Item {
    pub id: String,
    pub name: String,
    pub model: String,
    pub serial_number: String,
}

/// What can be chosen, by table: the assets of the company that the link is for, and nobody else's.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Stock(pub BTreeMap<String, Vec<Item>>);

impl Stock {
    /// Reads it.
    pub async fn load(
        app: &App,
        tenant: TenantId,
        directory: &Directory,
        company: Option<CompanyId>,
    ) -> DbResult<Self> {
        let mut all = BTreeMap::new();
        let Some(company) = company else { return Ok(Self(all)) };
        let tables = directory.ticket_fields.now.own().filter(|field| field.archived_at.is_none());
        for field in tables {
            let FieldKind::AssetRows { table } = &field.kind else { continue };
            if all.contains_key(table) {
                continue;
            }
            // index assets_company
            let rows = sqlx::query(
                "select id, name, model, serial_number from assets where tenant_id = $1 and company_id = $2 \
                 and table_key = $3 and deleted_at is null order by name, id limit $4",
            )
            .bind(tenant.to_string())
            .bind(company.to_string())
            .bind(table)
            .bind(MAX_STOCK)
            .fetch_all(app.db.pool())
            .await?;
            let item = |row: &sqlx::any::AnyRow| {
                Ok(Item {
                    id: row.try_get(0)?,
                    name: row.try_get(1)?,
                    model: row.try_get(2)?,
                    serial_number: row.try_get(3)?,
                })
            };
            all.insert(table.clone(), rows.iter().map(item).collect::<DbResult<Vec<Item>>>()?);
        }
        Ok(Self(all))
    }
}

/// A stored value as it is typed into the page.
pub(super) fn texts_of(kind: Option<&FieldKind>, value: &FieldValue, offsets: &Offsets) -> Vec<String> {
    match (kind, value) {
        (_, FieldValue::List(all)) => all.clone(),
        (_, FieldValue::Flag(yes)) => vec![yes.to_string()],
        (Some(FieldKind::DateTime), FieldValue::Int(at)) => {
            let (date, minute) = offsets.local(Timestamp(*at));
            vec![format!("{date}T{:02}:{:02}", minute / 60, minute % 60)]
        }
        _ => vec![value.typed()],
    }
}

/// What was answered, checked.
pub(in super::super) struct Judged {
    /// The version of the template it is judged by.
    pub template: TicketTemplate,
    /// What is asked for, in order.
    pub asked: Vec<Ask>,
    /// Values of own fields.
    pub values: Values,
    /// Rows of fields that have rows.
    pub rows: BTreeMap<String, Vec<Values>>,
    /// Title and description.
    pub title: String,
    pub description: String,
    /// What was said of the contact person.
    pub person: BTreeMap<String, String>,
    /// What the form says.
    pub state: FormState,
    /// What is wrong, by posted name.
    pub problems: BTreeMap<String, &'static str>,
}

impl Judged {
    /// Judges what was filled in; problems are said where it was `sent`.
    pub fn of(opened: &Opened, filled: &Filled, now: Timestamp, sent: bool) -> Self {
        let directory = &opened.directory;
        let set = &directory.ticket_fields.now;
        let template = opened.version(&filled.version);
        let asked = opened.publication.asked(&template, set);
        let offsets = directory.offsets();
        let clock = Clock { now, offsets: &offsets };
        let mut judged = Self {
            template,
            asked,
            values: Values::new(),
            rows: BTreeMap::new(),
            title: String::new(),
            description: String::new(),
            person: BTreeMap::new(),
            state: FormState::default(),
            problems: BTreeMap::new(),
        };
        let asked = judged.asked.clone();
        for ask in &asked {
            if let Some(field) = set.field(&ask.key) {
                judged.one(opened, filled, ask, field, &offsets);
            }
        }
        let mut ticket = Ticket {
            title: judged.title.clone(),
            description: judged.description.clone(),
            fields: judged.values.clone(),
            ..Ticket::default()
        };
        for (key, rows) in &judged.rows {
            let lines = (0_u128..).zip(rows).map(|(n, cells)| (LineId(Uuid::from_u128(n)), Cells(cells.clone())));
            ticket.rows.insert(key.clone(), Rows(lines.collect()));
        }
        let paper = Paper { set, forms: &directory.row_forms, template: Some(&judged.template) };
        let nobody = Viewer { agent: None, groups: &[] };
        judged.state = form::judge(paper, &ticket, &TicketOverlay::default(), nobody, clock);
        if sent {
            judged.complain(filled);
            judged.people(opened, filled);
        } else {
            judged.problems.clear();
            judged.person = opened.publication.person.clone();
            judged.problems.extend(filled.problems.iter().map(|(key, problem)| (format!("answer.{key}"), *problem)));
        }
        judged
    }

    /// Whether something is wrong.
    pub fn is_wrong(&self) -> bool {
        !self.problems.is_empty()
    }

    /// Whether a field is asked as things stand.
    pub fn shows(&self, key: &str) -> bool {
        self.state.field(key).is_none_or(|field| field.shown)
    }

    /// Whether the template lets nobody from outside write a field.
    pub fn is_fixed(&self, key: &str) -> bool {
        let nobody = Viewer { agent: None, groups: &[] };
        self.template.field(key).is_some_and(|asked| asked.read_only.includes(nobody))
    }

    fn wrong(&mut self, key: &str, problem: &'static str) {
        self.problems.entry(format!("answer.{key}")).or_insert(problem);
    }

    fn one(&mut self, opened: &Opened, filled: &Filled, ask: &Ask, field: &Field, offsets: &Offsets) {
        let key = &ask.key;
        if ask.read_only || self.is_fixed(key) {
            // what the link or the template says counts, whatever was posted
            match opened.publication.values.get(key).or_else(|| self.template.presets.get(key)).cloned() {
                Some(value) if field.system => self.system(key, value.as_text().unwrap_or_default()),
                Some(value) => drop(self.values.insert(key.clone(), value)),
                None => {}
            }
            return;
        }
        if field.system {
            return self.system(key, filled.answer(key));
        }
        let value = match &field.kind {
            FieldKind::Computed { .. } | FieldKind::Satisfaction { .. } => return,
            FieldKind::Rows { .. } => return self.typed_rows(opened, filled, field),
            FieldKind::AssetRows { table } => return self.picked(opened, filled, key, table),
            FieldKind::Attachment | FieldKind::Signature => {
                let files = filled.files.get(key).into_iter().flatten();
                let files: BTreeMap<_, _> = files.map(|file| (file.hash.clone(), file.name.clone())).collect();
                if files.is_empty() { Ok(None) } else { field.kind.normalise(&FieldValue::Files(files)) }
            }
            FieldKind::Choices { .. } => {
                let chosen = filled.answers.get(key).into_iter().flatten().filter(|text| !text.is_empty()).cloned();
                FieldValue::list(chosen).map_or(Ok(None), |list| field.kind.normalise(&list))
            }
            FieldKind::DateTime => moment(filled.answer(key), offsets),
            kind => typed_value(kind, filled.answer(key)),
        };
        match value {
            Ok(Some(value)) => drop(self.values.insert(key.clone(), value)),
            Ok(None) => {}
            Err(problem) => self.wrong(key, problem),
        }
    }

    fn system(&mut self, key: &str, text: &str) {
        let text = text.trim();
        if key == "title" {
            if text.chars().count() > 200 || text.contains('\n') {
                self.wrong(key, "too_long");
            }
            text.clone_into(&mut self.title);
        } else {
            if text.chars().count() > 10_000 {
                self.wrong(key, "too_long");
            }
            text.clone_into(&mut self.description);
        }
    }

    fn typed_rows(&mut self, opened: &Opened, filled: &Filled, field: &Field) {
        let Some(form) = opened.directory.row_forms.rows_of(&field.kind) else { return };
        let mut rows = Vec::new();
        for cells in filled.rows.get(&field.key).into_iter().flat_map(BTreeMap::values) {
            if cells.values().all(|text| text.trim().is_empty()) {
                continue;
            }
            match row(form, cells) {
                Ok(values) => rows.push(values),
                Err(problem) => self.wrong(&field.key, problem),
            }
        }
        if !rows.is_empty() {
            self.rows.insert(field.key.clone(), rows);
        }
    }

    fn picked(&mut self, opened: &Opened, filled: &Filled, key: &str, table: &str) {
        let stock = opened.stock.0.get(table).map_or(&[][..], Vec::as_slice);
        let mut rows = Vec::new();
        for (id, count) in filled.picks.get(key).into_iter().flatten() {
            // what the page did not offer is not there
            let Some(item) = stock.iter().find(|item| item.id == *id) else { continue };
            match FieldKind::Decimal.normalise(&FieldValue::Text(count.clone())) {
                Ok(Some(FieldValue::Real(n))) if n > 0.0 && n < 1e6 => {
                    let text = |text: &str| FieldValue::text(text);
                    let cells = [
                        ("asset", text(&item.id)),
                        ("name", text(&item.name)),
                        ("model", text(&item.model)),
                        ("serial_number", text(&item.serial_number)),
                        ("count", Some(FieldValue::Real(n))),
                    ];
                    let cells = cells.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
                    rows.push(cells.collect());
                }
                Ok(Some(FieldValue::Real(0.0))) => {}
                Ok(_) => self.wrong(key, "out_of_range"),
                Err(problem) => self.wrong(key, problem),
            }
        }
        if !rows.is_empty() {
            self.rows.insert(key.to_owned(), rows);
        }
    }

    /// Puts together what is wrong with what is shown, and drops what was answered to questions that are not.
    fn complain(&mut self, filled: &Filled) {
        for ask in self.asked.clone() {
            let name = format!("answer.{}", ask.key);
            if !self.shows(&ask.key) {
                self.problems.remove(&name);
                self.values.remove(&ask.key);
                self.rows.remove(&ask.key);
                continue;
            }
            if let Some(problem) = filled.problems.get(&ask.key) {
                self.problems.insert(name.clone(), problem);
            }
            let empty = match ask.key.as_str() {
                "title" => self.title.is_empty(),
                "description" => self.description.is_empty(),
                key => !self.values.contains_key(key) && !self.rows.contains_key(key),
            };
            let judged = self.state.field(&ask.key).and_then(|field| field.problem);
            let problem = judged.filter(|_| !ask.read_only).or((ask.required && empty).then_some("required"));
            if let Some(problem) = problem {
                self.problems.entry(name).or_insert(problem);
            }
        }
    }

    fn people(&mut self, opened: &Opened, filled: &Filled) {
        for ask in &opened.publication.contact {
            let typed = filled.person.get(&ask.key).map_or("", String::as_str);
            let starred = opened.bound.starred(&opened.publication, &ask.key).is_some();
            // what is shown with stars counts where it is left as it is
            let given = if ask.read_only || (starred && typed.trim().is_empty()) {
                opened.bound.counts(&opened.publication, &ask.key).unwrap_or_default()
            } else {
                typed
            };
            let problem = match contact_answer(&ask.key, given) {
                Ok(Some(text)) => {
                    self.person.insert(ask.key.clone(), text);
                    continue;
                }
                Ok(None) => ask.required.then_some("required"),
                Err(problem) => Some(problem),
            };
            if let Some(problem) = problem {
                self.problems.insert(format!("person.{}", ask.key), problem);
            }
        }
        for (key, text) in &opened.publication.person {
            if !opened.publication.contact.iter().any(|ask| ask.key == *key) {
                self.person.insert(key.clone(), text.clone());
            }
        }
    }
}

/// The cells of a row as values.
fn row(form: &RowForm, cells: &BTreeMap<String, String>) -> Result<Values, &'static str> {
    let mut values = Values::new();
    for column in form.fields.iter().filter(|column| column.is_shown()) {
        if matches!(column.kind, FieldKind::Computed { .. }) {
            continue;
        }
        let text = cells.get(&column.key).map_or("", String::as_str);
        if let Some(value) = typed_value(&column.kind, text)? {
            values.insert(column.key.clone(), value);
        }
    }
    Ok(values)
}

/// A date and time as browsers write them, by the organisation's clock.
fn moment(text: &str, offsets: &Offsets) -> Result<Option<FieldValue>, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let read = || {
        let (date, time) = text.split_once(['T', ' '])?;
        let (hour, minute) = time.split_once(':')?;
        let minute = minute.split(':').next()?;
        let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
        let date = day::parse(date)?;
        (hour < 24 && minute < 60).then(|| offsets.moment(date, hour * 60 + minute))
    };
    read().map(|at| Some(FieldValue::Int(at.ms()))).ok_or("not_a_moment")
}
