//! Skills with their last day, and tags.

use dioxus::prelude::*;
use truckroll_domain::Timestamp;
use truckroll_ui::prelude::*;

use super::state::{Draft, Problems};
use crate::admin::parts::{Chip, WordAdder};
use crate::admin::said;

/// Words that colleagues have and this agent has not.
fn others(all: &[String], mine: &[String]) -> Vec<String> {
    all.iter().filter(|word| !mine.contains(word)).cloned().collect()
}

/// Skills: one line each, with the day after which it does not count any more.
#[component]
pub fn Skills(draft: Signal<Option<Draft>>, known: Vec<String>, problems: Problems) -> Element {
    let format = use_format();
    let Some(now) = draft() else { return rsx! {} };
    let change = move |work: &dyn Fn(&mut Draft)| {
        let mut draft = draft;
        draft.write().iter_mut().for_each(work);
    };
    let skills = now.agent.skills.clone();
    let until = now.agent.skills_until.clone();
    let error = problems.get("skills").or(problems.get("skills_until")).map(|key| said::problem(key));
    rsx! {
        div { class: "dk-skills", role: "group", aria_label: tr("staff-skills"),
            for skill in skills.clone() {
                div { key: "{skill}", class: "dk-skill",
                    span { class: "dk-chip-word", "{skill}" }
                    TextField {
                        label: tr!("staff-skill-until", skill = skill.clone()),
                        hide_label: true,
                        kind: TextKind::Date,
                        value: until.get(&skill).map(|at| last_day(&format, *at)).unwrap_or_default(),
                        on_change: {
                            let (skill, format) = (skill.clone(), format.clone());
                            move |day: String| {
                                let until = until_of(&format, &day);
                                change(&|d| d.set_until(&skill, until));
                            }
                        },
                    }
                    Button {
                        label: tr!("staff-skill-remove", skill = skill.clone()),
                        icon: Icon::Close,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        on_press: {
                            let skill = skill.clone();
                            move |_| change(&|d| d.remove_skill(&skill))
                        },
                    }
                }
            }
            WordAdder {
                label: tr("staff-skill"),
                hint: tr("staff-skill-hint"),
                error,
                suggestions: others(&known, &skills),
                on_add: move |word: String| change(&|d| d.add_skill(&word)),
            }
        }
    }
}

/// The last day a skill counts, as a date field writes it. It ends with the midnight after that day.
fn last_day(format: &Format, until: Timestamp) -> String {
    format.input_value(until.ms().saturating_sub(1)).chars().take(10).collect()
}

/// The midnight after the day of a date field.
fn until_of(format: &Format, day: &str) -> Option<Timestamp> {
    let noon = format.parse_input(&format!("{day}T12:00"))?;
    format.start_of_day(noon, 1).map(Timestamp)
}

/// Tags.
#[component]
pub fn Tags(draft: Signal<Option<Draft>>, known: Vec<String>, problems: Problems) -> Element {
    let Some(now) = draft() else { return rsx! {} };
    let change = move |work: &dyn Fn(&mut Draft)| {
        let mut draft = draft;
        draft.write().iter_mut().for_each(work);
    };
    let tags = now.agent.tags.clone();
    rsx! {
        div { class: "dk-skills", role: "group", aria_label: tr("staff-tags"),
            if !tags.is_empty() {
                div { class: "dk-chips",
                    for tag in tags.clone() {
                        Chip {
                            key: "{tag}",
                            word: tag.clone(),
                            remove: tr!("staff-tag-remove", tag = tag.clone()),
                            on_remove: move |()| change(&|d| d.agent.tags.retain(|known| *known != tag)),
                        }
                    }
                }
            }
            WordAdder {
                label: tr("staff-tag"),
                hint: tr("staff-tag-hint"),
                error: problems.get("tags").map(|key| said::problem(key)),
                suggestions: others(&known, &tags),
                on_add: move |word: String| change(&|d| d.add_tag(&word)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_skill_counts_until_the_end_of_its_last_day() {
        sample::render(Locale::En, || {
            let format = use_format();
            let until = until_of(&format, "2026-03-31").expect("a day");
            assert_eq!(until, Timestamp(1_775_001_600_000), "2026-04-01 00:00");
            assert_eq!(last_day(&format, until), "2026-03-31");
            assert_eq!(until_of(&format, ""), None);
            rsx! {}
        });
    }
}
