-- Service levels: what the clocks of tickets show, kept by the reconciler in sync-server/src/sla.

-- one row a ticket and target that has a limit; what can be read again from the ticket and its log
create table ticket_clocks (
  tenant_id text not null,
  ticket_id text not null,
  target text not null,
  state text not null,
  used_ms bigint not null,
  limit_ms bigint not null,
  due_at bigint,
  amber_at bigint,
  missed_at bigint,
  stopped_at bigint,
  -- the number of the ticket that was read; an older reading never takes the place of a newer one
  seq bigint not null,
  -- when time alone changes something: it is missed, or a row of the policy falls due
  look_at bigint,
  primary key (tenant_id, ticket_id, target)
);
create index ticket_clocks_look on ticket_clocks (look_at) where look_at is not null;
-- rows of policies that happened; the key is what makes them happen once
create table sla_actions_done (
  tenant_id text not null,
  ticket_id text not null,
  action_id text not null,
  target text not null,
  due_at bigint not null,
  done_at bigint not null,
  primary key (tenant_id, ticket_id, action_id, target, due_at)
);
-- how far the reconciler has read
create table sla_cursors (
  tenant_id text not null primary key,
  seq bigint not null,
  definitions_seq bigint not null
);
