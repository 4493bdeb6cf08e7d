//! The demo's CarKey service: it believes the simulated cars, and its SMS come to the simulator's inbox.

use std::sync::Arc;

use openfob_carkey::{LateReactivation, Rules};
use openfob_carkey_service::{CarKeyService, Limits, Settings, WebhookSms};
use openfob_gateway::{Clock, Gateway};
use openfob_simulator::Simulator;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::Facts;
use crate::config::{Origin, default_key_domain};
use crate::failure::Failure;

/// A service for the demo's application, which the owners' app in the simulator then knows.
pub(crate) async fn car_key(
    simulator: &Simulator,
    simulator_at: &Origin,
    facts: &Facts,
    gateway: &Gateway,
    clock: Clock,
) -> Result<CarKeyService, Failure> {
    let failed = || Failure::ours("the simulated cars have no anchor");
    let pem = simulator.psa_anchor().await.map_err(|error| Failure::caused("cannot save the simulated cars", error))?;
    let anchor = CertificateDer::from_pem_slice(pem.ok_or_else(failed)?.as_bytes()).map_err(|_| failed())?;
    let origin: Origin = facts.origin.parse().map_err(|error| Failure::caused("the demo's own address", error))?;
    let sms = simulator_at.join("/api/psa/sms");
    let sms = sms.parse().map_err(|error| Failure::caused("the simulator's address", error))?;
    let sms = WebhookSms::new(sms, None).map_err(|error| Failure::caused("cannot make an HTTP client", error))?;
    let settings = Settings {
        origin: origin.url().clone(),
        key_domain: default_key_domain(),
        anchors: crate::car_key::anchors(&[anchor])?,
        rules: Rules::default(),
        late: LateReactivation::Refused,
        steps_in_order: true,
        sms: Arc::new(sms),
        limits: Limits::default(),
    };
    simulator.set_car_key_service(openfob_simulator::CarKeyService {
        url: origin.url().clone(),
        client_id: facts.client_id.clone(),
        redirect_uri: facts.redirect_uri.clone(),
    });
    Ok(crate::car_key::over(settings, gateway, clock))
}
