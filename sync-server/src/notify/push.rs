//! Web push: one encrypted message to one browser (RFC 8030, 8291, 8292).
//!
//! The address comes from a browser and is not to be trusted: only `https`, no redirects, no proxy, and neither a
//! private address nor a name that leads to one. Names are resolved once, for the connection itself.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, StatusCode, Url};
use truckroll_domain::Timestamp;

use super::encryption::{Recipient, encrypt};
use super::outbox::Outcome;
use super::{Reach, Vapid};
use crate::http::outgoing::client_to;

/// How long a push service keeps a message for a sleeping phone.
const KEPT_S: u32 = 24 * 3600;

/// Whether the world may reach this address.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_multicast()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (b == 18 || b == 19)))
        }
        IpAddr::V6(v6) => match v6.to_ipv4() {
            // mapped and compatible addresses are what they contain
            Some(v4) => is_public(IpAddr::V4(v4)),
            None => {
                let first = v6.segments()[0];
                // global unicast without documentation, 6to4 and NAT64 ranges
                (0x2000..0x4000).contains(&first)
                    && !(first == 0x2001 && v6.segments()[1] == 0x0db8)
                    && !(first == 0x2001 && v6.segments()[1] == 0)
                    && first != 0x2002
            }
        },
    }
}

/// The address of a push service, if it may be called.
#[must_use]
pub fn endpoint(text: &str, reach: Reach) -> Option<Url> {
    if text.len() > 2_000 {
        return None;
    }
    let url = Url::parse(text).ok()?;
    if reach == Reach::AnyAddress {
        return Some(url);
    }
    let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']');
    let allowed = match host.parse::<IpAddr>() {
        Ok(address) => is_public(address),
        Err(_) => host.contains('.') && !host.ends_with(".local") && !host.ends_with(".internal"),
    };
    let plain = url.username().is_empty() && url.password().is_none();
    (url.scheme() == "https" && allowed && plain).then_some(url)
}

/// Resolves names and drops private addresses.
pub struct PublicNames;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str().to_owned(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|a| is_public(a.ip())).collect();
            if public.is_empty() {
                return Err("the name leads to no public address".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Sends messages.
pub struct Sender {
    client: Client,
    contact: String,
    reach: Reach,
}

/// A browser that subscribed.
pub struct Subscription {
    /// Address at its push service.
    pub endpoint: String,
    /// Its public key.
    pub p256dh: String,
    /// Its secret.
    pub auth: String,
}

impl Sender {
    /// A sender; `contact` is whom a push service may write to.
    ///
    /// # Errors
    /// When the TLS library cannot start.
    pub fn new(contact: String, reach: Reach) -> anyhow::Result<Self> {
        let client = client_to(reach, Duration::from_secs(20)).connect_timeout(Duration::from_secs(10)).build()?;
        Ok(Self { client, contact, reach })
    }

    /// Sends one message. `topic` (a UUID) lets a repeated delivery replace the first.
    pub async fn send(&self, vapid: &Vapid, to: &Subscription, topic: &str, text: &[u8], now: Timestamp) -> Outcome {
        let Some(url) = endpoint(&to.endpoint, self.reach) else { return Outcome::Gone };
        let Some(recipient) = Recipient::read(&to.p256dh, &to.auth) else { return Outcome::Gone };
        let Some(body) = encrypt(&recipient, text) else { return Outcome::Never("too long".to_owned()) };
        let authorization = vapid.authorization(&url.origin().ascii_serialization(), &self.contact, now);
        let topic: String = topic.chars().filter(char::is_ascii_alphanumeric).take(32).collect();
        let request = self
            .client
            .post(url)
            .header("authorization", authorization)
            .header("content-encoding", "aes128gcm")
            .header("content-type", "application/octet-stream")
            .header("ttl", KEPT_S)
            .header("urgency", "high")
            .header("topic", topic)
            .body(body);
        match request.send().await.map(|r| r.status()) {
            Ok(status) if status.is_success() => Outcome::Done,
            Ok(StatusCode::NOT_FOUND | StatusCode::GONE) => Outcome::Gone,
            Ok(status @ (StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN | StatusCode::PAYLOAD_TOO_LARGE)) => {
                Outcome::Never(format!("push service answered {status}"))
            }
            Ok(status) => Outcome::Again(format!("push service answered {status}")),
            // the address is a secret of the browser and stays out of logs
            Err(error) => Outcome::Again(error.without_url().to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_https_addresses_are_called() {
        for good in ["https://fcm.googleapis.com/fcm/send/x", "https://updates.push.services.mozilla.com/wpush/v2/x"] {
            assert!(endpoint(good, Reach::PublicOnly).is_some(), "{good}");
        }
        for bad in [
            "http://fcm.googleapis.com/x",
            "https://127.0.0.1/x",
            "https://10.1.2.3/",
            "https://192.168.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[2002:7f00:1::]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://localhost/x",
            "https://printer.local/x",
            "https://user:word@push.example.com/",
            "ftp://push.example.com/",
            "",
        ] {
            assert!(endpoint(bad, Reach::PublicOnly).is_none(), "{bad}");
        }
    }
}
