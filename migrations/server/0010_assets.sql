-- whose rows a file brings: of an asset table its key, else empty
alter table imports add column asset_table text not null default '';
-- ids by which channels know people: each belongs to one contact
create table identities (
  tenant_id text not null,
  kind text not null,
  value text not null,
  contact_id text not null,
  bound_at bigint not null,
  agent_id text not null,
  agent_name text not null,
  primary key (tenant_id, kind, value)
);
create index identities_contact on identities (tenant_id, contact_id);
create index identities_value on identities (tenant_id, value);
