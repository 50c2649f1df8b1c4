-- Tickets in the order of what runs out first (sync-server/src/views/order.rs).
create index ticket_clocks_due on ticket_clocks (tenant_id, (coalesce(missed_at, due_at)), ticket_id)
  where state in ('running', 'paused');
