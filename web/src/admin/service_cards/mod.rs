//! Settings → Service cards (FEE-02): what services cost, per time or per hour. Who may change fees makes and changes cards and
//! archives them; who may see fees looks at them.
//!
//! A card is archived, never removed, because records name it; and it can be brought back.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::money::Currency;
use truckroll_domain::{CardId, Timestamp};
use truckroll_protocol::api::fees::{NewServiceCard, ServiceCardNow};
use truckroll_ui::prelude::*;

use super::SettingsHead;
use crate::api::fees::{self, CARDS};
use crate::api::{self, staff::Outcome};
use crate::desk::fees::price;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::platform;
use crate::session::use_session;

mod edit;
mod state;

use edit::CardDialog;
use state::CardNow;

/// Where they are.
pub const PATH: &str = "/desk/settings/service-cards";

/// The screen.
#[component]
pub fn ServiceCardsScreen() -> Element {
    let may = use_session().may(Area::Fees, Verb::Edit);
    let read = use_live(|| vec![CARDS.to_owned()], fees::cards);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("fees-cards-title") }
            p { class: "dk-quiet", {tr("fees-cards-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 4 } },
                Some(all) => rsx! { Cards { all, may } },
            }
        }
    }
}

/// The cards, with what can be done about them where the reader `may`.
#[component]
pub fn Cards(all: Vec<ServiceCardNow>, may: bool) -> Element {
    let (toasts, changes) = (use_toasts(), use_changes());
    let mut open = use_signal(|| None::<CardId>);
    let mut overtaken = use_signal(|| false);
    let send = use_send(
        |new: NewServiceCard| async move { fees::save_card(&new).await },
        move |outcome| {
            match outcome {
                Outcome::Written(now) => {
                    overtaken.set(false);
                    let said = if now.card.is_offered() { "fees-card-back" } else { "fees-card-archived" };
                    toasts.say(Tone::Done, tr!(said, name = now.card.name));
                }
                Outcome::Overtaken | Outcome::Refused(_) => overtaken.set(true),
            }
            changes.announce([CARDS]);
        },
    );
    let turn = use_callback(move |now: ServiceCardNow| {
        let at = now.card.is_offered().then(|| Timestamp(platform::now_ms()));
        let mut card = now.card;
        card.archived_at = at;
        send.run(NewServiceCard { seq: now.seq, card });
    });
    let (offered, archived): (Vec<_>, Vec<_>) = all.iter().cloned().partition(|now| now.card.is_offered());
    let used: Vec<Currency> = offered.iter().map(|now| now.card.price.currency()).collect();
    let make = move |_| open.set(Some(api::fresh(CardId::from_parts)));
    let title = tr("fees-cards-title");
    rsx! {
        Failed { failure: send.failure() }
        if overtaken() {
            Notice { tone: Tone::Alert, title: tr("fees-card-overtaken"), text: tr("fees-card-overtaken-text") }
        }
        if offered.is_empty() {
            Empty { icon: Icon::CreditCard, title: tr("fees-cards-none"), text: tr("fees-cards-none-text"),
                if may {
                    Button { label: tr("fees-card-new"), icon: Icon::Plus, kind: ButtonKind::Primary, on_press: make }
                }
            }
        } else {
            if may {
                div { class: "tr-actions",
                    Button { label: tr("fees-card-new"), icon: Icon::Plus, kind: ButtonKind::Primary, on_press: make }
                }
            }
            CardList { title, cards: offered, may, busy: send.busy(), on_open: move |id| open.set(Some(id)), on_turn: turn }
        }
        if !archived.is_empty() {
            Section { title: tr("fees-cards-archived"),
                CardList {
                    title: tr("fees-cards-archived"),
                    cards: archived,
                    may,
                    busy: send.busy(),
                    on_open: move |id| open.set(Some(id)),
                    on_turn: turn,
                }
            }
        }
        if let Some(id) = open() {
            CardDialog {
                key: "{id}",
                id,
                now: all.iter().find(|now| now.card.id == id).map_or_else(
                    || CardNow::new(used.first().copied().unwrap_or(Currency::CNY)),
                    CardNow::of,
                ),
                used,
                on_close: move |()| open.set(None),
            }
        }
    }
}

#[component]
fn CardList(
    title: String,
    cards: Vec<ServiceCardNow>,
    may: bool,
    busy: bool,
    on_open: EventHandler<CardId>,
    on_turn: EventHandler<ServiceCardNow>,
) -> Element {
    let format = use_format();
    rsx! {
        ul { class: "dk-plain-list dk-asset-tables dk-rules", aria_label: title,
            for kept in cards {
                li { key: "{kept.card.id}",
                    div { class: "dk-two-lines",
                        span { class: "dk-cell-title", "{kept.card.name}" }
                        span { class: "tr-figures", {price(&kept.card, &format)} }
                        if !kept.card.description.is_empty() {
                            span { class: "dk-quiet", "{kept.card.description}" }
                        }
                    }
                    if kept.card.is_offered() {
                        Badge {
                            tone: if kept.card.visible { Tone::Done } else { Tone::Neutral },
                            label: tr(if kept.card.visible { "fees-visible" } else { "fees-hidden" }),
                            kind: BadgeKind::Plain,
                        }
                    } else {
                        Badge { tone: Tone::Paused, label: tr("fees-archived"), kind: BadgeKind::Plain }
                    }
                    if may {
                        div { class: "tr-actions",
                            Button {
                                label: tr!("fees-card-change", name = kept.card.name.clone()),
                                icon: Icon::Pencil,
                                icon_only: true,
                                kind: ButtonKind::Ghost,
                                on_press: {
                                    let id = kept.card.id;
                                    move |_| on_open.call(id)
                                },
                            }
                            Turn { now: kept.clone(), busy, on_turn }
                        }
                    }
                }
            }
        }
    }
}

/// Archives a card, or brings it back.
#[component]
fn Turn(now: ServiceCardNow, busy: bool, on_turn: EventHandler<ServiceCardNow>) -> Element {
    let (key, icon) =
        if now.card.is_offered() { ("fees-card-archive", Icon::Archive) } else { ("fees-card-bring-back", Icon::Undo) };
    rsx! {
        Button {
            label: tr!(key, name = now.card.name.clone()),
            icon,
            icon_only: true,
            kind: ButtonKind::Ghost,
            disabled: busy,
            on_press: move |_| on_turn.call(now.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::edit::CardFields;
    use super::state::Typed;
    use super::*;
    use crate::sample;

    #[test]
    fn cards_are_listed_with_price_and_state_and_buttons_for_who_may() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || rsx! { Cards { all: sample::service_cards(), may: true } });
            for wanted in ["Remote help", "¥120.00", "Visit on site", "Old price"] {
                assert!(html.contains(wanted), "{wanted}: {html}");
            }
            assert_eq!(html.matches("<button").count(), 1 + 2 * 3, "{html}");
            assert!(!html.contains("fees-"), "{html}");
            let looked = sample::render(locale, || rsx! { Cards { all: sample::service_cards(), may: false } });
            assert!(looked.contains("¥120.00") && !looked.contains("<button"), "{looked}");
        }
    }

    #[test]
    fn an_empty_list_says_what_it_is_for() {
        for (may, buttons) in [(true, 1), (false, 0)] {
            let html = sample::render(Locale::En, move || rsx! { Cards { all: Vec::new(), may } });
            assert!(html.contains("No service cards yet"), "{html}");
            assert_eq!(html.matches("<button").count(), buttons, "{html}");
        }
    }

    #[test]
    fn the_dialog_shows_a_card_as_it_is_typed_and_what_is_wrong_at_its_field() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let now = sample::service_cards().remove(1);
                rsx! { CardDialog { id: now.card.id, now: CardNow::of(&now), used: vec![Currency::CNY], on_close: |()| {} } }
            });
            assert!(html.contains("value=\"300.00\"") && html.contains("value=\"30\""), "{html}");
            assert!(!html.contains("fees-"), "{html}");
            let wrong = sample::render(locale, || {
                let typed = use_signal(|| Typed { hourly: true, ..Typed::new(Currency::CNY) });
                let words = ["name", "price", "step_minutes", "tax", "validity_days", "description"];
                let wrong = use_signal(|| BTreeMap::from(words.map(|word| (word.to_owned(), format!("wrong {word}")))));
                rsx! { CardFields { typed, wrong, used: Vec::new() } }
            });
            assert_eq!(wrong.matches("role=\"alert\"").count(), 6, "{wrong}");
        }
    }
}
