//! JSON as JavaScript's `JSON.stringify` writes it. Receivers read a body and write it again in order to check the
//! signature; whoever signs has to write the very bytes that come of it.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

/// The largest whole number that JavaScript keeps.
const MAX_SAFE: u64 = (1 << 53) - 1;

/// The text. Fails only for values that no JSON holds.
pub(super) fn stringify(value: &impl Serialize) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, JavaScript))?;
    String::from_utf8(bytes).map_err(|error| serde_json::Error::io(io::Error::other(error)))
}

struct JavaScript;

impl Formatter for JavaScript {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        if value == 0.0 {
            return writer.write_all(b"0");
        }
        // ECMAScript's Number::toString: decimal from 1e-6 up to 1e21, with an exponent beyond.
        if (1e-6..1e21).contains(&value.abs()) {
            return write!(writer, "{value}");
        }
        let text = format!("{value:e}");
        match text.split_once('e') {
            Some((digits, power)) if !power.starts_with('-') => write!(writer, "{digits}e+{power}"),
            _ => writer.write_all(text.as_bytes()),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "JavaScript loses it too")]
    fn write_u64<W: ?Sized + Write>(&mut self, writer: &mut W, value: u64) -> io::Result<()> {
        if value > MAX_SAFE { self.write_f64(writer, value as f64) } else { write!(writer, "{value}") }
    }

    #[expect(clippy::cast_precision_loss, reason = "JavaScript loses it too")]
    fn write_i64<W: ?Sized + Write>(&mut self, writer: &mut W, value: i64) -> io::Result<()> {
        if value.unsigned_abs() > MAX_SAFE { self.write_f64(writer, value as f64) } else { write!(writer, "{value}") }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_written_as_javascript_prints_them() {
        for (number, text) in [
            (json!(10.0), "10"),
            (json!(-0.0), "0"),
            (json!(0.5), "0.5"),
            (json!(37829.5), "37829.5"),
            (json!(52.520_008), "52.520008"),
            (json!(0.1 + 0.2), "0.30000000000000004"),
            (json!(1e20), "100000000000000000000"),
            (json!(1e21), "1e+21"),
            (json!(1.5e300), "1.5e+300"),
            (json!(0.000_001), "0.000001"),
            (json!(0.000_000_1), "1e-7"),
            (json!(-1.5e-9), "-1.5e-9"),
            (json!(2023), "2023"),
            (json!(u64::MAX), "18446744073709552000"),
            (json!(-3), "-3"),
        ] {
            assert_eq!(stringify(&number).unwrap(), text);
        }
    }

    #[test]
    fn texts_are_written_as_javascript_escapes_them() {
        let text = json!("Škoda \u{1F697} a/b \"c\" \\ \n\u{1} \u{7f} \u{2028} é");
        let written = "\"Škoda \u{1F697} a/b \\\"c\\\" \\\\ \\n\\u0001 \u{7f} \u{2028} é\"";
        assert_eq!(stringify(&text).unwrap(), written);
    }

    proptest! {
        #[test]
        fn a_number_is_read_back_as_it_was(number in any::<f64>().prop_filter("JSON has it", |n| n.is_finite())) {
            let read: f64 = stringify(&number).unwrap().parse().unwrap();
            prop_assert_eq!(read.to_bits(), if number == 0.0 { 0 } else { number.to_bits() });
        }
    }
}
