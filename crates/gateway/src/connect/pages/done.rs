//! The end of a run that returns nowhere: re-authentication without a redirect.

use askama::Template;

use super::{Frame, RenderError, assets, icon::Icon};
use crate::text::Texts;

/// Says that all is done and that the page can be closed.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    /// What surrounds it.
    pub(crate) frame: Frame,
}

impl Done {
    /// The page as HTML.
    pub(crate) fn render(&self, texts: &Texts) -> Result<String, RenderError> {
        Ok(Markup { texts, frame: &self.frame }.render()?)
    }
}

#[derive(Template)]
#[template(path = "connect/done.html")]
struct Markup<'a> {
    texts: &'a Texts,
    frame: &'a Frame,
}
