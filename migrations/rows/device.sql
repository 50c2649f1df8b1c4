-- Indexes that serve the screens of a device; see core/replica/src/reads for the queries.
create index if not exists visits_agenda on visits (assignee, state, window_from);
create index if not exists visits_ticket on visits (ticket_id);
create index if not exists tickets_updated on tickets (updated_at);
create index if not exists companies_name on companies (name, id);
create index if not exists contacts_name on contacts (name, id);
create index if not exists companies_lat on companies (lat);
create index if not exists contacts_company on contacts (company_id);
create index if not exists tickets_parent on tickets (parent_id);
create index if not exists tickets_company on tickets (company_id);
create index if not exists tickets_contact on tickets (contact_id);
