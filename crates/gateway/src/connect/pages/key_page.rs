//! An application's key on a page of its own, to be added at any time.

use askama::Template;

use super::qr::qr_image;
use super::{CarLine, CarState, Frame, RenderError, View, VirtualKeyAsk, assets, icon::Icon};
use crate::text::Texts;

/// Link, code and steps. Where it is one car's page, its line too, which turns by itself.
#[derive(Clone, Debug)]
pub(crate) struct KeyPage {
    /// What surrounds it.
    pub(crate) frame: Frame,
    /// The device it is shown on.
    pub(crate) view: View,
    /// The key to add.
    pub(crate) virtual_key: VirtualKeyAsk,
    /// The name under which the car lists it.
    pub(crate) domain: String,
    /// The car; none on the page that is everybody's.
    pub(crate) cars: Option<Vec<CarLine>>,
    /// Whether nothing is left to do.
    pub(crate) done: bool,
}

impl KeyPage {
    /// The page as HTML.
    pub(crate) fn render(&self, texts: &Texts) -> Result<String, RenderError> {
        let qr = self.is_wide().then(|| qr_image(&self.virtual_key.link)).flatten();
        let cars = self.cars.as_deref().unwrap_or_default();
        Ok(Markup { texts, frame: &self.frame, page: self, ask: &self.virtual_key, cars, qr }.render()?)
    }

    fn title(&self, texts: &Texts) -> String {
        let key = if self.done { "key-done-title" } else { "key-title" };
        let message = texts.message(key).with("app", &self.frame.application.name);
        message.with("maker", &self.virtual_key.maker).to_string()
    }

    fn intro(&self) -> &'static str {
        if self.virtual_key.obstacle.is_some() { "key-blocked" } else { "key-page-intro" }
    }

    fn is_wide(&self) -> bool {
        self.view == View::Desktop && !self.done && self.virtual_key.obstacle.is_none()
    }
}

#[derive(Template)]
#[template(path = "connect/key_page.html")]
struct Markup<'a> {
    texts: &'a Texts,
    frame: &'a Frame,
    page: &'a KeyPage,
    ask: &'a VirtualKeyAsk,
    cars: &'a [CarLine],
    qr: Option<String>,
}
