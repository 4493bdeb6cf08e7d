//! The end of a run, where the browser is sent nowhere or comes back to it.

use askama::Template;

use super::{Frame, RenderError, assets, icon::Icon};
use crate::text::Texts;

/// Says how it ended, and that the page can be closed.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    /// What surrounds it.
    pub(crate) frame: Frame,
    /// Whether the owner granted anything.
    pub(crate) connected: bool,
}

impl Done {
    /// The page as HTML.
    pub(crate) fn render(&self, texts: &Texts) -> Result<String, RenderError> {
        Ok(Markup { texts, frame: &self.frame, page: self }.render()?)
    }

    fn title(&self) -> &'static str {
        if self.connected { "done-title" } else { "done-nothing" }
    }

    fn text(&self) -> &'static str {
        if self.connected { "done-text" } else { "done-nothing.text" }
    }
}

#[derive(Template)]
#[template(path = "connect/done.html")]
struct Markup<'a> {
    texts: &'a Texts,
    frame: &'a Frame,
    page: &'a Done,
}
