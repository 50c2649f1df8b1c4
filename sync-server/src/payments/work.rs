//! One question to a provider, and what its answer makes happen.

use truckroll_domain::money::orders::{Order, OrderEvent, OrderState, QR_VALID_MS, Refund, RefundState, Source};
use truckroll_domain::time::HOUR_MS;
use truckroll_domain::{AgentId, OrderId, RefundId, TenantId, Timestamp};

use super::happen::{Happened, NotHappened, Showing, happen};
use super::houses;
use super::providers::{Closing, Error, Known, NewPayment, NewRefund, Paid, RefundStanding, Standing};
use super::store::{self, Kept};
use super::tasks::{Due, Task, put, put_now};
use crate::App;
use crate::db::DbResult;
use crate::fees::ledger::NotPosted;
use crate::news::{News, tell};
use sqlx::Row as _;

/// How long after its end a QR that cannot be asked about is taken for unpaid, ms. A payment that is reported afterwards counts.
const GIVEN_UP_MS: i64 = HOUR_MS;
/// Orders without a provider to be asked that are ended at once.
const ENDED_AT_ONCE: i64 = 100;

/// Asks providers.
#[derive(Clone)]
pub struct Worker {
    pub(super) app: App,
}

/// What is to be done with a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// Nothing more.
    Done,
    /// It is asked again.
    Again,
}

impl Worker {
    /// A worker of this server.
    #[must_use]
    pub const fn new(app: App) -> Self {
        Self { app }
    }

    /// Asks, and lets happen what the answer says.
    pub(super) async fn ask(&self, due: &Due) -> DbResult<After> {
        let mut connection = self.app.db.pool().acquire().await?;
        let kept = store::read(&mut connection, due.tenant, due.order).await?;
        drop(connection);
        let Some(kept) = kept else { return Ok(After::Done) };
        let house = match houses::of(&self.app, due.tenant, &kept.order.request.provider).await? {
            Ok(house) => house,
            Err(_) if due.task == Task::Issue => return self.not_issued(due, "not_configured").await,
            Err(_) => return Ok(After::Again),
        };
        match due.task {
            Task::Issue => self.issue(due, &kept, &*house).await,
            Task::Query => self.query(due, &kept, &*house).await,
            Task::Close => self.close(due, &kept, &*house).await,
            Task::Refund { refund } => self.refund(due, &kept, refund, (&*house, false)).await,
            Task::QueryRefund { refund } => self.refund(due, &kept, refund, (&*house, true)).await,
        }
    }

    /// Lets something happen in a transaction of its own.
    pub(super) async fn let_happen(
        &self,
        tenant: TenantId,
        order: OrderId,
        event: &OrderEvent,
        showing: Showing,
        next: Option<Task>,
    ) -> Result<Happened, NotHappened> {
        let mut tx = self.app.db.begin().await?;
        let happened = happen(&mut tx, &self.app, tenant, order, event, showing).await?;
        if let Some(task) = next {
            put_now(&mut tx, &self.app, tenant, order, task).await?;
        }
        let noticed = noticed(tenant, &happened.told);
        if let Some(news) = &noticed {
            tell(&mut tx, news).await?;
        }
        tx.commit().await?;
        if let Some(news) = noticed {
            self.app.hear(news);
        }
        if happened.changed {
            tracing::info!(%order, state = ?happened.kept.order.state(), "payment order changed");
        }
        Ok(happened)
    }

    /// The same for what a provider said: what the order or the books refuse is for a person, and asked no more.
    async fn said(&self, due: &Due, event: &OrderEvent, showing: Showing, next: Option<Task>) -> DbResult<After> {
        match self.let_happen(due.tenant, due.order, event, showing, next).await {
            Ok(_) => Ok(After::Done),
            Err(NotHappened::Books(NotPosted::Database(error))) => Err(error),
            Err(why) => {
                tracing::error!(order = %due.order, ?why, "an answer of a payment provider changes nothing");
                Ok(After::Done)
            }
        }
    }

    async fn issue(&self, due: &Due, kept: &Kept, house: &houses::House) -> DbResult<After> {
        let (order, now) = (&kept.order, self.app.clock.now());
        if order.state() != OrderState::Created {
            return Ok(After::Done);
        }
        let ends = order.created_at.plus_ms(QR_VALID_MS);
        if ends <= now {
            // it may have come about, although no answer did
            let failed = OrderEvent::Failed { at: now };
            return self.said(due, &failed, Showing::default(), Some(Task::Close)).await;
        }
        let payment = NewPayment {
            order: order.id,
            money: store::due(order),
            title: title(order),
            created_at: order.created_at,
            expires_at: ends,
        };
        match house.create(&payment).await {
            Ok(issued) => {
                // a house may keep it payable for longer: it is closed there when our time is over
                let expires_at = Some(issued.expires_at.filter(|at| *at > now).map_or(ends, |at| at.min(ends)));
                let event = OrderEvent::Issued { reference: issued.reference, expires_at, at: now };
                let showing = Showing { qr: Some(issued.payload), trouble: Some(String::new()), ..Showing::default() };
                self.said(due, &event, showing, None).await
            }
            Err(Error::Refused(refusal)) if refusal.authentic => {
                tracing::warn!(order = %order.id, %refusal, "a payment order was refused");
                self.not_issued(due, "refused").await
            }
            Err(error @ (Error::NotConfigured(_) | Error::Unsupported(_))) => {
                tracing::warn!(order = %order.id, %error, "a payment order cannot be sent");
                self.not_issued(due, "not_configured").await
            }
            Err(error) => {
                self.trouble(due, kept, &error).await?;
                Ok(After::Again)
            }
        }
    }

    async fn not_issued(&self, due: &Due, why: &str) -> DbResult<After> {
        let showing = Showing { trouble: Some(why.to_owned()), ..Showing::default() };
        self.said(due, &OrderEvent::Failed { at: self.app.clock.now() }, showing, None).await
    }

    /// Shows that a provider cannot be asked, while somebody waits for it.
    async fn trouble(&self, due: &Due, kept: &Kept, error: &Error) -> DbResult<()> {
        let word = match error {
            Error::Unavailable(_) => "unreachable",
            Error::Untrusted(_) => "untrusted",
            _ => "refused",
        };
        tracing::warn!(order = %due.order, %error, "a payment provider gave no answer");
        if kept.trouble == word {
            return Ok(());
        }
        let mut tx = self.app.db.begin().await?;
        sqlx::query(
            "update payment_orders set trouble = $3, version = version + 1, changed_at = $4 where tenant_id = $1 and id = $2 and is_open = 1",
        )
        .bind(due.tenant.to_string())
        .bind(due.order.to_string())
        .bind(word)
        .bind(self.app.clock.now().ms())
        .execute(tx.on())
        .await?;
        tx.commit().await
    }

    async fn query(&self, due: &Due, kept: &Kept, house: &houses::House) -> DbResult<After> {
        let (order, now) = (&kept.order, self.app.clock.now());
        let over = order.issued.as_ref().is_none_or(|issued| issued.expires_at <= now);
        match house.query(&known(order)).await {
            Ok(Standing::Paid(paid)) => self.paid(due, order, &paid).await,
            Ok(Standing::Closed) if order.state() == OrderState::Pending => {
                let event = if over { OrderEvent::Expired { at: now } } else { OrderEvent::Failed { at: now } };
                self.said(due, &event, Showing::default(), None).await
            }
            Ok(_) if order.state() != OrderState::Pending => Ok(After::Done),
            Ok(_) if over => self.said(due, &OrderEvent::Expired { at: now }, Showing::default(), None).await,
            Ok(_) => Ok(After::Again),
            Err(error) => {
                let given_up =
                    order.issued.as_ref().is_some_and(|issued| now.since_ms(issued.expires_at) >= GIVEN_UP_MS);
                if given_up && order.state() == OrderState::Pending {
                    return self.said(due, &OrderEvent::Expired { at: now }, Showing::default(), None).await;
                }
                self.trouble(due, kept, &error).await?;
                Ok(After::Again)
            }
        }
    }

    async fn paid(&self, due: &Due, order: &Order, paid: &Paid) -> DbResult<After> {
        if order.payments.iter().any(|known| known.transaction == paid.transaction) {
            return Ok(After::Done);
        }
        let event = OrderEvent::PaidReported(paid.report(Source::Query, None));
        self.said(due, &event, Showing::default(), None).await
    }

    async fn close(&self, due: &Due, kept: &Kept, house: &houses::House) -> DbResult<After> {
        match house.close(&known(&kept.order)).await {
            Ok(Closing::Closed) => Ok(After::Done),
            Ok(Closing::Paid | Closing::PaidBack) => {
                let mut tx = self.app.db.begin().await?;
                put_now(&mut tx, &self.app, due.tenant, due.order, Task::Query).await?;
                tx.commit().await?;
                Ok(After::Done)
            }
            Err(Error::Refused(refusal)) if refusal.authentic => {
                tracing::warn!(order = %due.order, %refusal, "a payment order could not be closed");
                Ok(After::Done)
            }
            Err(error) => {
                tracing::warn!(order = %due.order, %error, "a payment order is not closed yet");
                Ok(After::Again)
            }
        }
    }

    async fn refund(
        &self,
        due: &Due,
        kept: &Kept,
        id: RefundId,
        (house, query): (&houses::House, bool),
    ) -> DbResult<After> {
        let order = &kept.order;
        let Some((refund, asked)) = asked(order, id) else { return Ok(After::Done) };
        let answer = if query { house.query_refund(&asked).await } else { house.refund(&asked).await };
        match answer {
            Ok(RefundStanding::Open) if query => Ok(After::Again),
            Ok(RefundStanding::Open) => {
                let mut tx = self.app.db.begin().await?;
                put(&mut tx, &self.app, due.tenant, due.order, Task::QueryRefund { refund: id }).await?;
                tx.commit().await?;
                Ok(After::Done)
            }
            Ok(RefundStanding::Done { at, .. }) => {
                let at = at.max(refund.asked_at);
                self.said(due, &OrderEvent::RefundDone { refund: id, at }, Showing::default(), None).await
            }
            Ok(RefundStanding::Failed { reason }) => {
                tracing::warn!(order = %order.id, %reason, "a refund failed");
                self.refund_failed(due, id).await
            }
            // it was never taken: asked for again under its number, and then looked for again
            Ok(RefundStanding::Unknown) if query => {
                let mut tx = self.app.db.begin().await?;
                put_now(&mut tx, &self.app, due.tenant, due.order, Task::Refund { refund: id }).await?;
                tx.commit().await?;
                Ok(After::Again)
            }
            Ok(RefundStanding::Unknown) => Ok(After::Again),
            Err(Error::Refused(refusal)) if refusal.authentic && !query => {
                tracing::warn!(order = %order.id, %refusal, "a refund was refused");
                self.refund_failed(due, id).await
            }
            Err(error) => {
                tracing::warn!(order = %order.id, %error, "a refund waits for the provider");
                Ok(After::Again)
            }
        }
    }

    async fn refund_failed(&self, due: &Due, refund: RefundId) -> DbResult<After> {
        let event = OrderEvent::RefundFailed { refund, at: self.app.clock.now() };
        self.said(due, &event, Showing::default(), None).await
    }

    /// Ends orders that a person confirms and nobody did in time.
    pub(super) async fn end_what_is_over(&self) -> DbResult<()> {
        let now = self.app.clock.now();
        // index payment_orders_expires
        let rows = sqlx::query(
            "select tenant_id, id from payment_orders where is_open = 1 and expires_at is not null and expires_at <= $1 \
             and state = 'pending' and provider in ('cash', 'static_qr') order by expires_at limit $2",
        )
        .bind(now.ms())
        .bind(ENDED_AT_ONCE)
        .fetch_all(self.app.db.pool())
        .await?;
        for row in &rows {
            let (tenant, id): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let (Ok(tenant), Ok(id)) = (tenant.parse(), id.parse()) else { continue };
            match self.let_happen(tenant, id, &OrderEvent::Expired { at: now }, Showing::default(), None).await {
                Ok(_) | Err(NotHappened::Unknown | NotHappened::Order(_)) => {}
                Err(NotHappened::Books(NotPosted::Database(error))) => return Err(error),
                Err(why) => tracing::error!(%id, ?why, "a payment order does not end"),
            }
        }
        Ok(())
    }
}

/// The news that people have a notice.
pub(super) fn noticed(tenant: TenantId, told: &[AgentId]) -> Option<News> {
    (!told.is_empty()).then(|| News::Noticed { tenant, agents: Some(told.to_vec()) })
}

fn known(order: &Order) -> Known {
    let reference = order.issued.as_ref().map(|issued| issued.reference.clone());
    Known { order: order.id, reference: reference.unwrap_or_default() }
}

/// What the payer reads: the number of what he pays for, and what was noted.
fn title(order: &Order) -> String {
    let request = &order.request;
    let parts = [request.service.as_str(), request.remark.as_str()];
    let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if text.is_empty() { super::providers::order_number(order.id) } else { text }
}

/// An open refund, as the provider is asked for it.
fn asked(order: &Order, id: RefundId) -> Option<(&Refund, NewRefund)> {
    let refund = order.refunds.iter().find(|one| one.id == id && one.state == RefundState::Open)?;
    let payment = order.payments.iter().find(|one| one.transaction == refund.transaction)?;
    let asked = NewRefund {
        refund: id,
        order: order.id,
        transaction: refund.transaction.clone(),
        money: refund.money,
        paid: payment.money,
        reason: String::new(),
    };
    Some((refund, asked))
}

/// When a QR of money by hand stops, ms.
pub(super) const BY_HAND_MS: i64 = 24 * HOUR_MS;

/// When an order by hand, issued now, can be confirmed until.
pub(super) fn by_hand_until(now: Timestamp) -> Timestamp {
    now.plus_ms(BY_HAND_MS)
}
