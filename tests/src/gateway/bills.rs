//! Files of a day in the houses' formats, columns as their descriptions have them.

use std::io::{Cursor, Write as _};

use anyhow::Result;
use encoding_rs::GBK;
use jiff::civil::Date;
use zip::write::SimpleFileOptions;

use crate::gateway::world::{
    House, MERCHANT, Order, Payment, Refund, RefundState, SELLER, WECHAT_APP, day, local, yuan,
};

const WECHAT_NAMES: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,\
    应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,\
    订单金额,申请退款金额,费率备注";
const WECHAT_SUMS: &str =
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";
const ALIPAY_NAMES: &str = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,\
    订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,\
    商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";

/// The trade bill of WeChat Pay; nothing of a day without anything.
pub(crate) fn wechat(orders: &[Order], of: Date) -> Option<String> {
    let orders = || orders.iter().filter(|order| order.house == House::Wechat);
    let paid = orders().flat_map(|order| order.payments.iter().map(move |paid| (order, paid)));
    let paid: Vec<(&Order, &Payment)> = paid.filter(|(_, paid)| day(paid.at) == Some(of)).collect();
    let back = orders().flat_map(|order| order.refunds.iter().map(move |back| (order, back)));
    let back: Vec<(&Order, &Refund)> = back.filter(|(_, back)| day(back.asked_at) == Some(of)).collect();
    let mut lines = vec![WECHAT_NAMES.to_owned()];
    let mut line = |order: &Order, at: i64, transaction: &str, state: &str, units: i64, back: Option<&Refund>| {
        let word = |state| match state {
            RefundState::Open => "PROCESSING",
            RefundState::Done => "SUCCESS",
            RefundState::Failed => "FAIL",
        };
        let (theirs, ours) = back.map_or(("0", "0"), |back| (&back.reference, &back.number));
        let (money, returned) = (yuan(units), yuan(back.map_or(0, |back| back.units)));
        let (kind, how) = back.map_or(("", ""), |back| ("ORIGINAL", word(back.state)));
        let values = [
            &local(at),
            WECHAT_APP,
            MERCHANT,
            "0",
            "",
            transaction,
            &order.number,
            "openid",
            "NATIVE",
            state,
            "OTHERS",
            "CNY",
            &money,
            "0.00",
            theirs,
            ours,
            &returned,
            "0.00",
            kind,
            how,
            &order.title,
            "",
            "0.00000",
            "0.60%",
            &money,
            &returned,
            "",
        ];
        lines.push(format!("`{}", values.join(",`")));
    };
    for (order, paid) in &paid {
        line(order, paid.at, &paid.transaction, "SUCCESS", paid.units, None);
    }
    for (order, refund) in &back {
        line(order, refund.asked_at, &refund.transaction, "REFUND", 0, Some(refund));
    }
    let count = lines.len() - 1;
    let (sum, returned) =
        (yuan(paid.iter().map(|(_, paid)| paid.units).sum()), yuan(back.iter().map(|(_, back)| back.units).sum()));
    lines.push(WECHAT_SUMS.to_owned());
    lines.push(format!("`{count},`{sum},`{returned},`0.00,`0.00000,`{sum},`{returned}"));
    (count > 0).then(|| format!("\u{feff}{}\r\n", lines.join("\r\n")))
}

/// The business bill of Alipay, details; nothing of a day without anything.
fn alipay_text(orders: &[Order], of: Date) -> Option<String> {
    let mut rows = [Vec::new(), Vec::new()];
    let line = |order: &Order, kind: &str, at: i64, transaction: &str, units: i64, refund: &str| {
        let money = yuan(units);
        let title = format!("\"{}\"", order.title.replace('"', "\"\""));
        let made = local(order.created_at);
        let values = [
            &format!("{transaction}\t"),
            &format!("{}\t", order.number),
            kind,
            &title,
            &made,
            &local(at),
            "",
            "",
            "",
            "",
            "*水(602***@qq.com)\t",
            &money,
            &money,
            "0.00",
            "0.00",
            "0.00",
            "0.00",
            "0.00",
            "",
            "0.00",
            "0.00",
            refund,
            "0.00",
            "0.00",
            "",
        ];
        values.join(",")
    };
    let [payments, refunds] = &mut rows;
    for order in orders.iter().filter(|order| order.house == House::Alipay) {
        for paid in order.payments.iter().filter(|paid| day(paid.at) == Some(of)) {
            payments.push(line(order, "交易", paid.at, &paid.transaction, paid.units, "\t"));
        }
        let done = |back: &&Refund| back.state == RefundState::Done && day(back.since) == Some(of);
        for back in order.refunds.iter().filter(done) {
            refunds.push(line(order, "退款", back.since, &back.transaction, -back.units, &back.number));
        }
    }
    if payments.is_empty() && refunds.is_empty() {
        return None;
    }
    let mut lines = vec![
        "#支付宝业务明细查询".to_owned(),
        format!("#账号：[{SELLER}0156]"),
        format!("#起始日期：[{of} 00:00:00]   终止日期：[{of} 24:00:00]"),
        "#-----------------------------------------业务明细列表----------------------------------------".to_owned(),
        ALIPAY_NAMES.to_owned(),
    ];
    let (paid, back) = (payments.len(), refunds.len());
    lines.append(payments);
    lines.append(refunds);
    lines.push(
        "#-----------------------------------------业务明细列表结束------------------------------------".to_owned(),
    );
    lines.push(format!("#交易合计：{paid}笔，商家实收共0.00元，商家优惠共0.00元"));
    lines.push(format!("#退款合计：{back}笔，商家实收退款共0.00元，商家优惠退款共0.00元"));
    Some(format!("{}\r\n", lines.join("\r\n")))
}

/// The business bill of Alipay: a ZIP with GBK files under GBK names.
pub(crate) fn alipay(orders: &[Order], of: Date) -> Result<Option<Vec<u8>>> {
    let Some(text) = alipay_text(orders, of) else { return Ok(None) };
    let compact = of.to_string().replace('-', "");
    let names = ["业务明细(汇总).csv", "业务明细.csv"].map(|name| format!("{SELLER}0156_{compact}_{name}"));
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut renamed = Vec::new();
    for (name, text) in names.iter().zip(["#支付宝业务汇总查询\r\n", text.as_str()]) {
        // The writer writes names in UTF-8; the house does not, so the name's bytes are put in afterwards.
        let name = GBK.encode(name).0.into_owned();
        let place = format!("{:~<width$}", renamed.len(), width = name.len());
        zip.start_file(place.as_str(), SimpleFileOptions::default())?;
        zip.write_all(&GBK.encode(text).0)?;
        renamed.push((place.into_bytes(), name));
    }
    let mut bytes = zip.finish()?.into_inner();
    for (place, name) in renamed {
        let found: Vec<usize> =
            bytes.windows(place.len()).enumerate().filter(|(_, window)| *window == place).map(|(at, _)| at).collect();
        for at in found {
            if let Some(window) = bytes.get_mut(at..at + name.len()) {
                window.copy_from_slice(&name);
            }
        }
    }
    Ok(Some(bytes))
}
