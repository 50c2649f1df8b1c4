//! What would be lost by leaving a page: editors say whether something in them is not saved, and whoever leaves is asked first.
//!
//! Going to another screen, back and forward lead through [`Unsaved::may_go`]; before the window is closed the browser asks.
//! An editor is asked at that moment, so that one that has just been saved lets go.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::platform;

type Asked = Callback<(), bool>;

/// The editors that are open; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Unsaved {
    editors: Signal<Vec<(u64, Asked)>>,
    next: Signal<u64>,
    /// The address of the screen that is seen.
    here: Signal<String>,
    /// Where the reader wants to go, while he is asked.
    wants: Signal<Option<(String, bool)>>,
}

impl Unsaved {
    /// Whether something is not saved.
    #[must_use]
    pub fn any(&self) -> bool {
        let editors: Vec<Asked> = self.editors.peek().iter().map(|(_, asked)| *asked).collect();
        editors.into_iter().any(|asked| asked.call(()))
    }

    /// Whether the reader may go there now; where something would be lost he is asked first. `instead`: without a step for
    /// "back".
    #[must_use]
    pub fn may_go(&self, href: &str, instead: bool) -> bool {
        let holds = self.any();
        if holds {
            let mut wants = self.wants;
            wants.set(Some((href.to_owned(), instead)));
        }
        !holds
    }
}

/// Nothing to lose yet.
fn use_nothing() -> Unsaved {
    Unsaved {
        editors: use_signal(Vec::new),
        next: use_signal(|| 0),
        here: use_signal(String::new),
        wants: use_signal(|| None),
    }
}

/// Provides [`Unsaved`]; call it in the root, above the router, so that it hears of back and forward before the router does.
pub fn use_unsaved_provider() {
    let unsaved = use_nothing();
    let leaving = use_callback(move |to: Option<String>| -> Option<String> {
        let stays = match to {
            Some(to) => !unsaved.may_go(&to, false),
            None => unsaved.any(),
        };
        stays.then(|| unsaved.here.peek().clone())
    });
    use_hook(move || platform::on_leaving(move |to| leaving.call(to)));
    use_context_provider(|| unsaved);
}

/// The [`Unsaved`] of the app, told which screen is seen.
///
/// # Panics
/// When the root did not call [`use_unsaved_provider`].
pub fn use_unsaved_at(here: &str) -> Unsaved {
    let unsaved = use_context::<Unsaved>();
    let (here, mut known) = (here.to_owned(), unsaved.here);
    use_effect(use_reactive!(|(here,)| known.set(here)));
    unsaved
}

/// Asks before the page is left while `changed` says that something in it is not saved.
pub fn use_unsaved(changed: impl FnMut() -> bool + 'static) {
    let mut changed = changed;
    let asked = use_callback(move |()| changed());
    let unsaved = use_hook(try_consume_context::<Unsaved>);
    let number = use_hook(|| {
        let Unsaved { mut editors, mut next, .. } = unsaved?;
        let number = *next.peek();
        next.set(number.wrapping_add(1));
        editors.write().push((number, asked));
        Some(number)
    });
    use_drop(move || {
        if let (Some(Unsaved { mut editors, .. }), Some(number)) = (unsaved, number) {
            editors.write().retain(|(known, _)| *known != number);
        }
    });
}

/// The question. `on_leave` hears where the reader goes, without being asked again.
#[component]
pub fn LeaveDialog(unsaved: Unsaved, on_leave: EventHandler<(String, bool)>) -> Element {
    let mut wants = unsaved.wants;
    rsx! {
        Confirm {
            open: wants.read().is_some(),
            title: tr("unsaved-title"),
            text: tr("unsaved-text"),
            verb: tr("unsaved-leave"),
            danger: true,
            on_confirm: move |()| {
                if let Some(to) = wants.take() {
                    on_leave.call(to);
                }
            },
            on_close: move |()| wants.set(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    type Held = Rc<RefCell<Option<(Unsaved, Signal<bool>)>>>;

    #[component]
    fn Editor(changed: Signal<bool>) -> Element {
        use_unsaved(move || *changed.peek());
        rsx! {}
    }

    #[component]
    fn Page() -> Element {
        let changed = use_signal(|| false);
        let unsaved = use_nothing();
        use_context_provider(|| unsaved);
        *use_context::<Held>().borrow_mut() = Some((unsaved, changed));
        rsx! {
            Editor { changed }
            Editor { changed }
        }
    }

    #[test]
    fn whoever_leaves_is_asked_exactly_while_something_is_not_saved() {
        let held = Held::default();
        let mut dom = VirtualDom::new(Page).with_root_context(held.clone());
        dom.rebuild_in_place();
        let (unsaved, mut changed) = held.borrow().expect("the page is there");
        dom.in_scope(ScopeId::ROOT, || {
            assert!(unsaved.may_go("/desk", false) && unsaved.wants.peek().is_none());
            changed.set(true);
            assert!(!unsaved.may_go("/desk/visits", true));
            assert_eq!(*unsaved.wants.peek(), Some(("/desk/visits".to_owned(), true)));
            // saved a moment ago, and not drawn anew yet
            changed.set(false);
            assert!(unsaved.may_go("/desk/visits", true));
        });
    }
}
