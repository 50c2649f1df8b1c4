//! The sum of all postings, and the gate for new ones.
//!
//! Give it the postings of a journal in their order and it knows every balance, which postings were reversed and which
//! services were deducted for. A refused posting changes nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Account, BalanceState, Posting, PostingError, PostingKind, Sealed, encode};
use crate::money::{Currency, MAX_MINOR, Money, MoneyError};
use crate::{CompanyId, PostingId};

/// An account's sum in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct Sum {
    minor: i64,
    version: i64,
}

/// What is remembered of a posting.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    encoded: Vec<u8>,
    kind: PostingKind,
    currency: Currency,
    lines: Vec<(Account, i64)>,
    reversed_by: Option<PostingId>,
    service: Option<(CompanyId, String)>,
}

impl Known {
    fn of(posting: &Posting, service: Option<(CompanyId, String)>) -> Self {
        Self {
            encoded: encode(posting),
            kind: posting.kind,
            currency: posting.currency,
            lines: posting.lines.iter().map(|line| (line.account.clone(), line.minor)).collect(),
            reversed_by: None,
            service,
        }
    }
}

/// The sum of all postings.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Book {
    sums: BTreeMap<(Account, Currency), Sum>,
    known: BTreeMap<PostingId, Known>,
    services: BTreeMap<(CompanyId, String), Vec<PostingId>>,
    overdrafts: BTreeMap<CompanyId, i64>,
}

/// What became of a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Posted {
    /// It was added.
    New,
    /// It was there already, and nothing changed.
    Known,
}

/// Why a posting does not come into the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum LedgerRefusal {
    /// It is not valid by itself.
    #[error(transparent)]
    Posting {
        /// What is wrong.
        #[from]
        fault: PostingError,
    },
    /// Another posting has this id.
    #[error("another posting has the id {id}")]
    OtherPosting {
        /// The id.
        id: PostingId,
    },
    /// It negates a posting that is not there.
    #[error("there is no posting {id} to reverse")]
    NothingToReverse {
        /// The one it names.
        id: PostingId,
    },
    /// The posting was reversed before.
    #[error("already reversed by {by}")]
    AlreadyReversed {
        /// By this one.
        by: PostingId,
    },
    /// It is not the exact negation of what it names.
    #[error("not the negation of {id}")]
    NotTheNegation {
        /// The one it names.
        id: PostingId,
    },
    /// A balance would fall below what is allowed.
    #[error("{missing} is missing in the balance of {company}")]
    Insufficient {
        /// Whose.
        company: CompanyId,
        /// How much more there would have to be.
        missing: Money,
    },
    /// An account would hold more than can be counted.
    #[error("the sum of {account} would be out of bounds")]
    TooMuch {
        /// Which.
        account: Account,
    },
}

crate::tagged!(LedgerRefusal, "is");

impl From<MoneyError> for LedgerRefusal {
    fn from(fault: MoneyError) -> Self {
        PostingError::from(fault).into()
    }
}

impl Book {
    /// The books after these postings, in the order of their numbers.
    ///
    /// # Errors
    /// The number of the first one that does not come in, and why.
    pub fn read<'a>(journal: impl IntoIterator<Item = &'a Sealed>) -> Result<Self, (i64, LedgerRefusal)> {
        let mut book = Self::default();
        for sealed in journal {
            book.post(sealed.seq, &sealed.posting).map_err(|refusal| (sealed.seq, refusal))?;
        }
        Ok(book)
    }

    /// A sum as somebody kept it: what an account holds, minor units, and the number of the last posting that touched it. With
    /// the sums of a posting's accounts alone a book judges that posting as the whole journal would.
    pub fn hold(&mut self, account: Account, currency: Currency, minor: i64, version: i64) {
        self.sums.insert((account, currency), Sum { minor, version });
    }

    /// Remembers a posting that is in the sums already, and what reversed it.
    pub fn know(&mut self, posting: &Posting, reversed_by: Option<PostingId>) {
        let id = posting.voucher.id;
        let service = deducted_service(posting).filter(|_| reversed_by.is_none());
        if let Some(service) = &service {
            self.services.entry(service.clone()).or_default().push(id);
        }
        self.known.insert(id, Known { reversed_by, ..Known::of(posting, service) });
    }

    /// Lets a company's balance go so many minor units below zero, in each currency; 0 is never.
    pub fn allow_overdraft(&mut self, company: CompanyId, minor: i64) {
        self.overdrafts.insert(company, minor.clamp(0, MAX_MINOR));
    }

    /// What an account holds in a currency, minor units; positive is credit.
    #[must_use]
    pub fn minor(&self, account: &Account, currency: Currency) -> i64 {
        self.sums.get(&(account.clone(), currency)).copied().unwrap_or_default().minor
    }

    /// All accounts with what they hold, minor units.
    pub fn sums(&self) -> impl Iterator<Item = (&Account, Currency, i64)> {
        self.sums.iter().map(|((account, currency), sum)| (account, *currency, sum.minor))
    }

    /// What a deduct for a service has to know of a company's balance.
    ///
    /// # Errors
    /// None for a book that was filled by [`Book::post`]; the signature says where amounts are bounded.
    pub fn state(&self, company: CompanyId, currency: Currency, service: &str) -> Result<BalanceState, MoneyError> {
        let sum = self.sums.get(&(Account::Balance(company), currency)).copied().unwrap_or_default();
        let deducts = self.services.get(&(company, service.to_owned()));
        Ok(BalanceState {
            balance: Money::new(sum.minor, currency)?,
            version: sum.version,
            overdraft: self.overdraft(company),
            deducted: deducts.and_then(|all| all.last().copied()),
        })
    }

    fn overdraft(&self, company: CompanyId) -> i64 {
        self.overdrafts.get(&company).copied().unwrap_or(0)
    }

    /// Adds a posting under its number in the journal. One that is there already changes nothing.
    ///
    /// # Errors
    /// When it is not valid, contradicts an earlier one, or a balance does not allow it.
    pub fn post(&mut self, seq: i64, posting: &Posting) -> Result<Posted, LedgerRefusal> {
        posting.check()?;
        let id = posting.voucher.id;
        if let Some(known) = self.known.get(&id) {
            return if known.encoded == encode(posting) {
                Ok(Posted::Known)
            } else {
                Err(LedgerRefusal::OtherPosting { id })
            };
        }
        self.check_reversal(posting)?;
        let after = self.sums_after(seq, posting)?;
        self.sums.extend(after);
        if let Some(reversed) = posting.reverses.and_then(|id| self.known.get_mut(&id)) {
            reversed.reversed_by = Some(id);
            if let Some(deducts) = reversed.service.as_ref().and_then(|service| self.services.get_mut(service)) {
                deducts.retain(|deduct| Some(*deduct) != posting.reverses);
            }
        }
        let service = deducted_service(posting);
        if let Some(service) = &service {
            self.services.entry(service.clone()).or_default().push(id);
        }
        self.known.insert(id, Known::of(posting, service));
        Ok(Posted::New)
    }

    fn check_reversal(&self, posting: &Posting) -> Result<(), LedgerRefusal> {
        let Some(id) = posting.reverses else { return Ok(()) };
        let known = self.known.get(&id).ok_or(LedgerRefusal::NothingToReverse { id })?;
        if let Some(by) = known.reversed_by {
            return Err(LedgerRefusal::AlreadyReversed { by });
        }
        if known.kind == PostingKind::Reversal {
            return Err(PostingError::IsReversal.into());
        }
        let negated = known.lines.iter().map(|(account, minor)| (account, -minor));
        let lines = posting.lines.iter().map(|line| (&line.account, line.minor));
        if known.currency == posting.currency && negated.eq(lines) {
            Ok(())
        } else {
            Err(LedgerRefusal::NotTheNegation { id })
        }
    }

    fn sums_after(&self, seq: i64, posting: &Posting) -> Result<BTreeMap<(Account, Currency), Sum>, LedgerRefusal> {
        let currency = posting.currency;
        let mut after: BTreeMap<(Account, Currency), Sum> = BTreeMap::new();
        for line in &posting.lines {
            let key = (line.account.clone(), currency);
            let before = self.sums.get(&key).copied().unwrap_or_default();
            let sum = after.entry(key).or_insert(Sum { version: seq, ..before });
            // A sum within bounds and sixteen lines within bounds are far from overflowing.
            sum.minor += line.minor;
        }
        for ((account, _), sum) in &after {
            if sum.minor.abs() > MAX_MINOR {
                return Err(LedgerRefusal::TooMuch { account: account.clone() });
            }
            let Account::Balance(company) = *account else { continue };
            // A balance that is too low already, since an overdraft was taken back, may only grow.
            let falls = sum.minor < self.minor(account, currency);
            let missing = -(sum.minor + self.overdraft(company));
            if falls && missing > 0 {
                let missing = Money::new(missing, currency)?;
                return Err(LedgerRefusal::Insufficient { company, missing });
            }
        }
        Ok(after)
    }
}

/// The service that a deduct was for.
fn deducted_service(posting: &Posting) -> Option<(CompanyId, String)> {
    let balance = |account: &Account| if let Account::Balance(company) = account { Some(*company) } else { None };
    let company = posting.lines.iter().find_map(|line| balance(&line.account))?;
    let named = posting.kind == PostingKind::Deduct && !posting.voucher.service.is_empty();
    named.then(|| (company, posting.voucher.service.clone()))
}
