//! Postings, balances and the chain.

use super::*;
use crate::money::{Currency, MAX_MINOR, Money, MoneyError};
use crate::{AgentId, CompanyId, OrderId, PostingId, TenantId, Timestamp};

pub(super) const CNY: Currency = Currency::CNY;

pub(super) fn yuan(minor: i64) -> Money {
    Money::new(minor, CNY).expect("within bounds")
}

pub(super) fn company(n: u8) -> CompanyId {
    CompanyId::from_parts(n.into(), [n; 10])
}

pub(super) fn tenant() -> TenantId {
    TenantId::from_parts(1, [1; 10])
}

fn id(n: u16) -> PostingId {
    let [high, low] = n.to_be_bytes();
    PostingId::from_parts(n.into(), [high, low, 0, 0, 0, 0, 0, 0, 0, 0])
}

pub(super) fn voucher(n: u16) -> Voucher {
    Voucher {
        id: id(n),
        at: Timestamp(1_772_409_600_000),
        by: Some(AgentId::from_parts(3, [3; 10])),
        method: Method::Cash,
        service: String::new(),
        receipt: String::new(),
        remark: "备注".into(),
        order: None,
    }
}

pub(super) fn cash(minor: i64, discount: i64) -> Paid {
    Paid { money: yuan(minor), into: Account::Cash, discount: yuan(discount) }
}

fn lines(posting: &Posting) -> Vec<(String, i64)> {
    posting.lines.iter().map(|line| (line.account.to_string(), line.minor)).collect()
}

fn topped_up(minor: i64) -> Book {
    let mut book = Book::default();
    book.post(1, &Posting::top_up(company(1), cash(minor, 0), voucher(1)).expect("valid")).expect("fits");
    book
}

fn deducted(book: &Book, minor: i64, service: &str, repeat: Repeat, n: u16) -> Result<Posting, DeductRefusal> {
    let state = book.state(company(1), CNY, service).expect("within bounds");
    let what = Deduct {
        company: company(1),
        revenue: RevenueKind::Remote,
        amount: yuan(minor),
        version: state.version,
        repeat,
    };
    deduct(&what, &state, Voucher { service: service.into(), ..voucher(n) })
}

#[test]
fn each_builder_moves_money_between_the_right_accounts() {
    let balance = Account::Balance(company(1)).to_string();
    let line = |account: &str, minor| (account.to_owned(), minor);
    let top_up = Posting::top_up(company(1), cash(8_000, 2_000), voucher(1)).expect("valid");
    assert_eq!(lines(&top_up), [line("cash", -8_000), line("discount", -2_000), line(&balance, 10_000)]);
    let charge = Posting::charge_paid(RevenueKind::Visit, cash(500, 0), voucher(2)).expect("valid");
    assert_eq!(lines(&charge), [line("cash", -500), line("revenue:visit", 500)]);
    let free = Posting::charge_paid(RevenueKind::Visit, cash(0, 500), voucher(3)).expect("valid");
    assert_eq!(lines(&free), [line("discount", -500), line("revenue:visit", 500)]);
    let refund = Posting::refund(Account::Refunds, cash(80, 20), voucher(4)).expect("valid");
    assert_eq!(lines(&refund), [line("refunds", -100), line("discount", 20), line("cash", 80)]);
    let reversal = top_up.reversal(voucher(5)).expect("valid");
    assert_eq!(lines(&reversal), [line("cash", 8_000), line("discount", 2_000), line(&balance, -10_000)]);
    assert_eq!((reversal.kind, reversal.reverses), (PostingKind::Reversal, Some(id(1))));
    let (first, last) = (&top_up.lines[0], &top_up.lines[2]);
    assert_eq!((first.debit(), first.credit(), last.debit(), last.credit()), (8_000, 0, 0, 10_000));
}

#[test]
fn what_is_no_posting_is_refused_with_its_reason() {
    let of = |lines: &[i64]| {
        let lines = lines.iter().map(|minor| Line { account: Account::Manual, minor: *minor }).collect();
        Posting { kind: PostingKind::Adjust, voucher: voucher(1), currency: CNY, lines, reverses: None }
    };
    let bounds = PostingError::Amount { fault: MoneyError::OutOfBounds };
    let long = |member: &str| PostingError::TooLong { member: member.into() };
    let with = |change: fn(&mut Posting)| {
        let mut posting = of(&[1, -1]);
        change(&mut posting);
        posting
    };
    for (posting, error) in [
        (of(&[]), PostingError::Lines { count: 0 }),
        (of(&[1]), PostingError::Lines { count: 1 }),
        (of(&[1; 17]), PostingError::Lines { count: 17 }),
        (of(&[1, -1, 0]), PostingError::ZeroLine),
        (of(&[3, -1]), PostingError::Unbalanced { minor: 2 }),
        (of(&[i64::MIN, i64::MAX]), bounds.clone()),
        (of(&[MAX_MINOR + 1, -MAX_MINOR - 1]), bounds),
        (with(|p| p.voucher.service = "x".repeat(65)), long("service")),
        (with(|p| p.voucher.receipt = "x".repeat(129)), long("receipt")),
        (with(|p| p.voucher.remark = "备".repeat(1_001)), long("remark")),
        (with(|p| p.reverses = Some(id(9))), PostingError::Reverses),
        (with(|p| p.kind = PostingKind::Reversal), PostingError::Reverses),
    ] {
        assert_eq!(posting.check(), Err(error));
    }
    assert_eq!(of(&[MAX_MINOR, -MAX_MINOR]).check(), Ok(()));
    let nothing = Err(PostingError::Nothing);
    assert_eq!(Posting::top_up(company(1), cash(0, 0), voucher(1)), nothing);
    assert_eq!(Posting::top_up(company(1), cash(-5, 10), voucher(1)), nothing);
    assert_eq!(Posting::refund(Account::Refunds, cash(-5, 0), voucher(1)), nothing);
}

#[test]
fn a_posting_is_reversed_once_and_a_reversal_never() {
    let top_up = Posting::top_up(company(1), cash(100, 0), voucher(1)).expect("valid");
    let mut book = topped_up(100);
    let reversal = top_up.reversal(voucher(2)).expect("valid");
    assert_eq!(reversal.reversal(voucher(3)), Err(PostingError::IsReversal));
    assert_eq!(book.post(2, &reversal), Ok(Posted::New));
    assert_eq!(book.post(3, &reversal), Ok(Posted::Known));
    let again = top_up.reversal(voucher(3)).expect("valid");
    assert_eq!(book.post(3, &again), Err(LedgerRefusal::AlreadyReversed { by: id(2) }));
    let lone = Posting { reverses: Some(id(99)), ..again };
    assert_eq!(book.post(3, &lone), Err(LedgerRefusal::NothingToReverse { id: id(99) }));
    let other = Posting::top_up(company(1), cash(70, 0), voucher(4)).expect("valid");
    book.post(4, &other).expect("fits");
    let wrong = Posting { reverses: Some(id(4)), ..top_up.reversal(voucher(5)).expect("valid") };
    assert_eq!(book.post(5, &wrong), Err(LedgerRefusal::NotTheNegation { id: id(4) }));
    let of_order = Voucher { order: Some(OrderId::default()), ..voucher(6) };
    let of_order = Posting::top_up(company(1), cash(70, 0), of_order).expect("valid");
    assert_eq!(of_order.reversal(voucher(7)), Err(PostingError::OfOrder));
}

#[test]
fn a_top_up_that_was_spent_is_not_reversed() {
    let mut book = topped_up(100);
    book.post(2, &deducted(&book, 60, "V-1", Repeat::Ask, 2).expect("enough")).expect("fits");
    let reversal = Posting::top_up(company(1), cash(100, 0), voucher(1)).and_then(|p| p.reversal(voucher(3)));
    let refused = book.post(3, &reversal.expect("valid"));
    assert_eq!(refused, Err(LedgerRefusal::Insufficient { company: company(1), missing: yuan(60) }));
    assert_eq!(book.minor(&Account::Balance(company(1)), CNY), 40);
}

#[test]
fn an_id_with_another_content_is_refused() {
    let mut book = topped_up(100);
    let other = Posting::top_up(company(1), cash(101, 0), voucher(1)).expect("valid");
    assert_eq!(book.post(2, &other), Err(LedgerRefusal::OtherPosting { id: id(1) }));
}

#[test]
fn of_two_agents_who_deduct_at_once_the_second_looks_again() {
    let mut book = topped_up(100);
    let first = deducted(&book, 60, "V-1", Repeat::Ask, 2).expect("enough");
    let what =
        Deduct { company: company(1), revenue: RevenueKind::Visit, amount: yuan(60), version: 1, repeat: Repeat::Ask };
    book.post(2, &first).expect("fits");
    let state = book.state(company(1), CNY, "V-2").expect("within bounds");
    assert_eq!(deduct(&what, &state, voucher(3)), Err(DeductRefusal::Stale { version: 2 }));
    let seen = Deduct { version: 2, ..what };
    assert_eq!(deduct(&seen, &state, voucher(3)), Err(DeductRefusal::Insufficient { missing: yuan(20) }));
    let enough = Deduct { amount: yuan(40), ..seen };
    let posting = deduct(&enough, &state, voucher(3)).expect("enough");
    assert_eq!(book.post(3, &posting), Ok(Posted::New));
    assert_eq!(book.minor(&Account::Balance(company(1)), CNY), 0);
}

#[test]
fn a_service_is_deducted_for_twice_only_on_purpose() {
    let mut book = topped_up(100);
    let first = deducted(&book, 10, "V-1", Repeat::Ask, 2).expect("enough");
    book.post(2, &first).expect("fits");
    let repeated = Err(DeductRefusal::RepeatedService { earlier: id(2) });
    assert_eq!(deducted(&book, 10, "V-1", Repeat::Ask, 3), repeated);
    assert!(deducted(&book, 10, "V-1", Repeat::Confirmed, 3).is_ok());
    assert!(deducted(&book, 10, "V-2", Repeat::Ask, 3).is_ok());
    assert!(deducted(&book, 10, "", Repeat::Ask, 3).is_ok());
    // A reversed deduct stands no more.
    book.post(4, &first.reversal(voucher(4)).expect("valid")).expect("fits");
    assert!(deducted(&book, 10, "V-1", Repeat::Ask, 5).is_ok());
}

#[test]
fn without_an_overdraft_a_balance_is_never_negative_and_with_one_only_so_far() {
    let mut book = topped_up(100);
    assert_eq!(deducted(&book, 101, "", Repeat::Ask, 2), Err(DeductRefusal::Insufficient { missing: yuan(1) }));
    book.allow_overdraft(company(1), 50);
    assert_eq!(deducted(&book, 151, "", Repeat::Ask, 2), Err(DeductRefusal::Insufficient { missing: yuan(1) }));
    let posting = deducted(&book, 150, "", Repeat::Ask, 2).expect("enough");
    book.post(2, &posting).expect("fits");
    assert_eq!(book.minor(&Account::Balance(company(1)), CNY), -50);
    // When the overdraft is taken back, paying in is still possible.
    book.allow_overdraft(company(1), 0);
    book.post(3, &Posting::top_up(company(1), cash(10, 0), voucher(3)).expect("valid")).expect("only grows");
    assert_eq!(deducted(&book, 0, "", Repeat::Ask, 4), Err(PostingError::Nothing.into()));
    let dollars = Money::new(1, Currency::of("USD").expect("a currency")).expect("within bounds");
    let state = book.state(company(1), CNY, "").expect("within bounds");
    let what =
        Deduct { company: company(1), revenue: RevenueKind::Visit, amount: dollars, version: 3, repeat: Repeat::Ask };
    assert!(matches!(deduct(&what, &state, voucher(4)), Err(DeductRefusal::Posting { .. })));
}

#[test]
fn accounts_are_read_as_they_are_written() {
    let provider: Provider = "wechat_pay".parse().expect("a provider");
    for account in [
        Account::Balance(company(7)),
        Account::Clearing(provider),
        Account::Revenue(RevenueKind::Product),
        Account::Cash,
        Account::Suspense,
        Account::Refunding,
        Account::Discount,
        Account::Refunds,
        Account::Fees,
        Account::Manual,
    ] {
        assert_eq!(account.to_string().parse(), Ok(account));
    }
    for wrong in ["", "Cash", "balance", "balance:1", "clearing:", "clearing:WeChat", "revenue:gold", "cash:1"] {
        assert_eq!(wrong.parse::<Account>(), Err(NotAnAccount), "{wrong}");
    }
}

pub(super) fn journal() -> Vec<Sealed> {
    let mut chain = Chain::new(tenant());
    let top_up = Posting::top_up(company(1), cash(8_000, 2_000), voucher(1)).expect("valid");
    let charge = Voucher { service: "V-1".into(), receipt: "R-9".into(), ..voucher(2) };
    let charge = Posting::charge_paid(RevenueKind::Visit, cash(500, 0), charge).expect("valid");
    let reversal = top_up.reversal(voucher(3)).expect("valid");
    [top_up, charge, reversal].into_iter().map(|posting| chain.append(posting).expect("valid")).collect()
}

#[test]
fn a_whole_journal_verifies_and_its_end_is_known() {
    let journal = journal();
    let end = verify(tenant(), &journal).expect("whole");
    assert_eq!((end.seq, end.head), (3, journal[2].hash));
    assert_eq!(verify::<Sealed>(tenant(), []), Ok(Chain::new(tenant())));
    let mut chain = verify(tenant(), &journal[..2]).expect("whole");
    assert_eq!(chain.append(journal[2].posting.clone()), Ok(journal[2].clone()));
    let unbalanced = Posting { lines: journal[0].posting.lines[..2].to_vec(), ..journal[0].posting.clone() };
    assert!(chain.append(unbalanced).is_err());
    assert_eq!(chain, end);
}

#[test]
fn a_broken_link_is_named_with_its_reason() {
    type Break = fn(&mut Vec<Sealed>);
    let cases: [(Break, i64, Fault); 7] = [
        (|j| drop(j.remove(1)), 2, Fault::Gap),
        (|j| j.swap(0, 1), 1, Fault::Gap),
        (|j| j.insert(1, j[0].clone()), 2, Fault::Gap),
        (|j| j[1].prev = j[2].hash, 2, Fault::Prev),
        (|j| j[1].posting.voucher.remark.push('!'), 2, Fault::Hash),
        (|j| j[2].posting.lines[0].minor += 1, 3, Fault::Hash),
        (
            |j| {
                // Whoever writes lines that do not sum to zero and seals them is found by the sum.
                j[2].posting.lines[0].minor += 1;
                j[2].hash = super::chain::seal(j[2].prev, 3, &j[2].posting);
            },
            3,
            Fault::Sum,
        ),
    ];
    for (change, seq, fault) in cases {
        let mut journal = journal();
        change(&mut journal);
        assert_eq!(verify(tenant(), &journal), Err(Broken { seq, fault }));
    }
    let other = TenantId::from_parts(2, [2; 10]);
    assert_eq!(verify(other, journal()), Err(Broken { seq: 1, fault: Fault::Prev }));
}

#[test]
fn the_encoding_is_what_it_always_was() {
    let hashes: Vec<String> = journal().iter().map(|sealed| sealed.hash.to_string()).collect();
    // A second program, written from the description alone, gives the same.
    let pinned = [
        "878e53899ea290d27a4133c91bf8383c67e3816f4c7193324f8a9dbdda737cc1",
        "fafd92d9bb55186406c25304acad2dfe3be1907879f9bc2478ad38ad1d6dd4a7",
        "819cb35f29dd87b113dd811c9003bf1994879a2f6c0e38cb9479b5f464132e95",
    ];
    assert_eq!(hashes, pinned);
    let json = serde_json::to_value(&journal()[0]).expect("serialises");
    assert_eq!(json["posting"]["kind"], "top_up");
    assert_eq!(json["posting"]["lines"][0], serde_json::json!({ "account": "cash", "minor": -8000 }));
    assert_eq!(serde_json::from_value::<Sealed>(json).expect("reads"), journal()[0]);
}

#[test]
fn fields_that_run_into_each_other_encode_differently() {
    let with = |service: &str, receipt: &str| {
        let voucher = Voucher { service: service.into(), receipt: receipt.into(), ..voucher(1) };
        encode(&Posting::top_up(company(1), cash(1, 0), voucher).expect("valid"))
    };
    assert_ne!(with("ab", "c"), with("a", "bc"));
    assert_ne!(with("abc", ""), with("", "abc"));
}
