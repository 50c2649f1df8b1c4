//! The one place where a house is called: what comes back is bounded in size and time, and no error tells an address.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Client, Request, StatusCode, Url};
use truckroll_domain::Timestamp;

use crate::payments::providers::error::{Error, Outage, Result};

/// Largest answer, bytes.
pub const MAX_ANSWER: usize = 1024 * 1024;
/// Largest file of a day, bytes; unpacked too.
pub const MAX_BILL: usize = 64 * 1024 * 1024;
/// Largest notice, bytes.
pub const MAX_NOTICE: usize = 1024 * 1024;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a file may take.
const PATIENCE_FOR_FILES: Duration = Duration::from_secs(120);
/// How houses know us by name; one of them refuses calls without a name.
const NAME: &str = "Truckroll";

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What providers have of the world.
#[derive(Clone)]
pub struct Outside {
    /// Makes calls. It decides which addresses may be reached, and should follow no redirection.
    pub client: Client,
    /// Tells the time.
    pub clock: Clock,
}

impl Outside {
    /// Now.
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Makes a call and reads the answer up to [`MAX_ANSWER`].
    pub(crate) async fn call(&self, request: Request) -> Result<Received> {
        self.send(request, PATIENCE, MAX_ANSWER).await
    }

    /// Downloads a file up to [`MAX_BILL`].
    pub(crate) async fn download(&self, request: Request) -> Result<Received> {
        self.send(request, PATIENCE_FOR_FILES, MAX_BILL).await
    }

    async fn send(&self, mut request: Request, patience: Duration, limit: usize) -> Result<Received> {
        *request.timeout_mut() = Some(patience);
        let name = reqwest::header::HeaderValue::from_static(NAME);
        request.headers_mut().insert(reqwest::header::USER_AGENT, name);
        let mut answer = self.client.execute(request).await.map_err(|error| outage(&error))?;
        let too_large = Error::TooLarge { limit };
        if answer.content_length().is_some_and(|length| usize::try_from(length).is_ok_and(|length| length > limit)) {
            return Err(too_large);
        }
        let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| outage(&error))? {
            if body.len() + piece.len() > limit {
                return Err(too_large);
            }
            body.extend_from_slice(&piece);
        }
        Ok(Received { status, headers, body })
    }
}

/// An answer.
pub(crate) struct Received {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Every byte of the body.
    pub body: Vec<u8>,
}

impl Received {
    /// Trouble over there, or too many calls: worth another try.
    pub(crate) fn is_passing(&self) -> bool {
        self.status.is_server_error()
            || matches!(self.status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)
    }

    /// The outage that its status says.
    pub(crate) fn outage(&self) -> Error {
        Outage::Status(self.status.as_u16()).into()
    }
}

/// What went wrong, without the address: it may hold a token.
fn outage(error: &reqwest::Error) -> Error {
    if error.is_timeout() {
        Outage::Timeout.into()
    } else if error.is_connect() {
        Outage::Connection.into()
    } else {
        Outage::Broken.into()
    }
}

/// The address of a house, from a setting.
///
/// # Errors
/// [`Error::NotConfigured`] when it is no address of the web.
pub(crate) fn address(setting: &'static str, text: &str) -> Result<Url> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "https" | "http") && url.has_host());
    url.ok_or(Error::NotConfigured(setting))
}

/// A path and a query at a house.
///
/// # Errors
/// [`Error::Malformed`] when they make no address there.
pub(crate) fn at(base: &Url, path: &str) -> Result<Url> {
    let url = base.join(path).ok().filter(|url| url.origin() == base.origin());
    url.ok_or(Error::Malformed("path"))
}

impl std::fmt::Debug for Outside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Outside(..)")
    }
}
