//! The business bill of Alipay, as merchants download it (`trade`, the details).
//!
//! Comment lines begin with `#`; between them a line of column names and a line for each payment and refund, many values with
//! a tab behind. Read are, by their names: 支付宝交易号 (the payment's name), 商户订单号 (our order), 业务类型 (交易 or 退款),
//! 订单金额（元） (negative for refunds) and 退款批次号/请求号 (our refund). The comments at the end state how many payments and
//! refunds there are, `#交易合计：6笔，…` and `#退款合计：4笔，…`. A bill of this kind is in yuan and counts a refund on the
//! day it was done.
//!
//! The columns are those of the format's description at opendocs.alipay.com. Alipay's files are GBK; the caller turns them
//! into text.

use super::bill::{Bill, BillError, Columns, MAX_ROWS, compare, lines, values};
use super::{Record, Way};
use crate::money::Currency;

const PAYMENT: &str = "支付宝交易号";
const ORDER: &str = "商户订单号";
const KIND: &str = "业务类型";
const AMOUNT: &str = "订单金额(元)";
const OUR_REFUND: &str = "退款批次号/请求号";
/// How the comments begin that state how many there are.
const COUNTS: [(&str, Way); 2] = [("交易合计", Way::Payment), ("退款合计", Way::Refund)];

/// Reads a business bill.
///
/// # Errors
/// When a line cannot be understood, or the file's own counts say that something is missing.
pub fn alipay(text: &str) -> Result<Bill, BillError> {
    let (mut bill, mut columns): (Bill, Option<Columns>) = (Bill::default(), None);
    for line in lines(text) {
        let (number, line) = line?;
        if let Some(comment) = line.trim_start().strip_prefix('#') {
            for (words, way) in COUNTS {
                if let Some(stated) = stated(comment, words) {
                    let counted = bill.records.iter().filter(|record| record.way == way).count();
                    compare(words, stated, i64::try_from(counted).unwrap_or(i64::MAX))?;
                    bill.summed = true;
                }
            }
            continue;
        }
        let Some(known) = &columns else {
            columns = Columns::of(line, &[PAYMENT, ORDER, KIND, AMOUNT]);
            continue;
        };
        if bill.records.len() >= MAX_ROWS {
            return Err(BillError::TooManyRows);
        }
        bill.records.push(row(known, &values(line), number)?);
    }
    columns.map(|_| bill).ok_or(BillError::NoHeader)
}

/// The number in `交易合计：6笔，…`.
fn stated(comment: &str, words: &str) -> Option<i64> {
    let rest = comment.trim_start_matches('#').trim().strip_prefix(words)?;
    let (number, _) = rest.trim_start_matches(['：', ':']).split_once('笔')?;
    number.trim().parse().ok()
}

fn row(columns: &Columns, values: &[String], line: usize) -> Result<Record, BillError> {
    let payment = columns.need(values, PAYMENT, line)?;
    columns.need(values, AMOUNT, line)?;
    let minor = columns.minor(values, AMOUNT, Currency::CNY, line)?;
    let (way, name) = match columns.need(values, KIND, line)? {
        "交易" => (Way::Payment, payment),
        "退款" => (Way::Refund, columns.get(values, OUR_REFUND).filter(|name| !name.is_empty()).unwrap_or(payment)),
        word => return Err(BillError::UnknownKind { line, word: word.chars().take(32).collect() }),
    };
    let order = columns.get(values, ORDER).unwrap_or_default().to_owned();
    Ok(Record { way, name: name.to_owned(), order, minor: minor.abs(), currency: Currency::CNY })
}
