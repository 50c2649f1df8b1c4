//! The product table of a ticket: what the device said beside what the price list says (TKT-46).
//!
//! Three fields of a form with one number in their keys, `product_price<n>`, `product_num<n>` and `product_sum<n>`, are one
//! line. A device without network computes a total so that the customer can be told one; the server computes it again, its
//! figure counts, and what differs is named so that people see why the total moved.
//!
//! Each line's sum is price × quantity, rounded once; the total is the sum of the rounded lines, as it stands on a receipt.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{BasisPoints, Currency, Money, MoneyError, Quantity};
use crate::ProductId;
use crate::decode::Deserialize;

/// Most lines of a table.
pub const MAX_LINES: usize = 200;

/// A line as the device has it. Amounts are minor units of the table's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldLine {
    /// The number in the keys of its fields.
    pub line: u32,
    /// The product, when it was chosen from the price list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductId>,
    /// Of one piece, tax included.
    pub price: i64,
    /// How many.
    pub quantity: Quantity,
    /// What the device computed.
    pub sum: i64,
    /// The tax in the price.
    #[serde(default)]
    pub tax: BasisPoints,
}

/// A table as the device has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldTable {
    /// Of all amounts in it.
    pub currency: Currency,
    /// The lines.
    pub lines: Vec<ToldLine>,
    /// What the device computed.
    pub total: i64,
}

/// What a product costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPrice {
    /// Of one piece, tax included.
    pub price: Money,
    /// The tax in it.
    #[serde(default)]
    pub tax: BasisPoints,
}

/// What products cost.
pub type PriceList = BTreeMap<ProductId, ListPrice>;

/// Whose price of a listed product counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prices {
    /// The list's.
    Listed,
    /// The agent's, who has the permission to change prices (FEE-15); what differs is named all the same.
    Editable,
}

/// A line as it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedLine {
    /// The number in the keys of its fields.
    pub line: u32,
    /// The product, when it is on the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductId>,
    /// Of one piece.
    pub price: Money,
    /// How many.
    pub quantity: Quantity,
    /// Price × quantity.
    pub sum: Money,
    /// The tax in the sum.
    pub tax: Money,
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// The price of a piece, minor units.
    Price,
    /// The rate of the tax, hundredths of a per cent.
    Tax,
    /// The sum of a line, minor units.
    Sum,
    /// The total, minor units.
    Total,
}

/// A figure of which device and server think differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Of which line; of the table when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Which figure.
    pub figure: Figure,
    /// What the device said.
    pub told: i64,
    /// What the price list says, or what was computed from it.
    pub ours: i64,
}

/// A table as it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The lines, in the device's order.
    pub lines: Vec<CountedLine>,
    /// What is to be paid.
    pub total: Money,
    /// The tax in it.
    pub tax: Money,
    /// What the device said differently.
    pub differences: Vec<Difference>,
}

/// Why a table cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum TableRefusal {
    /// More than [`MAX_LINES`].
    #[error("more than {MAX_LINES} lines")]
    TooManyLines,
    /// Two lines have the same number.
    #[error("line {line} is there twice")]
    RepeatedLine {
        /// Its number.
        line: u32,
    },
    /// A product that the list does not have; guessing a price would be wrong either way.
    #[error("the product of line {line} is not on the price list")]
    NotOnList {
        /// The line's number.
        line: u32,
    },
    /// A price below zero, or a rate above 100 %.
    #[error("line {line} has a figure out of bounds")]
    OutOfBounds {
        /// The line's number.
        line: u32,
    },
    /// The amounts together are too large, or of different currencies.
    #[error("no total: {fault}")]
    Amount {
        /// What is wrong.
        fault: MoneyError,
    },
}

crate::tagged!(TableRefusal, "is");

impl From<MoneyError> for TableRefusal {
    fn from(fault: MoneyError) -> Self {
        Self::Amount { fault }
    }
}

/// Computes a table by a price list. Lines without a product are priced by hand: their price counts as it was told.
///
/// # Errors
/// When there is no figure that could count.
pub fn recompute(told: &ToldTable, list: &PriceList, prices: Prices) -> Result<Table, TableRefusal> {
    if told.lines.len() > MAX_LINES {
        return Err(TableRefusal::TooManyLines);
    }
    let (mut seen, mut lines, mut differences) = (BTreeSet::new(), Vec::new(), Vec::new());
    for said in &told.lines {
        let line = said.line;
        if !seen.insert(line) {
            return Err(TableRefusal::RepeatedLine { line });
        }
        if said.price < 0 || !said.tax.is_part() {
            return Err(TableRefusal::OutOfBounds { line });
        }
        let by_hand = ListPrice { price: Money::new(said.price, told.currency)?, tax: said.tax };
        let listed = match said.product {
            Some(product) => *list.get(&product).ok_or(TableRefusal::NotOnList { line })?,
            None => by_hand,
        };
        // Different currencies have no difference: this is where a foreign price list is noticed.
        listed.price.minus(by_hand.price)?;
        let counts = if prices == Prices::Editable { by_hand } else { listed };
        let sum = counts.price.times(said.quantity)?;
        let figures = [
            (Figure::Price, said.price, listed.price.minor()),
            (Figure::Tax, i64::from(said.tax.0), i64::from(listed.tax.0)),
            (Figure::Sum, said.sum, sum.minor()),
        ];
        let differs = figures.into_iter().filter(|(_, told, ours)| told != ours);
        differences.extend(differs.map(|(figure, told, ours)| Difference { line: Some(line), figure, told, ours }));
        let tax = sum.contained(counts.tax)?;
        lines.push(CountedLine { line, product: said.product, price: counts.price, quantity: said.quantity, sum, tax });
    }
    let total = Money::sum(told.currency, lines.iter().map(|line| line.sum))?;
    let tax = Money::sum(told.currency, lines.iter().map(|line| line.tax))?;
    if told.total != total.minor() {
        differences.push(Difference { line: None, figure: Figure::Total, told: told.total, ours: total.minor() });
    }
    Ok(Table { lines, total, tax, differences })
}
