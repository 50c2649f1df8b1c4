//! Several tickets at once: ticked in the list, at most ten (APP-13), each changed by a command of its own, so that all of
//! it works without a network and what is refused is named.

use dioxus::prelude::*;
use truckroll_domain::Command;
use truckroll_domain::tickets::{Status, TicketCommand};
use truckroll_replica::ask::TicketItem;
use truckroll_ui::prelude::*;

use crate::{ids, store, words};

/// Most tickets of one change.
pub const MOST: usize = 10;

/// Ticks or unticks a ticket; `false` when there are as many as can be changed at once.
pub fn tick(picked: &mut Vec<String>, id: &str) -> bool {
    if let Some(at) = picked.iter().position(|known| known == id) {
        picked.remove(at);
        return true;
    }
    let fits = picked.len() < MOST;
    if fits {
        picked.push(id.to_owned());
    }
    fits
}

/// What is done with the ticked ones, under the list.
#[component]
pub fn BatchBar(picked: Signal<Vec<String>>, tickets: Vec<TicketItem>, full: bool) -> Element {
    let mut to = use_signal(String::new);
    let mut said = use_signal(Vec::<String>::new);
    let mut busy = use_signal(|| false);
    let statuses: Vec<Choice> =
        Status::ALL.iter().map(|status| Choice::new(status.word(), words::ticket_word(status.word()))).collect();
    let titles: Vec<(String, String)> =
        tickets.iter().map(|item| (item.row.id.clone(), item.row.title.clone())).collect();
    let first: Vec<String> = tickets.iter().take(MOST).map(|item| item.row.id.clone()).collect();
    let apply = move |_| {
        let Some(status) = Status::from_word(&to.peek()) else { return };
        let chosen = picked.peek().clone();
        let titles = titles.clone();
        busy.set(true);
        spawn(async move {
            let (mut done, mut refused) = (0_usize, Vec::new());
            for id in chosen {
                let Ok(ticket) = id.parse() else { continue };
                let command = TicketCommand::SetStatus { fact: ids::line(), status };
                match store::execute(Command::Ticket { id: ticket, command }).await {
                    Ok(()) => done += 1,
                    Err(why) => {
                        let title = titles.iter().find(|(known, _)| *known == id).map(|(_, title)| title.clone());
                        let said = tr!("eng-batch-failed", title = title.unwrap_or_default(), why = why.to_string());
                        refused.push((id, said));
                    }
                }
            }
            let mut lines = vec![tr!("eng-batch-done", count = done)];
            lines.extend(refused.iter().map(|(_, line)| line.clone()));
            // What was refused stays ticked, to be looked at.
            picked.set(refused.into_iter().map(|(id, _)| id).collect());
            said.set(lines);
            busy.set(false);
        });
    };
    let count = picked.read().len();
    rsx! {
        section { class: "tr-card tr-stack", aria_label: tr("eng-batch"),
            p { role: "status",
                {tr!("eng-batch-count", count = count, most = MOST)}
                if full {
                    " "
                    {tr!("eng-batch-most", most = MOST)}
                }
            }
            div { class: "tr-actions",
                Button {
                    label: tr!("eng-batch-first", most = MOST),
                    kind: ButtonKind::Ghost,
                    on_press: move |_| picked.set(first.clone()),
                }
            }
            SelectField {
                label: tr("eng-batch-status"),
                value: to(),
                none_label: tr("eng-choose"),
                options: statuses,
                on_change: move |word| to.set(word),
            }
            Button {
                label: tr("eng-batch-apply"),
                kind: ButtonKind::Primary,
                disabled: count == 0 || to.read().is_empty(),
                busy: busy(),
                on_press: apply,
            }
            if !said.read().is_empty() {
                ul { role: "status", class: "tr-small",
                    for line in said() {
                        li { key: "{line}", "{line}" }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_ticket_is_not_taken_and_a_tick_can_be_taken_back() {
        let mut picked = Vec::new();
        assert!((0..MOST).all(|n| tick(&mut picked, &n.to_string())));
        assert!(!tick(&mut picked, "eleventh"));
        assert_eq!(picked.len(), MOST);
        assert!(tick(&mut picked, "3"));
        assert!(tick(&mut picked, "eleventh"));
        assert_eq!(picked.len(), MOST);
    }
}
