//! Numbers of orders and refunds at the houses: our ids without hyphens, 32 small hexadecimal digits.
//!
//! All three houses take such numbers. A number that comes back is text of a stranger until it was read here.

use truckroll_domain::{OrderId, RefundId};
use uuid::Uuid;

use crate::payments::providers::error::{Error, Result};

/// Longest name of anything at a house, characters; the domain keeps no longer one.
const MAX_NAME: usize = 128;

/// The number of an order.
#[must_use]
pub fn order_number(order: OrderId) -> String {
    order.0.simple().to_string()
}

/// The number of a refund.
#[must_use]
pub fn refund_number(refund: RefundId) -> String {
    refund.0.simple().to_string()
}

/// The order of a number; nothing when the number is not one of ours.
#[must_use]
pub fn order_id(number: &str) -> Option<OrderId> {
    id(number).map(OrderId)
}

/// The refund of a number; nothing when the number is not one of ours.
#[must_use]
pub fn refund_id(number: &str) -> Option<RefundId> {
    id(number).map(RefundId)
}

fn id(number: &str) -> Option<Uuid> {
    let written = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (number.len() == 32 && number.bytes().all(written)).then(|| Uuid::parse_str(number).ok())?
}

/// A name that the domain can keep: short, on one line, not empty.
///
/// # Errors
/// [`Error::Malformed`] with the member's name.
pub(crate) fn name(member: &'static str, text: Option<String>) -> Result<String> {
    let fits = |text: &String| (1..=MAX_NAME).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    text.filter(fits).ok_or(Error::Malformed(member))
}

/// The beginning of a text that is no longer than so many bytes.
pub(crate) fn beginning(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_back_and_a_strangers_is_not() {
        let order = OrderId::from_parts(1, [0xab; 10]);
        let number = order_number(order);
        assert_eq!((number.len(), order_id(&number)), (32, Some(order)));
        let refund = RefundId::from_parts(2, [8; 10]);
        assert_eq!(refund_id(&refund_number(refund)), Some(refund));
        for other in ["", "20150320010101001", &number.to_uppercase(), &order.to_string(), &format!("{number}0")] {
            assert_eq!(order_id(other), None);
        }
    }

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!((beginning("泵阀", 5), beginning("泵阀", 6), beginning("ab", 9)), ("泵", "泵阀", "ab"));
    }
}
