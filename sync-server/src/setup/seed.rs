//! What answers of the wizard make: switches, a form, what visits demand, working hours. All in one transaction.

use truckroll_domain::access::Switches;
use truckroll_domain::calendar::{Calendar, Offsets, Period, Range};
use truckroll_domain::customers::CustomerSettings;
use truckroll_domain::forms::{Form, FormField, Input};
use truckroll_domain::setup::{FormKind, Hours, Seed, Setup};
use truckroll_domain::visits::VisitRules;
use truckroll_domain::{CalendarId, FormId, Timestamp};
use truckroll_portal::Locale;

use crate::App;
use crate::auth::Session;
use crate::db::Tx;
use crate::directory::{Directory, Settings, Writing, replace_definition};
use crate::http::{Answer, Fault};
use crate::notify::words::say;

/// Photos of a form for machines, and of any other.
const PHOTOS: (u16, u16) = (3, 2);

/// What was made.
#[derive(Default)]
pub(super) struct Made {
    pub form: Option<FormId>,
    pub switched: Vec<String>,
    pub kinds: Vec<&'static str>,
}

/// Makes what the answers lead to beside what is there, and notes it in `setup`.
pub(super) async fn apply(app: &App, tx: &mut Tx, session: &Session, setup: &mut Setup, at: Timestamp) -> Answer<Made> {
    let directory = Directory::read(tx.on(), session.tenant).await?;
    let plan = setup.plan(&directory.policy.switches, directory.visit_rules_seq > 0);
    let locale = Locale::from_tag(&directory.settings.locale).unwrap_or(Locale::En);
    let mut made = Made::default();
    let mut write = Writes { tx, session, at };
    if let Some(mode) = plan.customers {
        let known = &directory.customers;
        if known.now.mode != mode {
            let settings = CustomerSettings { mode, ..known.now.clone() };
            write.put(CustomerSettings::KIND, CustomerSettings::ID, known.seq, &settings).await?;
            made.kinds.push(CustomerSettings::KIND);
        }
    }
    if !plan.switches.0.is_empty() {
        let mut switches = directory.policy.switches.clone();
        made.switched.extend(plan.switches.0.keys().cloned());
        switches.0.extend(plan.switches.0);
        write.put(Switches::KIND, Switches::ID, directory.switches_seq, &switches).await?;
        made.kinds.push(Switches::KIND);
    }
    if let Some(kind) = plan.form {
        let form = form(app.fresh(), kind, locale);
        write.put("form", &form.id.to_string(), 0, &form).await?;
        made.kinds.push("form");
        made.form = Some(form.id);
        setup.seeded.insert(Seed::Form);
    }
    if let Some(rules) = plan.visit_rules {
        write.put(VisitRules::KIND, VisitRules::ID, 0, &rules).await?;
        made.kinds.push(VisitRules::KIND);
        setup.seeded.insert(Seed::VisitRules);
    }
    if let Some(hours) = plan.calendar {
        let calendar = calendar(app.fresh(), hours, locale, &directory.settings);
        write.put("calendar", &calendar.id.to_string(), 0, &calendar).await?;
        made.kinds.push("calendar");
        setup.seeded.insert(Seed::Calendar);
    }
    Ok(made)
}

struct Writes<'a> {
    tx: &'a mut Tx,
    session: &'a Session,
    at: Timestamp,
}

impl Writes<'_> {
    async fn put<T: serde::Serialize>(&mut self, kind: &str, id: &str, seen: i64, body: &T) -> Answer<()> {
        let writing =
            Writing { tenant: self.session.tenant, of: (kind, id), seen, by: &self.session.actor, at: self.at };
        let written = replace_definition(self.tx, &writing, Some(body)).await?;
        written.map(drop).ok_or_else(|| Fault::conflict(kind.to_owned()))
    }
}

fn word(locale: Locale, key: &str) -> String {
    say(locale, key, []).unwrap_or_default()
}

/// The first form, in the organisation's language.
fn form(id: FormId, kind: FormKind, locale: Locale) -> Form {
    let field = |key: &str, input, required| FormField {
        key: key.to_owned(),
        label: word(locale, &format!("seed-form-{}", key.replace('_', "-"))),
        hint: String::new(),
        input,
        required,
    };
    let machine = kind == FormKind::Machine;
    let mut fields = vec![
        field("phone", Input::Phone, true),
        field("contact_name", Input::Text, false),
        field("description", Input::Multiline, true),
    ];
    fields.push(if machine { field("machine", Input::Text, false) } else { field("email", Input::Email, false) });
    Form {
        id,
        title: word(locale, "seed-form-title"),
        intro: word(locale, "seed-form-intro"),
        locale: locale.tag().to_owned(),
        fields,
        max_photos: if machine { PHOTOS.0.into() } else { PHOTOS.1.into() },
        ask_place: machine,
        published: true,
    }
}

/// Working hours in the organisation's zone.
fn calendar(id: CalendarId, hours: Hours, locale: Locale, settings: &Settings) -> Calendar {
    let name = word(locale, "seed-calendar");
    let offsets = Offsets::fixed(settings.utc_offset_min);
    let mut calendar = Calendar::office_hours(id, &name, &settings.time_zone, offsets);
    if hours == Hours::Shop {
        let ranges = vec![Range { from_min: 9 * 60, to_min: 21 * 60 }];
        calendar.periods = vec![Period { name, working: true, weekdays: 0b111_1111, ranges }];
    }
    calendar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_has_words_in_both_languages_and_no_fault() {
        for locale in Locale::ALL {
            for kind in [FormKind::Machine, FormKind::General] {
                let form = form(FormId::default(), kind, locale);
                let texts = form.fields.iter().map(|f| &f.label).chain([&form.title, &form.intro]);
                assert!(texts.clone().all(|text| !text.is_empty()), "{locale:?} {form:?}");
            }
            for hours in [Hours::Office, Hours::Shop] {
                let calendar = calendar(CalendarId::default(), hours, locale, &Settings::default());
                assert_eq!(calendar.faults(), [], "{locale:?}");
            }
        }
    }
}
