//! Telegram.

pub(crate) mod limits;
pub(crate) mod link;
pub(crate) mod note;
pub(crate) mod hear;
pub(crate) mod say;
pub(crate) mod api;
