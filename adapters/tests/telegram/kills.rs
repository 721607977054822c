//! The program dies at any moment, again and again: everybody is answered, and nearly nobody twice.

use std::time::{Duration, Instant};

use telegram_platform::Person;

use crate::number;
use crate::program::{both, spoken, unbroken};

/// How many people write between two kills.
const EACH: i64 = 4;

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_is_lost_and_a_kill_repeats_one_at_most() {
    let kills = number("PASSERELLE_KILLS", 40);
    let (platform, mut program) = both("").await;
    let mut dice = 11_u64;
    let mut people = 0;
    let begun = Instant::now();
    for _ in 0..kills {
        for _ in 0..EACH {
            people += 1;
            let person = Person::new(people, "Ana", "en");
            platform.tells(&person, "how did Preston keep its spending local?");
        }
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // From before the first question for updates to well after the last answer.
        tokio::time::sleep(Duration::from_millis((dice >> 33) % 400)).await;
        program.kill();
        program.run();
    }
    let limit = Duration::from_secs(30 + (people as u64) / 10);
    let all = platform.until(limit, |state| (1..=people).all(|id| spoken(state, id) > 0)).await;
    // Time for repeats that must not come.
    tokio::time::sleep(Duration::from_secs(2)).await;
    platform.with(|state| {
        let lost: Vec<i64> = (1..=people).filter(|&id| spoken(state, id) == 0).collect();
        let repeats: usize = (1..=people).map(|id| spoken(state, id).saturating_sub(1)).sum();
        println!(
            "{kills} kills, {people} questions: {} lost, {repeats} repeated, {:.1?}",
            lost.len(),
            begun.elapsed()
        );
        assert!(all && lost.is_empty(), "lost: {lost:?}");
        assert!(repeats <= kills, "{repeats} repeats in {kills} kills");
    });
    unbroken(&platform);
}
