//! The root: what every screen shares, the gate of sign-in, and what runs while somebody works.

use dioxus::prelude::*;
use truckroll_domain::Kind;
use truckroll_replica::ask::{Answer, Ask, Changed, VisitList, VisitNarrow};
use truckroll_ui::format::Turns;
use truckroll_ui::prelude::*;

use crate::platform;
use crate::route::Route;
use crate::session::{Gate, Session, use_session_provider};
use crate::shell::{Broken, Starting};
use crate::sign_in::SignInScreen;
use crate::store;
use crate::tickets::NewTicketBanner;
use crate::visits::state::is_at_work;
use crate::visits::track::use_track;
use crate::words;

/// How often "20 s ago" moves.
const TICK_MS: i32 = 10_000;

/// The app.
#[component]
pub fn App() -> Element {
    let spoken = platform::kept("language").unwrap_or_else(platform::languages);
    let ui = use_ui_provider(Locale::negotiate(&spoken), platform::utc_offset_min(), platform::now_ms());
    let session = use_session_provider();
    let changes = use_changes_provider();
    use_toasts_provider();
    use_surroundings(ui, session);
    use_store(session, changes);
    let inside = if *session.broken.read() {
        rsx! { Broken {} }
    } else if session.ended().is_some() {
        rsx! { SignInScreen {} }
    } else {
        match &*session.gate.read() {
            Gate::Asking => rsx! { Starting {} },
            Gate::Out => rsx! { SignInScreen {} },
            Gate::In(_) => rsx! { Working {} },
        }
    };
    rsx! {
        {inside}
        ToastRegion {}
    }
}

/// The screens, and what runs beside them while somebody is signed in.
#[component]
fn Working() -> Element {
    let session = crate::session::use_session();
    let mine = store::use_read(
        &[Kind::Visit],
        || Ask::Visits { list: VisitList::ToDo, narrow: VisitNarrow::default() },
        |answer| match answer {
            Answer::Visits { visits } => Some(visits),
            _ => None,
        },
    );
    let states = use_memo(move || {
        let visits = mine.value().unwrap_or_default();
        visits.iter().map(|v| words::state_of(&v.row.state)).collect::<Vec<_>>()
    });
    use_watch(move || {
        let fresh = states.read().iter().filter(|s| **s == truckroll_domain::visits::VisitState::New).count();
        let mut fresh_visits = session.fresh_visits;
        fresh_visits.set(u32::try_from(fresh).unwrap_or(u32::MAX));
    });
    let at_work = use_memo(move || states.read().iter().any(|s| is_at_work(*s)));
    use_track(at_work.into());
    use_future(|| async {
        let _ = platform::keep_storage().await;
    });
    rsx! {
        Router::<Route> {}
        NewTicketBanner {}
    }
}

/// Follows the store: who is here, how sync stands, what changed.
fn use_store(session: Session, changes: Changes) {
    let heard = use_callback(move |changed: Changed| {
        changes.announce(store::topics(&changed));
        if changed.session {
            changes.announce_all();
            spawn(session.ask_again());
        } else if changed.sync {
            spawn(session.ask_sync());
        }
    });
    let network = use_callback(move |online: bool| {
        spawn(async move {
            let _ = platform::ask(Ask::Network { online }).await;
            session.ask_sync().await;
        });
    });
    use_hook(move || {
        platform::on_changed(move |changed| heard.call(changed));
        platform::on_network(move |online| network.call(online));
        spawn(session.begin(platform::arrived()));
    });
}

/// How often the clocks of the organisation's zone are looked up anew.
const ZONE_MS: i64 = 12 * 3_600_000;

/// Follows the organisation's time zone; before anybody is signed in, the phone's.
fn use_zone(mut ui: UiContext, session: Session) {
    let half_day = use_memo(move || ui.now_ms.read().div_euclid(ZONE_MS));
    let zone = use_memo(move || session.me().map(|me| (me.time_zone.clone(), me.utc_offset_min)));
    use_watch(move || {
        let _ = half_day();
        let (turns, offset) = match &*zone.read() {
            Some((name, offset)) => (platform::zone_turns(name, platform::now_ms()), *offset),
            None => (Vec::new(), platform::utc_offset_min()),
        };
        ui.turns.set(Turns::new(turns));
        ui.offset_minutes.set(offset);
    });
}

/// Follows clock, language and appearance.
fn use_surroundings(mut ui: UiContext, session: Session) {
    use_zone(ui, session);
    use_future(move || async move {
        loop {
            platform::sleep(TICK_MS).await;
            ui.now_ms.set(platform::now_ms());
        }
    });
    use_watch(move || apply_theme(*session.theme.read()));
    use_hook(crate::settings::apply_kept_text_size);
    use_watch(move || {
        let locale = *ui.locale.read();
        apply_locale(locale);
        platform::keep_notice_words(&crate::settings::notice_words(locale));
    });
}
