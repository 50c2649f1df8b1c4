//! A command as what was recorded by it: the photo, the part, the words.

use dioxus::prelude::*;
use truckroll_domain::Command;
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::visits::VisitCommand;
use truckroll_replica::ask::AttentionItem;
use truckroll_ui::prelude::*;

use crate::{store, words};

/// The message key of what a command records.
fn action(command: &Command) -> String {
    let key = format!("action-{}", command.name().replace('_', "-"));
    if has_message(&key) { tr(&key) } else { command.name().to_owned() }
}

/// What was written, beyond the fact that it was done.
fn written(command: &Command) -> Vec<String> {
    let lines: Vec<String> = match command {
        Command::Visit { command, .. } => match command {
            VisitCommand::Create { visit } => vec![visit.title.clone(), visit.description.clone()],
            VisitCommand::SetPart { line, .. } => {
                vec![format!("{} × {}", line.quantity, line.name), line.part_number.clone()]
            }
            VisitCommand::Report { solution, remark, work_minutes, answers, .. } => {
                let mut said: Vec<String> = [solution, remark].into_iter().flatten().cloned().collect();
                said.extend(work_minutes.map(|m| tr!("duration-minutes", minutes = m)));
                said.extend(answers.iter().map(|(key, answer)| format!("{key}: {answer}")));
                said
            }
            VisitCommand::Sign { line, .. } => vec![line.signer.clone()],
            VisitCommand::Note { text, .. } => vec![text.clone()],
            VisitCommand::Reject { reason, .. }
            | VisitCommand::Pause { reason, .. }
            | VisitCommand::Arrive { reason, .. }
            | VisitCommand::RequestCancel { reason, .. }
            | VisitCommand::Assign { reason, .. } => vec![reason.clone()],
            _ => Vec::new(),
        },
        Command::Ticket { command, .. } => match command {
            TicketCommand::Create { ticket } => vec![ticket.title.clone(), ticket.description.clone()],
            TicketCommand::Reply { text, .. } => vec![text.clone()],
            TicketCommand::SetStatus { status, .. } => vec![words::ticket_word(status.word())],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

/// The hash of the picture that a command brought.
fn picture(command: &Command) -> Option<String> {
    match command {
        Command::Visit { command: VisitCommand::AddPhoto { line, .. }, .. } => Some(line.attachment.hash.clone()),
        Command::Visit { command: VisitCommand::Sign { line, .. }, .. } => Some(line.attachment.hash.clone()),
        _ => None,
    }
}

/// Everything that was recorded, in the order of the work.
#[component]
pub fn Recorded(items: Vec<AttentionItem>) -> Element {
    let format = use_format();
    let shown = store::use_pictures(items.iter().filter_map(|item| picture(&item.command)).collect());
    rsx! {
        ol { class: "tr-stack",
            for item in items {
                li { key: "{item.id}", class: "flex gap-3",
                    time { class: "tr-small tr-muted tr-figures", {format.clock(item.at.ms())} }
                    div { class: "flex-1 min-w-0",
                        p { {action(&item.command)} }
                        for line in written(&item.command) {
                            p { class: "tr-muted whitespace-pre-line", "{line}" }
                        }
                        if let Some(url) = picture(&item.command).and_then(|hash| shown.read().get(&hash).cloned()) {
                            img { src: "{url}", alt: action(&item.command), class: "max-h-40 rounded" }
                        }
                    }
                }
            }
        }
    }
}
