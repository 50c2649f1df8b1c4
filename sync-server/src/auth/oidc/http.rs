//! The way to identity providers: our own HTTP client under the library's requests, with a guard on every address.
//!
//! An administrator names the issuer, and the issuer names further addresses; none of them may lead into the network of
//! the server unless its start settings say so. No redirects, no proxy, bounded answers.

use std::sync::OnceLock;
use std::time::Duration;

use futures_util::StreamExt as _;
use openidconnect::{HttpRequest, HttpResponse};
use reqwest::Client;
use thiserror::Error;

use crate::http::outgoing::client_to;
use crate::notify::{Reach, endpoint};

/// Largest answer of a provider, bytes.
const MAX_BYTES: usize = 1024 * 1024;
/// A provider that has not answered by then does not answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a provider was not reached.
#[derive(Debug, Error)]
pub enum OutsideError {
    /// Its address is not one that may be called.
    #[error("the address of the identity provider may not be called")]
    Address,
    /// It answered more than [`MAX_BYTES`].
    #[error("the identity provider answers too much")]
    TooLarge,
    /// It did not answer.
    #[error("the identity provider does not answer")]
    Silent(#[from] reqwest::Error),
    /// Its answer makes no sense.
    #[error("the identity provider's answer makes no sense")]
    Unreadable(#[from] openidconnect::http::Error),
}

fn client(reach: Reach) -> Result<Client, reqwest::Error> {
    static PUBLIC: OnceLock<Client> = OnceLock::new();
    static ANY: OnceLock<Client> = OnceLock::new();
    let kept = if reach == Reach::PublicOnly { &PUBLIC } else { &ANY };
    if let Some(client) = kept.get() {
        return Ok(client.clone());
    }
    let client = client_to(reach, PATIENCE).build()?;
    Ok(kept.get_or_init(|| client).clone())
}

/// Carries out a request of the library.
///
/// # Errors
/// When the address may not be called or the answer does not come, or is too large.
pub async fn call(request: HttpRequest, reach: Reach) -> Result<HttpResponse, OutsideError> {
    let url = endpoint(&request.uri().to_string(), reach).ok_or(OutsideError::Address)?;
    let (parts, body) = request.into_parts();
    let request = client(reach)?.request(parts.method, url).headers(parts.headers).body(body);
    let answer = request.send().await.map_err(reqwest::Error::without_url)?;
    let mut response = openidconnect::http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let mut bytes = Vec::new();
    let mut pieces = answer.bytes_stream();
    while let Some(piece) = pieces.next().await {
        bytes.extend_from_slice(&piece.map_err(reqwest::Error::without_url)?);
        if bytes.len() > MAX_BYTES {
            return Err(OutsideError::TooLarge);
        }
    }
    Ok(response.body(bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_private_address_is_called_whoever_names_it() {
        for uri in [
            "http://127.0.0.1/token",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/",
            "http://a.example/",
        ] {
            let request = openidconnect::http::Request::get(uri).body(Vec::new()).expect("request");
            let answer = call(request, Reach::PublicOnly).await;
            assert!(matches!(answer, Err(OutsideError::Address)), "{uri}: {answer:?}");
        }
    }
}
