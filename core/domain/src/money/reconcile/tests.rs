//! Files as providers write them, and two sides laid beside each other.

use proptest::prelude::*;

use super::*;
use crate::money::orders::{Ask, Created, OrderEvent, Report, Request, Source, Subject, apply, create};
use crate::{CompanyId, OrderId, RefundId};

const CNY: Currency = Currency::CNY;

const WECHAT_NAMES: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,\
    付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,\
    商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
const WECHAT_SUMS: &str =
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

fn wechat_row(state: &str, transaction: &str, order: &str, money: &str, refund: (&str, &str, &str)) -> String {
    let (number, back, refund_state) = refund;
    let values = [
        "2026-03-02 10:00:00",
        "wx1",
        "1900000001",
        "0",
        "",
        transaction,
        order,
        "openid",
        "NATIVE",
        state,
        "OTHERS",
        "CNY",
        money,
        "0.00",
        "5030",
        number,
        back,
        "0.00",
        "ORIGINAL",
        refund_state,
        "泵, 阀 and seal",
        "",
        "0.05940",
        "0.60%",
        money,
        back,
        "",
    ];
    format!("`{}", values.join(",`"))
}

fn wechat_file() -> Vec<String> {
    vec![
        WECHAT_NAMES.to_owned(),
        wechat_row("SUCCESS", "4200001", "order1", "9.90", ("0", "0.00", "")),
        wechat_row("REFUND", "4200001", "order1", "0.00", ("refund1", "4.00", "PROCESSING")),
        wechat_row("REFUND", "4200001", "order1", "0.00", ("refund2", "1.00", "FAIL")),
        wechat_row("REVOKED", "4200002", "order2", "0.00", ("0", "2.00", "SUCCESS")),
        WECHAT_SUMS.to_owned(),
        "`4,`9.90,`7.00,`0.00,`0.05940,`9.90,`7.00".to_owned(),
    ]
}

fn record(way: Way, name: &str, order: &str, minor: i64) -> Record {
    Record { way, name: name.into(), order: order.into(), minor, currency: CNY }
}

#[test]
fn a_trade_bill_of_wechat_pay_is_read_with_its_sums() {
    let bill = wechat(&wechat_file().join("\r\n")).expect("reads");
    let expected = [
        record(Way::Payment, "4200001", "order1", 990),
        record(Way::Refund, "refund1", "order1", 400),
        record(Way::Refund, "5030", "order2", 200),
    ];
    assert_eq!(bill, Bill { records: expected.to_vec(), passed_over: vec![4], summed: true });
    let marked = format!("\u{feff}{}\n\n", wechat_file().join("\n"));
    assert_eq!(wechat(&marked), Ok(bill));
}

#[test]
fn a_file_that_was_cut_off_or_changed_is_refused() {
    let mut short = wechat_file();
    short.remove(2);
    let differ = |column: &str, stated, counted| BillError::SumsDiffer { column: column.into(), stated, counted };
    assert_eq!(wechat(&short.join("\n")), Err(differ("总交易单数", 4, 3)));
    let mut changed = wechat_file();
    changed[1] = changed[1].replace("9.90", "9.80");
    assert_eq!(wechat(&changed.join("\n")), Err(differ("订单总金额", 990, 980)));
    // Without its last lines nothing can be compared; the caller sees that.
    let unsummed = wechat(&wechat_file()[..5].join("\n")).expect("reads");
    assert_eq!((unsummed.records.len(), unsummed.summed), (3, false));
}

#[test]
fn a_line_that_is_not_understood_is_named() {
    let with = |line: String| wechat(&[WECHAT_NAMES.to_owned(), line].join("\n"));
    let row = wechat_row("SUCCESS", "4200001", "order1", "9.90", ("0", "0.00", ""));
    let column = |name: &str| name.to_owned();
    for (line, error) in [
        (row.replace("SUCCESS", "STRANGE"), BillError::UnknownKind { line: 2, word: "STRANGE".into() }),
        (row.replace("4200001", ""), BillError::Missing { line: 2, column: column("微信订单号") }),
        (row.replace("9.90", "9.905"), BillError::NotAnAmount { line: 2, column: column("订单金额") }),
        (row.replace("CNY", "???"), BillError::NotAnAmount { line: 2, column: column("货币种类") }),
        ("x".repeat(9_000), BillError::TooLong { line: 2 }),
        ("`a,`b".into(), BillError::Missing { line: 2, column: column("微信订单号") }),
    ] {
        assert_eq!(with(line), Err(error));
    }
    for text in ["", "a,b\n1,2\n", "\u{fffd}\u{fffd},\u{fffd}"] {
        assert_eq!(wechat(text), Err(BillError::NoHeader));
        assert_eq!(alipay(text), Err(BillError::NoHeader));
    }
}

#[test]
fn an_older_trade_bill_has_other_names_for_its_amounts() {
    let text = "交易时间,微信订单号,商户订单号,交易状态,货币种类,总金额,微信退款单号,商户退款单号,退款金额,退款状态\n\
        `2014-06-03 09:00:00,`T1,`order1,`SUCCESS,`CNY,`0.01,`0,`0,`0,`\n\
        `2014-06-03 09:01:00,`T1,`order1,`REFUND,`CNY,`0,`R1,`,`0.01,`SUCCESS\n";
    let bill = wechat(text).expect("reads");
    assert_eq!(bill.records, [record(Way::Payment, "T1", "order1", 1), record(Way::Refund, "R1", "order1", 1)]);
}

const ALIPAY_FILE: &str = "#支付宝业务明细查询\n\
    #账号：[20880000000000000156]\n\
    #起始日期：[2026年03月02日 00:00:00]   终止日期：[2026年03月03日 00:00:00]\n\
    #-----------------------------------------业务明细列表----------------------------------------\n\
    支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,对方账户,订单金额（元）,商家实收（元）,退款批次号/请求号,备注\n\
    2026030222001\t,order1\t,交易\t,\"泵, 阀 \"\"A\"\"\",2026-03-02 10:55:16,2026-03-02 10:55:23,*水(602***@qq.com)\t,9.90,9.90,\t,\n\
    2026030222001\t,order1\t,退款\t,泵,2026-03-02 10:55:16,2026-03-02 11:56:48,*水(602***@qq.com)\t,-4.00,-4.00,refund1,\n\
    2026030222002\t,order2\t,交易\t,阀,2026-03-02 12:00:00,2026-03-02 12:00:01,\t,1200.00,1200.00,\t,\n\
    #-----------------------------------------业务明细列表结束------------------------------------\n\
    #交易合计：2笔，商家实收共1209.90元，商家优惠共0.00元\n\
    #退款合计：1笔，商家实收退款共-4.00元，商家优惠退款共0.00元\n\
    #导出时间：[2026年03月03日 05:46:49]\n";

#[test]
fn a_business_bill_of_alipay_is_read_with_its_counts() {
    let bill = alipay(ALIPAY_FILE).expect("reads");
    let expected = [
        record(Way::Payment, "2026030222001", "order1", 990),
        record(Way::Refund, "refund1", "order1", 400),
        record(Way::Payment, "2026030222002", "order2", 120_000),
    ];
    assert_eq!(bill, Bill { records: expected.to_vec(), passed_over: vec![], summed: true });
    let marked = format!("\u{feff}{}", ALIPAY_FILE.replace('（', "(").replace('）', ")"));
    assert_eq!(alipay(&marked), Ok(bill));
    let short: Vec<&str> = ALIPAY_FILE.lines().filter(|line| !line.contains("order2")).collect();
    let differ = BillError::SumsDiffer { column: "交易合计".into(), stated: 2, counted: 1 };
    assert_eq!(alipay(&short.join("\n")), Err(differ));
    let strange = ALIPAY_FILE.replace(",退款\t", ",转账\t");
    assert_eq!(alipay(&strange), Err(BillError::UnknownKind { line: 7, word: "转账".into() }));
}

#[test]
fn files_are_bounded() {
    let text = format!("微信订单号,商户订单号,交易状态\n{}", "`T,`o,`SUCCESS\n".repeat(MAX_ROWS + 1));
    assert_eq!(wechat(&text), Err(BillError::TooManyRows));
}

#[test]
fn what_cannot_be_paired_is_named_and_totals_are_to_the_minor_unit() {
    let payment = |name: &str, minor| record(Way::Payment, name, "o", minor);
    let refund = |name: &str, minor| record(Way::Refund, name, "o", minor);
    let here = [payment("T1", 990), payment("T2", 500), payment("T3", 7), refund("R1", 400)];
    let there = [payment("T1", 990), payment("T3", 8), payment("T4", 1), refund("R1", 400), payment("R1", 400)];
    let result = reconcile(&here, &there);
    assert_eq!(result.matched, [payment("T1", 990), refund("R1", 400)]);
    assert_eq!(result.missing_there, [payment("T2", 500)]);
    assert_eq!(result.missing_here, [payment("R1", 400), payment("T4", 1)]);
    assert_eq!(result.differing, [Differing { here: payment("T3", 7), there: payment("T3", 8) }]);
    let (ours, theirs) = result.totals[&CNY];
    assert_eq!((ours.paid, ours.refunded, ours.count, ours.net()), (1_497, 400, 4, 1_097));
    assert_eq!((theirs.paid, theirs.refunded, theirs.count, theirs.net()), (1_399, 400, 5, 999));
    let json = serde_json::to_string(&result).expect("serialises");
    assert_eq!(serde_json::from_str::<Reconciliation>(&json).expect("reads"), result);
    assert!(!result.is_clean() && reconcile(&here, &here).is_clean());
}

#[test]
fn a_name_that_stands_twice_is_paired_twice() {
    let payment = |minor| record(Way::Payment, "T1", "o", minor);
    let result = reconcile(&[payment(5), payment(6)], &[payment(6), payment(6), payment(9)]);
    assert_eq!(result.matched, [payment(6)]);
    assert_eq!(result.differing, [Differing { here: payment(5), there: payment(6) }]);
    assert_eq!(result.missing_here, [payment(9)]);
}

#[test]
fn our_side_is_read_from_orders_by_their_day() {
    let yuan = |minor| Money::new(minor, CNY).expect("within bounds");
    let request = Request {
        key: "wish".into(),
        subject: Subject::TopUp { company: CompanyId::from_parts(1, [1; 10]) },
        company: None,
        price: yuan(990),
        coupon: None,
        provider: "wechat_pay".parse().expect("a provider"),
        card: None,
        service: String::new(),
        remark: String::new(),
    };
    let Ok(Created::New(mut order)) = create(request, OrderId::from_parts(2, [2; 10]), None, Timestamp(0), &[]) else {
        panic!("a new order");
    };
    let ask = |n: u8, at| Ask {
        refund: RefundId::from_parts(n.into(), [n; 10]),
        money: yuan(100),
        transaction: None,
        by: None,
        at: Timestamp(at),
    };
    let report =
        Report { source: Source::Query, money: yuan(990), transaction: "T1".into(), event: None, at: Timestamp(10) };
    let events = [
        OrderEvent::PaidReported(report),
        OrderEvent::RefundAsked(ask(1, 19)),
        OrderEvent::RefundDone { refund: ask(1, 0).refund, at: Timestamp(25) },
        OrderEvent::RefundAsked(ask(2, 15)),
        OrderEvent::RefundFailed { refund: ask(2, 0).refund, at: Timestamp(16) },
        OrderEvent::RefundAsked(ask(3, 21)),
    ];
    for event in &events {
        order = apply(&order, event).expect("happens").order;
    }
    let names = |day, refund_day| {
        let records = ours([&order], &order.request.provider, day, refund_day);
        records.into_iter().map(|record| (record.name, record.minor)).collect::<Vec<_>>()
    };
    let number = |n: u8| RefundId::from_parts(n.into(), [n; 10]).0.simple().to_string();
    let (first, second) = ((Timestamp(10), Timestamp(20)), (Timestamp(20), Timestamp(30)));
    assert_eq!(names(first, RefundDay::Asked), [("T1".into(), 990), (number(1), 100)]);
    assert_eq!(names(first, RefundDay::Done), [("T1".into(), 990)]);
    assert_eq!(names((Timestamp(0), Timestamp(10)), RefundDay::Asked), []);
    assert_eq!(names(second, RefundDay::Asked), [(number(3), 100)]);
    assert_eq!(names(second, RefundDay::Done), [(number(1), 100)]);
    let other = "alipay".parse().expect("a provider");
    assert_eq!(ours([&order], &other, first, RefundDay::Done), []);
    assert_eq!(number(1).len(), 32);
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    let one = (any::<bool>(), 0..6_u8, 0..4_i64).prop_map(|(back, name, minor)| {
        record(if back { Way::Refund } else { Way::Payment }, &format!("T{name}"), "o", minor)
    });
    prop::collection::vec(one, 0..15)
}

proptest! {
    #[test]
    fn every_record_is_somewhere_once_and_the_totals_explain_themselves(here in records(), there in records()) {
        let result = reconcile(&here, &there);
        let sorted = |mut all: Vec<Record>| { all.sort(); all };
        let differing = || result.differing.iter();
        let ours = result.matched.iter().chain(&result.missing_there).chain(differing().map(|one| &one.here));
        prop_assert_eq!(sorted(ours.cloned().collect()), sorted(here));
        let theirs = result.matched.iter().chain(&result.missing_here).chain(differing().map(|one| &one.there));
        prop_assert_eq!(sorted(theirs.cloned().collect()), sorted(there));
        let (ours, theirs) = result.totals.get(&CNY).copied().unwrap_or_default();
        let signed = |one: &Record| if one.way == Way::Payment { i128::from(one.minor) } else { -i128::from(one.minor) };
        let explained = result.missing_there.iter().map(signed).sum::<i128>() - result.missing_here.iter().map(signed).sum::<i128>()
            + result.differing.iter().map(|one| signed(&one.here) - signed(&one.there)).sum::<i128>();
        prop_assert_eq!(ours.net() - theirs.net(), explained);
    }

    #[test]
    fn no_text_is_a_panic(text in "[`\",#\n\t0-9.交易合计笔：SUCCESS]{0,200}") {
        drop(wechat(&text));
        drop(alipay(&format!("支付宝交易号,商户订单号,业务类型,订单金额（元）\n{text}")));
        drop(wechat(&format!("{WECHAT_NAMES}\n{text}")));
    }
}
