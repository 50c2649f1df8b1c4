-- An automation task that could not close a ticket because of its open parts tries again when they are closed (TKT-25).

alter table rule_marks add column waits_for_parts bigint not null default 0;
create index rule_marks_waiting on rule_marks (tenant_id, rule_id) where waits_for_parts = 1;
