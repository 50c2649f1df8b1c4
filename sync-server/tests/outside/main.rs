//! What reaches the server from outside the desk: customers' forms and pages, positions of phones, and what it
//! sends out: notices, push messages, e-mail. Each test runs on every engine there is.

#[path = "../support/mod.rs"]
mod support;

mod customer;
mod demo;
mod details;
mod face;
mod forms;
mod mine;
mod notices;
mod positions;
mod progress;
mod publish;
mod replies;
mod told;
mod withdraw;
