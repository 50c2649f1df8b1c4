-- Indexes that serve the lists of the server; see sync-server/src/<noun>.rs for the queries.
create index if not exists visits_board on visits (tenant_id, state, due_at);
create index if not exists visits_assignee on visits (tenant_id, assignee, state);
create index if not exists visits_window on visits (tenant_id, window_from);
create index if not exists visits_ticket on visits (tenant_id, ticket_id);
create index if not exists tickets_updated on tickets (tenant_id, updated_at);
create index if not exists tickets_status on tickets (tenant_id, status, updated_at);
create index if not exists tickets_assignee on tickets (tenant_id, assignee, status);
create index if not exists companies_name on companies (tenant_id, name);
create index if not exists companies_service on companies (tenant_id, service_to);
drop index if exists companies_group;
create index if not exists companies_in_group on companies (tenant_id, group_key, id) where deleted_at is null;
create index if not exists companies_owner on companies (tenant_id, owner);
create index if not exists companies_created on companies (tenant_id, created_at);
create index if not exists companies_deleted on companies (tenant_id, deleted_at) where deleted_at is not null;
create index if not exists contacts_name on contacts (tenant_id, name);
create index if not exists contacts_created on contacts (tenant_id, created_at);
create index if not exists contacts_email on contacts (tenant_id, lower(email));
create index if not exists contacts_deleted on contacts (tenant_id, deleted_at) where deleted_at is not null;
create index if not exists tickets_company on tickets (tenant_id, company_id, created_at);
create index if not exists tickets_contact on tickets (tenant_id, contact_id, created_at);
create index if not exists visits_company on visits (tenant_id, company_id, created_at);
create index if not exists visits_contact on visits (tenant_id, contact_id, created_at);
create index if not exists visits_done on visits (tenant_id, completed_at);
create index if not exists assets_company on assets (tenant_id, company_id);
create index if not exists assets_name on assets (tenant_id, name);
create index if not exists assets_table on assets (tenant_id, table_key, name);
create index if not exists assets_serial on assets (tenant_id, table_key, serial_number);
create index if not exists assets_model on assets (tenant_id, table_key, model);
create index if not exists assets_contact on assets (tenant_id, contact_id) where contact_id is not null;
create index if not exists assets_agent on assets (tenant_id, agent_id) where agent_id is not null;
create index if not exists assets_deleted on assets (tenant_id, deleted_at) where deleted_at is not null;
create index if not exists tickets_asset on tickets (tenant_id, asset_id, created_at) where asset_id is not null;
create index if not exists visits_asset on visits (tenant_id, asset_id, created_at) where asset_id is not null;
create index if not exists companies_place on companies (tenant_id, lat, lon) where lat is not null;
-- the digits of a phone number, however it was typed; the same expression is in sync-server/src/portal/customer.rs
create index if not exists contacts_digits on contacts (tenant_id, (replace(replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '+', ''), '(', ''), ')', ''), '.', '')));
-- uploads that are still under way; see sync-server/src/attachments/abandoned.rs
create index if not exists attachments_unfinished on attachments (tenant_id, hash) where completed_at is null;
