//! The wizard's answers as choices of a page, and the way from page to page.

use truckroll_domain::customers::Mode;
use truckroll_domain::setup::{Answers, CallDirection, ChatUse, HeadCount, Industry, Step, TicketUse};
use truckroll_ui::prelude::*;

/// One choice of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The word that is stored.
    pub word: &'static str,
    /// What people read.
    pub label: String,
    /// More about it.
    pub text: Option<String>,
}

const YES_NO: [&str; 2] = ["yes", "no"];

fn words(step: Step) -> Vec<&'static str> {
    match step {
        Step::Showcase => Vec::new(),
        Step::Customers => Mode::ALL.iter().map(|a| a.word()).collect(),
        Step::Industry => Industry::ALL.iter().map(|a| a.word()).collect(),
        Step::Tickets => TicketUse::ALL.iter().map(|a| a.word()).collect(),
        Step::Chat => ChatUse::ALL.iter().map(|a| a.word()).collect(),
        Step::Remote => YES_NO.to_vec(),
        Step::Calls => CallDirection::ALL.iter().map(|a| a.word()).collect(),
        Step::Staff => HeadCount::ALL.iter().map(|a| a.word()).collect(),
    }
}

/// The choices of a page, in the reader's language.
#[must_use]
pub fn options(step: Step) -> Vec<Answer> {
    words(step)
        .into_iter()
        .map(|word| {
            let key = format!("setup-{}-{}", step.word(), word.replace('_', "-"));
            let text = format!("{key}-text");
            Answer { word, label: tr(&key), text: has_message(&text).then(|| tr(&text)) }
        })
        .collect()
}

/// The word that is chosen on a page; empty for none.
#[must_use]
pub fn chosen(answers: &Answers, step: Step) -> &'static str {
    match step {
        Step::Showcase => None,
        Step::Customers => answers.customers.map(Mode::word),
        Step::Industry => answers.industry.map(Industry::word),
        Step::Tickets => answers.tickets.map(TicketUse::word),
        Step::Chat => answers.chat.map(ChatUse::word),
        Step::Remote => answers.remote.map(|yes| YES_NO[usize::from(!yes)]),
        Step::Calls => answers.calls.map(CallDirection::word),
        Step::Staff => answers.staff.map(HeadCount::word),
    }
    .unwrap_or("")
}

/// The answers with a choice made.
#[must_use]
pub fn choose(mut answers: Answers, step: Step, word: &str) -> Answers {
    match step {
        Step::Showcase => {}
        Step::Customers => answers.customers = Mode::ALL.iter().copied().find(|a| a.word() == word),
        Step::Industry => answers.industry = Industry::ALL.iter().copied().find(|a| a.word() == word),
        Step::Tickets => answers.tickets = TicketUse::ALL.iter().copied().find(|a| a.word() == word),
        Step::Chat => answers.chat = ChatUse::ALL.iter().copied().find(|a| a.word() == word),
        Step::Remote => answers.remote = YES_NO.contains(&word).then(|| word == YES_NO[0]),
        Step::Calls => answers.calls = CallDirection::ALL.iter().copied().find(|a| a.word() == word),
        Step::Staff => answers.staff = HeadCount::ALL.iter().copied().find(|a| a.word() == word),
    }
    answers
}

/// The page before or after one.
#[must_use]
pub fn beside(steps: &[Step], step: Step, back: bool) -> Option<Step> {
    let at = steps.iter().position(|s| *s == step)?;
    if back { at.checked_sub(1).and_then(|at| steps.get(at)).copied() } else { steps.get(at + 1).copied() }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::access::Module;
    use truckroll_domain::setup::steps;

    use super::*;

    #[test]
    fn every_choice_is_kept_and_has_words_in_both_languages() {
        for step in Step::ALL {
            for word in words(*step) {
                let answers = choose(Answers::default(), *step, word);
                assert_eq!(chosen(&answers, *step), word, "{step:?}");
                assert!(answers.has(*step));
                for locale in [Locale::En, Locale::ZhCn] {
                    let key = format!("setup-{}-{}", step.word(), word.replace('_', "-"));
                    assert_ne!(truckroll_ui::i18n::t(locale, &key), key, "{locale:?}");
                }
            }
            assert_eq!(chosen(&choose(Answers::default(), *step, "nonsense"), *step), "");
        }
    }

    #[test]
    fn pages_follow_each_other_both_ways() {
        let all = steps(Module::ALL);
        let mut step = Step::Showcase;
        let mut seen = vec![step];
        while let Some(next) = beside(&all, step, false) {
            assert_eq!(beside(&all, next, true), Some(step));
            step = next;
            seen.push(step);
        }
        assert_eq!(seen, all);
        assert_eq!(beside(&all, Step::Showcase, true), None);
        assert_eq!(beside(&[], Step::Showcase, false), None);
    }
}
