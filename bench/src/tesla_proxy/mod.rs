//! `openfob tesla-proxy` beside Tesla's own proxy: the same simulated cars, the same clients, one core for the proxy and
//! the other one for everything else.

mod cars;
mod client;
mod direct;
mod figures;
mod load;
mod plan;
mod subject;

pub(crate) use cars::{Cars, serve};
pub(crate) use load::{Load, run as load};
pub(crate) use plan::{Plan, run};
