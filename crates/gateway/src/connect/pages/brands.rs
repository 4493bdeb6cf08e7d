//! The list of brands.

use askama::Template;
use openfob_domain::{KeyKind, Make};

use super::{Frame, RenderError, assets, icon::Icon};
use crate::text::Texts;

/// Asks who made the car. Posts `make` to `brand`, or posts to `leave`.
#[derive(Clone, Debug)]
pub(crate) struct Brands {
    /// What surrounds it.
    pub(crate) frame: Frame,
    /// The brands to choose from, in the order shown; without JavaScript those that fit `query` alone.
    #[expect(clippy::struct_field_names, reason = "the page is named after its list")]
    pub(crate) brands: Vec<Brand>,
    /// What was searched for (`?q=`), where the browser runs no script.
    pub(crate) query: String,
}

/// A brand to choose.
#[derive(Clone, Debug)]
pub(crate) struct Brand {
    /// The value to post.
    pub(crate) make: Make,
    /// As people write it: `Citroën`.
    pub(crate) name: String,
    /// The key that its cars ask for.
    pub(crate) key: Option<KeyKind>,
}

impl Brands {
    /// The page as HTML.
    pub(crate) fn render(&self, texts: &Texts) -> Result<String, RenderError> {
        Ok(Markup { texts, frame: &self.frame, page: self }.render()?)
    }
}

impl Brand {
    fn hint(&self) -> Option<&'static str> {
        self.key.map(|kind| match kind {
            KeyKind::VirtualKey => "brands-key-needed",
            KeyKind::CarKey => "brands-car-key",
        })
    }
}

#[derive(Template)]
#[template(path = "connect/brands.html")]
struct Markup<'a> {
    texts: &'a Texts,
    frame: &'a Frame,
    page: &'a Brands,
}
