//! A report under change: its period, what it is told apart by, its data series, and who sees it beside who made it.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::access::Targets;
use truckroll_domain::day;
use truckroll_domain::reports::{By, MAX_DAYS, Period, Span, TicketReport};
use truckroll_domain::{AgentId, ReportId};
use truckroll_protocol::api::{NewTicketReport, TicketReportNow};
use truckroll_ui::prelude::*;

use super::series::{SeriesFields, dom_id};
use super::state::{Draft, SeriesDraft, fresh};
use super::{PATH, use_reports};
use crate::admin::for_whom::TargetsField;
use crate::admin::parts::{Overtaken, SaveBar, problem};
use crate::api::reports::KIND;
use crate::api::staff::Outcome;
use crate::api::{self, reports};
use crate::desk::customers::DayField;
use crate::desk::tickets::look::{self, Look};
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::platform;
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;
use crate::unsaved::use_unsaved;

/// The button that adds a series.
const ADD: &str = "report-series-add";

/// The screen of a new report; the one that `from` names is its pattern.
#[component]
pub fn NewReportScreen(query: ReadSignal<Query>) -> Element {
    let from = query.read().get("from").to_owned();
    rsx! {
        for from in [from] {
            Loaded { key: "{from}", report: String::new(), from }
        }
    }
}

/// The screen that changes a report.
#[component]
pub fn EditReportScreen(report: ReadSignal<String>) -> Element {
    rsx! {
        for report in [report()] {
            Loaded { key: "{report}", report, from: String::new() }
        }
    }
}

#[component]
fn Loaded(report: String, from: String) -> Element {
    let session = use_session();
    let read = use_reports();
    let known = use_live(look::topics, look::look);
    let is_new = report.is_empty();
    let all = read.value().unwrap_or_default();
    let named = |id: &str| all.iter().find(|now| now.report.id.to_string() == id).cloned();
    let found = named(&report).filter(|now| now.mine);
    let owner = session.me().map(|me| me.agent.id);
    let pattern = named(&from).map_or_else(|| fresh(owner), |now| copied(&now.report, owner));
    let title = found.as_ref().map(|now| now.report.name.clone());
    let back = if is_new { PATH.to_owned() } else { format!("{PATH}/{report}") };
    rsx! {
        div { class: "dk-page dk-page-form",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {title.unwrap_or_else(|| tr(if is_new { "report-new" } else { "report-title" }))} }
                div { class: "dk-page-actions",
                    LinkButton { href: back, label: tr("report-back"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
                }
            }
            Stale { read }
            match (known.value(), read.value()) {
                (None, _) => rsx! { Waiting { read: known } },
                (_, None) => rsx! { Waiting { read } },
                (Some(look), Some(_)) if is_new || found.is_some() => rsx! {
                    ReportEditor { look, now: found, start: pattern }
                },
                _ => rsx! { Empty { icon: Icon::Chart, title: tr("report-missing"), text: tr("report-missing-text") } },
            }
        }
    }
}

/// A report as the pattern of another one.
fn copied(report: &TicketReport, owner: Option<AgentId>) -> TicketReport {
    TicketReport { name: String::new(), audience: Targets::default(), owner, ..report.clone() }
}

/// The editor.
#[component]
pub fn ReportEditor(
    look: Look,
    /// What was read; `None` of a new one.
    now: Option<TicketReportNow>,
    /// What a new one begins as.
    start: TicketReport,
) -> Element {
    let go = use_go();
    let toasts = use_toasts();
    let changes = use_changes();
    let first = now.clone();
    let mut draft = use_signal(move || match first {
        Some(now) => Draft::of(now),
        None => Draft::new(api::fresh(ReportId::from_parts), &start),
    });
    let mut theirs = use_signal(|| None::<TicketReportNow>);
    let mut tried = use_signal(|| false);
    let mut refused = use_signal(BTreeMap::<String, String>::new);
    let mut removing = use_signal(|| false);
    // what is begun anew has series of its own, even where their keys are the same
    let mut round = use_signal(|| 0_u32);
    let focused = use_signal(|| None::<(u32, String)>);
    use_effect(move || {
        if let Some((_, id)) = focused() {
            platform::focus(&id);
        }
    });
    let focus = move |id: String| {
        let mut focused = focused;
        let times = focused.peek().as_ref().map_or(0, |(times, _)| *times);
        focused.set(Some((times.wrapping_add(1), id)));
    };
    let asks = look.asks();
    let mut begin = move |next: Draft| {
        draft.set(next);
        round += 1;
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
        if mine.is_changed() { theirs.set(Some(now)) } else { begin(Draft::of(now)) }
    }));
    use_unsaved(move || draft.read().read.is_some() && draft.read().is_changed());
    let send = use_send(
        |(new, is_new): (NewTicketReport, bool)| async move { reports::save(&new, is_new).await },
        move |outcome: Outcome<TicketReportNow>| match outcome {
            Outcome::Written(now) => {
                let address = format!("{PATH}/{}", now.report.id);
                begin(Draft::of(now));
                changes.announce([KIND]);
                toasts.say(Tone::Done, tr("report-saved"));
                go.instead(address);
            }
            Outcome::Overtaken => changes.announce([KIND]),
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    let remove = use_send(
        |(id, seq): (ReportId, i64)| async move { reports::remove(id, seq).await },
        move |outcome| {
            removing.set(false);
            changes.announce([KIND]);
            if matches!(outcome, Outcome::Written(())) {
                go.to(PATH);
            }
        },
    );
    let state = draft();
    let wrong = state.problems(&look, &asks);
    let mut shown: BTreeMap<String, String> = refused();
    if tried() {
        shown.extend(wrong.clone());
    }
    let of = |member: &str| problem("report", &shown, member);
    let set = move |work: &dyn Fn(&mut Draft)| {
        let (mut draft, mut refused) = (draft, refused);
        work(&mut draft.write());
        refused.write().clear();
    };
    let sent = state.sent(&asks);
    let (right, is_new) = (wrong.is_empty(), state.read.is_none());
    let submit = use_callback(move |()| {
        tried.set(true);
        if let Some(sent) = sent.clone().filter(|_| right) {
            send.run((sent, is_new));
        }
    });
    let report = state.report.clone();
    let (count, times) = (state.series.len(), round());
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
                    title: tr("report-overtaken"),
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
            Section { title: tr("report-one"),
                TextField {
                    label: tr("report-name"),
                    value: report.name.clone(),
                    required: true,
                    max_length: 60,
                    error: of("name"),
                    on_input: move |name: String| set(&|draft| draft.report.name.clone_from(&name)),
                }
                TextAreaField {
                    label: tr("report-description"),
                    value: report.description.clone(),
                    max_length: 1_000,
                    error: of("description"),
                    on_input: move |text: String| set(&|draft| draft.report.description.clone_from(&text)),
                }
            }
            Section { title: tr("report-when"),
                PeriodFields {
                    period: report.period,
                    problems: shown.clone(),
                    on_change: move |period: Period| set(&|draft| draft.report.period = period),
                }
                SelectField {
                    label: tr("reports-by"),
                    value: report.unit.word(),
                    options: TicketReport::UNITS.map(|by| Choice::new(by.word(), tr(&format!("reports-by-{}", by.word())))).to_vec(),
                    error: of("unit"),
                    on_change: move |word: String| {
                        if let Some(by) = By::from_word(&word) {
                            set(&|draft| draft.report.unit = by);
                        }
                    },
                }
            }
            Section { title: tr("report-series"),
                p { class: "dk-quiet", {tr!("report-series-text", most = TicketReport::MOST_SERIES)} }
                if let Some(said) = of("series") {
                    p { class: "tr-error", role: "alert", "{said}" }
                }
                for (index, series) in state.series.iter().cloned().enumerate() {
                    SeriesFields {
                        key: "{times}-{series.key}",
                        asks: asks.clone(),
                        index,
                        count,
                        problems: shown.clone(),
                        on_change: move |series: SeriesDraft| {
                            set(&|draft| {
                                if let Some(place) = draft.series.get_mut(index) {
                                    place.clone_from(&series);
                                }
                            });
                        },
                        on_shift: {
                            let id = dom_id(series.key);
                            move |down| {
                                set(&|draft| draft.shift(index, down));
                                focus(id.clone());
                            }
                        },
                        on_remove: move |()| {
                            set(&|draft| {
                                draft.series.remove(index);
                            });
                            focus(ADD.to_owned());
                        },
                        series,
                    }
                }
                div { class: "tr-actions", id: ADD, tabindex: "-1",
                    Button {
                        label: tr("report-series-add"),
                        icon: Icon::Plus,
                        kind: ButtonKind::Ghost,
                        disabled: count >= TicketReport::MOST_SERIES,
                        on_press: move |_| {
                            let key = draft.write().add();
                            refused.write().clear();
                            focus(dom_id(key));
                        },
                    }
                }
            }
            Section { title: tr("report-for-whom"),
                TargetsField {
                    book: look.book.clone(),
                    label: tr("report-audience"),
                    targets: report.audience.clone(),
                    optional: true,
                    error: of("audience"),
                    on_change: move |targets: Targets| set(&|draft| draft.report.audience.clone_from(&targets)),
                }
                p { class: "dk-quiet", {tr("report-audience-text")} }
            }
            if let Some(read) = state.read.clone() {
                div { class: "tr-actions",
                    Button { label: tr("report-remove"), icon: Icon::Trash, kind: ButtonKind::Ghost, on_press: move |_| removing.set(true) }
                }
                if removing() {
                    Confirm {
                        open: true,
                        title: tr!("report-remove-title", name = read.report.name.clone()),
                        text: tr("report-remove-text"),
                        verb: tr("report-remove"),
                        danger: true,
                        busy: remove.busy(),
                        on_confirm: {
                            let (id, seq) = (read.report.id, read.seq);
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

/// Which days the report is about.
#[component]
fn PeriodFields(period: Period, problems: BTreeMap<String, String>, on_change: EventHandler<Period>) -> Element {
    let of = |member: &str| problem("report", &problems, &format!("period.{member}"));
    let word = |is: Span| tr(&format!("report-period-{}", is.word().replace('_', "-")));
    let written = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "some hundred days")]
    let (count, whole) = (period.count as f64, |n: f64| n as i64);
    #[expect(clippy::cast_precision_loss, reason = "a year")]
    let most = MAX_DAYS as f64;
    rsx! {
        SelectField {
            label: tr("reports-period"),
            value: period.is.word(),
            options: Span::ALL.iter().map(|is| Choice::new(is.word(), word(*is))).collect::<Vec<_>>(),
            on_change: move |word: String| {
                if let Some(is) = Span::ALL.iter().find(|is| is.word() == word) {
                    let count = if *is == Span::LastDays && period.count == 0 { 30 } else { period.count };
                    on_change.call(Period { is: *is, count, ..period });
                }
            },
        }
        if period.is == Span::LastDays {
            NumberField {
                label: tr("report-period-count"),
                value: Some(count),
                unit: tr("cust-days"),
                min: Some(1.0),
                max: Some(most),
                error: of("count"),
                on_input: move |count: Option<f64>| on_change.call(Period { count: count.map_or(0, whole), ..period }),
            }
        }
        if period.is == Span::Days {
            div { class: "dk-report-days",
                DayField {
                    label: tr("reports-from"),
                    value: written(period.from),
                    required: true,
                    error: of("from"),
                    on_change: move |text: String| on_change.call(Period { from: day::parse(&text), ..period }),
                }
                DayField {
                    label: tr("reports-to"),
                    value: written(period.to),
                    required: true,
                    error: of("to"),
                    on_change: move |text: String| on_change.call(Period { to: day::parse(&text), ..period }),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn look() -> Look {
        Look { book: sample::book(), groups: Vec::new(), templates: Vec::new() }
    }

    #[test]
    fn the_editor_has_words_for_everything_in_both_languages() {
        for locale in Locale::ALL {
            for is in Span::ALL {
                let html = sample::render(locale, move || {
                    let mut now = sample::ticket_report();
                    now.report.period.is = *is;
                    rsx! { ReportEditor { look: look(), now, start: TicketReport::default() } }
                });
                assert!(html.contains("Lifts of the week") && html.contains("report-series-0"), "{html}");
                assert!(!html.contains(">report-") && !html.contains(">reports-"), "{html}");
            }
        }
    }

    #[test]
    fn every_problem_has_words_at_its_member() {
        let words = [
            "required",
            "too-long",
            "one-line",
            "taken",
            "unknown",
            "not-a-condition",
            "unfinished",
            "too-many",
            "too-large",
            "not-by-hour",
            "not-a-number-of-days",
            "before-from",
        ];
        for locale in Locale::ALL {
            for word in words {
                let key = format!("report-problem-{word}");
                assert_ne!(truckroll_ui::i18n::t(locale, &key), key);
            }
        }
    }

    #[test]
    fn a_copy_has_no_name_and_is_for_nobody_else() {
        let me = Some(sample::agent_id(3));
        let copy = copied(&sample::ticket_report().report, me);
        assert_eq!((copy.name.as_str(), copy.owner, copy.audience.is_empty()), ("", me, true));
        assert_eq!(copy.series, sample::ticket_report().report.series);
    }
}
