//! What a person sees, as transcripts: `transcripts/*.md`, made again with `UPDATE=1`.
//!
//! A line that begins with `> ` is what the person does: words, or `[label]`, a button. What follows is what the chat shows
//! then of what is new or changed: bold as bold, quotes as quotes, buttons in brackets as they stand in rows.

use std::path::Path;
use std::sync::Arc;

use telegram_platform::{Person, Platform, screen};
use tokio::task::JoinSet;

use crate::program::{answer, both, spoken, unbroken};

/// Plays the transcript and returns it as it went.
async fn played(platform: &Platform, person: &Person, transcript: &str) -> String {
    let mut told = String::new();
    let mut lines = transcript.lines().peekable();
    while let Some(line) = lines.next_if(|line| !line.starts_with("> ")) {
        told.push_str(line);
        told.push('\n');
    }
    for done in transcript.lines().filter_map(|line| line.strip_prefix("> ")) {
        let before = platform.with(|state| spoken(state, person.id));
        let label = done.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        // A button that is not there is typed, as people do who remember it.
        if label.and_then(|label| platform.presses(person, person.id, label)).is_none() {
            platform.tells(person, label.unwrap_or(done));
        }
        let shown = answer(platform, person.id, before).await;
        told.push_str(&format!("> {done}\n\n{}\n", without_numbers(&screen::message(&shown))));
    }
    told.trim_end().to_owned() + "\n"
}

/// Leaves the numbers of drafts out: they are others each time.
fn without_numbers(shown: &str) -> String {
    let mut pieces = shown.split("R-");
    let mut told = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let signs = piece.chars().take(4).filter(|c| c.is_ascii_uppercase() || c.is_ascii_digit()).count();
        told.push_str(if signs == 4 { "R-····" } else { "R-" });
        told.push_str(if signs == 4 { &piece[4..] } else { piece });
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn transcripts_show_what_a_person_sees() {
    let (platform, _program) = both("").await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/telegram/transcripts");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 3);
    let platform = Arc::new(platform);
    let mut playing = JoinSet::new();
    for (at, file) in files.into_iter().enumerate() {
        let platform = Arc::clone(&platform);
        playing.spawn(async move {
            let language = file.file_stem().unwrap().to_str().unwrap()[..2].to_owned();
            let person = Person::new(100 + at as i64, "Ana", &language);
            let written = std::fs::read_to_string(&file).unwrap();
            let told = played(&platform, &person, &written).await;
            let same = told == written;
            if !same && std::env::var_os("UPDATE").is_some() {
                std::fs::write(&file, &told).unwrap();
                return None;
            }
            (!same).then(|| format!("{}\n{told}", file.display()))
        });
    }
    let different: Vec<String> = playing.join_all().await.into_iter().flatten().collect();
    unbroken(&platform);
    assert!(different.is_empty(), "differ (UPDATE=1 writes them anew):\n{}", different.join("\n"));
}
