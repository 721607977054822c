//! Passerelle's core.

pub mod diagnostic;
pub mod knowledge;
pub mod language;
pub mod search;
pub mod understand;
