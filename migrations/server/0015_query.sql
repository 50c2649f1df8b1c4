-- covers what is asked of one customer; without it SQLite would rather read a whole index of the organisation than the table.
-- With the kind PostgreSQL finds all of it here too.
drop index field_values_document;
create index field_values_kept on field_values (tenant_id, document_id, key, text, number, kind);
