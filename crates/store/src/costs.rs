//! What automakers were asked, counted for the bill; and which caps on that were reached.

use jiff::Timestamp;
use jiff::civil::Date;
use openfob_domain::{ApplicationId, EventId, EventType, KeyDomain, Mode, Vin};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use crate::outbox::{self, Concerned};
use crate::row::{from_word, millis, timestamp, to_json, to_word};
use crate::{Store, StoreError, StoredEvent};

const CALLS: &str = "upstream_call";
const REACHED: &str = "cost_cap_reached";

/// What is counted as one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UpstreamCall {
    /// The day in UTC.
    pub day: Date,
    /// Whether to a real automaker.
    pub mode: Mode,
    /// The adapter's name.
    pub automaker: &'static str,
    /// Under which partner.
    pub partner: KeyDomain,
    /// The price class's name.
    pub class: &'static str,
    /// What was called.
    pub operation: &'static str,
    /// For which application, if for one.
    pub application: Option<ApplicationId>,
    /// About which car, if about one.
    pub vin: Option<Vin>,
}

/// What calls are summed up by, besides mode, automaker and price class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallsBy {
    /// Nothing else.
    Class,
    /// The day.
    Day,
    /// The partner's key domain.
    Partner,
    /// The application's id.
    Application,
    /// The car's id.
    Car,
    /// What was called.
    Operation,
}

/// How many calls there were of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallTotal {
    /// Whether to a real automaker.
    pub mode: Mode,
    /// The adapter's name.
    pub automaker: String,
    /// The price class's name.
    pub class: String,
    /// What they have in common; empty where that is nothing.
    pub of: String,
    /// The name of the application or the car, while it is there; a car's has the end of its VIN alone.
    pub name: Option<String>,
    /// How many.
    pub calls: u64,
}

/// Whose calls a cap is on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CapOn {
    /// A partner's.
    Partner(KeyDomain),
    /// An application's.
    Application(ApplicationId),
}

impl CapOn {
    /// What the cap is on, in a word.
    #[must_use]
    pub fn scope(&self) -> &'static str {
        match self {
            Self::Partner(_) => "partner",
            Self::Application(_) => "application",
        }
    }

    fn subject(&self) -> String {
        match self {
            Self::Partner(domain) => domain.to_string(),
            Self::Application(id) => id.to_string(),
        }
    }
}

/// A cap that held a call back for the first time in its month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReachedCap {
    /// The month's first day.
    pub month: Date,
    /// Whether calls to real automakers.
    pub mode: Mode,
    /// The adapter's name.
    pub automaker: String,
    /// Whose calls.
    pub on: CapOn,
    /// How much, in billionths of a dollar.
    pub cap: u64,
    /// When.
    pub at: Timestamp,
}

/// What the event of a reached cap tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapNotice {
    /// What the cap is on: `partner` or `application`.
    pub scope: String,
    /// When calls go on.
    pub until: Timestamp,
}

#[derive(FromRow)]
struct TotalRow {
    mode: String,
    automaker: String,
    class: String,
    of: String,
    name: Option<String>,
    calls: i64,
}

#[derive(FromRow)]
struct ReachedRow {
    mode: String,
    automaker: String,
    scope: String,
    subject: String,
    cap: i64,
    at: i64,
}

impl Store {
    /// Counts calls, all of them or none.
    pub async fn add_upstream_calls(&self, calls: &[(UpstreamCall, u64)]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for (call, count) in calls {
            let application = call.application.map(Uuid::from);
            sqlx::query(
                "INSERT INTO upstream_call \
                 (day, mode, automaker, partner, class, operation, application_id, vehicle_id, calls) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, \
                 COALESCE((SELECT id FROM vehicle WHERE mode = $2 AND vin = $8), x''), $9) \
                 ON CONFLICT DO UPDATE SET calls = calls + excluded.calls",
            )
            .bind(call.day.to_string())
            .bind(to_word(&call.mode, CALLS, "mode")?)
            .bind(call.automaker)
            .bind(call.partner.as_str())
            .bind(call.class)
            .bind(call.operation)
            .bind(application.as_ref().map_or(&[][..], |id| id.as_bytes()))
            .bind(call.vin.as_ref().map_or("", Vin::as_str))
            .bind(i64::try_from(*count).unwrap_or(i64::MAX))
            .execute(&mut *tx)
            .await?;
        }
        Ok(tx.commit_beside().await?)
    }

    /// How many calls there were from a day on and before another, of one application or of all.
    pub async fn upstream_calls(
        &self,
        from: Date,
        before: Date,
        application: Option<ApplicationId>,
        by: CallsBy,
    ) -> Result<Vec<CallTotal>, StoreError> {
        let (of, name) = match by {
            CallsBy::Class => ("''", "NULL"),
            CallsBy::Day => ("day", "NULL"),
            CallsBy::Partner => ("partner", "NULL"),
            CallsBy::Application => {
                ("hex(application_id)", "(SELECT a.name FROM application a WHERE a.id = application_id)")
            }
            CallsBy::Car => (
                "hex(vehicle_id)",
                "(SELECT v.model || ' (' || v.year || '), \u{2026}' || substr(v.vin, 14) FROM vehicle v \
                 WHERE v.id = vehicle_id)",
            ),
            CallsBy::Operation => ("operation", "NULL"),
        };
        let rows: Vec<TotalRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT mode, automaker, class, {of} AS of, {name} AS name, SUM(calls) AS calls FROM upstream_call \
             WHERE day >= $1 AND day < $2 AND ($3 IS NULL OR application_id = $3) \
             GROUP BY mode, automaker, class, {of} ORDER BY mode, automaker, of, class"
        )))
        .bind(from.to_string())
        .bind(before.to_string())
        .bind(application.map(Uuid::from))
        .fetch_all(self.readers())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(CallTotal {
                    mode: from_word(row.mode, CALLS, "mode")?,
                    automaker: row.automaker,
                    class: row.class,
                    of: if matches!(by, CallsBy::Application | CallsBy::Car) { id(&row.of)? } else { row.of },
                    name: row.name,
                    calls: u64::try_from(row.calls).unwrap_or_default(),
                })
            })
            .collect()
    }

    /// Notes that a cap holds calls back, with an event for every car that this concerns and its deliveries, in one
    /// transaction. `false` where it was noted before.
    pub async fn reach_cap(&self, reached: &ReachedCap, until: Timestamp) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let mode = to_word(&reached.mode, REACHED, "mode")?;
        let noted = sqlx::query(
            "INSERT INTO cost_cap_reached (month, mode, automaker, scope, subject, cap, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        )
        .bind(reached.month.to_string())
        .bind(&mode)
        .bind(&reached.automaker)
        .bind(reached.on.scope())
        .bind(reached.on.subject())
        .bind(i64::try_from(reached.cap).unwrap_or(i64::MAX))
        .bind(millis(reached.at))
        .execute(&mut *tx)
        .await?;
        if noted.rows_affected() == 0 {
            return Ok(false);
        }
        let (partner, application, concerned) = match &reached.on {
            CapOn::Partner(domain) => (Some(domain.as_str()), None, Concerned::Partner(domain)),
            CapOn::Application(id) => (None, Some(Uuid::from(*id)), Concerned::Application(*id)),
        };
        let vehicles: Vec<Uuid> = sqlx::query_scalar(
            "SELECT DISTINCT c.vehicle_id FROM connection c JOIN user u ON u.id = c.user_id \
             JOIN account a ON a.id = u.account_id WHERE c.ended_at IS NULL AND a.mode = $1 AND a.adapter = $2 \
             AND ($3 IS NULL OR a.partner = $3) AND ($4 IS NULL OR u.application_id = $4) ORDER BY c.vehicle_id",
        )
        .bind(&mode)
        .bind(&reached.automaker)
        .bind(partner)
        .bind(application)
        .fetch_all(&mut *tx)
        .await?;
        let notice = CapNotice { scope: reached.on.scope().to_owned(), until };
        for vehicle in vehicles {
            let event = StoredEvent {
                id: EventId::from(Uuid::now_v7()),
                event_type: Some(EventType::CostCapReached),
                body: to_json(&notice, "event", "body")?,
                at: reached.at,
            };
            outbox::announce(&mut tx, vehicle.into(), concerned, &event).await?;
        }
        tx.commit_beside().await?;
        Ok(true)
    }

    /// The caps that held calls back in a month, named by its first day.
    pub async fn reached_caps(&self, month: Date) -> Result<Vec<ReachedCap>, StoreError> {
        let rows: Vec<ReachedRow> = sqlx::query_as(
            "SELECT mode, automaker, scope, subject, cap, at FROM cost_cap_reached WHERE month = $1 ORDER BY at",
        )
        .bind(month.to_string())
        .fetch_all(self.readers())
        .await?;
        rows.into_iter()
            .map(|row| {
                let inconsistent = StoreError::Inconsistent { table: REACHED, column: "subject" };
                Ok(ReachedCap {
                    month,
                    mode: from_word(row.mode, REACHED, "mode")?,
                    automaker: row.automaker,
                    on: match row.scope.as_str() {
                        "partner" => CapOn::Partner(row.subject.parse().map_err(|_| inconsistent)?),
                        "application" => CapOn::Application(row.subject.parse().map_err(|_| inconsistent)?),
                        _ => return Err(StoreError::Inconsistent { table: REACHED, column: "scope" }),
                    },
                    cap: u64::try_from(row.cap).unwrap_or_default(),
                    at: timestamp(row.at, REACHED, "at")?,
                })
            })
            .collect()
    }
}

/// Counts the calls about cars that are forgotten as calls about no car: what was paid stays.
pub(crate) async fn forget_cars(tx: &mut SqliteConnection, cars: &str) -> Result<(), sqlx::Error> {
    let moved = format!(
        "INSERT INTO upstream_call \
         SELECT day, mode, automaker, partner, class, operation, application_id, x'', calls FROM upstream_call \
         WHERE vehicle_id IN ({cars}) ON CONFLICT DO UPDATE SET calls = calls + excluded.calls"
    );
    sqlx::query(sqlx::AssertSqlSafe(moved)).execute(&mut *tx).await?;
    let gone = format!("DELETE FROM upstream_call WHERE vehicle_id IN ({cars})");
    sqlx::query(sqlx::AssertSqlSafe(gone)).execute(tx).await?;
    Ok(())
}

fn id(hex: &str) -> Result<String, StoreError> {
    if hex.is_empty() {
        return Ok(String::new());
    }
    let id: Uuid = hex.parse().map_err(|_| StoreError::Inconsistent { table: CALLS, column: "id" })?;
    Ok(id.to_string())
}
