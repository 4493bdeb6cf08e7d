//! What an account at Tesla gave which application.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::region::Region;
use super::scope;

/// Everything that Tesla keeps of an account beside its cars.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Consents {
    /// Where it is served; `None`: where its first car is at home.
    pub(crate) region: Option<Region>,
    /// The scopes given, by client id.
    given: BTreeMap<String, BTreeSet<String>>,
}

impl Consents {
    pub(crate) fn scopes(&self, client_id: &str) -> Option<&BTreeSet<String>> {
        self.given.get(client_id)
    }

    /// Replaces what was given to an application.
    pub(crate) fn set(&mut self, client_id: &str, scopes: BTreeSet<String>) {
        self.given.insert(client_id.to_owned(), scopes);
    }

    /// Gives more to an application.
    pub(crate) fn widen(&mut self, client_id: &str, scopes: &BTreeSet<String>) {
        self.given.entry(client_id.to_owned()).or_default().extend(scopes.iter().cloned());
    }

    /// Takes back all that was given to an application; whether there was anything.
    pub(crate) fn revoke(&mut self, client_id: &str) -> bool {
        self.given.remove(client_id).is_some()
    }

    pub(crate) fn revoke_all(&mut self) {
        self.given.clear();
    }

    /// Gives or takes back a scope at every application.
    pub(crate) fn switch(&mut self, scope: &str, on: bool) {
        for scopes in self.given.values_mut() {
            if on {
                scopes.insert(scope.to_owned());
            } else {
                scopes.remove(scope);
            }
        }
    }

    /// Whether any application has a scope; `None` where there is no application.
    pub(crate) fn gives(&self, scope: &str) -> Option<bool> {
        (!self.given.is_empty()).then(|| self.given.values().any(|scopes| scopes.contains(scope)))
    }

    /// Whether it gave an application enough for its key to be added.
    pub(crate) fn allows_key(&self, client_id: &str) -> bool {
        self.given.get(client_id).is_some_and(is_enough_for_a_key)
    }

    /// Whether it gave any application enough for that.
    pub(crate) fn allows_any_key(&self) -> bool {
        self.given.values().any(is_enough_for_a_key)
    }
}

fn is_enough_for_a_key(given: &BTreeSet<String>) -> bool {
    [scope::DEVICE_DATA, scope::COMMANDS, scope::LOCATION].iter().any(|scope| given.contains(*scope))
}
