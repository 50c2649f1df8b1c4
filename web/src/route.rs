//! The addresses of the desk. Each says what is seen; a link can be sent to a colleague.
//!
//! Panes do not know the router: they carry plain `href`s and call [`use_go`], which stays in the app.

use std::str::FromStr;

use dioxus::prelude::*;

use crate::admin::assets::{AssetTableScreen, AssetTablesScreen};
use crate::admin::audit::AuditScreen;
use crate::admin::calendars::HoursScreen;
use crate::admin::company::CompanySettingsScreen;
use crate::admin::customers::CustomerSettingsScreen;
use crate::admin::features::FeaturesScreen;
use crate::admin::fields::FieldsScreen;
use crate::admin::groups::GroupsScreen;
use crate::admin::licence::LicenceScreen;
use crate::admin::linked::LinkedScreen;
use crate::admin::macros::{MacroScreen, MacrosScreen};
use crate::admin::navigation::NavigationScreen;
use crate::admin::payments::PaymentProvidersScreen;
use crate::admin::presence::PresenceScreen;
use crate::admin::print_templates::{PrintTemplateScreen, PrintTemplatesScreen};
use crate::admin::roles::{RoleScreen, RolesScreen};
use crate::admin::rules::{RuleLogScreen, RuleScreen, RulesScreen};
use crate::admin::service_cards::ServiceCardsScreen;
use crate::admin::service_levels::{ServiceLevelScreen, ServiceLevelsScreen};
use crate::admin::sign_in::SignInSettingsScreen;
use crate::admin::sms::SmsScreen;
use crate::admin::staff::{AgentScreen, StaffImportScreen, StaffScreen};
use crate::admin::targets::{TargetScreen, TargetsScreen};
use crate::admin::templates::{TemplateScreen, TemplatesScreen};
use crate::admin::ticket_templates::{RowFormScreen, TicketTemplateScreen, TicketTemplatesScreen};
use crate::admin::ticket_views::{TicketViewScreen, TicketViewsScreen};
use crate::admin::tokens::TokensScreen;
use crate::admin::visit_rules::VisitRulesScreen;
use crate::admin::workflows::{WorkflowScreen, WorkflowsScreen};
use crate::admin::{SettingsFrame, SettingsHome};
use crate::desk::account::AccountScreen;
use crate::desk::customers::{
    AssetScreen, CompanyScreen, ContactScreen, CustomersScreen, ImportScreen, ImportsScreen, ReviewsScreen,
    TicketImportsScreen,
};
use crate::desk::dispatch::DispatchScreen;
use crate::desk::engineers::EngineersScreen;
use crate::desk::fees::FeeRecordsScreen;
use crate::desk::forms::FormsScreen;
use crate::desk::home::HomeScreen;
use crate::desk::payments::OrdersScreen;
use crate::desk::phrases::{OwnPhrasesScreen, PhrasesScreen};
use crate::desk::preferences::PreferencesScreen;
use crate::desk::reports::{CustomReportScreen, CustomReportsScreen, EditReportScreen, NewReportScreen, ReportsScreen};
use crate::desk::roster::RosterScreen;
use crate::desk::shell::{NowhereScreen, Shell};
use crate::desk::tickets::{NewTicketScreen, OwnViewScreen, TicketDeskScreen, TicketPrintScreen, TicketScreen};
use crate::desk::visits::{NewVisitScreen, VisitScreen, VisitsScreen};
use crate::query::Query;
use crate::setup::WizardScreen;
use crate::unsaved::Unsaved;

/// Every screen.
#[derive(Clone, Debug, PartialEq, Routable)]
#[rustfmt::skip]
pub enum Route {
    #[redirect("/", || Route::Home {})]
    #[layout(Shell)]
    #[route("/desk", HomeScreen)]
    Home {},
    #[route("/desk/dispatch?:..query", DispatchScreen)]
    Dispatch { query: Query },
    #[route("/desk/visits?:..query", VisitsScreen)]
    Visits { query: Query },
    #[route("/desk/visits/new?:..query", NewVisitScreen)]
    NewVisit { query: Query },
    #[route("/desk/visits/:id", VisitScreen)]
    Visit { id: String },
    #[route("/desk/tickets?:..query", TicketDeskScreen)]
    Tickets { query: Query },
    #[route("/desk/tickets/views/:view?:..query", OwnViewScreen)]
    OwnView { view: String, query: Query },
    #[route("/desk/tickets/new?:..query", NewTicketScreen)]
    NewTicket { query: Query },
    #[route("/desk/tickets/import", TicketImportsScreen)]
    TicketImports {},
    #[route("/desk/tickets/import/:id", ImportScreen)]
    TicketImport { id: String },
    #[route("/desk/tickets/:id/print?:..query", TicketPrintScreen)]
    TicketPrint { id: String, query: Query },
    #[route("/desk/tickets/:id?:..query", TicketScreen)]
    Ticket { id: String, query: Query },
    #[route("/desk/customers?:..query", CustomersScreen)]
    Customers { query: Query },
    #[route("/desk/customers/reviews?:..query", ReviewsScreen)]
    Reviews { query: Query },
    #[route("/desk/customers/import?:..query", ImportsScreen)]
    Imports { query: Query },
    #[route("/desk/customers/import/:id", ImportScreen)]
    Import { id: String },
    #[route("/desk/customers/fees?:..query", FeeRecordsScreen)]
    FeeRecords { query: Query },
    #[route("/desk/customers/payments?:..query", OrdersScreen)]
    PaymentOrders { query: Query },
    #[route("/desk/customers/companies/:id", CompanyScreen)]
    Company { id: String },
    #[route("/desk/customers/contacts/:id", ContactScreen)]
    Contact { id: String },
    #[route("/desk/customers/assets/:id", AssetScreen)]
    Asset { id: String },
    #[route("/desk/engineers?:..query", EngineersScreen)]
    Engineers { query: Query },
    #[route("/desk/forms?:..query", FormsScreen)]
    Forms { query: Query },
    #[route("/desk/setup?:..query", WizardScreen)]
    Setup { query: Query },
    #[route("/desk/account?:..query", AccountScreen)]
    Account { query: Query },
    #[route("/desk/preferences?:..query", PreferencesScreen)]
    Preferences { query: Query },
    #[route("/desk/phrases", OwnPhrasesScreen)]
    OwnPhrases {},
    #[route("/desk/reports?:..query", ReportsScreen)]
    Reports { query: Query },
    #[route("/desk/reports/custom", CustomReportsScreen)]
    CustomReports {},
    #[route("/desk/reports/custom/new?:..query", NewReportScreen)]
    NewReport { query: Query },
    #[route("/desk/reports/custom/:report", CustomReportScreen)]
    CustomReport { report: String },
    #[route("/desk/reports/custom/:report/edit", EditReportScreen)]
    EditReport { report: String },
    #[route("/desk/roster?:..query", RosterScreen)]
    Roster { query: Query },
    #[layout(SettingsFrame)]
    #[route("/desk/settings", SettingsHome)]
    Settings {},
    #[route("/desk/settings/visits?:..query", VisitRulesScreen)]
    VisitRules { query: Query },
    #[route("/desk/settings/hours?:..query", HoursScreen)]
    Hours { query: Query },
    #[route("/desk/settings/staff?:..query", StaffScreen)]
    Staff { query: Query },
    #[route("/desk/settings/staff/import?:..query", StaffImportScreen)]
    StaffImport { query: Query },
    #[route("/desk/settings/staff/:id", AgentScreen)]
    Agent { id: String },
    #[route("/desk/settings/groups", GroupsScreen)]
    Groups {},
    #[route("/desk/settings/roles", RolesScreen)]
    Roles {},
    #[route("/desk/settings/roles/:id?:..query", RoleScreen)]
    Role { id: String, query: Query },
    #[route("/desk/settings/presence?:..query", PresenceScreen)]
    Presence { query: Query },
    #[route("/desk/settings/navigation?:..query", NavigationScreen)]
    Navigation { query: Query },
    #[route("/desk/settings/licence?:..query", LicenceScreen)]
    Licence { query: Query },
    #[route("/desk/settings/features", FeaturesScreen)]
    Features {},
    #[route("/desk/settings/sign-in?:..query", SignInSettingsScreen)]
    SignInSettings { query: Query },
    #[route("/desk/settings/linked?:..query", LinkedScreen)]
    LinkedCompanies { query: Query },
    #[route("/desk/settings/tokens?:..query", TokensScreen)]
    Tokens { query: Query },
    #[route("/desk/settings/audit?:..query", AuditScreen)]
    Audit { query: Query },
    #[route("/desk/settings/fields?:..query", FieldsScreen)]
    Fields { query: Query },
    #[route("/desk/settings/asset-tables", AssetTablesScreen)]
    AssetTables {},
    #[route("/desk/settings/asset-tables/:table", AssetTableScreen)]
    AssetTable { table: String },
    #[route("/desk/settings/customers?:..query", CustomerSettingsScreen)]
    CustomerSettings { query: Query },
    #[route("/desk/settings/ticket-templates", TicketTemplatesScreen)]
    TicketTemplates {},
    #[route("/desk/settings/ticket-templates/:template", TicketTemplateScreen)]
    TicketTemplate { template: String },
    #[route("/desk/settings/print-templates", PrintTemplatesScreen)]
    PrintTemplates {},
    #[route("/desk/settings/print-templates/:template", PrintTemplateScreen)]
    PrintTemplate { template: String },
    #[route("/desk/settings/macros", MacrosScreen)]
    Macros {},
    #[route("/desk/settings/macros/:one?:..query", MacroScreen)]
    Macro { one: String, query: Query },
    #[route("/desk/settings/row-forms/:form", RowFormScreen)]
    RowForm { form: String },
    #[route("/desk/settings/phrases", PhrasesScreen)]
    Phrases {},
    #[route("/desk/settings/templates", TemplatesScreen)]
    Templates {},
    #[route("/desk/settings/templates/:template", TemplateScreen)]
    Template { template: String },
    #[route("/desk/settings/ticket-views", TicketViewsScreen)]
    TicketViews {},
    #[route("/desk/settings/ticket-views/:view", TicketViewScreen)]
    TicketView { view: String },
    #[route("/desk/settings/service-levels", ServiceLevelsScreen)]
    ServiceLevels {},
    #[route("/desk/settings/service-levels/:policy", ServiceLevelScreen)]
    ServiceLevel { policy: String },
    #[route("/desk/settings/service-cards", ServiceCardsScreen)]
    ServiceCards {},
    #[route("/desk/settings/payments", PaymentProvidersScreen)]
    PaymentProviders {},
    #[route("/desk/settings/workflows", WorkflowsScreen)]
    Workflows {},
    #[route("/desk/settings/workflows/:workflow", WorkflowScreen)]
    Workflow { workflow: String },
    #[route("/desk/settings/rules?:..query", RulesScreen)]
    Rules { query: Query },
    #[route("/desk/settings/rule-log?:..query", RuleLogScreen)]
    RuleLog { query: Query },
    #[route("/desk/settings/rules/:rule?:..query", RuleScreen)]
    Rule { rule: String, query: Query },
    #[route("/desk/settings/sms", SmsScreen)]
    Sms {},
    #[route("/desk/settings/targets", TargetsScreen)]
    Targets {},
    #[route("/desk/settings/targets/:target", TargetScreen)]
    Target { target: String },
    #[route("/desk/settings/company?:..query", CompanySettingsScreen)]
    CompanySettings { query: Query },
    #[end_layout]
    #[route("/:..path", NowhereScreen)]
    Nowhere { path: Vec<String> },
}

/// Goes to an address of the desk. Where something is not saved the reader is asked first.
#[derive(Clone, Copy, PartialEq)]
pub struct Go(Callback<(String, bool)>);

impl Go {
    /// Goes there; "back" leads here again.
    pub fn to(&self, href: impl Into<String>) {
        self.0.call((href.into(), false));
    }

    /// Shows another address for the same place, without a step for "back".
    pub fn instead(&self, href: impl Into<String>) {
        self.0.call((href.into(), true));
    }
}

/// Provides [`Go`] from the router above; the second is the same without asking.
pub fn use_go_provider(unsaved: Unsaved) -> (Go, Callback<(String, bool)>) {
    let navigator = use_navigator();
    let leave = use_callback(move |(href, instead): (String, bool)| {
        let Ok(route) = Route::from_str(&href) else { return };
        // The router answers only addresses outside the app, which a `Route` is not.
        let _ = if instead { navigator.replace(route) } else { navigator.push(route) };
    });
    let go = use_callback(move |(href, instead): (String, bool)| {
        if unsaved.may_go(&href, instead) {
            leave.call((href, instead));
        }
    });
    (use_context_provider(|| Go(go)), leave)
}

/// The way to other screens; where there is no router (a pane in a test) it leads nowhere.
#[must_use]
pub fn use_go() -> Go {
    use_hook(|| try_consume_context::<Go>().unwrap_or_else(|| Go(Callback::new(|_| ()))))
}
