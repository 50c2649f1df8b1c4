//! The address a request comes from, for limits: the peer's, or behind a trusted reverse proxy the one it names.
//!
//! Anybody can write `X-Forwarded-For`, so it counts only when the peer is one of `--trusted-proxy`. Each proxy
//! appends the address it was asked by, hence the list is read from its right end: trusted proxies are passed over,
//! and the first address that is not trusted is the client. What stands further left was written by the client and
//! proves nothing. `Forwarded` (RFC 7239) is read the same way; a proxy that keeps one of the two passes the other
//! on as the client wrote it, so when both are there and disagree neither is believed.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use crate::App;

/// An address or a network, `10.0.0.0/8` or `fd00::/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u8,
}

/// Why a text is no network.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not an address or network such as 10.1.2.3 or 10.0.0.0/8")]
pub struct NotANetwork;

impl FromStr for Network {
    type Err = NotANetwork;
    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (base, bits) = match text.trim().split_once('/') {
            Some((base, bits)) => (base, Some(bits.parse::<u8>().map_err(|_| NotANetwork)?)),
            None => (text.trim(), None),
        };
        let base = base.parse::<IpAddr>().map_err(|_| NotANetwork)?;
        let longest = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(longest);
        if bits > longest { Err(NotANetwork) } else { Ok(Self { base, bits }) }
    }
}

impl Network {
    /// Whether an address lies in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let shifted = |n: u128, width: u8| n.checked_shr(u32::from(width - self.bits)).unwrap_or(0);
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                shifted(base.to_bits().into(), 32) == shifted(address.to_bits().into(), 32)
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => shifted(base.to_bits(), 128) == shifted(address.to_bits(), 128),
            _ => false,
        }
    }
}

/// The address a request comes from; a network of 64 bits for IPv6.
#[derive(Clone, Debug)]
pub struct PeerAddress(pub String);

impl FromRequestParts<App> for PeerAddress {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
        let client = peer.map(|peer| client(peer, &parts.headers, &app.config.trusted_proxies));
        Ok(Self(match client {
            Some(IpAddr::V6(v6)) => v6.segments()[..4].iter().map(|s| format!("{s:x}:")).collect(),
            Some(v4) => v4.to_string(),
            None => String::new(),
        }))
    }
}

/// Who asked `peer`, as far as trusted proxies know.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer) {
        return peer;
    }
    let by_list = outermost(peer, &names(headers, "x-forwarded-for", plain), is_trusted);
    let by_standard = outermost(peer, &names(headers, header::FORWARDED.as_str(), standard), is_trusted);
    match (by_list, by_standard) {
        (Some(one), Some(other)) if one != other => peer,
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => peer,
    }
}

/// Passes over trusted proxies from the right. A name that is no address ends the way: what is left of it was
/// written by nobody we know. `None` when nothing was said.
fn outermost(peer: IpAddr, names: &[Option<IpAddr>], is_trusted: impl Fn(IpAddr) -> bool) -> Option<IpAddr> {
    if names.is_empty() {
        return None;
    }
    let mut nearest = peer;
    for name in names.iter().rev() {
        match name {
            Some(address) if is_trusted(*address) => nearest = *address,
            Some(address) => return Some(*address),
            None => break,
        }
    }
    Some(nearest)
}

/// Most names read from the right; nobody has more proxies.
const MAX_NAMES: usize = 32;

/// The elements of a list header, of all its lines together.
fn names(headers: &HeaderMap, header: &str, read: impl Fn(&str) -> Option<IpAddr>) -> Vec<Option<IpAddr>> {
    let lines: Vec<_> = headers.get_all(header).iter().map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
    let mut names: Vec<Option<IpAddr>> = lines
        .iter()
        .rev()
        .flat_map(|line| line.rsplit(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .take(MAX_NAMES)
        .map(read)
        .collect();
    names.reverse();
    names
}

/// An address of `X-Forwarded-For`; some proxies write the port too.
fn plain(name: &str) -> Option<IpAddr> {
    let bare = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')).unwrap_or(name);
    let address = bare.parse().ok().or_else(|| name.parse::<SocketAddr>().ok().map(|a| a.ip()));
    address.map(|a| a.to_canonical())
}

/// The `for` of an element of `Forwarded`: `for=192.0.2.43;proto=http`, `for="[2001:db8::17]:4711"`.
fn standard(element: &str) -> Option<IpAddr> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let value = value.trim();
        let value = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
        name.trim().eq_ignore_ascii_case("for").then(|| plain(value))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderName;

    fn found(peer: &str, headers: &[(&str, &str)]) -> String {
        let trusted: Vec<Network> =
            ["10.0.0.0/8", "192.168.1.7", "fd00::/8"].iter().map(|n| n.parse().unwrap()).collect();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            map.append(name, axum::http::HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        client(peer.parse().unwrap(), &map, &trusted).to_string()
    }

    #[test]
    fn only_what_trusted_proxies_appended_counts() {
        const XFF: &str = "x-forwarded-for";
        for (peer, header, client) in [
            // nobody trusts a stranger's word, nor loopback unless told to
            ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
            ("127.0.0.1", "198.51.100.1", "127.0.0.1"),
            ("192.168.1.8", "198.51.100.1", "192.168.1.8"),
            ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("192.168.1.7", "198.51.100.1", "198.51.100.1"),
            // the client wrote the left part himself
            ("10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "10.9.9.9, 198.51.100.1", "198.51.100.1"),
            // two proxies in a row
            ("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
            // somebody inside
            ("10.0.0.1", "10.0.0.7, 10.0.0.2", "10.0.0.7"),
            // garbage ends the way at the nearest that is known
            ("10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"),
            ("10.0.0.1", "198.51.100.1, unknown, 10.0.0.2", "10.0.0.2"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("10.0.0.1", ",,", "10.0.0.1"),
            ("10.0.0.1", "999.1.1.1", "10.0.0.1"),
            ("10.0.0.1", "198.51.100.1, ", "198.51.100.1"),
            ("10.0.0.1", "\u{fffd}, 198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "198.51.100.1, \u{fffd}", "10.0.0.1"),
            // ports and IPv6 in their dresses
            ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
            ("fd00::1", "2001:db8::17", "2001:db8::17"),
            ("10.0.0.1", "[2001:db8::17]:4711", "2001:db8::17"),
            ("10.0.0.1", "[2001:db8::17]", "2001:db8::17"),
            ("10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
            ("fe80::1", "2001:db8::17", "fe80::1"),
        ] {
            assert_eq!(found(peer, &[(XFF, header)]), client, "{peer} {header:?}");
        }
        assert_eq!(found("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(
            found("10.0.0.1", &[(XFF, "1.2.3.4"), (XFF, "198.51.100.1")]),
            "198.51.100.1",
            "two lines, one list"
        );
        let long = vec!["10.0.0.2"; 10_000].join(",");
        assert_eq!(found("10.0.0.1", &[(XFF, &long)]), "10.0.0.2");
    }

    #[test]
    fn the_standard_header_is_read_the_same_way() {
        for (header, client) in [
            ("for=198.51.100.1", "198.51.100.1"),
            ("For=\"[2001:db8::17]:4711\";proto=https;by=10.0.0.1", "2001:db8::17"),
            ("for=1.2.3.4, for=198.51.100.1;host=a", "198.51.100.1"),
            ("for=198.51.100.1, for=10.0.0.2", "198.51.100.1"),
            ("for=_hidden", "10.0.0.1"),
            ("for=unknown", "10.0.0.1"),
            ("proto=https", "10.0.0.1"),
            ("for", "10.0.0.1"),
            ("for=\"198.51.100.1", "10.0.0.1"),
            (";;;=,=", "10.0.0.1"),
        ] {
            assert_eq!(found("10.0.0.1", &[("forwarded", header)]), client, "{header:?}");
        }
        assert_eq!(found("203.0.113.9", &[("forwarded", "for=198.51.100.1")]), "203.0.113.9");
    }

    #[test]
    fn two_headers_that_disagree_are_not_believed() {
        let both = |list, standard| found("10.0.0.1", &[("x-forwarded-for", list), ("forwarded", standard)]);
        assert_eq!(both("198.51.100.1", "for=198.51.100.1"), "198.51.100.1");
        assert_eq!(both("198.51.100.1", "for=1.2.3.4"), "10.0.0.1");
        assert_eq!(both("198.51.100.1", "for=unknown"), "10.0.0.1");
    }

    #[test]
    fn networks_are_read_and_hold_what_lies_in_them() {
        for (network, inside, outside) in [
            ("10.1.2.3", "10.1.2.3", "10.1.2.4"),
            (" 10.1.0.0/16 ", "::ffff:10.1.255.255", "10.2.0.0"),
            ("0.0.0.0/0", "1.2.3.4", "::1"),
            ("fd00::/8", "fdff::1", "fe00::1"),
            ("::/0", "2001:db8::1", "1.2.3.4"),
            ("2001:db8::1/128", "2001:db8::1", "2001:db8::2"),
        ] {
            let network: Network = network.parse().unwrap();
            assert!(network.contains(inside.parse().unwrap()), "{network:?} {inside}");
            assert!(!network.contains(outside.parse().unwrap()), "{network:?} {outside}");
        }
        for wrong in ["", "localhost", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "10.0.0.0/-1", "/8"] {
            assert_eq!(wrong.parse::<Network>(), Err(NotANetwork), "{wrong}");
        }
    }
}
