//! The journal as it is stored: postings come in one after another, each judged by the sums of the accounts it touches and sealed onto the
//! one before it. The rules are `truckroll_domain::money::ledger`'s; here are rows, and the lock that keeps numbers without gaps.

use std::collections::BTreeSet;

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};
use truckroll_domain::money::Currency;
use truckroll_domain::money::ledger::{
    Account, BalanceState, Book, Broken, Chain, Hash, LedgerRefusal, Posted, Posting, Sealed, verify,
};
use truckroll_domain::{CompanyId, PostingId, TenantId};

use crate::db::{DbResult, Tx};

/// Postings that are read at a time when the journal is checked.
const SLICE: i64 = 1_000;

/// Why a posting did not come in.
#[derive(Debug)]
pub(crate) enum NotPosted {
    /// The books refuse it.
    Refused(LedgerRefusal),
    /// The database failed.
    Database(sqlx::Error),
}

impl From<sqlx::Error> for NotPosted {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<LedgerRefusal> for NotPosted {
    fn from(refusal: LedgerRefusal) -> Self {
        Self::Refused(refusal)
    }
}

fn broken(what: impl std::fmt::Display) -> sqlx::Error {
    sqlx::Error::Decode(format!("the journal holds what is no posting: {what}").into())
}

/// The end of a journal. Whoever has asked for it in a transaction is the only one who posts until that is over.
pub(crate) async fn lock(tx: &mut Tx, tenant: TenantId) -> DbResult<Chain> {
    let new = Chain::new(tenant);
    sqlx::query(
        "insert into ledger_heads (tenant_id, seq, head) values ($1, 0, $2) on conflict (tenant_id) do nothing",
    )
    .bind(tenant.to_string())
    .bind(new.head.to_string())
    .execute(tx.on())
    .await?;
    // a change that changes nothing holds the row on both engines
    sqlx::query("update ledger_heads set seq = seq where tenant_id = $1")
        .bind(tenant.to_string())
        .execute(tx.on())
        .await?;
    let row = sqlx::query("select seq, head from ledger_heads where tenant_id = $1")
        .bind(tenant.to_string())
        .fetch_one(tx.on())
        .await?;
    let head: String = row.try_get(1)?;
    Ok(Chain { seq: row.try_get(0)?, head: Hash::parse(&head).ok_or_else(|| broken("a hash"))? })
}

/// A posting with what reversed it; nothing if there is none.
pub(crate) async fn posting(
    on: &mut AnyConnection,
    tenant: TenantId,
    id: PostingId,
) -> DbResult<Option<(i64, Posting, Option<PostingId>)>> {
    let row = sqlx::query("select seq, body, reversed_by from ledger_postings where tenant_id = $1 and id = $2")
        .bind(tenant.to_string())
        .bind(id.to_string())
        .fetch_optional(on)
        .await?;
    row.map(|row| {
        let (body, by): (String, Option<String>) = (row.try_get(1)?, row.try_get(2)?);
        let by = by.map(|id| id.parse().map_err(|_| broken("an id"))).transpose()?;
        Ok((row.try_get(0)?, serde_json::from_str(&body).map_err(broken)?, by))
    })
    .transpose()
}

/// How far below zero a balance may go, minor units.
pub(crate) async fn overdraft(on: &mut AnyConnection, tenant: TenantId, company: CompanyId) -> DbResult<i64> {
    let row = sqlx::query("select overdraft from fee_terms where tenant_id = $1 and company_id = $2")
        .bind(tenant.to_string())
        .bind(company.to_string())
        .fetch_optional(on)
        .await?;
    row.map_or(Ok(0), |row| row.try_get(0))
}

async fn sum(on: &mut AnyConnection, tenant: TenantId, account: &Account, currency: Currency) -> DbResult<(i64, i64)> {
    let row =
        sqlx::query("select minor, version from ledger_sums where tenant_id = $1 and account = $2 and currency = $3")
            .bind(tenant.to_string())
            .bind(account.to_string())
            .bind(currency.code())
            .fetch_optional(on)
            .await?;
    row.map_or(Ok((0, 0)), |row| Ok((row.try_get(0)?, row.try_get(1)?)))
}

/// What a deduct has to know of a company's balance. Take [`lock`] before.
pub(crate) async fn state(
    tx: &mut Tx,
    tenant: TenantId,
    company: CompanyId,
    currency: Currency,
    service: &str,
) -> Result<BalanceState, NotPosted> {
    let account = Account::Balance(company);
    let (minor, version) = sum(tx.on(), tenant, &account, currency).await?;
    let mut book = Book::default();
    book.hold(account, currency, minor, version);
    book.allow_overdraft(company, overdraft(tx.on(), tenant, company).await?);
    let mut state = book.state(company, currency, service).map_err(LedgerRefusal::from)?;
    if !service.is_empty() {
        // index ledger_postings_service
        let row = sqlx::query(
            "select id from ledger_postings where tenant_id = $1 and company_id = $2 and service = $3 \
             and kind = 'deduct' and reversed_by is null order by seq desc limit 1",
        )
        .bind(tenant.to_string())
        .bind(company.to_string())
        .bind(service)
        .fetch_optional(tx.on())
        .await?;
        let id: Option<String> = row.map(|row| row.try_get(0)).transpose()?;
        state.deducted = id.map(|id| id.parse().map_err(|_| broken("an id"))).transpose()?;
    }
    Ok(state)
}

/// Adds a posting at the end of the journal `chain` names, which came from [`lock`]. One that is there already changes nothing.
pub(crate) async fn post(
    tx: &mut Tx,
    tenant: TenantId,
    chain: &mut Chain,
    new: Posting,
) -> Result<(i64, Posted), NotPosted> {
    let mut book = Book::default();
    let known = posting(tx.on(), tenant, new.voucher.id).await?;
    if let Some((_, known, by)) = &known {
        book.know(known, *by);
    }
    if let Some(id) = new.reverses
        && let Some((_, reversed, by)) = posting(tx.on(), tenant, id).await?
    {
        book.know(&reversed, by);
    }
    let accounts: BTreeSet<&Account> = new.lines.iter().map(|line| &line.account).collect();
    for account in &accounts {
        let (minor, version) = sum(tx.on(), tenant, account, new.currency).await?;
        book.hold((*account).clone(), new.currency, minor, version);
        if let Account::Balance(company) = account {
            book.allow_overdraft(*company, overdraft(tx.on(), tenant, *company).await?);
        }
    }
    let posted = book.post(chain.seq.saturating_add(1), &new)?;
    if let (Posted::Known, Some((seq, ..))) = (posted, known) {
        return Ok((seq, posted));
    }
    let sealed = chain.append(new).map_err(LedgerRefusal::from)?;
    write(tx, tenant, &sealed, &book).await?;
    Ok((sealed.seq, Posted::New))
}

/// Whose balance a posting moves.
pub(crate) fn company_of(posting: &Posting) -> Option<CompanyId> {
    posting.lines.iter().find_map(|line| match line.account {
        Account::Balance(company) => Some(company),
        _ => None,
    })
}

async fn write(tx: &mut Tx, tenant: TenantId, sealed: &Sealed, book: &Book) -> DbResult<()> {
    let (posting, voucher) = (&sealed.posting, &sealed.posting.voucher);
    let company = company_of(posting);
    let of = |wanted: &dyn Fn(&Account) -> bool| -> i64 {
        posting.lines.iter().filter(|line| wanted(&line.account)).map(|line| line.minor).sum()
    };
    let (minor, after) = match company {
        Some(company) => {
            let account = Account::Balance(company);
            (of(&|one| *one == account), Some(book.minor(&account, posting.currency)))
        }
        None => (of(&|one| matches!(one, Account::Revenue(_) | Account::Refunds)), None),
    };
    sqlx::query(
        "insert into ledger_postings (tenant_id, seq, id, kind, at, agent_id, method, service, company_id, currency, minor, \
         after_minor, prev, hash, body) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(tenant.to_string())
    .bind(sealed.seq)
    .bind(voucher.id.to_string())
    .bind(posting.kind.word())
    .bind(voucher.at.ms())
    .bind(voucher.by.map(|by| by.to_string()))
    .bind(voucher.method.word())
    .bind(voucher.service.as_str())
    .bind(company.map(|company| company.to_string()))
    .bind(posting.currency.code())
    .bind(minor)
    .bind(after)
    .bind(sealed.prev.to_string())
    .bind(sealed.hash.to_string())
    .bind(serde_json::to_string(posting).map_err(|error| sqlx::Error::Encode(error.into()))?)
    .execute(tx.on())
    .await?;
    if let Some(reversed) = posting.reverses {
        sqlx::query("update ledger_postings set reversed_by = $3 where tenant_id = $1 and id = $2")
            .bind(tenant.to_string())
            .bind(reversed.to_string())
            .bind(voucher.id.to_string())
            .execute(tx.on())
            .await?;
    }
    for (line, n) in posting.lines.iter().zip(0_i64..) {
        sqlx::query(
            "insert into ledger_lines (tenant_id, seq, line, account, currency, minor) values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(tenant.to_string())
        .bind(sealed.seq)
        .bind(n)
        .bind(line.account.to_string())
        .bind(posting.currency.code())
        .bind(line.minor)
        .execute(tx.on())
        .await?;
    }
    for (account, currency, minor) in book.sums() {
        sqlx::query(
            "insert into ledger_sums (tenant_id, account, currency, minor, version) values ($1, $2, $3, $4, $5) \
             on conflict (tenant_id, account, currency) do update set minor = excluded.minor, version = excluded.version",
        )
        .bind(tenant.to_string())
        .bind(account.to_string())
        .bind(currency.code())
        .bind(minor)
        .bind(sealed.seq)
        .execute(tx.on())
        .await?;
    }
    sqlx::query("update ledger_heads set seq = $2, head = $3 where tenant_id = $1")
        .bind(tenant.to_string())
        .bind(sealed.seq)
        .bind(sealed.hash.to_string())
        .execute(tx.on())
        .await?;
    Ok(())
}

fn sealed(row: &AnyRow) -> DbResult<Sealed> {
    let (prev, hash, body): (String, String, String) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
    let parsed = |text: &str| Hash::parse(text).ok_or_else(|| broken("a hash"));
    Ok(Sealed {
        seq: row.try_get(0)?,
        prev: parsed(&prev)?,
        hash: parsed(&hash)?,
        posting: serde_json::from_str(&body).map_err(broken)?,
    })
}

/// What a walk through a whole journal found.
pub(crate) struct Checked {
    /// Where it ends.
    pub(crate) chain: Chain,
    /// The first link that does not hold.
    pub(crate) broken: Option<Broken>,
    /// Accounts whose kept sum is not that of their lines, or whose lines are not those of the postings.
    pub(crate) wrong_sums: Vec<String>,
}

/// Walks through a whole journal.
pub(crate) async fn check(on: &mut AnyConnection, tenant: TenantId) -> DbResult<Checked> {
    let mut all = Vec::new();
    let mut after = 0_i64;
    loop {
        // the primary key
        let rows = sqlx::query(
            "select seq, prev, hash, body from ledger_postings where tenant_id = $1 and seq > $2 order by seq limit $3",
        )
        .bind(tenant.to_string())
        .bind(after)
        .bind(SLICE)
        .fetch_all(&mut *on)
        .await?;
        let Some(last) = rows.last() else { break };
        after = last.try_get(0)?;
        for row in &rows {
            all.push(sealed(row)?);
        }
    }
    let (chain, broken) = match verify(tenant, &all) {
        Ok(chain) => (chain, None),
        Err(broken) => {
            let end = all.last().map_or(Chain::new(tenant), |last| Chain { seq: last.seq, head: last.hash });
            (end, Some(broken))
        }
    };
    let mut sums: std::collections::BTreeMap<(String, String), i128> = std::collections::BTreeMap::new();
    for posting in all.iter().map(|sealed| &sealed.posting) {
        for line in &posting.lines {
            let key = (line.account.to_string(), posting.currency.code().to_owned());
            *sums.entry(key).or_default() += i128::from(line.minor);
        }
    }
    let mut wrong = BTreeSet::new();
    for kept in [
        "select account, currency, minor from ledger_sums where tenant_id = $1",
        "select account, currency, cast(sum(minor) as bigint) from ledger_lines where tenant_id = $1 \
         group by account, currency",
    ] {
        let rows = sqlx::query(kept).bind(tenant.to_string()).fetch_all(&mut *on).await?;
        let mut found = sums.clone();
        for row in rows {
            let (account, currency, minor): (String, String, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            if found.remove(&(account.clone(), currency)) != Some(i128::from(minor)) {
                wrong.insert(account);
            }
        }
        wrong.extend(found.into_keys().map(|(account, _)| account));
    }
    Ok(Checked { chain, broken, wrong_sums: wrong.into_iter().collect() })
}
