-- Each organisation has a number that others link to (ORG-03). It is public and grants nothing.
create table vendors (
  vendor_id bigint not null primary key,
  tenant_id text not null unique
);
-- How people want to be told (ORG-14).
create table notice_preferences (
  tenant_id text not null,
  agent_id text not null,
  body text not null,
  primary key (tenant_id, agent_id)
);
-- a notice that only goes by push or mail is in no list
alter table notices add column quiet bigint not null default 0;
-- what is cleared away by age
create index notices_age on notices (created_at);
