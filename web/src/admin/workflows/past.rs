//! Undo and redo: what was drawn before each step. Typing in one field is one step.

use truckroll_domain::workflows::Workflow;

/// Most steps that can be taken back.
const MOST: usize = 100;

/// What was before, and what was taken back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    before: Vec<Workflow>,
    after: Vec<Workflow>,
    /// What the last step was about.
    about: String,
}

impl Past {
    /// Notes how it was before a step. Steps about the same thing, one after the other, are one; `about` nothing stands alone.
    pub fn step(&mut self, before: Workflow, about: &str) {
        let goes_on = !about.is_empty() && about == self.about && !self.before.is_empty();
        if !goes_on {
            self.before.push(before);
            if self.before.len() > MOST {
                self.before.remove(0);
            }
        }
        self.after.clear();
        about.clone_into(&mut self.about);
    }

    /// How it was before the last step; `now` can be had again.
    pub fn undo(&mut self, now: Workflow) -> Option<Workflow> {
        let was = self.before.pop()?;
        self.after.push(now);
        self.about.clear();
        Some(was)
    }

    /// What was taken back last; `now` can be had again.
    pub fn redo(&mut self, now: Workflow) -> Option<Workflow> {
        let will = self.after.pop()?;
        self.before.push(now);
        self.about.clear();
        Some(will)
    }

    /// Whether there is something to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.before.is_empty()
    }

    /// Whether something was taken back.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.after.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Workflow {
        Workflow { name: name.to_owned(), ..Workflow::default() }
    }

    #[test]
    fn steps_are_taken_back_and_had_again() {
        let mut past = Past::default();
        past.step(named("a"), "");
        past.step(named("b"), "");
        assert_eq!(past.undo(named("c")), Some(named("b")));
        assert_eq!(past.undo(named("b")), Some(named("a")));
        assert_eq!(past.undo(named("a")), None);
        assert_eq!(past.redo(named("a")), Some(named("b")));
        past.step(named("b"), "");
        assert!(!past.can_redo(), "another way was taken");
        assert!(past.can_undo());
    }

    #[test]
    fn typing_is_one_step_and_the_oldest_steps_are_forgotten() {
        let mut past = Past::default();
        for name in ["", "R", "Re"] {
            past.step(named(name), "title:a");
        }
        past.step(named("Rep"), "title:b");
        assert_eq!(past.undo(named("x")), Some(named("Rep")));
        assert_eq!(past.undo(named("Rep")), Some(named("")));
        for _ in 0..2 * MOST {
            past.step(named("n"), "");
        }
        assert_eq!(past.before.len(), MOST);
    }
}
