//! Passerelle's core.

pub mod diagnostic;
pub mod event;
pub mod knowledge;
pub mod language;
pub mod answer;
pub mod command;
pub mod conversation;
pub mod mind;
pub mod reply;
pub mod say;
pub mod score;
pub mod search;
pub mod text;
pub mod turn;
pub mod understand;
pub mod wording;
