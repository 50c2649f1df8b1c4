//! Makes the desk as the person at it wants it (ORG-10, ORG-13): asked for when somebody comes in, followed at once.

use dioxus::prelude::*;
use truckroll_domain::AgentId;
use truckroll_protocol::api::{Preferences, PreferencesNow, turns_of};
use truckroll_ui::format::Turns;
use truckroll_ui::prelude::*;
use truckroll_ui::theme::apply_sidebar;

use crate::api;
use crate::platform;
use crate::session::{Gate, Session};

/// Follows the preferences of whoever is at the desk; call it in the root.
pub fn use_preferences(ui: UiContext, session: Session) {
    let mut whose = use_signal(|| None::<AgentId>);
    use_effect(move || {
        let here = match &*session.gate.read() {
            Gate::In(me) if me.demand.is_none() => Some(me.agent.id),
            _ => None,
        };
        if whose.replace(here) == here {
            return;
        }
        let Session { mut wishes, mut begun, .. } = session;
        wishes.set(None);
        begun.set(false);
        apply_sidebar("");
        if here.is_some() {
            spawn(async move {
                // a server that cannot say it now leaves the desk as it always was
                let now = api::preferences().await.unwrap_or_default();
                if *whose.peek() == here {
                    follow(ui, session, now);
                }
            });
        }
    });
}

/// Makes the desk like this.
pub fn follow(mut ui: UiContext, session: Session, now: PreferencesNow) {
    let Session { mut theme, mut wishes, .. } = session;
    let wished = now.preferences;
    if let Some(chosen) = Locale::from_tag(&wished.language).filter(|chosen| *ui.locale.peek() != *chosen) {
        ui.locale.set(chosen);
    }
    if !wished.theme.is_empty() {
        // kept here too, so that the next start does not flash
        platform::keep("theme", &wished.theme);
        theme.set(Theme::from_name(&wished.theme));
    }
    apply_sidebar(&wished.sidebar);
    let turns = match &now.offsets {
        Some(offsets) => turns_of(offsets),
        None => session.me().map(|me| me.turns()).unwrap_or_default(),
    };
    ui.turns.set(Turns::new(turns));
    wishes.set(Some(wished));
}

/// Keeps a change that was made elsewhere than on the page of the preferences; the desk has followed it already.
pub fn keep(session: Session, change: impl FnOnce(&mut Preferences)) {
    let mut wishes = session.wishes;
    // what the server has not said yet is not written over
    let Some(mut wished) = wishes.peek().clone() else { return };
    change(&mut wished);
    wishes.set(Some(wished.clone()));
    spawn(async move {
        // out of reach it holds on this device, where it is kept too
        let _ = api::replace_preferences(wished).await;
    });
}

/// The addresses that the desk can begin with, of those of this person's modules.
#[must_use]
pub fn starts(wished: &Preferences, mine: &[crate::desk::modules::Module]) -> (String, Vec<Choice>) {
    let choices: Vec<Choice> = mine
        .iter()
        .filter(|module| !module.is_settings())
        .map(|module| Choice::new(module.href, tr(module.label)))
        .collect();
    let known = choices.iter().any(|choice| choice.value == wished.start);
    (if known { wished.start.clone() } else { String::new() }, choices)
}
