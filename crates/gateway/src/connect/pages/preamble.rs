//! The first page: who wants what.

use askama::Template;

use super::{Frame, RenderError, assets, icon::Icon};
use crate::text::Texts;

/// Says who asks, before anything is asked. Posts to `continue` or `leave`.
#[derive(Clone, Debug)]
pub(crate) struct Preamble {
    /// What surrounds it.
    pub(crate) frame: Frame,
}

impl Preamble {
    /// The page as HTML.
    pub(crate) fn render(&self, texts: &Texts) -> Result<String, RenderError> {
        Ok(Markup { texts, frame: &self.frame }.render()?)
    }
}

#[derive(Template)]
#[template(path = "connect/preamble.html")]
struct Markup<'a> {
    texts: &'a Texts,
    frame: &'a Frame,
}
