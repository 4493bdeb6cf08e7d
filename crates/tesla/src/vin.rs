//! What a Tesla's VIN tells: model and year.

use openfob_domain::Vin;

/// A model, as the fourth character names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Model {
    S,
    Three,
    X,
    Y,
    Cybertruck,
    Roadster,
    Semi,
    Cybercab,
}

impl Model {
    /// As Tesla writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::S => "Model S",
            Self::Three => "Model 3",
            Self::X => "Model X",
            Self::Y => "Model Y",
            Self::Cybertruck => "Cybertruck",
            Self::Roadster => "Roadster",
            Self::Semi => "Semi",
            Self::Cybercab => "Cybercab",
        }
    }
}

/// The model; `None` where the VIN tells none that we know.
pub(crate) fn model(vin: &Vin) -> Option<Model> {
    Some(match character(vin, 4)? {
        'S' => Model::S,
        '3' => Model::Three,
        'X' => Model::X,
        'Y' => Model::Y,
        'C' => Model::Cybertruck,
        'R' => Model::Roadster,
        'T' => Model::Semi,
        'A' => Model::Cybercab,
        _ => return None,
    })
}

/// The model year of the cycle that began in 2001 (49 CFR 565.15); `None` where the character tells none.
pub(crate) fn year(vin: &Vin) -> Option<i32> {
    const YEARS: &str = "123456789ABCDEFGHJKLMNPRSTVWXY";
    let position = YEARS.find(character(vin, 10)?)?;
    i32::try_from(position).ok().map(|position| 2001 + position)
}

/// Whether it is a Model S or X of before the change of 2021, which neither takes a key nor signed commands. The first
/// cars of 2021 were still built that way; their eighth character tells.
pub(crate) fn is_older_s_or_x(vin: &Vin) -> bool {
    let built_before = match year(vin) {
        Some(year) if year <= 2020 => true,
        Some(2021) => matches!(character(vin, 8), Some('1'..='4')),
        _ => false,
    };
    matches!(model(vin), Some(Model::S | Model::X)) && built_before
}

/// A character, counted from one as VINs are.
fn character(vin: &Vin, position: usize) -> Option<char> {
    vin.as_str().chars().nth(position - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("5YJ3E1EA7MF004821", "Model 3", 2021, false)]
    #[case("5YJSA1E21KF130377", "Model S", 2019, true)]
    #[case("5YJXCBE29LF000001", "Model X", 2020, true)]
    #[case("5YJSA1E50MF000001", "Model S", 2021, false)]
    #[case("5YJSA1E10MF000001", "Model S", 2021, true)]
    #[case("7SAYGDEE1NF405533", "Model Y", 2022, false)]
    #[case("7G2CEHED2RA012264", "Cybertruck", 2024, false)]
    fn a_vin_tells_model_year_and_generation(
        #[case] vin: &str,
        #[case] name: &str,
        #[case] model_year: i32,
        #[case] older: bool,
    ) {
        let vin: Vin = vin.parse().unwrap();
        assert_eq!((model(&vin).unwrap().name(), year(&vin)), (name, Some(model_year)));
        assert_eq!(is_older_s_or_x(&vin), older);
    }
}
