//! Fields, templates and forms of rows of tickets: written by administrators, kept to by whoever fills a ticket in.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::{CommandId, TemplateId, TicketId};

use crate::support::{NOW, World, on_each_engine, tenant_admin};

async fn put(world: &World, path: &str, token: &str, body: Json) -> crate::support::Reply {
    world.call(Method::PUT, path, token, Some(body)).await
}

/// The fields of a repair: a choice, a number, rows and what they come to.
async fn fields(world: &World, admin: &str) {
    let rows = json!({"key": "materials", "name": {"en": "Materials"}, "fields": [
        {"key": "part", "label": {"en": "Part"}, "kind": "text", "required": true},
        {"key": "price", "label": {"en": "Price"}, "kind": "decimal"},
        {"key": "count", "label": {"en": "Count"}, "kind": "whole"},
        {"key": "sum", "label": {"en": "Sum"}, "kind": "computed", "formula": "price * count"},
    ]});
    let made = world.post("/row-forms", admin, json!({"seq": 0, "form": rows})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let twice = world.post("/row-forms", admin, json!({"seq": 0, "form": rows})).await.json();
    assert_eq!(twice["fields"]["key"], "taken");
    let mut now = world.get("/fields?noun=ticket", admin).await.json();
    let own = json!([
        {"key": "part", "label": {"en": "Part"}, "kind": "choice",
            "options": [{"key": "door", "label": "Door"}, {"key": "motor", "label": "Motor"}]},
        {"key": "volts", "label": {"en": "Volts"}, "kind": "decimal"},
        {"key": "parts", "label": {"en": "Parts"}, "kind": "rows", "form": "materials"},
        {"key": "total", "label": {"en": "Total"}, "kind": "computed", "formula": "sum(parts.sum)"},
    ]);
    now["set"]["fields"].as_array_mut().expect("a list").extend(own.as_array().expect("a list").iter().cloned());
    let body = json!({"noun": "ticket", "seq": now["seq"], "set": now["set"]});
    let written = put(world, "/fields", admin, body).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.text());
}

fn repair(id: TemplateId) -> Json {
    json!({"id": id, "name": "Repair", "scope": {"all": true}, "fields": [
        {"key": "part", "required": true},
        {"key": "volts", "shown_when": "part = 'motor'"},
        {"key": "parts"},
        {"key": "total"},
    ]})
}

async fn make(world: &World, admin: &str, template: &Json) -> Json {
    let made = world.post("/ticket-templates", admin, json!({"seq": 0, "template": template})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

async fn sends(world: &World, token: &str, ticket: TicketId, command: Json) -> crate::support::Reply {
    let id: CommandId = world.app.fresh();
    let command = json!({"on": "ticket", "id": ticket, "command": command});
    world.post("/commands", token, json!({"commands": [{"id": id, "at": NOW, "command": command}]})).await
}

async fn creates(world: &World, token: &str, template: &str, fields: Json) -> (TicketId, crate::support::Reply) {
    let id: TicketId = world.app.fresh();
    let ticket = json!({"title": "Lift 3 stands", "template": template, "fields": fields});
    (id, sends(world, token, id, json!({"do": "create", "ticket": ticket})).await)
}

#[tokio::test]
async fn a_ticket_ends_under_the_version_it_began_with() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        fields(world, &admin).await;
        let id: TemplateId = world.app.fresh();
        let made = make(world, &admin, &repair(id)).await;
        assert_eq!(made["template"]["version"], 1);
        let first = format!("{id}@1");
        // what is required, hidden or wrong is refused by its key
        let (_, refused) = creates(world, &li, &first, json!({})).await;
        assert_eq!(refused.json()["refusal"]["fields"], json!(["part"]), "{}", refused.text());
        let (_, refused) = creates(world, &li, &first, json!({"part": "roof"})).await;
        assert_eq!(refused.json()["refusal"]["field"], "part", "{}", refused.text());
        let (_, refused) = creates(world, &li, &format!("{id}@2"), json!({"part": "door"})).await;
        assert_eq!(refused.json()["refusal"]["field"], "template", "{}", refused.text());
        let (ticket, made) = creates(world, &li, &first, json!({"part": "door"})).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        let edit = |fields: Json| json!({"do": "edit", "edit": {"fields": fields}});
        let refused = sends(world, &li, ticket, edit(json!({"volts": 230}))).await;
        assert_eq!(refused.json()["refusal"]["problem"], "read_only", "{}", refused.text());
        let row =
            |values: Json| json!({"do": "set_row", "field": "parts", "line": ticket.to_string(), "values": values});
        let refused = sends(world, &li, ticket, row(json!({"price": "dear"}))).await;
        assert_eq!(refused.json()["refusal"]["field"], "parts.price", "{}", refused.text());
        let kept = sends(world, &li, ticket, row(json!({"part": "Belt", "price": 19.9, "count": 2}))).await;
        assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
        // the next version asks for nothing; the ticket is still judged by its own
        let mut next = repair(id);
        next["fields"] = json!([{"key": "volts"}]);
        let body =
            json!({"seq": world.get("/ticket-forms", &admin).await.json()["templates"][0]["seq"], "template": next});
        let replaced = put(world, &format!("/ticket-templates/{id}"), &admin, body).await;
        assert_eq!(replaced.json()["template"]["version"], 2, "{}", replaced.text());
        let refused = sends(world, &li, ticket, edit(json!({"part": null}))).await;
        assert_eq!(refused.json()["refusal"]["fields"], json!(["part"]), "{}", refused.text());
        let (other, made) = creates(world, &li, &format!("{id}@2"), json!({})).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        let detail = world.get(&format!("/tickets/{ticket}"), &li).await.json();
        assert_eq!(detail["form"]["template"]["version"], 1);
        assert_eq!(detail["form"]["rows"][0]["key"], "materials");
        assert_eq!(detail["ticket"]["rows"]["parts"][ticket.to_string()]["price"], 19.9);
        let detail = world.get(&format!("/tickets/{other}"), &li).await.json();
        assert_eq!(detail["form"]["template"]["version"], 2);
        // own values are asked for as they are of customers
        let filter = json!({"all": [{"field": "fields.part", "op": "is", "value": "door"}]}).to_string();
        let found = world.get(&format!("/tickets?filter={}", urlencoded(&filter)), &li).await.json();
        assert_eq!(found["rows"].as_array().map(Vec::len), Some(1), "{found}");
        assert_eq!(found["rows"][0]["id"], ticket.to_string());
    })
    .await;
}

fn urlencoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

#[tokio::test]
async fn administrators_make_change_disable_and_remove_templates() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        fields(world, &admin).await;
        let id: TemplateId = world.app.fresh();
        let new = json!({"seq": 0, "template": repair(id)});
        assert_eq!(world.post("/ticket-templates", &li, new.clone()).await.problem().0, 403);
        let mut wrong = new.clone();
        wrong["template"]["fields"][1]["shown_when"] = json!("colour = 'red'");
        let refused = world.post("/ticket-templates", &admin, wrong).await.json();
        assert_eq!(refused["fields"]["fields.1.shown_when"], "unknown_field", "{refused}");
        let made = make(world, &admin, &repair(id)).await;
        assert_eq!(world.post("/ticket-templates", &admin, new).await.problem().0, 409);
        let twin: TemplateId = world.app.fresh();
        let twin = world.post("/ticket-templates", &admin, json!({"seq": 0, "template": repair(twin)})).await.json();
        assert_eq!(twin["fields"]["name"], "taken");
        // a new name is no new version
        let mut named = repair(id);
        named["name"] = json!("Repairs");
        let path = format!("/ticket-templates/{id}");
        let renamed = put(world, &path, &admin, json!({"seq": made["seq"], "template": named})).await.json();
        assert_eq!(renamed["template"]["version"], 1, "{renamed}");
        let late = put(world, &path, &admin, json!({"seq": made["seq"], "template": named})).await;
        assert_eq!(late.problem().0, 409);
        // the default one is neither disabled nor removed
        let settings = json!({"seq": 0, "settings": {"default_template": id}});
        let set = put(world, "/ticket-settings", &admin, settings).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.text());
        let seq = renamed["seq"].clone();
        named["disabled_at"] = json!(NOW);
        let body = json!({"seq": seq, "template": named});
        assert_eq!(put(world, &path, &admin, body.clone()).await.problem().0, 409);
        let removal = Some(json!({"seq": seq}));
        assert_eq!(world.call(Method::DELETE, &path, &admin, removal.clone()).await.problem().0, 409);
        let settings = json!({"seq": set.json()["seq"], "settings": {}});
        assert_eq!(put(world, "/ticket-settings", &admin, settings).await.status, StatusCode::OK);
        let disabled = put(world, &path, &admin, body).await;
        assert_eq!(disabled.status, StatusCode::OK, "{}", disabled.text());
        let (_, refused) = creates(world, &li, &format!("{id}@1"), json!({"part": "door"})).await;
        assert_eq!(refused.json()["refusal"]["field"], "template", "{}", refused.text());
        let removal = Some(json!({"seq": disabled.json()["seq"]}));
        assert_eq!(world.call(Method::DELETE, &path, &admin, removal).await.status, StatusCode::NO_CONTENT);
        // one that is made anew under its id goes on counting
        let again = make(world, &admin, &repair(id)).await;
        assert_eq!(again["template"]["version"], 2, "{again}");
        let log = world.get("/audit?action=ticket_template_written", &admin).await.json();
        assert_eq!(log["rows"].as_array().map(Vec::len), Some(5), "{log}");
    })
    .await;
}

#[tokio::test]
async fn a_template_is_seen_by_whom_it_is_for() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let (li, id) = (world.desk("li-a").await, world.app.fresh::<TemplateId>());
        fields(world, &admin).await;
        let mut template = repair(id);
        template["scope"] = json!({"agents": [world.a.zhao]});
        make(world, &admin, &template).await;
        let seen = world.get("/ticket-forms", &li).await.json();
        assert_eq!(seen["templates"], json!([]));
        let (_, refused) = creates(world, &li, &format!("{id}@1"), json!({"part": "door"})).await;
        assert_eq!(refused.json()["refusal"]["problem"], "not_for_you", "{}", refused.text());
        assert_eq!(world.get("/ticket-forms", &admin).await.json()["templates"][0]["template"]["name"], "Repair");
    })
    .await;
}

#[tokio::test]
async fn forms_of_rows_and_formulas_are_refused_by_the_member_that_is_wrong() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        fields(world, &admin).await;
        let form = |seq: &Json, fields: Json| {
            json!({"seq": seq, "form": {"key": "materials", "name": {"en": "Materials"}, "fields": fields}})
        };
        let now = world.get("/ticket-forms", &li).await.json();
        let seq = now["rows"][0]["seq"].clone();
        assert_eq!(put(world, "/row-forms/materials", &li, form(&seq, json!([]))).await.problem().0, 403);
        for (fields, member, problem) in [
            (json!([]), "fields", "required"),
            (json!([{"key": "part", "label": {"en": "Part"}, "kind": "whole"}]), "fields.0.kind", "other_kind"),
            (json!([{"key": "x", "label": {"en": "X"}, "kind": "signature"}]), "fields.0.kind", "not_in_rows"),
            (json!([{"key": "x", "label": {"en": "X"}, "kind": "computed", "formula": "y"}]), "fields.0.formula", "unknown_field"),
        ] {
            let refused = put(world, "/row-forms/materials", &admin, form(&seq, fields)).await.json();
            assert_eq!(refused["fields"][member], problem, "{refused}");
        }
        let unknown = json!([{"key": "x", "label": {"en": "X"}, "kind": "hologram"}]);
        assert_eq!(put(world, "/row-forms/materials", &admin, form(&seq, unknown)).await.problem().0, 400);
        let kept = world.call(Method::DELETE, "/row-forms/materials", &admin, Some(json!({"seq": seq}))).await;
        assert_eq!(kept.problem().0, 409, "a field uses it");
        let mut fields = world.get("/fields?noun=ticket", &admin).await.json();
        let at = fields["set"]["fields"].as_array().expect("a list").len();
        fields["set"]["fields"].as_array_mut().expect("a list").push(
            json!({"key": "bad", "label": {"en": "Bad"}, "kind": "computed", "formula": "parts.price"}),
        );
        let body = json!({"noun": "ticket", "seq": fields["seq"], "set": fields["set"]});
        let refused = put(world, "/fields", &admin, body).await.json();
        assert_eq!(refused["fields"][format!("fields.{at}.formula")], "several_values", "{refused}");
    })
    .await;
}
