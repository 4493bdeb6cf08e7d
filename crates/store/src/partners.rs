//! Partners: who automakers know us as, their key pairs, and how they stand in each region.

use jiff::Timestamp;
use openfob_domain::{KeyDomain, KeyState, Mode};
use secrecy::SecretString;
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use crate::key_pair::{KeyPair, KeyPairError, PublicKey};
use crate::row::{from_json, from_word, millis, timestamp, to_json};
use crate::{Store, StoreError};

const TABLE: &str = "partner";
const CLIENT_SECRET: &str = "partner.client_secret";
const PRIVATE_KEY: &str = "partner_key.private";

/// A partner as it is kept, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// Its id within this server.
    pub id: Uuid,
    /// What the operator calls it.
    pub name: String,
    /// The domain that names it and its key.
    pub key_domain: KeyDomain,
    /// What it signs in with at the automaker, where the operator gave it.
    pub client_id: Option<String>,
    /// The automaker's regions that it serves; empty: all of them.
    pub regions: Vec<String>,
    /// The key that is published.
    pub key: PartnerKey,
    /// Keys that cars may still have from before a rotation, newest first.
    pub earlier_keys: Vec<PartnerKey>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// The public half of one of a partner's key pairs, and its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerKey {
    /// The public half.
    pub public: PublicKey,
    /// When it was made or imported.
    pub made_at: Timestamp,
    /// When a rotation replaced it; `None` for the one that is published.
    pub retired_at: Option<Timestamp>,
}

/// What the operator says of a partner.
#[derive(Clone, Debug)]
pub struct NewPartner {
    /// What to call it.
    pub name: String,
    /// The domain that names it and its key.
    pub key_domain: KeyDomain,
    /// Its client id and secret at the automaker.
    pub client: Option<(String, SecretString)>,
    /// The automaker's regions that it serves; empty: all of them.
    pub regions: Vec<String>,
}

/// How a partner stands in one region of an automaker, as it was last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerRegistration {
    /// Real or simulated cars.
    pub mode: Mode,
    /// The automaker's word for the region.
    pub region: String,
    /// The key that the automaker has; `None`: it has none.
    pub registered_key: Option<String>,
    /// What stood in the way.
    pub problem: Option<String>,
    /// When it was seen.
    pub checked_at: Timestamp,
}

/// Why a partner cannot be added or changed.
#[derive(Debug, thiserror::Error)]
pub enum PartnerError {
    /// Another partner has the name.
    #[error("another partner is called `{0}`")]
    NameTaken(String),
    /// Another partner has the domain.
    #[error("another partner has the key domain `{0}`")]
    DomainTaken(KeyDomain),
    /// The key pair is or was in use here.
    #[error(
        "this key pair is known here already; a key names one partner, and one that was retired does not come back"
    )]
    KeyTaken,
    /// No key pair.
    #[error(transparent)]
    Key(#[from] KeyPairError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for PartnerError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    key_domain: String,
    client_id: Option<String>,
    regions: String,
    created_at: i64,
}

#[derive(FromRow)]
struct RegistrationRow {
    mode: String,
    region: String,
    registered_key: Option<String>,
    problem: Option<String>,
    checked_at: i64,
}

const COLUMNS: &str = "id, name, key_domain, client_id, regions, created_at";

impl Store {
    /// Adds a partner with its first key pair.
    ///
    /// # Errors
    /// When its name, its domain or its key is taken.
    pub async fn add_partner(&self, new: &NewPartner, pair: &KeyPair, now: Timestamp) -> Result<Partner, PartnerError> {
        let mut tx = self.begin().await?;
        let id = Uuid::now_v7();
        let taken: Option<(String, String)> =
            sqlx::query_as("SELECT name, key_domain FROM partner WHERE name = $1 OR key_domain = $2")
                .bind(&new.name)
                .bind(new.key_domain.as_str())
                .fetch_optional(&mut *tx)
                .await?;
        match taken {
            Some((_, domain)) if domain == new.key_domain.as_str() => {
                return Err(PartnerError::DomainTaken(new.key_domain.clone()));
            }
            Some(_) => return Err(PartnerError::NameTaken(new.name.clone())),
            None => {}
        }
        let (client_id, secret) = new.client.as_ref().map(|(id, secret)| (id, secret)).unzip();
        let sealed = secret.map(|secret| self.ring().seal(secret, CLIENT_SECRET, id)).transpose()?;
        sqlx::query(
            "INSERT INTO partner (id, name, key_domain, client_id, client_secret_sealed, regions, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id)
        .bind(&new.name)
        .bind(new.key_domain.as_str())
        .bind(client_id)
        .bind(sealed)
        .bind(to_json(&new.regions, TABLE, "regions")?)
        .bind(millis(now))
        .execute(&mut *tx)
        .await?;
        self.insert_key(&mut tx, id, pair, now).await?;
        let partner = find(&mut tx, "id = $1", &id).await?.ok_or(sqlx::Error::RowNotFound)?;
        tx.commit().await?;
        Ok(partner)
    }

    /// The partner of a key domain; one that is not there yet is added, with a key pair made for it.
    pub async fn partner_or_new(
        &self,
        domain: &KeyDomain,
        name: &str,
        now: Timestamp,
    ) -> Result<Partner, PartnerError> {
        if let Some(partner) = self.partner_of_domain(domain).await? {
            return Ok(partner);
        }
        let new = |name: &str| NewPartner {
            name: name.to_owned(),
            key_domain: domain.clone(),
            client: None,
            regions: Vec::new(),
        };
        let pair = KeyPair::generate()?;
        match self.add_partner(&new(name), &pair, now).await {
            // Somebody else was faster.
            Err(PartnerError::DomainTaken(_)) => {
                Ok(self.partner_of_domain(domain).await?.ok_or(sqlx::Error::RowNotFound)?)
            }
            Err(PartnerError::NameTaken(_)) => self.add_partner(&new(domain.as_str()), &pair, now).await,
            added => added,
        }
    }

    /// The partner of that name.
    pub async fn partner_named(&self, name: &str) -> Result<Option<Partner>, StoreError> {
        let mut connection = self.readers().acquire().await?;
        find(&mut connection, "name = $1", name).await
    }

    /// The partner of that key domain.
    pub async fn partner_of_domain(&self, domain: &KeyDomain) -> Result<Option<Partner>, StoreError> {
        let mut connection = self.readers().acquire().await?;
        find(&mut connection, "key_domain = $1", domain.as_str()).await
    }

    /// Every partner, oldest first.
    pub async fn partners(&self) -> Result<Vec<Partner>, StoreError> {
        let mut connection = self.readers().acquire().await?;
        let rows: Vec<Row> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM partner ORDER BY created_at, id")))
                .fetch_all(&mut *connection)
                .await?;
        let mut partners = Vec::with_capacity(rows.len());
        for row in rows {
            partners.push(with_keys(&mut connection, row).await?);
        }
        Ok(partners)
    }

    /// A partner's client id and secret at the automaker, where the operator gave them.
    pub async fn partner_client(&self, domain: &KeyDomain) -> Result<Option<(String, SecretString)>, StoreError> {
        let row: Option<(Uuid, Option<String>, Option<Vec<u8>>)> =
            sqlx::query_as("SELECT id, client_id, client_secret_sealed FROM partner WHERE key_domain = $1")
                .bind(domain.as_str())
                .fetch_optional(self.readers())
                .await?;
        match row {
            Some((id, Some(client), Some(sealed))) => Ok(Some((client, self.ring().open(&sealed, CLIENT_SECRET, id)?))),
            _ => Ok(None),
        }
    }

    /// Replaces a partner's credentials.
    pub async fn set_partner_client(&self, id: Uuid, client: &str, secret: &SecretString) -> Result<(), StoreError> {
        sqlx::query("UPDATE partner SET client_id = $2, client_secret_sealed = $3 WHERE id = $1")
            .bind(id)
            .bind(client)
            .bind(self.ring().seal(secret, CLIENT_SECRET, id)?)
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// Replaces the regions that a partner serves.
    pub async fn set_partner_regions(&self, id: Uuid, regions: &[String]) -> Result<(), StoreError> {
        sqlx::query("UPDATE partner SET regions = $2 WHERE id = $1")
            .bind(id)
            .bind(to_json(&regions, TABLE, "regions")?)
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// Publishes another key pair in place of the current one, which stays for the cars that have it.
    ///
    /// # Errors
    /// When the key is or was in use here.
    pub async fn rotate_partner_key(&self, id: Uuid, pair: &KeyPair, now: Timestamp) -> Result<(), PartnerError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE partner_key SET retired_at = $2 WHERE partner_id = $1 AND retired_at IS NULL")
            .bind(id)
            .bind(millis(now))
            .execute(&mut *tx)
            .await?;
        self.insert_key(&mut tx, id, pair, now).await?;
        Ok(tx.commit().await?)
    }

    /// One of a partner's key pairs, whole, by the short name of its public half; for signing alone.
    pub async fn partner_key_pair(&self, domain: &KeyDomain, key: &str) -> Result<Option<KeyPair>, StoreError> {
        let rows: Vec<(Uuid, String, Vec<u8>)> = sqlx::query_as(
            "SELECT k.id, k.public_key, k.private_sealed FROM partner_key k JOIN partner p ON p.id = k.partner_id \
             WHERE p.key_domain = $1",
        )
        .bind(domain.as_str())
        .fetch_all(self.readers())
        .await?;
        for (id, public, sealed) in rows {
            if PublicKey::parse(&public).is_some_and(|public| public.id() == key) {
                let private = self.ring().open(&sealed, PRIVATE_KEY, id)?;
                return KeyPair::from_private(&private)
                    .map(Some)
                    .map_err(|_| StoreError::Inconsistent { table: "partner_key", column: "private_sealed" });
            }
        }
        Ok(None)
    }

    /// Forgets keys that were retired before `before` and that no car is known to have. Answers how many.
    pub async fn forget_unused_partner_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let retired: Vec<(Uuid, String, String)> = sqlx::query_as(
            "SELECT k.id, k.public_key, p.key_domain FROM partner_key k JOIN partner p ON p.id = k.partner_id \
             WHERE k.retired_at < $1",
        )
        .bind(millis(before))
        .fetch_all(&mut *tx)
        .await?;
        let mut forgotten = 0;
        for (id, public, domain) in retired {
            let Some(key) = PublicKey::parse(&public) else { continue };
            if cars_with(&mut tx, &domain, &key.id()).await? == 0 {
                forgotten += sqlx::query("DELETE FROM partner_key WHERE id = $1")
                    .bind(id)
                    .execute(&mut *tx)
                    .await?
                    .rows_affected();
            }
        }
        tx.commit().await?;
        Ok(forgotten)
    }

    /// How many cars are known to have a partner's key of that short name.
    pub async fn cars_with_key(&self, domain: &KeyDomain, key: &str) -> Result<u64, StoreError> {
        let mut connection = self.readers().acquire().await?;
        cars_with(&mut connection, domain.as_str(), key).await
    }

    /// Removes a partner with its keys; `false` when there is no such one.
    pub async fn remove_partner(&self, id: Uuid) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM partner WHERE id = $1").bind(id).execute(self.writer()).await?;
        Ok(done.rows_affected() == 1)
    }

    /// How many applications have chosen the partner, and how many account links are under it.
    pub async fn partner_uses(&self, domain: &KeyDomain) -> Result<(u64, u64), StoreError> {
        let (applications, accounts): (i64, i64) = sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM application WHERE key_domain = $1), \
             (SELECT COUNT(*) FROM account WHERE partner = $1)",
        )
        .bind(domain.as_str())
        .fetch_one(self.readers())
        .await?;
        Ok((u64::try_from(applications).unwrap_or_default(), u64::try_from(accounts).unwrap_or_default()))
    }

    /// Notes how a partner stands in a region.
    pub async fn save_partner_registration(&self, id: Uuid, seen: &PartnerRegistration) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO partner_registration (partner_id, mode, region, registered_key, problem, checked_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (partner_id, mode, region) DO UPDATE SET \
             registered_key = excluded.registered_key, problem = excluded.problem, checked_at = excluded.checked_at",
        )
        .bind(id)
        .bind(seen.mode.as_str())
        .bind(&seen.region)
        .bind(&seen.registered_key)
        .bind(&seen.problem)
        .bind(millis(seen.checked_at))
        .execute(self.writer_beside())
        .await?;
        Ok(())
    }

    /// How a partner was last seen to stand in each region.
    pub async fn partner_registrations(&self, id: Uuid) -> Result<Vec<PartnerRegistration>, StoreError> {
        const TABLE: &str = "partner_registration";
        let rows: Vec<RegistrationRow> = sqlx::query_as(
            "SELECT mode, region, registered_key, problem, checked_at FROM partner_registration \
             WHERE partner_id = $1 ORDER BY mode, region",
        )
        .bind(id)
        .fetch_all(self.readers())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(PartnerRegistration {
                    mode: from_word(row.mode, TABLE, "mode")?,
                    region: row.region,
                    registered_key: row.registered_key,
                    problem: row.problem,
                    checked_at: timestamp(row.checked_at, TABLE, "checked_at")?,
                })
            })
            .collect()
    }

    async fn insert_key(
        &self,
        connection: &mut SqliteConnection,
        partner: Uuid,
        pair: &KeyPair,
        now: Timestamp,
    ) -> Result<(), PartnerError> {
        let public = pair.public().as_str();
        let known: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM partner_key WHERE public_key = $1")
            .bind(public)
            .fetch_one(&mut *connection)
            .await?;
        if known > 0 {
            return Err(PartnerError::KeyTaken);
        }
        let id = Uuid::now_v7();
        sqlx::query(
            "INSERT INTO partner_key (id, partner_id, public_key, private_sealed, made_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(partner)
        .bind(public)
        .bind(self.ring().seal(pair.private(), PRIVATE_KEY, id)?)
        .bind(millis(now))
        .execute(connection)
        .await?;
        Ok(())
    }
}

async fn find<'q, T>(
    connection: &mut SqliteConnection,
    which: &'static str,
    value: &'q T,
) -> Result<Option<Partner>, StoreError>
where
    T: ?Sized + Sync,
    &'q T: sqlx::Encode<'q, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> + Send,
{
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM partner WHERE {which}")))
        .bind(value)
        .fetch_optional(&mut *connection)
        .await?;
    match row {
        Some(row) => Ok(Some(with_keys(connection, row).await?)),
        None => Ok(None),
    }
}

async fn with_keys(connection: &mut SqliteConnection, row: Row) -> Result<Partner, StoreError> {
    const KEYS: &str = "partner_key";
    let rows: Vec<(String, i64, Option<i64>)> = sqlx::query_as(
        "SELECT public_key, made_at, retired_at FROM partner_key WHERE partner_id = $1 \
         ORDER BY retired_at IS NOT NULL, retired_at DESC",
    )
    .bind(row.id)
    .fetch_all(connection)
    .await?;
    let mut keys = rows.into_iter().map(|(public, made_at, retired_at)| {
        Ok(PartnerKey {
            public: PublicKey::parse(&public).ok_or(StoreError::Inconsistent { table: KEYS, column: "public_key" })?,
            made_at: timestamp(made_at, KEYS, "made_at")?,
            retired_at: retired_at.map(|at| timestamp(at, KEYS, "retired_at")).transpose()?,
        })
    });
    let key = keys.next().ok_or(StoreError::Inconsistent { table: KEYS, column: "partner_id" })??;
    Ok(Partner {
        id: row.id,
        name: row.name,
        key_domain: from_word(row.key_domain, TABLE, "key_domain")?,
        client_id: row.client_id,
        regions: from_json(&row.regions, TABLE, "regions")?,
        key,
        earlier_keys: keys.collect::<Result<_, StoreError>>()?,
        created_at: timestamp(row.created_at, TABLE, "created_at")?,
    })
}

async fn cars_with(connection: &mut SqliteConnection, domain: &str, key: &str) -> Result<u64, StoreError> {
    let states: Vec<String> = sqlx::query_scalar("SELECT state FROM key_state WHERE holder = $1")
        .bind(format!("partner:{domain}"))
        .fetch_all(connection)
        .await?;
    let mut cars = 0;
    for state in states {
        let state: KeyState = from_json(&state, "key_state", "state")?;
        // Where nobody told which key it is, it may be this one.
        if let KeyState::Paired { key: in_car } = state
            && in_car.is_none_or(|in_car| in_car == key)
        {
            cars += 1;
        }
    }
    Ok(cars)
}
