//! The root: what every screen shares, and the gate between signing in and working.

use std::rc::Rc;

use dioxus::prelude::*;
use truckroll_protocol::api::Me;
use truckroll_protocol::api::setup::SetupNeeded;
use truckroll_ui::format::Turns;
use truckroll_ui::prelude::*;

use crate::api::{self, Fault};
use crate::desk::account::DemandScreen;
use crate::desk::modules::has_desk;
use crate::desk::sign_in::{NoDesk, SignInScreen, Starting};
use crate::keys::use_keys_provider;
use crate::platform;
use crate::preferences;
use crate::route::Route;
use crate::session::{Gate, Session, use_session_provider};
use crate::setup::OpenScreen;
use crate::unsaved::use_unsaved_provider;

/// What the address of the desk carries for whoever was invited to open another organisation.
const NEW_ORGANISATION: &str = "new-organisation";
/// How often "20 s ago" moves.
const TICK_MS: i32 = 5_000;
/// How long to wait for a server that does not answer at the start.
const RETRY_MS: i32 = 3_000;

/// The app.
#[component]
pub fn App() -> Element {
    let ui = use_ui_provider(language(""), platform::utc_offset_min(), platform::now_ms());
    let session = use_session_provider();
    preferences::use_preferences(ui, session);
    use_changes_provider();
    use_toasts_provider();
    use_keys_provider();
    use_unsaved_provider();
    use_surroundings(ui, session);
    let mut new_server = use_signal(|| false);
    let admit = use_callback(move |me: Me| admit(ui, session, me));
    use_future(move || async move {
        loop {
            match api::me().await {
                Ok(me) => return admit.call(me),
                Err(Fault::OutOfReach) => platform::sleep(RETRY_MS).await,
                Err(_) => {
                    // an older server does not know the question and has its organisation
                    let asked =
                        platform::query().trim_start_matches('?').split('&').any(|part| part == NEW_ORGANISATION);
                    let waits = |setup: SetupNeeded| setup.needed || setup.invited && asked;
                    new_server.set(api::setup_needed().await.is_ok_and(waits));
                    return session.leave(None);
                }
            }
        }
    });
    let again = use_callback(move |()| {
        spawn(async move {
            if let Ok(me) = api::me().await {
                session.renew(me);
            }
        });
    });
    let leave = use_callback(move |()| {
        spawn(async move {
            if api::sign_out().await.is_ok() {
                session.leave(None);
            }
        });
    });
    let inside = match &*session.gate.read() {
        Gate::Asking => rsx! { Starting {} },
        Gate::Out(None) if new_server() => rsx! {
            OpenScreen { on_admit: move |me| admit.call(me), on_opened: move |()| new_server.set(false) }
        },
        Gate::Out(why) => rsx! { SignInScreen { why: *why, on_admit: move |me| admit.call(me) } },
        Gate::In(me) if me.demand.is_some() => rsx! {
            DemandScreen { me: Me::clone(me), on_done: move |()| again.call(()), on_leave: move |()| leave.call(()) }
        },
        Gate::In(me) if has_desk(&me.rights(), &me.switches) => rsx! { Router::<Route> {} },
        Gate::In(me) => rsx! { NoDesk { name: me.agent.name.clone() } },
    };
    rsx! {
        {inside}
        ToastRegion {}
    }
}

/// The language of this person, as far as it is known before and after signing in.
fn language(organisation: &str) -> Locale {
    Locale::for_reader(platform::kept("language").as_deref(), &platform::languages(), organisation)
}

/// Lets somebody in: the organisation's zone, the server's clock, a language he speaks.
fn admit(mut ui: UiContext, session: Session, me: Me) {
    let Session { mut gate, mut skew_ms, .. } = session;
    let here = platform::now_ms();
    skew_ms.set(me.server_time.ms().saturating_sub(here));
    ui.now_ms.set(me.server_time.ms());
    follow_clocks(ui, &me);
    let spoken = language(&me.locale);
    if *ui.locale.peek() != spoken {
        ui.locale.set(spoken);
    }
    session.reached(true);
    gate.set(Gate::In(Rc::new(me)));
}

/// Shows times as the organisation's clocks do, through their changes.
fn follow_clocks(mut ui: UiContext, me: &Me) {
    ui.offset_minutes.set(me.utc_offset_min);
    ui.turns.set(Turns::new(me.turns()));
}

/// Follows clock, network, width, language and appearance.
fn use_surroundings(mut ui: UiContext, session: Session) {
    let Session { mut narrow, skew_ms, theme, .. } = session;
    use_future(move || async move {
        loop {
            platform::sleep(TICK_MS).await;
            let now = platform::now_ms().saturating_add(*skew_ms.peek());
            ui.now_ms.set(now);
        }
    });
    let network = use_callback(move |online: bool| session.reached(online));
    let width = use_callback(move |is_narrow: bool| narrow.set(is_narrow));
    use_hook(move || {
        platform::on_network(move |online| network.call(online));
        platform::on_narrow(move |is_narrow| width.call(is_narrow));
    });
    let changes = use_changes();
    let mut was_offline = use_signal(|| false);
    use_effect(move || {
        let offline = *session.offline.read();
        // Back again: what the screens show may be old.
        if was_offline.replace(offline) && !offline {
            changes.announce_all();
        }
    });
    use_effect(move || apply_theme(*theme.read()));
    use_effect(move || apply_locale(*ui.locale.read()));
}
