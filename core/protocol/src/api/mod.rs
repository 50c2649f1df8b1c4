//! The JSON of the REST interface under `/api/v1`. Members are snake_case, times are ms UTC, ids are UUID
//! text, money is minor units. Requests refuse unknown members by name; answers may grow.
//!
//! | route | request | answer |
//! |---|---|---|
//! | `POST /sessions` | [`SignIn`] | [`Session`] (token, or a cookie with `cookie: true`) |
//! | `GET /sessions/current` | | [`Me`] |
//! | `DELETE /sessions/current` | | 204 |
//! | `POST /commands` | [`CommandRequest`] | [`CommandAnswer`] |
//! | `POST /sync` | frame of `SyncRequest` | frame of `SyncResponse` |
//! | `GET /live` | WebSocket | text: [`Live`]; binary: frames (devices) |
//! | `GET /board` | | [`Board`] |
//! | `GET /visits` | [`VisitQuery`] as query string | [`Page`] of `VisitRow` |
//! | `GET /visits/{id}` | | [`VisitDetail`] |
//! | `GET /visits/{id}/candidates?include_unskilled=` | | list of `Ranked` |
//! | `GET /visits/{id}/track` | | [`Track`] |
//! | `GET /tickets` | [`TicketQuery`] | [`Page`] of `TicketRow` |
//! | `GET /tickets/{id}` | | [`TicketDetail`] |
//! | `/ticket-views`, `/ticket-views/{id}/tickets`, `…/counts`, `…/order`, `…/preview` | see [`views`] | |
//! | `/ticket-reports`, `/ticket-reports/{id}`, `…/figures`, `…/figures.csv` | [`NewTicketReport`] | [`TicketReportNow`], [`TicketReportFigures`] |
//! | `/tickets/{id}/split`, `…/merge`, `…/unmerge`, `…/history`, `/tickets/alike`, `…/batches`, `…/takers`, `…/tasks` | see [`daily`] | |
//! | `GET /agents` | | list of [`AgentItem`] |
//! | `GET /companies`, `/contacts`, `/assets` | [`ListQuery`] | [`Page`] of rows |
//! | `GET /assets/{id}` | | [`AssetDetail`] |
//! | `GET`, `POST /asset-tables`, `PUT /asset-tables/{key}` | [`NewAssetTable`] | list of [`AssetTableNow`], [`AssetTableNow`] |
//! | `GET /companies/nearby?lat=&lon=&radius_m=` | [`NearQuery`] | [`Nearby`] |
//! | `POST /companies/query`, `/contacts/query`, `/assets/query` | [`CustomerQuery`] | [`Page`] of [`Found`] |
//! | `GET /companies/{id}`, `/contacts/{id}` | | [`CompanyDetail`], [`ContactDetail`] |
//! | `POST /contacts/{id}/identities`, `DELETE` | [`NewIdentity`], [`IdentityRef`] | list of [`Identity`], 204 |
//! | `GET /contacts/{id}/personal-data?language=` | | everything known of a person, `.zip` |
//! | `GET /contacts/{id}/erase/preview`, `POST /contacts/{id}/erase` | [`NewErasure`] | [`PersonCounts`], [`Erasure`] |
//! | `PUT /companies/{id}/service-account` | [`NewServiceAccount`] | 204 |
//! | `GET /customers/counts` | | [`CustomerCounts`] |
//! | `POST /customers/alike` | [`LikeQuery`] | list of [`Alike`] |
//! | `POST /customers/delete`, `/customers/restore` | [`Selection`] | [`SelectionAnswer`] |
//! | `GET /companies/export`, `/contacts/export`, `/assets/export` | [`ExportQuery`] | `.xlsx` or `.csv` |
//! | `POST /companies/export`, `/contacts/export` | [`PickedExport`] | `.xlsx` or `.csv` |
//! | `GET`, `POST /service-cards`, `PUT /service-cards/{id}` | [`fees::NewServiceCard`] | list of [`fees::ServiceCardNow`], [`fees::ServiceCardNow`] |
//! | `GET /companies/{id}/fees`, `PUT /companies/{id}/fees/terms` | [`fees::FeeTerms`] | [`fees::CompanyFees`] |
//! | `POST /companies/{id}/top-ups`, `…/deductions` | [`fees::NewTopUp`], [`fees::NewDeduction`] | [`fees::PostingRow`] |
//! | `GET /postings`, `POST /postings/{id}/reversal` | [`fees::PostingQuery`], [`fees::NewReversal`] | [`fees::PostingPage`], [`fees::PostingRow`] |
//! | `GET`, `POST /payment-orders`, `GET /payment-orders/{id}` | [`payments::OrderQuery`], [`payments::NewOrder`] | [`payments::OrderPage`], [`payments::OrderNow`] |
//! | `POST /payment-orders/{id}/cancel`, `…/confirmation` | –, [`payments::Confirmation`] | [`payments::OrderNow`] |
//! | `POST /payment-orders/{id}/decision`, `…/refunds`, `…/refunds/seen` | [`payments::NewDecision`], [`payments::NewRefund`], [`payments::RefundSeen`] | [`payments::OrderNow`] |
//! | `GET /statements` | [`payments::StatementQuery`] | [`payments::Statement`] |
//! | `GET`, `PUT /payment-providers`, `GET /payable` | [`payments::NewProvider`] | list of [`payments::ProviderNow`], [`payments::ProviderNow`], list of [`payments::Payable`] |
//! | `GET /postings/export`, `GET /journal/check` | [`fees::PostingQuery`] | `.csv`, [`fees::JournalCheck`] |
//! | `GET /customer-templates`, `POST` | [`NewTemplate`] | list of [`TemplateNow`], [`TemplateNow`] |
//! | `PUT /customer-templates/{id}`, `DELETE` | [`NewTemplate`], [`staff::Removal`] | [`TemplateNow`], 204 |
//! | `GET /sla-policies`, `POST`, `PUT /sla-policies/order` | [`sla::NewSlaPolicy`], [`sla::SlaOrder`] | list of [`sla::SlaPolicyNow`] |
//! | `PUT /sla-policies/{id}`, `DELETE` | [`sla::NewSlaPolicy`], [`staff::Removal`] | [`sla::SlaPolicyNow`], 204 |
//! | `GET /tickets/{id}/clocks` | | [`sla::TicketClocks`] |
//! | `GET /tickets/clocks?ids=` | [`sla::ClocksQuery`] | list of [`sla::ClockRow`] |
//! | `GET /customer-templates/{id}/qr.svg`, `.png` | | SVG, PNG |
//! | `GET /workflows`, `POST` | [`NewWorkflow`] | list of [`WorkflowLine`], [`WorkflowNow`] |
//! | `GET`, `PUT`, `DELETE /workflows/{id}` | [`NewWorkflow`], [`staff::Removal`] | [`WorkflowNow`], 204 |
//! | `POST /workflows/{id}/publish` | [`staff::Removal`] | [`WorkflowNow`] |
//! | `GET /workflows/{id}/versions/{version}` | | `Published` |
//! | `POST /contacts/{id}/details-link` | [`NewDetailsLink`] | [`DetailsLink`] |
//! | `GET /detail-reviews`, `POST /detail-reviews/{id}` | [`ReviewDecision`] | list of [`DetailReview`], 204 |
//! | `GET /imports?noun=&table=`, `/imports/{id}` | | list of [`ImportNow`], [`ImportNow`] |
//! | `POST /imports?noun=&table=&name=` | the file | [`ImportNow`] |
//! | `POST /imports/{id}/start` | [`ImportStart`] | [`ImportNow`] |
//! | `POST /imports/{id}/stop`, `/imports/{id}/undo` | | [`ImportNow`] |
//! | `GET /imports/{id}/rejected?language=` | | the refused rows with their reasons, `.xlsx` or `.csv` |
//! | `GET /imports/template?noun=&table=&format=&language=` | | an empty table |
//! | `POST /customers/edit`, `/customers/edit/{id}/undo` | [`BulkEdit`] | [`BulkAnswer`] |
//! | `POST /customers/merge/preview` | [`MergeQuery`] | [`MergePreview`] |
//! | `POST /customers/merge` | [`NewMerge`] | [`Merge`] |
//! | `GET /merges?customer=`, `POST /merges/{id}/undo` | | list of [`Merge`], [`MergeUndone`] |
//! | `GET /customer-restrictions`, `PUT` | [`NewRestrictions`] | [`RestrictionsNow`] |
//! | `GET /companies/{id}/timeline`, `/contacts/{id}/timeline` | | [`Page`] of [`TimelineItem`] |
//! | `POST /service-records`, `PUT` and `DELETE /service-records/{id}` | [`NewServiceRecord`] | [`TimelineItem`] |
//! | `GET /customer-statistics`, `/customer-statistics/export.csv` | | [`FiguresPage`], CSV |
//! | `GET /saved-queries?noun=`, `POST`, `PUT` and `DELETE /saved-queries/{id}` | [`NewSavedQuery`] | [`SavedQuery`] |
//! | `GET /columns?list=`, `PUT /columns` | [`Columns`] | [`Columns`] |
//! | `GET /fields?noun=`, `PUT /fields` | [`NewFields`] | [`FieldsNow`] |
//! | `GET`, `PUT /customer-settings` | [`NewCustomers`] | [`CustomersNow`] |
//! | `GET /visit-rules` | | [`VisitRulesNow`] |
//! | `PUT /visit-rules` | [`NewVisitRules`] | [`VisitRulesNow`] |
//! | `GET /staff` | [`staff::StaffQuery`] | [`staff::StaffNow`] |
//! | `GET /staff/agents` | [`staff::StaffQuery`] | [`Page`] of [`staff::AgentNow`] |
//! | `GET /staff/account?name=` | | [`staff::AccountCheck`] |
//! | `POST /agents` | [`staff::NewAgent`] | [`staff::AgentNow`] |
//! | `PUT /agents/{id}` | [`staff::AgentChange`] | [`staff::AgentNow`] |
//! | `POST /agents/{id}/licence` | [`staff::LicenceChange`] | [`staff::AgentNow`] |
//! | `POST /agents/{id}/disable` | [`staff::Disable`] | [`staff::AgentNow`] |
//! | `POST /agents/{id}/enable` | [`staff::Removal`] | [`staff::AgentNow`] |
//! | `POST /staff/import?step=&mapping=` | the file | [`staff::StaffImported`] |
//! | `GET /staff/template`, `/staff/export?format=` | | `.xlsx` or CSV |
//! | `POST /portraits` | a picture | [`staff::Portrait`] |
//! | `PUT /account/portrait` | [`staff::NewPortrait`] | 204 |
//! | `GET /licence` | | [`staff::LicenceNow`] |
//! | `POST /groups`, `PUT /groups/{id}` | [`staff::GroupChange`] | [`staff::GroupNow`] |
//! | `DELETE /groups/{id}` | [`staff::Removal`] | 204 |
//! | `PUT /groups` | [`staff::GroupOrder`] | [`staff::Written`] |
//! | `POST /roles`, `PUT /roles/{id}` | [`staff::RoleChange`] | [`staff::RoleNow`] |
//! | `DELETE /roles/{id}` | [`staff::Removal`] | 204 |
//! | `PUT /switches` | [`staff::NewSwitches`] | [`staff::SwitchesNow`] |
//! | `GET /setup` | | [`setup::SetupNeeded`] |
//! | `POST /setup` | [`setup::NewOrganisation`] | 201 |
//! | `GET /setup/wizard` | | [`setup::SetupNow`] |
//! | `PUT /setup/wizard` | [`setup::SetupProgress`] | [`setup::SetupNow`] |
//! | `POST /setup/wizard/finish` | [`setup::FinishSetup`] | [`setup::SetupDone`] |
//! | `GET /calendars` | | [`calendars::CalendarsNow`] |
//! | `POST /calendars`, `PUT /calendars/{id}` | [`calendars::CalendarChange`] | [`calendars::CalendarNow`] |
//! | `DELETE /calendars/{id}` | [`staff::Removal`] | 204 |
//! | `POST /calendars/{id}/ics` | an `.ics` file | [`calendars::IcsPreview`] |
//! | `GET /calendars/{id}/clock?at=&add_min=&to=` | | [`calendars::ClockAnswer`] |
//! | `GET /roster?from=&to=` | [`roster::RosterQuery`] | [`roster::RosterNow`] |
//! | `PUT /roster` | [`roster::RosterChange`] | [`roster::RosterWritten`] |
//! | `POST /roster/copy` | [`roster::RosterCopy`] | [`roster::RosterWritten`] |
//! | `POST /roster/import` | CSV: account or employee number, day, shift | [`roster::RosterImported`] |
//! | `GET /roster/export?from=&to=` | [`roster::RosterQuery`] | the same CSV |
//! | `POST /shifts`, `PUT /shifts/{id}` | [`roster::ShiftChange`] | [`roster::ShiftNow`] |
//! | `DELETE /shifts/{id}` | [`staff::Removal`] | 204 |
//! | `POST /swaps` | [`roster::NewSwap`] | [`roster::SwapMade`] |
//! | `POST /swaps/{id}` | [`roster::SwapChange`] | 204 |
//! | `GET /company` | | [`CompanyNow`] |
//! | `PUT /company` | [`NewCompany`] | [`CompanyNow`] |
//! | `POST /company/contact` | | [`ContactMail`] |
//! | `GET`, `PUT /company/branding` | [`NewBranding`] | [`BrandingNow`] |
//! | `POST /logos` | the picture | [`Logo`] |
//! | `PUT /presence` | [`NewPresence`] | 204 |
//! | `/phrases`, `/phrases/own`, `…/table`, `…/filled` | see [`phrases`] | |
//! | `GET /presence-states` | | [`PresenceStatesNow`] |
//! | `PUT /presence-states` | [`NewPresenceStates`] | [`PresenceStatesNow`] |
//! | `GET /notifications/preferences` | | [`NoticePreferencesNow`] |
//! | `PUT /notifications/preferences` | [`NewNoticePreferences`] | [`NoticePreferencesNow`] |
//! | `DELETE /notifications` | | 204 |
//! | `GET /navigation?terminal=`, `PUT /navigation` | [`NewNavigation`] | [`NavigationNow`] |
//! | `POST /navigation/secret` | | [`NavigationSecret`] |
//! | `GET /navigation/{key}/open` | | 303 |
//! | `GET /home` | | [`Home`] |
//! | `GET`, `PUT /preferences` | [`NewPreferences`] | [`PreferencesNow`] |
//! | `GET /linked` | | [`linked::LinksNow`] |
//! | `POST /linked` | [`linked::LinkInvitation`] | [`Link`](truckroll_domain::linked::Link) |
//! | `POST /linked/{id}` | [`linked::LinkChange`] | [`Link`](truckroll_domain::linked::Link) |
//! | `PUT /linked/{id}/shared` | [`linked::NewShared`] | [`Link`](truckroll_domain::linked::Link) |
//! | `GET /linked/{id}/statistics`, `…/records`, `…/monitoring` | | [`linked::LinkedFigures`], list of [`linked::LinkedRecord`], [`linked::LinkedMoment`] |
//! | `GET /privacy` | | [`PrivacyNow`] |
//! | `PUT /privacy` | [`NewPrivacy`] | [`PrivacyNow`] |
//! | `GET /forms` | | list of [`FormItem`] |
//! | `POST /forms/{id}/links` | [`NewLink`] | [`Link`] |
//! | `GET /links/{id}/qr.svg`, `.png`, `/links/{id}/sheet` | | SVG, PNG, printable page |
//! | `POST /uploads` | [`NewUpload`] | [`UploadState`] |
//! | `PATCH /uploads/{hash}?offset=` | bytes | [`UploadState`] |
//! | `GET /attachments/{hash}` | | bytes |
//! | `POST /positions` | [`Positions`] | 204 |
//! | `GET /notifications` | | list of [`Notification`] |
//! | `POST /notifications/read` | [`ReadNotifications`] | 204 |
//! | `GET /push/key`, `POST /push/subscriptions` | [`PushSubscription`] | 204 |
//! | `GET /search?q=` | | list of [`Hit`] |
//! | `GET /book` | | [`BookNow`] |
//! | `GET`, `POST /macros`, `PUT`, `DELETE /macros/{id}` | [`macros::NewMacro`] | [`macros::MacroNow`] |
//! | `PUT /macros/order` | [`macros::MacroOrder`] | list of [`macros::MacroNow`] |
//! | `GET /audit`, `/audit/export.csv` | [`AuditQuery`] | [`AuditPage`], CSV |
//!
//! One's own account, signing in and API tokens are in `account.rs`; printing and statistics of tickets in `print.rs`.

mod account;
mod assets;
mod audit;
mod book;

pub use account::*;
pub use assets::*;
pub use audit::*;
pub use book::BookNow;

pub mod calendars;
pub mod linked;
mod live;
pub mod roster;
pub mod setup;
pub mod staff;

mod customers;
pub mod daily;
mod desk;
mod identities;
mod imports;
mod notices;

pub use desk::{AgentItem, Board, EngineerPin, Positions, TicketDetail, Track, TrackPoint, VisitDetail};

pub use notices::{NewUpload, Notification, PushSubscription, ReadNotifications, UploadState};

pub use customers::{
    Alike, Columns, CompanyDetail, ContactDetail, CustomerCounts, CustomerQuery, CustomersNow, FieldsNow, Found,
    KeptQuery, LikeQuery, NearCompany, NearQuery, Nearby, NewCustomers, NewFields, NewSavedQuery, NewServiceAccount,
    OrderBy, PhoneNumber, SavedQuery, Selection, SelectionAnswer, Visible,
};
pub use identities::{Identity, IdentityRef, NewIdentity};
pub use imports::{ExportQuery, ImportNow, ImportResult, ImportStart, LeftCustomer, RefusedCells, TicketExportQuery};
mod bulk;
pub mod fees;
mod files;
pub mod macros;
mod merges;
pub mod payments;
mod print;
mod publishing;
mod reports;
mod service;
pub mod sla;
mod templates;
mod ticket_forms;
pub mod views;
mod workflows;

pub use bulk::{BulkAnswer, BulkEdit, RowProblem};
pub use files::{StoredFile, StoredFiles};
pub use merges::{LateValue, Merge, MergeCounts, MergeField, MergePreview, MergeQuery, MergeUndone, NewMerge};
pub use print::*;
pub use reports::{NewTicketReport, SeriesFigures, TicketReportFigures, TicketReportNow};
pub use service::{CustomerFigures, FiguresPage, NewRestrictions, NewServiceRecord, RestrictionsNow, TimelineItem};
pub use templates::{
    DetailReview, DetailsLink, NewDetailsLink, NewTemplate, PickedExport, ReviewDecision, ReviewField, TemplateNow,
};
pub use workflows::{FlowNow, FlowPlace, FlowStep, NewWorkflow, WorkflowLine, WorkflowNow};

pub use live::Live;
pub use publishing::*;
pub use ticket_forms::{
    NewRowForm, NewTicketSettings, NewTicketTemplate, RowFormNow, TicketForm, TicketForms, TicketTemplateNow,
};

pub mod company;
mod home;
mod navigation;
mod persons;
pub mod phrases;
mod preferences;
pub mod privacy;
pub mod rules;

pub use company::{
    BrandingNow, CompanyNow, ContactMail, Logo, NewBranding, NewCompany, NewNoticePreferences, NewPresence,
    NewPresenceStates, NoticePreferences, NoticePreferencesNow, PresenceStatesNow,
};
pub use home::{Home, HomeCard, HomeLoad};
pub use navigation::{NavLink, NavigationNow, NavigationSecret, NewNavigation};
pub use persons::{Erasure, NewErasure, PersonCounts};
pub use preferences::{NewPreferences, Preferences, PreferencesNow, ROWS, SIDEBARS, THEMES};
pub use privacy::{NewPrivacy, PrivacyNow};

use std::collections::BTreeMap;

use serde::Serialize;
use truckroll_domain::access;
use truckroll_domain::calendar::Offsets;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::filter::Filter;
use truckroll_domain::forms::Form;
use truckroll_domain::people::{Agent, Role};
use truckroll_domain::visits::VisitRules;
use truckroll_domain::{AgentId, DeviceId, DocumentId, Envelope, Kind, LinkId, Place, Refusal, Timestamp};

/// An error answer (RFC 9457, `application/problem+json`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Problem {
    /// Stable code: `unauthenticated`, `forbidden`, `not_found`, `bad_request`, `unknown_member`,
    /// `too_large`, `rate_limited`, `unavailable`, `refused`, `conflict`, `seats_used_up`, `licence_expired`,
    /// `second_step_required`, `password_change_required`, `second_step_setup_required`.
    pub code: String,
    /// A sentence for developers, in English.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What it is about: the member, limit or id.
    pub detail: String,
    /// Problem keys by member (`required`, `not_a_phone`), for forms.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// The refusal of a command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Seconds to wait, with `rate_limited` and `unavailable`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<i64>,
}

/// Sign-in with account and password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Account.
    pub account: String,
    /// Password.
    pub password: String,
    /// The device that signs in; a phone ends the account's other phone session (APP-38).
    #[serde(default)]
    pub device: Option<NewDevice>,
    /// Set an HttpOnly cookie and leave the token out of the answer.
    #[serde(default)]
    pub cookie: bool,
    /// A code of the authenticator app or a recovery code, where the answer was `second_step_required`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// A password in the place of the temporary one, where the answer was `password_change_required`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_password: Option<String>,
}

/// A device that signs in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewDevice {
    /// Id made by the device at its first start.
    pub id: DeviceId,
    /// `phone` or `desk`.
    pub kind: String,
    /// What people call it.
    #[serde(default)]
    pub name: String,
}

/// A new session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Bearer token; absent when a cookie was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Who signed in.
    pub me: Me,
}

/// The signed-in person with what the app needs to start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Me {
    /// The person.
    pub agent: Agent,
    /// Organisation name.
    pub tenant_name: String,
    /// Organisation id.
    pub tenant: truckroll_domain::TenantId,
    /// IANA time zone of the organisation.
    pub time_zone: String,
    /// Minutes east of UTC now, for screens that know nothing of `offsets`.
    pub utc_offset_min: i32,
    /// How the organisation's clocks run, a year back and a year ahead.
    #[serde(default, skip_serializing_if = "Offsets::is_utc")]
    pub offsets: Offsets,
    /// Language of the organisation: `en` or `zh-CN`.
    pub locale: String,
    /// Base map.
    pub map: MapSettings,
    /// What visits demand.
    pub visit_rules: VisitRules,
    /// Roles of the person that are not as they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "truckroll_domain::tolerant::list")]
    pub roles: Vec<access::Role>,
    /// What the organisation has switched on or off.
    #[serde(default)]
    pub switches: access::Switches,
    /// What nobody may do with customers.
    #[serde(default)]
    pub restrictions: access::Restrictions,
    /// The set-up wizard begins by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub setup_waits: bool,
    /// The server's clock.
    pub server_time: Timestamp,
    /// What the person must do before he can work: `password_change` or `second_step`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<String>,
}

impl Me {
    /// What the person may do, for screens; the server and the store decide for themselves. Groups are not known here:
    /// what lies beyond the person's own records is the server's to answer.
    #[must_use]
    pub fn rights(&self) -> access::Rights {
        access::Policy::new(self.roles.clone(), [], [], self.switches.clone())
            .restricted(self.restrictions.clone())
            .rights(&self.agent)
    }
    /// When the organisation's clocks change: from each moment on the minutes east of UTC. Empty where the server said
    /// nothing of it.
    #[must_use]
    pub fn turns(&self) -> Vec<(i64, i32)> {
        if self.offsets.is_utc() { Vec::new() } else { turns_of(&self.offsets) }
    }
    /// Whether the person has a role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.agent.roles.contains(&role)
    }
}

/// From each moment on the minutes east of UTC.
#[must_use]
pub fn turns_of(offsets: &Offsets) -> Vec<(i64, i32)> {
    let first = (i64::MIN, offsets.before_s / 60);
    let rest = offsets.changes.iter().map(|(at, seconds)| (at.ms(), seconds / 60));
    std::iter::once(first).chain(rest).collect()
}

/// The base map. With nothing set, screens draw the bundled outline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct MapSettings {
    /// Raster tile address with `{z}/{x}/{y}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raster_url: Option<String>,
    /// Vector style address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style_url: Option<String>,
    /// Address of a `.pmtiles` file in the data folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pmtiles_url: Option<String>,
    /// Attribution to show.
    pub attribution: String,
    /// Where maps start.
    pub center: Option<Place>,
}

/// Commands of one gesture; they are carried out in order, all or none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandRequest {
    /// Commands.
    pub commands: Vec<Envelope>,
}

/// What became of them: `applied`, or `already_applied` for a repetition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommandAnswer {
    /// One word a command.
    pub outcomes: Vec<String>,
    /// Sequence number of the transaction.
    pub seq: i64,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// Rows.
    pub rows: Vec<T>,
    /// All rows that match, on all pages.
    pub total: i64,
    /// Pass as `after` for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), total: 0, next: None }
    }
}

/// What lists of customers take in the query string.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct ListQuery {
    /// Words to look for.
    pub q: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows a page, 1 to 200; 50 by default.
    pub limit: Option<i64>,
}

/// What the list of visits takes in the query string.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct VisitQuery {
    /// Words to look for.
    pub q: Option<String>,
    /// State words, comma separated.
    pub state: Option<String>,
    /// Engineer.
    pub assignee: Option<AgentId>,
    /// Visits of this ticket.
    pub ticket: Option<truckroll_domain::TicketId>,
    /// Windows that start at or after this.
    pub from: Option<i64>,
    /// Windows that start before this.
    pub to: Option<i64>,
    /// Unfinished visits that should have been done before this.
    pub due_before: Option<i64>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows a page, 1 to 200; 50 by default.
    pub limit: Option<i64>,
}

/// What the list of tickets takes in the query string.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct TicketQuery {
    /// Words to look for.
    pub q: Option<String>,
    /// Status words, comma separated.
    pub status: Option<String>,
    /// Responsible agent.
    pub assignee: Option<AgentId>,
    /// A [`Filter`] as JSON text.
    pub filter: Option<String>,
    /// `updated` (default), `created`, `priority` or `due`.
    pub sort: Option<String>,
    /// `missed`: a promise is broken; `soon`: a fifth or less of its time is left.
    pub sla: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows a page, 1 to 200; 50 by default.
    pub limit: Option<i64>,
}

impl TicketQuery {
    /// The filter, if there is one and it can be read.
    ///
    /// # Errors
    /// The JSON error.
    pub fn parsed_filter(&self) -> Result<Filter, serde_json::Error> {
        self.filter.as_deref().map_or_else(|| Ok(Filter::default()), serde_json::from_str)
    }
}

/// What visits demand, with the number it was written at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct VisitRulesNow {
    /// Sequence number of the transaction that wrote them; 0 while nobody has.
    pub seq: i64,
    /// The rules, retired fields among them.
    pub rules: VisitRules,
    /// Who wrote them, empty while nobody has or it is not known.
    pub by: String,
    /// When.
    pub at: Option<Timestamp>,
}

/// Rules in the place of those that were read at `seq`; other ones meanwhile are a `conflict`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewVisitRules {
    /// The number of the rules that were read.
    pub seq: i64,
    /// All of the rules. A field that is left out is retired.
    pub rules: VisitRules,
}

/// A form with its links.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormItem {
    /// The form.
    pub form: Form,
    /// Published links.
    pub links: Vec<Link>,
}

/// A link to make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewLink {
    /// The machine it is stuck on; its company and place are filled in.
    #[serde(default)]
    pub asset: Option<truckroll_domain::AssetId>,
    /// What it is called in the list.
    #[serde(default)]
    pub label: String,
}

/// A published link of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Id.
    pub id: LinkId,
    /// What it is called.
    pub label: String,
    /// The machine, if it is for one.
    #[serde(default)]
    pub asset: Option<truckroll_domain::AssetId>,
    /// Path of the form, `/f/…`.
    pub path: String,
    /// Its whole address, where the organisation or the server has one of its own; else it is below that of the desk.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A hit of the global search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// Kind of document.
    pub kind: Kind,
    /// Id.
    pub id: DocumentId,
    /// First line.
    pub title: String,
    /// Second line.
    pub subtitle: String,
}
