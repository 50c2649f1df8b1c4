//! Links to ticket templates; who carries short messages, and codes by them.

use truckroll_domain::LinkId;
use truckroll_domain::publishing::Publication;
use truckroll_domain::triggers::SmsSettings;
use truckroll_protocol::api::rules::SmsKept;
use truckroll_protocol::api::{
    CarriedLink, NewPublication, NewSmsSettings, PublicationNow, SmsCodeAsked, SmsCodeGiven, SmsCodeRight, SmsCodeSent,
    SmsNow,
};

use super::staff::{Outcome, outcome};
use super::{Answer, get, post, put, there};
use crate::query::encode;

/// The topic of reads that show links.
pub const TOPIC: &str = "publications";

/// The saved links, newest first.
pub async fn all() -> Answer<Vec<PublicationNow>> {
    get("/publications").await
}

/// Saves a link, or replaces one.
pub async fn save(id: Option<LinkId>, new: &NewPublication) -> Answer<Outcome<PublicationNow>> {
    let answer = match id {
        Some(id) => put(&format!("/publications/{id}"), new).await,
        None => post("/publications", new).await,
    };
    outcome(answer, Publication::KIND)
}

/// Makes a link that is not kept.
pub async fn carry(new: &NewPublication) -> Answer<Outcome<CarriedLink>> {
    outcome(post("/publications/link", new).await, Publication::KIND)
}

/// The page on which customers see their own requests.
pub async fn portal() -> Answer<CarriedLink> {
    get("/portal-link").await
}

/// Who carries short messages.
pub async fn sms() -> Answer<SmsNow> {
    get("/sms/settings").await
}

/// Says who carries them.
pub async fn write_sms(new: &NewSmsSettings) -> Answer<Outcome<NewSmsSettings>> {
    outcome(put("/sms/settings", new).await, SmsSettings::KIND)
}

/// Short messages that were kept instead of sent; nothing where they are sent.
pub async fn sms_log() -> Answer<Option<Vec<SmsKept>>> {
    there(get("/sms/log").await)
}

/// Sends a code to a number.
pub async fn ask_code(to: &str) -> Answer<Outcome<SmsCodeSent>> {
    outcome(post("/sms/codes", &SmsCodeAsked { to: to.to_owned() }).await, "sms_code")
}

/// Gives a code back.
pub async fn give_code(id: &str, code: &str) -> Answer<Outcome<SmsCodeRight>> {
    outcome(post(&format!("/sms/codes/{}", encode(id)), &SmsCodeGiven { code: code.to_owned() }).await, "sms_code")
}
