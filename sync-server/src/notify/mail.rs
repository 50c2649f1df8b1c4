//! E-mail over SMTP, where the installation has a mail server.

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};
use truckroll_portal::Locale;

use super::outbox::Outcome;
use super::words::say;
use crate::directory::Directory;

/// A letter as the outbox keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
}

impl Letter {
    /// The receipt for a customer's report.
    #[must_use]
    pub fn receipt(directory: &Directory, number: &str, title: &str, link: &str) -> Self {
        let locale = Locale::from_tag(&directory.settings.locale).unwrap_or_default();
        let args =
            || [("number", number), ("title", title), ("link", link), ("tenant", directory.tenant_name.as_str())];
        Self {
            subject: say(locale, "mail-receipt-subject", args()).unwrap_or_default(),
            text: say(locale, "mail-receipt-text", args()).unwrap_or_default(),
        }
    }
}

impl Letter {
    /// The link by which a customer sees and changes his own details.
    #[must_use]
    pub fn details(directory: &Directory, locale: Locale, name: &str, link: &str, until: &str) -> Self {
        let args = || [("name", name), ("link", link), ("until", until), ("tenant", directory.tenant_name.as_str())];
        Self {
            subject: say(locale, "mail-details-subject", args()).unwrap_or_default(),
            text: say(locale, "mail-details-text", args()).unwrap_or_default(),
        }
    }
}

impl Letter {
    /// A notice to one of the organisation's own people.
    #[must_use]
    pub fn notice(directory: &Directory, kind: &str, number: &str, title: &str, by: &str) -> Self {
        let locale = Locale::from_tag(&directory.settings.locale).unwrap_or_default();
        let key = format!("notice-{}", kind.replace('_', "-"));
        let args = [("number", number), ("title", title), ("by", by)];
        let says = say(locale, &key, args).unwrap_or_default();
        let about = [number, title].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        Self { text: format!("{says}\n{about}\n\n{}", directory.tenant_name), subject: says }
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

    /// Sends a letter. `id` names it, so that a mail program can tell a repeated delivery.
    pub async fn send(&self, id: &str, to: &str, letter: &Letter) -> Outcome {
        let Ok(to) = to.parse::<Mailbox>() else { return Outcome::Never("not an e-mail address".to_owned()) };
        let host = self.from.email.domain();
        let message = Message::builder()
            .from(self.from.clone())
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
