-- The organisation's face: its account name, who confirmed the e-mail address of its contact person, its white label.

-- the name an organisation chose; unique on the server
create table account_names (
  name text not null primary key,
  tenant_id text not null unique
);
-- whether the e-mail address of the contact person is his; the token is known by its hash, until it is used
create table contact_confirmations (
  tenant_id text not null primary key,
  email text not null,
  token_hash text unique,
  sent_at bigint not null,
  expires_at bigint not null,
  -- how many letters were sent since
  counted_from bigint not null,
  letters bigint not null,
  confirmed_at bigint
);
-- how an organisation appears to its customers; an address leads to one organisation
create table brandings (
  tenant_id text not null primary key,
  seq bigint not null,
  body text not null,
  address text unique
);
