-- A device's replica. Times are ms UTC.
create table kv (k text not null primary key, v text not null) without rowid;
-- state: 0 in step, 2 damaged (asked for anew), 3 a command was refused (asked for anew),
-- 4 no longer ours but with unsent work
create table documents (
  id text not null primary key,
  kind text not null,
  seq integer not null,
  state integer not null,
  snapshot blob not null,
  overlay text not null
) without rowid;
create table changes (
  n integer primary key,
  document_id text not null,
  command_id text,
  bytes blob not null
);
create index changes_document on changes (document_id, n);
-- commands in the order they were given.
-- state: 0 waits, 1 kept (stored, does not count), 2 refused, 3 seen by the person
create table outbox (
  n integer primary key,
  id text not null unique,
  document_id text not null,
  kind text not null,
  title text not null,
  command text not null,
  state integer not null,
  why text,
  at integer not null
);
create index outbox_state on outbox (state, n);
create index outbox_document on outbox (document_id, n);
-- command_id: made here by that command and not yet confirmed by the server
create table entries (
  id text not null primary key,
  parent_id text not null,
  at integer not null,
  command_id text,
  body text not null
) without rowid;
create index entries_parent on entries (parent_id, at);
create table definitions (
  kind text not null,
  id text not null,
  body text not null,
  primary key (kind, id)
) without rowid;
-- photos and files; upload: 0 none (came from the server), 1 waits, 2 done
create table attachments (
  hash text not null primary key,
  size integer not null,
  mime text not null,
  bytes blob,
  upload integer not null,
  sent integer not null,
  used_at integer not null
);
create index attachments_upload on attachments (upload);
-- documents whose search text is out of date
create table search_queue (document_id text not null primary key) without rowid;
create virtual table search using fts5(document_id unindexed, kind unindexed, body, tokenize = 'trigram');
create table row_shapes (name text not null primary key, shape text not null) without rowid;
-- positions of the visit at work, until they are sent
create table positions (
  n integer primary key,
  visit_id text not null,
  at integer not null,
  lat real not null,
  lon real not null,
  accuracy_m real
);
