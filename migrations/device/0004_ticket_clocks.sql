-- What a list shows of a ticket's service levels, counted once: empty where nothing was promised. A line goes when its ticket
-- changes, all of them go when a policy or a calendar does.
create table ticket_clocks (ticket_id text not null primary key, clock text not null) without rowid;
