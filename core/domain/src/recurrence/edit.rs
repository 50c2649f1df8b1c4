//! Changing a series: one occurrence, one and all that follow, or all. Each edit makes new series of an old one; nothing else is
//! touched, and an edit made twice gives the same twice.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;

use super::local;
use super::occurrences::Walk;
use super::rule::{End, Rule};
use super::series::{Change, MAX_EXCEPTIONS, Series};

/// What is new about a series; what is left out stays.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Edit {
    /// It begins here.
    pub start: Option<DateTime>,
    /// It follows this rule. Its own end counts: `COUNT` from the series' new start.
    pub rule: Option<Rule>,
}

/// Exceptions and changed occurrences that are about no occurrence of the new series. They are not in it; people may want to see what
/// they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped<T> {
    /// Exceptions.
    pub except: BTreeSet<DateTime>,
    /// Changes, by the original time.
    pub changes: BTreeMap<DateTime, Change<T>>,
}

/// A series after an edit of all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited<T = ()> {
    /// The series.
    pub series: Series<T>,
    /// What did not fit any more.
    pub dropped: Dropped<T>,
}

/// A series in two parts, after an edit of one occurrence and all that follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split<T = ()> {
    /// What was before: the old series, ended. It keeps the series' id, so what was generated from it keeps its keys.
    pub before: Series<T>,
    /// What follows, a series of its own.
    pub after: Series<T>,
    /// What did not fit into the second part any more.
    pub dropped: Dropped<T>,
}

/// Why an edit is not possible.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The series has no occurrence whose original time this is.
    #[error("no occurrence of the series at {0}")]
    NoOccurrence(DateTime),
    /// More changed occurrences than a series may have.
    #[error("more than {0} changed occurrences")]
    TooMany(usize),
}

impl<T> Dropped<T> {
    /// Whether everything fitted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.except.is_empty() && self.changes.is_empty()
    }
}

impl<T: Clone> Series<T> {
    /// The series with one occurrence changed, or with `None` as it was planned again.
    ///
    /// # Errors
    /// [`EditError`] when it has no such occurrence or already has as many changes as may be.
    pub fn edit_one(&self, original: DateTime, change: Option<Change<T>>) -> Result<Self, EditError> {
        if !self.has(original) {
            return Err(EditError::NoOccurrence(original));
        }
        let mut series = self.clone();
        match change {
            None => drop(series.changes.remove(&original)),
            Some(mut change) => {
                if let Change::Changed { at: Some(at), .. } = &mut change {
                    *at = local::whole(*at);
                }
                series.changes.insert(original, change);
            }
        }
        if series.changes.len() > MAX_EXCEPTIONS.max(self.changes.len()) {
            return Err(EditError::TooMany(MAX_EXCEPTIONS));
        }
        Ok(series)
    }

    /// The series up to an occurrence, and another one from there on, edited. Of a rule that counts, the first part has what has
    /// happened and the second part the rest. With nothing edited both parts together have the occurrences of the old series.
    ///
    /// # Errors
    /// [`EditError::NoOccurrence`] when it has no such occurrence.
    pub fn edit_following(&self, original: DateTime, edit: &Edit) -> Result<Split<T>, EditError> {
        if !self.has(original) {
            return Err(EditError::NoOccurrence(original));
        }
        let mut walk = Walk::new(&self.rule, self.start);
        let happened = walk.skip_before(original);
        let next = walk.peek();
        let mut before = self.clone();
        let mut after = self.clone();
        after.extra = before.extra.split_off(&original);
        after.except = before.except.split_off(&original);
        after.changes = before.changes.split_off(&original);
        before.rule = ended(
            &self.rule,
            match self.rule.parts().end {
                End::Count(_) if happened > 0 => End::Count(happened),
                End::Until(until) => End::Until(until.min(just_before(original))),
                _ => End::Until(just_before(original)),
            },
        );
        // the rule's own next occurrence: it goes on from there as it did, which from an extra time it might not
        let goes_on = if edit.rule.is_some() { original } else { next.unwrap_or(original) };
        after.start = edit.start.map_or(goes_on, local::whole);
        after.rule = match (&edit.rule, self.rule.parts().end) {
            (Some(rule), _) => rule.clone(),
            // an extra occurrence after the rule's last: the rule gives no more
            (None, _) if next.is_none() => ended(&self.rule, End::Until(just_before(after.start))),
            (None, End::Count(count)) => ended(&self.rule, End::Count(count.saturating_sub(happened))),
            (None, _) => self.rule.clone(),
        };
        let dropped = after.drop_unfit();
        Ok(Split { before, after, dropped })
    }

    /// The series edited from its beginning. Exceptions and changes stay with the occurrences that the new series still has; the
    /// others are dropped and named. Extra times stay.
    #[must_use]
    pub fn edit_all(&self, edit: &Edit) -> Edited<T> {
        let mut series = self.clone();
        if let Some(start) = edit.start {
            series.start = local::whole(start);
        }
        if let Some(rule) = &edit.rule {
            series.rule = rule.clone();
        }
        let dropped = series.drop_unfit();
        Edited { series, dropped }
    }

    /// Takes out exceptions and changes that are about no occurrence.
    fn drop_unfit(&mut self) -> Dropped<T> {
        let planned = self.planned(self.except.iter().copied());
        let (except, lost) = std::mem::take(&mut self.except).into_iter().partition(|at| planned.contains(at));
        self.except = except;
        let planned = self.planned(self.changes.keys().copied());
        let (changes, lost_changes) =
            std::mem::take(&mut self.changes).into_iter().partition(|(at, _)| planned.contains(at));
        self.changes = changes;
        Dropped { except: lost, changes: lost_changes }
    }
}

/// The second before.
fn just_before(at: DateTime) -> DateTime {
    at.checked_sub(jiff::Span::new().seconds(1)).unwrap_or(at)
}

/// The rule with another end, which is within limits: the ends here come from occurrences.
fn ended(rule: &Rule, end: End) -> Rule {
    rule.ending(end).unwrap_or_else(|_| rule.clone())
}
