//! Service cards, balances and the journal: money moves once, never below what is allowed, and what was written stays.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::access::{Area, Grant, Reach, Verb};
use truckroll_domain::{CardId, PostingId, RoleId};
use truckroll_server::directory::put_definition;

use crate::support::{Reply, Tenant, World, on_each_engine, tenant_admin};

fn yuan(minor: i64) -> Json {
    json!({"minor": minor, "currency": "CNY"})
}

fn path(tenant: &Tenant, rest: &str) -> String {
    format!("/companies/{}/{rest}", tenant.company)
}

async fn top_up(world: &World, token: &str, id: PostingId, minor: i64) -> Reply {
    let body = json!({"id": id, "money": yuan(minor), "method": "transfer", "receipt": "R-1", "remark": "for May"});
    world.post(&path(&world.a, "top-ups"), token, body).await
}

fn deduction(id: PostingId, minor: i64, version: i64) -> Json {
    json!({"id": id, "money": yuan(minor), "revenue": "remote", "version": version, "service": "R-77"})
}

async fn balance(world: &World, token: &str) -> (i64, i64) {
    let fees = world.get(&path(&world.a, "fees"), token).await.json();
    let first = &fees["balances"][0];
    (first["money"]["minor"].as_i64().unwrap_or(0), first["version"].as_i64().unwrap_or(0))
}

async fn journal(world: &World, token: &str) -> Json {
    let reply = world.get("/journal/check", token).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

#[tokio::test]
async fn a_card_is_made_replaced_by_the_number_it_was_read_at_and_archived() {
    on_each_engine(async |world| {
        let (li, wang) = (world.desk("li-a").await, world.desk("wang-a").await);
        let id: CardId = world.app.fresh();
        let card = |name: &str, price: i64| {
            json!({"id": id, "name": name, "price": yuan(price), "unit": {"per": "hour", "step_minutes": 15}})
        };
        let made = world.post("/service-cards", &li, json!({"card": card(" Remote help ", 12_000)})).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        assert_eq!(made.json()["card"]["name"], "Remote help");
        let again = world.post("/service-cards", &li, json!({"card": card("Remote help", 12_000)})).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "an id is given once");
        let seq = made.json()["seq"].as_i64().expect("a number");
        let one = format!("/service-cards/{id}");
        let put = async |seq: i64, card: Json| {
            world.call(Method::PUT, &one, &li, Some(json!({"seq": seq, "card": card}))).await
        };
        assert_eq!(put(seq, card("Remote help", 13_000)).await.status, StatusCode::OK);
        assert_eq!(put(seq, card("Remote help", 14_000)).await.status, StatusCode::CONFLICT, "somebody was faster");
        let wrong = put(seq, card("", -1)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((&wrong.json()["fields"]["name"], &wrong.json()["fields"]["price"]), (&json!("required"), &json!("out_of_range")));
        let seen = world.get("/service-cards", &wang).await.json();
        assert_eq!((seen[0]["card"]["price"]["minor"].clone(), seen[0]["card"]["name"].clone()), (json!(13_000), json!("Remote help")));
        let refused = world.call(Method::PUT, &one, &wang, Some(json!({"seq": 0, "card": card("x", 1)}))).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "engineers see prices and do not change them");

        let terms = json!({"card": id, "overdraft": 5_000});
        let put_terms = async |body: Json| world.call(Method::PUT, &path(&world.a, "fees/terms"), &li, Some(body)).await;
        assert_eq!(put_terms(terms.clone()).await.json()["terms"], terms);
        let unknown = put_terms(json!({"card": world.app.fresh::<CardId>(), "overdraft": -1})).await;
        assert_eq!(unknown.json()["fields"]["overdraft"], "out_of_range");
        let unknown = put_terms(json!({"card": world.app.fresh::<CardId>()})).await;
        assert_eq!(unknown.json()["fields"]["card"], "unknown");
    })
    .await;
}

#[tokio::test]
async fn a_balance_is_topped_up_once_and_pays_once_for_what_was_seen() {
    on_each_engine(async |world| {
        let (li, wang) = (world.desk("li-a").await, world.desk("wang-a").await);
        assert_eq!(top_up(world, &wang, world.app.fresh(), 1).await.status, StatusCode::NOT_FOUND, "not his");
        let paid: PostingId = world.app.fresh();
        let first = top_up(world, &li, paid, 100_000).await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.text());
        world.advance(60_000);
        let second = top_up(world, &li, paid, 100_000).await;
        assert_eq!(first.json(), second.json(), "the same request again is the same posting");
        assert_eq!(top_up(world, &li, paid, 99_999).await.problem(), (409, "conflict".into(), "posting".into()));
        assert_eq!(balance(world, &li).await, (100_000, 1));

        let deductions = path(&world.a, "deductions");
        let spent: PostingId = world.app.fresh();
        let done = world.post(&deductions, &li, deduction(spent, 30_000, 1)).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let row = done.json();
        assert_eq!((&row["money"]["minor"], &row["after"]["minor"]), (&json!(-30_000), &json!(70_000)));
        assert_eq!(world.post(&deductions, &li, deduction(spent, 30_000, 1)).await.json(), row, "sent again");
        let stale = world.post(&deductions, &li, deduction(world.app.fresh(), 1, 1)).await;
        assert_eq!((stale.problem().2, stale.json()["fields"]["version"].clone()), ("balance".into(), json!("2")));
        let mut twice = deduction(world.app.fresh(), 10_000, 2);
        assert_eq!(world.post(&deductions, &li, twice.clone()).await.problem().2, "repeated");
        twice["again"] = json!(true);
        assert_eq!(world.post(&deductions, &li, twice).await.status, StatusCode::OK);
        let mut other = deduction(world.app.fresh(), 60_001, 3);
        other["service"] = json!("R-78");
        let short = world.post(&deductions, &li, other.clone()).await;
        assert_eq!(
            (short.problem().2, short.json()["fields"]["missing"].clone()),
            ("insufficient".into(), json!("0.01"))
        );
        let terms = json!({"overdraft": 1});
        world.call(Method::PUT, &path(&world.a, "fees/terms"), &li, Some(terms)).await;
        assert_eq!(world.post(&deductions, &li, other).await.status, StatusCode::OK, "as far as it may go below zero");
        assert_eq!(balance(world, &li).await, (-1, 4));
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let check = journal(world, &admin).await;
        assert_eq!((&check["seq"], &check["broken"], &check["wrong_sums"]), (&json!(4), &Json::Null, &Json::Null));
    })
    .await;
}

#[tokio::test]
async fn a_mistake_is_reversed_once_and_not_when_the_money_is_used_up() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let (paid, spent): (PostingId, PostingId) = (world.app.fresh(), world.app.fresh());
        top_up(world, &li, paid, 5_000).await;
        world.post(&path(&world.a, "deductions"), &li, deduction(spent, 4_000, 1)).await;
        let reverse = async |of: PostingId, by: PostingId, token: &str| {
            world.post(&format!("/postings/{of}/reversal"), token, json!({"id": by, "remark": "wrong company"})).await
        };
        assert_eq!(reverse(paid, world.app.fresh(), &li).await.status, StatusCode::FORBIDDEN, "not by dispatchers");
        assert_eq!(reverse(paid, world.app.fresh(), &admin).await.problem().2, "insufficient");
        let undo: PostingId = world.app.fresh();
        let undone = reverse(spent, undo, &admin).await;
        assert_eq!(undone.json()["money"]["minor"], 4_000, "{}", undone.text());
        assert_eq!(reverse(spent, undo, &admin).await.json(), undone.json(), "sent again");
        assert_eq!(reverse(spent, world.app.fresh(), &admin).await.problem().2, "already_reversed");
        assert_eq!(reverse(undo, world.app.fresh(), &admin).await.problem().2, "is_reversal");
        assert_eq!(reverse(world.app.fresh(), world.app.fresh(), &admin).await.status, StatusCode::NOT_FOUND);
        // what was reversed does not count as deducted for
        let version = balance(world, &li).await.1;
        let once_more = deduction(world.app.fresh(), 1_000, version);
        assert_eq!(world.post(&path(&world.a, "deductions"), &li, once_more).await.status, StatusCode::OK);

        let page = world.get("/postings?limit=2", &li).await.json();
        assert_eq!(page["rows"].as_array().map(Vec::len), Some(2));
        assert_eq!(page["totals"][0], json!({"currency": "CNY", "count": 4, "grew": 9_000, "fell": 5_000}));
        let rest = world.get(&format!("/postings?limit=2&before={}", page["next"]), &li).await.json();
        assert_eq!((rest["rows"][0]["reversed_by"].clone(), rest["next"].clone()), (json!(undo), Json::Null));
        let only = world.get("/postings?kind=top_up", &li).await.json();
        assert_eq!(
            (only["rows"].as_array().map(Vec::len), &only["rows"][0]["company_name"]),
            (Some(1), &json!("Aurora Lifts Customer"))
        );
        let file = world.get("/postings/export", &li).await;
        assert_eq!(file.text().lines().count(), 5, "{}", file.text());
        assert_eq!(world.get("/postings/export", &world.desk("wang-a").await).await.status, StatusCode::FORBIDDEN);
        assert!(journal(world, &admin).await["broken"].is_null());
    })
    .await;
}

#[tokio::test]
async fn whoever_sees_some_companies_only_lists_the_postings_of_one_at_a_time() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        top_up(world, &li, world.app.fresh(), 5_000).await;
        let wang = world.desk("wang-a").await;
        assert_eq!(world.get("/postings", &wang).await.problem().2, "reach");
        assert_eq!(
            world.get(&format!("/postings?company={}", world.a.company), &wang).await.status,
            StatusCode::NOT_FOUND
        );
        let role: RoleId = truckroll_domain::access::BuiltIn::Engineer.id();
        let grants = [
            (Area::Customers, Grant::of(&[Verb::View], Reach::All)),
            (Area::Fees, Grant::of(&[Verb::View], Reach::Own)),
        ];
        let grants: std::collections::BTreeMap<Area, Grant> = grants.into_iter().collect();
        let mut tx = world.app.db.begin().await.expect("begins");
        let body = json!({"id": role, "name": "", "grants": grants});
        put_definition(&mut tx, world.a.id, "role", &role.to_string(), &body).await.expect("role");
        tx.commit().await.expect("commits");
        world.app.forget_directory(world.a.id);
        let seen = world.get(&format!("/postings?company={}", world.a.company), &wang).await.json();
        assert_eq!(seen["rows"].as_array().map(Vec::len), Some(1));
        assert_eq!(world.get("/postings", &wang).await.problem().2, "reach");
    })
    .await;
}

#[tokio::test]
async fn what_is_changed_behind_the_journals_back_is_found() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        for minor in [100, 200, 300] {
            top_up(world, &li, world.app.fresh(), minor).await;
        }
        let before = journal(world, &admin).await;
        let run = async |sql: &str| {
            let sql = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()));
            sql.bind(world.a.id.to_string()).execute(world.app.db.pool()).await.expect("runs");
        };
        run("update ledger_sums set minor = minor + 1 where tenant_id = $1 and account = 'cash'").await;
        assert_eq!(journal(world, &admin).await["wrong_sums"], json!(["cash"]));
        run("update ledger_sums set minor = minor - 1 where tenant_id = $1 and account = 'cash'").await;
        assert_eq!(journal(world, &admin).await, before);
        run("update ledger_postings set body = replace(body, 'for May', 'for Mai') where tenant_id = $1 and seq = 2")
            .await;
        assert_eq!(journal(world, &admin).await["broken"], json!({"seq": 2, "fault": "hash"}));
        run("delete from ledger_postings where tenant_id = $1 and seq = 2").await;
        assert_eq!(journal(world, &admin).await["broken"], json!({"seq": 2, "fault": "gap"}));
    })
    .await;
}

#[tokio::test]
async fn many_who_spend_at_once_spend_what_there_is() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        top_up(world, &li, world.app.fresh(), 1_000).await;
        let place = path(&world.a, "deductions");
        let spend = async |n: i64| {
            let mut body = deduction(world.app.fresh(), 1_000, 1);
            body["service"] = json!(format!("R-{n}"));
            world.post(&place, &li, body).await
        };
        let all = futures_util::future::join_all((0..8).map(&spend)).await;
        let done = all.iter().filter(|reply| reply.status == StatusCode::OK).count();
        assert_eq!(done, 1, "one of them was first");
        assert!(all.iter().all(|reply| reply.status == StatusCode::OK || reply.problem().2 == "balance"));
        assert_eq!(balance(world, &li).await, (0, 2));
    })
    .await;
}
