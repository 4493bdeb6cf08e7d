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
        let bold = Style::new().bold();
        let facts = self.facts;
        let origin = &facts.origin;
        let mut line = |name: &str, value: String| writeln!(f, "  {bold}{name:<18}{bold:#}  {value}");

        line("", String::new())?;
        line(concat!("openfob ", env!("CARGO_PKG_VERSION")), origin.clone())?;
        line("", String::new())?;
        line("Connect your car", format!("{origin}/demo"))?;
        line("Simulated cars", facts.simulator.clone())?;
        line("API description", format!("{origin}/openapi.json"))?;
        line("", String::new())?;
        let (owner, driver) = (&facts.owner.username, &facts.driver.username);
        line("Sign in as", format!("{owner} (owner)  {driver} (driver)   any password"))?;
        line(
            "Client",
            format!(
                "{}  secret {}  management token {}",
                abbreviated(&facts.client_id),
                facts.client_secret.abbreviated(),
                facts.management_token.abbreviated()
            ),
        )?;
        line("Python SDK", self.python())?;
        line("", String::new())?;
        line("Try it", format!("curl -H \"Authorization: Bearer …\" {origin}/v2.0/vehicles"))?;
        line("", String::new())?;
        write!(f, "  Data in {}. Press Ctrl-C to stop.", self.data.display())
    }
}
