//! The white label (ORG-07): under which name, colour and address customers meet the organisation. Shown where the licence
//! includes it.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::tenants::{ACCENTS, Branding};
use truckroll_protocol::api::{BrandingNow, NewBranding};
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::{Failed, Section, Waiting, by_member};

/// Reads and edits it.
#[component]
pub fn BrandingSection() -> Element {
    let read = use_live(|| vec!["branding".to_owned()], api::branding);
    rsx! {
        if let Some(now) = read.value() {
            BrandingEditor { key: "{now.seq}", now, on_saved: move |()| read.reload() }
        } else {
            Waiting { read, rows: 3 }
        }
    }
}

/// The message of a problem of a member.
fn said(wrong: &BTreeMap<String, String>, member: &str) -> Option<String> {
    let key = format!("settings-brand-problem-{}", wrong.get(member)?.replace('_', "-"));
    Some(tr(if has_message(&key) { &key } else { "settings-company-problem-other" }))
}

/// The form.
#[component]
pub fn BrandingEditor(now: BrandingNow, on_saved: EventHandler<()>) -> Element {
    let toasts = use_toasts();
    let before = now.branding.clone();
    let mut draft = use_signal(|| before.clone());
    let mut wrong = use_signal(BTreeMap::<String, String>::new);
    let seq = now.seq;
    let save = use_send(
        move |branding: Branding| async move {
            by_member(api::replace_branding(&NewBranding { seq, branding }), wrong).await.map(|saved| saved.is_some())
        },
        move |saved: bool| {
            if saved {
                toasts.say(Tone::Done, tr("settings-brand-saved"));
                on_saved.call(());
            }
        },
    );
    let shown = draft.read().clone();
    let changed = shown != before;
    let chosen = if shown.accent.is_empty() { ACCENTS[0].word.to_owned() } else { shown.accent.clone() };
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                let tidy = draft.peek().clone().tidy();
                match tidy.check() {
                    Ok(()) => save.run(tidy),
                    Err(problems) => {
                        let owned = problems.into_iter().map(|(member, problem)| (member.to_owned(), problem.to_owned()));
                        wrong.set(owned.collect());
                    }
                }
            },
            Section { title: tr("settings-brand"),
                p { class: "dk-quiet", {tr("settings-brand-text")} }
                Failed { failure: save.failure() }
                TextField {
                    label: tr("settings-brand-name"),
                    hint: tr("settings-brand-name-hint"),
                    value: shown.name.clone(),
                    max_length: 40,
                    error: said(&wrong.read(), "name"),
                    on_input: move |text| draft.write().name = text,
                }
                fieldset { class: "dk-swatches",
                    legend { class: "tr-label", {tr("settings-brand-accent")} }
                    for accent in ACCENTS {
                        label { key: "{accent.word}", class: "dk-swatch",
                            input {
                                r#type: "radio",
                                name: "accent",
                                value: accent.word,
                                checked: chosen == accent.word,
                                onchange: move |_| draft.write().accent = accent.word.to_owned(),
                            }
                            span { class: "dk-swatch-colour dk-accent-{accent.word}", aria_hidden: "true" }
                            {tr(&format!("settings-brand-accent-{}", accent.word))}
                        }
                    }
                }
                TextField {
                    label: tr("settings-brand-address"),
                    hint: tr("settings-brand-address-hint"),
                    kind: TextKind::Url,
                    placeholder: "https://service.example.com",
                    value: shown.address.clone(),
                    max_length: 200,
                    error: said(&wrong.read(), "address"),
                    on_input: move |text| draft.write().address = text,
                }
                footer { class: "dk-form-foot",
                    p { class: "dk-quiet", role: "status",
                        if changed {
                            {tr("settings-unsaved")}
                        }
                    }
                    Button {
                        label: tr("verb-save"),
                        kind: ButtonKind::Primary,
                        submit: true,
                        busy: save.busy(),
                        disabled: !changed,
                    }
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
    fn every_accent_can_be_chosen_and_has_a_word_in_both_languages() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let branding = Branding { accent: "teal".into(), ..Branding::default() };
                rsx! { BrandingEditor { now: BrandingNow { seq: 1, branding }, on_saved: |()| {} } }
            });
            assert_eq!(html.matches("type=\"radio\"").count(), ACCENTS.len(), "{html}");
            assert!(html.contains("value=\"teal\" checked") && !html.contains("settings-brand"), "{html}");
        }
    }

    #[test]
    fn a_problem_is_said_in_words() {
        for problem in ["too_long", "one_line", "not_https", "not_a_host", "taken", "of_the_future"] {
            let wrong = BTreeMap::from([("address".to_owned(), problem.to_owned())]);
            let said = said(&wrong, "address").expect("a sentence");
            assert!(said.ends_with('.') && !said.contains("settings-"), "{said}");
        }
    }
}
