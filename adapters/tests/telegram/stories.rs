//! Every story of the core that is one person's, told over Telegram: each line is answered, nothing is refused.
//!
//! That the words are those of the story is proved where the same mind tells both (`telegram/say/steps.rs`): the program
//! understands by meanings, too, and may rank otherwise.

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

/// Whether a story is one person's, at one time, with nobody who judges: the others need a host's settings and a clock.
fn is_plain(file: &Path) -> bool {
    let story = Story::parse(&std::fs::read_to_string(file).unwrap());
    let one = story.lines.first().map(|line| line.who.clone());
    story.moderation == Moderation::default()
        && story.lines.iter().all(|line| line.days == 0 && Some(&line.who) == one.as_ref())
}

/// Tells a story, and returns how many of its lines were answered.
async fn told(platform: &Platform, file: &Path, person: Person) -> usize {
    let story = Story::parse(&std::fs::read_to_string(file).unwrap());
    let person = Person { language: story.hint.clone(), ..person };
    let mut offered: Vec<String> = Vec::new();
    let mut answered = 0;
    for Line { said, .. } in story.lines.iter().filter(|line| !line.said.trim().is_empty()) {
        // As in the story: what is offered can be pressed, all else is said.
        let label = said.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let shown = match label.filter(|label| offered.iter().any(|have| have == label)) {
            Some(label) => press(platform, &person, label).await,
            None => ask(platform, &person, said).await,
        };
        assert!(!shown.text.is_empty(), "{}: > {said}", file.display());
        offered = shown.buttons().concat().into_iter().map(str::to_owned).collect();
        answered += 1;
    }
    answered
}

#[tokio::test(flavor = "multi_thread")]
async fn every_story_is_told() {
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
    let answered: usize = telling.join_all().await.into_iter().sum();
    assert!(answered > 100, "{answered}");
    unbroken(&platform);
}
