//! Enums whose variant is named by a member, as in `{"do": "arrive", "reason": "…"}`.
//!
//! serde's own `#[serde(tag = "…")]` writes the same, but reads by way of a second decoder that every type inside such
//! an enum then carries too: for a phone's program that was a twentieth of all its code. Here a value is read as a
//! [`Node`], its tag is taken out, and the rest is read by the one decoder of [`crate::decode`].
//!
//! The enum derives both traits with `#[serde(remote = "Self")]`, as if its variants stood outside, and
//! [`tagged!`](crate::tagged!) puts the name inside. As with serde's own, variants hold members, nothing, or one type
//! that has members itself.

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};
use serde::ser::{Impossible, Serialize, SerializeMap, SerializeStruct, SerializeStructVariant, Serializer};

use crate::decode::{Decoder, Fault, Form, Node};

/// Gives an enum with `#[serde(remote = "Self")]` its serialised form, with the variant's name in a member.
#[macro_export]
macro_rules! tagged {
    ($type:ty, $tag:literal) => {
        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                <$type>::serialize(self, $crate::tagged::Writer::new(to, $tag))
            }
        }
        $crate::tagged!(read $type, $tag);
    };
    (read $type:ty, $tag:literal) => {
        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                $crate::tagged::read(from, $tag, |inside| <$type>::deserialize(inside))
            }
        }
    };
}

/// Reads an enum whose variant is named by the member `tag`.
///
/// # Errors
/// When it is no map, has no such member, or what else is in it does not fit the variant.
pub fn read<'de, T, D: Deserializer<'de>>(
    from: D,
    tag: &'static str,
    inside: impl FnOnce(Variant) -> Result<T, Fault>,
) -> Result<T, D::Error> {
    let form = if from.is_human_readable() { Form::Readable } else { Form::Compact };
    Variant::of(Node::deserialize(from)?, tag, form).and_then(inside).map_err(de::Error::custom)
}

/// A variant's name and its members.
pub struct Variant {
    name: Node,
    members: Decoder,
}

impl Variant {
    fn of(value: Node, tag: &'static str, form: Form) -> Result<Self, Fault> {
        let Node::Map(mut map) = value else {
            return Err(de::Error::custom("a variant is a map"));
        };
        let is_tag = |(key, _): &(Node, Node)| matches!(key, Node::Text(key) if key == tag);
        let place = map.iter().position(is_tag).ok_or_else(|| de::Error::missing_field(tag))?;
        let (_, name) = map.remove(place);
        Ok(Self { name, members: Decoder::new(Node::Map(map), form) })
    }

    /// The variant's name and its members, for the derive of `truckroll-derive`.
    ///
    /// # Errors
    /// When the name is no text.
    pub fn open(self) -> Result<(String, Decoder), Fault> {
        match self.name {
            Node::Text(name) => Ok((name, self.members)),
            _ => Err(de::Error::custom("a variant has a name")),
        }
    }
}

impl<'de> Deserializer<'de> for Variant {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_enum(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Fault;
    type Variant = Decoder;
    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Decoder), Fault> {
        Ok((seed.deserialize(Decoder::new(self.name, Form::Readable))?, self.members))
    }
}

impl<'de> VariantAccess<'de> for Decoder {
    type Error = Fault;
    // What a newer version put beside a name that holds nothing here is left out, as in any map.
    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(self)
    }
    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }
    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }
}

/// Writes a variant as the map of its members, with its name in the first.
pub struct Writer<S> {
    to: S,
    tag: &'static str,
    /// The variant, once it is known: what is written next are its members.
    variant: Option<&'static str>,
}

impl<S: Serializer> Writer<S> {
    /// Writes to `to`, the variant's name in the member `tag`.
    pub fn new(to: S, tag: &'static str) -> Self {
        Self { to, tag, variant: None }
    }

    fn members(
        self,
        type_name: &'static str,
        variant: &'static str,
        len: usize,
    ) -> Result<S::SerializeStruct, S::Error> {
        let mut members = self.to.serialize_struct(type_name, len + 1)?;
        members.serialize_field(self.tag, variant)?;
        Ok(members)
    }
}

/// A variant that has no members to put a name beside.
#[cold]
fn no_members<E: serde::ser::Error>() -> E {
    E::custom("a variant has members or nothing")
}

macro_rules! refused {
    ($($name:ident $value:ty),* $(,)?) => {
        $(fn $name(self, _: $value) -> Result<S::Ok, S::Error> {
            Err(no_members())
        })*
    };
}

impl<S: Serializer> Serializer for Writer<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Impossible<S::Ok, S::Error>;
    type SerializeTuple = Impossible<S::Ok, S::Error>;
    type SerializeTupleStruct = Impossible<S::Ok, S::Error>;
    type SerializeTupleVariant = Impossible<S::Ok, S::Error>;
    type SerializeMap = S::SerializeMap;
    type SerializeStruct = S::SerializeStruct;
    type SerializeStructVariant = Members<S::SerializeStruct>;

    fn is_human_readable(&self) -> bool {
        self.to.is_human_readable()
    }

    fn serialize_unit_variant(self, name: &'static str, _: u32, variant: &'static str) -> Result<S::Ok, S::Error> {
        self.members(name, variant, 0)?.end()
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        Ok(Members(self.members(name, variant, len)?))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(Self { variant: Some(variant), ..self })
    }

    fn serialize_struct(self, name: &'static str, len: usize) -> Result<S::SerializeStruct, S::Error> {
        match self.variant {
            Some(variant) => self.members(name, variant, len),
            None => Err(no_members()),
        }
    }

    fn serialize_map(self, len: Option<usize>) -> Result<S::SerializeMap, S::Error> {
        let variant = self.variant.ok_or_else(no_members)?;
        let mut map = self.to.serialize_map(len.map(|len| len + 1))?;
        map.serialize_entry(self.tag, variant)?;
        Ok(map)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    refused! {
        serialize_bool bool, serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64, serialize_u8 u8,
        serialize_u16 u16, serialize_u32 u32, serialize_u64 u64, serialize_f32 f32, serialize_f64 f64,
        serialize_char char, serialize_str &str, serialize_bytes &[u8], serialize_unit_struct &'static str,
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        Err(no_members())
    }
    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        Err(no_members())
    }
    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<S::Ok, S::Error> {
        Err(no_members())
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        Err(no_members())
    }
    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, S::Error> {
        Err(no_members())
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, S::Error> {
        Err(no_members())
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        Err(no_members())
    }
}

/// The members of a variant.
pub struct Members<S>(S);

impl<S: SerializeStruct> SerializeStructVariant for Members<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), S::Error> {
        self.0.serialize_field(key, value)
    }
    fn skip_field(&mut self, key: &'static str) -> Result<(), S::Error> {
        self.0.skip_field(key)
    }
    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}
