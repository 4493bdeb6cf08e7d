//! The parameters of a command in JSON: what it takes, and reading it.

use serde_json::{Map, Value};

use super::invalid::InvalidCommand;

/// One parameter of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in JSON.
    pub name: &'static str,
    /// What it holds.
    pub kind: ParameterKind,
    /// Whether it must be given. Where not, it is 0, false or empty.
    pub required: bool,
    /// Another one of the command's: where that is false, this one is not looked at.
    pub only_with: Option<&'static str>,
    /// What it means, in which unit and within which bounds.
    pub meaning: &'static str,
}

/// The JSON type of a parameter. A null is of no type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// A number. Where the car takes whole ones, the rest is cut off.
    Number,
    /// True or false.
    Bool,
    /// A string.
    Text,
}

impl Parameter {
    /// Whether it is there where it must be, and of its type.
    fn check(&self, given: &Map<String, Value>) -> Result<(), InvalidCommand> {
        match (given.get(self.name), self.kind) {
            (None, _) if self.required => Err(InvalidCommand::Missing(self.name)),
            (None, _)
            | (Some(Value::Number(_)), ParameterKind::Number)
            | (Some(Value::Bool(_)), ParameterKind::Bool)
            | (Some(Value::String(_)), ParameterKind::Text) => Ok(()),
            (Some(_), _) => Err(InvalidCommand::Invalid(self.name)),
        }
    }
}

/// Parameters that were checked against what a command takes.
pub(super) struct Parameters<'a>(&'a Map<String, Value>);

impl<'a> Parameters<'a> {
    /// In the order of the table, so that the first one wrong is the one that is told. Others are ignored.
    pub(super) fn check(given: &'a Map<String, Value>, taken: &[Parameter]) -> Result<Self, InvalidCommand> {
        let parameters = Self(given);
        let looked_at = |parameter: &&Parameter| parameter.only_with.is_none_or(|other| parameters.bool(other));
        taken.iter().filter(looked_at).try_for_each(|parameter| parameter.check(given))?;
        Ok(parameters)
    }

    pub(super) fn bool(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    pub(super) fn text(&self, name: &str) -> &'a str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn number(&self, name: &str) -> f64 {
        self.0.get(name).and_then(Value::as_f64).unwrap_or_default()
    }

    /// A number for a field of single precision.
    pub(super) fn float(&self, name: &'static str) -> Result<f32, InvalidCommand> {
        #[expect(clippy::cast_possible_truncation, reason = "the field has this precision; what overflows is refused")]
        let narrow = self.number(name) as f32;
        if narrow.is_finite() { Ok(narrow) } else { Err(InvalidCommand::Invalid(name)) }
    }

    /// A whole number within bounds; what follows the point is cut off.
    pub(super) fn whole(&self, name: &'static str, least: i32, most: i32) -> Result<i32, InvalidCommand> {
        let cut = self.number(name).trunc();
        if cut < f64::from(least) || cut > f64::from(most) {
            return Err(InvalidCommand::Invalid(name));
        }
        #[expect(clippy::cast_possible_truncation, reason = "a whole number within the bounds of i32")]
        Ok(cut as i32)
    }

    /// Any whole number of 32 bits.
    pub(super) fn int32(&self, name: &'static str) -> Result<i32, InvalidCommand> {
        self.whole(name, i32::MIN, i32::MAX)
    }

    /// The number of a schedule, from 0. A JSON integer is taken as it is, all of its 64 bits.
    pub(super) fn id(&self, name: &'static str) -> Result<u64, InvalidCommand> {
        if let Some(id) = self.0.get(name).and_then(Value::as_u64) {
            return Ok(id);
        }
        let cut = self.number(name).trunc();
        if !(0.0..18_446_744_073_709_551_616.0).contains(&cut) {
            return Err(InvalidCommand::Invalid(name));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number within the bounds of u64"
        )]
        Ok(cut as u64)
    }
}
