//! Who is looking at which cars: a cookie on one side, the tokens on the other, in memory alone.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use uuid::Uuid;

use super::{Tokens, Voltwise};

const VISIT: &str = "voltwise";
const STATE: &str = "voltwise_state";
const PATH: &str = "/demo";

/// One browser's connected cars.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    /// The tokens that the code was exchanged for.
    pub(super) tokens: Tokens,
    /// Where the application's key is added, if a car was granted that may want one.
    pub(super) virtual_key_url: Option<String>,
}

/// All visits since the start.
#[derive(Default)]
pub(super) struct Visits(Mutex<HashMap<Uuid, Visit>>);

impl Visits {
    /// Keeps a visit and gives the browser the cookie that finds it.
    pub(super) fn begin(&self, voltwise: &Voltwise, jar: CookieJar, visit: Visit) -> CookieJar {
        let id = Uuid::new_v4();
        self.all().insert(id, visit);
        jar.add(cookie(voltwise, VISIT, id)).remove(Cookie::build(STATE).path(PATH))
    }

    /// The visit of this browser.
    pub(super) fn of(&self, jar: &CookieJar) -> Option<Visit> {
        self.all().get(&id(jar)?).cloned()
    }

    /// Keeps the tokens that followed the earlier ones.
    pub(super) fn renew(&self, jar: &CookieJar, tokens: Tokens) {
        if let Some(id) = id(jar)
            && let Some(visit) = self.all().get_mut(&id)
        {
            visit.tokens = tokens;
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Uuid, Visit>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Remembers, in the browser, that this application began a run of Connect; the value goes along as `state`.
pub(super) fn expect_return(voltwise: &Voltwise, jar: CookieJar) -> (CookieJar, String) {
    let state = Uuid::new_v4();
    (jar.add(cookie(voltwise, STATE, state)), state.to_string())
}

/// Whether this browser began the run of Connect that returns with `state`.
pub(super) fn expected(jar: &CookieJar, state: Option<&String>) -> bool {
    matches!((jar.get(STATE), state), (Some(cookie), Some(state)) if cookie.value() == state)
}

fn id(jar: &CookieJar) -> Option<Uuid> {
    jar.get(VISIT)?.value().parse().ok()
}

fn cookie(voltwise: &Voltwise, name: &'static str, value: Uuid) -> Cookie<'static> {
    Cookie::build((name, value.to_string()))
        .path(PATH)
        .http_only(true)
        // Lax, not strict: the browser comes back from the maker's own site.
        .same_site(SameSite::Lax)
        .secure(voltwise.secure())
        .build()
}
