//! E-mail over SMTP, where the installation has a mail server.

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};
use truckroll_domain::TenantId;
use truckroll_portal::Locale;

use super::outbox::Outcome;
use super::words::say;
use crate::auth::Seal;
use crate::directory::Directory;

/// A letter as the outbox keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Letter {
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
    /// Who it is from in words, where that is not the installation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sender: String,
    /// An address that nobody else may read, sealed; it is put into the text when the letter is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
}

/// Where the sealed address stands in the text.
const MARK: &str = "[[link]]";

/// What addresses in letters are sealed for.
fn purpose(tenant: &str) -> String {
    format!("letter {tenant}")
}

impl Letter {
    /// The receipt for a customer's report.
    #[must_use]
    pub fn receipt(directory: &Directory, number: &str, title: &str, link: &str) -> Self {
        let locale = Locale::from_tag(&directory.settings.locale).unwrap_or_default();
        let args = || [("number", number), ("title", title), ("link", link), ("tenant", directory.face())];
        Self {
            subject: say(locale, "mail-receipt-subject", args()).unwrap_or_default(),
            text: say(locale, "mail-receipt-text", args()).unwrap_or_default(),
            ..Self::from(directory)
        }
    }

    /// The question whether an e-mail address is the contact person's; its link is put in with [`Letter::with_link`].
    #[must_use]
    pub fn confirm(directory: &Directory) -> Self {
        let locale = Locale::from_tag(&directory.settings.locale).unwrap_or_default();
        let args = || [("tenant", directory.face()), ("link", MARK)];
        Self {
            subject: say(locale, "mail-confirm-subject", args()).unwrap_or_default(),
            text: say(locale, "mail-confirm-text", args()).unwrap_or_default(),
            ..Self::from(directory)
        }
    }

    /// That the organisation's licence ends, to its contact person.
    #[must_use]
    pub fn licence_ends(directory: &Directory, last_day: &str) -> Self {
        let locale = Locale::from_tag(&directory.settings.locale).unwrap_or_default();
        let args = || [("tenant", directory.tenant_name.as_str()), ("title", last_day)];
        Self {
            subject: say(locale, "mail-licence-subject", args()).unwrap_or_default(),
            text: say(locale, "mail-licence-text", args()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// An empty letter in the organisation's own name, where it has one.
    fn from(directory: &Directory) -> Self {
        Self { sender: directory.branding().name, ..Self::default() }
    }

    /// With an address that only its reader learns.
    #[must_use]
    pub fn with_link(self, seal: &Seal, tenant: TenantId, link: &str) -> Self {
        Self { sealed: Some(seal.seal(link.as_bytes(), &purpose(&tenant.to_string()))), ..self }
    }

    /// As it is sent; `None` when what is sealed was sealed for another organisation.
    #[must_use]
    pub fn opened(self, seal: &Seal, tenant: &str) -> Option<Self> {
        let Some(sealed) = &self.sealed else { return Some(self) };
        let link = String::from_utf8(seal.open(sealed, &purpose(tenant))?).ok()?;
        Some(Self { text: self.text.replace(MARK, &link), sealed: None, ..self })
    }
}

impl Letter {
    /// The way to the page on which a customer sees and changes his own details; its link is put in with
    /// [`Letter::with_link`].
    #[must_use]
    pub fn details(directory: &Directory, locale: Locale, name: &str, until: &str) -> Self {
        let args = || [("name", name), ("link", MARK), ("until", until), ("tenant", directory.face())];
        Self {
            subject: say(locale, "mail-details-subject", args()).unwrap_or_default(),
            text: say(locale, "mail-details-text", args()).unwrap_or_default(),
            ..Self::from(directory)
        }
    }

    /// The way to the page on which a customer sees his own requests; its link is put in with [`Letter::with_link`].
    #[must_use]
    pub fn mine(directory: &Directory, locale: Locale, name: &str, until: &str) -> Self {
        let args = || [("name", name), ("link", MARK), ("until", until), ("tenant", directory.face())];
        Self {
            subject: say(locale, "mail-mine-subject", args()).unwrap_or_default(),
            text: say(locale, "mail-mine-text", args()).unwrap_or_default(),
            ..Self::from(directory)
        }
    }

    /// That a request takes longer than was promised, or soon will, to the customer; `missed` says which.
    #[must_use]
    pub fn sla_customer(directory: &Directory, missed: bool, number: &str, title: &str, link: &str) -> Self {
        let locale = Locale::from_tag(&directory.settings.locale).unwrap_or_default();
        let args = || [("number", number), ("title", title), ("link", link), ("tenant", directory.face())];
        let text = if missed { "mail-sla-missed-text" } else { "mail-sla-due-text" };
        Self {
            subject: say(locale, "mail-sla-subject", args()).unwrap_or_default(),
            text: say(locale, text, args()).unwrap_or_default(),
            ..Self::from(directory)
        }
    }

    /// A notice to one of the organisation's own people.
    #[must_use]
    pub fn notice(directory: &Directory, kind: &str, number: &str, title: &str, by: &str) -> Self {
        let locale = Locale::from_tag(&directory.settings.locale).unwrap_or_default();
        let key = format!("notice-{}", kind.replace('_', "-"));
        let args = [("number", number), ("title", title), ("by", by)];
        let says = say(locale, &key, args).unwrap_or_default();
        let about = [number, title].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        Self { text: format!("{says}\n{about}\n\n{}", directory.tenant_name), subject: says, ..Self::default() }
    }
}

/// The connection to the mail server.
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Post {
    /// Prepares the connection; nothing is sent yet.
    ///
    /// # Errors
    /// When the address of the server or the sender cannot be read.
    pub fn open(smtp_url: &str, from: &str) -> anyhow::Result<Self> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(smtp_url)?.build();
        Ok(Self { transport, from: from.parse()? })
    }

    /// The sender under another name.
    fn named(&self, name: &str) -> Mailbox {
        let own = Some(name).filter(|name| !name.is_empty()).map(str::to_owned);
        Mailbox { name: own.or_else(|| self.from.name.clone()), email: self.from.email.clone() }
    }

    /// Sends a letter. `id` names it, so that a mail program can tell a repeated delivery.
    pub async fn send(&self, id: &str, to: &str, letter: &Letter) -> Outcome {
        let Ok(to) = to.parse::<Mailbox>() else { return Outcome::Never("not an e-mail address".to_owned()) };
        let host = self.from.email.domain();
        let message = Message::builder()
            .from(self.named(&letter.sender))
            .to(to)
            .subject(letter.subject.clone())
            .message_id(Some(format!("<{id}@{host}>")))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone());
        let message = match message {
            Ok(message) => message,
            Err(error) => return Outcome::Never(error.to_string()),
        };
        match self.transport.send(message).await {
            Ok(_) => Outcome::Done,
            Err(error) if error.is_permanent() => Outcome::Never(error.to_string()),
            Err(error) => Outcome::Again(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_a_letter_is_sealed_until_it_is_sent_and_for_one_organisation() {
        let seal = Seal::new(&[7; 32]);
        let (ours, other) = (TenantId(uuid::Uuid::from_u128(1)), TenantId(uuid::Uuid::from_u128(2)));
        let letter = Letter::confirm(&Directory::default()).with_link(&seal, ours, "https://a.example/confirm/secret");
        let stored = serde_json::to_string(&letter).expect("writes");
        assert!(!stored.contains("secret"), "{stored}");
        let read: Letter = serde_json::from_str(&stored).expect("reads");
        assert_eq!(read.clone().opened(&seal, &other.to_string()), None);
        let sent = read.opened(&seal, &ours.to_string()).expect("opens");
        assert!(sent.text.contains("https://a.example/confirm/secret") && !sent.text.contains(MARK), "{}", sent.text);
    }

    #[test]
    fn a_white_label_names_the_sender() {
        let post = Post::open("smtp://127.0.0.1:1", "Server <truckroll@example.com>").expect("opens");
        assert_eq!(post.named("Aurora Care").to_string(), "Aurora Care <truckroll@example.com>");
        assert_eq!(post.named("").name.as_deref(), Some("Server"));
    }
}
