-- Statistics of tickets: what happened to each, by when it happened, kept by sync-server/src/reports from the tickets' documents.

-- one row a happening of a ticket, in their order; made anew with the ticket, and all of it can be made anew
create table ticket_facts (
  tenant_id text not null,
  ticket_id text not null,
  n bigint not null,
  kind text not null,
  at bigint not null,
  took_ms bigint not null,
  primary key (tenant_id, ticket_id, n)
);
create index ticket_facts_at on ticket_facts (tenant_id, at, kind, took_ms, ticket_id);
-- how far the feed was read
create table ticket_facts_cursors (
  tenant_id text not null primary key,
  seq bigint not null
);
