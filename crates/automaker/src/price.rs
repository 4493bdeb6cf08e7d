//! What automakers charge for calls, in whole billionths of a dollar: no amount is ever a fraction of a float.

use std::fmt;
use std::ops::Add;
use std::str::FromStr;

use crate::PriceClass;

const NANOS_PER_DOLLAR: u64 = 1_000_000_000;
const NANOS_PER_MICRO: u64 = 1_000;

/// An amount of US dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Dollars(u64);

impl Dollars {
    /// What one of so many for a dollar costs, rounded up.
    #[must_use]
    pub const fn one_of(per_dollar: u64) -> Self {
        Self(NANOS_PER_DOLLAR.div_ceil(per_dollar))
    }

    /// An amount of billionths.
    #[must_use]
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// An amount of millionths.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros.saturating_mul(NANOS_PER_MICRO))
    }

    /// In billionths.
    #[must_use]
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// In millionths, rounded up.
    #[must_use]
    pub const fn micros(self) -> u64 {
        self.0.div_ceil(NANOS_PER_MICRO)
    }

    /// So many times the amount.
    #[must_use]
    pub const fn times(self, count: u64) -> Self {
        Self(self.0.saturating_mul(count))
    }

    /// What is left of it after the other; nothing where that is more.
    #[must_use]
    pub const fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add for Dollars {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum for Dollars {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

/// With a tenth of a cent as the least, which is what a command costs; rounded up.
impl fmt::Display for Dollars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths_of_cents = self.0.div_ceil(NANOS_PER_DOLLAR / 1000);
        f.pad(&format!("${}.{:03}", tenths_of_cents / 1000, tenths_of_cents % 1000))
    }
}

/// A text that is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an amount of dollars, with six decimals at most")]
pub struct InvalidDollars;

impl FromStr for Dollars {
    type Err = InvalidDollars;

    fn from_str(text: &str) -> Result<Self, InvalidDollars> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(decimals) || decimals.len() > 6 {
            return Err(InvalidDollars);
        }
        let whole: u64 = whole.parse().map_err(|_| InvalidDollars)?;
        let micros: u64 = format!("{decimals:0<6}").parse().map_err(|_| InvalidDollars)?;
        let nanos = whole.checked_mul(NANOS_PER_DOLLAR).and_then(|whole| whole.checked_add(micros * NANOS_PER_MICRO));
        nanos.map(Self).ok_or(InvalidDollars)
    }
}

/// What one automaker charges: how many of each a dollar buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceList {
    /// The adapter's name.
    pub automaker: &'static str,
    /// Where the prices are published.
    pub source: &'static str,
    /// When they were last compared with that.
    pub as_of: &'static str,
    /// A request for data.
    pub data: u64,
    /// A command.
    pub command: u64,
    /// Waking a car.
    pub wake: u64,
    /// A signal that a car streams.
    pub streaming: u64,
}

impl PriceList {
    /// How many calls of a class a dollar buys; `None` where they are free.
    #[must_use]
    pub const fn per_dollar(&self, class: PriceClass) -> Option<u64> {
        match class {
            PriceClass::Free => None,
            PriceClass::Data => Some(self.data),
            PriceClass::Command => Some(self.command),
            PriceClass::Wake => Some(self.wake),
            PriceClass::Streaming => Some(self.streaming),
        }
    }

    /// What one call of a class costs.
    #[must_use]
    pub fn of(&self, class: PriceClass) -> Dollars {
        self.per_dollar(class).map_or(Dollars::default(), Dollars::one_of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_millionth_and_nothing_else_is_an_amount() {
        let read = |text: &str| text.parse::<Dollars>().map(Dollars::nanos);
        for (text, nanos) in [
            ("0", 0),
            ("10", 10_000_000_000),
            ("2.5", 2_500_000_000),
            ("0.000001", 1_000),
            ("007.10", 7_100_000_000),
            ("18446744073.709551", 18_446_744_073_709_551_000),
        ] {
            assert_eq!(read(text), Ok(nanos), "{text}");
        }
        for text in
            ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "$1", "1.0000001", "18446744074", "99999999999999999999"]
        {
            assert_eq!(read(text), Err(InvalidDollars), "{text}");
        }
    }

    #[test]
    fn amounts_are_told_to_the_tenth_of_a_cent_and_never_below_what_they_are() {
        for (nanos, told, micros) in [
            (0, "$0.000", 0),
            (1, "$0.001", 1),
            (6_667, "$0.001", 7),
            (2_000_000, "$0.002", 2_000),
            (12_345_678_901, "$12.346", 12_345_679),
        ] {
            let amount = Dollars::from_nanos(nanos);
            assert_eq!((amount.to_string().as_str(), amount.micros()), (told, micros));
        }
    }

    #[test]
    fn sums_that_are_too_large_stay_at_the_largest_amount() {
        let most = Dollars::from_nanos(u64::MAX);
        assert_eq!(most + Dollars::one_of(1), most);
        assert_eq!(Dollars::one_of(1).times(u64::MAX), most);
        assert_eq!(Dollars::one_of(50).less(most), Dollars::default());
    }
}
