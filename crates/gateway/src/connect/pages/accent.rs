//! An application's colour, and the shades of it on which text can be read in either scheme.

use std::fmt::Write as _;
use std::str::FromStr;

/// WCAG 2.2, 1.4.3: what text must have against its ground.
const READABLE: f64 = 4.5;

const WHITE: Rgb = Rgb([0xff, 0xff, 0xff]);
const LIGHT_PAPER: Rgb = WHITE;
const LIGHT_INK: Rgb = Rgb([0x14, 0x18, 0x1f]);
const DARK_PAPER: Rgb = Rgb([0x17, 0x1b, 0x1f]);
const DARK_INK: Rgb = Rgb([0x0f, 0x12, 0x14]);

/// A colour written as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Accent(Rgb);

/// Why a text is no colour.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no colour: write # and six hexadecimal digits, such as #0b5d4e")]
pub(crate) struct InvalidAccent(pub(crate) String);

impl FromStr for Accent {
    type Err = InvalidAccent;

    fn from_str(text: &str) -> Result<Self, InvalidAccent> {
        let mut rgb = [0; 3];
        text.strip_prefix('#')
            .and_then(|digits| hex::decode_to_slice(digits, &mut rgb).ok())
            .map(|()| Self(Rgb(rgb)))
            .ok_or_else(|| InvalidAccent(text.to_owned()))
    }
}

impl Accent {
    /// The six digits without `#`, in lower case: the name of its stylesheet.
    pub(crate) fn digits(self) -> String {
        hex::encode(self.0.0)
    }

    /// The stylesheet that replaces the accent tokens of `connect.css`.
    pub(crate) fn stylesheet(self) -> String {
        format!(
            ":root{{{}}}@media (prefers-color-scheme:dark){{:root{{{}}}}}",
            self.light().declarations(),
            self.dark().declarations()
        )
    }

    /// On light paper the colour stays as it is where white or ink can be read on it; text in it may be darker.
    fn light(self) -> Shades {
        let soft = LIGHT_PAPER.towards(self.0, 0.1);
        let text = self.0.until(Rgb([0; 3]), |c| c.contrast(LIGHT_PAPER) >= READABLE && c.contrast(soft) >= READABLE);
        let on = [WHITE, LIGHT_INK].into_iter().find(|on| on.contrast(self.0) >= READABLE);
        match on {
            Some(on) => Shades { fill: self.0, on, text, soft },
            None => Shades { fill: text, on: WHITE, text, soft },
        }
    }

    /// On dark paper it is lightened until it can be read there; dark ink is then readable on it.
    fn dark(self) -> Shades {
        let soft = DARK_PAPER.towards(self.0, 0.18);
        let text = self.0.until(WHITE, |c| c.contrast(DARK_PAPER) >= READABLE && c.contrast(soft) >= READABLE);
        Shades { fill: text, on: DARK_INK, text, soft }
    }
}

/// The four tokens of one scheme.
struct Shades {
    fill: Rgb,
    on: Rgb,
    text: Rgb,
    soft: Rgb,
}

impl Shades {
    fn declarations(&self) -> String {
        let mut css = String::new();
        let tokens =
            [("accent", self.fill), ("on-accent", self.on), ("accent-ink", self.text), ("accent-soft", self.soft)];
        for (name, Rgb(rgb)) in tokens {
            let _ = write!(css, "--{name}:#{};", hex::encode(rgb));
        }
        css
    }
}

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rgb([u8; 3]);

impl Rgb {
    /// The contrast ratio of WCAG 2.2, from 1 to 21.
    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The relative luminance of WCAG 2.2.
    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// A mix: `share` of the other, the rest of this one.
    fn towards(self, other: Self, share: f64) -> Self {
        let mut mixed = self.0;
        for (channel, target) in mixed.iter_mut().zip(other.0) {
            let value = f64::from(*channel) + (f64::from(target) - f64::from(*channel)) * share;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mix of bytes is a byte")]
            let byte = value.round() as u8;
            *channel = byte;
        }
        Self(mixed)
    }

    /// The first mix towards `end` that is good enough; `end` itself where none is.
    fn until(self, end: Self, enough: impl Fn(Self) -> bool) -> Self {
        (0..=50).map(|step| self.towards(end, f64::from(step) / 50.0)).find(|mix| enough(*mix)).unwrap_or(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_six_digits_after_a_hash_are_a_colour() {
        assert_eq!("#1D3DB8".parse::<Accent>().unwrap().digits(), "1d3db8");
        for text in ["1d3db8", "#1d3db", "#1d3db80", "#1d3dbg", "", "#", "red", "#é0000"] {
            assert!(text.parse::<Accent>().is_err(), "{text}");
        }
    }

    #[test]
    fn text_on_and_in_any_colour_is_readable_in_both_schemes() {
        for r in (0..=255).step_by(15) {
            for g in (0..=255).step_by(15) {
                for b in (0..=255).step_by(15) {
                    let accent = Accent(Rgb([r, g, b]));
                    for (shades, paper) in [(accent.light(), LIGHT_PAPER), (accent.dark(), DARK_PAPER)] {
                        for (what, ratio) in [
                            ("text on a button", shades.on.contrast(shades.fill)),
                            ("text on paper", shades.text.contrast(paper)),
                            ("text on the tint", shades.text.contrast(shades.soft)),
                        ] {
                            assert!(ratio >= READABLE, "{what} in #{}: {ratio:.2}", accent.digits());
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_readable_colour_is_left_as_it_is() {
        let css = "#1d3db8".parse::<Accent>().unwrap().stylesheet();
        assert!(css.starts_with(":root{--accent:#1d3db8;--on-accent:#ffffff;"), "{css}");
        assert!("#ffd400".parse::<Accent>().unwrap().stylesheet().contains("--accent:#ffd400;--on-accent:#14181f;"));
    }

    /// The pairs of text and ground that `connect.css` uses.
    const PAIRS: &[(&str, &str)] = &[
        ("ink", "ground"),
        ("ink", "paper"),
        ("ink-2", "paper"),
        ("ink-2", "ground"),
        ("ink-3", "paper"),
        ("ink-3", "ground"),
        ("on-accent", "accent"),
        ("accent-ink", "paper"),
        ("accent-ink", "accent-soft"),
        ("ink-2", "accent-soft"),
        ("ok", "ok-soft"),
        ("wait", "wait-soft"),
        ("stop", "stop-soft"),
        ("stop", "paper"),
        ("ink-2", "neutral-soft"),
    ];

    #[test]
    fn the_stylesheets_own_colours_are_readable_in_both_schemes() {
        let css = include_str!("../../../assets/connect.css");
        let (light, rest) = css.split_once("@media (prefers-color-scheme: dark)").unwrap();
        let dark = rest.split_once("}\n}").unwrap().0;
        for (scheme, tokens) in [("light", light), ("dark", dark)] {
            let colour = |name: &str| {
                let declared =
                    tokens.split_once(&format!("--{name}: ")).unwrap_or_else(|| panic!("{scheme}: {name}")).1;
                declared[..7].parse::<Accent>().unwrap().0
            };
            for (text, ground) in PAIRS {
                let ratio = colour(text).contrast(colour(ground));
                assert!(ratio >= READABLE, "{scheme}: {text} on {ground} has {ratio:.2}");
            }
        }
    }
}
