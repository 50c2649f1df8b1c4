//! Copying weeks, and tables in and out.

use dioxus::prelude::*;
use jiff::ToSpan as _;
use jiff::civil::Date;
use truckroll_protocol::api::roster::{RosterCopy, RosterImported};
use truckroll_ui::prelude::*;

use super::problem;
use crate::admin::calendars::specials::DateField;
use crate::admin::calendars::text_of;
use crate::api::planning;
use crate::api::staff::Outcome;
use crate::desk::trouble::Failed;

/// Most weeks that are offered.
const MOST_WEEKS: f64 = 53.0;

/// The buttons, and their dialogs.
#[component]
pub fn Files(month: Date) -> Element {
    let mut copying = use_signal(|| false);
    let changes = use_changes();
    let mut report = use_signal(|| None::<RosterImported>);
    let mut wrong = use_signal(|| None::<String>);
    let import = use_send(
        |text: String| async move { planning::import_roster(text).await },
        move |outcome| {
            changes.announce(["roster"]);
            match outcome {
                Outcome::Written(said) => report.set(Some(said)),
                Outcome::Overtaken => {}
                Outcome::Refused(problems) => wrong.set(problems.values().next().map(|key| problem(key))),
            }
        },
    );
    let failure = wrong().or_else(|| import.failure());
    rsx! {
        Button { label: tr("roster-copy"), icon: Icon::Copy, kind: ButtonKind::Ghost, on_press: move |_| copying.set(true) }
        label { class: "tr-btn tr-btn-ghost dk-file", title: tr("roster-import-hint"),
            Glyph { icon: Icon::CloudUpload }
            span { class: "tr-btn-label", {tr("roster-import")} }
            input {
                class: "tr-sr",
                r#type: "file",
                accept: ".csv,text/csv",
                onchange: move |event| async move {
                    wrong.set(None);
                    if let Some(text) = text_of(&event).await {
                        import.run(text);
                    }
                },
            }
        }
        LinkButton {
            href: planning::export_address(month.first_of_month(), month.last_of_month()),
            label: tr("roster-export"),
            icon: Icon::Download,
            kind: ButtonKind::Ghost,
        }
        section {
            Dialog {
                open: report.read().is_some() || failure.is_some(),
                title: tr("roster-import-title"),
                on_close: move |()| {
                    report.set(None);
                    wrong.set(None);
                    import.clear();
                },
                Failed { failure }
                if let Some(said) = report() {
                    p { {tr!("roster-copied", count = said.written)} }
                    if !said.refused.is_empty() {
                        p { class: "dk-quiet", {tr!("roster-refused", count = said.refused.len())} }
                        ul { class: "dk-plain-list dk-ics",
                            for (n , row) in said.refused.into_iter().enumerate() {
                                li { key: "{n}",
                                    {
                                        let why = tr(&format!("roster-why-{}", row.why.replace('_', "-")));
                                        tr!("roster-refused-line", line = row.line, why = why, text = row.text.clone())
                                    }
                                }
                            }
                        }
                    }
                }
            }
            if copying() {
                CopyDialog { month, on_close: move |()| copying.set(false) }
            }
        }
    }
}

/// The first Monday on or before a day.
fn monday(day: Date) -> Date {
    day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(day)
}

/// The first days of the weeks after one.
fn weeks_after(from: Date, count: i64) -> Vec<Date> {
    (1..=count).filter_map(|n| from.checked_add((n * 7).days()).ok()).collect()
}

#[component]
fn CopyDialog(month: Date, on_close: EventHandler<()>) -> Element {
    let toasts = use_toasts();
    let changes = use_changes();
    let mut from = use_signal(|| monday(month).to_string());
    let mut weeks = use_signal(|| Some(4.0_f64));
    let mut over = use_signal(|| false);
    let mut wrong = use_signal(|| None::<String>);
    let send = use_send(
        |copy: RosterCopy| async move { planning::copy_week(&copy).await },
        move |outcome| match outcome {
            Outcome::Written(said) => {
                toasts.say(Tone::Done, tr!("roster-copied", count = said.written));
                changes.announce(["roster"]);
                on_close.call(());
            }
            Outcome::Overtaken => {}
            Outcome::Refused(problems) => wrong.set(problems.values().next().map(|key| problem(key))),
        },
    );
    let submit = use_callback(move |()| {
        let first: Option<Date> = from.peek().parse().ok();
        let count = weeks.peek().filter(|n| (1.0..=MOST_WEEKS).contains(n));
        let (Some(from), Some(count)) = (first, count) else {
            wrong.set(Some(problem("required")));
            return;
        };
        let to = weeks_after(from, count.round() as i64);
        send.run(RosterCopy { from, to, agents: Vec::new(), overwrite: *over.peek() });
    });
    rsx! {
        Dialog {
            open: true,
            title: tr("roster-copy-title"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("roster-copy"),
                    kind: ButtonKind::Primary,
                    busy: send.busy(),
                    on_press: move |_| submit.call(()),
                }
            },
            div { class: "dk-form",
                Failed { failure: wrong().or_else(|| send.failure()) }
                DateField { label: tr("roster-copy-from"), value: from(), on_input: move |day| from.set(day) }
                NumberField {
                    label: tr("roster-copy-weeks"),
                    value: weeks(),
                    min: 1.0,
                    max: MOST_WEEKS,
                    on_input: move |n| weeks.set(n),
                }
                CheckField { label: tr("roster-copy-over"), checked: over(), on_change: move |on| over.set(on) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn weeks_begin_on_mondays_and_follow_each_other() {
        assert_eq!(monday(date(2026, 5, 1)), date(2026, 4, 27));
        assert_eq!(monday(date(2026, 5, 4)), date(2026, 5, 4));
        assert_eq!(weeks_after(date(2026, 4, 27), 2), [date(2026, 5, 4), date(2026, 5, 11)]);
    }
}
