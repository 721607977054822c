//! A line of a question or conversation file, as it stands there.

use serde::Deserialize;

/// A line of a file: a question, or a conversation.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Line {
    /// A conversation.
    Dialogue(Dialogue),
    /// A question.
    Question(Question),
}

/// A question, with what is right.
#[derive(Debug, Clone, Deserialize)]
pub struct Question {
    /// Its language.
    pub lang: String,
    /// What is typed.
    pub ask: String,
    /// `single`, `list`, `none` or `intent`.
    #[serde(rename = "type")]
    pub kind: Type,
    /// What would be right.
    #[serde(default)]
    pub finds: Vec<String>,
    /// The facet asked for.
    #[serde(default)]
    pub section: Option<String>,
    /// How it is written.
    #[serde(default)]
    pub style: Option<String>,
    /// The dialogue act, for `intent`.
    #[serde(default)]
    pub intent: Option<String>,
}

/// The type of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// One best entry.
    Single,
    /// Several entries.
    List,
    /// Outside the subject, or not covered.
    None,
    /// A dialogue act.
    Intent,
}

/// A conversation, with what is right at each turn.
#[derive(Debug, Clone, Deserialize)]
pub struct Dialogue {
    /// The language it begins in.
    pub lang: String,
    /// Its turns.
    pub turns: Vec<DialogueTurn>,
}

/// A turn of a conversation.
#[derive(Debug, Clone, Deserialize)]
pub struct DialogueTurn {
    /// What is typed.
    pub say: String,
    /// What would be right.
    #[serde(default)]
    pub finds: Vec<String>,
    /// The facet asked for.
    #[serde(default)]
    pub section: Option<String>,
    /// The dialogue act.
    #[serde(default)]
    pub intent: Option<String>,
    /// Whether it must be declined.
    #[serde(default)]
    pub none: bool,
    /// Which item of the list shown before it opens.
    #[serde(default)]
    pub pick: Option<usize>,
    /// Whether it is about the same entry as the turn before.
    #[serde(default)]
    pub same: bool,
    /// Whether it must show what was not shown.
    #[serde(default)]
    pub more: bool,
    /// The question of a form that stands afterwards: `share/need`, `share/summary` when all is answered, `open` outside a form.
    #[serde(default)]
    pub stands: Option<String>,
    /// The language of the answer from here on.
    #[serde(default)]
    pub lang: Option<String>,
}
