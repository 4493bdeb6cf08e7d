//! Tesla's regions, and at which one a request arrives.
//!
//! One origin answers for all regions. A region is also reached by Tesla's own host name, by the path `/regions/{code}` and
//! by a listener of its own.

use std::convert::Infallible;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::header::HOST;
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};

use crate::simulator::Simulator;

/// Where an account and its cars are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// North America and Asia-Pacific.
    Na,
    /// Europe, Middle East, Africa.
    Eu,
    /// Mainland China.
    Cn,
}

/// Why a text is no region.
#[derive(Debug, thiserror::Error)]
#[error("\u{201c}{0}\u{201d} is no region of Tesla: give na, eu or cn")]
pub struct UnknownRegion(String);

/// Says that a listener or path belongs to one region.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AtRegion(pub(crate) Region);

/// The side of Tesla's cloud that a request came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Face {
    /// `None`: one that answers for all regions.
    pub(crate) region: Option<Region>,
    /// Whether it was reached by Tesla's own host name.
    pub(crate) by_name: bool,
}

/// Tesla's host names that are no region's.
const OTHER_HOSTS: [&str; 7] = [
    "auth.tesla.com",
    "auth.tesla.cn",
    "fleet-auth.prd.vn.cloud.tesla.com",
    "fleet-auth.tesla.com",
    "www.tesla.com",
    "tesla.com",
    "fleet-api.prd.vn.cloud.tesla.com",
];

impl Region {
    /// Every region, in the order in which clients try them.
    pub const ALL: [Self; 3] = [Self::Na, Self::Eu, Self::Cn];

    /// As answers spell it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Na => "na",
            Self::Eu => "eu",
            Self::Cn => "cn",
        }
    }

    /// Tesla's host for it.
    pub(crate) fn host(self) -> &'static str {
        match self {
            Self::Na => "fleet-api.prd.na.vn.cloud.tesla.com",
            Self::Eu => "fleet-api.prd.eu.vn.cloud.tesla.com",
            Self::Cn => "fleet-api.prd.cn.vn.cloud.tesla.cn",
        }
    }

    /// Tesla's base URL for it, which is also the audience of tokens.
    pub(crate) fn audience(self) -> String {
        format!("https://{}", self.host())
    }

    fn of_host(host: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|region| region.host() == host)
    }
}

impl FromStr for Region {
    type Err = UnknownRegion;

    fn from_str(text: &str) -> Result<Self, UnknownRegion> {
        Self::ALL
            .into_iter()
            .find(|region| region.code().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| UnknownRegion(text.chars().take(20).collect()))
    }
}

/// Every host name of Tesla's that is answered for.
pub(crate) fn host_names() -> impl Iterator<Item = &'static str> {
    Region::ALL.into_iter().map(Region::host).chain(OTHER_HOSTS)
}

/// Whether this is a host name of Tesla's that is answered for.
pub(crate) fn is_tesla(host: &str) -> bool {
    host_names().any(|name| name.eq_ignore_ascii_case(host))
}

impl Face {
    /// The base URL at which clients that came to this face find a region.
    pub(crate) fn base_url(self, simulator: &Simulator, region: Region) -> String {
        if self.by_name {
            return region.audience();
        }
        match (simulator.region_url(region), self.region) {
            (Some(url), _) => url,
            (None, Some(_)) => format!("{}/regions/{}", simulator.origin(), region.code()),
            (None, None) => simulator.origin(),
        }
    }

    /// The base URL of a region to which a client is sent away, never the one that answers for all.
    pub(crate) fn other_base_url(self, simulator: &Simulator, region: Region) -> String {
        Self { region: self.region.or(Some(region)), ..self }.base_url(simulator, region)
    }

    /// Whether accounts of a region are served here.
    pub(crate) fn serves(self, region: Region) -> bool {
        self.region.is_none_or(|own| own == region)
    }
}

impl FromRequestParts<Simulator> for Face {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Simulator) -> Result<Self, Infallible> {
        let at = parts.extensions.get::<AtRegion>().map(|AtRegion(region)| *region);
        let header = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = header.or_else(|| parts.uri.host()).unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
        Ok(Self { region: at.or_else(|| Region::of_host(&host)), by_name: at.is_none() && is_tesla(&host) })
    }
}
