//! The server's end: the admin router on a Unix socket that only the data directory's owner can open.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;

use axum::Router;
use tokio::net::UnixListener;

use super::place;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::lock::Lock;
use crate::stop::Stop;

/// The socket of a server, bound and not yet served.
#[derive(Debug)]
pub(crate) struct AdminSocket {
    listener: UnixListener,
    data: DataDir,
}

impl AdminSocket {
    /// Binds the socket. The lock shows that what an earlier server left there is dead.
    pub(crate) fn bind(data: &DataDir, _held: &Lock) -> Result<Self, Failure> {
        let path = place::prepare(data)?;
        let bind = || {
            let listener = UnixListener::bind(&path)?;
            fs::set_permissions(&path, Permissions::from_mode(0o600))?;
            Ok(listener)
        };
        let listener = bind()
            .map_err(|error: io::Error| Failure::caused(format!("cannot make the socket {}", path.display()), error))?;
        Ok(Self { listener, data: data.clone() })
    }

    /// Serves the admin router until the end is asked for, then removes the socket.
    pub(crate) async fn serve(self, router: Router, stop: Stop) -> io::Result<()> {
        let served = axum::serve(self.listener, router).with_graceful_shutdown(stop.asked()).await;
        if let Err(failure) = place::clear(&self.data) {
            tracing::warn!(reason = failure.message(), "the admin socket stays");
        }
        served
    }
}
