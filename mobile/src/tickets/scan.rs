//! A machine by the code on it (APP-08): scanned where the browser can, typed everywhere; found among the machines
//! on the phone, and with a network among those of the server.

use dioxus::prelude::*;
use truckroll_domain::assets::AssetRow;
use truckroll_domain::decode::from_json;
use truckroll_domain::tickets::NewTicket;
use truckroll_domain::visits::{Address, Customer};
use truckroll_domain::{ContactId, Place};
use truckroll_replica::ask::{Answer, Ask, Method};
use truckroll_ui::prelude::*;

use crate::{platform, words};

/// Fills in the machine, its place and whose it is; what was written of a customer it says nothing about stays.
pub fn fill(new: &mut NewTicket, row: &AssetRow, phone: String) {
    new.asset = row.id.parse().ok();
    new.asset_name.clone_from(&row.name);
    if !row.address.is_empty() || row.lat.is_some() {
        let place = row.lat.zip(row.lon).map(|(lat, lon)| Place::new(lat, lon));
        new.address = Address { detail: row.address.clone(), place, ..Address::default() };
    }
    let contact: Option<ContactId> = row.contact_id.as_deref().and_then(|id| id.parse().ok());
    if row.company_id.is_some() || contact.is_some() {
        new.customer = Customer {
            company: row.company_id.as_deref().and_then(|id| id.parse().ok()),
            company_name: row.company_name.clone(),
            contact,
            contact_name: if contact.is_some() { row.owner_name.clone() } else { String::new() },
            phone,
        };
    }
}

/// The number of whoever a machine belongs to, as far as this phone knows.
async fn phone_of(row: &AssetRow) -> String {
    let ask = |ask: Ask| async move {
        match platform::ask(ask).await {
            Answer::Contact { page: Some(page) } => page.contact.phone,
            Answer::Company { page: Some(page) } => page.company.phone,
            _ => String::new(),
        }
    };
    let mut phone = String::new();
    if let Some(id) = row.contact_id.as_deref().and_then(|id| id.parse().ok()) {
        phone = ask(Ask::Contact { id }).await;
    }
    if let (true, Some(id)) = (phone.is_empty(), row.company_id.as_deref().and_then(|id| id.parse().ok())) {
        phone = ask(Ask::Company { id }).await;
    }
    phone
}

/// The machines that a code names: on the phone, else where the server is reached.
async fn named(code: String) -> Vec<AssetRow> {
    if let Answer::Assets { assets } = platform::ask(Ask::Machine { code: code.clone() }).await
        && !assets.is_empty()
    {
        return assets;
    }
    let path = format!("/api/v1/machines?code={}", words::escape(&code));
    match platform::ask(Ask::Call { method: Method::Get, path, body: String::new() }).await {
        Answer::Called { status: 200, body } => from_json(&body).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// The machine of a new ticket: what it is, and the ways to name another.
#[component]
pub fn MachinePick(new: Signal<NewTicket>) -> Element {
    let mut open = use_signal(|| false);
    let name = new.read().asset_name.clone();
    rsx! {
        div { class: "tr-field",
            span { class: "tr-label", {tr("eng-asset")} }
            if !name.is_empty() {
                p { class: "flex items-center gap-2", role: "status",
                    span { class: "flex-1 min-w-0 break-words", "{name}" }
                    Button {
                        label: tr!("eng-field-file-remove", name = name.clone()),
                        icon: Icon::Close,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| {
                            let mut new = new.write();
                            new.asset = None;
                            new.asset_name.clear();
                        },
                    }
                }
            }
            Button { label: tr("eng-scan"), icon: Icon::QrCode, on_press: move |_| open.set(true) }
        }
        if open() {
            CodeDialog {
                on_close: move |()| open.set(false),
                on_found: move |row: AssetRow| {
                    open.set(false);
                    spawn(async move {
                        let phone = phone_of(&row).await;
                        fill(&mut new.write(), &row, phone);
                    });
                },
            }
        }
    }
}

/// Where the code is scanned or typed.
#[component]
fn CodeDialog(on_close: EventHandler<()>, on_found: EventHandler<AssetRow>) -> Element {
    let mut code = use_signal(String::new);
    let mut found = use_signal(|| None::<Vec<AssetRow>>);
    let video = use_dom_id();
    let scans = platform::can_scan();
    let mut dark = use_signal(|| false);
    let look = use_callback(move |text: String| {
        code.set(text.clone());
        spawn(async move {
            let mut rows = named(text).await;
            match (rows.pop(), rows.is_empty()) {
                (Some(one), true) => on_found.call(one),
                (last, _) => found.set(Some(rows.into_iter().chain(last).collect())),
            }
        });
    });
    let submit = use_callback(move |()| {
        let text = code.peek().trim().to_owned();
        if !text.is_empty() {
            look.call(text);
        }
    });
    let seen = video.clone();
    use_watch(move || {
        let seen = seen.clone();
        if scans {
            spawn(async move {
                match platform::scan(&seen).await {
                    Some(text) => look.call(text),
                    None => dark.set(true),
                }
            });
        }
    });
    use_drop(platform::end_scan);
    rsx! {
        Dialog { open: true, title: tr("eng-scan"), on_close,
            // no form of its own: it is opened within one
            div {
                class: "tr-stack",
                onkeydown: move |event| {
                    if event.key() == Key::Enter {
                        event.prevent_default();
                        submit.call(());
                    }
                },
                if scans && !dark() {
                    video { id: "{video}", class: "w-full rounded", muted: true, "playsinline": true, aria_label: tr("eng-scan-view") }
                } else if dark() {
                    p { class: "tr-hint", {tr("eng-scan-dark")} }
                }
                TextField {
                    label: tr("eng-scan-code"),
                    hint: tr("eng-scan-hint"),
                    value: code(),
                    max_length: 500,
                    on_input: move |text| code.set(text),
                }
                if let Some(rows) = found() {
                    if rows.is_empty() {
                        p { class: "tr-error", role: "alert", {tr("eng-scan-none")} }
                    } else {
                        ul { class: "tr-menu w-full", aria_label: tr("eng-asset"),
                            for row in rows {
                                li { key: "{row.id}",
                                    button {
                                        class: "tr-menu-item",
                                        r#type: "button",
                                        onclick: {
                                            let row = row.clone();
                                            move |_| on_found.call(row.clone())
                                        },
                                        span { {words::customer(&row.name, &row.owner_name)} }
                                    }
                                }
                            }
                        }
                    }
                }
                Button { label: tr("eng-scan-find"), icon: Icon::Search, kind: ButtonKind::Primary, on_press: move |_| submit.call(()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::{AssetId, CompanyId};

    use super::*;

    #[test]
    fn a_machine_brings_its_place_and_whose_it_is_and_leaves_what_it_does_not_know() {
        let row = AssetRow {
            id: AssetId::from_parts(1, [1; 10]).to_string(),
            name: "Lift 3".into(),
            company_id: Some(CompanyId::from_parts(2, [2; 10]).to_string()),
            company_name: "Hua Plaza".into(),
            address: "Nanjing Rd 1".into(),
            owner_name: "Hua Plaza".into(),
            ..AssetRow::default()
        };
        let mut new = NewTicket { title: "Noise".into(), ..NewTicket::default() };
        fill(&mut new, &row, "+86 21 5555".into());
        assert_eq!((new.title.as_str(), new.asset_name.as_str()), ("Noise", "Lift 3"));
        assert_eq!((new.customer.company_name.as_str(), new.customer.contact_name.as_str()), ("Hua Plaza", ""));
        assert_eq!((new.address.line().as_str(), new.customer.phone.as_str()), ("Nanjing Rd 1", "+86 21 5555"));
        assert!(new.asset.is_some() && new.customer.company.is_some());
        let stock = AssetRow { id: row.id.clone(), name: "Pump".into(), ..AssetRow::default() };
        fill(&mut new, &stock, String::new());
        assert_eq!((new.asset_name.as_str(), new.customer.company_name.as_str()), ("Pump", "Hua Plaza"));
    }
}
