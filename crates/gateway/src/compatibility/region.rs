//! Countries and the regions that Smartcar's compatibility matrix knows.

use openfob_automaker::Brand;

use crate::http::Problem;
use crate::http::extract::Parameters;

const DEFAULT_COUNTRY: &str = "US";

/// A market of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Region {
    /// The United States.
    UnitedStates,
    /// Canada.
    Canada,
    /// Europe.
    Europe,
}

impl Region {
    /// The region that the query names; it has to.
    pub(super) fn wanted(parameters: &Parameters) -> Result<Self, Problem> {
        let read = |text: &str| match text {
            "US" => Some(Self::UnitedStates),
            "CA" => Some(Self::Canada),
            "EUROPE" => Some(Self::Europe),
            _ => None,
        };
        let region = parameters.parse("region", "US, CA or EUROPE", read)?;
        region.ok_or_else(|| Problem::field("region", "this parameter is missing; expected US, CA or EUROPE"))
    }

    /// Whether a brand is sold there.
    pub(super) fn has(self, brand: &Brand) -> bool {
        let here = |country: &&str| match self {
            Self::UnitedStates => *country == "US",
            Self::Canada => *country == "CA",
            Self::Europe => !matches!(*country, "US" | "CA"),
        };
        brand.countries.is_empty() || brand.countries.iter().any(here)
    }
}

/// The country that the query names, ISO 3166-1 alpha-2 in upper case.
pub(super) fn country(parameters: &Parameters) -> Result<String, Problem> {
    let read =
        |text: &str| (text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic())).then(|| text.to_uppercase());
    let country = parameters.parse("country", "two letters as in ISO 3166-1, such as US", read)?;
    Ok(country.unwrap_or_else(|| DEFAULT_COUNTRY.to_owned()))
}

/// Whether a brand is sold in a country.
pub(super) fn sold_in(brand: &Brand, country: &str) -> bool {
    brand.countries.is_empty() || brand.countries.contains(&country)
}
