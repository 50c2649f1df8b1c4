-- what was noted about definitions, without reading the events of documents
create index events_kind on events (tenant_id, kind, seq);
