//! What a switch does to the accounts of a car's owners.

use super::{Switch, SwitchRefused};
use crate::account::{Role, Trouble};
use crate::car::CarId;
use crate::world::World;

impl Switch {
    /// Does it to the owners' accounts, and says what happened; `None` for a switch of the car itself.
    pub(super) fn turn_account(&self, world: &mut World, id: &CarId) -> Result<Option<String>, SwitchRefused> {
        let World { accounts, tokens, tesla, .. } = world;
        let owns = |share: &&mut crate::account::Share| share.car == *id && share.role == Role::Owner;
        let mut emails = Vec::new();
        for account in accounts.values_mut() {
            let Some(share) = account.cars.iter_mut().find(owns) else { continue };
            match self {
                Self::InAccount(on) => share.removed = !on,
                Self::LocationPermission(on) => account.give_location(*on),
                Self::Account(trouble) => {
                    account.trouble = *trouble;
                    if *trouble == Some(Trouble::PasswordChanged) {
                        tokens.forget_account(account.subject);
                        tesla.sessions.end(account.subject, None);
                    }
                }
                _ => return Ok(None),
            }
            emails.push(account.email.clone());
        }
        let happened = match self {
            Self::InAccount(true) => "is back in the account of",
            Self::InAccount(false) => "is removed from the account of",
            Self::LocationPermission(true) => "its place may be seen again, says",
            Self::LocationPermission(false) => "its place may not be seen any more, says",
            Self::Account(trouble) => trouble.map_or("all is well with the account of", Trouble::happened),
            _ => return Ok(None),
        };
        if emails.is_empty() {
            return Err(SwitchRefused::NoOwner);
        }
        Ok(Some(format!("{happened} {}", emails.join(", "))))
    }
}
