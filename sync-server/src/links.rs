//! Secret links: who has the address may open the page, and nothing about it is stored.
//!
//! An address holds the ids of what it opens and a code made from them with the installation's key:
//!
//! - form: `/f/{link}.{code}`
//! - progress of a ticket: `/t/{tenant}{ticket}.{code}`
//! - progress of one visit, which may stand alone: `/v/{tenant}{visit}.{code}`
//! - page of a published customer template: `/d/{tenant}{template}.{code}`; with `/{customer}{c|p}{end}.{code}` behind it,
//!   the details of one company (`c`) or person (`p`) until that second
//!
//! - published ticket template: `/r/{link}.{code}` where it is kept; `/r/~{tenant}{what it says}.{code}` where it is not
//! - customers' own requests: `/c/{tenant}.{code}`; with `/{contact}{end}.{code}` behind it those of one person until that second
//! - satisfaction form of a ticket: `/q/{tenant}{ticket}{end}~{field}.{code}`
//!
//! Ids are 16 bytes as base64url without padding (22 characters); the code is the first 12 bytes of
//! HMAC-SHA256 over purpose, tenant and id, as base64url (16 characters). Codes are compared in constant time.
//! Tokens are secrets: they are never written to a log.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use truckroll_domain::time::SECOND_MS;
use truckroll_domain::{CompanyId, ContactId, DocumentId, LinkId, TemplateId, TenantId, TicketId, Timestamp, VisitId};
use uuid::Uuid;

use crate::directory::Directory;

/// Bytes of a code: 96 bits.
const CODE_BYTES: usize = 12;
/// Characters of an id.
const ID_CHARS: usize = 22;
/// Characters of a code.
const CODE_CHARS: usize = 16;

/// Purposes of codes of an organisation's own key.
const CARRIED: &str = "carried publication";
const OPINION: &str = "opinion";
const PORTAL: &str = "portal";
const MINE: &str = "mine";

/// What a code is good for; a code for one purpose opens nothing else.
#[derive(Clone, Copy)]
enum Purpose {
    Form,
    Progress,
    Visit,
    Template,
    Person,
    Publication,
}

impl Purpose {
    fn word(self) -> &'static [u8] {
        match self {
            Purpose::Form => b"form\0",
            Purpose::Progress => b"progress\0",
            Purpose::Visit => b"visit\0",
            Purpose::Template => b"template\0",
            Purpose::Person => b"person\0",
            Purpose::Publication => b"publication\0",
        }
    }
}

/// The installation's key for links.
pub struct LinkKey([u8; 32]);

/// Whose details a personal link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A company, by its service account.
    Company(CompanyId),
    /// A person.
    Contact(ContactId),
}

impl Subject {
    fn letter(self) -> char {
        match self {
            Subject::Company(_) => 'c',
            Subject::Contact(_) => 'p',
        }
    }

    /// The document of the details.
    #[must_use]
    pub fn document(self) -> DocumentId {
        match self {
            Subject::Company(id) => id.into(),
            Subject::Contact(id) => id.into(),
        }
    }
}

/// A form token that was taken apart but not yet checked: the tenant comes from the link's row.
#[derive(Clone, Copy)]
pub struct FormToken {
    /// The link it claims to be.
    pub link: LinkId,
    code: [u8; CODE_BYTES],
}

impl LinkKey {
    /// A key from its bytes.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        for part in parts {
            mac.update(part);
        }
        mac
    }

    fn code(&self, purpose: Purpose, tenant: TenantId, id: Uuid) -> String {
        let whole = self.mac(&[purpose.word(), tenant.0.as_bytes(), id.as_bytes()]).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode(&whole[..CODE_BYTES])
    }

    fn fits(&self, purpose: Purpose, tenant: TenantId, id: Uuid, code: &[u8; CODE_BYTES]) -> bool {
        self.mac(&[purpose.word(), tenant.0.as_bytes(), id.as_bytes()]).verify_truncated_left(code).is_ok()
    }

    /// The path of a form behind a published link.
    #[must_use]
    pub fn form_path(&self, tenant: TenantId, link: LinkId) -> String {
        format!("/f/{}.{}", id_text(link.0), self.code(Purpose::Form, tenant, link.0))
    }

    /// The path of a ticket's progress page.
    #[must_use]
    pub fn progress_path(&self, tenant: TenantId, ticket: TicketId) -> String {
        format!("/t/{}", self.token(Purpose::Progress, tenant, ticket.0))
    }

    /// The path of one visit's progress page.
    #[must_use]
    pub fn visit_path(&self, tenant: TenantId, visit: VisitId) -> String {
        format!("/v/{}", self.token(Purpose::Visit, tenant, visit.0))
    }

    fn token(&self, purpose: Purpose, tenant: TenantId, id: Uuid) -> String {
        format!("{}{}.{}", id_text(tenant.0), id_text(id), self.code(purpose, tenant, id))
    }

    /// The path of a published ticket template that is kept.
    #[must_use]
    pub fn publication_path(&self, tenant: TenantId, link: LinkId) -> String {
        format!("/r/{}.{}", id_text(link.0), self.code(Purpose::Publication, tenant, link.0))
    }

    /// Whether a token was made by this installation for a published template of this tenant.
    #[must_use]
    pub fn opens_publication(&self, tenant: TenantId, token: &FormToken) -> bool {
        self.fits(Purpose::Publication, tenant, token.link.0, &token.code)
    }

    /// The path of a published template that is not kept: what it says travels in it, signed by the organisation's own key.
    #[must_use]
    pub fn carried_path(&self, tenant: TenantId, says: &str) -> String {
        let claim = format!("{}{}", id_text(tenant.0), URL_SAFE_NO_PAD.encode(says));
        let code = self.own(tenant, CARRIED, claim.as_bytes()).finalize().into_bytes();
        format!("/r/~{claim}.{}", URL_SAFE_NO_PAD.encode(&code[..CODE_BYTES]))
    }

    /// What such a path says.
    #[must_use]
    pub fn open_carried(&self, token: &str) -> Option<(TenantId, Vec<u8>)> {
        let (claim, code) = token.strip_prefix('~')?.split_once('.')?;
        let tenant = TenantId(id_bytes(claim.get(..ID_CHARS)?)?);
        self.own(tenant, CARRIED, claim.as_bytes()).verify_truncated_left(&code_bytes(code)?).ok()?;
        Some((tenant, URL_SAFE_NO_PAD.decode(claim.get(ID_CHARS..)?).ok()?))
    }

    /// The path of the satisfaction form in a field of a ticket, good until `until`.
    #[must_use]
    pub fn opinion_path(&self, tenant: TenantId, ticket: TicketId, field: &str, until: Timestamp) -> String {
        let claim = format!("{}{}{}~{field}", id_text(tenant.0), id_text(ticket.0), until.ms() / SECOND_MS);
        let code = self.own(tenant, OPINION, claim.as_bytes()).finalize().into_bytes();
        format!("/q/{claim}.{}", URL_SAFE_NO_PAD.encode(&code[..CODE_BYTES]))
    }

    /// The ticket and field of such a path, and its end.
    #[must_use]
    pub fn open_opinion<'a>(&self, token: &'a str) -> Option<(TenantId, TicketId, &'a str, Timestamp)> {
        let (claim, code) = token.split_once('.')?;
        let tenant = TenantId(id_bytes(claim.get(..ID_CHARS)?)?);
        self.own(tenant, OPINION, claim.as_bytes()).verify_truncated_left(&code_bytes(code)?).ok()?;
        let ticket = TicketId(id_bytes(claim.get(ID_CHARS..2 * ID_CHARS)?)?);
        let (until, field) = claim.get(2 * ID_CHARS..)?.split_once('~')?;
        Some((tenant, ticket, field, Timestamp(until.parse::<i64>().ok()?.checked_mul(SECOND_MS)?)))
    }

    /// The path of the door to customers' own requests.
    #[must_use]
    pub fn portal_path(&self, tenant: TenantId) -> String {
        let code = self.own(tenant, PORTAL, &[]).finalize().into_bytes();
        format!("/c/{}.{}", id_text(tenant.0), URL_SAFE_NO_PAD.encode(&code[..CODE_BYTES]))
    }

    /// The organisation whose door a token opens.
    #[must_use]
    pub fn open_portal(&self, token: &str) -> Option<TenantId> {
        let (id, code) = token.split_once('.')?;
        let tenant = TenantId(id_bytes(id)?);
        self.own(tenant, PORTAL, &[]).verify_truncated_left(&code_bytes(code)?).ok()?;
        Some(tenant)
    }

    /// The path of one person's requests, good until `until`.
    #[must_use]
    pub fn mine_path(&self, tenant: TenantId, contact: ContactId, until: Timestamp) -> String {
        let claim = format!("{}{}", id_text(contact.0), until.ms() / SECOND_MS);
        let code = self.own(tenant, MINE, claim.as_bytes()).finalize().into_bytes();
        format!("{}/{claim}.{}", self.portal_path(tenant), URL_SAFE_NO_PAD.encode(&code[..CODE_BYTES]))
    }

    /// Whose requests a claim opens at `now`.
    #[must_use]
    pub fn open_mine(&self, tenant: TenantId, claim: &str, now: Timestamp) -> Option<ContactId> {
        let (claim, code) = claim.split_once('.')?;
        self.own(tenant, MINE, claim.as_bytes()).verify_truncated_left(&code_bytes(code)?).ok()?;
        let contact = ContactId(id_bytes(claim.get(..ID_CHARS)?)?);
        let until = claim.get(ID_CHARS..)?.parse::<i64>().ok()?.checked_mul(SECOND_MS)?;
        (now.ms() < until).then_some(contact)
    }

    /// Whether a form token was made by this installation for a link of this tenant.
    #[must_use]
    pub fn opens_form(&self, tenant: TenantId, token: &FormToken) -> bool {
        self.fits(Purpose::Form, tenant, token.link.0, &token.code)
    }

    /// The ticket a progress token opens.
    #[must_use]
    pub fn open_progress(&self, token: &str) -> Option<(TenantId, TicketId)> {
        self.open(Purpose::Progress, token).map(|(tenant, id)| (tenant, TicketId(id)))
    }

    /// The visit a token opens.
    #[must_use]
    pub fn open_visit(&self, token: &str) -> Option<(TenantId, VisitId)> {
        self.open(Purpose::Visit, token).map(|(tenant, id)| (tenant, VisitId(id)))
    }

    /// The path of a published template's page.
    #[must_use]
    pub fn template_path(&self, tenant: TenantId, template: TemplateId) -> String {
        format!("/d/{}", self.token(Purpose::Template, tenant, template.0))
    }

    /// The template a token opens.
    #[must_use]
    pub fn open_template(&self, token: &str) -> Option<(TenantId, TemplateId)> {
        self.open(Purpose::Template, token).map(|(tenant, id)| (tenant, TemplateId(id)))
    }

    /// The path by which a customer sees and changes his own details until `until`, to the second.
    #[must_use]
    pub fn details_path(&self, tenant: TenantId, template: TemplateId, of: Subject, until: Timestamp) -> String {
        let claim = format!("{}{}{}", id_text(of.document().0), of.letter(), until.ms() / SECOND_MS);
        let whole = self.claim(tenant, template, &claim).finalize().into_bytes();
        let code = URL_SAFE_NO_PAD.encode(&whole[..CODE_BYTES]);
        format!("{}/{claim}.{code}", self.template_path(tenant, template))
    }

    /// Whose details a personal token opens at `now`.
    #[must_use]
    pub fn open_details(&self, tenant: TenantId, template: TemplateId, token: &str, now: Timestamp) -> Option<Subject> {
        let (claim, code) = token.split_once('.')?;
        let code = code_bytes(code)?;
        self.claim(tenant, template, claim).verify_truncated_left(&code).ok()?;
        let id = id_bytes(claim.get(..ID_CHARS)?)?;
        let (letter, until) = claim.get(ID_CHARS..)?.split_at_checked(1)?;
        let until = until.parse::<i64>().ok()?.checked_mul(SECOND_MS)?;
        let subject = match letter {
            "c" => Subject::Company(CompanyId(id)),
            "p" => Subject::Contact(ContactId(id)),
            _ => return None,
        };
        (now.ms() < until).then_some(subject)
    }

    fn claim(&self, tenant: TenantId, template: TemplateId, claim: &str) -> Hmac<Sha256> {
        self.mac(&[Purpose::Person.word(), tenant.0.as_bytes(), template.0.as_bytes(), claim.as_bytes()])
    }

    fn open(&self, purpose: Purpose, token: &str) -> Option<(TenantId, Uuid)> {
        let (ids, code) = token.split_once('.')?;
        let code = code_bytes(code)?;
        if ids.len() != 2 * ID_CHARS || !ids.is_ascii() {
            return None;
        }
        let (tenant, id) = ids.split_at(ID_CHARS);
        let (tenant, id) = (TenantId(id_bytes(tenant)?), id_bytes(id)?);
        self.fits(purpose, tenant, id, &code).then_some((tenant, id))
    }

    /// The beginning of a code that an organisation's own key makes; codes of one organisation and purpose open nothing of another.
    pub(crate) fn own(&self, tenant: TenantId, purpose: &str, claim: &[u8]) -> Hmac<Sha256> {
        let key = self.mac(&[b"organisation\0", tenant.0.as_bytes()]).finalize().into_bytes();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes keys of any length");
        for part in [purpose.as_bytes(), b"\0", claim] {
            mac.update(part);
        }
        mac
    }

    /// An id that the same parts always give and that nobody else can choose: time of `base`, the rest from the key.
    #[must_use]
    pub fn derived_id(&self, purpose: &str, tenant: TenantId, base: Uuid, more: &[u8]) -> Uuid {
        let mac = self.mac(&[b"id\0", purpose.as_bytes(), b"\0", tenant.0.as_bytes(), base.as_bytes(), more]);
        let whole = mac.finalize().into_bytes();
        let mut random = [0; 10];
        random.copy_from_slice(&whole[..10]);
        let mut ms = [0; 8];
        ms[2..].copy_from_slice(&base.as_bytes()[..6]);
        uuid::Builder::from_unix_timestamp_millis(u64::from_be_bytes(ms), &random).into_uuid()
    }
}

impl FormToken {
    /// Takes a token apart.
    #[must_use]
    pub fn parse(token: &str) -> Option<Self> {
        let (id, code) = token.split_once('.')?;
        Some(Self { link: LinkId(id_bytes(id)?), code: code_bytes(code)? })
    }
}

/// The whole address of a path: below the public address, or below the address the server listens on.
#[must_use]
pub fn address(config: &crate::Config, path: &str) -> String {
    match config.public_url.as_deref() {
        Some(url) => format!("{}{path}", url.trim_end_matches('/')),
        None => format!("http://{}{path}", config.listen),
    }
}

/// The whole address of a path as this browser reaches the server, unless a public address is set.
#[must_use]
pub fn address_for(config: &crate::Config, headers: &axum::http::HeaderMap, path: &str) -> String {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(str::trim);
    let is_host = |h: &&str| !h.is_empty() && h.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
    match text("host").filter(is_host) {
        Some(host) if config.public_url.is_none() => {
            let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
            format!("{scheme}://{host}{path}")
        }
        _ => address(config, path),
    }
}

/// The whole address of a customer's page: below the organisation's own address if it has one, else as [`address`].
#[must_use]
pub fn customer_address(config: &crate::Config, directory: &Directory, path: &str) -> String {
    own_address(directory, path).unwrap_or_else(|| address(config, path))
}

/// The same for a browser that asks now, else as [`address_for`].
#[must_use]
pub fn customer_address_for(
    config: &crate::Config,
    directory: &Directory,
    headers: &axum::http::HeaderMap,
    path: &str,
) -> String {
    own_address(directory, path).unwrap_or_else(|| address_for(config, headers, path))
}

/// The address of a page below the organisation's own, if it has one.
#[must_use]
pub fn own_address(directory: &Directory, path: &str) -> Option<String> {
    let own = directory.branding().address;
    (!own.is_empty()).then(|| format!("{own}{path}"))
}

fn id_text(id: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(id.as_bytes())
}

fn id_bytes(text: &str) -> Option<Uuid> {
    if text.len() != ID_CHARS {
        return None;
    }
    Uuid::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

fn code_bytes(text: &str) -> Option<[u8; CODE_BYTES]> {
    if text.len() != CODE_CHARS {
        return None;
    }
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: LinkKey = LinkKey([7; 32]);

    fn tenant(n: u128) -> TenantId {
        TenantId(Uuid::from_u128(n))
    }

    #[test]
    fn a_link_opens_what_it_was_made_for() {
        let (link, ticket) = (LinkId(Uuid::from_u128(5)), TicketId(Uuid::from_u128(6)));
        let form = KEY.form_path(tenant(1), link);
        let token = FormToken::parse(form.strip_prefix("/f/").unwrap()).unwrap();
        assert_eq!(token.link, link);
        assert!(KEY.opens_form(tenant(1), &token));
        assert!(!KEY.opens_form(tenant(2), &token));
        let progress = KEY.progress_path(tenant(1), ticket);
        assert_eq!(KEY.open_progress(progress.strip_prefix("/t/").unwrap()), Some((tenant(1), ticket)));
        let visit = KEY.visit_path(tenant(1), VisitId(Uuid::from_u128(6)));
        let token = visit.strip_prefix("/v/").unwrap();
        assert_eq!(KEY.open_visit(token), Some((tenant(1), VisitId(Uuid::from_u128(6)))));
        assert_eq!(KEY.open_progress(token), None, "a visit's code opens no ticket of the same id");
        assert!(form.len() <= 45 && progress.len() <= 65);
    }

    #[test]
    fn a_changed_or_borrowed_token_opens_nothing() {
        let ticket = TicketId(Uuid::from_u128(6));
        let good = KEY.progress_path(tenant(1), ticket);
        let good = good.strip_prefix("/t/").unwrap();
        for at in 0..good.len() {
            let mut bad = good.as_bytes().to_vec();
            bad[at] = if bad[at] == b'A' { b'Q' } else { b'A' };
            assert_eq!(KEY.open_progress(&String::from_utf8(bad).unwrap()), None, "{at}");
        }
        for bad in ["", ".", "é.é", &good[..good.len() - 1], &format!("{good}A"), &good.replace('.', "")] {
            assert_eq!(KEY.open_progress(bad), None, "{bad}");
        }
        assert_eq!(LinkKey([8; 32]).open_progress(good), None);
        // the code of a form opens no progress page of the same id
        let form = KEY.form_path(tenant(1), LinkId(ticket.0));
        let code = form.rsplit('.').next().unwrap();
        assert_eq!(KEY.open_progress(&format!("{}{}.{code}", id_text(tenant(1).0), id_text(ticket.0))), None);
    }

    #[test]
    fn a_personal_link_opens_one_customers_details_by_one_template_until_it_ends() {
        let (template, other) = (TemplateId(Uuid::from_u128(5)), TemplateId(Uuid::from_u128(6)));
        let who = Subject::Contact(ContactId(Uuid::from_u128(9)));
        let until = Timestamp(1_772_505_600_000);
        let path = KEY.details_path(tenant(1), template, who, until);
        let page = KEY.template_path(tenant(1), template);
        let token = path.strip_prefix(&format!("{page}/")).expect("below the page");
        let before = until.plus_ms(-1);
        assert_eq!(KEY.open_template(page.strip_prefix("/d/").expect("d")), Some((tenant(1), template)));
        assert_eq!(KEY.open_details(tenant(1), template, token, before), Some(who));
        assert_eq!(KEY.open_details(tenant(1), template, token, until), None, "it has ended");
        assert_eq!(KEY.open_details(tenant(1), other, token, before), None);
        assert_eq!(KEY.open_details(tenant(2), template, token, before), None);
        for at in 0..token.len() {
            let mut bad = token.as_bytes().to_vec();
            bad[at] = if bad[at] == b'A' { b'Q' } else { b'A' };
            let bad = String::from_utf8(bad).expect("text");
            assert_eq!(KEY.open_details(tenant(1), template, &bad, before), None, "{at}");
        }
        for bad in ["", ".", "é.é", "é"] {
            assert_eq!(KEY.open_details(tenant(1), template, bad, before), None);
        }
    }

    #[test]
    fn what_a_link_says_cannot_be_changed_and_holds_in_one_organisation() {
        let path = KEY.carried_path(tenant(1), r#"{"template":"x"}"#);
        let token = path.strip_prefix("/r/").expect("below");
        assert_eq!(KEY.open_carried(token), Some((tenant(1), br#"{"template":"x"}"#.to_vec())));
        let ticket = TicketId(Uuid::from_u128(6));
        let until = Timestamp(1_772_505_600_000);
        let said = KEY.opinion_path(tenant(1), ticket, "how", until);
        let said = said.strip_prefix("/q/").expect("below");
        assert_eq!(KEY.open_opinion(said), Some((tenant(1), ticket, "how", until)));
        for (token, opens) in [(token, 0), (said, 1)] {
            for at in 0..token.len() {
                let mut bad = token.as_bytes().to_vec();
                bad[at] = if bad[at] == b'A' { b'Q' } else { b'A' };
                let bad = String::from_utf8(bad).expect("text");
                assert!(if opens == 0 { KEY.open_carried(&bad).is_none() } else { KEY.open_opinion(&bad).is_none() });
            }
        }
        let contact = ContactId(Uuid::from_u128(9));
        let mine = KEY.mine_path(tenant(1), contact, until);
        let (door, claim) = mine.strip_prefix("/c/").and_then(|path| path.split_once('/')).expect("below");
        assert_eq!(KEY.open_portal(door), Some(tenant(1)));
        assert_eq!(KEY.open_mine(tenant(1), claim, until.plus_ms(-1)), Some(contact));
        assert_eq!(KEY.open_mine(tenant(1), claim, until), None, "it has ended");
        assert_eq!(KEY.open_mine(tenant(2), claim, until.plus_ms(-1)), None);
        for bad in ["", "~", ".", "~é.é", "é.é"] {
            assert!(KEY.open_portal(bad).is_none() && KEY.open_mine(tenant(1), bad, until.plus_ms(-1)).is_none());
            assert!(KEY.open_carried(bad).is_none() && KEY.open_opinion(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn derived_ids_are_the_same_again_and_differ_by_every_part() {
        let base = uuid::Builder::from_unix_timestamp_millis(1_772_505_600_000, &[1; 10]).into_uuid();
        let one = KEY.derived_id("ticket", tenant(1), base, b"a");
        assert_eq!(one, KEY.derived_id("ticket", tenant(1), base, b"a"));
        assert_eq!(one.as_bytes()[..6], base.as_bytes()[..6]);
        for other in [
            KEY.derived_id("contact", tenant(1), base, b"a"),
            KEY.derived_id("ticket", tenant(2), base, b"a"),
            KEY.derived_id("ticket", tenant(1), base, b"b"),
        ] {
            assert_ne!(one, other);
        }
    }
}
