//! A sample with its name in the form in which it travels: a frame or JSON text.

use ciborium::Value;
use serde::Serialize;
use serde::de::DeserializeOwned;
use truckroll_protocol::frame;
use truckroll_protocol::sync::Outcome;

use crate::samples::{
    Variants, account, api, assets, company, customers, daily, entries, fees, fields, imports, linked, macros,
    payments, people, phrases, print, publishing, reports, roster, rules, service, setup, sla, staff, sync, templates,
    ticket_forms, tickets, views, visits, word_samples, workflows,
};
use crate::value::{shown, tree};

/// Something that is written down, whatever its type.
pub trait Sample {
    /// Folder and name of its fixture.
    fn name(&self) -> &str;
    /// The fixture's file extension.
    fn extension(&self) -> &'static str;
    /// As today's code writes it.
    fn bytes(&self) -> Vec<u8>;
    /// For people.
    fn shown(&self) -> String;
    /// What bytes say, without a type.
    fn untyped(&self, bytes: &[u8]) -> Value;
    /// Reads bytes by today's type and says what was understood.
    fn understood(&self, bytes: &[u8]) -> Result<Value, String>;
    /// The bytes that say `tree`.
    fn bytes_of(&self, tree: &Value) -> Vec<u8>;
}

struct Frame<T>(String, T);
struct Json<T>(String, T);

impl<T: Serialize + DeserializeOwned> Sample for Frame<T> {
    fn name(&self) -> &str {
        &self.0
    }
    fn extension(&self) -> &'static str {
        "cbor"
    }
    fn bytes(&self) -> Vec<u8> {
        frame::pack(&self.1, 3)
    }
    fn shown(&self) -> String {
        shown(&tree(&self.1))
    }
    fn untyped(&self, bytes: &[u8]) -> Value {
        frame::unpack(bytes).expect("a frame")
    }
    fn understood(&self, bytes: &[u8]) -> Result<Value, String> {
        frame::unpack::<T>(bytes).map(|read| tree(&read)).map_err(|e| e.to_string())
    }
    fn bytes_of(&self, tree: &Value) -> Vec<u8> {
        frame::pack(tree, 3)
    }
}

impl<T: Serialize + DeserializeOwned> Sample for Json<T> {
    fn name(&self) -> &str {
        &self.0
    }
    fn extension(&self) -> &'static str {
        "json"
    }
    fn bytes(&self) -> Vec<u8> {
        let mut text = self.shown();
        text.push('\n');
        text.into_bytes()
    }
    fn shown(&self) -> String {
        serde_json::to_string_pretty(&self.1).expect("samples can be written")
    }
    fn untyped(&self, bytes: &[u8]) -> Value {
        tree(&serde_json::from_slice::<serde_json::Value>(bytes).expect("JSON"))
    }
    fn understood(&self, bytes: &[u8]) -> Result<Value, String> {
        let read: T = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
        Ok(tree(&serde_json::to_value(read).expect("is written")))
    }
    fn bytes_of(&self, tree: &Value) -> Vec<u8> {
        serde_json::to_vec(&tree.deserialized::<serde_json::Value>().expect("JSON")).expect("is written")
    }
}

/// Samples of one sort.
#[derive(Default)]
pub struct Samples(pub Vec<Box<dyn Sample>>);

impl Samples {
    fn frame<T: Serialize + DeserializeOwned + 'static>(&mut self, name: impl Into<String>, value: T) {
        self.0.push(Box::new(Frame(name.into(), value)));
    }
    /// Adds a value that travels as JSON.
    pub fn json<T: Serialize + DeserializeOwned + 'static>(&mut self, name: impl Into<String>, value: T) {
        self.0.push(Box::new(Json(name.into(), value)));
    }
    /// All of them, each with its name, for people.
    pub fn shown(&self) -> String {
        self.0.iter().map(|sample| format!("# {}\n{}\n\n", sample.name(), sample.shown())).collect()
    }
}

/// Whole messages of the sync conversation.
pub fn messages() -> Samples {
    let mut all = Samples::default();
    all.frame("sync/request_idle", sync::idle_request());
    all.frame("sync/request", sync::request());
    all.frame("sync/response_idle", sync::idle_response());
    all.frame("sync/response", sync::response());
    all.frame("sync/response_packed", sync::packed_page());
    all.frame("sync/response_parcels", sync::parcel_page());
    all.frame("sync/response_directory", sync::directory_page());
    for (name, message) in sync::live() {
        all.frame(format!("sync/live_{name}"), message);
    }
    all
}

/// A request with each command.
pub fn pushes() -> Samples {
    let mut all = Samples::default();
    for (name, command) in sync::commands() {
        all.frame(format!("push/{name}"), sync::push(command));
    }
    all
}

/// An answer with each outcome, each refusal, each kind of document in each form, each entry.
pub fn responses() -> Samples {
    let mut all = Samples::default();
    for outcome in sync::outcomes() {
        all.frame(format!("ack/{}", outcome.variant().to_lowercase()), sync::ack(outcome));
    }
    for (code, why) in sync::refused() {
        all.frame(format!("ack/refused_{code}"), sync::ack(Outcome::Refused { why }));
    }
    for content in sync::contents() {
        for body in sync::bodies() {
            let name = format!("document/{}_{}", content.kind().word(), body.variant().to_lowercase());
            all.frame(name, sync::document(&content, body));
        }
    }
    for (kind, entry) in entries::entries() {
        all.frame(format!("entry/{kind}"), sync::entry(entry));
    }
    all
}

/// What the REST interface takes; unknown members are refused by name.
pub fn requests() -> Samples {
    let mut all = Samples::default();
    all.json("request/sign_in", api::sign_in());
    all.json("request/new_device", api::new_device());
    all.json("request/command_request", api::command_request());
    all.json("request/list_query", api::list_query());
    all.json("request/visit_query", api::visit_query());
    all.json("request/ticket_query", api::ticket_query());
    all.json("request/positions", api::positions());
    all.json("request/new_link", api::new_link());
    all.json("request/new_visit_rules", api::new_visit_rules());
    all.json("request/new_organisation", setup::new_organisation());
    all.json("request/setup_progress", setup::progress());
    all.json("request/finish_setup", setup::finish());
    all.json("request/link_invitation", linked::new_link());
    all.json("request/link_change", linked::change());
    all.json("request/new_shared", linked::new_shared());
    all.json("request/new_privacy", api::new_privacy());
    all.json("request/new_company", company::new_company());
    all.json("request/new_branding", company::new_branding());
    all.json("request/new_presence", company::new_presence());
    all.json("request/new_presence_states", company::new_presence_states());
    all.json("request/new_navigation", company::new_navigation());
    all.json("request/new_preferences", company::new_wishes());
    all.json("request/new_notice_preferences", company::new_preferences());

    all.json("request/new_agent", staff::new_agent());
    all.json("request/agent_change", staff::agent_change());
    all.json("request/licence_change", staff::licence_change());
    all.json("request/disable", staff::disable());
    all.json("request/hand_over", staff::hand_over());
    all.json("request/group_change", staff::group_change());
    all.json("request/group_order", staff::group_order());
    all.json("request/role_change", staff::role_change());
    all.json("request/removal", staff::removal());
    all.json("request/new_switches", staff::new_switches());
    all.json("request/staff_import", staff::staff_import());
    all.json("request/new_portrait", staff::new_portrait());
    all.json("request/new_fields", fields::new_fields());
    all.json("request/new_customers", fields::new_customers());
    all.json("request/customer_query", fields::customer_query());
    all.json("request/like_query", fields::like_query());
    all.json("request/new_saved_query", fields::new_saved_query());
    all.json("request/columns", fields::columns());
    all.json("request/new_service_account", fields::new_service_account());
    all.json("request/selection", fields::selection());
    all.json("request/new_split", daily::new_split());
    all.json("request/new_ticket_merge", daily::new_merge());
    all.json("request/alike_ticket_query", daily::alike());
    all.json("request/new_ticket_batch", daily::new_batch());
    all.json("request/new_ticket_task", daily::new_task());
    all.json("request/ticket_task_step", daily::step());
    all.json("request/new_sla_policy", sla::new_policy());
    all.json("request/sla_order", sla::order());
    all.json("request/clocks_query", sla::query());
    all.json("request/new_template", templates::new_template());
    all.json("request/new_ticket_view", views::new());
    all.json("request/views_query", views::all());
    all.json("request/view_order", views::order());
    all.json("request/view_place", views::place());
    all.json("request/view_query", views::query());
    all.json("request/new_ticket_template", ticket_forms::new_template());
    all.json("request/new_phrase_book", phrases::new_book());
    all.json("request/unfilled", phrases::unfilled());
    all.json("request/new_print_template", print::new_template());
    all.json("request/ticket_export_query", print::export());
    all.json("request/ticket_figures_query", print::figures_query());
    all.json("request/new_ticket_report", reports::new());
    all.json("request/print_query", print::query());
    all.json("request/print_many_query", print::many());
    all.json("request/new_macro", macros::new());
    all.json("request/macro_order", macros::order());
    all.json("request/new_row_form", ticket_forms::new_row_form());
    all.json("request/new_ticket_settings", ticket_forms::new_settings());
    all.json("request/new_publication", publishing::new_publication());
    all.json("request/new_sms_settings", publishing::new_sms_settings());
    all.json("request/sms_code_asked", publishing::code_asked());
    all.json("request/sms_code_given", publishing::code_given());
    all.json("request/new_details_link", templates::new_details_link());
    all.json("request/review_decision", templates::decision());
    all.json("request/picked_export", templates::picked_export());
    all.json("request/new_workflow", workflows::new_workflow());
    all.json("request/new_rule", rules::new_rule());
    all.json("request/rule_order", rules::order());
    all.json("request/rule_trial", rules::trial());
    for (name, target) in rules::new_targets() {
        all.json(name, target);
    }
    all.json("request/import_start", imports::start());
    all.json("request/export_query", imports::export());
    all.json("request/new_asset_table", assets::new_table());
    all.json("request/near_query", assets::near_query());
    all.json("request/new_identity", assets::new_identity());
    all.json("request/identity_ref", assets::identity_ref());
    all.json("request/bulk_edit", service::bulk_edit());
    all.json("request/staff_query", staff::staff_query());
    all.json("request/merge_query", service::merge_query());
    all.json("request/new_merge", service::new_merge());
    all.json("request/new_erasure", service::new_erasure());
    all.json("request/new_restrictions", service::new_restrictions());
    all.json("request/new_service_record", service::new_service_record());
    all.json("request/calendar_change", roster::calendar_change());
    all.json("request/roster_query", roster::roster_query());
    all.json("request/roster_change", roster::roster_change());
    all.json("request/cell_change", roster::cell_change());
    all.json("request/roster_copy", roster::roster_copy());
    all.json("request/shift_change", roster::shift_change());
    all.json("request/new_swap", roster::new_swap());
    all.json("request/swap_change", roster::swap_change());
    all.json("request/new_upload", api::new_upload());
    all.json("request/read_notifications", api::read_notifications());
    all.json("request/push_subscription", api::push_subscription());
    all.json("request/change_password", account::change_password());
    all.json("request/begin_two_step", account::begin_two_step());
    all.json("request/confirm_two_step", account::confirm_two_step());
    all.json("request/prove_two_step", account::prove_two_step());
    all.json("request/new_sign_in_settings", account::new_sign_in_settings());
    all.json("request/new_oidc_settings", account::new_oidc_settings());
    all.json("request/new_api_token", account::new_api_token());
    all.json("request/audit_query", account::audit_query());
    all
}

/// What the REST interface answers; answers may grow.
pub fn answers() -> Samples {
    let mut all = Samples::default();
    all.json("answer/problem", api::problem());
    all.json("answer/session", api::session());
    all.json("answer/me", api::me());
    all.json("answer/map_settings", api::map());
    all.json("answer/command_answer", api::command_answer());
    all.json("answer/page", api::page());
    all.json("answer/board", api::board());
    all.json("answer/engineer_pin", api::pin());
    all.json("answer/visit_detail", api::visit_detail());
    all.json("answer/ranked", api::ranked());
    all.json("answer/track", api::track());
    all.json("answer/track_point", api::track_point());
    all.json("answer/ticket_detail", api::ticket_detail());
    all.json("answer/agent_item", api::agent_item());
    all.json("answer/form_item", api::form_item());
    all.json("answer/visit_rules_now", api::visit_rules_now());
    all.json("answer/setup_needed", setup::needed());
    all.json("answer/setup_now", setup::now());
    all.json("answer/setup_done", setup::done());
    all.json("answer/links_now", linked::links());
    all.json("answer/linked_figures", linked::figures());
    all.json("answer/linked_day", linked::day());
    all.json("answer/linked_record", linked::record());
    all.json("answer/linked_moment", linked::moment());
    all.json("answer/privacy_now", api::privacy_now());
    all.json("answer/company_now", company::company_now());
    all.json("answer/contact_mail", company::contact_mail());
    all.json("answer/branding_now", company::branding_now());
    all.json("answer/logo", company::logo());
    all.json("answer/presence_states_now", company::presence_states_now());
    all.json("answer/navigation_now", company::navigation_now());
    all.json("answer/nav_link", company::nav_link());
    all.json("answer/navigation_secret", company::navigation_secret());
    all.json("answer/home", company::home());
    all.json("answer/home_card", company::home_card());
    all.json("answer/home_load", company::home().load.swap_remove(0));
    all.json("answer/preferences_now", company::wishes_now());
    all.json("answer/preferences", company::wishes());
    all.json("answer/notice_preferences_now", company::preferences_now());
    all.json("answer/notice_preferences", company::preferences_now().preferences);
    all.json("answer/staff_now", staff::staff_now());
    all.json("answer/named", staff::named());
    all.json("answer/stored_file", service::stored_file());
    all.json("answer/agent_now", staff::agent_now());
    all.json("answer/group_now", staff::group_now());
    all.json("answer/role_now", staff::role_now());
    all.json("answer/switches_now", staff::switches_now());
    all.json("answer/account_check", staff::account_check());
    all.json("answer/licence_now", staff::licence_now());
    all.json("answer/portrait", staff::portrait());
    all.json("answer/staff_imported", staff::staff_imported());
    all.json("answer/start_password", staff::start_password());
    all.json("answer/dependent", staff::switches_now().dependents.swap_remove(0));
    all.json("answer/written", staff::written());
    all.json("answer/fields_now", fields::fields_now());
    all.json("answer/customers_now", fields::customers_now());
    all.json("answer/book_now", fields::book_now());
    all.json("answer/found", fields::found());
    all.json("answer/phone_number", fields::phone_number());
    all.json("answer/company_detail", fields::company_detail());
    all.json("answer/contact_detail", fields::contact_detail());
    all.json("answer/customer_counts", fields::customer_counts());
    all.json("answer/alike", fields::alike());
    all.json("answer/order_by", fields::orders());
    all.json("answer/kept_query", fields::kept_query());
    all.json("answer/saved_query", fields::saved_query());
    all.json("answer/import_now", imports::now());
    all.json("answer/import_result", imports::result());
    all.json("answer/refused_cells", imports::refused());
    all.json("answer/left_customer", imports::left());
    all.json("answer/asset_table_now", assets::table_now());
    all.json("answer/asset_detail", assets::detail());
    all.json("answer/near_company", assets::near_company());
    all.json("answer/nearby", assets::nearby());
    all.json("answer/identity", assets::identity());
    for (to, visible) in fields::visible() {
        all.json(if to == "agents" { "answer/visible".to_owned() } else { format!("answer/visible_{to}") }, visible);
    }
    all.json("answer/selection_answer", fields::selection_answer());
    all.json("answer/ticket_family", daily::family());
    all.json("answer/ticket_relative", daily::relative());
    all.json("answer/ticket_history", daily::history());
    all.json("answer/ticket_batch_now", daily::batch());
    all.json("answer/taker", daily::taker());
    all.json("answer/refused_customer", daily::refused());
    all.json("answer/ticket_task", daily::task());
    all.json("answer/sla_policy_now", sla::policy_now());
    all.json("answer/ticket_clocks", sla::clocks());
    all.json("answer/clock_now", sla::clock());
    all.json("answer/clock_line", sla::line());
    all.json("answer/clock_row", sla::row());
    all.json("answer/ticket_view_now", views::now());
    all.json("answer/view_page", views::page());
    all.json("answer/view_group", views::group());
    all.json("answer/view_count", views::count());
    all.json("answer/template_now", templates::template_now());
    all.json("answer/workflow_line", workflows::line());
    all.json("answer/flow_now", workflows::flow());
    all.json("answer/flow_step", workflows::step());
    all.json("answer/flow_place", workflows::place());
    all.json("answer/workflow_now", workflows::now());
    all.json("answer/workflow_published", workflows::published());
    all.json("answer/macro_now", macros::now());
    all.json("answer/ticket_forms", ticket_forms::ticket_forms());
    all.json("answer/ticket_form", ticket_forms::ticket_form());
    all.json("answer/ticket_template_now", ticket_forms::template_now());
    all.json("answer/phrases_now", phrases::now());
    all.json("answer/phrase_book_now", phrases::book_now());
    all.json("answer/filled", phrases::filled());
    all.json("answer/print_key", print::key());
    all.json("answer/ticket_figures", print::figure());
    all.json("answer/ticket_figures_page", print::figures());
    all.json("answer/ticket_report_now", reports::now());
    all.json("answer/ticket_report_figures", reports::figures());
    all.json("answer/series_figures", reports::series());
    all.json("answer/print_templates", print::templates());
    all.json("answer/print_template_now", print::now());
    all.json("answer/row_form_now", ticket_forms::row_form_now());
    all.json("answer/details_link", templates::details_link());
    all.json("answer/detail_review", templates::review());
    all.json("answer/review_field", templates::review_field());
    all.json("answer/rule_now", rules::rule_now());
    all.json("answer/rule_step", rules::step());
    all.json("answer/rule_log_item", rules::log_item());
    all.json("answer/rule_log_page", rules::log_page());
    all.json("answer/rule_tried", rules::tried());
    all.json("answer/target_now", rules::target_now());
    all.json("answer/delivery_request", rules::delivery_request());
    all.json("answer/delivery", rules::delivery());
    all.json("answer/delivery_page", rules::deliveries());
    all.json("answer/sms_kept", rules::sms());
    all.json("answer/sms_now", publishing::sms_now());
    all.json("answer/sms_code_sent", publishing::code_sent());
    all.json("answer/sms_code_right", publishing::code_right());
    all.json("answer/publication_now", publishing::now());
    all.json("answer/carried_link", publishing::carried());
    all.json("answer/row_problem", service::row_problem());
    all.json("answer/bulk_answer", service::bulk_answer());
    all.json("answer/merge_field", service::merge_field());
    all.json("answer/merge_counts", service::merge_counts());
    all.json("answer/merge_preview", service::merge_preview());
    all.json("answer/late_value", service::late_value());
    all.json("answer/merge", service::merge());
    all.json("answer/merge_undone", service::merge_undone());
    all.json("answer/person_counts", service::person_counts());
    all.json("answer/erasure", service::erasure());
    all.json("answer/timeline_item", service::timeline_item());
    all.json("answer/customer_figures", service::customer_figures());
    all.json("answer/figures_page", service::figures_page());
    all.json("answer/restrictions_now", service::restrictions_now());
    all.json("answer/calendars_now", roster::calendars_now());
    all.json("answer/calendar_now", roster::calendar_now());
    all.json("answer/ics_preview", roster::ics_preview());
    all.json("answer/ics_refused", roster::ics_refused());
    all.json("answer/clock_answer", roster::clock_answer());
    all.json("answer/roster_now", roster::roster_now());
    all.json("answer/shift_now", roster::shift_now());
    all.json("answer/roster_agent", roster::roster_agent());
    all.json("answer/roster_conflict", roster::roster_conflict());
    all.json("answer/roster_written", roster::roster_written());
    all.json("answer/refused_cell", roster::refused_cell());
    all.json("answer/roster_imported", roster::roster_imported());
    all.json("answer/refused_row", roster::refused_row());
    all.json("answer/swap_made", roster::swap_made());
    all.json("answer/link", api::link());
    all.json("answer/upload_state", api::upload_state());
    all.json("answer/notification", api::notification());
    all.json("answer/hit", api::hit());
    all.json("answer/account", account::account());
    all.json("answer/session_item", account::session_item());
    all.json("answer/two_step_secret", account::two_step_secret());
    all.json("answer/recovery_codes", account::recovery_codes());
    all.json("answer/agent_security", account::agent_security());
    all.json("answer/temporary_password", account::temporary_password());
    all.json("answer/sign_in_settings", account::sign_in_settings());
    all.json("answer/oidc_settings", account::oidc_settings());
    all.json("answer/provider", account::provider());
    all.json("answer/api_token", account::api_token());
    all.json("answer/made_api_token", account::made_api_token());
    all.json("answer/audit_entry", account::audit_entry());
    all.json("answer/audit_page", account::audit_page());
    for (name, live) in api::live() {
        all.json(format!("answer/live_{name}"), live);
    }
    all
}

/// Commands as JSON: in the body of `POST /commands` and in a device's outbox.
pub fn commands() -> Samples {
    let mut all = Samples::default();
    for (name, command) in sync::commands() {
        all.json(format!("command/{name}"), sync::envelope(command));
    }
    all
}

/// JSON in the columns of both databases.
pub fn records() -> Samples {
    let mut all = Samples::default();
    for (code, why) in sync::refused() {
        all.json(format!("record/refusal_{code}"), why);
    }
    for outcome in sync::outcomes() {
        all.json(format!("record/outcome_{}", outcome.variant().to_lowercase()), outcome);
    }
    for (kind, entry) in entries::entries() {
        all.json(format!("record/entry_{kind}"), entry);
    }
    all.json("record/entry_log_edit", fields::edited());
    all.json("record/event_definition_written", people::definition_written());
    for (actor, event) in people::events() {
        all.json(format!("record/event_by_{actor}"), event);
    }
    all.json("record/filter", api::filter());
    for (name, agent) in people::agents() {
        all.json(format!("record/agent_{name}"), agent);
    }
    all.json("record/group", people::group());
    all.json("record/role", people::night_desk());
    all.json("record/setup", setup::setup());
    all.json("record/switches", people::switches());
    all.json("record/restrictions", service::restrictions());
    all.json("record/form", people::form());
    all.json("record/visit_rules", people::visit_rules());
    all.json("record/fields", fields::set());
    all.json("record/ticket_template", ticket_forms::template());
    all.json("record/phrases", phrases::book());
    all.json("record/print_template", print::template());
    all.json("record/ticket_macro", macros::one());
    all.json("record/row_form", ticket_forms::row_form());
    all.json("record/ticket_settings", ticket_forms::settings());
    all.json("record/sms_settings", publishing::sms_settings());
    all.json("record/customers", fields::settings());
    all.json("record/asset_table", assets::table());
    for (of, owner) in customers::owners() {
        all.json(format!("record/asset_owner_{of}"), owner);
    }
    all.json("record/calendar", roster::calendar());
    for (name, allocation) in daily::allocations() {
        all.json(format!("record/allocation_{name}"), allocation);
    }
    all.json("record/sla_policy", sla::policy());
    all.json("record/ticket_view", views::view());
    all.json("record/ticket_report", reports::report());
    all.json("record/shift", roster::shift());
    all.json("record/roster_month", roster::roster_month());
    all.json("record/swap", roster::swap());
    all.json("record/privacy", api::privacy_now().privacy);
    all.json("record/tenant", company::company_now().profile);
    all.json("record/presence", company::presence_states_now().states);
    all.json("record/erased", service::erased());
    all.json("record/presence_of", company::presence());
    all.json("record/service_card", fees::card());
    all.json("request/new_service_card", fees::new_card());
    all.json("request/fee_terms", fees::terms());
    all.json("request/new_top_up", fees::top_up());
    all.json("request/new_deduction", fees::deduction());
    all.json("request/new_reversal", fees::reversal());
    all.json("request/posting_query", fees::query());
    all.json("answer/service_card_now", fees::card_now());
    all.json("answer/balance", fees::company().balances[0].clone());
    all.json("answer/posting_total", fees::page().totals[0].clone());
    all.json("answer/company_fees", fees::company());
    all.json("answer/posting_row", fees::row());
    all.json("answer/posting_page", fees::page());
    all.json("answer/journal_check", fees::check());
    all.json("request/new_order", payments::new());
    all.json("request/order_query", payments::query());
    all.json("request/confirmation", payments::confirmation());
    all.json("request/new_decision", payments::decision());
    all.json("request/new_refund", payments::refund());
    all.json("request/refund_seen", payments::seen());
    all.json("request/new_provider", payments::new_provider());
    all.json("record/order", payments::order());
    all.json("answer/order_now", payments::now());
    all.json("answer/order_row", payments::row());
    all.json("answer/order_page", payments::page());
    all.json("answer/payable", payments::payable());
    all.json("request/statement_query", payments::statement_query());
    all.json("answer/statement", payments::statement());
    all.json("answer/side_total", payments::statement().totals[0].here);
    all.json("answer/statement_total", payments::statement().totals[0].clone());
    all.json("answer/provider_now", payments::provider_now());
    all.json("record/overlay_ticket", tickets::overlay());
    for (name, overlay) in visits::overlays() {
        all.json(format!("record/overlay_visit_{name}"), overlay);
    }
    all
}

/// Documents as JSON, and the rows they project to.
pub fn documents() -> Samples {
    let mut all = Samples::default();
    all.json("record/document_ticket", tickets::ticket());
    all.json("record/document_visit", visits::visit());
    all.json("record/document_company", customers::company());
    all.json("record/document_contact", customers::contact());
    all.json("record/document_asset", customers::asset());
    for row in sync::rows() {
        all.json(format!("record/row_{}", row.variant().to_lowercase()), row);
    }
    all
}

/// Every sample there is.
pub fn all() -> Vec<Box<dyn Sample>> {
    [messages(), pushes(), responses(), requests(), answers(), commands(), records(), documents(), word_samples()]
        .into_iter()
        .flat_map(|samples| samples.0)
        .collect()
}
