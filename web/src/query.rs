//! The query of an address as a few named words: what a list shows, which visit is selected.
//!
//! One type serves every screen, so that an address says what is seen, can be sent to a colleague and
//! comes back with "back". Order is kept; empty values are left out; at most 32 pairs are read.

use std::fmt;

/// Names and values of an address' query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// The value of `name`; empty when it is not there.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    /// The value of `name` unless it is empty.
    #[must_use]
    pub fn some(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|v| !v.is_empty()).map(str::to_owned)
    }

    /// This query with `name` set; an empty value removes it.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut pairs: Vec<_> = self.0.iter().filter(|(n, _)| n != name).cloned().collect();
        if !value.is_empty() {
            pairs.push((name.to_owned(), value.to_owned()));
        }
        Self(pairs)
    }

    /// The query as it follows a path: empty, or with its question mark.
    #[must_use]
    pub fn suffix(&self) -> String {
        if self.0.is_empty() { String::new() } else { format!("?{self}") }
    }
}

impl From<&str> for Query {
    fn from(text: &str) -> Self {
        let pairs = text.trim_start_matches('?').split('&').take(32).filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            (!value.is_empty()).then(|| (decode(name), decode(value)))
        });
        Self(pairs.collect())
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.0.iter().enumerate() {
            let joint = if index == 0 { "" } else { "&" };
            write!(f, "{joint}{}={}", encode(name), encode(value))?;
        }
        Ok(())
    }
}

/// Percent-encodes everything but letters, digits and `-_.~` (RFC 3986).
#[must_use]
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The text of a percent-encoded word; what is no encoding stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digits = bytes.get(at + 1..at + 3).and_then(|d| std::str::from_utf8(d).ok());
        match (byte, digits.and_then(|d| u8::from_str_radix(d, 16).ok())) {
            (b'%', Some(decoded)) => {
                out.push(decoded);
                at += 3;
                continue;
            }
            (b'+', _) => out.push(b' '),
            _ => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let query = Query::default().with("q", "电梯 & 3%").with("state", "new,accepted");
        assert_eq!(Query::from(query.to_string().as_str()), query);
        assert_eq!(query.with("q", "").suffix(), "?state=new%2Caccepted");
    }

    #[test]
    fn nonsense_is_read_without_a_panic() {
        for text in ["%", "a=%e4%b", "=&&=", "a=%zz", "?", "a=\u{1f600}%"] {
            let _ = Query::from(text);
        }
        assert_eq!(Query::from("a=1+2").get("a"), "1 2");
    }
}
