//! Passerelle's core.

pub mod diagnostic;
pub mod event;
pub mod knowledge;
pub mod language;
pub mod reply;
pub mod search;
pub mod store;
pub mod text;
pub mod understand;
