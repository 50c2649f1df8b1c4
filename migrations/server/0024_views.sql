-- Views of tickets (TKT-16 to TKT-19): what their counts ask of service levels; the views themselves are definitions.

create index ticket_clocks_missed on ticket_clocks (tenant_id, missed_at, ticket_id) where missed_at is not null;
create index ticket_clocks_amber on ticket_clocks (tenant_id, amber_at, ticket_id) where missed_at is null;
