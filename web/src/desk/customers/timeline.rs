//! What happened with a customer over all channels, newest first, and what people write down by hand (CUS-25).

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::customers::ServiceKind;
use truckroll_domain::fields::Noun;
use truckroll_domain::{DocumentId, Timestamp};
use truckroll_protocol::api::{NewServiceRecord, TimelineItem};
use truckroll_ui::prelude::*;

use super::value::problem;
use crate::api::{self, Answer, Fault};
use crate::desk::files::{FileList, FilesField, StillSending, use_uploads_provider};
use crate::desk::line::NameLink;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::live::of_document;
use crate::session::use_session;
use crate::words;

/// What people read of a kind.
fn kind_word(kind: ServiceKind) -> String {
    tr(&format!("work-kind-{}", kind.word().replace('_', "-")))
}

fn kind_icon(kind: ServiceKind) -> Icon {
    match kind {
        ServiceKind::Ticket => Icon::Ticket,
        ServiceKind::Visit => Icon::Truck,
        ServiceKind::FollowUp => Icon::Flag,
        ServiceKind::Call => Icon::Phone,
        ServiceKind::Message => Icon::Message,
        ServiceKind::Meeting => Icon::Users,
        ServiceKind::Other => Icon::Clipboard,
    }
}

/// The part of the question that names the days, both included; a day that cannot be read says nothing.
fn span(format: &Format, [from, until]: &[String; 2]) -> String {
    let midnight = |day: &String| format.parse_input(&format!("{day}T00:00"));
    let from = midnight(from).map(|at| format!("&from={at}")).unwrap_or_default();
    let after = midnight(until).and_then(|at| format.start_of_day(at, 1));
    from + &after.map(|at| format!("&to={at}")).unwrap_or_default()
}

/// The section of a customer's page.
#[component]
pub fn Timeline(noun: Noun, id: String, open: bool) -> Element {
    let session = use_session();
    let mut kinds = use_signal(Vec::<ServiceKind>::new);
    let mut days = use_signal(|| [String::new(), String::new()]);
    let mut pages = use_signal(|| 1_usize);
    let format = use_format();
    let mut writing = use_signal(|| None::<Option<TimelineItem>>);
    let topics = id.clone();
    let of = id.clone();
    let read = use_live(
        move || {
            let mut all = of_document(&topics);
            all.extend(["tickets", "visits"].map(str::to_owned));
            all
        },
        move || {
            let words: Vec<&str> = kinds.read().iter().map(|kind| kind.word()).collect();
            let kinds = if words.is_empty() { String::new() } else { format!("&kinds={}", words.join(",")) };
            let query = kinds + &span(&format, &days.read());
            let (of, pages) = (of.clone(), pages());
            async move { api::timeline(noun, &of, &query, pages).await }
        },
    );
    let may_write = open && session.may(Area::ServiceRecords, Verb::Create);
    let Ok(customer) = id.parse::<DocumentId>() else { return rsx! {} };
    rsx! {
        Section {
            title: tr("work-timeline"),
            trail: may_write.then(|| rsx! {
                Button { label: tr("work-write"), icon: Icon::Plus, on_press: move |_| writing.set(Some(None)) }
            }),
            div { class: "dk-chips", role: "group", aria_label: tr("work-kinds"),
                for kind in ServiceKind::ALL {
                    button {
                        key: "{kind.word()}",
                        class: "dk-moment",
                        r#type: "button",
                        aria_pressed: if kinds.read().contains(&kind) { "true" } else { "false" },
                        onclick: move |_| {
                            pages.set(1);
                            let mut now = kinds.write();
                            if now.contains(&kind) {
                                now.retain(|known| *known != kind);
                            } else {
                                now.push(kind);
                            }
                        },
                        Glyph { icon: kind_icon(kind), size: 14 }
                        {kind_word(kind)}
                    }
                }
            }
            div { class: "dk-form-pair dk-timeline-days", role: "group", aria_label: tr("work-days-of"),
                for (n, label) in ["work-from", "work-until"].into_iter().enumerate() {
                    TextField {
                        key: "{label}",
                        label: tr(label),
                        kind: TextKind::Date,
                        value: days.read()[n].clone(),
                        on_input: move |day| {
                            pages.set(1);
                            days.write()[n] = day;
                        },
                    }
                }
            }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 4 } },
                Some(page) if page.rows.is_empty() => rsx! {
                    p { class: "dk-quiet",
                        {tr(if kinds.read().is_empty() && days.read().iter().all(String::is_empty) { "work-timeline-empty" } else { "work-timeline-none" })}
                    }
                },
                Some(page) => rsx! {
                    ol { class: "dk-plain-list dk-timeline-list",
                        for item in page.rows {
                            Item { key: "{item.id}", item: item.clone(), on_edit: move |()| writing.set(Some(Some(item.clone()))) }
                        }
                    }
                    if page.next.is_some() {
                        Button { label: tr("work-more"), busy: read.loading(), on_press: move |_| pages += 1 }
                    }
                },
            }
        }
        if let Some(item) = writing() {
            RecordDialog { noun, customer, item, on_close: move |()| writing.set(None) }
        }
    }
}

/// One thing that happened.
#[component]
fn Item(item: TimelineItem, on_edit: EventHandler<()>) -> Element {
    let format = use_format();
    let href = match item.kind {
        ServiceKind::Ticket => Some(format!("/desk/tickets/{}", item.id)),
        ServiceKind::Visit => Some(format!("/desk/visits/{}", item.id)),
        _ => None,
    };
    let (tone, state) = match item.kind {
        ServiceKind::Ticket => (words::ticket_tone(&item.state), words::ticket_word(&item.state)),
        ServiceKind::Visit => (words::visit_tone(&item.state), words::visit_word(&item.state)),
        _ => (Tone::Neutral, String::new()),
    };
    let meta: Vec<String> =
        [kind_word(item.kind), item.number.clone(), item.agent.clone(), format.moment(item.at.ms())]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
    rsx! {
        li {
            span { class: "dk-timeline-mark", Glyph { icon: kind_icon(item.kind), size: 16 } }
            div { class: "dk-timeline-what",
                if let Some(href) = href {
                    NameLink { href, name: item.title.clone() }
                } else {
                    p { class: "dk-timeline-text", "{item.title}" }
                }
                p { class: "dk-quiet tr-figures", {meta.join(" · ")} }
                if !state.is_empty() {
                    Badge { tone, label: state, kind: BadgeKind::Plain }
                }
                if let Some(stars) = item.rating {
                    StarsShown { value: u8::try_from(stars).unwrap_or_default() }
                }
                if !item.files.is_empty() {
                    FileList { files: item.files.clone(), stored: item.stored.clone() }
                }
            }
            if item.own {
                Button { label: tr("work-change-note"), icon: Icon::Pencil, icon_only: true, kind: ButtonKind::Ghost, on_press: move |_| on_edit.call(()) }
            }
        }
    }
}

/// What became of saving a note.
enum Saved {
    /// It is written, or gone.
    Done,
    /// What is wrong, by member.
    Wrong(BTreeMap<String, String>),
}

async fn save((id, record): (Option<String>, Option<NewServiceRecord>)) -> Answer<Saved> {
    let answer = match (&id, record) {
        (id, Some(record)) => api::write_record(id.as_deref(), &record).await.map(|_| ()),
        (Some(id), None) => api::remove_record(id).await,
        (None, None) => Ok(()),
    };
    match answer {
        Ok(()) => Ok(Saved::Done),
        Err(Fault::Problem(told)) if told.status == 422 => {
            Ok(Saved::Wrong(told.fields.iter().map(|(key, why)| (key.clone(), problem(why))).collect()))
        }
        Err(fault) => Err(fault),
    }
}

/// Writes a note, or changes or removes one that is there.
#[component]
fn RecordDialog(noun: Noun, customer: DocumentId, item: Option<TimelineItem>, on_close: EventHandler<()>) -> Element {
    let format = use_format();
    let changes = use_changes();
    let known = item.clone();
    let mut kind = use_signal(|| known.as_ref().map_or(ServiceKind::FollowUp, |item| item.kind));
    let mut at = use_signal(|| Some(known.as_ref().map_or(format.now_ms, |item| item.at.ms())));
    let mut text = use_signal(|| known.as_ref().map(|item| item.title.clone()).unwrap_or_default());
    let mut wrong = use_signal(BTreeMap::<String, String>::new);
    let send = use_send(save, move |saved| match saved {
        Saved::Done => {
            changes.announce([format!("document:{customer}")]);
            on_close.call(());
        }
        Saved::Wrong(problems) => wrong.set(problems),
    });
    let id = item.as_ref().map(|item| item.id.clone());
    let uploads = use_uploads_provider();
    let mut files = use_signal(|| item.as_ref().map(|item| item.files.clone()).unwrap_or_default());
    let stored = item.as_ref().map(|item| item.stored.clone()).unwrap_or_default();
    let write_to = id.clone();
    let submit = use_callback(move |()| {
        if uploads.hold() {
            return;
        }
        if text.peek().trim().is_empty() {
            wrong.write().insert("text".to_owned(), problem("required"));
            return;
        }
        let at = Timestamp(at.peek().unwrap_or(format.now_ms));
        let record = NewServiceRecord {
            noun,
            customer,
            kind: *kind.peek(),
            at,
            text: text.peek().clone(),
            files: files.peek().clone(),
        };
        send.run((write_to.clone(), Some(record)));
    });
    let options: Vec<Choice> = ServiceKind::ALL
        .into_iter()
        .filter(|kind| kind.by_hand())
        .map(|kind| Choice::new(kind.word(), kind_word(kind)))
        .collect();
    rsx! {
        Dialog {
            open: true,
            title: tr(if item.is_some() { "work-change-note" } else { "work-write" }),
            on_close,
            actions: rsx! {
                if let Some(id) = id {
                    Button {
                        label: tr("verb-delete"),
                        icon: Icon::Trash,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| send.run((Some(id.clone()), None)),
                    }
                }
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button { label: tr("verb-save"), kind: ButtonKind::Primary, busy: send.busy(), on_press: move |_| submit.call(()) }
            },
            form {
                class: "dk-form",
                novalidate: true,
                onsubmit: move |event| {
                    event.prevent_default();
                    submit.call(());
                },
                p { class: "dk-quiet", {tr("work-write-intro")} }
                Failed { failure: send.failure() }
                SelectField {
                    label: tr("work-kind"),
                    value: kind().word(),
                    options,
                    on_change: move |word: String| {
                        if let Some(chosen) = ServiceKind::from_word(&word) {
                            kind.set(chosen);
                        }
                    },
                }
                DateTimeField {
                    label: tr("work-when"),
                    value: at(),
                    required: true,
                    error: wrong.read().get("at").cloned(),
                    on_change: move |ms: Option<i64>| at.set(ms),
                }
                TextAreaField {
                    label: tr("work-what"),
                    value: text(),
                    required: true,
                    error: wrong.read().get("text").cloned(),
                    max_length: 10_000,
                    on_input: move |typed| {
                        text.set(typed);
                        wrong.write().remove("text");
                    },
                }
                FilesField {
                    label: tr("work-files"),
                    files: files(),
                    stored,
                    error: wrong.read().get("files").cloned(),
                    on_change: move |all| {
                        files.set(all);
                        wrong.write().remove("files");
                    },
                }
                StillSending { uploads }
            }
        }
    }
}
