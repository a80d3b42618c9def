//! Attributes of nodes.

use tract_onnx::pb::{AttributeProto, attribute_proto::AttributeType};

pub(super) fn int(name: &str, value: i64) -> AttributeProto {
    let r#type = AttributeType::Int as i32;
    AttributeProto { name: name.to_owned(), r#type, i: value, ..AttributeProto::default() }
}

pub(super) fn ints(name: &str, values: &[i64]) -> AttributeProto {
    let r#type = AttributeType::Ints as i32;
    let ints = values.to_vec();
    AttributeProto { name: name.to_owned(), r#type, ints, ..AttributeProto::default() }
}
