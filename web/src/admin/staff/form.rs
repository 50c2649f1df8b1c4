//! The form of an agent: person, sign-in, role and groups, contact, work.

use dioxus::prelude::*;
use truckroll_domain::access::{Feature, Policy};
use truckroll_domain::{GroupId, RoleId};
use truckroll_protocol::api::staff::{AccountCheck, StaffNow};
use truckroll_ui::prelude::*;

use super::skills::{Skills, Tags};
use super::state::{Draft, Problems, givable};
use crate::admin::groups::state::tree;
use crate::admin::said;
use crate::api;
use crate::desk::picture::{Of, PictureField};
use crate::desk::trouble::Section;
use crate::platform;

/// How long somebody has stopped typing before the name is asked for.
const PAUSE_MS: i32 = 350;

/// Changes the draft, if it is there.
pub(super) fn change(mut draft: Signal<Option<Draft>>, work: impl FnOnce(&mut Draft)) {
    if let Some(draft) = draft.write().as_mut() {
        work(draft);
    }
}

fn problem_of(problems: &Problems, member: &str) -> Option<String> {
    problems.get(member).map(|key| said::problem(key))
}

/// A line of text of the agent.
#[component]
fn Line(
    problems: Problems,
    /// The member, which names message and problem.
    member: &'static str,
    value: String,
    on_text: EventHandler<String>,
    #[props(default)] kind: TextKind,
    #[props(default = 60)] max: u32,
    #[props(default)] required: bool,
    #[props(into)] hint: Option<String>,
) -> Element {
    rsx! {
        TextField {
            label: tr(&format!("staff-{}", member.replace('_', "-"))),
            kind,
            value,
            required,
            hint,
            autocomplete: "off",
            max_length: max,
            error: problem_of(&problems, member),
            on_input: move |text: String| on_text.call(text),
        }
    }
}

/// The sections of the form.
#[component]
pub fn AgentFields(
    draft: Signal<Option<Draft>>,
    now: ReadSignal<StaffNow>,
    policy: ReadSignal<Policy>,
    problems: Problems,
) -> Element {
    let Some(current) = draft() else { return rsx! {} };
    let agent = current.agent.clone();
    let is_new = current.read.is_none();
    rsx! {
        Section { title: tr("staff-person"),
            div { class: "dk-form-pair",
                Line {
                    problems: problems.clone(),
                    member: "name",
                    value: agent.name.clone(),
                    on_text: move |text| change(draft, |d| d.agent.name = text),
                    required: true,
                }
                Line {
                    problems: problems.clone(),
                    member: "given_name",
                    value: agent.given_name.clone(),
                    on_text: move |text| change(draft, |d| d.agent.given_name = text),
                    hint: tr("staff-given-name-hint"),
                }
            }
            PictureField {
                of: Of::Portrait,
                name: agent.name.clone(),
                picture: agent.photo.clone(),
                error: problem_of(&problems, "photo"),
                on_change: move |photo| change(draft, |d| d.agent.photo = photo),
            }
            if is_new {
                div { class: "dk-form-pair",
                    AccountField { draft, problems: problems.clone() }
                    TextField {
                        label: tr("staff-password"),
                        kind: TextKind::Password,
                        value: current.password.clone(),
                        required: true,
                        hint: tr("staff-password-hint"),
                        autocomplete: "new-password",
                        max_length: 200,
                        error: problem_of(&problems, "password"),
                        on_input: move |text| change(draft, |d| d.password = text),
                    }
                }
            }
        }
        Section { title: tr("staff-role-and-groups"),
            RoleField { draft, now, policy, problems: problems.clone() }
            GroupsField { draft, now, problems: problems.clone() }
        }
        Section { title: tr("staff-contact"),
            div { class: "dk-form-pair",
                Line {
                    problems: problems.clone(),
                    member: "mobile",
                    value: agent.mobile.clone(),
                    on_text: move |text| change(draft, |d| d.agent.mobile = text),
                    kind: TextKind::Tel,
                }
                Line {
                    problems: problems.clone(),
                    member: "landline",
                    value: agent.landline.clone(),
                    on_text: move |text| change(draft, |d| d.agent.landline = text),
                    kind: TextKind::Tel,
                }
                Line {
                    problems: problems.clone(),
                    member: "email",
                    value: agent.email.clone(),
                    on_text: move |text| change(draft, |d| d.agent.email = text),
                    kind: TextKind::Email,
                    max: 120,
                }
                Line {
                    problems: problems.clone(),
                    member: "employee_number",
                    value: agent.employee_number.clone(),
                    on_text: move |text| change(draft, |d| d.agent.employee_number = text),
                    max: 40,
                    hint: tr("staff-employee-number-hint"),
                }
            }
        }
        Section { title: tr("staff-work"),
            div { class: "dk-form-pair",
                TextField {
                    label: tr("staff-shift-from"),
                    kind: TextKind::Time,
                    value: agent.shift_from_min.map(said::clock).unwrap_or_default(),
                    hint: tr("staff-shift-hint"),
                    error: problem_of(&problems, "shift_from_min"),
                    on_input: move |text: String| change(draft, |d| d.agent.shift_from_min = said::minutes(&text)),
                }
                TextField {
                    label: tr("staff-shift-to"),
                    kind: TextKind::Time,
                    value: agent.shift_to_min.map(said::clock).unwrap_or_default(),
                    on_input: move |text: String| change(draft, |d| d.agent.shift_to_min = said::minutes(&text)),
                }
            }
            div { class: "dk-form-pair",
                Line {
                    problems: problems.clone(),
                    member: "home_address",
                    value: agent.home_address.clone(),
                    on_text: move |text| change(draft, |d| d.agent.home_address = text),
                    hint: tr("staff-home-hint"),
                    max: 120,
                }
                PlaceField { draft, problems: problems.clone() }
            }
            Skills { draft, known: now.read().skills.clone(), problems: problems.clone() }
            Tags { draft, known: now.read().tags.clone(), problems: problems.clone() }
        }
    }
}

/// Where the agent starts the day, as latitude and longitude.
#[component]
fn PlaceField(draft: Signal<Option<Draft>>, problems: Problems) -> Element {
    let Some(current) = draft() else { return rsx! {} };
    rsx! {
        TextField {
            label: tr("staff-home"),
            hint: tr("cust-location-hint"),
            value: current.home.clone(),
            autocomplete: "off",
            max_length: 60,
            error: problem_of(&problems, "home"),
            on_input: move |text| change(draft, |d| d.set_home(text)),
        }
    }
}

/// The sign-in name, asked for while it is typed: it is unique over all organisations.
#[component]
fn AccountField(draft: Signal<Option<Draft>>, problems: Problems) -> Element {
    let account = use_memo(move || draft.read().as_ref().map(|d| d.agent.account.clone()).unwrap_or_default());
    let check = use_live(Vec::new, move || {
        let asked = account();
        async move {
            if asked.is_empty() {
                return Ok(None);
            }
            platform::sleep(PAUSE_MS).await;
            if *account.peek() != asked {
                return Ok(None);
            }
            api::staff::account(&asked).await.map(Some)
        }
    });
    let answer = check.value().flatten().filter(|answer| answer.account == account());
    let (hint, error) = said_of(&account.read(), answer.as_ref(), check.loading());
    rsx! {
        div { aria_live: "polite",
            TextField {
                label: tr("staff-account"),
                value: account(),
                required: true,
                hint,
                error: error.or_else(|| problem_of(&problems, "account").filter(|_| answer.is_none())),
                autocomplete: "off",
                max_length: 64,
                on_input: move |text: String| change(draft, |d| d.agent.account = text.trim().to_lowercase()),
            }
        }
    }
}

/// The sentence below the sign-in name: a hint, or what is wrong.
fn said_of(account: &str, answer: Option<&AccountCheck>, asking: bool) -> (Option<String>, Option<String>) {
    match answer {
        _ if account.is_empty() => (Some(tr("staff-account-hint")), None),
        None if asking => (Some(tr("staff-account-asking")), None),
        None => (Some(tr("staff-account-hint")), None),
        Some(answer) if answer.free => (Some(tr!("staff-account-free", account = account)), None),
        Some(AccountCheck { problem: Some(problem), .. }) => (None, Some(said::problem(problem))),
        Some(_) => (None, Some(tr!("staff-account-taken", account = account))),
    }
}

#[component]
fn RoleField(
    draft: Signal<Option<Draft>>,
    now: ReadSignal<StaffNow>,
    policy: ReadSignal<Policy>,
    problems: Problems,
) -> Element {
    let Some(current) = draft() else { return rsx! {} };
    let roles = givable(&now.read(), &policy.read());
    let chosen = current.agent.role.and_then(|id| roles.iter().find(|role| role.id == id)).cloned();
    let managed = policy.read().on(Feature::RoleManagement);
    let none = if managed { tr("staff-role-choose") } else { tr("role-agent") };
    // who has a role keeps one
    let none = (!managed || current.agent.role.is_none()).then_some(none);
    rsx! {
        SelectField {
            label: tr("staff-role"),
            value: current.agent.role.map(|id| id.to_string()).unwrap_or_default(),
            options: roles.iter().map(|role| Choice::new(role.id.to_string(), said::role_name(role))).collect::<Vec<_>>(),
            none_label: none,
            required: managed,
            hint: chosen.as_ref().map(said::role_remark).filter(|text| !text.is_empty()),
            error: problem_of(&problems, "role"),
            on_change: move |id: String| change(draft, |d| d.agent.role = id.parse::<RoleId>().ok()),
        }
    }
}

#[component]
fn GroupsField(draft: Signal<Option<Draft>>, now: ReadSignal<StaffNow>, problems: Problems) -> Element {
    let Some(current) = draft() else { return rsx! {} };
    let groups = tree(&now.read().groups);
    if groups.is_empty() {
        return rsx! {};
    }
    let mine: Vec<GroupId> = current.agent.groups.clone();
    rsx! {
        fieldset { class: "dk-group-ticks",
            legend { class: "tr-label", {tr("staff-groups")} }
            div { class: "dk-picker dk-ticks",
                for one in groups {
                    div { key: "{one.now.group.id}", class: "dk-depth-{one.depth}",
                        CheckField {
                            label: one.now.group.name.clone(),
                            checked: mine.contains(&one.now.group.id),
                            on_change: move |on| change(draft, |d| d.set_group(one.now.group.id, on)),
                        }
                    }
                }
            }
            if let Some(error) = problem_of(&problems, "groups") {
                p { class: "tr-error", role: "alert", "{error}" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_sentence_below_a_sign_in_name_follows_the_check() {
        let answer = |free, problem: Option<&str>| AccountCheck {
            account: "li".into(),
            free,
            problem: problem.map(str::to_owned),
        };
        sample::render(Locale::En, move || {
            assert_eq!(said_of("", None, true), (Some(tr("staff-account-hint")), None));
            assert_eq!(said_of("li", None, true), (Some(tr("staff-account-asking")), None));
            let free = said_of("li", Some(&answer(true, None)), false);
            assert_eq!(free, (Some("“li” is free.".to_owned()), None));
            let taken = said_of("li", Some(&answer(false, None)), false);
            assert_eq!(taken, (None, Some("“li” is taken; sign-in names are unique.".to_owned())));
            let wrong = said_of("li", Some(&answer(false, Some("characters"))), false);
            assert_eq!(wrong, (None, Some(tr("staff-problem-characters"))));
            rsx! {}
        });
    }
}
