//! Answers: `{"alipay_trade_query_response":{…},"sign":"…"}`. The signature is over the bytes of the first member's value as
//! they came: spaces, order and `\/` included.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::call::refusal;
use crate::payments::providers::error::{Distrust, Error, Result};
use crate::payments::providers::keys::PublicKey;

/// Most members of an answer.
const MAX_MEMBERS: usize = 16;
/// The code of success.
const SUCCESS: &str = "10000";
/// The member in place of the answer's own when the call was not understood.
const ERROR: &str = "error_response";

/// Members with their values as they were written. A name that comes twice is refused: which one was signed, and which one
/// would be read, must not differ.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        /// Reads an object.
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Vec<(String, &'de RawValue)>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
                let mut members: Self::Value = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                    if members.len() >= MAX_MEMBERS || members.iter().any(|(known, _)| *known == name) {
                        return Err(A::Error::custom("a member twice, or too many"));
                    }
                    members.push((name, value));
                }
                Ok(members)
            }
        }
        from.deserialize_map(Object).map(Members)
    }
}

impl<'a> Members<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.get())
    }
}

/// What every answer says of itself.
#[derive(Deserialize)]
pub(super) struct Said {
    /// `10000`, or what kind of trouble.
    pub code: String,
    /// In words.
    pub msg: Option<String>,
    /// Which trouble.
    pub sub_code: Option<String>,
    /// In words.
    pub sub_msg: Option<String>,
}

/// The verified value of an answer to a method, as it came.
///
/// # Errors
/// When it is not signed, says no, or cannot be read. Without a signature only a refusal is looked at, as one that is not
/// authentic: the gateway does not sign for apps it does not know.
pub(super) fn verified<'a>(text: &'a str, method: &str, key: &PublicKey) -> Result<&'a str> {
    let members: Members<'a> = serde_json::from_str(text).map_err(|_| Error::Malformed("answer"))?;
    let own = members.get(&format!("{}_response", method.replace('.', "_")));
    let node = own.or_else(|| members.get(ERROR)).ok_or(Error::Malformed("answer"))?;
    let sign = members.get("sign").map(serde_json::from_str::<String>).transpose();
    let sign = sign.map_err(|_| Error::Malformed("sign"))?.filter(|sign| !sign.is_empty());
    if let Some(sign) = &sign {
        key.verify(node.as_bytes(), sign)?;
    }
    let said: Said = serde_json::from_str(node).map_err(|_| Error::Malformed("answer"))?;
    match (said.code == SUCCESS, sign, own) {
        (true, Some(_), Some(_)) => Ok(node),
        (true, None, _) => Err(Distrust::NoSignature.into()),
        (true, Some(_), None) => Err(Error::Malformed("answer")),
        (false, sign, _) => Err(refusal(&said, sign.is_some())),
    }
}
