//! One view: which tickets, in which columns, groups and order, for whom; beside it what it would show. Administrators write those of
//! the organisation, everybody his own.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::ViewId;
use truckroll_domain::access::Targets;
use truckroll_domain::views::{ForCustomers, ICONS, Promise, QuickEntry, TicketView};
use truckroll_protocol::api::views::{NewTicketView, TicketViewNow};
use truckroll_ui::prelude::*;

use super::PATH;
use super::columns::Columns;
use super::preview::Preview;
use super::state::Draft;
use crate::admin::SettingsHead;
use crate::admin::for_whom::TargetsField;
use crate::admin::parts::{Overtaken, SaveBar, problem};
use crate::api;
use crate::api::staff::Outcome;
use crate::api::views::KIND;
use crate::desk::conditions::{Conditions, Line};
use crate::desk::names::NameTicks;
use crate::desk::tickets::look::{self, Look};
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::route::use_go;
use crate::unsaved::use_unsaved;

/// The screen of the settings; `new` makes a view.
#[component]
pub fn TicketViewScreen(view: ReadSignal<String>) -> Element {
    rsx! {
        for view in [view()] {
            Loaded { key: "{view}", view }
        }
    }
}

#[component]
fn Loaded(view: String) -> Element {
    let read = use_live(|| vec![KIND.to_owned()], api::views::all);
    let known = use_live(look::topics, look::look);
    let fresh = view == "new";
    let start = TicketView { audience: Targets::everybody(), ..TicketView::default() };
    let found = read.value().and_then(|all| all.into_iter().find(|now| now.view.id.to_string() == view));
    let title = found.as_ref().map(|now| look::name(&now.view));
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: title.unwrap_or_else(|| tr(if fresh { "view-new" } else { "view-title" })),
                LinkButton { href: PATH, label: tr("view-title"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
            }
            Stale { read }
            match (known.value(), read.value()) {
                (None, _) => rsx! { Waiting { read: known } },
                (_, None) => rsx! { Waiting { read } },
                (Some(look), Some(_)) if fresh || found.is_some() => rsx! {
                    ViewEditor { look, now: found, start, back: PATH, path: PATH }
                },
                _ => rsx! { Empty { icon: Icon::Inbox, title: tr("view-missing"), text: tr("view-missing-text") } },
            }
        }
    }
}

/// The editor; a view that has an owner is his alone.
#[component]
pub fn ViewEditor(
    look: Look,
    /// What was read; `None` of a new one.
    now: Option<TicketViewNow>,
    /// What a new one begins as.
    start: TicketView,
    /// Where to go when it is removed.
    #[props(into)]
    back: String,
    /// Where it has its address.
    #[props(into)]
    path: String,
) -> Element {
    let go = use_go();
    let toasts = use_toasts();
    let changes = use_changes();
    let first = now.clone();
    let mut draft = use_signal(move || match first {
        Some(now) => Draft::of(now),
        None => Draft::new(api::fresh(ViewId::from_parts), &start),
    });
    let mut all = use_signal(|| draft.peek().all.clone());
    let mut any = use_signal(|| draft.peek().any.clone());
    let mut theirs = use_signal(|| None::<TicketViewNow>);
    let mut tried = use_signal(|| false);
    let mut refused = use_signal(BTreeMap::<String, String>::new);
    let mut removing = use_signal(|| false);
    let asks = look.asks();
    let mut begin = move |next: Draft| {
        all.set(next.all.clone());
        any.set(next.any.clone());
        draft.set(next);
        tried.set(false);
        theirs.set(None);
        refused.write().clear();
    };
    // what a colleague wrote: taken over where nothing is changed here, else offered
    use_effect(use_reactive!(|now| {
        let Some(now) = now else { return };
        let mine = draft.peek().clone();
        if mine.read.is_none() || mine.seq() == now.seq {
            return;
        }
        let whole = Draft { all: all.peek().clone(), any: any.peek().clone(), ..mine };
        if whole.is_changed() { theirs.set(Some(now)) } else { begin(Draft::of(now)) }
    }));
    let own = draft.read().view.owner.is_some();
    let whole = move || Draft { all: all.read().clone(), any: any.read().clone(), ..draft.read().clone() };
    use_unsaved(move || draft.read().read.is_some() && whole().is_changed());
    let send = use_send(
        |(new, fresh): (NewTicketView, bool)| async move {
            api::views::save(&new, fresh).await.map(|outcome| (outcome, fresh))
        },
        move |(outcome, fresh): (Outcome<TicketViewNow>, bool)| match outcome {
            Outcome::Written(now) => {
                let address = format!("{path}/{}", now.view.id);
                begin(Draft::of(now));
                changes.announce([KIND]);
                toasts.say(Tone::Done, tr("rules-saved"));
                if fresh {
                    go.instead(address);
                }
            }
            Outcome::Overtaken => changes.announce([KIND]),
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    let left = back.clone();
    let remove = use_send(
        |(id, seq): (ViewId, i64)| async move { api::views::remove(id, seq).await },
        move |outcome| {
            removing.set(false);
            changes.announce([KIND]);
            if matches!(outcome, Outcome::Written(())) {
                go.to(left.clone());
            }
        },
    );
    let state = whole();
    let wrong = state.problems(&look, &asks);
    let mut shown: BTreeMap<String, String> = refused();
    if tried() {
        shown.extend(wrong.iter().map(|(member, why)| (member.clone(), (*why).to_owned())));
    }
    let of = |member: &str| problem("view", &shown, member);
    let of_line = |list: &str, lines: &[Line]| -> Vec<Option<String>> {
        (0..lines.len()).map(|n| problem("view", &shown, &format!("when.{list}.{n}"))).collect()
    };
    let set = move |work: &dyn Fn(&mut Draft)| {
        let (mut draft, mut refused) = (draft, refused);
        work(&mut draft.write());
        refused.write().clear();
    };
    let sent = state.sent(&asks);
    let (right, fresh, preview) = (wrong.is_empty(), state.read.is_none(), sent.clone());
    let submit = use_callback(move |()| {
        tried.set(true);
        if let Some(sent) = sent.clone().filter(|_| right) {
            send.run((sent, fresh));
        }
    });
    let view = state.view.clone();
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                submit.call(());
            },
            Failed { failure: send.failure().or_else(|| remove.failure()) }
            if let Some(other) = theirs() {
                Overtaken {
                    title: tr("view-overtaken"),
                    on_take: {
                        let other = other.clone();
                        move |()| begin(Draft::of(other.clone()))
                    },
                    on_keep: move |()| {
                        let kept = draft.peek().over(other.clone());
                        draft.set(kept);
                        theirs.set(None);
                    },
                }
            }
            Section { title: tr("view-one"),
                TextField {
                    label: tr("view-name"),
                    hint: if view.standard.is_empty() { None } else { Some(tr!("view-name-hint", name = tr(&format!("view-standard-{}", view.standard.replace('_', "-"))))) },
                    value: view.name.clone(),
                    required: view.standard.is_empty(),
                    max_length: 60,
                    error: of("name"),
                    on_input: move |name: String| set(&|draft| draft.view.name.clone_from(&name)),
                }
                TextAreaField {
                    label: tr("view-description"),
                    value: view.description.clone(),
                    max_length: 1_000,
                    error: of("description"),
                    on_input: move |text: String| set(&|draft| draft.view.description.clone_from(&text)),
                }
                if !own {
                    TextField {
                        label: tr("view-folder"),
                        hint: tr("view-folder-hint"),
                        value: view.folder.clone(),
                        max_length: 60,
                        error: of("folder"),
                        on_input: move |folder: String| set(&|draft| draft.view.folder.clone_from(&folder)),
                    }
                }
                if !own && !fresh {
                    CheckField {
                        label: tr("view-closed"),
                        hint: tr("view-closed-hint"),
                        switch: true,
                        checked: view.closed_at.is_some(),
                        on_change: move |on: bool| set(&|draft| {
                            let was = draft.read.as_ref().and_then(|read| read.view.closed_at);
                            draft.view.closed_at = on.then(|| was.unwrap_or_default());
                        }),
                    }
                }
            }
            Section { title: tr("view-which"),
                p { class: "dk-quiet", {tr("view-which-text")} }
                if let Some(said) = of("when") {
                    p { class: "tr-error", role: "alert", "{said}" }
                }
                Conditions { asks: asks.clone(), lines: all, title: tr("cust-all"), wrong: of_line("all", &all.read()), on_change: move |()| set(&|_| {}) }
                Conditions { asks: asks.clone(), lines: any, title: tr("cust-any"), wrong: of_line("any", &any.read()), on_change: move |()| set(&|_| {}) }
                SelectField {
                    label: tr("view-template"),
                    value: view.template.map(|id| id.to_string()).unwrap_or_default(),
                    none_label: tr("view-template-any"),
                    options: look.templates.clone(),
                    error: of("template"),
                    on_change: move |id: String| set(&|draft| draft.view.template = id.parse().ok()),
                }
                SelectField {
                    label: tr("view-promise"),
                    value: view.promise.map(Promise::word).unwrap_or_default(),
                    none_label: tr("sla-narrow-all"),
                    options: Promise::ALL.map(|one| Choice::new(one.word(), tr(&format!("sla-narrow-{}", one.word())))).to_vec(),
                    on_change: move |word: String| {
                        set(&|draft| draft.view.promise = Promise::ALL.into_iter().find(|one| one.word() == word));
                    },
                }
            }
            Section { title: tr("view-how"),
                Columns {
                    chosen: view.columns(),
                    all: look.columns(),
                    error: of("columns"),
                    on_show: move |(column, on): (String, bool)| set(&|draft| draft.show_column(&column, on)),
                    on_shift: move |(index, back): (usize, bool)| set(&|draft| draft.shift_column(index, back)),
                }
                SelectField {
                    label: tr("view-group-by"),
                    value: view.group_by.clone(),
                    none_label: tr("view-group-by-none"),
                    options: look.groupings(),
                    error: of("group_by"),
                    on_change: move |by: String| set(&|draft| draft.view.group_by.clone_from(&by)),
                }
                SelectField {
                    label: tr("tickets-sort"),
                    value: view.sort.by.clone(),
                    options: look.sorts(),
                    error: of("sort"),
                    on_change: move |by: String| set(&|draft| draft.view.sort.by.clone_from(&by)),
                }
                CheckField {
                    label: tr("view-sort-descending"),
                    checked: view.sort.descending,
                    on_change: move |on| set(&|draft| draft.view.sort.descending = on),
                }
            }
            if !own {
                Section { title: tr("view-for-whom"),
                    TargetsField {
                        book: look.book.clone(),
                        label: tr("view-staff"),
                        targets: view.audience.clone(),
                        optional: true,
                        error: of("audience"),
                        on_change: move |targets: Targets| set(&|draft| draft.view.audience.clone_from(&targets)),
                    }
                    ForCustomersField {
                        look: look.clone(),
                        customers: view.customers.clone(),
                        error: of("customers"),
                        on_change: move |customers: ForCustomers| set(&|draft| draft.view.customers.clone_from(&customers)),
                    }
                    QuickField {
                        quick: view.quick.clone(),
                        error: of("quick"),
                        on_change: move |quick: Option<QuickEntry>| set(&|draft| draft.view.quick.clone_from(&quick)),
                    }
                }
            }
            Preview { asked: preview, look: look.clone() }
            if let Some(read) = state.read.clone() {
                div { class: "tr-actions",
                    Button { label: tr("view-remove"), icon: Icon::Trash, kind: ButtonKind::Ghost, on_press: move |_| removing.set(true) }
                }
                if removing() {
                    Confirm {
                        open: true,
                        title: tr!("view-remove-title", name = look::name(&read.view)),
                        text: tr("view-remove-text"),
                        verb: tr("view-remove"),
                        danger: true,
                        busy: remove.busy(),
                        on_confirm: {
                            let (id, seq) = (read.view.id, read.seq);
                            move |()| remove.run((id, seq))
                        },
                        on_close: move |()| removing.set(false),
                    }
                }
            }
            SaveBar { changed: state.is_changed(), problems: shown.len(), busy: send.busy() }
        }
    }
}

/// Which customers see it.
#[component]
fn ForCustomersField(
    look: Look,
    customers: ForCustomers,
    error: Option<String>,
    on_change: EventHandler<ForCustomers>,
) -> Element {
    let mut naming = use_signal(|| !customers.tags.is_empty());
    let word = match () {
        () if customers.all => "all",
        () if naming() || !customers.tags.is_empty() => "tagged",
        () => "nobody",
    };
    let tags = look.book.choices(&truckroll_domain::fields::FieldKind::Tags);
    let kept = customers.clone();
    rsx! {
        SelectField {
            label: tr("view-customers"),
            hint: tr("view-customers-hint"),
            value: word,
            options: ["nobody", "all", "tagged"].map(|word| Choice::new(word, tr(&format!("view-customers-{word}")))).to_vec(),
            error,
            on_change: move |word: String| {
                naming.set(word == "tagged");
                on_change.call(ForCustomers { all: word == "all", tags: Vec::new() });
            },
        }
        if word == "tagged" {
            NameTicks {
                all: tags,
                what: tr("view-customers-tags"),
                chosen: customers.tags.clone(),
                on_turn: move |(tag, on): (String, bool)| {
                    let others = kept.tags.iter().filter(|known| **known != tag).cloned();
                    let tags = others.chain(on.then(|| tag.clone())).collect();
                    on_change.call(ForCustomers { all: false, tags });
                },
            }
        }
    }
}

/// Its button in the app.
#[component]
fn QuickField(
    quick: Option<QuickEntry>,
    error: Option<String>,
    on_change: EventHandler<Option<QuickEntry>>,
) -> Element {
    let (placed, pictured) = (quick.clone(), quick.clone());
    rsx! {
        CheckField {
            label: tr("view-quick"),
            hint: tr("view-quick-hint"),
            switch: true,
            checked: quick.is_some(),
            on_change: move |on: bool| {
                on_change.call(on.then(|| QuickEntry { icon: "inbox".to_owned(), place: 1 }));
            },
        }
        if let Some(now) = quick {
            SelectField {
                label: tr("view-quick-icon"),
                value: now.icon.clone(),
                options: ICONS.map(|icon| Choice::new(icon, tr(&format!("view-icon-{icon}")))).to_vec(),
                error,
                on_change: move |icon: String| on_change.call(pictured.clone().map(|quick| QuickEntry { icon, ..quick })),
            }
            NumberField {
                label: tr("view-quick-place"),
                value: Some(now.place as f64),
                min: Some(1.0),
                max: Some(99.0),
                step: Some(1.0),
                on_input: move |place: Option<f64>| {
                    let place = place.map_or(1, |place| place as i64);
                    on_change.call(placed.clone().map(|quick| QuickEntry { place, ..quick }));
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_editor_has_words_for_everything_in_both_languages_and_less_for_ones_own() {
        for locale in Locale::ALL {
            for own in [false, true] {
                let html = sample::render(locale, move || {
                    let look =
                        Look { book: sample::book(), groups: vec![Choice::new("1", "North")], templates: Vec::new() };
                    let view = TicketView {
                        name: "Lifts".into(),
                        owner: own.then(|| sample::agent_id(3)),
                        customers: ForCustomers { all: !own, ..ForCustomers::default() },
                        quick: (!own).then(QuickEntry::default),
                        ..TicketView::default()
                    };
                    rsx! { ViewEditor { look, now: TicketViewNow { seq: 2, view: view.clone() }, start: view, back: "/", path: "/" } }
                });
                assert!(html.contains("Lifts") && !html.contains(">view-"), "{html}");
                assert_eq!(html.contains(&truckroll_ui::i18n::t(locale, "view-customers")), !own);
            }
        }
    }
}
