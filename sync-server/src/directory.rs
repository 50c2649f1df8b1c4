//! What rarely changes and everybody asks for: an organisation's settings, staff, groups and forms.
//!
//! Kept in memory per tenant and read again after a definition was written. A definition is a versioned
//! row in the same feed as documents, so devices hold the same directory.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use truckroll_domain::access::{Area, Policy, Restrictions, Role, Switches, Verb};
use truckroll_domain::assets::AssetTable;
use truckroll_domain::calendar::Calendar;
use truckroll_domain::customers::{CustomerSettings, CustomerTemplate};
use truckroll_domain::event::DefinitionWritten;
use truckroll_domain::fields::{FieldSet, Noun};
use truckroll_domain::forms::Form;
use truckroll_domain::macros::Macro;
use truckroll_domain::people::{Agent, Group, Presence, PresenceStates, Presences};
use truckroll_domain::privacy::Privacy;
use truckroll_domain::reports::TicketReport;
use truckroll_domain::roster::Shift;
use truckroll_domain::setup::Setup;
use truckroll_domain::sla::SlaPolicy;
use truckroll_domain::tenants::{Branding, Licence, Navigation, Profile};
use truckroll_domain::tickets::form::FormList;
use truckroll_domain::tickets::{RowForm, TemplateRef, TicketSettings, TicketTemplate};
use truckroll_domain::time::DAY_MS;
use truckroll_domain::triggers::SmsSettings;
use truckroll_domain::views::TicketView;
use truckroll_domain::visits::VisitRules;
use truckroll_domain::workflows::{Design, Published};
use truckroll_domain::{
    Actor, AgentId, CalendarId, FormId, Refusal, ShiftId, TemplateId, TenantId, Timestamp, ViewId, WorkflowId,
};
use truckroll_protocol::api::MapSettings;

use crate::customers::person::{self, Erasure};
use crate::db::{Db, DbResult};

mod definitions;

pub use definitions::{Writing, definition, put_definition, replace_definition, replace_own_definition};

pub(crate) use definitions::written;

/// Former visit rules are remembered for late work so long.
pub(crate) const FORMER_RULES_MS: i64 = 30 * DAY_MS;
/// And at most so many of them.
const FORMER_RULES: i64 = 50;

/// An organisation's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// IANA time zone.
    pub time_zone: String,
    /// Minutes east of UTC. Follows the time zone; kept for places that need no calendar.
    pub utc_offset_min: i32,
    /// `en` or `zh-CN`.
    pub locale: String,
    /// Base map.
    pub map: MapSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            time_zone: "Etc/UTC".to_owned(),
            utc_offset_min: 0,
            locale: "en".to_owned(),
            map: MapSettings::default(),
        }
    }
}

/// The directory of one organisation at one moment.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Name of the organisation.
    pub tenant_name: String,
    /// Epoch of its history.
    pub epoch: i64,
    /// Settings.
    pub settings: Settings,
    /// What the organisation may use.
    pub licence: Licence,
    /// When that was written, ms; 0 while nobody has.
    pub licence_at: i64,
    /// Staff.
    pub agents: HashMap<AgentId, Agent>,
    /// Groups.
    pub groups: Vec<Group>,
    /// Roles, groups, switches: what decides what agents may do.
    pub policy: Policy,
    /// The set-up wizard was neither finished nor put away.
    pub setup_waits: bool,
    /// The number the switches were written at; 0 while nobody has.
    pub switches_seq: i64,
    /// The number the restrictions of customers were written at; 0 while nobody has.
    pub restrictions_seq: i64,
    /// What agents say of themselves, and the states there are.
    pub presences: Presences,
    /// The number the states were written at; 0 while nobody has.
    pub presence_states_seq: i64,
    /// The organisation as its administrators describe it.
    pub profile: Profile,
    /// The number it was written at; 0 while nobody has.
    pub profile_seq: i64,
    /// The white label that its administrators set; [`Directory::branding`] says whether it counts.
    pub own_branding: Branding,
    /// What the organisation adds to the navigation.
    pub navigation: Navigation,
    /// The number it was written at; 0 while nobody has.
    pub navigation_seq: i64,
    /// What is kept from the organisation's own people.
    pub privacy: Privacy,
    /// The number it was written at; 0 while nobody has.
    pub privacy_seq: i64,
    /// Forms.
    pub forms: HashMap<FormId, Form>,
    /// Calendars of working hours.
    pub calendars: BTreeMap<CalendarId, Calendar>,
    /// Shift templates.
    pub shifts: BTreeMap<ShiftId, Shift>,
    /// What visits demand.
    pub visit_rules: VisitRules,
    /// The number they were written at; 0 while nobody has.
    pub visit_rules_seq: i64,
    /// Who wrote them and when, where that was noted.
    pub visit_rules_by: Option<(String, Timestamp)>,
    /// What visits demanded before, newest first.
    pub former_rules: Vec<Former<VisitRules>>,
    /// The fields of companies.
    pub company_fields: Defined<FieldSet>,
    /// The fields of contacts.
    pub contact_fields: Defined<FieldSet>,
    /// Asset tables by key, that of machines always among them.
    pub asset_tables: BTreeMap<String, Defined<AssetTable>>,
    /// The fields of tickets.
    pub ticket_fields: Defined<FieldSet>,
    /// The fields of machines.
    pub asset_fields: Defined<FieldSet>,
    /// How customers are kept.
    pub customers: Defined<CustomerSettings>,
    /// People who were erased, for what comes late.
    pub erasures: Vec<Erasure>,
    /// Customer templates, each with the number it was written at.
    pub templates: BTreeMap<TemplateId, (i64, CustomerTemplate)>,
    /// Workflows as administrators work on them, each with the number it was written at.
    pub workflows: BTreeMap<WorkflowId, (i64, Design)>,
    /// Ticket templates, each with the number it was written at.
    pub ticket_templates: BTreeMap<TemplateId, (i64, TicketTemplate)>,
    /// Views of tickets that are the organisation's, each with the number it was written at.
    pub ticket_views: BTreeMap<ViewId, (i64, TicketView)>,
    /// Every version of every ticket template.
    pub template_versions: BTreeMap<TemplateRef, TicketTemplate>,
    /// Forms of rows.
    pub row_forms: FormList,
    /// The numbers they were written at, by key.
    pub row_form_seqs: BTreeMap<String, i64>,
    /// What is said about tickets as a whole.
    pub ticket_settings: Defined<TicketSettings>,
    /// Who carries short messages.
    pub sms: Defined<SmsSettings>,
    /// Macros of tickets.
    pub macros: crate::macros::Macros,
    /// How the organisation signs in.
    pub sign_in: crate::auth::SignInRules,
    /// Service levels.
    pub sla: crate::sla::Promises,
    /// What happens to its tickets by itself.
    pub rules: crate::rules::Rules,
}

/// A definition that an administrator replaces as a whole.
#[derive(Clone, Debug, Default)]
pub struct Defined<T> {
    /// What holds.
    pub now: T,
    /// The number it was written at; 0 while nobody has.
    pub seq: i64,
    /// Who wrote it and when, where that was noted.
    pub by: Option<(String, Timestamp)>,
    /// What held before, newest first.
    pub former: Vec<Former<T>>,
}

impl<T> Defined<T> {
    /// What may judge work of a device that was done at `at`, by a device that has read everything up to `known`.
    pub fn holding(&self, at: Timestamp, known: i64, now: Timestamp) -> impl Iterator<Item = &T> {
        std::iter::once(&self.now).chain(could_hold(&self.former, at, known, now))
    }
}

/// What held once.
#[derive(Clone, Debug, PartialEq)]
pub struct Former<T> {
    /// It.
    pub was: T,
    /// When something else took its place.
    pub ended_at: Timestamp,
    /// The number of that.
    pub ended_seq: i64,
}

/// What a device could not know to be over.
fn could_hold<T>(former: &[Former<T>], at: Timestamp, known: i64, now: Timestamp) -> impl Iterator<Item = &T> {
    let oldest = now.plus_ms(-FORMER_RULES_MS);
    former.iter().filter(move |f| f.ended_at >= oldest && (f.ended_seq > known || at < f.ended_at)).map(|f| &f.was)
}

impl Directory {
    /// The visit rules by which work of a device may be judged that was done at `at` and by a device that has read
    /// everything up to `known`: the present ones, then those it could not know to be over.
    pub fn rules_for(&self, at: Timestamp, known: i64, now: Timestamp) -> impl Iterator<Item = &VisitRules> {
        std::iter::once(&self.visit_rules).chain(could_hold(&self.former_rules, at, known, now))
    }

    /// The fields of a noun.
    #[must_use]
    pub fn fields(&self, noun: Noun) -> &Defined<FieldSet> {
        match noun {
            Noun::Company => &self.company_fields,
            Noun::Contact => &self.contact_fields,
            Noun::Asset => &self.asset_fields,
            Noun::Ticket => &self.ticket_fields,
        }
    }

    /// The fields of a noun that has one set, to be filled.
    fn own_fields(&mut self, noun: Noun) -> Option<&mut Defined<FieldSet>> {
        match noun {
            Noun::Company => Some(&mut self.company_fields),
            Noun::Contact => Some(&mut self.contact_fields),
            Noun::Ticket => Some(&mut self.ticket_fields),
            Noun::Asset => None,
        }
    }

    /// The organisation's own calendar.
    #[must_use]
    pub fn default_calendar(&self) -> Option<&Calendar> {
        self.calendars.values().find(|calendar| calendar.default)
    }

    /// An agent as the actor of a command, unless he is unknown or disabled.
    #[must_use]
    pub fn actor(&self, id: AgentId) -> Option<Actor> {
        let agent = self.agents.get(&id).filter(|a| a.disabled_at.is_none())?;
        Some(self.policy.actor(agent))
    }

    /// Agents whose devices hold the customer directory, as far as it is not too large.
    pub fn with_all_customers(&self) -> impl Iterator<Item = AgentId> {
        let all = |agent: &&Agent| self.policy.rights(agent).all(Area::Customers, Verb::View);
        self.agents.values().filter(all).map(|agent| agent.id)
    }

    /// The name of an engineer who can be given a visit.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] when there is no such engineer.
    pub fn engineer_name(&self, id: AgentId) -> Result<String, Refusal> {
        let agent = self.agents.get(&id).filter(|a| a.is_engineer());
        agent.map(|a| a.name.clone()).ok_or_else(|| Refusal::invalid("agent", "not_an_engineer"))
    }

    /// Reads a tenant's directory.
    ///
    /// # Errors
    /// When the database fails or the tenant is unknown.
    pub async fn load(db: &Db, tenant: TenantId) -> DbResult<Arc<Self>> {
        let mut connection = db.pool().acquire().await?;
        Self::read(&mut connection, tenant).await.map(Arc::new)
    }

    /// Reads a tenant's directory on a connection, so that it is what a transaction sees.
    ///
    /// # Errors
    /// When the database fails or the tenant is unknown.
    pub async fn read(on: &mut sqlx::AnyConnection, tenant: TenantId) -> DbResult<Self> {
        let row = sqlx::query("select name, epoch, settings from tenants where id = $1")
            .bind(tenant.to_string())
            .fetch_one(&mut *on)
            .await?;
        let settings: String = row.try_get(2)?;
        let standard = |noun| Defined { now: FieldSet::standard(noun), ..Defined::default() };
        let mut directory = Self {
            company_fields: standard(Noun::Company),
            contact_fields: standard(Noun::Contact),
            ticket_fields: standard(Noun::Ticket),
            asset_fields: standard(Noun::Asset),
            asset_tables: [(
                AssetTable::BUILT_IN.to_owned(),
                Defined { now: AssetTable::built_in(), ..Defined::default() },
            )]
            .into(),
            tenant_name: row.try_get(0)?,
            epoch: row.try_get(1)?,
            settings: serde_json::from_str(&settings).unwrap_or_default(),
            sign_in: crate::auth::SignInRules::load(&mut *on, tenant).await?,
            erasures: person::load(&mut *on, tenant).await?,
            rules: crate::rules::Rules::load(&mut *on, tenant).await?,
            ..Self::default()
        };
        (directory.licence, directory.licence_at) = crate::licence::load(&mut *on, tenant).await?;
        directory.own_branding = crate::company::load_branding(&mut *on, tenant).await?.0;
        // the primary key of definitions; what travels to one agent alone is nobody else's to know
        let rows = sqlx::query(
            "select kind, id, seq, body from definitions \
             where tenant_id = $1 and agent_id is null and body <> '' and kind not in ($2, $3)",
        )
        .bind(tenant.to_string())
        // published versions are read one by one, reports where they are asked for
        .bind(Published::KIND)
        .bind(TicketReport::KIND)
        .fetch_all(&mut *on)
        .await?;
        let (mut roles, mut switches) = (Vec::new(), Switches::default());
        let mut row_forms = Vec::new();
        let mut restrictions = Restrictions::default();
        for row in rows {
            let (kind, id, body): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(3)?);
            match kind.as_str() {
                "agent" => {
                    if let Ok(agent) = serde_json::from_str::<Agent>(&body) {
                        directory.agents.insert(agent.id, agent);
                    }
                }
                "group" => directory.groups.extend(serde_json::from_str::<Group>(&body).ok()),
                Role::KIND => roles.extend(serde_json::from_str::<Role>(&body).ok()),
                Setup::KIND if id == Setup::ID => {
                    directory.setup_waits = serde_json::from_str::<Setup>(&body).is_ok_and(|setup| setup.waits());
                }
                Switches::KIND if id == Switches::ID => {
                    switches = serde_json::from_str(&body).unwrap_or_default();
                    directory.switches_seq = row.try_get(2)?;
                }
                Restrictions::KIND if id == Restrictions::ID => {
                    restrictions = serde_json::from_str(&body).unwrap_or_default();
                    directory.restrictions_seq = row.try_get(2)?;
                }
                Presence::KIND => {
                    if let (Ok(agent), Ok(said)) = (id.parse(), serde_json::from_str(&body)) {
                        directory.presences.said.insert(agent, said);
                    }
                }
                PresenceStates::KIND if id == PresenceStates::ID => {
                    directory.presences.states = serde_json::from_str(&body).unwrap_or_default();
                    directory.presence_states_seq = row.try_get(2)?;
                }
                Profile::KIND if id == Profile::ID => {
                    directory.profile = serde_json::from_str(&body).unwrap_or_default();
                    directory.profile_seq = row.try_get(2)?;
                }
                Navigation::KIND if id == Navigation::ID => {
                    directory.navigation = serde_json::from_str(&body).unwrap_or_default();
                    directory.navigation_seq = row.try_get(2)?;
                }
                Privacy::KIND if id == Privacy::ID => {
                    directory.privacy = serde_json::from_str(&body).unwrap_or_default();
                    directory.privacy_seq = row.try_get(2)?;
                }
                "form" => {
                    if let Ok(form) = serde_json::from_str::<Form>(&body) {
                        directory.forms.insert(form.id, form);
                    }
                }
                Calendar::KIND => {
                    if let Ok(calendar) = serde_json::from_str::<Calendar>(&body) {
                        directory.calendars.insert(calendar.id, calendar);
                    }
                }
                Shift::KIND => {
                    if let Ok(shift) = serde_json::from_str::<Shift>(&body) {
                        directory.shifts.insert(shift.id, shift);
                    }
                }
                VisitRules::KIND if id == VisitRules::ID => {
                    directory.visit_rules = serde_json::from_str(&body).unwrap_or_default();
                    directory.visit_rules_seq = row.try_get(2)?;
                }
                FieldSet::KIND => {
                    let seq = row.try_get(2)?;
                    let read: FieldSet = serde_json::from_str(&body).unwrap_or_default();
                    if let Some(noun) = Noun::from_word(&id)
                        && let Some(own) = directory.own_fields(noun)
                    {
                        *own = Defined { now: read.complete(noun), seq, ..Defined::default() };
                    }
                }
                AssetTable::KIND => {
                    if let Ok(table) = serde_json::from_str::<AssetTable>(&body) {
                        let defined = Defined { now: table.complete(), seq: row.try_get(2)?, ..Defined::default() };
                        directory.asset_tables.insert(id, defined);
                    }
                }
                CustomerTemplate::KIND => directory.take_template(row.try_get(2)?, &body),
                Design::KIND => directory.take_workflow(row.try_get(2)?, &body),
                TicketTemplate::KIND => {
                    if let Ok(template) = serde_json::from_str::<TicketTemplate>(&body) {
                        directory.ticket_templates.insert(template.id, (row.try_get(2)?, template));
                    }
                }
                TicketView::KIND => {
                    if let Ok(view) = serde_json::from_str::<TicketView>(&body) {
                        directory.ticket_views.insert(view.id, (row.try_get(2)?, view));
                    }
                }
                TicketTemplate::VERSION_KIND => {
                    if let (Ok(of), Ok(template)) = (id.parse(), serde_json::from_str(&body)) {
                        directory.template_versions.insert(of, template);
                    }
                }
                Macro::KIND => directory.macros.take(row.try_get(2)?, &body),
                RowForm::KIND => {
                    if let Ok(form) = serde_json::from_str::<RowForm>(&body) {
                        directory.row_form_seqs.insert(form.key.clone(), row.try_get(2)?);
                        row_forms.push(form);
                    }
                }
                TicketSettings::KIND if id == TicketSettings::ID => {
                    directory.ticket_settings.now = serde_json::from_str(&body).unwrap_or_default();
                    directory.ticket_settings.seq = row.try_get(2)?;
                }
                SmsSettings::KIND if id == SmsSettings::ID => {
                    directory.sms.now = serde_json::from_str(&body).unwrap_or_default();
                    directory.sms.seq = row.try_get(2)?;
                }
                SlaPolicy::KIND | SlaPolicy::VERSION_KIND => directory.sla.take(&kind, row.try_get(2)?, &body),
                CustomerSettings::KIND if id == CustomerSettings::ID => {
                    directory.customers.now = serde_json::from_str(&body).unwrap_or_default();
                    directory.customers.seq = row.try_get(2)?;
                }
                _ => {}
            }
        }
        directory.row_forms = FormList::new(row_forms);
        directory.policy =
            Policy::new(roles, directory.groups.clone(), directory.agents.values(), switches).restricted(restrictions);
        directory.former(&mut *on, tenant).await?;
        directory.sla.complete(&mut *on, tenant, &directory.calendars).await?;
        directory.macros.complete(&mut *on, tenant).await?;
        let written = written(on, tenant, VisitRules::KIND, FORMER_RULES).await?;
        directory.visit_rules_by = written.first().map(|(_, w)| (w.by.name().to_owned(), w.at));
        directory.former_rules = written
            .into_iter()
            .map(|(ended_seq, w)| Former {
                was: serde_json::from_value(w.before).unwrap_or_default(),
                ended_at: w.at,
                ended_seq,
            })
            .collect();
        Ok(directory)
    }

    /// Reads who wrote fields and settings, and what held before.
    async fn former(&mut self, on: &mut sqlx::AnyConnection, tenant: TenantId) -> DbResult<()> {
        let sets = i64::try_from(Noun::WITH_ONE_SET.len()).unwrap_or(1);
        let mut fields = written(&mut *on, tenant, FieldSet::KIND, sets * FORMER_RULES).await?;
        for noun in Noun::WITH_ONE_SET {
            let Some(defined) = self.own_fields(noun) else { continue };
            let (own, others) = fields.into_iter().partition(|(_, w)| w.id == noun.word());
            fields = others;
            let own: Vec<(i64, DefinitionWritten)> = own;
            defined.by = own.first().map(|(_, w)| (w.by.name().to_owned(), w.at));
            let read = |body| serde_json::from_value::<FieldSet>(body).unwrap_or_default().complete(noun);
            let former =
                |(ended_seq, w): (i64, DefinitionWritten)| Former { was: read(w.before), ended_at: w.at, ended_seq };
            defined.former = own.into_iter().map(former).collect();
        }
        for (_, written) in written(&mut *on, tenant, AssetTable::KIND, FORMER_RULES).await?.into_iter().rev() {
            if let Some(table) = self.asset_tables.get_mut(&written.id) {
                table.by = Some((written.by.name().to_owned(), written.at));
            }
        }
        if let Some(machines) = self.asset_tables.get(AssetTable::BUILT_IN) {
            self.asset_fields.now = machines.now.set.clone();
        }
        let settings = written(&mut *on, tenant, CustomerSettings::KIND, 1).await?;
        self.customers.by = settings.first().map(|(_, w)| (w.by.name().to_owned(), w.at));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_judged_by_the_rules_its_device_could_know() {
        let photos = |photos| VisitRules { photos, ..VisitRules::default() };
        let former =
            |n: i64, day: i64| Former { was: photos(n), ended_at: Timestamp(day * DAY_MS), ended_seq: day * 10 };
        let directory = Directory {
            visit_rules: photos(3),
            visit_rules_seq: 500,
            former_rules: vec![former(2, 50), former(1, 10)],
            ..Directory::default()
        };
        for (at_day, known, wanted) in [
            (51, 500, vec![3]),
            (51, 499, vec![3, 2]),
            (49, 500, vec![3, 2]),
            // the oldest ended more than thirty days ago
            (5, 0, vec![3, 2]),
        ] {
            let found = directory.rules_for(Timestamp(at_day * DAY_MS), known, Timestamp(51 * DAY_MS));
            assert_eq!(found.map(|r| r.photos).collect::<Vec<_>>(), wanted, "day {at_day}, known {known}");
        }
    }
}
