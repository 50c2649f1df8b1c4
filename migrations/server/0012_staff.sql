-- what organisations may use, as the operator of the installation set it; without a row nothing is limited
create table tenant_licences (
  tenant_id text not null,
  body text not null,
  written_at bigint not null,
  -- days before the end of which administrators have been told last
  warned bigint,
  primary key (tenant_id)
);
-- how people want the desk to look and behave
create table preferences (
  tenant_id text not null,
  agent_id text not null,
  body text not null,
  primary key (tenant_id, agent_id)
);
-- the secret with which an organisation's other systems check who comes
create table navigation_secrets (
  tenant_id text not null,
  sealed text not null,
  made_at bigint not null,
  primary key (tenant_id)
);
