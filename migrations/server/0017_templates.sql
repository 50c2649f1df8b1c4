-- What customers changed of their own details by a published template and somebody has to look at first (CUS-22). One row
-- for what was sent together; `changes` holds its fields with what became of each, `waits` is 0 once all are
-- decided, `decided_at` is when the last decision was made.
create table detail_reviews (
  tenant_id text not null,
  id text not null,
  kind text not null,
  document_id text not null,
  template_name text not null,
  changes text not null,
  sent_at bigint not null,
  waits bigint not null,
  version bigint not null,
  decided_at bigint,
  primary key (tenant_id, id)
);
create index detail_reviews_waits on detail_reviews (tenant_id, waits, sent_at);
create index detail_reviews_document on detail_reviews (tenant_id, document_id);
