//! The pages behind the errors: what each means for owner, developer and operator.

mod advice;
mod connect;
mod families;
mod llms;
mod pages;

pub(crate) use families::{anchor_of, every_refusal, page_of};
pub(crate) use pages::router;
