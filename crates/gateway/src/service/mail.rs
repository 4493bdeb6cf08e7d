//! E-mail to owners, for what is easier to read beside the car than on the page that asked for it.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

const TIMEOUT: Duration = Duration::from_secs(15);

/// Where e-mail is handed in, and who it is from.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// `smtp://user:password@host:port` (`?tls=required` for STARTTLS), or `smtps://…`.
    pub smtp: SecretString,
    /// The sender, such as `Voltwise <cars@example.com>`.
    pub from: String,
}

/// Why e-mail cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The sender or the recipient is no e-mail address.
    #[error("`{0}` is no e-mail address")]
    Address(String),
    /// The server's address cannot be read, or it did not take the message.
    #[error("the mail server did not take the message")]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// The message cannot be written.
    #[error("the message cannot be written")]
    Message(#[from] lettre::error::Error),
}

/// Hands messages to an SMTP server.
#[derive(Clone, Debug)]
pub(crate) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// A mailer; connects when there is something to send.
    pub(crate) fn new(settings: &MailSettings) -> Result<Self, MailError> {
        let from = settings.from.parse().map_err(|_| MailError::Address(settings.from.clone()))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(settings.smtp.expose_secret())?;
        Ok(Self { transport: transport.timeout(Some(TIMEOUT)).build(), from })
    }

    /// Whether the server is there and takes the credentials. Nothing is sent.
    pub(crate) async fn check(&self) -> Result<(), MailError> {
        self.transport.test_connection().await?;
        Ok(())
    }

    /// Sends a plain text. Sent once: a message that may have left is not sent again.
    pub(crate) async fn send(&self, to: &str, subject: &str, text: String) -> Result<(), MailError> {
        let to: Mailbox = to.parse().map_err(|_| MailError::Address(to.to_owned()))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text)?;
        self.transport.send(message).await?;
        Ok(())
    }
}
