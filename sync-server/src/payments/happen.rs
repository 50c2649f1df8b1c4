//! Something happens to an order: the order, its postings and what is to be done at the provider are stored together or not at all.
//!
//! Whoever lets something happen holds the journal of the organisation until then, so events of one order come one after another
//! whichever node hears of them.

use std::collections::{BTreeMap, BTreeSet};

use truckroll_domain::money::orders::{Effect, OrderEvent, OrderRefusal, apply};
use truckroll_domain::{AgentId, OrderId, TenantId};

use super::store::{self, Kept};
use super::tasks::{self, Task};
use crate::App;
use crate::db::Tx;
use crate::fees::ledger::{self, NotPosted};
use crate::notify::{Told, tell};

/// Why something does not happen.
#[derive(Debug)]
pub(super) enum NotHappened {
    /// There is no such order.
    Unknown,
    /// The order refuses it.
    Order(OrderRefusal),
    /// The books refuse it.
    Books(NotPosted),
}

impl From<sqlx::Error> for NotHappened {
    fn from(error: sqlx::Error) -> Self {
        Self::Books(NotPosted::Database(error))
    }
}

/// What happened.
pub(super) struct Happened {
    /// The order afterwards.
    pub kept: Kept,
    /// Whether anything changed.
    pub changed: bool,
    /// Who has a new notice.
    pub told: Vec<AgentId>,
}

/// What is shown beside an order from now on, and whose doing it is.
#[derive(Default)]
pub(super) struct Showing {
    /// Who did it, if somebody here: nobody is told what he did himself.
    pub by: Option<AgentId>,
    /// What the QR says.
    pub qr: Option<String>,
    /// Why the provider could not be asked.
    pub trouble: Option<String>,
}

/// Lets something happen to an order.
pub(super) async fn happen(
    tx: &mut Tx,
    app: &App,
    tenant: TenantId,
    id: OrderId,
    event: &OrderEvent,
    showing: Showing,
) -> Result<Happened, NotHappened> {
    let mut chain = ledger::lock(tx, tenant).await?;
    let kept = store::read(tx.on(), tenant, id).await?.ok_or(NotHappened::Unknown)?;
    let outcome = apply(&kept.order, event).map_err(NotHappened::Order)?;
    for posting in outcome.postings {
        ledger::post(tx, tenant, &mut chain, posting).await.map_err(NotHappened::Books)?;
    }
    let mut after = Kept { order: outcome.order, ..kept.clone() };
    after.qr = showing.qr.unwrap_or(after.qr);
    after.trouble = showing.trouble.unwrap_or(after.trouble);
    let changed = after.order != kept.order || after.qr != kept.qr || after.trouble != kept.trouble;
    if changed {
        after.version = kept.version.saturating_add(1);
        store::update(tx, tenant, &after, app.clock.now()).await?;
    }
    let mut told = Vec::new();
    for effect in &outcome.effects {
        if let Some(task) = task_of(&after, effect) {
            tasks::put(tx, app, tenant, id, task).await?;
        }
        told.extend(notice(tx, app, tenant, (&after, showing.by), effect).await?);
    }
    Ok(Happened { kept: after, changed, told })
}

/// What a provider has to be asked because of an effect.
fn task_of(kept: &Kept, effect: &Effect) -> Option<Task> {
    if super::by_hand(&kept.order.request.provider) {
        return None;
    }
    match effect {
        Effect::CloseAtProvider { .. } => Some(Task::Close),
        Effect::AskProvider { refund, .. } => Some(Task::Refund { refund: *refund }),
        Effect::ShowQr { .. } => Some(Task::Query),
        _ => None,
    }
}

/// Tells whoever asked for the order what he waits for.
async fn notice(
    tx: &mut Tx,
    app: &App,
    tenant: TenantId,
    (kept, doer): (&Kept, Option<AgentId>),
    effect: &Effect,
) -> Result<Vec<AgentId>, NotHappened> {
    let kind = match effect {
        Effect::Paid { .. } => "payment_paid",
        Effect::Mismatch { .. }
        | Effect::SuggestRefund { .. }
        | Effect::Contradicted { .. }
        | Effect::RefundFailed { .. }
        | Effect::PaidLate => "payment_unclear",
        _ => return Ok(Vec::new()),
    };
    let directory = app.directory(tenant).await?;
    let asked = kept
        .order
        .by
        .filter(|by| Some(*by) != doer && directory.agents.get(by).is_some_and(|agent| agent.disabled_at.is_none()));
    let to: BTreeSet<AgentId> = asked.into_iter().collect();
    let due = store::due(&kept.order);
    let money = match effect {
        Effect::Paid { money } | Effect::SuggestRefund { money, .. } => *money,
        Effect::Mismatch { found, .. } => *found,
        _ => due,
    };
    let words = || BTreeMap::from([("number", kept.order.request.service.clone()), ("title", money.to_string())]);
    let told: Vec<Told> = to.into_iter().map(|to| Told { to, kind, args: words() }).collect();
    Ok(tell(tx, app, tenant, &told, app.clock.now()).await?)
}
