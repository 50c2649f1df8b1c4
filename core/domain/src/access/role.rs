//! Roles: what an agent may do with which part of the system, and how far it reaches (ORG-22, ORG-23).
//!
//! A role grants *verbs* in *areas*; what is not granted is refused. Beside the verbs an area has a reach: own records,
//! those of the agent's groups, of the groups below them too, or all. Four roles are built in, cannot be removed and
//! are found by fixed ids; the administrator's grants cannot be changed either, so that nobody locks everybody out.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use uuid::Uuid;

use super::licence::{Feature, Module};
use crate::decode::Deserialize;
use crate::people::Role as Duty;
use crate::{RoleId, gather, tolerant};

/// Longest name of a role, characters.
const MAX_NAME: usize = 60;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, crate::decode::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$each])* $variant),* }

        impl $name {
            /// All of them, in the order screens show them.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// The word in JSON and in the keys of message files.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// A part of the system that rights are given for: the permission groups of ORG-22, and `visits` and `settings`.
    Area {
        /// Requests of customers.
        Tickets = "tickets",
        /// Attendances on site, the board and the map.
        Visits = "visits",
        /// Companies, contacts, assets.
        Customers = "customers",
        /// What happened with a customer, over all channels.
        ServiceRecords = "service_records",
        /// Agents, groups, roles, shifts.
        Staff = "staff",
        /// Reports.
        Statistics = "statistics",
        /// What happens at this moment.
        Monitoring = "monitoring",
        /// Questions and answers.
        Faq = "faq",
        /// Organisations linked to this one.
        LinkedCompanies = "linked_companies",
        /// Additional services.
        ValueAdded = "value_added",
        /// Rules, fields, forms, links, and everything else that shapes how the organisation works.
        Settings = "settings",
        /// Everything else.
        Other = "other",
        /// Prices, balances and payments: to create is to charge and deduct, to edit to top up and to keep prices, to delete to
        /// reverse and refund.
        Fees = "fees",
    }
}

words! {
    /// What may be done in an area.
    Verb {
        /// See records.
        View = "view",
        /// Make records.
        Create = "create",
        /// Change records.
        Edit = "edit",
        /// Remove records.
        Delete = "delete",
        /// Bring many records into the system at once.
        Import = "import",
        /// Take many records out of the system.
        Export = "export",
        /// Decide whose work it is.
        Assign = "assign",
        /// Be given such work.
        Work = "work",
    }
}

words! {
    /// Whose records an area's verbs reach.
    Reach {
        /// The agent's own, and those of the groups he supervises.
        Own = "own",
        /// Those of his groups too.
        Group = "group",
        /// Those of all groups below his too.
        Tree = "tree",
        /// All of the organisation.
        All = "all",
    }
}

impl Area {
    /// The licence without which nothing in the area has an effect (ORG-24).
    #[must_use]
    pub fn module(self) -> Option<Module> {
        match self {
            Area::Tickets => Some(Module::Tickets),
            Area::Visits => Some(Module::Visits),
            Area::Statistics => Some(Module::Reports),
            _ => None,
        }
    }

    /// The switch that hides the area.
    #[must_use]
    pub fn feature(self) -> Option<Feature> {
        match self {
            Area::Tickets => Some(Feature::Tickets),
            Area::Visits => Some(Feature::Visits),
            Area::Statistics => Some(Feature::Reports),
            Area::LinkedCompanies => Some(Feature::LinkedCompanies),
            _ => None,
        }
    }

    /// Verbs that mean something here.
    #[must_use]
    pub fn verbs(self) -> &'static [Verb] {
        use Verb as V;
        match self {
            Area::Tickets => &[V::View, V::Create, V::Edit, V::Delete, V::Import, V::Export, V::Assign, V::Work],
            Area::Visits => &[V::View, V::Create, V::Edit, V::Delete, V::Export, V::Assign, V::Work],
            Area::Customers => &[V::View, V::Create, V::Edit, V::Delete, V::Import, V::Export],
            Area::ServiceRecords | Area::Staff | Area::Faq | Area::Fees => {
                &[V::View, V::Create, V::Edit, V::Delete, V::Export]
            }
            Area::Statistics => &[V::View, V::Export],
            Area::Monitoring | Area::LinkedCompanies | Area::ValueAdded => &[V::View, V::Edit],
            Area::Settings | Area::Other => &[V::View, V::Edit, V::Export],
        }
    }
}

/// Verbs of one area and their reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What may be done.
    #[serde(default, deserialize_with = "known_verbs")]
    pub verbs: BTreeSet<Verb>,
    /// On whose records. A reach that this version does not know is the narrowest.
    #[serde(default = "own", deserialize_with = "known_reach")]
    pub reach: Reach,
}

fn own() -> Reach {
    Reach::Own
}

fn known_verbs<'de, D: serde::Deserializer<'de>>(from: D) -> Result<BTreeSet<Verb>, D::Error> {
    Ok(gather::set(tolerant::list::<D, Verb>(from)?))
}

fn known_reach<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Reach, D::Error> {
    Ok(tolerant::optional(from)?.unwrap_or(Reach::Own))
}

impl Grant {
    /// These verbs with this reach.
    #[must_use]
    pub fn of(verbs: &[Verb], reach: Reach) -> Self {
        Self { verbs: gather::set(verbs.iter().copied()), reach }
    }
}

/// The roles that every organisation has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BuiltIn {
    /// May do everything.
    Administrator,
    /// Sees all work and decides who goes when.
    Dispatcher,
    /// Works visits in the field.
    Engineer,
    /// Works tickets at a desk; what an agent without a role has.
    Agent,
}

impl BuiltIn {
    /// All of them.
    pub const ALL: [BuiltIn; 4] = [BuiltIn::Administrator, BuiltIn::Dispatcher, BuiltIn::Engineer, BuiltIn::Agent];

    /// Its id, the same in every organisation.
    #[must_use]
    pub fn id(self) -> RoleId {
        RoleId(Uuid::from_u128(0x726f_6c65_0000_7000_8000_0000_0000_0001 + self as u128))
    }

    /// The built-in role with this id.
    #[must_use]
    pub fn of(id: RoleId) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.id() == id)
    }

    /// The key of its name in the message files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            BuiltIn::Administrator => "administrator",
            BuiltIn::Dispatcher => "dispatcher",
            BuiltIn::Engineer => "engineer",
            BuiltIn::Agent => "agent",
        }
    }

    /// The role it was in the words of earlier versions.
    #[must_use]
    pub fn from_duty(duty: Duty) -> Self {
        match duty {
            Duty::Admin => BuiltIn::Administrator,
            Duty::Dispatcher => BuiltIn::Dispatcher,
            Duty::Engineer => BuiltIn::Engineer,
        }
    }

    /// The role as it is before an administrator changes it.
    #[must_use]
    pub fn role(self) -> Role {
        use Reach as R;
        use Verb as V;
        let all = |area: &Area| (*area, Grant::of(area.verbs(), R::All));
        let grants = match self {
            BuiltIn::Administrator => {
                let mut grants = gather::map(Area::ALL.iter().map(all));
                // whoever runs the office is not ranked for visits
                grants.entry(Area::Visits).and_modify(|grant| {
                    grant.verbs.remove(&V::Work);
                });
                grants
            }
            BuiltIn::Dispatcher => gather::map([
                (
                    Area::Tickets,
                    Grant::of(&[V::View, V::Create, V::Edit, V::Import, V::Export, V::Assign, V::Work], R::All),
                ),
                (Area::Visits, Grant::of(&[V::View, V::Create, V::Edit, V::Export, V::Assign], R::All)),
                (Area::Customers, Grant::of(&[V::View, V::Create, V::Edit, V::Import, V::Export], R::All)),
                (Area::ServiceRecords, Grant::of(&[V::View, V::Create, V::Export], R::All)),
                (Area::Staff, Grant::of(&[V::View], R::All)),
                (Area::Statistics, Grant::of(&[V::View], R::All)),
                (Area::Monitoring, Grant::of(&[V::View], R::All)),
                (Area::Faq, Grant::of(&[V::View, V::Create, V::Edit], R::All)),
                (Area::Fees, Grant::of(&[V::View, V::Create, V::Edit, V::Export], R::All)),
            ]),
            BuiltIn::Engineer => gather::map([
                (Area::Tickets, Grant::of(&[V::View, V::Create, V::Edit, V::Work], R::Own)),
                (Area::Visits, Grant::of(&[V::View, V::Create, V::Edit, V::Work], R::Own)),
                (Area::Customers, Grant::of(&[V::View], R::Own)),
                (Area::ServiceRecords, Grant::of(&[V::View, V::Create], R::Own)),
                (Area::Faq, Grant::of(&[V::View], R::All)),
                (Area::Fees, Grant::of(&[V::View, V::Create], R::All)),
            ]),
            BuiltIn::Agent => gather::map([
                (Area::Tickets, Grant::of(&[V::View, V::Create, V::Edit, V::Work], R::Own)),
                (Area::Visits, Grant::of(&[V::View, V::Create], R::Own)),
                (Area::Customers, Grant::of(&[V::View], R::All)),
                (Area::ServiceRecords, Grant::of(&[V::View, V::Create], R::Own)),
                (Area::Faq, Grant::of(&[V::View], R::All)),
                (Area::Fees, Grant::of(&[V::View, V::Create], R::All)),
            ]),
        };
        Role { id: self.id(), name: String::new(), remark: String::new(), grants }
    }
}

/// A named set of rights. Travels to devices as a definition of kind [`Role::KIND`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Id.
    pub id: RoleId,
    /// Name; empty for a built-in role, whose name is in the message files.
    #[serde(default)]
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// What it grants, by area.
    #[serde(default, deserialize_with = "known_grants")]
    pub grants: BTreeMap<Area, Grant>,
}

/// Areas that this version does not know give no right here.
fn known_grants<'de, D: serde::Deserializer<'de>>(from: D) -> Result<BTreeMap<Area, Grant>, D::Error> {
    let all: BTreeMap<String, Grant> = tolerant::map(from)?;
    let area = |word: &str| Area::ALL.iter().find(|area| area.word() == word).copied();
    Ok(gather::map(all.into_iter().filter_map(|(word, grant)| Some((area(&word)?, grant)))))
}

/// What is wrong with a role: problem keys by member (`name`, `grants.tickets`).
pub type RoleProblems = BTreeMap<String, &'static str>;

impl Role {
    /// Kind word of the definition.
    pub const KIND: &'static str = "role";

    /// Whether an administrator may keep it like this.
    ///
    /// # Errors
    /// What is wrong, by member.
    pub fn check(&self) -> Result<(), RoleProblems> {
        let mut problems = RoleProblems::new();
        let built_in = BuiltIn::of(self.id);
        if built_in.is_none() && self.name.trim().is_empty() {
            problems.insert("name".to_owned(), "required");
        }
        if self.name.chars().count() > MAX_NAME {
            problems.insert("name".to_owned(), "too_long");
        }
        if self.remark.chars().count() > 500 {
            problems.insert("remark".to_owned(), "too_long");
        }
        for (area, grant) in &self.grants {
            let member = || format!("grants.{}", area.word());
            if grant.verbs.iter().any(|verb| !area.verbs().contains(verb)) {
                problems.insert(member(), "unknown_verb");
            } else if !grant.verbs.is_empty() && !grant.verbs.contains(&Verb::View) {
                // whoever changes what he cannot see changes what he does not mean
                problems.insert(member(), "view_required");
            }
        }
        if built_in == Some(BuiltIn::Administrator) && self.grants != BuiltIn::Administrator.role().grants {
            problems.insert("grants".to_owned(), "administrator");
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}
