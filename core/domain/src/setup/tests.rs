//! What answers lead to.

use super::*;

fn answered() -> Answers {
    Answers {
        customers: Some(Mode::Company),
        industry: Some(Industry::Manufacturing),
        tickets: Some(TicketUse::Customers),
        staff: Some(HeadCount::UpTo20),
        ..Answers::default()
    }
}

#[test]
fn pages_depend_on_the_modules_there_are() {
    for (modules, expected) in [
        (vec![], vec!["showcase", "customers", "industry", "staff"]),
        (BUILT.to_vec(), vec!["showcase", "customers", "industry", "tickets", "staff"]),
        (
            Module::ALL.to_vec(),
            vec!["showcase", "customers", "industry", "tickets", "chat", "remote", "calls", "staff"],
        ),
    ] {
        let words: Vec<&str> = steps(&modules).into_iter().map(Step::word).collect();
        assert_eq!(words, expected, "{modules:?}");
    }
}

#[test]
fn every_page_but_the_first_wants_its_own_answer() {
    let none = Answers::default();
    let all =
        Answers { chat: Some(ChatUse::Both), remote: Some(false), calls: Some(CallDirection::Both), ..answered() };
    for step in Step::ALL {
        assert_eq!(none.has(*step), *step == Step::Showcase, "{step:?}");
        assert!(all.has(*step), "{step:?}");
    }
}

#[test]
fn answers_seed_what_fits_them() {
    for (industry, tickets, form, photos, hours) in [
        (Industry::Manufacturing, TicketUse::Customers, Some(FormKind::Machine), 1, Hours::Office),
        (Industry::Property, TicketUse::Mixed, Some(FormKind::Machine), 1, Hours::Office),
        (Industry::Retail, TicketUse::Customers, Some(FormKind::Machine), 1, Hours::Shop),
        (Industry::Software, TicketUse::Customers, Some(FormKind::General), 0, Hours::Office),
        (Industry::Travel, TicketUse::Mixed, Some(FormKind::General), 0, Hours::Shop),
        (Industry::Software, TicketUse::Internal, None, 0, Hours::Office),
    ] {
        let answers = Answers { industry: Some(industry), tickets: Some(tickets), ..answered() };
        let plan = Setup { answers, ..Setup::default() }.plan(&Switches::default(), false);
        assert_eq!((plan.form, plan.calendar), (form, Some(hours)), "{industry:?} {tickets:?}");
        let rules = plan.visit_rules.expect("rules");
        assert_eq!((rules.photos, rules.signature), (photos, photos == 1), "{industry:?}");
        let internal = tickets == TicketUse::Internal;
        assert_eq!(plan.switches.on(Feature::CustomerForms), !internal, "{tickets:?}");
        assert_eq!(plan.switches.on(Feature::Ratings), !internal, "{tickets:?}");
    }
}

#[test]
fn head_count_decides_on_roles_and_roster() {
    for (count, roles, roster) in [
        (HeadCount::UpTo5, false, false),
        (HeadCount::UpTo20, true, false),
        (HeadCount::UpTo50, true, true),
        (HeadCount::More, true, true),
    ] {
        let answers = Answers { staff: Some(count), ..answered() };
        let plan = Setup { answers, ..Setup::default() }.plan(&Switches::default(), true);
        let on = |feature| plan.switches.on(feature);
        assert_eq!((on(Feature::RoleManagement), on(Feature::Roster)), (roles, roster), "{count:?}");
    }
}

#[test]
fn going_through_it_again_changes_nothing_that_people_have_made() {
    let mut setup = Setup { answers: answered(), ..Setup::default() };
    let touched = Switches::default().with(Feature::RoleManagement, true).with(Feature::Ratings, false);
    setup.answers.staff = Some(HeadCount::UpTo5);
    setup.seeded = [Seed::Form, Seed::VisitRules, Seed::Calendar].into();
    let plan = setup.plan(&touched, true);
    assert_eq!(plan, Plan { customers: Some(Mode::Company), ..Plan::default() });
    // rules that somebody wrote stay, even if the wizard never made any
    setup.seeded.clear();
    assert_eq!(setup.plan(&touched, true).visit_rules, None);
}

#[test]
fn nothing_answered_leads_to_nothing() {
    assert_eq!(Setup::default().plan(&Switches::default(), false), Plan::default());
    assert!(Setup::default().waits());
}
