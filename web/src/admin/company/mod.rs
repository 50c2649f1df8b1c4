//! Settings → Company (ORG-03..07, CUS-01, CUS-23): what the organisation says of itself, whom it serves, whether phone
//! numbers of customers are masked for its own people, and the white label where the licence includes it.
//!
//! Each is read with a number and saved by it; when a colleague was faster, his are shown and what was changed here is
//! told to be lost.

mod branding;
mod contact;

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::privacy::Privacy;
use truckroll_domain::tenants::Profile;
use truckroll_protocol::api::{CompanyNow, NewCompany, NewPrivacy, PrivacyNow};
use truckroll_ui::prelude::*;

use crate::admin::SettingsHead;
use crate::api;
use crate::desk::picture::{Of, PictureField};
use crate::desk::trouble::{Failed, Section, Stale, Waiting, by_member};
use crate::query::Query;
use crate::unsaved::use_unsaved;

use branding::BrandingSection;
use contact::ContactPane;

/// The screen.
#[component]
pub fn CompanySettingsScreen(query: ReadSignal<Query>) -> Element {
    let _ = query;
    let company = use_live(|| vec![Profile::KIND.to_owned()], api::own_company);
    let privacy = use_live(|| vec![Privacy::KIND.to_owned()], api::privacy);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("settings-company-title") }
            Stale { read: company }
            if let Some(now) = company.value() {
                CompanyEditor { key: "{now.seq}", now: now.clone(), on_saved: move |()| company.reload() }
                if now.white_label {
                    BrandingSection {}
                }
            } else {
                Waiting { read: company }
            }
            if let Some(now) = privacy.value() {
                PrivacyEditor { key: "{now.seq}", now, on_saved: move |()| privacy.reload() }
            } else {
                Waiting { read: privacy, rows: 3 }
            }
        }
    }
}

/// What is wrong, as the domain or the server say it.
type Problems = BTreeMap<String, String>;

fn problem(problems: &Problems, member: &str) -> Option<String> {
    let key = problems.get(member)?;
    let known = format!("settings-company-problem-{}", key.replace('_', "-"));
    Some(tr(if has_message(&known) { &known } else { "settings-company-problem-other" }))
}

/// The profile.
#[component]
pub fn CompanyEditor(now: CompanyNow, on_saved: EventHandler<()>) -> Element {
    let toasts = use_toasts();
    let before = now.profile.clone();
    let mut draft = use_signal(|| before.clone());
    let mut tried = use_signal(|| false);
    let told = use_signal(Problems::new);
    let seq = now.seq;
    let save = use_send(
        move |profile: Profile| async move {
            by_member(api::replace_company(&NewCompany { seq, profile }), told).await.map(|saved| saved.is_some())
        },
        move |saved: bool| {
            if saved {
                toasts.say(Tone::Done, tr("settings-company-saved"));
                on_saved.call(());
            }
        },
    );
    let read = before.clone();
    let kept = use_memo(use_reactive!(|(read,)| read));
    use_unsaved(move || *draft.peek() != *kept.peek());
    let shown = draft.read().clone();
    let mut problems = told();
    if tried() {
        let own = shown.check().err().unwrap_or_default();
        problems.extend(own.into_iter().map(|(member, problem)| (member.to_owned(), problem.to_owned())));
    }
    let changed = shown != before;
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                tried.set(true);
                if draft.peek().check().is_ok() {
                    save.run(draft.peek().clone());
                }
            },
            Failed { failure: save.failure() }
            Section { title: tr("settings-company-who"),
                dl { class: "tr-facts",
                    dt { {tr("settings-registered")} }
                    dd { "{now.tenant_name}" }
                    dt { {tr("company-vendor-id")} }
                    dd { class: "tr-figures", "{shown.vendor_id}" }
                    dt { {tr("company-account")} }
                    dd { "{before.account()}" }
                }
                TextField {
                    label: tr("settings-account-name"),
                    hint: tr("settings-account-name-hint"),
                    value: shown.account_name.clone(),
                    autocomplete: "off",
                    max_length: 40,
                    error: problem(&problems, "account_name"),
                    on_input: move |text: String| draft.write().account_name = text.trim().to_ascii_lowercase(),
                }
                PictureField {
                    of: Of::Logo,
                    name: if shown.display_name.is_empty() { now.tenant_name.clone() } else { shown.display_name.clone() },
                    picture: shown.logo.clone(),
                    error: problem(&problems, "logo"),
                    on_change: move |logo| draft.write().logo = logo,
                }
                TextField {
                    label: tr("settings-display-name"),
                    hint: tr("settings-display-name-hint"),
                    value: shown.display_name.clone(),
                    max_length: 200,
                    error: problem(&problems, "display_name"),
                    on_input: move |text| draft.write().display_name = text,
                }
                TextField {
                    label: tr("settings-address"),
                    value: shown.address.clone(),
                    max_length: 2_000,
                    error: problem(&problems, "address"),
                    on_input: move |text| draft.write().address = text,
                }
                TextField {
                    label: tr("company-business"),
                    value: shown.business.clone(),
                    max_length: 2_000,
                    error: problem(&problems, "business"),
                    on_input: move |text| draft.write().business = text,
                }
                TextAreaField {
                    label: tr("company-introduction"),
                    value: shown.introduction.clone(),
                    max_length: 2_000,
                    error: problem(&problems, "introduction"),
                    on_input: move |text| draft.write().introduction = text,
                }
            }
            Section { title: tr("settings-contact"),
                div { class: "dk-form-pair",
                    TextField {
                        label: tr("settings-contact-name"),
                        value: shown.contact_name.clone(),
                        max_length: 200,
                        error: problem(&problems, "contact_name"),
                        on_input: move |text| draft.write().contact_name = text,
                    }
                    TextField {
                        label: tr("settings-contact-email"),
                        kind: TextKind::Email,
                        value: shown.contact_email.clone(),
                        max_length: 200,
                        error: problem(&problems, "contact_email"),
                        on_input: move |text| draft.write().contact_email = text,
                    }
                }
                ContactPane {
                    contact: now.contact.clone(),
                    typed_anew: shown.contact_email != before.contact_email,
                    on_sent: move |()| on_saved.call(()),
                }
                p { class: "dk-quiet", {tr("settings-complaints")} }
                div { class: "dk-form-pair",
                    TextField {
                        label: tr("settings-complaint-phone"),
                        kind: TextKind::Tel,
                        value: shown.complaint_phone.clone(),
                        max_length: 200,
                        error: problem(&problems, "complaint_phone"),
                        on_input: move |text| draft.write().complaint_phone = text,
                    }
                    TextField {
                        label: tr("settings-complaint-email"),
                        kind: TextKind::Email,
                        value: shown.complaint_email.clone(),
                        max_length: 200,
                        error: problem(&problems, "complaint_email"),
                        on_input: move |text| draft.write().complaint_email = text,
                    }
                }
            }
            footer { class: "dk-form-foot",
                p { class: "dk-quiet", role: "status",
                    if changed {
                        {tr("settings-unsaved")}
                    }
                }
                Button { label: tr("verb-save"), kind: ButtonKind::Primary, submit: true, busy: save.busy(), disabled: !changed }
            }
        }
    }
}

/// Whether phone numbers are masked.
#[component]
pub fn PrivacyEditor(now: PrivacyNow, on_saved: EventHandler<()>) -> Element {
    let toasts = use_toasts();
    let seq = now.seq;
    let save = use_send(
        move |privacy: Privacy| async move { api::replace_privacy(&NewPrivacy { seq, privacy }).await },
        move |_: PrivacyNow| {
            toasts.say(Tone::Done, tr("settings-company-saved"));
            on_saved.call(());
        },
    );
    let is = now.privacy;
    rsx! {
        div { class: "dk-form",
            Section { title: tr("settings-privacy"),
                Failed { failure: save.failure() }
                CheckField {
                    label: tr("settings-mask"),
                    hint: tr("settings-mask-hint"),
                    switch: true,
                    checked: is.mask_phones,
                    disabled: save.busy(),
                    on_change: move |on| save.run(Privacy { mask_phones: on, ..is }),
                }
                CheckField {
                    label: tr("settings-mask-not-admin"),
                    switch: true,
                    checked: is.show_to_administrators,
                    disabled: save.busy() || !is.mask_phones,
                    on_change: move |on| save.run(Privacy { show_to_administrators: on, ..is }),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_number_of_the_organisation_is_shown_and_not_asked() {
        let html = sample::render(Locale::En, || {
            let profile = Profile { vendor_id: 10_000_042, ..Profile::default() };
            let now = CompanyNow { seq: 3, tenant_name: "Aurora".into(), profile, ..CompanyNow::default() };
            rsx! { CompanyEditor { now, on_saved: |()| {} } }
        });
        assert!(html.contains("10000042") && html.contains("Aurora") && html.contains("org-10000042"), "{html}");
    }

    #[test]
    fn the_exception_hangs_on_the_mask() {
        let html = sample::render(Locale::En, || {
            rsx! { PrivacyEditor { now: PrivacyNow::default(), on_saved: |()| {} } }
        });
        assert_eq!(html.matches("disabled").count(), 1, "{html}");
    }
}
