//! Where things stand in their files, for what is checked across files.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::knowledge::EntryId;
use crate::language::PerLanguage;

/// Bytes of a text.
pub type Span = Range<usize>;

/// A file as it was parsed: without the mark at its beginning, with `\n` at the end of each line.
#[derive(Debug, Clone, Default)]
pub struct FileText {
    /// Its path from the content folder.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Where the parts of an article stand.
#[derive(Debug, Clone, Default)]
pub struct ArticleOrigin {
    /// The title, without `# xx:`.
    pub title: Span,
    /// The summary; empty at the end of the title when there is none.
    pub summary: Span,
    /// The texts of the sections, as in the article.
    pub sections: Vec<Span>,
    /// The asks, as in the article, without `- `.
    pub asks: Vec<Span>,
}

/// Where the parts of an entry stand.
#[derive(Debug, Clone, Default)]
pub struct EntryOrigin {
    /// Its file.
    pub file: FileText,
    /// The values of each key of ids (`sectors`, `related`, `place` …), as in the entry.
    pub values: BTreeMap<&'static str, Vec<Span>>,
    /// The addresses of the sources, as in the entry.
    pub addresses: Vec<Option<Span>>,
    /// The articles, as in the entry.
    pub articles: PerLanguage<ArticleOrigin>,
}

impl EntryOrigin {
    /// Returns where a value of a key stands, else the beginning of the file.
    pub fn value(&self, key: &str, at: usize) -> Span {
        self.values.get(key).and_then(|spans| spans.get(at)).cloned().unwrap_or(0..0)
    }
}

/// Where the parts of a term stand in `terms.toml`.
#[derive(Debug, Clone, Default)]
pub struct TermOrigin {
    /// Its id.
    pub id: Span,
    /// Its labels, as in the term.
    pub labels: PerLanguage<Vec<Span>>,
}

/// Where the parts of a flow stand.
#[derive(Debug, Clone, Default)]
pub struct FlowOrigin {
    /// Its file.
    pub file: FileText,
    /// The entries it names.
    pub entries: Vec<(EntryId, Span)>,
}

/// Where everything stands.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    /// For each entry of [`Knowledge::entries`](crate::knowledge::Knowledge::entries), its places.
    pub entries: Vec<EntryOrigin>,
    /// Ids of entries that stand in the folder and were refused: naming one is no second error.
    pub refused_entries: BTreeSet<String>,
    /// For each term, its places, in the order of the file.
    pub terms: Vec<TermOrigin>,
    /// Ids of terms that were refused.
    pub refused_terms: BTreeSet<String>,
    /// The file of the terms, if there is one that could be read.
    pub terms_file: Option<FileText>,
    /// Whether the file of the terms as a whole was refused: no id is known to be wrong then.
    pub terms_refused: bool,
    /// For each flow of [`Knowledge::flows`](crate::knowledge::Knowledge::flows), its places.
    pub flows: Vec<FlowOrigin>,
    /// The files of the wording.
    pub wording: PerLanguage<FileText>,
}
