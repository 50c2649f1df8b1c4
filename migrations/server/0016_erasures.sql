-- People that were erased, or are being (docs/adr/0018-a-person-is-erased-by-writing-anew.md). `work` is sealed, tells whom to look for
-- and is emptied as soon as nothing is found any more; `marks` are keyed hashes that late work is compared with for a year.
create table erasures (
  tenant_id text not null,
  id text not null,
  contact_id text not null,
  agent_id text not null,
  state text not null,
  at bigint not null,
  seq bigint not null,
  mark text not null,
  work text not null,
  marks text not null,
  lease_until bigint not null,
  ended_at bigint,
  primary key (tenant_id, id)
);
create index erasures_state on erasures (state, lease_until);
-- contacts that are no more, and records that were theirs
create table erased_documents (
  tenant_id text not null,
  document_id text not null,
  erasure_id text not null,
  contact bigint not null,
  primary key (tenant_id, document_id)
);
-- files that are gone, or go when they come
create table erased_files (
  tenant_id text not null,
  hash text not null,
  erasure_id text not null,
  at bigint not null,
  gone bigint not null,
  primary key (tenant_id, hash)
);
