-- Daily use of tickets (TKT-29, TKT-33, TKT-66).

-- in which browser an entry was made; of phones the entry itself says which
create table entry_senders (
  tenant_id text not null,
  entry_id text not null,
  name text not null,
  primary key (tenant_id, entry_id)
);
-- one ticket for each of many customers; `plan` says for whom, under which id and to whom it goes
create table ticket_batches (
  tenant_id text not null,
  id text not null,
  agent_id text not null,
  title text not null,
  total bigint not null,
  done bigint not null,
  plan text not null,
  refused text not null,
  at bigint not null,
  ended_at bigint,
  leased_until bigint not null,
  primary key (tenant_id, id)
);
create index ticket_batches_agent on ticket_batches (tenant_id, agent_id, at);
create index ticket_batches_waiting on ticket_batches (leased_until) where ended_at is null;
-- tickets that somebody works through, in their order
create table ticket_tasks (
  tenant_id text not null,
  id text not null,
  agent_id text not null,
  tickets text not null,
  skipped text not null,
  at bigint not null,
  seen_at bigint not null,
  primary key (tenant_id, id)
);
create index ticket_tasks_agent on ticket_tasks (tenant_id, agent_id, seen_at);
