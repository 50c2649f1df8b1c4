//! Settings → Customers (CUS-01, CUS-18): by company or by person, the region of phone numbers, customer groups, tags.
//!
//! Groups and tags are lines; what is called the same keeps its key, and what is taken away is archived by the server.

use dioxus::prelude::*;
use truckroll_domain::customers::{CustomerGroup, CustomerSettings, Mode, Tag, TagCategory};
use truckroll_protocol::api::{CustomersNow, NewCustomers};
use truckroll_ui::prelude::*;

mod restrictions;

use self::restrictions::RestrictionsSection;
use super::SettingsHead;
use super::fields::Lines;
use super::parts::Overtaken;
use crate::api::{self, Fault};
use crate::desk::customers::problem;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::query::Query;
use crate::unsaved::use_unsaved;

/// Groups as lines `North / East`, archived ones left out.
#[must_use]
pub fn lines_of_groups(settings: &CustomerSettings) -> String {
    let open = settings.groups.iter().filter(|g| g.archived_at.is_none());
    open.map(|g| settings.path(&g.key)).collect::<Vec<_>>().join("\n")
}

/// The groups of lines; a path that is known keeps its keys.
#[must_use]
pub fn groups_of_lines(known: &CustomerSettings, lines: &str) -> Vec<CustomerGroup> {
    let mut groups: Vec<CustomerGroup> = Vec::new();
    for line in lines.lines() {
        let mut parent = String::new();
        for name in line.split('/').map(str::trim).filter(|name| !name.is_empty()) {
            let here = |g: &&CustomerGroup| g.name == name && g.parent == parent;
            let key = groups.iter().find(here).map(|g| g.key.clone());
            let key = key.unwrap_or_else(|| {
                let old = known.groups.iter().find(here).map(|g| g.key.clone());
                let key = old.unwrap_or_else(|| {
                    free("group", |key| known.group(key).is_some() || groups.iter().any(|g| g.key == key))
                });
                groups.push(CustomerGroup {
                    key: key.clone(),
                    name: name.to_owned(),
                    parent: parent.clone(),
                    archived_at: None,
                });
                key
            });
            parent = key;
        }
    }
    groups
}

/// Tags as lines `Level: Gold, Silver`, archived ones left out.
#[must_use]
pub fn lines_of_tags(settings: &CustomerSettings) -> String {
    let line = |c: &TagCategory| {
        let tags: Vec<&str> = c.tags.iter().filter(|t| t.archived_at.is_none()).map(|t| t.name.as_str()).collect();
        (!tags.is_empty()).then(|| format!("{}: {}", c.name, tags.join(", ")))
    };
    settings.tags.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

/// The tags of lines; a name that is known in its category keeps its key.
#[must_use]
pub fn tags_of_lines(known: &CustomerSettings, lines: &str) -> Vec<TagCategory> {
    let mut all: Vec<TagCategory> = Vec::new();
    for line in lines.lines() {
        let Some((name, tags)) = line.split_once([':', '：']) else { continue };
        let name = name.trim();
        let old = known.tags.iter().find(|c| c.name == name);
        let key = old
            .map(|c| c.key.clone())
            .unwrap_or_else(|| free("kind", |key| known.tags.iter().chain(&all).any(|c| c.key == key)));
        let mut category = TagCategory { key, name: name.to_owned(), tags: Vec::new() };
        for tag in tags.split([',', '，', '、']).map(str::trim).filter(|tag| !tag.is_empty()) {
            let same = old.and_then(|c| c.tags.iter().find(|t| t.name == tag)).map(|t| t.key.clone());
            let taken = |key: &str| {
                known.tag(key).is_some() || all.iter().chain([&category]).any(|c| c.tags.iter().any(|t| t.key == key))
            };
            let key = same.unwrap_or_else(|| free("tag", taken));
            category.tags.push(Tag { key, name: tag.to_owned(), archived_at: None });
        }
        all.push(category);
    }
    all
}

fn free(stem: &str, taken: impl Fn(&str) -> bool) -> String {
    (1..).map(|n| format!("{stem}_{n}")).find(|key| !taken(key)).unwrap_or_default()
}

/// What became of saving.
enum Saved {
    /// These hold now.
    Written(CustomersNow),
    /// A colleague was faster.
    Overtaken(CustomersNow),
    /// What is wrong.
    Refused(Vec<String>),
}

async fn save(new: NewCustomers) -> api::Answer<Saved> {
    match api::replace_customer_settings(&new).await {
        Ok(now) => Ok(Saved::Written(now)),
        Err(Fault::Problem(told)) if told.status == 409 => api::customer_settings().await.map(Saved::Overtaken),
        Err(Fault::Problem(told)) if told.status == 422 => {
            Ok(Saved::Refused(told.fields.values().map(|key| problem(key)).collect()))
        }
        Err(fault) => Err(fault),
    }
}

/// The screen.
#[component]
pub fn CustomerSettingsScreen(query: ReadSignal<Query>) -> Element {
    let _ = query;
    let read = use_live(|| vec![CustomerSettings::KIND.to_owned()], api::customer_settings);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("nav-customers") }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read } },
                Some(now) => rsx! {
                    SettingsForm { now }
                    RestrictionsSection {}
                },
            }
        }
    }
}

/// The form. What somebody else writes meanwhile does not take away what is typed here.
#[component]
pub fn SettingsForm(now: CustomersNow) -> Element {
    let format = use_format();
    let toasts = use_toasts();
    let mut base = use_signal(|| now.clone());
    let mut mode = use_signal(|| now.settings.mode);
    let mut region = use_signal(|| now.settings.region.clone());
    let mut groups = use_signal(|| lines_of_groups(&now.settings));
    let mut tags = use_signal(|| lines_of_tags(&now.settings));
    let mut wrong = use_signal(Vec::<String>::new);
    let mut theirs = use_signal(|| None::<CustomersNow>);
    let take = use_callback(move |now: CustomersNow| {
        mode.set(now.settings.mode);
        region.set(now.settings.region.clone());
        groups.set(lines_of_groups(&now.settings));
        tags.set(lines_of_tags(&now.settings));
        base.set(now);
        theirs.set(None);
        wrong.set(Vec::new());
    });
    let made = move || {
        let read = base.read();
        CustomerSettings {
            mode: mode(),
            region: region().trim().to_uppercase(),
            groups: groups_of_lines(&read.settings, &groups()),
            tags: tags_of_lines(&read.settings, &tags()),
        }
    };
    let untouched = move || {
        let read = base.read();
        mode() == read.settings.mode
            && region() == read.settings.region
            && groups() == lines_of_groups(&read.settings)
            && tags() == lines_of_tags(&read.settings)
    };
    // What others write is taken over while nothing is changed here.
    use_effect(use_reactive!(|now| {
        if now.seq != base.peek().seq && untouched() {
            take.call(now);
        }
    }));
    let send = use_send(save, move |saved| match saved {
        Saved::Written(now) => {
            take.call(now);
            toasts.say(Tone::Done, tr("cust-saved"));
        }
        Saved::Overtaken(other) => theirs.set(Some(other)),
        Saved::Refused(problems) => wrong.set(problems),
    });
    use_unsaved(move || !untouched());
    let submit = use_callback(move |()| {
        let settings = made();
        send.run(NewCustomers { seq: base.peek().seq, settings });
    });
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                submit.call(());
            },
            Failed { failure: send.failure() }
            for said in wrong() {
                p { key: "{said}", class: "tr-error", role: "alert", "{said}" }
            }
            if let Some(other) = theirs() {
                Overtaken {
                    title: tr!("rules-overtaken", name = other.by.clone(), time = other.at.map(|at| format.moment(at.ms())).unwrap_or_default()),
                    on_take: {
                        let other = other.clone();
                        move |()| take.call(other.clone())
                    },
                    on_keep: move |()| {
                        base.set(other.clone());
                        theirs.set(None);
                    },
                }
            }
            Section { title: tr("cust-mode"),
                SelectField {
                    label: tr("cust-mode"),
                    hide_label: true,
                    value: mode.read().word(),
                    options: Mode::ALL.iter().map(|m| Choice::new(m.word(), tr(&format!("cust-mode-{}", m.word())))).collect::<Vec<_>>(),
                    on_change: move |word: String| {
                        if let Some(chosen) = Mode::ALL.into_iter().find(|m| m.word() == word) {
                            mode.set(chosen);
                        }
                    },
                }
                TextField {
                    label: tr("cust-region"),
                    hint: tr!("cust-region-hint", region = now.region.clone()),
                    value: region(),
                    max_length: 2,
                    on_input: move |text| region.set(text),
                }
            }
            Section { title: tr("cust-groups"),
                Lines { label: tr("cust-groups-lines"), hint: tr("cust-groups-hint"), lines: groups(), on_change: move |text| groups.set(text) }
            }
            Section { title: tr("cust-tags"),
                Lines { label: tr("cust-tags-lines"), hint: tr("cust-tags-hint"), lines: tags(), on_change: move |text| tags.set(text) }
            }
            footer { class: "dk-form-foot dk-form-foot-stay",
                p { class: "dk-quiet", role: "status",
                    if let Some(at) = now.at {
                        {tr!("rules-by", name = now.by.clone(), time = format.moment(at.ms()))}
                    }
                }
                Button { label: tr("verb-save"), kind: ButtonKind::Primary, submit: true, busy: send.busy() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn lines_are_groups_and_tags_and_known_names_keep_their_keys() {
        let mut settings = CustomerSettings::default();
        settings.groups = groups_of_lines(&settings, "North\nNorth / East\n 华东 / 上海 ");
        settings.tags = tags_of_lines(&settings, "Level: Gold, Silver\n类型：学校、医院\nnonsense");
        settings.check().expect("fits");
        assert_eq!(lines_of_groups(&settings), "North\nNorth / East\n华东\n华东 / 上海");
        assert_eq!(lines_of_tags(&settings), "Level: Gold, Silver\n类型: 学校, 医院");
        let again = groups_of_lines(&settings, "华东 / 上海\nNorth / West");
        assert_eq!(again[1].key, settings.groups[3].key);
        assert!(again.iter().all(|g| g.name != "West" || settings.group(&g.key).is_none()), "a new one has a new key");
        let tags = tags_of_lines(&settings, "Level: Silver, Bronze");
        assert_eq!(tags[0].tags[0].key, settings.tags[0].tags[1].key);
        assert!(settings.tag(&tags[0].tags[1].key).is_none());
    }

    #[test]
    fn the_form_shows_what_holds() {
        let mut settings = CustomerSettings::default();
        settings.groups = groups_of_lines(&settings, "North / East");
        let now = CustomersNow { seq: 3, settings, region: "CN".into(), by: "Sun Li".into(), at: None };
        let html = sample::render(Locale::En, move || rsx! { SettingsForm { now: now.clone() } });
        assert!(html.contains("North / East") && html.contains("CN"), "{html}");
        assert!(!html.contains(">cust-"), "every word is there: {html}");
    }
}
