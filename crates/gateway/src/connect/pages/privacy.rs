//! What is kept about an owner, and how they take it back.

use askama::Template;

use super::{RenderError, assets};
use crate::text::Texts;

/// The page behind the footer's link.
#[derive(Clone, Debug)]
pub(crate) struct Privacy {
    /// Who runs this server, as the footer names it.
    pub(crate) operator: String,
}

impl Privacy {
    /// The page as HTML.
    pub(crate) fn render(&self, texts: &Texts) -> Result<String, RenderError> {
        Ok(Markup { texts, page: self }.render()?)
    }
}

#[derive(Template)]
#[template(path = "connect/privacy.html")]
struct Markup<'a> {
    texts: &'a Texts,
    page: &'a Privacy,
}
