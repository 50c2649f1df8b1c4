//! The modules of the desk, and who has them: by right, licence and switch.
//!
//! The rail, the search and the gate at each address ask here, so that nothing is offered that would be refused and
//! an address that a colleague sent says why it stays closed. The server decides for itself.

use truckroll_domain::access::{Area, Feature, Rights, Switches, Verb};
use truckroll_ui::prelude::*;

use crate::admin::{self, PREFIX};

/// A module of the desk.
#[derive(Clone, Copy)]
pub struct Module {
    /// Its address.
    pub href: &'static str,
    /// What all of its addresses begin with.
    prefix: &'static str,
    /// The message key of its name.
    pub label: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// Without it everybody has it.
    needs: Option<(Area, Verb)>,
    /// A switch beside that of the area.
    feature: Option<Feature>,
}

const fn module(href: &'static str, label: &'static str, icon: Icon, needs: (Area, Verb)) -> Module {
    Module { href, prefix: href, label, icon, needs: Some(needs), feature: None }
}

/// The modules in the order of the rail; settings come behind them.
const MODULES: [Module; 8] = [
    module("/desk/dispatch", "nav-dispatch", Icon::Map, (Area::Visits, Verb::Assign)),
    module("/desk/tickets", "nav-tickets", Icon::Ticket, (Area::Tickets, Verb::View)),
    module("/desk/visits", "nav-visits", Icon::Truck, (Area::Visits, Verb::View)),
    module("/desk/customers", "nav-customers", Icon::Building, (Area::Customers, Verb::View)),
    module("/desk/reports", "nav-reports", Icon::Chart, (Area::Statistics, Verb::View)),
    module("/desk/engineers", "desk-nav-engineers", Icon::Users, (Area::Visits, Verb::Assign)),
    // who may see staff sees all of it, everybody else his own shifts
    Module {
        needs: None,
        feature: Some(Feature::Roster),
        ..module("/desk/roster", "nav-roster", Icon::CalendarClock, (Area::Staff, Verb::View))
    },
    Module {
        feature: Some(Feature::CustomerForms),
        ..module("/desk/forms", "desk-nav-forms", Icon::QrCode, (Area::Visits, Verb::Assign))
    },
];

impl Module {
    /// Whether an address lies in it.
    #[must_use]
    pub fn holds(&self, address: &str) -> bool {
        let rest = address.strip_prefix(self.prefix);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    }

    /// Whether it is the settings.
    #[must_use]
    pub fn is_settings(&self) -> bool {
        self.prefix == PREFIX
    }

    fn closed(&self, rights: &Rights, switches: &Switches) -> Option<Closed> {
        let area = self.needs.and_then(|(area, _)| area.feature());
        let off = [area, self.feature].into_iter().flatten().find(|feature| !switches.on(*feature));
        let may = self.needs.is_none_or(|(area, verb)| rights.allow(area, verb));
        off.map(Closed::Off).or_else(|| (!may).then_some(Closed::Forbidden))
    }
}

/// Why an address stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The person may not see it.
    Forbidden,
    /// The organisation has switched it off.
    Off(Feature),
}

/// The modules of this person; settings where at least one of their sections is his.
#[must_use]
pub fn modules(rights: &Rights, switches: &Switches) -> Vec<Module> {
    let mut mine: Vec<Module> =
        MODULES.into_iter().filter(|module| module.closed(rights, switches).is_none()).collect();
    if let Some(first) = admin::sections(rights, switches).next() {
        let needs = (Area::Settings, Verb::View);
        mine.push(Module { prefix: PREFIX, ..module(first.href, "nav-settings", Icon::Settings, needs) });
    }
    mine
}

/// Why an address is closed to this person, if it is. Settings say so for each of their sections.
#[must_use]
pub fn closed(address: &str, rights: &Rights, switches: &Switches) -> Option<Closed> {
    MODULES.iter().find(|module| module.holds(address))?.closed(rights, switches)
}

/// Whether the person has anything to do at the desk.
#[must_use]
pub fn has_desk(rights: &Rights, switches: &Switches) -> bool {
    !modules(rights, switches).is_empty()
}

#[cfg(test)]
mod tests {
    use truckroll_domain::access::{BuiltIn, Grant, Policy, Reach, Role};
    use truckroll_domain::people::Agent;
    use truckroll_domain::{RoleId, Timestamp};

    use super::*;

    fn rights(role: Role, switches: &Switches) -> Rights {
        let agent = Agent { role: Some(role.id), ..Agent::default() };
        Policy::new([role], [], [], switches.clone()).rights(&agent)
    }

    fn named(role: Role, switches: &Switches) -> Vec<&'static str> {
        modules(&rights(role, switches), switches).iter().map(|module| module.href).collect()
    }

    #[test]
    fn everybody_has_the_modules_of_his_role() {
        let on = Switches::default();
        let desk = ["/desk/tickets", "/desk/visits", "/desk/customers"];
        assert_eq!(named(BuiltIn::Agent.role(), &on), desk);
        assert_eq!(named(BuiltIn::Engineer.role(), &on), desk);
        let dispatcher = named(BuiltIn::Dispatcher.role(), &on);
        assert_eq!(dispatcher.len(), 7);
        assert_eq!(dispatcher[0], "/desk/dispatch");
        assert_eq!(named(BuiltIn::Administrator.role(), &on).len(), 8);
        let id = RoleId::from_parts(1, [1; 10]);
        let grants = [(Area::Staff, Grant::of(&[Verb::View, Verb::Edit], Reach::All))].into();
        let office = Role { id, name: "Staff office".into(), remark: String::new(), grants };
        assert_eq!(named(office.clone(), &on), ["/desk/settings/staff"]);
        let nothing = Role { grants: [].into(), ..office };
        assert!(!has_desk(&rights(nothing, &on), &on));
    }

    #[test]
    fn what_is_switched_off_disappears_and_says_why_at_its_address() {
        let off = Switches::default().with(Feature::Visits, false).with(Feature::CustomerForms, false);
        let rights = rights(BuiltIn::Dispatcher.role(), &off);
        assert_eq!(named(BuiltIn::Dispatcher.role(), &off), ["/desk/tickets", "/desk/customers", "/desk/reports"]);
        for (address, why) in [
            ("/desk/dispatch?visit=1", Some(Closed::Off(Feature::Visits))),
            ("/desk/visits/1", Some(Closed::Off(Feature::Visits))),
            ("/desk/tickets/1", None),
            ("/desk/settings/visits", None),
            ("/desk/no-such-screen", None),
        ] {
            assert_eq!(closed(address, &rights, &off), why, "{address}");
        }
    }

    #[test]
    fn an_address_that_is_not_his_stays_closed() {
        let on = Switches::default();
        let agent = rights(BuiltIn::Agent.role(), &on);
        assert_eq!(closed("/desk/dispatch", &agent, &on), Some(Closed::Forbidden));
        assert_eq!(closed("/desk/visitsx", &agent, &on), None);
        let gone = Agent { disabled_at: Some(Timestamp(1)), ..Agent::default() };
        assert!(!has_desk(&Policy::default().rights(&gone), &on));
    }
}
