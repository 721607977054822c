//! The closed list of problems that content can have, each with a word that stays the same when its message is reworded.
//!
//! Every one has a sample under `tests/broken/`.

use std::fmt;

use super::Level;

/// Makes the enum of codes: the level, the variant and the word of each.
macro_rules! codes {
    ($($(#[$doc:meta])* $level:ident $variant:ident = $word:literal),+ $(,)?) => {
        /// Which problem a diagnostic tells of.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $variant),+ }

        impl Code {
            /// Every code.
            pub const ALL: &[Code] = &[$(Code::$variant),+];

            /// Returns the word that is shown in brackets.
            pub fn word(self) -> &'static str {
                match self { $(Code::$variant => $word),+ }
            }

            /// Returns how bad it is.
            pub fn level(self) -> Level {
                match self { $(Code::$variant => Level::$level),+ }
            }
        }
    };
}

codes! {
    // Files.
    /// A file beyond the size that is read.
    Error FileTooLarge = "file-too-large",
    /// Bytes that are not UTF-8.
    Error NotUtf8 = "not-utf8",
    /// A file name that cannot be an id.
    Error BadFileName = "bad-file-name",
    /// An entry outside the three folders.
    Error WrongFolder = "wrong-folder",
    /// A control or invisible character.
    Error InvisibleCharacter = "invisible-character",
    /// A character that changes the direction of the text around it.
    Error DirectionCharacter = "direction-character",
    /// A tab in an entry.
    Error Tab = "tab",
    /// More problems in one file than are shown.
    Warning TooManyProblems = "too-many-problems",

    // TOML.
    /// Not TOML.
    Error TomlSyntax = "toml-syntax",
    /// A key that is not one of ours.
    Error UnknownKey = "unknown-key",
    /// A key that must stand is missing.
    Error MissingKey = "missing-key",
    /// A value of another type than the key has.
    Error WrongType = "wrong-type",
    /// A word outside its closed list.
    Error UnknownWord = "unknown-word",
    /// Text that is empty.
    Error EmptyText = "empty-text",
    /// The same value twice in a list.
    Warning DoubledValue = "doubled-value",

    // Front matter.
    /// No front matter at the beginning.
    Error NoFrontMatter = "no-front-matter",
    /// Front matter that is not closed.
    Error OpenFrontMatter = "open-front-matter",
    /// Not the id of an entry.
    Error BadId = "bad-id",
    /// Not the id of a term.
    Error BadSlug = "bad-slug",
    /// Not a day.
    Error BadDate = "bad-date",
    /// Not a year.
    Error BadYear = "bad-year",
    /// An end before the beginning.
    Error YearsReversed = "years-reversed",
    /// A place with nobody.
    Error NoInhabitants = "no-inhabitants",
    /// More related entries than are shown.
    Error TooManyRelated = "too-many-related",
    /// An address that is not one of the web.
    Error BadAddress = "bad-address",
    /// Not the code of a language.
    Error BadLanguageCode = "bad-language-code",
    /// Not the number of a contribution.
    Error BadNumber = "bad-number",
    /// A key of resources in an entry of another kind.
    Error TypeOutsideResources = "type-outside-resources",

    // Text of an entry.
    /// Text in front of the first title.
    Error TextBeforeTitle = "text-before-title",
    /// A title line of another form.
    Error BadTitle = "bad-title",
    /// A title without words.
    Error EmptyTitle = "empty-title",
    /// A language that is not one of this program.
    Error UnknownLanguage = "unknown-language",
    /// A language that stands twice.
    Error DoubledLanguage = "doubled-language",
    /// A heading of another form, or too deep.
    Error BadHeading = "bad-heading",
    /// A section outside the closed list.
    Error UnknownSection = "unknown-section",
    /// A section that stands twice in a language.
    Error DoubledSection = "doubled-section",
    /// A section without text.
    Error EmptySection = "empty-section",
    /// A line among the asks that is not an item.
    Error BadAsk = "bad-ask",
    /// An ask without words.
    Error EmptyAsk = "empty-ask",
    /// A summary that is too long.
    Error LongSummary = "long-summary",
    /// An entry without a title in any language.
    Error NoArticle = "no-article",
    /// An entry without a summary and without asks.
    Error NothingSaid = "nothing-said",
    /// HTML.
    Error Html = "html",
    /// A table.
    Error Table = "table",
    /// Strong text that is not closed.
    Error OpenStrong = "open-strong",
    /// A link that does not lead to the web.
    Error UnsafeLink = "unsafe-link",
    /// A link of another form.
    Error BrokenLink = "broken-link",

    // Terms, acts, languages, wording.
    /// Two terms with one id.
    Error DoubledTerm = "doubled-term",
    /// A wider term that does not exist.
    Error UnknownBroader = "unknown-broader",
    /// A term that is wider than itself.
    Error BroaderCycle = "broader-cycle",
    /// A term without a label.
    Error NoLabel = "no-label",
    /// A level on a term that is no place.
    Error LevelOutsidePlaces = "level-outside-places",
    /// A file of an act that does not exist.
    Error UnknownAct = "unknown-act",
    /// A file of a facet that does not exist.
    Error UnknownFacet = "unknown-facet",
    /// Not Fluent.
    Error FluentSyntax = "fluent-syntax",
    /// Two messages with one name.
    Error DoubledMessage = "doubled-message",

    // Flows.
    /// A file of a repair that does not exist.
    Error UnknownRepair = "unknown-repair",
    /// A flow that asks nothing.
    Error NoSteps = "no-steps",
    /// Two steps with one id.
    Error DoubledStep = "doubled-step",
    /// Two options with one id.
    Error DoubledOption = "doubled-option",
    /// Not the name of a step or an option.
    Error BadName = "bad-name",
    /// A label that does not fit.
    Error LongLabel = "long-label",
    /// An answer that would not fit.
    Error LongAnswer = "long-answer",
    /// A choice without options, or options where nothing is chosen.
    Error Options = "options",
    /// A step that does not exist, or not where it is needed.
    Error UnknownStep = "unknown-step",
    /// An option that does not exist.
    Error UnknownOption = "unknown-option",
    /// Outcomes that do not end with one that always holds.
    Error OutcomeOrder = "outcome-order",
    /// A text that some languages of a flow lack.
    Error Untranslated = "untranslated",

    // Across files.
    /// A related entry that does not exist.
    Error UnknownEntry = "unknown-entry",
    /// An entry related to itself.
    Error RelatedToItself = "related-to-itself",
    /// A related entry that does not lead back.
    Warning OneWayRelated = "one-way-related",
    /// A term that does not exist.
    Error UnknownTerm = "unknown-term",
    /// A term of another scheme than the key has.
    Error WrongScheme = "wrong-scheme",
    /// Terms are named, and there are none.
    Warning NoTerms = "no-terms",
    /// A term that no entry leads to.
    Warning UnusedTerm = "unused-term",
    /// One label for two terms.
    Warning SharedLabel = "shared-label",
    /// One ask for two entries.
    Error SharedAsk = "shared-ask",
    /// One ask twice in an entry.
    Warning RepeatedAsk = "repeated-ask",
    /// A language that other entries have.
    Warning MissingLanguage = "missing-language",
    /// A section that only some languages of an entry have.
    Warning SectionsDiffer = "sections-differ",
    /// An entry without a source.
    Warning NoSource = "no-source",
    /// A source without encryption.
    Warning HttpSource = "http-source",
    /// An entry that nobody has checked.
    Warning NeverChecked = "never-checked",
    /// An entry that was checked long ago.
    Warning CheckedLongAgo = "checked-long-ago",
    /// An entry that was checked after today.
    Warning CheckedLater = "checked-later",
    /// A message that another language has.
    Error MissingMessage = "missing-message",
    /// A message whose languages show different things.
    Error PlaceablesDiffer = "placeables-differ",
    /// Plain spaces where no-break ones belong.
    Warning PlainSpace = "plain-space",
    /// Straight quotes in French.
    Warning StraightQuotes = "straight-quotes",
    /// A Spanish question or exclamation without its opening mark.
    Warning OpeningMark = "opening-mark",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
