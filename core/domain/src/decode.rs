//! One way from every serialised form to every type.
//!
//! A type that is read from JSON text, from a document and from CBOR gets three decoders from the compiler, and tagged
//! enums (commands, refusals) get large ones. On a phone's program that is a fifth of what goes over the network. So
//! the parsers only make a [`Node`], and types are read from nodes: one decoder each.
//!
//! Readers of large amounts (the server's sync) may still decode directly; both ways accept the same.

mod record;

use std::cell::Cell;
use std::fmt;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

pub use record::{Record, name, record, unknown_variant, variant};
/// The trait, and the derive for types that phones read.
pub use serde::de::Deserialize;
pub use truckroll_derive::Deserialize;

/// Why a type could not be read.
pub type Fault = de::value::Error;

/// Anything that JSON or CBOR can say.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "named for what they hold")]
pub enum Node {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

/// How a form writes what has a text and a shorter form, such as ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As text: JSON.
    Readable,
    /// As bytes: CBOR.
    Compact,
}

impl Node {
    /// Reads a type from it.
    ///
    /// # Errors
    /// When the value does not have the type's shape.
    pub fn decode<T: DeserializeOwned>(self, form: Form) -> Result<T, Fault> {
        T::deserialize(Decoder { value: self, form })
    }

    /// The value of JSON text.
    fn parse(text: &[u8]) -> Result<Self, Fault> {
        serde_json::from_slice(text).map_err(de::Error::custom)
    }
}

impl From<serde_json::Value> for Node {
    fn from(json: serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match json {
            Json::Null => Node::Null,
            Json::Bool(is) => Node::Bool(is),
            Json::Number(n) => match (n.as_u64(), n.as_i64()) {
                (Some(n), _) => Node::Unsigned(n),
                (None, Some(n)) => Node::Signed(n),
                (None, None) => n.as_f64().map_or(Node::Null, Node::Real),
            },
            Json::String(text) => Node::Text(text),
            Json::Array(items) => Node::List(items.into_iter().map(Node::from).collect()),
            Json::Object(members) => {
                Node::Map(members.into_iter().map(|(key, value)| (Node::Text(key), value.into())).collect())
            }
        }
    }
}

/// Reads a type from JSON text.
///
/// # Errors
/// When the text is no JSON or not of the type's shape.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    Node::parse(text.as_bytes())?.decode(Form::Readable)
}

/// Reads a type from the bytes of JSON text.
///
/// # Errors
/// When the bytes are no JSON or not of the type's shape.
pub fn from_json_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    Node::parse(bytes)?.decode(Form::Readable)
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(WHOLE, Builder)
    }
}

/// By this name a node is asked for. Parsers know nothing of it and are asked for any value then; a [`Decoder`] has the
/// node already and gives it away as it is, instead of having it built anew at every level.
const WHOLE: &str = "truckroll::Node";

thread_local! {
    /// A node between the decoder that gives it away and the [`Builder`] that takes it: serde has no door for that.
    static GIVEN: Cell<Option<Node>> = const { Cell::new(None) };
}

/// Makes values of what a parser says.
struct Builder;

impl<'de> Visitor<'de> for Builder {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }
    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(GIVEN.take().unwrap_or(Node::Null))
    }
    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        from.deserialize_any(self)
    }
    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }
    fn visit_bool<E>(self, is: bool) -> Result<Node, E> {
        Ok(Node::Bool(is))
    }
    fn visit_u64<E>(self, n: u64) -> Result<Node, E> {
        Ok(Node::Unsigned(n))
    }
    fn visit_i64<E>(self, n: i64) -> Result<Node, E> {
        Ok(u64::try_from(n).map_or(Node::Signed(n), Node::Unsigned))
    }
    fn visit_f64<E>(self, n: f64) -> Result<Node, E> {
        Ok(Node::Real(n))
    }
    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }
    fn visit_string<E>(self, text: String) -> Result<Node, E> {
        Ok(Node::Text(text))
    }
    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Node, E> {
        Ok(Node::Bytes(bytes.to_vec()))
    }
    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Node, E> {
        Ok(Node::Bytes(bytes))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
        let mut map = Vec::new();
        while let Some(member) = members.next_entry()? {
            map.push(member);
        }
        Ok(Node::Map(map))
    }
}

macro_rules! by_way_of {
    ($($name:ident $way:ident),* $(,)?) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            self.$way(visitor)
        })*
    };
}

/// The one decoder.
pub struct Decoder {
    value: Node,
    form: Form,
}

impl Decoder {
    pub(crate) fn new(value: Node, form: Form) -> Self {
        Self { value, form }
    }
}

impl<'de> Deserializer<'de> for Decoder {
    type Error = Fault;

    fn is_human_readable(&self) -> bool {
        self.form == Form::Readable
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let form = self.form;
        match self.value {
            Node::Null => visitor.visit_unit(),
            Node::Bool(is) => visitor.visit_bool(is),
            Node::Unsigned(n) => visitor.visit_u64(n),
            Node::Signed(n) => visitor.visit_i64(n),
            Node::Real(n) => visitor.visit_f64(n),
            Node::Text(text) => visitor.visit_string(text),
            Node::Bytes(bytes) => visitor.visit_byte_buf(bytes),
            Node::List(list) => visitor.visit_seq(Items { items: list.into_iter(), form }),
            Node::Map(map) => visitor.visit_map(Members { members: map.into_iter(), value: None, form }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Node::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        if name == WHOLE {
            GIVEN.set(Some(self.value));
            return visitor.visit_unit();
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let form = self.form;
        match self.value {
            Node::Map(mut map) if map.len() == 1 => {
                let (name, value) = map.remove(0);
                visitor.visit_enum(Variant { name, value: Some(value), form })
            }
            name @ Node::Text(_) => visitor.visit_enum(Variant { name, value: None, form }),
            _ => Err(de::Error::custom("a variant is a name or one member")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    // Each kind of type has its own small way in: through `deserialize_any` every type would carry code for lists,
    // members and everything else that it never takes.

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Node::Bool(is) => visitor.visit_bool(is),
            _ => Err(unfit()),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Node::Unsigned(n) => visitor.visit_u64(n),
            Node::Signed(n) => visitor.visit_i64(n),
            _ => Err(unfit()),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Node::Real(n) => visitor.visit_f64(n),
            _ => self.deserialize_i64(visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Node::Text(text) => visitor.visit_string(text),
            // An id in its shorter form, where serde has forgotten which form it is (`flatten`).
            Node::Bytes(bytes) => visitor.visit_byte_buf(bytes),
            _ => Err(unfit()),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Node::Bytes(bytes) => visitor.visit_byte_buf(bytes),
            Node::List(list) => visitor.visit_seq(Items { items: list.into_iter(), form: self.form }),
            _ => self.deserialize_str(visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Node::List(list) => visitor.visit_seq(Items { items: list.into_iter(), form: self.form }),
            _ => Err(unfit()),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Node::Map(map) => visitor.visit_map(Members { members: map.into_iter(), value: None, form: self.form }),
            _ => Err(unfit()),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Node::Null => visitor.visit_unit(),
            _ => Err(unfit()),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_unit(visitor)
    }

    by_way_of! {
        deserialize_i8 deserialize_i64, deserialize_i16 deserialize_i64, deserialize_i32 deserialize_i64,
        deserialize_u8 deserialize_i64, deserialize_u16 deserialize_i64, deserialize_u32 deserialize_i64,
        deserialize_u64 deserialize_i64, deserialize_f32 deserialize_f64, deserialize_char deserialize_str,
        deserialize_string deserialize_str, deserialize_identifier deserialize_str,
        deserialize_byte_buf deserialize_bytes,
    }
}

/// A value of another kind than the type takes; which one is of no use to a person.
#[cold]
fn unfit() -> Fault {
    de::Error::custom("a value does not fit its type")
}

struct Items {
    items: std::vec::IntoIter<Node>,
    form: Form,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Fault;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        self.items.next().map(|value| seed.deserialize(Decoder { value, form: self.form })).transpose()
    }
    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Members {
    members: std::vec::IntoIter<(Node, Node)>,
    value: Option<Node>,
    form: Form,
}

impl<'de> MapAccess<'de> for Members {
    type Error = Fault;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some((key, value)) = self.members.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(Decoder { value: key, form: self.form }).map(Some)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        seed.deserialize(Decoder { value: self.value.take().unwrap_or(Node::Null), form: self.form })
    }
    fn size_hint(&self) -> Option<usize> {
        Some(self.members.len())
    }
}

struct Variant {
    name: Node,
    value: Option<Node>,
    form: Form,
}

impl Variant {
    fn inside(self) -> Decoder {
        Decoder { value: self.value.unwrap_or(Node::Null), form: self.form }
    }
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Fault;
    type Variant = Self;
    fn variant_seed<V: DeserializeSeed<'de>>(mut self, seed: V) -> Result<(V::Value, Self), Fault> {
        let name = std::mem::replace(&mut self.name, Node::Null);
        Ok((seed.deserialize(Decoder { value: name, form: self.form })?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant {
    type Error = Fault;
    fn unit_variant(self) -> Result<(), Fault> {
        match self.value {
            None | Some(Node::Null) => Ok(()),
            Some(_) => Err(de::Error::custom("the variant holds nothing")),
        }
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(self.inside())
    }
    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.inside().deserialize_seq(visitor)
    }
    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        self.inside().deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::*;
    use crate::visits::VisitCommand;
    use crate::{AssignmentId, Command, CommandId, Envelope, LineId, Place, Refusal, Timestamp, VisitId};

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Shape {
        Empty,
        One(i64),
        Two(u8, String),
        Named { at: Timestamp, place: Option<Place> },
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct All {
        shapes: Vec<Shape>,
        lines: BTreeMap<LineId, f64>,
        #[serde(default)]
        left_out: Option<bool>,
        unit: (),
        letter: char,
        refusal: Refusal,
        envelope: Envelope,
    }

    fn all() -> All {
        let assignment = AssignmentId::from_parts(7, [1; 10]);
        let command = VisitCommand::Arrive { assignment, place: Some(Place::new(31.2, 121.5)), reason: "gate".into() };
        All {
            shapes: vec![
                Shape::Empty,
                Shape::One(-3),
                Shape::Two(200, "a".into()),
                Shape::Named { at: Timestamp(5), place: None },
            ],
            lines: BTreeMap::from([(LineId::from_parts(1, [2; 10]), 1.5), (LineId::from_parts(2, [3; 10]), 2.0)]),
            left_out: None,
            unit: (),
            letter: '梯',
            refusal: Refusal::TooMany { field: "photos".into(), limit: 9 },
            envelope: Envelope {
                id: CommandId::from_parts(3, [4; 10]),
                at: Timestamp(9),
                offline: true,
                command: Command::Visit { id: VisitId::from_parts(4, [5; 10]), command },
            },
        }
    }

    #[test]
    fn a_type_reads_the_same_as_from_json_itself() {
        let text = serde_json::to_string(&all()).expect("writes");
        assert_eq!(from_json::<All>(&text).expect("reads"), all());
        let json: serde_json::Value = serde_json::from_str(&text).expect("reads");
        assert_eq!(Node::from(json).decode::<All>(Form::Readable).expect("reads"), all());
    }

    #[test]
    fn places_come_back_to_the_last_bit() {
        // The server compares what a device did with what its command says; a bit of difference is a refusal.
        let mut seed = 1_u64;
        for _ in 0..20_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let lat = f64::from(u32::try_from(seed >> 32).unwrap_or_default()) / 23_860_929.4 - 90.0;
            let place = Place::new(lat, lat * 2.0 + 1.0 / 3.0);
            let text = serde_json::to_string(&place).expect("writes");
            assert_eq!(from_json::<Place>(&text).expect("reads"), place, "{text}");
            assert_eq!(serde_json::from_str::<Place>(&text).expect("reads"), place, "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_a_fault_and_never_a_panic() {
        let text = serde_json::to_string(&all()).expect("writes");
        for end in (0..text.len()).filter(|n| text.is_char_boundary(*n)) {
            assert!(from_json::<All>(&text[..end]).is_err(), "{end}");
        }
        for wrong in ["[]", "{}", "null", "3", r#"{"do":"arrive"}"#, r#"{"on":"visit","id":1,"command":[]}"#] {
            assert!(from_json::<Command>(wrong).is_err(), "{wrong}");
        }
        assert!(from_json::<Shape>(r#"{"One":1,"Two":2}"#).is_err());
        assert!(from_json::<Shape>(r#"{"Empty":1}"#).is_err());
        assert_eq!(from_json::<u8>("300").ok(), None);
    }
}
