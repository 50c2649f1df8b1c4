//! Licences of one agent as icons: coloured when he has it, grey when not. A press switches, taking one asks first (ORG-20).

use dioxus::prelude::*;
use truckroll_domain::access::Module;
use truckroll_domain::people::Agent;
use truckroll_ui::prelude::*;

use crate::admin::said;
use crate::api;

/// The icons; with `may` they are buttons. The list of staff hears of the change by itself.
#[component]
pub fn Licences(agent: Agent, may: bool) -> Element {
    let toasts = use_toasts();
    let changes = use_changes();
    let mut taking = use_signal(|| None::<Module>);
    let name = agent.name.clone();
    let id = agent.id;
    let done = name.clone();
    let send = use_send(
        move |(module, on): (Module, bool)| async move {
            api::staff::licence(id, module, on).await.map(|now| (module, now.agent.licensed(module)))
        },
        move |(module, on): (Module, bool)| {
            taking.set(None);
            changes.announce(["agent"]);
            let said = if on { "staff-licence-given" } else { "staff-licence-taken" };
            toasts.say(Tone::Done, tr!(said, module = said::module(module), name = done.clone()));
        },
    );
    let failure = send.failure();
    use_effect(use_reactive!(|failure| {
        if let Some(failure) = failure {
            toasts.say(Tone::Alert, failure);
        }
    }));
    rsx! {
        div { class: "dk-licences", role: "group", aria_label: tr!("staff-licences-of", name = name.clone()),
            for module in Module::ALL.iter().copied() {
                LicenceMark {
                    key: "{module.word()}",
                    module,
                    on: agent.licensed(module),
                    press: may.then(|| EventHandler::new(move |on: bool| {
                        if on { send.run((module, true)) } else { taking.set(Some(module)) }
                    })),
                }
            }
        }
        if let Some(module) = taking() {
            // A section of its own: the head and foot of a dialog are none of the page's.
            section {
                Confirm {
                    open: true,
                    title: tr!("staff-licence-take", module = said::module(module), name = name.clone()),
                    text: tr!("staff-licence-take-text", name = name.clone()),
                    verb: tr("staff-licence-take-verb"),
                    danger: true,
                    busy: send.busy(),
                    on_confirm: move |()| send.run((module, false)),
                    on_close: move |()| taking.set(None),
                }
            }
        }
    }
}

/// One licence.
#[component]
fn LicenceMark(
    module: Module,
    on: bool,
    /// What a press does; without it the mark only shows.
    press: Option<EventHandler<bool>>,
) -> Element {
    let name = said::module(module);
    let says = match (on, press.is_some()) {
        (true, true) => tr!("staff-licence-on-press", module = name.clone()),
        (false, true) => tr!("staff-licence-off-press", module = name.clone()),
        (true, false) => tr!("staff-licence-on", module = name.clone()),
        (false, false) => tr!("staff-licence-off", module = name.clone()),
    };
    let class = if on { "dk-licence dk-licence-on" } else { "dk-licence" };
    let Some(press) = press else {
        return rsx! {
            span { class, title: says.clone(), role: "img", aria_label: says,
                Glyph { icon: said::module_icon(module), size: 18 }
            }
        };
    };
    rsx! {
        button {
            class,
            r#type: "button",
            aria_pressed: if on { "true" } else { "false" },
            aria_label: name,
            title: says,
            onclick: move |_| press.call(!on),
            Glyph { icon: said::module_icon(module), size: 18 }
        }
    }
}
