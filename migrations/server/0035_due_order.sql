-- The order of lists is the index's: what runs out first, and among equals the newest id first (sync-server/src/views/order.rs).
drop index ticket_clocks_due;
create index ticket_clocks_due on ticket_clocks (tenant_id, (coalesce(missed_at, due_at)), ticket_id desc)
  where state in ('running', 'paused');
