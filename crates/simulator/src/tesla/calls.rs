//! What clients asked of Tesla, as it arrived: for tests that hold a client to a rule, and for those who want to see what
//! theirs sends.

use std::collections::VecDeque;

use axum::Json;
use axum::extract::{Query, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::simulator::Simulator;

/// How many are kept.
const KEPT: usize = 5000;

/// The newest calls, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calls {
    kept: VecDeque<Call>,
    last: u64,
}

/// One call. What it carried besides its address, tokens above all, is not kept.
#[derive(Clone, Debug)]
struct Call {
    number: u64,
    at: Timestamp,
    method: Method,
    address: String,
    /// None yet, or the client did not wait for it.
    status: Option<StatusCode>,
}

impl Calls {
    fn begin(&mut self, method: Method, address: String, at: Timestamp) -> u64 {
        if self.kept.len() >= KEPT {
            self.kept.pop_front();
        }
        self.last += 1;
        self.kept.push_back(Call { number: self.last, at, method, address, status: None });
        self.last
    }

    fn end(&mut self, number: u64, status: StatusCode) {
        if let Some(call) = self.kept.iter_mut().rev().find(|call| call.number == number) {
            call.status = Some(status);
        }
    }
}

/// Every call passes here.
pub(crate) async fn note(State(simulator): State<Simulator>, request: Request, next: Next) -> Response {
    let address = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let method = request.method().clone();
    let number = simulator.jot(|world, now| world.tesla.calls.begin(method, address, now));
    let response = next.run(request).await;
    simulator.jot(|world, _| world.tesla.calls.end(number, response.status()));
    response
}

#[derive(Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    after: u64,
}

/// The calls after one, by its number.
pub(crate) async fn show(State(simulator): State<Simulator>, Query(after): Query<After>) -> Json<Value> {
    simulator.look(|world, _| {
        let calls = &world.tesla.calls;
        let wanted = calls.kept.iter().filter(|call| call.number > after.after);
        let calls: Vec<Value> = wanted
            .map(|call| {
                json!({
                    "number": call.number,
                    "at": call.at,
                    "method": call.method.as_str(),
                    "address": call.address,
                    "status": call.status.map(|status| status.as_u16()),
                })
            })
            .collect();
        Json(json!({"calls": calls, "last": world.tesla.calls.last}))
    })
}
