//! Staff and what the organisation set up: definitions that every device holds.

use truckroll_domain::access::{self, Area, Feature, Grant, Module, Reach, Rights, Switches, Verb};
use truckroll_domain::event::{DefinitionWritten, Event, EventKind};
use truckroll_domain::forms::{Choice, Form, FormField, Input};
use truckroll_domain::people::{Agent, Group, Role};
use truckroll_domain::visits::{Stage, VisitField, VisitRules};
use truckroll_domain::{Actor, Kind};

use super::{Named, at, beside_the_site, chen, dana, id, lift_group, report_form, site, visit_id, wang};

/// Chen works in the field and dispatches at night.
pub fn chen_li() -> Agent {
    Agent {
        id: chen(),
        account: "chen".into(),
        name: "Chen Li".into(),
        given_name: "Chen".into(),
        roles: vec![Role::Engineer, Role::Dispatcher],
        role: Some(night_desk().id),
        licences: Some(vec![Module::Tickets, Module::Visits]),
        landline: "+86 21 6370 1234".into(),
        employee_number: "1024".into(),
        tags: vec!["night".into()],
        skills_until: [("escalator".to_owned(), at(90_000))].into(),
        groups: vec![lift_group()],
        mobile: "+86 135 0000 1111".into(),
        email: "chen@lifts.example".into(),
        skills: vec!["lift-a".into(), "escalator".into()],
        home: Some(site()),
        home_address: "Nanjing Rd 1".into(),
        photo: Some(super::picture("chen").hash),
        shift_from_min: Some(480),
        shift_to_min: Some(1_080),
        accepting: true,
        disabled_at: Some(at(100_000)),
    }
}

/// A role of the organisation's own.
pub fn night_desk() -> access::Role {
    access::Role {
        id: id(0x61),
        name: "Night desk".into(),
        remark: "Alone after ten".into(),
        grants: [
            (Area::Tickets, Grant::of(&[Verb::View, Verb::Edit, Verb::Assign], Reach::Tree)),
            (Area::Visits, Grant::of(&[Verb::View, Verb::Work], Reach::Own)),
        ]
        .into(),
    }
}

pub fn switches() -> Switches {
    Switches::default().with(Feature::Ratings, false).with(Feature::LinkedCompanies, true)
}

pub fn agents() -> Named<Agent> {
    let dana_roles = Agent {
        id: dana(),
        account: "dana".into(),
        name: "Dana Xu".into(),
        given_name: String::new(),
        roles: vec![Role::Dispatcher, Role::Admin],
        accepting: false,
        ..Agent::default()
    };
    vec![("chen", chen_li()), ("dana", dana_roles)]
}

pub fn group() -> Group {
    Group {
        id: lift_group(),
        name: "Lifts, east".into(),
        parent: Some(id(0x07)),
        supervisors: vec![dana()],
        position: 2,
    }
}

pub fn inputs() -> Vec<Input> {
    let choice = |key: &str, label: &str| Choice { key: key.into(), label: label.into() };
    vec![
        Input::Text,
        Input::Multiline,
        Input::Number,
        Input::Phone,
        Input::Email,
        Input::Date,
        Input::Checkbox,
        Input::Choice { options: vec![choice("stuck", "Stuck"), choice("noise", "Noise")] },
    ]
}

/// A form with a field of every kind.
pub fn form() -> Form {
    let keys = ["title", "description", "floors", "phone", "email", "since", "people_inside", "problem"];
    Form {
        id: report_form(),
        title: "Report a fault".into(),
        intro: "We call back within ten minutes.".into(),
        locale: "en".into(),
        fields: keys
            .into_iter()
            .zip(inputs())
            .map(|(key, input)| FormField {
                key: key.into(),
                label: key.replace('_', " "),
                hint: format!("about {key}"),
                input,
                required: key == "phone",
            })
            .collect(),
        max_photos: 3,
        ask_place: true,
        published: true,
    }
}

pub fn visit_rules() -> VisitRules {
    let field = |key: &str, input, required_at| VisitField {
        key: key.into(),
        label: key.into(),
        input,
        required_at,
        retired: key == "pager",
    };
    VisitRules {
        solution: true,
        photos: 1,
        max_photos: 6,
        signature: true,
        arrival_radius_m: 250,
        watermark: true,
        fields: vec![
            field("meter", Input::Number, Stage::Complete),
            field("contract", Input::Text, Stage::Create),
            field("gate_code", Input::Text, Stage::Arrive),
            field("hint", Input::Multiline, Stage::Optional),
            field("pager", Input::Phone, Stage::Optional),
        ],
    }
}

pub fn actors() -> Named<Actor> {
    vec![
        (
            "agent",
            Actor::Agent {
                id: dana(),
                name: "Dana Xu".into(),
                roles: vec![Role::Dispatcher],
                rights: Rights::default(),
            },
        ),
        ("customer", Actor::Customer { name: "Zhou Min".into() }),
        ("system", Actor::System),
    ]
}

/// One event by each actor.
pub fn events() -> Named<Event> {
    let mut events = Vec::new();
    for (name, by) in actors() {
        events.push((
            name,
            Event {
                kind: EventKind::VisitReassigned,
                on: Kind::Visit,
                document: visit_id().into(),
                by,
                at: at(12),
                agent: Some(chen()),
                former: Some(wang()),
            },
        ));
    }
    events
}

/// The administrator has demanded a photo.
pub fn definition_written() -> DefinitionWritten {
    DefinitionWritten {
        definition: VisitRules::KIND.into(),
        id: VisitRules::ID.into(),
        by: Actor::Agent { id: dana(), name: "Dana Xu".into(), roles: vec![Role::Admin], rights: Rights::default() },
        at: at(13),
        before: serde_json::json!({"photos": 0}),
        after: serde_json::json!({"photos": 1}),
    }
}

pub fn where_chen_is() -> truckroll_domain::dispatch::Position {
    truckroll_domain::dispatch::Position {
        place: beside_the_site(),
        at: Some(at(3)),
        source: truckroll_domain::dispatch::PositionSource::Live,
    }
}
