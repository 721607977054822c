//! Many at once, and one who does not stop: everybody is answered, and nobody waits for another's flood.

use std::time::{Duration, Instant};

use telegram_platform::Person;
use telegram_platform::state::Pace;

use crate::number;
use crate::program::{ask, both, spoken, unbroken};

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_all_answered_at_the_pace_of_the_platform() {
    // The full flood is 2,000 updates over 200 chats, which takes the platform's limits 67 seconds.
    let all = number("PASSERELLE_FLOOD", 240);
    let chats = (all / 10).max(1) as i64;
    let (platform, _program) = both("").await;
    platform.with(|state| state.pace = Pace::Real);
    let people: Vec<Person> = (1..=chats).map(|id| Person::new(id, "Ana", "en")).collect();
    let begun = Instant::now();
    for round in 0..all as i64 / chats {
        for person in &people {
            platform.tells(
                person,
                ["/cases", "/help", "how did Preston keep its spending local?"][round as usize % 3],
            );
        }
    }
    let each = all / chats as usize;
    let answered = |state: &telegram_platform::state::State| (1..=chats).all(|id| spoken(state, id) == each);
    let limit = Duration::from_secs(20 + all as u64 / 15);
    assert!(platform.until(limit, answered).await, "not everybody was answered");
    let took = begun.elapsed();
    println!(
        "{all} updates over {chats} chats: answered in {took:.1?}; 30 a second would take {} s",
        all / 30
    );
    platform.with(|state| {
        // The pace was kept: the platform did not have to say so.
        let told_off =
            state.calls.iter().filter(|call| call.refused.as_ref().is_some_and(|r| r.code == 429)).count();
        assert_eq!(told_off, 0);
    });
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_does_not_stop_is_slowed_and_nobody_else_notices() {
    let (platform, _program) = both("").await;
    let (flood, calm) = (Person::new(1, "Flood", "en"), Person::new(2, "Calm", "en"));
    ask(&platform, &calm, "hello").await;
    for _ in 0..300 {
        platform.tells(&flood, "how did Preston keep its spending local?");
    }
    for text in ["how did Preston keep its spending local?", "what were the results?"] {
        let asked = Instant::now();
        ask(&platform, &calm, text).await;
        assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
    }
    unbroken(&platform);
}
