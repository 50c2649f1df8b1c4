//! The data of the benches: the tickets that `tests/bench/sync/tickets.mjs` makes, the same on every machine and for every peer.
//!
//! A ticket has 30 short fields, a body of 600 characters and 20 replies of 200: 6.8 kB as plain JSON.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::Value;

use super::script;

/// One message of a conversation.
#[derive(Clone, Debug, Deserialize)]
pub struct Reply {
    /// Who.
    pub by: String,
    /// Text.
    pub text: String,
}

/// One ticket.
#[derive(Clone, Debug)]
pub struct SourceTicket {
    /// One line.
    pub title: String,
    /// What was asked.
    pub body: String,
    /// Short values by key.
    pub fields: BTreeMap<String, String>,
    /// The conversation.
    pub replies: Vec<Reply>,
}

#[derive(Deserialize)]
struct Line {
    body: String,
    replies: Vec<Reply>,
    #[serde(flatten)]
    fields: BTreeMap<String, Value>,
}

/// The first `count` tickets.
///
/// # Errors
/// When Node is not there or prints something else.
pub fn tickets(count: usize) -> anyhow::Result<Vec<SourceTicket>> {
    let mut command = Command::new("node");
    command.arg(script("sync", "tickets.mjs")?).args(["--documents", &count.to_string()]);
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().context("start node")?;
    let tickets: Vec<SourceTicket> = String::from_utf8(output.stdout)?
        .lines()
        .map(|line| Ok(ticket(serde_json::from_str(line)?)))
        .collect::<anyhow::Result<_>>()?;
    anyhow::ensure!(tickets.len() == count, "{} tickets were made", tickets.len());
    Ok(tickets)
}

fn ticket(line: Line) -> SourceTicket {
    let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut fields: BTreeMap<String, String> = line.fields.into_iter().map(|(key, value)| (key, text(value))).collect();
    SourceTicket { title: fields.remove("subject").unwrap_or_default(), body: line.body, fields, replies: line.replies }
}
