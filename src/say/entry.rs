//! Says one entry: the section that was asked for, else the summary; where and when; its sources; where to go on.

use crate::knowledge::{Article, Entry, Facet, Section};
use crate::reply::{Choice, ChoiceId, Reply};
use crate::search::fuse::PART_NAMES;
use crate::search::{Findings, Match};
use crate::text::{Block, Style, Text, blocks, first_sentence};
use crate::wording::Wording;

use super::{Speaker, facet_message, lists};

/// How many sources stand under an answer; the rest is behind a button.
const FEW_SOURCES: usize = 2;

/// How many choices stand under an answer.
const FEW_CHOICES: usize = 4;

/// Says an entry at a facet, and returns the facet that was shown.
pub(super) fn open(speaker: &mut Speaker<'_>, at: usize, facet: Option<Facet>) -> (Reply, Option<Facet>) {
    let entry = &speaker.mind.knowledge.entries[at];
    let (language, article) = entry.article(speaker.language());
    let mut said = Vec::new();
    if language != speaker.language() {
        let name = language.info().name;
        said.push(Block::Note(Text::plain(speaker.say_with("other-language", &[("language", name.into())]))));
    }
    let (text, shown) = match facet {
        Some(facet) => match facet.section().map(|section| article.section(section)) {
            Some(Some(text)) => (text, Some(facet)),
            // The sources stand under every answer; asked for them, all are shown.
            None => (article.summary.as_str(), Some(Facet::Source)),
            Some(None) => match fallback(facet, article) {
                Some((section, text)) => (text, Some(Facet::of(section))),
                None => {
                    let section = speaker.say(&facet_message(facet)).to_lowercase();
                    said.push(Block::Note(Text::plain(
                        speaker.say_with("section-missing", &[("section", section.into())]),
                    )));
                    (article.summary.as_str(), None)
                }
            },
        },
        None => (article.summary.as_str(), None),
    };
    said.extend(lead(if text.is_empty() { &article.title } else { text }));
    said.push(Block::Note(Text::plain(about(speaker, entry, article))));
    said.extend(contribution(speaker, entry));
    said.extend(sources(speaker, entry, shown == Some(Facet::Source)));
    let choices = choices(speaker, at, article, shown);
    let conversation = &mut speaker.conversation;
    if conversation.focus.as_ref() != Some(&entry.id) {
        conversation.focus = Some(entry.id.clone());
    }
    conversation.facet = shown;
    conversation.mark_seen([&entry.id]);
    (Reply::new(said, choices), shown)
}

/// Returns the section that answers best when the one asked for is missing: a few facets are near to one another.
fn fallback(facet: Facet, article: &Article) -> Option<(Section, &str)> {
    let near: &[Section] = match facet {
        Facet::Pitfalls => &[Section::Lessons],
        Facet::Lessons => &[Section::Pitfalls, Section::Results],
        Facet::Conditions => &[Section::Law],
        Facet::Law => &[Section::Conditions],
        Facet::How => &[Section::Use, Section::What],
        Facet::Use => &[Section::How],
        Facet::What => &[Section::How],
        _ => &[],
    };
    near.iter().find_map(|&section| Some((section, article.section(section)?)))
}

/// Content as blocks, its first sentence strong: the answer comes first.
fn lead(markdown: &str) -> Vec<Block> {
    let mut said = blocks(markdown);
    if let Some(Block::Paragraph(text)) = said.first()
        && let Some(first) = text.0.first()
        && first.style == Style::Plain
    {
        let (sentence, rest) = first_sentence(&first.text);
        let whole_sentence = !rest.is_empty() || text.0.len() == 1;
        if whole_sentence {
            let strong = Block::Paragraph(Text::strong(sentence.trim_end()));
            let mut after = text.clone();
            after.0[0].text = rest.trim_start().to_owned();
            if after.0[0].text.is_empty() {
                after.0.remove(0);
            }
            let mut lead = vec![strong];
            if !after.0.is_empty() {
                lead.push(Block::Paragraph(after));
            }
            lead.extend(said.drain(1..));
            return lead;
        }
    }
    said
}

/// The line that says that an entry is a contribution, and whose.
fn contribution(speaker: &Speaker<'_>, entry: &Entry) -> Option<Block> {
    let contribution = entry.contribution.as_ref()?;
    let number = ("ticket", contribution.number.clone().into());
    let text = match &contribution.credit {
        Some(credit) => speaker.say_with("contribution", &[number, ("credit", credit.clone().into())]),
        None => speaker.say_with("contribution-anonymous", &[number]),
    };
    Some(Block::Note(Text::plain(text)))
}

/// The line that says which entry it is, where and when.
fn about(speaker: &Speaker<'_>, entry: &Entry, article: &Article) -> String {
    let mut parts = vec![format!("{} {}", speaker.say("entry"), article.title)];
    if let Some(place) = place(speaker, entry) {
        parts.push(place);
    }
    parts.extend(years(speaker, entry));
    parts.extend(inhabitants(speaker, entry));
    parts.join(" · ")
}

/// The place of an entry, as it is called in the language spoken.
pub(super) fn place(speaker: &Speaker<'_>, entry: &Entry) -> Option<String> {
    let term = speaker.mind.knowledge.terms.get(entry.place.as_ref()?)?;
    Some(term.label(speaker.language()).to_owned())
}

/// The years of an entry.
pub(super) fn years(speaker: &Speaker<'_>, entry: &Entry) -> Option<String> {
    let from = entry.from?.to_string();
    Some(match entry.to {
        None => speaker.say_with("years-since", &[("from", from.into())]),
        Some(to) if to.to_string() == from => speaker.say_with("years-one", &[("from", from.into())]),
        Some(to) => speaker.say_with("years", &[("from", from.into()), ("to", to.to_string().into())]),
    })
}

/// The size of an entry's place.
pub(super) fn inhabitants(speaker: &Speaker<'_>, entry: &Entry) -> Option<String> {
    let count = Wording::number(speaker.language(), entry.inhabitants?);
    Some(speaker.say_with("inhabitants", &[("count", count.into())]))
}

/// The sources of an entry, and when it was checked.
fn sources(speaker: &Speaker<'_>, entry: &Entry, all: bool) -> Vec<Block> {
    let shown = if all { entry.sources.len() } else { entry.sources.len().min(FEW_SOURCES) };
    if shown == 0 {
        return Vec::new();
    }
    let label = speaker.say(if shown > 1 { "source-many" } else { "source" });
    let mut line = Text::plain(label);
    let mut items = Vec::new();
    for source in &entry.sources[..shown] {
        let style = source.url.clone().map_or(Style::Plain, Style::Link);
        if all {
            items.push(Text::styled(source.title.clone(), style));
        } else {
            let between = if line.0.len() == 1 { " " } else { " · " };
            line = line.and(between, Style::Plain).and(source.title.clone(), style);
        }
    }
    if let Some(day) = entry.checked {
        let day = speaker.mind.wording.day(speaker.language(), day);
        let checked = speaker.say_with("checked", &[("date", day.into())]);
        line = line.and(if all { " " } else { " · " }, Style::Plain).and(checked, Style::Plain);
    }
    let mut said = vec![Block::Source(line)];
    if !items.is_empty() {
        said.push(Block::List { numbered: false, items });
    }
    said
}

/// The sections people ask for next, most asked first.
const NEXT: [Section; 12] = [
    Section::How,
    Section::Results,
    Section::Pitfalls,
    Section::Cost,
    Section::Law,
    Section::Conditions,
    Section::Lessons,
    Section::Who,
    Section::Use,
    Section::What,
    Section::When,
    Section::Need,
];

/// Where to go on from an entry.
fn choices(speaker: &Speaker<'_>, at: usize, article: &Article, shown: Option<Facet>) -> Vec<Choice> {
    let entry = &speaker.mind.knowledge.entries[at];
    let mut choices = Vec::new();
    if shown.is_some_and(|facet| facet != Facet::Source) && !article.summary.is_empty() {
        choices.push(speaker.choice(ChoiceId::Open(entry.id.clone(), None), "choice-summary"));
    }
    // Who reads on sees enough of it to find a mistake.
    let reports = shown.is_some() && speaker.mind.knowledge.flow("report").is_some();
    let room = FEW_CHOICES - usize::from(reports);
    for section in NEXT {
        if choices.len() + 1 < room && article.section(section).is_some() && shown != Some(Facet::of(section))
        {
            let label = speaker.say(&facet_message(Facet::of(section)));
            choices.push(Choice { id: ChoiceId::Open(entry.id.clone(), Some(section)), label });
        }
    }
    if !entry.related.is_empty() {
        choices.push(speaker.choice(ChoiceId::Similar(entry.id.clone()), "choice-similar"));
    } else if entry.sources.len() > FEW_SOURCES && shown != Some(Facet::Source) {
        choices.push(speaker.choice(ChoiceId::Sources(entry.id.clone()), "choice-sources"));
    }
    if reports {
        choices.push(speaker.choice(ChoiceId::Report(entry.id.clone()), "choice-report"));
    }
    choices
}

/// Says two entries side by side.
pub(super) fn compare(speaker: &mut Speaker<'_>, first: usize, second: usize) -> Reply {
    let language = speaker.language();
    let entries = [first, second].map(|at| &speaker.mind.knowledge.entries[at]);
    let articles = entries.map(|entry| entry.article(language).1);
    let unknown = || speaker.say("compare-unknown");
    let mut rows: Vec<(Text, Vec<Text>)> = Vec::new();
    let mut row = |name: &str, cells: [Option<String>; 2]| {
        if cells.iter().any(Option::is_some) {
            let cells = cells.into_iter().map(|cell| Text::inline(&cell.unwrap_or_else(unknown))).collect();
            rows.push((Text::strong(speaker.say(name)), cells));
        }
    };
    row("compare-place", entries.map(|entry| place(speaker, entry)));
    row("compare-years", entries.map(|entry| years(speaker, entry)));
    row("compare-size", entries.map(|entry| inhabitants(speaker, entry)));
    let brief = |text: &str| lists::brief(text).map(str::to_owned);
    row("compare-what", articles.map(|article| brief(&article.summary)));
    for (name, section) in [
        ("compare-results", Section::Results),
        ("compare-cost", Section::Cost),
        ("compare-pitfalls", Section::Pitfalls),
    ] {
        row(name, articles.map(|article| article.section(section).and_then(brief)));
    }
    let heads = lists::short_titles(&articles.map(|article| article.title.as_str()));
    let heads = heads.into_iter().map(Text::strong).collect();
    let choices = lists::open_choices(speaker, &entries.map(|entry| entry.id.clone()));
    let ids = entries.map(|entry| entry.id.clone());
    speaker.conversation.focus = Some(ids[0].clone());
    speaker.conversation.mark_seen(&ids);
    speaker.conversation.shown = ids.to_vec();
    Reply::new(
        vec![Block::Heading(Text::strong(speaker.say("compare"))), Block::Table { heads, rows }],
        choices,
    )
}

/// The evidence that is remembered for `/why`: the names of its parts, strongest first, then the two probabilities.
pub(super) fn evidence(findings: &Findings, first: Option<&Match>) -> Vec<(String, u8)> {
    let percent = |probability: f32| (probability * 100.0).round().clamp(0.0, 100.0) as u8;
    let mut evidence = vec![
        ("why-covered".to_owned(), percent(findings.covered)),
        ("why-first".to_owned(), percent(findings.first)),
    ];
    let Some(first) = first else { return evidence };
    // What is said of each part, and from when on it is worth saying.
    let worth: [(&str, &str, f32); 7] = [
        ("classifier", "why-classifier", 0.2),
        ("letters", "why-letters", 0.15),
        ("nearest-ask", "why-nearest", 0.3),
        ("full-text", "why-text", 0.15),
        ("place", "why-place", 0.9),
        ("subject", "why-subject", 0.5),
        ("kind", "why-kind", 0.5),
    ];
    for (part, message, least) in worth {
        let at = PART_NAMES.iter().position(|name| *name == part);
        if let Some(value) = at.map(|at| first.parts[at]).filter(|value| *value >= least) {
            evidence.push((message.to_owned(), percent(value)));
        }
    }
    evidence
}
