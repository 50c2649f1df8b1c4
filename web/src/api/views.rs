//! Views of tickets: as they are kept, their counts, what is in them.

use truckroll_domain::ViewId;
use truckroll_domain::views::TicketView;
use truckroll_protocol::api::staff::Removal;
use truckroll_protocol::api::views::{NewTicketView, TicketViewNow, ViewCount, ViewOrder, ViewPage, ViewPlace};

use super::staff::{Outcome, outcome};
use super::{Answer, delete, get, post, put, rows};
use crate::query::{Query, encode};

/// The kind that an answer names when a colleague was faster; also the topic of reads.
pub const KIND: &str = TicketView::KIND;

/// The views of the person, in their order.
pub async fn mine() -> Answer<Vec<TicketViewNow>> {
    get("/ticket-views").await
}

/// All views of the organisation, for administrators.
pub async fn all() -> Answer<Vec<TicketViewNow>> {
    get("/ticket-views?all=true").await
}

/// Makes or replaces a view.
pub async fn save(new: &NewTicketView, fresh: bool) -> Answer<Outcome<TicketViewNow>> {
    let answer = if fresh {
        post("/ticket-views", new).await
    } else {
        put(&format!("/ticket-views/{}", new.view.id), new).await
    };
    outcome(answer, KIND)
}

/// Puts the organisation's views into another order and other folders.
pub async fn order(places: Vec<ViewPlace>) -> Answer<Outcome<Vec<TicketViewNow>>> {
    outcome(put("/ticket-views/order", &ViewOrder { places }).await, KIND)
}

/// Removes a view.
pub async fn remove(id: ViewId, seq: i64) -> Answer<Outcome<()>> {
    outcome(delete(&format!("/ticket-views/{id}"), &Removal { seq }).await, KIND)
}

/// How many tickets each view of the person has.
pub async fn counts() -> Answer<Vec<ViewCount>> {
    get("/ticket-views/counts").await
}

/// What a view would show.
pub async fn preview(new: &NewTicketView) -> Answer<Outcome<ViewPage>> {
    outcome(post("/ticket-views/preview", new).await, KIND)
}

/// The first `pages` pages of a view; the query is that of `ViewQuery`.
pub async fn tickets(id: &str, query: &Query, pages: usize) -> Answer<ViewPage> {
    let path = format!("/ticket-views/{}/tickets", encode(id));
    let query = query.with("limit", &rows().to_string());
    let mut all: ViewPage = get(&format!("{path}{}", query.suffix())).await?;
    for _ in 1..pages {
        let Some(next) = all.next.take() else { break };
        let page: ViewPage = get(&format!("{path}{}", query.with("after", &next).suffix())).await?;
        all.rows.extend(page.rows);
        all.names.extend(page.names);
        all.next = page.next;
        all.total = page.total;
    }
    Ok(all)
}

/// The same of one group; an empty key is that of tickets in none.
pub async fn of_group(id: &str, group: &str, query: &Query, pages: usize) -> Answer<ViewPage> {
    // a query leaves empty values out, so the group is put into the path
    let path = format!("/ticket-views/{}/tickets", encode(id));
    let query = query.with("limit", &rows().to_string());
    let address = |query: &Query| format!("{path}?group={}&{query}", encode(group));
    let mut all: ViewPage = get(&address(&query)).await?;
    for _ in 1..pages {
        let Some(next) = all.next.take() else { break };
        let page: ViewPage = get(&address(&query.with("after", &next))).await?;
        all.rows.extend(page.rows);
        all.names.extend(page.names);
        all.next = page.next;
        all.total = page.total;
    }
    Ok(all)
}
