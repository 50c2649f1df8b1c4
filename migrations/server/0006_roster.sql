-- A definition with an agent travels to his devices alone.
alter table definitions add column agent_id text;
-- Who works which shift on which local day ('YYYY-MM-DD'); no row: off.
create table roster (
  tenant_id text not null,
  agent_id text not null,
  day text not null,
  shift_id text not null,
  seq bigint not null,
  primary key (tenant_id, agent_id, day)
);
create index roster_day on roster (tenant_id, day);
create index roster_shift on roster (tenant_id, shift_id);
-- Requests of agents to change shifts with a colleague; body is the whole of it.
create table swaps (
  tenant_id text not null,
  id text not null,
  state text not null,
  asker text not null,
  colleague text not null,
  body text not null,
  asked_at bigint not null,
  seq bigint not null,
  primary key (tenant_id, id)
);
create index swaps_state on swaps (tenant_id, state, asked_at);
