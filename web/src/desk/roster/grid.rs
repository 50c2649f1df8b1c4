//! The month as a grid: agents down, days across. Painted by dragging, and by the keyboard: arrows move, digits give a shift,
//! Delete clears. Many agents are drawn as far as they are in sight.

use dioxus::prelude::*;
use jiff::civil::Date;
use truckroll_domain::ShiftId;
use truckroll_protocol::api::roster::{RosterAgent, RosterNow};
use truckroll_ui::prelude::*;

use super::Brush;
use super::state::{Cell, Painted, Shade, counts, letter, rectangle, shade, shift};
use crate::keys::use_keys;

/// From so many agents on only those in sight are drawn.
const MANY: usize = 200;
/// Height of a row, px; the same in `desk.css`.
const ROW: f64 = 36.0;
/// Rows drawn at once, with those above and below what is in sight.
const DRAWN: usize = 60;

/// A stroke of the brush under way: where it began and where it is.
type Stroke = ((usize, usize), (usize, usize));

/// The grid.
#[component]
pub fn Grid(
    roster: RosterNow,
    painted: Signal<Painted>,
    agents: Vec<RosterAgent>,
    days: Vec<Date>,
    now: Date,
    brush: Signal<Option<Brush>>,
    paint: EventHandler<(Vec<Cell>, Brush)>,
    undo: EventHandler<()>,
) -> Element {
    let format = use_format();
    let mut at = use_signal(|| (0_usize, 0_usize));
    let mut stroke = use_signal(|| None::<Stroke>);
    let mut top = use_signal(|| 0_usize);
    let id = use_dom_id();
    let may_edit = roster.may_edit;
    let usable: Vec<ShiftId> =
        roster.shifts.iter().filter(|one| !one.shift.archived).map(|one| one.shift.id).take(9).collect();
    use_keys(move |press| {
        let takes_back = may_edit && press.command && press.key.eq_ignore_ascii_case("z");
        if takes_back {
            undo.call(());
        }
        takes_back
    });
    let (whose, when) = (agents.clone(), days.clone());
    let finish = use_callback(move |()| {
        let Some((from, to)) = stroke.take() else { return };
        if let Some(brush) = *brush.peek() {
            paint.call((rectangle(&whose, &when, from, to), brush));
        }
    });
    let (rows, columns) = (agents.len(), days.len());
    let focus = id.clone();
    let (whose, when) = (agents.clone(), days.clone());
    let key = use_callback(move |event: KeyboardEvent| {
        let (row, column) = *at.peek();
        let one = |shift: Brush| {
            if may_edit {
                paint.call((rectangle(&whose, &when, (row, column), (row, column)), shift));
            }
        };
        let to = match event.key() {
            Key::ArrowUp => (row.saturating_sub(1), column),
            Key::ArrowDown => ((row + 1).min(rows.saturating_sub(1)), column),
            Key::ArrowLeft => (row, column.saturating_sub(1)),
            Key::ArrowRight => (row, (column + 1).min(columns.saturating_sub(1))),
            Key::Home => (row, 0),
            Key::End => (row, columns.saturating_sub(1)),
            Key::Delete | Key::Backspace => {
                one(None);
                (row, column)
            }
            Key::Enter => {
                if let Some(brush) = *brush.peek() {
                    one(brush);
                }
                (row, column)
            }
            Key::Character(text) => {
                let Some(n) = text.parse::<usize>().ok().filter(|n| *n > 0) else { return };
                let Some(shift) = usable.get(n - 1) else { return };
                let mut chosen = brush;
                chosen.set(Some(Some(*shift)));
                one(Some(*shift));
                (row, column)
            }
            _ => return,
        };
        event.prevent_default();
        if to != (row, column) {
            at.set(to);
            if to.0 < *top.peek() || to.0 >= *top.peek() + DRAWN {
                top.set(to.0.saturating_sub(DRAWN / 2));
            }
            truckroll_ui::bridge::focus(&format!("{focus}-{}-{}", to.0, to.1));
        }
    });
    let many = rows > MANY;
    let (first, last) = if many { (top(), (top() + DRAWN).min(rows)) } else { (0, rows) };
    let counted = counts(&roster, &painted.read(), &agents, &days);
    let shades: Vec<Shade> = days.iter().map(|day| shade(*day, &roster.specials)).collect();
    let month = days.first().map(|day| format.civil(*day, true)).unwrap_or_default();
    let marked = stroke().map(|(from, to)| rectangle(&agents, &days, from, to)).unwrap_or_default();
    rsx! {
        if may_edit {
            p { class: "dk-quiet dk-roster-keys", {tr("roster-keys")} }
        }
        div {
            class: "dk-roster",
            tabindex: "-1",
            onscroll: move |event| {
                if many {
                    let row = (event.scroll_top() / ROW).max(0.0) as usize;
                    let wanted = row.saturating_sub(DRAWN / 4).min(rows.saturating_sub(DRAWN));
                    if wanted.abs_diff(*top.peek()) > DRAWN / 6 {
                        top.set(wanted);
                    }
                }
            },
            onpointerup: move |_| finish.call(()),
            onpointerleave: move |_| finish.call(()),
            table {
                role: "grid",
                aria_label: tr!("roster-grid", month = month),
                aria_rowcount: "{rows + 1}",
                onkeydown: move |event| key.call(event),
                thead {
                    tr {
                        th { class: "dk-roster-corner", scope: "col", {tr("roster-agent")} }
                        for (n , day) in days.iter().copied().enumerate() {
                            th {
                                key: "{day}",
                                scope: "col",
                                class: day_class(shades[n], day == now),
                                title: special_title(&roster, day),
                                aria_label: format.civil(day, false),
                                span { {tr(&format!("weekday-{}", day.weekday().to_monday_one_offset()))} }
                                b { "{day.day()}" }
                            }
                        }
                    }
                }
                tbody {
                    if first > 0 {
                        tr { aria_hidden: "true", td { style: "height: {first as f64 * ROW}px" } }
                    }
                    for row in first..last {
                        tr { key: "{agents[row].id}", aria_rowindex: "{row + 2}",
                            th { scope: "row", class: "dk-roster-name", "{agents[row].name}" }
                            for (column , day) in days.iter().copied().enumerate() {
                                {
                                    let cell = (agents[row].id, day);
                                    let given = painted.read().shown(&roster.rows, cell).and_then(|id| shift(&roster, id)).cloned();
                                    let conflict = roster.conflicts.iter().any(|c| (c.agent, c.day) == cell);
                                    let name = given.as_ref().map_or_else(|| tr("shift-off"), |s| s.name.clone());
                                    let label = tr!("roster-cell", agent = agents[row].name.clone(), day = format.civil(day, false), shift = name.clone());
                                    let mut class = day_class(shades[column], day == now).to_owned();
                                    if marked.contains(&cell) {
                                        class.push_str(" dk-roster-marked");
                                    }
                                    rsx! {
                                        td {
                                            key: "{day}",
                                            id: "{id}-{row}-{column}",
                                            role: "gridcell",
                                            class,
                                            tabindex: if at() == (row, column) { "0" } else { "-1" },
                                            aria_label: label,
                                            title: name,
                                            onfocus: move |_| at.set((row, column)),
                                            onpointerdown: move |event: PointerEvent| {
                                                at.set((row, column));
                                                if may_edit && brush.peek().is_some() {
                                                    event.prevent_default();
                                                    stroke.set(Some(((row, column), (row, column))));
                                                }
                                            },
                                            onpointerenter: move |_| {
                                                let begun = *stroke.peek();
                                                if let Some((from, _)) = begun {
                                                    stroke.set(Some((from, (row, column))));
                                                }
                                            },
                                            if let Some(given) = given {
                                                span { class: "dk-shift {shift_tone(given.colour).class()}", {letter(&given.name)} }
                                            }
                                            if conflict {
                                                span { class: "dk-roster-conflict", Glyph { icon: Icon::Warning, size: 12, label: tr("roster-conflicts") } }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                    if last < rows {
                        tr { aria_hidden: "true", td { style: "height: {(rows - last) as f64 * ROW}px" } }
                    }
                }
                tfoot {
                    tr {
                        th { class: "dk-roster-name", scope: "row", {tr("roster-count")} }
                        for (n , count) in counted.into_iter().enumerate() {
                            td { key: "{n}", class: day_class(shades[n], days[n] == now), "{count}" }
                        }
                    }
                }
            }
        }
    }
}

fn day_class(shade: Shade, today: bool) -> &'static str {
    match (shade, today) {
        (Shade::Plain, false) => "",
        (Shade::Plain, true) => "dk-roster-today",
        (Shade::Weekend, false) => "dk-roster-weekend",
        (Shade::Weekend, true) => "dk-roster-weekend dk-roster-today",
        (Shade::Holiday, false) => "dk-roster-holiday",
        (Shade::Holiday, true) => "dk-roster-holiday dk-roster-today",
    }
}

fn special_title(roster: &RosterNow, day: Date) -> String {
    let on = roster.specials.iter().filter(|special| (special.from..=special.to).contains(&day));
    on.map(|special| special.title.clone()).collect::<Vec<_>>().join(", ")
}
