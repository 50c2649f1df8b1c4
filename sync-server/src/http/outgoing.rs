//! Clients that ask other servers.

use std::sync::Arc;
use std::time::Duration;

use reqwest::ClientBuilder;

use crate::notify::{PublicNames, Reach};

/// A client to be built: TLS by rustls with ring, no proxy from the environment.
pub fn client() -> ClientBuilder {
    // whoever came first installed the same
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy()
}

/// One for addresses that people wrote down: it follows no redirection, and reaches only what it may. A name is resolved once,
/// for the connection itself, and leads to a public address or nowhere.
pub(crate) fn client_to(reach: Reach, patience: Duration) -> ClientBuilder {
    let client = client().redirect(reqwest::redirect::Policy::none()).timeout(patience);
    match reach {
        Reach::PublicOnly => client.dns_resolver(Arc::new(PublicNames)),
        Reach::AnyAddress => client,
    }
}
