-- Whole documents packed for devices ahead of time: a cache that may be emptied. One counts while its seq is the
-- document's and its form the one the program makes (sync-server/src/sync/parcels.rs).
create table parcels (
  tenant_id text not null,
  document_id text not null,
  seq bigint not null,
  form bigint not null,
  body bytea not null,
  primary key (tenant_id, document_id)
);
