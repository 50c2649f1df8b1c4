//! Links to ticket templates; short messages and codes.

use truckroll_domain::fields::FieldValue;
use truckroll_domain::publishing::{Ask, Publication};
use truckroll_domain::triggers::SmsSettings;
use truckroll_protocol::api::{
    CarriedLink, NewPublication, NewSmsSettings, PublicationNow, SmsCodeAsked, SmsCodeGiven, SmsCodeRight, SmsCodeSent,
    SmsNow,
};

use super::{at, id};

pub fn publication() -> Publication {
    Publication {
        template: id(0x55),
        label: "Lift 3".into(),
        locale: "zh-CN".into(),
        intro: "Tell us what happened.".into(),
        thanks: "We are on our way.".into(),
        contact: vec![Ask { key: "phone".into(), required: true, read_only: false }],
        fields: vec![Ask { key: "part".into(), required: false, read_only: true }],
        values: [("part".to_owned(), FieldValue::Text("door".into()))].into(),
        person: [("name".to_owned(), "Ms Zhang".to_owned())].into(),
        asset: Some(id(0x60)),
        company: Some(id(0x61)),
        person_id: Some(id(0x62)),
        max_files: 3,
        max_mb: 10,
        puzzle: true,
        expires_at: Some(at(90)),
    }
}

pub fn now() -> PublicationNow {
    PublicationNow {
        id: id(0x63),
        version: 2,
        path: "/r/x.y".into(),
        address: "https://service.example/r/x.y".into(),
        created_at: at(1),
        disabled_at: Some(at(2)),
        publication: publication(),
    }
}

pub fn new_publication() -> NewPublication {
    NewPublication { version: 2, disabled: true, publication: publication() }
}

pub fn carried() -> CarriedLink {
    CarriedLink { path: "/r/~x.y".into(), address: "https://service.example/r/~x.y".into() }
}

pub fn sms_settings() -> SmsSettings {
    SmsSettings { provider: Some(id(0x64)) }
}

pub fn sms_now() -> SmsNow {
    SmsNow { seq: 7, settings: sms_settings(), log: false, ready: true }
}

pub fn new_sms_settings() -> NewSmsSettings {
    NewSmsSettings { seq: 7, settings: sms_settings() }
}

pub fn code_asked() -> SmsCodeAsked {
    SmsCodeAsked { to: "135 0000 1111".into() }
}

pub fn code_sent() -> SmsCodeSent {
    SmsCodeSent { id: "019cabcd-0000-7000-8000-000000000065".into(), until: at(5) }
}

pub fn code_given() -> SmsCodeGiven {
    SmsCodeGiven { code: "123456".into() }
}

pub fn code_right() -> SmsCodeRight {
    SmsCodeRight { value: "13500001111/abcdefghabcdefghabcdefghabcdefgh".into() }
}
