//! Commands that the client signs itself: what a command takes without a proxy on its way.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use openfob_tesla_command::{
    Answer, Command, Parsed, PrivateKey, Received, Request, Session, Signature, SystemRandomness, parse,
};
use serde::Deserialize;

use super::cars::vin;
use super::client::{Connection, post};
use super::load::{COMMANDS, FLEET_API};
use crate::data::now;

const LIFETIME: SignedDuration = SignedDuration::from_secs(5);

#[derive(Deserialize)]
struct Said {
    response: String,
}

/// A car, and the sessions with its parts.
pub(super) struct DirectCar {
    path: String,
    commands: Vec<(Command, Session)>,
}

impl DirectCar {
    /// Starts sessions for all commands that are measured.
    pub(super) async fn meet(number: u32, key: &Arc<PrivateKey>, to: &mut Connection, token: &str) -> Result<Self> {
        let vin = vin(number)?;
        let path = format!("/api/1/vehicles/{}/signed_command", vin.as_str());
        let mut commands = Vec::new();
        for (name, body) in COMMANDS {
            let Parsed::Signed(command) = parse(name, body.as_bytes(), now()?)? else {
                bail!("{name} is not signed");
            };
            let mut session = Session::new(key.clone(), vin.clone(), command.domain());
            let request = session.request_session(now()?, &mut SystemRandomness)?;
            exchange(&path, &mut session, request, to, token).await?;
            commands.push((command, session));
        }
        Ok(Self { path, commands })
    }

    /// Has the car obey one of the commands.
    pub(super) async fn command(&mut self, which: usize, to: &mut Connection, token: &str) -> Result<()> {
        let (command, session) = self.commands.get_mut(which).context("no such command")?;
        let request = session.authorize(command, Signature::Hmac, LIFETIME, now()?, &mut SystemRandomness)?;
        match exchange(&self.path, session, request, to, token).await? {
            Answer::Done => Ok(()),
            answer => bail!("the car answered {answer:?}"),
        }
    }
}

async fn exchange(
    path: &str,
    session: &mut Session,
    mut request: Request,
    to: &mut Connection,
    token: &str,
) -> Result<Answer> {
    let body = format!(r#"{{"routable_message":"{}"}}"#, STANDARD.encode(request.bytes()));
    let answer = to.ask(&post(FLEET_API, path, token, body.as_bytes())).await?;
    let Said { response } = serde_json::from_slice(answer)?;
    match session.receive(&mut request, &STANDARD.decode(response)?, now()?)? {
        Received::Answer(answer) => Ok(answer),
        other => bail!("the car answered {other:?}"),
    }
}
