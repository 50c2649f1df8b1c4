-- Browsers in which customers asked, on a ticket's progress page, to be told of it by web push (TKT-45).

-- what a browser gave is its own; nothing says who sits before it
create table customer_subscriptions (
  tenant_id text not null,
  ticket_id text not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  locale text not null,
  created_at bigint not null,
  primary key (tenant_id, ticket_id, endpoint)
);
create index customer_subscriptions_endpoint on customer_subscriptions (tenant_id, endpoint);
