-- Payments (FEE-05, FEE-10, FEE-15, FEE-16): orders, what is to be done at providers, how the organisation is known to them.

-- one row an order; `body` has all that happened, the other columns are what is looked for
create table payment_orders (
  tenant_id text not null,
  id text not null,
  version bigint not null,
  -- the idempotency key
  wish text not null,
  -- `visit:` and an id
  subject text not null,
  -- whether it may still be paid, or waits for a decision
  is_open bigint not null,
  state text not null,
  provider text not null,
  company_id text,
  agent_id text,
  service text not null,
  currency text not null,
  due_minor bigint not null,
  created_at bigint not null,
  paid_at bigint,
  -- when something happened to it last
  changed_at bigint not null,
  -- when the QR stops
  expires_at bigint,
  -- whether a person has to look
  attention bigint not null,
  -- what the QR says
  qr text not null,
  -- why the provider could not be asked
  trouble text not null,
  body text not null,
  primary key (tenant_id, id)
);
create unique index payment_orders_wish on payment_orders (tenant_id, wish);
create unique index payment_orders_open on payment_orders (tenant_id, subject) where is_open = 1;
create index payment_orders_subject on payment_orders (tenant_id, subject, created_at);
create index payment_orders_company on payment_orders (tenant_id, company_id, created_at);
create index payment_orders_at on payment_orders (tenant_id, created_at, id);
create index payment_orders_attention on payment_orders (tenant_id, created_at) where attention = 1;
create index payment_orders_changed on payment_orders (tenant_id, provider, changed_at, id);
create index payment_orders_expires on payment_orders (expires_at) where is_open = 1 and expires_at is not null;
-- what is to be asked of a provider, until it is done
create table payment_tasks (
  tenant_id text not null,
  id text not null,
  order_id text not null,
  -- issue, query, close, refund, query_refund
  kind text not null,
  -- the refund
  about text not null,
  attempts bigint not null,
  next_at bigint not null,
  leased_until bigint not null,
  primary key (tenant_id, id)
);
create unique index payment_tasks_once on payment_tasks (tenant_id, order_id, kind, about);
create index payment_tasks_due on payment_tasks (next_at);
-- settings of providers; what is secret is sealed
create table payment_providers (
  tenant_id text not null,
  provider text not null,
  seq bigint not null,
  enabled bigint not null,
  settings text not null,
  sealed text not null,
  primary key (tenant_id, provider)
);
