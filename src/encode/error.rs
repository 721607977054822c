//! Why a model is refused. Each message is for whoever hosts Passerelle, with the next action.

/// Why bytes are not a model of the encoder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// It is something else.
    #[error("this is not a model of the sentence encoder\nhelp: {FETCH}")]
    NotAModel,
    /// Another program wrote it.
    #[error(
        "the model of the sentence encoder has format {format}, and this program reads format {known}\nhelp: take the model that came with this program"
    )]
    OtherFormat {
        /// The format found.
        format: u32,
        /// The format this program reads.
        known: u32,
    },
    /// It was cut off, or something was added.
    #[error(
        "the model of the sentence encoder has {found} bytes, where {announced} are announced\nhelp: {FETCH}"
    )]
    Length {
        /// The bytes there are.
        found: u64,
        /// The bytes its head tells of.
        announced: u64,
    },
    /// Something in it changed.
    #[error(
        "the model of the sentence encoder is damaged: its checksum is {found:016x}, not {announced:016x}\nhelp: {FETCH}"
    )]
    Checksum {
        /// What its bytes add up to.
        found: u64,
        /// What its head tells of.
        announced: u64,
    },
    /// A part of it is missing or cannot be right.
    #[error(
        "section `{section}` of the model of the sentence encoder, at byte {at}: {reason}\nhelp: {FETCH}"
    )]
    Section {
        /// The name of the part.
        section: String,
        /// Where it begins; 0 if there is none.
        at: u64,
        /// Which rule it breaks.
        reason: String,
    },
}

/// What to do about nearly all of them.
const FETCH: &str = "take the file from the repository again, or make it with `tools/encoder/make.py`";
