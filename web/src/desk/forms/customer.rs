//! Whom a link is for (TKT-43): a company and a contact person, found by words. What is asked about the person begins with what stands
//! in the record when the page is opened.

use dioxus::prelude::*;
use truckroll_domain::fields::Noun;
use truckroll_protocol::api::CustomerQuery;
use truckroll_ui::prelude::*;

use crate::api::{self, Answer};
use crate::desk::trouble::Waiting;

/// Customers that are offered.
const OFFERED: i64 = 8;

/// Somebody who is offered: the id, the name, and what tells one from another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Offer {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) sub: String,
}

/// Customers by words; nobody without any.
pub(crate) async fn find(noun: Noun, words: String) -> Answer<Vec<Offer>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let asked = CustomerQuery { q: words, limit: Some(OFFERED), ..CustomerQuery::default() };
    Ok(if noun == Noun::Company {
        let page = api::query_companies(&asked, 1).await?;
        page.rows.into_iter().map(|one| Offer { id: one.row.id, name: one.row.name, sub: one.row.address }).collect()
    } else {
        let page = api::query_contacts(&asked, 1).await?;
        let offer =
            |row: truckroll_domain::contacts::ContactRow| Offer { id: row.id, name: row.name, sub: row.company_name };
        page.rows.into_iter().map(|one| offer(one.row)).collect()
    })
}

/// What somebody is called now; nothing where nobody is chosen, or the reader sees him no more.
pub(crate) async fn named(noun: Noun, id: Option<String>) -> Answer<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    let name = match noun {
        Noun::Company => api::there(api::company(&id).await)?.map(|detail| detail.company.name),
        _ => api::there(api::contact(&id).await)?.map(|detail| detail.contact.name),
    };
    Ok(name)
}

/// The choice of one company or one person.
#[component]
pub fn ForCustomer(
    noun: Noun,
    chosen: Option<String>,
    error: Option<String>,
    on_change: EventHandler<Option<String>>,
) -> Element {
    let mut words = use_signal(String::new);
    let of = use_memo(use_reactive!(|chosen| chosen));
    let found = use_live(Vec::new, move || {
        let words = words.read().trim().to_owned();
        async move { find(noun, words).await }
    });
    let name = use_live(Vec::new, move || {
        let id = of();
        async move { named(noun, id).await }
    });
    let of_company = noun == Noun::Company;
    rsx! {
        TextField {
            label: tr(if of_company { "publish-company" } else { "publish-person" }),
            hint: tr(if of_company { "publish-company-hint" } else { "publish-person-hint" }),
            kind: TextKind::Search,
            value: words(),
            max_length: 200,
            error,
            on_input: move |text| words.set(text),
        }
        if of.read().is_some() {
            Chosen { noun, name: name.value().flatten(), on_remove: move |()| on_change.call(None) }
        }
        if !words.read().trim().is_empty() {
            div { class: "dk-picker",
                match found.value() {
                    None => rsx! { Waiting { read: found, rows: 3 } },
                    Some(all) if all.is_empty() => rsx! { p { class: "dk-quiet dk-picker-none", {tr("assets-nobody")} } },
                    Some(all) => rsx! {
                        for one in all {
                            ListRow {
                                key: "{one.id}",
                                title: one.name.clone(),
                                subtitle: one.sub.clone(),
                                selected: of.read().as_ref() == Some(&one.id),
                                on_open: move |()| {
                                    on_change.call(Some(one.id.clone()));
                                    words.set(String::new());
                                },
                            }
                        }
                    },
                }
            }
        }
    }
}

/// Who was chosen, and what that means for the page.
#[component]
fn Chosen(noun: Noun, name: Option<String>, on_remove: EventHandler<()>) -> Element {
    let (unnamed, remove, says) = match noun {
        Noun::Company => ("publish-company-chosen", "publish-no-company", "publish-company-says"),
        _ => ("publish-person-chosen", "publish-no-person", "publish-person-says"),
    };
    rsx! {
        Notice { tone: Tone::Done, title: name.unwrap_or_else(|| tr(unnamed)), text: tr(says),
            Button { label: tr(remove), kind: ButtonKind::Ghost, on_press: move |_| on_remove.call(()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn whoever_is_chosen_is_named_and_can_be_taken_out() {
        for locale in Locale::ALL {
            for noun in [Noun::Company, Noun::Contact] {
                let html = sample::render(locale, move || {
                    rsx! {
                        Chosen { noun, name: Some("Zhou Min".to_owned()), on_remove: |()| {} }
                        ForCustomer { noun, chosen: Some("c1".to_owned()), error: None::<String>, on_change: |_| {} }
                    }
                });
                assert!(html.contains("Zhou Min") && html.matches("<button").count() == 2, "{html}");
                assert!(!html.contains(">publish-"), "{html}");
            }
        }
    }
}
