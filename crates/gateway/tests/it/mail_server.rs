//! A mail server on the loopback interface that keeps what it is handed.

use std::sync::{Arc, Mutex};

use openfob_gateway::MailSettings;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Who the gateway's mail is from.
pub(crate) const SENDER: &str = "cars@openfob.example.com";

pub(crate) struct MailServer {
    port: u16,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    messages: Vec<Message>,
    refuses: bool,
}

/// A message as it was handed in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message {
    pub(crate) sender: String,
    pub(crate) recipients: Vec<String>,
    headers: String,
    body: String,
}

impl MailServer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let kept: Arc<Mutex<Kept>> = Arc::default();
        let served = kept.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(talk(stream, served.clone()));
            }
        });
        Self { port, kept }
    }

    pub(crate) fn settings(&self) -> MailSettings {
        MailSettings {
            smtp: format!("smtp://127.0.0.1:{}", self.port).into(),
            from: format!("The operator <{SENDER}>"),
        }
    }

    /// Takes no recipients from now on, or takes them again.
    pub(crate) fn refuse(&self, refuses: bool) {
        self.kept.lock().unwrap().refuses = refuses;
    }

    /// What was handed in so far.
    pub(crate) fn messages(&self) -> Vec<Message> {
        self.kept.lock().unwrap().messages.clone()
    }
}

impl Message {
    /// A header of the message.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// Its text, as a mail program shows it.
    pub(crate) fn text(&self) -> String {
        match self.header("Content-Transfer-Encoding") {
            Some("quoted-printable") => from_quoted_printable(&self.body),
            Some("7bit") => self.body.clone(),
            other => panic!("{other:?}: {}", self.body),
        }
    }
}

/// The verbs of RFC 5321 that a client with one message needs.
async fn talk(stream: TcpStream, kept: Arc<Mutex<Kept>>) {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let mut message = Message::default();
    let mut answer = "220 mail.example.com".to_owned();
    loop {
        writer.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        let Ok(Some(line)) = lines.next_line().await else { return };
        answer = match line.split(' ').next().unwrap().to_uppercase().as_str() {
            "EHLO" | "HELO" => "250 mail.example.com".to_owned(),
            "MAIL" => {
                message = Message { sender: address(&line), ..Message::default() };
                "250 ok".to_owned()
            }
            "RCPT" if kept.lock().unwrap().refuses => "550 no such mailbox".to_owned(),
            "RCPT" => {
                message.recipients.push(address(&line));
                "250 ok".to_owned()
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await.unwrap();
                let mut text = String::new();
                while let Some(line) = lines.next_line().await.unwrap().filter(|line| line != ".") {
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                    text.push('\n');
                }
                let (headers, body) = text.split_once("\n\n").unwrap();
                (message.headers, message.body) = (headers.to_owned(), body.to_owned());
                kept.lock().unwrap().messages.push(message.clone());
                "250 kept".to_owned()
            }
            "QUIT" => "221 bye".to_owned(),
            "NOOP" | "RSET" => "250 ok".to_owned(),
            _ => "502 not known".to_owned(),
        };
    }
}

/// What stands between the angle brackets.
fn address(line: &str) -> String {
    line.split_once('<').unwrap().1.split_once('>').unwrap().0.to_owned()
}

/// RFC 2045, section 6.7.
fn from_quoted_printable(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first == b'=' {
            let (code, tail) = rest.split_at(2);
            bytes.push(u8::from_str_radix(std::str::from_utf8(code).unwrap(), 16).unwrap());
            rest = tail;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).unwrap()
}
