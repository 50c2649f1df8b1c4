//! One way from every type to every serialised form; [`decode`](crate::decode) is the way back.
//!
//! A type that is written as JSON text and as CBOR gets two writers from the compiler, and types have many members. On
//! a phone types are written into a [`Node`] only, and the forms are made of nodes.

use serde::Serialize;
use serde::ser::{
    Error as _, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use crate::decode::{Fault, Form, Node};

impl Node {
    /// A value as a node, in the way `form` writes it.
    ///
    /// # Errors
    /// When the value refuses to be written.
    pub fn of<T: Serialize + ?Sized>(value: &T, form: Form) -> Result<Self, Fault> {
        value.serialize(Writer { form })
    }
}

/// A value as JSON text.
///
/// # Errors
/// When the value refuses to be written.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(&Node::of(value, Form::Readable)?).map_err(Fault::custom)
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::Null => to.serialize_unit(),
            Node::Bool(is) => to.serialize_bool(*is),
            Node::Unsigned(n) => to.serialize_u64(*n),
            Node::Signed(n) => to.serialize_i64(*n),
            Node::Real(n) => to.serialize_f64(*n),
            Node::Text(text) => to.serialize_str(text),
            Node::Bytes(bytes) => to.serialize_bytes(bytes),
            Node::List(list) => to.collect_seq(list),
            Node::Map(map) => to.collect_map(map.iter().map(|(key, value)| (key, value))),
        }
    }
}

/// Writes a type into a node.
struct Writer {
    form: Form,
}

/// A list or a map that is being written, with the name of the variant that holds it.
struct Growing {
    form: Form,
    variant: Option<&'static str>,
    list: Vec<Node>,
    map: Vec<(Node, Node)>,
}

impl Growing {
    fn new(form: Form, variant: Option<&'static str>) -> Self {
        Self { form, variant, list: Vec::new(), map: Vec::new() }
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.list.push(Node::of(value, self.form)?);
        Ok(())
    }

    fn member<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Fault> {
        self.map.push((Node::Text(key.to_owned()), Node::of(value, self.form)?));
        Ok(())
    }

    fn inside(variant: Option<&'static str>, value: Node) -> Node {
        match variant {
            Some(name) => Node::Map(vec![(Node::Text(name.to_owned()), value)]),
            None => value,
        }
    }

    fn listed(self) -> Node {
        Self::inside(self.variant, Node::List(self.list))
    }

    fn mapped(self) -> Node {
        Self::inside(self.variant, Node::Map(self.map))
    }
}

impl Serializer for Writer {
    type Ok = Node;
    type Error = Fault;
    type SerializeSeq = Growing;
    type SerializeTuple = Growing;
    type SerializeTupleStruct = Growing;
    type SerializeTupleVariant = Growing;
    type SerializeMap = Growing;
    type SerializeStruct = Growing;
    type SerializeStructVariant = Growing;

    fn is_human_readable(&self) -> bool {
        self.form == Form::Readable
    }

    fn serialize_bool(self, is: bool) -> Result<Node, Fault> {
        Ok(Node::Bool(is))
    }
    fn serialize_i8(self, n: i8) -> Result<Node, Fault> {
        self.serialize_i64(n.into())
    }
    fn serialize_i16(self, n: i16) -> Result<Node, Fault> {
        self.serialize_i64(n.into())
    }
    fn serialize_i32(self, n: i32) -> Result<Node, Fault> {
        self.serialize_i64(n.into())
    }
    fn serialize_i64(self, n: i64) -> Result<Node, Fault> {
        Ok(u64::try_from(n).map_or(Node::Signed(n), Node::Unsigned))
    }
    fn serialize_u8(self, n: u8) -> Result<Node, Fault> {
        self.serialize_u64(n.into())
    }
    fn serialize_u16(self, n: u16) -> Result<Node, Fault> {
        self.serialize_u64(n.into())
    }
    fn serialize_u32(self, n: u32) -> Result<Node, Fault> {
        self.serialize_u64(n.into())
    }
    fn serialize_u64(self, n: u64) -> Result<Node, Fault> {
        Ok(Node::Unsigned(n))
    }
    fn serialize_f32(self, n: f32) -> Result<Node, Fault> {
        self.serialize_f64(n.into())
    }
    fn serialize_f64(self, n: f64) -> Result<Node, Fault> {
        // JSON has no such numbers and writes null.
        Ok(if n.is_finite() || self.form == Form::Compact { Node::Real(n) } else { Node::Null })
    }
    fn serialize_char(self, letter: char) -> Result<Node, Fault> {
        Ok(Node::Text(letter.into()))
    }
    fn serialize_str(self, text: &str) -> Result<Node, Fault> {
        Ok(Node::Text(text.to_owned()))
    }
    fn serialize_bytes(self, bytes: &[u8]) -> Result<Node, Fault> {
        Ok(match self.form {
            Form::Compact => Node::Bytes(bytes.to_vec()),
            Form::Readable => Node::List(bytes.iter().map(|byte| Node::Unsigned((*byte).into())).collect()),
        })
    }
    fn serialize_none(self) -> Result<Node, Fault> {
        Ok(Node::Null)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Node, Fault> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<Node, Fault> {
        Ok(Node::Null)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<Node, Fault> {
        Ok(Node::Null)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<Node, Fault> {
        self.serialize_str(name)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Node, Fault> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<Node, Fault> {
        Ok(Growing::inside(Some(name), value.serialize(self)?))
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Growing, Fault> {
        Ok(Growing::new(self.form, None))
    }
    fn serialize_tuple(self, _: usize) -> Result<Growing, Fault> {
        Ok(Growing::new(self.form, None))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Growing, Fault> {
        Ok(Growing::new(self.form, None))
    }
    fn serialize_tuple_variant(self, _: &'static str, _: u32, name: &'static str, _: usize) -> Result<Growing, Fault> {
        Ok(Growing::new(self.form, Some(name)))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Growing, Fault> {
        Ok(Growing::new(self.form, None))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Growing, Fault> {
        Ok(Growing::new(self.form, None))
    }
    fn serialize_struct_variant(self, _: &'static str, _: u32, name: &'static str, _: usize) -> Result<Growing, Fault> {
        Ok(Growing::new(self.form, Some(name)))
    }
}

impl SerializeSeq for Growing {
    type Ok = Node;
    type Error = Fault;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.item(value)
    }
    fn end(self) -> Result<Node, Fault> {
        Ok(self.listed())
    }
}

impl SerializeTuple for Growing {
    type Ok = Node;
    type Error = Fault;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.item(value)
    }
    fn end(self) -> Result<Node, Fault> {
        Ok(self.listed())
    }
}

impl SerializeTupleStruct for Growing {
    type Ok = Node;
    type Error = Fault;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.item(value)
    }
    fn end(self) -> Result<Node, Fault> {
        Ok(self.listed())
    }
}

impl SerializeTupleVariant for Growing {
    type Ok = Node;
    type Error = Fault;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.item(value)
    }
    fn end(self) -> Result<Node, Fault> {
        Ok(self.listed())
    }
}

impl SerializeMap for Growing {
    type Ok = Node;
    type Error = Fault;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Fault> {
        let key = match Node::of(key, self.form)? {
            // A key of JSON is text.
            Node::Unsigned(n) if self.form == Form::Readable => Node::Text(n.to_string()),
            Node::Signed(n) if self.form == Form::Readable => Node::Text(n.to_string()),
            key => key,
        };
        self.map.push((key, Node::Null));
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        let value = Node::of(value, self.form)?;
        match self.map.last_mut() {
            Some((_, place)) => *place = value,
            None => return Err(Fault::custom("a value without a key")),
        }
        Ok(())
    }
    fn end(self) -> Result<Node, Fault> {
        Ok(self.mapped())
    }
}

impl SerializeStruct for Growing {
    type Ok = Node;
    type Error = Fault;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Fault> {
        self.member(key, value)
    }
    fn end(self) -> Result<Node, Fault> {
        Ok(self.mapped())
    }
}

impl SerializeStructVariant for Growing {
    type Ok = Node;
    type Error = Fault;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Fault> {
        self.member(key, value)
    }
    fn end(self) -> Result<Node, Fault> {
        Ok(self.mapped())
    }
}
