//! Which columns a view has, in which order.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

/// The chosen columns in their order, and one more to choose.
#[component]
pub fn Columns(
    chosen: Vec<String>,
    all: Vec<Choice>,
    error: Option<String>,
    /// A column, and whether it is shown now.
    on_show: EventHandler<(String, bool)>,
    /// A place, and whether its column goes to the back.
    on_shift: EventHandler<(usize, bool)>,
) -> Element {
    let name =
        |key: &str| all.iter().find(|one| one.value == key).map_or_else(|| key.to_owned(), |one| one.label.clone());
    let left: Vec<Choice> = all.iter().filter(|one| !chosen.contains(&one.value)).cloned().collect();
    let count = chosen.len();
    rsx! {
        fieldset { class: "dk-own-field",
            legend { class: "tr-label", {tr("view-columns")} }
            if let Some(said) = error {
                p { class: "tr-error", role: "alert", "{said}" }
            }
            ol { class: "dk-plain-list dk-view-columns", aria_label: tr("view-columns"),
                for (index, column) in chosen.clone().into_iter().enumerate() {
                    li { key: "{column}",
                        span { {name(&column)} }
                        div { class: "tr-actions",
                            for (back, icon, key) in [(false, Icon::ArrowUp, "view-column-up"), (true, Icon::ArrowDown, "view-column-down")] {
                                Button {
                                    label: tr!(key, name = name(&column)),
                                    icon,
                                    icon_only: true,
                                    kind: ButtonKind::Ghost,
                                    disabled: if back { index + 1 == count } else { index == 0 },
                                    on_press: move |_| on_shift.call((index, back)),
                                }
                            }
                            Button {
                                label: tr!("view-column-hide", name = name(&column)),
                                icon: Icon::Close,
                                icon_only: true,
                                kind: ButtonKind::Ghost,
                                disabled: count == 1,
                                on_press: {
                                    let column = column.clone();
                                    move |_| on_show.call((column.clone(), false))
                                },
                            }
                        }
                    }
                }
            }
            SelectField {
                label: tr("view-column-add"),
                value: "",
                none_label: tr("view-column-choose"),
                options: left,
                on_change: move |column: String| {
                    if !column.is_empty() {
                        on_show.call((column, true));
                    }
                },
            }
        }
    }
}
