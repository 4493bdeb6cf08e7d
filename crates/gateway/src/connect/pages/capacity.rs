//! The battery's size, asked of the owner where neither maker nor model tells.

use askama::Template;

use super::{Frame, RenderError, assets, icon::Icon};
use crate::text::Texts;

/// Asks how large the battery is. Posts `capacity` to the page's own address, or posts `leave`.
#[derive(Clone, Debug)]
pub(crate) struct Capacity {
    /// What surrounds it.
    pub(crate) frame: Frame,
    /// `Kia e-Niro (2021)`.
    pub(crate) car: String,
    /// What it may be.
    pub(crate) choices: Vec<CapacityChoice>,
}

/// A size to choose.
#[derive(Clone, Debug)]
pub(crate) struct CapacityChoice {
    /// kWh, as it is posted.
    pub(crate) capacity: String,
    /// What tells it from the others.
    pub(crate) description: Option<String>,
}

impl Capacity {
    /// The page as HTML.
    pub(crate) fn render(&self, texts: &Texts) -> Result<String, RenderError> {
        Ok(Markup { texts, frame: &self.frame, page: self }.render()?)
    }
}

#[derive(Template)]
#[template(path = "connect/capacity.html")]
struct Markup<'a> {
    texts: &'a Texts,
    frame: &'a Frame,
    page: &'a Capacity,
}
