-- Indexes that serve the screens of a device; see core/replica/src/reads for the queries.
create index if not exists visits_agenda on visits (assignee, state, window_from);
create index if not exists visits_ticket on visits (ticket_id);
create index if not exists tickets_updated on tickets (updated_at);
