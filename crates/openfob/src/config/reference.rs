//! The reference page of the configuration, from the same data that reads it.

use std::fmt::Write as _;

use super::KEYS;

/// The page, in Markdown.
pub(crate) fn reference() -> String {
    let mut page = String::from(
        "# Configuration\n\n\
         `openfob serve --config FILE` reads a TOML file. An environment variable `OPENFOB__SECTION__KEY` outranks the \
         file, a flag outranks both. `openfob config check FILE` tells what is wrong with a file.\n",
    );
    for section in KEYS {
        if let Some(key) = section.first() {
            let _ = write!(page, "\n## [{}]\n\n| key | expected | default | |\n|---|---|---|---|\n", key.section);
        }
        for key in *section {
            let _ = writeln!(page, "| `{}` | {} | {} | {} |", key.name, key.expected, key.default, key.about);
        }
    }
    page
}
