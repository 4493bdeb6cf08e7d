//! One command, from its authorisation to the car's answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::SignedDuration;
use openfob_tesla_command::{
    Answer, Command, CommandError, CounterBlock, Domain, Fault, Ignored, PrivateKey, Received, Request, Session,
    SessionState, SignError, Signature, SystemRandomness, Vin,
};
use tokio::sync::MutexGuard;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::carrier::{Carrier, CarrierFault};
use super::cars::{Cars, Part};
use super::storage::{Claim, SessionStorage, StorageError, is_overtaken, is_same};
use crate::adapter::Clock;

/// Before something that may do later is tried again.
const PAUSE: Duration = Duration::from_secs(1);
/// Cars may refuse messages that are valid for longer.
const LONGEST_LIFETIME: Duration = Duration::from_secs(30);
/// Cars count whole seconds, and take second 0 of their clock for "never".
const SHORTEST_LIFETIME: Duration = Duration::from_secs(1);
/// Commands for one part of a car that have its session or wait for it.
const MOST_COMMANDS: usize = 64;
/// Counters that are reserved at a time: so many that the slowest command of a hundred is not one that waits for the disk.
const BLOCK: u32 = 256;

/// Commands, signed with one key.
pub struct SignedCommands {
    key: Arc<PrivateKey>,
    storage: Arc<dyn SessionStorage>,
    clock: Clock,
    cars: Cars,
}

/// A command that the car has obeyed.
#[derive(Debug)]
pub struct Delivered {
    /// What the car answered.
    pub answer: Answer,
    /// What was wrong with the session at first, where it was healed on the way.
    pub healed: Option<Fault>,
}

/// A command that was not obeyed, or of which that is not known.
#[derive(Debug)]
pub struct Undelivered<F> {
    /// Why.
    pub error: SendError<F>,
    /// What was wrong with the session at first.
    pub healed: Option<Fault>,
}

/// Why a command was not obeyed. The texts are those of Tesla's own client where it has them.
#[derive(Debug, thiserror::Error)]
pub enum SendError<F> {
    /// The car said so.
    #[error(transparent)]
    Car(CommandError),
    /// The way to the car was not clear.
    #[error("the command did not reach the car")]
    Carrier(F),
    /// Nothing was authorised.
    #[error(transparent)]
    Sign(SignError),
    /// No counters could be reserved. Nothing was authorised.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Too many commands wait for this part of the car. Nothing was authorised.
    #[error("too many commands wait for this vehicle")]
    TooManyWait,
    /// Commands before this one took all of its time. Nothing was authorised.
    #[error("context deadline exceeded")]
    NoTurn,
    /// No answer in time.
    #[error("context deadline exceeded")]
    Deadline {
        /// Whether the command was on its way.
        sent: bool,
    },
    /// The car's answer says only that more follows, and nothing follows.
    #[error("the vehicle did not say whether it obeyed")]
    Unanswered,
    /// The answer is not this car's answer to this command.
    #[error("invalid response: {0}")]
    Untrusted(Ignored),
}

impl<F: CarrierFault> SendError<F> {
    /// Whether the car may have obeyed all the same.
    #[must_use]
    pub fn may_have_succeeded(&self) -> bool {
        match self {
            Self::Car(error) => error.may_have_succeeded(),
            Self::Carrier(fault) => fault.may_have_succeeded(),
            Self::Deadline { sent } => *sent,
            Self::Unanswered | Self::Untrusted(_) => true,
            Self::Sign(_) | Self::Storage(_) | Self::TooManyWait | Self::NoTurn => false,
        }
    }
}

impl SignedCommands {
    /// Commands signed with `key`, in sessions kept in `storage`; those of `most_cars` cars in memory.
    #[must_use]
    pub fn new(key: Arc<PrivateKey>, storage: Arc<dyn SessionStorage>, clock: Clock, most_cars: usize) -> Self {
        Self { key, storage, clock, cars: Cars::new(most_cars) }
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &Arc<PrivateKey> {
        &self.key
    }

    /// Has a car obey a command, and says so once the car has, or why it has not, until `deadline`.
    ///
    /// It is authorised anew, and sent once more, only when the car has certainly not obeyed: when it is busy, or had no
    /// valid session. A session is healed by what the car attaches to its answer, or by one handshake.
    pub async fn send<C: Carrier>(
        &self,
        carrier: &C,
        vin: &Vin,
        command: &Command,
        deadline: Instant,
    ) -> Result<Delivered, Undelivered<C::Fault>> {
        let unsent = |error| Undelivered { error, healed: None };
        let car = self.cars.car(vin);
        let part = car.part(command.domain());
        let _place = Place::take(part).ok_or(unsent(SendError::TooManyWait))?;
        let turn = timeout_at(deadline, part.session.lock()).await;
        let session = turn.map_err(|_| unsent(SendError::NoTurn))?;
        let mut sending = Sending { commands: self, carrier, vin, domain: command.domain(), deadline, session };
        let mut healed = None;
        match sending.run(command, &mut healed).await {
            Ok(answer) => Ok(Delivered { answer, healed }),
            Err(error) => Err(Undelivered { error, healed }),
        }
    }
}

/// A command's place among those for the same part of a car.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(part: &'a Part) -> Option<Self> {
        let place = Self(&part.commands);
        (place.0.fetch_add(1, Ordering::Relaxed) < MOST_COMMANDS).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A command that has the session.
struct Sending<'a, C> {
    commands: &'a SignedCommands,
    carrier: &'a C,
    vin: &'a Vin,
    domain: Domain,
    deadline: Instant,
    session: MutexGuard<'a, Option<Session>>,
}

impl<C: Carrier> Sending<'_, C> {
    async fn run(&mut self, command: &Command, healed: &mut Option<Fault>) -> Result<Answer, SendError<C::Fault>> {
        let mut shook_hands = false;
        if command.needs_signature() && self.state().is_none() && !self.restore().await? {
            Box::pin(self.shake_hands()).await?;
            shook_hands = true;
        }
        loop {
            self.catch_up().await?;
            let mut request = self.authorize(command).await?;
            let before = self.state();
            let error = match self.exchange(&mut request).await? {
                Ok(Received::Answer(answer)) => return Ok(answer),
                Ok(Received::Notice) => return Err(SendError::Unanswered),
                Ok(Received::Ignored(ignored)) => return Err(SendError::Untrusted(ignored)),
                Err(error) => error,
            };
            if !error.is_temporary() || error.may_have_succeeded() {
                return Err(SendError::Car(error));
            }
            let CommandError::Fault(fault) = error else {
                self.pause(SendError::Car(error)).await?;
                continue;
            };
            if !fault.is_of_the_session() {
                self.pause(SendError::Car(error)).await?;
                continue;
            }
            let told = healed.replace(fault).is_none();
            match self.state() {
                // What the car attached to its answer has healed the session.
                Some(state) if told && before.as_ref() != Some(&state) => {
                    Box::pin(self.take_counters(Claim::Fresh(state))).await?;
                }
                _ if !shook_hands => {
                    shook_hands = true;
                    Box::pin(self.shake_hands()).await?;
                }
                _ => return Err(SendError::Car(error)),
            }
        }
    }

    /// Takes up a session that is kept. Whether there was one.
    async fn restore(&mut self) -> Result<bool, SendError<C::Fault>> {
        let Some((state, block)) = self.reserve(Claim::Nothing).await? else { return Ok(false) };
        Ok(self.take_up(&state, block))
    }

    /// Takes counters above those that another process was given meanwhile. Without it the car would refuse the command,
    /// and Tesla charge for both tries.
    async fn catch_up(&mut self) -> Result<(), SendError<C::Fault>> {
        let Some((own, last)) = self.state().zip(self.session.as_ref().and_then(Session::last_counter)) else {
            return Ok(());
        };
        match self.commands.storage.kept(self.vin, self.domain).await? {
            Some(kept) if is_overtaken(&kept, &own, last) => Box::pin(self.take_counters(Claim::Held(own))).await,
            _ => Ok(()),
        }
    }

    /// Starts a session anew. That is rare and takes a lot: it is given memory of its own, so that commands take little.
    async fn shake_hands(&mut self) -> Result<(), SendError<C::Fault>> {
        loop {
            let session = Session::new(self.commands.key.clone(), self.vin.clone(), self.domain);
            let request = session.request_session((self.commands.clock)(), &mut SystemRandomness);
            let mut request = request.map_err(SendError::Sign)?;
            *self.session = Some(session);
            let received = self.exchange(&mut request).await;
            let state = self.state();
            // Until the car has answered there is none.
            if state.is_none() {
                *self.session = None;
            }
            match (received, state) {
                (Ok(Ok(_)), Some(state)) => return self.take_counters(Claim::Fresh(state)).await,
                (Err(SendError::Deadline { .. }), _) => return Err(SendError::Deadline { sent: false }),
                (Err(error), _) => return Err(error),
                (Ok(Err(error)), _) if !error.is_temporary() => return Err(SendError::Car(error)),
                (Ok(Err(error)), _) => self.pause(SendError::Car(error)).await?,
                (Ok(Ok(Received::Ignored(ignored))), _) => self.pause(SendError::Untrusted(ignored)).await?,
                (Ok(Ok(_)), None) => self.pause(SendError::Unanswered).await?,
            }
        }
    }

    async fn authorize(&mut self, command: &Command) -> Result<Request, SendError<C::Fault>> {
        for _ in 0..2 {
            let left = self.deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(SendError::Deadline { sent: false });
            }
            let lifetime = SignedDuration::try_from(left.clamp(SHORTEST_LIFETIME, LONGEST_LIFETIME));
            let lifetime = lifetime.map_err(|_| SendError::Sign(SignError::Expiry))?;
            let now = (self.commands.clock)();
            let mut unsigned;
            let session = if let Some(session) = &mut *self.session {
                session
            } else {
                // What needs no signature needs no session.
                unsigned = Session::new(self.commands.key.clone(), self.vin.clone(), self.domain);
                &mut unsigned
            };
            match session.authorize(command, Signature::Hmac, lifetime, now, &mut SystemRandomness) {
                Ok(request) => return Ok(request),
                Err(SignError::CountersUsedUp) => {
                    let state = self.state().ok_or(SendError::Sign(SignError::NoSession))?;
                    Box::pin(self.take_counters(Claim::Held(state))).await?;
                }
                // The car begins a new epoch, as its counters are at their end as well.
                Err(SignError::CounterAtEnd) => Box::pin(self.shake_hands()).await?,
                Err(error) => return Err(SendError::Sign(error)),
            }
        }
        Err(SendError::Sign(SignError::CountersUsedUp))
    }

    /// Sends a message and reads the car's answer to it. The same bytes are sent again where they certainly did not
    /// arrive.
    async fn exchange(&mut self, request: &mut Request) -> Result<Result<Received, CommandError>, SendError<C::Fault>> {
        loop {
            let carried = timeout_at(self.deadline, self.carrier.carry(self.vin, request.bytes())).await;
            match carried {
                Ok(Ok(message)) => {
                    let now = (self.commands.clock)();
                    let session = self
                        .session
                        .get_or_insert_with(|| Session::new(self.commands.key.clone(), self.vin.clone(), self.domain));
                    return Ok(session.receive(request, &message, now));
                }
                Ok(Err(fault)) if fault.is_temporary() && !fault.may_have_succeeded() => {
                    self.pause(SendError::Carrier(fault)).await?;
                }
                Ok(Err(fault)) => return Err(SendError::Carrier(fault)),
                Err(_) => return Err(SendError::Deadline { sent: true }),
            }
        }
    }

    /// Waits before another try. Where none fits before the deadline, the error is what became of the command.
    async fn pause(&self, error: SendError<C::Fault>) -> Result<(), SendError<C::Fault>> {
        let next = Instant::now() + PAUSE;
        if next >= self.deadline {
            return Err(error);
        }
        sleep_until(next).await;
        Ok(())
    }

    /// Reserves counters for the session, or for a newer one that another process has met.
    async fn take_counters(&mut self, claim: Claim) -> Result<(), SendError<C::Fault>> {
        let Some((state, block)) = self.reserve(claim).await? else {
            return Err(SendError::Sign(SignError::NoSession));
        };
        let is_ours = self.state().is_some_and(|own| is_same(&own, &state));
        match &mut *self.session {
            Some(session) if is_ours => session.take_counters(block),
            _ => {
                if !self.take_up(&state, block) {
                    return Err(SendError::Sign(SignError::NoSession));
                }
            }
        }
        Ok(())
    }

    /// Goes on with a session that is kept. Whether it is one.
    fn take_up(&mut self, state: &SessionState, block: CounterBlock) -> bool {
        let restored = Session::restore(self.commands.key.clone(), self.vin.clone(), state);
        let Ok(mut session) = restored else { return false };
        session.take_counters(block);
        *self.session = Some(session);
        true
    }

    async fn reserve(&self, claim: Claim) -> Result<Option<(SessionState, CounterBlock)>, StorageError> {
        self.commands.storage.reserve(self.vin, self.domain, claim, BLOCK).await
    }

    fn state(&self) -> Option<SessionState> {
        self.session.as_ref().and_then(Session::state)
    }
}
