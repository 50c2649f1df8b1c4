//! What a request to each route says, so that it is refused for what it aims at and not for how it is written.

use axum::http::Method;
use serde_json::{Value as Json, json};
use truckroll_domain::AgentId;
use truckroll_domain::people::Agent;

use crate::isolation::{ROWS, TABLE};

/// A body that a route understands, so that it is refused for what it aims at.
pub fn body(method: &Method, path: &str) -> Json {
    let id = AgentId::default();
    match path.trim_start_matches("/api/v1") {
        "/agents/{id}" => json!({"seq": 0, "agent": Agent { account: "x".into(), ..Agent::default() }}),
        "/agents/{id}/licence" => json!({"module": "visits", "on": true}),
        "/agents/{id}/disable" | "/agents/{id}/enable" => json!({"seq": 0}),
        "/groups/{id}" | "/roles/{id}" if *method == Method::DELETE => json!({"seq": 0}),
        "/calendars/{id}" | "/shifts/{id}" if *method == Method::DELETE => json!({"seq": 0}),
        "/calendars/{id}" => json!({"seq": 0, "calendar": {"id": id, "name": "x", "time_zone": "Etc/UTC"}}),
        "/shifts/{id}" => {
            json!({"seq": 0, "shift": {"id": id, "name": "x", "ranges": [{"from_min": 0, "to_min": 60}]}})
        }
        "/publications/{id}" => json!({"version": 1, "publication": {"template": id}}),
        "/sms/codes/{id}" => json!({"code": "123456"}),
        "/swaps/{id}" => json!({"step": "reject"}),
        "/linked/{id}" => json!({"step": "unbind"}),
        "/linked/{id}/shared" => json!({"version": 1, "shared": []}),
        "/service-records/{id}" => {
            json!({"noun": "company", "customer": id, "kind": "call", "at": crate::support::NOW, "text": "x"})
        }
        "/asset-tables/{key}" => json!({"seq": 0, "table": {"key": TABLE, "title": {"en": "x"}}}),
        "/contacts/{id}/erase" => json!({"confirm": "Borealis Bo"}),
        "/customer-templates/{id}" | "/ticket-templates/{id}" | "/row-forms/{key}" if *method == Method::DELETE => {
            json!({"seq": 0})
        }
        "/ticket-templates/{id}" => json!({"seq": 0, "template": {"id": id, "name": "x"}}),
        "/macros/{id}" if *method == Method::DELETE => json!({"seq": 0}),
        "/macros/{id}" => json!({"seq": 0, "macro": {"id": id, "title": "x"}}),
        "/row-forms/{key}" => json!({"seq": 0, "form": {"key": ROWS, "name": {"en": "x"}}}),
        "/print-templates/{id}" if *method == Method::DELETE => json!({"seq": 0}),
        "/print-templates/{id}" => json!({"seq": 0, "template": {"id": id, "name": "x", "body": "x"}}),
        "/sla-policies/{id}" if *method == Method::DELETE => json!({"seq": 0}),
        "/sla-policies/{id}" => json!({"seq": 0, "policy": {"id": id, "name": "x"}}),
        "/ticket-views/{id}" if *method == Method::DELETE => json!({"seq": 0}),
        "/ticket-views/{id}" => json!({"seq": 0, "view": {"id": id, "name": "x"}}),
        "/ticket-reports/{id}" if *method == Method::DELETE => json!({"seq": 0}),
        "/ticket-reports/{id}" => json!({"seq": 0, "report": {"id": id, "name": "x"}}),
        "/customer-templates/{id}" => json!({"seq": 0, "template": {"id": id, "name": "x", "module": "ticket"}}),
        "/workflows/{id}" if *method == Method::PUT => json!({"seq": 0, "id": id, "workflow": {"name": "x"}}),
        "/workflows/{id}" | "/workflows/{id}/publish" => json!({"seq": 0}),
        "/tickets/{id}/merge" => json!({"into": id}),
        "/tickets/{id}/split" => json!({"id": id, "parts": [{"id": id, "title": "x"}]}),
        "/tickets/tasks/{id}" => json!({"ticket": id}),
        "/contacts/{id}/details-link" => json!({"template": id}),
        "/detail-reviews/{id}" => json!({"decline": ["position"]}),
        "/contacts/{id}/identities" => json!({"kind": "remote", "id": "123456789"}),
        "/service-cards/{id}" => json!({"seq": 0, "card": {"id": id, "name": "x", "unit": {"per": "time"},
            "price": {"minor": 1, "currency": "CNY"}}}),
        "/companies/{id}/top-ups" => {
            json!({"id": id, "money": {"minor": 1, "currency": "CNY"}, "method": "cash"})
        }
        "/companies/{id}/deductions" => {
            json!({"id": id, "money": {"minor": 1, "currency": "CNY"}, "revenue": "visit", "version": 0})
        }
        "/postings/{id}/reversal" => json!({"id": id}),
        "/payment-orders/{id}/confirmation" => json!({"receipt": "x"}),
        "/payment-orders/{id}/decision" => json!({"decision": {"is": "accept"}}),
        "/payment-orders/{id}/refunds" => json!({"refund": id, "money": {"minor": 1, "currency": "CNY"}}),
        "/payment-orders/{id}/refunds/seen" => json!({"refund": id, "done": true}),
        "/rules/{id}" => crate::rules::a_rule("x"),
        "/targets/{id}" => crate::rules::a_target("x"),
        "/groups/{id}" => json!({"seq": 0, "group": {"id": id, "name": "x"}}),
        "/roles/{id}" => json!({"seq": 0, "role": {"id": id, "name": "x"}}),
        _ => json!({}),
    }
}
