//! The brands of the garage.

use openfob_automaker::Brand;
use openfob_domain::KeyKind;

const EUROPE: &[&str] = &[
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT",
    "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];
/// Where Opel's cars are not called Vauxhall.
const EUROPE_WITHOUT_BRITAIN: &[&str] = &[
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI",
    "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];
const EVERYWHERE: &[&str] = &[];

/// Each brand: as the wire spells it, as people write it, the key that its cars may ask for, the beginnings of its
/// VINs, and where it is sold.
pub(crate) fn brands() -> Vec<Brand> {
    use KeyKind::CarKey;

    [
        brand("PEUGEOT", "Peugeot", Some(CarKey), &["VF3", "VR3"], EUROPE),
        brand("CITROEN", "Citroën", Some(CarKey), &["VF7", "VR7"], EUROPE),
        brand("DS", "DS", Some(CarKey), &["VR1"], EUROPE),
        brand("OPEL", "Opel", Some(CarKey), &["W0L", "W0V", "VXK"], EUROPE_WITHOUT_BRITAIN),
        // Built as Opels, with Opel's VINs: a VIN alone does not tell a Vauxhall.
        brand("VAUXHALL", "Vauxhall", Some(CarKey), &[], &["GB"]),
        brand("CHEVROLET", "Chevrolet", None, &["1G1", "1GC", "2G1", "3G1", "KL1"], &["US", "CA"]),
        brand("FORD", "Ford", None, &["1FA", "1FM", "1FT", "3FM", "WF0"], EVERYWHERE),
        brand("BMW", "BMW", None, &["WBA", "WBS", "WBY", "5UX"], EVERYWHERE),
        brand("KIA", "Kia", None, &["KNA", "KND", "5XY"], EVERYWHERE),
        brand("NISSAN", "Nissan", None, &["1N4", "5N1", "JN1", "SJN"], EVERYWHERE),
        brand("AUDI", "Audi", None, &["WAU", "WA1", "TRU"], EVERYWHERE),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn brand(
    make: &str,
    name: &str,
    key: Option<KeyKind>,
    vin_prefixes: &'static [&'static str],
    countries: &'static [&'static str],
) -> Option<Brand> {
    Some(Brand { make: make.parse().ok()?, name: name.to_owned(), key, vin_prefixes, countries })
}
