//! Inline mode: entries for any chat.

use serde_json::Value;
use telegram_platform::Person;
use telegram_platform::rules::inline::is_start;

use crate::program::{SOON, ask, both, unbroken};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_behind_our_name_finds_entries_to_paste() {
    let (platform, _program) = both("").await;
    let people = [Person::new(1, "Ana", "en"), Person::new(2, "Bo", "fr"), Person::new(3, "Cruz", "es")];
    for (person, text) in people.iter().zip(["prest", "épicerie du village", "recicladores"]) {
        let query = platform.looks_for(person, text);
        let came = platform.until(SOON, |state| state.inline[&query].is_some()).await;
        assert!(came, "no entries came for {text}");
        let answer = platform.with(|state| state.inline[&query].clone().unwrap());
        let results = answer["results"].as_array().unwrap();
        assert!(!results.is_empty() && answer["is_personal"] == true);
        let first = &results[0];
        let pasted = first["input_message_content"]["message_text"].as_str().unwrap();
        assert!(pasted.len() > 50 && first["title"].as_str().is_some_and(|title| !title.is_empty()));
        let url = first["reply_markup"]["inline_keyboard"][0][0]["url"].as_str().unwrap();
        let start = url.split_once("?start=").unwrap().1;
        assert!(is_start(start), "{url}");
        // The button under what was pasted opens the entry.
        let opened = ask(&platform, person, &format!("/start {start}")).await;
        assert!(opened.text.starts_with(pasted.lines().next().unwrap()), "{}", opened.text);
    }
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_shows_something_and_oddities_are_answered() {
    let (platform, _program) = both("").await;
    let ana = Person::new(1, "Ana", "fr");
    for text in ["", " ", "zzzz", "\u{202e}\0", &"é".repeat(256), "' OR 1=1 --"] {
        let query = platform.looks_for(&ana, text);
        assert!(platform.until(SOON, |state| state.inline[&query].is_some()).await, "{text:?}");
        platform.with(|state| {
            let answer: &Value = &state.inline[&query].as_ref().unwrap()["results"];
            assert!(answer.as_array().is_some_and(|results| !results.is_empty()), "{text:?}");
        });
    }
    unbroken(&platform);
}
