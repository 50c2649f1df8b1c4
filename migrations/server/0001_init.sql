-- Server tables. Every key starts with tenant_id. Times are ms UTC.
create table tenants (
  id text not null primary key,
  name text not null,
  seq bigint not null,
  epoch bigint not null,
  settings text not null,
  created_at bigint not null
);
-- account names are unique over all organisations
create table accounts (
  account text not null primary key,
  tenant_id text not null,
  agent_id text not null,
  password_hash text not null
);
create table sessions (
  tenant_id text not null,
  id text not null,
  token_hash text not null unique,
  agent_id text not null,
  device_id text,
  kind text not null,
  created_at bigint not null,
  seen_at bigint not null,
  ended_at bigint,
  ended_code text,
  primary key (tenant_id, id)
);
create index sessions_agent on sessions (tenant_id, agent_id, ended_at);
create table devices (
  tenant_id text not null,
  id text not null,
  agent_id text not null,
  kind text not null,
  name text not null,
  created_at bigint not null,
  seen_at bigint not null,
  primary key (tenant_id, id)
);
-- an automerge actor belongs to the device that used it first
create table actors (
  tenant_id text not null,
  actor text not null,
  device_id text not null,
  primary key (tenant_id, actor)
);
create table documents (
  tenant_id text not null,
  id text not null,
  kind text not null,
  seq bigint not null,
  heads bytea not null,
  snapshot bytea not null,
  overlay text not null,
  primary key (tenant_id, id)
);
create index documents_kind on documents (tenant_id, kind, seq);
create table changes (
  tenant_id text not null,
  document_id text not null,
  seq bigint not null,
  hash text not null,
  device_id text,
  bytes bytea not null,
  primary key (tenant_id, document_id, seq, hash)
);
create table entries (
  tenant_id text not null,
  id text not null,
  parent_id text not null,
  seq bigint not null,
  kind text not null,
  audience text not null,
  at bigint not null,
  body text not null,
  primary key (tenant_id, id)
);
create index entries_parent on entries (tenant_id, parent_id, seq);
-- which agent's devices hold which document, and because of which document
create table scopes (
  tenant_id text not null,
  agent_id text not null,
  document_id text not null,
  via text not null,
  seq bigint not null,
  granted_seq bigint not null,
  gone bigint not null,
  primary key (tenant_id, agent_id, document_id, via)
);
create index scopes_pull on scopes (tenant_id, agent_id, seq);
create index scopes_document on scopes (tenant_id, document_id);
create index scopes_via on scopes (tenant_id, via);
create table commands (
  tenant_id text not null,
  id text not null,
  outcome text not null,
  seq bigint not null,
  at bigint not null,
  primary key (tenant_id, id)
);
create table events (
  tenant_id text not null,
  seq bigint not null,
  n bigint not null,
  kind text not null,
  document_id text not null,
  body text not null,
  at bigint not null,
  primary key (tenant_id, seq, n)
);
create table definitions (
  tenant_id text not null,
  kind text not null,
  id text not null,
  seq bigint not null,
  body text not null,
  primary key (tenant_id, kind, id)
);
create index definitions_seq on definitions (tenant_id, seq);
create table numbers (
  tenant_id text not null,
  kind text not null,
  year bigint not null,
  last bigint not null,
  primary key (tenant_id, kind, year)
);
create table quarantine (
  tenant_id text not null,
  id text not null,
  device_id text,
  document_id text not null,
  reason text not null,
  bytes bytea not null,
  at bigint not null,
  primary key (tenant_id, id)
);
create table attachments (
  tenant_id text not null,
  hash text not null,
  size bigint not null,
  mime text not null,
  stored bigint not null,
  created_at bigint not null,
  completed_at bigint,
  primary key (tenant_id, hash)
);
create table positions (
  tenant_id text not null,
  agent_id text not null,
  lat double precision not null,
  lon double precision not null,
  accuracy_m double precision,
  at bigint not null,
  primary key (tenant_id, agent_id)
);
-- points of one batch, delta coded; at most five minutes each
create table track_segments (
  tenant_id text not null,
  visit_id text not null,
  agent_id text not null,
  from_at bigint not null,
  to_at bigint not null,
  points bytea not null,
  primary key (tenant_id, visit_id, agent_id, from_at)
);
create table form_links (
  tenant_id text not null,
  id text not null,
  form_id text not null,
  asset_id text,
  label text not null,
  created_at bigint not null,
  revoked_at bigint,
  primary key (tenant_id, id)
);
-- a form's address names the link alone
create index form_links_id on form_links (id);
create table notices (
  tenant_id text not null,
  id text not null,
  agent_id text not null,
  kind text not null,
  document_kind text,
  document_id text,
  args text not null,
  created_at bigint not null,
  read_at bigint,
  primary key (tenant_id, id)
);
create index notices_agent on notices (tenant_id, agent_id, created_at);
create table push_subscriptions (
  tenant_id text not null,
  endpoint text not null,
  agent_id text not null,
  p256dh text not null,
  auth text not null,
  created_at bigint not null,
  primary key (tenant_id, endpoint)
);
create index push_subscriptions_agent on push_subscriptions (tenant_id, agent_id);
-- effects on the world, written in the transaction that caused them
create table outbox (
  tenant_id text not null,
  id text not null,
  channel text not null,
  target text not null,
  body text not null,
  created_at bigint not null,
  attempts bigint not null,
  next_at bigint not null,
  leased_until bigint not null,
  done_at bigint,
  error text,
  primary key (tenant_id, id)
);
create index outbox_due on outbox (next_at, done_at);
-- keys of this installation (link signing, web push), made at the first start
create table secrets (
  name text not null primary key,
  value text not null
);
-- shape of each projected row table; a difference means: drop and project again
create table row_shapes (
  name text not null primary key,
  shape text not null
);
