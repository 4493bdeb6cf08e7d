//! A data directory with as many accounts as wanted, each with an e-208 and an enrolled phone.
//!
//! The first few are the ones that activate; the others did so before.

use std::path::Path;

use anyhow::Result;
use openfob_domain::{AccessRules, AccountId, ApplicationId, DataWithoutKey, KeyKind, KeyRule};
use openfob_store::{Store, sha256};
use secrecy::SecretString;
use uuid::Uuid;

use crate::data::{ACCOUNT, SESSION, VEHICLE, close, details, fill, id, now, open_alone, secrets};

/// The trusted phone number of those who activate.
const NUMBER: &str = "+33612345678";

/// The access token of account number `number`.
pub(crate) fn token(number: u32) -> String {
    format!("00000000-carkey-token-{number:012x}")
}

/// Fills a new data directory.
pub(crate) async fn seed(directory: &Path, stored: u32, asked: u32) -> Result<()> {
    let application = Uuid::now_v7();
    let store = Store::open(directory).await?;
    store.add_application(ApplicationId::from(application), &details()?, &secrets(), now()?).await?;
    store.close().await;

    let mut database = open_alone(directory).await?;
    let rule = KeyRule { kind: KeyKind::CarKey, data_without: DataWithoutKey::Refused };
    let access = serde_json::to_string(&AccessRules { key: Some(rule), ..AccessRules::default() })?;
    fill(&mut database, ROWS, application, &access, stored).await?;
    for table in ["key_evidence", "key_state"] {
        let last = id(VEHICLE, &asked.to_string());
        let statement = format!("DELETE FROM {table} WHERE vehicle_id <= {last}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut database).await?;
    }
    for number in 1..=asked {
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "UPDATE car_key_session SET access_hash = $1 WHERE id = {}",
            id(SESSION, &number.to_string())
        )))
        .bind(&sha256(&token(number))[..])
        .execute(&mut database)
        .await?;
    }
    close(database, directory).await?;

    // A number that opens, as the steps before CarKey look at it.
    let store = Store::open(directory).await?;
    for number in 1..=asked {
        store.set_car_key_number(account(number)?, &SecretString::from(NUMBER)).await?;
    }
    store.close().await;
    Ok(())
}

fn account(number: u32) -> Result<AccountId> {
    Ok(Uuid::parse_str(&format!("{ACCOUNT}-0000-4000-8000-{number:012x}"))?.into())
}

/// What stands in each table for account number `n`, whose phone is [`super::cars::PHONE`].
const ROWS: &[(&str, &str)] = &[
    (
        "account (id, mode, adapter, partner, subject, platform, permissions, access_sealed, refresh_sealed, \
         access_expires_at, needs_sign_in, linked_at, region)",
        "#ACCOUNT, 'live', 'psa', 'fob.example.com', printf('owner-%d', n), 'current', '[]', zeroblob(60), \
         zeroblob(60), $now + 86400000, FALSE, $now, NULL",
    ),
    (
        "vehicle (id, mode, vin, make, model, year, access, capabilities)",
        "#VEHICLE, 'live', printf('VR3UHZKXZPT%06d', n), 'PEUGEOT', 'e-208', 2025, $access, '[]'",
    ),
    ("account_vehicle (account_id, vehicle_id, role)", "#ACCOUNT, #VEHICLE, 'owner'"),
    ("car_key_account (id, phone_number_sealed)", "#ACCOUNT, zeroblob(60)"),
    ("car_key_phone (account_id, phone, enrolled_at)", "#ACCOUNT, 'phone-1', $now"),
    (
        "car_key_session (id, account_id, application_id, phone, access_hash, access_expires_at, refresh_hash, \
         refresh_expires_at)",
        "#SESSION, #ACCOUNT, $application, 'phone-1', randomblob(32), $now + 86400000, randomblob(32), \
         $now + 7776000000",
    ),
    (
        "car_key_audit (id, at, account_id, vehicle_id, phone, action, outcome)",
        "randomblob(16), $now, #ACCOUNT, #VEHICLE, 'phone-1', 'enroll', 'done'",
    ),
    (
        "key_evidence (vehicle_id, holder, source, claim, at)",
        "#VEHICLE, printf('account:a0000001-0000-4000-8000-%012x', n), 'attestation', \
         json_object('source', 'attestation', 'claim', 'present', 'at', $at), $now",
    ),
    (
        "key_state (vehicle_id, holder, state, since, checked_at)",
        "#VEHICLE, printf('account:a0000001-0000-4000-8000-%012x', n), '{\"state\":\"paired\"}', $now, $now",
    ),
];
