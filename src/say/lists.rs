//! Says several entries: lists, pages to browse, a close race, the nearest when nothing is sure.

use crate::answer::{Band, Verdict, ids};
use crate::knowledge::{Act, EntryId, Facet, Family, Kind, PlaceLevel, Section};
use crate::reply::{Choice, ChoiceId, Reply};
use crate::search::slots::Wanted;
use crate::search::{Findings, Match};
use crate::step::Outcome;
use crate::text::{Block, Text, blocks, first_sentence, item};

use super::{Speaker, acts};

/// How many entries a page of an answer shows: what fits a telephone, and what scores count.
const PAGE: usize = 5;

/// How many entries a page of browsing shows.
const BROWSE_PAGE: usize = 10;

/// How many choices a close race offers.
const RACE: usize = 3;

/// Among how many of the nearest matches those around a missing place are looked for.
const AROUND: usize = 30;

/// Says a list that was asked for.
pub(super) fn list(speaker: &mut Speaker<'_>, verdict: &Verdict, wanted: &Wanted) -> Reply {
    let all = ids(&speaker.mind.knowledge, &verdict.matches);
    let mut said = Vec::new();
    if verdict.elsewhere {
        said.extend(elsewhere(speaker, verdict, wanted));
    }
    let count = speaker.number(verdict.count);
    said.push(Block::Paragraph(Text::strong(speaker.say_with("list", &[("count", count)]))));
    page(speaker, said, all, PAGE)
}

/// Says entries that follow from something else than a question.
pub(super) fn named(speaker: &mut Speaker<'_>, first: &str, ids: Vec<EntryId>) -> (Reply, Outcome) {
    let mut outcome = speaker.outcome(Act::Ask);
    outcome.band = Some(Band::Several);
    outcome.matches = ids.iter().map(|id| (id.clone(), 1.0)).collect();
    let said = vec![speaker.strong(first)];
    (page(speaker, said, ids, PAGE), outcome)
}

/// Says one page of a list and keeps the rest for "more".
fn page(speaker: &mut Speaker<'_>, mut said: Vec<Block>, all: Vec<EntryId>, size: usize) -> Reply {
    let (shown, rest) = all.split_at(all.len().min(size));
    said.push(items(speaker, shown.iter().map(|id| (id, None))));
    let mut choices = Vec::new();
    if !rest.is_empty() {
        choices.push(speaker.choice(ChoiceId::More, "choice-more"));
    }
    if shown.len() > 1 {
        said.push(Block::Note(Text::plain(speaker.say("list-pick"))));
    } else if let Some(id) = shown.first() {
        choices.splice(0..0, open_choices(speaker, std::slice::from_ref(id)));
    }
    let conversation = &mut speaker.conversation;
    conversation.shown = shown.to_vec();
    conversation.rest = rest.to_vec();
    conversation.mark_seen(shown);
    conversation.focus = if shown.len() == 1 { shown.first().cloned() } else { None };
    conversation.facet = None;
    Reply::new(said, choices)
}

/// Numbered titles, each with the first sentence of what is asked for of it, else of its summary.
fn items<'a>(
    speaker: &Speaker<'_>,
    shown: impl IntoIterator<Item = (&'a EntryId, Option<Section>)>,
) -> Block {
    let items = shown
        .into_iter()
        .filter_map(|(id, section)| Some((speaker.mind.knowledge.entry(id)?, section)))
        .map(|(entry, section)| {
            let article = entry.article(speaker.language()).1;
            let text = section.and_then(|section| article.section(section)).unwrap_or(&article.summary);
            let title = Text::strong(article.title.clone());
            match brief(text).and_then(|first| blocks(first).into_iter().next()) {
                Some(Block::Paragraph(text)) => {
                    let mut item = title.and(". ", crate::text::Style::Plain);
                    item.0.extend(text.0);
                    item
                }
                _ => title,
            }
        })
        .collect();
    Block::List { numbered: true, items }
}

/// Returns the first sentence of a text in Markdown, if it has one.
pub(super) fn brief(text: &str) -> Option<&str> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    let line = item(line.trim()).map_or(line, |(_, item)| item);
    Some(first_sentence(line).0)
}

/// Goes on with the list.
pub(super) fn more(speaker: &mut Speaker<'_>) -> (Reply, Outcome) {
    let seen = speaker.conversation.seen.clone();
    let mut rest: Vec<EntryId> =
        speaker.conversation.rest.iter().filter(|id| !seen.contains(id)).cloned().collect();
    if rest.is_empty()
        && speaker.conversation.shown.is_empty()
        && let Some(focus) =
            speaker.conversation.focus.clone().and_then(|id| speaker.mind.knowledge.position(&id))
    {
        rest = near(speaker, focus).into_iter().filter(|id| !seen.contains(id)).collect();
    }
    let mut outcome = speaker.outcome(Act::Ask);
    if rest.is_empty() {
        let had = !speaker.conversation.seen.is_empty();
        return (acts::dead_end(speaker, if had { "list-end" } else { "more-nothing" }), outcome);
    }
    outcome.band = Some(Band::Several);
    outcome.matches = rest.iter().take(10).map(|id| (id.clone(), 1.0)).collect();
    let count = speaker.number(rest.len());
    let said = vec![Block::Paragraph(Text::strong(speaker.say_with("list", &[("count", count)])))];
    (page(speaker, said, rest, PAGE), outcome)
}

/// Offers the nearest of those that were not shown, and a person, to who wanted none of those that were.
pub(super) fn others(speaker: &mut Speaker<'_>) -> (Reply, Outcome) {
    let seen = speaker.conversation.seen.clone();
    let shown = speaker.conversation.shown.clone();
    let fresh = |id: &&EntryId| !seen.contains(id) && !shown.contains(id);
    let nearest: Vec<EntryId> = speaker.conversation.rest.iter().filter(fresh).take(RACE).cloned().collect();
    let mut outcome = speaker.outcome(Act::Ask);
    if nearest.is_empty() {
        return (acts::dead_end(speaker, "others-nothing"), outcome);
    }
    outcome.band = Some(Band::Unsure);
    outcome.matches = nearest.iter().map(|id| (id.clone(), 1.0)).collect();
    let said = vec![
        speaker.strong("others"),
        items(speaker, nearest.iter().map(|id| (id, None))),
        Block::Note(Text::plain(speaker.say("unsure-end"))),
    ];
    let mut choices = open_choices(speaker, &nearest);
    choices.push(speaker.choice(ChoiceId::Human, "choice-human"));
    let conversation = &mut speaker.conversation;
    conversation.rest.retain(|id| !nearest.contains(id));
    conversation.mark_seen(&nearest);
    conversation.shown = nearest;
    conversation.focus = None;
    (Reply::new(said, choices), outcome)
}

/// Entries that a reader of this one would follow: those it names, then those nearest by subject and place.
fn near(speaker: &Speaker<'_>, at: usize) -> Vec<EntryId> {
    let knowledge = &speaker.mind.knowledge;
    let entry = &knowledge.entries[at];
    let mut near: Vec<EntryId> =
        entry.related.iter().filter(|id| knowledge.position(id).is_some()).cloned().collect();
    let mut others: Vec<(usize, &EntryId)> = knowledge
        .entries
        .iter()
        .filter(|other| other.id != entry.id && !near.contains(&other.id))
        .map(|other| {
            let shared = |one: &[String], two: &[String]| one.iter().filter(|id| two.contains(id)).count();
            let alike = 2 * shared(&entry.sectors, &other.sectors)
                + 2 * shared(&entry.instruments, &other.instruments)
                + shared(&entry.populations, &other.populations)
                + usize::from(entry.id.kind() == other.id.kind());
            (alike, &other.id)
        })
        .filter(|(alike, _)| *alike >= 3)
        .collect();
    others.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    near.extend(others.into_iter().take(10).map(|(_, id)| id.clone()));
    near
}

/// Says entries like this one.
pub(super) fn similar(speaker: &mut Speaker<'_>, at: usize) -> (Reply, Outcome) {
    let near = near(speaker, at);
    let mut outcome = speaker.outcome(Act::Ask);
    if near.is_empty() {
        return (acts::dead_end(speaker, "similar-nothing"), outcome);
    }
    outcome.band = Some(Band::Several);
    outcome.matches = near.iter().take(10).map(|id| (id.clone(), 1.0)).collect();
    let title = speaker.mind.knowledge.entries[at].title(speaker.language()).to_owned();
    let said = vec![Block::Paragraph(Text::strong(speaker.say_with("similar", &[("title", title.into())])))];
    (page(speaker, said, near, PAGE), outcome)
}

/// The first of several matches, with the section of each that is asked for.
struct Race {
    ids: Vec<EntryId>,
    sections: Vec<Option<Section>>,
}

impl Race {
    /// Takes the first ones; `asked` is what tells the section.
    fn of(speaker: &Speaker<'_>, matches: &[Match], asked: &Findings) -> Race {
        let mind = speaker.mind;
        let first = &matches[..matches.len().min(RACE)];
        let section = |found: &Match| {
            let facet = mind.engine.facet(&mind.knowledge, found.entry, speaker.language(), asked);
            let section = facet.and_then(Facet::section)?;
            let article = mind.knowledge.entries[found.entry].article(speaker.language()).1;
            article.section(section).map(|_| section)
        };
        Race { ids: ids(&mind.knowledge, first), sections: first.iter().map(section).collect() }
    }

    /// The items and the choices that open them, each at what is asked for of it.
    fn say(&self, speaker: &Speaker<'_>) -> (Block, Vec<Choice>) {
        let mut choices = open_choices(speaker, &self.ids);
        for (choice, section) in choices.iter_mut().zip(&self.sections) {
            if let ChoiceId::Open(_, of) = &mut choice.id {
                *of = *section;
            }
        }
        (items(speaker, self.ids.iter().zip(self.sections.iter().copied())), choices)
    }

    /// The facet that is shown of the first.
    fn facet(&self) -> Option<Facet> {
        self.sections.first().copied().flatten().map(Facet::of)
    }
}

/// Asks which of a close race is meant; returns the facet shown of the first, too.
pub(super) fn which(
    speaker: &mut Speaker<'_>,
    verdict: &Verdict,
    asked: &Findings,
) -> (Reply, Option<Facet>) {
    let race = Race::of(speaker, &verdict.matches, asked);
    let (items, mut choices) = race.say(speaker);
    choices.push(speaker.choice(ChoiceId::More, "choice-other"));
    let said = vec![speaker.strong("which"), items];
    let rest = &verdict.matches[race.ids.len()..];
    let rest = ids(&speaker.mind.knowledge, &rest[..rest.len().min(PAGE)]);
    let conversation = &mut speaker.conversation;
    conversation.shown.clone_from(&race.ids);
    conversation.rest = rest;
    conversation.mark_seen(&race.ids);
    // "Since when?" is most likely about the first.
    conversation.focus = race.ids.first().cloned();
    (Reply::new(said, choices), race.facet())
}

/// Says that nothing is sure, and what is nearest; returns the facet shown of the first, too.
pub(super) fn unsure(
    speaker: &mut Speaker<'_>,
    verdict: &Verdict,
    wanted: &Wanted,
    asked: &Findings,
) -> (Reply, Option<Facet>) {
    let mut said = Vec::new();
    // What lies around the missing place comes first, in the order of the question.
    let profiles = speaker.mind.engine.profiles();
    let mut matches = verdict.matches[..verdict.matches.len().min(AROUND)].to_vec();
    if let Some(wide) = verdict.missing_place.and_then(|place| around(speaker, place)) {
        matches.sort_by_key(|found| !profiles.lies_in(found.entry, wide));
    }
    if verdict.elsewhere {
        said.extend(elsewhere(speaker, verdict, wanted));
    } else {
        said.push(speaker.strong("unsure"));
    }
    let race = Race::of(speaker, &matches, asked);
    let (items, mut choices) = race.say(speaker);
    said.push(items);
    said.push(Block::Note(Text::plain(speaker.say("unsure-end"))));
    choices.push(speaker.choice(ChoiceId::Human, "choice-human"));
    let rest =
        ids(&speaker.mind.knowledge, &matches[race.ids.len()..matches.len().min(race.ids.len() + PAGE)]);
    let conversation = &mut speaker.conversation;
    conversation.shown.clone_from(&race.ids);
    conversation.rest = rest;
    conversation.mark_seen(&race.ids);
    conversation.focus = None;
    (Reply::new(said, choices), race.facet())
}

/// Says that it does not know.
pub(super) fn none(speaker: &mut Speaker<'_>) -> Reply {
    speaker.conversation.shown.clear();
    speaker.conversation.rest.clear();
    Reply::new(vec![speaker.strong("none")], speaker.doors())
}

/// The sentence that says that what follows lies elsewhere than asked.
fn elsewhere(speaker: &Speaker<'_>, verdict: &Verdict, wanted: &Wanted) -> Vec<Block> {
    let terms = &speaker.mind.knowledge.terms;
    let language = speaker.language();
    let Some(place) = verdict.missing_place.or_else(|| wanted.places.first().copied()) else {
        return Vec::new();
    };
    let name = terms.at(place).label(language).to_owned();
    if verdict.missing_place.is_none() {
        return vec![Block::Paragraph(Text::strong(
            speaker.say_with("elsewhere", &[("place", name.into())]),
        ))];
    }
    let mut said =
        vec![Block::Paragraph(Text::strong(speaker.say_with("place-none", &[("place", name.into())])))];
    match around(speaker, place) {
        Some(wide) => {
            let wide = terms.at(wide).label(language).to_owned();
            said.push(Block::Paragraph(Text::plain(
                speaker.say_with("place-near", &[("where", wide.into())]),
            )));
        }
        None => said.push(speaker.paragraph("none-near")),
    }
    said
}

/// Returns the nearest wider place that the base holds; a continent is near to nothing.
fn around(speaker: &Speaker<'_>, place: usize) -> Option<usize> {
    let knowledge = &speaker.mind.knowledge;
    let profiles = speaker.mind.engine.profiles();
    let id = &knowledge.terms.at(place).id;
    let wide = knowledge
        .terms
        .lineage(id)
        .into_iter()
        .skip(1)
        .filter_map(|term| knowledge.terms.position(&term.id))
        .find(|&wide| profiles.holds_place(wide))?;
    (knowledge.terms.at(wide).level != Some(PlaceLevel::Continent)).then_some(wide)
}

/// Puts in front of an answer that it lies elsewhere than asked.
pub(super) fn mark_elsewhere(speaker: &Speaker<'_>, verdict: &Verdict, wanted: &Wanted, reply: &mut Reply) {
    let Some(place) = verdict.missing_place.or_else(|| wanted.places.first().copied()) else { return };
    let name = speaker.mind.knowledge.terms.at(place).label(speaker.language()).to_owned();
    let note = speaker.say_with("elsewhere", &[("place", name.into())]);
    reply.blocks.insert(0, Block::Note(Text::plain(note)));
}

/// Says a page of a kind. Mechanisms begin with the five families.
pub(super) fn browse(speaker: &mut Speaker<'_>, kind: Kind, from: usize) -> Reply {
    let knowledge = &speaker.mind.knowledge;
    if kind == Kind::Mechanism && from == 0 {
        let choices = Family::ALL
            .iter()
            .map(|&family| Choice { id: ChoiceId::Family(family), label: family_name(speaker, family) })
            .chain([speaker.choice(ChoiceId::Browse(kind, 1), "choice-mechanisms")])
            .collect();
        let items = Family::ALL.iter().map(|&family| Text::plain(family_name(speaker, family))).collect();
        speaker.conversation.drop_topic();
        return Reply::new(vec![speaker.strong("families"), Block::List { numbered: true, items }], choices);
    }
    let of_kind: Vec<EntryId> =
        knowledge.entries.iter().map(|entry| &entry.id).filter(|id| id.kind() == kind).cloned().collect();
    if of_kind.is_empty() {
        return acts::dead_end(speaker, "none");
    }
    // The page of mechanisms after the families begins at 1.
    let from = if kind == Kind::Mechanism { from - 1 } else { from };
    let from = if from < of_kind.len() { from } else { 0 };
    let to = (from + BROWSE_PAGE).min(of_kind.len());
    let shown = &of_kind[from..to];
    let title = speaker.say(&format!("browse-{}", kind.folder()));
    let part = speaker.say_with(
        "browse-part",
        &[
            ("from", speaker.number(from + 1)),
            ("to", speaker.number(to)),
            ("count", speaker.number(of_kind.len())),
        ],
    );
    let items = shown
        .iter()
        .filter_map(|id| knowledge.entry(id))
        .map(|entry| Text::plain(entry.title(speaker.language())))
        .collect();
    let said = vec![
        Block::Heading(Text::strong(title)),
        Block::List { numbered: true, items },
        Block::Note(Text::plain(part)),
    ];
    let mut choices = Vec::new();
    if to < of_kind.len() {
        let next = if kind == Kind::Mechanism { to + 1 } else { to };
        choices.push(speaker.choice(ChoiceId::Browse(kind, next), "choice-more"));
    }
    let others = Kind::ALL.into_iter().filter(|&other| other != kind);
    choices.extend(others.map(|other| {
        let message = match other {
            Kind::Mechanism => "choice-families",
            Kind::Case => "choice-cases",
            Kind::Resource => "choice-resources",
        };
        speaker.choice(ChoiceId::Browse(other, 0), message)
    }));
    let conversation = &mut speaker.conversation;
    conversation.drop_topic();
    conversation.shown = shown.to_vec();
    conversation.rest = of_kind[to..].to_vec();
    Reply::new(said, choices)
}

/// Says the entries of a family: mechanisms, then cases, then resources; those that are about it above all come first.
pub(super) fn family(speaker: &mut Speaker<'_>, family: Family) -> Reply {
    let mut all: Vec<&EntryId> = speaker
        .mind
        .knowledge
        .entries
        .iter()
        .filter(|entry| entry.families.contains(&family))
        .map(|entry| &entry.id)
        .collect();
    // The page of the family itself is the mechanism that is about nothing but it.
    let general = |id: &&EntryId| {
        speaker
            .mind
            .knowledge
            .entry(id)
            .is_some_and(|entry| entry.families.len() == 1 && entry.place.is_none())
    };
    let second = |id: &&EntryId| {
        speaker.mind.knowledge.entry(id).is_some_and(|entry| entry.families.first() != Some(&family))
    };
    all.sort_by_key(|id| (id.kind(), !general(id), second(id), id.as_str()));
    let all: Vec<EntryId> = all.into_iter().cloned().collect();
    let name = family_name(speaker, family);
    let said = vec![Block::Heading(Text::strong(speaker.say_with("family", &[("family", name.into())])))];
    speaker.conversation.drop_topic();
    page(speaker, said, all, PAGE)
}

/// What a family is called.
fn family_name(speaker: &Speaker<'_>, family: Family) -> String {
    let term = speaker.mind.knowledge.terms.get(family.word());
    let name = term.map_or(family.word(), |term| term.label(speaker.language()));
    // A label stands within sentences; here it begins one.
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A choice for each entry that opens it, with labels that tell them apart.
pub(super) fn open_choices(speaker: &Speaker<'_>, ids: &[EntryId]) -> Vec<Choice> {
    let titles: Vec<&str> = ids
        .iter()
        .map(|id| speaker.mind.knowledge.entry(id).map_or("", |entry| entry.title(speaker.language())))
        .collect();
    ids.iter()
        .zip(short_titles(&titles))
        .map(|(id, label)| Choice { id: ChoiceId::Open(id.clone(), None), label })
        .collect()
}

/// The longest label of a button, in characters.
const LONGEST_LABEL: usize = 48;

/// Cuts titles for buttons and heads: to what stands in front of the colon, where that tells them apart.
pub(super) fn short_titles(titles: &[&str]) -> Vec<String> {
    let head = |title: &str| title.split([':', '\u{2013}']).next().unwrap_or(title).trim().to_owned();
    titles
        .iter()
        .map(|title| {
            let short = head(title);
            let alone = titles.iter().filter(|other| head(other) == short).count() == 1;
            let tail = title.split_once(':').map_or(*title, |(_, tail)| tail.trim());
            cut(if alone { &short } else { tail })
        })
        .collect()
}

/// Cuts a label at a word.
fn cut(label: &str) -> String {
    if label.chars().count() <= LONGEST_LABEL {
        return label.to_owned();
    }
    let end = label.char_indices().nth(LONGEST_LABEL - 1).map_or(label.len(), |(at, _)| at);
    let end = label[..end].rfind(' ').unwrap_or(end);
    format!("{}…", label[..end].trim_end_matches([',', ';', ' ']))
}
