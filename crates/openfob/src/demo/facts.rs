//! What scripts and other commands need to know of a demo: one object, printed by `--json` and kept in the data
//! directory.

use serde::{Deserialize, Serialize};

use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::secret::Secret;

const FILE: &str = "demo.json";

/// A demo as it runs, or ran last.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// The gateway's address, as others reach it.
    pub(crate) origin: String,
    /// A link that begins Connect.
    pub(crate) connect_url: String,
    /// The demo application's client id.
    pub(crate) client_id: String,
    /// Its client secret.
    pub(crate) client_secret: Secret,
    /// Where Connect returns to.
    pub(crate) redirect_uri: String,
    /// Its management token.
    pub(crate) management_token: Secret,
    /// The simulator's address, as others reach it.
    pub(crate) simulator: String,
    /// An account that owns cars.
    pub(crate) owner: SignIn,
    /// An account that drives them.
    pub(crate) driver: SignIn,
    /// An account on the maker's legacy platform.
    pub(crate) legacy: SignIn,
    /// An account whose one car is ready for anything.
    pub(crate) ready: SignIn,
}

/// What an owner types at the maker's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SignIn {
    /// The e-mail address.
    pub(crate) username: String,
    /// Any other does as well.
    pub(crate) password: String,
}

impl Facts {
    /// What an earlier demo on this data directory left, if there was one.
    pub(crate) fn load(data: &DataDir) -> Result<Option<Self>, Failure> {
        let Some(text) = data.read(FILE)? else { return Ok(None) };
        serde_json::from_str(&text).map(Some).map_err(|error| {
            Failure::user(format!("{} is not understood: {error}", data.file(FILE).display()))
                .hint("remove the file: the next `openfob demo` makes another")
        })
    }

    /// Keeps the facts for later commands, and for its owner alone to read.
    pub(crate) fn save(&self, data: &DataDir) -> Result<(), Failure> {
        let text =
            serde_json::to_string_pretty(self).map_err(|error| Failure::caused("cannot write the facts", error))?;
        data.write_private(FILE, &format!("{text}\n"))
    }
}
