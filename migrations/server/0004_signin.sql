-- Signing in: the audit log, locks that outlive a restart, the second step, API tokens, settings.

-- what was done about security and settings; written with what it tells, never changed, cleared away when it is old
create table audit (
  tenant_id text not null,
  id text not null,
  at bigint not null,
  actor_kind text not null,
  agent_id text,
  agent_name text not null,
  session_id text,
  address text not null,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  subject_name text not null,
  before_json text not null,
  after_json text not null,
  primary key (tenant_id, id)
);
create index audit_at on audit (tenant_id, at, id);
create index audit_agent on audit (tenant_id, agent_id, at, id);
create index audit_action on audit (tenant_id, action, at, id);
create index audit_subject on audit (tenant_id, subject_id, at, id);

-- 1: the password is a temporary one
alter table accounts add column must_change bigint not null default 0;
alter table accounts add column password_at bigint;
create index accounts_agent on accounts (tenant_id, agent_id);

alter table sessions add column address text not null default '';
alter table sessions add column name text not null default '';
-- what the person proved himself by: password or oidc
alter table sessions add column proof text not null default 'password';

-- failed attempts by the hash of the account name, also of names that nobody has
create table sign_in_failures (
  account_hash text not null primary key,
  failures bigint not null,
  from_at bigint not null,
  locked_until bigint not null
);
create index sign_in_failures_from on sign_in_failures (from_at);

-- the secret is encrypted; it counts once it is confirmed
create table second_steps (
  tenant_id text not null,
  agent_id text not null,
  secret text not null,
  created_at bigint not null,
  confirmed_at bigint,
  last_step bigint not null,
  primary key (tenant_id, agent_id)
);
create table recovery_codes (
  tenant_id text not null,
  agent_id text not null,
  code_hash text not null,
  used_at bigint,
  primary key (tenant_id, agent_id, code_hash)
);

create table api_tokens (
  tenant_id text not null,
  id text not null,
  token_hash text not null unique,
  agent_id text not null,
  name text not null,
  scopes text not null,
  created_at bigint not null,
  expires_at bigint,
  used_at bigint,
  revoked_at bigint,
  primary key (tenant_id, id)
);

-- the client secret is encrypted
create table sign_in_settings (
  tenant_id text not null primary key,
  seq bigint not null,
  two_step text not null,
  issuer text,
  client_id text,
  client_secret text,
  label text,
  domain text
);
