//! The one connection that writes, and what every write tells what is remembered.
//!
//! Whatever is written by way of [`Writer`] or a [`Write`] ends with a new [`Generation`], after it is done and before
//! whoever asked for it learns so. A write that takes nothing of what is remembered away says so by its name.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;

use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use sqlx::sqlite::{SqliteConnection, SqlitePool, SqliteQueryResult, SqliteRow, SqliteStatement, SqliteTypeInfo};
use sqlx::{Describe, Either, Execute, Executor, SqlStr, Sqlite, Transaction};

/// How often what is remembered may have changed since the start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Generation(Arc<AtomicU64>);

impl Generation {
    /// The current one. Read it before the rows that are remembered with it.
    pub(crate) fn current(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Begins the next one.
    pub(crate) fn end(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// The connection that writes, for single statements.
#[derive(Clone)]
pub(crate) struct Writer {
    pool: SqlitePool,
    generation: Generation,
}

/// A transaction that may write. Dropped, it changed nothing.
pub(crate) struct Write {
    transaction: Transaction<'static, Sqlite>,
    writer: Writer,
}

impl Writer {
    pub(crate) fn new(pool: SqlitePool, generation: Generation) -> Self {
        Self { pool, generation }
    }

    /// A transaction that may write. IMMEDIATE: one that reads first and writes later would fail at once as "locked".
    pub(crate) async fn begin(&self) -> Result<Write, sqlx::Error> {
        Ok(Write { transaction: self.pool.begin_with("BEGIN IMMEDIATE").await?, writer: self.clone() })
    }

    /// The connection itself: for its keeping, and for writes that take nothing away of what is remembered.
    pub(crate) fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    fn under_way(&self) -> UnderWay {
        UnderWay { writer: self.clone(), ended: false }
    }
}

impl Write {
    /// Writes what was done; then nothing that was remembered before counts.
    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        let under_way = self.writer.under_way();
        let done = self.transaction.commit().await;
        under_way.end();
        done
    }

    /// Writes what was done, where it takes nothing away of what is remembered: no token, permission, connection, car,
    /// account or application is other than before.
    pub(crate) async fn commit_beside(self) -> Result<(), sqlx::Error> {
        self.transaction.commit().await
    }
}

impl Deref for Write {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.transaction
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }
}

/// A write that may be done, and has not been told of.
struct UnderWay {
    writer: Writer,
    ended: bool,
}

impl UnderWay {
    fn end(mut self) {
        self.ended = true;
        self.writer.generation.end();
    }
}

impl UnderWay {
    fn end_unchanged(mut self) {
        self.ended = true;
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        // Whoever asked for it went away, and the database may still do it. When it has, its connection is free.
        let Writer { pool, generation } = self.writer.clone();
        generation.end();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let _free = pool.acquire().await;
                generation.end();
            });
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

type Step = Result<Either<SqliteQueryResult, SqliteRow>, sqlx::Error>;

impl<'c> Executor<'c> for &'c Writer {
    type Database = Sqlite;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Step>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        let mut steps = self.pool.fetch_many(query);
        let mut under_way = Some(self.under_way());
        let mut changed = false;
        stream::poll_fn(move |context| {
            let step = steps.poll_next_unpin(context);
            changed |= match &step {
                Poll::Ready(Some(Ok(Either::Left(done)))) => done.rows_affected() > 0,
                Poll::Ready(Some(_)) => true,
                Poll::Ready(None) | Poll::Pending => false,
            };
            if matches!(step, Poll::Ready(None | Some(Err(_))))
                && let Some(under_way) = under_way.take()
            {
                if changed { under_way.end() } else { under_way.end_unchanged() }
            }
            step
        })
        .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<SqliteRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        // To the statement's end: what it wrote is there only then.
        let mut steps = self.fetch_many(query);
        Box::pin(async move {
            let mut first = None;
            while let Some(step) = steps.try_next().await? {
                first = first.or(step.right());
            }
            Ok(first)
        })
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [SqliteTypeInfo],
    ) -> BoxFuture<'e, Result<SqliteStatement, sqlx::Error>>
    where
        'c: 'e,
    {
        self.pool.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Sqlite>, sqlx::Error>>
    where
        'c: 'e,
    {
        self.pool.describe(sql)
    }
}
