//! The page of a server without organisation: code, organisation, main account. Whoever sends it is signed in.

use dioxus::prelude::*;
use truckroll_protocol::api::setup::NewOrganisation;
use truckroll_protocol::api::{Me, SignIn};
use truckroll_ui::prelude::*;

use super::problem_of;
use crate::api::{self, Fault};
use crate::desk::shell::Preferences;
use crate::platform;

/// The form.
#[component]
pub fn OpenScreen(on_admit: EventHandler<Me>, on_opened: EventHandler<()>) -> Element {
    let mut asked = use_signal(blank);
    let mut fault = use_signal(|| None::<Fault>);
    let mut busy = use_signal(|| false);
    let locale = use_locale();
    use_effect(move || platform::set_title(&tr("setup-open-title")));
    let send = move |event: FormEvent| {
        event.prevent_default();
        if busy() {
            return;
        }
        busy.set(true);
        spawn(async move {
            let request = NewOrganisation { locale: locale.peek().tag().to_owned(), ..asked.peek().clone() };
            let outcome = open(&request).await;
            busy.set(false);
            match outcome {
                Ok(me) => on_admit.call(me),
                Err(Fault::Problem(problem)) if problem.status == 409 => on_opened.call(()),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    let now = asked.read().clone();
    let refused = fault.read();
    let error = |member: &str| problem_of(refused.as_ref(), member);
    let code_error = match &*refused {
        Some(Fault::Problem(problem)) if problem.status == 403 => Some(tr("setup-code-wrong")),
        _ => None,
    };
    let other = refused.as_ref().filter(|fault| is_general(fault)).map(ToString::to_string);
    rsx! {
        main { class: "dk-gate dk-gate-wide",
            form { class: "dk-gate-card", onsubmit: send, novalidate: true,
                div { class: "dk-gate-mark", Glyph { icon: Icon::Truck, size: 28 } }
                h1 { class: "dk-gate-title", {tr("setup-open-title")} }
                p { class: "dk-quiet", {tr("setup-open-intro")} }
                if let Some(text) = other {
                    Notice { tone: Tone::Alert, title: tr("desk-not-done"), text }
                }
                TextField {
                    label: tr("setup-code"),
                    hint: tr("setup-code-hint"),
                    value: now.code,
                    name: "code",
                    autocomplete: "one-time-code",
                    autofocus: true,
                    max_length: 20,
                    error: code_error,
                    on_input: move |text| asked.write().code = text,
                }
                TextField {
                    label: tr("setup-organisation"),
                    value: now.organisation,
                    name: "organisation",
                    autocomplete: "organization",
                    max_length: 60,
                    error: error("organisation"),
                    on_input: move |text| asked.write().organisation = text,
                }
                TextField {
                    label: tr("setup-name"),
                    value: now.name,
                    name: "name",
                    autocomplete: "name",
                    max_length: 60,
                    error: error("name"),
                    on_input: move |text| asked.write().name = text,
                }
                TextField {
                    label: tr("setup-account"),
                    hint: tr("setup-account-hint"),
                    value: now.account,
                    name: "account",
                    autocomplete: "username",
                    max_length: 64,
                    error: error("account"),
                    on_input: move |text| asked.write().account = text,
                }
                TextField {
                    label: tr("setup-password"),
                    hint: tr("setup-password-hint"),
                    value: now.password,
                    kind: TextKind::Password,
                    name: "password",
                    autocomplete: "new-password",
                    max_length: 1000,
                    error: error("password"),
                    on_input: move |text| asked.write().password = text,
                }
                Button {
                    label: tr("setup-open-do"),
                    kind: ButtonKind::Primary,
                    wide: true,
                    submit: true,
                    busy: busy(),
                }
            }
            Preferences {}
        }
    }
}

/// Whether a refusal is said above the form, because no field of it is to blame.
fn is_general(fault: &Fault) -> bool {
    match fault {
        Fault::Problem(problem) => problem.fields.is_empty() && problem.status != 403,
        _ => true,
    }
}

fn blank() -> NewOrganisation {
    NewOrganisation {
        code: String::new(),
        organisation: String::new(),
        name: String::new(),
        account: String::new(),
        password: String::new(),
        locale: String::new(),
        time_zone: platform::time_zone(),
        utc_offset_min: platform::utc_offset_min(),
    }
}

async fn open(request: &NewOrganisation) -> api::Answer<Me> {
    api::open_organisation(request).await?;
    let (account, password) = (request.account.trim().to_owned(), request.password.clone());
    api::sign_in(&SignIn { account, password, cookie: true, device: None, code: None, new_password: None }).await
}

#[cfg(test)]
mod tests {
    use truckroll_protocol::api::Problem;

    use super::*;
    use crate::sample;

    #[test]
    fn the_page_asks_for_all_it_needs_in_both_languages() {
        for locale in [Locale::En, Locale::ZhCn] {
            let html = sample::render(locale, || rsx! { OpenScreen { on_admit: |_: Me| {}, on_opened: |()| {} } });
            for name in ["code", "organisation", "name", "account", "password"] {
                assert!(html.contains(&format!("name=\"{name}\"")), "{name}: {html}");
            }
            assert!(html.contains(&truckroll_ui::i18n::t(locale, "setup-open-title")), "{html}");
        }
    }

    #[test]
    fn a_refusal_is_said_where_it_belongs() {
        let problem = |status, fields: &[(&str, &str)]| {
            let fields = fields.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            Fault::Problem(Box::new(Problem { status, fields, ..Problem::default() }))
        };
        assert!(is_general(&Fault::OutOfReach) && is_general(&problem(429, &[])));
        assert!(!is_general(&problem(403, &[])) && !is_general(&problem(422, &[("name", "required")])));
        let refused = problem(422, &[("account", "characters"), ("name", "new_reason")]);
        assert_eq!(problem_of(Some(&refused), "account"), Some(tr("setup-problem-characters")));
        assert_eq!(problem_of(Some(&refused), "name"), Some(tr("setup-problem-other")));
        assert_eq!(problem_of(Some(&refused), "code"), None);
    }
}
