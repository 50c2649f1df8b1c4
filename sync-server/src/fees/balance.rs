//! What companies paid ahead: topping up, deducting, reversing (FEE-03, FEE-08, FEE-09).

use axum::extract::State;
use sqlx::{AnyConnection, Row as _};
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::money::ledger::{
    Account, Chain, Deduct, Method, Paid, Posting, PostingKind, Repeat, Voucher, deduct,
};
use truckroll_domain::money::{Currency, Money};
use truckroll_domain::{AgentId, CardId, CompanyId, PostingId, TenantId};
use truckroll_protocol::api::fees::{Balance, CompanyFees, FeeTerms, NewDeduction, NewReversal, NewTopUp, PostingRow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{ledger, not_deducted, records, wrong};
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::customers::detail::readable;
use crate::db::Tx;
use crate::http::{Answer, Fault, Id, Strict};

/// Largest overdraft, minor units.
const MAX_OVERDRAFT: i64 = 1_000_000_000_000;

/// Routes of this noun.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(fees))
        .routes(routes!(replace_terms))
        .routes(routes!(top_up))
        .routes(routes!(deduction))
        .routes(routes!(reversal))
}

/// Refuses who may not do this, or does not see the company.
async fn reached(app: &App, session: &Session, company: CompanyId, verb: Verb) -> Answer<()> {
    readable(app, session, company.into(), "company").await?;
    session.must(Area::Fees, verb)
}

async fn terms(on: &mut AnyConnection, tenant: TenantId, company: CompanyId) -> Answer<FeeTerms> {
    let row = sqlx::query("select card_id, overdraft from fee_terms where tenant_id = $1 and company_id = $2")
        .bind(tenant.to_string())
        .bind(company.to_string())
        .fetch_optional(on)
        .await?;
    let Some(row) = row else { return Ok(FeeTerms::default()) };
    let card: Option<String> = row.try_get(0)?;
    let card: Option<CardId> = card.and_then(|id| id.parse().ok());
    Ok(FeeTerms { card, overdraft: row.try_get(1)? })
}

async fn now(app: &App, tenant: TenantId, company: CompanyId) -> Answer<CompanyFees> {
    // the primary key
    let rows = sqlx::query(
        "select currency, minor, version from ledger_sums where tenant_id = $1 and account = $2 order by currency",
    )
    .bind(tenant.to_string())
    .bind(Account::Balance(company).to_string())
    .fetch_all(app.db.pool())
    .await?;
    let mut balances = Vec::with_capacity(rows.len());
    for row in rows {
        let currency: String = row.try_get(0)?;
        let currency = Currency::of(&currency).map_err(|error| sqlx::Error::Decode(error.into()))?;
        let money = Money::new(row.try_get(1)?, currency).map_err(|error| sqlx::Error::Decode(error.into()))?;
        balances.push(Balance { money, version: row.try_get(2)? });
    }
    let mut connection = app.db.pool().acquire().await?;
    Ok(CompanyFees { balances, terms: terms(&mut connection, tenant, company).await? })
}

#[utoipa::path(
    get,
    path = "/companies/{id}/fees",
    tag = "fees",
    operation_id = "company_fees",
    description = "What a company paid ahead, in each currency, and what holds for its fees.",
    params(("id" = String, Path, description = "Company")),
    responses(
        (status = 200, description = "`CompanyFees`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to see fees"),
        (status = 404, description = "No such company, or not for the reader"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn fees(State(app): State<App>, session: Session, Id(id): Id<CompanyId>) -> Answer<axum::Json<CompanyFees>> {
    reached(&app, &session, id, Verb::View).await?;
    Ok(axum::Json(now(&app, session.tenant, id).await?))
}

#[utoipa::path(
    put,
    path = "/companies/{id}/fees/terms",
    tag = "fees",
    operation_id = "replace_fee_terms",
    description = "Says which service card is preselected for a company and how far below zero its balance may go.",
    params(("id" = String, Path, description = "Company")),
    request_body(content = serde_json::Value, description = "`FeeTerms`"),
    responses(
        (status = 200, description = "`CompanyFees`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to change fees"),
        (status = 404, description = "No such company, or not for the reader"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace_terms(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CompanyId>,
    Strict(asked): Strict<FeeTerms>,
) -> Answer<axum::Json<CompanyFees>> {
    reached(&app, &session, id, Verb::Edit).await?;
    let fault = || Fault::unacceptable("fee_terms");
    if !(0..=MAX_OVERDRAFT).contains(&asked.overdraft) {
        return Err(fault().field("overdraft", "out_of_range"));
    }
    if let Some(card) = asked.card {
        let known = sqlx::query(
            "select 1 from definitions where tenant_id = $1 and kind = 'service_card' and id = $2 and body <> ''",
        )
        .bind(session.tenant.to_string())
        .bind(card.to_string())
        .fetch_optional(app.db.pool())
        .await?;
        known.ok_or_else(|| fault().field("card", "unknown"))?;
    }
    let mut tx = app.db.begin().await?;
    // who deducts meanwhile goes by the terms before or by those after
    ledger::lock(&mut tx, session.tenant).await?;
    let before = terms(tx.on(), session.tenant, id).await?;
    sqlx::query(
        "insert into fee_terms (tenant_id, company_id, card_id, overdraft) values ($1, $2, $3, $4) \
         on conflict (tenant_id, company_id) do update set card_id = excluded.card_id, overdraft = excluded.overdraft",
    )
    .bind(session.tenant.to_string())
    .bind(id.to_string())
    .bind(asked.card.map(|card| card.to_string()))
    .bind(asked.overdraft)
    .execute(tx.on())
    .await?;
    let entry = Entry::of(&app, &session, Action::FeeTermsWritten).about("company", id.to_string(), "");
    audit::write(&mut tx, entry.before(&before).after(&asked)).await?;
    tx.commit().await?;
    Ok(axum::Json(now(&app, session.tenant, id).await?))
}

fn voucher(app: &App, id: PostingId, by: Option<AgentId>, method: Method) -> Voucher {
    Voucher {
        id,
        at: app.clock.now(),
        by,
        method,
        service: String::new(),
        receipt: String::new(),
        remark: String::new(),
        order: None,
    }
}

/// What asking to move money begins with.
enum Begun {
    /// It was asked for before: the row of the posting.
    Before(i64),
    /// The journal is locked.
    Now(Box<(Tx, Chain)>),
}

/// Locks the journal and looks whether this posting is there already: then it must be the `same`, besides who asked and when.
async fn begin(app: &App, tenant: TenantId, id: PostingId, same: impl FnOnce(&Posting) -> bool) -> Answer<Begun> {
    let mut tx = app.db.begin().await?;
    let chain = ledger::lock(&mut tx, tenant).await?;
    match ledger::posting(tx.on(), tenant, id).await? {
        Some((seq, known, _)) if same(&known) => Ok(Begun::Before(seq)),
        Some(_) => Err(Fault::conflict("posting")),
        None => Ok(Begun::Now(Box::new((tx, chain)))),
    }
}

/// Posts, notes it, and gives the row.
async fn finish(
    app: &App,
    tenant: TenantId,
    (mut tx, mut chain): (Tx, Chain),
    posting: Posting,
    entry: Entry,
) -> Answer<axum::Json<PostingRow>> {
    let (seq, _) = ledger::post(&mut tx, tenant, &mut chain, posting).await?;
    audit::write(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(axum::Json(records::row(app, tenant, seq).await?))
}

#[utoipa::path(
    post,
    path = "/companies/{id}/top-ups",
    tag = "fees",
    operation_id = "top_up",
    description = "Adds money that a company paid by hand to its balance. The same id again changes nothing.",
    params(("id" = String, Path, description = "Company")),
    request_body(content = serde_json::Value, description = "`NewTopUp`"),
    responses(
        (status = 200, description = "`PostingRow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to top up"),
        (status = 404, description = "No such company, or not for the reader"),
        (status = 409, description = "`posting`: this id is that of another posting"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn top_up(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CompanyId>,
    Strict(asked): Strict<NewTopUp>,
) -> Answer<axum::Json<PostingRow>> {
    reached(&app, &session, id, Verb::Edit).await?;
    if matches!(asked.method, Method::Online | Method::Balance) {
        return Err(Fault::unacceptable("posting").field("method", "not_by_hand"));
    }
    if !asked.money.is_positive() {
        return Err(Fault::unacceptable("posting").field("money", "required"));
    }
    let (receipt, remark) = (asked.receipt.trim().to_owned(), asked.remark.trim().to_owned());
    let voucher = Voucher {
        receipt: receipt.clone(),
        remark: remark.clone(),
        ..voucher(&app, asked.id, Some(session.agent), asked.method)
    };
    let paid = Paid { money: asked.money, into: Account::Cash, discount: Money::zero(asked.money.currency()) };
    let posting = Posting::top_up(id, paid, voucher).map_err(|error| wrong(&error))?;
    let same = |known: &Posting| known.lines == posting.lines && known.kind == posting.kind;
    let begun = match begin(&app, session.tenant, asked.id, same).await? {
        Begun::Before(seq) => return Ok(axum::Json(records::row(&app, session.tenant, seq).await?)),
        Begun::Now(begun) => *begun,
    };
    let entry = Entry::of(&app, &session, Action::BalanceToppedUp).about("company", id.to_string(), "").after(&asked);
    finish(&app, session.tenant, begun, posting, entry).await
}

#[utoipa::path(
    post,
    path = "/companies/{id}/deductions",
    tag = "fees",
    operation_id = "deduct",
    description = "Takes what a service costs from the balance of a company. `version` is that of the balance that was seen; the same \
                   id again changes nothing.",
    params(("id" = String, Path, description = "Company")),
    request_body(content = serde_json::Value, description = "`NewDeduction`"),
    responses(
        (status = 200, description = "`PostingRow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to deduct"),
        (status = 404, description = "No such company, or not for the reader"),
        (status = 409, description = "`balance`: it changed meanwhile; `repeated`: the service was deducted for; `insufficient`: \
                                      `fields.missing` says how much"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn deduction(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CompanyId>,
    Strict(asked): Strict<NewDeduction>,
) -> Answer<axum::Json<PostingRow>> {
    reached(&app, &session, id, Verb::Create).await?;
    if let Some(by) = asked.by
        && !app.directory(session.tenant).await?.agents.contains_key(&by)
    {
        return Err(Fault::unacceptable("posting").field("by", "unknown"));
    }
    let what = Deduct {
        company: id,
        revenue: asked.revenue,
        amount: asked.money,
        version: asked.version,
        repeat: if asked.again { Repeat::Confirmed } else { Repeat::Ask },
    };
    let same = |known: &Posting| {
        known.kind == PostingKind::Deduct
            && known.currency == asked.money.currency()
            && known.lines.iter().any(|line| line.account == Account::Balance(id) && -line.minor == asked.money.minor())
    };
    let service = asked.service.trim().to_owned();
    let (mut tx, chain) = match begin(&app, session.tenant, asked.id, same).await? {
        Begun::Before(seq) => return Ok(axum::Json(records::row(&app, session.tenant, seq).await?)),
        Begun::Now(begun) => *begun,
    };
    let state = ledger::state(&mut tx, session.tenant, id, asked.money.currency(), &service).await?;
    let voucher = Voucher {
        service,
        remark: asked.remark.trim().to_owned(),
        ..voucher(&app, asked.id, asked.by.or(Some(session.agent)), Method::Balance)
    };
    let posting = deduct(&what, &state, voucher).map_err(|refusal| not_deducted(&refusal))?;
    let entry = Entry::of(&app, &session, Action::BalanceDeducted).about("company", id.to_string(), "").after(&asked);
    finish(&app, session.tenant, (tx, chain), posting, entry).await
}

#[utoipa::path(
    post,
    path = "/postings/{id}/reversal",
    tag = "fees",
    operation_id = "reverse_posting",
    description = "Negates a posting that was a mistake, once. Postings of orders are refunded instead.",
    params(("id" = String, Path, description = "Posting")),
    request_body(content = serde_json::Value, description = "`NewReversal`"),
    responses(
        (status = 200, description = "`PostingRow` of the reversal", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to reverse"),
        (status = 404, description = "No such posting, or of a company that is not for the reader"),
        (status = 409, description = "`already_reversed`, `is_reversal`, `of_order`, or `insufficient`: the money is used up"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn reversal(
    State(app): State<App>,
    session: Session,
    Id(id): Id<PostingId>,
    Strict(asked): Strict<NewReversal>,
) -> Answer<axum::Json<PostingRow>> {
    session.must(Area::Fees, Verb::Delete)?;
    let mut connection = app.db.pool().acquire().await?;
    let found = ledger::posting(&mut connection, session.tenant, id).await?;
    drop(connection);
    let (_, reversed, _) = found.ok_or_else(|| Fault::not_found("posting"))?;
    if let Some(company) = ledger::company_of(&reversed) {
        readable(&app, &session, company.into(), "posting").await?;
    }
    let voucher = Voucher {
        service: reversed.voucher.service.clone(),
        remark: asked.remark.trim().to_owned(),
        ..voucher(&app, asked.id, Some(session.agent), reversed.voucher.method)
    };
    let posting = reversed.reversal(voucher).map_err(|error| wrong(&error))?;
    let begun = match begin(&app, session.tenant, asked.id, |known| known.reverses == Some(id)).await? {
        Begun::Before(seq) => return Ok(axum::Json(records::row(&app, session.tenant, seq).await?)),
        Begun::Now(begun) => *begun,
    };
    let entry = Entry::of(&app, &session, Action::PostingReversed).about("posting", id.to_string(), "").after(&asked);
    finish(&app, session.tenant, begun, posting, entry).await
}
