//! Forms and checks while they are filled in. What they ask stands in the content; here is what is made of what people say.
//!
//! Reading order: `answer` what was told · `draft` what was told so far, and what comes next · `options` what can be chosen ·
//! `read` a text as an answer · `title` one message that answers three questions · `wayfinding` answers, questions and repairs told
//! apart · `hear` what a message means · `chooser` which flow is asked for · `paths` every way through one.

pub mod answer;
pub mod chooser;
pub mod draft;
pub mod hear;
pub mod options;
pub mod paths;
pub mod read;
pub mod title;
pub mod wayfinding;

pub use answer::{Answer, Refusal};
pub use draft::{Draft, State, Subject};
pub use hear::Heard;
