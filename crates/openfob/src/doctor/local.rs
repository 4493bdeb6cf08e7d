//! What lies on this machine: configuration, data directory, database, the process that serves, anchors for CarKey.

use std::os::unix::fs::PermissionsExt;

use jiff::Timestamp;
use openfob_store::{Ailment, Examined, examine};

use super::check::Check;
use crate::admin::Admin;
use crate::car_key;
use crate::commands::admin_of;
use crate::config::Config;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::lock;

const DATA: &str = "data";
const STORE: &str = "store";
const SERVER: &str = "server";
const CARKEY: &str = "carkey";

/// The data directory, where it is as it should be.
pub(super) fn data(config: &Config) -> (Check, Option<DataDir>) {
    let given = &config.data.dir;
    let data = match DataDir::open(given) {
        Ok(data) => data,
        Err(failure) => {
            let means = "Nothing is kept there: no application, no partner, no owner's account.";
            let mend = "name the server's with --data DIR or --config FILE, or start it once: openfob serve";
            return (Check::failed(DATA, failure.message(), means, mend), None);
        }
    };
    let mode = std::fs::metadata(data.path()).map_or(0o700, |directory| directory.permissions().mode() & 0o777);
    let path = given.display();
    if mode & 0o077 != 0 {
        let found = format!("{path} may be read by others (mode {mode:04o})");
        let means = "It holds the key that opens every token and every private key.";
        return (Check::failed(DATA, found, means, format!("chmod 700 {path}")), Some(data));
    }
    (Check::passed(DATA, format!("{path}, for its owner alone")), Some(data))
}

/// The database and the key file.
pub(super) async fn store(data: &DataDir) -> Check {
    let ailment = match examine(data.path()).await {
        Ok(Examined { size, migrations }) => {
            return Check::passed(
                STORE,
                format!("whole, {}, in this version's form ({migrations} steps)", size_of(size)),
            );
        }
        Err(ailment) => ailment,
    };
    let directory = data.given().display();
    let restore = format!("restore a backup: openfob restore FILE --data {directory} --force");
    let (means, mend) = match &ailment {
        Ailment::None => ("No server has run on this directory yet.", "start one: openfob serve".to_owned()),
        Ailment::Key(_) | Ailment::ForeignKey(_) => (
            "Without the key that sealed them, tokens and private keys cannot be opened, and no server starts.",
            format!("put the right encryption.key back with mode 0600, or {restore}"),
        ),
        Ailment::Unreadable(_) | Ailment::Damaged(_) => ("What is kept may be lost in part.", restore),
        Ailment::Earlier => (
            "The server brings it up to date when it starts; before that nothing can be asked of it.",
            "take a backup, then start this version: openfob serve".to_owned(),
        ),
        Ailment::Later => (
            "A later version of openfob has used this directory; this one does not open it.",
            "run that version, or restore a backup from before it".to_owned(),
        ),
    };
    Check::failed(STORE, chain(&ailment), means, mend)
}

/// The process that serves, or none; and the way to the admin router, over its socket or in this process.
pub(super) async fn server(config: Config, data: &DataDir) -> (Check, Option<Admin>) {
    let holder = match lock::holder(data) {
        Ok(holder) => holder,
        Err(failure) => return (unreachable(&failure), None),
    };
    match admin_of(config, data.clone(), "doctor").await {
        Ok(admin) => {
            let found = match holder {
                Some(holder) => format!("{holder} answers on its socket"),
                None => "none runs on this data directory; what one would be told is looked up here".to_owned(),
            };
            (Check::passed(SERVER, found), Some(admin))
        }
        Err(failure) => (unreachable(&failure), None),
    }
}

fn unreachable(failure: &Failure) -> Check {
    let means = "A server that holds the data directory does not answer on its socket, or this user may not ask it.";
    let mend = "run the doctor as the user that runs the server, or restart the server";
    Check::failed(SERVER, failure.message(), means, mend)
}

/// The anchors that cars' attestations are checked against.
pub(super) fn anchors(config: &Config, now: Timestamp) -> Check {
    let Some(carkey) = &config.carkey else {
        return Check::not_used(CARKEY, "not used: [carkey] names no anchors");
    };
    let mend = "[carkey] anchors of the configuration names PEM files with the makers' certificates";
    match car_key::anchor_ends(&carkey.anchors) {
        Err(failure) => {
            let means = "No car's attestation can be checked, and the server does not start.";
            Check::failed(CARKEY, failure.message(), means, mend)
        }
        Ok(ends) => match ends.iter().min() {
            Some(end) if *end <= now => {
                let means = "Attestations that lead to it are refused.";
                Check::failed(CARKEY, format!("an anchor ended on {}", day(*end)), means, mend)
            }
            Some(end) => Check::passed(CARKEY, format!("{} anchors, good until {}", ends.len(), day(*end))),
            None => Check::failed(CARKEY, "no anchors", "No car's attestation can be checked.", mend),
        },
    }
}

/// A moment as a day.
pub(super) fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// An error with all its causes, the nearest first.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn size_of(bytes: u64) -> String {
    if bytes < 1 << 20 {
        format!("{} KiB", bytes.div_ceil(1 << 10))
    } else {
        format!("{} MiB", bytes.div_ceil(1 << 20))
    }
}
