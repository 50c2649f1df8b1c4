-- tables of customers that people brought, and what became of them
create table imports (
  tenant_id text not null,
  id text not null,
  noun text not null,
  file_name text not null,
  format text not null,
  state text not null,
  agent_id text not null,
  agent_name text not null,
  created_at bigint not null,
  row_count bigint not null,
  chunk_count bigint not null,
  head text not null,
  mapping text not null,
  attempt bigint not null,
  dry bigint not null,
  chunks_done bigint not null,
  rows_done bigint not null,
  data_rows bigint not null,
  created bigint not null,
  updated bigint not null,
  kept bigint not null,
  rejected bigint not null,
  companies_created bigint not null,
  started_at bigint,
  ended_at bigint,
  trouble text not null,
  undo_agent_id text,
  undo_agent_name text not null,
  removed bigint not null,
  restored bigint not null,
  left_over bigint not null,
  runner text not null,
  lease_until bigint not null,
  primary key (tenant_id, id)
);
create index imports_noun on imports (tenant_id, noun, created_at);
create index imports_state on imports (state, lease_until);
-- the rows of a file, compressed, some hundred at a time
create table import_chunks (
  tenant_id text not null,
  import_id text not null,
  n bigint not null,
  bytes bytea not null,
  primary key (tenant_id, import_id, n)
);
-- what became of rows that were not kept: faults of refused ones, the customer and his former values of the others
create table import_lines (
  tenant_id text not null,
  import_id text not null,
  attempt bigint not null,
  row_no bigint not null,
  n bigint not null,
  outcome text not null,
  noun text not null,
  document_id text,
  body text not null,
  undone text not null,
  primary key (tenant_id, import_id, attempt, row_no, n)
);
create index import_lines_outcome on import_lines (tenant_id, import_id, attempt, outcome, row_no);
create index import_lines_undone on import_lines (tenant_id, import_id, attempt, undone, row_no);
