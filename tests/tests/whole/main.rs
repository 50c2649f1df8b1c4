//! The whole system in one program: server and phones with a moved clock, a bad network and random work. One program, because each
//! would have all of the server in it.

mod convergence;
mod crash;
mod directory;
mod hostile;
mod houses;
mod macros;
mod merges;
mod payments;
mod persons;
mod phone_tickets;
mod recurrence;
mod rules;
mod stories;
mod ticket_family;
mod ticket_forms;
