//! What automakers are asked, counted before it is sent, priced, and capped for each calendar month (UTC).

mod book;
mod ledger;
mod month;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use openfob_automaker::{Dollars, Ledger, PriceClass, PriceList};
use openfob_domain::{ApplicationId, KeyDomain, Mode};
use openfob_store::{CallTotal, CallsBy, CapOn, ReachedCap, Store, StoreError};

use crate::Clock;
use book::{Account, Book};
pub(crate) use month::Days;

/// The most that may be spent in a calendar month; what would cost more is not sent. `None`: no cap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CostCaps {
    /// By all applications of one partner together.
    pub partner: Option<Dollars>,
    /// By one application.
    pub application: Option<Dollars>,
}

impl CostCaps {
    fn on(&self, on: &CapOn) -> Option<Dollars> {
        match on {
            CapOn::Partner(_) => self.partner,
            CapOn::Application(_) => self.application,
        }
    }
}

/// What calls to automakers have cost, and what they may. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Costs(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    caps: CostCaps,
    prices: Vec<PriceList>,
    book: Mutex<Book>,
    /// Held by whoever writes what is counted.
    writing: tokio::sync::Mutex<()>,
}

/// How one account of the book stands this month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) mode: Mode,
    pub(crate) automaker: &'static str,
    pub(crate) on: CapOn,
    pub(crate) spent: Dollars,
    pub(crate) cap: Option<Dollars>,
    /// Since when its cap holds calls back.
    pub(crate) reached_at: Option<Timestamp>,
}

/// A cap that holds calls back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stopped {
    /// What it is on.
    pub(crate) scope: &'static str,
    pub(crate) since: Timestamp,
    /// The end of the month.
    pub(crate) until: Timestamp,
}

impl Costs {
    /// Goes on counting where the store stands.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open(store: Store, clock: Clock, caps: CostCaps, prices: &[PriceList]) -> Result<Self, StoreError> {
        let month = Days::month_of(clock.now());
        let mut book = Book::new(month);
        let automaker = |name: &str| prices.iter().find(|list| list.automaker == name);
        for by in [CallsBy::Partner, CallsBy::Application] {
            for total in store.upstream_calls(month.first, month.after, None, by).await? {
                let (Some(list), Some(class)) = (automaker(&total.automaker), price_class(&total.class)) else {
                    continue;
                };
                let on = match by {
                    CallsBy::Partner => total.of.parse().ok().map(CapOn::Partner),
                    _ => total.of.parse().ok().map(CapOn::Application),
                };
                if let Some(on) = on {
                    let account = Account { mode: total.mode, automaker: list.automaker, on };
                    book.spend(account, list.of(class).times(total.calls));
                }
            }
        }
        for reached in store.reached_caps(month.first).await? {
            let holds = caps.on(&reached.on).is_some_and(|cap| cap.nanos() == reached.cap);
            if let Some(list) = automaker(&reached.automaker).filter(|_| holds) {
                let account = Account { mode: reached.mode, automaker: list.automaker, on: reached.on };
                book.reach(account, reached.at);
            }
        }
        Ok(Self(Arc::new(Inner {
            store,
            clock,
            caps,
            prices: prices.to_vec(),
            book: Mutex::new(book),
            writing: tokio::sync::Mutex::default(),
        })))
    }

    /// What the adapters of a mode are handed. Calls to a simulator are counted and capped apart.
    #[must_use]
    pub fn ledger(&self, mode: Mode) -> Arc<dyn Ledger> {
        Arc::new(ledger::Counter::new(self.clone(), mode))
    }

    /// The price lists.
    pub(crate) fn prices(&self) -> &[PriceList] {
        &self.0.prices
    }

    /// What one call costs; nothing where an automaker has no prices.
    pub(crate) fn price(&self, automaker: &str, class: PriceClass) -> Dollars {
        let list = self.0.prices.iter().find(|list| list.automaker == automaker);
        list.map_or(Dollars::default(), |list| list.of(class))
    }

    /// What counted calls cost; nothing where their price is not known.
    pub(crate) fn cost_of(&self, total: &CallTotal) -> Dollars {
        price_class(&total.class)
            .map_or(Dollars::default(), |class| self.price(&total.automaker, class).times(total.calls))
    }

    /// The month that is capped now.
    pub(crate) fn month(&self) -> Days {
        Days::month_of(self.0.clock.now())
    }

    /// How every partner and application stands that something was asked for this month.
    pub(crate) fn standings(&self) -> Vec<Standing> {
        let book = self.book();
        if book.month() != self.month() {
            return Vec::new();
        }
        let mut standings: Vec<Standing> = book
            .accounts()
            .map(|(account, spent)| Standing {
                mode: account.mode,
                automaker: account.automaker,
                on: account.on.clone(),
                spent,
                cap: self.0.caps.on(&account.on),
                reached_at: book.reached(account),
            })
            .collect();
        standings.sort_by(|a, b| (a.mode.as_str(), a.automaker, &a.on).cmp(&(b.mode.as_str(), b.automaker, &b.on)));
        standings
    }

    /// The cap that holds back what an application asks of an automaker under a partner, if one does now.
    pub(crate) fn stopped(
        &self,
        mode: Mode,
        automaker: &str,
        partner: &KeyDomain,
        application: ApplicationId,
    ) -> Option<Stopped> {
        let automaker = self.0.prices.iter().find(|list| list.automaker == automaker)?.automaker;
        let book = self.book();
        let month = self.month();
        if book.month() != month {
            return None;
        }
        [CapOn::Partner(partner.clone()), CapOn::Application(application)].into_iter().find_map(|on| {
            let scope = on.scope();
            let since = book.reached(&Account { mode, automaker, on })?;
            Some(Stopped { scope, since, until: month.end() })
        })
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a cap holds calls back, and has applications told, once in its month.
    async fn tell(&self, reached: ReachedCap) {
        let until = Days::from_month(reached.month).end();
        match self.0.store.reach_cap(&reached, until).await {
            Ok(true) => tracing::warn!(
                automaker = reached.automaker,
                mode = reached.mode.as_str(),
                scope = reached.on.scope(),
                %until,
                "the cap on costs is reached: nothing that costs is asked until the month ends"
            ),
            Ok(false) => {}
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a reached cap could not be noted");
                // Whoever is refused next tries to tell again.
                self.book().forget_reached(&reached);
            }
        }
    }
}

impl fmt::Debug for Costs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Costs").field("caps", &self.0.caps).finish_non_exhaustive()
    }
}

fn price_class(name: &str) -> Option<PriceClass> {
    PriceClass::ALL.into_iter().find(|class| class.as_str() == name)
}
