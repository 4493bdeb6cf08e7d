use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::*;

const SHORT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_mins(1);
const PATIENCE: Duration = Duration::from_secs(30);
const GET: &[u8] = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";

struct Running {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<io::Result<()>>,
}

async fn start(router: Router, limits: Limits) -> Running {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let stop = watch::Sender::new(false);
    let task = tokio::spawn(Listener::new(socket, router).limits(limits).run(Stop::watching(&stop)));
    Running { address, stop, task }
}

fn hello() -> Router {
    Router::new().route("/", get(|| async { "hello" }))
}

/// Reads up to `end`, or to the end of the connection.
async fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut read = Vec::new();
    while !String::from_utf8_lossy(&read).ends_with(end) {
        let mut buffer = [0; 1024];
        match timeout(PATIENCE, stream.read(&mut buffer)).await.unwrap() {
            Ok(0) | Err(_) => break,
            Ok(length) => read.extend_from_slice(&buffer[..length]),
        }
    }
    String::from_utf8(read).unwrap()
}

/// Waits until the server has closed the connection.
async fn closed(stream: &mut TcpStream) -> String {
    read_until(stream, "never sent").await
}

#[tokio::test]
async fn a_peer_that_sends_nothing_or_half_a_head_is_cut_off_and_an_idle_one_is_not() {
    let running = start(hello(), Limits { head: SHORT, idle: LONG, ..Limits::default() }).await;
    let mut idle = TcpStream::connect(running.address).await.unwrap();
    idle.write_all(GET).await.unwrap();
    assert!(read_until(&mut idle, "hello").await.starts_with("HTTP/1.1 200"));

    let mut silent = TcpStream::connect(running.address).await.unwrap();
    closed(&mut silent).await;
    let mut slow = TcpStream::connect(running.address).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nx-slow: ").await.unwrap();
    assert_eq!(closed(&mut slow).await, "");

    idle.write_all(GET).await.unwrap();
    assert!(read_until(&mut idle, "hello").await.ends_with("hello"), "it lay idle longer than a head may take");
    idle.write_all(b"GET / HTT").await.unwrap();
    assert_eq!(closed(&mut idle).await, "", "a later head has no more time than the first");
}

#[tokio::test]
async fn an_idle_connection_is_closed_after_its_time() {
    let running = start(hello(), Limits { head: LONG, idle: SHORT, ..Limits::default() }).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(GET).await.unwrap();
    assert!(closed(&mut stream).await.ends_with("hello"));
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let running = start(hello(), Limits { head_bytes: 8192, ..Limits::default() }).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let head = format!("GET / HTTP/1.1\r\nx-large: {}\r\n\r\n", "x".repeat(10_000));
    stream.write_all(head.as_bytes()).await.unwrap();
    assert!(closed(&mut stream).await.starts_with("HTTP/1.1 431"));
}

#[tokio::test]
async fn no_more_connections_are_served_at_a_time_than_allowed() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen = most.clone();
    let router = Router::new().route(
        "/",
        get(move || {
            let (now, most) = (now.clone(), most.clone());
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                now.fetch_sub(1, Ordering::SeqCst);
                "hello"
            }
        }),
    );
    let running = start(router, Limits::connections(2)).await;
    let mut clients = JoinSet::new();
    for _ in 0..20 {
        let address = running.address;
        clients.spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
            assert!(closed(&mut stream).await.ends_with("hello"));
        });
    }
    while let Some(client) = clients.join_next().await {
        client.unwrap();
    }
    assert!(seen.load(Ordering::SeqCst) <= 2);
}

#[tokio::test]
async fn a_request_under_way_is_answered_after_the_end_was_asked_for_and_idle_ones_are_closed() {
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (in_handler, may_end) = (begun.clone(), go.clone());
    let router = hello().route(
        "/slow",
        get(move || async move {
            in_handler.notify_one();
            may_end.notified().await;
            "done"
        }),
    );
    let running = start(router, Limits::default()).await;
    let mut idle = TcpStream::connect(running.address).await.unwrap();
    idle.write_all(GET).await.unwrap();
    read_until(&mut idle, "hello").await;
    let mut busy = TcpStream::connect(running.address).await.unwrap();
    busy.write_all(b"GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    timeout(PATIENCE, begun.notified()).await.unwrap();

    running.stop.send_replace(true);
    assert_eq!(closed(&mut idle).await, "");
    assert!(TcpStream::connect(running.address).await.is_err(), "nothing new is taken");
    assert!(!running.task.is_finished());
    go.notify_one();
    assert!(closed(&mut busy).await.ends_with("done"));
    timeout(PATIENCE, running.task).await.unwrap().unwrap().unwrap();
}
