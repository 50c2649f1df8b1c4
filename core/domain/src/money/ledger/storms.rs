//! The books under any acts, and the chain under any change.

use proptest::prelude::*;

use super::tests::{CNY, cash, company, journal, tenant, voucher, yuan};
use super::*;

/// What an agent or a job may do to the books.
#[derive(Clone, Debug)]
enum Act {
    TopUp(u8, i64, i64),
    Charge(i64, i64),
    Deduct(u8, i64, u8, bool),
    Reverse(usize),
    Repeat(usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        (0..3_u8, 0..500_i64, 0..50_i64).prop_map(|(who, paid, off)| Act::TopUp(who, paid, off)),
        (0..500_i64, 0..50_i64).prop_map(|(paid, off)| Act::Charge(paid, off)),
        (0..3_u8, 0..400_i64, 0..4_u8, any::<bool>())
            .prop_map(|(who, much, what, yes)| Act::Deduct(who, much, what, yes)),
        (0..40_usize).prop_map(Act::Reverse),
        (0..40_usize).prop_map(Act::Repeat),
    ];
    prop::collection::vec(act, 0..40)
}

proptest! {
    #[test]
    fn whatever_is_done_lines_sum_to_zero_and_no_balance_is_negative(acts in acts()) {
        let (mut book, mut chain, mut journal) = (Book::default(), Chain::new(tenant()), Vec::<Sealed>::new());
        for (n, act) in (1_u16..).zip(acts) {
            let posting = match act {
                Act::TopUp(who, paid, off) => Posting::top_up(company(who), cash(paid, off), voucher(n)).ok(),
                Act::Charge(paid, off) => Posting::charge_paid(RevenueKind::Card, cash(paid, off), voucher(n)).ok(),
                Act::Deduct(who, much, what, confirmed) => {
                    let service = format!("S-{what}");
                    let state = book.state(company(who), CNY, &service).expect("within bounds");
                    let repeat = if confirmed { Repeat::Confirmed } else { Repeat::Ask };
                    let (revenue, version) = (RevenueKind::Remote, state.version);
                    let what = Deduct { company: company(who), revenue, amount: yuan(much), version, repeat };
                    deduct(&what, &state, Voucher { service, ..voucher(n) }).ok()
                }
                Act::Reverse(place) => journal.get(place).and_then(|sealed| sealed.posting.reversal(voucher(n)).ok()),
                Act::Repeat(place) => {
                    if let Some(sealed) = journal.get(place) {
                        let before = book.clone();
                        prop_assert_eq!(book.post(999, &sealed.posting), Ok(Posted::Known));
                        prop_assert_eq!(&book, &before);
                    }
                    None
                }
            };
            let Some(posting) = posting else { continue };
            let before = book.clone();
            match book.post(chain.seq + 1, &posting) {
                Ok(posted) => {
                    prop_assert_eq!(posted, Posted::New);
                    journal.push(chain.append(posting).expect("valid"));
                }
                Err(_) => prop_assert_eq!(&book, &before),
            }
        }
        prop_assert_eq!(book.sums().map(|(_, _, minor)| minor).sum::<i64>(), 0);
        for who in 0..3 {
            let account = Account::Balance(company(who));
            let all = journal.iter().flat_map(|sealed| &sealed.posting.lines);
            let sum: i64 = all.filter(|line| line.account == account).map(|line| line.minor).sum();
            prop_assert_eq!(book.minor(&account, CNY), sum);
            prop_assert!(sum >= 0);
        }
        prop_assert_eq!(Book::read(&journal), Ok(book));
        prop_assert_eq!(verify(tenant(), &journal), Ok(chain));
    }

    #[test]
    fn every_change_of_one_byte_of_a_posting_is_found(link in 0..3_usize, place in any::<prop::sample::Index>(), byte: u8) {
        let mut journal = journal();
        let mut text = serde_json::to_vec(&journal[link]).expect("serialises");
        let place = place.index(text.len());
        prop_assume!(text[place] != byte);
        text[place] = byte;
        let Ok(changed) = serde_json::from_slice::<Sealed>(&text) else { return Ok(()) };
        // Another way to write the same, such as capitals in an id, is no change.
        if changed != journal[link] {
            journal[link] = changed;
            prop_assert!(verify(tenant(), &journal).is_err());
        }
    }

    #[test]
    fn two_postings_never_encode_alike(one in acts(), other in acts()) {
        let of = |acts: &[Act]| acts.iter().find_map(|act| match act {
            Act::TopUp(who, paid, off) => Posting::top_up(company(*who), cash(*paid, *off), voucher(1)).ok(),
            Act::Charge(paid, off) => Posting::charge_paid(RevenueKind::Card, cash(*paid, *off), voucher(1)).ok(),
            _ => None,
        });
        if let (Some(one), Some(other)) = (of(&one), of(&other)) {
            prop_assert_eq!(encode(&one) == encode(&other), one == other);
        }
    }
}

#[test]
fn every_single_byte_of_the_sealed_text_is_guarded() {
    for link in 0..3 {
        let text = serde_json::to_vec(&journal()[link]).expect("serialises");
        for place in 0..text.len() {
            for flip in [0x01, 0x02, 0x10] {
                let mut text = text.clone();
                text[place] ^= flip;
                let Ok(changed) = serde_json::from_slice::<Sealed>(&text) else { continue };
                let mut journal = journal();
                if changed != journal[link] {
                    journal[link] = changed;
                    assert!(verify(tenant(), &journal).is_err(), "byte {place} of {link}");
                }
            }
        }
    }
}
