//! The service activation steps as one phone walks them. A step that was done stays done until it is looked at afresh.

use std::collections::BTreeSet;

use openfob_domain::{AccountId, VehicleId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::row::{from_json, to_json};
use crate::{Store, StoreError};

const TABLE: &str = "car_key_steps";

/// One step, in the maker's order and spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Step {
    /// The account has a trusted phone number (the maker's spelling).
    #[serde(rename = "trusterPhoneNumber")]
    TrustedPhoneNumber,
    /// This phone is enrolled.
    #[serde(rename = "deviceActivation")]
    DeviceActivation,
    /// The possession of the keys is proven.
    #[serde(rename = "mediumCarKey")]
    MediumCarKey,
}

/// A walk through the steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarKeySteps {
    /// Its number.
    pub id: i64,
    /// For which car.
    pub vehicle: VehicleId,
    /// What was done when it was last looked at.
    pub done: BTreeSet<Step>,
}

impl Store {
    /// The walk of a phone for a car; begun where there is none.
    pub async fn car_key_steps(
        &self,
        account: AccountId,
        phone: &str,
        vehicle: VehicleId,
    ) -> Result<CarKeySteps, StoreError> {
        let (id, done): (i64, String) = sqlx::query_as(
            "INSERT INTO car_key_steps (account_id, phone, vehicle_id, done) VALUES ($1, $2, $3, '[]') \
             ON CONFLICT (account_id, phone, vehicle_id) DO UPDATE SET done = done RETURNING id, done",
        )
        .bind(Uuid::from(account))
        .bind(phone)
        .bind(Uuid::from(vehicle))
        .fetch_one(self.writer_beside())
        .await?;
        Ok(CarKeySteps { id, vehicle, done: from_json(&done, TABLE, "done")? })
    }

    /// The walk of that number, if it is this phone's.
    pub async fn car_key_steps_by_id(
        &self,
        account: AccountId,
        phone: &str,
        id: i64,
    ) -> Result<Option<CarKeySteps>, StoreError> {
        let row: Option<(Uuid, String)> = sqlx::query_as(
            "SELECT vehicle_id, done FROM car_key_steps WHERE id = $1 AND account_id = $2 AND phone = $3",
        )
        .bind(id)
        .bind(Uuid::from(account))
        .bind(phone)
        .fetch_optional(self.readers())
        .await?;
        row.map(|(vehicle, done)| {
            Ok(CarKeySteps { id, vehicle: vehicle.into(), done: from_json(&done, TABLE, "done")? })
        })
        .transpose()
    }

    /// Notes what is done.
    pub async fn set_car_key_steps(&self, id: i64, done: &BTreeSet<Step>) -> Result<(), StoreError> {
        sqlx::query("UPDATE car_key_steps SET done = $2 WHERE id = $1")
            .bind(id)
            .bind(to_json(done, TABLE, "done")?)
            .execute(self.writer_beside())
            .await?;
        Ok(())
    }
}
