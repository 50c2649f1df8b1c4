-- Fees (FEE-01, FEE-08, FEE-09, FEE-13): the journal of each organisation, its lines, what they sum to, and terms of companies.

-- one row a posting, never changed besides `reversed_by`; `body` is what was sealed
create table ledger_postings (
  tenant_id text not null,
  seq bigint not null,
  id text not null,
  kind text not null,
  at bigint not null,
  agent_id text,
  method text not null,
  service text not null,
  company_id text,
  currency text not null,
  -- what the balance grew by; of a posting without a balance what was earned
  minor bigint not null,
  -- the balance after it
  after_minor bigint,
  reversed_by text,
  prev text not null,
  hash text not null,
  body text not null,
  primary key (tenant_id, seq)
);
create unique index ledger_postings_id on ledger_postings (tenant_id, id);
create index ledger_postings_company on ledger_postings (tenant_id, company_id, seq);
create index ledger_postings_at on ledger_postings (tenant_id, at);
create index ledger_postings_service on ledger_postings (tenant_id, company_id, service) where kind = 'deduct';
create table ledger_lines (
  tenant_id text not null,
  seq bigint not null,
  line bigint not null,
  account text not null,
  currency text not null,
  minor bigint not null,
  primary key (tenant_id, seq, line)
);
create index ledger_lines_account on ledger_lines (tenant_id, account, currency, seq);
-- what the lines of an account sum to, and the last posting that touched it
create table ledger_sums (
  tenant_id text not null,
  account text not null,
  currency text not null,
  minor bigint not null,
  version bigint not null,
  primary key (tenant_id, account, currency)
);
-- the end of each journal
create table ledger_heads (
  tenant_id text not null primary key,
  seq bigint not null,
  head text not null
);
create table fee_terms (
  tenant_id text not null,
  company_id text not null,
  card_id text,
  overdraft bigint not null,
  primary key (tenant_id, company_id)
);
