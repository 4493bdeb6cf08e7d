//! Smartcar's endpoints for Tesla.

mod virtual_key;

pub(crate) use virtual_key::virtual_key;
