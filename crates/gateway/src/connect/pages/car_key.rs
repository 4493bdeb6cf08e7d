//! CarKey on a page of its own: what it takes to activate it, and whether it is active.

use askama::Template;

use super::{CarLine, CarState, Frame, RenderError, assets, icon::Icon};
use crate::text::Texts;

/// Shows how far CarKey is. It is looked at anew whenever the page is opened.
#[derive(Clone, Debug)]
pub(crate) struct CarKeyPage {
    /// What surrounds it.
    pub(crate) frame: Frame,
    /// The brand, as people write it.
    pub(crate) maker: String,
    /// The car, with its state.
    pub(crate) cars: Vec<CarLine>,
    /// Whether nothing is left to do.
    pub(crate) is_active: bool,
}

impl CarKeyPage {
    /// The page as HTML.
    pub(crate) fn render(&self, texts: &Texts) -> Result<String, RenderError> {
        Ok(Markup { texts, frame: &self.frame, page: self, cars: &self.cars }.render()?)
    }

    fn title(&self, texts: &Texts) -> String {
        let key = if self.is_active { "key-done-car-key-title" } else { "car-key-title" };
        texts.message(key).with("maker", &self.maker).to_string()
    }
}

#[derive(Template)]
#[template(path = "connect/car_key.html")]
struct Markup<'a> {
    texts: &'a Texts,
    frame: &'a Frame,
    page: &'a CarKeyPage,
    cars: &'a [CarLine],
}
