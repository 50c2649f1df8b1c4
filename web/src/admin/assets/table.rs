//! One asset table: what it is called, what tells its rows apart, its fields.
//!
//! It is read with a number and saved by it. When a colleague saved it meanwhile, what was changed here stays and the
//! administrator chooses, as with the fields of customers.

use dioxus::prelude::*;
use truckroll_domain::Timestamp;
use truckroll_domain::assets::AssetTable;
use truckroll_domain::fields::{FieldProblems, Label, Noun};
use truckroll_protocol::api::{AssetTableNow, FieldsNow, NewAssetTable};
use truckroll_ui::prelude::*;

use super::PATH;
use crate::admin::SettingsHead;
use crate::admin::fields::{Draft, FieldList, Fields};
use crate::admin::parts::Overtaken;
use crate::api;
use crate::api::staff::Outcome;
use crate::desk::customers::{label, problem, table_title};
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::platform;
use crate::unsaved::use_unsaved;

/// What is changed about a table besides its fields.
#[derive(Clone, Debug, PartialEq)]
struct Head {
    title: Label,
    unique: String,
    archived_at: Option<Timestamp>,
}

impl Head {
    fn of(table: &AssetTable) -> Self {
        Self { title: table.title.clone(), unique: table.unique.clone(), archived_at: table.archived_at }
    }
}

/// The fields of a table as the editor of fields takes them.
fn fields_of(now: &AssetTableNow) -> FieldsNow {
    FieldsNow { noun: Noun::Asset, seq: now.seq, set: now.table.set.clone(), by: now.by.clone(), at: now.at }
}

/// The table as it would be saved.
fn drafted(read: &AssetTableNow, head: &Head, fields: &Draft) -> AssetTable {
    let Head { title, unique, archived_at } = head.clone();
    // a field that tells rows apart and was taken away tells nobody apart
    let stays = fields.set.field(&unique).is_some_and(AssetTable::can_be_unique);
    AssetTable {
        key: read.table.key.clone(),
        title,
        unique: if stays { unique } else { String::new() },
        set: fields.set.clone(),
        archived_at,
    }
}

/// The screen.
#[component]
pub fn AssetTableScreen(table: ReadSignal<String>) -> Element {
    rsx! {
        for table in [table()] {
            LoadedTable { key: "{table}", table }
        }
    }
}

#[component]
fn LoadedTable(table: String) -> Element {
    let read = use_live(|| vec![AssetTable::KIND.to_owned()], api::asset_tables);
    let mut base = use_signal(|| None::<AssetTableNow>);
    let mut theirs = use_signal(|| None::<AssetTableNow>);
    let mut draft = use_signal(|| None::<Draft>);
    let mut head = use_signal(|| None::<Head>);
    let wanted = table.clone();
    use_effect(move || {
        let Some(now) =
            read.signal().read().as_ref().and_then(|all| all.iter().find(|t| t.table.key == wanted).cloned())
        else {
            return;
        };
        let changed = base
            .peek()
            .as_ref()
            .zip(head.peek().as_ref())
            .zip(draft.peek().as_ref())
            .filter(|((base, head), fields)| drafted(base, head, fields) != base.table)
            .map(|((base, _), _)| base.seq);
        match changed {
            Some(seq) if seq != now.seq => theirs.set(Some(now)),
            Some(_) => {}
            None => {
                draft.set(Some(Draft::of(fields_of(&now))));
                head.set(Some(Head::of(&now.table)));
                base.set(Some(now));
            }
        }
    });
    let missing = read.value().is_some_and(|all| !all.iter().any(|now| now.table.key == table));
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: base().map_or_else(|| tr("assets-settings"), |now| table_title(&now.table)),
                LinkButton { href: PATH, label: tr("assets-settings"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
            }
            Stale { read }
            if missing {
                Empty { icon: Icon::Package, title: tr("assets-table-missing"), text: tr("assets-table-missing-text") }
            } else if base().is_some() {
                TableEditor { base, theirs, draft, head }
            } else {
                Waiting { read }
            }
        }
    }
}

/// The editor.
#[component]
fn TableEditor(
    base: Signal<Option<AssetTableNow>>,
    theirs: Signal<Option<AssetTableNow>>,
    draft: Signal<Option<Draft>>,
    head: Signal<Option<Head>>,
) -> Element {
    let format = use_format();
    let toasts = use_toasts();
    let mut tried = use_signal(|| false);
    let mut refused = use_signal(std::collections::BTreeMap::<String, String>::new);
    let take = use_callback(move |now: AssetTableNow| {
        draft.set(Some(Draft::of(fields_of(&now))));
        head.set(Some(Head::of(&now.table)));
        base.set(Some(now));
        theirs.set(None);
        tried.set(false);
        refused.set(Default::default());
    });
    let send = use_send(
        |table: NewAssetTable| async move {
            let outcome = api::replace_asset_table(&table).await?;
            let latest = match &outcome {
                Outcome::Overtaken => {
                    api::asset_tables().await?.into_iter().find(|now| now.table.key == table.table.key)
                }
                _ => None,
            };
            api::Answer::Ok((outcome, latest))
        },
        move |(outcome, latest)| match outcome {
            Outcome::Written(now) => {
                take.call(now);
                toasts.say(Tone::Done, tr("rules-saved"));
            }
            Outcome::Overtaken => theirs.set(latest),
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    let own = Fields {
        now: use_memo(move || draft().unwrap_or_else(|| Draft::of(fields_of(&AssetTableNow::default())))),
        put: use_callback(move |set| {
            if let Some(draft) = draft.write().as_mut() {
                draft.set = set;
            }
        }),
    };
    use_unsaved(move || match (&*base.peek(), &*head.peek(), &*draft.peek()) {
        (Some(base), Some(head), Some(fields)) => drafted(base, head, fields) != base.table,
        _ => false,
    });
    let (Some(read), Some(said), Some(fields)) = (base(), head(), draft()) else { return rsx! {} };
    let table = drafted(&read, &said, &fields);
    let at = read.at.unwrap_or_default();
    let wrong = table.clone().replacing(Some(&read.table), at).err().unwrap_or_default();
    let problems = if tried() { wrong.clone() } else { FieldProblems::new() };
    let changed = table != read.table;
    let of = |member: &str| {
        problems.get(member).map(|key| problem(key)).or_else(|| refused.read().get(member).map(|key| problem(key)))
    };
    let set = move |work: &dyn Fn(&mut Head)| {
        let mut head = head;
        if let Some(head) = head.write().as_mut() {
            work(head);
        }
        let mut refused = refused;
        refused.write().clear();
    };
    let apart: Vec<Choice> = fields
        .set
        .fields
        .iter()
        .filter(|field| AssetTable::can_be_unique(field) && !field.hidden)
        .map(|field| Choice::new(field.key.clone(), label(Noun::Asset, field)))
        .collect();
    let built_in = read.table.is_built_in();
    let (english, chinese) = (said.title.clone(), said.title.clone());
    let sent = NewAssetTable { seq: read.seq, table };
    let submit = use_callback(move |()| {
        tried.set(true);
        if wrong.is_empty() {
            send.run(sent.clone());
        }
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
            if let Some(other) = theirs() {
                Overtaken {
                    title: tr!("rules-overtaken", name = other.by.clone(), time = other.at.map(|at| format.moment(at.ms())).unwrap_or_default()),
                    on_take: {
                        let other = other.clone();
                        move |()| take.call(other.clone())
                    },
                    on_keep: move |()| {
                        let kept = draft.peek().as_ref().map(|draft| draft.over(fields_of(&other)));
                        draft.set(kept);
                        base.set(Some(other.clone()));
                        theirs.set(None);
                    },
                }
            }
            if said.archived_at.is_some() {
                Notice { tone: Tone::Paused, title: tr("assets-archived"), text: tr("assets-archived-text") }
            }
            Section { title: tr("assets-table"),
                div { class: "dk-form-pair",
                    TextField {
                        label: tr("fields-label-en"),
                        value: said.title.en.clone(),
                        placeholder: if built_in { table_title(&read.table) } else { String::new() },
                        max_length: 100,
                        error: of("title"),
                        on_input: move |en: String| set(&|head| head.title = Label { en: en.clone(), ..english.clone() }),
                    }
                    TextField {
                        label: tr("fields-label-zh"),
                        value: said.title.zh_cn.clone(),
                        max_length: 100,
                        on_input: move |zh_cn: String| set(&|head| head.title = Label { zh_cn: zh_cn.clone(), ..chinese.clone() }),
                    }
                }
                div { class: "dk-form-pair",
                    TextField { label: tr("assets-key"), value: read.table.key.clone(), disabled: true, hint: tr("assets-key-fixed") }
                    SelectField {
                        label: tr("assets-unique"),
                        hint: tr("assets-unique-hint"),
                        value: said.unique.clone(),
                        none_label: tr("cust-none"),
                        options: apart,
                        error: of("unique"),
                        on_change: move |key: String| set(&|head| head.unique.clone_from(&key)),
                    }
                }
                if !built_in {
                    div { class: "tr-actions",
                        if said.archived_at.is_some() {
                            Button { label: tr("assets-unarchive"), icon: Icon::Undo, on_press: move |_| set(&|head| head.archived_at = None) }
                        } else {
                            Button {
                                label: tr("assets-archive"),
                                icon: Icon::Archive,
                                kind: ButtonKind::Ghost,
                                on_press: move |_| set(&|head| head.archived_at = Some(Timestamp(platform::now_ms()))),
                            }
                        }
                    }
                }
            }
            FieldList { fields: own, problems: problems.clone() }
            footer { class: "dk-form-foot dk-form-foot-stay",
                p { class: "dk-quiet", role: "status",
                    if !problems.is_empty() {
                        {tr!("rules-problems", count = problems.len())}
                    } else if changed {
                        {tr("rules-unsaved")}
                    } else if let Some(at) = read.at {
                        {tr!("rules-by", name = read.by.clone(), time = format.moment(at.ms()))}
                    }
                }
                if changed {
                    Button {
                        label: tr("rules-discard"),
                        kind: ButtonKind::Ghost,
                        on_press: {
                            let read = read.clone();
                            move |_| take.call(read.clone())
                        },
                    }
                }
                Button {
                    label: tr("verb-save"),
                    kind: ButtonKind::Primary,
                    submit: true,
                    busy: send.busy(),
                    disabled: !changed,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::fields::{Field, FieldKind};

    use super::*;
    use crate::sample;

    fn now() -> AssetTableNow {
        let mut table = AssetTable::fresh("contracts", Label::new("Contracts", "合同"));
        table.set.fields.push(Field::new("number", Label::new("Contract number", ""), FieldKind::Text));
        table.unique = "number".into();
        AssetTableNow { seq: 4, table, rows: 12, by: "Sun Li".into(), at: Some(Timestamp(sample::NOW_MS)) }
    }

    #[test]
    fn the_editor_shows_the_table_and_its_fields() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let base = use_signal(|| Some(now()));
                let theirs = use_signal(|| None);
                let draft = use_signal(|| Some(Draft::of(fields_of(&now()))));
                let head = use_signal(|| Some(Head::of(&now().table)));
                rsx! { TableEditor { base, theirs, draft, head } }
            });
            for said in ["value=\"Contracts\"", "value=\"Contract number\"", "Sun Li"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            for key in ["assets-", "cust-", "rules-", "fields-"] {
                assert!(!html.contains(&format!(">{key}")), "every word is there: {html}");
            }
        }
    }

    #[test]
    fn a_field_that_was_taken_away_tells_nobody_apart() {
        let read = now();
        let mut fields = Draft::of(fields_of(&read));
        let last = fields.set.fields.len() - 1;
        fields.remove(last, Timestamp(1));
        let table = drafted(&read, &Head::of(&read.table), &fields);
        assert_eq!(table.unique, "");
        assert!(table.replacing(Some(&read.table), Timestamp(2)).is_ok());
    }
}
