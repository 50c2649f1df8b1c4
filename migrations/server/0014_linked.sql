-- Two organisations that are linked, or one that asked the other (ORG-15). One row for both sides: each reads it as
-- asker or as other, and nobody else. `relation` is what the other is to the asker.
create table tenant_links (
  id text not null primary key,
  asker_id text not null,
  other_id text not null,
  relation text not null,
  state text not null,
  shared text not null,
  note text not null,
  asked_at bigint not null,
  decided_at bigint,
  version bigint not null
);
create index tenant_links_asker on tenant_links (asker_id, asked_at);
create index tenant_links_other on tenant_links (other_id, asked_at);
-- Links are made one at a time over all organisations, so that no two of them close a circle together.
create table tenant_links_turn (id bigint not null primary key, turn bigint not null);
insert into tenant_links_turn (id, turn) values (1, 0);
