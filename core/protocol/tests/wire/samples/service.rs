//! One change for many customers, merges, what happened with a customer, figures, and what is locked.

use truckroll_domain::access::{Lock, Restrictions};
use truckroll_domain::customers::{BulkChange, Erased, ServiceKind, TagChange, TagHow, Taken};
use truckroll_domain::fields::{FieldValue, Noun};
use truckroll_domain::{DocumentId, Refusal};
use truckroll_protocol::api::{
    BulkAnswer, BulkEdit, CustomerFigures, Erasure, FiguresPage, LateValue, Merge, MergeCounts, MergeField,
    MergePreview, MergeQuery, MergeUndone, NewErasure, NewMerge, NewRestrictions, NewServiceRecord, PersonCounts,
    RestrictionsNow, RowProblem, StoredFile, StoredFiles, TimelineItem,
};

use super::{at, hua_plaza, id, picture, zhou_min};

fn other() -> DocumentId {
    id(0x0a1)
}

fn text(text: &str) -> Option<FieldValue> {
    FieldValue::text(text)
}

pub fn restrictions() -> Restrictions {
    Restrictions::default().with(Lock::AddCompanies, true).with(Lock::EditContacts, false)
}

pub fn restrictions_now() -> RestrictionsNow {
    RestrictionsNow { seq: 9, restrictions: restrictions(), main_account: "Sun Li".into(), mine: true }
}

pub fn new_restrictions() -> NewRestrictions {
    NewRestrictions { seq: 9, restrictions: restrictions() }
}

pub fn bulk_edit() -> BulkEdit {
    let set = [("group".to_owned(), text("north")), ("service_to".to_owned(), None)].into();
    let tags = TagChange { how: TagHow::Replace, keys: vec!["vip".into()] };
    BulkEdit {
        noun: Noun::Company,
        table: "contracts".into(),
        ids: vec![hua_plaza().into(), other()],
        change: BulkChange { set, tags: Some(tags) },
    }
}

pub fn row_problem() -> RowProblem {
    let refusal = Refusal::Invalid { field: "service_to".into(), problem: "before_start".into() };
    RowProblem { id: other(), name: "Bo Tower".into(), refusal }
}

pub fn bulk_answer() -> BulkAnswer {
    BulkAnswer { done: 1, unchanged: 1, failed: vec![row_problem()], undo: Some(id::<DocumentId>(0x0a2).to_string()) }
}

pub fn merge_query() -> MergeQuery {
    MergeQuery { noun: Noun::Company, source: other(), target: hua_plaza().into() }
}

pub fn new_merge() -> NewMerge {
    NewMerge { noun: Noun::Company, source: other(), target: hua_plaza().into(), confirm: "Hua East".into() }
}

pub fn merge_field() -> MergeField {
    MergeField { key: "phone".into(), source: text("021-1"), target: text("021-2"), result: text("021-2") }
}

pub fn merge_counts() -> MergeCounts {
    MergeCounts { tickets: 3, visits: 2, contacts: 1, assets: 4, records: 5, account: true }
}

pub fn merge_preview() -> MergePreview {
    MergePreview {
        source_name: "Hua East".into(),
        target_name: "Hua Plaza".into(),
        fields: vec![merge_field()],
        counts: merge_counts(),
        until: at(43_200),
    }
}

pub fn late_value() -> LateValue {
    LateValue { key: "name".into(), value: text("Hua East Tower"), at: at(9) }
}

pub fn merge() -> Merge {
    Merge {
        id: id::<DocumentId>(0x0a3).to_string(),
        noun: Noun::Company,
        source: other(),
        source_name: "Hua East".into(),
        target: hua_plaza().into(),
        target_name: "Hua Plaza".into(),
        by: "Sun Li".into(),
        at: at(1),
        until: at(43_201),
        undone_at: Some(at(20)),
        undone_by: "Dana".into(),
        counts: merge_counts(),
        taken: vec![Taken { key: "phone".into(), before: text("021-2"), after: text("021-1") }],
        late: vec![late_value()],
    }
}

pub fn new_erasure() -> NewErasure {
    NewErasure { confirm: "Zhou Min".into() }
}

pub fn person_counts() -> PersonCounts {
    PersonCounts {
        name: "Zhou Min".into(),
        twins: 1,
        tickets: 3,
        visits: 2,
        assets: 4,
        texts: 5,
        files: 6,
        records: 7,
        identities: 8,
    }
}

pub fn erasure() -> Erasure {
    Erasure { id: id::<DocumentId>(0x0a4).to_string(), state: "sweep".into() }
}

pub fn erased() -> Erased {
    Erased { contacts: vec![zhou_min()], files: vec!["ab".repeat(32)], mark: "Erased person".into() }
}

pub fn merge_undone() -> MergeUndone {
    MergeUndone {
        moved: 14,
        kept_records: vec!["T-2026-000412".into()],
        kept_fields: vec!["phone".into()],
        kept_account: true,
    }
}

pub fn new_service_record() -> NewServiceRecord {
    let photo = picture("report.jpg");
    NewServiceRecord {
        noun: Noun::Company,
        customer: hua_plaza().into(),
        kind: ServiceKind::FollowUp,
        at: at(30),
        text: "Zhou Min is content.".into(),
        files: [(photo.hash, photo.name)].into(),
    }
}

pub fn timeline_item() -> TimelineItem {
    TimelineItem {
        id: id::<DocumentId>(0x0a4).to_string(),
        kind: ServiceKind::Visit,
        at: at(30),
        title: "Lift 3 stuck".into(),
        number: "V-2026-000007".into(),
        state: "completed".into(),
        agent: "Chen Li".into(),
        rating: Some(5),
        files: new_service_record().files,
        stored: stored_files(),
        own: true,
    }
}

pub fn stored_file() -> StoredFile {
    StoredFile { size: 204_800, mime: "image/jpeg".into() }
}

/// What is known of the files of a note.
pub fn stored_files() -> StoredFiles {
    new_service_record().files.into_keys().map(|hash| (hash, stored_file())).collect()
}

pub fn customer_figures() -> CustomerFigures {
    CustomerFigures {
        id: hua_plaza().to_string(),
        name: "Hua Plaza".into(),
        total: 6,
        tickets: 3,
        visits: 2,
        records: 1,
        open_tickets: 1,
        duration_ms: 7_200_000,
        rating: Some(4.5),
        rated: 2,
        last_at: Some(at(30).ms()),
        days_since: Some(12),
    }
}

pub fn figures_page() -> FiguresPage {
    FiguresPage {
        rows: vec![customer_figures()],
        total: 1,
        sums: CustomerFigures { id: String::new(), name: String::new(), ..customer_figures() },
        ages: vec![1, 0, 0, 0, 0, 2],
        next: Some("50".into()),
    }
}
