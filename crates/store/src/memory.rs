//! What is remembered of who may do what, so that a request costs no question to the database.
//!
//! Whatever is remembered carries the generation that was current before its rows were read, and counts only while that
//! is still the current one. So the first request after a change was answered finds nothing remembered from before it.
//! Only what is there is remembered, never that something is not.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::Arc;

use openfob_domain::{ApplicationId, ConnectionId, GrantId, KeyHolder, KeyRecord, VehicleId};
use quick_cache::Equivalent;
use quick_cache::sync::Cache;

use crate::tokens::KnownToken;
use crate::writer::Generation;
use crate::{Application, Connection};

/// How many tokens, connections and keys are remembered at most: some 30 MiB when full.
const MOST: usize = 10_000;
/// How many applications.
const MOST_APPLICATIONS: usize = 1_000;
/// Keys change on their own and often; cars that share a generation forget each other's.
const KEY_GENERATIONS: usize = 1024;

/// Answers of the database, while they hold.
pub(crate) struct Memory {
    pub(crate) tokens: Remembered<[u8; 32], KnownToken>,
    pub(crate) applications: Remembered<ApplicationId, Application>,
    pub(crate) connections: Remembered<(GrantId, ConnectionId), Connection>,
    pub(crate) keys: Keys,
}

impl Memory {
    pub(crate) fn new(generation: &Generation) -> Self {
        Self {
            tokens: Remembered::new(MOST, generation),
            applications: Remembered::new(MOST_APPLICATIONS, generation),
            connections: Remembered::new(MOST, generation),
            keys: Keys::new(),
        }
    }
}

/// Rows of one kind.
pub(crate) struct Remembered<K, V> {
    cache: Cache<K, (u64, Arc<V>)>,
    generation: Generation,
}

impl<K: Hash + Eq, V> Remembered<K, V> {
    fn new(most: usize, generation: &Generation) -> Self {
        Self { cache: Cache::new(most), generation: generation.clone() }
    }

    /// What is remembered, if it still holds.
    pub(crate) fn get(&self, key: &K) -> Option<Arc<V>> {
        let current = self.generation.current();
        self.cache.get(key).filter(|(generation, _)| *generation == current).map(|(_, value)| value)
    }

    /// What is remembered, else what `read` finds in the database.
    pub(crate) async fn get_or_read<E, R: Future<Output = Result<Option<V>, E>>>(
        &self,
        key: K,
        read: impl FnOnce() -> R,
    ) -> Result<Option<Arc<V>>, E> {
        if let Some(known) = self.get(&key) {
            return Ok(Some(known));
        }
        let generation = self.generation.current();
        // Boxed, as a question to the database is large and what is remembered has none.
        let Some(found) = Box::pin(read()).await?.map(Arc::new) else { return Ok(None) };
        self.cache.insert(key, (generation, Arc::clone(&found)));
        Ok(Some(found))
    }
}

/// The key that somebody asks about, as the cache's own keys are hashed.
#[derive(Hash)]
struct Asked<'a>(VehicleId, &'a KeyHolder);

impl Equivalent<(VehicleId, KeyHolder)> for Asked<'_> {
    fn equivalent(&self, (vehicle, holder): &(VehicleId, KeyHolder)) -> bool {
        self.0 == *vehicle && self.1 == holder
    }
}

/// What is known of keys.
pub(crate) struct Keys {
    cache: Cache<(VehicleId, KeyHolder), (u64, Arc<KeyRecord>)>,
    generations: Box<[Generation]>,
    hasher: RandomState,
}

impl Keys {
    fn new() -> Self {
        let generations = (0..KEY_GENERATIONS).map(|_| Generation::default()).collect();
        Self { cache: Cache::new(MOST), generations, hasher: RandomState::new() }
    }

    /// What is remembered of a holder's key in a car, else what `read` finds in the database.
    pub(crate) async fn get_or_read<E, R: Future<Output = Result<Option<KeyRecord>, E>>>(
        &self,
        vehicle: VehicleId,
        holder: &KeyHolder,
        read: impl FnOnce() -> R,
    ) -> Result<Option<Arc<KeyRecord>>, E> {
        let generation = self.generation(vehicle).current();
        let known = self.cache.get(&Asked(vehicle, holder));
        if let Some((_, known)) = known.filter(|(remembered, _)| *remembered == generation) {
            return Ok(Some(known));
        }
        let Some(found) = Box::pin(read()).await?.map(Arc::new) else { return Ok(None) };
        self.cache.insert((vehicle, holder.clone()), (generation, Arc::clone(&found)));
        Ok(Some(found))
    }

    /// Forgets a car's keys.
    pub(crate) fn forget(&self, vehicle: VehicleId) {
        self.generation(vehicle).end();
    }

    fn generation(&self, vehicle: VehicleId) -> &Generation {
        let hash = self.hasher.hash_one(vehicle);
        let place = usize::try_from(hash % KEY_GENERATIONS as u64).unwrap_or_default();
        &self.generations[place]
    }
}

#[cfg(test)]
mod tests {
    use std::future::{Ready, ready};

    use super::*;

    fn remembered(most: usize) -> (Remembered<u64, u64>, Generation) {
        let generation = Generation::default();
        (Remembered::new(most, &generation), generation)
    }

    fn found(value: u64) -> impl FnOnce() -> Ready<Result<Option<u64>, ()>> {
        move || ready(Ok(Some(value)))
    }

    #[tokio::test]
    async fn what_is_remembered_is_not_read_again_until_the_generation_ends() {
        let (remembered, generation) = remembered(10);
        assert_eq!(remembered.get_or_read(1, found(5)).await, Ok(Some(Arc::new(5))));
        assert_eq!(remembered.get_or_read(1, found(6)).await, Ok(Some(Arc::new(5))));
        generation.end();
        assert_eq!(remembered.get(&1), None);
        assert_eq!(remembered.get_or_read(1, found(6)).await, Ok(Some(Arc::new(6))));
    }

    #[tokio::test]
    async fn rows_that_were_read_before_a_change_ended_do_not_count_after_it() {
        let (remembered, generation) = remembered(10);
        let read = async || {
            generation.end();
            found(5)().await
        };
        assert_eq!(remembered.get_or_read(1, read).await, Ok(Some(Arc::new(5))));
        assert_eq!(remembered.get(&1), None);
    }

    #[tokio::test]
    async fn no_more_is_remembered_than_there_is_room_for() {
        let (remembered, _generation) = remembered(10);
        for key in 0..1000 {
            let _ = remembered.get_or_read(key, found(key)).await;
        }
        assert!(remembered.cache.len() <= 10, "{}", remembered.cache.len());
    }
}
