//! The control of one field by its kind. What it gives has the form the domain stores; what the domain does not take is
//! said at the control and not sent.

use std::collections::BTreeMap;

use dioxus::html::FileData;
use dioxus::prelude::*;
use truckroll_domain::Refusal;
use truckroll_domain::fields::{Branch, FieldKind, FieldValue};
use truckroll_replica::ask::FormField;
use truckroll_ui::prelude::*;

use super::proven::ProvenField;
use crate::platform::Picture;
use crate::session::use_session;
use crate::visits::DraftField;
use crate::{store, words};

/// A field to write into.
#[component]
pub fn FieldControl(
    form: FormField,
    value: Option<FieldValue>,
    busy: bool,
    on_value: EventHandler<Option<FieldValue>>,
) -> Element {
    let mut wrong = use_signal(|| None::<String>);
    let (field, stands) = (form.field.clone(), words::form_problem(&form));
    let mut label = words::label(&field);
    if !field.unit.is_empty() {
        label = format!("{label} ({})", field.unit);
    }
    let (kind, key) = (field.kind.clone(), field.key.clone());
    let give = use_callback(move |given: Option<FieldValue>| {
        let judged = given.map_or(Ok(None), |given| kind.normalise(&given));
        match judged {
            Ok(value) => {
                wrong.set(None);
                on_value.call(value);
            }
            Err(problem) => wrong.set(Some(words::refusal(&Refusal::invalid(&key, problem)))),
        }
    });
    let typed = value.as_ref().map(FieldValue::typed).unwrap_or_default();
    let text = use_callback(move |text: String| give.call(Some(FieldValue::Text(text))));
    let (error, required) = (wrong().or(stands), form.required);
    match field.kind {
        FieldKind::Choice { options } => rsx! {
            SelectField {
                label,
                required,
                error,
                disabled: busy,
                value: typed,
                none_label: tr("eng-choose"),
                options: options.into_iter().map(|one| Choice::new(one.key, one.label)).collect::<Vec<_>>(),
                on_change: move |key| text.call(key),
            }
        },
        FieldKind::Choices { options } => {
            let chosen = match value {
                Some(FieldValue::List(keys)) => keys,
                _ => Vec::new(),
            };
            rsx! {
                fieldset { class: "tr-field",
                    legend { class: "tr-label", "{label}" }
                    for option in options {
                        CheckField {
                            key: "{option.key}",
                            label: option.label.clone(),
                            checked: chosen.contains(&option.key),
                            disabled: busy,
                            on_change: {
                                let others: Vec<String> = chosen.iter().filter(|key| **key != option.key).cloned().collect();
                                move |on: bool| {
                                    give.call(FieldValue::list(others.iter().cloned().chain(on.then(|| option.key.clone()))));
                                }
                            },
                        }
                    }
                }
            }
        }
        FieldKind::Cascade { tree } => rsx! {
            Levels { label, tree, path: typed, busy, error, on_path: text }
        },
        FieldKind::Checkbox => rsx! {
            CheckField {
                label,
                error,
                disabled: busy,
                checked: value == Some(FieldValue::Flag(true)),
                on_change: move |on: bool| give.call(on.then_some(FieldValue::Flag(true))),
            }
        },
        FieldKind::DateTime => rsx! {
            DateTimeField {
                label,
                required,
                error,
                disabled: busy,
                value: value.as_ref().and_then(FieldValue::as_int),
                on_change: move |at: Option<i64>| give.call(at.map(FieldValue::Int)),
            }
        },
        FieldKind::Date => rsx! {
            div { class: "tr-field",
                label { class: "tr-label",
                    "{label}"
                    input {
                        class: "tr-input tr-figures",
                        r#type: "date",
                        disabled: busy,
                        value: typed,
                        onchange: move |event| text.call(event.value()),
                    }
                }
            }
        },
        FieldKind::Stars => rsx! {
            Stars {
                name: format!("own-{}", field.key),
                legend: label,
                value: value.as_ref().and_then(FieldValue::as_int).and_then(|n| u8::try_from(n).ok()).unwrap_or(0),
                on_change: move |stars: u8| give.call(Some(FieldValue::Int(stars.into()))),
            }
        },
        FieldKind::VerifiedPhone => rsx! {
            ProvenField { label, value: typed, required, busy, error, on_value: text }
        },
        FieldKind::Location => rsx! {
            Where { label, place: typed, busy, on_place: text }
        },
        FieldKind::Attachment | FieldKind::Signature => {
            let files = match value {
                Some(FieldValue::Files(files)) => files,
                _ => BTreeMap::new(),
            };
            rsx! {
                OwnFiles { label, files, busy, signs: field.kind == FieldKind::Signature, on_value: give }
            }
        }
        kind => {
            let call = if kind == FieldKind::Phone { words::call(&typed) } else { String::new() };
            let one_line = kind != FieldKind::LongText;
            rsx! {
                DraftField {
                    label,
                    required,
                    error,
                    one_line,
                    saved: typed,
                    kind: match kind {
                        FieldKind::Phone => TextKind::Tel,
                        FieldKind::Email => TextKind::Email,
                        FieldKind::Whole | FieldKind::Decimal => TextKind::Code,
                        _ => TextKind::Text,
                    },
                    on_save: text,
                }
                if !call.is_empty() {
                    LinkButton { href: call, label: tr("verb-call"), icon: Icon::Phone }
                }
            }
        }
    }
}

/// A place in a tree: one list for each level down to where it stands.
#[component]
fn Levels(
    label: String,
    tree: Vec<Branch>,
    path: String,
    busy: bool,
    error: Option<String>,
    on_path: EventHandler<String>,
) -> Element {
    let mut levels: Vec<(String, String, Vec<Choice>)> = Vec::new();
    let mut level: &[Branch] = &tree;
    let mut above = String::new();
    let mut keys = path.split('/').filter(|key| !key.is_empty());
    while !level.is_empty() {
        let options = level.iter().map(|branch| Choice::new(branch.key.clone(), branch.label.clone())).collect();
        let chosen = keys.next().and_then(|key| level.iter().find(|branch| branch.key == key));
        levels.push((above.clone(), chosen.map(|branch| branch.key.clone()).unwrap_or_default(), options));
        let Some(branch) = chosen else { break };
        above = if above.is_empty() { branch.key.clone() } else { format!("{above}/{}", branch.key) };
        level = &branch.below;
    }
    rsx! {
        for (depth , (above , value , options)) in levels.into_iter().enumerate() {
            SelectField {
                key: "{above}",
                label: if depth == 0 { label.clone() } else { tr!("eng-field-level", name = label.clone(), count = depth + 1) },
                value,
                options,
                none_label: tr("eng-choose"),
                disabled: busy,
                error: if depth == 0 { error.clone() } else { None },
                on_change: move |key: String| {
                    on_path.call(match (above.is_empty(), key.is_empty()) {
                        (true, _) => key,
                        (false, true) => above.clone(),
                        (false, false) => format!("{above}/{key}"),
                    });
                },
            }
        }
    }
}

/// A place on the earth: where the phone is.
#[component]
fn Where(label: String, place: String, busy: bool, on_place: EventHandler<String>) -> Element {
    let session = use_session();
    let mut unknown = use_signal(|| false);
    rsx! {
        div { class: "tr-field",
            span { class: "tr-label", "{label}" }
            if !place.is_empty() {
                span { class: "tr-figures", "{place}" }
            }
            if unknown() {
                p { class: "tr-small", role: "alert", {tr("eng-field-no-place")} }
            }
            Button {
                label: tr("eng-field-here"),
                icon: Icon::MapPin,
                disabled: busy,
                on_press: move |_| {
                    let here = session.place_now();
                    unknown.set(here.is_none());
                    if let Some(here) = here {
                        on_place.call(format!("{},{}", here.lat, here.lon));
                    }
                },
            }
        }
    }
}

/// Pictures of a field, or the one that is a signature.
#[component]
fn OwnFiles(
    label: String,
    files: BTreeMap<String, String>,
    busy: bool,
    signs: bool,
    on_value: EventHandler<Option<FieldValue>>,
) -> Element {
    let format = use_format();
    let mut signing = use_signal(|| false);
    let mut failure = use_signal(|| None::<String>);
    let shown = store::use_pictures(files.keys().cloned().collect());
    let held = files.clone();
    let known = use_memo(use_reactive!(|(held,)| held));
    let mut put = move |hash: String, name: String| {
        let mut all = if signs { BTreeMap::new() } else { known.peek().clone() };
        all.insert(hash, name);
        failure.set(None);
        on_value.call(Some(FieldValue::Files(all)));
    };
    let add = move |chosen: Vec<FileData>| {
        spawn(async move {
            for file in chosen {
                match super::files::keep(file, format).await {
                    Ok(kept) => put(kept.hash, kept.name),
                    Err(why) => failure.set(Some(why)),
                }
            }
        });
    };
    let sign = move |signature: Signature| {
        spawn(async move {
            let name = signature.name.unwrap_or_else(|| tr("signature"));
            let picture = Picture { mime: "image/png".to_owned(), bytes: signature.png };
            match store::keep(picture, name.clone()).await {
                Ok(kept) => {
                    put(kept.hash, name);
                    signing.set(false);
                }
                Err(why) => failure.set(Some(why.to_string())),
            }
        });
    };
    rsx! {
        fieldset { class: "tr-field",
            legend { class: "tr-label", "{label}" }
            crate::shell::Failed { text: failure() }
            for (hash , name) in files.clone() {
                figure { key: "{hash}", class: "flex flex-wrap items-center gap-2",
                    if let Some(url) = shown.read().get(&hash) {
                        img { src: "{url}", alt: "{name}", class: "max-h-32 rounded" }
                    }
                    figcaption { class: "tr-small", "{name}" }
                    Button {
                        label: tr!("eng-field-file-remove", name = name.clone()),
                        icon: Icon::Close,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        disabled: busy,
                        on_press: move |_| {
                            let mut left = known.peek().clone();
                            left.remove(&hash);
                            on_value.call((!left.is_empty()).then_some(FieldValue::Files(left)));
                        },
                    }
                }
            }
            if signs {
                Button {
                    label: if files.is_empty() { tr("eng-sign") } else { tr("eng-sign-again") },
                    icon: Icon::Signature,
                    disabled: busy,
                    on_press: move |_| signing.set(true),
                }
                Dialog {
                    open: signing(),
                    large: true,
                    title: tr("signature"),
                    on_close: move |()| signing.set(false),
                    SignaturePad { statement: label.clone(), signer: String::new(), disabled: busy, on_sign: sign }
                }
            } else {
                label { class: "tr-btn tr-btn-quiet",
                    input {
                        class: "tr-sr",
                        r#type: "file",
                        accept: "image/*",
                        multiple: true,
                        onchange: move |event| add(event.files()),
                    }
                    Glyph { icon: Icon::Camera }
                    span { class: "tr-btn-label", {tr("photo-add")} }
                }
            }
        }
    }
}
