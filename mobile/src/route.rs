//! The addresses of the app. All lie below `/engineer/`, where the service worker answers without a network.
//!
//! Panes do not know the router: they carry plain `href`s and call [`use_go`], which stays in the app.

use std::str::FromStr;

use dioxus::prelude::*;

use crate::agenda::{TodayMapScreen, TodayScreen};
use crate::attention::AttentionScreen;
use crate::contacts::{
    ColleagueScreen, CompanyScreen, ContactsScreen, EditCompanyScreen, EditPersonScreen, NearbyScreen,
    NewCompanyScreen, NewPersonScreen, PersonScreen,
};
use crate::notices::{NoticePreferencesScreen, NoticesScreen};
use crate::search::SearchScreen;
use crate::settings::{AboutScreen, MeScreen, MyCompanyScreen, SyncsScreen};
use crate::shell::NowhereScreen;
use crate::shifts::{NewSwapScreen, ShiftsScreen};
use crate::tickets::{HandScreen, NewTicketScreen, RecordsScreen, SplitScreen, TicketScreen, TicketsScreen};
use crate::visits::{NewVisitScreen, VisitScreen, VisitsScreen};

/// Every screen.
#[derive(Clone, Debug, PartialEq, Routable)]
#[rustfmt::skip]
pub enum Route {
    #[redirect("/engineer", || Route::Today {})]
    #[route("/engineer/today", TodayScreen)]
    Today {},
    #[route("/engineer/today/map", TodayMapScreen)]
    TodayMap {},
    #[route("/engineer/visits/list/:list?:when&:states&:km", VisitsScreen)]
    Visits { list: String, when: String, states: String, km: String },
    #[route("/engineer/visits/new?:ticket", NewVisitScreen)]
    NewVisit { ticket: String },
    #[route("/engineer/visits/:id", VisitScreen)]
    Visit { id: String },
    #[route("/engineer/tickets?:view", TicketsScreen)]
    Tickets { view: String },
    #[route("/engineer/tickets/new", NewTicketScreen)]
    NewTicket {},
    #[route("/engineer/tickets/:id", TicketScreen)]
    Ticket { id: String },
    #[route("/engineer/tickets/:id/hand", HandScreen)]
    Hand { id: String },
    #[route("/engineer/tickets/:id/records", RecordsScreen)]
    Records { id: String },
    #[route("/engineer/tickets/:id/split", SplitScreen)]
    Split { id: String },
    #[route("/engineer/contacts?:q", ContactsScreen)]
    Contacts { q: String },
    #[route("/engineer/companies/new", NewCompanyScreen)]
    NewCompany {},
    #[route("/engineer/companies/:id", CompanyScreen)]
    Company { id: String },
    #[route("/engineer/companies/:id/edit", EditCompanyScreen)]
    EditCompany { id: String },
    #[route("/engineer/people/new?:company", NewPersonScreen)]
    NewPerson { company: String },
    #[route("/engineer/people/:id", PersonScreen)]
    Person { id: String },
    #[route("/engineer/people/:id/edit?:ticket", EditPersonScreen)]
    EditPerson { id: String, ticket: String },
    #[route("/engineer/colleagues/:id", ColleagueScreen)]
    Colleague { id: String },
    #[route("/engineer/nearby", NearbyScreen)]
    Nearby {},
    #[route("/engineer/search", SearchScreen)]
    Search {},
    #[route("/engineer/attention", AttentionScreen)]
    Attention {},
    #[route("/engineer/shifts", ShiftsScreen)]
    Shifts {},
    #[route("/engineer/shifts/swap?:day", NewSwapScreen)]
    NewSwap { day: String },
    #[route("/engineer/me", MeScreen)]
    Me {},
    #[route("/engineer/company", MyCompanyScreen)]
    MyCompany {},
    #[route("/engineer/about", AboutScreen)]
    About {},
    #[route("/engineer/syncs", SyncsScreen)]
    Syncs {},
    #[route("/engineer/notices", NoticesScreen)]
    Notices {},
    #[route("/engineer/notices/preferences", NoticePreferencesScreen)]
    NoticePreferences {},
    #[route("/:..path", NowhereScreen)]
    Nowhere { path: Vec<String> },
}

/// Goes to an address of the app.
#[derive(Clone, Copy, PartialEq)]
pub struct Go(Callback<(String, bool)>);

impl Go {
    /// Goes there; "back" leads here again.
    pub fn to(&self, href: impl Into<String>) {
        self.0.call((href.into(), false));
    }

    /// Goes there in place of this address.
    pub fn instead(&self, href: impl Into<String>) {
        self.0.call((href.into(), true));
    }
}

/// The way to other screens; where there is no router (a pane in a test) it leads nowhere.
#[must_use]
pub fn use_go() -> Go {
    use_hook(|| {
        Go(Callback::new(|(href, instead): (String, bool)| {
            if let (Some(router), Ok(route)) = (dioxus::router::root_router(), Route::from_str(&href)) {
                // The router answers only addresses outside the app, which a `Route` is not.
                let _ = if instead { router.replace(route) } else { router.push(route) };
            }
        }))
    })
}
