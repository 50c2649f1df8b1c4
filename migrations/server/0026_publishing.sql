-- Codes by short message (TKT-02), published templates (TKT-42, TKT-43), receipts, satisfaction (TKT-47).

-- codes that were sent; number and code are hashes, `sealed` is the number itself, and nothing is older than an hour
create table sms_codes (
  tenant_id text not null,
  id text not null,
  number text not null,
  sealed text not null,
  code text not null,
  tries bigint not null,
  at bigint not null,
  until_at bigint not null,
  primary key (tenant_id, id)
);
create index sms_codes_number on sms_codes (tenant_id, number, at);
create index sms_codes_age on sms_codes (at);
-- saved links to ticket templates; without `expires_at` they last until they are switched off
create table publications (
  tenant_id text not null,
  id text not null,
  template_id text not null,
  asset_id text,
  label text not null,
  body text not null,
  version bigint not null,
  created_at bigint not null,
  expires_at bigint,
  disabled_at bigint,
  primary key (tenant_id, id)
);
create index publications_id on publications (id);
create index publications_template on publications (tenant_id, template_id);
-- what came in by them: the receipt that the customer's device made, and the ticket it became
create table submissions (
  tenant_id text not null,
  id text not null,
  receipt text not null,
  ticket_id text not null,
  at bigint not null,
  primary key (tenant_id, id)
);
create index submissions_receipt on submissions (tenant_id, receipt);
create index submissions_ticket on submissions (tenant_id, ticket_id);
