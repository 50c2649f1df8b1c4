//! Money of an organisation: amounts, the books, payment orders and the rules around them (FEE-01 to FEE-16, TKT-46).
//!
//! Amounts are whole minor units (fen, cents) of a [`Currency`], never fractions: [`Money`] is made, added, shared out and
//! read from what people type without losing a unit, and every operation answers with a value or says why not.
//!
//! - [`ledger`]: the double-entry journal, chained by hashes; a company's balance is the sum of its lines.
//! - [`orders`]: payment orders, from the QR to the refund; what a provider reports becomes postings.
//! - [`cards`], [`coupons`], [`products`]: what something costs.
//! - [`reminders`]: when a customer's service period runs out.
//! - [`reconcile`]: our payments of a day beside the provider's file.
//!
//! Nothing here has an effect, a clock or chance: time and ids come in, what is to be done goes out. The server keeps
//! orders and postings in one transaction; devices use amounts, cards and product tables to show what the server will say.

mod amount;
pub mod cards;
pub mod coupons;
mod currency;
pub mod ledger;
pub mod orders;
pub mod products;
mod quantity;
pub mod reconcile;
pub mod reminders;
#[cfg(test)]
mod tests;
mod text;

pub use amount::{MAX_MINOR, Money, MoneyError};
pub use currency::Currency;
pub use quantity::{BasisPoints, MAX_QUANTITY, Quantity};
pub use text::TextError;
