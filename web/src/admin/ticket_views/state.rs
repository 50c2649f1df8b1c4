//! A view as it is being changed, by an administrator or by a person for himself.

use truckroll_domain::ViewId;
use truckroll_domain::access::Targets;
use truckroll_domain::filter::Filter;
use truckroll_domain::views::{TicketView, ViewProblems};
use truckroll_protocol::api::views::{NewTicketView, TicketViewNow};

use crate::desk::conditions::{Ask, Line, conditions};
use crate::desk::tickets::look::Look;

/// A view under change, and what was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What was read; `None` of a new one.
    pub read: Option<TicketViewNow>,
    /// What was made of it, but for its conditions.
    pub view: TicketView,
    /// Conditions that must all hold, as they are typed.
    pub all: Vec<Line>,
    /// Conditions of which one must hold.
    pub any: Vec<Line>,
}

impl Draft {
    /// A new view that begins as `view`.
    #[must_use]
    pub fn new(id: ViewId, view: &TicketView) -> Self {
        let audience = if view.owner.is_some() { Targets::default() } else { view.audience.clone() };
        Self { read: None, ..Self::typed(TicketView { id, audience, ..view.clone() }) }
    }

    fn typed(view: TicketView) -> Self {
        let (all, any) = (view.when.all.iter().map(Line::of).collect(), view.when.any.iter().map(Line::of).collect());
        Self { read: None, view, all, any }
    }

    /// Nothing changed yet.
    #[must_use]
    pub fn of(read: TicketViewNow) -> Self {
        Self { read: Some(read.clone()), ..Self::typed(read.view) }
    }

    /// The number that was read; 0 of a new one.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.read.as_ref().map_or(0, |read| read.seq)
    }

    /// Whether there is something to save.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.read.as_ref().is_none_or(|read| {
            let was = Self::of(read.clone());
            (&self.view, &self.all, &self.any) != (&was.view, &was.all, &was.any)
        })
    }

    /// The view with its conditions; `None` while one of them is not finished.
    #[must_use]
    pub fn built(&self, asks: &[Ask]) -> Option<TicketView> {
        let when = Filter { all: conditions(asks, &self.all)?, any: conditions(asks, &self.any)? };
        Some(TicketView { when, ..self.view.clone() }.settled())
    }

    /// What is wrong, by member; the server asks the same and more.
    #[must_use]
    pub fn problems(&self, look: &Look, asks: &[Ask]) -> ViewProblems {
        match self.built(asks) {
            Some(built) => built.check(&look.schema()).err().unwrap_or_default(),
            None => {
                let bare = TicketView { when: Filter::default(), ..self.view.clone() }.settled();
                let mut problems = bare.check(&look.schema()).err().unwrap_or_default();
                problems.insert("when".to_owned(), "unfinished");
                problems
            }
        }
    }

    /// What is sent.
    #[must_use]
    pub fn sent(&self, asks: &[Ask]) -> Option<NewTicketView> {
        Some(NewTicketView { seq: self.seq(), view: self.built(asks)? })
    }

    /// The same changes over a view that somebody else wrote meanwhile.
    #[must_use]
    pub fn over(&self, read: TicketViewNow) -> Self {
        Self { read: Some(read), ..self.clone() }
    }

    /// Puts the column at `index` one further to the front or the back.
    pub fn shift_column(&mut self, index: usize, back: bool) {
        let mut columns = self.view.columns();
        let other = if back { index.checked_add(1) } else { index.checked_sub(1) };
        if let Some(other) = other.filter(|other| *other < columns.len() && index < columns.len()) {
            columns.swap(index, other);
        }
        self.view.columns = columns;
    }

    /// Shows a column, or hides it; one is always left.
    pub fn show_column(&mut self, column: &str, on: bool) {
        let mut columns = self.view.columns();
        if on && !columns.iter().any(|known| known == column) {
            columns.push(column.to_owned());
        }
        if !on && columns.len() > 1 {
            columns.retain(|known| known != column);
        }
        self.view.columns = columns;
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::filter::Operator;
    use truckroll_domain::views::standard;

    use super::*;

    fn look() -> Look {
        Look { book: crate::sample::book(), groups: Vec::new(), templates: Vec::new() }
    }

    #[test]
    fn a_view_of_the_system_is_typed_and_comes_back_as_it_was() {
        let asks = look().asks();
        for view in standard() {
            let draft = Draft::of(TicketViewNow { seq: 3, view: view.clone() });
            assert_eq!(draft.built(&asks).as_ref(), Some(&view), "{}", view.standard);
            assert!(!draft.is_changed() && draft.problems(&look(), &asks).is_empty());
        }
    }

    #[test]
    fn columns_are_shown_hidden_and_moved_and_one_is_left() {
        let mut draft = Draft::new(ViewId::from_parts(1, [1; 10]), &TicketView::default());
        draft.show_column("number", true);
        draft.shift_column(0, true);
        draft.shift_column(0, false);
        let first: Vec<&str> = draft.view.columns.iter().map(String::as_str).take(2).collect();
        assert_eq!((first, draft.view.columns.len()), (vec!["status", "title"], 7));
        for column in draft.view.columns() {
            draft.show_column(&column, false);
        }
        assert_eq!(draft.view.columns, ["number"]);
    }

    #[test]
    fn a_condition_that_is_not_finished_keeps_the_view_from_being_sent() {
        let (look, view) = (look(), TicketView { name: "Lifts".into(), ..TicketView::default() });
        let asks = look.asks();
        let mut draft = Draft::new(ViewId::from_parts(1, [1; 10]), &view);
        draft.view.audience = Targets::everybody();
        let line = |value: &str| Line {
            field: "title".into(),
            op: Operator::Contains,
            value: value.into(),
            until: String::new(),
        };
        draft.all = vec![line("")];
        assert_eq!((draft.problems(&look, &asks).get("when"), draft.sent(&asks)), (Some(&"unfinished"), None));
        draft.all = vec![line("lift")];
        assert!(draft.problems(&look, &asks).is_empty() && draft.sent(&asks).is_some());
    }
}
