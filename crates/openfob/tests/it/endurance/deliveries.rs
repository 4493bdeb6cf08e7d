//! What the application's receiver is told: it runs on while the server is killed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::Value;
use sqlx::Connection;

use super::World;
use crate::receiver::Reply;

/// Longer than the longest pause after a failure (100 s) and the way.
const PATIENCE: Duration = Duration::from_mins(2);
/// So many rounds take less than the 25 s after which a delivery is tried again.
const BEFORE_THE_SECOND_TRIES: u64 = 25;

impl World {
    /// Subscribes every car of the application, now and as it is connected.
    pub(super) fn add_webhook(&self) {
        let parts = &*self.0;
        let url = &parts.receiver.url;
        let told = ["--event", "KEY_STATE_CHANGED", "--all-vehicles", "--app", &parts.client_id];
        parts.sandbox.json(&[&["webhook", "create", url], &told[..]].concat());
    }

    /// Lets the receiver fail now and then, early enough for what failed to be tried again in this test's time. Once in a
    /// round at most: on a busy machine few events come of one, and failures kept for later would use up an event's tries.
    /// In a long run seldom, once the first tries come again: an event has four of them, and each may meet a failure.
    pub(super) fn let_deliveries_fail(&self, round: u64, kills: u64) {
        if round <= kills / 2 && (round <= BEFORE_THE_SECOND_TRIES || round.is_multiple_of(20)) {
            self.0.receiver.reply([Reply::Status(500)]);
        }
    }

    /// Every change that is written or was acknowledged has come, signed, at least once; how many those are.
    pub(super) async fn assert_every_event_arrives(&self) -> usize {
        let mut database = self.database().await;
        let written: Vec<String> =
            sqlx::query_scalar("SELECT lower(hex(id)) FROM event WHERE kind = 'KEY_STATE_CHANGED' ORDER BY id")
                .fetch_all(&mut database)
                .await
                .unwrap();
        database.close().await.unwrap();
        let deadline = Instant::now() + PATIENCE;
        let mut arrived = self.arrived();
        while written.iter().any(|id| !arrived.contains_key(id)) {
            assert!(Instant::now() < deadline, "{} of {} events arrived", arrived.len(), written.len());
            tokio::time::sleep(Duration::from_millis(50)).await;
            arrived = self.arrived();
        }

        let sent = self.0.receiver.deliveries();
        assert!(sent.iter().all(|one| one.is_signed_with(&self.0.management_token)), "each is signed");
        let mut states: BTreeMap<&str, Vec<(&Value, &Value)>> = BTreeMap::new();
        for payload in arrived.values() {
            let vehicle = payload["vehicleId"].as_str().unwrap();
            states.entry(vehicle).or_default().push((&payload["oldState"], &payload["newState"]));
        }
        for (vehicle, changes) in &states {
            for pair in changes.windows(2) {
                assert_eq!(pair[0].1, pair[1].0, "no change of {vehicle} is missing between two others");
            }
        }
        for (vehicle, told) in &self.ledger().paired {
            let changes = states.get(vehicle.as_str()).map_or(0, Vec::len);
            assert!(
                changes >= told.len() - 1,
                "{vehicle}: {} changes were acknowledged, {changes} came",
                told.len() - 1
            );
        }
        arrived.len()
    }

    /// What the receiver took, by the event's id: in the order of the events.
    fn arrived(&self) -> BTreeMap<String, Value> {
        let sent = self.0.receiver.deliveries();
        sent.into_iter()
            .filter(|delivered| delivered.is_taken)
            .map(|delivered| {
                let payload = delivered.body()["payload"].take();
                (payload["eventId"].as_str().unwrap().replace('-', ""), payload)
            })
            .collect()
    }
}
