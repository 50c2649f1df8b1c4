//! Settings → Customer templates (CUS-22): named sets of fields, each for one use.

use dioxus::prelude::*;
use truckroll_domain::customers::{CustomerTemplate, TemplateModule};
use truckroll_protocol::api::TemplateNow;
use truckroll_ui::prelude::*;

use super::SettingsHead;
use crate::api;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Stale, Waiting};

mod editor;
mod state;

pub use editor::TemplateScreen;

/// Where the templates are.
pub const PATH: &str = "/desk/settings/templates";

/// What people read of a module.
#[must_use]
pub fn module_word(module: TemplateModule) -> String {
    tr(&format!("templates-module-{}", module.word()))
}

/// The list.
#[component]
pub fn TemplatesScreen() -> Element {
    let read = use_live(|| vec![CustomerTemplate::KIND.to_owned()], api::templates::list);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("templates-title"),
                LinkButton { href: format!("{PATH}/new"), label: tr("templates-new"), icon: Icon::Plus, kind: ButtonKind::Primary }
            }
            p { class: "dk-quiet", {tr("templates-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 4 } },
                Some(all) if all.is_empty() => rsx! {
                    Empty { icon: Icon::ListChecks, title: tr("templates-empty"), text: tr("templates-empty-text") }
                },
                Some(all) => rsx! { TemplateLines { all } },
            }
        }
    }
}

/// The templates by name.
#[component]
pub fn TemplateLines(all: Vec<TemplateNow>) -> Element {
    rsx! {
        ul { class: "dk-plain-list dk-asset-tables", aria_label: tr("templates-title"),
            for one in all {
                li { key: "{one.template.id}",
                    div { class: "dk-two-lines",
                        NameLink { href: format!("{PATH}/{}", one.template.id), name: one.template.name.clone() }
                        span { class: "dk-quiet",
                            {module_word(one.template.module)}
                            " · "
                            {tr!("templates-fields-count", count = one.template.fields.len())}
                        }
                    }
                    if one.template.published {
                        Badge { tone: Tone::Done, label: tr("templates-published"), kind: BadgeKind::Plain }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::TemplateId;
    use truckroll_domain::customers::TemplateField;
    use truckroll_domain::fields::Noun;

    use super::*;
    use crate::sample;

    #[test]
    fn the_list_says_what_each_template_is_for() {
        let template = CustomerTemplate {
            id: TemplateId::from_parts(7, [1; 10]),
            name: "My details".into(),
            module: TemplateModule::Publishing,
            fields: vec![TemplateField { noun: Noun::Contact, key: "phone".into(), required: false }],
            intro: String::new(),
            published: true,
            review: false,
        };
        for locale in Locale::ALL {
            let now = TemplateNow { seq: 3, template: template.clone(), path: Some("/d/x".into()) };
            let html = sample::render(locale, move || rsx! { TemplateLines { all: vec![now.clone()] } });
            assert!(html.contains("My details") && !html.contains(">templates-"), "{html}");
        }
    }
}
