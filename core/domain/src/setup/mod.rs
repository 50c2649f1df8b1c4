//! The first-login wizard (ORG-09): what an administrator says about a new organisation, and what follows from it.
//!
//! Answers are kept as they are given, so that the wizard goes on where it stopped. At the end they *seed*: switches that
//! nobody has touched, a form, what visits demand, a calendar. What was seeded is remembered, so that going through the
//! wizard again changes nothing that people have made of it since ([`Setup::plan`]).

use std::collections::BTreeSet;

use serde::Serialize;

use crate::Timestamp;
use crate::access::{Feature, Module, Switches};
use crate::customers::Mode;
use crate::decode::Deserialize;
use crate::visits::VisitRules;

#[cfg(test)]
mod tests;

macro_rules! answers {
    ($($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$each])* $variant),* }

        impl $name {
            /// All of them, in the order they are offered.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// The word in JSON and in the keys of message files.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }
    )*};
}

answers! {
    /// Line of business.
    Industry {
        /// Software and services for companies.
        Software = "software",
        /// Finance and insurance.
        Finance = "finance",
        /// E-commerce.
        Commerce = "commerce",
        /// Education and training.
        Education = "education",
        /// Healthcare.
        Healthcare = "healthcare",
        /// Manufacturing.
        Manufacturing = "manufacturing",
        /// Retail and catering.
        Retail = "retail",
        /// Online travel.
        Travel = "travel",
        /// Culture and entertainment.
        Culture = "culture",
        /// Real estate and property.
        Property = "property",
        /// Something else.
        Other = "other",
    }
    /// What tickets are mainly for.
    TicketUse {
        /// Colleagues among themselves.
        Internal = "internal",
        /// Customers' requests.
        Customers = "customers",
        /// Both.
        Mixed = "mixed",
    }
    /// What online chat is mainly for.
    ChatUse {
        /// Before the sale.
        PreSales = "pre_sales",
        /// After the sale.
        AfterSales = "after_sales",
        /// Both.
        Both = "both",
    }
    /// Which way most calls go.
    CallDirection {
        /// Customers call.
        Inbound = "inbound",
        /// Agents call.
        Outbound = "outbound",
        /// Both.
        Both = "both",
    }
    /// How many agents there are.
    HeadCount {
        /// 1 to 5.
        UpTo5 = "up_to5",
        /// 6 to 20.
        UpTo20 = "up_to20",
        /// 21 to 50.
        UpTo50 = "up_to50",
        /// 51 to 200.
        UpTo200 = "up_to200",
        /// More than 200.
        More = "more",
    }
    /// A page of the wizard.
    Step {
        /// What the system can do.
        Showcase = "showcase",
        /// Whom the organisation serves.
        Customers = "customers",
        /// Line of business.
        Industry = "industry",
        /// What tickets are for.
        Tickets = "tickets",
        /// What chat is for.
        Chat = "chat",
        /// Whether agents look at customers' screens.
        Remote = "remote",
        /// Which way calls go.
        Calls = "calls",
        /// How many agents there are.
        Staff = "staff",
    }
}

/// Modules that this version has; the wizard asks about no other.
pub const BUILT: &[Module] = &[Module::Tickets, Module::Visits];

/// What was answered so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
#[expect(missing_docs, reason = "the members are the questions")]
pub struct Answers {
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub customers: Option<Mode>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub industry: Option<Industry>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub tickets: Option<TicketUse>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub chat: Option<ChatUse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub calls: Option<CallDirection>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub staff: Option<HeadCount>,
}

impl Answers {
    /// Whether the question of a page has its answer; the showcase asks nothing.
    #[must_use]
    pub fn has(&self, step: Step) -> bool {
        match step {
            Step::Showcase => true,
            Step::Customers => self.customers.is_some(),
            Step::Industry => self.industry.is_some(),
            Step::Tickets => self.tickets.is_some(),
            Step::Chat => self.chat.is_some(),
            Step::Remote => self.remote.is_some(),
            Step::Calls => self.calls.is_some(),
            Step::Staff => self.staff.is_some(),
        }
    }
}

/// The pages there are when these modules are, in their order.
#[must_use]
pub fn steps(modules: &[Module]) -> Vec<Step> {
    let module = |step: Step| match step {
        Step::Tickets => Some(Module::Tickets),
        Step::Chat => Some(Module::Chat),
        Step::Remote => Some(Module::Remote),
        Step::Calls => Some(Module::Calls),
        Step::Showcase | Step::Customers | Step::Industry | Step::Staff => None,
    };
    Step::ALL.iter().copied().filter(|step| module(*step).is_none_or(|module| modules.contains(&module))).collect()
}

/// Something that the wizard makes once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seed {
    /// The form behind QR codes.
    Form,
    /// What visits demand.
    VisitRules,
    /// Working hours.
    Calendar,
}

/// How far an organisation has come with its set-up. A definition of kind [`Setup::KIND`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Setup {
    /// What was answered.
    pub answers: Answers,
    /// The page that is shown next.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub step: Option<Step>,
    /// What was made from answers.
    #[serde(deserialize_with = "known_seeds")]
    pub seeded: BTreeSet<Seed>,
    /// When the wizard was finished or put away for the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
}

fn known_seeds<'de, D: serde::Deserializer<'de>>(from: D) -> Result<BTreeSet<Seed>, D::Error> {
    Ok(crate::tolerant::list::<D, Seed>(from)?.into_iter().collect())
}

/// What answers lead to.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Plan {
    /// What is said to be served.
    pub customers: Option<Mode>,
    /// Features to switch.
    pub switches: Switches,
    /// A form is to be made: for machines that stand somewhere, or for anything.
    pub form: Option<FormKind>,
    /// Visits shall demand this.
    pub visit_rules: Option<VisitRules>,
    /// Working hours are to be made.
    pub calendar: Option<Hours>,
}

/// Kinds of first forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormKind {
    /// Asks for the machine's number, three photos and the place.
    Machine,
    /// Asks for an e-mail address instead.
    General,
}

/// Kinds of first calendars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hours {
    /// Monday to Friday, nine to six.
    Office,
    /// All week, nine to nine.
    Shop,
}

impl Setup {
    /// Kind word of the definition.
    pub const KIND: &'static str = "setup";
    /// Its only id.
    pub const ID: &'static str = "tenant";

    /// Whether the wizard begins by itself.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.finished_at.is_none()
    }

    /// What the answers lead to beside what is there: a switch that somebody has touched stays, and nothing is made twice.
    /// `rules_written`: somebody has said what visits demand.
    #[must_use]
    pub fn plan(&self, switches: &Switches, rules_written: bool) -> Plan {
        let Answers { customers, industry, tickets, chat, .. } = self.answers;
        let mut plan = Plan { customers, ..Plan::default() };
        let mut switch = |feature: Feature, on: bool| {
            if !switches.0.contains_key(feature.word()) && feature.on_by_default() != on {
                plan.switches = std::mem::take(&mut plan.switches).with(feature, on);
            }
        };
        // who serves only his own colleagues publishes no form and asks for no stars
        if let Some(tickets) = tickets {
            switch(Feature::CustomerForms, tickets != TicketUse::Internal);
            switch(Feature::Ratings, tickets != TicketUse::Internal);
        }
        if let Some(chat) = chat {
            switch(Feature::ChatTriggers, chat != ChatUse::AfterSales);
        }
        if let Some(count) = self.answers.staff {
            // a handful of people need neither roles of their own nor a roster
            switch(Feature::RoleManagement, count != HeadCount::UpTo5);
            switch(Feature::Roster, count >= HeadCount::UpTo50);
        }
        let Some(industry) = industry else { return plan };
        let machines =
            matches!(industry, Industry::Manufacturing | Industry::Healthcare | Industry::Property | Industry::Retail);
        if !self.seeded.contains(&Seed::Form) && tickets != Some(TicketUse::Internal) {
            plan.form = Some(if machines { FormKind::Machine } else { FormKind::General });
        }
        if !self.seeded.contains(&Seed::VisitRules) && !rules_written {
            let base = VisitRules::default();
            plan.visit_rules = Some(VisitRules { photos: i64::from(machines), signature: machines, ..base });
        }
        if !self.seeded.contains(&Seed::Calendar) {
            let shop = matches!(industry, Industry::Retail | Industry::Commerce | Industry::Travel | Industry::Culture);
            plan.calendar = Some(if shop { Hours::Shop } else { Hours::Office });
        }
        plan
    }
}
