//! The gateway as owners and applications meet it: on a real listener, with the garage adapter and the real simulator
//! behind it and one clock for all, which the tests move.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a walk that cannot go on fails its test")]

mod application;
mod authorize;
mod batch;
mod browser;
mod capacity;
mod car_key;
mod compatibility;
mod connect;
mod deliveries;
mod errors;
mod garage_down;
mod hostile;
mod html;
mod key;
mod key_explain;
mod key_page;
mod languages;
mod mail_server;
mod management;
mod oauth;
mod openapi;
mod owner;
mod owner_page;
mod partners;
mod policy;
mod portal;
mod rate_limits;
mod reauthenticate;
mod receiver;
mod refresh;
mod revocation;
mod routes;
mod schedules;
mod signing;
mod streaming;
mod v1;
mod v3;
mod vehicles;
mod webhooks;
mod whole_way;
mod world;
