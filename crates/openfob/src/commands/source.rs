//! Which server a command is about: its configuration, read as the server itself reads it.

use crate::args::DataSource;
use crate::config::{Config, Flag};
use crate::failure::Failure;

use super::config;

impl DataSource {
    /// The configuration that `--config`, the environment and `--data` give together.
    pub(super) fn config(&self) -> Result<Config, Failure> {
        let data = Flag { name: "--data", section: "data", key: "dir", value: self.data.clone() };
        config::load(self.config.as_deref(), vec![data])
    }
}
