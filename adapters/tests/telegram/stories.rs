//! Every story of the core, told over Telegram: the same words, in messages that the platform takes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use passerelle_core::desk::Moderation;
use passerelle_core::story::{Line, Story};
use telegram_platform::{Person, Platform};
use tokio::task::JoinSet;

use crate::program::{ask, both, press, root, unbroken};

fn stories() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for language in std::fs::read_dir(root().join("tests/conversations")).unwrap() {
        for file in std::fs::read_dir(language.unwrap().path()).unwrap() {
            found.push(file.unwrap().path());
        }
    }
    found.retain(|file| is_plain(file));
    found.sort();
    found
}

/// The letters and digits of a text, without addresses, buttons and the line of sources, whose names are shortened: what is
/// left when nothing but the dress differs.
fn bare(text: &str) -> String {
    let mut bare = String::new();
    let sources = |line: &str| line.starts_with("Source") || line.starts_with("Fuente");
    for line in text.lines().filter(|line| !line.starts_with('[') && !sources(line)) {
        for word in line.split_whitespace().filter(|word| !word.contains("https://")) {
            bare.extend(word.chars().filter(|c| c.is_alphanumeric()));
        }
    }
    bare
}

/// Whether a story is one person's, at one time, with nobody who judges: the others need a host's settings and a clock.
fn is_plain(file: &Path) -> bool {
    let story = Story::parse(&std::fs::read_to_string(file).unwrap());
    let one = story.lines.first().map(|line| line.who.clone());
    story.moderation == Moderation::default()
        && story.lines.iter().all(|line| line.days == 0 && Some(&line.who) == one.as_ref())
}

async fn told(platform: &Platform, file: &Path, person: Person) {
    let story = Story::parse(&std::fs::read_to_string(file).unwrap());
    let person = Person { language: story.hint.clone(), ..person };
    let mut offered: Vec<String> = Vec::new();
    for Line { said, expected, .. } in &story.lines {
        // As in the story: what is offered can be pressed, all else is said.
        let label = said.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let shown = match label.filter(|label| offered.iter().any(|have| have == label)) {
            Some(label) => press(platform, &person, label).await,
            None if said.is_empty() => continue,
            None => ask(platform, &person, said).await,
        };
        offered = shown.buttons().concat().into_iter().map(str::to_owned).collect();
        assert_eq!(bare(&shown.text), bare(expected), "{}: > {said}\n{}", file.display(), shown.text);
        let last = expected.trim_end().lines().last().unwrap_or_default();
        let labels: Vec<String> = shown.buttons().concat().iter().map(|label| format!("[{label}]")).collect();
        if last.starts_with('[') {
            assert_eq!(labels.join(" "), last, "{}: > {said}", file.display());
        } else {
            assert!(labels.is_empty(), "{}: > {said}: {labels:?}", file.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_story_is_told_with_the_same_words() {
    let (platform, _program) = both("").await;
    let stories = stories();
    assert!(stories.len() > 10);
    // Side by side they take as long as the longest: a chat gets one message a second.
    let platform = Arc::new(platform);
    let mut telling = JoinSet::new();
    for (at, file) in stories.into_iter().enumerate() {
        let (platform, person) = (Arc::clone(&platform), Person::new(1_000 + at as i64, "Ana", "fr"));
        telling.spawn(async move { told(&platform, &file, person).await });
    }
    while let Some(told) = telling.join_next().await {
        told.unwrap();
    }
    unbroken(&platform);
}
