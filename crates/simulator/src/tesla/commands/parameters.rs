//! Reading a command's parameters: numbers are JSON numbers, switches JSON booleans.

use serde_json::Value;

use super::{No, Parameters};

pub(super) fn number(sent: &Parameters, name: &str) -> Result<f64, No> {
    present(sent, name)?.as_f64().ok_or_else(|| invalid(name))
}

pub(super) fn whole(sent: &Parameters, name: &str) -> Result<i64, No> {
    let value = present(sent, name)?;
    let number = value.as_f64().filter(|number| number.abs() < 1e15).ok_or_else(|| invalid(name))?;
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    let whole = number.round() as i64;
    Ok(whole)
}

pub(super) fn flag(sent: &Parameters, name: &str) -> Result<bool, No> {
    present(sent, name)?.as_bool().ok_or_else(|| invalid(name))
}

/// A switch that may be left out, which counts as off.
pub(super) fn optional_flag(sent: &Parameters, name: &str) -> Result<bool, No> {
    if sent.get(name).is_none_or(Value::is_null) { Ok(false) } else { flag(sent, name) }
}

pub(super) fn optional_whole(sent: &Parameters, name: &str) -> Result<Option<i64>, No> {
    if sent.get(name).is_none_or(Value::is_null) { Ok(None) } else { whole(sent, name).map(Some) }
}

pub(super) fn optional_number(sent: &Parameters, name: &str) -> Result<Option<f64>, No> {
    if sent.get(name).is_none_or(Value::is_null) { Ok(None) } else { number(sent, name).map(Some) }
}

pub(super) fn text<'p>(sent: &'p Parameters, name: &str) -> Result<&'p str, No> {
    present(sent, name)?.as_str().ok_or_else(|| invalid(name))
}

/// Four digits.
pub(super) fn pin(sent: &Parameters, name: &str) -> Result<String, No> {
    let pin = text(sent, name)?;
    let sound = pin.len() == 4 && pin.bytes().all(|byte| byte.is_ascii_digit());
    if sound { Ok(pin.to_owned()) } else { Err(invalid(name)) }
}

pub(super) fn present<'p>(sent: &'p Parameters, name: &str) -> Result<&'p Value, No> {
    sent.get(name).filter(|value| !value.is_null()).ok_or_else(|| No::Invalid(format!("missing {name} param")))
}

pub(super) fn invalid(name: &str) -> No {
    No::Invalid(format!("invalid {name} param"))
}
