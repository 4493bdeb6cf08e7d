//! Where an application's key can be added at any time: the maker's own link, and our page around it.

use jiff::{SignedDuration, Timestamp};
use openfob_automaker::Brand;
use openfob_domain::{ConnectionId, KeyKind, Mode};
use openfob_store::Application;
use url::Url;

use crate::Gateway;
use crate::service::linking;

/// How long a link to one car's page is good for.
const CAR_LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The mode that is meant where nobody names one: real cars, where this server has any.
pub(crate) fn usual_mode(gateway: &Gateway) -> Mode {
    if gateway.adapters.of(Mode::Live).is_empty() { Mode::Simulated } else { Mode::Live }
}

/// The brand whose cars take virtual keys, and the link that adds the application's.
pub(crate) fn virtual_key<'g>(gateway: &'g Gateway, application: &Application, mode: Mode) -> Option<(&'g Brand, Url)> {
    let key_domain = linking::key_domain_of(gateway, application);
    let mut brands = gateway.adapters.brands(mode).filter(|brand| brand.key == Some(KeyKind::VirtualKey));
    brands.find_map(|brand| {
        let link = gateway.adapters.for_make(mode, &brand.make)?.key_link(&brand.make, &key_domain, None)?;
        Some((brand, link))
    })
}

/// The application's page, which knows of no car.
pub(crate) fn page(gateway: &Gateway, application: &Application) -> Url {
    gateway.settings.url(&format!("/key/{}", application.id))
}

/// The page of one car, with its live state, and until when its address is good.
pub(crate) fn car_page(gateway: &Gateway, application: &Application, car: ConnectionId) -> Option<(Url, Timestamp)> {
    let until = gateway.clock.now().checked_add(CAR_LINK_LIFETIME).ok()?;
    let token = gateway.store.key_page_token(car, until)?;
    Some((gateway.settings.url(&format!("/key/{}/{token}", application.id)), until))
}
