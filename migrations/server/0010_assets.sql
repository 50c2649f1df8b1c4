-- whose rows a file brings: of an asset table its key, else empty
alter table imports add column asset_table text not null default '';
