-- All entries of a document as they came with it; those that came or were made later are in `entries`, whose
-- line counts where one id stands in both.
create table packed_entries (document_id text not null primary key, entries blob not null) without rowid;
