//! Cars, and how accounts stand to them.

use std::collections::BTreeSet;

use openfob_domain::{AccessRules, AccountId, Mode, Model, Permission, Role, VehicleId, Vin};
use sqlx::FromRow;
use uuid::Uuid;

use crate::row::{from_json, from_word, to_json, to_word};
use crate::{Store, StoreError};

const TABLE: &str = "vehicle";

/// A car as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vehicle {
    /// Its id within this server.
    pub id: VehicleId,
    /// Its identification number.
    pub vin: Vin,
    /// Make, model and year.
    pub model: Model,
    /// What it asks for.
    pub access: AccessRules,
    /// Whether streaming is on, where its owner can switch it.
    pub streaming: Option<bool>,
    /// What it can serve.
    pub capabilities: BTreeSet<Permission>,
}

/// A car, and how an account stands to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountVehicle {
    /// The car.
    pub vehicle: Vehicle,
    /// Owner or driver.
    pub role: Role,
}

/// A car as the automaker tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VehicleFacts {
    /// Its identification number.
    pub vin: Vin,
    /// Make, model and year.
    pub model: Model,
    /// How the account stands to it.
    pub role: Role,
    /// What it asks for.
    pub access: AccessRules,
    /// Whether streaming is on, where its owner can switch it.
    pub streaming: Option<bool>,
    /// What it can serve.
    pub capabilities: BTreeSet<Permission>,
}

#[derive(FromRow)]
pub(crate) struct VehicleRow {
    pub(crate) vehicle_id: Uuid,
    pub(crate) vin: String,
    pub(crate) make: String,
    pub(crate) model: String,
    pub(crate) year: i32,
    pub(crate) access: String,
    pub(crate) streaming: Option<bool>,
    pub(crate) capabilities: String,
    pub(crate) role: String,
}

impl TryFrom<VehicleRow> for AccountVehicle {
    type Error = StoreError;

    fn try_from(row: VehicleRow) -> Result<Self, StoreError> {
        Ok(Self {
            vehicle: Vehicle {
                id: row.vehicle_id.into(),
                vin: from_word(row.vin, TABLE, "vin")?,
                model: Model { make: from_word(row.make, TABLE, "make")?, model: row.model, year: row.year },
                access: from_json(&row.access, TABLE, "access")?,
                streaming: row.streaming,
                capabilities: from_json(&row.capabilities, TABLE, "capabilities")?,
            },
            role: from_word(row.role, "account_vehicle", "role")?,
        })
    }
}

impl Store {
    /// The cars that an account sees.
    pub async fn account_vehicles(&self, account: AccountId) -> Result<Vec<AccountVehicle>, StoreError> {
        let rows: Vec<VehicleRow> = sqlx::query_as(
            "SELECT v.id AS vehicle_id, v.vin, v.make, v.model, v.year, v.access, v.streaming, \
             v.capabilities, a.role \
             FROM account_vehicle a JOIN vehicle v ON v.id = a.vehicle_id WHERE a.account_id = $1 ORDER BY v.id",
        )
        .bind(Uuid::from(account))
        .fetch_all(self.readers())
        .await?;
        rows.into_iter().map(AccountVehicle::try_from).collect()
    }

    /// Notes what a car asks for now.
    pub async fn set_access(&self, vehicle: VehicleId, access: &AccessRules) -> Result<(), StoreError> {
        sqlx::query("UPDATE vehicle SET access = $2 WHERE id = $1")
            .bind(Uuid::from(vehicle))
            .bind(to_json(access, TABLE, "access")?)
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// Notes whether streaming is on in a car.
    pub async fn set_streaming(&self, vehicle: VehicleId, streaming: Option<bool>) -> Result<(), StoreError> {
        sqlx::query("UPDATE vehicle SET streaming = $2 WHERE id = $1 AND streaming IS NOT $2")
            .bind(Uuid::from(vehicle))
            .bind(streaming)
            .execute(self.writer())
            .await?;
        Ok(())
    }
}

/// Writes the cars that an account sees now: new ones are added, known ones brought up to date, others unlinked.
pub(crate) async fn write_account_vehicles(
    connection: &mut sqlx::SqliteConnection,
    account: AccountId,
    mode: Mode,
    cars: &[VehicleFacts],
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM account_vehicle WHERE account_id = $1")
        .bind(Uuid::from(account))
        .execute(&mut *connection)
        .await?;
    for car in cars {
        let id: Uuid = sqlx::query_scalar(
            "INSERT INTO vehicle (id, mode, vin, make, model, year, access, streaming, capabilities) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT (mode, vin) DO UPDATE SET make = excluded.make, model = excluded.model, \
             year = excluded.year, access = excluded.access, streaming = excluded.streaming, \
             capabilities = excluded.capabilities RETURNING id",
        )
        .bind(Uuid::now_v7())
        .bind(mode.as_str())
        .bind(car.vin.as_str())
        .bind(car.model.make.as_str())
        .bind(&car.model.model)
        .bind(car.model.year)
        .bind(to_json(&car.access, TABLE, "access")?)
        .bind(car.streaming)
        .bind(to_json(&car.capabilities, TABLE, "capabilities")?)
        .fetch_one(&mut *connection)
        .await?;
        sqlx::query("INSERT INTO account_vehicle (account_id, vehicle_id, role) VALUES ($1, $2, $3)")
            .bind(Uuid::from(account))
            .bind(id)
            .bind(to_word(&car.role, "account_vehicle", "role")?)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
