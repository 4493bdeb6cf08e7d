//! The key is seen: what is now possible, and the way back.

use askama::Template;
use openfob_domain::KeyKind;

use super::{CarLine, CarState, Frame, RenderError, assets, icon::Icon};
use crate::text::Texts;

/// Says that all is in place. Posts to `finish`, by itself after `return_after`.
#[derive(Clone, Debug)]
pub(crate) struct KeyDone {
    /// What surrounds it.
    pub(crate) frame: Frame,
    /// Every granted car.
    pub(crate) cars: Vec<CarLine>,
    /// After how many seconds the page goes on by itself; never, where a line still offers something.
    pub(crate) return_after: Option<u8>,
}

impl KeyDone {
    /// The page as HTML.
    pub(crate) fn render(&self, texts: &Texts) -> Result<String, RenderError> {
        Ok(Markup { texts, frame: &self.frame, page: self, cars: &self.cars }.render()?)
    }

    fn has(&self, kind: KeyKind) -> bool {
        self.cars.iter().any(|car| car.key == Some(kind) && car.state == CarState::Ready)
    }

    fn title(&self) -> &'static str {
        match (self.has(KeyKind::VirtualKey), self.has(KeyKind::CarKey)) {
            (true, false) => "key-done-title",
            (false, true) => "key-done-car-key-title",
            _ => "key-done-cars-title",
        }
    }

    fn text(&self) -> &'static str {
        if self.has(KeyKind::VirtualKey) { "key-done-text" } else { "key-done-text-without-place" }
    }
}

#[derive(Template)]
#[template(path = "connect/key_done.html")]
struct Markup<'a> {
    texts: &'a Texts,
    frame: &'a Frame,
    page: &'a KeyDone,
    cars: &'a [CarLine],
}
