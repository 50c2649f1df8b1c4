//! What nobody may do with customers (CUS-24): six ticks that the main account alone turns.

use dioxus::prelude::*;
use truckroll_domain::access::{Lock, Restrictions};
use truckroll_protocol::api::{NewRestrictions, RestrictionsNow};
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};

/// The section.
#[component]
pub fn RestrictionsSection() -> Element {
    let read = use_live(|| vec![Restrictions::KIND.to_owned()], api::customer_restrictions);
    rsx! {
        Section { title: tr("work-locks"),
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 3 } },
                Some(now) => rsx! { Locks { now } },
            }
        }
    }
}

/// The ticks. Each is sent as it is turned.
#[component]
fn Locks(now: RestrictionsNow) -> Element {
    let changes = use_changes();
    let toasts = use_toasts();
    let seq = now.seq;
    let send = use_send(
        |new: NewRestrictions| async move { api::replace_customer_restrictions(&new).await },
        move |_| {
            changes.announce([Restrictions::KIND]);
            toasts.say(Tone::Done, tr("cust-saved"));
        },
    );
    rsx! {
        p { class: "dk-quiet",
            {tr("work-locks-intro")}
            " "
            if !now.mine {
                {tr!("work-locks-who", name = now.main_account.clone())}
            }
        }
        Failed { failure: send.failure() }
        for lock in Lock::ALL.iter().copied() {
            CheckField {
                key: "{lock.word()}",
                label: tr(&format!("work-lock-{}", lock.word().replace('_', "-"))),
                switch: true,
                checked: now.restrictions.on(lock),
                disabled: !now.mine || send.busy(),
                on_change: {
                    let restrictions = now.restrictions.clone();
                    move |on: bool| send.run(NewRestrictions { seq, restrictions: restrictions.clone().with(lock, on) })
                },
            }
        }
    }
}
