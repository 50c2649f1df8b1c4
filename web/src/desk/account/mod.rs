//! My account: one's own password, second step and sessions. [`DemandScreen`] is what somebody sees of it who must do
//! something before he can work.

use dioxus::prelude::*;
use truckroll_protocol::api::Me;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::picture::{Of, PictureField};
use crate::desk::trouble::{Section, Stale, Waiting};
use crate::query::Query;
use crate::session::use_session;

mod codes;
mod password;
mod sessions;
mod two_step;

pub use password::PasswordForm;
pub use sessions::SessionLines;
pub use two_step::TwoStepPane;

/// The topic of reads of one's own account.
pub const TOPIC: &str = "account";

/// The screen.
#[component]
pub fn AccountScreen(query: ReadSignal<Query>) -> Element {
    let _ = query;
    rsx! {
        div { class: "dk-page dk-page-form",
            header { class: "dk-page-head", h1 { class: "dk-page-title", {tr("account-title")} } }
            AccountPanes {}
        }
    }
}

/// Everything of one's own account.
#[component]
pub fn AccountPanes() -> Element {
    let read = use_live(|| vec![TOPIC.to_owned()], api::account);
    rsx! {
        Stale { read }
        match read.value() {
            None => rsx! { Waiting { read } },
            Some(account) => rsx! {
                OwnPortrait {}
                Section { title: tr("account-password"), PasswordForm {} }
                TwoStepPane { account }
                sessions::OwnSessions {}
            },
        }
    }
}

/// One's own portrait; it counts at once.
#[component]
fn OwnPortrait() -> Element {
    let session = use_session();
    let toasts = use_toasts();
    let changes = use_changes();
    let Some(me) = session.me() else { return rsx! {} };
    let send = use_send(
        move |photo: Option<String>| async move {
            api::replace_portrait(photo).await?;
            api::me().await
        },
        move |me: Me| {
            session.renew(me);
            changes.announce(["agent", "agents"]);
            toasts.say(Tone::Done, tr("portrait-saved"));
        },
    );
    rsx! {
        Section { title: tr("portrait"),
            PictureField {
                of: Of::Portrait,
                hide_label: true,
                name: me.agent.name.clone(),
                picture: me.agent.photo.clone(),
                error: send.failure(),
                on_change: move |photo| send.run(photo),
            }
        }
    }
}

/// What must be done before anything else.
#[component]
pub fn DemandScreen(me: Me, on_done: EventHandler<()>, on_leave: EventHandler<()>) -> Element {
    let password = me.demand.as_deref() == Some("password_change");
    let read = use_live(|| vec![TOPIC.to_owned()], api::account);
    let title = if password { tr("account-demand-password") } else { tr("account-demand-two-step") };
    let text = if password { tr("account-demand-password-text") } else { tr("account-demand-two-step-text") };
    rsx! {
        main { class: "dk-gate dk-gate-wide",
            div { class: "dk-gate-card",
                h1 { class: "dk-gate-title", "{title}" }
                p { class: "dk-quiet", "{text}" }
                if password {
                    PasswordForm { on_done }
                } else {
                    match read.value() {
                        None => rsx! { Waiting { read, rows: 3 } },
                        Some(account) => rsx! { TwoStepPane { account, on_done } },
                    }
                }
                Button { label: tr("verb-sign-out"), kind: ButtonKind::Ghost, on_press: move |_| on_leave.call(()) }
            }
        }
    }
}
