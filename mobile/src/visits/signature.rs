//! The customer's signature: drawn or written, with the signer's name. Several may exist; none replaces another.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::visits::{Signature as Line, VisitCommand};
use truckroll_domain::{LineId, Timestamp};
use truckroll_ui::prelude::*;

use super::state::Work;
use crate::platform::Picture;
use crate::shell::{Failed, Section};
use crate::{ids, platform, store};

/// Signatures that are there, and the pad.
#[component]
pub fn Signatures(signatures: BTreeMap<LineId, Line>, signer: String, open: bool, work: Work) -> Element {
    let format = use_format();
    let mut signing = use_signal(|| false);
    let mut failure = use_signal(|| None::<String>);
    let shown = store::use_pictures(signatures.values().map(|line| line.attachment.hash.clone()).collect());
    let sign = move |signature: Signature| {
        let Some(assignment) = work.assignment else { return };
        let name = signature.name.as_deref().map(str::trim).unwrap_or_default().to_owned();
        if name.is_empty() {
            failure.set(Some(tr!("field-required", label = tr("signature-name"))));
            return;
        }
        work.run(move || async move {
            let picture = Picture { mime: "image/png".to_owned(), bytes: signature.png };
            match store::keep(picture, "signature.png".to_owned()).await {
                Ok(attachment) => {
                    let line = Line { attachment, signer: name, at: Timestamp(platform::now_ms()) };
                    if work.send(VisitCommand::Sign { assignment, signature: ids::line(), line }).await {
                        failure.set(None);
                        signing.set(false);
                    }
                }
                Err(why) => failure.set(Some(why.to_string())),
            }
        });
    };
    if signatures.is_empty() && !open {
        return rsx! {};
    }
    rsx! {
        Section {
            title: tr("signature"),
            id: "signature",
            trail: open.then(|| rsx! {
                Button {
                    label: if signatures.is_empty() { tr("eng-sign") } else { tr("eng-sign-again") },
                    icon: Icon::Signature,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| signing.set(true),
                }
            }),
            if signatures.is_empty() {
                p { class: "tr-muted", {tr("signature-empty")} }
            }
            for (id , line) in signatures {
                figure { key: "{id}", class: "tr-stack",
                    if let Some(url) = shown.read().get(&line.attachment.hash) {
                        img { src: "{url}", alt: tr!("signature-of", name = line.signer.clone()), class: "w-full rounded" }
                    }
                    figcaption { class: "tr-small tr-muted", "{line.signer} · {format.moment(line.at.ms())}" }
                }
            }
        }
        Dialog {
            open: signing(),
            large: true,
            title: tr("signature"),
            on_close: move |()| signing.set(false),
            Failed { text: failure().or_else(|| work.failure()) }
            SignaturePad { statement: tr("eng-sign-statement"), signer: signer.clone(), disabled: work.busy(), on_sign: sign }
        }
    }
}
