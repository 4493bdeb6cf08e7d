//! Where values come from, and how what is wrong with them is told.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use toml::de::{DeTable, DeValue};

use super::{KEYS, Key};

const PREFIX: &str = "OPENFOB__";

/// A command line flag that stands for a key.
#[derive(Debug)]
pub(crate) struct Flag {
    /// As it is typed: `--listen`.
    pub(crate) name: &'static str,
    /// The section of the key that it sets.
    pub(crate) section: &'static str,
    /// The key that it sets.
    pub(crate) key: &'static str,
    /// What was given, if anything.
    pub(crate) value: Option<String>,
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    place: Place,
    message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// The values given, the later layer over the earlier, and what is wrong with them.
#[derive(Debug, Default)]
pub(super) struct Layers {
    values: BTreeMap<(&'static str, &'static str), Given>,
    problems: Vec<Problem>,
}

#[derive(Debug)]
struct Given {
    text: String,
    place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    File { path: PathBuf, line: Option<usize> },
    Environment(String),
    Flag(&'static str),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line: Some(line) } => write!(f, "{}:{line}", path.display()),
            Self::File { path, line: None } => write!(f, "{}", path.display()),
            Self::Environment(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

impl Layers {
    /// Takes the values of a TOML file.
    pub(super) fn read_file(&mut self, path: &Path) {
        let place = |line| Place::File { path: path.to_owned(), line };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => return self.problem(place(None), format!("cannot be read: {error}")),
        };
        let line_of = |offset: usize| text.get(..offset).map(|before| before.matches('\n').count() + 1);
        let table = match DeTable::parse(&text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let line = error.span().and_then(|span| line_of(span.start));
                return self.problem(place(line), format!("is no TOML: {}", error.message()));
            }
        };
        for (section, content) in table {
            let section_place = place(line_of(section.span().start));
            let DeValue::Table(entries) = content.into_inner() else {
                let message =
                    format!("`{0}` stands in no section; write it below a heading such as [{0}]", section.get_ref());
                self.problem(section_place, message);
                continue;
            };
            if !is_section(section.get_ref()) {
                self.problem(section_place, unknown_section(section.get_ref()));
                continue;
            }
            self.read_section(section.get_ref(), entries, &|offset| place(line_of(offset)));
        }
    }

    /// Takes the entries of a section; a table in it whose name is known is a section of its own: `[server.tls]`.
    fn read_section(&mut self, section: &str, entries: DeTable<'_>, place: &dyn Fn(usize) -> Place) {
        for (name, value) in entries {
            let (at, name) = (place(name.span().start), name.into_inner());
            match value.into_inner() {
                DeValue::Table(entries) if is_section(&format!("{section}.{name}")) => {
                    self.read_section(&format!("{section}.{name}"), entries, place);
                }
                value => match plain_text(&value) {
                    Some(text) => self.give(section, &name, text, at),
                    None => self.problem(at, format!("`{name}` must be one value, in quotes")),
                },
            }
        }
    }

    /// Takes variables of the form `OPENFOB__SECTION__KEY`.
    pub(super) fn read_environment(&mut self, environment: impl IntoIterator<Item = (String, String)>) {
        for (variable, value) in environment {
            let Some(name) = variable.strip_prefix(PREFIX) else { continue };
            let name = name.to_ascii_lowercase();
            let place = Place::Environment(variable.clone());
            match name.rsplit_once("__").map(|(section, key)| (section.replace("__", "."), key)) {
                Some((section, _)) if !is_section(&section) => self.problem(place, unknown_section(&section)),
                Some((section, key)) => self.give(&section, key, value, place),
                None => self.problem(place, "is no setting; they are named OPENFOB__SECTION__KEY".to_owned()),
            }
        }
    }

    /// Takes what the command line says.
    pub(super) fn read_flags(&mut self, flags: Vec<Flag>) {
        for flag in flags {
            if let Some(value) = flag.value {
                self.give(flag.section, flag.key, value, Place::Flag(flag.name));
            }
        }
    }

    /// The value of a key, if one was given and can be read.
    pub(super) fn take<T: FromStr<Err: fmt::Display>>(&mut self, key: &Key) -> Option<T> {
        let given = self.values.remove(&(key.section, key.name))?;
        match given.text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let Key { section, name, expected, .. } = key;
                let message = format!("{section}.{name} is `{}`: {error}; expected {expected}", given.text);
                self.problem(given.place, message);
                None
            }
        }
    }

    /// Refuses a key that means nothing without another one.
    pub(super) fn refuse_without(&mut self, key: &Key, other: &Key) {
        if self.values.contains_key(&(other.section, other.name)) {
            return;
        }
        if let Some(given) = self.values.remove(&(key.section, key.name)) {
            let message =
                format!("{}.{} means nothing without {}.{}", key.section, key.name, other.section, other.name);
            self.problem(given.place, message);
        }
    }

    /// Whether all went well.
    pub(super) fn finish(self) -> Result<(), Vec<Problem>> {
        if self.problems.is_empty() { Ok(()) } else { Err(self.problems) }
    }

    fn give(&mut self, section: &str, name: &str, text: String, place: Place) {
        match keys_of(section).find(|key| key.name == name) {
            Some(key) => {
                self.values.insert((key.section, key.name), Given { text, place });
            }
            None => self.problem(
                place,
                unknown(&format!("key `{section}.{name}`"), name, keys_of(section).map(|key| key.name)),
            ),
        }
    }

    fn problem(&mut self, place: Place, message: String) {
        self.problems.push(Problem { place, message });
    }
}

fn is_section(name: &str) -> bool {
    KEYS.iter().flat_map(|keys| keys.iter()).any(|key| key.section == name)
}

fn keys_of(section: &str) -> impl Iterator<Item = &'static Key> + Clone {
    KEYS.iter().flat_map(|keys| keys.iter()).filter(move |key| key.section == section)
}

fn unknown_section(name: &str) -> String {
    let sections = KEYS.iter().filter_map(|keys| keys.first()).map(|key| key.section);
    unknown(&format!("section [{name}]"), name, sections)
}

/// Says that something is unknown, what was probably meant, and what there is.
fn unknown(what: &str, name: &str, known: impl Iterator<Item = &'static str> + Clone) -> String {
    let near = known.clone().map(|other| (distance(name, other), other)).min().filter(|(distance, _)| *distance <= 2);
    match near {
        Some((_, meant)) => format!("unknown {what}; did you mean `{meant}`?"),
        None => format!("unknown {what}; there are {}", known.collect::<Vec<_>>().join(", ")),
    }
}

/// How many letters one must add, drop or change to turn one name into the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut previous = i + 1;
        for (cell, right) in row.iter_mut().skip(1).zip(&b) {
            let changed = diagonal + usize::from(left != *right);
            diagonal = *cell;
            previous = changed.min(*cell + 1).min(previous + 1);
            *cell = previous;
        }
        row[0] = i + 1;
    }
    row.last().copied().unwrap_or_default()
}

/// A value as the environment would spell it; the parts of a list have commas between them.
fn plain_text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.clone().into_owned()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(value) => Some(value.to_string()),
        DeValue::Array(values) => {
            let values: Option<Vec<String>> = values.iter().map(|value| plain_text(value.get_ref())).collect();
            values.map(|values| values.join(","))
        }
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => None,
    }
}
