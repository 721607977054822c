//! The big list of naughty strings, typed by people who write three languages: each is answered, nothing is refused.

use telegram_platform::Person;

use crate::program::{both, spoken, unbroken};

#[tokio::test(flavor = "multi_thread")]
async fn every_naughty_string_is_answered() {
    let (platform, program) = both("").await;
    let strings: Vec<&str> =
        naughty_strings::BLNS.iter().copied().filter(|text| !text.trim().is_empty()).collect();
    for (at, text) in strings.iter().enumerate() {
        let person = Person::new(1 + at as i64, text, ["fr", "en", "es"][at % 3]);
        platform.tells(&person, *text);
    }
    let last = strings.len() as i64;
    // At thirty a second.
    let limit = std::time::Duration::from_secs(20 + last as u64 / 10);
    let all = platform.until(limit, |state| (1..=last).all(|id| spoken(state, id) == 1)).await;
    let silent: Vec<&str> = platform.with(|state| {
        (1..=last).filter(|&id| spoken(state, id) != 1).map(|id| strings[id as usize - 1]).collect()
    });
    assert!(all, "not answered: {silent:?}");
    assert!(!program.log().contains("panicked"), "{}", program.log());
    unbroken(&platform);
}
