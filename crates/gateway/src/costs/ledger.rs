//! The ledger that adapters announce their calls to. A call is in the store before it is sent, so that no stop and no kill
//! loses one; calls that come while another is being written are written together.

use async_trait::async_trait;
use openfob_automaker::{Call, CapReached, Ledger};
use openfob_domain::Mode;
use openfob_store::UpstreamCall;

use super::Costs;
use super::month::day_of;
use crate::measure;

/// Counts the calls of one mode's adapters.
pub(super) struct Counter {
    costs: Costs,
    mode: Mode,
}

impl Counter {
    pub(super) fn new(costs: Costs, mode: Mode) -> Self {
        Self { costs, mode }
    }
}

#[async_trait]
impl Ledger for Counter {
    async fn announce(&self, call: Call<'_>) -> Result<(), CapReached> {
        let now = self.costs.0.clock.now();
        let counted = UpstreamCall {
            day: day_of(now),
            mode: self.mode,
            automaker: call.automaker,
            partner: call.partner.clone(),
            class: call.class.as_str(),
            operation: call.operation,
            application: call.application,
            vin: call.vin.cloned(),
        };
        let price = self.costs.price(call.automaker, call.class);
        let admitted = self.costs.book().admit(counted, price, &self.costs.0.caps, now);
        measure::charged_call(call.automaker, call.class, admitted.is_ok());
        // On a task of its own: it goes on when whoever asked goes away.
        let costs = self.costs.clone();
        match admitted {
            Ok(()) => {
                let _ = tokio::spawn(async move { costs.write().await }).await;
                Ok(())
            }
            Err(held_back) => {
                if let Some(news) = held_back.news {
                    let _ = tokio::spawn(async move { costs.tell(news).await }).await;
                }
                Err(CapReached(call.class))
            }
        }
    }
}

impl Costs {
    /// Returns when all that was counted before is in the store.
    async fn write(&self) {
        let _turn = self.0.writing.lock().await;
        let calls = self.book().take_unwritten();
        if calls.is_empty() {
            // Whoever wrote before wrote this as well.
            return;
        }
        if let Err(error) = self.0.store.add_upstream_calls(&calls).await {
            // They count towards the cap all the same, and are written with the next ones.
            tracing::error!(error = &error as &dyn std::error::Error, "calls to automakers could not be counted");
            self.book().put_back(calls);
        }
    }
}
