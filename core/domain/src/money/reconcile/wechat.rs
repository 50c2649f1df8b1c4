//! The trade bill of WeChat Pay, as merchants download it (`tradebill`, types ALL, SUCCESS and REFUND).
//!
//! A line of column names, a line for each payment and refund with a backtick before each value, a line of names of sums and
//! one of sums. Read are, by their names: 微信订单号 (the payment's name), 商户订单号 (our order), 交易状态 (`SUCCESS`,
//! `REFUND`, `REVOKED`), 货币种类, 订单金额 (older files: 总金额), 商户退款单号 and 微信退款单号, 申请退款金额 (older files:
//! 退款金额) and 退款状态. Amounts are in yuan, before coupons of WeChat Pay itself, as our orders are. The file counts a
//! refund on the day it was accepted and is never updated: `PROCESSING` is a refund, `FAIL` is not.
//!
//! The columns are those of the format's description at pay.weixin.qq.com ("交易账单文件格式说明"), version of 2023.

use super::bill::{Bill, BillError, Columns, MAX_ROWS, compare, lines, values};
use super::{Record, Way};
use crate::money::Currency;

const PAYMENT: &str = "微信订单号";
const ORDER: &str = "商户订单号";
const STATE: &str = "交易状态";
const CURRENCY: &str = "货币种类";
const AMOUNT: [&str; 2] = ["订单金额", "总金额"];
const OUR_REFUND: &str = "商户退款单号";
const THEIR_REFUND: &str = "微信退款单号";
const REFUNDED: [&str; 2] = ["申请退款金额", "退款金额"];
const REFUND_STATE: &str = "退款状态";
const COUNT: &str = "总交易单数";
/// The sums a file states, and which of ours each is.
const PAID_SUM: &str = "订单总金额";
const REFUNDED_SUM: &str = "申请退款总金额";

/// What the rows have, to be compared with what the file states: amounts as they stand, of refunds that failed too.
#[derive(Default)]
struct Sums {
    rows: i64,
    paid: i64,
    refunded: i64,
}

/// Reads a trade bill. The text is UTF-8, with or without a byte order mark.
///
/// # Errors
/// When a line cannot be understood, or the file's own sums say that something is missing.
pub fn wechat(text: &str) -> Result<Bill, BillError> {
    let (mut bill, mut sums) = (Bill::default(), Sums::default());
    let (mut columns, mut stated): (Option<Columns>, Option<Columns>) = (None, None);
    for line in lines(text) {
        let (number, line) = line?;
        if let Some(stated) = &stated {
            check(stated, &values(line), &sums, number)?;
            bill.summed = true;
            break;
        }
        let Some(known) = &columns else {
            columns = Columns::of(line, &[PAYMENT, ORDER, STATE]);
            continue;
        };
        stated = Columns::of(line, &[COUNT]);
        if stated.is_none() {
            if bill.records.len() + bill.passed_over.len() >= MAX_ROWS {
                return Err(BillError::TooManyRows);
            }
            row(known, &values(line), number, &mut bill, &mut sums)?;
        }
    }
    columns.map(|_| bill).ok_or(BillError::NoHeader)
}

fn row(columns: &Columns, values: &[String], line: usize, bill: &mut Bill, sums: &mut Sums) -> Result<(), BillError> {
    let code = columns.get(values, CURRENCY).filter(|code| !code.is_empty()).unwrap_or("CNY");
    let currency = Currency::of(code).map_err(|_| BillError::NotAnAmount { line, column: CURRENCY.to_owned() })?;
    // Of the two names of a column the first one that the file has.
    let amount = |[name, older]: [&str; 2]| match columns.get(values, name) {
        Some(_) => columns.minor(values, name, currency, line),
        None => columns.minor(values, older, currency, line),
    };
    let (paid, refunded) = (amount(AMOUNT)?, amount(REFUNDED)?);
    sums.rows += 1;
    sums.paid = sums.paid.saturating_add(paid);
    sums.refunded = sums.refunded.saturating_add(refunded);
    let payment = columns.need(values, PAYMENT, line)?;
    let order = columns.get(values, ORDER).unwrap_or_default().to_owned();
    let (way, name, minor) = match columns.need(values, STATE, line)? {
        "SUCCESS" => (Way::Payment, payment, paid),
        "REFUND" | "REVOKED" if columns.get(values, REFUND_STATE) == Some("FAIL") => {
            bill.passed_over.push(line);
            return Ok(());
        }
        "REFUND" | "REVOKED" => {
            // A revoked payment has no number of a refund; the payment's own name is the next best.
            let given = |name: &&str| !name.is_empty() && *name != "0";
            let names = [columns.get(values, OUR_REFUND), columns.get(values, THEIR_REFUND)];
            let name = names.into_iter().flatten().find(given).unwrap_or(payment);
            (Way::Refund, name, refunded)
        }
        word => return Err(BillError::UnknownKind { line, word: word.chars().take(32).collect() }),
    };
    bill.records.push(Record { way, name: name.to_owned(), order, minor, currency });
    Ok(())
}

/// Compares the sums; those that a file does not state are not compared.
fn check(stated: &Columns, values: &[String], sums: &Sums, line: usize) -> Result<(), BillError> {
    let count = stated.need(values, COUNT, line)?;
    let count = count.parse().map_err(|_| BillError::NotAnAmount { line, column: COUNT.to_owned() })?;
    compare(COUNT, count, sums.rows)?;
    for (column, counted) in [(PAID_SUM, sums.paid), (REFUNDED_SUM, sums.refunded)] {
        if stated.get(values, column).is_some_and(|value| !value.is_empty()) {
            compare(column, stated.minor(values, column, Currency::CNY, line)?, counted)?;
        }
    }
    Ok(())
}
