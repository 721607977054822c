//! Dialogue acts: what a message does, with utterances that people say for each (`knowledge/acts/<act>.toml`).

use super::lexicon::Facet;
use super::words::words;
use crate::language::PerLanguage;

words! {
    /// What a message does. The names are those of the question sets.
    Act {
        /// Asks something of the base.
        Ask = "ask",
        /// Says hello.
        Greet = "greet",
        /// Thanks.
        Thanks = "thanks",
        /// Says goodbye.
        Goodbye = "goodbye",
        /// Asks what can be asked.
        Help = "help",
        /// Asks who made this.
        About = "about",
        /// Wants to tell an experience, correct or add something.
        Share = "share",
        /// Wants to go through whether a partnership is viable.
        Check = "check",
        /// Wants to browse the mechanisms.
        Mechanisms = "mechanisms",
        /// Wants to browse the cases.
        Cases = "cases",
        /// Wants to browse the resources.
        Resources = "resources",
        /// Wants two things side by side.
        Compare = "compare",
        /// Wants another language.
        Language = "language",
        /// Asks what is kept of what they type.
        Privacy = "privacy",
        /// Wants a person.
        Human = "human",
        /// Wants to stop what is going on.
        Cancel = "cancel",
    }
}

/// The utterances of one act, or of what is outside the subject, by language.
pub type Utterances = PerLanguage<Vec<String>>;

/// What people say that is not a question to the base.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acts {
    /// Utterances of each act but [`Act::Ask`], whose examples are the asks of the entries.
    pub of: Vec<(Act, Utterances)>,
    /// Utterances that ask for each facet, and, under none, those that ask for no facet (`knowledge/facets/`).
    pub facets: Vec<(Option<Facet>, Utterances)>,
    /// Utterances that ask for several entries (`knowledge/facets/several.toml`).
    pub several: Utterances,
    /// Utterances outside the subject (`none.toml`): the background that refusing is learnt from.
    pub outside: Utterances,
}
