-- what a change of many customers wrote, so that it can be taken back for a day
create table bulk_changes (
  tenant_id text not null,
  id text not null,
  agent_id text not null,
  noun text not null,
  at bigint not null,
  body text not null,
  undone_at bigint,
  primary key (tenant_id, id)
);
create index bulk_changes_at on bulk_changes (tenant_id, at);
-- merges of customers; the body has what is needed to take one back, and is emptied when that is over
create table merges (
  tenant_id text not null,
  id text not null,
  noun text not null,
  source_id text not null,
  source_name text not null,
  target_id text not null,
  target_name text not null,
  agent_id text not null,
  agent_name text not null,
  at bigint not null,
  source_seq bigint not null,
  version bigint not null,
  body text not null,
  undone_at bigint,
  undone_by text not null,
  primary key (tenant_id, id)
);
create index merges_target on merges (tenant_id, target_id, at);
create index merges_at on merges (tenant_id, at);
-- where a merged customer is now; stays after the merge can no longer be taken back
create table redirects (
  tenant_id text not null,
  source_id text not null,
  target_id text not null,
  merge_id text not null,
  primary key (tenant_id, source_id)
);
create index redirects_target on redirects (tenant_id, target_id);
-- customers that were cleared away for good, so that devices with the whole directory drop them
create table cleared_documents (
  tenant_id text not null,
  id text not null,
  seq bigint not null,
  primary key (tenant_id, id)
);
create index cleared_documents_seq on cleared_documents (tenant_id, seq);
-- what happened with a customer and is no ticket or visit: calls that somebody noted, private follow-ups
create table service_records (
  tenant_id text not null,
  id text not null,
  company_id text not null,
  contact_id text not null,
  kind text not null,
  at bigint not null,
  agent_id text not null,
  agent_name text not null,
  text text not null,
  files text not null,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (tenant_id, id)
);
create index service_records_company on service_records (tenant_id, company_id, at);
create index service_records_contact on service_records (tenant_id, contact_id, at);
