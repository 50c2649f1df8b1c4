//! One policy: which tickets it is for, what it promises by priority, when time stops, and what happens around deadlines.
//!
//! It is read with a number and saved by it, as other definitions are. Each save is a new version; tickets remember which one
//! held when.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::sla::{SlaAction, SlaPolicy, Target};
use truckroll_domain::tickets::{Priority, Status};
use truckroll_domain::{LineId, SlaPolicyId};
use truckroll_protocol::api::sla::{NewSlaPolicy, SlaPolicyNow};
use truckroll_ui::prelude::*;

use super::PATH;
use super::action::{ActionRow, target_word};
use super::length::LengthField;
use super::look::{COMPANY, Look, TOPICS, look};
use super::state::Draft;
use crate::admin::SettingsHead;
use crate::admin::parts::{Overtaken, SaveBar, problem};
use crate::api;
use crate::api::staff::Outcome;
use crate::desk::conditions::Conditions;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::route::use_go;
use crate::words;

/// Statuses in which time can stop: in the others a ticket is solved.
const PAUSES: [Status; 3] = [Status::New, Status::Open, Status::AwaitingResponse];

/// The screen; `new` makes one.
#[component]
pub fn ServiceLevelScreen(policy: ReadSignal<String>) -> Element {
    rsx! {
        for policy in [policy()] {
            Loaded { key: "{policy}", policy }
        }
    }
}

#[component]
fn Loaded(policy: String) -> Element {
    let read = use_live(|| vec![SlaPolicy::KIND.to_owned()], api::sla::policies);
    let known = use_live(|| TOPICS.map(str::to_owned).to_vec(), look);
    let fresh = policy == "new";
    let mut draft = use_signal(|| None::<Draft>);
    let mut theirs = use_signal(|| None::<SlaPolicyNow>);
    let wanted = policy.clone();
    use_effect(move || {
        let all = read.signal();
        let all = all.read();
        let Some(all) = all.as_ref() else { return };
        if fresh {
            if draft.peek().is_none() {
                draft.set(Some(Draft::new(api::fresh(SlaPolicyId::from_parts))));
            }
            return;
        }
        let Some(now) = all.iter().find(|now| now.policy.id.to_string() == wanted).cloned() else { return };
        let changed = draft.peek().as_ref().is_some_and(|draft| draft.is_changed() && draft.seq() != now.seq);
        if changed {
            theirs.set(Some(now));
        } else if draft.peek().as_ref().is_none_or(|draft| draft.seq() != now.seq) {
            draft.set(Some(Draft::of(now)));
        }
    });
    let missing = !fresh && read.value().is_some_and(|all| !all.iter().any(|now| now.policy.id.to_string() == policy));
    let title = draft().map(|draft| draft.policy.name).filter(|name| !name.trim().is_empty());
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: title.unwrap_or_else(|| tr(if fresh { "sla-new" } else { "sla-title" })),
                LinkButton { href: PATH, label: tr("sla-title"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
            }
            Stale { read }
            if missing && draft().is_none() {
                Empty { icon: Icon::CalendarClock, title: tr("sla-missing"), text: tr("sla-missing-text") }
            } else {
                match known.value() {
                    Some(look) if draft().is_some() => rsx! { PolicyEditor { look, draft, theirs } },
                    None => rsx! { Waiting { read: known } },
                    Some(_) => rsx! { Waiting { read } },
                }
            }
        }
    }
}

/// The editor.
#[component]
pub fn PolicyEditor(look: Look, draft: Signal<Option<Draft>>, theirs: Signal<Option<SlaPolicyNow>>) -> Element {
    let go = use_go();
    let toasts = use_toasts();
    let changes = use_changes();
    let mut draft = draft;
    let mut theirs = theirs;
    let mut tried = use_signal(|| false);
    let mut refused = use_signal(BTreeMap::<String, String>::new);
    let mut removing = use_signal(|| false);
    let send = use_send(
        |new: NewSlaPolicy| async move {
            let first = new.seq == 0;
            let outcome = if first { api::sla::make(&new).await? } else { api::sla::replace(&new).await? };
            let latest = match &outcome {
                Outcome::Overtaken => {
                    api::sla::policies().await?.into_iter().find(|now| now.policy.id == new.policy.id)
                }
                _ => None,
            };
            api::Answer::Ok((outcome, latest, first))
        },
        move |(outcome, latest, first)| match outcome {
            Outcome::Written(now) => {
                let id = now.policy.id;
                draft.set(Some(Draft::of(now)));
                tried.set(false);
                changes.announce([SlaPolicy::KIND]);
                toasts.say(Tone::Done, tr("rules-saved"));
                if first {
                    go.instead(format!("{PATH}/{id}"));
                }
            }
            Outcome::Overtaken => theirs.set(latest),
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    let remove = use_send(
        |(id, seq): (SlaPolicyId, i64)| async move { api::sla::remove(id, seq).await },
        move |outcome| {
            removing.set(false);
            changes.announce([SlaPolicy::KIND]);
            if matches!(outcome, Outcome::Written(())) {
                go.to(PATH);
            }
        },
    );
    // conditions as they are typed; what was read, taken over or saved is typed anew
    let typed = move || draft.read().as_ref().map(|draft| (draft.all.clone(), draft.any.clone())).unwrap_or_default();
    let mut all = use_signal(move || typed().0);
    let mut any = use_signal(move || typed().1);
    use_effect(move || {
        let (now_all, now_any) = typed();
        if *all.peek() != now_all {
            all.set(now_all);
        }
        if *any.peek() != now_any {
            any.set(now_any);
        }
    });
    let Some(now) = draft() else { return rsx! {} };
    let asks = look.asks();
    let wrong = now.problems(&look);
    let mut shown: BTreeMap<String, String> = refused();
    if tried() {
        shown.extend(wrong.iter().map(|(member, why)| (member.clone(), (*why).to_owned())));
    }
    let of = |member: &str| problem("sla", &shown, member);
    let of_line = |list: &str, count: usize| -> Vec<Option<String>> {
        (0..count).map(|n| problem("sla", &shown, &format!("when.{list}.{n}"))).collect()
    };
    let set = move |work: &dyn Fn(&mut Draft)| {
        let mut draft = draft;
        if let Some(draft) = draft.write().as_mut() {
            work(draft);
        }
        let mut refused = refused;
        refused.write().clear();
    };
    let sent = now.sent(&look);
    let right = wrong.is_empty();
    let submit = use_callback(move |()| {
        tried.set(true);
        if let Some(sent) = sent.clone().filter(|_| right) {
            send.run(sent);
        }
    });
    let policy = now.policy.clone();
    let saved = now.read.clone();
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
                    title: tr("sla-overtaken"),
                    on_take: {
                        let other = other.clone();
                        move |()| {
                            draft.set(Some(Draft::of(other.clone())));
                            theirs.set(None);
                        }
                    },
                    on_keep: move |()| {
                        let kept = draft.peek().as_ref().map(|draft| draft.over(other.clone()));
                        draft.set(kept);
                        theirs.set(None);
                    },
                }
            }
            Section { title: tr("sla-policy"),
                TextField {
                    label: tr("sla-name"),
                    value: policy.name.clone(),
                    required: true,
                    max_length: 100,
                    error: of("name"),
                    on_input: move |name: String| set(&|draft| draft.policy.name.clone_from(&name)),
                }
                TextAreaField {
                    label: tr("sla-description"),
                    value: policy.description.clone(),
                    max_length: 1_000,
                    error: of("description"),
                    on_input: move |text: String| set(&|draft| draft.policy.description.clone_from(&text)),
                }
                CheckField {
                    label: tr("sla-enabled"),
                    hint: tr("sla-enabled-hint"),
                    switch: true,
                    checked: policy.enabled,
                    on_change: move |on| set(&|draft| draft.policy.enabled = on),
                }
            }
            Section { title: tr("sla-which"),
                p { class: "dk-quiet", {tr("sla-which-text")} }
                if let Some(said) = of("when") {
                    p { class: "tr-error", role: "alert", "{said}" }
                }
                Conditions {
                    asks: asks.clone(),
                    lines: all,
                    title: tr("cust-all"),
                    wrong: of_line("all", now.all.len()),
                    found: vec![COMPANY.to_owned()],
                    on_change: move |()| set(&|draft| draft.all.clone_from(&all.peek())),
                }
                Conditions {
                    asks: asks.clone(),
                    lines: any,
                    title: tr("cust-any"),
                    wrong: of_line("any", now.any.len()),
                    found: vec![COMPANY.to_owned()],
                    on_change: move |()| set(&|draft| draft.any.clone_from(&any.peek())),
                }
            }
            Section { title: tr("sla-limits"),
                p { class: "dk-quiet", {tr("sla-limits-text")} }
                if let Some(said) = of("limits") {
                    p { class: "tr-error", role: "alert", "{said}" }
                }
                for priority in Priority::ALL {
                    fieldset { key: "{priority.word()}", class: "dk-own-field",
                        legend { class: "tr-label", {words::priority_word(priority)} }
                        div { class: "dk-sla-limits",
                            for target in Target::ALL {
                                LengthField {
                                    key: "{target.word()}",
                                    label: target_word(target),
                                    minutes: policy.limits.get(&priority).and_then(|limits| limits.get(&target)).copied(),
                                    error: of(&format!("limits.{}.{}", priority.word(), target.word())),
                                    on_change: move |minutes| set(&|draft| draft.limit(priority, target, minutes)),
                                }
                            }
                        }
                    }
                }
            }
            Section { title: tr("sla-counts"),
                SelectField {
                    label: tr("sla-calendar"),
                    hint: tr("sla-calendar-hint"),
                    value: policy.calendar.map(|id| id.to_string()).unwrap_or_default(),
                    none_label: tr("sla-calendar-own"),
                    options: look.calendars.clone(),
                    error: of("calendar"),
                    on_change: move |id: String| set(&|draft| draft.policy.calendar = id.parse().ok()),
                }
                fieldset { class: "dk-checks",
                    legend { class: "tr-label", {tr("sla-pauses")} }
                    for status in PAUSES {
                        CheckField {
                            key: "{status.word()}",
                            label: words::ticket_word(status.word()),
                            checked: policy.pauses.contains(&status),
                            on_change: move |on| set(&|draft| draft.pause(status, on)),
                        }
                    }
                }
                if let Some(said) = of("pauses") {
                    p { class: "tr-error", role: "alert", "{said}" }
                }
            }
            Section { title: tr("sla-actions"),
                p { class: "dk-quiet", {tr("sla-actions-text")} }
                for (index, action) in policy.actions.clone().into_iter().enumerate() {
                    ActionRow {
                        key: "{action.id}",
                        look: look.clone(),
                        number: index + 1,
                        action,
                        problems: shown.clone(),
                        on_change: move |action: SlaAction| {
                            set(&|draft| {
                                if let Some(place) = draft.policy.actions.get_mut(index) {
                                    place.clone_from(&action);
                                }
                            });
                        },
                        on_remove: move |()| {
                            set(&|draft| {
                                draft.policy.actions.remove(index);
                            });
                        },
                    }
                }
                div { class: "tr-actions",
                    Button {
                        label: tr("sla-action-add"),
                        icon: Icon::Plus,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| {
                            let id: LineId = api::fresh(LineId::from_parts);
                            set(&|draft| draft.add_action(id));
                        },
                    }
                }
            }
            if let Some(read) = saved {
                div { class: "tr-actions",
                    Button {
                        label: tr("sla-remove"),
                        icon: Icon::Trash,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| removing.set(true),
                    }
                }
                if removing() {
                    Confirm {
                        open: true,
                        title: tr!("sla-remove-title", name = read.policy.name.clone()),
                        text: tr("sla-remove-text"),
                        verb: tr("sla-remove"),
                        danger: true,
                        busy: remove.busy(),
                        on_confirm: {
                            let (id, seq) = (read.policy.id, read.seq);
                            move |()| remove.run((id, seq))
                        },
                        on_close: move |()| removing.set(false),
                    }
                }
            }
            SaveBar { changed: now.is_changed(), problems: shown.len(), busy: send.busy() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_editor_has_words_for_everything_in_both_languages() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let look = Look {
                    book: sample::book(),
                    calendars: vec![Choice::new("1", "Office")],
                    groups: Vec::new(),
                    templates: Vec::new(),
                };
                let mut first = Draft::new(SlaPolicyId::from_parts(7, [1; 10]));
                first.add_action(LineId::from_parts(7, [2; 10]));
                first.limit(Priority::Urgent, Target::FirstResponse, Some(15));
                let draft = use_signal(|| Some(first));
                let theirs = use_signal(|| None);
                rsx! { PolicyEditor { look, draft, theirs } }
            });
            assert!(html.contains("Office") && !html.contains(">sla-"), "{html}");
        }
    }
}
