-- values of customers that are no columns of their row, as lines; projected, see core/domain/src/fields/project.rs
create table field_values (
  tenant_id text not null,
  kind text not null,
  document_id text not null,
  key text not null,
  n bigint not null,
  text text not null,
  long text,
  number double precision,
  primary key (tenant_id, document_id, key, n)
);
-- covers what is asked of one customer; without it SQLite would rather read a whole index of the organisation than the table
create index field_values_document on field_values (tenant_id, document_id, key, text, number);
create index field_values_text on field_values (tenant_id, kind, key, text, document_id);
create index field_values_number on field_values (tenant_id, kind, key, number, document_id);
-- phone numbers of customers: the digits as typed, and with the country code (E.164); projected
create table phone_numbers (
  tenant_id text not null,
  kind text not null,
  document_id text not null,
  field text not null,
  n bigint not null,
  typed text not null,
  digits text not null,
  e164 text not null,
  primary key (tenant_id, document_id, field, n)
);
create index phone_numbers_digits on phone_numbers (tenant_id, kind, digits, e164, document_id);
create index phone_numbers_e164 on phone_numbers (tenant_id, e164, kind, document_id);
-- who is in which company; projected
create table company_contacts (
  tenant_id text not null,
  company_id text not null,
  contact_id text not null,
  first bigint not null,
  primary key (tenant_id, company_id, contact_id)
);
create index company_contacts_contact on company_contacts (tenant_id, contact_id);
create table saved_queries (
  tenant_id text not null,
  id text not null,
  noun text not null,
  name text not null,
  author text not null,
  author_name text not null,
  body text not null,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (tenant_id, id)
);
create index saved_queries_noun on saved_queries (tenant_id, noun, created_at);
-- the columns of a list as one agent likes them
create table list_columns (
  tenant_id text not null,
  agent_id text not null,
  list text not null,
  columns text not null,
  primary key (tenant_id, agent_id, list)
);
-- accounts by which companies identify themselves; never in a document
create table service_accounts (
  tenant_id text not null,
  account text not null,
  company_id text not null,
  password_hash text not null,
  failures bigint not null,
  locked_until bigint not null,
  primary key (tenant_id, account)
);
create unique index service_accounts_company on service_accounts (tenant_id, company_id);
