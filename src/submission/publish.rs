//! Makes an entry of an accepted submission: what was told, in its own words and its own language, without the personal data of
//! others, credited as its contributor chose, and marked as a contribution.

use crate::flow::Answer;
use crate::flow::options::options;
use crate::knowledge::entry::{Contribution, LONGEST_SLUG};
use crate::knowledge::flow::{Fact, Fills, Flow, Step};
use crate::knowledge::{Article, Day, Entry, EntryId, Family, Section, Source};
use crate::language::{Language, PerLanguage};
use crate::mind::Mind;
use crate::text::first_sentence;
use crate::understand::normal::{fold, tokens};

use super::personal::{self, Names};
use super::{Submission, brief};

/// The longest summary that the content format takes.
const LONGEST_SUMMARY: usize = 600;

/// How much of the summary what was done takes; what came of it has the rest.
const WHAT: usize = 400;

/// The longest utterance that is learnt from a sentence.
const LONGEST_ASK: usize = 160;

/// Returns whether an accepted submission is an entry, rather than something that a writer takes up.
pub fn is_entry(mind: &Mind, submission: &Submission) -> bool {
    mind.knowledge.flow(&submission.flow).is_some_and(Submission::becomes_entry)
}

/// Returns the id of the entry: its name, its place, its number. It stays the same for ever.
pub fn id(mind: &Mind, submission: &Submission) -> Option<EntryId> {
    let flow = mind.knowledge.flow(&submission.flow)?;
    // A title that is edited later does not move the entry: the first one counts.
    let title = flow.filling(Fact::Title)?;
    let told = submission.edits.iter().find(|edited| edited.step == title.id).map(|edited| &edited.before);
    let told = told.or_else(|| submission.answer(&title.id))?.plain();
    let number = format!("r{}", submission.ticket.signs().to_lowercase());
    let room = LONGEST_SLUG - number.len() - 1;
    let mut slug = String::new();
    for word in fold(&told).split(' ') {
        let plain = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if plain && !word.is_empty() && slug.len() + word.len() < room {
            slug.push_str(word);
            slug.push('-');
        }
    }
    format!("cases/{slug}{number}").parse().ok()
}

/// Returns a question that finds it.
pub fn question(submission: &Submission, flow: &Flow) -> Option<String> {
    let title = submission.fact(flow, Fact::Title)?.plain();
    let place = submission.fact(flow, Fact::Place).map(Answer::plain).unwrap_or_default();
    Some(format!("{title} {place}").trim().to_owned())
}

/// Makes the entry.
pub fn entry(mind: &Mind, flow: &Flow, submission: &Submission) -> Option<Entry> {
    let language = submission.language;
    let maker = Maker { mind, flow, submission };
    let title = maker.title()?;
    let sections = maker.sections();
    let text = |section: Section| {
        sections.iter().find(|(have, _)| *have == section).map_or("", |(_, text)| text.as_str())
    };
    let summary = summary(text(Section::What), text(Section::Need), text(Section::Results));
    let mut asks = vec![title.clone()];
    asks.extend(question(submission, flow).map(|question| clean(&question)));
    for section in [Section::Need, Section::What] {
        asks.extend(text(section).lines().map(|line| brief(first_sentence(line).0, LONGEST_ASK)));
    }
    asks.retain(|ask| !fold(ask).is_empty());
    let mut seen = Vec::new();
    asks.retain(|ask| {
        let folded = fold(ask);
        !seen.contains(&folded) && {
            seen.push(folded);
            true
        }
    });
    let mut articles = PerLanguage::default();
    articles.insert(language, Article { title, summary, sections, asks, wants: Vec::new() });
    let mut entry = Entry {
        families: maker.chosen(Fact::Families).iter().filter_map(|id| Family::from_word(id)).collect(),
        sectors: maker.known(Fact::Sectors),
        populations: maker.known(Fact::Populations),
        place: maker.place(),
        inhabitants: maker.number(Fact::Inhabitants),
        from: maker.year(Fact::From),
        to: maker.year(Fact::To),
        checked: submission.accepted.map(Day::of),
        sources: maker.sources(),
        contribution: Some(Contribution { number: submission.ticket.to_string(), credit: maker.credit() }),
        articles,
        ..Entry::empty(id(mind, submission)?)
    };
    if entry.to.is_some_and(|to| entry.from.is_none_or(|from| from > to)) {
        entry.to = None;
    }
    Some(entry)
}

/// Returns utterances in the languages that it is not told in: what it is about, and where, as the base calls them.
pub fn asks(mind: &Mind, entry: &Entry) -> Vec<(Language, String)> {
    let terms = &mind.knowledge.terms;
    let told = entry.articles.iter().map(|(_, article)| format!("{}\n{}", article.title, article.summary));
    let text = told.collect::<Vec<_>>().join("\n");
    let mut concepts: Vec<&str> =
        entry.sectors.iter().chain(&entry.populations).map(String::as_str).collect();
    for mention in mind.reader.mentions(&tokens(&text)) {
        let term = terms.at(mention.term);
        if term.scheme != crate::knowledge::Scheme::Place && !concepts.contains(&term.id.as_str()) {
            concepts.push(&term.id);
        }
    }
    let place = entry.articles.iter().next().and_then(|(_, article)| article.title.rsplit_once(", "));
    let place = place.map_or("", |(_, place)| place);
    Language::all()
        .flat_map(|language| {
            let labels: Vec<&str> =
                concepts.iter().filter_map(|id| Some(terms.get(id)?.label(language))).take(6).collect();
            let whole = format!("{} {place}", labels.join(" "));
            let each = labels.into_iter().map(move |label| format!("{label} {place}"));
            each.chain([whole]).map(move |ask| (language, ask.trim().to_owned())).collect::<Vec<_>>()
        })
        .filter(|(_, ask)| !ask.is_empty())
        .collect()
}

struct Maker<'a> {
    mind: &'a Mind,
    flow: &'a Flow,
    submission: &'a Submission,
}

impl Maker<'_> {
    fn fact(&self, fact: Fact) -> Option<&Answer> {
        self.submission.fact(self.flow, fact)
    }

    /// The name, and the municipality where it does not say it.
    fn title(&self) -> Option<String> {
        let title = self.published(self.flow.filling(Fact::Title)?, &self.fact(Fact::Title)?.plain());
        let place = self.fact(Fact::Place).map(Answer::plain).map(|place| clean(&place)).unwrap_or_default();
        let says = place.is_empty() || fold(&title).contains(&fold(&place));
        Some(if says { title } else { format!("{title}, {place}") })
    }

    /// A text as it is published: without personal data, without anything that looks like markup.
    fn published(&self, step: &Step, text: &str) -> String {
        let edited = self.submission.edits.iter().any(|edited| edited.step == step.id);
        // What a moderator wrote anew names whom it must.
        let names = if edited { Names::Stay } else { Names::Go };
        let language = self.submission.language;
        let kept = personal::without(text, names, |kind| {
            self.mind.wording.say(language, &format!("publish-without-{}", kind.word()))
        });
        clean(&kept)
    }

    /// The sections, in the order of the guide for writers.
    fn sections(&self) -> Vec<(Section, String)> {
        let mut sections = Vec::new();
        for &section in Section::ALL {
            let steps = self.flow.steps.iter().filter(|step| step.fills == Some(Fills::Section(section)));
            let parts: Vec<String> = steps.filter_map(|step| self.part(step)).collect();
            if !parts.is_empty() {
                sections.push((section, parts.join("\n\n")));
            }
        }
        sections
    }

    fn part(&self, step: &Step) -> Option<String> {
        let text = match self.submission.answer(&step.id)? {
            Answer::Text(text) => {
                let published = self.published(step, text);
                published.lines().map(sentence).collect::<Vec<_>>().join("\n")
            }
            Answer::Options(chosen) => {
                let all = options(self.mind, step, None, self.submission.language);
                let labels = chosen.iter().filter_map(|id| all.iter().find(|option| option.id == *id));
                labels.map(|option| option.label.clone()).collect::<Vec<_>>().join(", ") + "."
            }
            _ => return None,
        };
        (!text.trim().is_empty()).then_some(text)
    }

    fn chosen(&self, fact: Fact) -> &[String] {
        match self.fact(fact) {
            Some(Answer::Options(chosen)) => chosen,
            _ => &[],
        }
    }

    fn known(&self, fact: Fact) -> Vec<String> {
        let known = |id: &&String| self.mind.knowledge.terms.get(id).is_some();
        self.chosen(fact).iter().filter(known).cloned().collect()
    }

    fn place(&self) -> Option<String> {
        match self.fact(Fact::Place)? {
            Answer::Place(_, term) => term.clone().filter(|id| self.mind.knowledge.terms.get(id).is_some()),
            _ => None,
        }
    }

    fn number(&self, fact: Fact) -> Option<u64> {
        match self.fact(fact)? {
            Answer::Number(number) => Some(*number),
            _ => None,
        }
    }

    fn year(&self, fact: Fact) -> Option<u16> {
        match self.fact(fact)? {
            Answer::Year(year) => Some(*year),
            _ => None,
        }
    }

    fn credit(&self) -> Option<String> {
        if self.submission.forgotten || self.chosen(Fact::Credit).iter().any(|id| id == "anonymous") {
            return None;
        }
        Some(clean(&self.fact(Fact::Name)?.plain())).filter(|name| !name.is_empty())
    }

    /// What was told is the first source; the pages it names are the others.
    fn sources(&self) -> Vec<Source> {
        let language = self.submission.language;
        let number = self.submission.ticket.to_string();
        let told = self.mind.wording.say_with(language, "publish-source", &[("ticket", number.into())]);
        let mut sources = vec![Source { title: told, url: None, language: Some(language.code().to_owned()) }];
        if let Some(Answer::Links(links)) = self.fact(Fact::Links) {
            sources.extend(links.iter().map(|link| Source {
                title: brief(link.trim_start_matches("https://").trim_start_matches("www."), 60),
                url: Some(link.clone()),
                language: None,
            }));
        }
        sources
    }
}

/// Takes out of a text what the content's Markdown would read as markup, and what no file of it may hold.
pub(super) fn clean(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let bare: String = line
            .chars()
            .filter_map(|c| match c {
                '*' | '`' | '_' => None,
                '[' => Some('('),
                ']' => Some(')'),
                '<' => Some('‹'),
                '>' => Some('›'),
                '|' => Some('/'),
                '\t' | '\r' => Some(' '),
                c if c.is_control() || crate::knowledge::is_unwanted(c) => None,
                c => Some(c),
            })
            .collect();
        let bare = bare.trim().trim_start_matches(['#', '+', '=']).trim();
        if !bare.is_empty() {
            lines.push(bare.to_owned());
        }
    }
    lines.join("\n")
}

/// What is said first: what was done, and what came of it; why, where there is room.
fn summary(what: &str, need: &str, results: &str) -> String {
    let mut summary = String::new();
    sentences(what, WHAT, &mut summary);
    sentences(results, LONGEST_SUMMARY, &mut summary);
    sentences(need, LONGEST_SUMMARY, &mut summary);
    if summary.is_empty() {
        brief(if what.is_empty() { need } else { what }, LONGEST_SUMMARY)
    } else {
        summary
    }
}

/// Adds whole sentences as long as they fit.
fn sentences(text: &str, most: usize, summary: &mut String) {
    for line in text.lines() {
        let mut rest = line.trim();
        while !rest.is_empty() {
            let (sentence, after) = first_sentence(rest);
            let sentence = sentence.trim();
            if summary.chars().count() + sentence.chars().count() + 1 > most {
                return;
            }
            if !summary.is_empty() {
                summary.push(' ');
            }
            summary.push_str(sentence);
            rest = after.trim_start();
        }
    }
}

/// Sets a line as a sentence is set: a capital in front, a full stop behind.
fn sentence(line: &str) -> String {
    let mut letters = line.chars();
    let mut set: String =
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    if set.ends_with(char::is_alphanumeric) || set.ends_with([')', '%', '$', '€', '»']) {
        set.push('.');
    }
    set
}
