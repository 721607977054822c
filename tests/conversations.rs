//! Stories, what they say, and arbitrary input: through the door of a turn.
#![expect(
    clippy::disallowed_methods,
    reason = "`UPDATE` is how a person asks for the stories to be rewritten"
)]

mod support;

use std::collections::HashSet;

use passerelle_core::conversation::Conversation;
use passerelle_core::event::{Action, Address, Event, EventId, Timestamp};
use passerelle_core::knowledge::Knowledge;
use passerelle_core::reply::{LONGEST_CHOICE, MOST_CHOICES, Reply};
use passerelle_core::story::Story;
use passerelle_core::text::{Block, Style, Text};
use passerelle_core::turn::turn;
use passerelle_core::understand::normal::fold;
use proptest::prelude::*;
use support::{files, root, sample};

fn event(text: &str, at: u64) -> Event {
    let person = "someone".to_owned();
    Event {
        id: EventId(at.to_string()),
        address: Address { platform: "test".to_owned(), chat: person.clone(), person, thread: None },
        at: Timestamp(1_795_000_000 + at as i64),
        hint: None,
        note: None,
        action: Action::Say(text.to_owned()),
    }
}

#[test]
fn every_story_goes_as_it_is_told() {
    let mut wrong = Vec::new();
    let stories = files(&root().join("tests/conversations"), "md");
    assert!(stories.len() >= 16);
    for path in stories {
        let told = std::fs::read_to_string(&path).unwrap();
        let went = Story::parse(&told).play(sample()).unwrap();
        if went != told {
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&path, &went).unwrap();
            }
            let at = went.lines().zip(told.lines()).position(|(a, b)| a != b).unwrap_or(0);
            let line = |text: &str| text.lines().nth(at).unwrap_or_default().to_owned();
            wrong.push(format!(
                "{}:{}\n  told: {}\n  went: {}",
                path.display(),
                at + 1,
                line(&told),
                line(&went)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}\nUPDATE=1 rewrites them", wrong.join("\n"));
}

#[test]
fn the_same_event_on_the_same_state_gets_the_same_words() {
    for text in ["l'épicerie du village ferme", "compare Preston and Manchester", "¿qué tienen de Argentina?"]
    {
        let once = turn(sample(), &Conversation::default(), &event(text, 1));
        assert_eq!(once, turn(sample(), &Conversation::default(), &event(text, 1)));
    }
}

/// The sentences of a base: every line of content and wording, bare of Markdown and of what is put into it.
fn sentences(knowledge: &Knowledge) -> HashSet<String> {
    let mut known = HashSet::new();
    let mut learn = |text: &str| {
        known.insert(text.trim().to_owned());
        for block in passerelle_core::text::blocks(text) {
            for text in texts(&block) {
                known.insert(text.bare().trim().to_owned());
                let bare = text.bare();
                let (first, rest) = passerelle_core::text::first_sentence(&bare);
                known.insert(first.trim().to_owned());
                known.insert(rest.trim().to_owned());
            }
        }
    };
    for entry in &knowledge.entries {
        for (_, article) in entry.articles.iter() {
            learn(&article.title);
            article.title.split(':').for_each(&mut learn);
            learn(&article.summary);
            article.sections.iter().for_each(|(_, text)| learn(text));
        }
        entry.sources.iter().for_each(|source| learn(&source.title));
    }
    for term in knowledge.terms.iter() {
        term.labels.iter().flat_map(|(_, labels)| labels).for_each(|label| learn(label));
    }
    for flow in &knowledge.flows {
        let mut words = |words: &passerelle_core::knowledge::flow::Words| {
            words.iter().for_each(|(_, text)| learn(text));
        };
        words(&flow.title);
        words(&flow.opening);
        flow.notice.iter().for_each(|notice| {
            words(&notice.short);
            words(&notice.text);
        });
        flow.outcomes.iter().for_each(|outcome| words(&outcome.text));
        for step in &flow.steps {
            [&step.label, &step.ask, &step.hint, &step.why].into_iter().for_each(&mut words);
            step.says.values().for_each(&mut words);
            step.options.iter().for_each(|option| words(&option.label));
        }
    }
    for (_, wording) in knowledge.wording.iter() {
        // What stands between the values that are put in.
        for piece in wording
            .lines()
            .filter_map(|line| line.split_once('=').or(line.split_once(']')).map(|(_, text)| text))
        {
            piece.split(['{', '}']).for_each(&mut learn);
        }
    }
    known
}

fn texts(block: &Block) -> Vec<&Text> {
    match block {
        Block::Heading(text) | Block::Paragraph(text) | Block::Source(text) | Block::Note(text) => vec![text],
        Block::List { items, .. } => items.iter().collect(),
        Block::Table { heads, rows } => heads
            .iter()
            .chain(rows.iter().flat_map(|(name, cells)| std::iter::once(name).chain(cells)))
            .collect(),
    }
}

fn capital(piece: &str) -> String {
    let mut letters = piece.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Takes everything known away from a text and returns what is left of its letters.
fn left_over(said: &str, known: &[&str]) -> String {
    let mut rest = said.to_owned();
    for piece in known {
        if rest.contains(piece) {
            rest = rest.replace(piece, "\u{1}");
        }
    }
    let marks = |c: char| c.is_alphabetic() || c.is_numeric();
    rest.split('\u{1}').filter(|piece| piece.chars().any(marks)).collect::<Vec<_>>().join(" … ")
}

/// Everything that the people of a story say.
fn left_of(story: &Story) -> String {
    story.lines.iter().map(|line| line.said.as_str()).collect::<Vec<_>>().join(" \n ")
}

/// Returns whether a word is a number of something that was sent, the name of a person or a platform, or the id of an entry.
fn is_put_in(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    passerelle_core::ticket::Ticket::within(word).is_some()
        || word.starts_with("story")
        || word.parse::<passerelle_core::knowledge::EntryId>().is_ok()
}

#[test]
fn every_sentence_that_is_said_stands_in_the_content() {
    let mind = sample();
    let known = sentences(&mind.knowledge);
    // The longest first, so that a sentence is taken away whole before its parts are.
    // A label begins a line with a capital.
    let capitals: Vec<String> = known.iter().map(|piece| capital(piece)).collect();
    let mut pieces: Vec<&str> =
        known.iter().chain(&capitals).map(String::as_str).filter(|piece| piece.chars().count() > 2).collect();
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    let mut checked = 0;
    for path in files(&root().join("tests/conversations"), "md") {
        let story = Story::parse(&std::fs::read_to_string(&path).unwrap());
        for (line, went) in story.lines.iter().zip(story.went(mind).unwrap()) {
            for text in went.iter().flat_map(|(_, reply)| &reply.blocks).flat_map(texts) {
                // What is typed letter by letter is a command, which is data of its own.
                let spans = text.0.iter().filter(|span| span.style != Style::Code);
                let bare: String = spans.map(|span| span.text.as_str()).collect();
                let left = left_over(&bare, &pieces);
                // Values that are put in: figures, names of languages, numbers of what was sent, and what people said themselves.
                let told = fold(&left_of(&story));
                let ours = left.split(" … ").all(|piece| {
                    told.contains(&fold(piece))
                        || piece.split_whitespace().all(|word| {
                            !word.contains(char::is_alphabetic)
                                || known.contains(word)
                                || is_put_in(word)
                                || ["Français", "English", "Español"].contains(&word)
                                // What a form took apart: the name, the place, the size.
                                || told.contains(&fold(word))
                        })
                });
                assert!(
                    ours,
                    "{}: `{}` is answered with what stands nowhere: {left}\nin: {}",
                    path.display(),
                    line.said,
                    text.bare()
                );
                checked += 1;
            }
        }
    }
    assert!(checked > 400, "{checked}");
}

/// The limits that hold for every reply, whatever was typed.
fn within_limits(reply: &Reply) {
    assert!(!reply.blocks.is_empty());
    assert!(reply.choices.len() <= MOST_CHOICES, "{} choices", reply.choices.len());
    for choice in &reply.choices {
        assert!(choice.id.to_string().len() <= LONGEST_CHOICE);
        assert!((1..=80).contains(&choice.label.chars().count()), "{}", choice.label);
    }
    let length = reply.to_string().chars().count();
    assert!(length < 6_000, "{length} characters");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gets_a_reply_within_the_limits(text in "\\PC{0,200}|[ -~]{0,300}|(/?[a-zé¿0-9 ,.]{1,12} ?){0,60}") {
        let first = turn(sample(), &Conversation::default(), &event(&text, 1));
        within_limits(&first.replies[0].1);
        let again = turn(sample(), &first.conversation.unwrap_or_default(), &event(&text, 2));
        within_limits(&again.replies[0].1);
    }

    #[test]
    fn any_conversation_gets_replies_within_the_limits(
        picks in proptest::collection::vec((0usize..24, 0usize..12), 1..12)
    ) {
        const SAID: [&str; 24] = [
            "more", "la deuxième", "compare them", "et en Espagne ?", "why", "/why", "non, celle de Bristol", "1", "a", "99",
            "what went wrong", "¿y en Argentina?", "merci", "/forget", "/plain", "les cas", "/language es", "towns like it",
            "l'épicerie ferme", "waste pickers", "depuis quand ?", "everything on Brazil", "\u{202e}evil", "compare Preston",
        ];
        let mut conversation = Conversation::default();
        for (at, (said, press)) in picks.into_iter().enumerate() {
            let mut event = event(SAID[said], at as u64);
            if at % 3 == 2 && let Some(choice) = conversation.offered.get(press) {
                event.action = Action::Press(choice.id.clone());
            }
            let turn = turn(sample(), &conversation, &event);
            within_limits(&turn.replies[0].1);
            conversation = turn.conversation.unwrap_or_default();
        }
    }
}

#[test]
fn endless_and_odd_messages_are_answered() {
    let long = "épicerie ".repeat(12_000);
    for text in [
        long.as_str(),
        "",
        " \n\t",
        "\0\u{7}\u{1b}[2J",
        "\u{feff}",
        "🙂🙂🙂",
        "أهلا",
        &"a".repeat(100_000),
        "////",
        "> x",
    ] {
        let turn = turn(sample(), &Conversation::default(), &event(text, 1));
        within_limits(&turn.replies[0].1);
    }
}
