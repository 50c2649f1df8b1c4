-- Triggers, automation tasks, external targets (TKT-20 to TKT-25).

-- what the organisation lets happen by itself, in order; the title in small letters tells rules of a kind apart
create table rules (
  tenant_id text not null,
  id text not null,
  kind text not null,
  title_key text not null,
  position bigint not null,
  version bigint not null,
  body text not null,
  fired_at bigint,
  primary key (tenant_id, id),
  unique (tenant_id, kind, title_key)
);
-- changes of tickets that triggers have not looked at yet; `facts` is the ticket before and after, `chain` the rules
-- that brought the change about
create table rule_queue (
  tenant_id text not null,
  seq bigint not null,
  n bigint not null,
  ticket_id text not null,
  event text not null,
  depth bigint not null,
  chain text not null,
  facts text not null,
  at bigint not null,
  attempts bigint not null,
  leased_until bigint not null,
  primary key (tenant_id, seq, n)
);
create index rule_queue_lease on rule_queue (leased_until);
-- what rules did; the id follows from rule, version and change, so that nothing is done twice
create table rule_log (
  tenant_id text not null,
  id text not null,
  at bigint not null,
  rule_id text not null,
  kind text not null,
  title text not null,
  ticket_id text not null,
  number text not null,
  event text not null,
  outcome text not null,
  body text not null,
  primary key (tenant_id, id)
);
create index rule_log_at on rule_log (tenant_id, at, id);
create index rule_log_ticket on rule_log (tenant_id, ticket_id, at);
create index rule_log_age on rule_log (at);
-- tickets for which an automation task ran, until its conditions stop holding
create table rule_marks (
  tenant_id text not null,
  rule_id text not null,
  ticket_id text not null,
  at bigint not null,
  primary key (tenant_id, rule_id, ticket_id)
);
-- whose turn it was last where members of a group take turns
create table rule_turns (
  tenant_id text not null,
  rule_id text not null,
  group_id text not null,
  agent_id text not null,
  primary key (tenant_id, rule_id, group_id)
);
-- programs of others; secrets are sealed
create table targets (
  tenant_id text not null,
  id text not null,
  title_key text not null,
  version bigint not null,
  body text not null,
  secret text,
  signing text not null,
  primary key (tenant_id, id),
  unique (tenant_id, title_key)
);
-- calls of targets; `headers` are sealed because some are secret
create table deliveries (
  tenant_id text not null,
  id text not null,
  target_id text not null,
  title text not null,
  kind text not null,
  rule_id text,
  ticket_id text,
  at bigint not null,
  request text not null,
  headers text not null,
  attempts bigint not null,
  next_at bigint not null,
  leased_until bigint not null,
  done_at bigint,
  failed bigint not null,
  status bigint,
  answer text not null,
  error text not null,
  primary key (tenant_id, id)
);
create index deliveries_due on deliveries (next_at) where done_at is null;
create index deliveries_target on deliveries (tenant_id, target_id, at, id);
create index deliveries_ticket on deliveries (tenant_id, ticket_id);
create index deliveries_age on deliveries (done_at);
-- short messages of the development sender
create table sms_kept (
  tenant_id text not null,
  id text not null,
  at bigint not null,
  receiver text not null,
  body text not null,
  primary key (tenant_id, id)
);
create index sms_kept_at on sms_kept (tenant_id, at);
