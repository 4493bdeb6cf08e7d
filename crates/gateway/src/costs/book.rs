//! What was spent in the running month, by whom; and what is counted and not yet in the store.

use std::collections::HashMap;

use jiff::Timestamp;
use openfob_automaker::Dollars;
use openfob_domain::Mode;
use openfob_store::{CapOn, ReachedCap, UpstreamCall};

use super::{CostCaps, Days};

/// Whose spending at one automaker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Account {
    pub(super) mode: Mode,
    pub(super) automaker: &'static str,
    pub(super) on: CapOn,
}

/// Why a call is held back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeldBack {
    /// Only the first time in a month.
    pub(super) news: Option<ReachedCap>,
}

/// The book of one month.
#[derive(Debug)]
pub(super) struct Book {
    month: Days,
    spent: HashMap<Account, Dollars>,
    reached: HashMap<Account, Timestamp>,
    unwritten: HashMap<UpstreamCall, u64>,
}

impl Book {
    pub(super) fn new(month: Days) -> Self {
        Self { month, spent: HashMap::new(), reached: HashMap::new(), unwritten: HashMap::new() }
    }

    pub(super) fn month(&self) -> Days {
        self.month
    }

    pub(super) fn accounts(&self) -> impl Iterator<Item = (&Account, Dollars)> {
        self.spent.iter().map(|(account, spent)| (account, *spent))
    }

    pub(super) fn spend(&mut self, account: Account, amount: Dollars) {
        let spent = self.spent.entry(account).or_default();
        *spent = *spent + amount;
    }

    pub(super) fn reach(&mut self, account: Account, at: Timestamp) {
        self.reached.insert(account, at);
    }

    pub(super) fn reached(&self, account: &Account) -> Option<Timestamp> {
        self.reached.get(account).copied()
    }

    pub(super) fn forget_reached(&mut self, reached: &ReachedCap) {
        self.reached.retain(|account, _| {
            (account.mode, account.automaker, &account.on) != (reached.mode, reached.automaker.as_str(), &reached.on)
        });
    }

    /// Counts a call that costs so much, unless a cap does not allow it.
    pub(super) fn admit(
        &mut self,
        call: UpstreamCall,
        price: Dollars,
        caps: &CostCaps,
        now: Timestamp,
    ) -> Result<(), HeldBack> {
        let month = Days::month_of(now);
        // Never back: a clock that is set back over the month's end must not begin the month anew.
        if month.first > self.month.first {
            let unwritten = std::mem::take(&mut self.unwritten);
            *self = Self { unwritten, ..Self::new(month) };
        }
        let partner = Some(CapOn::Partner(call.partner.clone()));
        let accounts: Vec<Account> = partner
            .into_iter()
            .chain(call.application.map(CapOn::Application))
            .map(|on| Account { mode: call.mode, automaker: call.automaker, on })
            .collect();
        if price > Dollars::default() {
            for account in &accounts {
                let spent = self.spent.get(account).copied().unwrap_or_default();
                if let Some(cap) = caps.on(&account.on).filter(|cap| spent + price > *cap) {
                    return Err(self.hold_back(account, cap, now));
                }
            }
        }
        for account in accounts {
            self.spend(account, price);
        }
        *self.unwritten.entry(call).or_default() += 1;
        Ok(())
    }

    fn hold_back(&mut self, account: &Account, cap: Dollars, now: Timestamp) -> HeldBack {
        let is_news = !self.reached.contains_key(account);
        self.reached.entry(account.clone()).or_insert(now);
        self.spent.entry(account.clone()).or_default();
        let news = is_news.then(|| ReachedCap {
            month: self.month.first,
            mode: account.mode,
            automaker: account.automaker.to_owned(),
            on: account.on.clone(),
            cap: cap.nanos(),
            at: now,
        });
        HeldBack { news }
    }

    /// What is to be written; whoever takes it writes it, or puts it back.
    pub(super) fn take_unwritten(&mut self) -> Vec<(UpstreamCall, u64)> {
        self.unwritten.drain().collect()
    }

    pub(super) fn put_back(&mut self, calls: Vec<(UpstreamCall, u64)>) {
        for (call, count) in calls {
            *self.unwritten.entry(call).or_default() += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use openfob_automaker::PriceClass;

    use super::*;

    const CENT: Dollars = Dollars::from_nanos(10_000_000);

    fn call(partner: &str, mode: Mode) -> UpstreamCall {
        UpstreamCall {
            day: jiff::civil::date(2026, 11, 29),
            mode,
            automaker: "tesla",
            partner: partner.parse().unwrap(),
            class: PriceClass::Data.as_str(),
            operation: "vehicle_data",
            application: None,
            vin: None,
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_cap_is_spent_to_the_last_call_that_fits_and_told_once_in_its_month() {
        let now = at("2026-11-29T12:00:00Z");
        let mut book = Book::new(Days::month_of(now));
        let caps = CostCaps { partner: Some(Dollars::from_nanos(25_000_000)), application: None };
        let one = || call("fob.example.com", Mode::Live);
        assert_eq!(book.admit(one(), CENT, &caps, now), Ok(()));
        assert_eq!(book.admit(one(), CENT, &caps, now), Ok(()));
        let held = book.admit(one(), CENT, &caps, now).unwrap_err();
        assert_eq!(held.news.unwrap().cap, 25_000_000);
        assert_eq!(book.admit(one(), CENT, &caps, now).unwrap_err().news, None);
        assert_eq!(book.admit(one(), Dollars::default(), &caps, now), Ok(()), "what is free goes on");
        assert_eq!(book.admit(call("other.example", Mode::Live), CENT, &caps, now), Ok(()));
        assert_eq!(book.admit(call("fob.example.com", Mode::Simulated), CENT, &caps, now), Ok(()));
        let counted: u64 = book.take_unwritten().into_iter().map(|(_, count)| count).sum();
        assert_eq!(counted, 5, "what is held back is not counted");

        let december = at("2026-12-01T00:00:00Z");
        assert_eq!(book.admit(one(), CENT, &caps, december), Ok(()));
        assert_eq!(book.admit(one(), CENT, &caps, now), Ok(()), "a clock set back does not begin November anew");
        assert!(book.admit(one(), CENT, &caps, december).unwrap_err().news.is_some());
    }
}
