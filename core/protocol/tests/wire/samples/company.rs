//! The organisation as it describes itself, and what agents say of themselves.

use std::collections::{BTreeMap, BTreeSet};

use truckroll_domain::people::{Channel, Presence, PresenceState, PresenceStates, Said, Saying};
use truckroll_domain::tenants::{Branding, ContactState, NavEntry, Navigation, Profile};
use truckroll_protocol::api::{
    BrandingNow, CompanyNow, ContactMail, Home, HomeCard, HomeLoad, Logo, NavLink, NavigationNow, NavigationSecret,
    NewBranding, NewCompany, NewNavigation, NewNoticePreferences, NewPreferences, NewPresence, NewPresenceStates,
    NoticePreferences, NoticePreferencesNow, Preferences, PreferencesNow, PresenceStatesNow,
};

use super::at;

pub fn profile() -> Profile {
    Profile {
        display_name: "Aurora Lifts".into(),
        vendor_id: 10_000_042,
        account_name: "aurora-lifts".into(),
        address: "Nanjing Rd 1, Shanghai".into(),
        business: "Lifts and escalators".into(),
        introduction: "Since 1987.".into(),
        contact_name: "Sun Li".into(),
        contact_email: "sun@aurora.example".into(),
        complaint_phone: "+86 21 5555 0000".into(),
        complaint_email: "care@aurora.example".into(),
        logo: Some("a".repeat(64)),
    }
}

pub fn company_now() -> CompanyNow {
    CompanyNow {
        seq: 420,
        tenant_name: "Aurora".into(),
        profile: profile(),
        contact: contact_mail(),
        white_label: true,
    }
}

pub fn contact_mail() -> ContactMail {
    ContactMail { state: ContactState::Sent, at: Some(at(7)), mail: true }
}

pub fn branding() -> Branding {
    Branding { name: "Aurora Care".into(), accent: "teal".into(), address: "https://service.aurora.example".into() }
}

pub fn branding_now() -> BrandingNow {
    BrandingNow { seq: 3, branding: branding() }
}

pub fn new_branding() -> NewBranding {
    NewBranding { seq: 2, branding: branding() }
}

pub fn logo() -> Logo {
    Logo { logo: "b".repeat(64) }
}

pub fn new_company() -> NewCompany {
    NewCompany { seq: 419, profile: profile() }
}

pub fn saying() -> Saying {
    Saying { channel: "tickets".into(), state: "busy".into(), at: at(5) }
}

pub fn presence() -> Presence {
    let mut presence = Presence::default();
    presence.say(Channel::Tickets, Said { state: "busy".into(), at: at(5) });
    presence
}

pub fn new_presence() -> NewPresence {
    NewPresence { says: vec![saying()] }
}

pub fn presence_states_now() -> PresenceStatesNow {
    let lunch = PresenceState {
        key: "lunch".into(),
        name: "Lunch".into(),
        channels: vec!["calls".into()],
        accepts: false,
        tone: "alert".into(),
    };
    PresenceStatesNow { seq: 421, states: PresenceStates(vec![lunch]), mine: presence() }
}

pub fn wishes() -> Preferences {
    Preferences {
        sound: true,
        desktop: true,
        start: "/desk/tickets".into(),
        enter_sends: true,
        language: "zh-CN".into(),
        time_zone: "Europe/Berlin".into(),
        rows: 50,
        theme: "contrast".into(),
        sidebar: "ocean".into(),
    }
}

pub fn wishes_now() -> PreferencesNow {
    PreferencesNow {
        preferences: wishes(),
        offsets: Some(truckroll_domain::calendar::Offsets::fixed(60)),
        zones: vec!["Europe/Berlin".into()],
    }
}

pub fn new_wishes() -> NewPreferences {
    NewPreferences { preferences: wishes() }
}

pub fn navigation() -> Navigation {
    Navigation(vec![NavEntry {
        key: "wiki".into(),
        title: "Wiki".into(),
        icon: "book".into(),
        address: "https://wiki.example".into(),
        web: true,
        phone: true,
        roles: vec![super::people::night_desk().id],
        signed: true,
    }])
}

pub fn nav_link() -> NavLink {
    NavLink { key: "wiki".into(), title: "Wiki".into(), icon: "book".into(), address: "https://wiki.example".into() }
}

pub fn navigation_now() -> NavigationNow {
    NavigationNow { seq: 430, entries: navigation(), secret_at: Some(at(7)), mine: vec![nav_link()] }
}

pub fn navigation_secret() -> NavigationSecret {
    NavigationSecret { secret: "c2VjcmV0".into() }
}

pub fn new_navigation() -> NewNavigation {
    NewNavigation { seq: 430, entries: navigation() }
}

pub fn home_card() -> HomeCard {
    HomeCard { what: "my_tickets".into(), count: 3, list: "tickets?assignee=x".into(), urgent: true }
}

pub fn home() -> Home {
    let load = HomeLoad { agent: super::chen(), name: "Chen Li".into(), tickets: Some(2), visits: Some(3) };
    Home { cards: vec![home_card()], load: vec![load], figures: vec![home_card()] }
}

pub fn new_presence_states() -> NewPresenceStates {
    NewPresenceStates { seq: 420, states: presence_states_now().states }
}

pub fn new_preferences() -> NewNoticePreferences {
    NewNoticePreferences { preferences: preferences_now().preferences }
}

pub fn preferences_now() -> NoticePreferencesNow {
    let channels = BTreeMap::from([("visit_assigned".to_owned(), BTreeSet::from(["email".to_owned()]))]);
    NoticePreferencesNow {
        kinds: vec!["visit_assigned".into()],
        preferences: NoticePreferences { channels },
        mail: true,
    }
}
