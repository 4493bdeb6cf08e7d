//! What `openfob demo` shows once it answers.

use std::fmt;
use std::path::Path;

use anstyle::Style;

use super::facts::Facts;
use crate::secret::abbreviated;

/// The screen, ready to be printed.
pub(crate) struct Screen<'a> {
    facts: &'a Facts,
    data: &'a Path,
    program: String,
}

impl<'a> Screen<'a> {
    /// A screen for the demo on the data directory that the user named `data`.
    pub(crate) fn new(facts: &'a Facts, data: &'a Path) -> Self {
        Self { facts, data, program: invocation() }
    }

    fn python(&self) -> String {
        let mut command = format!("{} env --sdk python", self.program);
        if self.data != Path::new("./openfob-data") {
            command = format!("{command} --data {}", crate::shell::quoted(&self.data.display().to_string()));
        }
        format!("eval \"$({command})\"")
    }
}

/// This program as the user called it, so that lines to copy work for them too.
pub(crate) fn invocation() -> String {
    std::env::args().next().map_or_else(|| "openfob".to_owned(), |program| crate::shell::quoted(&program))
}

impl fmt::Display for Screen<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = self.facts;
        let origin = &facts.origin;
        let (owner, driver) = (&facts.owner.username, &facts.driver.username);

        writeln!(f)?;
        line(f, concat!("openfob ", env!("CARGO_PKG_VERSION")), origin)?;
        writeln!(f)?;
        line(f, "Connect your car", format_args!("{origin}/demo"))?;
        line(f, "Simulated cars", &facts.simulator)?;
        line(f, "API description", format_args!("{origin}/openapi.json"))?;
        writeln!(f)?;
        line(f, "Sign in as", format_args!("{owner} (owner)  {driver} (driver)   any password"))?;
        let (secret, token) = (facts.client_secret.abbreviated(), facts.management_token.abbreviated());
        let id = abbreviated(&facts.client_id);
        line(f, "Client", format_args!("{id}  secret {secret}  management token {token}"))?;
        line(f, "Python SDK", self.python())?;
        writeln!(f)?;
        line(f, "Try it", format_args!("curl -H \"Authorization: Bearer …\" {origin}/v2.0/vehicles"))?;
        writeln!(f)?;
        write!(f, "  Data in {}. Press Ctrl-C to stop.", self.data.display())
    }
}

fn line(f: &mut fmt::Formatter<'_>, name: &str, value: impl fmt::Display) -> fmt::Result {
    let bold = Style::new().bold();
    writeln!(f, "  {bold}{name:<18}{bold:#}  {value}")
}
