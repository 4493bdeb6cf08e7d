//! Why a page could not be written.

/// A template failed. Templates are checked when the program is built, so this is a fault of ours.
#[derive(Debug, thiserror::Error)]
#[error("a page could not be rendered")]
pub(crate) struct RenderError(#[from] askama::Error);
