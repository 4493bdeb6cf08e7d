//! TLS from two files, read anew when they change.

mod pair;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use openfob_gateway::Clock;
use rustls::ServerConfig;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::time::{MissedTickBehavior, interval};
use tokio_rustls::TlsAcceptor;

pub(crate) use pair::TlsFiles;
use pair::{Contents, Pair, PairError};

/// How often the files are looked at. Looking, unlike a watch on files, also sees what is swapped by a symbolic link
/// above them, on any file system.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The certificate that is shown, and the files that it came from.
pub(crate) struct Tls {
    files: TlsFiles,
    clock: Clock,
    shown: Arc<Shown>,
    /// What the files held when they were last taken up, or found bad.
    judged: Contents,
    /// What they held at the last look.
    looked_at: Contents,
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(crate) fn load(files: TlsFiles, clock: Clock) -> Result<Self, PairError> {
        let contents = files.read()?;
        let pair = files.parse(&contents, clock.now())?;
        let shown = Arc::new(Shown(RwLock::new(Arc::new(pair))));
        Ok(Self { files, clock, shown, judged: contents.clone(), looked_at: contents })
    }

    /// Whether the certificate is good for a host name.
    pub(crate) fn covers(&self, host: &str) -> bool {
        self.shown.pair().covers(host)
    }

    /// What takes connections, each with the certificate that is good when it comes. HTTP/2 is offered first.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        let mut config = ServerConfig::builder().with_no_client_auth().with_cert_resolver(self.shown.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        TlsAcceptor::from(Arc::new(config))
    }

    /// Takes up what the files hold whenever they change. It never ends.
    pub(crate) async fn watch(mut self) {
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            self.look();
        }
    }

    /// Two files do not change in one moment: what they hold counts once two looks have seen the same.
    fn look(&mut self) {
        let contents = match self.files.read() {
            Ok(contents) => contents,
            // In the middle of a swap there may be no file. It is told once, when it stays so.
            Err(error) => Contents::missing(&error),
        };
        let settled = contents == self.looked_at;
        self.looked_at = contents;
        if !settled || self.looked_at == self.judged {
            return;
        }
        self.judged = self.looked_at.clone();
        match self.files.parse(&self.judged, self.clock.now()) {
            Ok(pair) => {
                tracing::info!(not_after = %pair.not_after(), "the TLS certificate was read anew");
                *self.shown.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(pair);
            }
            Err(error) => tracing::error!(%error, "the new TLS certificate is not used; the one before stays"),
        }
    }
}

/// The pair that new connections are shown.
#[derive(Debug)]
struct Shown(RwLock<Arc<Pair>>);

impl Shown {
    fn pair(&self) -> Arc<Pair> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.pair().key().clone())
    }
}
