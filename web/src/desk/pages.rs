//! A list that grows as it is scrolled and moves by keyboard: the state behind every list screen.
//!
//! `j` and `k` move, Enter opens. The address keeps what is looked for, not how far was scrolled.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::keys::use_keys;
use crate::query::Query;
use crate::route::use_go;

/// The search field of a list. Every letter asks: the server answers in milliseconds and an overtaken answer
/// is dropped.
#[component]
pub fn Finder(
    /// The path of the screen.
    path: &'static str,
    query: ReadSignal<Query>,
    #[props(into)] label: String,
) -> Element {
    let go = use_go();
    rsx! {
        div { class: "dk-finder",
            Glyph { icon: Icon::Search, size: 16 }
            TextField {
                id: "finder",
                label,
                hide_label: true,
                kind: TextKind::Search,
                placeholder: tr("verb-search"),
                value: query.read().get("q").to_owned(),
                max_length: 200,
                on_input: move |text: String| {
                    go.instead(format!("{path}{}", query.peek().with("q", text.trim_start()).suffix()));
                },
            }
        }
    }
}

/// What narrows a list, as its address says it.
const NARROWS: [&str; 5] = ["q", "state", "assignee", "group", "role"];

/// An empty list: what it is for, or, where the reader narrowed it, the way back to everything.
#[component]
pub fn Nothing(
    /// The path of the screen.
    path: &'static str,
    query: ReadSignal<Query>,
    icon: Icon,
    #[props(into)] title: String,
    #[props(into)] text: String,
) -> Element {
    let go = use_go();
    let looked_for = query.read().get("q").to_owned();
    if NARROWS.iter().all(|name| query.read().get(name).is_empty()) {
        return rsx! { Empty { icon, title, text } };
    }
    let title = if looked_for.is_empty() { title } else { tr!("search-none", text = looked_for) };
    rsx! {
        Empty { icon: Icon::Search, title,
            Button {
                label: tr("verb-show-all"),
                on_press: move |_| {
                    let all = NARROWS.iter().fold(query.peek().clone(), |query, name| query.with(name, ""));
                    go.instead(format!("{path}{}", all.suffix()));
                },
            }
        }
    }
}

/// Where the keyboard is in a list of `hrefs`.
pub fn use_cursor(hrefs: Memo<Vec<String>>) -> Signal<Option<usize>> {
    let go = use_go();
    let mut at = use_signal(|| None::<usize>);
    use_keys(move |press| {
        let count = hrefs.peek().len();
        let here = *at.peek();
        match press.key.as_str() {
            "j" if count > 0 => at.set(Some(here.map_or(0, |i| (i + 1).min(count - 1)))),
            "k" if count > 0 => at.set(Some(here.map_or(0, |i| i.saturating_sub(1)))),
            "Enter" if !press.on_control => {
                let href = here.and_then(|i| hrefs.peek().get(i).cloned());
                let Some(href) = href else { return false };
                go.to(href);
            }
            _ => return false,
        }
        true
    });
    at
}

/// How many pages of a list are wanted; it starts again at one when the query changes.
pub fn use_wanted_pages(query: ReadSignal<Query>) -> Signal<usize> {
    let mut pages = use_signal(|| 1);
    let mut of = use_signal(|| query.peek().clone());
    use_effect(move || {
        let now = query.read().clone();
        if *of.peek() != now {
            of.set(now);
            pages.set(1);
        }
    });
    pages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn nothing(query: &'static str) -> String {
        sample::render(Locale::En, move || {
            let query = use_signal(|| Query::from(query));
            rsx! { Nothing { path: "/desk/visits", query, icon: Icon::Truck, title: "No visit matches", text: "Visits appear here." } }
        })
    }

    #[test]
    fn an_empty_list_says_what_it_is_for_and_a_narrowed_one_leads_back() {
        let empty = nothing("");
        assert!(empty.contains("Visits appear here.") && !empty.contains("Show all"), "{empty}");
        let searched = nothing("q=zzz&tab=open");
        assert!(searched.contains("Nothing matches “zzz”.") && searched.contains("Show all"), "{searched}");
        let narrowed = nothing("state=paused");
        assert!(narrowed.contains("No visit matches") && narrowed.contains("Show all"), "{narrowed}");
    }
}
