//! Connect: the pages on which an owner gives an application access to their cars.

pub(crate) mod pages;
